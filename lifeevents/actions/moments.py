"""What is counted of the way to a list, without identity."""

from __future__ import annotations

from django.db import transaction

from lifeevents.actions.checklists import residence_key
from lifeevents.liststate import ListState
from sitekit import moments
from sitekit.models import Moment


@transaction.atomic
def count_list_made(*, state: ListState, language: str) -> None:
    """Count a list that somebody has seen for the first time."""
    moments.count(
        Moment.Kind.LIST_MADE,
        life_event=state.edition.life_event,
        language=language,
        municipality=residence_key(state),
    )


@transaction.atomic
def count_ease(*, life_event: str, language: str, value: int) -> None:
    """Count an answer to "was it easy?", from 1 (very hard) to 5 (very easy).

    Raises: ValueError for any other number.
    """
    if not 1 <= value <= 5:
        raise ValueError(value)
    moments.count(Moment.Kind.EASE, life_event=life_event, language=language, value=value, place="list")
