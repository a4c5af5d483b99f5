"""Small views of the site as a whole: the first redirect, the choice of language, the theme, what went wrong."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from citizens.permissions import actor_of, may
from portal.models import PortalSettings

logger = logging.getLogger(__name__)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Lead to the first page in the language chosen before, else in one that the browser asks for."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """Lead who has signed in to where they work: their desk, the editor, or the home page."""
    if may(actor_of(request), "desk.see"):
        return redirect("desk:home")
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect("wagtailadmin_home")
    return redirect("root")


@require_safe
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember a language and go to its page: a link, so that no page needs a form for it."""
    if code not in dict(settings.LANGUAGES):
        raise Http404(code)
    to = request.GET.get("to", "")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        to = f"/{code}/"
    response = HttpResponseRedirect(to)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return response


@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """Give the colours of the installation as a stylesheet. They were checked for contrast on light ground only."""
    site = PortalSettings.for_request(request)
    colours = {"--action": site.action_colour, "--action-dark": site.action_colour, "--band": site.band_colour}
    rules = " ".join(f"{name}: {colour};" for name, colour in colours.items() if colour)
    css = f"@media (prefers-color-scheme: light) {{ :root {{ {rules} }} }}\n" if rules else ""
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response


class ToSignIn(RedirectView):
    """Lead to the one door. Who is signed in and still sent here may not enter: the door would send them back."""

    pattern_name = "account_login"
    query_string = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


# --- What went wrong ---


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "portal/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "portal/403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "portal/400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form cannot be trusted: too old, or cookies are off."""
    return render(request, "portal/403_form.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, asking nothing of the database: it may be what broke."""
    title = _("Something broke on our side")
    try:
        return HttpResponse(render_to_string("portal/500.html", {"title": title}), status=500)
    except Exception:  # templates or static files may be what broke: this answer must not break as well
        logger.exception("the page for errors cannot be drawn")
        return HttpResponse(format_html("<!doctype html><title>{0}</title><h1>{0}</h1>", title), status=500)
