"""The citizen's way in a real browser: from the date to a saved list, with and without JavaScript, and accessible."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lifeevents import municipalities
from tests.browser.test_gallery import violations

SLUGS = {"es": "tener-un-hijo-o-una-hija", "en": "having-a-child"}
ANSWERS = {
    "route": "birth", "hospital_sent_registration": "no", "low_income": "unknown", "wants_nursery": "no",
    "single_parent": "no",
}  # fmt: skip
TEXTS = {"residence_municipality": "Zaragoza"}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("content"),
]


@pytest.fixture(autouse=True)
def _places():
    municipalities.forget_places()
    yield
    municipalities.forget_places()


def address(language: str, name: str, **kwargs: str) -> str:
    with translation.override(language):
        return reverse(f"lifeevents:{name}", kwargs={"event": SLUGS[language], **kwargs})


def go_on(page) -> None:
    page.locator("main form .actions button").first.click()


def give_date(page, days_ago: int = 4) -> None:
    on = timezone.localdate() - dt.timedelta(days=days_ago)
    for part, value in zip(page.locator(".date input").all(), (on.day, on.month, on.year), strict=True):
        part.fill(str(value))
    go_on(page)


def answer_everything(page, on_each=lambda page: None) -> list[str]:
    """Answer questions until none is left; return them in the order they were put."""
    asked: list[str] = []
    while page.locator(".question").count():
        question = page.url.rstrip("/").split("/")[-1]
        assert question not in asked
        asked.append(question)
        on_each(page)
        # One question for each person, or one for everybody.
        groups = page.locator(".people__group").all() or [page.locator("main")]
        for group in groups:
            answer_one(group, question)
        go_on(page)
    return asked


def answer_one(group, question: str) -> None:
    if group.locator("input[list]").count() and question != "residence_municipality":
        group.locator("input[list]").fill("Portugal")
    elif group.locator("input[type=radio]").count():
        wanted = group.locator(f"input[value={ANSWERS.get(question, 'yes')}]")
        (wanted if wanted.count() else group.locator("input[type=radio]")).first.check(force=True)
    elif group.locator(".date input").count():
        for part, value in zip(group.locator(".date input").all(), (1, 10, 2026), strict=True):
            part.fill(str(value))
    elif group.locator("input[type=checkbox]").count():
        group.locator("input[type=checkbox]").first.check(force=True)
    else:
        group.locator("input[type=text]").first.fill(TEXTS.get(question, "2"))


def walk(page, language: str, on_each=lambda page: None) -> list[str]:
    """Go from "start" to the list."""
    page.goto(address(language, "start"))
    on_each(page)
    give_date(page)
    asked = answer_everything(page, on_each)
    on_each(page)
    go_on(page)
    assert page.url.endswith(address(language, "list"))
    return asked


@pytest.mark.parametrize("language", ["es", "en"])
def test_from_the_date_to_the_list_without_javascript(page_without_javascript, language):
    page = page_without_javascript
    asked = walk(page, language)
    assert len(asked) >= 10
    assert page.locator(".band h2").inner_text()
    assert page.locator(".thread .status--next").count() == 1


def test_what_falls_due_in_three_days_shows_after_three_questions_at_most(page):
    page.goto(address("es", "start"))
    give_date(page, days_ago=0)
    shown_after = None
    for number in range(1, 5):
        if page.locator(".so-far .deadline--soon").count():
            shown_after = number - 1
            break
        question = page.url.rstrip("/").split("/")[-1]
        page.locator(f"input[value={ANSWERS.get(question, 'yes')}]").check(force=True)
        go_on(page)
    assert shown_after is not None
    assert shown_after <= 3


def test_answers_survive_a_closed_browser(page, browser, live_server):
    page.goto(address("es", "start"))
    give_date(page)
    question = page.url
    kept = page.context.storage_state()
    session = next(cookie for cookie in kept["cookies"] if cookie["name"] == "sessionid")
    assert session["expires"] > dt.datetime.now(dt.UTC).timestamp() + 23 * 3600
    reopened = browser.new_context(base_url=live_server.url, storage_state=kept)
    again = reopened.new_page()
    again.goto(address("es", "start"))
    assert again.url == question
    reopened.close()


def test_a_wrong_date_takes_the_focus_to_the_summary(page):
    page.goto(address("es", "event_date"))
    go_on(page)
    assert page.evaluate("document.activeElement.className") == "errors"
    page.locator(".errors a").first.click()
    assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_done_saved_and_opened_elsewhere(page_without_javascript, browser, live_server):
    page = page_without_javascript
    walk(page, "es")
    first = page.locator(".band h2").inner_text()
    page.locator(".band a").last.click()
    page.locator(".tick-card button").click()
    assert page.locator(".band h2").inner_text() != first
    assert page.locator(".deadline--done").count() == 1
    page.goto(address("es", "save"))
    go_on(page)
    code = page.locator(".reference").inner_text()
    other = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    elsewhere = other.new_page()
    with translation.override("es"):
        elsewhere.goto(reverse("lifeevents:recover"))
    elsewhere.locator("#id_code").fill(code.lower())
    go_on(elsewhere)
    assert elsewhere.url.endswith(address("es", "list"))
    assert elsewhere.locator(".deadline--done").count() == 1
    other.close()


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_is_accessible_and_fits(desktop, language):
    desktop.set_viewport_size({"width": 390, "height": 844})
    desktop.emulate_media(reduced_motion="reduce")
    found: list[str] = []

    def look(page) -> None:
        found.extend(f"{page.url} {each}" for each in violations(page))
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            found.append(f"{page.url} runs over")

    walk(desktop, language, look)
    look(desktop)
    procedures = ["nac-inscripcion-hospital", "nac-inscripcion-registro", "nac-capi", "nac-empadronamiento"]
    pages = [
        *(address(language, name) for name in ("list", "why_not", "bring", "delivery", "save", "forget", "event_date")),
        *(address(language, "item", procedure=procedure) for procedure in procedures),
    ]
    for one in pages:
        desktop.goto(one)
        look(desktop)
    desktop.goto(address(language, "event_date"))
    desktop.locator(".date input").first.fill("99")
    go_on(desktop)
    look(desktop)
    desktop.goto(address(language, "save"))
    go_on(desktop)
    look(desktop)
    with translation.override(language):
        desktop.goto(reverse("lifeevents:recover"))
    go_on(desktop)
    look(desktop)
    # The date moves, a paper is there already, the list is stopped.
    desktop.goto(address(language, "event_date") + "?from=list")
    give_date(desktop, days_ago=6)
    assert desktop.url.endswith(address(language, "moved"))
    look(desktop)
    desktop.goto(address(language, "bring"))
    desktop.locator(".paper__tick").first.click()
    assert desktop.locator(".paper.is-held").count() == 1
    look(desktop)
    desktop.goto(address(language, "list"))
    desktop.locator(".stop button:visible").click()
    assert desktop.url.endswith(address(language, "stopped"))
    look(desktop)
    assert found == []


def test_the_language_changes_and_the_list_stays(page):
    walk(page, "es")
    titles = page.locator(".thing__title").count()
    page.goto(address("en", "list"))
    assert page.locator(".thing__title").count() == titles
    with translation.override("en"):
        assert _("The next thing") in page.locator(".band").inner_text()
