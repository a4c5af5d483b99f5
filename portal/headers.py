"""Say in every response what a browser may do with it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",  # the QR codes of the second factor
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",  # the editor's preview
}
# Wagtail's own screens write scripts and styles into the page (its date pickers, for one); nobody anonymous sees them.
EDITOR_POLICY = POLICY | {
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "frame-src": "'self'",
}
UNUSED_FEATURES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)


def as_header(policy: dict[str, str]) -> str:
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = as_header(POLICY)
        self.editor_policy = as_header(EDITOR_POLICY)
        self.permissions = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        in_editor = request.path_info.startswith("/cms/")
        response.headers.setdefault("Content-Security-Policy", self.editor_policy if in_editor else self.policy)
        response.headers.setdefault("Permissions-Policy", self.permissions)
        if settings.VENTANILLA_DEMO:
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response
