"""What the person came for: each procedure with its papers, its deadline and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments import bring as bringing
from appointments import saying
from appointments.desk.access import Desk
from appointments.desk.history import names_of
from appointments.desk.words import Titles
from appointments.models import Appointment, AppointmentProcedure, ProcedureResult
from lifeevents.liststate import ListState
from lifeevents.plans import Plan
from lifeevents.presenting.words import deadline_words
from procedures import reading
from procedures.specs import Said
from sitekit import dates


@dataclass(frozen=True, slots=True)
class Paper:
    name: Said
    form: str
    state: str
    state_word: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One procedure of the visit."""

    item: int
    number: int
    title: Said
    url: str
    agency: Said
    deadline: Any
    brings: tuple[Paper, ...]
    looked_up: tuple[Paper, ...]
    result: ProcedureResult | None
    result_words: str
    by_person: str
    """That the person says to have done it already."""


def matters_of(
    visit: Appointment,
    desk: Desk,
    titles: Titles,
    request: HttpRequest,
    state: ListState | None,
    plan: Plan | None,
) -> tuple[Matter, ...]:
    items = list(visit.procedures.all())
    pages = reading.pages_by_identity({item.procedure_id for item in items}, titles.language)
    bring: Mapping[str, Any] = visit.bring or {}
    whose = names_of({result.by_id for item in items if (result := _result(item))})
    found = []
    for number, item in enumerate(items, 1):
        lines = [line for line in bring.get("lines", []) if item.procedure_id in line["serves"]]
        theirs = [line for line in bring.get("they_provide", []) if item.procedure_id in line["serves"]]
        result = _result(item)
        planned = plan.item(item.procedure_id) if plan else None
        due = planned.next_deadline if planned else None
        mark = state.mark_of(item.procedure_id) if state else None
        page = pages.get(item.procedure_id)
        found.append(
            Matter(
                item=item.pk,
                number=number,
                title=titles.procedure(item.procedure_id),
                url=page["page"].get_url(request) if page else "",
                agency=titles.agency_of(item.procedure_id),
                deadline=deadline_words(due, titles.language, today=desk.today) if due and not result else None,
                brings=tuple(
                    paper_of(line, titles, "not_seen", also=len(line["serves"]) - 1)
                    for line in lines
                    if bringing.seen_to_by(line) == "you"
                ),
                looked_up=(
                    *(
                        paper_of(
                            line,
                            titles,
                            "looked_up",
                            form=_("if they agree") if bringing.seen_to_by(line) == "you_or_them" else "",
                        )
                        for line in lines
                        if bringing.seen_to_by(line) != "you"
                    ),
                    *(paper_of(line, titles, "looked_up", form=_("we have it")) for line in theirs),
                ),
                result=result,
                result_words=_result_words(result, desk, whose, has_list=visit.checklist_id is not None)
                if result
                else "",
                by_person=_("The person says to have done it.")
                if mark and mark.kind == "done_by_me" and not result
                else "",
            )
        )
    return tuple(found)


def _result(item: AppointmentProcedure) -> ProcedureResult | None:
    return getattr(item, "result", None)


def _result_words(result: ProcedureResult, desk: Desk, whose: Mapping[str, str], *, has_list: bool) -> str:
    at = result.at.astimezone(desk.now.tzinfo)
    parts = [
        _("number %(number)s") % {"number": result.number} if result.number else _("without a number"),
        dates.time_in_words(at)
        if at.date() == desk.today
        else f"{dates.in_words(at.date(), today=desk.today)}, {dates.time_in_words(at)}",
        whose.get(result.by_id, ""),
        _("on their list: “handed in at the office”") if has_list else "",
    ]
    return " · ".join(filter(None, parts))


def paper_of(
    line: Mapping[str, Any], titles: Titles, state: str, word: str = "", *, form: str | None = None, also: int = 0
) -> Paper:
    shown = saying.to_bring_words(line["form"], line["copies"]) if form is None else form
    note = ""
    if also > 0:
        note = ngettext("also for %(n)d more", "also for %(n)d more", also) % {"n": also}
    return Paper(titles.document(line), shown, state, word, note)


def once(lines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({line["document"]: line for line in lines}.values())
