"""The portal's main job in one chain, in a real browser: event, answers, list, PDF, booking, change, desk, finished.

`make screenshots` runs it with SCREENSHOTS naming a folder, and keeps a picture of each page on the way.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone, translation
from icalendar import Calendar
from pypdf import PdfReader

from appointments import timetables
from appointments.actions import agendas
from appointments.actions.agendas import PoolRules
from appointments.availability import Opening
from appointments.models import Agenda, Appointment
from citizens.actions import memberships
from lifeevents import municipalities
from lifeevents.models import ItemMark
from sitekit.actors import SYSTEM
from tests.browser.test_booking import choose, fill_in, press
from tests.browser.test_guide import address, answer_everything, give_date, go_on
from tests.conftest import DESKTOP, PHONE, open_page

BIRTH = "nac-inscripcion-registro"
OFFICE = "rc-zaragoza"
PASSWORD = "una frase bastante larga"
EVENT = {"es": "/es/hechos-vitales/tener-un-hijo-o-una-hija/", "en": "/en/life-events/having-a-child/"}
Look = Callable[[object, str], None]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pdf,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("content"),
]


@pytest.fixture(autouse=True)
def _open_now():
    """Attend around this hour on every day, so that a visit can be booked and attended today, whenever this runs."""
    first = dt.time(max(0, timezone.localtime().hour - 1))
    last = dt.time(min(23, first.hour + 6), 50)
    hours = tuple(Opening(day, first, last, 2) for day in range(7))
    agenda = Agenda.objects.get(office=OFFICE)
    agendas.set_rules(agenda=agenda, pools=[PoolRules("general", hours)], by=SYSTEM, leave_without_place=True)
    Agenda.objects.update(lead_minutes=0, opens_on_holidays=True)
    timetables.forget()
    municipalities.forget_places()
    yield
    timetables.forget()
    municipalities.forget_places()


@pytest.fixture
def officer():
    user = get_user_model().objects.create_user("pilar@example.org", PASSWORD, first_name="Pilar")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    memberships.grant(user=user, role="desk_officer", scope="office", scope_id=OFFICE, by=SYSTEM)
    return user


def photographer(language: str, width: int, walk: str = "") -> Look:
    """Return what keeps a picture of each page where SCREENSHOTS says, or does nothing.

    `walk`: the walk's name, which the names of its pictures begin with; none for the portal's main job.
    """
    folder = os.environ.get("SCREENSHOTS")
    taken: list[str] = []

    def look(page, name: str) -> None:
        if not folder:
            return
        from PIL import Image

        taken.append(name)
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        number = f"{walk}-{len(taken)}" if walk else f"{len(taken):02d}"
        path = Path(folder) / f"{number}-{name}-{language}-{width}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.convert("RGB").quantize(64).save(path, optimize=True)

    return look


def to_the_list(page, language: str, look: Look) -> None:
    """From home to the list, then to saving it."""
    page.goto(f"/{language}/")
    look(page, "home")
    page.goto(EVENT[language])
    look(page, "life-event")
    page.locator("main a.button:visible").first.click()
    look(page, "date")
    give_date(page)
    seen: list[str] = []

    def on_question(page) -> None:
        seen.append(page.url)
        if len(seen) in (1, 3, 6) or "residence" in page.url:
            look(page, f"question-{len(seen)}")

    answer_everything(page, on_question)
    look(page, "check-answers")
    go_on(page)
    look(page, "list")


def read_papers(page, language: str, look: Look) -> None:
    """What hangs on the list: one item, what to bring, what is not for me, the PDF, the calendar."""
    for name in ("bring", "why_not"):
        page.goto(address(language, name))
        look(page, name.replace("_", "-"))
    paper = page.request.get(address(language, "list_pdf"))
    reader = PdfReader(io.BytesIO(paper.body()))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].startswith(language)
    events = Calendar.from_ical(page.request.get(address(language, "list_calendar")).body()).walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(events) > 0


def save(page, language: str, look: Look) -> None:
    page.goto(address(language, "save"))
    look(page, "save")
    page.locator("main form button.button").first.click()
    look(page, "saved")


def book(page, language: str, look: Look) -> Appointment:
    page.goto(address(language, "item", procedure=BIRTH))
    look(page, "item")
    page.locator(f"a[href*='procedure={BIRTH}']").first.click()
    look(page, "booking-office")
    page.locator("main ul.rows a").first.click()
    look(page, "booking-times")
    choose(page, 3)
    press(page)
    page.locator("main form button.button").first.click()  # nothing typed yet
    look(page, "booking-errors")
    fill_in(page)
    look(page, "booking-check")
    page.locator("main form button.button").first.click()
    look(page, "booked")
    return Appointment.objects.get(calendar_uid=page.url.rstrip("/").split("/")[-1])


def change(page, visit: Appointment, look: Look) -> Appointment:
    """Move the visit to a later time, then nearer again."""
    visit_url = page.url
    for number in (6, 2):
        page.goto(f"{visit_url}{'cambiar' if '/es/' in visit_url else 'change'}/")
        if number == 6:
            look(page, "change")
        choose(page, number)
        press(page)
        assert page.url == visit_url
    moved = Appointment.objects.get(pk=visit.pk)
    assert moved.reference == visit.reference
    assert moved.calendar_sequence > visit.calendar_sequence
    return moved


def attend(page, visit: Appointment, officer, look: Look) -> None:
    """Sign in at the desk, find the person, check them in, write the result, finish."""
    page.goto("/desk/")
    look(page, "sign-in")
    page.locator("input[name=login]").fill(officer.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/desk/{OFFICE}/")
    look(page, "desk")
    page.locator("#find").fill("lucia marco abadia")  # no accents, no capitals
    page.locator("#find").press("Enter")
    page.locator(f"a[href*='/visit/{visit.pk}/']").first.click()
    look(page, "desk-person")
    page.locator("form[action*='/check-in/'] button").first.click()
    look(page, "desk-here")
    page.locator("form[action*='/hand-in/'] input[name=number]").first.fill("2026/451877")
    page.locator("form[action*='/hand-in/'] button").first.click()
    page.locator("form[action*='/finish/'] button").first.click()
    look(page, "desk-finished")


WAYS = [("es", PHONE, False), ("en", DESKTOP, True)]
if os.environ.get("SCREENSHOTS"):  # half a minute each: the other two go with the pictures
    WAYS += [("es", DESKTOP, True), ("en", PHONE, False)]


@pytest.mark.parametrize(("language", "size", "javascript"), WAYS)
def test_event_answers_list_papers_booking_change_desk_finished(
    browser, live_server, officer, language, size, javascript
):
    if timezone.localtime().hour >= 22:
        pytest.skip("no times are left today for a visit to be attended today")
    look = photographer(language, size["width"])
    theirs, page, wrong = open_page(browser, live_server, viewport=size, java_script_enabled=javascript)
    theirs.set_extra_http_headers({"Accept-Language": language})
    to_the_list(page, language, look)
    read_papers(page, language, look)
    save(page, language, look)
    visit = book(page, language, look)
    visit = change(page, visit, look)

    with translation.override("es"):
        ours, desk, wrong_at_desk = open_page(browser, live_server, viewport=DESKTOP, java_script_enabled=javascript)
        attend(desk, visit, officer, look)
        ours.close()

    page.goto(address(language, "list"))
    look(page, "list-after")
    theirs.close()
    visit.refresh_from_db()
    assert visit.state == Appointment.State.SERVED
    assert ItemMark.objects.get(procedure=BIRTH).number == "2026/451877"
    assert [visit.reference_shown in message.body for message in mail.outbox].count(True) >= 2
    assert wrong == wrong_at_desk == []
