"""When to begin, when they must have answered, and whether a place comes in time; papers from abroad; in words."""

import datetime as dt

import msgspec
import pytest
from django.utils import timezone, translation

from lifeevents import slots
from lifeevents.planning import plan
from lifeevents.plans import AnswerBy, BroughtInBy, SafeStart
from lifeevents.presenting import timing
from lifeevents.presenting.lists import list_view
from lifeevents.presenting.paper_words import formality_words, paper_line
from lifeevents.presenting.reasons import brought_in_words
from procedures.conditions import Leaf
from procedures.folder import FolderLine
from procedures.specs import SpanSpec
from tests.lifeevents.test_presenting import BORN_ON, GUIDE, TODAY, made

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def by_visit():
    state, _plan = made()
    chosen = plan(GUIDE, state.answers, event_on=BORN_ON, today=TODAY, channels={"registration": "visit"})
    return state, chosen


def test_a_first_free_place_after_the_last_day_is_warned_of_with_the_other_way(monkeypatch):
    asked = []
    first = timezone.make_aware(dt.datetime(2026, 12, 4, 9, 0))
    monkeypatch.setattr(slots.first_free, "_value", lambda ids, town: asked.append(ids) or dict.fromkeys(ids, first))
    state, chosen = by_visit()
    items = {item.procedure: item for phase in list_view(state, chosen, "en").phases for item in phase.items}
    assert asked == [("registration",)], "looked up once for the whole list, and only what has a last day"
    assert items["registration"].strong == f"The first free place is on Friday 4{NBSP}December, after the last day."
    assert items["registration"].note == "In time: online, with digital identity."


def test_a_place_in_time_is_not_warned_of(monkeypatch):
    first = timezone.make_aware(dt.datetime(2026, 11, 30, 9, 0))
    monkeypatch.setattr(slots.first_free, "_value", lambda ids, town: dict.fromkeys(ids, first))
    state, chosen = by_visit()
    assert timing.late_places(state, chosen, {}) == {}
    _state, online = made()
    assert timing.late_places(state, online, {}) == {}


def started(on, *, before=("certificate",), not_known=()):
    _state, made_plan = made()
    item = made_plan.item("registration")
    start = SafeStart(on=on, deadline="d1", before=before, not_known=not_known, passed=on < TODAY)
    return timing.start_words(GUIDE, msgspec.structs.replace(item, start_by=start), "en", today=TODAY)


def test_when_to_begin_is_a_day_and_what_goes_before_it():
    said = started(dt.date(2026, 11, 26))
    assert said.strong == f"Start by Thursday 26{NBSP}November."
    assert said.rule == "Before it you need: birth certificate."
    late = started(dt.date(2026, 11, 20))
    assert (late.rest, late.tint) == ("Start now", "soon")
    unknown = started(dt.date(2026, 11, 30), not_known=("certificate",))
    assert unknown.strong == "Start well before that day."
    assert "Nobody publishes how long this takes: birth certificate." in unknown.rule
    assert started(dt.date(2026, 11, 30)) is None, "the last day itself is no news"


def test_silence_is_said_with_its_day_once_it_was_handed_in():
    term = SpanSpec(value=3, unit="months")
    before = AnswerBy(term=term, silence="positive")
    assert timing.answer_words(before, today=TODAY) == (
        "They have 3 months to answer, from the day it is handed in. If they do not, it counts as granted."
    )
    after = AnswerBy(term=term, silence="negative", since=TODAY, on=dt.date(2027, 2, 22))
    assert timing.answer_words(after, today=TODAY) == (
        f"They have until Monday 22{NBSP}February{NBSP}2027 to answer. "
        "If they do not, it counts as refused, and an appeal is possible."
    )


def test_what_would_bring_a_thing_in_is_said_in_the_words_of_its_question():
    said = brought_in_words(
        GUIDE,
        (
            BroughtInBy(leaf=Leaf("children", "gte", 2), holds=True),
            BroughtInBy(leaf=Leaf("income", "eq", "high"), holds=False),
            BroughtInBy(leaf=Leaf("born_in_hospital", "eq", True), holds=True),
        ),
        "en",
    )
    assert [one.words for one in said] == [
        "How many: 2 or more", "Income: low or middle", "The child was born in a hospital",
    ]  # fmt: skip


def test_a_paper_from_abroad_says_what_it_needs_and_how_old_it_may_be():
    assert formality_words(()) == ""
    assert formality_words(("apostille", "translation")) == (
        "From abroad, with the apostille of the country that issued it and a sworn translation if it is not in Spanish."
    )
    assert formality_words(("translation", "multilingual_form")).endswith("ask for it with the paper.")
    line = FolderLine(
        document="report", form="original", copies=1, lookup="unless_you_object", serves=("registration",),
        not_older_than=SpanSpec(value=3, unit="months"), formalities=("legalisation",), held=True,
        other_ways=("id_card",),
    )  # fmt: skip
    said = paper_line(GUIDE, line, "en")
    assert said.conditions[0] == "Issued at most 3 months before it is handed in."
    assert "Spanish consulate" in said.conditions[1]
    assert (said.may, said.held, [one.words for one in said.alternatives]) == ("object", True, ["ID card"])
    assert paper_line(GUIDE, msgspec.structs.replace(line, choice="objected"), "en").may == "take_back"
