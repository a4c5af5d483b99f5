"""Offices, free times, holds and visits: the actions of the pages, under the names of the contract."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from appointments import timetables
from appointments.models import Appointment
from sitekit.models import OwedMessage
from tests.appointments.builders import MADRID, office, service
from tests.published import edition

__all__ = ["edition"]
pytestmark = pytest.mark.django_db
PROCEDURE = "nac-familia-numerosa"


@pytest.fixture
def place(edition):
    timetables.forget()
    made = office("pignatelli", services=[service("family", 15, (PROCEDURE,))], latitude=41.65, longitude=-0.89)
    made.name = {"es": "Edificio Pignatelli", "en": "Pignatelli building"}
    made.save()
    office("jaca", services=[service("family", 15, (PROCEDURE,))], latitude=42.57, longitude=-0.55)
    yield made
    timetables.forget()


@pytest.fixture
def call(client, place):
    def send(method, path, body=None, **headers):
        send_it = getattr(client, method)
        more = {} if method == "get" else {"content_type": "application/json", "data": body or {}}
        response = send_it(f"/api/v1/{path}", **more, headers=headers or None)
        return response.status_code, response.json() if response.content else None

    return send


@pytest.fixture
def free(call):
    """Give back the free times at the office, earliest first."""
    _status, body = call("get", f"availability/?procedure={PROCEDURE}&office=pignatelli&days=30")
    return body["slots"]


def hold_body(slot, **more):
    return {"procedures": [PROCEDURE], "office": slot["office"], "start": slot["start"], **more}


def booked(call, slot, **more):
    _status, held = call("post", "holds/", hold_body(slot))
    body = {"hold": held["hold"], "name": "Lucía Gracia", "contact": {"email": "lucia@example.org"}, **more}
    return call("post", "appointments/", body)


# --- Offices ---


def test_offices_tell_how_a_place_is_got(call):
    _status, body = call("get", f"offices/?procedure={PROCEDURE}&language=en")
    (found,) = [one for one in body["results"] if one["id"] == "pignatelli"]
    assert found["name"] == "Pignatelli building"
    assert found.keys() >= {"id", "name", "address", "hours", "access", "services", "distance_km", "first_free"}
    (attended,) = found["services"]
    assert attended["places"] == "here"
    assert attended["procedures"] == [PROCEDURE]
    assert dt.datetime.fromisoformat(found["first_free"]).tzinfo


def test_the_nearest_office_comes_first(call):
    ids = {
        place: [one["id"] for one in call("get", f"offices/?{place}")[1]["results"]]
        for place in ("lat=42.5&lon=-0.5", "lat=41.6&lon=-0.9")
    }
    assert ids == {"lat=42.5&lon=-0.5": ["jaca", "pignatelli"], "lat=41.6&lon=-0.9": ["pignatelli", "jaca"]}
    assert call("get", "offices/pignatelli/?municipality=50297")[1]["distance_km"] < 20


@pytest.mark.parametrize(
    ("query", "field"),
    [("lat=north&lon=1", "lat"), ("lat=1", "lon"), ("lat=nan&lon=1", "lat"), ("municipality=1", "municipality"),
     ("procedure=none", "procedure")],
)  # fmt: skip
def test_an_office_query_that_means_nothing_is_named(call, query, field):
    status, body = call("get", f"offices/?{query}")
    assert status == 400
    assert list(body["errors"]) == [field]


def test_an_unknown_office_is_not_found(call):
    assert call("get", "offices/nowhere/")[0] == 404


def test_offices_cost_the_same_whatever_their_number(client, place, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        client.get(f"/api/v1/offices/?procedure={PROCEDURE}")
    for number in range(4):
        office(f"more-{number}", services=[service("family", 15, (PROCEDURE,))])
    client.get(f"/api/v1/offices/?procedure={PROCEDURE}")
    with django_assert_max_num_queries(14):
        client.get(f"/api/v1/offices/?procedure={PROCEDURE}")


# --- Free times ---


def test_free_times_carry_their_offset_and_number_of_places(free):
    assert free
    for slot in free:
        assert slot.keys() >= {"office", "start", "end", "places"}
        assert dt.datetime.fromisoformat(slot["start"]).utcoffset() in (dt.timedelta(hours=1), dt.timedelta(hours=2))
        assert slot["places"] >= 1


def test_no_free_time_says_why(call):
    far = timezone.localdate() + dt.timedelta(days=3000)
    _status, body = call("get", f"availability/?procedure={PROCEDURE}&from={far}&days=5")
    assert body["slots"] == []
    assert body["why_none"] == "beyond_horizon"
    assert body["first_free"]["start"]


@pytest.mark.parametrize(
    ("query", "field"),
    [("", "procedure"), ("procedure=x", "procedure"), (f"procedure={PROCEDURE}&office=x", "office"),
     (f"procedure={PROCEDURE}&days=63", "days"), (f"procedure={PROCEDURE}&days=0", "days"),
     (f"procedure={PROCEDURE}&from=soon", "from"), (f"procedure={PROCEDURE}&from=2026-02-30", "from"),
     (f"procedure={PROCEDURE}&people=0", "people"), (f"procedure={PROCEDURE}&access_needs=lift", "access_needs")],
)  # fmt: skip
def test_a_question_about_times_that_means_nothing_is_named(call, query, field):
    status, body = call("get", f"availability/?{query}")
    assert status == 400
    assert list(body["errors"]) == [field]


# --- Holds and visits ---


def test_a_hold_takes_the_place_until_it_is_let_go(call, free):
    status, held = call("post", "holds/", hold_body(free[0]))
    assert status == 201
    assert held.keys() >= {"hold", "expires_at"}
    query = f"availability/?procedure={PROCEDURE}&office=pignatelli&days=30"
    assert free[0] not in call("get", query)[1]["slots"]
    assert call("delete", f"holds/{held['hold']}/") == (204, None)
    assert free[0] in call("get", query)[1]["slots"]


def test_a_hold_is_extended_once(call, free):
    _status, held = call("post", "holds/", hold_body(free[0]))
    status, longer = call("post", f"holds/{held['hold']}/extend/")
    assert status == 200
    assert longer["expires_at"] >= held["expires_at"]
    status, body = call("post", f"holds/{held['hold']}/extend/")
    assert (status, body["type"]) == (409, "urn:ventanilla:problem:cannot-extend")


def test_the_last_place_goes_to_one_and_the_other_gets_alternatives(call, free):
    call("post", "holds/", hold_body(free[0]))
    status, body = call("post", "holds/", hold_body(free[0]))
    assert status == 409
    assert body["type"].endswith("slot-taken")
    assert body["alternatives"]
    again, _held = call("post", "holds/", hold_body(body["alternatives"][0]))
    assert again == 201  # bookable at the moment it is offered


def test_a_hold_becomes_a_visit_with_reference_token_and_what_to_bring(call, free):
    status, visit = booked(call, free[0], language="en", about=[{"role": "me", "name": "Lucía Gracia"}])
    assert status == 201
    assert visit.keys() >= {"reference", "token", "start", "end", "office", "bring"}
    assert (visit["office"], visit["start"]) == ("pignatelli", free[0]["start"])
    assert visit["bring"][0].keys() >= {"document", "form", "copies", "lookup"}
    assert Appointment.objects.get(state="booked").language == "en"
    assert OwedMessage.objects.get().kind == "appointment_booked"
    status, again = call("get", f"appointments/{visit['token']}/?language=en")
    assert (status, again) == (200, visit)


def test_a_visit_is_changed_by_another_hold_and_cancelled(call, free):
    _status, visit = booked(call, free[0])
    _status, held = call("post", "holds/", hold_body(free[3]))
    status, moved = call("post", f"appointments/{visit['token']}/change/", {"hold": held["hold"]})
    assert status == 200
    assert (moved["reference"], moved["start"]) == (visit["reference"], free[3]["start"])
    status, gone = call("post", f"appointments/{visit['token']}/cancel/")
    assert (status, gone["state"]) == (200, "cancelled")
    status, body = call("post", f"appointments/{visit['token']}/cancel/")
    assert (status, body["type"]) == (409, "urn:ventanilla:problem:already-cancelled")


def test_an_expired_hold_is_gone_and_offers_others(call, free):
    _status, held = call("post", "holds/", hold_body(free[0]))
    past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    Appointment.objects.update(hold_expires_at=past, released_at=past)
    body = {"hold": held["hold"], "name": "Ana", "contact": {"none": None}}
    status, problem = call("post", "appointments/", body)
    assert status == 410
    assert problem["type"].endswith("hold-expired")
    assert problem["alternatives"][0]["start"] == free[0]["start"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hold": "x"}, "hold"),
        ({"name": ""}, "name"),
        ({"contact": {}}, "contact"),
        ({"contact": {"email": "a@b.c", "mobile": "600000000"}}, "contact"),
        ({"contact": {"pigeon": "x"}}, "contact"),
        ({"contact": {"email": "nobody"}}, "contact.email"),
        ({"contact": {"mobile": "12"}}, "contact.mobile"),
        ({"about": [{"role": "dog"}]}, "about.0.role"),
    ],
)
def test_a_booking_that_cannot_be_used_is_named(call, free, change, field):
    _status, held = call("post", "holds/", hold_body(free[0]))
    body = {"hold": held["hold"], "name": "Ana", "contact": {"none": None}, **change}
    status, problem = call("post", "appointments/", body)
    assert status == 400
    assert list(problem["errors"]) == [field]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": "2027-02-01T09:20:00"}, "start"),
        ({"start": "soon"}, "start"),
        ({"procedures": []}, "procedures"),
        ({"procedures": ["x"]}, "procedures"),
        ({"office": "x"}, "office"),
        ({"people": 0}, "people"),
        ({"access_needs": ["lift"]}, "access_needs"),
    ],
)
def test_a_hold_that_cannot_be_used_is_named(call, free, change, field):
    status, problem = call("post", "holds/", {**hold_body(free[0]), **change})
    assert status == 400
    assert [name.split(".")[0] for name in problem["errors"]] == [field]


def test_a_time_past_or_off_the_raster_is_refused_and_not_a_crash(call, free):
    past = dt.datetime(2020, 1, 7, 9, tzinfo=MADRID).isoformat()
    assert call("post", "holds/", hold_body({**free[0], "start": past}))[0] == 409
    odd = (dt.datetime.fromisoformat(free[0]["start"]) + dt.timedelta(minutes=2)).isoformat()
    assert list(call("post", "holds/", hold_body({**free[0], "start": odd}))[1]["errors"]) == ["start"]


@pytest.mark.parametrize("path", ["appointments/x/", "holds/x/extend/", "appointments/1~1.x/cancel/"])
def test_a_token_that_is_not_ours_opens_nothing(call, path):
    assert call("get" if path == "appointments/x/" else "post", path)[0] == 404


def test_a_hold_token_is_no_visit_token(call, free):
    _status, held = call("post", "holds/", hold_body(free[0]))
    assert call("get", f"appointments/{held['hold']}/")[0] == 404


def test_a_repeated_booking_is_one_visit(call, free):
    key = {"Idempotency-Key": "booking-0001"}
    _status, held = call("post", "holds/", hold_body(free[0]))
    body = {"hold": held["hold"], "name": "Ana", "contact": {"none": None}}
    first = call("post", "appointments/", body, **key)
    assert first[0] == 201
    assert call("post", "appointments/", body, **key) == first
    hold_key = {"Idempotency-Key": "holding-0001"}
    assert call("post", "holds/", hold_body(free[2]), **hold_key) == call(
        "post", "holds/", hold_body(free[2]), **hold_key
    )
    assert Appointment.objects.count() == 2


def test_a_refusal_is_not_kept_for_the_key(call, free):
    _status, held = call("post", "holds/", hold_body(free[0]))
    key = {"Idempotency-Key": "second-try-1"}
    assert call("post", "holds/", hold_body(free[0]), **key)[0] == 409
    call("delete", f"holds/{held['hold']}/")
    assert call("post", "holds/", hold_body(free[0]), **key)[0] == 201


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_simultaneous_repeats_are_one_hold(call, free):
    start, answers = threading.Barrier(2), []

    def send():
        try:
            start.wait()
            response = Client().post(
                "/api/v1/holds/", hold_body(free[0]), content_type="application/json",
                headers={"Idempotency-Key": "both-at-once"},
            )  # fmt: skip
            answers.append((response.status_code, response.json()["hold"]))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(answers) == 2
    assert answers[0] == answers[1]
    assert Appointment.objects.count() == 1
