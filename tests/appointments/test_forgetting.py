"""What is kept, for how long, and what erasing leaves."""

import datetime as dt

import pytest

from appointments import data_rights
from appointments.actions import booking, forgetting
from appointments.auditing import audit
from appointments.models import Appointment, AppointmentPerson, Block, Claim
from appointments.wanted import PersonSaid
from citizens.data_rights import holding_of
from sitekit.actors import VISITOR
from tests.appointments.builders import NOW, at, counts, office

pytestmark = pytest.mark.django_db
WHAT = {"office": "zaragoza", "procedures": ("birth_registration",), "by": VISITOR, "now": NOW}


def book(start):
    return booking.book(
        start=start,
        name="Ana Núñez",
        contact_kind="email",
        contact_value="ana@example.org",
        people=[PersonSaid("child", "Leo")],
        **WHAT,
    )


def test_a_visit_is_deleted_after_its_retention_and_not_before():
    office()
    visit = book(at(9))
    end = visit.keep_until
    assert forgetting.forget_expired(now=dt.datetime.combine(end, dt.time(12), tzinfo=dt.UTC)) == 0
    assert (
        forgetting.forget_expired(now=dt.datetime.combine(end, dt.time(12), tzinfo=dt.UTC) + dt.timedelta(days=2)) == 1
    )
    assert not Appointment.objects.exists()
    assert not Claim.objects.exists()
    assert not Block.objects.exists()


def test_a_hold_is_deleted_after_a_day_and_its_place_is_free():
    office()
    booking.hold(start=at(9), **WHAT)
    later = NOW + dt.timedelta(days=2)
    assert forgetting.forget_expired(now=later) == 1
    assert counts() == {}
    assert audit(since=NOW, now=later) == []


def test_erasing_leaves_the_visit_and_nothing_of_the_person():
    office()
    visit = book(at(9))
    before = visit.link_version
    assert holding_of(Appointment).export(Appointment.objects.all())[0]["contact_value"] == "ana@example.org"
    assert data_rights.erase_appointments(Appointment.objects.filter(pk=visit.pk)) == 1
    visit.refresh_from_db()
    held = " ".join(str(value) for value in Appointment.objects.values_list().get())
    assert "Ana" not in held
    assert "example.org" not in held
    assert not AppointmentPerson.objects.exists()
    assert visit.link_version == before + 1
    assert audit(since=NOW, now=NOW) == []
