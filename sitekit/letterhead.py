"""Who gives papers and messages: the name at their head."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from sitekit.slots import Slot


def _software_name(language: str) -> str:
    return settings.WAGTAIL_SITE_NAME


site_name: Slot[Callable[[str], str]] = Slot("name of the site in a language", _software_name)
"""Filled by the app that knows what the administration calls its site."""


def of(language: str) -> dict[str, object]:
    """Return what every paper and message says of its giver: `site_name`, `site_url`, `is_demo`."""
    return {
        "site_name": site_name.get()(language),
        "site_url": settings.SITE_URL,
        "is_demo": settings.VENTANILLA_DEMO,
    }
