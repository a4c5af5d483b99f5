"""What an editor is told of a draft at once: questions nobody asks, wrong order, circles, papers nobody gives."""

import pytest
from django.utils import translation

from citizens.models import User
from lifeevents import compiling as guides
from lifeevents import editions, notices
from lifeevents.models import LifeEventPage
from lifeevents.personas import ExpectedItem
from procedures import compiling
from procedures.models import ProcedurePage, Question
from procedures.specs import say
from tests.lifeevents import editor

EVENT = "having_a_child"
REGISTRY = "nac-inscripcion-registro"
PLACE = "nac-escuela-infantil-zaragoza"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("administrator@demo.invalid", "not-used-here-1")


@pytest.fixture
def cms(administrator, client):
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def event() -> LifeEventPage:
    return LifeEventPage.objects.get(life_event_id=EVENT, locale__language_code="es")


def procedure(id: str = REGISTRY) -> ProcedurePage:
    return ProcedurePage.objects.get(procedure_id=id, locale__language_code="es")


def put(page, field, rows):
    setattr(page, field, page._meta.get_field(field).stream_block.to_python(rows))


def test_the_content_that_ships_has_nothing_to_look_at():
    for page in (*LifeEventPage.objects.in_source_language(), procedure()):
        assert notices.notices(page) == [], page.slug


def test_a_question_that_the_guide_does_not_ask_is_named_with_its_places():
    page = event()
    put(page, "questions", [row for row in editor.raw(page, "questions") if row["value"] != "births"])
    found = [one for one in notices.notices(page) if "does not ask" in one]
    title = say(compiling.procedure("nac-familia-numerosa").title, "en").words
    assert any(title in one and "How many" in one for one in found), found
    page.save_revision().publish()
    (said,) = [one for one in notices.notices(procedure("nac-familia-numerosa")) if "does not ask" in one]
    assert "who it is for" in said  # the place on its own page


def test_a_question_that_waits_for_a_later_one_is_told():
    page = event()
    rows = editor.raw(page, "questions")
    put(page, "questions", rows[::-1])
    assert any("is asked after it" in one for one in notices.notices(page))


def test_a_circle_is_spelled_out_and_the_draft_is_kept(cms, administrator):
    page, first = procedure(), procedure("nac-familia-numerosa")
    before = editor.raw(page, "prerequisites")
    waits = {"procedure": first.procedure_id, "kind": "hard", "via_document": None}
    rows = [*before, {"type": "prerequisite", "id": "new", "value": waits}]
    first_rows = [{"type": "prerequisite", "id": "x", "value": {**waits, "procedure": REGISTRY}}]
    put(first, "prerequisites", first_rows)
    first.save_revision().publish()
    data = editor.form_data(page, administrator, prerequisites=rows)
    assert editor.post(cms, page, data, publish=False).status_code == 302
    draft = procedure().get_latest_revision_as_object()
    with translation.override("es"):
        (circle,) = [one for one in notices.notices(draft) if "→" in one]
    for waiting in (REGISTRY, "nac-familia-numerosa"):
        assert compiling.procedure(waiting).title["es"] in circle
    html = cms.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert "notices" in html


def test_a_paper_that_nobody_gives_is_named():
    page = procedure()
    rows = editor.raw(page, "requirements")
    rows[0]["value"] |= {"document": "titulo_familia_numerosa_x", "provided_by": "previous_procedure"}
    put(page, "requirements", rows)
    assert any("gives it" in one for one in notices.notices(page))


def test_a_page_that_cannot_be_read_says_so():
    page = procedure()
    page.who = {"q": "births", "op": "nonsense", "value": 1}
    (said,) = notices.notices(page)
    assert "nonsense" in said


def test_notices_cost_a_fixed_number_of_queries(django_assert_max_num_queries):
    for page in (event(), procedure()):
        with django_assert_max_num_queries(24):
            notices.notices(page)


def test_example_people_are_no_part_of_an_edition(django_capture_on_commit_callbacks):
    page, before = event(), editions.current(EVENT)
    value = {"name": "Ana", "on": "2026-11-22", "answers": {"births": 2, "nobody_asks": True}, "expected": []}
    put(page, "personas", [{"type": "persona", "id": "ana", "value": value}])
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert editions.current(EVENT) == before
    assert any("Ana" in one and "nobody_asks" in one for one in notices.notices(event()))


def test_people_change_the_guide(django_capture_on_commit_callbacks):
    page, before = event(), editions.current(EVENT)
    value = {"person": "child", "name": "La criatura", "when": {"q": "births", "op": "gte", "value": 1}}
    put(page, "people", [*editor.raw(page, "people"), {"type": "person", "id": "child", "value": value}])
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    after = editions.current(EVENT)
    assert after.number == before.number + 1
    assert after.guide.event.people[-1].name == {"es": "La criatura"}


def test_a_guide_that_names_a_question_keeps_it_from_being_deleted(cms):
    question = Question.objects.get(public_id="births")
    response = cms.post(f"/cms/snippets/procedures/question/delete/{question.pk}/", follow=True)
    assert Question.objects.filter(pk=question.pk).exists()
    said = " ".join(str(message) for message in response.context["messages"])
    assert "Tener un hijo" in said


def test_rows_begun_in_a_draft_count_for_nothing_yet(cms, administrator):
    page = event()
    dates = [{"type": "item", "id": "d", "value": {"deadline": None, "on": None}}]
    begun = {"type": "item", "id": "x", "value": {"procedure": "nac-capi", "state": "applies", "dates": dates}}
    empty = {"type": "item", "id": "y", "value": {"procedure": None, "state": "applies", "dates": []}}
    value = {"name": "", "on": None, "answers": {}, "expected": [begun, empty]}
    rows = [*editor.raw(page, "personas"), {"type": "persona", "id": "new", "value": value}]
    people = [*editor.raw(page, "people"), {"type": "person", "id": "new", "value": {"person": "", "name": ""}}]
    data = editor.form_data(page, administrator, personas=rows, people=people)
    assert editor.post(cms, page, data, publish=False).status_code == 302
    draft = event().get_latest_revision_as_object()
    assert notices.notices(draft) == []
    assert guides.personas(EVENT, page=draft)[-1].expected == (ExpectedItem(procedure="nac-capi"),)
    assert guides.event_spec(draft) == guides.event_spec(page)
    assert editor.post(cms, page, data).status_code == 200  # but nothing of it is published


def test_nobody_is_twice_on_a_list_and_no_deadline_counts_from_its_own_procedure(cms, administrator):
    page = event()
    again = {"type": "person", "id": "again", "value": {"person": "me", "name": "Yo", "when": {"always": True}}}
    data = editor.form_data(page, administrator, people=[*editor.raw(page, "people"), again])
    assert "people" in editor.post(cms, page, data, publish=False).context["form"].errors
    page = procedure()
    rows = editor.raw(page, "deadlines")
    rows[0]["value"]["relative_to"] = REGISTRY
    data = editor.form_data(page, administrator, deadlines=rows)
    assert "deadlines" in editor.post(cms, page, data, publish=False).context["form"].errors
