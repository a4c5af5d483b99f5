"""Limits count the client, not the proxy in front of everybody; and nobody chooses their own address."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from portal.proxies import ClientAddressMiddleware


def address_seen(forwarded: str | None, proxies: int, monkeypatch) -> str:
    monkeypatch.setitem(settings.REST_FRAMEWORK, "NUM_PROXIES", proxies)
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")
    if forwarded is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    ClientAddressMiddleware(lambda given: HttpResponse(given.META["REMOTE_ADDR"]))(request)
    return request.META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    ("forwarded", "proxies", "seen"),
    [
        (None, 1, "10.0.0.1"),
        ("203.0.113.7", 0, "10.0.0.1"),
        ("203.0.113.7", 1, "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", 1, "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
        ("203.0.113.7", 2, "203.0.113.7"),
    ],
)
def test_the_address_is_what_our_own_proxies_saw(forwarded, proxies, seen, monkeypatch):
    assert address_seen(forwarded, proxies, monkeypatch) == seen


def test_the_site_reads_it_before_anything_counts():
    assert settings.MIDDLEWARE.index("portal.proxies.ClientAddressMiddleware") < settings.MIDDLEWARE.index(
        "django.contrib.sessions.middleware.SessionMiddleware"
    )
