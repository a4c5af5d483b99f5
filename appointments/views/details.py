"""A held time: say who, check, confirm. What was typed survives a hold that ran out."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from appointments import booking_session, finding
from appointments.actions import booking, claiming
from appointments.asked import Asked, asked, list_address
from appointments.booking_session import BookingSession, CannotOpen
from appointments.exceptions import CannotExtend, HoldExpired
from appointments.forms.details import CONTACTS, DetailsForm
from appointments.models import Appointment, AppointmentPerson
from appointments.presenting import days as day_words
from appointments.views.booking import page
from appointments.views.taking import let_go_of, refused
from citizens.permissions import actor_of
from lifeevents.drafts import DraftList
from lifeevents.openlist import SavedList
from lifeevents.presenting.words import joined, lower_first

KEPT_DAYS = booking.KEPT_AFTER_VISIT.days
State = Appointment.State


class Held:
    """A time held by this browser, and what it is for."""

    def __init__(self, request: HttpRequest, uid: UUID) -> None:
        """Raises: CannotOpen when the hold is not this browser's."""
        self.session = BookingSession(request.session)
        hold = Appointment.objects.with_everything().filter(calendar_uid=uid).first()
        if hold is None or not self._is_mine(request, hold):
            raise CannotOpen
        self.request = request
        self.hold = hold
        event = self.session.hold_event
        wanted = claiming.wanted_of(hold)
        self.asked: Asked = asked(request, wanted.procedures, event=event, wanted=wanted)

    def _is_mine(self, request: HttpRequest, hold: Appointment) -> bool:
        mine = [pair[0] for pair in request.session.get(booking_session.VISITS, [])]
        return self.session.hold_uid == str(hold.calendar_uid) or hold.pk in mine

    @property
    def is_booked(self) -> bool:
        return self.hold.state not in (State.HELD, State.RELEASED)

    @property
    def is_over(self) -> bool:
        expires = self.hold.hold_expires_at
        return self.hold.state != State.HELD or expires is None or expires <= timezone.now()

    @property
    def minutes_left(self) -> int:
        expires = self.hold.hold_expires_at or timezone.now()
        return max(round((expires - timezone.now()).total_seconds() / 60), 1)

    @property
    def minutes_words(self) -> str:
        return ngettext("%(n)d minute more", "%(n)d minutes more", self.minutes_left) % {"n": self.minutes_left}

    def form(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> DetailsForm:
        words = {"me": _("you"), "other_parent": _("the other parent"), "child": _("the child"), "household": ""}
        coming = [words[one] for one in self.asked.must_come if words[one]]
        hint = _("Who has to come: %(who)s.") % {"who": joined(coming)} if coming else ""
        return DetailsForm(data, roles=self.asked.roles, must_come=hint, initial=initial)

    def first_values(self) -> dict[str, Any]:
        """Return what the form shows first: what was typed before, else what the procedures suggest."""
        typed = self.session.typed
        if typed:
            return typed
        concerns = dict.fromkeys(spec.concerns for spec in self.asked.specs if spec.concerns in self.asked.roles)
        comes = [one for one in self.asked.must_come if one in ("me", "other_parent")] or ["me"]
        return {"concerns": list(concerns) or ["me"], "comes": comes}

    def url(self, name: str) -> str:
        return reverse(f"appointments:{name}", kwargs={"hold": self.hold.calendar_uid})

    def visit_url(self) -> str:
        return reverse("appointments:visit_page", kwargs={"visit": self.hold.calendar_uid})

    def to_visit(self) -> HttpResponse:
        """Lead to the visit. Of two presses at once, one may be here before the session of the other is kept."""
        booking_session.grant(self.request.session, self.hold)
        return HttpResponseRedirect(self.visit_url())

    def context(self, **more: Any) -> dict[str, Any]:
        today = timezone.localdate()
        start = self.hold.starts_local
        return {
            "held": self,
            "asked": self.asked,
            "when": day_words.when_words(start, today=today),
            "late": day_words.against_deadline(start.date(), self.asked.deadline_on)
            if self.asked.deadline_on and start.date() > self.asked.deadline_on
            else "",
            "office_name": self.hold.office.name_in(self.asked.language) if self.hold.office else "",
            "days_url": self.asked.url("book_days", office=self.hold.office_id or ""),
            "away_url": list_address(self.asked.mine, self.asked.language) if self.asked.mine else "/",
            "kept_days": KEPT_DAYS,
            **more,
        }

    def over(self) -> HttpResponse:
        """Say that the time is no longer kept, that nothing typed is lost, and offer the next best."""
        refusal = HoldExpired()
        office, start = self.hold.office_id or "", self.hold.starts_at.astimezone(ZoneInfo(self.hold.zone))
        refusal.alternatives = finding.alternatives(
            self.asked.wanted, office_id=office, start=start, now=timezone.now(), deadline_on=self.asked.deadline_on
        )
        return refused(self.request, self.asked, refusal, office=office, start=start, hold_over=True)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def details(request: HttpRequest, hold: UUID) -> HttpResponse:
    """Ask whom the visit concerns, who comes, and how to reach them."""
    held = Held(request, hold)
    if held.is_booked:
        return held.to_visit()
    if request.method == "POST":
        form = held.form(request.POST)
        held.session.keep_typed(form.as_typed())
        if held.is_over:
            return held.over()
        if form.is_valid():
            return HttpResponseRedirect(held.url("book_check"))
        return render(request, "appointments/booking/details.html", held.context(**_contacts(form)), status=422)
    if held.is_over:
        return held.over()
    form = held.form(initial=held.first_values())
    return render(request, "appointments/booking/details.html", held.context(**_contacts(form)))


def _contacts(form: DetailsForm) -> dict[str, Any]:
    """Return the form and its ways to be reached, each with the fields that belong inside it."""
    inside = {
        "email": ["email"], "mobile": ["mobile"], "landline": ["landline"], "post": ["post"],
        "helper": ["helper_name", "helper_contact"],
    }  # fmt: skip
    chosen = form["contact"].value()
    ways = [
        {
            "value": kind.value,
            "id": f"{form['contact'].auto_id}_{number}",
            "label": label,
            "hint": hint,
            "checked": chosen == kind.value,
            "fields": [form[name] for name in inside.get(kind.value, [])],
        }
        for number, (kind, label, hint) in enumerate(CONTACTS)
    ]
    return {"form": form, "ways": ways}


@require_http_methods(["GET", "HEAD", "POST"])
@page
def check(request: HttpRequest, hold: UUID) -> HttpResponse:
    """Show everything once more; confirm. Pressing twice gives the same visit."""
    held = Held(request, hold)
    if held.is_booked:
        return held.to_visit()
    form = held.form(held.session.typed)
    if not form.is_valid():
        return HttpResponseRedirect(held.url("book_details"))
    if request.method == "POST":
        return _confirm(held, form)
    if held.is_over:
        return held.over()
    return render(request, "appointments/booking/check.html", held.context(form=form, rows=_rows(held, form)))


def _confirm(held: Held, form: DetailsForm) -> HttpResponse:
    mine, data = held.asked.mine, form.cleaned_data
    try:
        visit = booking.confirm(
            hold=held.hold,
            name=data["name"],
            contact_kind=data["contact"],
            contact_value=form.contact_value,
            by=actor_of(held.request),
            language=held.asked.language,
            people=form.people(),
            checklist=mine.checklist if isinstance(mine, SavedList) else None,
            state=held.asked.state,
            municipality=held.asked.near,
            deadline_on=held.asked.deadline_on,
        )
    except HoldExpired as refusal:
        start = held.hold.starts_local
        return refused(held.request, held.asked, refusal, office=held.hold.office_id or "", start=start, hold_over=True)
    if isinstance(mine, DraftList):
        mine.keep_visit(visit.pk)
    held.session.done(visit)
    return held.to_visit()


def _rows(held: Held, form: DetailsForm) -> list[dict[str, Any]]:
    data, url = form.cleaned_data, held.url("book_details")
    roles = {**dict(AppointmentPerson.Role.choices), "me": _("you")}
    kinds = {kind.value: str(label) for kind, label, _hint in CONTACTS}
    concerned = joined([lower_first(str(roles[one])) for one in data["concerns"]])
    if data["concerned_name"]:
        concerned = f"{concerned} ({data['concerned_name']})"
    reach = kinds[data["contact"]]
    if form.contact_value:
        reach = f"{reach}: {form.contact_shown}"
    days_url = held.asked.url("book_days", office=held.hold.office_id or "")
    return [
        {"key": _("What for"), "value": joined([title.words for title in held.asked.titles])},
        {
            "key": _("Day and time"),
            "value": day_words.when_words(held.hold.starts_local, today=timezone.localdate()),
            "url": days_url,
        },
        {"key": _("Office"), "value": held.context()["office_name"], "url": held.asked.url("book")},
        {"key": _("Name and surnames"), "value": data["name"], "url": f"{url}#id_name"},
        {"key": _("For"), "value": concerned, "url": f"{url}#id_concerns_0"},
        {
            "key": _("Who is going"),
            "value": joined([lower_first(str(roles[one])) for one in data["comes"]]),
            "url": f"{url}#id_comes_0",
        },
        {"key": _("How we reach you"), "value": reach, "url": f"{url}#id_contact_0"},
    ]


@require_POST
@page
def more_time(request: HttpRequest, hold: UUID) -> HttpResponse:
    """Keep the time ten minutes more, once."""
    held = Held(request, hold)
    try:
        booking.extend(hold=held.hold, by=actor_of(request))
    except HoldExpired:
        return held.to_visit() if held.is_booked else held.over()
    except CannotExtend:
        pass
    return HttpResponseRedirect(held.url("book_details"))


@require_POST
@page
def let_go(request: HttpRequest, hold: UUID) -> HttpResponse:
    """Give the time back and forget what was typed."""
    held = Held(request, hold)
    if held.is_booked:
        return held.to_visit()
    let_go_of(str(hold), request)
    away = held.context()["away_url"]
    held.session.forget_hold()
    held.session.keep_typed({})
    return HttpResponseRedirect(away)
