"""The desk over HTTP: who may be there, what it shows, what it writes, and what two people at once see."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from appointments.actions import attending, booking, changing, results, undoing
from appointments.exceptions import NumberTaken, WrongState
from appointments.models import Appointment, ProcedureResult, Ticket
from appointments.wanted import PersonSaid
from citizens.actions import memberships
from citizens.exceptions import Refused
from citizens.models import Membership
from sitekit.actors import SYSTEM, VISITOR, Actor, link_holder
from sitekit.models import AuditEntry, Moment
from tests.appointments.builders import office as build_office
from tests.appointments.builders import opening, service

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MADRID = ZoneInfo("Europe/Madrid")
EVERY_DAY = tuple(range(7))
# A Wednesday at half past ten: visits before and after it are of the same day.
NOW = dt.datetime(2027, 2, 3, 10, 30, tzinfo=MADRID)
Role = Membership.Role


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = {"now": NOW}
    monkeypatch.setattr(timezone, "now", lambda: clock["now"].astimezone(dt.UTC))
    return clock


@pytest.fixture(autouse=True)
def _offices():
    both = [service(procedures=("birth_registration", "adoption"))]
    rules = opening("08:00", "20:00", 60, EVERY_DAY)
    build_office("zaragoza", services=both, rules=rules, step_minutes=10, horizon_days=365)
    build_office("huesca", services=both, rules=rules)


def staff(email="pilar@example.org", role=Role.DESK_OFFICER, *offices, name="Pilar"):
    user = get_user_model().objects.create_user(email, first_name=name)
    for office in offices or ("zaragoza",):
        memberships.grant(user=user, role=role, scope="office", scope_id=office, by=SYSTEM)
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(user)
    client.actor = Actor("user", str(user.pk))
    return client


def book(name="Ana Belén Núñez", hour=11, minute=0, *, day=0, office="zaragoza", **more):
    start = NOW.replace(hour=hour, minute=minute) + dt.timedelta(days=day)
    values = {"contact_kind": "email", "contact_value": "ana@example.org", "procedures": ("birth_registration",)} | more
    return booking.book(office=office, start=start, name=name, by=VISITOR, now=start - dt.timedelta(days=3), **values)


def url(name, visit=None, office="zaragoza", **more):
    return reverse(f"desk:{name}", kwargs={"office": office} | ({"visit": visit.pk} if visit else {}) | more)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def groups(response):
    """Return the names in each group of the line, by the group's heading."""
    html = response.content.decode()
    found = {}
    for part in html.split('<div class="group">')[1:]:
        heading = re.search(r"<h2>(.*?) <strong>", part, re.S)[1]
        found[heading] = re.findall(r"data-line[^>]*>(.*?)</a>", part)
    return found


# --- Who may be there ---


def test_nobody_signed_in_is_asked_to_sign_in_and_comes_back_to_the_page():
    visit = book()
    answer = Client().get(url("visit", visit))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/account/login/?next={url('visit', visit)}")
    # What was sent is not sent again: the way back is the desk.
    assert Client().post(url("check_in", visit)).headers["Location"] == "/account/login/?next=/desk/"
    visit.refresh_from_db()
    assert visit.state == "booked"


def test_one_office_opens_at_once_and_several_are_chosen():
    assert staff().get("/desk/").headers["Location"] == "/desk/zaragoza/"
    page = staff("two@example.org", Role.DESK_OFFICER, "zaragoza", "huesca").get("/desk/")
    assert page.status_code == 200
    assert re.findall(r'href="(/desk/\w+/)"', page.content.decode()) == ["/desk/huesca/", "/desk/zaragoza/"]


def test_without_a_role_the_words_are_clear_and_name_no_office():
    client = Client()
    client.force_login(get_user_model().objects.create_user("citizen@example.org"))
    page = client.get("/desk/")
    assert page.status_code == 403
    assert "No tienes ninguna mesa" in page.content.decode() or "You have no desk" in page.content.decode()
    assert "zaragoza" not in page.content.decode().lower()


def test_an_office_that_is_not_theirs_and_one_that_is_not_there_answer_alike():
    client = staff()
    book("Secreta Persona", office="huesca")
    theirs, nowhere = client.get("/desk/huesca/"), client.get("/desk/nowhere/")
    assert theirs.status_code == nowhere.status_code == 403
    assert text_of(theirs) == text_of(nowhere)
    assert "Secreta" not in theirs.content.decode()


def test_an_agency_wide_role_opens_its_offices():
    user = get_user_model().objects.create_user("chief@example.org")
    memberships.grant(user=user, role=Role.OFFICE_MANAGER, scope="agency", scope_id="registry", by=SYSTEM)
    client = Client()
    client.force_login(user)
    assert client.get("/desk/huesca/").status_code == 200


def test_a_visit_of_another_office_is_as_if_it_were_not_there():
    client, visit = staff(), book("Secreta Persona", office="huesca")
    pages = [client.get(url("visit", visit)), client.get("/desk/zaragoza/visit/999999/")]
    assert [page.status_code for page in pages] == [403, 403]
    assert text_of(pages[0]) == text_of(pages[1])
    assert "Secreta" not in pages[0].content.decode()


WRITES = ("check_in", "finish", "no_show", "undo")


@pytest.mark.parametrize("name", WRITES)
def test_nobody_of_another_office_writes_anything(name):
    visit = book(hour=10)
    other = staff("jorge@example.org", Role.OFFICE_MANAGER, "huesca")
    written = AuditEntry.objects.count()
    item = visit.procedures.get().pk
    for office in ("zaragoza", "huesca"):  # through the visit's office, and through their own
        answer = other.post(url(name, visit, office), {"what": "check_in"})
        assert answer.status_code == 403
        for each in ("hand_in", "take_back"):
            assert other.post(url(each, visit, office, item=item)).status_code == 403
    visit.refresh_from_db()
    assert (visit.state, AuditEntry.objects.count()) == ("booked", written)


def test_a_visit_of_another_office_is_not_written_through_ones_own_nor_its_item_through_another_visit():
    client, theirs, mine = staff(), book(office="huesca", hour=10), book(hour=10)
    attending.check_in(appointment=mine, by=client.actor, now=NOW)
    item = theirs.procedures.get().pk
    assert client.post(url("check_in", theirs)).status_code == 403
    assert client.post(url("hand_in", mine, item=item)).status_code == 403
    assert not ProcedureResult.objects.exists()


def test_reception_checks_in_and_may_not_end_nor_hand_in():
    visit = book(hour=10)
    client = staff(role=Role.RECEPTION)
    assert client.post(url("check_in", visit)).status_code == 302
    page = client.get(url("visit", visit)).content.decode()
    assert url("finish", visit) not in page
    assert "hand-in" not in page
    assert client.post(url("finish", visit)).status_code == 403
    assert client.post(url("no_show", visit)).status_code == 403
    assert client.post(url("hand_in", visit, item=visit.procedures.get().pk)).status_code == 403
    assert client.post(url("undo", visit), {"what": "finish"}).status_code == 403
    visit.refresh_from_db()
    assert visit.state == "checked_in"


def test_whoever_holds_the_link_or_is_a_citizen_does_nothing_at_a_desk():
    visit = book(hour=10)
    item = visit.procedures.get()
    for actor in (link_holder("appointment", visit.pk), VISITOR, Actor("user", "999")):
        for action in (
            lambda by: attending.check_in(appointment=visit, by=by),
            lambda by: undoing.undo_check_in(appointment=visit, by=by),
            lambda by: undoing.undo_finish(appointment=visit, by=by),
            lambda by: undoing.undo_no_show(appointment=visit, by=by),
            lambda by: results.hand_in(item=item, by=by),
            lambda by: results.take_back(item=item, by=by),
        ):
            with pytest.raises(Refused):
                action(actor)


def test_a_form_without_its_token_is_refused():
    visit = book(hour=10)
    known = staff()
    client = Client(enforce_csrf_checks=True)
    client.cookies.update(known.cookies)
    assert client.post(url("check_in", visit)).status_code == 403
    assert client.post(url("find"), {"q": "ana"}).status_code == 403
    visit.refresh_from_db()
    assert visit.state == "booked"


def test_what_writes_takes_no_get_and_pages_take_no_post():
    client, visit = staff(), book(hour=10)
    assert {client.get(url(name, visit)).status_code for name in WRITES} == {405}
    assert client.post(url("visit", visit)).status_code == 405


def test_pages_are_kept_nowhere_and_indexed_by_nobody():
    client, visit = staff(), book()
    for address in ("/desk/zaragoza/", url("visit", visit)):
        answer = client.get(address)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "private" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_the_desk_speaks_the_language_of_the_account_not_of_the_browser():
    client = staff()
    del client.cookies["django_language"]
    assert client.get("/desk/zaragoza/", headers={"accept-language": "en"}).headers["Content-Language"] == "es"
    client.cookies["django_language"] = "en"
    assert client.get("/desk/zaragoza/").headers["Content-Language"] == "en"


# --- The day ---


def test_the_line_says_who_is_here_who_is_to_come_and_who_is_done():
    client = staff()
    early, waiting, late = book("Ana", 9), book("Bea", 10), book("Carla", 10, 10)
    missed, cancelled = book("Elsa", 9, 20), book("Fina", 12, 20)
    book("Dora", 12)
    book("Gala", 11, day=1)
    attending.check_in(appointment=waiting, by=client.actor, now=NOW - dt.timedelta(minutes=12))
    attending.finish(appointment=early, by=client.actor, now=NOW)
    attending.no_show(appointment=missed, by=client.actor, now=NOW)
    changing.cancel(appointment=cancelled, by=link_holder("appointment", cancelled.pk), now=NOW)
    page = client.get("/desk/zaragoza/")
    assert groups(page) == {"Here": ["Bea"], "To come": ["Carla", "Dora"], "Over": ["Ana", "Elsa"]}
    words = text_of(page)
    assert "1 waits" in words
    assert "12 min longest wait" in words
    assert "20 min late" in words
    assert "A001" in words
    assert late.reference not in words
    assert groups(client.get("/desk/zaragoza/?on=2027-02-04")) == {"To come": ["Gala"]}


def test_a_row_says_papers_whom_it_concerns_language_and_needs():
    client = staff()
    visit = book(
        "Ana",
        procedures=("birth_registration", "adoption"),
        people=[PersonSaid("child", "Leo"), PersonSaid("me", is_concerned=False, comes=True)],
        language="en",
        access_needs=("extra_time",),
    )
    line = {"document": "dni", "name": "DNI", "name_language": "es", "form": "copy", "copies": 1, "notes": []}
    line |= {"lookup": "you_bring", "serves": ["birth_registration"], "one_of": None}
    bring = {"language": "es", "lines": [line, line | {"document": "roll", "lookup": "unless_you_object"}]}
    Appointment.objects.filter(pk=visit.pk).update(bring=bring)
    words = text_of(client.get("/desk/zaragoza/"))
    assert "1 paper " in words
    assert "For Leo (the child) · English · more time" in words
    assert "and 1 more" in words


def test_an_empty_day_says_so_and_a_day_that_is_none_is_today():
    client = staff()
    assert "No visits today." in text_of(client.get("/desk/zaragoza/"))
    assert "No visits on Saturday" in text_of(client.get("/desk/zaragoza/?on=2027-02-06"))
    for wrong in ("yesterday", "9999-12-31", "2027-02-30"):
        assert "No visits today." in text_of(client.get(f"/desk/zaragoza/?on={wrong}"))


def test_the_day_is_the_office_s_own_around_midnight(clock):
    rules = opening("00:00", "23:59", 5, EVERY_DAY)
    build_office("canary", services=[service()], rules=rules, zone="Atlantic/Canary")
    client = staff("c@example.org", Role.DESK_OFFICER, "canary")
    # Half past midnight in Madrid is still yesterday there.
    clock["now"] = dt.datetime(2027, 2, 4, 0, 30, tzinfo=MADRID)
    start = dt.datetime(2027, 2, 3, 23, 20, tzinfo=ZoneInfo("Atlantic/Canary"))
    booking.book(
        office="canary", procedures=("birth_registration",), start=start, name="Nauzet", contact_kind="none",
        by=VISITOR, now=start - dt.timedelta(days=2),
    )  # fmt: skip
    assert groups(client.get("/desk/canary/")) == {"To come": ["Nauzet"]}


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_line_and_the_person_ask_as_much_of_one_visit_as_of_120():
    client, first = staff(), book("Ana", 9)
    addresses = ("/desk/zaragoza/", url("visit", first))
    for address in addresses:
        client.get(address)
    one = [queries(client, address) for address in addresses]
    for number in range(119):
        visit = book(
            f"Persona {number}", 9 + number // 20, 10 * (number % 6), procedures=("birth_registration", "adoption")
        )
        if number % 3 == 0:
            attending.check_in(appointment=visit, by=client.actor, now=NOW)
    assert [queries(client, address) for address in addresses] == one
    assert len(re.findall("data-line", client.get("/desk/zaragoza/").content.decode())) == 120
    assert one[0] <= 14
    assert one[1] <= 30


# --- Finding ---


def found(client, typed):
    answer = client.post(url("find"), {"q": typed})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/desk/zaragoza/?found=1"
    return answer.headers["Location"], groups(client.get(answer.headers["Location"]))


@pytest.mark.parametrize(
    "typed",
    [
        "nunez",
        "NÚÑEZ",
        "belen nu",
        "Núñez Ana",
        "ana@example",
        "ANA@EXAMPLE.ORG",
        "El-Khattabi",
        "el khattabi",
        "khatt",
    ],
)
def test_people_are_found_by_name_and_address_however_it_is_written(typed):
    client = staff()
    book("Ana Belén Núñez El-Khattabi")
    book("Otra Persona", contact_value="otra@example.com")
    assert found(client, typed)[1] == {"Found today": ["Ana Belén Núñez El-Khattabi"]}


@pytest.mark.parametrize("typed", ["600 123 456", "+34 600-12-34-56", "0034600123456", "123 456", "600123456"])
@pytest.mark.parametrize("kept", ["+34600123456", "600 123 456"])
def test_people_are_found_by_phone_with_prefix_or_without(typed, kept):
    client = staff()
    book("Ana", contact_kind="mobile", contact_value=kept)
    assert found(client, typed)[1] == {"Found today": ["Ana"]}


def test_a_reference_leads_straight_to_the_visit_however_it_is_written():
    client, visit = staff(), book(day=2)
    shown = visit.reference
    for typed in (shown, shown.lower(), f"{shown[:3]} {shown[3:]}", f"{shown[:3]}-{shown[3:]}"):
        assert client.post(url("find"), {"q": typed}).headers["Location"] == url("visit", visit)


def test_today_comes_first_and_then_the_other_days():
    client = staff()
    book("Ana Ayer", 9, day=-1)
    book("Ana Mañana", 9, day=1)
    book("Ana Hoy", 12)
    _address, line = found(client, "ana")
    assert line == {"Found today": ["Ana Hoy"], "On other days": ["Ana Mañana", "Ana Ayer"]}


def test_nobody_is_found_at_another_office_nor_by_a_single_letter_and_it_says_what_to_try():
    client = staff()
    book("Secreta Persona", office="huesca")
    book("Ana")
    for typed in ("secreta", "a", "%%", "__"):
        address, line = found(client, typed)
        assert line == {}
        assert "Try only the first surname" in text_of(client.get(address))
    assert client.post(url("find"), {"q": ""}).headers["Location"] == "/desk/zaragoza/"


def test_what_is_looked_for_stays_beside_the_person_and_in_no_address():
    client, visit = staff(), book("Ana Núñez", day=3)
    address, _line = found(client, "nunez")
    page = client.get(address).content.decode()
    assert f'href="{url("visit", visit)}?found=1"' in page
    assert "Found with “nunez”" in text_of(client.get(f"{url('visit', visit)}?found=1"))


def test_a_scanned_slip_leads_to_the_visit_and_that_of_another_office_says_so():
    client, visit, other = staff(), book(), book(office="huesca")

    def scan(token, **more):
        return client.post(url("find"), {"q": f"http://127.0.0.1/es/v/{token}/"}, **more)

    assert scan(visit.token).headers["Location"] == url("visit", visit)
    forged = visit.token.replace(str(visit.pk), str(visit.pk + 1), 1)
    assert scan(forged).headers["Location"].startswith("/desk/zaragoza/?")
    assert "not for this office" in text_of(scan(other.token, follow=True))


# --- Arriving, ending, undoing ---


def test_the_way_of_a_visit_from_arrival_to_end():
    client, visit = staff(), book("Ana", 10, 40)
    page = client.post(url("check_in", visit), follow=True)
    assert "Ana is here, with ticket A001." in text_of(page)
    item = visit.procedures.get().pk
    page = client.post(url("hand_in", visit, item=item), {"number": "2027/451877"}, follow=True)
    assert "number 2027/451877" in text_of(page)
    page = client.post(url("finish", visit), follow=True)
    assert "Ana was attended." in text_of(page)
    visit.refresh_from_db()
    assert (visit.state, Ticket.objects.get().state) == ("served", "done")
    written = AuditEntry.objects.filter(actor_id=client.actor.id).order_by("pk").values_list("action", flat=True)
    assert list(written) == ["appointment.checked_in", "appointment.handed_in", "appointment.finished"]
    assert "(Pilar)" in text_of(page)


def test_of_two_people_who_write_the_second_is_told_who_was_first(clock):
    pilar, jorge = staff(), staff("jorge@example.org", name="Jorge")
    visit = book(hour=10)
    pilar.post(url("check_in", visit))
    clock["now"] = NOW + dt.timedelta(seconds=2)
    words = text_of(jorge.post(url("check_in", visit), follow=True))
    assert re.search(r"Pilar already wrote the arrival, at [\d:]+. Nothing was changed.", words)
    assert Ticket.objects.count() == 1
    pilar.post(url("finish", visit))
    assert "Pilar already wrote the end, at" in text_of(jorge.post(url("finish", visit), follow=True))
    assert Moment.objects.filter(kind="attended").count() == 1
    item = visit.procedures.get().pk
    pilar.post(url("hand_in", visit, item=item), {"number": "1"})
    words = text_of(jorge.post(url("hand_in", visit, item=item), {"number": "2"}, follow=True))
    assert "Pilar already wrote it as handed in, at" in words
    assert ProcedureResult.objects.get().number == "1"
    pilar.post(url("take_back", visit, item=item))
    assert "Nothing was changed." in text_of(jorge.post(url("take_back", visit, item=item), follow=True))


def test_an_arrival_is_undone_and_its_number_is_not_given_again():
    client, visit, other = staff(), book(hour=10), book("Bea", 10, 20)
    client.post(url("check_in", visit))
    client.post(url("undo", visit), {"what": "check_in"})
    visit.refresh_from_db()
    assert visit.state == "booked"
    client.post(url("check_in", other))
    client.post(url("check_in", visit))
    assert [str(one.ticket) for one in Appointment.objects.order_by("pk").select_related("ticket")] == ["A003", "A002"]


def test_an_end_and_an_absence_are_undone_and_counted_no_more():
    client, visit, absent, straight = staff(), book(hour=10), book("Bea", 10), book("Eva", 9)
    client.post(url("check_in", visit))
    client.post(url("finish", visit))
    client.post(url("undo", visit), {"what": "finish"})
    client.post(url("no_show", absent))
    client.post(url("undo", absent), {"what": "no_show"})
    client.post(url("finish", straight))
    client.post(url("undo", straight), {"what": "finish"})
    states = Appointment.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["checked_in", "booked", "booked"]
    assert Ticket.objects.get().state == "waiting"
    assert not Moment.objects.filter(kind__in=["attended", "no_show"]).exists()


def test_undoing_what_is_not_so_changes_nothing():
    client, visit = staff(), book(hour=10)
    for what in ("check_in", "finish", "no_show", "booked", ""):
        assert client.post(url("undo", visit), {"what": what}).status_code == 302
    visit.refresh_from_db()
    assert visit.state == "booked"


def test_an_arrival_with_something_handed_in_is_not_undone():
    client, visit = staff(), book(hour=10)
    attending.check_in(appointment=visit, by=client.actor, now=NOW)
    results.hand_in(item=visit.procedures.get(), by=client.actor, now=NOW)
    with pytest.raises(WrongState):
        undoing.undo_check_in(appointment=visit, by=client.actor, now=NOW)


def test_nobody_arrives_on_another_day_nor_is_absent_before_the_hour():
    client, tomorrow, later = staff(), book(day=1), book("Bea", 12)
    words = text_of(client.post(url("check_in", tomorrow), follow=True))
    assert "The visit is on Thursday" in words
    client.post(url("no_show", later))
    assert set(Appointment.objects.values_list("state", flat=True)) == {"booked"}
    assert url("check_in", tomorrow) not in client.get(url("visit", tomorrow)).content.decode()
    assert url("no_show", later) not in client.get(url("visit", later)).content.decode()


def test_nothing_is_handed_in_before_somebody_arrives():
    client, visit = staff(), book(hour=10)
    with pytest.raises(WrongState):
        results.hand_in(item=visit.procedures.get(), by=client.actor)
    assert "handed in" not in text_of(client.get(url("visit", visit))).lower()


def test_a_number_on_another_procedure_is_refused_and_what_was_typed_is_kept():
    client, visit, other = staff(), book(hour=10), book("Bea", 10)
    for each in (visit, other):
        client.post(url("check_in", each))
    client.post(url("hand_in", visit, item=visit.procedures.get().pk), {"number": "2027/1"})
    answer = client.post(url("hand_in", other, item=other.procedures.get().pk), {"number": "2027/1 "})
    assert answer.status_code == 422
    assert 'value="2027/1"' in answer.content.decode() or 'value="2027/1 "' in answer.content.decode()
    assert "That number is on another procedure." in text_of(answer)
    with pytest.raises(NumberTaken):
        results.hand_in(item=other.procedures.get(), number="2027/1", by=client.actor)
    assert client.post(url("hand_in", other, item=other.procedures.get().pk), {"number": "x" * 61}).status_code == 422


def test_a_cancelled_visit_is_found_and_nothing_can_be_written():
    client, visit = staff(), book("Ana", 12)
    changing.cancel(appointment=visit, by=link_holder("appointment", visit.pk), now=NOW)
    page = client.get(url("visit", visit))
    assert "This visit was cancelled" in text_of(page)
    assert "check-in" not in page.content.decode()
    assert "The visit was cancelled at" in text_of(client.post(url("check_in", visit), follow=True))


# --- The link of the slip ---


def test_the_link_of_the_slip_leads_staff_of_that_office_to_the_desk_and_others_to_the_visit():
    visit = book()
    link = reverse("appointments:visit", kwargs={"token": visit.token})
    assert staff().get(link).headers["Location"] == url("visit", visit)
    for other in (staff("h@example.org", Role.DESK_OFFICER, "huesca"), Client()):
        assert "/desk/" not in other.get(link).headers["Location"]
