"""The list, what is not for you, what to bring, and one question afterwards."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lifeevents import slots
from lifeevents.actions import moments
from lifeevents.actions.papers import LookupChoice
from lifeevents.forms import EASE, EaseForm
from lifeevents.presenting.delivery import delivery_view
from lifeevents.presenting.lists import list_view, not_for_you
from lifeevents.presenting.papers import bag_of_items, bag_of_plan
from lifeevents.views.here import Here, opened
from procedures.specs import say

EASED = "ease_answered"
# What can be said of a paper, and what is kept of it.
PAPER_SAYINGS: dict[str, LookupChoice] = {
    "have": "", "have_not": "", "object": "objected", "authorise": "authorised", "take_back": "",
}  # fmt: skip


@opened
def checklist(here: Here) -> HttpResponse:
    """Show the list: the next thing first, then the thread."""
    if here.mine.is_empty:
        return here.to("event_date")
    state = here.state
    if state.stopped_at is not None:
        return here.to("stopped")
    plan = state.plan()
    view = list_view(state, plan, here.language)
    book = ""
    if view.next.procedure and view.next.channel_kind == "visit" and view.next.kind != "visit":
        book = slots.book_url.get()((view.next.procedure,), state, here.language) or ""
    context = {
        "view": view,
        "book_url": book,
        "tools": _tools(here),
        "questions_left": plan.questions_left_at_most if plan.next_question else 0,
        "next_question": plan.next_question,
        "is_overdue": state.due_on is not None and state.event_on is None and state.due_on < timezone.localdate(),
        "change": here.saved.change if here.saved else None,
        "date_label": say(state.guide.event.event_date_label, here.language).words,
        "has_moved": state.moved_from is not None,
        "has_delivery": plan.delivery is not None,
        "ease": EASE,
        "ease_answered": state.edition.life_event in here.request.session.get(EASED, []),
    }
    return here.page("list", context)


@opened
def why_not(here: Here) -> HttpResponse:
    """Say what is not for the person, why, and what to look at instead."""
    if here.mine.is_empty:
        return here.to("event_date")
    plan = here.state.plan()
    on_list = {item.procedure for item in plan.items}
    return here.page("why_not", {"left_out": not_for_you(here.state.guide, plan, here.language), "on_list": on_list})


@opened
def bring(here: Here) -> HttpResponse:
    """Say what to put in the bag, for the whole list or for chosen things of it."""
    if here.mine.is_empty:
        return here.to("event_date")
    guide, plan = here.state.guide, here.state.plan()
    wanted = here.request.GET.getlist("procedure")
    chosen = [item for item in plan.items if item.procedure in wanted]
    state = here.state
    bag = bag_of_items(state, chosen, here.language) if chosen else bag_of_plan(state, plan, here.language)
    options = [
        {
            "procedure": item.procedure,
            "title": say(guide.procedure_by_id[item.procedure].title, here.language),
            "checked": item.procedure in wanted,
        }
        for item in plan.items
        if item.papers and item.status != "done" and item.state == "applies"
    ]
    titles = [one["title"] for one in options if one["checked"]]
    context = {
        "bag": bag,
        "options": options,
        "chosen": titles,
        "wanted": [one["procedure"] for one in options if one["checked"]],
        "tools": _tools(here),
        "has_delivery": plan.delivery is not None,
    }
    return here.page("bring", context)


@opened
def delivery(here: Here) -> HttpResponse:
    """Say what can be handed in on one trip to any registry, with which papers, and what has to wait."""
    if here.mine.is_empty:
        return here.to("event_date")
    view = delivery_view(here.state, here.state.plan(), here.language)
    return here.page("delivery", {"view": view, "tools": _tools(here)})


@require_POST
@opened
def say_of_paper(here: Here) -> HttpResponse:
    """Keep that the person has a paper, or what they say to its being looked up; back to where they said it."""
    said = next(((name, here.request.POST[name]) for name in PAPER_SAYINGS if name in here.request.POST), None)
    if said is None or said[1] not in here.state.guide.document_by_id:
        raise Http404
    saying, document = said
    if saying in ("have", "have_not"):
        here.mine.have_paper(document, held=saying == "have")
    else:
        here.mine.choose_lookup(document, PAPER_SAYINGS[saying])
    return _back_to_papers(here, document)


def _back_to_papers(here: Here, document: str) -> HttpResponse:
    item, procedures = here.request.POST.get("item"), here.request.POST.getlist("procedure")
    if item in here.state.guide.procedure_by_id:
        response = here.to("item", procedure=item)
    else:
        response = here.to("delivery" if "delivery" in here.request.POST else "bring")
        known = [one for one in procedures if one in here.state.guide.procedure_by_id]
        response["Location"] += f"?{urlencode({'procedure': known}, doseq=True)}" if known else ""
    response["Location"] += f"#paper-{document}"
    return response


@require_POST
@opened
def ease(here: Here) -> HttpResponse:
    """Count an answer to "was it easy?", or that the person would rather not say; ask once."""
    form = EaseForm(here.request.POST)
    if form.is_valid():
        moments.count_ease(
            life_event=here.state.edition.life_event, language=here.language, value=form.cleaned_data["easy"]
        )
    answered = here.request.session.get(EASED, [])
    here.request.session[EASED] = [*answered, here.state.edition.life_event]
    return here.to("list")


def _tools(here: Here) -> list[dict[str, str]]:
    """Return what is always at hand; what no app offers is left out."""
    offered = [
        ("bring", _("What to bring"), "bag", {}),
        ("list_calendar", _("Calendar"), "calendar-plus", {"download": "yes"}),
        ("list_pdf", _("Print"), "print", {}),
    ]
    tools = []
    for name, text, icon, more in offered:
        try:
            tools.append({"url": here.url(name), "text": text, "icon": icon, **more})
        except NoReverseMatch:
            continue
    return tools
