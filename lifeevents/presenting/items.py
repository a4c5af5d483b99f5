"""One item, told in the order people need it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lifeevents import slots
from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from lifeevents.plans import Item, Plan
from lifeevents.presenting import people, timing, words
from lifeevents.presenting.papers import BagView, bag_of_items
from lifeevents.presenting.people import Part
from lifeevents.presenting.reasons import ReasonWords, question_label, reasons_words
from lifeevents.presenting.thread import ThreadItem, blocked_words, still_possible, thread_item, visit_words
from lifeevents.presenting.timing import LatePlace
from lifeevents.presenting.words import DeadlineWords
from procedures import wording
from procedures.conditions import evaluate
from procedures.specs import ChannelKind, ChannelSpec, ProcedureSpec, ResolutionSpec, Said, say
from sitekit import dates

AFTERWARDS_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One way to do it."""

    kind: ChannelKind
    title: str
    icon: str
    note: str | SafeString
    url: str | None
    phone: str | None
    auth: str
    who_must_come: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SourceView:
    publisher: str
    title: str
    url: str | None
    seen: str


@dataclass(frozen=True, slots=True)
class Before:
    """Something that goes first."""

    procedure: str
    title: Said
    is_done: bool
    is_needed: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """Everything the page of an item says."""

    procedure: str
    title: Said
    agency: Said
    agency_short: str
    summary: str | SafeString
    thread: ThreadItem
    is_done: bool
    marked_by_me: bool
    concerns: str
    is_optional: bool
    state: str
    settled_by: str | None
    settled_words: str
    reasons: list[ReasonWords]
    deadlines: list[DeadlineWords]
    remedies: list[str | SafeString]
    before: list[Before]
    before_words: str
    better_before: list[Before]
    """What is easier first while something else has to be done first."""
    better_words: str
    channels: list[ChannelView]
    chosen: ChannelView | None
    bag: BagView
    fee: str | SafeString
    benefit: str | SafeString
    resolution: list[str | SafeString]
    afterwards: list[tuple[str, Said]]
    afterwards_more: int
    instead: list[tuple[str, Said]]
    """Other things of the list that do the same, once this one's day has passed."""
    unverified: set[str]
    unverified_text: str | SafeString
    sources: list[SourceView]
    legal_basis: tuple[str, ...]
    official_url: str | None
    checked: str
    visit: DeadlineWords | None
    visit_url: str | None
    whose: str
    """"For you and for the other parent", where people answer for themselves."""
    parts: list[Part]
    start: DeadlineWords | None
    late: LatePlace | None
    opens: list[tuple[str, Said]]
    puts_online: list[tuple[str, Said]]
    said_done: list[ReasonWords]
    """The answers that say that it is done."""
    blocked: tuple[str, str] | None


def item_view(state: ListState, plan: Plan, item: Item, language: str) -> ItemView:
    """Return what the page of an item says. A fixed number of queries: holidays, visits, first free places."""
    guide, today = state.guide, plan.today
    procedure = guide.procedure_by_id[item.procedure]
    visits = slots.visits_of.get()(state)
    visit = visits.get(item.procedure)
    mark = state.mark_of(item.procedure)
    channels = [channel_view(one, item, language) for one in procedure.channels_for_people()]
    asks = item.settled_by[0] if item.settled_by else None
    said = item_deadlines(item, language, today)
    opens = set(item.opens)
    afterwards = [
        one.procedure
        for one in plan.items
        if item.procedure in one.after and one.status != "done" and one.procedure not in opens
    ]
    sources = [source_view(guide, source, today) for source in procedure.sources if source in guide.source_by_id]
    before = _before(guide, plan, item, language)
    late = timing.late_places(state, plan, visits, only=item.procedure)
    return ItemView(
        procedure=item.procedure,
        title=say(procedure.title, language),
        agency=say(guide.agency_by_id[procedure.agency].name, language),
        agency_short=words.agency_name(guide, procedure, language).words,
        summary=words.shown(procedure.summary, language),
        thread=thread_item(state, item, plan, visits, language),
        is_done=item.status == "done",
        marked_by_me=mark is not None and mark.kind == "done_by_me",
        concerns=wording.concerns_sentence(procedure.concerns),
        is_optional=procedure.optional,
        state=item.state,
        settled_by=asks,
        settled_words=question_label(guide.question_by_id[asks], language).words if asks else "",
        reasons=reasons_words(guide, item.reasons, language),
        deadlines=said,
        remedies=[one.remedy for one in said if one.remedy and one.tint != "late" and item.status != "done"],
        before=[one for one in before if one.is_needed or not item.waiting_for],
        before_words=_before_words(item, plan) if item.waiting_for else _free_order_words(item, plan),
        better_before=[one for one in before if item.waiting_for and not one.is_needed and not one.is_done],
        better_words=_free_order_words(item, plan),
        channels=channels,
        chosen=next((one for one in channels if one.is_chosen), None),
        bag=bag_of_items(state, [item], language),
        fee=words.fee_words(procedure.fee, language),
        benefit=words.shown(procedure.benefit, language),
        resolution=resolution_words(procedure, item, language, today=today),
        afterwards=_titles(guide, afterwards[:AFTERWARDS_AT_MOST], language),
        afterwards_more=len(afterwards[AFTERWARDS_AT_MOST:]),
        instead=_titles(guide, [one for one in item.instead if item.passed and plan.item(one)], language),
        unverified=set(procedure.unverified),
        unverified_text=words.shown(procedure.unverified_text, language),
        sources=sources,
        legal_basis=procedure.legal_basis,
        official_url=procedure.official_url,
        checked=_checked(guide, procedure, today),
        visit=visit_words(visit, today) if visit else None,
        visit_url=visit.url if visit else None,
        whose=people.whose_words(state, item, language),
        parts=people.parts_of(guide, item, language),
        start=timing.start_words(guide, item, language, today=today),
        late=timing.late_place(guide, item, late[item.procedure], today=today) if late else None,
        opens=_titles(guide, list(item.opens), language),
        puts_online=_titles(guide, list(item.puts_online), language),
        said_done=_said_done(state, procedure, language) if item.said_done else [],
        blocked=blocked_words(state, item, plan, language) if item.status == "blocked" else None,
    )


def _said_done(state: ListState, procedure: ProcedureSpec, language: str) -> list[ReasonWords]:
    if procedure.done_when is None:
        return []
    return reasons_words(state.guide, evaluate(procedure.done_when, state.answers).reasons, language)


def item_deadlines(item: Item, language: str, today: dt.date) -> list[DeadlineWords]:
    """Return every deadline, the one to show first in front; on this page a passed one keeps its remedy apart."""
    ordered = sorted(item.deadlines, key=lambda due: due != item.next_deadline)
    result = []
    for due in ordered:
        said = words.deadline_words(due, language, today=today)
        if said.strong or said.rest or said.rule:
            result.append(said)
    return result


def channel_view(channel: ChannelSpec, item: Item, language: str) -> ChannelView:
    """Return one way to do it."""
    return ChannelView(
        kind=channel.kind,
        title=wording.channel_title(channel),
        icon=wording.ICONS[channel.kind],
        note=words.shown(channel.note, language),
        url=channel.url,
        phone=channel.phone,
        auth=wording.auth_words(channel.auth),
        who_must_come=wording.who_must_come_words(channel.who_must_come),
        is_chosen=item.channel is not None and item.channel.kind == channel.kind,
    )


def resolution_words(procedure: ProcedureSpec, item: Item, language: str, *, today: dt.date) -> list[str | SafeString]:
    """Return when they answer, and what silence means, only where it is known."""
    spec: ResolutionSpec = procedure.resolution
    result: list[str | SafeString] = []
    if item.answer_by is not None:
        result.append(timing.answer_words(item.answer_by, today=today))
        return [*result, words.shown(spec.note, language)] if spec.note else result
    if spec.value and spec.unit and "resolution" not in procedure.unverified:
        result.append(_("They have %(time)s to answer.") % {"time": wording.length_words(spec.value, spec.unit)})
    # A note says it better than our sentence does.
    if "silence" not in procedure.unverified and not spec.note and (said := wording.silence_words(spec.silence)):
        result.append(said)
    if spec.note:
        result.append(words.shown(spec.note, language))
    return result


def source_view(guide: Guide, source: str, today: dt.date) -> SourceView:
    spec = guide.source_by_id[source]
    seen = dates.in_words(dt.date.fromisoformat(spec.seen_on), today=today, weekday=False) if spec.seen_on else ""
    return SourceView(spec.publisher, spec.title, spec.url, seen)


def _checked(guide: Guide, procedure: ProcedureSpec, today: dt.date) -> str:
    """Return the newest day a source was read, in words."""
    seen = [guide.source_by_id[one].seen_on for one in procedure.sources if one in guide.source_by_id]
    newest = max((one for one in seen if one), default=None)
    return dates.in_words(dt.date.fromisoformat(newest), today=today, weekday=False) if newest else ""


def _before(guide: Guide, plan: Plan, item: Item, language: str) -> list[Before]:
    result = []
    for one in still_possible(item.after, plan):
        other = plan.item(one)
        if other is None:
            continue
        title = say(guide.procedure_by_id[one].title, language)
        result.append(Before(one, title, other.status == "done", one in item.waiting_for))
    return result


def _titles(guide: Guide, procedures: list[str], language: str) -> list[tuple[str, Said]]:
    return [(one, say(guide.procedure_by_id[one].title, language)) for one in procedures]


def _before_words(item: Item, plan: Plan) -> str:
    if len(item.waiting_for_one_of) == 1 and len(still_possible(item.waiting_for_one_of[0], plan)) > 1:
        return _("One of these is enough:")
    return _("Until this is done you cannot do it:")


def _free_order_words(item: Item, plan: Plan) -> str:
    if all((other := plan.item(one)) and other.status == "done" for one in still_possible(item.after, plan)):
        return _("You have already done what goes first:")
    return _("It is easier in this order, but nothing stops you:")
