"""Runs of the laboratory: started by a person, worked on at once or by the worker, kept for a day.

A run that takes longer than two seconds goes on in the worker. What is kept is a result, not content: it can always be
had again, so it is in the cache.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import KombuError

from lifeevents import guide as guides
from lifeevents.cms import effects, subjects
from lifeevents.cms.effects import Effect
from lifeevents.cms.subjects import Draft, Subject
from lifeevents.laboratory import examining, trials
from lifeevents.laboratory.findings import Finding, Report
from lifeevents.laboratory.trials import Trial
from procedures.models import Holiday
from procedures.specs import Text

AT_ONCE_SECONDS = 2.0
KEPT_SECONDS = 24 * 3600
SILENT_SECONDS = 120
"""A run that has told nothing for so long is over: its worker was killed. It can be tried again."""

Known = tuple[tuple[str, ...], ...]
"""What tells findings from each other (`Finding.about`)."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """How one guide fared. `known`: findings that the edition in force has too; `fault`: it cannot be compiled."""

    life_event: str
    title: Text
    number: int | None
    """Of the edition in force."""
    report: Report | None = None
    trials: tuple[Trial, ...] = ()
    known: Known = ()
    effect: Effect = Effect()
    fault: str = ""
    seconds: float = 0.0

    @property
    def failed(self) -> tuple[Trial, ...]:
        return tuple(one for one in self.trials if not one.passed)

    def of(self, severity: str) -> tuple[Finding, ...]:
        return tuple(one for one in self.report.findings if one.severity == severity) if self.report else ()

    @property
    def to_mend(self) -> int:
        """Return how many things have to be mended before publishing."""
        return bool(self.fault) + len(self.failed) + len(self.of("blocks"))

    @property
    def to_look_at(self) -> int:
        return len(self.of("look"))

    @property
    def stops(self) -> bool:
        """Tell whether it must not be published as it is."""
        return self.to_mend > 0

    @property
    def warns(self) -> bool:
        """Tell whether it brings something worth a look that is not published yet."""
        return any(one.about not in self.known for one in self.of("look"))


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run as it is kept. `progress`: parts done, of how many, in per cent."""

    id: str
    subject: Subject
    state: Literal["running", "finished", "failed"] = "running"
    progress: int = 0
    tried: tuple[Tried, ...] = ()
    at: str = ""
    told_at: float = 0.0
    """When it was last kept, in seconds of the clock."""

    @property
    def stops(self) -> bool:
        return any(one.stops for one in self.tried)

    @property
    def warns(self) -> bool:
        return any(one.warns for one in self.tried)


def start(subject: Subject, found: Sequence[Draft] | None = None) -> Run:
    """Try guides, and leave it to the worker when it takes long. `found`: the subject's drafts, if they are at hand."""
    from lifeevents import tasks

    run = Run(id=uuid.uuid4().hex, subject=subject, at=timezone.now().isoformat())
    ends = time.monotonic() + AT_ONCE_SECONDS
    for one in _steps(run, found):
        if one.state == "finished":
            _keep(one)
            return one
        if time.monotonic() > ends:
            _keep(one)
            try:
                tasks.run_laboratory.delay(run.id)
            except (KombuError, OSError):
                ends = float("inf")  # no queue: whoever asked waits
                continue
            return get(run.id) or one
    raise AssertionError("a run ends finished")


def go_on(id: str) -> bool:
    """Do a run from its beginning, in the worker; return whether there was one to do."""
    run = get(id)
    if run is None or run.state != "running":
        return False
    told = time.monotonic()
    try:
        for one in _steps(run):
            if one.state == "finished" or time.monotonic() - told > 0.5:
                told = time.monotonic()
                _keep(one)
    except Exception:
        _keep(msgspec.structs.replace(run, state="failed"))
        raise
    return True


def get(id: str) -> Run | None:
    """Return a run, as far as it is; None when it is not kept any more."""
    kept = cache.get(f"laboratory:run:{id}")
    run = msgspec.json.decode(kept, type=Run) if kept else None
    if run is not None and run.state == "running" and time.time() - run.told_at > SILENT_SECONDS:
        return msgspec.structs.replace(run, state="failed")
    return run


def last(life_events: Sequence[str]) -> dict[str, Run]:
    """Return the last finished run of the drafts of each guide, where it is still kept. Two looks into the cache."""
    ids = cache.get_many([f"laboratory:last:{one}" for one in life_events])
    kept = cache.get_many([f"laboratory:run:{id}" for id in ids.values()])
    found = {}
    for one in life_events:
        content = kept.get(f"laboratory:run:{ids.get(f'laboratory:last:{one}')}")
        if content:
            found[one] = msgspec.json.decode(content, type=Run)
    return found


def _keep(run: Run) -> None:
    told = msgspec.structs.replace(run, told_at=time.time())
    cache.set(f"laboratory:run:{run.id}", msgspec.json.encode(told), KEPT_SECONDS)
    if run.state == "finished" and run.subject.revision is None:
        for one in run.subject.life_events:
            cache.set(f"laboratory:last:{one}", run.id, KEPT_SECONDS)


def _steps(run: Run, found: Sequence[Draft] | None = None) -> Iterator[Run]:
    found = subjects.drafts(run.subject) if found is None else found
    done: list[Tried] = []
    for index, draft in enumerate(found):
        for share, tried in attempt(draft):
            if tried is not None:
                done.append(tried)
            yield msgspec.structs.replace(run, progress=int(100 * (index + share) / len(found)))
    yield msgspec.structs.replace(run, state="finished", progress=100, tried=tuple(done))


def attempt(draft: Draft, *, with_lists: bool = True) -> Iterator[tuple[float, Tried | None]]:
    """Try one guide; yield how much of it is done, and at the end how it fared."""
    tried = Tried(
        life_event=draft.life_event,
        title=draft.title,
        number=draft.current.number if draft.current else None,
        fault=draft.fault,
    )
    if draft.guide is None:
        yield 1.0, tried
        return
    began = time.monotonic()
    holidays = Holiday.objects.for_municipality("")
    report: Report | None = None
    for step in examining.steps(draft.guide, holidays=holidays):
        report = step.report
        yield 0.5 * step.done / step.of, None
    seconds = time.monotonic() - began
    fared = trials.run(draft.guide, draft.personas, subjects.holidays_of(draft.personas))
    known = _known(draft) if report and any(one.severity == "look" for one in report.findings) else ()
    effect = Effect()
    if with_lists:
        for counted in effects.count(draft.current, draft.edition(draft.guide), today=timezone.localdate()):
            effect = counted.effect or effect
            yield 0.6 + 0.4 * counted.done / max(counted.of, 1), None
    yield (
        1.0,
        msgspec.structs.replace(
            tried, report=report, trials=fared, known=known, effect=effect, seconds=round(seconds, 3)
        ),
    )


def _known(draft: Draft) -> Known:
    """Return the findings of the edition in force; kept, for an edition never changes."""
    if draft.current is None:
        return ()
    key = f"laboratory:known:{guides.digest(guides.encode(draft.current.guide))}"
    kept = cache.get(key)
    if kept is None:
        report = examining.examine(draft.current.guide, holidays=Holiday.objects.for_municipality(""))
        kept = msgspec.json.encode([one.about for one in report.findings])
        cache.set(key, kept, KEPT_SECONDS)
    return msgspec.json.decode(kept, type=Known)
