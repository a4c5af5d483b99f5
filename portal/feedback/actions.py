"""Keep what people say, and forget it in time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from portal.feedback.models import Suggestion
from sitekit import audit
from sitekit.actors import Actor


@transaction.atomic
def suggest(*, page: str, text: str, language: str, by: Actor) -> Suggestion:
    """Keep one suggestion. The audit row says that there is one, never what it says."""
    suggestion = Suggestion.objects.create(page=page, text=text, language=language)
    audit.record("suggestion.made", by=by, on=suggestion, page=page)
    return suggestion


@transaction.atomic
def forget_outdated(*, today: dt.date, by: Actor) -> int:
    """Delete the suggestions whose time is over."""
    outdated = list(Suggestion.objects.outdated(today=today))
    for suggestion in outdated:
        audit.record("suggestion.forgotten", by=by, on=suggestion)
        suggestion.delete()
    return len(outdated)
