"""Refuse what no address of ours holds, before anything is looked up by it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse

NUL = "\0"


class NulMiddleware:
    """Answer 400 to NUL in an address or a cookie: PostgreSQL keeps it in no text, and fails when asked for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_nul = (
            NUL in request.path_info
            or "%00" in request.META.get("QUERY_STRING", "")
            or any(NUL in value for value in request.COOKIES.values())
        )
        if not has_nul:
            return self.get_response(request)
        if request.path_info.startswith("/api/"):
            return self._problem()
        raise BadRequest("NUL in the address")

    def _problem(self) -> HttpResponse:
        from rest_framework.exceptions import ParseError

        from portal.api import problems

        response = JsonResponse(problems.document(ParseError()), status=400)
        response["Content-Type"] = problems.CONTENT_TYPE
        return response
