"""What lists, plans, compiling and the laboratory cost: run `make bench`, or `pytest -s -m bench tests/bench/guide.py`.

Everything is measured in rounds, one thing after another in each, in time of the processor, so that what else the
machine does counts little and hits all alike. Numbers are of this machine, of one run; compare them within a run only.
On SQLite, which works in the same process: its part is in the numbers, and a file is a catalogue.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifeevents import compiling, editions, liststate
from lifeevents import guide as guides
from lifeevents.actions import checklists
from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from lifeevents.models import Checklist
from lifeevents.planning import plan
from procedures import compiling as of_pages
from procedures.conditions import Answers
from procedures.models import forget_holidays
from sitekit.actors import VISITOR
from tests import conftest
from tests.bench import synthetic
from tests.bench.catalogue import Catalogue, checkpoint
from tests.published import aragon

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
TODAY = dt.date(2026, 11, 24)
SIZES = (100, 1_000, 10_000)
STEPS, ASKED, ROUNDS = 30, 20, 15
EVENT = "measured"


def say(line: str = "") -> None:
    print(line)  # noqa: T201


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table as Markdown."""
    say()
    say(f"### {title}")
    say()
    say("| " + " | ".join(head) + " |")
    say("| " + " | ".join("---" if not n else "---:" for n, _name in enumerate(head)) + " |")
    for row in rows:
        say("| " + " | ".join(row) + " |")


def rounds(measured: dict[str, Callable[[], object]], count: int = ROUNDS) -> dict[str, float]:
    """Return the median milliseconds of each thing, all measured once in each round."""
    took: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(count):
        for name, run in measured.items():
            began = time.process_time()
            run()
            took[name].append((time.process_time() - began) * 1000)
    return {name: statistics.median(times) for name, times in took.items()}


def ratio(value: float, first: float) -> str:
    return f"× {value / first:.2f}"


# --- Lists, by the size of the catalogue ---


class Stored:
    """One catalogue in a file of its own."""

    def __init__(self, size: int, path: str, edition: int, checklist: object, publishing: float) -> None:
        self.size, self.path, self.edition, self.checklist, self.publishing = size, path, edition, checklist, publishing

    def connect(self) -> None:
        assert conftest.databases is not None
        conftest.databases._connect_to(self.path)
        connection.ensure_connection()
        Checklist.objects.filter(pk=self.checklist).exists()

    def list_of(self) -> ListState:
        """Read a saved list as a page does, and compute it."""
        saved = Checklist.objects.with_everything().get(pk=self.checklist)
        state = liststate.of_checklist(saved, editions.get(saved.edition_id))
        assert state.plan(today=TODAY).items
        return state

    def first_list(self) -> ListState:
        """The same in a process that has not met this edition yet."""
        editions._guide.cache_clear()
        forget_holidays()
        return self.list_of()


def stored_catalogues(folder: Path) -> list[Stored]:
    catalogue, found = Catalogue(ASKED), []
    for size in SIZES:
        catalogue.grow(size)
        # The newest procedures, so that nothing is gained by their standing first.
        event = f"{EVENT}{size}"
        catalogue.life_event(event, range(size - STEPS, size))
        began = time.process_time()
        edition = catalogue.publish(event)
        publishing = (time.process_time() - began) * 1000
        state = ListState(
            edition=editions.get(edition), event_on=TODAY, answers=Answers.of(**synthetic.some_answers(ASKED))
        )
        saved = checklists.save(state=state, language="es", by=VISITOR)
        checkpoint()
        path = folder / f"{size}.sqlite3"
        connection.close()
        path.write_bytes(Path(str(connection.settings_dict["NAME"])).read_bytes())
        found.append(Stored(size, str(path), edition, saved.pk, publishing))
    return found


def queries_of(stored: Stored, run: Callable[[], object]) -> tuple[list[str], list[str]]:
    """Return what a list asks the database, and how the database finds it."""
    with CaptureQueriesContext(connection) as seen:
        run()
    asked = [query["sql"] for query in seen.captured_queries]
    ways = []
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
            ways.append("; ".join(str(row[3]) for row in cursor.fetchall()))
    return asked, ways


def test_a_list_costs_what_its_guide_costs_whatever_the_catalogue(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("each catalogue is a file")
    own = str(connection.settings_dict["NAME"])
    catalogues = stored_catalogues(tmp_path)
    warm: dict[int, list[float]] = {one.size: [] for one in catalogues}
    cold: dict[int, list[float]] = {one.size: [] for one in catalogues}
    counted: dict[int, tuple[int, int]] = {}
    try:
        for _ in range(ROUNDS):
            for one in catalogues:
                one.connect()
                cold[one.size].append(rounds({"cold": one.first_list}, 1)["cold"])
                warm[one.size].append(rounds({"warm": one.list_of}, 1)["warm"])
        for one in catalogues:
            one.connect()
            first, _ways = queries_of(one, one.first_list)
            again, ways = queries_of(one, one.list_of)
            counted[one.size] = len(first), len(again)
            # Of content, one: the row of the edition, and its text where this process has not read it yet.
            about_content = [sql for sql in first if "lifeevents_guideedition" in sql and "content" in sql]
            assert len(about_content) == 1
            assert not [sql for sql in first if "procedurepage" in sql or "wagtailcore_page" in sql]
        say()
        for sql, way in zip(again, ways, strict=True):
            say(f"  {sql.split(' FROM ')[1].split(' WHERE ')[0][:60]:60} {way}")
            assert "SCAN" not in way
    finally:
        assert conftest.databases is not None
        conftest.databases._connect_to(own)
    medians = {one.size: (statistics.median(warm[one.size]), statistics.median(cold[one.size])) for one in catalogues}
    base = medians[SIZES[0]]
    table(
        f"One saved list of {STEPS} steps and {ASKED} questions, by catalogue",
        ("procedures published", "list, ms", "", "first list of a process, ms", "", "queries", "publishing, ms"),
        [
            (
                f"{one.size:,}", f"{medians[one.size][0]:.1f}", ratio(medians[one.size][0], base[0]),
                f"{medians[one.size][1]:.1f}", ratio(medians[one.size][1], base[1]),
                f"{counted[one.size][1]} (first {counted[one.size][0]})", f"{one.publishing:,.0f}",
            )
            for one in catalogues
        ],
    )  # fmt: skip


# --- Plans and editions, by the size of the guide ---


SHAPES = ((15, 20), (30, 20), (60, 20), (120, 20), (30, 10), (30, 40), (30, 80))


def test_a_plan_by_steps_and_questions() -> None:
    made = {shape: synthetic.guide(*shape) for shape in SHAPES}
    answers = {shape: Answers.of(**synthetic.some_answers(shape[1])) for shape in SHAPES}
    stored = {shape: guides.encode(made[shape]) for shape in SHAPES}

    def planned(shape: tuple[int, int]) -> object:
        return plan(made[shape], answers[shape], event_on=TODAY, today=TODAY)

    def written(one: Guide) -> str:
        return guides.digest(guides.encode(one))

    measured: dict[str, Callable[[], object]] = {}
    for shape in SHAPES:
        planned(shape)
        measured[f"plan {shape}"] = partial(planned, shape)
        measured[f"read {shape}"] = partial(guides.decode, stored[shape])
        measured[f"write {shape}"] = partial(written, made[shape])
    found = rounds(measured)
    base = found[f"plan {SHAPES[1]}"]
    table(
        "A plan by steps and questions",
        ("steps × questions", "items", "plan, ms", "", "read an edition, ms", "write and hash it, ms", "kB"),
        [
            (
                f"{shape[0]} × {shape[1]}", str(len(planned(shape).items)), f"{found[f'plan {shape}']:.1f}",
                ratio(found[f"plan {shape}"], base), f"{found[f'read {shape}']:.2f}",
                f"{found[f'write {shape}']:.2f}", f"{len(stored[shape]) / 1000:.0f}",
            )
            for shape in SHAPES
        ],
    )  # fmt: skip


def test_compiling_by_steps_and_questions() -> None:
    catalogue, size = Catalogue(max(asked for _steps, asked in SHAPES)), 0
    names = {shape: "-".join(map(str, shape)) for shape in SHAPES}
    steps_of: dict[str, list[str]] = {}
    for (steps, asked), name in names.items():
        catalogue.grow(size + steps, asked=asked)
        catalogue.life_event(name, range(size, size + steps), asked=asked)
        steps_of[name] = [f"p{n}" for n in range(size, size + steps)]
        size += steps
    shared = compiling.Shared.load()

    def compiled(name: str) -> object:
        """Compile as a publish does that finds one guide: its procedures from their pages, then the guide."""
        own = of_pages.all_procedures(only=steps_of[name])
        return compiling.compile_guide(name, msgspec.structs.replace(shared, procedures=own))

    found = rounds({name: partial(compiled, name) for name in names.values()}, 5)
    base = found[names[SHAPES[1]]]
    table(
        "Compiling by steps and questions",
        ("steps × questions", "compile, ms", ""),
        [(f"{shape[0]} × {shape[1]}", f"{found[name]:.0f}", ratio(found[name], base)) for shape, name in names.items()],
    )


# --- The laboratory ---


def test_the_laboratory_by_steps_and_questions() -> None:
    examining = pytest.importorskip("lifeevents.laboratory.examining")
    rows, first = [], 0.0
    for steps, asked in ((15, 10), (30, 10), (30, 20), (60, 20), (60, 40)):
        made = synthetic.guide(steps, asked)
        began = time.process_time()
        report = examining.examine(made)
        took = time.process_time() - began
        first = first or took
        rows.append(
            (
                f"{steps} × {asked}", f"{took:.2f}", ratio(took, first), f"{report.examined:,}",
                f"{report.combinations:.1e}", str(len(report.findings)),
            )
        )  # fmt: skip
    table(
        "The laboratory by steps and questions",
        ("steps × questions", "seconds", "", "combinations examined", "represented", "findings"),
        rows,
    )


def test_the_guides_there_are() -> None:
    examining = pytest.importorskip("lifeevents.laboratory.examining")
    content = aragon()
    made = {event.id: content.guide(event.id) for event in content.life_events}
    planned = {id: partial(plan, one, Answers(), event_on=TODAY, today=TODAY) for id, one in made.items()}
    plans = rounds(planned)
    rows = []
    for id, one in made.items():
        began = time.process_time()
        report = examining.examine(one)
        took = time.process_time() - began
        rows.append(
            (
                id, f"{len(one.event.steps)} × {len(one.event.questions)}", f"{plans[id]:.1f}", f"{took:.2f}",
                f"{report.examined:,}", f"{report.combinations:.1e}",
            )
        )  # fmt: skip
    table(
        "The guides of Aragón, nothing answered",
        ("guide", "steps × questions", "plan, ms", "laboratory, s", "combinations examined", "represented"),
        rows,
    )
