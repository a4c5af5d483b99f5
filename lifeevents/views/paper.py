"""The list to take away: on paper, and in a calendar."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lifeevents import calendars, mails, paper
from lifeevents.actions import checklists
from lifeevents.views.here import Here, opened
from sitekit import calendar_file, limits, pdf, qr

PAPERS, PAPERS_SECONDS = 30, 600
QR_MM = 27


@require_safe
@opened
def list_pdf(here: Here) -> HttpResponse:
    """Give the list as a tagged PDF; `?large=1` in large type. Where none can be made, say what else."""
    if here.mine.is_empty:
        return here.to("event_date")
    if limits.exceeded("list_pdf", here.request.META.get("REMOTE_ADDR", ""), at_most=PAPERS, seconds=PAPERS_SECONDS):
        return here.page("no_paper", {"is_busy": True}, status=429)
    link = code = ""
    if here.saved is not None:
        link = mails.link_of(here.saved.checklist, here.language)
        code = checklists.code_of(here.saved.checklist)
    sheet = paper.of_list(
        here.state, language=here.language, link=link, code=code, again_at=settings.SITE_URL + here.url("list")
    )
    title = _("Code that opens your list: %(code)s") % {"code": code}
    image = qr.svg(link, title=title, target_mm=QR_MM, quiet=0) if link else ""
    try:
        content = pdf.render(
            "lifeevents/pdf/list.html",
            {"paper": sheet, "qr": image, "is_large": bool(here.request.GET.get("large"))},
            language=here.language,
        )
    except pdf.PdfUnavailable:
        return here.page("no_paper", {"is_busy": False}, status=503)
    return _download(content, "application/pdf", f"{_name(here)}.pdf", inline=True)


@require_safe
@opened
def list_calendar(here: Here) -> HttpResponse:
    """Give the dates of the list as a calendar file."""
    if here.mine.is_empty:
        return here.to("event_date")
    checklist = here.saved.checklist if here.saved else None
    made = calendars.of_list(
        here.state,
        language=here.language,
        now=timezone.now(),
        url=settings.SITE_URL + here.url("list"),
        given=checklist.calendar_given if checklist else None,
    )
    if here.saved is not None:
        checklists.keep_given(checklist=here.saved.checklist, given=made.given, by=here.saved.by)
    return _download(made.content, calendar_file.CONTENT_TYPE, f"{_name(here)}.ics")


def _name(here: Here) -> str:
    return f"{slugify(here.title.words)}-{timezone.localdate():%Y-%m-%d}"


def _download(content: bytes, content_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response
