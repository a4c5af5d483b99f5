"""A list that lives, in a real browser without JavaScript: two parents, a date that comes, a rule that changes, one
delivery, and stop.

`make screenshots` keeps a picture of each page on the way, in both languages and both widths.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar
from pypdf import PdfReader

from citizens.models import User
from lifeevents import editions, municipalities
from lifeevents.models import ChecklistChange
from procedures.models import ProcedurePage
from procedures.specs import say
from sitekit import dates, owed
from sitekit.models import OwedMessage
from tests.browser.test_gallery import violations
from tests.conftest import DESKTOP, PHONE, open_page
from tests.journeys.test_having_a_child import Look, photographer
from tests.lifeevents import editor
from tests.mail_sink import mail_sink

CHILD, MOVE = "having_a_child", "moving_home"
LEAVE, SELF_EMPLOYED, EMPLOYEE = "nac-permisos-excedencia", "nac-prestacion-autonomos", "nac-prestacion-nacimiento"
IDENTITY = "com-identidad-electronica"
STATEMENT = "declaracion_actividad_autonomo"
TWO_PARENTS = {
    "residence_municipality": "Zaragoza", "aragon_residence_months": 60, "low_income": "above",
    "health_coverage": "salud_inss", "electricity_pvpc": "no", "route": "birth", "born_in_hospital": "yes",
    "hospital_sent_registration": "yes", "births": 1, "existing_children": 0, "single_parent": "no",
    "parents_married": "yes",
    "parents_employment": {"me": ["employee"], "other_parent": ["employee", "self_employed"]},
    "contributions_ok": {"me": "yes", "other_parent": "yes"},
    "nationality": {"me": "spanish", "other_parent": "spanish"}, "mother_contributes": "yes",
    "family_disability": "no", "wants_id_or_travel": "no", "wants_nursery": "no", "has_electronic_identity": "yes",
}  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.pdf,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("content"),
]


@pytest.fixture(autouse=True)
def _places():
    municipalities.forget_places()
    yield
    municipalities.forget_places()


@dataclass
class Visitor:
    """Somebody with a browser: where they are, what they press, what they read."""

    page: Any
    language: str
    life_event: str
    look: Look
    checking: Any
    """A page of a browser with JavaScript, which axe needs: it opens what this person sees, with their cookies."""

    def url(self, name: str, **more: str) -> str:
        edition = editions.current(self.life_event)
        with translation.override(self.language):
            slug = say(edition.guide.event.slug, self.language).words
            return reverse(f"lifeevents:{name}", kwargs={"event": slug, **more})

    def go(self, name: str, **more: str) -> None:
        response = self.page.goto(self.url(name, **more))
        assert response.status == 200, self.page.url

    def is_at(self, name: str, **more: str) -> bool:
        return urlsplit(self.page.url).path == self.url(name, **more)

    def see(self, name: str, *, check: bool = False) -> None:
        """Keep a picture; `check` what axe finds on a page as this, and that nothing runs over."""
        self.look(self.page, name)
        if check:
            assert self.page.evaluate("document.documentElement.scrollWidth") <= self.page.viewport_size["width"]
            self.checking.context.add_cookies(self.page.context.cookies())
            self.checking.goto(self.page.url)
            assert self.checking.url == self.page.url
            assert violations(self.checking) == []

    def press(self, words: str, *, within: str = "main") -> None:
        """Press the button or link that says so, in the language of the page."""
        with translation.override(self.language):
            self.page.locator(f"{within} >> :is(button, a):visible", has_text=_(words)).first.click()

    def says(self, words: str, *, part: str | None = None) -> bool:
        """Tell whether the page, or a part of it, says something; given in English, as the code has it."""
        with translation.override(self.language):
            return plain(_(words)) in (self.read() if part is None else part)

    def read(self, part: str = "main") -> str:
        return plain("\n".join(self.page.locator(part).all_inner_texts()))

    def row(self, procedure: str) -> str:
        """Return what the list says of one thing, also when its phase is closed."""
        link = f"a[href='{self.url('item', procedure=procedure)}']"
        return plain(self.page.locator(".thread > li", has=self.page.locator(link)).first.text_content())

    def title(self, procedure: str) -> str:
        guide = editions.current(self.life_event).guide
        return plain(say(guide.procedure_by_id[procedure].title, self.language).words)

    def give_date(self, on: dt.date) -> None:
        for part, value in zip(self.page.locator(".date input").all(), (on.day, on.month, on.year), strict=True):
            part.fill(str(value))
        self.go_on()

    def go_on(self) -> None:
        self.page.locator("main form .actions button").first.click()

    def answer(self, given: Any) -> None:
        """Answer the question of this page; a dict answers for each person."""
        by_field = {f"answer_{one}": said for one, said in given.items()} if isinstance(given, dict) else {}
        for name, said in (by_field or {"answer": given}).items():
            for one in said if isinstance(said, list) else [said]:
                typed = self.page.locator(f"main input[type=text]:is([name={name}], [name=name])")
                if typed.count():
                    typed.fill(str(one))
                else:
                    self.page.locator(f"main input[name={name}][value='{one}']").check(force=True)
        self.go_on()

    def answer_some(self, **given: Any) -> None:
        """Answer these questions and no others, each on its page."""
        for question, said in given.items():
            self.page.goto(self.url("question", question=question) + "?from=list")
            self.answer(said)
            assert self.is_at("list"), self.page.url

    def save(self, email: str) -> None:
        """Save the list and ask to be told."""
        self.go("save")
        self.page.locator("#id_email").fill(email)
        self.page.locator("#id_tell_me").check(force=True)
        self.go_on()
        assert self.is_at("saved")

    def calendar(self, link: str | None = None) -> Calendar:
        """Take the calendar file that a page links to."""
        wanted = self.url("list_calendar")
        assert self.page.locator(f"a[href='{link or wanted}']").count(), self.page.url
        return Calendar.from_ical(self.page.request.get(wanted).body())

    def paper(self) -> str:
        """Return the words of the list's PDF."""
        content = self.page.request.get(self.url("list_pdf")).body()
        return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def plain(words: str) -> str:
    return " ".join(words.replace("\N{NO-BREAK SPACE}", " ").split())


def dated(calendar: Calendar) -> dict[str, tuple[int, dt.date, str]]:
    """Return UID → SEQUENCE, day, STATUS."""
    return {
        str(one["UID"]): (int(one["SEQUENCE"]), one.decoded("DTSTART"), str(one["STATUS"]))
        for one in calendar.walk("VEVENT")
    }


@pytest.fixture
def visitors(browser, live_server) -> Iterator[Any]:
    """Return what opens a browser without JavaScript for one more person."""
    opened: list[Any] = [open_page(browser, live_server, viewport=PHONE, reduced_motion="reduce")]
    checking = opened[0][1]

    def visitor(language: str, size: dict[str, int], walk: str = "", life_event: str = CHILD) -> Visitor:
        context, page, wrong = open_page(browser, live_server, viewport=size, java_script_enabled=False)
        context.set_extra_http_headers({"Accept-Language": language})
        opened.append((context, page, wrong))
        look = photographer(language, size["width"], walk) if walk else lambda page, name: None
        return Visitor(page, language, life_event, look, checking)

    yield visitor
    wrong = [each for context, _page, said in opened for each in (context.close() or said)]
    assert wrong == []


def ways(language: str) -> Any:
    """One language for each walk, on a phone; for the pictures both, on both widths."""
    all_ways = [(each, size) for each in ("es", "en") for size in (PHONE, DESKTOP)]
    chosen = all_ways if os.environ.get("SCREENSHOTS") else [(language, PHONE)]
    return pytest.mark.parametrize(("language", "size"), chosen, ids=[f"{one}-{size['width']}" for one, size in chosen])


@contextmanager
def no_mail_server() -> Iterator[None]:
    """Send to a port where nobody listens: what is owed waits."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=taken.getsockname()[1],
            EMAIL_TIMEOUT=2,
        ):
            yield


# --- The walks -------------------------------------------------------------------------------------------------------


@ways("es")
def test_two_parents_with_different_work(visitors, language, size):
    me = visitors(language, size, "two-parents")
    me.go("event_date")
    me.give_date(timezone.localdate() - dt.timedelta(days=4))
    asked = []
    while me.page.locator(".question").count():
        question = me.page.url.rstrip("/").split("/")[-1]
        assert question not in asked, me.read(".errors, main")
        asked.append(question)
        if question == "parents_employment":
            me.see("work-of-each", check=True)
        me.answer(TWO_PARENTS[question])
    assert {"parents_employment", "contributions_ok"} <= set(asked)
    me.see("check")
    assert me.page.locator(".summary__who").count() >= 4
    me.go_on()
    me.see("list")

    with translation.override(language):
        both, other = me.row(EMPLOYEE), me.row(SELF_EMPLOYED)
    name = plain(say(editions.current(CHILD).guide.event.people[1].name, language).words).lower()
    assert name in both
    assert name in other
    mine = {"es": "para ti", "en": "for you"}[language]
    assert mine in both
    assert mine not in other

    me.go("item", procedure=LEAVE)
    me.see("item-of-two", check=True)
    ticks = me.page.locator(".tick-card .ticks li")
    assert ticks.count() == 2
    ticks.first.locator("button").click()
    assert me.is_at("item", procedure=LEAVE)
    me.see("half-done")
    me.go("list")
    half = {"es": f"Hecho: tú. Falta: {name}.", "en": f"Done: you. Still to do: {name}."}[language]
    assert half in me.row(LEAVE)
    done = me.page.locator(".deadline--done").count()
    me.go("item", procedure=LEAVE)
    me.page.locator(".tick-card .ticks li").last.locator("button").click()
    assert me.is_at("list")
    assert me.page.locator(".deadline--done").count() == done + 1
    assert half not in me.row(LEAVE)


@ways("en")
def test_the_expected_date_becomes_the_day_of_birth(visitors, language, size):
    me = visitors(language, size, "birth-date")
    today = timezone.localdate()
    due, born = today + dt.timedelta(days=20), today - dt.timedelta(days=1)
    me.go("event_date")
    me.give_date(due)
    me.answer_some(route="birth", born_in_hospital="yes", hospital_sent_registration="no")
    me.see("list-expected")
    me.go("item", procedure=IDENTITY)
    me.page.locator(".tick-card button").first.click()
    with mail_sink() as sink:
        me.save("ana@example.org")
    assert [got.to for got in sink.messages] == [["ana@example.org"]]
    me.go("list")
    before = dated(me.calendar())
    done = me.page.locator(".deadline--done").count()
    assert before
    assert done

    me.press("The day has come, or another is expected")
    me.give_date(born)
    assert me.is_at("moved")
    me.see("what-moved", check=True)
    with translation.override(language):
        words = [plain(dates.in_words(one)) for one in (due, born)]
    lede = me.read(".lede")
    assert all(one in lede for one in words)
    shown = [
        (plain(row.locator(".moved__was").inner_text()), plain(row.locator(".moved__now").inner_text()))
        for row in me.page.locator(".changes .moved").all()
    ]
    assert shown
    assert all(was != now for was, now in shown)
    after = dated(me.calendar())
    assert set(before) <= set(after)
    assert all(after[uid][0] > sequence for uid, (sequence, _on, _status) in before.items())
    moved = {uid for uid in before if after[uid][1] != before[uid][1]}
    assert moved
    with translation.override(language):
        told = [(plain(dates.in_words(before[uid][1])), plain(dates.in_words(after[uid][1]))) for uid in moved]
    for was, now in told:
        assert any(old.endswith(was) and new.endswith(now) for old, new in shown), (was, now, shown)

    me.press("Go to my list")
    assert me.is_at("list")
    assert me.page.locator(".deadline--done").count() == done
    assert me.says("Your dates are counted from the expected date") is False


@ways("es")
def test_an_editor_changes_one_requirement(visitors, client, language, size):
    me, somebody = (visitors(language, size, walk) for walk in ("changed-rule", ""))
    born = timezone.localdate() - dt.timedelta(days=4)
    with mail_sink() as sink:
        for visitor, works in ((me, "self_employed"), (somebody, "employee")):
            visitor.go("event_date")
            visitor.give_date(born)
            parents = {"me": "yes", "other_parent": "yes"}
            visitor.answer_some(
                route="birth", born_in_hospital="yes", hospital_sent_registration="yes", single_parent="no",
                parents_employment={"me": [works], "other_parent": ["employee"]}, contributions_ok=parents,
            )  # fmt: skip
            visitor.save(f"{works}@example.org")
        printed = me.paper()
        assert len(sink.messages) == 2

        before = editions.current(CHILD)
        publish_paper(client, me.title(SELF_EMPLOYED))
        after = editions.current(CHILD)
        assert after.number == before.number + 1
        owed.sweep()
    (notice,) = sink.messages[2:]
    assert notice.to == ["self_employed@example.org"]
    body = plain(notice.message.get_body(("plain",)).get_content())
    assert me.title(SELF_EMPLOYED) in body
    assert "Lo pide la nueva norma." in body

    somebody.go("list")
    assert not somebody.says("Something has changed on your list")
    somebody.page.goto(somebody.url("changed"))
    assert somebody.is_at("list")

    me.page.context.clear_cookies()
    link = re.search(r"https?://\S+/l/\S+", body)
    assert link
    me.page.goto(urlsplit(link.group()).path)
    assert me.is_at("list")
    me.see("list-changed")
    me.press("See what changes")
    me.see("what-changed", check=True)
    assert [plain(one) for one in me.page.locator(".changes h2").all_inner_texts()] == [me.title(SELF_EMPLOYED)]
    paper = plain(say(after.guide.document_by_id[STATEMENT].name, language).words)
    assert paper in me.read(".changes")
    assert "Lo pide la nueva norma." in me.read(".changes")
    me.press("Accept: my list as of today")
    assert me.is_at("list")
    assert not me.says("Something has changed on your list")
    assert me.says("The list now says what is published today.")
    assert ChecklistChange.objects.get().status == ChecklistChange.Status.ACCEPTED
    assert after.code in me.paper()

    assert before.code in printed
    address = re.search(rf"https?://\S+?{before.code}/", printed.replace(" ", ""))
    assert address
    assert me.page.goto(urlsplit(address.group()).path).status == 200
    me.see("that-day", check=True)
    assert me.says("Today it says something else.")


def publish_paper(client: Client, title: str) -> None:
    """Ask for the statement in original and copy, with the editor's own form, and publish it."""
    administrator = User.objects.create_superuser("administrator@demo.invalid", "not-used-here-1")
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = ProcedurePage.objects.in_source_language().get(procedure=SELF_EMPLOYED)
    rows = editor.raw(page, "requirements")
    (row,) = [one for one in rows if one["value"]["document"] == STATEMENT]
    assert row["value"]["form"] != "original_and_copy"
    row["value"]["form"] = "original_and_copy"
    data = editor.form_data(page, administrator, requirements=rows, why_changed="Lo pide la nueva norma.")
    assert editor.post(client, page, data).status_code == 302


@ways("en")
def test_one_delivery_with_one_folder(visitors, language, size):
    me = visitors(language, size, "one-delivery", MOVE)
    me.go("event_date")
    me.give_date(timezone.localdate() - dt.timedelta(days=3))
    me.answer_some(
        residence_municipality="Zaragoza", move_type="within_municipality", housing_tenure="tenant", age=30,
        is_landlord="yes", living_with_partner="yes", has_electronic_identity="no",
    )  # fmt: skip
    wanted = [me.title(one) for one in ("mud-fianza", "mud-bono-alquiler-joven", "mud-pareja-estable")]
    link = f"a[href='{me.url('delivery')}']"
    assert me.page.locator(link).count() == 0  # all but one wait for the town register
    me.go("item", procedure="mud-padron-cambio")
    me.page.locator(".tick-card button").first.click()
    assert me.is_at("list")
    me.see("list")
    me.page.locator(link).first.click()
    assert me.is_at("delivery")
    me.see("delivery", check=True)

    section = "section[aria-labelledby=delivery-{}]"
    assert sorted(map(plain, me.page.locator(section.format("now") + " h3").all_inner_texts())) == sorted(wanted)
    assert me.page.locator(section.format("where") + " .row").count()
    folder = me.page.locator(section.format("folder"))
    for document in ("dni_nie", "contrato_alquiler", "justificante_ingreso_fianza", "prueba_convivencia"):
        assert folder.locator(f"#paper-{document}").count() == 1, document
    lease = folder.locator("#paper-contrato_alquiler")
    assert all(title in plain(lease.inner_text()) for title in wanted[:2])
    lease.locator("button[name=have]").click()
    assert me.is_at("delivery")
    assert "is-held" in lease.get_attribute("class")
    me.see("paper-in-hand")

    words = me.paper()
    trip = {"en": "On one trip, at any public registry", "es": "En un solo viaje, en cualquier registro público"}[
        language
    ]
    numbers = re.search(rf"{trip}: [^0-9]*(\d+), (\d+) \w+ (\d+)\.", words)
    assert numbers, words
    for number, title in zip(numbers.groups(), wanted, strict=True):
        assert f"{number} {title}" in words
    paper = plain(say(editions.current(MOVE).guide.document_by_id["contrato_alquiler"].name, language).words)
    assert re.search(rf"{re.escape(paper)} \w+ {numbers[1]} \w+ {numbers[2]}\b", words), words


@ways("es")
def test_stop(visitors, language, size):
    me, other = visitors(language, size, "stop"), visitors(language, size)
    me.go("event_date")
    me.give_date(timezone.localdate() + dt.timedelta(days=20))
    other.go("event_date")
    other.give_date(timezone.localdate() + dt.timedelta(days=20))
    with no_mail_server():
        me.save("una@example.org")
        other.save("otra@example.org")
    assert OwedMessage.objects.pending().count() == 2
    me.go("list")
    before = dated(me.calendar())
    assert before
    assert {status for _n, _on, status in before.values()} == {"CONFIRMED"}

    me.press("Stop this list")
    assert me.is_at("stopped")
    me.see("stopped", check=True)
    with mail_sink() as sink:
        owed.sweep()
    assert [got.to for got in sink.messages] == [["otra@example.org"]]
    calendar = me.calendar()
    assert str(calendar["METHOD"]) == "CANCEL"
    after = dated(calendar)
    assert set(after) == set(before)
    assert {status for _n, _on, status in after.values()} == {"CANCELLED"}
    assert all(after[uid][0] > before[uid][0] for uid in before)
    me.page.goto(me.url("list"))
    assert me.is_at("stopped")

    offered = me.page.locator(".rows a")
    first = offered.first.inner_text()
    guide = editions.current("relative_dies").guide
    assert say(guide.event.title, language).words in first
    offered.first.click()
    me.see("another-list")
    assert say(guide.event.title, language).words in me.read("h1")

    me.page.goto(me.url("stopped"))
    me.press("Undo: go on with this list")
    assert me.is_at("list")
    again = dated(me.calendar())
    assert set(again) == set(before)
    assert {status for _n, _on, status in again.values()} == {"CONFIRMED"}
    assert all(again[uid][0] > after[uid][0] for uid in before)
    with mail_sink() as sink:
        owed.sweep()
    assert sink.messages == []
