"""Offices: found by place and procedure, nearest first; open or not by the rules; honest about how a place is got."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from appointments import opening
from appointments.availability import Closed, Opening, PoolHours, Timetable
from appointments.models import Office, OfficeService
from appointments.office_words import open_words
from appointments.packing import tick_of

MADRID = ZoneInfo("Europe/Madrid")
MONDAY = dt.date(2026, 11, 23)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=MADRID)


def timetable(*, holidays=(), closures=()) -> Timetable:
    """Monday to Friday from 9 to 14, and Monday also from 16 to 17:30."""
    morning = [Opening(day, dt.time(9), dt.time(14), 2) for day in range(5)]
    openings = (*morning, Opening(0, dt.time(16), dt.time(17, 30), 1))
    pools = (PoolHours(1, "general", "", openings, tuple(closures)),)
    return Timetable(1, "x", 1, "Europe/Madrid", 10, 60, 60, pools, frozenset(holidays))


@pytest.mark.parametrize(
    ("now", "closes", "opens"),
    [
        (at(23, 10), at(23, 14), None),
        (at(23, 9), at(23, 14), None),  # the very minute it opens
        (at(23, 14), None, at(23, 16)),  # and the very minute it closes
        (at(23, 20), None, at(24, 9)),
        (at(27, 15), None, at(30, 9)),  # over the week-end
        (at(22, 12), None, at(23, 9)),
    ],
)
def test_open_now_or_next(now, closes, opens):
    state = opening.state([timetable()], now=now)
    assert (state.now.closes if state.now else None) == closes
    assert (state.next.opens if state.next else None) == opens


def test_a_holiday_is_closed():
    assert opening.state([timetable(holidays=[MONDAY])], now=at(23, 10)).next.opens == at(24, 9)


def test_a_closure_is_closed_and_half_a_day_is_half_open():
    closed = Closed(tick_of(at(23, 11)), tick_of(at(24, 0)))
    state = opening.state([timetable(closures=[closed])], now=at(23, 10))
    assert state.now.closes == at(23, 11)
    assert opening.state([timetable(closures=[closed])], now=at(23, 12)).next.opens == at(24, 9)


def test_fewer_places_are_still_open():
    fewer = Closed(tick_of(at(23, 9)), tick_of(at(23, 14)), places=1)
    assert opening.state([timetable(closures=[fewer])], now=at(23, 10)).now.closes == at(23, 14)


def test_it_opens_by_the_clock_on_the_day_the_clock_changes():
    """From Friday 23 October, over the night of the 25th, to Monday at nine by the wall."""
    state = opening.state([timetable()], now=at(23, 15, month=10))
    assert state.next.opens.astimezone(MADRID) == at(26, 9, month=10)
    assert state.next.opens.utcoffset() == dt.timedelta(hours=1)


def test_nothing_known_says_nothing():
    assert open_words(opening.state([], now=at(23, 10)), today=MONDAY, verified=True) == (None, "")


def test_hours_that_were_not_checked_say_so():
    _is_open, words = open_words(opening.state([timetable()], now=at(23, 10)), today=MONDAY, verified=False)
    assert "14:00" in words
    assert words.endswith(("(hours not verified)", "(horario sin comprobar)"))


# --- Finding ---


def page(address: str, **query: str) -> str:
    response = Client().get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def rows(shown: str) -> list[str]:
    part = shown[shown.index('id="results"') : shown.index("</main>")]
    return re.findall(r'row__title"><a href="/es/oficinas/([^/]+)/"', part)


@pytest.mark.django_db
def test_the_nearest_office_goes_first(content):
    shown = page("/es/oficinas/", municipality="Albarracín", procedure="nac-inscripcion-registro")
    first = Office.objects.get(pk=rows(shown)[0])
    assert first.municipality.province == "teruel"
    assert "cerca de Albarracín" in shown


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["jaca", "JACA", " Jaca ", "almunia de doña godina", "Ejea"])
def test_a_municipality_is_understood_as_people_write_it(content, typed):
    assert "cerca de" in page("/es/oficinas/", municipality=typed)


@pytest.mark.django_db
def test_any_municipality_can_be_named(content):
    from procedures.models import Municipality

    names = list(Municipality.objects.order_by("?").values_list("name", flat=True)[:15])
    for name in names:
        shown = page("/es/oficinas/", municipality=name)
        assert "No encontramos" not in shown, name


@pytest.mark.django_db
def test_one_that_is_not_there_is_said_and_the_likely_ones_offered(content):
    shown = page("/es/oficinas/", municipality="Calamoccha")
    assert "No encontramos «Calamoccha»" in shown
    assert 'value="Calamoccha"' in shown
    assert 'href="/es/oficinas/?code=44050&amp;procedure="' in shown
    assert "cerca de Calamocha" in page("/es/oficinas/", code="44050")


@pytest.mark.django_db
def test_several_that_begin_alike_are_asked_apart(content):
    assert "¿Cuál es?" in page("/es/oficinas/", municipality="villa")


@pytest.mark.django_db
def test_only_offices_that_attend_it_are_shown(content):
    shown = page("/es/oficinas/", procedure="nac-inscripcion-registro")
    attending = set(Office.objects.open().attending(["nac-inscripcion-registro"]).values_list("pk", flat=True))
    assert set(rows(shown)) == attending


@pytest.mark.django_db
def test_every_office_is_listed_page_by_page(content):
    seen = []
    for number in range(1, 6):
        seen += rows(page("/es/oficinas/", page=str(number)))
    assert sorted(seen) == sorted(Office.objects.open().values_list("pk", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"procedure": "nothing"}, {"code": "99999"}, {"page": "x"}, {"municipality": "<b>"}])
def test_a_strange_address_breaks_nothing(content, query):
    assert "<b>" not in page("/es/oficinas/", **query)


# --- One office ---


@pytest.mark.django_db
@pytest.mark.parametrize("office_id", ["oir-zaragoza-pignatelli", "oir-huesca", "oir-tarazona"])
def test_an_office_says_what_was_not_checked(content, office_id):
    office = Office.objects.get(pk=office_id)
    shown = page(f"/es/oficinas/{office_id}/")
    assert office.unverified_text["es"] in shown
    assert ("Horario sin comprobar" in shown) is not office.hours_verified
    assert (office.address or "No sabemos la dirección.") in shown


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("places", "words"),
    [
        ("here", "La cita se pide aquí."),
        ("elsewhere", "La cita no se pide en esta web."),
        ("walk_in", "Se va sin cita."),
        ("unknown", "No sabemos cómo se pide la cita."),
    ],
)
def test_an_office_says_how_a_place_is_got(content, places, words):
    row = OfficeService.objects.filter(office__is_active=True).order_by("pk").first()
    if places == "here":
        row = OfficeService.objects.here().order_by("pk").first()
    OfficeService.objects.filter(pk=row.pk).update(places=places)
    shown = page(f"/es/oficinas/{row.office_id}/")
    assert words in shown


@pytest.mark.django_db
def test_a_place_got_here_can_be_booked_from_the_office(content):
    row = OfficeService.objects.here().filter(service__procedures__isnull=False).order_by("pk").first()
    shown = page(f"/es/oficinas/{row.office_id}/")
    assert "Primer sitio:" in shown
    assert re.search(rf'href="/es/[\w/-]*{row.office_id}/\?procedure=', shown)


@pytest.mark.django_db
def test_an_office_out_of_use_is_not_found(content):
    Office.objects.filter(pk="oir-huesca").update(is_active=False)
    assert Client().get("/es/oficinas/oir-huesca/").status_code == 404
