"""`GET life-events/` and `procedures/`: everything a citizen reads, under names that stay."""

import msgspec
import pytest

from portal.api import said
from tests.published import aragon

pytestmark = pytest.mark.django_db


def test_life_events_are_listed_in_pages(client, edition):
    body = client.get("/api/v1/life-events/?language=en").json()
    assert body["next"] is None
    (event,) = body["results"]
    assert event["id"] == "having_a_child"
    assert event["title"] == "Having a child"
    assert event["edition"] == 14
    assert event["steps"] == [step.procedure for step in aragon().guide("having_a_child").event.steps]
    assert [one["person"] for one in event["people"]] == ["me", "other_parent"]
    assert event["steps"][0] == "nac-inscripcion-hospital"
    assert event["phases"][0].keys() >= {"id", "title", "until_days", "until_months"}
    for question in event["questions"]:
        assert question.keys() >= {"id", "type", "about", "text", "options", "why", "ask_when"}


def test_a_question_says_when_it_is_asked_in_the_grammar_of_the_facts(client, edition):
    questions = client.get("/api/v1/life-events/having_a_child/").json()["questions"]
    small = next(one for one in questions if one["id"] == "municipality_under_10000")
    assert small["ask_when"]["q"] == "residence_municipality"
    assert small["ask_when"]["op"] == "in"


def test_texts_come_in_the_language_asked_for(client, edition):
    spanish = client.get("/api/v1/life-events/having_a_child/").json()
    english = client.get("/api/v1/life-events/having_a_child/?language=en").json()
    assert (spanish["title"], english["title"]) == ("Tener un hijo o una hija", "Having a child")
    assert spanish["language"] == "es"


def test_a_text_without_translation_is_given_in_spanish_and_said_to_be_so():
    guide = aragon().guide("having_a_child")
    spec = msgspec.structs.replace(guide.procedures[0], benefit={"es": "Sin traducir"})
    body = said.procedure(spec, guide, [], "en")
    assert body["benefit"] == "Sin traducir"
    assert body["untranslated"] == ["benefit"]
    assert said.procedure(spec, guide, [], "es")["untranslated"] == []


def test_an_unknown_language_is_refused_by_its_name(client, edition):
    response = client.get("/api/v1/life-events/?language=fr")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert list(response.json()["errors"]) == ["language"]


@pytest.mark.parametrize(
    "path", ["life-events/nothing/", "procedures/nothing/", "nothing/", "life-events/having_a_child/x"]
)
def test_what_is_not_there_is_a_problem_document(client, edition, path):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json().keys() >= {"type", "title", "detail", "errors"}


def test_a_procedure_tells_its_papers_channel_by_channel(client, edition):
    body = client.get("/api/v1/procedures/nac-familia-numerosa/").json()
    spec = aragon().procedure_by_id["nac-familia-numerosa"]
    assert body["id"] == spec.id
    assert body["agency"] == spec.agency
    assert [one["kind"] for one in body["channels"]] == [one.kind for one in spec.channels_for_people()]
    for channel in body["channels"]:
        wanted = [one.document for one in spec.requirements if one.channel in (None, channel["kind"])]
        assert [one["document"] for one in channel["requirements"]] == wanted
    assert body["life_events"] == [{"id": "having_a_child", "edition": 14}]
    assert {one["id"] for one in body["sources"]} <= set(spec.sources)
    assert all(one["seen_on"] for one in body["sources"] if one["id"] != "fondo")


def test_procedures_are_found_by_agency_event_and_words_without_accents(client, edition):
    def ids(query):
        return [one["id"] for one in client.get(f"/api/v1/procedures/?{query}").json()["results"]]

    assert ids("life_event=having_a_child") == [one.id for one in aragon().guide("having_a_child").procedures]
    agency = aragon().procedure_by_id["nac-familia-numerosa"].agency
    assert "nac-familia-numerosa" in ids(f"agency={agency}")
    assert "nac-familia-numerosa" in ids("q=titulo familia numer")
    assert "nac-familia-numerosa" in ids("q=familias numerosas"), "the words of the site's own search are found alike"
    assert ids("q=qqqqq") == []


@pytest.mark.parametrize(
    ("query", "field"), [("agency=none", "agency"), ("life_event=none", "life_event"), ("page=0", "page")]
)
def test_a_filter_that_means_nothing_is_named(client, edition, query, field):
    response = client.get(f"/api/v1/procedures/?{query}")
    assert response.status_code == 400
    assert field in response.json()["errors"]


def test_pages_lead_to_the_next_one_and_lose_nothing(client, edition, settings):
    settings.API_PAGE_SIZE = 10
    found, address = [], "/api/v1/procedures/?language=en"
    while address:
        body = client.get(address).json()
        found += [one["id"] for one in body["results"]]
        address = body["next"] and body["next"].removeprefix(settings.SITE_URL)
    assert sorted(found) == sorted(one.id for one in aragon().guide("having_a_child").procedures)


def test_reading_costs_the_same_whatever_is_asked(client, edition, django_assert_max_num_queries):
    client.get("/api/v1/procedures/")  # the guide is decoded once per process
    with django_assert_max_num_queries(1):
        client.get("/api/v1/procedures/?life_event=having_a_child&q=familia")
    with django_assert_max_num_queries(1):
        client.get("/api/v1/procedures/nac-familia-numerosa/")


def test_reading_needs_no_cookie_and_sets_none(client, edition):
    response = client.get("/api/v1/life-events/")
    assert not response.cookies
    assert response["Content-Language"] == "es"


def test_the_limit_is_a_setting_and_says_when_to_come_back(client, edition, settings):
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {"anon": "2/hour", "write": "2/hour"},
    }
    here = {"REMOTE_ADDR": "192.0.2.7"}
    codes = [client.get("/api/v1/life-events/", **here).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    response = client.get("/api/v1/life-events/", **here)
    assert int(response["Retry-After"]) > 0
    assert response["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/life-events/", REMOTE_ADDR="192.0.2.8").status_code == 200
    codes = [
        client.post("/api/v1/checklists/", {}, content_type="application/json", **here).status_code for _ in range(3)
    ]
    assert codes == [400, 400, 429]


def test_the_schema_describes_every_call(client, db):
    response = client.get("/api/v1/schema/?format=json")
    assert response.status_code == 200
    paths = response.json()["paths"]
    assert {"/api/v1/life-events/", "/api/v1/procedures/{id}/", "/api/v1/checklists/"} <= set(paths)


def test_answers_have_exactly_the_fields_of_the_schema(client, edition):
    schemas = client.get("/api/v1/schema/?format=json").json()["components"]["schemas"]
    event = client.get("/api/v1/life-events/having_a_child/").json()
    procedure = client.get("/api/v1/procedures/nac-familia-numerosa/").json()
    assert set(event) == set(schemas["LifeEvent"]["properties"])
    assert set(procedure) == set(schemas["Procedure"]["properties"])
    assert set(procedure["channels"][0]) == set(schemas["Channel"]["properties"])
    assert set(procedure["requirements"][0]) == set(schemas["Requirement"]["properties"])
    assert set(procedure["deadlines"][0]) == set(schemas["DeadlineRule"]["properties"])
