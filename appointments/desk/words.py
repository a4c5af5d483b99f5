"""Words of the desk: titles of procedures, names of languages and people, minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from appointments import bring as bringing
from appointments.models import Appointment, AppointmentPerson
from lifeevents import editions
from lifeevents.guide import Guide
from lifeevents.presenting.words import joined, lower_first
from procedures import reading
from procedures.specs import Said, say

Role = AppointmentPerson.Role


class Titles:
    """What procedures, papers and agencies are called, in one language. A fixed number of queries for any visits."""

    def __init__(self, visits: Iterable[Appointment], language: str) -> None:
        self.language = language
        self._procedures = {item.procedure_id for visit in visits for item in visit.procedures.all()}

    @cached_property
    def guides(self) -> list[Guide]:
        return [edition.guide for edition in editions.all_current()]

    @cached_property
    def _on_pages(self) -> dict[str, dict[str, Any]]:
        """Titles of procedures that no guide in force has."""
        missing = {one for one in self._procedures if not any(one in guide.procedure_by_id for guide in self.guides)}
        return reading.pages_by_identity(missing, self.language) if missing else {}

    def procedure(self, procedure: str) -> Said:
        for guide in self.guides:
            if procedure in guide.procedure_by_id:
                return say(guide.procedure_by_id[procedure].title, self.language)
        found = self._on_pages.get(procedure)
        return found["title"] if found else Said(procedure, self.language)

    def agency_of(self, procedure: str) -> Said:
        for guide in self.guides:
            if procedure in guide.procedure_by_id:
                return self.agency(guide.procedure_by_id[procedure].agency)
        return Said("", self.language)

    def agency(self, agency: str) -> Said:
        for guide in self.guides:
            if agency in guide.agency_by_id:
                spec = guide.agency_by_id[agency]
                return say(spec.short_name or spec.name, self.language)
        return Said("", self.language)

    def document(self, line: Mapping[str, Any]) -> Said:
        """Return the name of a paper frozen at booking, in the language of the desk where there is one."""
        if line["name_language"] != self.language:
            for guide in self.guides:
                if line["document"] in guide.document_by_id:
                    return say(guide.document_by_id[line["document"]].name, self.language)
        return Said(line["name"], line["name_language"])


def purpose(visit: Appointment, titles: Titles) -> str:
    """Return what a visit is for: "Birth registration and 1 more"."""
    found = [titles.procedure(item.procedure_id).words for item in visit.procedures.all()]
    if len(found) < 2:
        return "".join(found)
    more = len(found) - 1
    return ngettext("%(what)s and %(n)d more", "%(what)s and %(n)d more", more) % {"what": found[0], "n": more}


def concerned(visit: Appointment) -> str:
    """Return whom a visit concerns, when it is not only who booked it."""
    people = [one for one in visit.people.all() if one.is_concerned]
    others = [one for one in people if one.role != Role.ME or (one.name and one.name != visit.name)]
    return joined([person(one) for one in people]) if others else ""


def coming(visit: Appointment) -> str:
    return joined([person(one) for one in visit.people.all() if one.comes])


def person(one: AppointmentPerson) -> str:
    role = _("the holder of the visit") if one.role == Role.ME else lower_first(str(one.get_role_display()))
    return f"{one.name} ({role})" if one.name and one.role != Role.ME else one.name or role


def language_name(code: str) -> str:
    """Return the name of a language, in the desk's, as it stands inside a sentence."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
    return name if get_language() == "en" else name.lower()


def papers_to_bring(visit: Appointment) -> int:
    return sum(bringing.seen_to_by(line) == "you" for line in (visit.bring or {}).get("lines", []))


def papers_count(visit: Appointment) -> str:
    count = papers_to_bring(visit)
    return ngettext("%(n)d paper", "%(n)d papers", count) % {"n": count} if count else ""


def span(length: dt.timedelta) -> str:
    """Return "18 min", "1 h 5 min", "3 h"."""
    minutes = max(int(length.total_seconds() // 60), 0)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)d min") % {"n": minutes}
    return _("%(h)d h %(n)d min") % {"h": hours, "n": rest} if rest else _("%(h)d h") % {"h": hours}
