"""Several people want the last place at the same moment, through the site, on both databases.

Real servers in their own processes, real requests. One wins; the others get a page whose alternatives can be booked.
"""

import html
import re

import pytest
from django.utils import timezone

from appointments.auditing import audit
from appointments.models import Appointment
from tests.appointments.booking_pages import EMAIL, FOR_BIRTH, free, registry
from tests.appointments.builders import without_guard
from tests.appointments.racing import race_after
from tests.appointments.serving import Visitor, site
from tests.published import edition  # noqa: F401 a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both_databases,
    pytest.mark.usefixtures("edition"),
]
TAKE = f"/en/book/at/zaragoza/take/?{FOR_BIRTH}"
State = Appointment.State


def looks_then_takes(address, start):
    """Return the two halves of a person: look at the page with the time chosen; press the button."""
    page = f"/en/book/at/zaragoza/?{FOR_BIRTH}&day={start:%Y-%m-%d}&time={start:%H:%M}"

    def look():
        visitor = Visitor(address)
        assert "Go on with this time" in visitor.get(page).text
        return visitor

    def press(visitor):
        answer = visitor.post(TAKE, {"start": f"{start:%Y-%m-%dT%H:%M}"})
        return answer.status, answer.address, answer.text

    return look, press


def faults():
    return [str(item) for item in audit(since=timezone.now(), now=timezone.now()) if item.is_fault]


def offered_in(text):
    return [
        (html.unescape(action), value)
        for action, value in re.findall(r'action="([^"]+)"[^>]*>.{0,300}?name="start" value="([^"]+)"', text, re.S)
    ]


@pytest.mark.parametrize("people", [2, 8])
def test_one_gets_the_last_place_and_the_others_can_book_what_they_are_offered(database_url, people):
    registry()
    registry("second")
    start = free()
    with site(database_url) as address:
        answers = race_after([looks_then_takes(address, start)] * people)
        statuses = sorted(status for status, _address, _text in answers)
        assert statuses == [200] + [409] * (people - 1), statuses
        assert Appointment.objects.filter(state=State.HELD, starts_at=start).count() == 1
        refused = [text for status, _address, text in answers if status == 409]
        for text in refused:
            assert "Somebody has just taken that time" in text
            assert offered_in(text)
        action, value = offered_in(refused[0])[0]
        visitor = Visitor(address)
        visitor.get(f"/en/book/at/zaragoza/?{FOR_BIRTH}")
        details = visitor.post(action, {"start": value})
        assert "/book/time/" in details.address
        checked = visitor.post(details.address, EMAIL)
        assert "You have a visit" in visitor.post(checked.address, {}).text
    assert Appointment.objects.filter(state=State.BOOKED).count() == 1
    assert faults() == []


def test_pressing_twice_at_once_books_once(database_url):
    registry()
    start = free()
    with site(database_url) as address:
        visitor = Visitor(address)
        visitor.get(f"/en/book/at/zaragoza/?{FOR_BIRTH}")
        details = visitor.post(TAKE, {"start": f"{start:%Y-%m-%dT%H:%M}"})
        checked = visitor.post(details.address, EMAIL)
        pressed = race_after([(lambda: None, lambda _seen: visitor.post(checked.address, {}))] * 3)
    assert {(answer.status, "You have a visit" in answer.text) for answer in pressed} == {(200, True)}
    assert len({answer.address for answer in pressed}) == 1
    assert Appointment.objects.filter(state=State.BOOKED).count() == 1
    assert faults() == []


def test_negative_control_with_the_guard_off_the_site_oversells(database_url):
    registry()
    start = free()
    with without_guard(), site(database_url, application="tests.races.unguarded") as address:
        answers = race_after([looks_then_takes(address, start)] * 4)
    assert [status for status, _address, _text in answers].count(200) > 1
    assert Appointment.objects.filter(state=State.HELD, starts_at=start).count() > 1
    assert any(fault.startswith("overbooked") for fault in faults())
