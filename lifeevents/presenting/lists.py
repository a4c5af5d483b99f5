"""The whole list as one page tells it: the next thing, the thread by phase and date, what is not for you."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifeevents import slots
from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from lifeevents.plans import Item, Plan, counts
from lifeevents.presenting import timing, words
from lifeevents.presenting.reasons import ReasonWords, brought_in_words, reasons_words
from lifeevents.presenting.thread import ThreadItem, thread_item, visit_ahead
from procedures.specs import Said, say
from sitekit import dates

OPEN_PHASE_DAYS = 100
CHAIN_AT_LEAST = 3


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of time with its items. `today` is the place of today among them, if it is here."""

    id: str
    title: Said
    meta: str
    items: tuple[ThreadItem, ...]
    is_open: bool
    past: bool
    today: int | None = None


@dataclass(frozen=True, slots=True)
class NextThing:
    """The band: what to do now, or what is awaited when nothing is left to do now."""

    procedure: str | None
    title: str | Said
    kind: str = "hard"
    date: str = ""
    days: str | SafeString = ""
    channel_kind: str = ""
    channel_url: str | None = None
    visit_url: str | None = None
    """Where to see, change or cancel the visit, when the next thing is one."""


@dataclass(frozen=True, slots=True)
class NotForYou:
    """A procedure left out, and why."""

    procedure: str
    title: Said
    agency: Said
    reasons: list[ReasonWords]
    who_text: str | SafeString
    instead: list[tuple[str, Said]]
    instead_text: str | SafeString
    brought_in_by: list[ReasonWords]
    """The answers that together would bring it in."""


@dataclass(frozen=True, slots=True)
class ListView:
    """Everything a list page says."""

    title: Said
    plan: Plan
    next: NextThing
    phases: tuple[Phase, ...]
    yes: int
    maybe: int
    no: int
    yes_words: str
    maybe_words: str
    today_words: str
    today_is_first: bool
    not_for_you: tuple[NotForYou, ...]
    chain: tuple[tuple[str, Said], ...] = ()
    """The longest row of things of which each waits for the one before it, where it is long enough to say."""


def list_view(state: ListState, plan: Plan, language: str) -> ListView:
    """Return the list as its page tells it. A fixed number of queries: holidays, visits, first free places."""
    guide = state.guide
    visits = slots.visits_of.get()(state)
    late = timing.late_places(state, plan, visits)
    items = {item.procedure: thread_item(state, item, plan, visits, language, late=late) for item in plan.items}
    first_ahead = next(
        (
            one.procedure
            for one in plan.items
            if items[one.procedure].status not in {"done", "passed", "handed_in", "refused"}
        ),
        None,
    )
    before_today = True
    phases = []
    for part in plan.phases:
        spec = next(phase for phase in guide.event.phases if phase.id == part.phase)
        inside, today_at = [], None
        is_open = _is_open(part.until, plan, part.items)
        for place, procedure in enumerate(part.items):
            if procedure == first_ahead:
                before_today, today_at = False, place
            inside.append(replace(items[procedure], past=before_today))
        phases.append(
            Phase(
                id=part.phase,
                title=say(spec.title, language),
                meta=_phase_meta(part.until, plan, len(part.items), is_open=is_open),
                items=tuple(inside),
                is_open=is_open,
                past=bool(inside) and inside[0].past,
                today=today_at,
            )
        )
    if first_ahead is None and phases:
        phases[-1] = replace(phases[-1], today=len(phases[-1].items))
    total = counts(plan, guide)
    agencies = {guide.procedure_by_id[item.procedure].agency for item in plan.items if item.state == "applies"}
    return ListView(
        title=say(guide.event.title, language),
        plan=plan,
        next=next_thing(state, plan, items, language, visits),
        phases=tuple(phases),
        yes=total.certain,
        maybe=total.may,
        no=total.excluded,
        yes_words=certain_words(total.certain, len(agencies)),
        maybe_words=may_words(total.may),
        today_words=dates.in_words(plan.today, today=plan.today),
        today_is_first=bool(plan.items) and first_ahead == plan.items[0].procedure,
        not_for_you=tuple(not_for_you(guide, plan, language)),
        chain=chain(guide, plan, language),
    )


def chain(guide: Guide, plan: Plan, language: str) -> tuple[tuple[str, Said], ...]:
    """Return the longest chain of things that wait for each other, when it is worth saying."""
    if len(plan.longest_chain) < CHAIN_AT_LEAST:
        return ()
    return tuple((one, say(guide.procedure_by_id[one].title, language)) for one in plan.longest_chain)


def certain_words(certain: int, agencies: int) -> str:
    things = ngettext("%(n)d procedure is for you", "%(n)d procedures are for you", certain) % {"n": certain}
    of = ngettext("of %(n)d public body", "of %(n)d public bodies", agencies) % {"n": agencies}
    return f"{things}, {of}." if certain else f"{things}."


def may_words(may: int) -> str:
    return ngettext("%(n)d more may be.", "%(n)d more may be.", may) % {"n": may} if may else ""


def next_thing(
    state: ListState,
    plan: Plan,
    items: Mapping[str, ThreadItem],
    language: str,
    visits: Mapping[str, slots.VisitOnList],
) -> NextThing:
    """Return what the band says: a visit when it comes before the rest, else what to do, else what is awaited."""
    item = plan.item(plan.next_item) if plan.next_item else None
    if (ahead := visit_ahead(visits, plan)) and (visit := _visit(items.get(ahead), visits)):
        return visit
    if item is None:
        return _awaited(plan, items)
    procedure = state.guide.procedure_by_id[item.procedure]
    fee = words.fee_words(procedure.fee, language, verified="fee" not in procedure.unverified)
    how = words.channel_words(item.channel)
    facts = [words.capital(how) + "." if how else "", fee if procedure.fee.amount_eur is not None else ""]
    deadline = words.deadline_words(item.next_deadline, language, today=plan.today) if item.next_deadline else None
    base = NextThing(
        item.procedure,
        say(procedure.title, language),
        kind="open",
        days=" ".join(filter(None, facts)),
        channel_kind=item.channel.kind if item.channel else "",
        channel_url=item.channel.url if item.channel else None,
    )
    if deadline is None or not deadline.strong:
        return base
    left = f"{deadline.rest}." if deadline.kind != "passed" and deadline.rest else ""
    return replace(
        base, kind=deadline.kind, date=deadline.strong.rstrip("."), days=" ".join(filter(None, [left, *facts]))
    )


def _visit(item: ThreadItem | None, visits: Mapping[str, slots.VisitOnList]) -> NextThing | None:
    if item is None or item.status != "visit" or item.deadline is None:
        return None
    strong, rest = item.deadline.strong.rstrip("."), item.deadline.rest
    return NextThing(item.procedure, item.title, "visit", strong, rest, visit_url=visits[item.procedure].url)


def _awaited(plan: Plan, items: Mapping[str, ThreadItem]) -> NextThing:
    waiting = [one for one in items.values() if one.status in {"waiting", "they_do_it"}]
    maybe = [one for one in items.values() if one.status == "may_apply"]
    if plan.next_question:
        return NextThing(None, _("Answer the questions that are left"), days=_("Then we can say what comes first."))
    theirs = _done_by_others(plan, items)
    if theirs is not None:
        n = len(theirs.opens)
        days = ngettext(
            "Others do it, and %(n)d thing waits for it. When it is done, say so on its page.",
            "Others do it, and %(n)d things wait for it. When it is done, say so on its page.",
            n,
        ) % {"n": n}
        return NextThing(theirs.procedure, items[theirs.procedure].title, kind="open", days=days)
    if waiting:
        n = len(waiting)
        days = ngettext("%(n)d is waiting for something else.", "%(n)d are waiting for something else.", n) % {"n": n}
        return NextThing(None, _("You have nothing to do now"), days=days)
    if maybe:
        return NextThing(None, _("You have nothing to do now"), days=may_words(len(maybe)))
    return NextThing(
        None, _("You have done everything on your list"), days=_("Keep it until every answer has arrived.")
    )


def _done_by_others(plan: Plan, items: Mapping[str, ThreadItem]) -> Item | None:
    """Return what others do and most of the rest waits for, if there is such a thing."""
    theirs = [one for one in plan.items if items[one.procedure].status == "they_do_it" and one.opens]
    return max(theirs, key=lambda one: len(one.opens), default=None)


def not_for_you(guide: Guide, plan: Plan, language: str) -> list[NotForYou]:
    """Return what is left out, the answers that decided, and what to look at instead."""
    result = []
    for one in plan.excluded:
        procedure = guide.procedure_by_id[one.procedure]
        result.append(
            NotForYou(
                procedure=one.procedure,
                title=say(procedure.title, language),
                agency=words.agency_name(guide, procedure, language),
                reasons=reasons_words(guide, one.reasons, language),
                who_text=words.shown(procedure.who_text, language),
                instead=[
                    (other, say(guide.procedure_by_id[other].title, language))
                    for other in one.instead
                    if other in guide.procedure_by_id
                ],
                instead_text=words.shown(procedure.instead_text, language),
                brought_in_by=brought_in_words(guide, one.brought_in_by, language),
            )
        )
    return result


def _phase_meta(until: dt.date | None, plan: Plan, number: int, *, is_open: bool) -> str:
    if until is not None:
        date = dates.in_words(until, today=plan.today)
        if is_open:
            return _("until %(date)s") % {"date": date}
        both = ngettext("%(n)d procedure, until %(date)s", "%(n)d procedures, until %(date)s", number)
        return both % {"n": number, "date": date}
    return ngettext("%(n)d procedure, no set date", "%(n)d procedures, no set date", number) % {"n": number}


def _is_open(until: dt.date | None, plan: Plan, items: tuple[str, ...]) -> bool:
    if plan.next_item in items:
        return True
    if until is None:
        return plan.event_on is None and plan.due_on is None
    base = max(plan.today, plan.event_on or plan.due_on or plan.today)
    return until <= base + dt.timedelta(days=OPEN_PHASE_DAYS)
