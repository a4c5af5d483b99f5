"""Editions: what was published, and the one action that makes them.

Pages, lists, PDF and API read editions and nothing else. A decoded guide is kept per process under its hash, so a list
costs at most one indexed query.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection
from functools import lru_cache, partial

import msgspec
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from lifeevents import guide as guides
from lifeevents.guide import Guide
from lifeevents.models import GuideEdition, LifeEvent
from lifeevents.models.edition import code_of
from procedures.models import ProcedurePage
from procedures.specs import say
from sitekit import audit
from sitekit.actors import Actor

logger = logging.getLogger(__name__)


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered, immutable edition of a guide."""

    pk: int
    life_event: str
    number: int
    created_at: dt.datetime
    guide: Guide
    code: str = ""
    """Public and short: printed on lists, it opens what this edition said."""


class Refreshed(msgspec.Struct, frozen=True, kw_only=True):
    """What a refresh did, by life event id."""

    made: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


# --- Reading ---

_ROW = ("pk", "life_event_id", "number", "created_at", "digest")


def current(life_event_id: str) -> Edition | None:
    """Return the edition in force, or None while the guide is not published."""
    rows = LifeEvent.objects.filter(pk=life_event_id, current__isnull=False)
    row = rows.values_list(*(f"current__{name}" for name in _ROW)).first()
    return _edition(*row) if row else None


def get(pk: int) -> Edition:
    """Return an edition, in force or not.

    Raises: GuideEdition.DoesNotExist
    """
    return _edition(*GuideEdition.objects.values_list(*_ROW).get(pk=pk))


def get_many(pks: Collection[int]) -> dict[int, Edition]:
    """Return editions by primary key. One query, and one more for each whose guide is not in this process."""
    return {row[0]: _edition(*row) for row in GuideEdition.objects.filter(pk__in=pks).values_list(*_ROW)}


def by_code(code: str, *, slug: str) -> Edition | None:
    """Return the edition of a public code ("14-3f9a2c") whose guide has this slug in any language. One query."""
    number, _dash, prefix = code.lower().partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 9 and prefix):
        return None
    rows = GuideEdition.objects.filter(number=int(number), digest__startswith=prefix).values_list(*_ROW)
    found = (_edition(*row) for row in rows.order_by("pk"))
    return next((one for one in found if one.code == code.lower() and slug in one.guide.event.slug.values()), None)


def address_of(edition: Edition, language: str) -> str:
    """Return the whole address at which anybody reads what an edition said."""
    slug = say(edition.guide.event.slug, language).words
    with translation.override(language):
        arguments = {"event": slug, "code": edition.code}
        path = reverse("lifeevents:edition", kwargs=arguments, urlconf=settings.ROOT_URLCONF)
    return settings.SITE_URL + path


def replaced_at(edition: Edition) -> dt.datetime | None:
    """Return when the edition after this one was published, if there is one. One query."""
    later = GuideEdition.objects.of(edition.life_event).filter(number__gt=edition.number).order_by("number")
    return later.values_list("created_at", flat=True).first()


def all_current() -> list[Edition]:
    """Return the editions in force, in the order of their ids."""
    rows = LifeEvent.objects.filter(current__isnull=False).order_by("pk")
    return [_edition(*row) for row in rows.values_list(*(f"current__{name}" for name in _ROW))]


def _edition(pk: int, life_event: str, number: int, created_at: dt.datetime, digest: str) -> Edition:
    return Edition(
        pk=pk,
        life_event=life_event,
        number=number,
        created_at=created_at,
        guide=_guide(pk, digest),
        code=code_of(number, digest),
    )


@lru_cache(maxsize=128)
def _guide(pk: int, digest: str) -> Guide:
    return guides.decode(GuideEdition.objects.values_list("content", flat=True).get(pk=pk))


# --- Making ---


def refresh(*, by: Actor) -> Refreshed:
    """Compile every published guide, and store a new edition of each that says something else than before.

    A guide that cannot be compiled keeps the edition it has, and is reported. Safe to run at any time, and twice.
    """
    from lifeevents import compiling

    shared = compiling.Shared.load()
    made, withdrawn, failed = [], [], []
    in_force = dict(LifeEvent.objects.order_by("pk").values_list("pk", "current__digest"))
    for life_event_id, known in in_force.items():
        try:
            guide = compiling.compile_guide(life_event_id, shared)
        except Exception:
            logger.exception("the guide %s cannot be compiled; its edition stays", life_event_id)
            failed.append(life_event_id)
            continue
        if guide is None:
            if known is not None and withdraw(life_event_id=life_event_id, by=by):
                withdrawn.append(life_event_id)
        elif guides.digest(guides.encode(guide)) != known and publish(life_event_id=life_event_id, by=by):
            made.append(life_event_id)
    return Refreshed(made=tuple(made), withdrawn=tuple(withdrawn), failed=tuple(failed))


@transaction.atomic
def publish(*, life_event_id: str, by: Actor) -> GuideEdition | None:
    """Store a guide as it is now, unless the edition in force says the same.

    Compiled again under the lock: of two publishers, the later one stores what both have written.
    """
    from lifeevents import compiling

    event = LifeEvent.objects.select_for_update().get(pk=life_event_id)
    guide = compiling.compile_guide(life_event_id, compiling.Shared.load())
    if guide is None:
        return None
    content = guides.encode(guide)
    digest = guides.digest(content)
    newest = GuideEdition.objects.of(life_event_id).newest_first().first()
    if newest is not None and newest.digest == digest:
        if event.current_id == newest.pk:
            return None
        edition = newest
    else:
        edition = GuideEdition.objects.create(
            life_event=event,
            number=newest.number + 1 if newest else 1,
            content=content.decode(),
            digest=digest,
            changed=_reasons(event, changed_procedures(guides.decode(newest.content), guide)) if newest else {},
        )
    event.current = edition
    event.save(update_fields=["current"])
    audit.record("edition.published", by=by, on=edition, life_event=life_event_id, number=edition.number)
    transaction.on_commit(partial(_tell_saved_lists, life_event_id), robust=True)
    return edition


def changed_procedures(old: Guide, new: Guide) -> list[str]:
    """Return the procedures that the new guide says something else of, in its order."""
    return [one.id for one in new.procedures if old.procedure_by_id.get(one.id) != one]


def _reasons(event: LifeEvent, changed: Collection[str]) -> dict[str, str]:
    """Return why each of these procedures changed, as its editor says, or ""; what an edition has said is used up."""
    pages = ProcedurePage.objects.live().in_source_language().filter(procedure__in=changed).exclude(why_changed="")
    said = set(pages.values_list("procedure", "why_changed"))
    if said:
        said -= {pair for before in event.editions.values_list("changed", flat=True) for pair in before.items()}
    return dict.fromkeys(changed, "") | dict(said)


def _tell_saved_lists(life_event_id: str) -> None:
    """Have the saved lists looked through that a new edition may change."""
    from lifeevents import tasks

    tasks.ask_to_find(life_event_id)


@transaction.atomic
def withdraw(*, life_event_id: str, by: Actor) -> bool:
    """Have no edition in force, because the guide is not published any more. Saved lists keep theirs."""
    event = LifeEvent.objects.select_for_update().get(pk=life_event_id)
    if event.current_id is None:
        return False
    audit.record("edition.withdrawn", by=by, on=event, edition=event.current_id)
    event.current = None
    event.save(update_fields=["current"])
    return True
