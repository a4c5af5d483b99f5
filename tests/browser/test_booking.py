"""From the list to a visit, to another time, to none, in a real browser; accessible on every page on the way."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from appointments import timetables
from appointments.actions import agendas, booking
from appointments.models import Appointment, Office
from lifeevents import municipalities
from sitekit.actors import SYSTEM, VISITOR
from tests.browser.test_gallery import violations
from tests.browser.test_guide import address, give_date

BIRTH = "nac-inscripcion-registro"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("content"),
]


@pytest.fixture(autouse=True)
def _nothing_kept():
    municipalities.forget_places()
    timetables.forget()
    yield
    municipalities.forget_places()
    timetables.forget()


def booking_address(language: str, name: str, **kwargs: str) -> str:
    with translation.override(language):
        return reverse(f"appointments:{name}", kwargs=kwargs or None)


def to_the_days(page, language: str, on_each=lambda page: None) -> None:
    """Begin a list, open the birth's registration, and go to the days of the first office."""
    page.goto(address(language, "start"))
    give_date(page)
    page.goto(address(language, "item", procedure=BIRTH))
    page.locator(f"a[href*='procedure={BIRTH}']").first.click()
    on_each(page)
    page.locator("main ul.rows a").first.click()
    on_each(page)


def choose(page, number: int) -> None:
    page.locator("a.time:visible").nth(number).click()


def press(page) -> None:
    page.locator(".chosen-time button").click()


def fill_in(page) -> None:
    page.locator("#id_name").fill("Lucía Marco Abadía")
    page.locator("label[for=id_contact_0]").click()
    page.locator("#id_email").fill("lucia@example.org")
    page.locator("main form button.button").first.click()


def walk(page, language: str, on_each=lambda page: None) -> Appointment:
    """Book a visit; return it."""
    to_the_days(page, language, on_each)
    choose(page, 3)
    on_each(page)
    press(page)
    on_each(page)
    fill_in(page)
    on_each(page)
    page.locator("main form button.button").first.click()
    on_each(page)
    uid = page.url.rstrip("/").split("/")[-1]
    return Appointment.objects.get(calendar_uid=uid)


@pytest.mark.parametrize("fixture", ["page", "page_without_javascript"])
def test_from_the_list_to_a_visit_to_another_time_to_none(request, fixture):
    page = request.getfixturevalue(fixture)
    visit = walk(page, "es")
    assert page.locator(".big-window__hour").inner_text() == f"{visit.starts_local:%-H:%M}"
    assert page.locator(".reference").inner_text() == visit.reference_shown
    visit_url = page.url

    page.goto(address("es", "list"))
    assert page.locator(".status--visit").count() == 1

    page.goto(visit_url)
    page.locator("a[href$='/cambiar/']").click()
    choose(page, 7)
    press(page)
    assert page.url == visit_url
    moved = Appointment.objects.get(pk=visit.pk)
    assert moved.starts_at != visit.starts_at
    assert page.locator(".reference").inner_text() == visit.reference_shown

    page.locator("a[href$='/anular/']").click()
    page.locator("main form button.button").first.click()
    assert Appointment.objects.get(pk=visit.pk).state == Appointment.State.CANCELLED
    page.goto(address("es", "list"))
    assert page.locator(".status--visit").count() == 0


def test_the_first_free_time_takes_one_press(page):
    to_the_days(page, "es")
    page.locator(".soonest button").click()
    assert "/hora/" in page.url
    assert Appointment.objects.get().state == Appointment.State.HELD


def test_only_the_field_of_the_way_chosen_is_asked(page_without_javascript):
    page = page_without_javascript
    to_the_days(page, "en")
    page.locator(".soonest button").click()
    assert not page.locator("#id_mobile").is_visible()
    page.locator("label[for=id_contact_1]").click()
    assert page.locator("#id_mobile").is_visible()
    assert not page.locator("#id_email").is_visible()


def test_errors_take_the_focus_and_keep_what_was_typed(page):
    to_the_days(page, "es")
    page.locator(".soonest button").click()
    page.locator("#id_name").fill("Lucía Marco Abadía")
    page.locator("label[for=id_contact_1]").click()
    page.locator("#id_mobile").fill("976 1")
    page.locator("main form button.button").first.click()
    assert page.evaluate("document.activeElement.className") == "errors"
    assert page.locator("#id_name").input_value() == "Lucía Marco Abadía"
    assert page.locator("#id_mobile").input_value() == "976 1"
    page.locator(".errors a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_mobile"


def test_the_back_button_leads_to_the_same_visit_and_its_papers_come_down(page):
    visit = walk(page, "es")
    booked = page.url
    page.go_back()
    page.reload()
    assert page.url == booked
    assert Appointment.objects.live().count() == 1
    assert page.locator(".reference").inner_text() == visit.reference_shown
    for name, begins in (("slip", b"%PDF"), ("visit_calendar", b"BEGIN:VCALENDAR")):
        answer = page.request.get(booking_address("es", name, visit=str(visit.calendar_uid)))
        assert answer.status == 200
        assert answer.body().startswith(begins)


@pytest.mark.parametrize(("language", "width"), [("es", 390), ("en", 1280)])
def test_every_page_is_accessible_fits_and_has_nothing_of_the_person_in_its_address(desktop, language, width):
    page = desktop
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    found: list[str] = []
    addresses: list[str] = []

    def look(page) -> None:
        addresses.append(page.url)
        found.extend(f"{page.url} {each}" for each in violations(page))
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{page.url} runs over")

    visit = walk(page, language, look)
    for secret in ("Luc", "example", visit.token, visit.reference):
        assert not any(secret in each for each in addresses), secret
    uid = str(visit.calendar_uid)
    for name in ("visit_change", "visit_cancel"):
        page.goto(booking_address(language, name, visit=uid))
        look(page)
    page.locator("main form button.button").first.click()
    look(page)
    for form in (
        booking_address(language, "find_visit"),
        booking_address(language, "type_in") + f"?event=having_a_child&procedure={BIRTH}",
    ):
        page.goto(form)
        look(page)
        page.locator("main form button.button").first.click()
        look(page)
    page.goto(booking_address(language, "book"))
    look(page)
    page.goto(booking_address(language, "book") + "?procedure=nac-dni-menor")
    look(page)
    page.goto(booking_address(language, "visit", token="made-up"))
    look(page)
    for each in no_place_pages(page, language):
        look(each)
    assert found == []


def no_place_pages(page, language: str):
    """Yield a page with no place, one with a time just taken, one with errors in the form."""
    now = timezone.now()
    office = Office.objects.get(pk="rc-teruel")
    agendas.close(office=office, starts_at=now, ends_at=now + dt.timedelta(days=400), by=SYSTEM)
    query = f"?event=having_a_child&procedure={BIRTH}"
    page.goto(booking_address(language, "book_days", office="rc-teruel") + query)
    yield page
    page.goto(booking_address(language, "book_days", office="rc-huesca") + query)
    page.locator("a.time:visible").nth(5).click()
    start = page.locator(".chosen-time").locator("xpath=..").locator("input[name=start]").input_value()
    full = Office.objects.get(pk="rc-huesca")
    at = dt.datetime.fromisoformat(start).replace(tzinfo=timezone.get_default_timezone())
    for _ in range(40):
        try:
            booking.hold(office=full.pk, procedures=(BIRTH,), start=at, by=VISITOR)
        except booking.SlotTaken:
            break
    page.locator(".chosen-time button").click()
    assert re.search("just taken|acaba de coger", page.locator("h1").inner_text())
    yield page
    page.locator("main form button").first.click()
    page.locator("main form button.button").first.click()
    yield page
