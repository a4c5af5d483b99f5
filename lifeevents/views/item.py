"""One item: how to do it, by which channel, and that it is done."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lifeevents import slots
from lifeevents.presenting.items import item_view
from lifeevents.views.here import Here, opened
from procedures.conditions import EVERYBODY


@opened
def item(here: Here, procedure: str) -> HttpResponse:
    """Show how to do one thing of the list."""
    state = here.state
    if procedure not in state.guide.procedure_by_id:
        raise Http404(procedure)
    if here.mine.is_empty:
        return here.to("event_date")
    plan = state.plan()
    one = plan.item(procedure)
    if one is None:
        response = here.to("why_not")
        response["Location"] += f"#{procedure}"
        return response
    view = item_view(state, plan, one, here.language)
    is_visit = one.channel is not None and one.channel.kind == "visit"
    open_visit = is_visit and view.visit is None and not view.is_done
    # Where one just goes there is no visit to write down.
    type_in = open_visit and one.channel is not None and one.channel.appointment != "no"
    book = slots.book_url.get()((procedure,), state, here.language) if open_visit else None
    context = {
        "view": view,
        "book_url": book,
        "first_free": slots.first_free.get()((procedure,), state.municipality).get(procedure) if book else None,
        "way": slots.ways_of.get()((procedure,), state, here.language).get(procedure) if is_visit else None,
        "type_in_url": slots.type_in_url.get()((procedure,), state, here.language) if type_in else None,
    }
    return here.page("item", context)


@require_POST
@opened
def choose_channel(here: Here, procedure: str) -> HttpResponse:
    """Keep how the person wants to do it; the papers follow."""
    spec = here.state.guide.procedure_by_id.get(procedure)
    kind = (
        next((one.kind for one in spec.channels if one.kind == here.request.POST.get("channel")), None)
        if spec
        else None
    )
    if kind is None:
        raise Http404(procedure)
    here.mine.choose_channel(procedure, kind)
    response = here.to("item", procedure=procedure)
    response["Location"] += "#how"
    return response


@require_POST
@opened
def mark(here: Here, procedure: str) -> HttpResponse:
    """Keep that it is done, or take it back."""
    if procedure not in here.state.guide.procedure_by_id:
        raise Http404(procedure)
    person = here.request.POST.get("person") or EVERYBODY
    if person not in {EVERYBODY, *(one.person for one in here.state.guide.event.people)}:
        raise Http404(procedure)
    if "undo" in here.request.POST:
        here.mine.undo_done(procedure, person=person)
        messages.info(here.request, _("It is on your list as to do again."))
        return here.to("item", procedure=procedure)
    here.mine.mark_done(procedure, person=person)
    messages.success(here.request, _("Written down as done. It can be undone on its page."))
    one = here.state.plan().item(procedure)
    return here.to("list") if one is None or one.status == "done" else here.to("item", procedure=procedure)
