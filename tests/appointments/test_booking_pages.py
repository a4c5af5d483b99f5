"""Booking over HTTP: what is offered, what is kept, what is said when it cannot be, and how many queries it costs."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appointments import timetables
from appointments.actions import agendas, booking
from appointments.auditing import audit
from appointments.models import Appointment, Office, OfficeService
from lifeevents.models import Checklist
from sitekit.actors import VISITOR
from sitekit.models import AuditEntry, Moment
from tests.appointments.booking_pages import (
    BIRTH,
    EMAIL,
    FOR_BIRTH,
    FOR_LIST,
    LIST,
    begin_list,
    book,
    free,
    page_of,
    registry,
    take,
    text_of,
)
from tests.appointments.builders import service
from tests.published import edition  # noqa: F401 a fixture

pytestmark = pytest.mark.usefixtures("edition")
State = Appointment.State


def queries_of(client, address) -> int:
    client.get(address)  # what a process reads once
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


# --- Offices ---


def test_offices_show_their_first_free_place_and_lead_to_their_days(client):
    registry()
    said = text_of(response := client.get(f"/en/book/?{FOR_BIRTH}"))
    assert "Oficina zaragoza" in said
    assert "First free place:" in said
    assert f"/en/book/at/zaragoza/?procedure={BIRTH}" in response.content.decode()


def test_the_nearest_to_the_municipality_typed_go_first_and_the_address_does_not_tell_it(client):
    registry("near-huesca", latitude=42.14, longitude=-0.41)
    registry("a-far", latitude=40.34, longitude=-1.11)
    response = client.post(f"/en/book/near/?{FOR_BIRTH}", {"name": "Huesca"})
    assert response.status_code == 302
    assert "uesca" not in response.url
    said = text_of(client.get(response.url))
    assert "The nearest to Huesca first" in said
    assert said.index("Oficina near-huesca") < said.index("Oficina a-far")


def test_an_unknown_municipality_keeps_what_was_typed_and_the_offices(client):
    registry()
    response = client.post(f"/en/book/near/?{FOR_BIRTH}", {"name": "Qwertyville"})
    assert response.status_code == 422
    assert "Qwertyville" in response.content.decode()
    assert "Oficina zaragoza" in text_of(response)


def test_offices_that_give_their_places_elsewhere_stand_apart_with_their_telephone(client):
    registry()
    other = Office.objects.create(
        public_id="elsewhere", agency_id=Office.objects.get(pk="zaragoza").agency_id, name={"es": "Oficina de fuera"},
        phone="976 111 222", confidence="low",
    )  # fmt: skip
    OfficeService.objects.create(office=other, service=service("registry_desk"), places="elsewhere")
    said = text_of(client.get(f"/en/book/?{FOR_BIRTH}"))
    apart = said[said.index("Offices where you do not book here") :]
    assert "Oficina de fuera" in apart
    assert "976 111 222" in apart


def test_a_procedure_that_nobody_has_is_not_found(client):
    assert client.get("/en/book/?procedure=nothing-of-the-kind").status_code == 404


def test_several_things_in_one_visit_take_longer_and_go_where_all_are_attended(client):
    registry()
    OfficeService.objects.create(
        office_id="zaragoza", service=service("certificates", 15, ("nac-certificado-nacimiento",)), places="here",
        agenda=Office.objects.get(pk="zaragoza").agendas.get(),
    )  # fmt: skip
    address = f"/en/book/at/zaragoza/?{FOR_BIRTH}&procedure=nac-certificado-nacimiento"
    assert "about 35 minutes" in text_of(client.get(address))
    held = client.post(
        address.replace("/?", "/take/?"), {"start": f"{free():%Y-%m-%dT%H:%M}"}
    )  # fmt: skip
    made = Appointment.objects.get()
    assert held.status_code == 302
    assert made.minutes == 35
    assert {one.procedure_id for one in made.procedures.all()} == {BIRTH, "nac-certificado-nacimiento"}


# --- Days and times ---


def test_days_show_places_in_words_and_the_first_free_in_one_press(client):
    registry()
    said = text_of(response := client.get(f"/en/book/at/zaragoza/?{FOR_BIRTH}"))
    assert "As soon as possible" in said
    assert re.search(r"\d+ places", said)
    assert 'name="start"' in response.content.decode()
    assert "Closed in the afternoon" in said


def test_the_legal_deadline_is_marked_and_later_days_say_how_late(client):
    begin_list(client, days_ago=5)
    registry()
    said = text_of(client.get(f"/en/book/at/zaragoza/?{FOR_LIST}"))
    _before, _flag, after = said.partition("Your deadline ends here")
    assert after.index("1 day late") < after.index("2 days late")


def test_a_time_chosen_shows_what_it_is_before_it_is_taken(client):
    registry()
    start = free(number=2)
    address = f"/en/book/at/zaragoza/?{FOR_BIRTH}&day={start:%Y-%m-%d}&time={start:%H:%M}"
    said = text_of(client.get(address))
    assert "Go on with this time" in said
    assert not Appointment.objects.exists(), "looking holds nothing"


def test_a_time_taken_meanwhile_is_said_on_the_days(client):
    registry()
    start = free()
    booking.hold(office="zaragoza", procedures=(BIRTH,), start=start, by=VISITOR)
    address = f"/en/book/at/zaragoza/?{FOR_BIRTH}&day={start:%Y-%m-%d}&time={start:%H:%M}"
    assert "That time is no longer free" in text_of(client.get(address))


def test_no_place_at_all_says_whether_the_deadline_is_at_risk_and_what_else(client):
    begin_list(client)
    registry("full")
    registry("other")
    own = Office.objects.get(pk="full").agendas.get()
    now = timezone.now()
    agendas.close(office=own.office, starts_at=now, ends_at=now + dt.timedelta(days=400), by=_system())
    timetables.forget()
    response = client.get(f"/en/book/at/full/?{FOR_LIST}")
    said = text_of(response)
    assert "No place is left here" in said
    assert "Your deadline is at risk:" in said
    assert "Another office: Oficina other" in said
    offered = re.search(r'action="([^"]+)"[^>]*>.{0,200}?name="start" value="([^"]+)"', response.content.decode(), re.S)
    taken = client.post(offered[1].replace("&amp;", "&"), {"start": offered[2]})
    assert taken.status_code == 302, "what is offered can be booked"


def _system():
    from sitekit.actors import SYSTEM

    return SYSTEM


# --- Hold, form, check, confirm ---


def test_a_visit_is_booked_and_its_page_says_when_where_and_what_to_bring(client):
    registry()
    start = free()
    visit = book(client, start)
    assert (visit.state, visit.starts_at, visit.contact_value) == (State.BOOKED, start, "lucia@example.org")
    assert [(one.role, one.is_concerned, one.comes) for one in visit.people.all()] == [
        ("me", False, True), ("child", True, False),
    ]  # fmt: skip
    said = text_of(client.get(page_of(visit)))
    for words in ("You have a visit", visit.reference_shown, f"{start.hour}:{start.minute:02d}", "Oficina zaragoza",
                  "What to bring", "Save in my calendar", "Download the slip", "Cancel the visit"):  # fmt: skip
        assert words in said, words


def test_confirming_twice_gives_the_same_visit(client):
    registry()
    taken = take(client, free())
    checked = client.post(taken.url, EMAIL)
    first, again = client.post(checked.url), client.post(checked.url)
    assert first.url == again.url
    assert Appointment.objects.live().count() == 1
    assert AuditEntry.objects.filter(action="appointment.booked").count() == 1


def test_going_back_after_booking_leads_to_the_visit(client):
    registry()
    taken = take(client, free())
    visit_url = client.post(client.post(taken.url, EMAIL).url).url
    assert client.get(taken.url).url == visit_url
    assert client.get(f"{taken.url}check/").url == visit_url
    assert client.post(taken.url, EMAIL).url == visit_url
    assert client.post(f"{taken.url}let-go/").url == visit_url
    assert Appointment.objects.live().count() == 1


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"name": ""}, "Write your name and surnames."),
        ({"contact": "email", "email": "lucia@"}, "That e-mail is not complete"),
        ({"contact": "mobile", "mobile": "976 123 123"}, "That is not a mobile"),
        ({"contact": "landline", "landline": "12"}, "That telephone is not complete"),
        ({"contact": "post", "post": " "}, "Write the address"),
        ({"contact": "helper", "helper_name": "Rosa"}, "Write a telephone of 9 digits or an e-mail"),
        ({"contact": ""}, "Choose how we reach you"),
        ({"comes": []}, "Tick who is coming"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed_and_says_what_to_do(client, details, words):
    registry()
    taken = take(client, free())
    response = client.post(taken.url, {**EMAIL, **details})
    said = text_of(response)
    assert response.status_code == 422
    assert words in said
    assert "The rest is kept, and your time too: 10 minutes more." in said
    for typed in {**EMAIL, **details}.values():
        if isinstance(typed, str) and typed.strip() and "@" not in typed and typed not in ("email",):
            assert typed in response.content.decode(), typed


@pytest.mark.parametrize(
    ("details", "kept"),
    [
        ({"contact": "mobile", "mobile": "+34 600-123 123"}, "600123123"),
        ({"contact": "landline", "landline": "976 123 123"}, "976123123"),
        ({"contact": "post", "post": "Calle Mayor, 3\n50001 Zaragoza"}, "Calle Mayor, 3 50001 Zaragoza"),
        ({"contact": "helper", "helper_name": "Rosa Gil", "helper_contact": "600 111 222"}, "Rosa Gil, 600 111 222"),
        ({"contact": "none"}, ""),
    ],
)
def test_every_way_to_be_reached_books(client, details, kept):
    registry()
    visit = book(client, **details)
    assert (visit.contact_kind, visit.contact_value) == (details["contact"], kept)
    assert client.get(page_of(visit)).status_code == 200


def test_a_hold_that_ran_out_loses_nothing_typed_and_offers_the_same_time_again(client):
    registry()
    taken = take(client, free())
    client.post(taken.url, {**EMAIL, "email": ""})
    past = timezone.now() - dt.timedelta(minutes=1)
    Appointment.objects.update(hold_expires_at=past, released_at=past)
    response = client.post(taken.url, EMAIL)
    said = text_of(response)
    assert response.status_code == 409
    assert "Your 10 minutes are over" in said
    assert "What you wrote is kept" in said
    offered = re.search(r'name="start" value="([^"]+)"', response.content.decode())[1]
    assert offered == f"{free():%Y-%m-%dT%H:%M}"
    again = client.post(f"/en/book/at/zaragoza/take/?{FOR_BIRTH}", {"start": offered})
    assert "Lucía Marco Abadía" in client.get(again.url).content.decode()
    assert "lucia@example.org" in client.get(again.url).content.decode()


def test_a_hold_that_ran_out_before_confirming_is_said(client):
    registry()
    checked = client.post(take(client, free()).url, EMAIL)
    Appointment.objects.update(hold_expires_at=timezone.now() - dt.timedelta(minutes=1))
    response = client.post(checked.url)
    assert response.status_code == 409
    assert "Your 10 minutes are over" in text_of(response)


def test_a_slot_just_taken_says_so_and_what_it_offers_can_be_booked(client):
    registry()
    registry("second")
    start = free()
    booking.hold(office="zaragoza", procedures=(BIRTH,), start=start, by=VISITOR)
    response = take(client, start)
    said = text_of(response)
    assert response.status_code == 409
    assert "Somebody has just taken that time" in said
    assert "At the same office" in said
    assert "At other offices" in said
    buttons = re.findall(r'action="([^"]+)".{0,400}?name="start" value="([^"]+)"', response.content.decode(), re.S)
    assert len(buttons) >= 3
    somebody = Client()  # who takes one after the other, and so gives the one before back
    for action, value in buttons:
        assert somebody.post(action.replace("&amp;", "&"), {"start": value}).status_code == 302


def test_past_the_deadline_what_is_offered_says_so(client):
    begin_list(client, days_ago=40)
    registry()
    start = free()
    booking.hold(office="zaragoza", procedures=(BIRTH,), start=start, by=VISITOR)
    assert re.search(r"\d+ days after your deadline", text_of(take(client, start, about=FOR_LIST)))


def test_a_new_hold_gives_the_one_before_back(client):
    registry()
    take(client, free())
    take(client, free(number=5))
    assert sorted(Appointment.objects.values_list("state", flat=True)) == ["held", "released"]
    assert [str(item) for item in audit(since=timezone.now(), now=timezone.now()) if item.is_fault] == []


def test_ten_minutes_more_once(client):
    registry()
    taken = take(client, free())
    client.post(f"{taken.url}more-time/")
    assert Appointment.objects.get().hold_extended
    assert client.post(f"{taken.url}more-time/").status_code == 302
    assert "I need 10 minutes more" not in text_of(client.get(taken.url))


def test_not_booking_gives_the_time_back_and_forgets_what_was_typed(client):
    registry()
    taken = take(client, free())
    client.post(taken.url, {**EMAIL, "email": ""})
    client.post(f"{taken.url}let-go/")
    assert Appointment.objects.get().state == State.RELEASED
    assert "Luc" not in str(dict(client.session))


def test_a_hold_of_somebody_else_is_nobodys_to_fill_in(client):
    registry()
    taken = take(client, free())
    stranger = Client()
    assert stranger.get(taken.url).status_code == 410
    assert stranger.post(taken.url, EMAIL).status_code == 410
    assert stranger.post(f"{taken.url}let-go/").status_code == 410


def test_too_many_holds_from_one_browser_are_refused(client):
    registry()
    answers = [take(client, free(number=n % 3)).status_code for n in range(22)]
    assert answers[-1] == 429
    assert 302 in answers


@pytest.mark.parametrize("start", ["", "nonsense", "2020-01-01T09:00", "2027-02-01T09:03"])
def test_a_start_that_is_no_time_never_breaks(client, start):
    registry()
    response = client.post(f"/en/book/at/zaragoza/take/?{FOR_BIRTH}", {"start": start})
    assert response.status_code in (302, 409)


def test_taking_needs_post(client):
    registry()
    assert client.get(f"/en/book/at/zaragoza/take/?{FOR_BIRTH}").status_code == 405
    assert Client(enforce_csrf_checks=True).post(f"/en/book/at/zaragoza/take/?{FOR_BIRTH}").status_code == 403


# --- The list ---


def test_an_unsaved_list_shows_its_visit_and_keeps_it_when_it_is_saved(client):
    begin_list(client)
    registry()
    visit = book(client, about=FOR_LIST)
    assert visit.checklist is None
    assert "Visit on" in text_of(client.get(LIST))
    client.post(f"{LIST}save/", {"email": ""})
    visit.refresh_from_db()
    assert visit.checklist == Checklist.objects.get()
    assert "Visit on" in text_of(client.get(LIST))


def test_a_saved_list_opened_elsewhere_shows_the_visit_and_opens_it(client):
    begin_list(client)
    registry()
    client.post(f"{LIST}save/", {"email": ""})
    visit = book(client, about=FOR_LIST)
    assert visit.checklist == Checklist.objects.get()
    from lifeevents.mails import link_of

    other = Client()
    assert other.get(page_of(visit)).status_code == 410
    other.get(link_of(visit.checklist, "es").partition("8000")[2])
    assert page_of(visit) in other.get(f"{LIST}procedure/{BIRTH}/").content.decode()
    assert other.get(page_of(visit)).status_code == 200


def test_was_it_easy_is_asked_once_and_counted_without_identity(client):
    registry()
    visit = book(client)
    assert "Was it easy to book?" in text_of(client.get(page_of(visit)))
    client.post(page_of(visit, "was-it-easy/"), {"easy": "4"})
    client.post(page_of(visit, "was-it-easy/"), {"easy": "5"})
    assert list(Moment.objects.filter(kind="ease").values_list("value", "place")) == [(4, "booking")]
    assert "Was it easy to book?" not in text_of(client.get(page_of(visit)))


# --- Cost ---


def test_queries_do_not_grow_with_offices(client):
    registry()
    one = queries_of(client, f"/en/book/?{FOR_BIRTH}")
    for number in range(4):
        registry(f"more-{number}")
    assert queries_of(client, f"/en/book/?{FOR_BIRTH}") == one


def test_queries_do_not_grow_with_visits(client):
    registry(capacity=3)
    address = f"/en/book/at/zaragoza/?{FOR_BIRTH}"
    start = free()
    chosen = f"{address}&day={start:%Y-%m-%d}&time={start:%H:%M}"
    days, times = queries_of(client, address), queries_of(client, chosen)
    for number in range(6):
        booking.hold(office="zaragoza", procedures=(BIRTH,), start=free(number=number), by=VISITOR)
    assert (queries_of(client, address), queries_of(client, chosen)) == (days, times)
