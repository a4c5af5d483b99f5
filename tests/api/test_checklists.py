"""`POST checklists/`: answers in, the pages' own list out."""

import datetime as dt

import pytest

from lifeevents import editions
from lifeevents.liststate import ListState
from lifeevents.models import Checklist
from procedures.conditions import Answers
from sitekit.models import AuditEntry

pytestmark = pytest.mark.django_db

ITEM = {
    "procedure", "state", "status", "waiting_for", "after", "phase", "reasons", "settled_by", "channel", "deadlines",
    "documents",
}  # fmt: skip
FAMILY = {
    "answers": {"residence_municipality": "zaragoza", "route": "birth", "births": 1, "existing_children": 2},
    "event_on": "2026-11-17",
    "municipality": "50297",
}


def by_id(body):
    return {item["procedure"]: item for item in body["items"]}


def test_a_list_has_the_fields_of_the_contract(post):
    status, body = post(FAMILY)
    assert status == 200
    assert body.keys() >= {"edition", "items", "excluded", "folder", "next_question"}
    assert body["edition"] == 14
    for item in body["items"]:
        assert item.keys() >= ITEM
        assert item["state"] in ("applies", "may_apply")
        assert item["status"] in ("ready", "waiting", "blocked")
        for deadline in item["deadlines"]:
            assert deadline.keys() >= {"on", "opens_on", "kind", "text", "legal_basis"}
    for one in body["excluded"]:
        assert one.keys() >= {"procedure", "reasons", "instead"}
    for line in body["folder"]:
        assert line.keys() >= {"document", "form", "copies", "serves", "lookup"}
        assert line["form"] in ("original_and_copy", "original", "copy", "electronic")
        assert line["lookup"] in ("unless_you_object", "if_you_authorise", "you_bring")
    assert "link" not in body


def test_it_is_the_very_list_of_the_pages(post):
    _status, body = post(FAMILY)
    state = ListState(
        edition=editions.current("having_a_child"),
        answers=Answers.from_json({**FAMILY["answers"]}),
        event_on=dt.date(2026, 11, 17),
        municipality="50297",
    )
    plan = state.plan()
    assert [item["procedure"] for item in body["items"]] == [item.procedure for item in plan.items]
    assert [(one["state"], one["status"]) for one in body["items"]] == [(one.state, one.status) for one in plan.items]
    dates = [[due["on"] for due in item["deadlines"]] for item in body["items"]]
    assert dates == [[due.on.isoformat() if due.on else None for due in item.deadlines] for item in plan.items]
    assert [line["document"] for line in body["folder"]] == [line.document for line in plan.folder.lines]
    assert {one["procedure"] for one in body["excluded"]} == {one.procedure for one in plan.excluded}


def test_language_changes_the_words_and_nothing_else(post):
    _status, spanish = post(FAMILY)
    _status, english = post({**FAMILY, "language": "en"})
    assert english["language"] == "en"
    assert [item["procedure"] for item in english["items"]] == [item["procedure"] for item in spanish["items"]]
    assert by_id(english)["nac-familia-numerosa"]["title"] != by_id(spanish)["nac-familia-numerosa"]["title"]


def test_null_is_i_do_not_know(post):
    _status, body = post({"answers": {"births": None, "existing_children": None}})
    large_family = by_id(body)["nac-familia-numerosa"]
    assert large_family["state"] == "may_apply"
    assert set(large_family["settled_by"]) & {"births", "existing_children"}
    assert body["next_question"] not in ("births", "existing_children")


def test_without_answers_everything_may_apply_and_the_first_question_is_named(post):
    status, body = post()
    assert status == 200
    assert body["next_question"]
    assert not body["folder"] or all(item["state"] for item in body["items"])


def test_an_answer_may_be_given_person_by_person(post):
    answers = {
        **FAMILY["answers"],
        "parents_employment": {"me": ["employee"], "other_parent": ["self_employed"]},
        "contributions_ok": {"me": "yes", "other_parent": None},
    }
    status, body = post({**FAMILY, "answers": answers})
    assert status == 200
    items = by_id(body)
    paid, own = items["nac-prestacion-nacimiento"], items["nac-prestacion-autonomos"]
    assert (paid["state"], own["state"]) == ("applies", "may_apply")
    assert [(one["person"], one["state"]) for one in paid["whose"]] == [("me", "applies")]
    assert [(one["person"], one["state"]) for one in own["whose"]] == [("other_parent", "may_apply")]
    assert "contributions_ok" in own["settled_by"]
    assert [one["person"] for one in body["people"]] == ["me", "other_parent"]
    said = {(reason["question"], reason["person"], str(reason["value"])) for reason in paid["reasons"] + own["reasons"]}
    assert ("parents_employment", "me", "['employee']") in said
    assert not any(person == "other_parent" for _question, person, _value in said), "what is not known decides nothing"


def test_what_is_left_out_says_what_would_bring_it_in_and_what_waits_for_what(post):
    status, body = post({**FAMILY, "answers": {**FAMILY["answers"], "single_parent": False}})
    assert status == 200
    single = next(one for one in body["excluded"] if one["procedure"] == "nac-familia-monoparental")
    assert "single_parent" in {one["question"] for one in single["brought_in_by"]}
    assert all(one["text"] for one in single["brought_in_by"])
    assert by_id(body)["nac-inscripcion-registro"]["opens"]
    assert set(body["longest_chain"]) <= set(by_id(body))
    assert {"formalities", "held", "carried", "other_ways"} <= set(body["folder"][0])


def test_the_papers_follow_the_channel(post):
    _status, body = post(FAMILY | {"channels": {"nac-certificado-nacimiento": "visit"}})
    assert by_id(body)["nac-certificado-nacimiento"]["channel"] == "visit"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"life_event": "nothing"}, "life_event"),
        ({"answers": {"nothing": True}}, "answers.nothing"),
        ({"answers": {"births": "many"}}, "answers.births"),
        ({"answers": {"births": True}}, "answers.births"),
        ({"answers": {"route": "stork"}}, "answers.route"),
        ({"answers": {"births": {"neighbour": 1}}}, "answers.births"),
        ({"answers": ["births"]}, "answers"),
        ({"event_on": "2026-02-30"}, "event_on"),
        ({"event_on": "soon"}, "event_on"),
        ({"event_on": "0001-01-01"}, "event_on"),
        ({"due_on": 7}, "due_on"),
        ({"municipality": "99999"}, "municipality"),
        ({"channels": {"nothing": "visit"}}, "channels.nothing"),
        ({"channels": {"nac-certificado-nacimiento": "phone"}}, "channels.nac-certificado-nacimiento"),
        ({"channels": {"nac-certificado-nacimiento": "pigeon"}}, "channels.nac-certificado-nacimiento"),
        ({"language": "fr"}, "language"),
        ({"evnet_on": "2026-11-17"}, "evnet_on"),
    ],
)
def test_what_cannot_be_used_is_named(post, change, field):
    status, body = post(FAMILY | change)
    assert status == 400
    assert list(body["errors"]) == [field]
    assert body["errors"][field][0]
    assert body.keys() >= {"type", "title", "detail"}


def test_the_life_event_is_required(client, edition):
    body = client.post("/api/v1/checklists/", {}, content_type="application/json").json()
    assert list(body["errors"]) == ["life_event"]


@pytest.mark.parametrize("raw", ["[]", "7", "{", '"x"', "null"])
def test_a_body_that_is_no_object_is_a_problem_and_not_a_crash(client, edition, raw):
    response = client.post("/api/v1/checklists/", raw, content_type="application/json")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_working_days_count_the_holidays_of_the_municipality_that_was_answered(post):
    _status, by_answer = post({**FAMILY, "municipality": None})
    _status, by_code = post(FAMILY)
    assert [item["deadlines"] for item in by_answer["items"]] == [item["deadlines"] for item in by_code["items"]]


def test_a_municipality_answers_what_follows_from_it(post):
    _status, body = post({"municipality": "50297", "answers": {"route": "birth"}})
    assert body["next_question"] != "residence_municipality"


def test_nothing_is_written_unless_it_is_to_be_saved(post):
    post(FAMILY)
    assert not Checklist.objects.exists()


def test_saving_answers_with_link_and_code(post, settings):
    status, body = post({**FAMILY, "save": True, "language": "en"})
    assert status == 201
    kept = Checklist.objects.get()
    assert body["link"].startswith(settings.SITE_URL + "/en/")
    assert len(body["code"].replace("-", "")) == 8
    assert kept.edition.number == body["edition"]
    assert AuditEntry.objects.get(action="checklist.saved").actor_kind == "api"


def test_the_link_opens_the_list(post, client):
    _status, body = post({**FAMILY, "save": True})
    response = client.get(body["link"], follow=True)
    assert response.status_code == 200


def test_a_repeat_with_the_same_key_is_one_list(post):
    key = {"Idempotency-Key": "0123456789"}
    first, again = post({**FAMILY, "save": True}, **key), post({**FAMILY, "save": True}, **key)
    assert first == again
    assert Checklist.objects.count() == 1
    assert post({**FAMILY, "save": True})[1]["code"] != first[1]["code"]


def test_a_key_serves_one_request_only(post):
    key = {"Idempotency-Key": "0123456789"}
    post({**FAMILY, "save": True}, **key)
    status, body = post({**FAMILY, "save": True, "event_on": "2026-11-18"}, **key)
    assert status == 422
    assert body["type"].endswith("idempotency-key-reused")


def test_what_is_kept_for_a_repeat_tells_nothing_without_the_key(post):
    from portal.api.models import KeptAnswer

    _status, body = post({**FAMILY, "save": True}, **{"Idempotency-Key": "0123456789"})
    kept = KeptAnswer.objects.get()
    assert body["code"].encode() not in bytes(kept.sealed)
    assert "0123456789" not in kept.key_digest


def test_old_answers_are_forgotten(post):
    from portal.api import replay
    from portal.api.models import KeptAnswer

    post({**FAMILY, "save": True}, **{"Idempotency-Key": "0123456789"})
    KeptAnswer.objects.update(created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert replay.forget_old() == 1


def test_a_list_costs_as_many_queries_as_another(post, django_assert_max_num_queries):
    post(FAMILY)
    with django_assert_max_num_queries(13):
        post(FAMILY)
    with django_assert_max_num_queries(13):
        post({**FAMILY, "answers": {}})
