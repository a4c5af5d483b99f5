"""The questions: the date first, then one a page; checked at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lifeevents import municipalities, people
from lifeevents.actions import moments
from lifeevents.forms import EventDateForm, MunicipalityForm
from lifeevents.guide import RESIDENCE
from lifeevents.plans import Plan
from lifeevents.presenting import sofar
from lifeevents.presenting.people import names
from lifeevents.presenting.reasons import answer_rows
from lifeevents.question_forms import ONCE, Asked, QuestionForm
from lifeevents.views.here import Here, opened
from procedures.conditions import EVERYBODY
from procedures.specs import QuestionSpec, say

BACK = {"list", "check", "bring"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands on the way."""

    number: int
    left: int
    back_url: str
    came_from: str


@opened
def start(here: Here) -> HttpResponse:
    """Go to where the person left it."""
    if here.mine.is_empty or not here.state.date_asked:
        return here.to("event_date")
    return onward(here)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def event_date(here: Here) -> HttpResponse:
    """Ask when it happened, or when it is expected."""
    state, request = here.state, here.request
    event = here.mine.edition.guide.event
    # What is spoken of formally is a death: nobody expects its date.
    may_be_ahead = event.id not in settings.FORMAL_LIFE_EVENTS
    label, hint = say(event.event_date_label, here.language).words, say(event.event_date_hint, here.language).words
    if request.method == "POST":
        if "unknown" in request.POST:
            here.mine.set_date(event_on=None)
            return _after_date(here)
        form = EventDateForm(label, hint, request.POST)
        is_ahead = form.is_valid() and form.cleaned_data["date"] > timezone.localdate()
        if is_ahead and not may_be_ahead:
            form.add_error("date", _("This day has not come yet: look at the month and the year."))
        if form.is_valid():
            date, time = form.cleaned_data["date"], form.cleaned_data["time"]
            here.mine.set_date(
                event_on=None if is_ahead else date, event_at_time=time, due_on=date if is_ahead else None
            )
            return _after_date(here)
    else:
        time = f"{state.event_at_time:%H:%M}" if state.event_at_time else None
        form = EventDateForm(label, hint, initial={"date": state.event_on or state.due_on, "time": time})
    plan = state.plan()
    came_from = _came_from(here)
    place = Place(1, plan.questions_left_at_most, here.url(came_from) if came_from else "", came_from)
    context = {
        "form": form,
        "place": place,
        "so_far": sofar.so_far(state, plan, None, here.language),
        "may_be_ahead": may_be_ahead,
        "has_hour": any(one.unit == "hours" for spec in state.guide.procedures for one in spec.deadlines),
    }
    return here.page("event_date", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def question(here: Here, question: str) -> HttpResponse:
    """Put one question."""
    spec = here.mine.edition.guide.question_by_id.get(question)
    if spec is None:
        raise Http404(question)
    if here.mine.is_empty:
        return here.to("event_date")
    if here.request.method == "POST" and "unknown" in here.request.POST:
        here.mine.skip(question)
        if question == RESIDENCE:
            here.mine.forget_municipality()
        return _after(here)
    if question == RESIDENCE:
        return _municipality(here, spec)
    asked = _asked(here, spec)
    if here.request.method == "POST":
        form = QuestionForm(spec, here.language, here.request.POST, people=asked)
        if form.is_valid():
            _keep(here, spec, form.values)
            return _after(here)
    else:
        form = QuestionForm(spec, here.language, people=asked, **_given(here, spec, asked))
    return _put(here, spec, "question", form)


def _asked(here: Here, spec: QuestionSpec) -> tuple[Asked, ...]:
    """Return who answers a question on its page: everybody at once, or each person on the list for themselves."""
    if not people.is_put_to_each(here.state.guide, spec):
        return ONCE
    state = here.state
    called = names(state.guide, here.language)
    who = people.asked_of(state.guide, spec, state.answers, perhaps=True)
    if who == ("me",):
        return (Asked("me"),)
    return tuple(Asked(one, called[one].words) for one in who) or ONCE


def _given(here: Here, spec: QuestionSpec, asked: tuple[Asked, ...]) -> dict[str, Any]:
    """Return what was answered before, by person, and who said not to know."""
    answers = here.state.answers
    for_all = answers.get_one(spec.id)
    by_person = answers.by_person(spec.id)
    said = answers.to_json().get(spec.id)
    unsure = {one for one, value in said.items() if value is None} if isinstance(said, dict) else set()
    if spec.id in here.state.skipped:
        unsure |= {one.person for one in asked}
    return {
        "answers": {one.person: by_person.get(one.person, for_all) for one in asked},
        "unsure": frozenset(unsure),
    }


def _keep(here: Here, spec: QuestionSpec, values: dict[str, object]) -> None:
    if EVERYBODY not in values:
        here.mine.answer_people(spec.id, values)
    elif values[EVERYBODY] is None:
        here.mine.skip(spec.id)
    else:
        here.mine.answer(spec.id, values[EVERYBODY])


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def check(here: Here) -> HttpResponse:
    """Show every answer with its change link; from here to the list."""
    if here.mine.is_empty:
        return here.to("event_date")
    if here.request.method == "POST":
        if here.draft is not None and here.draft.first_seen():
            moments.count_list_made(state=here.state, language=here.language)
        return here.to("list")
    plan = here.state.plan()
    rows = answer_rows(here.state, plan.asked, here.language)
    unknown = sum(not row.is_known for row in rows)
    trail = here.state.trail
    back = here.url("question", question=trail[-1]) if trail else here.url("event_date")
    return here.page("check", {"rows": rows, "unknown": unknown, "back_url": back})


def onward(here: Here) -> HttpResponseRedirect:
    """Go to the next question, or to the answers when none is left."""
    next_question = here.mine.state.plan().next_question
    return here.to("question", question=next_question) if next_question else here.to("check")


def _after_date(here: Here) -> HttpResponseRedirect:
    """Show what moved when the date of a list changes that the person has seen already."""
    if _came_from(here) == "list" and here.state.moved_from is not None:
        return here.to("moved")
    return _after(here)


def _after(here: Here) -> HttpResponseRedirect:
    came_from = _came_from(here)
    if came_from in {"list", "bring"}:
        return here.to(came_from)
    return onward(here)


def _came_from(here: Here) -> str:
    value = here.request.POST.get("from") or here.request.GET.get("from") or ""
    return value if value in BACK else ""


def _municipality(here: Here, spec: QuestionSpec) -> HttpResponse:
    label, hint = say(spec.text, here.language).words, say(spec.hint, here.language).words
    if here.request.method == "POST":
        form = MunicipalityForm(label, hint, here.request.POST)
        if form.is_valid() and form.place is not None:
            here.mine.set_municipality(form.place.code, asked_by=spec.id)
            return _after(here)
    else:
        known = municipalities.place(here.state.municipality)
        form = MunicipalityForm(label, hint, initial={"name": known.name if known else ""})
    names = [place.name for place in municipalities.places().values()]
    return _put(here, spec, "municipality", form, names=names)


def _put(here: Here, spec: QuestionSpec, template: str, form: Form, **more: object) -> HttpResponse:
    state = here.state
    plan = state.plan()
    status = 422 if form.is_bound and form.errors else 200
    previous = _previous(state.trail, spec.id)
    context = {
        **more,
        "form": form,
        "question": spec,
        "why": say(spec.why, here.language),
        "place": _place(here, plan, spec.id),
        "so_far": sofar.so_far(state, plan, previous, here.language),
    }
    return here.page(template, context, status=status)


def _place(here: Here, plan: Plan, question: str) -> Place:
    trail = here.state.trail
    was_put = question in trail
    number = (trail.index(question) if was_put else len(trail)) + 2
    left = plan.questions_left_at_most - (0 if was_put else 1)
    came_from = _came_from(here)
    if came_from:
        return Place(number, max(left, 0), here.url(came_from), came_from)
    previous = _previous(trail, question)
    back = here.url("question", question=previous) if previous else here.url("event_date")
    return Place(number, max(left, 0), back, "")


def _previous(trail: tuple[str, ...], question: str) -> str | None:
    """Return the question put before this one."""
    before = trail[: trail.index(question)] if question in trail else trail
    return before[-1] if before else None
