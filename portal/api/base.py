"""What every call of the API shares: problems, language, limits, pages."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle
from rest_framework.views import APIView

from portal.api import problems
from portal.api.parsing import TextJSONParser
from sitekit import limits
from sitekit.codes import fingerprint

MOST_COUNTED = 10_000
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class Limit(BaseThrottle):
    """Limit calls per address: settings say how many.

    Writing is counted in the shared cache. Reading is counted in each process, so that reading writes nothing.
    """

    left_seconds = 0
    _reads: ClassVar[Counter[tuple[str, int, int]]] = Counter()

    def allow_request(self, request: Request, view: APIView) -> bool:
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
        at_most, seconds = SimpleRateThrottle.parse_rate(None, rates["anon" if reads else "write"])
        window, passed = divmod(int(time.time()), seconds)
        self.left_seconds = seconds - passed
        who = self.get_ident(request) or ""
        if not reads:
            return not limits.exceeded("api:write", who, at_most=at_most, seconds=seconds)
        if len(self._reads) > MOST_COUNTED:
            self._reads.clear()
        self._reads[fingerprint(who), seconds, window] += 1
        return self._reads[fingerprint(who), seconds, window] <= at_most

    def wait(self) -> int:
        return self.left_seconds


class HoldLimit(BaseThrottle):
    """Limit the times that one address may take out of everybody's sight; a hold lasts ten minutes."""

    left_seconds = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        rate = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["hold"]
        at_most, seconds = SimpleRateThrottle.parse_rate(None, rate)
        self.left_seconds = seconds - int(time.time()) % seconds
        return not limits.exceeded("api:hold", self.get_ident(request) or "", at_most=at_most, seconds=seconds)

    def wait(self) -> int:
        return self.left_seconds


class ApiView(APIView):
    """A call of the API: without cookies, in the language asked for."""

    throttle_classes = [Limit]
    parser_classes = [TextJSONParser]
    renderer_classes = [JSONRenderer]

    language: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # Nothing here has a language in its address: a 404 is not to be redirected to /es/….
        request.urlconf = "portal.api.urls"  # type: ignore[attr-defined]  # Django reads it, its types do not know
        return super().dispatch(request, *args, **kwargs)

    def get_exception_handler(self) -> Callable[..., Any]:
        return problems.handle

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Errors speak the language asked for, too.
        self.language = settings.LANGUAGE_CODE
        translation.activate(self.language)
        asked = request.query_params.get("language")
        if asked is None and request.method == "POST" and isinstance(request.data, dict):
            asked = request.data.get("language")
        if asked is not None:
            self.language = known_language(asked)
            translation.activate(self.language)
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Content-Language", getattr(self, "language", settings.LANGUAGE_CODE))
        if request.method != "GET":
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class NothingHere(ApiView):
    """Every address below /api/v1/ that is no call."""

    schema = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.http_method_names: list[str] = []
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotFound


def known_language(code: object) -> str:
    """Return a language of this site.

    Raises: ValidationError naming the field `language`.
    """
    if not isinstance(code, str) or code not in LANGUAGES:
        raise ValidationError({"language": [_("Use one of: %(codes)s.") % {"codes": ", ".join(LANGUAGES)}]})
    return code


def page_of(request: Request, items: Iterable[Any]) -> tuple[list[Any], str | None]:
    """Return one page of items, and the address of the next one.

    Raises: ValidationError naming the field `page`.
    """
    asked = request.query_params.get("page", "1")
    if not asked.isdecimal() or not 1 <= int(asked) <= 100_000:
        raise ValidationError({"page": [_("A page is a number from 1.")]})
    size, page, rows = settings.API_PAGE_SIZE, int(asked), list(items)
    shown = rows[(page - 1) * size : page * size]
    if page * size >= len(rows):
        return shown, None
    query = request.query_params.copy()
    query["page"] = str(page + 1)
    return shown, f"{settings.SITE_URL}{request.path}?{query.urlencode()}"


def listed(request: Request, items: Iterable[Any], render: Callable[[Any], Any]) -> Response:
    """Answer with one page of items, rendering only those on it."""
    shown, next_page = page_of(request, items)
    return Response({"next": next_page, "results": [render(item) for item in shown]})
