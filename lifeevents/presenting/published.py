"""What an edition said, as it was published then: the guide and each of its procedures; nothing about a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from lifeevents.editions import Edition
from lifeevents.guide import Guide
from lifeevents.presenting import words
from procedures import telling
from procedures.models import Source
from procedures.specs import ProcedureSpec, Said, SourceSpec, say
from sitekit import dates


@dataclass(frozen=True, slots=True)
class PublishedProcedure:
    """One procedure as the edition said it. `today`: "same", "other", or "gone" from what is published today."""

    id: str
    told: telling.Told
    agency: Said
    today: str
    url: str
    """Its page of today, "" when it has none."""


@dataclass(frozen=True, slots=True)
class PublishedPhase:
    title: Said
    procedures: tuple[PublishedProcedure, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A whole edition.

    `since`, `until`: in words; `until` is "" while it is in force or nothing newer was published. `today`: "same",
    "other", or "gone" when the guide is not published any more. `others`: procedures that are not as they were.
    """

    title: Said
    summary: Said
    number: int
    code: str
    since: str
    until: str
    today: str
    others: int
    phases: tuple[PublishedPhase, ...]


def published(
    edition: Edition,
    *,
    in_force: Edition | None,
    replaced_at: dt.datetime | None,
    urls: Mapping[str, str],
    language: str,
) -> Published:
    """Return what an edition said; the active language must be `language`.

    `replaced_at`: when the next one was published. `urls`: procedure → its page of today.
    """
    guide, now = edition.guide, in_force.guide if in_force else None
    phases = tuple(
        PublishedPhase(
            say(phase.title, language),
            tuple(
                _procedure(guide, guide.procedure_by_id[step.procedure], now, urls, language)
                for step in guide.event.steps
                if step.phase == phase.id
            ),
        )
        for phase in guide.event.phases
    )
    today = "gone" if now is None else "same" if now == guide else "other"
    return Published(
        title=say(guide.event.title, language),
        summary=say(guide.event.summary, language),
        number=edition.number,
        code=edition.code,
        since=_moment(edition.created_at),
        until=_moment(replaced_at) if replaced_at else "",
        today=today,
        others=sum(one.today != "same" for phase in phases for one in phase.procedures),
        phases=phases,
    )


def _procedure(
    guide: Guide, spec: ProcedureSpec, now: Guide | None, urls: Mapping[str, str], language: str
) -> PublishedProcedure:
    # Others of this edition are on the same page.
    related = {one.id: {"title": one.title} for one in guide.procedures}
    told = telling.told(
        spec,
        documents=guide.document_by_id,
        questions=guide.question_by_id,
        sources=[_source(guide.source_by_id[one]) for one in spec.sources if one in guide.source_by_id],
        related=related,
        urls={one: f"#{one}" for one in related},
        language=language,
    )
    today = now.procedure_by_id.get(spec.id) if now else None
    return PublishedProcedure(
        id=spec.id,
        told=told,
        agency=words.agency_name(guide, spec, language),
        today="gone" if today is None else "same" if today == spec else "other",
        url=urls.get(spec.id, ""),
    )


def _source(spec: SourceSpec) -> Source:
    """Return a source as the pages of procedures take it; it is not in the database as it was then."""
    try:
        seen = dt.date.fromisoformat(spec.seen_on or "")
    except ValueError:
        seen = None
    return Source(public_id=spec.id, publisher=spec.publisher, title=spec.title, url=spec.url or "", seen_on=seen)


def _moment(at: dt.datetime) -> str:
    local = timezone.localtime(at)
    # Always with its year: whoever reads this may do so long after.
    day = dates.in_words(local.date(), weekday=False, today=dt.date(local.year - 1, 1, 1))
    return _("%(date)s at %(time)s") % {"date": day, "time": dates.time_in_words(local)}
