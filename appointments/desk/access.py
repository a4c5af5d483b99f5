"""Who may be at a desk, and where: every view of the desk passes through here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from appointments.models import Appointment, Office
from citizens.exceptions import Refused
from citizens.models import Membership
from citizens.permissions import ROLE_ACTIONS, actor_of, may, require
from sitekit.actors import Actor

SEE = "desk.see"
READING, WRITING = ("GET", "HEAD"), ("POST",)
Answer = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody of the staff is, by that office's clock, and what they may do there."""

    office: Office
    actor: Actor
    now: dt.datetime
    has_others: bool = False
    """Whether they also work at another office."""
    _known: dict[str, bool] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def may(self, action: str) -> bool:
        """Tell whether they may do it at this office. One query for each action, once."""
        if action not in self._known:
            self._known[action] = may(self.actor, action, self.office)
        return self._known[action]


def offices_of(actor: Actor) -> list[Office]:
    """Return the offices at whose desk somebody may be, by name. Two queries."""
    roles = [role for role, actions in ROLE_ACTIONS.items() if SEE in actions]
    held = Membership.objects.filter(user_id=actor.id, user__is_active=True, role__in=roles)
    where = Q(pk__in=[])
    for scope, scope_id in held.values_list("scope", "scope_id"):
        match scope:
            case Membership.Scope.OFFICE:
                where |= Q(pk=scope_id)
            case Membership.Scope.AGENCY:
                where |= Q(agency=scope_id)
            case Membership.Scope.PORTAL:
                where |= Q(is_active=True)
    return sorted(Office.objects.open().filter(where).select_related("municipality"), key=str)


def signed_in(view: Answer) -> Answer:
    """Ask to sign in; speak the language of the person at the desk; keep no copy anywhere."""

    @wraps(view)
    @never_cache
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            # What was sent is not sent again after signing in: then the way leads to the desk.
            back = request.get_full_path() if request.method in READING else reverse("desk:home")
            return redirect_to_login(back)
        speak(request)
        try:
            response = view(request, *args, **kwargs)
        except Refused:
            response = refused(request)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapper


def at_desk(action: str = SEE, *, methods: tuple[str, ...] = READING) -> Callable[[Answer], Answer]:
    """Let pass who may do something at the office of the address; the view is given the desk.

    An office that is not there and one that is not theirs answer alike.
    """

    def decorate(view: Answer) -> Answer:
        @wraps(view)
        @signed_in
        def wrapper(request: HttpRequest, office: str, **kwargs: Any) -> HttpResponse:
            desk = _desk(request, office)
            require(desk.actor, action, desk.office)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, desk, **kwargs)

        return wrapper

    return decorate


def _desk(request: HttpRequest, office: str) -> Desk:
    actor = actor_of(request)
    mine = offices_of(actor)
    found = next((one for one in mine if one.pk == office), None)
    if found is None:
        raise Refused(f"no desk at {office}")
    return Desk(found, actor, timezone.now().astimezone(ZoneInfo(found.zone)), len(mine) > 1)


def speak(request: HttpRequest) -> None:
    """Use the language chosen on this site, else that of the account: not that of a shared computer's browser."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    languages = dict(settings.LANGUAGES)
    own = getattr(request.user, "language", "")
    language = chosen if chosen in languages else own if own in languages else settings.LANGUAGE_CODE
    translation.activate(language)
    request.LANGUAGE_CODE = language  # type: ignore[attr-defined]


def refused(request: HttpRequest) -> HttpResponse:
    """Say that this is not theirs, and nothing of what it is."""
    return render(request, "appointments/desk/refused.html", bare_context(request), status=403)


def address_for(request: HttpRequest, visit: Appointment) -> str | None:
    """Return the desk's page of a visit for somebody who works at its office; None for everybody else.

    For the secret link: whoever scans the slip at the desk is led to the desk.
    """
    if not request.user.is_authenticated or visit.office is None or visit.places != Appointment.Places.HERE:
        return None
    if not may(actor_of(request), SEE, visit.office):
        return None
    return reverse("desk:visit", kwargs={"office": visit.office_id, "visit": visit.pk})


# --- What stands around every page of the desk ---


def bare_context(request: HttpRequest) -> dict[str, Any]:
    """Return what a page of the desk needs when there is no office yet."""
    return {
        "masthead": {"demo": settings.VENTANILLA_DEMO},
        "desk": {"home_url": reverse("desk:home"), "who": who(request), "sign_out_url": reverse("account_logout")},
    }


def context(request: HttpRequest, desk: Desk, *, agency: str, at_today: bool) -> dict[str, Any]:
    """Return what every page of an office's desk needs."""
    home = reverse("desk:today", kwargs={"office": desk.office.pk})
    tabs = [{"text": _("Today"), "url": home, "current": at_today}]
    if desk.has_others:
        tabs.append({"text": _("Another office"), "url": reverse("desk:home"), "current": False})
    bare = bare_context(request)
    name = desk.office.name_in(translation.get_language() or "es").words
    around = {"home_url": home, "office": name, "agency": "" if agency in name else agency, "tabs": tabs}
    return bare | {"desk": bare["desk"] | around, "office": desk.office}


def who(request: HttpRequest) -> str:
    user = request.user
    return user.first_name or user.email.partition("@")[0]  # type: ignore[union-attr]
