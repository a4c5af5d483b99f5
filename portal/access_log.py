"""Log each request by its route, never by its address: addresses carry the secret links of lists and visits."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("access")
NO_ROUTE = "(no route)"
PAGE = "(page)"  # one pattern serves the whole page tree
SILENT = {"healthz", "readyz"}


def route_of(request: HttpRequest) -> str:
    """Return the pattern that answered, with `<names>` where the address had values."""
    match = request.resolver_match
    if match is None:
        return NO_ROUTE
    return PAGE if match.url_name == "wagtail_serve" else f"/{match.route}"


class AccessLogMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        if not (match and match.url_name in SILENT):
            milliseconds = (time.monotonic() - started) * 1000
            logger.info("%s %s %d %.0f ms", request.method, route_of(request), response.status_code, milliseconds)
        return response


class RouteInsteadOfPath(logging.Filter):
    """Replace the address in what Django itself logs about a request ("Not Found: /es/…")."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            addresses = {request.path, request.get_full_path()}
            # Django escapes what is not ASCII before it logs: a link with an accent stuck to it is still a secret link.
            addresses |= {address.encode("unicode_escape").decode("ascii") for address in addresses}
            record.args = tuple(route_of(request) if arg in addresses else arg for arg in record.args)
        return True
