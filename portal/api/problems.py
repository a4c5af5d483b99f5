"""Errors as `application/problem+json` (RFC 9457): what happened, which fields, and what else can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response

CONTENT_TYPE = "application/problem+json"
KINDS = {
    400: "invalid", 403: "not-allowed", 404: "not-found", 405: "method-not-allowed", 406: "not-acceptable",
    409: "refused", 410: "gone", 415: "unsupported-media-type", 422: "unprocessable", 429: "too-many-requests",
}  # fmt: skip


class Problem(exceptions.APIException):
    """A refusal, with what else can be done.

    `kind` is the last part of the problem's type, by default from the status; `alternatives` go out as they are.
    """

    def __init__(
        self,
        status_code: int,
        title: str,
        detail: str = "",
        *,
        kind: str = "",
        errors: Mapping[str, Sequence[str]] | None = None,
        alternatives: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status_code = status_code
        self.title = title
        self.said = detail
        self.kind = kind
        self.errors = errors or {}
        self.alternatives = alternatives


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the problem document of an error; None: it is ours, a 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    body = document(error)
    response = Response(body, status=error.status_code, content_type=CONTENT_TYPE)
    if isinstance(error, exceptions.Throttled) and error.wait is not None:
        response["Retry-After"] = str(max(1, int(error.wait)))
    return response


def document(error: exceptions.APIException) -> dict[str, Any]:
    code = error.status_code
    kind = KINDS.get(code, "error")
    body: dict[str, Any] = {"type": "", "title": _title(error), "status": code, "detail": "", "errors": {}}
    if isinstance(error, Problem):
        kind = error.kind or kind
        body |= {
            "title": error.title,
            "detail": error.said,
            "errors": {key: list(said) for key, said in error.errors.items()},
        }
        if error.alternatives is not None:
            body["alternatives"] = list(error.alternatives)
    elif isinstance(error, exceptions.ValidationError):
        body["errors"] = flat(error.detail)
        body["detail"] = " ".join(f"{field}: {words[0]}" for field, words in body["errors"].items())
    elif isinstance(error.detail, str):
        body["detail"] = str(error.detail)
    return body | {"type": f"urn:ventanilla:problem:{kind}"}


def flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Return errors by field, the parts of a field joined by dots: {"answers.births": ["…"]}."""
    if isinstance(detail, Mapping):
        parts = [flat(value, f"{path}.{key}" if path else str(key)) for key, value in detail.items()]
        return {field: words for part in parts for field, words in part.items()}
    if isinstance(detail, list) and any(isinstance(item, Mapping | list) for item in detail):
        parts = [flat(value, f"{path}.{place}" if path else str(place)) for place, value in enumerate(detail) if value]
        return {field: words for part in parts for field, words in part.items()}
    words = detail if isinstance(detail, list) else [detail]
    return {path or "body": [str(word) for word in words]}


def _title(error: exceptions.APIException) -> str:
    match error.status_code:
        case status.HTTP_400_BAD_REQUEST:
            return _("Something in the request cannot be used")
        case status.HTTP_404_NOT_FOUND:
            return _("There is nothing here")
        case status.HTTP_429_TOO_MANY_REQUESTS:
            return _("Too many requests: wait a little")
        case _:
            return str(error.detail) if isinstance(error.detail, str) else str(error.default_detail)
