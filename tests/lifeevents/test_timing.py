"""Latest safe starts and the time that the administration has to answer."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeevents.guide import Guide, LifeEventSpec, PhaseSpec, StepSpec
from lifeevents.plans import AnswerBy, DatedDeadline, Item, Marked, SafeStart
from lifeevents.timing import answer_by, with_times
from procedures.deadlines import Holidays
from procedures.specs import DeadlineSpec, ProcedureSpec, ResolutionSpec, SpanSpec
from tests import facts

D = dt.date
TODAY, LAST = D(2026, 11, 2), D(2026, 12, 31)


def procedure(id: str, days: int | None = None, **more: object) -> ProcedureSpec:
    resolution = ResolutionSpec(value=days, unit="days" if days is not None else None)
    return ProcedureSpec(
        **{"id": id, "agency": "a", "title": {}, "slug": {}, "confidence": "low", "resolution": resolution, **more}
    )


def guide(*procedures: ProcedureSpec) -> Guide:
    event = LifeEventSpec(
        id="e",
        title={},
        slug={},
        summary={},
        event_date_label={},
        phases=(PhaseSpec(id="all", title={}),),
        steps=tuple(StepSpec(procedure=one.id, phase="all") for one in procedures),
        questions=(),
    )
    return Guide(event=event, procedures=procedures, questions=(), documents=(), agencies=(), sources=())


def item(id: str, *groups: tuple[str, ...], on: D | None = None, kind: str = "hard", **more: object) -> Item:
    limit = DatedDeadline(spec=DeadlineSpec(key="d", kind=kind), on=on, passed=on is not None and on < TODAY)
    waits = {"waiting_for_one_of": groups, "status": "waiting" if groups else "ready"}
    return Item(
        **{"procedure": id, "state": "applies", "phase": "all", "next_deadline": limit if on else None, **waits, **more}
    )


def start_of(specs: list[ProcedureSpec], items: list[Item], holidays: Holidays | None = None) -> SafeStart | None:
    """Return the safe start of the last item."""
    return with_times(guide(*specs), items, today=TODAY, holidays=holidays or Holidays())[-1].start_by


def test_what_comes_before_takes_its_time_off_the_deadline() -> None:
    specs = [procedure("deed", 10), procedure("will", 5), procedure("tax", 180)]
    found = start_of(specs, [item("deed"), item("will", ("deed",)), item("tax", ("will",), on=LAST)])
    assert found == SafeStart(on=D(2026, 12, 16), deadline="d", before=("deed", "will"))


def test_of_what_goes_on_together_the_longest_counts_and_of_alternatives_the_quickest() -> None:
    specs = [procedure("a", 10), procedure("b", 30), procedure("c", 20), procedure("x")]
    items = [item("a"), item("b"), item("c")]
    together = start_of(specs, [*items, item("x", ("a",), ("b",), on=LAST)])
    assert together == SafeStart(on=D(2026, 12, 1), deadline="d", before=("a", "b"))
    either = start_of(specs, [*items, item("x", ("b", "c"), on=LAST)])
    assert either == SafeStart(on=D(2026, 12, 11), deadline="d", before=("c",))


def test_an_alternative_that_only_may_be_open_is_not_counted_on() -> None:
    specs = [procedure("quick", 1), procedure("sure", 20), procedure("x")]
    quick = item("quick", state="may_apply")
    found = start_of(specs, [quick, item("sure"), item("x", ("quick", "sure"), on=LAST)])
    assert found is not None
    assert found.before == ("sure",)
    only = start_of(specs, [quick, item("sure"), item("x", ("quick",), on=LAST)])
    assert only is not None
    assert only.before == ("quick",)


def test_a_time_that_nobody_has_published_counts_nothing_and_is_named() -> None:
    specs = [procedure("a"), procedure("b", 10), procedure("x")]
    found = start_of(specs, [item("a"), item("b", ("a",)), item("x", ("b",), on=LAST)])
    assert found == SafeStart(on=D(2026, 12, 21), deadline="d", before=("a", "b"), not_known=("a",))
    found = start_of(specs, [item("a"), item("b"), item("x", ("a",), on=LAST)])
    assert found == SafeStart(on=LAST, deadline="d", before=("a",), not_known=("a",))


def test_a_safe_start_that_has_passed_says_so() -> None:
    found = start_of([procedure("a", 90), procedure("x")], [item("a"), item("x", ("a",), on=LAST)])
    assert found is not None
    assert found.passed


@pytest.mark.parametrize(
    "last",
    [
        item("x", on=LAST),
        item("x", ("a",)),
        item("x", ("a",), on=LAST, kind="recommended"),
        item("x", ("a",), on=D(2026, 10, 1)),
        item("x", on=LAST, status="done"),
        item("x", ("refused",), on=LAST, status="blocked"),
        item("x", ("same_day",), on=LAST),
    ],
    ids=["nothing before", "no date", "not hard", "passed", "done", "refused", "no time at all"],
)
def test_nothing_is_said_where_it_would_tell_nothing(last: Item) -> None:
    specs = [procedure("a", 10), procedure("refused", 3), procedure("same_day", 0), procedure("x")]
    assert start_of(specs, [item("a"), item("refused", status="done"), item("same_day"), last]) is None


def test_working_days_are_those_of_the_persons_town() -> None:
    three = ResolutionSpec(value=3, unit="business_days")
    specs = [procedure("a", resolution=three), procedure("x")]
    items = [item("a"), item("x", ("a",), on=D(2027, 2, 1))]
    zaragoza, huesca = (start_of(specs, items, facts.holidays(town)) for town in ("zaragoza", "huesca"))
    assert zaragoza is not None
    assert huesca is not None
    # San Valero, 29 January, is a working day in Huesca.
    assert (zaragoza.on, huesca.on) == (D(2027, 1, 26), D(2027, 1, 27))


def test_a_circle_in_edited_content_ends() -> None:
    specs = [procedure("a", 1), procedure("b", 2), procedure("x")]
    found = start_of(specs, [item("a", ("b",)), item("b", ("a",)), item("x", ("b",), on=LAST)])
    assert found is None or found.on < LAST


@st.composite
def lists(draw: st.DrawFn) -> tuple[list[ProcedureSpec], list[Item]]:
    """Lists in which every item may wait for groups of what stands above it; the last one has a deadline."""
    count = draw(st.integers(2, 7))
    names = [f"p{index}" for index in range(count)]
    specs = [procedure(name, draw(st.none() | st.integers(0, 60))) for name in names]
    items = []
    for index, name in enumerate(names):
        above = names[:index]
        groups = st.lists(st.lists(st.sampled_from(above), min_size=1, max_size=3, unique=True), max_size=2)
        drawn = draw(groups) if above else []
        items.append(item(name, *map(tuple, drawn), on=LAST if index == count - 1 else None))
    return specs, items


@given(lists())
def test_the_safe_start_is_the_best_of_all_ways_to_choose(made: tuple[list[ProcedureSpec], list[Item]]) -> None:
    specs, items = made
    days = {spec.id: spec.resolution.value or 0 for spec in specs}
    every = {one.procedure: one.waiting_for_one_of for one in items}
    places = [(name, index) for name, groups in every.items() for index in range(len(groups))]
    best = None
    # One alternative for each group of each item; then the longest way up from the last item.
    for taken in itertools.product(*(every[name][index] for name, index in places)):
        choice = dict(zip(places, taken, strict=True))
        length = {}
        for name, groups in every.items():
            own = 0 if name == items[-1].procedure else days[name]
            length[name] = own + max((length[choice[name, index]] for index in range(len(groups))), default=0)
        best = min(length[items[-1].procedure], best if best is not None else 10**6)
    found = start_of(specs, items)
    if found is None:
        assert best == 0
    else:
        assert found.on == LAST - dt.timedelta(days=best or 0)
        assert set(found.not_known) == {name for name in found.before if days[name] == 0} & {
            spec.id for spec in specs if spec.resolution.value is None
        }


# What silence means

SILENT = procedure("a", resolution=ResolutionSpec(value=3, unit="months", silence="positive"))
THREE_MONTHS = SpanSpec(value=3, unit="months")


def test_silence_is_told_with_its_term_and_dated_once_it_is_known_when_it_was_handed_in() -> None:
    assert answer_by(SILENT, ()) == AnswerBy(term=THREE_MONTHS, silence="positive")
    marks = [Marked(kind="done_by_me", on=D(2026, 12, 3)), Marked(kind="handed_in", on=D(2026, 11, 30))]
    found = answer_by(SILENT, marks)
    assert found == AnswerBy(term=THREE_MONTHS, silence="positive", since=D(2026, 11, 30), on=D(2027, 2, 28))
    found = answer_by(SILENT, marks[:1])
    assert found is not None
    assert found.since == D(2026, 12, 3)


@pytest.mark.parametrize(
    "spec",
    [
        procedure("a", resolution=ResolutionSpec(value=3, unit="months")),
        procedure("a", resolution=ResolutionSpec(value=3, unit="months", silence="none")),
        procedure("a", resolution=ResolutionSpec(silence="negative")),
        procedure("a", resolution=SILENT.resolution, unverified=("silence",)),
        procedure("a", resolution=SILENT.resolution, unverified=("resolution",)),
    ],
)
def test_silence_is_never_told_where_its_term_is_not_known(spec: ProcedureSpec) -> None:
    assert answer_by(spec, [Marked(kind="handed_in", on=TODAY)]) is None


def test_once_they_have_answered_silence_means_nothing() -> None:
    handed_in = Marked(kind="handed_in", on=D(2026, 11, 30))
    assert answer_by(SILENT, [handed_in, Marked(kind="granted", on=D(2026, 12, 1))]) is None
    # To one of two people only: the other is still waiting.
    found = answer_by(SILENT, [handed_in, Marked(kind="refused", on=D(2026, 12, 1), person="me")])
    assert found is not None
    assert found.on == D(2027, 2, 28)
