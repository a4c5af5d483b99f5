"""What the desk writes: each view parses, does one action, and leads back to the person.

Of two people who press at once one writes; the other is told who, and nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from appointments.actions import attending, results, undoing
from appointments.desk import finding, history
from appointments.desk.access import WRITING, Desk, at_desk
from appointments.desk.forms import NumberForm
from appointments.desk.views import not_here, show
from appointments.exceptions import NumberTaken, WrongState
from appointments.models import Appointment, AppointmentProcedure
from sitekit import dates

State = Appointment.State
UNDOING: dict[str, Callable[..., Appointment]] = {
    "check_in": undoing.undo_check_in,
    "finish": undoing.undo_finish,
    "no_show": undoing.undo_no_show,
}
# Which rows of the audit say who brought a visit into a state.
WROTE = {
    State.BOOKED: ("appointment.check_in_undone", "appointment.finish_undone", "appointment.no_show_undone"),
    State.CHECKED_IN: ("appointment.checked_in", "appointment.finish_undone"),
    State.SERVED: ("appointment.finished",),
    State.NO_SHOW: ("appointment.no_show",),
    State.CANCELLED: ("appointment.cancelled",),
}


@at_desk("appointment.check_in", methods=WRITING)
def check_in(request: HttpRequest, desk: Desk, visit: int) -> HttpResponse:
    found = _visit(desk, visit)
    if found is None:
        return not_here(request, desk)
    if found.starts_local.date() != desk.today:
        day = dates.in_words(found.starts_local.date(), today=desk.today)
        messages.warning(request, _("The visit is on %(day)s, not today. Nothing was written.") % {"day": day})
        return _back(request, desk, visit)
    try:
        ticket = attending.check_in(appointment=found, by=desk.actor, now=desk.now)
    except WrongState:
        _told_who(request, found)
    else:
        if ticket.created_at == desk.now:
            words = _("%(name)s is here, with ticket %(ticket)s.")
            messages.success(request, words % {"name": found.name, "ticket": ticket.shown})
        else:
            _told_who(request, found)
    return _back(request, desk, visit)


@at_desk("appointment.finish", methods=WRITING)
def finish(request: HttpRequest, desk: Desk, visit: int) -> HttpResponse:
    return _write(request, desk, visit, attending.finish, _("%(name)s was attended."))


@at_desk("appointment.no_show", methods=WRITING)
def no_show(request: HttpRequest, desk: Desk, visit: int) -> HttpResponse:
    return _write(request, desk, visit, attending.no_show, _("Written: %(name)s did not come."))


@at_desk(methods=WRITING)
def undo(request: HttpRequest, desk: Desk, visit: int) -> HttpResponse:
    """Take back the arrival, the end or the absence that the page showed; the action asks who may."""
    what = request.POST.get("what", "")
    if what not in UNDOING:
        return _back(request, desk, visit)
    return _write(request, desk, visit, UNDOING[what], _("Undone."))


def _write(request: HttpRequest, desk: Desk, pk: int, action: Callable[..., Appointment], words: str) -> HttpResponse:
    found = _visit(desk, pk)
    if found is None:
        return not_here(request, desk)
    try:
        action(appointment=found, by=desk.actor, now=desk.now)
    except WrongState:
        _told_who(request, found)
    else:
        messages.success(request, words % {"name": found.name})
    return _back(request, desk, pk)


@at_desk("appointment.serve", methods=WRITING)
def hand_in(request: HttpRequest, desk: Desk, visit: int, item: int) -> HttpResponse:
    """Write that one procedure was handed in, with its number when there is one."""
    found = _item(desk, visit, item)
    if found is None:
        return not_here(request, desk)
    form = NumberForm(request.POST, item=item)
    if form.is_valid():
        try:
            results.hand_in(item=found, number=form.cleaned_data["number"], by=desk.actor, now=desk.now)
        except NumberTaken:
            form.add_error("number", _("That number is on another procedure. Check it, or leave it empty for now."))
        except WrongState:
            _told_who_handed_in(request, found)
            return _back(request, desk, visit)
        else:
            if found.appointment.checklist_id:
                messages.success(request, _("Handed in. It is on their list already."))
            else:
                messages.success(request, _("Handed in."))
            return _back(request, desk, visit)
    return show(request, desk, visit, form=form)


@at_desk("appointment.serve", methods=WRITING)
def take_back(request: HttpRequest, desk: Desk, visit: int, item: int) -> HttpResponse:
    """Take the result of one procedure back."""
    found = _item(desk, visit, item)
    if found is None:
        return not_here(request, desk)
    try:
        results.take_back(item=found, by=desk.actor)
    except WrongState:
        _told_who(request, found.appointment)
    else:
        messages.success(request, _("Undone."))
    return _back(request, desk, visit)


def _visit(desk: Desk, pk: int) -> Appointment | None:
    return finding.visits_at(desk.office).select_related("office", "checklist").filter(pk=pk).first()


def _item(desk: Desk, visit: int, pk: int) -> AppointmentProcedure | None:
    items = AppointmentProcedure.objects.select_related("appointment__office", "appointment__checklist")
    return items.filter(pk=pk, appointment__in=finding.visits_at(desk.office).filter(pk=visit)).first()


def _back(request: HttpRequest, desk: Desk, visit: int) -> HttpResponse:
    url = reverse("desk:visit", kwargs={"office": desk.office.pk, "visit": visit})
    return HttpResponseRedirect(url + ("?found=1" if "found" in request.GET else ""))


def _told_who(request: HttpRequest, found: Appointment) -> None:
    """Say who was first, what they wrote, and that nothing was written now."""
    found.refresh_from_db()
    name, time = history.last_to_write(found, WROTE.get(State(found.state), ()))
    words = {
        State.CHECKED_IN: _("%(who)s already wrote the arrival, at %(time)s. Nothing was changed."),
        State.SERVED: _("%(who)s already wrote the end, at %(time)s. Nothing was changed."),
        State.NO_SHOW: _("%(who)s already wrote that they did not come, at %(time)s. Nothing was changed."),
        State.CANCELLED: _("The visit was cancelled at %(time)s. Nothing was changed."),
        State.BOOKED: _("%(who)s already undid it, at %(time)s. Nothing was changed."),
    }
    said: dict[str, Any] = {"who": name, "time": time}
    if name:
        messages.warning(request, words[State(found.state)] % said)
    else:
        messages.warning(request, _("The visit is not as this page showed it. Nothing was changed."))


def _told_who_handed_in(request: HttpRequest, item: AppointmentProcedure) -> None:
    item.appointment.refresh_from_db()
    if item.appointment.state not in results.SERVING:
        _told_who(request, item.appointment)
        return
    name, time = history.last_to_write(item.appointment, ("appointment.handed_in",))
    words = _("%(who)s already wrote it as handed in, at %(time)s. Nothing was changed.")
    messages.warning(request, words % {"who": name, "time": time})
