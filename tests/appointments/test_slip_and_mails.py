"""A visit as its slip, its calendar file and its messages, by the actions that make it."""

import datetime as dt
import io
import re

import pytest
from django.core import mail
from django.db import transaction
from icalendar import Calendar
from pypdf import PdfReader

from appointments import calendars, slips
from appointments.actions import booking, changing
from appointments.models import Appointment
from appointments.wanted import PersonSaid
from lifeevents import editions
from lifeevents.actions import checklists, stopping
from lifeevents.liststate import ListState
from sitekit import owed
from sitekit.actors import VISITOR, link_holder
from sitekit.models import OwedMessage
from tests.appointments.builders import MADRID, MONDAY, NOW, at, office, service
from tests.mail_sink import mail_sink
from tests.published import edition

__all__ = ["edition"]
pytestmark = pytest.mark.django_db
TITLE = ("nac-familia-numerosa",)


@pytest.fixture
def place(edition):
    made = office("pignatelli", services=[service("family", 15, TITLE)], municipality="50297")
    made.name = {"es": "Edificio Pignatelli"}
    made.address, made.postal_code, made.phone = "Paseo María Agustín, 36", "50071", "976 714 000"
    made.save()
    return made


def book(start=None, *, language="es", **more):
    values = {
        "name": "Lucía Gracia", "contact_kind": "email", "contact_value": "lucia@example.org",
        "people": (PersonSaid("me", "Lucía Gracia", comes=True),), **more,
    }  # fmt: skip
    return booking.book(
        office="pignatelli",
        procedures=TITLE,
        start=start or at(9, 20),
        by=VISITOR,
        now=NOW,
        language=language,
        **values,
    )


def deliver():
    """Deliver what is owed; return what went out."""
    mail.outbox.clear()
    for message in OwedMessage.objects.pending():
        owed.deliver(message.pk)
    return mail.outbox


def calendar_of(message):
    (part,) = [content for content, kind in message.alternatives if kind.startswith("text/calendar")]
    return Calendar.from_ical(part)


def event_of(message):
    (event,) = calendar_of(message).walk("VEVENT")
    return event


# --- The slip ---


@pytest.mark.pdf
def test_a_slip_is_one_sheet_of_a5_that_says_it_all(place):
    visit = book()
    reader = PdfReader(io.BytesIO(slips.render(visit)))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert [round(float(side) / 72 * 25.4) for side in (box.width, box.height)] == [148, 210]
    said = re.sub(r"\s+", " ", reader.pages[0].extract_text())
    for words in ("lunes 1 de febrero", "9:20", "Edificio Pignatelli", "Paseo María Agustín, 36", visit.reference_shown,
                  "Qué llevar", "Certificado de nacimiento", "Lucía Gracia", "demostración"):  # fmt: skip
        assert words in said


@pytest.mark.pdf
@pytest.mark.parametrize(("language", "words"), [("es", "A qué vienes"), ("en", "What you come for")])
def test_a_slip_is_tagged_in_the_language_asked_for(place, language, words):
    reader = PdfReader(io.BytesIO(slips.render(book(), language=language)))
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert words in reader.pages[0].extract_text()


@pytest.mark.pdf
def test_a_visit_without_contact_has_its_slip(place):
    visit = book(contact_kind="none", contact_value="", people=())
    assert visit.reference_shown in PdfReader(io.BytesIO(slips.render(visit))).pages[0].extract_text()
    assert not OwedMessage.objects.exists()


@pytest.mark.pdf
def test_what_to_bring_is_what_was_said_at_booking(place):
    visit = book()
    visit.bring["lines"] = [{**visit.bring["lines"][0], "name": "Un papel de entonces"}]
    assert "Un papel de entonces" in PdfReader(io.BytesIO(slips.render(visit))).pages[0].extract_text()


@pytest.mark.pdf
def test_a_cancelled_visit_says_so_on_its_slip(place):
    visit = book()
    gone = changing.cancel(appointment=visit, by=link_holder("appointment", visit.pk), now=NOW)
    assert "Cita anulada" in PdfReader(io.BytesIO(slips.render(gone))).pages[0].extract_text()


def test_the_name_of_the_file_tells_the_day_and_not_the_matter(place):
    assert slips.file_name(book()) == f"cita-{MONDAY:%Y-%m-%d}.pdf"


# --- The calendar file ---


def test_a_download_publishes_the_visit_with_its_zone(place):
    visit = book()
    calendar = Calendar.from_ical(calendars.of_visit(visit, language="es", now=NOW))
    (event,) = calendar.walk("VEVENT")
    assert calendar["method"] == "PUBLISH"
    assert event.decoded("dtstart") == at(9, 20)
    assert event.decoded("dtend") == at(9, 35)
    assert event["uid"].startswith(str(visit.calendar_uid))
    assert "Edificio Pignatelli" in event["location"]
    assert visit.reference_shown in event["description"]
    assert visit.token not in event.to_ical().decode()
    assert len(event.walk("VALARM")) == 2
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Madrid"]


@pytest.mark.parametrize(
    ("day", "utc"),
    [(dt.date(2027, 3, 26), 8), (dt.date(2027, 3, 29), 7), (dt.date(2027, 10, 29), 7), (dt.date(2027, 11, 2), 8)],
)
def test_the_hour_is_that_of_the_office_across_clock_changes(place, day, utc):
    start = dt.datetime.combine(day, dt.time(9), tzinfo=MADRID)
    visit = Appointment(office=place, starts_at=start, ends_at=start + dt.timedelta(minutes=15), state="booked", pk=1)
    (event,) = Calendar.from_ical(calendars.of_visit(visit, language="es", now=NOW)).walk("VEVENT")
    assert event.decoded("dtstart").astimezone(dt.UTC).hour == utc
    assert event.decoded("dtstart").hour == 9


# --- The messages ---


@pytest.mark.parametrize(
    ("language", "subject"), [("es", "Tu cita: lunes 1 de febrero"), ("en", "Your visit: Monday 1 February")]
)
def test_a_booking_is_confirmed_in_the_language_of_the_person(place, language, subject):
    visit = book(language=language)
    (message,) = deliver()
    assert message.subject.replace("\xa0", " ").startswith(subject)
    assert message.to == ["lucia@example.org"]
    html = message.alternatives[0][0]
    for part in (message.body, html):
        assert visit.reference_shown in part
        assert "Paseo María Agustín, 36" in part
        assert "976 714 000" in part
    assert calendar_of(message)["method"] == "REQUEST"


def test_change_and_cancellation_follow_the_same_event(place):
    visit = book()
    (first,) = deliver()
    holder = link_holder("appointment", visit.pk)
    changing.change(appointment=visit, start=at(11), office="pignatelli", by=holder, now=NOW)
    (second,) = deliver()
    changing.cancel(appointment=visit, by=holder, now=NOW)
    (third,) = deliver()
    assert "anulada" in third.subject
    events = [event_of(message) for message in (first, second, third)]
    assert len({str(event["uid"]) for event in events}) == 1
    sequences = [event["sequence"] for event in events]
    assert sequences == sorted(set(sequences))
    assert events[1].decoded("dtstart") == at(11)
    assert [calendar_of(message)["method"] for message in (first, second, third)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_a_booking_cancelled_before_it_was_told_is_told_once(place):
    visit = book()
    changing.cancel(appointment=visit, by=link_holder("appointment", visit.pk), now=NOW)
    (message,) = deliver()
    assert "anulada" in message.subject


@pytest.mark.parametrize("kind", ["mobile", "post", "helper"])
def test_nobody_without_an_address_is_written_to(place, kind):
    book(contact_kind=kind, contact_value="976 000 000")
    assert not deliver()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_when_the_booking_is_rolled_back(place):
    with transaction.atomic():
        book()
        transaction.set_rollback(True)
    assert not OwedMessage.objects.exists()
    assert not mail.outbox


def test_a_real_server_gets_text_calendar_and_file(place):
    book()
    with mail_sink() as sink:
        assert owed.deliver(OwedMessage.objects.get().pk)
    (got,) = sink.messages
    kinds = [part.get_content_type() for part in got.message.walk()]
    assert {"text/plain", "text/html", "text/calendar", "application/ics"} <= set(kinds)
    (part,) = [part for part in got.message.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert event["attendee"] == "mailto:lucia@example.org"
    (attached,) = list(got.message.iter_attachments())
    assert attached.get_filename() == "cita.ics"


def test_a_visit_of_a_stopped_list_stays_booked_and_says_nothing(place):
    checklist = checklists.save(state=ListState(edition=editions.current("having_a_child")), language="es", by=VISITOR)
    by = link_holder("checklist", checklist.pk)
    visit = book(checklist=checklist)
    stopping.stop(checklist=checklist, by=by)
    assert not deliver()
    visit = Appointment.objects.select_related("checklist").get(pk=visit.pk)
    assert visit.is_live
    file = calendars.of_visit(visit, language="es", now=NOW)
    assert b"STATUS:CONFIRMED" in file
    assert b"VALARM" not in file
    changing.cancel(appointment=visit, by=link_holder("appointment", visit.pk), now=NOW)
    assert not OwedMessage.objects.pending().exists()
