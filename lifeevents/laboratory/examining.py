"""Examines a guide: everything that the laboratory can find in it.

Pure. Exact: each thing is looked at over every combination of the answers that it depends on, and of no others.
Source: docs/decisions/0015-exact-by-support.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from lifeevents.guide import Guide
from lifeevents.laboratory import circles, deadlines, items, papers, questions, refusals
from lifeevents.laboratory.findings import SEVERITIES, Report
from lifeevents.laboratory.probing import Bench
from lifeevents.laboratory.space import Space
from procedures.deadlines import NO_HOLIDAYS, Holidays


class Progress(msgspec.Struct, frozen=True):
    """How far an examination is: parts done, of how many; the report at the end."""

    done: int
    of: int
    report: Report | None = None


def examine(guide: Guide, *, holidays: Holidays = NO_HOLIDAYS) -> Report:
    """Return everything found in a guide."""
    for progress in steps(guide, holidays=holidays):
        if progress.report is not None:
            return progress.report
    raise AssertionError("an examination ends with its report")


def steps(guide: Guide, *, holidays: Holidays = NO_HOLIDAYS) -> Iterator[Progress]:
    """Examine a guide part by part, so that whoever waits can be told."""
    bench = Bench(Space(guide))
    of = len(guide.procedures) + 3
    yield Progress(0, of)
    items.examine_people(bench)
    for index, spec in enumerate(guide.procedures, start=1):
        items.examine_item(bench, spec.id)
        papers.examine_papers(bench, spec)
        refusals.examine_refusal(bench, spec)
        yield Progress(index, of)
    circles.examine_circles(bench)
    yield Progress(of - 2, of)
    deadlines.examine_deadlines(bench, holidays)
    yield Progress(of - 1, of)
    questions.examine_questions(bench)
    yield Progress(of, of, _report(bench))


def _report(bench: Bench) -> Report:
    gravest_first = sorted(bench.findings, key=lambda one: SEVERITIES.index(one.severity))
    return Report(
        life_event=bench.space.guide.event.id,
        combinations=bench.total,
        checks=tuple(bench.checks),
        findings=tuple(gravest_first),
    )
