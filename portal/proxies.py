"""Whose request it is, behind proxies: limits on attempts count people, not the proxy in front of all of them."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Put the client's address in REMOTE_ADDR, as far as the proxies that are ours have seen it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        proxies = settings.REST_FRAMEWORK["NUM_PROXIES"]
        seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if proxies and seen:
            # What stands further left was written by the client itself, and proves nothing.
            request.META["REMOTE_ADDR"] = seen[-min(proxies, len(seen))]
        return self.get_response(request)
