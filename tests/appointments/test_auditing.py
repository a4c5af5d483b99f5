"""The auditor would notice: each kind of fault is planted, and it must tell."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from appointments import auditing
from appointments.actions import booking
from appointments.models import Agenda, Appointment, Block, Claim, OpeningRule
from sitekit.actors import VISITOR
from tests.appointments.builders import NOW, at, office

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def visit():
    office()
    return booking.book(
        office="zaragoza",
        procedures=("birth_registration",),
        start=at(9),
        name="Ana",
        contact_kind="none",
        by=VISITOR,
        now=NOW,
    )


def kinds():
    return {item.kind for item in auditing.audit(since=NOW, now=NOW)}


def test_it_says_nothing_of_what_is_right(visit):
    assert kinds() == set()


@pytest.mark.parametrize("by", [-1, 1, 1 << 30])
def test_a_counter_that_differs_from_the_visits(visit, by):
    Block.objects.filter(taken__gt=0).update(capacity=F("capacity") + (by << 1 if by > 0 else 0), taken=F("taken") + by)
    assert kinds() == {"counter_differs"}


def test_a_counter_that_is_gone(visit):
    Block.objects.all().delete()
    assert kinds() == {"counter_differs"}


def test_a_place_taken_by_nobody(visit):
    Claim.objects.all().delete()
    Appointment.objects.all().delete()
    assert kinds() == {"counter_differs"}


def test_two_visits_on_one_place(visit):
    _copy(visit)
    assert "overbooked" in kinds()


def test_a_visit_without_a_place(visit):
    Claim.objects.filter(appointment=visit).delete()
    assert "lost_place" in kinds()


def test_a_cancelled_visit_that_keeps_its_place_for_ever(visit):
    Appointment.objects.filter(pk=visit.pk).update(state="cancelled")
    assert kinds() == {"place_without_visit"}


def test_a_visit_that_claims_another_time_than_its_own(visit):
    Appointment.objects.filter(pk=visit.pk).update(ends_at=F("ends_at") + dt.timedelta(minutes=10))
    assert kinds() == {"wrong_length"}


def test_a_visit_that_claims_a_place_of_another_agenda(visit):
    office("huesca")
    Appointment.objects.filter(pk=visit.pk).update(agenda=Agenda.objects.get(office="huesca"))
    assert kinds() == {"wrong_length"}


def test_rules_edited_behind_the_back_of_the_actions(visit):
    OpeningRule.objects.all().delete()
    from appointments import timetables

    timetables.forget()
    assert kinds() == {"over_rules"}


def test_the_command_fails_on_a_fault_and_not_on_a_place_that_waits_to_be_taken_out(visit, monkeypatch):
    since = str((dt.datetime.now(tz=dt.UTC) - NOW).days + 2)
    out = StringIO()
    call_command("audit_bookings", days_back=int(since), stdout=out)
    assert "Nothing is overbooked" in out.getvalue()
    monkeypatch.setattr(auditing.time, "sleep", lambda seconds: None)
    Block.objects.all().delete()
    with pytest.raises(CommandError, match="1 fault"):
        call_command("audit_bookings", days_back=int(since), stdout=out)


def _copy(visit):
    claims = list(visit.claims.all())
    visit.pk, visit.reference = None, "OTHER1"
    visit._state.adding = True
    visit.save()
    for claim in claims:
        claim.pk, claim.appointment = None, visit
        claim._state.adding = True
        claim.save()
