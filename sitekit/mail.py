"""E-mails in the person's language: plain text first, simple HTML beside it, a calendar part where there is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from sitekit import letterhead
from sitekit.calendar_file import Method


def compose(
    template: str,
    context: Mapping[str, Any],
    *,
    to: str,
    language: str,
    calendar: bytes | None = None,
    method: Method = "PUBLISH",
    file_name: str = "calendar.ics",
) -> EmailMultiAlternatives:
    """Return the message of `<template>.txt` and `.html`; the first line of the text is its subject.

    A calendar goes twice: as a part that mail programs act upon, and as a file that people open.
    """
    with translation.override(language):
        given = {"language": language, **letterhead.of(language), **context}
        subject, _line, text = render_to_string(f"{template}.txt", given).strip().partition("\n")
        html = render_to_string(f"{template}.html", {**given, "subject": subject})
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        to=[to],
        headers={"Content-Language": language},
    )
    message.attach_alternative(html, "text/html")
    if calendar is not None:
        message.attach_alternative(calendar.decode(), f"text/calendar; method={method}")
        message.attach(file_name, calendar, "application/ics")
    return message


def sender() -> tuple[str, str]:
    """Return the name and the address that messages come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)
