"""A visit as a calendar file: booked, changed or cancelled under one UID."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from appointments import saying
from appointments.models import Appointment
from sitekit import calendar_file, letterhead, mail
from sitekit.calendar_file import Alarm, Entry, Method

A_DAY_BEFORE = dt.timedelta(days=1)
TWO_HOURS_BEFORE = dt.timedelta(hours=2)


def of_visit(
    appointment: Appointment, *, language: str, now: dt.datetime, method: Method | None = None, attendee: str = ""
) -> bytes:
    """Return the calendar file of a visit, for a download (PUBLISH, or CANCEL once it is cancelled) or a message.

    It tells the reference and not the secret link: calendars are shared.
    """
    is_cancelled = appointment.state == Appointment.State.CANCELLED
    method = method or ("CANCEL" if is_cancelled else "PUBLISH")
    visit = saying.of_visit(appointment, language=language)
    zone = ZoneInfo(appointment.zone)
    with translation.override(language):
        purposes = "; ".join(title.words for title in visit.purposes)
        lines = [purposes, _("Reference: %(reference)s") % {"reference": visit.reference} if visit.reference else ""]
        if visit.bring:
            lines.append(
                _("Bring: %(papers)s.") % {"papers": "; ".join(f"{one.name.words} ({one.form})" for one in visit.bring)}
            )
        if letterhead.of(language)["is_demo"]:
            lines.append(_("Demonstration: not an official site."))
        what = _("Visit: %(what)s") % {"what": purposes or visit.place}
        entry = Entry(
            uid=calendar_file.uid(appointment.calendar_uid, domain=settings.MESSAGE_ID_DOMAIN),
            sequence=appointment.calendar_sequence,
            summary=what,
            start=appointment.starts_at.astimezone(zone),
            end=appointment.ends_at.astimezone(zone),
            description="\n".join(line for line in lines if line),
            location=", ".join(part for part in (visit.place, visit.address) if part),
            alarms=()
            if appointment.is_silent
            else (
                Alarm(before=A_DAY_BEFORE, words=_("Tomorrow: %(title)s") % {"title": what}),
                Alarm(before=TWO_HOURS_BEFORE, words=what),
            ),
            cancelled=is_cancelled,
        )
        return calendar_file.build(
            [entry],
            name=what,
            language=language,
            now=now,
            method=method,
            organiser=mail.sender(),
            attendee=attendee or None,
        )
