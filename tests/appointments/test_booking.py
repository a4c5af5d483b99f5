"""A visit from hold to end, by its actions, on one database."""

import datetime as dt

import pytest
from django.db import transaction

from appointments import finding, places
from appointments.actions import agendas, attending, booking, changing, elsewhere, releasing
from appointments.actions.agendas import PoolRules
from appointments.auditing import audit
from appointments.exceptions import (
    AlreadyCancelled,
    CannotExtend,
    HoldExpired,
    LeavesWithoutPlace,
    NotBookableHere,
    OfficeClosed,
    SlotTaken,
    TooLate,
    WrongState,
)
from appointments.models import Appointment, Ticket
from appointments.wanted import PersonSaid, Wanted
from citizens.exceptions import Refused
from sitekit.actors import SYSTEM, VISITOR, link_holder
from sitekit.models import AuditEntry, Moment, OwedMessage
from tests.appointments.builders import MONDAY, NOW, at, counts, office, opening, procedure, service

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BIRTH = ("birth_registration",)
WHO = {"name": "Ana Belén Núñez", "contact_kind": "email", "contact_value": "ana@example.org"}


def hold(start=None, *, office="zaragoza", procedures=BIRTH, now=NOW, **more):
    return booking.hold(office=office, procedures=procedures, start=start or at(9), by=VISITOR, now=now, **more)


def book(start=None, *, office="zaragoza", procedures=BIRTH, now=NOW, **more):
    values = {**WHO, **more}
    return booking.book(office=office, procedures=procedures, start=start or at(9), by=VISITOR, now=now, **values)


def holder(visit):
    return link_holder("appointment", visit.pk)


def faults():
    return [str(item) for item in audit(since=NOW, now=NOW) if item.is_fault]


@pytest.fixture(autouse=True)
def _rows_always_agree():
    yield
    assert faults() == []


# --- Holding and confirming ---


def test_a_hold_takes_the_place_and_its_confirmation_is_the_same_row():
    office()
    held = hold()
    assert sum(map(sum, counts().values())) == 4  # twenty minutes
    booked = booking.confirm(hold=held, by=VISITOR, now=NOW, **WHO)
    assert (booked.pk, booked.state, booked.released_at) == (held.pk, "booked", None)
    assert sum(map(sum, counts().values())) == 4
    assert len(booked.reference) == 6
    assert booked.reference_shown == f"{booked.reference[:3]} {booked.reference[3:]}"


def test_confirming_writes_who_audits_counts_and_owes_the_message(django_capture_on_commit_callbacks):
    office(municipality="50297")
    people = [PersonSaid("child", "Leo"), PersonSaid("me", "Ana Belén Núñez", is_concerned=False, comes=True)]
    booked = booking.confirm(hold=hold(), people=people, by=VISITOR, now=NOW, **WHO)
    assert [(row.role, row.is_concerned, row.comes) for row in booked.people.all()] == [
        ("child", True, False),
        ("me", False, True),
    ]
    assert AuditEntry.objects.filter(action="appointment.booked", object_id=str(booked.pk)).exists()
    assert Moment.objects.get(kind="booked").municipality == "50297"
    assert OwedMessage.objects.pending().get().kind == "appointment_booked"
    assert booked.bring["language"] == "es"


def test_a_confirmation_that_rolls_back_owes_nothing_and_keeps_the_hold():
    office()
    held = hold()

    class Broken(Exception):
        pass

    def half_way():
        booking.confirm(hold=held, by=VISITOR, now=NOW, **WHO)
        raise Broken

    with pytest.raises(Broken), transaction.atomic():
        half_way()
    held.refresh_from_db()
    assert held.state == "held"
    assert not OwedMessage.objects.exists()


def test_who_leaves_no_address_is_owed_no_message():
    office()
    booking.confirm(hold=hold(), name="Ana", contact_kind="none", by=VISITOR, now=NOW)
    assert not OwedMessage.objects.exists()


def test_confirming_twice_gives_the_same_visit():
    office()
    held = hold()
    first = booking.confirm(hold=held, by=VISITOR, now=NOW, **WHO)
    again = booking.confirm(hold=held, by=VISITOR, now=NOW, **WHO)
    assert again.pk == first.pk
    assert Moment.objects.filter(kind="booked").count() == 1


def test_the_last_place_is_refused_with_times_that_can_be_booked():
    office()
    office("huesca", municipality="22125")
    hold()
    with pytest.raises(SlotTaken) as refusal:
        hold(deadline_on=MONDAY - dt.timedelta(days=1))
    offered = refusal.value.alternatives
    assert [other.same_office for other in offered] == [True, True, True, False]
    assert offered[0].start == at(9, 20)
    assert all(other.after_deadline for other in offered)
    assert hold(offered[0].start, office=offered[0].office).state == "held"
    assert hold(offered[3].start, office=offered[3].office).state == "held"


def test_a_visit_that_overlaps_by_five_minutes_is_refused():
    office(step_minutes=5)
    book(at(9))
    with pytest.raises(SlotTaken):
        hold(at(9, 15))
    assert hold(at(9, 20)).state == "held"


def test_a_hold_that_ran_out_frees_its_place_without_being_swept():
    office()
    held = hold()
    later = NOW + booking.HOLD_LASTS
    assert next(slot.start for slot in _times(later)) == at(9)
    taken_over = hold(now=later)
    held.refresh_from_db()
    assert (held.state, held.counted) == ("released", False)
    with pytest.raises(HoldExpired) as refusal:
        booking.confirm(hold=held, by=VISITOR, now=later, **WHO)
    assert refusal.value.alternatives
    assert booking.confirm(hold=taken_over, by=VISITOR, now=later, **WHO).state == "booked"


def test_a_hold_that_ran_out_offers_its_own_time_again():
    office()
    held = hold()
    with pytest.raises(HoldExpired) as refusal:
        booking.confirm(hold=held, by=VISITOR, now=NOW + booking.HOLD_LASTS, **WHO)
    assert refusal.value.alternatives[0].start == at(9)


def test_a_hold_is_extended_once():
    office()
    held = hold()
    almost = NOW + booking.HOLD_LASTS - dt.timedelta(seconds=1)
    assert booking.extend(hold=held, by=VISITOR, now=almost).hold_expires_at == almost + booking.HOLD_LASTS
    with pytest.raises(CannotExtend):
        booking.extend(hold=held, by=VISITOR, now=almost)
    with pytest.raises(HoldExpired):
        booking.extend(hold=held, by=VISITOR, now=almost + booking.HOLD_LASTS)


def test_a_hold_let_go_frees_its_place_once():
    office()
    held = hold()
    assert releasing.let_go(hold=held, by=VISITOR)
    assert not releasing.let_go(hold=held, by=VISITOR)
    assert counts() == {}


def test_the_sweep_takes_out_what_is_free_and_nothing_else():
    office()
    kept = book(at(11))
    hold(at(9))
    assert releasing.release_expired(now=NOW) == 0
    assert releasing.release_expired(now=NOW + booking.HOLD_LASTS) == 1
    assert releasing.release_expired(now=NOW + booking.HOLD_LASTS) == 0
    kept.refresh_from_db()
    assert kept.counted


# --- What cannot be booked ---


def test_closed_hours_and_half_open_visits_are_refused():
    office()
    for start in (at(8, 50), at(13, 50), at(9, on=MONDAY + dt.timedelta(days=5))):
        with pytest.raises(OfficeClosed) as refusal:
            hold(start)
        assert refusal.value.alternatives


def test_too_soon_and_too_far_are_refused():
    office(lead_minutes=60, horizon_days=10)
    with pytest.raises(TooLate, match="too_soon"):
        hold(at(9), now=at(8, 1))
    with pytest.raises(TooLate, match="too_far"):
        hold(at(9, on=MONDAY + dt.timedelta(days=14)))


def test_a_time_that_is_no_multiple_of_five_minutes_is_a_mistake():
    office()
    with pytest.raises(ValueError, match="five minutes"):
        hold(at(9, 3))


def test_what_no_single_office_attends_is_refused_and_says_why():
    one, other = service(), service("tax_desk", procedures=("tax",))
    office(services=[one])
    office("huesca", services=[other])
    procedure("nothing_serves_this")
    assert finding.find(Wanted((*BIRTH, "tax"))).why_none == "not_together"
    assert finding.find(Wanted(("nothing_serves_this",))).why_none == "no_office"
    assert finding.find(Wanted(BIRTH, access_needs=("interpreter:ar",))).why_none == "access"
    with pytest.raises(NotBookableHere):
        hold(procedures=("tax",))


def test_only_staff_of_the_office_book_what_is_kept_for_the_desk():
    office(rules=opening("09:00", "14:00", 1, kept=1))
    with pytest.raises(OfficeClosed):
        hold()
    with pytest.raises(Refused):
        hold(for_staff=True)
    kept = booking.book(
        office="zaragoza",
        procedures=BIRTH,
        start=at(9),
        name="X",
        contact_kind="none",
        by=SYSTEM,
        for_staff=True,
        now=NOW,
    )
    assert kept.state == "booked"


# --- Several procedures, people, needs ---


def test_a_family_over_three_procedures_gets_one_visit_long_enough():
    desk = service("desk", 15, ("birth_registration", "padron", "title"), extra=5)
    office(services=[desk])
    visit = book(procedures=("birth_registration", "padron", "title"), people_count=4)
    assert visit.minutes == 3 * 15 + 3 * 5
    assert visit.procedures.count() == 3
    assert sum(map(sum, counts().values())) == 12


def test_an_interpreter_is_claimed_with_the_visit_and_runs_out_first():
    office(
        rules=opening("09:00", "14:00", 5),
        extra_pools=[PoolRules("interpreter", tuple(opening("09:00", "10:00", 1)), "ar")],
    )
    book(access_needs=["interpreter:ar"])
    with pytest.raises(SlotTaken) as refusal:
        hold(access_needs=["interpreter:ar"])
    assert refusal.value.alternatives[0].start == at(9, 20)
    assert hold().state == "held"
    with pytest.raises(OfficeClosed):
        hold(at(11), access_needs=["interpreter:ar"])


def test_extra_time_makes_the_visit_longer():
    office()
    assert book(access_needs=["extra_time"]).minutes == 20 + places.EXTRA_TIME_MINUTES


def test_a_person_counts_as_one_place_however_many_come():
    office()
    visit = book(people=[PersonSaid("child", "A"), PersonSaid("child", "B")])
    assert visit.people_count == 2
    assert max(map(max, counts().values())) == 1


# --- Changing and cancelling ---


def test_change_keeps_the_reference_and_frees_the_old_place():
    office()
    visit = book()
    moved = changing.change(appointment=visit, start=at(12), by=holder(visit), now=NOW)
    assert (moved.pk, moved.reference, moved.calendar_uid) == (visit.pk, visit.reference, visit.calendar_uid)
    assert (moved.starts_at, moved.calendar_sequence) == (at(12), 1)
    assert hold(at(9)).state == "held"
    assert OwedMessage.objects.pending().get().kind == "appointment_changed"


def test_a_visit_s_own_place_never_stands_in_its_way():
    office(step_minutes=5)
    visit = book(at(9))
    moved = changing.change(appointment=visit, start=at(9, 10), by=holder(visit), now=NOW)
    assert moved.starts_at == at(9, 10)
    back = changing.change(appointment=moved, start=at(9), by=holder(visit), now=NOW)
    assert back.calendar_sequence == 2
    same = changing.change(appointment=back, start=at(9), by=holder(visit), now=NOW)
    assert sum(map(sum, counts().values())) == 4
    assert same.starts_at == at(9)


def test_a_change_to_a_taken_time_keeps_the_old_one():
    office()
    visit = book(at(9))
    book(at(10))
    with pytest.raises(SlotTaken) as refusal:
        changing.change(appointment=visit, start=at(10), by=holder(visit), now=NOW)
    assert refusal.value.alternatives
    visit.refresh_from_db()
    assert (visit.starts_at, visit.state, visit.calendar_sequence) == (at(9), "booked", 0)


def test_a_change_to_a_held_time_ends_the_hold_in_the_visit():
    office()
    office("huesca")
    visit = book(at(9))
    held = hold(at(11), office="huesca")
    moved = changing.change_to(appointment=visit, hold=held, by=holder(visit), now=NOW)
    held.refresh_from_db()
    assert (moved.office_id, moved.starts_at, held.state) == ("huesca", at(11), "released")
    assert counts("zaragoza") == {}
    assert sum(map(sum, counts("huesca").values())) == 4


def test_a_change_to_a_hold_that_ran_out_keeps_the_old_place():
    office()
    visit = book(at(9))
    held = hold(at(11))
    with pytest.raises(HoldExpired):
        changing.change_to(appointment=visit, hold=held, by=holder(visit), now=NOW + booking.HOLD_LASTS)
    visit.refresh_from_db()
    assert visit.starts_at == at(9)


def test_cancelling_frees_the_place_and_raises_the_sequence():
    office()
    visit = book()
    cancelled = changing.cancel(appointment=visit, by=holder(visit), now=NOW)
    assert (cancelled.state, cancelled.calendar_sequence, cancelled.counted) == ("cancelled", 1, False)
    assert counts() == {}
    assert OwedMessage.objects.pending().get().kind == "appointment_cancelled"
    with pytest.raises(AlreadyCancelled):
        changing.cancel(appointment=visit, by=holder(visit), now=NOW)
    with pytest.raises(AlreadyCancelled):
        changing.change(appointment=visit, start=at(12), by=holder(visit), now=NOW)


def test_a_delayed_release_frees_the_place_when_its_time_has_come(monkeypatch):
    office()
    visit = book()
    monkeypatch.setattr(changing, "RELEASE_DELAY", dt.timedelta(minutes=30))
    changing.cancel(appointment=visit, by=holder(visit), now=NOW)
    with pytest.raises(SlotTaken):
        hold(now=NOW + dt.timedelta(minutes=29))
    assert hold(now=NOW + dt.timedelta(minutes=30)).state == "held"


def test_only_who_holds_the_link_changes_a_visit():
    office()
    visit, other = book(at(9)), book(at(10))
    for action in (
        lambda: changing.cancel(appointment=visit, by=holder(other), now=NOW),
        lambda: changing.change(appointment=visit, start=at(12), by=VISITOR, now=NOW),
        lambda: attending.check_in(appointment=visit, by=holder(visit), now=NOW),
    ):
        with pytest.raises(Refused):
            action()


def test_a_visit_that_began_is_not_changed():
    office()
    visit = book()
    with pytest.raises(TooLate):
        changing.change(appointment=visit, start=at(12), by=holder(visit), now=at(9, 1))


# --- The day itself ---


def test_the_day_from_arrival_to_the_end():
    office()
    first, second = book(at(9)), book(at(10))
    ticket = attending.check_in(appointment=first, by=SYSTEM, now=at(8, 55))
    assert attending.check_in(appointment=first, by=SYSTEM, now=at(8, 56)).pk == ticket.pk
    assert ticket.shown == "A001"
    assert attending.check_in(appointment=second, by=SYSTEM, now=at(8, 57)).shown == "A002"
    assert attending.finish(appointment=first, by=SYSTEM, now=at(9, 20)).state == "served"
    assert Ticket.objects.get(pk=ticket.pk).state == "done"
    assert Moment.objects.filter(kind="attended").count() == 1
    with pytest.raises(WrongState):
        attending.finish(appointment=first, by=SYSTEM, now=at(9, 21))


def test_somebody_did_not_come_only_once_the_time_has_passed():
    office()
    visit = book()
    with pytest.raises(WrongState):
        attending.no_show(appointment=visit, by=SYSTEM, now=at(8))
    assert attending.no_show(appointment=visit, by=SYSTEM, now=at(9, 30)).state == "no_show"


def test_a_visit_got_elsewhere_takes_no_place_and_can_be_corrected_and_cancelled():
    procedure()
    visit = elsewhere.record_elsewhere(
        procedures=BIRTH, start=at(9), place_name="INSS", reference="77-A", by=VISITOR, now=NOW
    )
    assert (visit.state, visit.reference_shown, visit.place_in("es")) == ("booked", "77-A", "INSS")
    moved = elsewhere.correct(appointment=visit, start=at(10), by=holder(visit), now=NOW)
    assert (moved.starts_at, moved.calendar_sequence) == (at(10), 1)
    assert changing.cancel(appointment=moved, by=holder(visit), now=NOW).state == "cancelled"


@pytest.mark.parametrize(
    "typed", ["nunez", "ANA BELEN", "Ana@Example.org", "600 11", "reference", "reference in groups"]
)
def test_the_desk_finds_a_visit_by_what_the_person_says(typed):
    office()
    book(at(10), name="Otra", contact_value="otra@example.org")
    visit = book(people=[PersonSaid("me", "Tel 600-11-22-33")])
    typed = {"reference": visit.reference.lower(), "reference in groups": visit.reference_shown}.get(typed, typed)
    found = Appointment.objects.at("zaragoza").on(MONDAY).visits().matching(typed)
    assert [row.pk for row in found] == [visit.pk]


def test_a_visit_is_found_by_its_link_until_the_link_is_revoked():
    office()
    held = hold()
    assert Appointment.objects.of_token(held.hold_token, purpose="hold") == held
    visit = booking.confirm(hold=held, by=VISITOR, now=NOW, **WHO)
    assert Appointment.objects.of_token(visit.token) == visit
    Appointment.objects.update(link_version=2)
    for token in (visit.token, held.hold_token, "nonsense", ""):
        with pytest.raises(Appointment.DoesNotExist):
            Appointment.objects.of_token(token)


# --- Rules change under visits ---


def test_a_cut_below_what_is_booked_is_refused_and_names_the_last_booked():
    own = office(rules=opening("09:00", "14:00", 2)).agendas.get()
    book()
    second = book(now=NOW + dt.timedelta(seconds=1))
    fewer = [PoolRules("general", tuple(opening("09:00", "14:00", 1)))]
    with pytest.raises(LeavesWithoutPlace) as refusal, transaction.atomic():
        agendas.set_rules(agenda=own, pools=fewer, by=SYSTEM, now=NOW)
    assert refusal.value.appointments == (second.pk,)
    assert agendas.set_rules(agenda=own, pools=fewer, by=SYSTEM, leave_without_place=True, now=NOW) == (second.pk,)
    # Nobody loses the place they have, and nobody gets the one that is freed.
    changing.cancel(appointment=second, by=holder(second), now=NOW)
    with pytest.raises(SlotTaken):
        hold()
    assert [str(item) for item in audit(since=NOW, now=NOW)] == []


def test_a_closure_is_obeyed_at_once_and_taken_back():
    made = office()
    book()
    closure, left = agendas.close(
        office=made, starts_at=at(8), ends_at=at(11), by=SYSTEM, leave_without_place=True, now=NOW
    )
    assert len(left) == 1
    assert {item.kind for item in audit(since=NOW, now=NOW)} == {"over_rules"}
    with pytest.raises(OfficeClosed):
        hold(at(10))
    agendas.reopen(closure=closure, by=SYSTEM, now=NOW)
    assert hold(at(10)).state == "held"


def test_more_places_reach_half_hours_that_have_visits():
    own = office().agendas.get()
    book()
    agendas.set_rules(agenda=own, pools=[PoolRules("general", tuple(opening("09:00", "14:00", 2)))], by=SYSTEM, now=NOW)
    assert hold().state == "held"


def test_a_timetable_read_before_a_change_does_not_book():
    made = office()
    place = places.at_office("zaragoza", Wanted(BIRTH))
    agendas.close(office=made, starts_at=at(8), ends_at=at(11), by=SYSTEM, now=NOW)
    from appointments.actions.claiming import RulesChanged

    with pytest.raises(RulesChanged), transaction.atomic():
        booking._hold(place, wanted=Wanted(BIRTH), start=at(9), language="es", for_staff=False, by=VISITOR, now=NOW)


def _times(now=NOW, **more):
    return finding.times(places.at_office("zaragoza", Wanted(BIRTH)), MONDAY, now=now, **more).all
