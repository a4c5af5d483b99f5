"""What a hostile caller sends to the API: a problem that says so, no error of ours, and places are left for others."""

import pytest

from tests.api.conftest import edition, post
from tests.api.test_booking import PROCEDURE, call, free, place

__all__ = ["call", "edition", "free", "place", "post"]
pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"life_event": ' + "[" * 50_000 + "]" * 50_000 + "}",
        '{"life_event": "having_a_child", "answers": {"\\ud800": 1}}',
        '{"\\udfff": "x"}',
        '{"life_event": "having_a_child", "answers": {"births": {"\\u0000": 1}}}',
    ],
    ids=["a deep list", "a deep object", "half a surrogate in an answer", "half a surrogate in a field", "NUL"],
)
def test_json_that_is_no_text_is_a_problem(client, edition, body):
    answer = client.post("/api/v1/checklists/", body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize("value", [[{}], [[1]], [None], {"me": [{}]}], ids=str)
def test_what_is_no_option_of_a_question_with_several_is_a_problem(post, value):
    status, body = post({"answers": {"parents_employment": value}})
    assert status == 400
    assert "answers.parents_employment" in body["errors"]


@pytest.mark.parametrize(
    "asked", ["offices/%00/", "life-events/%00/", "offices/?procedure=%00", "availability/?office=%00"]
)
def test_nul_in_an_address_is_a_problem(client, edition, asked):
    answer = client.get(f"/api/v1/{asked}")
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_ends_of_time_are_too_far_away(call, day):
    status, body = call("get", f"availability/?procedure={PROCEDURE}&from={day}&days=62")
    assert (status, list(body["errors"])) == (400, ["from"])
    start = {"procedures": [PROCEDURE], "office": "pignatelli", "start": f"{day}T12:00:00+01:00"}
    status, body = call("post", "holds/", start)
    assert (status, list(body["errors"])) == (400, ["start"])


def test_one_address_does_not_take_every_place(call, free, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] | {"hold": "2/day"}
    }
    wanted = [
        {"procedures": [PROCEDURE], "office": "pignatelli", "start": slot["start"]}
        for slot in (free[0], free[-1], free[5])
    ]
    assert [call("post", "holds/", one)[0] for one in wanted] == [201, 201, 429]


def test_what_is_typed_stays_on_its_line_and_within_bounds(call, free):
    _status, held = call(
        "post", "holds/", {"procedures": [PROCEDURE], "office": "pignatelli", "start": free[0]["start"]}
    )
    sent = {"hold": held["hold"], "name": "Ana\r\nBcc: x@example.org", "contact": {"post": "Calle\nMayor 1"}}
    crowd = [{"role": "me"}] * 5000
    assert call("post", "appointments/", sent | {"about": crowd})[0] == 400
    assert call("post", "appointments/", sent | {"contact": {"post": "a\0b"}})[0] == 400
    status, _booked = call("post", "appointments/", sent)
    assert status == 201
    from appointments.models import Appointment

    visit = Appointment.objects.get(state="booked")
    assert (visit.name, visit.contact_value) == ("Ana Bcc: x@example.org", "Calle Mayor 1")


def test_a_wrong_method_is_named(client):
    assert "{method}" not in client.put("/api/v1/holds/").json()["title"]


def test_a_visit_of_many_does_not_move_into_the_time_of_one(call, free):
    def hold(slot, people):
        asked = {"procedures": [PROCEDURE], "office": "pignatelli", "start": slot["start"], "people": people}
        return call("post", "holds/", asked)[1]["hold"]

    _status, visit = call("post", "appointments/", {"hold": hold(free[0], 4), "name": "Ana", "contact": {"none": None}})
    status, body = call("post", f"appointments/{visit['token']}/change/", {"hold": hold(free[-1], 1)})
    assert (status, body["type"]) == (409, "urn:ventanilla:problem:wrong-state")
