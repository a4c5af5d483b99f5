"""One delivery: what can be handed in on one trip to any registry, for all agencies at once.

Pure. Any registry of any administration takes what is meant for another one (Ley 39/2015, art. 16.4).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from lifeevents.guide import ELECTRONIC_IDENTITY, Guide
from lifeevents.plans import Delivery, Item
from procedures import folder
from procedures.conditions import Answers
from procedures.folder import Use
from procedures.foreign import Abroad

AT_LEAST = 2


def deliver(
    guide: Guide,
    items: Sequence[Item],
    answers: Answers,
    *,
    today: dt.date,
    held: Collection[str] = (),
    lookups: Mapping[str, str] | None = None,
    abroad: Mapping[str, Abroad] | None = None,
) -> Delivery | None:
    """Return the delivery of a list; None when fewer than two things can be handed in now.

    Only what certainly applies, is not done and can be handed in at a registry, whatever way was chosen for it.
    """
    possible = [item for item in items if _can_be_filed(guide, item)]
    yielded_by: dict[str, list[str]] = {}
    for item in items:
        for document in guide.procedure_by_id[item.procedure].yields:
            yielded_by.setdefault(document, []).append(item.procedure)
    identities = frozenset(yielded_by.get(ELECTRONIC_IDENTITY, ()))
    now = [item for item in possible if _is_ready(item, today, identities)]
    if len(now) < AT_LEAST:
        return None
    uses = (use for item in now for use in _uses(guide, item, answers, yielded_by))
    return Delivery(
        procedures=tuple(item.procedure for item in now),
        later=tuple(item.procedure for item in possible if item not in now),
        folder=folder.merge(uses, held=held, lookups=lookups, abroad=abroad),
    )


def _can_be_filed(guide: Guide, item: Item) -> bool:
    if item.state != "applies" or item.status == "done":
        return False
    # Nobody has to file what is done without them, nor what came too late while another way is open.
    if (item.channel is not None and item.channel.kind == "nothing_to_do") or (item.passed and item.instead):
        return False
    closes = [one.passed for one in item.deadlines if one.spec.kind == "window" and one.on is not None]
    if closes and all(closes):
        return False
    return any(channel.kind == "registry" for channel in guide.procedure_by_id[item.procedure].channels)


def _is_ready(item: Item, today: dt.date, identities: frozenset[str]) -> bool:
    """Tell whether it can be handed in today: its window has opened, and nothing is awaited.

    `identities`: the steps that give the electronic identity, which nobody needs at a counter.
    """
    is_closed = any(one.opens_on is not None and one.opens_on > today for one in item.deadlines)
    return not is_closed and all(identities.issuperset(group) for group in item.waiting_for_one_of)


def _uses(guide: Guide, item: Item, answers: Answers, yielded_by: Mapping[str, list[str]]) -> Iterable[Use]:
    for use in folder.uses(guide.procedure_by_id[item.procedure], answers, "registry"):
        if use.requirement.provided_by == "previous_procedure":
            sources = tuple(one for one in yielded_by.get(use.requirement.document, ()) if one != item.procedure)
            yield msgspec.structs.replace(use, comes_from=sources)
        else:
            yield use
