"""What the booking engine costs, without pages: run `pytest -s -m bench tests/bench/booking_engine.py`.

On PostgreSQL: the same with TEST_DATABASE_URL. Numbers are of this machine, of one run; compare them within a run only.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments import finding, places
from appointments.actions import booking
from appointments.auditing import audit
from appointments.exceptions import BookingRefused
from appointments.models import Agenda
from appointments.wanted import Wanted
from sitekit.actors import VISITOR
from tests.appointments.builders import MONDAY, NOW, at, office, opening, service
from tests.appointments.racing import race

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
BIRTH = Wanted(("birth_registration",))
OFFICES, DAYS, PROCESSES, EACH = 25, 30, 8, 60


def say(line: str) -> None:
    print(f"{connection.vendor}: {line}")  # noqa: T201


def book_at_random(seed: int) -> tuple[int, int, list[float]]:
    chance, booked, refused, took = random.Random(seed), 0, 0, []
    for _ in range(EACH):
        start = at(
            9 + chance.randrange(5), 20 * chance.randrange(3), on=MONDAY + dt.timedelta(days=chance.randrange(28))
        )
        began = time.perf_counter()
        try:
            held = booking.hold(
                office=f"office{chance.randrange(OFFICES)}",
                procedures=BIRTH.procedures,
                start=start,
                by=VISITOR,
                now=NOW,
            )
            booking.confirm(
                hold=held, name="Ana", contact_kind="email", contact_value="a@example.org", by=VISITOR, now=NOW
            )
            booked += 1
        except BookingRefused:
            refused += 1
        took.append(time.perf_counter() - began)
    return booked, refused, took


def test_bookings_and_availability(monkeypatch: pytest.MonkeyPatch) -> None:
    # The message is owed; the worker that delivers it is another process.
    monkeypatch.setattr("sitekit.owed._ask_delivery", lambda pk: None)
    desk = service()
    for n in range(OFFICES):
        office(f"office{n}", services=[desk], rules=opening("09:00", "14:00", 4, days=range(7)), step_minutes=20)
    assert Agenda.objects.count() == OFFICES

    began = time.perf_counter()
    results = race([lambda seed=seed: book_at_random(seed) for seed in range(PROCESSES)])
    seconds = time.perf_counter() - began
    took = sorted(one for _booked, _refused, each in results for one in each)
    booked = sum(result[0] for result in results)
    say(
        f"{booked} booked (hold, confirm), {sum(result[1] for result in results)} refused by {PROCESSES} processes: "
        f"{booked / seconds:.0f}/s, median {statistics.median(took) * 1000:.0f} ms, "
        f"p99 {took[int(len(took) * 0.99)] * 1000:.0f} ms"
    )
    assert [str(item) for item in audit(since=NOW, now=NOW) if item.is_fault] == []

    def search() -> finding.Availability:
        return finding.availability(BIRTH, now=NOW, from_on=MONDAY, days=DAYS)

    search()
    with CaptureQueriesContext(connection) as seen:
        slots = len(search().slots)
    times = []
    for _ in range(10):
        began = time.perf_counter()
        search()
        times.append(time.perf_counter() - began)
    found = places.find(BIRTH).places
    counted = []
    for _ in range(10):
        began = time.perf_counter()
        for place in found:
            finding.days(place, now=NOW, from_on=MONDAY, days=DAYS)
        counted.append(time.perf_counter() - began)
    say(
        f"{OFFICES} offices × {DAYS} days: {slots} free times in {statistics.median(times) * 1000:.0f} ms, "
        f"{len(seen)} queries; counted by day, office by office: {statistics.median(counted) * 1000:.0f} ms"
    )
    began = time.perf_counter()
    finding.first_free(found, now=NOW)
    say(f"first free anywhere: {(time.perf_counter() - began) * 1000:.1f} ms")
