"""Was it easy to book? One number, and nothing else."""

from __future__ import annotations

from django.db import transaction

from sitekit import moments
from sitekit.models import Moment


@transaction.atomic
def count_ease(*, life_event: str, language: str, value: int) -> None:
    """Count an answer from 1 (very hard) to 5 (very easy).

    Raises: ValueError for any other number.
    """
    if not 1 <= value <= 5:
        raise ValueError(value)
    moments.count(Moment.Kind.EASE, life_event=life_event, language=language, value=value, place="booking")
