"""What happened to a visit, and who of the desk wrote it: read from the audit."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from appointments.desk.access import Desk
from appointments.models import Appointment
from citizens.models import User
from sitekit import dates
from sitekit.models import AuditEntry


def history_of(visit: Appointment, desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return what happened to the visit, oldest first, in words that the person may read."""
    said = {
        "appointment.booked": _("The visit was booked"),
        "appointment.changed": _("The day or the time was changed"),
        "appointment.cancelled": _("The visit was cancelled"),
        "appointment.checked_in": pgettext("history", "Arrived"),
        "appointment.check_in_undone": _("Had not arrived after all"),
        "appointment.finished": pgettext("history", "Was attended"),
        "appointment.finish_undone": _("The visit is open again"),
        "appointment.no_show": pgettext("history", "Did not come"),
        "appointment.no_show_undone": pgettext("history", "May still come"),
        "appointment.handed_in": pgettext("history", "Handed in"),
        "appointment.result_taken_back": _("Not handed in after all"),
    }
    rows = list(
        AuditEntry.objects.filter(
            object_type=Appointment._meta.label_lower, object_id=str(visit.pk), action__in=said
        ).order_by("at", "pk")
    )
    names = names_of({row.actor_id for row in rows if row.actor_kind == "user"})
    history = []
    for row in rows:
        at = row.at.astimezone(desk.now.tzinfo)
        when = dates.time_in_words(at)
        if at.date() != desk.today:
            when = f"{dates.in_words(at.date(), today=desk.today, weekday=False)}, {when}"
        name = names.get(row.actor_id, "") if row.actor_kind == "user" else ""
        history.append((when, f"{said[row.action]} ({name})" if name else said[row.action]))
    return tuple(history)


def last_to_write(visit: Appointment, actions: Iterable[str]) -> tuple[str, str]:
    """Return who wrote one of these last, and at what time; two empty strings when nobody did."""
    row = (
        AuditEntry.objects.filter(
            object_type=Appointment._meta.label_lower, object_id=str(visit.pk), action__in=list(actions)
        )
        .order_by("-at", "-pk")
        .first()
    )
    if row is None:
        return "", ""
    name = names_of({row.actor_id}).get(row.actor_id, "") if row.actor_kind == "user" else ""
    return name or _("somebody else"), dates.time_in_words(timezone.localtime(row.at, visit.starts_local.tzinfo))


def names_of(ids: set[str]) -> dict[str, str]:
    """Return how colleagues are called, by their id."""
    wanted = [int(one) for one in ids if one.isdigit()]
    if not wanted:
        return {}
    users = User.objects.filter(pk__in=wanted).values_list("pk", "first_name", "email")
    return {str(pk): first_name or email.partition("@")[0] for pk, first_name, email in users}
