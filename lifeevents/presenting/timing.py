"""When to begin, when they must have answered, and whether a visit still comes in time; in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from lifeevents import slots
from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from lifeevents.plans import AnswerBy, Item, Plan
from lifeevents.presenting import words
from lifeevents.presenting.words import DeadlineWords, joined
from procedures import wording
from procedures.specs import ChannelSpec, say
from sitekit import dates


@dataclass(frozen=True, slots=True)
class LatePlace:
    """The first free place comes after the last day: what it says, and the other ways to do it in time."""

    text: str
    others: tuple[ChannelSpec, ...] = ()
    other_words: str = ""


def start_words(guide: Guide, item: Item, language: str, *, today: dt.date) -> DeadlineWords | None:
    """Return by which day to begin so that all that goes before is done in time; `rule`: what that is."""
    start = item.start_by
    if start is None or item.status == "done":
        return None
    last = next((due.on for due in item.deadlines if due.spec.key == start.deadline), None)
    before = [_title(guide, one, language) for one in start.before]
    not_known = [_title(guide, one, language) for one in start.not_known]
    sentences = []
    if before:
        sentences.append(_("Before it you need: %(what)s.") % {"what": _(", then ").join(before)})
    if not_known:
        said = _("Nobody publishes how long this takes: %(what)s. The earlier, the better.")
        sentences.append(said % {"what": joined(not_known)})
    rule = " ".join(sentences)
    if start.on == last:
        return DeadlineWords("recommended", _("Start well before that day."), rule=rule) if not_known else None
    if start.passed or start.on < today:
        strong = _("To be in time it was safe to start by %(date)s.") % {"date": dates.in_words(start.on, today=today)}
        return DeadlineWords("recommended", strong, _("Start now"), "soon", rule=rule)
    strong = _("Start by %(date)s.") % {"date": dates.in_words(start.on, today=today)}
    tint = "soon" if (start.on - today).days <= words.SOON_DAYS else ""
    return DeadlineWords("recommended", strong, words.days_words(start.on, today), tint, rule=rule, on=start.on)


def answer_words(answer: AnswerBy, *, today: dt.date) -> str:
    """Return until when they have to answer, and what it means when they do not."""
    if answer.on is not None:
        until = _("They have until %(date)s to answer.") % {"date": dates.in_words(answer.on, today=today)}
        if answer.on < today:
            until = _("They had until %(date)s to answer.") % {"date": dates.in_words(answer.on, today=today)}
    else:
        time = wording.length_words(answer.term.value, answer.term.unit)
        until = _("They have %(time)s to answer, from the day it is handed in.") % {"time": time}
    if answer.silence == "positive":
        return f"{until} {_('If they do not, it counts as granted.')}"
    return f"{until} {_('If they do not, it counts as refused, and an appeal is possible.')}"


def late_places(
    state: ListState, plan: Plan, visits: Mapping[str, slots.VisitOnList], *, only: str | None = None
) -> dict[str, dt.datetime]:
    """Return the first free place of each thing whose last day comes before it.

    A fixed number of queries for the whole list; none when nothing has to be booked. `only`: for one thing.
    """
    last_days = {item.procedure: on for item in plan.items if (on := _last_day(item)) and item.procedure not in visits}
    asked = tuple(one for one in last_days if only in (None, one))
    if not asked:
        return {}
    free = slots.first_free.get()(asked, state.municipality)
    return {one: at for one, at in free.items() if timezone.localtime(at).date() > last_days[one]}


def _last_day(item: Item) -> dt.date | None:
    """Return the last day of something that takes a visit and is still to be done in time."""
    if item.status == "done" or item.state != "applies" or item.channel is None or item.channel.kind != "visit":
        return None
    due = item.next_deadline
    return due.on if due and due.spec.kind == "hard" and not due.passed else None


def late_place(guide: Guide, item: Item, at: dt.datetime, *, today: dt.date) -> LatePlace:
    """Return the warning about a first free place after the last day, and how else it is done in time."""
    on = timezone.localtime(at).date()
    text = _("The first free place is on %(date)s, after the last day.") % {"date": dates.in_words(on, today=today)}
    channels = guide.procedure_by_id[item.procedure].channels_for_people()
    others = tuple(one for one in channels if one.kind not in ("visit", "nothing_to_do"))
    how = _(" or ").join(words.channel_words(one) for one in others)
    return LatePlace(text, others, _("In time: %(how)s.") % {"how": how} if how else "")


def _title(guide: Guide, procedure: str, language: str) -> str:
    return words.lower_first(say(guide.procedure_by_id[procedure].title, language).words)
