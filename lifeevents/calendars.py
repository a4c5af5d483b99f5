"""The dates of a list as a calendar file: one whole day per deadline, replaced when it is made again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lifeevents.liststate import ListState
from lifeevents.plans import DatedDeadline, Item
from lifeevents.presenting import words
from procedures.specs import say
from sitekit import calendar_file
from sitekit.calendar_file import Alarm, Entry
from sitekit.codes import fingerprint

# At nine in the morning, before a day that begins at 00:00.
THE_DAY_BEFORE = dt.timedelta(hours=15)
A_WEEK_BEFORE = dt.timedelta(days=6, hours=15)


def of_list(state: ListState, *, language: str, now: dt.datetime, url: str = "") -> bytes:
    """Return the calendar file of a list. Queries: those of `ListState.plan`.

    UIDs last: of a saved list by its id, of an unsaved one by its event, date and place. What is done is sent as
    cancelled, so that reading the file again clears it.
    """
    today = timezone.localdate(now)
    with translation.override(language):
        entries = [
            entry
            for item in state.plan(today=today).items
            for due in item.deadlines
            for entry in _entries(state, item, due, language, today, url)
        ]
        title = say(state.guide.event.title, language).words
        return calendar_file.build(entries, name=_("Dates: %(title)s") % {"title": title}, language=language, now=now)


def list_id(state: ListState) -> str:
    """Return what a list is called in the UIDs of its dates."""
    if state.checklist_id is not None:
        return str(state.checklist_id)
    return fingerprint(f"{state.edition.life_event}~{state.event_on}~{state.due_on}~{state.municipality}")


def _entries(
    state: ListState, item: Item, due: DatedDeadline, language: str, today: dt.date, url: str
) -> Iterator[Entry]:
    procedure = state.guide.procedure_by_id[item.procedure]
    is_done = item.status == "done"
    if is_done and not state.is_saved:
        return
    title = say(procedure.title, language).words
    rule = say(due.spec.text, language).words
    lines = [words.who_line(state.guide, item, language), rule]
    if item.state == "may_apply":
        lines.append(_("It may be for you: answer what is left to know."))
    if due.expected:
        lines.append(_("Counted from the expected day."))
    if not due.spec.verified:
        agency = words.agency_name(state.guide, procedure, language).words
        lines.append(_("Check it with %(agency)s.") % {"agency": agency})
    name = (list_id(state), item.procedure, due.spec.key)
    for part, on, heading in (((), due.on, _heading(due)), (("opens",), due.opens_on, _("Opens: %(title)s"))):
        if on is None or on < today:
            continue
        yield Entry(
            uid=calendar_file.uid(*name, *part, domain=settings.MESSAGE_ID_DOMAIN),
            sequence=state.calendar_sequence,
            summary=heading % {"title": title},
            start=on,
            description="\n".join(line for line in lines if line),
            url=url,
            alarms=_alarms(due, on, title, today),
            cancelled=is_done,
        )


def _heading(due: DatedDeadline) -> str:
    if due.spec.kind == "recommended":
        return _("Recommended by today: %(title)s")
    if due.spec.kind == "window":
        return _("Closes: %(title)s")
    return _("Last day: %(title)s")


def _alarms(due: DatedDeadline, on: dt.date, title: str, today: dt.date) -> tuple[Alarm, ...]:
    alarms = [Alarm(before=THE_DAY_BEFORE, words=_("Tomorrow: %(title)s") % {"title": title})]
    if due.spec.kind == "hard" and (on - today).days > 7:
        alarms.insert(0, Alarm(before=A_WEEK_BEFORE, words=_("One week left: %(title)s") % {"title": title}))
    return tuple(alarms)
