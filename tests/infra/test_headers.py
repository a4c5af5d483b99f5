"""What every response says, and what no log line says."""

import io
import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal.access_log import AccessLogMiddleware, RouteInsteadOfPath
from portal.headers import HeadersMiddleware

SECRET = "eyJhbGciOi.secret-of-a-list"


def headers_at(path: str) -> dict[str, str]:
    return dict(HeadersMiddleware(lambda request: HttpResponse("x"))(RequestFactory().get(path)).headers)


def directives(policy: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in policy.split(";"))


@pytest.mark.parametrize("path", ["/", "/es/", "/desk/", "/api/v1/", "/account/login/", "/cmsish/"])
def test_pages_allow_nothing_inline_and_no_other_host(path):
    policy = headers_at(path)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert directives(policy)["default-src"] == "'self'"
    assert "script-src" not in directives(policy)
    assert directives(policy)["form-action"] == directives(policy)["frame-ancestors"] == "'self'"
    assert "http" not in policy


def test_only_the_editor_may_have_inline_scripts():
    policy = directives(headers_at("/cms/pages/1/")["Content-Security-Policy"])
    assert policy["script-src"] == "'self' 'unsafe-inline'"
    assert policy["frame-ancestors"] == "'self'"


def test_search_engines_are_kept_away_from_a_demonstration_only(settings):
    assert headers_at("/es/")["X-Robots-Tag"] == "noindex, nofollow"
    settings.VENTANILLA_DEMO = False
    assert "X-Robots-Tag" not in headers_at("/es/")


def test_the_whole_site_sends_them(client):
    headers = client.get("/healthz").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]


# --- Logs ---


class Match:
    route = "es/mi-lista/<str:token>/"
    url_name = "list"


def asked() -> HttpRequest:
    request = RequestFactory().get(f"/es/mi-lista/{SECRET}/", {"q": "padrón"})
    request.resolver_match = Match()  # type: ignore[assignment]
    return request


def test_the_access_log_has_the_route_and_not_the_address(caplog):
    caplog.set_level(logging.INFO, "access")
    AccessLogMiddleware(lambda request: HttpResponse("x"))(asked())
    assert "GET /es/mi-lista/<str:token>/ 200" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("with_query", [False, True])
def test_djangos_own_lines_lose_the_address(with_query):
    request = asked()
    address = request.get_full_path() if with_query else request.path
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "%s: %s", ("Not Found", address), None)
    record.request = request
    RouteInsteadOfPath().filter(record)
    assert record.getMessage() == "Not Found: /es/mi-lista/<str:token>/"


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_logged_without_its_address(client, monkeypatch):
    logged = io.StringIO()
    (handler,) = (handler for handler in logging.getLogger().handlers if handler.name == "stderr")
    monkeypatch.setattr(handler, "stream", logged)
    assert client.get(f"/es/nothing/{SECRET}/").status_code == 404
    assert "Not Found" in logged.getvalue()
    assert SECRET not in logged.getvalue()
