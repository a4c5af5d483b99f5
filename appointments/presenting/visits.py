"""One visit as its page says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments import bring as bringing
from appointments import saying
from appointments.forms.details import shown_phone
from appointments.keys import code_of
from appointments.models import Appointment, AppointmentPerson
from lifeevents.presenting.papers import BagView, PaperGroup, PaperLine
from lifeevents.presenting.words import joined, lower_first
from procedures.specs import Said
from sitekit import codes, dates

State = Appointment.State
Contact = Appointment.Contact
FORMS = (
    ("original_and_copy", "copy"),
    ("original", "eye"),
    ("copy", "copy"),
    ("electronic", "file"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPage:
    """Everything that the page of a visit says. `how_it_stands`: coming, arrived, attended, missed, past, cancelled."""

    uid: str
    how_it_stands: str
    is_typed_in: bool
    may_change: bool
    may_cancel: bool
    day: str
    days: str
    hour: str
    minutes: int
    purposes: tuple[Said, ...]
    what: str
    reference: str
    code: str
    place: str
    place_lines: tuple[str, ...]
    office_url: str
    phone: str
    bag: BagView
    facts: tuple[dict[str, str], ...]
    told_by: str


def page_of(visit: Appointment, *, language: str, now: dt.datetime) -> VisitPage:
    """Return what the page says (the visit with everything)."""
    said = saying.of_visit(visit, language=language)
    today = now.astimezone(visit.starts_local.tzinfo).date()
    stands = how_it_stands(visit, now)
    is_here = visit.places == Appointment.Places.HERE
    return VisitPage(
        uid=str(visit.calendar_uid),
        how_it_stands=stands,
        is_typed_in=not is_here,
        may_change=stands == "coming" and is_here and visit.starts_at > now,
        may_cancel=stands == "coming",
        day=dates.in_words(visit.starts_local.date(), today=today),
        days=days_words((visit.starts_local.date() - today).days) if stands == "coming" else "",
        hour=dates.time_in_words(visit.starts_local),
        minutes=visit.minutes,
        purposes=said.purposes,
        what=joined([title.words for title in said.purposes]),
        reference=visit.reference_shown,
        code=codes.show(code_of(visit)) if is_here else "",
        place=said.place,
        place_lines=_address_lines(visit),
        office_url=reverse("appointments:office", kwargs={"office": visit.office_id}) if visit.office_id else "",
        phone=said.phone,
        bag=bag_of(visit.bring or {}),
        facts=_facts(visit),
        told_by=_told_by(visit),
    )


def how_it_stands(visit: Appointment, now: dt.datetime) -> str:
    match visit.state:
        case State.CANCELLED | State.RELEASED:
            return "cancelled"
        case State.SERVED:
            return "attended"
        case State.NO_SHOW:
            return "missed"
    if visit.ends_at <= now:
        return "past"
    return "arrived" if visit.state == State.CHECKED_IN else "coming"


def days_words(days: int) -> str:
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


def bag_of(bring: Mapping[str, Any]) -> BagView:
    """Return what to bring as it was frozen at booking, in the groups of a list's papers."""
    lines, perhaps = bring.get("lines", []), bring.get("perhaps", [])
    mine = _seen_to_by("you", lines)
    titles = {
        "original_and_copy": _("Bring the original and a copy"),
        "original": _("Show the original"),
        "copy": _("Bring a copy"),
        "electronic": _("In electronic form"),
    }
    certain = {line["document"] for line in lines}
    they = [
        _group("agree", _("They look this up if you agree"), "building", _seen_to_by("you_or_them", lines),
               _("They will ask you. If you prefer not to agree, bring it.")),
        _group("look", _("They look this up themselves"), "building", _seen_to_by("them", lines),
               _("Do not bring it. You may object; then you bring it.")),
        _group("provide", _("They have this already"), "building", bring.get("they_provide", [])),
    ]  # fmt: skip
    maybe = _group(
        "perhaps", _("You may need this too"), "info", [line for line in perhaps if line["document"] not in certain],
        _("It depends on your case. If in doubt, bring it."),
    )  # fmt: skip
    groups = [_group(form, titles[form], icon, [one for one in mine if one["form"] == form]) for form, icon in FORMS]
    return BagView(
        bring=tuple(group for group in groups if group.papers),
        they_look=tuple(group for group in they if group.papers),
        perhaps=maybe if maybe.papers else None,
        number=len(mine),
    )


def _seen_to_by(whom: str, lines: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [line for line in lines if bringing.seen_to_by(line) == whom]


def _group(key: str, title: str, icon: str, lines: Sequence[Mapping[str, Any]], text: str = "") -> PaperGroup:
    done: set[str] = set()
    papers = []
    for line in lines:
        if line["document"] in done:
            continue
        others = bringing.other_ways(line, lines)
        if not line.get("other_ways"):
            done |= {one["document"] for one in others}
        notes = [words for words, _language in line["notes"]]
        remarks = [*_what_was_said(line), *notes[:1]]
        papers.append(
            PaperLine(
                document=line["document"],
                name=Said(line["name"], line["name_language"]),
                copies=line["copies"],
                more=remarks[0] if remarks else "",
                more2=remarks[1] if len(remarks) > 1 else "",
                conditions=tuple(words for words, _language in line.get("conditions", ())),
                alternatives=tuple(Said(lower_first(one["name"]), one["name_language"]) for one in others),
            )
        )
    count = ngettext("%(n)d paper", "%(n)d papers", len(papers)) % {"n": len(papers)}
    return PaperGroup(key, title, icon, tuple(papers), text, count)


def _what_was_said(line: Mapping[str, Any]) -> list[str]:
    match line.get("choice"):
        case "objected":
            return [_("You object to their looking it up.")]
        case "authorised":
            return [_("You agree: you do not bring it.")]
    return []


def _facts(visit: Appointment) -> tuple[dict[str, str], ...]:
    """Return whose visit it is, for whom, who comes, and how they are reached."""
    people = list(visit.people.all())
    rows = [
        (_("Name"), visit.name),
        (_("For"), joined([_person(one) for one in people if one.is_concerned])),
        (_("Who is going"), joined([_person(one) for one in people if one.comes])),
        (_("You need"), joined([saying.need_words(need) for need in visit.access_needs])),
        (_("How we reach you"), _contact(visit)),
    ]
    return tuple({"key": key, "value": value} for key, value in rows if value)


def _person(person: Any) -> str:
    if person.role == AppointmentPerson.Role.ME:
        return person.name or _("you")
    role = lower_first(person.get_role_display())
    return f"{person.name} ({role})" if person.name else role


def _address_lines(visit: Appointment) -> tuple[str, ...]:
    if visit.office is None:
        return (visit.place_address,) if visit.place_address else ()
    town = visit.office.municipality.name if visit.office.municipality else ""
    lines = (visit.office.address, f"{visit.office.postal_code} {town}".strip())
    return tuple(line for line in lines if line)


def _contact(visit: Appointment) -> str:
    match visit.contact_kind:
        case Contact.MOBILE | Contact.LANDLINE:
            return shown_phone(visit.contact_value)
        case Contact.NONE:
            return _("None: the slip is your proof")
    return visit.contact_value


def _told_by(visit: Appointment) -> str:
    """Return what we send, or that the slip is the proof."""
    if visit.places == Appointment.Places.ELSEWHERE:
        return ""
    match visit.contact_kind:
        case Contact.EMAIL:
            return _("We send it to %(email)s too, with the file for your calendar.") % {"email": visit.contact_value}
        case Contact.MOBILE | Contact.LANDLINE:
            shown = {"phone": shown_phone(visit.contact_value)}
            return _("If something changes the office calls you: %(phone)s.") % shown
        case Contact.POST:
            return _("If something changes and there is time, the office writes to you. Keep the slip: it is proof.")
        case Contact.HELPER:
            return _("If something changes the office tells %(who)s.") % {"who": visit.contact_value}
    return _("We cannot reach you. Keep the slip, or write down the reference and the code: they are your proof.")
