"""The things of a list, one by one: the shape of each on the thread, its word, and one line about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifeevents import slots
from lifeevents.guide import Guide
from lifeevents.liststate import ListState, Mark
from lifeevents.plans import Item, Plan
from lifeevents.presenting import people, timing, words
from lifeevents.presenting.reasons import question_label
from lifeevents.presenting.words import DeadlineWords
from procedures.specs import Said, say
from sitekit import dates

SHORT_SENTENCE = 110
OPENS_AT_LEAST = 2
"""So many things wait for one before its row says so."""


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """One thing on the thread; the fields that its component takes, and what its links need."""

    procedure: str
    title: Said
    status: str
    who: str
    word: str = ""
    strong: str = ""
    note: str | SafeString = ""
    ask: str | None = None
    """The question that settles it."""
    deadline: DeadlineWords | None = None
    deadline2: DeadlineWords | None = None
    """By when to begin."""
    past: bool = False


def thread_item(
    state: ListState,
    item: Item,
    plan: Plan,
    visits: Mapping[str, slots.VisitOnList],
    language: str,
    *,
    late: Mapping[str, dt.datetime] | None = None,
) -> ThreadItem:
    """Return one thing of the list: its shape, its word, and one line about it.

    `late`: first free places after the last day (presenting.timing).
    """
    guide, today = state.guide, plan.today
    procedure = guide.procedure_by_id[item.procedure]
    base = ThreadItem(item.procedure, say(procedure.title, language), "todo", who_words(state, item, language))
    mark = state.mark_of(item.procedure)
    if mark is not None and item.status == "done":
        return _marked(base, item, mark, today)
    if item.said_done:
        said = DeadlineWords("done", _("Done already,"), _("as you told us"), "done")
        return replace(base, status="done", word=_("Done"), deadline=said)
    visit = visits.get(item.procedure)
    if visit is not None:
        return replace(base, status="visit", word=_("Visit"), deadline=visit_words(visit, today))
    if item.state == "may_apply":
        return _perhaps(base, guide, item, language, today)
    if item.channel is not None and item.channel.kind == "nothing_to_do":
        note = _("They do it. You have nothing to do.")
        return replace(base, status="they_do_it", note=note, word=_("They do it"))
    deadline = words.deadline_words(item.next_deadline, language, today=today) if item.next_deadline else None
    if item.passed and deadline is not None:
        note = deadline.remedy or _remedy_elsewhere(guide, item, plan, language)
        plain = replace(deadline, rest="", tint="")
        return replace(base, status="passed", word=_("The date has passed"), deadline=plain, note=note)
    start = timing.start_words(guide, item, language, today=today)
    return _open(replace(base, deadline=deadline, deadline2=start), state, item, plan, language, late or {})


def _perhaps(base: ThreadItem, guide: Guide, item: Item, language: str, today: dt.date) -> ThreadItem:
    """Return something that may be for the person; a day after which a right is lost is told before that is known."""
    asks = item.settled_by[0] if item.settled_by else None
    label = question_label(guide.question_by_id[asks], language).words if asks else ""
    note = _("The agency decides.")
    if label:
        note = _("It depends on: %(question)s.") % {"question": words.lower_first(label)}
    limit, deadline = item.next_deadline, None
    if limit is not None and limit.spec.kind == "hard" and limit.on is not None and not limit.passed:
        deadline = words.deadline_words(limit, language, today=today)
    return replace(base, status="may_apply", strong=_("It may be for you."), note=note, ask=asks, deadline=deadline)


def _open(
    base: ThreadItem, state: ListState, item: Item, plan: Plan, language: str, late: Mapping[str, dt.datetime]
) -> ThreadItem:
    """Return something still to be done: it can be done, it waits, or it cannot go on."""
    guide = state.guide
    if item.status == "blocked":
        strong, note = blocked_words(state, item, plan, language)
        asks = _asks_for_blocked(item, plan)
        return replace(base, status="waiting", word=_("It cannot go on yet"), strong=strong, note=note, ask=asks)
    if item.status == "waiting":
        note = waiting_words(guide, item, plan, language)
        return replace(base, status="waiting", word=_("Waiting"), note=note)
    status = "next" if item.procedure == plan.next_item else "todo"
    note = "" if base.deadline else open_sentence(item, language)
    if any(one.done for one in item.whose):
        note = _half_done(guide, item, language)
    elif item.procedure in late:
        place = timing.late_place(guide, item, late[item.procedure], today=plan.today)
        return replace(base, status=status, strong=place.text, note=place.other_words)
    elif others := _in_its_place(item, plan):
        note = one_is_enough(guide, others, language)
    elif item.puts_online:
        note = online_words(item)
    elif len(item.opens) >= OPENS_AT_LEAST:
        note = opens_words(item)
    return replace(base, status=status, note=note)


def _in_its_place(item: Item, plan: Plan) -> list[str]:
    """Return what can be done instead of an item and is open, while its own day has not passed."""
    others = ((one, plan.item(one)) for one in item.instead)
    return (
        [] if item.passed else [one for one, other in others if other and other.status != "done" and not other.passed]
    )


def one_is_enough(guide: Guide, others: list[str], language: str) -> str:
    """Return that of several ways to the same thing one is enough."""
    titles = words.joined([f"“{say(guide.procedure_by_id[one].title, language).words}”" for one in others])
    return _("One is enough: this, or %(others)s.") % {"others": titles}


def _half_done(guide: Guide, item: Item, language: str) -> str:
    """Return who has done their part and who has not, of a thing that each does for themselves."""
    done, left = (
        words.joined([people.name_of(guide, one.person, language) for one in item.whose if one.done is is_done])
        for is_done in (True, False)
    )
    return _("Done: %(who)s. Still to do: %(left)s.") % {"who": done, "left": left}


def who_words(state: ListState, item: Item, language: str) -> str:
    """Return "Civil Registry · in person, by appointment · for you and for the other parent"."""
    whose = words.lower_first(people.whose_words(state, item, language))
    return " · ".join(part for part in (words.who_line(state.guide, item, language), whose) if part)


def opens_words(item: Item) -> str:
    """Return how many other things of the list wait for what this one gives."""
    n = len(item.opens)
    return ngettext("It opens %(n)d other thing of your list.", "It opens %(n)d other things of your list.", n) % {
        "n": n
    }


def online_words(item: Item) -> str:
    """Return how many other things of the list could be done online with what this one gives."""
    n = len(item.puts_online)
    return ngettext(
        "With it you could do %(n)d other thing of your list online.",
        "With it you could do %(n)d other things of your list online.",
        n,
    ) % {"n": n}


def blocked_words(state: ListState, item: Item, plan: Plan, language: str) -> tuple[str, str]:
    """Return that it cannot go on, and why: what it needs was refused, or perhaps is not for the person."""
    guide = state.guide
    for group in item.waiting_for_one_of or (item.waiting_for,):
        others = [other for one in group if (other := plan.item(one)) is not None]
        if any(one.state == "applies" and _mark_kind(state, one) != "refused" for one in others):
            continue
        titles = _(" or ").join(_title(guide, one.procedure, language) for one in others)
        if any(_mark_kind(state, one) == "refused" for one in others):
            return _("It cannot go on."), _("It needs this, which was refused: %(what)s.") % {"what": titles}
        return _("It may not be possible."), _("It needs this, which may not be for you: %(what)s.") % {"what": titles}
    return _("Waiting"), waiting_words(guide, item, plan, language)


def _asks_for_blocked(item: Item, plan: Plan) -> str | None:
    """Return the question that settles whether what it needs is for the person."""
    for one in item.waiting_for:
        other = plan.item(one)
        if other is not None and other.state == "may_apply" and other.settled_by:
            return other.settled_by[0]
    return None


def _mark_kind(state: ListState, item: Item) -> str:
    mark = state.mark_of(item.procedure)
    return mark.kind if mark else ""


def _title(guide: Guide, procedure: str, language: str) -> str:
    return words.lower_first(say(guide.procedure_by_id[procedure].title, language).words)


def waiting_words(guide: Guide, item: Item, plan: Plan, language: str) -> str:
    """Return "Waits for: birth registration"; of several ways that are enough, "a or b"."""
    groups = []
    for group in item.waiting_for_one_of or tuple((one,) for one in item.waiting_for):
        titles = [say(guide.procedure_by_id[one].title, language).words for one in still_possible(group, plan)]
        groups.append(_(" or ").join(words.lower_first(title) for title in titles))
    return _("Waits for: %(what)s") % {"what": "; ".join(groups)}


def still_possible(group: tuple[str, ...], plan: Plan) -> tuple[str, ...]:
    """Return the ways of a group whose day has not passed, or all when every one has."""
    open_ones = tuple(one for one in group if not ((item := plan.item(one)) and item.passed))
    return open_ones or group


def visit_ahead(visits: Mapping[str, slots.VisitOnList], plan: Plan) -> str | None:
    """Return the thing whose visit comes next, when nothing has to be done before it.

    Also when its own visit is what the first thing to do waits for, even after its last day.
    """
    open_ones = {item.procedure for item in plan.items if item.status != "done"}
    starts = sorted((visit.start, procedure) for procedure, visit in visits.items() if procedure in open_ones)
    if not starts:
        return None
    item = plan.item(plan.next_item) if plan.next_item else None
    if item is not None and item.procedure in visits:
        return starts[0][1]
    due = item.next_deadline.on if item and item.next_deadline and not item.next_deadline.passed else None
    start, procedure = starts[0]
    return procedure if due is None or timezone.localtime(start).date() <= due else None


def visit_words(visit: slots.VisitOnList, today: dt.date) -> DeadlineWords:
    start = timezone.localtime(visit.start)
    strong = _("Visit on %(date)s, %(time)s.") % {
        "date": dates.in_words(start.date(), today=today),
        "time": dates.time_in_words(start),
    }
    rest = " ".join(filter(None, [visit.place, _("You wrote it down.") if visit.typed_in else ""]))
    return DeadlineWords("visit", strong, rest, on=start.date())


def _marked(base: ThreadItem, item: Item, mark: Mark, today: dt.date) -> ThreadItem:
    on = timezone.localtime(mark.at).date()
    when = dates.in_words(on, today=today)
    match mark.kind:
        case "handed_in":
            number = _("Number %(number)s.") % {"number": mark.number} if mark.number else ""
            rest = f"{words.capital(when)}. {number}".strip()
            note = timing.answer_words(item.answer_by, today=today) if item.answer_by else ""
            said = DeadlineWords("done", _("Handed in at the office."), rest, "done")
            return replace(base, status="handed_in", note=note, deadline=said)
        case "granted":
            done = DeadlineWords("done", _("Granted."), words.capital(when), "done")
            return replace(base, status="done", word=_("Granted"), deadline=done)
        case "refused":
            return replace(base, status="refused", strong=_("Refused."), note=words.capital(when))
    done = DeadlineWords("done", _("I have done this,"), when, "done", on=on)
    return replace(base, status="done", word=_("Done"), deadline=done)


def _remedy_elsewhere(guide: Guide, item: Item, plan: Plan, language: str) -> str:
    """Return where a passed thing is solved, when another thing of the list does the same."""
    ways = [one for one in item.instead if plan.item(one) is not None]
    if ways:
        title = say(guide.procedure_by_id[ways[0]].title, language).words
        return _("Do this instead: %(what)s") % {"what": words.lower_first(title)}
    return _("Ask the agency what you can still do.")


def open_sentence(item: Item, language: str, *, at_most: int = SHORT_SENTENCE) -> str | SafeString:
    """Return what is known of a thing's time when it has no day: the first rule in so many letters, "" without one."""
    for due in item.deadlines:
        sentence = words.shown(due.spec.text, language)
        if sentence and len(sentence) <= at_most:
            return words.capital(sentence) if not isinstance(sentence, SafeString) else sentence
    return ""
