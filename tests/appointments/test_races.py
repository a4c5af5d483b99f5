"""Many want the same at once, in real processes on the test's own database. Each guard has its negative control."""

import datetime as dt
import random
from collections import Counter
from functools import partial

import pytest

from appointments import finding, packing, places
from appointments.actions import agendas, booking, changing, releasing
from appointments.actions.agendas import PoolRules
from appointments.auditing import audit
from appointments.exceptions import BookingRefused, HoldExpired, SlotTaken
from appointments.models import Appointment, Claim
from appointments.wanted import Wanted
from sitekit.actors import SYSTEM, VISITOR, link_holder
from tests.appointments.builders import MONDAY, NOW, at, office, opening, service, without_guard
from tests.appointments.racing import race, race_after

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
BIRTH = ("birth_registration",)
PROCESSES = 6


def hold(start, **more):
    values = {"office": "zaragoza", "procedures": BIRTH, "by": VISITOR, "now": NOW, **more}
    return booking.hold(start=start, **values).pk


def hold_and_confirm(start, **more):
    held = Appointment.objects.get(pk=hold(start, **more))
    return booking.confirm(
        hold=held, name="Ana", contact_kind="email", contact_value="a@example.org", by=VISITOR, now=NOW
    ).pk


def holder(visit):
    return link_holder("appointment", visit.pk)


def wins(results):
    return [result for result in results if not isinstance(result, BookingRefused)]


def refusals(results):
    return [result for result in results if isinstance(result, BookingRefused)]


def faults():
    return [str(item) for item in audit(since=NOW, now=NOW) if item.is_fault]


def most_at_once():
    """Count from the visits alone: the most in any tick."""
    ticks = Counter()
    for start, end in Claim.objects.filter(appointment__counted=True).values_list("starts_at", "ends_at"):
        ticks.update(range(packing.tick_of(start), packing.tick_of(end)))
    return ticks


def test_of_many_who_want_the_last_place_one_gets_it_and_the_others_can_book_what_they_are_offered():
    office()
    results = race([partial(hold_and_confirm, at(9))] * PROCESSES)
    assert len(wins(results)) == 1
    refused = refusals(results)
    assert {type(refusal) for refusal in refused} == {SlotTaken}
    assert all(refusal.alternatives for refusal in refused)
    offered = refused[0].alternatives[0]
    assert offered.start == at(9, 20)
    hold_and_confirm(offered.start, office=offered.office)
    assert Appointment.objects.live().count() == 2
    assert faults() == []


def test_of_k_places_exactly_k_are_given():
    office(rules=opening("09:00", "14:00", 3))
    results = race([partial(hold, at(9))] * PROCESSES)
    assert len(wins(results)) == 3
    assert faults() == []


def look_then_hold(start, **more):
    """What most booking systems do, in two halves: look whether there is room, outside the transaction; then book."""

    def look():
        place = places.at_office("zaragoza", Wanted(BIRTH))
        return any(slot.start == start for slot in finding.times(place, MONDAY, now=NOW).all)

    return look, lambda is_free: hold(start, **more) if is_free else None


def test_negative_control_the_same_race_without_the_guard_oversells():
    office()
    with without_guard():
        results = race_after([look_then_hold(at(9))] * PROCESSES)
    assert len(wins(results)) > 1
    assert max(most_at_once().values()) > 1
    assert any(fault.startswith("overbooked") for fault in faults())


def test_the_same_race_with_the_guard_does_not():
    office()
    results = race_after([look_then_hold(at(9))] * PROCESSES)
    assert len(wins(results)) == 1
    assert faults() == []


def test_the_database_refuses_even_when_the_code_does_not_look(monkeypatch):
    from django.db import IntegrityError

    from appointments import counters
    from tests.appointments.builders import unguarded_take

    office()
    hold(at(9))
    monkeypatch.setattr(counters, "take", unguarded_take)
    with pytest.raises(IntegrityError, match="block_never_holds_more_than_its_capacity"):
        hold(at(9))
    assert faults() == []


CHANGING_CAPACITY = [
    *opening("09:00", "10:00", 1),
    *opening("10:00", "11:00", 3),
    *opening("11:00", "12:00", 2),
    *opening("12:00", "12:30", 8),
    *opening("12:30", "14:00", 1),
]
BY_HOUR = {9: 1, 10: 3, 11: 2, 13: 1}


def capacity_at(tick):
    local = packing.instant_of(tick).astimezone(at(9).tzinfo)
    return (8 if local.minute < 30 else 1) if local.hour == 12 else BY_HOUR[local.hour]


LENGTHS = {"short": 15, "usual": 20, "long": 35, "longest": 45}


def hold_at_random(seed, attempts=25):
    chance = random.Random(seed)
    held, refused = [], 0
    for _ in range(attempts):
        length = chance.choice(sorted(LENGTHS))
        start = at(9) + dt.timedelta(minutes=5 * chance.randrange(60))
        try:
            held.append(hold(start, procedures=(length,)))
        except BookingRefused:
            refused += 1
    return len(held), refused


def office_with_visits_of_different_lengths():
    office(
        services=[service(f"desk_{name}", minutes, (name,)) for name, minutes in LENGTHS.items()],
        rules=CHANGING_CAPACITY,
        step_minutes=5,
    )


def test_visits_of_different_lengths_never_exceed_a_capacity_that_varies_through_the_day():
    office_with_visits_of_different_lengths()
    results = race([partial(hold_at_random, seed) for seed in range(4)])
    assert sum(held for held, _refused in results) > 10
    assert sum(refused for _held, refused in results) > 10
    for tick, visits in most_at_once().items():
        assert visits <= capacity_at(tick), packing.instant_of(tick)
    assert faults() == []
    # And no place is refused that is free: what counting says is left can be booked.
    left = [tick for tick in range(packing.tick_of(at(9)), packing.tick_of(at(13, 45))) if _fits(tick)]
    if left:
        assert hold(packing.instant_of(left[0]), procedures=("short",))


def _fits(tick):
    used = most_at_once()
    return all(used[tick + i] < capacity_at(tick + i) for i in range(3))


def test_negative_control_visits_of_different_lengths_oversell_without_the_guard():
    office_with_visits_of_different_lengths()
    with without_guard():
        race([partial(hold_at_random, seed, 15) for seed in range(2)])
    assert any(visits > capacity_at(tick) for tick, visits in most_at_once().items())
    assert any(fault.startswith("overbooked") for fault in faults())


def test_visits_that_change_places_never_deadlock_and_never_lose_one():
    office(rules=opening("09:00", "14:00", 2), step_minutes=5)
    visits = [Appointment.objects.get(pk=hold_and_confirm(at(9 + n))) for n in range(4)]

    def move_about(visit, seed):
        chance = random.Random(seed)
        moved = 0
        for _ in range(8):
            start = at(9) + dt.timedelta(minutes=5 * chance.randrange(56))
            try:
                visit = changing.change(appointment=visit, start=start, by=holder(visit), now=NOW)
                moved += 1
            except SlotTaken:
                pass
        return moved

    assert sum(race([partial(move_about, visit, seed) for seed, visit in enumerate(visits)])) > 4
    assert Appointment.objects.live().count() == 4
    assert faults() == []


def test_two_visits_that_want_each_other_s_only_place_both_keep_theirs():
    office()
    one, other = (Appointment.objects.get(pk=hold_and_confirm(start)) for start in (at(9), at(10)))
    results = race(
        [
            lambda: changing.change(appointment=one, start=at(10), by=holder(one), now=NOW).pk,
            lambda: changing.change(appointment=other, start=at(9), by=holder(other), now=NOW).pk,
        ]
    )
    assert len(refusals(results)) == 2
    assert faults() == []


def test_a_hold_that_runs_out_while_it_is_confirmed_belongs_to_one():
    office()
    held = Appointment.objects.get(pk=hold(at(9)))
    expiry = held.hold_expires_at
    before, after = expiry - dt.timedelta(milliseconds=1), expiry
    results = race(
        [
            lambda: booking.confirm(hold=held, name="Ana", contact_kind="none", by=VISITOR, now=before).pk,
            lambda: hold(at(9), now=after),
            lambda: releasing.release_expired(now=after),
        ]
    )
    held.refresh_from_db()
    confirmed = isinstance(results[0], int)
    assert confirmed == (held.state == "booked")
    assert confirmed != isinstance(results[1], int)
    assert isinstance(results[0], int | HoldExpired)
    assert faults() == []


def test_a_double_click_confirms_once():
    office()
    held = Appointment.objects.get(pk=hold(at(9)))
    confirm = partial(booking.confirm, hold=held, name="Ana", contact_kind="none", by=VISITOR, now=NOW)
    assert race([lambda: confirm().pk] * 3) == [held.pk] * 3
    assert faults() == []


def test_an_interpreter_runs_out_while_many_ask():
    office(
        rules=opening("09:00", "14:00", 9),
        extra_pools=[PoolRules("interpreter", tuple(opening("09:00", "14:00", 2)), "ar")],
    )
    results = race([partial(hold, at(9), access_needs=["interpreter:ar"])] * PROCESSES)
    assert len(wins(results)) == 2
    assert faults() == []


def test_places_cut_while_people_book_are_not_given():
    own = office(rules=opening("09:00", "14:00", 4)).agendas.get()
    fewer = [PoolRules("general", tuple(opening("09:00", "14:00", 1)))]
    cut = partial(agendas.set_rules, agenda=own, pools=fewer, by=SYSTEM, leave_without_place=True, now=NOW)
    results = race([cut, *[partial(hold, at(9))] * (PROCESSES - 1)])
    assert faults() == []
    # Whatever came first: after the cut nobody more gets in.
    held = len(wins(results[1:]))
    assert 1 <= held <= 4
    with pytest.raises(SlotTaken):
        hold(at(9))
