"""How people are spoken to about a life event: formally, where its pages do."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from django.conf import settings

from sitekit import register


def of_event(life_event: str | None) -> AbstractContextManager[None]:
    """Speak the active language as is fit for a life event (`FORMAL_LIFE_EVENTS`): on pages, paper, mail, calendar."""
    return register.formal() if life_event in settings.FORMAL_LIFE_EVENTS else nullcontext()
