"""A visit in words: for its slip, its calendar file and its messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from appointments import bring as bringing
from appointments import keys
from appointments.models import Appointment
from lifeevents import editions
from lifeevents.guide import Guide
from lifeevents.paper import form_words
from lifeevents.presenting.words import joined
from procedures.specs import Form, Said, say
from sitekit import codes, dates


@dataclass(frozen=True, slots=True)
class Bring:
    """One paper to bring."""

    name: Said
    form: str
    notes: tuple[Said, ...] = ()
    instead_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitWords:
    """Everything that is said of a visit."""

    whose: str
    date: str
    time: str
    ends: str
    place: str
    address: str
    phone: str
    hours: str
    reference: str
    code: str
    purposes: tuple[Said, ...]
    minutes: str
    concerns: str
    needs: tuple[str, ...]
    bring: tuple[Bring, ...]
    perhaps: tuple[Bring, ...]
    they_see_to: str
    url: str
    slip_url: str


def of_visit(appointment: Appointment, *, language: str) -> VisitWords:
    """Return a visit in words. Queries: its procedures and people when not prefetched, and the editions in force."""
    with translation.override(language):
        guides = _guides(appointment)
        office = appointment.office
        starts = appointment.starts_local
        bring: Mapping[str, Any] = appointment.bring or {}
        lines = [line for line in bring.get("lines", []) if bringing.seen_to_by(line) != "them"]
        seen = [line for line in bring.get("lines", []) if bringing.seen_to_by(line) == "them"]
        perhaps = bring.get("perhaps", [])
        name = partial(_document, guides=guides, language=language)
        purposes = [one.procedure_id for one in appointment.procedures.all()]
        people = [one for one in appointment.people.all() if one.is_concerned and one.name]
        return VisitWords(
            whose=appointment.name,
            date=dates.in_words(starts.date()),
            time=dates.time_in_words(starts),
            ends=dates.time_in_words(appointment.ends_local),
            place=appointment.place_in(language),
            address=_address(appointment),
            phone=office.phone if office else "",
            hours=say(office.hours_text, language).words if office else "",
            reference=appointment.reference_shown,
            code=codes.show(keys.code_of(appointment)) if appointment.reference else "",
            purposes=tuple(_title(procedure, guides, language) for procedure in purposes),
            minutes=ngettext("About %(n)d minute.", "About %(n)d minutes.", appointment.minutes)
            % {"n": appointment.minutes},
            concerns=joined([one.name for one in people]),
            needs=tuple(need_words(need) for need in appointment.access_needs),
            bring=tuple(_bring(line, lines, name) for line in lines),
            perhaps=tuple(_bring(line, perhaps, name) for line in perhaps),
            they_see_to="; ".join(dict.fromkeys(name(line).words for line in [*bring.get("they_provide", []), *seen])),
            url=address_of("visit", appointment, language),
            slip_url=address_of("visit_slip", appointment, language),
        )


def address_of(name: str, appointment: Appointment, language: str) -> str:
    """Return the whole address of a page of the visit, reached by its secret link."""
    with translation.override(language):
        try:
            path = reverse(f"appointments:{name}", kwargs={"token": appointment.token}, urlconf=settings.ROOT_URLCONF)
        except NoReverseMatch:
            return ""
    return settings.SITE_URL + path


def when(appointment: Appointment, language: str) -> str:
    """Return "lunes 30 de noviembre, 9:20"."""
    with translation.override(language):
        starts = appointment.starts_local
        return f"{dates.in_words(starts.date())}, {dates.time_in_words(starts)}"


def need_words(need: str) -> str:
    """Return what is kept ready for somebody: "an interpreter (ar)"."""
    kind, _colon, detail = need.partition(":")
    words = {
        "interpreter": _("an interpreter"),
        "step_free": _("a step-free desk"),
        "video": _("by video"),
        "extra_time": _("more time"),
    }.get(kind, kind)
    return f"{words} ({detail})" if detail else words


def breakable(date: str) -> str:
    """Return a date in words that may be set in two lines: "lunes 30 / de noviembre"."""
    return re.sub(r" de ", f" de{dates.NBSP}", date.replace(dates.NBSP, " "))


def _address(appointment: Appointment) -> str:
    office = appointment.office
    if office is None:
        return appointment.place_address
    town = f"{office.postal_code} {office.municipality.name if office.municipality else ''}".strip()
    return ", ".join(part for part in (office.address, town) if part)


def _guides(appointment: Appointment) -> list[Guide]:
    """Return the guides to find titles in: that of the list it came from first."""
    found = [editions.get(appointment.edition_id).guide] if appointment.edition_id else []
    return found + [edition.guide for edition in editions.all_current()]


def _title(procedure: str, guides: Iterable[Guide], language: str) -> Said:
    for guide in guides:
        if procedure in guide.procedure_by_id:
            return say(guide.procedure_by_id[procedure].title, language)
    return Said(procedure, language)


def _document(line: Mapping[str, Any], *, guides: Iterable[Guide], language: str) -> Said:
    """Return the name of a frozen paper: its words, or those of another language when that is asked for."""
    if line["name_language"] != language:
        for guide in guides:
            if line["document"] in guide.document_by_id:
                return say(guide.document_by_id[line["document"]].name, language)
    return Said(line["name"], line["name_language"])


def _bring(line: Mapping[str, Any], beside: Iterable[Mapping[str, Any]], name: Callable[..., Said]) -> Bring:
    return Bring(
        name=name(line),
        form=_form(line),
        notes=tuple(Said(words, language) for words, language in [*line.get("conditions", ()), *line["notes"]]),
        instead_of="; ".join(name(one).words for one in bringing.other_ways(line, beside)),
    )


def _form(line: Mapping[str, Any]) -> str:
    form = to_bring_words(line["form"], line["copies"])
    if bringing.seen_to_by(line) == "you_or_them":
        return _("they look it up if you agree; if not, %(form)s") % {"form": form}
    return form


def to_bring_words(form: Form, copies: int) -> str:
    """Return how a paper is brought to a visit: an original is shown."""
    return pgettext("on paper", "original, to show") if form == "original" and copies == 1 else form_words(form, copies)
