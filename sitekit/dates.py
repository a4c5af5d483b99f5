"""Dates and times as people say them, in the active language.

Non-breaking spaces hold "1 de diciembre" together.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

NBSP = "\N{NO-BREAK SPACE}"


def in_words(on: dt.date, *, today: dt.date | None = None, weekday: bool = True) -> str:
    """Return "martes 1 de diciembre"; with the year when it is not this year's."""
    today = today or timezone.localdate()
    # Translators: Django date formats. Day and month; with year. "\\d\\e" writes "de" in Spanish.
    day = date_format(on, pgettext("date format", "j F") if on.year == today.year else pgettext("date format", "j F Y"))
    day = day.replace(" ", NBSP)
    return f"{date_format(on, 'l')} {day}" if weekday else day


def time_in_words(at: dt.datetime) -> str:
    """Return "9:40" in the zone of `at`."""
    return f"{at.hour}:{at.minute:02d}"


def days_left(on: dt.date, *, today: dt.date | None = None) -> str:
    """Return "Today", "1 day left", "6 days left", "about 5 months left", "was 3 days ago"."""
    today = today or timezone.localdate()
    days = (on - today).days
    if days == 0:
        return _("It is today")
    if days == 1:
        return _("It is tomorrow")
    if days < 0:
        return ngettext("%(n)d day ago", "%(n)d days ago", -days) % {"n": -days}
    if days <= 99:
        return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    months = round(days / 30.44)
    if months < 24:
        return ngettext("about %(n)d month left", "about %(n)d months left", months) % {"n": months}
    years = round(days / 365.25)
    return ngettext("about %(n)d year left", "about %(n)d years left", years) % {"n": years}
