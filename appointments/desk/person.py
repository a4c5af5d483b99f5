"""The person at the desk: what they came for, what they bring, what happened before, and what can be done now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from appointments import saying
from appointments.desk import words
from appointments.desk.access import Desk
from appointments.desk.history import history_of
from appointments.desk.line import standing, ticket_of, waited
from appointments.desk.matters import Matter, Paper, matters_of, once, paper_of
from appointments.desk.possible import possible
from appointments.desk.their_list import ListSummary, list_of, summary_of
from appointments.desk.words import Titles
from appointments.models import Appointment
from lifeevents.presenting.words import capital
from sitekit import dates

State = Appointment.State
Contact = Appointment.Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The panel. `can`: what may be done now, by the name of its address."""

    visit: Appointment
    ticket: str
    when: str
    when_more: str
    facts: tuple[dict[str, str], ...]
    matters: tuple[Matter, ...]
    perhaps: tuple[Paper, ...]
    history: tuple[tuple[str, str], ...]
    summary: ListSummary | None
    can: Mapping[str, bool]
    undo: str
    note: str
    open_words: str


def of_visit(visit: Appointment, desk: Desk, titles: Titles, request: HttpRequest) -> Person:
    """Return the panel of a visit (with everything). A fixed number of queries."""
    state, plan = list_of(visit)
    matters = matters_of(visit, desk, titles, request, state, plan)
    now = possible(visit, desk, has_results=any(one.result for one in matters))
    when, more = _when(visit, desk)
    left = [one for one in matters if one.result is None]
    open_words = ""
    if visit.state == State.CHECKED_IN and left:
        open_words = ngettext("%(n)d procedure has no result", "%(n)d procedures have no result", len(left)) % {
            "n": len(left)
        }
    return Person(
        visit=visit,
        ticket=ticket_of(visit) or dates.time_in_words(visit.starts_local),
        when=when,
        when_more=more,
        facts=_facts(visit, desk, titles),
        matters=matters,
        perhaps=tuple(
            paper_of(line, titles, "depends", _("Depends")) for line in once((visit.bring or {}).get("perhaps", []))
        ),
        history=history_of(visit, desk),
        summary=summary_of(state, plan, titles.language),
        can=now.can,
        undo=now.undo,
        note=now.note,
        open_words=open_words,
    )


# --- The head ---


def _when(visit: Appointment, desk: Desk) -> tuple[str, str]:
    _shape, word, end, _tone = standing(visit, desk)
    if visit.state == State.CHECKED_IN and visit.starts_local.date() == desk.today:
        return words.span(waited(visit, desk)), pgettext("desk", "waiting")
    return capital(end) or word, ""


def _facts(visit: Appointment, desk: Desk, titles: Titles) -> tuple[dict[str, str], ...]:
    day = visit.starts_local.date()
    hours = f"{dates.time_in_words(visit.starts_local)}–{dates.time_in_words(visit.ends_local)}"
    when = hours if day == desk.today else f"{dates.in_words(day, today=desk.today)}, {hours}"
    if visit.state == State.CHECKED_IN and (ticket := getattr(visit, "ticket", None)):
        arrived = dates.time_in_words(ticket.created_at.astimezone(desk.now.tzinfo))
        when = _("%(when)s; arrived at %(time)s") % {"when": when, "time": arrived}
    rows = [
        (_("Visit"), when),
        (pgettext("desk", "Language"), capital(words.language_name(visit.language))),
        (_("For whom"), words.concerned(visit) or visit.name),
        (_("Who comes"), words.coming(visit)),
        (_("Needs"), capital(", ".join(saying.need_words(need) for need in visit.access_needs))),
        (visit.get_contact_kind_display() if visit.contact_value else _("Contact"), _contact(visit)),
        (_("Reference"), visit.reference_shown),
    ]
    return tuple({"key": str(key), "value": value} for key, value in rows if value)


def _contact(visit: Appointment) -> str:
    if visit.contact_value:
        return visit.contact_value
    return _("None: the slip is the proof") if visit.contact_kind == Contact.NONE else ""
