"""The small phrases: how a thing is done, whose it is, by when, what it costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lifeevents.guide import Guide
from lifeevents.plans import DatedDeadline, Item
from procedures.specs import ChannelSpec, FeeSpec, Person, ProcedureSpec, Said, Text, say
from procedures.wording import euros
from procedures.wording import joined as joined
from sitekit import dates

SOON_DAYS = 14
# What English writes with a capital inside a sentence.
CAPITAL_IN_ENGLISH = ("Aragón ", "Social Security", "Spanish ", "Zaragoza ")


@dataclass(frozen=True, slots=True)
class DeadlineWords:
    """A deadline as its component takes it, and the rule behind it."""

    kind: str
    strong: str = ""
    rest: str | SafeString = ""
    tint: str = ""
    rule: str | SafeString = ""
    remedy: str | SafeString = ""
    legal_basis: str = ""
    is_verified: bool = True
    on: dt.date | None = None


def shown(text: Text, language: str) -> str | SafeString:
    """Return a text ready for a template: marked with its language when that is not the page's."""
    return shown_said(say(text, language), language)


def shown_said(said: Said, language: str) -> str | SafeString:
    if not said.words or said.language == language:
        return said.words
    return format_html('<span lang="{}">{}</span>', said.language, said.words)


def capital(words: str) -> str:
    """Return the words with a capital first letter."""
    return words[:1].upper() + words[1:]


def lower_first(title: str) -> str:
    """Return a title inside a sentence; an abbreviation ("DNI …") and a name ("Spanish …") keep their capitals."""
    return title if title[1:2].isupper() or title.startswith(CAPITAL_IN_ENGLISH) else title[:1].lower() + title[1:]


def agency_name(guide: Guide, procedure: ProcedureSpec, language: str) -> Said:
    """Return how people call the agency of a procedure."""
    agency = guide.agency_by_id[procedure.agency]
    return say(agency.short_name or agency.name, language)


def channel_words(channel: ChannelSpec | None) -> str:
    """Return how a thing is done, as the second half of a line: "in person, by appointment"."""
    if channel is None or channel.kind == "nothing_to_do":
        return ""
    if channel.kind == "visit":
        return {
            "required": _("in person, by appointment"),
            "recommended": _("in person, better by appointment"),
            "no": _("in person, without appointment"),
        }.get(channel.appointment or "") or _("in person")
    return {
        "online": _("online, without a certificate"),
        "online_identity": _("online, with digital identity"),
        "registry": _("at any public registry"),
        "phone": _("by phone"),
        "post": _("by post"),
    }[channel.kind]


def concerns_words(person: Person) -> str:
    """Return whose a procedure is, when it is not simply the household's."""
    return {
        "me": pgettext("whose procedure", "yours"),
        "other_parent": pgettext("whose procedure", "the other parent's"),
        "child": pgettext("whose procedure", "the child's"),
    }.get(person, "")


def who_line(guide: Guide, item: Item, language: str) -> str:
    """Return "Civil Registry · in person, by appointment"."""
    procedure = guide.procedure_by_id[item.procedure]
    parts = [agency_name(guide, procedure, language).words, channel_words(item.channel)]
    whose = concerns_words(procedure.concerns)
    if procedure.concerns == "other_parent":
        parts.append(whose)
    return " · ".join(part for part in parts if part)


def fee_words(fee: FeeSpec, language: str, *, verified: bool = True) -> str | SafeString:
    """Return "It is free.", "It costs 12 €.", the note, or nothing when it is not known."""
    if fee.amount_eur is None:
        return shown(fee.note, language)
    if not fee.amount_eur:
        return _("It is free.") if verified else ""
    return _("It costs %(amount)s.") % {"amount": euros(fee.amount_eur)}


def days_words(on: dt.date, today: dt.date) -> str:
    return capital(dates.days_left(on, today=today))


def deadline_words(due: DatedDeadline, language: str, *, today: dt.date) -> DeadlineWords:
    """Return one deadline in words: the shape says the kind, the date leads, then the days left.

    A date that could not be verified says where to check it.
    """
    said = _deadline_words(due, language, today=today)
    if due.spec.verified or not said.strong:
        return said
    rest = f"{said.rest}. " if said.rest and said.kind != "passed" else f"{said.rest} " if said.rest else ""
    return replace(said, rest=rest + _("Check the date with the agency"))


def _deadline_words(due: DatedDeadline, language: str, *, today: dt.date) -> DeadlineWords:
    spec = due.spec
    rule, remedy = shown(spec.text, language), shown(spec.remedy, language)
    base = DeadlineWords(
        "open",
        rule=rule,
        remedy=remedy,
        legal_basis=spec.legal_basis or "",
        is_verified=spec.verified,
        on=due.on or due.opens_on,
    )
    if due.opens_on is not None and due.on is not None:
        return _window_words(base, due.opens_on, due.on, remedy, today)
    if due.opens_on is not None:
        words = dates.in_words(due.opens_on, today=today)
        if due.opens_on <= today:
            return replace(base, kind="window", strong=_("Open since %(date)s.") % {"date": words})
        strong = _("Opens on %(date)s.") % {"date": words}
        return replace(base, kind="window", strong=strong, rest=days_words(due.opens_on, today))
    if due.on is None:
        return replace(base, kind=spec.kind if rule else "open", rest=rule)
    words = dates.in_words(due.on, today=today)
    if due.passed:
        if spec.kind == "recommended":
            strong = _("It was better before %(date)s, and is still possible.") % {"date": words}
            return replace(base, kind="recommended", strong=strong)
        strong = _("The last day was %(date)s.") % {"date": words}
        return replace(base, kind="passed", strong=strong, rest=remedy, tint="late")
    tint = "soon" if (due.on - today).days <= SOON_DAYS else ""
    ahead = replace(base, kind=spec.kind, rest=days_words(due.on, today), tint=tint)
    if spec.kind == "recommended":
        return replace(ahead, strong=_("Better before %(date)s.") % {"date": words})
    if spec.kind == "window":
        return replace(ahead, strong=_("Closes on %(date)s.") % {"date": words})
    if due.at is not None:
        time = dates.time_in_words(due.at)
        return replace(ahead, strong=_("Until %(date)s at %(time)s.") % {"date": words, "time": time})
    return replace(ahead, strong=_("Until %(date)s.") % {"date": words})


def _window_words(
    base: DeadlineWords, opens_on: dt.date, on: dt.date, remedy: str | SafeString, today: dt.date
) -> DeadlineWords:
    """Return a window of which both days are known: it opens, it is open, or it has closed."""
    opens, closes = (dates.in_words(day, today=today) for day in (opens_on, on))
    if on < today:
        strong = _("It closed on %(date)s.") % {"date": closes}
        return replace(base, kind="passed", strong=strong, rest=remedy, tint="late")
    if opens_on > today:
        strong = _("Opens on %(opens)s and closes on %(closes)s.") % {"opens": opens, "closes": closes}
        return replace(base, kind="window", strong=strong, rest=days_words(opens_on, today), on=opens_on)
    tint = "soon" if (on - today).days <= SOON_DAYS else ""
    strong = _("Open now, closes on %(date)s.") % {"date": closes}
    return replace(base, kind="window", strong=strong, rest=days_words(on, today), tint=tint, on=on)
