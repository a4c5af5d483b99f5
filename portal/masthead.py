"""What every page has around it: the name, the main links, the footer, and the same page in other languages."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info, override
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from appointments.models import Office
from portal.access_log import route_of
from portal.models import PortalSettings, TextPage
from procedures.specs import say

PAGE_ROUTE = "wagtail_serve"


def masthead(request: HttpRequest) -> dict[str, Any]:
    """Give templates `masthead` and `alternates`, computed when asked for: constant queries, no session."""
    return {
        "masthead": SimpleLazyObject(lambda: _masthead(request)),
        "alternates": SimpleLazyObject(lambda: alternates(request)),
    }


def _masthead(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    site = PortalSettings.for_request(request) if Site.find_for_request(request) else PortalSettings()
    return {
        "name": site.name,
        "home_url": f"/{language}/",
        "demo": settings.VENTANILLA_DEMO,
        "phone": site.contact_phone,
        "phone_uri": phone_uri(site.contact_phone),
        "phone_office": _office_words(site, language),
        "nav": _nav(request),
        "footer": _footer(request, language),
        "theme_css": _theme_address(site),
    }


def phone_uri(phone: str) -> str:
    """Return a telephone as `tel:` takes it; Spanish numbers are written without their prefix."""
    digits = "".join(c for c in phone if c.isdigit() or c == "+")
    return digits if digits.startswith("+") or len(digits) != 9 else f"+34{digits}"


def _office_words(site: PortalSettings, language: str) -> str:
    names = Office.objects.filter(pk=site.contact_office).values_list("name", flat=True) if site.contact_office else ()
    office = next((say(name, language).words for name in names), "")
    return " · ".join(part for part in (office, site.contact_hours) if part)


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    here = request.path
    links = [
        (_("My list"), reverse("lifeevents:recover"), ""),
        (_("My visit"), reverse("appointments:find_visit"), ""),
        (_("Offices"), reverse("appointments:offices"), ""),
        (_("Search"), reverse("search"), "search"),
    ]
    return [
        {"text": text, "url": url, "icon": icon, "current": here == url or (url != here and here.startswith(url))}
        for text, url, icon in links
        if url
    ]


def _footer(request: HttpRequest, language: str) -> list[list[dict[str, str]]]:
    doing = [
        (_("Find an office"), reverse("appointments:offices")),
        (_("My visit: see, change or cancel it"), reverse("appointments:find_visit")),
        (_("Recover my list with a code"), reverse("lifeevents:recover")),
        (_("Public bodies and their procedures"), _agencies_address(request, language)),
    ]
    order = [TextPage.Role.ABOUT, TextPage.Role.ACCESSIBILITY, TextPage.Role.PRIVACY, TextPage.Role.OTHER]
    texts = TextPage.objects.live().filter(locale__language_code=language).order_by("path")
    reading = [(page.title, page.get_url(request)) for page in sorted(texts, key=lambda page: order.index(page.role))]
    reading += [
        (_("Open data"), reverse("api:schema")),
        (_("Say what can be better"), f"{reverse('feedback')}?{urlencode({'from': page_name(request)})}"),
    ]
    return [[{"text": text, "url": url} for text, url in column if url] for column in (doing, reading)]


def page_name(request: HttpRequest) -> str:
    """Return which page this is; of pages about a person only the route, because their addresses open things."""
    match = request.resolver_match
    return request.path if match is not None and match.url_name == PAGE_ROUTE else route_of(request)


def _agencies_address(request: HttpRequest, language: str) -> str | None:
    from procedures.models import AgencyIndexPage

    page = AgencyIndexPage.objects.live().filter(locale__language_code=language).first()
    return page.get_url(request) if page else None


def _theme_address(site: PortalSettings) -> str:
    if not (site.action_colour or site.band_colour):
        return ""
    version = hashlib.sha256(f"{site.action_colour}{site.band_colour}".encode()).hexdigest()[:8]
    return f"{reverse('theme')}?{version}"


# --- The same page in other languages ---


def alternates(request: HttpRequest) -> list[dict[str, Any]]:
    """Return this very page in each language; where there is none, the first page of that language.

    `url` is the page; `choose` remembers the language on the way there.
    """
    current = get_language() or settings.LANGUAGE_CODE
    addresses = _addresses(request)
    found = []
    for code, name in settings.LANGUAGES:
        address = addresses.get(code) or f"/{code}/"
        found.append(
            {
                "code": code,
                "name": name,
                "url": address,
                "choose": f"{reverse('choose_language', args=[code])}?{urlencode({'to': address})}",
                "current": code == current,
                "dir": "rtl" if get_language_info(code)["bidi"] else "ltr",
            }
        )
    return found


def _addresses(request: HttpRequest) -> dict[str, str]:
    match = request.resolver_match
    if match is None:
        return {}
    if match.url_name == PAGE_ROUTE:
        return _addresses_of_page(request, match.args[0] if match.args else match.kwargs.get("path", ""))
    here = request.get_full_path() if request.method == "GET" else request.path
    if not here.startswith(tuple(f"/{code}/" for code, _name in settings.LANGUAGES)):
        return {code: here for code, _name in settings.LANGUAGES}
    current = get_language()
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(current):
            address = translate_url(here, code)
        if address.startswith(f"/{code}/"):
            found[code] = address
    return found


def _addresses_of_page(request: HttpRequest, path: str) -> dict[str, str]:
    try:
        page = Page.route_for_request(request, path).page  # what the view has found, kept on the request
    except (AttributeError, LookupError):
        return {}
    pages = page.get_translations(inclusive=True).live().select_related("locale")
    return {each.locale.language_code: each.get_url(request) for each in pages}
