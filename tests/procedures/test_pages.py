"""Rules stand once; words that are missing or older than their source are shown in the source language."""

import pytest
from django.core.exceptions import ValidationError

from citizens.models import User
from procedures import compiling, prose
from procedures.condition_field import ConditionFormField
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
        ({"any": []}, "any"),
        ({"not": {"not": {"not": {"not": {"not": BIRTHS}}}}}, "4"),
    ],
)
def test_a_condition_that_means_nothing_is_refused_on_its_field(content, condition, words):
    import json

    with pytest.raises(ValidationError, match=words):
        ConditionFormField().clean(json.dumps(condition))


def test_a_good_condition_comes_back_as_it_was(content):
    import json

    condition = {"all": [BIRTHS, {"not": {"q": "route", "op": "eq", "value": "birth"}}]}
    assert ConditionFormField().clean(json.dumps(condition)) == condition
    assert ConditionFormField().clean("") == {"always": True}


def test_the_editor_reads_a_condition_as_a_sentence(cms):
    answer = cms.post("/cms/conditions/", {"condition": '{"q": "births", "op": "gte", "value": 2}'}).json()
    assert answer["faults"] == []
    assert "2" in answer["sentence"]
    assert cms.post("/cms/conditions/", {"condition": '{"q": "x", "op": "eq", "value": 2}'}).json()["faults"]


def test_the_condition_editor_is_for_editors_only(content, client):
    assert client.get("/cms/conditions/").status_code == 302


def test_a_paper_that_is_used_cannot_be_deleted(cms):
    paper = Document.objects.get(public_id="libro_familia")
    cms.post(f"/cms/snippets/procedures/document/delete/{paper.pk}/")
    assert Document.objects.filter(pk=paper.pk).exists()
    question = Question.objects.get(public_id="births")
    cms.post(f"/cms/snippets/procedures/question/delete/{question.pk}/")
    assert Question.objects.filter(pk=question.pk).exists()
