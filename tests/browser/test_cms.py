"""A civil servant at work in a real browser: a condition in words, a translation beside its source."""

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from citizens.models import User
from procedures import compiling, conditions
from procedures.groups import ensure_agency_group
from procedures.models import Agency, ProcedurePage
from procedures.specs import say

PROCEDURE = "nac-familia-numerosa"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cms(content, desktop, live_server):
    """Open the editor's screens as somebody who edits one agency's pages."""
    agency = compiling.procedure(PROCEDURE).agency
    user = User.objects.create_user("editor@demo.invalid", "not-used-here-1")
    user.groups.add(ensure_agency_group(Agency.objects.get(pk=agency)))
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    desktop.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}]
    )
    return desktop


def open_page(cms, language: str) -> None:
    page = ProcedurePage.objects.get(procedure_id=PROCEDURE, locale__language_code=language)
    cms.goto(f"/cms/pages/{page.pk}/edit/")


def publish(cms) -> None:
    """Use the menu of the save button, as a person does."""
    cms.locator("footer [data-w-dropdown-target=toggle], footer button[aria-expanded]").first.click()
    cms.locator("button[name=action-publish]").click(no_wait_after=True)
    cms.wait_for_url("**/cms/pages/*/", timeout=60_000)  # every guide that has the page is tried before


def saved(cms) -> ProcedurePage:
    """Save the draft as a person does, and return it."""
    with cms.expect_navigation(timeout=60_000):
        cms.locator("footer button[type=submit]:not([name])").first.click(no_wait_after=True)
    return ProcedurePage.objects.in_source_language().get(procedure_id=PROCEDURE).get_latest_revision_as_object()


def test_a_condition_is_changed_in_words(cms):
    open_page(cms, "es")
    editor = cms.locator(".condition").first
    sentence = editor.locator(".condition__sentence")
    sentence.wait_for()
    before = sentence.inner_text()
    number = editor.locator("input[type=number]").first
    assert number.input_value() == "2"
    number.fill("4")
    number.press("Tab")
    expect(sentence).not_to_have_text(before)
    assert "4" in sentence.inner_text()
    assert {"q": "existing_children", "op": "gte", "value": 4} in saved(cms).who["any"]


def test_a_condition_that_nobody_touches_stays_as_it_is(cms):
    before = compiling.procedure(PROCEDURE)
    open_page(cms, "es")
    cms.locator(".condition__sentence").first.wait_for()
    publish(cms)
    after = compiling.procedure(PROCEDURE)
    assert [name for name in before.__struct_fields__ if getattr(after, name) != getattr(before, name)] == []


def test_a_condition_is_built_without_a_mouse_and_without_code(cms):
    open_page(cms, "es")
    editor = cms.locator(".condition").first
    items = editor.locator(".condition__item")
    items.first.wait_for()
    before, rule = items.count(), conditions.dump(compiling.procedure(PROCEDURE).who)
    editor.locator("[data-key=r-add-group]").press("Enter")
    expect(editor.locator("[data-key$=-join]").last).to_be_focused()  # where the new group begins
    cms.keyboard.type("salvo si se cumple a")  # unless any of these: by its first letters
    row = editor.locator(".condition__item .condition__item").last
    row.locator(".condition__question").select_option("existing_children")
    sentence = editor.locator(".condition__sentence")
    row.locator("input[type=number]").fill("")
    expect(sentence).to_contain_text("le falta elegir la respuesta")
    row.locator("input[type=number]").fill("1")
    expect(sentence).not_to_contain_text("le falta")
    assert saved(cms).who == {"any": [*rule["any"], {"not": {"q": "existing_children", "op": "gte", "value": 1}}]}

    open_page(cms, "es")
    items.first.wait_for()
    assert items.count() == before + 1
    items.last.locator(".condition__button").last.press("Enter")
    expect(editor.locator("[data-key=r-add]")).to_be_focused()
    assert items.count() == before


def test_a_closed_panel_says_what_it_holds(cms):
    open_page(cms, "es")
    papers = cms.locator("[data-controller=summary]", has=cms.locator("[data-contentpath=requirements]"))
    spec = compiling.procedure(PROCEDURE)
    expect(papers.locator(".panel-summary")).to_contain_text(f"{len(spec.requirements)}: ")
    papers.locator("[data-panel-toggle]").first.press("Enter")
    expect(papers.locator(".panel-summary")).to_be_hidden()
    row = papers.locator("[data-streamfield-child]").first
    name = compiling.all_documents()[spec.requirements[0].document].name["es"]
    expect(row.locator("[data-panel-heading-text]").first).to_contain_text(name)


def test_a_translator_sees_the_source_beside_and_writes_only_words(cms):
    open_page(cms, "en")
    row = cms.locator(".translation__row", has=cms.locator("#id_text__summary"))
    assert compiling.procedure(PROCEDURE).summary["es"] in row.inner_text()
    assert cms.locator("#id_text__summary").count() == 1
    assert cms.locator("[name^=who], [name^=requirements], [name^=fee_eur]").count() == 0
    cms.locator("#id_text__summary").fill("For large families.")
    publish(cms)
    assert say(compiling.procedure(PROCEDURE).summary, "en").words == "For large families."
