"""Several desks press at once, in real processes: each thing is written once, and no two people have one ticket."""

from __future__ import annotations

import datetime as dt

import pytest

from appointments.actions import attending, booking, results, undoing
from appointments.exceptions import BookingRefused, WrongState
from appointments.models import Appointment, AppointmentProcedure, ProcedureResult, Ticket
from sitekit.actors import SYSTEM, VISITOR
from sitekit.models import AuditEntry, Moment
from tests.appointments.builders import NOW, at, office, opening
from tests.appointments.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
DESKS = 5
LATER = at(9, 10)


def book(hour=9):
    return booking.book(
        office="zaragoza", procedures=("birth_registration",), start=at(hour), name="Ana", contact_kind="none",
        by=VISITOR, now=NOW,
    ).pk  # fmt: skip


def fresh(pk):
    return Appointment.objects.select_related("office", "checklist").get(pk=pk)


def check_in(pk):
    return attending.check_in(appointment=fresh(pk), by=SYSTEM, now=LATER).shown


def written(action):
    return AuditEntry.objects.filter(action=action).count()


def test_of_many_who_check_one_person_in_all_see_one_ticket():
    office(rules=opening("09:00", "14:00", DESKS))
    pk = book()
    assert set(race([lambda: check_in(pk)] * DESKS)) == {"A001"}
    assert (Ticket.objects.count(), written("appointment.checked_in")) == (1, 1)


def test_people_who_arrive_at_once_have_different_tickets():
    office(rules=opening("09:00", "14:00", DESKS))
    pks = [book() for _desk in range(DESKS)]
    tickets = race([lambda pk=pk: check_in(pk) for pk in pks])
    assert sorted(tickets) == [f"A{number:03d}" for number in range(1, DESKS + 1)]


def test_one_desk_hands_in_one_ends_and_one_undoes():
    office()
    pk = book()
    check_in(pk)
    item = AppointmentProcedure.objects.get(appointment=pk).pk

    def hand_in(number):
        found = AppointmentProcedure.objects.select_related("appointment__office", "appointment__checklist").get(
            pk=item
        )
        return results.hand_in(
            item=found, number=str(number), by=SYSTEM, now=LATER + dt.timedelta(minutes=number)
        ).number

    def only_one(answers, action):
        refused = [each for each in answers if isinstance(each, BookingRefused)]
        assert len(refused) == DESKS - 1
        assert {type(each) for each in refused} == {WrongState}
        assert written(action) == 1

    only_one(race([lambda n=n: hand_in(n) for n in range(DESKS)]), "appointment.handed_in")
    assert ProcedureResult.objects.count() == 1
    only_one(
        race([lambda: attending.finish(appointment=fresh(pk), by=SYSTEM, now=LATER).pk] * DESKS), "appointment.finished"
    )
    assert Moment.objects.filter(kind="attended").count() == 1
    only_one(
        race([lambda: undoing.undo_finish(appointment=fresh(pk), by=SYSTEM, now=LATER).pk] * DESKS),
        "appointment.finish_undone",
    )
    assert not Moment.objects.filter(kind="attended").exists()
    assert fresh(pk).state == "checked_in"
