"""A list that lives: what moved with its date, what a new edition changes on it, and the end of all its messages."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lifeevents import event_page, slots
from lifeevents.actions import changes, telling
from lifeevents.exceptions import ChangeIsOver
from lifeevents.forms import AskForm
from lifeevents.models import ChecklistChange
from lifeevents.openlist import SavedList
from lifeevents.presenting.changes import of_date, of_edition
from lifeevents.views.here import Here, opened
from sitekit import limits
from sitekit.codes import fingerprint

BEREAVEMENT = "relative_dies"
"""Public id of the life event that is offered first to whoever stops a list."""
ASKED, ASKED_SECONDS = 5, 3600


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def moved(here: Here) -> HttpResponse:
    """Show what moved with the last change of date, until the person has seen it."""
    what = of_date(here.state, here.language)
    if what is None:
        return here.to("list")
    if here.request.method == "POST":
        here.mine.seen_what_moved()
        return here.to("list")
    has_come = here.state.event_on is not None and here.state.moved_from is not None
    return here.page("moved", {"what": what, "is_real": has_come})


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def changed(here: Here) -> HttpResponse:
    """Show what a new edition changes on a saved list, item by item; its owner accepts it or asks about it.

    Nobody accepts what they have not seen: the form says what it showed, and something newer is shown first.
    """
    change = here.saved.change if here.saved is not None else None
    if here.saved is None or change is None:
        return here.to("list")
    form = AskForm(here.request.POST if "ask" in here.request.POST else None)
    shown = fingerprint(json.dumps(change.difference, sort_keys=True))
    if here.request.method == "POST":
        try:
            if here.request.POST.get("shown") != shown:
                raise ChangeIsOver
            if "accept" in here.request.POST:
                changes.accept(change=change, by=here.saved.by)
                messages.success(here.request, _("The list now says what is published today."))
                return here.to("list")
            if form.is_valid() and _ask(here, here.saved, change, form):
                return here.to("list")
        except ChangeIsOver:
            messages.info(here.request, _("Something newer has been published meanwhile. This is what it changes."))
            return here.to("changed")
    what = of_edition(change, here.state, here.language)
    context = {"what": what, "change": change, "form": form, "shown": shown}
    return here.page("changed", context, status=422 if form.errors else 200)


def _ask(here: Here, saved: SavedList, change: ChecklistChange, form: AskForm) -> bool:
    """Send a question on its way, and return whether it is: no agency is asked without end."""
    if limits.exceeded("change_question", str(saved.checklist.pk), at_most=ASKED, seconds=ASKED_SECONDS):
        form.add_error("text", _("You have asked several times already. Try again in an hour, or call them."))
        return False
    given = form.cleaned_data
    if changes.question(change=change, text=given["text"], by=saved.by, reply_to=given["email"]):
        said = _("The question is on its way. The list stays as it was.")
    else:
        said = _("The question is written down. Nobody of that public body reads here: call them too.")
    messages.success(here.request, said)
    return True


@require_POST
@opened
def stop(here: Here) -> HttpResponse:
    """End every message and calendar entry of the list, without asking why."""
    here.mine.stop()
    return here.to("stopped")


@require_POST
@opened
def go_on(here: Here) -> HttpResponse:
    """Go on with a stopped list."""
    here.mine.restart()
    messages.success(here.request, _("The list goes on. Its dates are counted again."))
    return here.to("list")


@opened
def stopped(here: Here) -> HttpResponse:
    """Say that everything is stopped, offer another list, and the way back."""
    if here.state.stopped_at is None:
        return here.to("list")
    mine = here.state.edition.life_event
    others = [one for one in event_page.all_events(here.request, here.language) if one.life_event != mine]
    others.sort(key=lambda one: one.life_event != BEREAVEMENT)
    visits = {visit.url: visit for visit in slots.visits_of.get()(here.state).values() if visit.url}
    return here.page("stopped", {"others": others, "visits": list(visits.values())})


@require_POST
@opened
def tell_me_no_more(here: Here) -> HttpResponse:
    """Forget where changes are written to."""
    if here.saved is None:
        return here.to("save")
    telling.stop_telling(checklist=here.saved.checklist, by=here.saved.by)
    messages.success(here.request, _("Nobody writes to that address about this list any more."))
    return here.to("saved")
