"""The desk in a real browser: from the booking to what the list says, by pointer, by keys, without JavaScript."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone, translation

from appointments import timetables
from appointments.actions import agendas, attending, booking
from appointments.actions.agendas import PoolRules
from appointments.availability import Opening
from appointments.models import Agenda, Appointment, Office
from appointments.wanted import PersonSaid
from citizens.actions import memberships
from lifeevents import editions, municipalities
from lifeevents.actions import checklists
from lifeevents.liststate import ListState
from procedures.conditions import Answers
from sitekit import links
from sitekit.actors import SYSTEM, VISITOR
from tests.browser.test_gallery import violations

OFFICE = "rc-zaragoza"
PASSWORD = "una frase bastante larga"
BIRTH = "nac-inscripcion-registro"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("content"),
]


@pytest.fixture(autouse=True)
def _always_open():
    """Attend at every hour of every day: the tests run at any."""
    agenda = Agenda.objects.get(office=OFFICE)
    hours = tuple(Opening(day, dt.time(0), dt.time(23, 59), 9) for day in range(7))
    agendas.set_rules(agenda=agenda, pools=[PoolRules("general", hours)], by=SYSTEM, leave_without_place=True)
    Agenda.objects.update(lead_minutes=0, opens_on_holidays=True)
    timetables.forget()
    municipalities.forget_places()
    yield
    timetables.forget()
    municipalities.forget_places()


@pytest.fixture
def pilar():
    user = get_user_model().objects.create_user("pilar@example.org", PASSWORD, first_name="Pilar")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    memberships.grant(user=user, role="desk_officer", scope="office", scope_id=OFFICE, by=SYSTEM)
    return user


def saved_list():
    state = ListState(
        edition=editions.current("having_a_child"),
        answers=Answers({("route", "list"): "birth", ("hospital_sent_registration", "list"): False}),
        event_on=timezone.localdate() - dt.timedelta(days=3),
        date_asked=True,
    )
    return state, checklists.save(state=state, language="es", by=VISITOR)


def book(name, minutes, *, checklist=None, state=None, **more):
    """Book a visit of today, or as near as the end of the day allows, so many minutes from now."""
    now = timezone.localtime()
    start = now + dt.timedelta(minutes=minutes)
    start -= dt.timedelta(minutes=start.minute % 10, seconds=start.second, microseconds=start.microsecond)
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    start = min(max(start, day + dt.timedelta(minutes=10)), day + dt.timedelta(hours=22, minutes=30))
    values = {"contact_kind": "mobile", "contact_value": "+34600123456", "procedures": [BIRTH]} | more
    return booking.book(
        office=OFFICE, start=start, name=name, by=VISITOR, checklist=checklist, state=state,
        now=start - dt.timedelta(days=2), **values,
    )  # fmt: skip


def sign_in(page, user):
    page.goto("/desk/")
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/desk/{OFFICE}/")


def list_words(page, checklist):
    """Open the person's own list by its secret link, in another browser."""
    with translation.override("es"):
        token = links.token(checklists.PURPOSE, checklist.pk, checklist.link_version)
        address = reverse("lifeevents:open", kwargs={"token": token})
    page.goto(address)
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


@pytest.mark.parametrize("fixture", ["page_without_javascript", "desktop"])
def test_from_the_booking_to_what_the_list_says(request, fixture, pilar):
    page = request.getfixturevalue(fixture)
    state, checklist = saved_list()
    visit = book("Amina El Khattabi", -30, checklist=checklist, state=state)
    book("Ramón Escartín Viu", -10)
    sign_in(page, pilar)
    page.get_by_label("Nombre, teléfono, correo o referencia").fill("el khattabi")
    page.get_by_role("button", name="Buscar").click()
    page.get_by_role("link", name="Amina El Khattabi").click()
    page.get_by_role("button", name=re.compile("Ha llegado")).click()
    assert page.get_by_text("Amina El Khattabi está aquí, con el turno A001.").is_visible()
    page.get_by_label("Número de registro").fill("2027/451877")
    page.get_by_role("button", name=re.compile("Entregado")).click()
    assert page.get_by_text("Entregado. Ya está en su lista.").is_visible()
    page.get_by_role("button", name=re.compile("Terminar")).click()
    assert page.get_by_text("Hemos atendido a Amina El Khattabi.").is_visible()
    visit.refresh_from_db()
    assert visit.state == Appointment.State.SERVED
    words = list_words(page, checklist)
    assert "Entregado en la oficina." in words
    assert "2027/451877" in words


def test_the_day_by_keys_alone_and_no_key_works_while_writing(desktop, pilar):
    page = desktop
    visit = book("Amina El Khattabi", 0)
    sign_in(page, pilar)
    page.keyboard.press("/")
    page.keyboard.type("nafz.")  # every letter is a key of the desk
    assert page.locator("#find").input_value() == "nafz."
    page.locator("#find").fill(visit.reference)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/visit/{visit.pk}/")
    page.keyboard.press("a")
    page.wait_for_selector("text=con el turno A001")
    page.keyboard.press("1")
    page.wait_for_selector("text=sin número")
    page.keyboard.press("f")
    page.wait_for_selector("text=Hemos atendido")
    page.keyboard.press("z")
    page.wait_for_selector("text=Deshecho.")
    page.get_by_role("button", name="Quitar las teclas").click()
    page.keyboard.press("f")
    page.wait_for_timeout(300)
    visit.refresh_from_db()
    assert visit.state == Appointment.State.CHECKED_IN
    page.reload()
    assert page.get_by_role("button", name="Poner las teclas").is_visible()


def test_the_focus_goes_through_the_page_in_the_order_of_reading_and_is_seen(desktop, pilar):
    page = desktop
    visit = book("Amina El Khattabi", 0)
    sign_in(page, pilar)
    page.goto(f"/desk/{OFFICE}/visit/{visit.pk}/")
    reached = []
    for _step in range(30):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """() => { const e = document.activeElement, s = getComputedStyle(e);
                const after = getComputedStyle(e, '::after');
                if (e === document.body) return ['', true];
                return [e.textContent.trim() || e.name || '', s.outlineStyle !== 'none' || s.boxShadow !== 'none'
                    || after.outlineStyle !== 'none'] }"""
            )
        )
    words = [name for name, _seen in reached]
    parts = ("Ventanilla", "q", "Amina", "llegado")
    order = [next(at for at, name in enumerate(words) if part in name) for part in parts]
    assert order == sorted(order)
    assert [name for name, seen in reached if not seen and name] == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_of_the_desk_is_accessible_and_runs_over_nowhere(desktop, pilar, language):
    page = desktop
    state, checklist = saved_list()
    here = book("Amina El Khattabi", -60, checklist=checklist, state=state, people=[PersonSaid("child", "Leo")])
    late = book("José Luis Artigas Marco de la Santísima Trinidad y Fernández-Caballero de Villahermosa", -30)
    done = book("Hao Lin", -20, language="en", access_needs=["extra_time"])
    for visit in (here, done):
        attending.check_in(appointment=visit, by=SYSTEM)
    attending.finish(appointment=done, by=SYSTEM)
    if late.starts_at <= timezone.now():
        attending.no_show(appointment=late, by=SYSTEM)
    book("Teresa Lafuente Gil", 40)
    Office.objects.filter(pk=OFFICE).update(address="Calle de nombre bastante largo, número 1")
    sign_in(page, pilar)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    page.emulate_media(reduced_motion="reduce")
    base = f"/desk/{OFFICE}/"
    found = []
    addresses = [base, f"{base}?on=2020-01-01", *(f"{base}visit/{one.pk}/" for one in (here, late, done))]
    addresses += [f"{base}visit/999999/", "/desk/inss-zaragoza-costa/", f"{base}?found=1"]
    for address in addresses:
        if "found" in address:
            page.goto(base)
            page.locator("#find").fill("nadie así")
            page.locator(".desk-search button").click()
            page.wait_for_url("**found=1")
        else:
            page.goto(address)
        for width in (390, 820, 1280) if language == "es" else (1280,):
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{address} at {width}: {each}" for each in violations(page)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{address} runs over at {width}")
    assert page.locator("html").get_attribute("lang") == language
    assert found == []


def test_a_choice_of_offices_and_no_desk_at_all_are_accessible(desktop, pilar):
    memberships.grant(user=pilar, role="reception", scope="office", scope_id="inss-zaragoza-costa", by=SYSTEM)
    page = desktop
    page.goto("/desk/")
    page.locator("input[name=login]").fill(pilar.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_selector("text=¿En qué oficina estás hoy?")
    assert violations(page) == []
    pilar.memberships.all().delete()
    page.goto("/desk/")
    assert page.get_by_text("No tienes ninguna mesa").is_visible()
    assert violations(page) == []
