"""Walk every address: who may pass is written down here, and nothing answers that is not."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.views import LoginView
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, resolve
from django.views import View

from portal.urls import to_sign_in

# What anybody may ask: by the first part of its route, or by name. A new public page is written down here, by whoever
# has thought about who may see it: with a secret link, out of the session, or nothing about a person at all.
PUBLIC = ("account/", "api/v1/", "documents/", "media/")
PUBLIC_NAMES = {
    "of the house": {
        "root", "signed_in", "healthz", "readyz", "choose_language", "theme", "search", "feedback", "feedback_sent",
    },
    "the gallery": {"gallery", "gallery_desk", "gallery_page"},
    "pages": {"wagtail_serve", "wagtailcore_authenticate_with_password", "wagtailcore_login"},
    "the list of this session or of a secret link": {
        "recover", "open", "feed", "list", "start", "event_date", "question", "check", "why_not", "bring", "ease",
        "item", "choose_channel", "mark", "list_pdf", "list_calendar", "save", "saved", "revoke", "forget",
        "delivery", "say_of_paper", "moved", "changed", "stop", "stopped", "go_on", "tell_me_no_more",
    },
    "offices and their times": {"offices", "office"},
    "what an edition said: no person is in it": {"edition"},
    "a visit being booked in this session": {
        "book", "book_check", "book_days", "book_details", "book_let_go", "book_more_time", "book_near", "book_needs",
        "book_take", "find_visit",
    },
    "a visit of a secret link": {
        "slip", "type_in", "visit", "visit_calendar", "visit_cancel", "visit_change", "visit_ease", "visit_edit",
        "visit_page", "visit_remove", "visit_slip",
    },
}  # fmt: skip
GUARDED = ("cms/", "desk/")
# Under a guarded prefix, yet open: they show nothing of ours.
OPEN_IN_CMS = {
    "wagtailadmin_login": "sends to the one door",
    "wagtailadmin_logout": "",
    "wagtailadmin_javascript_catalog": "the editor's own words",
    "wagtailadmin_sprite": "the editor's icons",
}
VALUES = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x"}


def walk(resolver: URLResolver, route: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, whole)
        else:
            yield whole, pattern


def addresses() -> list[tuple[str, URLPattern]]:
    return list(walk(get_resolver()))


def address_of(pattern: URLPattern, route: str) -> str | None:
    """Return an address that the route takes, with made-up values; None for a regular expression."""
    if "(?" in route or "^" in route or "\\" in route:
        return None
    address = route
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for written in (f"<{name}>", f"<{kind}:{name}>"):
            address = address.replace(written, VALUES.get(kind, "1"))
    return None if "<" in address else f"/{address}"


def guarded() -> list[tuple[str, str]]:
    found = []
    for route, pattern in addresses():
        address = address_of(pattern, route)
        if address and route.startswith(GUARDED) and pattern.name not in OPEN_IN_CMS:
            found.append((address, pattern.name or ""))
    return sorted(set(found))


def is_refusal(response) -> bool:
    """Say whether the answer is: sign in, or you may not. "Not found" is one only after signing in."""
    if response.status_code in {301, 302}:
        return "/account/login" in response.headers["Location"] or response.headers["Location"].startswith("/cms/login")
    return response.status_code in {401, 403}


def passes(client: Client) -> list[str]:
    return [
        f"{address} → {answer.status_code}" for address, _ in guarded() if not is_refusal(answer := client.get(address))
    ]


def strangers(found: list[tuple[str, URLPattern]]) -> list[str]:
    public = set().union(*PUBLIC_NAMES.values())
    return [
        f"{route} ({pattern.name})"
        for route, pattern in found
        if not route.lstrip("^").startswith(PUBLIC + GUARDED)
        and pattern.name not in public
        and pattern.callback is not to_sign_in
    ]


def test_who_may_pass_is_written_down_for_every_address():
    assert strangers(addresses()) == [], "write down who may pass"


def test_a_new_address_is_noticed():
    assert strangers([("es/secrets/", path("es/secrets/", to_sign_in.view_class.as_view(), name="secrets"))])


def test_no_view_takes_a_password_alone():
    """A view of Django's that signs in, wherever a package brings one, is hidden behind the one door."""
    found = [
        address
        for route, pattern in addresses()
        if issubclass(getattr(pattern.callback, "view_class", View), LoginView)
        and (address := address_of(pattern, route))
    ]
    assert found, "Wagtail brings one; if it no longer does, this test may go"
    assert [address for address in found if resolve(address).func is not to_sign_in] == []


def test_there_is_something_to_guard():
    assert len(guarded()) > 50


@pytest.mark.django_db
def test_somebody_who_is_not_signed_in_is_refused():
    assert passes(Client()) == []


@pytest.mark.django_db
def test_somebody_without_a_role_is_refused():
    client = Client()
    client.force_login(get_user_model().objects.create_user("citizen@example.org"))
    assert passes(client) == []


@pytest.mark.django_db
def test_an_open_door_is_noticed(monkeypatch):
    monkeypatch.setattr(f"{__name__}.guarded", lambda: [("/healthz", "healthz")])
    assert passes(Client()) == ["/healthz → 200"]
