"""A visit after it is booked: opened by link or reference, changed, cancelled, taken away; and visits got elsewhere."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from appointments import keys
from appointments.actions import attending, booking, changing
from appointments.auditing import audit
from appointments.models import Appointment
from sitekit.actors import SYSTEM, VISITOR
from sitekit.models import AuditEntry, Moment, OwedMessage
from tests.appointments.booking_pages import (
    BIRTH,
    FOR_LIST,
    LIST,
    begin_list,
    book,
    free,
    page_of,
    registry,
    text_of,
)
from tests.published import edition  # noqa: F401 a fixture

pytestmark = pytest.mark.usefixtures("edition")
State = Appointment.State
DNI = "procedure=nac-dni-menor&event=having_a_child"


def faults():
    return [str(item) for item in audit(since=timezone.now(), now=timezone.now()) if item.is_fault]


@pytest.fixture
def visit(client):
    cache.clear()
    registry()
    return book(client)


# --- Opening ---


def test_a_secret_link_opens_the_visit_and_leaves_the_address(visit):
    stranger = Client()
    assert stranger.get(page_of(visit)).status_code == 410
    response = stranger.get(f"/en/v/{visit.token}/")
    assert response.url == page_of(visit)
    assert visit.token not in response.url
    assert response["Referrer-Policy"] == "no-referrer"
    page = stranger.get(response.url)
    assert visit.reference_shown in text_of(page)
    assert visit.token not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_revoked_or_false_link_says_so(visit, client):
    token = visit.token
    Appointment.objects.update(link_version=2)
    for address in (f"/en/v/{token}/", f"/en/v/{token}/slip.pdf", "/en/v/made-up/", page_of(visit)):
        response = client.get(address)
        assert response.status_code == 410
        assert "This visit cannot be opened" in text_of(response)


def test_a_visit_past_its_time_is_gone(visit, client):
    Appointment.objects.update(keep_until=timezone.localdate() - dt.timedelta(days=1))
    assert client.get(page_of(visit)).status_code == 410


@pytest.mark.parametrize("proof", ["lucia@example.org", " LUCIA@Example.org", "code"])
def test_the_reference_with_a_contact_or_the_code_opens_the_visit(visit, proof):
    typed = keys.code_of(visit).lower() if proof == "code" else proof
    response = Client().post("/en/my-visit/", {"reference": visit.reference_shown.lower(), "proof": typed})
    assert response.url == page_of(visit)


def test_a_telephone_opens_the_visit_however_it_is_written(client):
    registry()
    visit = book(client, contact="mobile", mobile="600 123 123")
    response = Client().post("/en/my-visit/", {"reference": visit.reference, "proof": "+34 600-12-31-23"})
    assert response.url == page_of(visit)


def test_with_no_contact_only_the_code_opens_the_visit(client):
    registry()
    visit = book(client, contact="none")
    assert Client().post("/en/my-visit/", {"reference": visit.reference, "proof": " "}).status_code == 422
    assert Client().post("/en/my-visit/", {"reference": visit.reference, "proof": "000"}).status_code == 422
    opened = Client().post("/en/my-visit/", {"reference": visit.reference, "proof": keys.code_of(visit)})
    assert opened.url == page_of(visit)


def test_a_wrong_proof_and_an_unknown_reference_get_the_same_answer(visit):
    wrong = Client().post("/en/my-visit/", {"reference": visit.reference, "proof": "x@example.org"})
    unknown = Client().post("/en/my-visit/", {"reference": "ZZZZZZ", "proof": "x@example.org"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    clean = [
        re.sub(r'value="[^"]*"', "", response.content.decode()).replace("ZZZZZZ", "").replace(visit.reference, "")
        for response in (wrong, unknown)
    ]
    assert clean[0] == clean[1]


def test_tries_are_limited_by_client(visit):
    stranger = Client()
    answers = [
        stranger.post("/en/my-visit/", {"reference": f"AAAA{n:02d}", "proof": "x@example.org"}).status_code
        for n in range(12)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429
    right = stranger.post("/en/my-visit/", {"reference": visit.reference, "proof": "lucia@example.org"})
    assert right.status_code == 429, "even with the right ones"


def test_my_visit_shows_those_of_this_device(visit, client):
    assert page_of(visit) in client.get("/en/my-visit/").content.decode()
    assert page_of(visit) not in Client().get("/en/my-visit/").content.decode()


# --- Changing ---


def test_changing_keeps_the_reference_and_gives_the_old_place_back(visit, client):
    old, start = visit.starts_at, free(number=6)
    response = client.get(page_of(visit, "change/"))
    assert response.url == f"/en/book/at/zaragoza/?change={visit.calendar_uid}"
    said = text_of(client.get(f"{response.url}&day={start:%Y-%m-%d}&time={start:%H:%M}"))
    assert "You keep it until the new one is safe." in said
    assert "Change to this time" in said
    visit.refresh_from_db()
    assert visit.starts_at == old, "choosing changes nothing"
    moved = client.post(response.url.replace("/?", "/take/?"), {"start": f"{start:%Y-%m-%dT%H:%M}"})
    assert moved.url == page_of(visit)
    again = Appointment.objects.get()
    assert (again.starts_at, again.reference, again.calendar_sequence) == (start, visit.reference, 1)
    assert "You have changed your visit." in text_of(client.get(moved.url))
    assert faults() == []


def test_a_time_taken_while_changing_keeps_the_old_visit_and_offers_others(visit, client):
    start = free(number=6)
    booking.hold(office="zaragoza", procedures=(BIRTH,), start=start, by=VISITOR)
    address = f"/en/book/at/zaragoza/take/?change={visit.calendar_uid}"
    response = client.post(address, {"start": f"{start:%Y-%m-%dT%H:%M}"})
    assert response.status_code == 409
    assert "You keep the visit you have." in text_of(response)
    again = Appointment.objects.get(pk=visit.pk)
    assert (again.starts_at, again.state) == (visit.starts_at, State.BOOKED)


def test_changing_to_another_office(visit, client):
    registry("second")
    start = free("second")
    address = f"/en/book/at/second/take/?change={visit.calendar_uid}"
    assert client.post(address, {"start": f"{start:%Y-%m-%dT%H:%M}"}).url == page_of(visit)
    assert Appointment.objects.get().office_id == "second"
    assert faults() == []


def test_a_visit_of_somebody_else_cannot_be_changed_or_cancelled(visit):
    stranger, start = Client(), free(number=6)
    address = f"/en/book/at/zaragoza/take/?change={visit.calendar_uid}"
    assert stranger.get(f"/en/book/at/zaragoza/?change={visit.calendar_uid}").status_code == 410
    assert stranger.post(address, {"start": f"{start:%Y-%m-%dT%H:%M}"}).status_code == 410
    assert stranger.post(page_of(visit, "cancel/")).status_code == 410
    assert stranger.get(page_of(visit, "slip.pdf")).status_code == 410
    assert stranger.get(page_of(visit, "visit.ics")).status_code == 410
    again = Appointment.objects.get()
    assert (again.starts_at, again.state) == (visit.starts_at, State.BOOKED)


# --- Cancelling ---


def test_cancelling_takes_two_presses_and_says_what_happens(visit, client):
    said = text_of(client.get(page_of(visit, "cancel/")))
    assert "Another person can have your place." in said
    assert Appointment.objects.get().state == State.BOOKED
    done = client.post(page_of(visit, "cancel/"), follow=True)
    assert "This visit is cancelled" in text_of(done)
    assert "Book another visit" in text_of(done)
    assert Appointment.objects.get().state == State.CANCELLED
    assert client.post(page_of(visit, "cancel/")).url == page_of(visit), "twice is harmless"
    assert AuditEntry.objects.filter(action="appointment.cancelled").count() == 1
    assert faults() == []


def test_a_cancelled_visit_is_off_the_list(client):
    begin_list(client)
    registry()
    visit = book(client, about=FOR_LIST)
    assert "Visit on" in text_of(client.get(LIST))
    changing.cancel(appointment=visit, by=SYSTEM)
    assert "Visit on" not in text_of(client.get(LIST))


# --- States and papers ---


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.CHECKED_IN, "You have arrived: wait to be called"),
        (State.SERVED, "You were attended"),
        (State.NO_SHOW, "You did not come to this visit"),
    ],
)
def test_what_happened_at_the_desk_is_said(visit, client, state, words):
    Appointment.objects.update(state=state)
    assert words in text_of(client.get(page_of(visit)))
    assert "Change the visit" not in text_of(client.get(page_of(visit)))


def test_a_past_visit_says_so_and_offers_another(visit, client):
    past = timezone.now() - dt.timedelta(days=2)
    Appointment.objects.update(starts_at=past, ends_at=past + dt.timedelta(minutes=20))
    said = text_of(client.get(page_of(visit)))
    assert "This visit has passed" in said
    assert "Book another visit" in said
    assert client.get(page_of(visit, "cancel/")).url == page_of(visit)
    assert client.get(page_of(visit, "change/")).url == page_of(visit)


def test_the_calendar_file_keeps_its_uid_when_the_visit_moves(visit, client):
    def uid_and_sequence():
        text = client.get(page_of(visit, "visit.ics")).content.decode()
        return re.search(r"UID:(\S+)", text)[1], re.search(r"SEQUENCE:(\d+)", text)[1]

    before = uid_and_sequence()
    changing.change(appointment=visit, start=free(number=6), by=SYSTEM)
    after = uid_and_sequence()
    assert before[0] == after[0]
    assert (before[1], after[1]) == ("0", "1")


@pytest.mark.pdf
@pytest.mark.django_db(transaction=True)
def test_the_slip_is_a_pdf_by_page_and_by_link(visit, client):
    for address in (page_of(visit, "slip.pdf"), f"/en/v/{visit.token}/slip.pdf"):
        response = client.get(address)
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")


def test_an_e_mail_is_owed_only_to_whoever_gave_one(client):
    registry()
    book(client)
    book(client, free(number=8), contact="none")
    assert OwedMessage.objects.filter(kind="appointment_booked").count() == 1


# --- Got elsewhere ---

TYPED = {"place": "Comisaría de Zaragoza", "time": "10.30", "reference": "77812"}


def on(days: int) -> dict[str, str]:
    day = timezone.localdate() + dt.timedelta(days=days)
    return {"date_day": str(day.day), "date_month": str(day.month), "date_year": str(day.year)}


def type_in(client, **more) -> Appointment:
    response = client.post(f"/en/my-visit/write-down/?{DNI}", {**TYPED, **on(20), **more})
    assert response.status_code == 302, text_of(response)
    return Appointment.objects.get(places="elsewhere")


def test_a_visit_got_elsewhere_stands_on_the_list_like_any_other(client):
    begin_list(client)
    visit = type_in(client)
    said = text_of(client.get(LIST))
    assert "Visit on" in said
    assert "You wrote it down." in said
    page = text_of(client.get(page_of(visit)))
    assert "77812" in page
    assert "Comisaría de Zaragoza" in page
    assert "ask where you booked it" in page
    assert client.get(page_of(visit, "visit.ics")).status_code == 200


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"place": ""}, "Write the name of the office."),
        ({"time": "half past"}, "Write the time like this: 9:30."),
        ({"date_day": "32"}, "That day does not exist"),
        (on(-1), "That day has passed"),
    ],
)
def test_a_wrong_typed_in_visit_keeps_what_was_typed(client, typed, words):
    begin_list(client)
    response = client.post(f"/en/my-visit/write-down/?{DNI}", {**TYPED, **on(20), **typed})
    assert response.status_code == 422
    assert words in text_of(response)
    assert "77812" in response.content.decode()


def test_a_visit_got_elsewhere_is_corrected_and_taken_off(client):
    begin_list(client)
    visit = type_in(client)
    client.post(page_of(visit, "correct/"), {**TYPED, **on(25), "place": "Comisaría de Delicias"})
    again = Appointment.objects.get()
    assert again.place_name == "Comisaría de Delicias"
    assert again.starts_local.date() == timezone.localdate() + dt.timedelta(days=25)
    assert "goes on expecting you" in text_of(client.get(page_of(visit, "take-off/")))
    assert client.post(page_of(visit, "take-off/")).url == LIST
    assert "Visit on" not in text_of(client.get(LIST))
    assert not Moment.objects.filter(kind="cancelled").exists(), "nobody cancelled anything"


def test_the_desk_state_reaches_the_page(visit, client):
    attending.check_in(appointment=visit, by=SYSTEM)
    assert "You have arrived" in text_of(client.get(page_of(visit)))
