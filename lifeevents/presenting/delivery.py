"""One delivery: what can be handed in on one trip to any registry, with one folder for all agencies."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from lifeevents import slots
from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from lifeevents.plans import Item, Plan
from lifeevents.presenting import words
from lifeevents.presenting.papers import BagView, bag_view
from lifeevents.presenting.thread import blocked_words, open_sentence, waiting_words, who_words
from lifeevents.presenting.words import DeadlineWords
from lifeevents.slots import WayToAPlace
from procedures.specs import Said, say

# Here a rule has room: whether applications are open decides if the trip is worth it.
LONG_SENTENCE = 400


@dataclass(frozen=True, slots=True)
class Handed:
    """One procedure that can be handed in.

    `why`: what it waits for, when it has to wait; `rule`: what is known of its time in words, when it has no day.
    """

    procedure: str
    title: Said
    agency: str
    deadline: DeadlineWords | None = None
    why: str | SafeString = ""
    rule: str | SafeString = ""


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One trip: what is handed in, the folder for all of it, where, and what has to wait."""

    now: tuple[Handed, ...]
    later: tuple[Handed, ...]
    bag: BagView
    agencies: int
    offices: tuple[WayToAPlace, ...]


def delivery_view(state: ListState, plan: Plan, language: str) -> DeliveryView | None:
    """Return the one trip of a list, None when there is none. A fixed number of queries, for the offices."""
    delivery = plan.delivery
    if delivery is None:
        return None
    now = [item for one in delivery.procedures if (item := plan.item(one)) is not None]
    later = [item for one in delivery.later if (item := plan.item(one)) is not None]
    return DeliveryView(
        now=tuple(_handed(state, item, plan, language) for item in now),
        later=tuple(_waiting(state, item, plan, language) for item in later),
        bag=bag_view(state.guide, delivery.folder, language),
        agencies=len({state.guide.procedure_by_id[item.procedure].agency for item in now}),
        offices=tuple(slots.registries_near.get()(registry_services(state.guide), state.municipality, language)),
    )


def registry_services(guide: Guide) -> tuple[str, ...]:
    """Return the services that attend what is handed in at a registry, as the procedures of the guide name them."""
    channels = (one for procedure in guide.procedures for one in procedure.channels if one.kind == "registry")
    return tuple(dict.fromkeys(service for one in channels for service in one.services))


def _handed(state: ListState, item: Item, plan: Plan, language: str) -> Handed:
    procedure = state.guide.procedure_by_id[item.procedure]
    due = item.next_deadline
    deadline = words.deadline_words(due, language, today=plan.today) if due and due.on and not due.passed else None
    agency = words.agency_name(state.guide, procedure, language).words
    rule = "" if deadline else open_sentence(item, language, at_most=LONG_SENTENCE)
    return Handed(item.procedure, say(procedure.title, language), agency, deadline, rule=rule)


def _waiting(state: ListState, item: Item, plan: Plan, language: str) -> Handed:
    procedure = state.guide.procedure_by_id[item.procedure]
    why = waiting_words(state.guide, item, plan, language)
    if item.status == "blocked":
        why = " ".join(blocked_words(state, item, plan, language))
    return Handed(item.procedure, say(procedure.title, language), who_words(state, item, language), why=why)
