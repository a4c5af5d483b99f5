"""Rules stand once; words that are missing or older than their source are shown in the source language."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from wagtail.users.models import UserProfile

from citizens.models import User
from lifeevents.models import LifeEventPage
from procedures import compiling, prose
from procedures.condition_field import ConditionFormField, OptionalConditionFormField
from procedures.models import Document, ProcedurePage, Question
from procedures.specs import Said, say
from tests.lifeevents import editor

PROCEDURE = "nac-inscripcion-registro"
BIRTHS = {"q": "births", "op": "gte", "value": 2}


# --- Words and their source: no database ---


def test_a_text_is_fresh_until_its_source_changes():
    texts = prose.made({"summary": "Ten days."}, {"summary": "Diez días."})
    assert prose.join("summary", "Diez días.", {"en": texts}) == {"es": "Diez días.", "en": "Ten days."}
    assert prose.join("summary", "Diez  días.\n", {"en": texts})["en"] == "Ten days."  # spacing does not count
    assert prose.join("summary", "Doce días.", {"en": texts}) == {"es": "Doce días."}
    assert prose.join("summary", "", {"en": texts}) == {}


def test_editing_one_text_does_not_renew_the_others():
    before = prose.made({"a": "one", "b": "two"}, {"a": "uno", "b": "dos"})
    source = {"a": "uno, cambiado", "b": "dos, cambiado"}
    after = prose.revised(before, {"a": "one, changed", "b": "two"}, source, still_right=set())
    assert prose.is_fresh(after["a"], source["a"])
    assert not prose.is_fresh(after["b"], source["b"])
    confirmed = prose.revised(before, {"a": "one", "b": "two"}, source, still_right={"b"})
    assert not prose.is_fresh(confirmed["a"], source["a"])
    assert prose.is_fresh(confirmed["b"], source["b"])


# --- Pages ---


def page_of(language: str = "es") -> ProcedurePage:
    return ProcedurePage.objects.get(procedure_id=PROCEDURE, locale__language_code=language)


@pytest.fixture
def administrator(content) -> User:
    return User.objects.create_superuser("administrator@demo.invalid", "not-used-here-1")


@pytest.fixture
def cms(administrator, client):
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_an_older_translation_shows_the_source_marked(content):
    page = page_of()
    page.summary = "Ha cambiado lo que decía."
    page.save_revision().publish()
    spec = compiling.procedure(PROCEDURE)
    assert say(spec.summary, "en") == Said("Ha cambiado lo que decía.", "es")
    assert say(spec.title, "en").language == "en"  # only what changed is older


def test_prose_inside_a_row_follows_the_row(content):
    page = page_of()
    rows = editor.raw(page, "deadlines")
    page.deadlines = page._meta.get_field("deadlines").stream_block.to_python([*reversed(rows)])
    page.save_revision().publish()
    before, after = rows[0]["id"], compiling.procedure(PROCEDURE).deadlines[-1]
    assert after.key == before
    assert say(after.text, "en").language == "en"


def test_the_translation_form_has_words_and_no_rules(cms, administrator):
    page = page_of("en")
    html = cms.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert page_of().summary in html  # the source beside
    form = page.get_edit_handler().get_form_class()(instance=page, for_user=administrator)
    assert not {"who", "deadlines", "requirements", "channels", "fee_eur", "optional"} & form.fields.keys()
    assert "text__deadlines." in " ".join(form.fields)


def test_a_rule_posted_to_a_translation_is_ignored(cms, administrator):
    page, before = page_of("en"), compiling.procedure(PROCEDURE)
    data = editor.form_data(page, administrator) | {"fee_eur": "99", "optional": "on", "confidence": "high"}
    assert editor.post(cms, page, data).status_code == 302
    assert compiling.procedure(PROCEDURE) == before


def test_a_translator_changes_a_text_or_says_that_it_is_still_right(cms, administrator):
    source = page_of()
    source.summary, source.benefit = "Otro resumen.", "Otro beneficio."
    source.save_revision().publish()
    page = page_of("en")
    data = editor.form_data(page, administrator, text__summary="Another summary.")
    assert editor.post(cms, page, data | {"still_right__benefit": "on"}).status_code == 302
    spec = compiling.procedure(PROCEDURE)
    assert say(spec.summary, "en") == Said("Another summary.", "en")
    assert say(spec.benefit, "en").language == "en"


def test_a_new_procedure_gets_its_identity_from_its_agency(cms, administrator):
    agency = page_of().get_parent().specific
    page = ProcedurePage(title="Un trámite nuevo", slug="un-tramite-nuevo", locale=agency.locale)
    data = editor.form_data(page, administrator) | {"slug": "un-tramite-nuevo", "title": "Un trámite nuevo"}
    response = cms.post(
        f"/cms/pages/add/procedures/procedurepage/{agency.pk}/", data | {"action-publish": "action-publish"}
    )
    assert response.status_code == 302
    made = compiling.procedure("un-tramite-nuevo")
    assert (made.agency, made.title) == ("registro_civil", {"es": "Un trámite nuevo"})


def test_a_procedure_cannot_wait_for_itself(cms, administrator):
    page = page_of()
    rows = [
        {"type": "prerequisite", "id": "x", "value": {"procedure": PROCEDURE, "kind": "hard", "via_document": None}}
    ]
    response = editor.post(cms, page, editor.form_data(page, administrator, prerequisites=rows))
    assert response.status_code == 200
    assert "prerequisites" in response.context["form"].errors


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_page_costs_a_fixed_number_of_queries(content, rf, django_assert_max_num_queries, language):
    page = page_of(language)
    request = rf.get(page.url)
    with django_assert_max_num_queries(32):
        context = page.get_context(request)
    assert context["spec"].id == PROCEDURE
    with django_assert_max_num_queries(12):
        context = page.get_parent().specific.get_context(request)
    assert len(context["procedures"]) >= 3


# --- Conditions in the editor ---


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"q": "nobody_asks", "op": "eq", "value": True}, "nobody_asks"),
        ({"q": "route", "op": "eq", "value": "stork"}, "stork"),
        ({"q": "births", "op": "eq", "value": "two"}, "two"),
        ({"q": "route", "op": "gte", "value": 2}, "compared in this way"),
        ({"q": "", "op": "eq", "value": True}, "no question yet"),
        ({"all": [BIRTHS, {"q": "route", "op": "in", "value": []}]}, "no answer chosen yet"),
        ({"all": [BIRTHS, {"any": []}]}, "empty"),
        ({"not": {"not": {"not": {"not": {"not": BIRTHS}}}}}, "4"),
    ],
)
def test_a_condition_that_means_nothing_is_refused_on_its_field(content, condition, words):
    with translation.override("en"), pytest.raises(ValidationError, match=words):
        ConditionFormField().clean(json.dumps(condition))


def test_a_good_condition_comes_back_as_it_was(content):
    condition = {"all": [BIRTHS, {"not": {"q": "route", "op": "eq", "value": "birth"}}]}
    assert ConditionFormField().clean(json.dumps(condition)) == condition
    assert ConditionFormField().clean("") == {"always": True}
    assert OptionalConditionFormField().clean(json.dumps(condition)) == condition
    assert OptionalConditionFormField().clean('{"always": true}') is None


def test_the_editor_reads_conditions_as_sentences_in_the_editors_language(cms, administrator):
    wrong = {"q": "x", "op": "eq", "value": 2}
    asked = {"condition": [json.dumps(BIRTHS), json.dumps(wrong), '{"always": true}']}
    for language, words in (("es", "2 o más"), ("en", "2 or more")):
        UserProfile.objects.update_or_create(user=administrator, defaults={"preferred_language": language})
        good, bad, nothing = cms.post("/cms/conditions/", asked).json()["said"]
        assert words in good["sentence"]
        assert (good["faults"], bad["sentence"], nothing) == ([], "", {"sentence": "", "faults": []})
        assert "x" in bad["faults"][0]


def test_a_question_in_other_words_changes_no_condition(cms, administrator):
    before = compiling.procedure("nac-familia-numerosa").who
    text = Question.objects.get(public_id="births").texts.get(language="es")
    text.short = "Cuántas criaturas"
    text.save()
    assert compiling.procedure("nac-familia-numerosa").who == before
    UserProfile.objects.update_or_create(user=administrator, defaults={"preferred_language": "es"})
    said = cms.post("/cms/conditions/", {"condition": json.dumps(BIRTHS)}).json()["said"]
    assert "Cuántas criaturas" in said[0]["sentence"]


def test_questions_are_offered_by_the_guide_that_asks_them(cms, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        groups = cms.get("/cms/conditions/").json()["groups"]
    offered = [question["id"] for group in groups for question in group["questions"]]
    assert sorted(offered) == sorted(compiling.all_questions())  # each once
    own = next(group for group in groups if group["title"] == "Tener un hijo o una hija")
    assert {"births", "route"} <= {question["id"] for question in own["questions"]}


def test_the_condition_editor_is_for_editors_only(content, client):
    assert client.get("/cms/conditions/").status_code == 302


def test_a_paper_that_is_used_cannot_be_deleted(cms):
    paper = Document.objects.get(public_id="libro_familia")
    cms.post(f"/cms/snippets/procedures/document/delete/{paper.pk}/")
    assert Document.objects.filter(pk=paper.pk).exists()
    question = Question.objects.get(public_id="births")
    cms.post(f"/cms/snippets/procedures/question/delete/{question.pk}/")
    assert Question.objects.filter(pk=question.pk).exists()


# --- What is used stays ---


def edit_question(cms, public_id, change):
    """Post the edit form of a question as it stands, with what `change` does to its data."""
    question = Question.objects.get(public_id=public_id)
    url = reverse(Question.snippet_viewset.get_url_name("edit"), args=[question.pk])
    form = cms.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if name not in ("options", "ask_when", "default")}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    data |= {"ask_when": json.dumps(question.ask_when), "default": json.dumps(question.default)}
    data |= editor.stream_data("options", question.options)
    rows = list(question.texts.all())
    data |= {"texts-TOTAL_FORMS": len(rows), "texts-INITIAL_FORMS": len(rows)}
    data |= {"texts-MIN_NUM_FORMS": 1, "texts-MAX_NUM_FORMS": 1000}
    for index, row in enumerate(rows):
        data |= {f"texts-{index}-{name}": getattr(row, name) for name in ("id", "language", *row.prose)}
    change(data)
    return cms.post(url, data)


def test_a_paper_is_saved_as_it_stands_and_with_another_country_question(cms):
    paper = Document.objects.filter(issued_in__isnull=False).first()
    before, url = (
        compiling.document_spec(paper),
        reverse(Document.snippet_viewset.get_url_name("edit"), args=[paper.pk]),
    )
    form = cms.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields if name != "still_right"}
    rows = list(paper.texts.all())
    data |= {"texts-TOTAL_FORMS": len(rows), "texts-INITIAL_FORMS": len(rows)}
    data |= {"texts-MIN_NUM_FORMS": 1, "texts-MAX_NUM_FORMS": 1000}
    for index, row in enumerate(rows):
        data |= {f"texts-{index}-{name}": getattr(row, name) for name in ("id", "language", *row.prose)}
    assert data["issued_in"] == paper.issued_in_id
    assert cms.post(url, data).status_code == 302
    assert compiling.document_spec(Document.objects.get(pk=paper.pk)) == before
    assert cms.post(url, data | {"issued_in": "births"}).status_code == 200  # no question of a country


def test_a_question_is_saved_as_it_stands(cms):
    before = compiling.all_questions()
    for public_id in ("births", "route"):
        assert edit_question(cms, public_id, lambda data: None).status_code == 302
    assert compiling.all_questions() == before


def test_an_answer_that_counts_somewhere_is_not_taken_away(cms):
    def without_the_first(data):
        data["options-0-deleted"] = "1"

    response = edit_question(cms, "route", without_the_first)
    (said,) = response.context["form"].errors["options"]
    assert "Inscripción del nacimiento en el Registro Civil" in said  # the places, by name
    assert len(Question.objects.get(public_id="route").options) == 3


def test_the_kind_of_answer_of_a_question_that_counts_stays(cms):
    response = edit_question(cms, "births", lambda data: data.update(type="bool"))
    assert "type" in response.context["form"].errors


def test_a_question_cannot_wait_for_a_later_one_nor_for_itself(cms):
    asked = list(LifeEventPage.objects.in_source_language().get(life_event_id="having_a_child").questions)
    first, last = asked[0].value, Question.objects.get(public_id=asked[-1].value)
    for other in (last.public_id, first):
        rule = {"q": other, "op": "eq", "value": True}
        if Question.objects.get(public_id=other).type == "enum":
            rule["value"] = Question.objects.get(public_id=other).options[0].value["value"]
        if Question.objects.get(public_id=other).type == "int":
            rule = {"q": other, "op": "gte", "value": 1}
        response = edit_question(cms, first, lambda data, rule=rule: data.update(ask_when=json.dumps(rule)))
        assert "ask_when" in response.context["form"].errors
