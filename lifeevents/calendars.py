"""The dates of a list as a calendar file: one whole day per deadline, replaced when it is made again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import msgspec
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lifeevents import manner
from lifeevents.liststate import ListState
from lifeevents.models import Checklist
from lifeevents.plans import DatedDeadline, Item
from lifeevents.presenting import words
from procedures.specs import say
from sitekit import calendar_file, links, mail
from sitekit.calendar_file import Alarm, Entry
from sitekit.codes import fingerprint

FEED = "checklist-calendar"
"""Purpose of the links by which calendars subscribe to a list's dates: they open nothing else."""
# At nine in the morning, before a day that begins at 00:00.
THE_DAY_BEFORE = dt.timedelta(hours=15)
A_WEEK_BEFORE = dt.timedelta(days=6, hours=15)


class ListCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """A calendar file, and what to remember of it: entry → ISO date, of what is in calendars once it has been read."""

    content: bytes
    given: dict[str, str]


class _Dated(msgspec.Struct, frozen=True, kw_only=True):
    """One day of one deadline. `name` is its part of the UID: "procedure.deadline" or "procedure.deadline.opens"."""

    name: str
    on: dt.date
    heading: str
    item: Item
    due: DatedDeadline


def of_list(
    state: ListState,
    *,
    language: str,
    now: dt.datetime,
    url: str = "",
    given: Mapping[str, str] | None = None,
    is_feed: bool = False,
) -> ListCalendar:
    """Return the calendar file of a list. Queries: those of `ListState.plan`.

    UIDs last: of a saved list by its id, of an unsaved one by its event, date and place. `given`: what earlier files
    gave. What is there no more (done, not on the list now, the list stopped) is sent as cancelled under its old UID, so
    that reading the file again clears it. A file that only takes away says so by its method, but not to a subscriber.
    """
    today = timezone.localdate(now)
    with translation.override(language), manner.of_event(state.edition.life_event):
        title = say(state.guide.event.title, language).words
        dated = [] if state.stopped_at else [one for one in _dated(state, today) if one.item.status != "done"]
        names = {one.name for one in dated}
        gone = {name: on for name, on in (given or {}).items() if name not in names and on >= today.isoformat()}
        entries = [_entry(state, one, language, today, url) for one in dated]
        entries += [_cancelled(state, name, dt.date.fromisoformat(on), language) for name, on in gone.items()]
        only_takes_away = state.stopped_at is not None and bool(entries) and not is_feed
        content = calendar_file.build(
            entries,
            name=_("Dates: %(title)s") % {"title": title},
            language=language,
            now=now,
            method="CANCEL" if only_takes_away else "PUBLISH",
            organiser=mail.sender() if only_takes_away else None,
        )
    return ListCalendar(content=content, given={**gone, **{one.name: one.on.isoformat() for one in dated}})


def feed_of(checklist: Checklist, language: str) -> str:
    """Return the address by which a calendar subscribes to a list's dates; a new link of the list ends it."""
    token = links.token(FEED, checklist.pk, checklist.link_version)
    with translation.override(language):
        path = reverse("lifeevents:feed", kwargs={"token": token}, urlconf=settings.ROOT_URLCONF)
    return settings.SITE_URL + path


def list_id(state: ListState) -> str:
    """Return what a list is called in the UIDs of its dates."""
    if state.checklist_id is not None:
        return str(state.checklist_id)
    return fingerprint(f"{state.edition.life_event}~{state.event_on}~{state.due_on}~{state.municipality}")


def _dated(state: ListState, today: dt.date) -> Iterator[_Dated]:
    for item in state.plan(today=today, with_questions=False).items:
        for due in item.deadlines:
            name = f"{item.procedure}.{due.spec.key}"
            days = ((name, due.on, _heading(due)), (f"{name}.opens", due.opens_on, _("Opens: %(title)s")))
            for named, on, heading in days:
                if on is not None and on >= today:
                    yield _Dated(name=named, on=on, heading=heading, item=item, due=due)


def _uid(state: ListState, name: str) -> str:
    return calendar_file.uid(list_id(state), name, domain=settings.MESSAGE_ID_DOMAIN)


def _entry(state: ListState, dated: _Dated, language: str, today: dt.date, url: str) -> Entry:
    item, due = dated.item, dated.due
    procedure = state.guide.procedure_by_id[item.procedure]
    title = say(procedure.title, language).words
    lines = [words.who_line(state.guide, item, language), say(due.spec.text, language).words]
    if item.state == "may_apply":
        lines.append(_("It may be for you: answer what is left to know."))
    if due.expected:
        lines.append(_("Counted from the expected day."))
    if not due.spec.verified:
        agency = words.agency_name(state.guide, procedure, language).words
        lines.append(_("Check it with %(agency)s.") % {"agency": agency})
    return Entry(
        uid=_uid(state, dated.name),
        sequence=state.calendar_sequence,
        summary=dated.heading % {"title": title},
        start=dated.on,
        description="\n".join(line for line in lines if line),
        url=url,
        alarms=_alarms(due, dated.on, title, today),
    )


def _cancelled(state: ListState, name: str, on: dt.date, language: str) -> Entry:
    procedure = state.guide.procedure_by_id.get(name.partition(".")[0])
    return Entry(
        uid=_uid(state, name),
        sequence=state.calendar_sequence,
        summary=say((procedure or state.guide.event).title, language).words,
        start=on,
        cancelled=True,
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
