"""The line: the visits of one day at one office, as rows in groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from appointments import saying
from appointments.desk import finding, words
from appointments.desk.access import Desk
from appointments.desk.words import Titles
from appointments.models import Appointment
from sitekit import dates

State = Appointment.State
LATE_AFTER = dt.timedelta(minutes=5)
SOON = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person in the line. `more`: whom it concerns, language, needs, the day when it is another."""

    visit: int
    url: str
    status: str
    word: str
    ticket: str
    name: str
    end: str
    tone: str
    time: str
    reason: str
    papers: str
    more: str
    is_open: bool
    is_next: bool


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    rows: tuple[Row, ...]
    columns: str = ""
    empty: str = ""

    @property
    def count(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on the left of the desk. `nothing`: title and what to do, when there is no row at all."""

    groups: tuple[Group, ...]
    counts: tuple[dict[str, str], ...] = ()
    nothing: dict[str, str] | None = None
    next_url: str = ""
    next_name: str = ""


def of_day(visits: Sequence[Appointment], on: dt.date, desk: Desk, titles: Titles, *, open_visit: int = 0) -> Line:
    """Return the line of one day: who is here, who is to come, who is done."""
    here = sorted(
        (visit for visit in visits if visit.state == State.CHECKED_IN), key=lambda one: (one.starts_at, _number(one))
    )
    to_come = [visit for visit in visits if visit.state == State.BOOKED]
    done = [visit for visit in visits if visit.state in (State.SERVED, State.NO_SHOW)]
    first = here[0].pk if here and on == desk.today else 0
    make = _Rows(desk, titles, open_visit=open_visit, first=first)
    coming = pgettext("desk", "To come") if on >= desk.today else _("Nobody wrote what came of it")
    groups = [
        Group("here", pgettext("desk", "Here"), make.rows(here), _("minutes waiting") if here else ""),
        Group("to_come", coming, make.rows(to_come)),
        Group("done", pgettext("desk", "Over"), make.rows(done)),
    ]
    following = next((visit for visit in here if visit.pk != open_visit), None)
    return Line(
        groups=tuple(group for group in groups if group.rows),
        counts=_counts(here, to_come, done, desk, on),
        nothing=_nothing(on, desk) if not any(group.rows for group in groups) else None,
        next_url=_url(desk, following) if following and on == desk.today else "",
        next_name=_called(following) if following else "",
    )


def of_found(found: finding.Found, typed: str, desk: Desk, titles: Titles, *, open_visit: int = 0) -> Line:
    """Return what a search found: today's first, then the other days."""
    make = _Rows(desk, titles, open_visit=open_visit, query="?found=1", with_day=True)
    groups = [
        Group("today", _("Found today"), make.rows(found.today)),
        Group("other_days", _("On other days"), make.rows(found.other_days)),
    ]
    nothing = None
    if not found.all:
        nothing = {
            "title": _("Nobody found with “%(typed)s”.") % {"typed": typed},
            "text": _(
                "Try only the first surname, the last digits of the phone, or the six letters of the reference. "
                "The visit may be at another office: it stands on their slip."
            ),
        }
    return Line(tuple(group for group in groups if group.rows), nothing=nothing)


class _Rows:
    def __init__(
        self,
        desk: Desk,
        titles: Titles,
        *,
        open_visit: int = 0,
        first: int = 0,
        query: str = "",
        with_day: bool = False,
    ) -> None:
        self.desk, self.titles, self.open_visit, self.first = desk, titles, open_visit, first
        self.query, self.with_day = query, with_day

    def rows(self, visits: Iterable[Appointment]) -> tuple[Row, ...]:
        return tuple(self.row(visit) for visit in visits)

    def row(self, visit: Appointment) -> Row:
        status, word, end, tone = standing(visit, self.desk)
        hour = dates.time_in_words(visit.starts_local)
        ticket = ticket_of(visit)
        day = visit.starts_local.date()
        more = [
            dates.in_words(day, today=self.desk.today) if self.with_day and day != self.desk.today else "",
            _("For %(who)s") % {"who": who} if (who := words.concerned(visit)) else "",
            words.language_name(visit.language) if visit.language != settings.LANGUAGE_CODE else "",
            *(saying.need_words(need) for need in visit.access_needs),
        ]
        return Row(
            visit=visit.pk,
            url=_url(self.desk, visit) + self.query,
            status=status,
            word=word,
            ticket=ticket or hour,
            name=visit.name or _("Name deleted"),
            end=end,
            tone=tone,
            time=hour if ticket else "",
            reason=words.purpose(visit, self.titles),
            papers=words.papers_count(visit),
            more=" · ".join(filter(None, more)),
            is_open=visit.pk == self.open_visit,
            is_next=visit.pk == self.first,
        )


def standing(visit: Appointment, desk: Desk) -> tuple[str, str, str, str]:
    """Return how a visit stands: shape, its word, what stands at the end of its row, and the tone of that."""
    is_today = visit.starts_local.date() == desk.today
    match visit.state:
        case State.CHECKED_IN:
            return "waiting", pgettext("desk", "Waiting"), _waited(visit, desk) if is_today else "", ""
        case State.SERVED:
            return "finished", pgettext("desk", "Attended"), pgettext("row", "attended"), "done"
        case State.NO_SHOW:
            return "no_show", pgettext("desk", "Did not come"), pgettext("row", "did not come"), ""
        case State.CANCELLED:
            return "no_show", pgettext("desk", "Cancelled"), pgettext("desk", "cancelled"), ""
    if not is_today:
        past = visit.starts_local.date() < desk.today
        return (
            ("late", pgettext("desk", "Not closed"), "", "")
            if past
            else ("to_come", pgettext("desk", "To come"), "", "")
        )
    ahead = visit.starts_at - desk.now
    if -ahead > LATE_AFTER:
        return "late", pgettext("desk", "Late"), _("%(time)s late") % {"time": words.span(-ahead)}, "late"
    soon = _("in %(time)s") % {"time": words.span(ahead)} if ahead.total_seconds() >= 60 else pgettext("desk", "now")
    return "to_come", pgettext("desk", "To come"), soon if ahead < SOON else "", ""


def ticket_of(visit: Appointment) -> str:
    ticket = getattr(visit, "ticket", None)
    return ticket.shown if ticket else ""


def waited(visit: Appointment, desk: Desk) -> dt.timedelta:
    ticket = getattr(visit, "ticket", None)
    return desk.now - ticket.created_at if ticket else dt.timedelta()


def _waited(visit: Appointment, desk: Desk) -> str:
    return str(max(int(waited(visit, desk).total_seconds() // 60), 0))


def _number(visit: Appointment) -> int:
    ticket = getattr(visit, "ticket", None)
    return ticket.number if ticket else 0


def _url(desk: Desk, visit: Appointment) -> str:
    return reverse("desk:visit", kwargs={"office": desk.office.pk, "visit": visit.pk})


def _called(visit: Appointment) -> str:
    return f"{ticket_of(visit)} {visit.name}".strip()


def _counts(
    here: Sequence[Appointment],
    to_come: Sequence[Appointment],
    done: Sequence[Appointment],
    desk: Desk,
    on: dt.date,
) -> tuple[dict[str, str], ...]:
    late = sum(1 for visit in to_come if standing(visit, desk)[3] == "late")
    missed = sum(1 for visit in done if visit.state == State.NO_SHOW)
    longest = max((waited(visit, desk) for visit in here), default=dt.timedelta())
    served = len(done) - missed
    rows = [
        (str(len(here)), npgettext("desk", "waits", "wait", len(here)) if on == desk.today else ""),
        (words.span(longest) if here and on == desk.today else "", _("longest wait")),
        (str(len(to_come)), pgettext("desk", "to come") if on >= desk.today else pgettext("desk", "not closed")),
        (str(late) if late else "", pgettext("desk", "late")),
        (str(served) if on <= desk.today else "", npgettext("desk", "attended", "attended", served)),
        (str(missed) if missed else "", npgettext("desk", "did not come", "did not come", missed)),
    ]
    return tuple({"number": number, "text": text} for number, text in rows if number and text)


def _nothing(on: dt.date, desk: Desk) -> dict[str, str]:
    if on == desk.today:
        return {"title": _("No visits today."), "text": _("Visits booked for today will stand here.")}
    return {
        "title": _("No visits on %(day)s.") % {"day": dates.in_words(on, today=desk.today)},
        "text": _("Choose another day, or look for somebody by name."),
    }
