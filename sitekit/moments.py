"""Count what happens, without identity."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from sitekit.models import Moment


def count(
    kind: Moment.Kind,
    *,
    on: dt.date | None = None,
    life_event: str = "",
    language: str = "",
    channel: str = "",
    municipality: str = "",
    value: int | None = None,
    place: str = "",
) -> Moment:
    """Add one moment. Takes nothing that tells who it was."""
    return Moment.objects.create(
        kind=kind,
        on=on or timezone.localdate(),
        life_event=life_event,
        language=language,
        channel=channel,
        municipality=municipality,
        value=value,
        place=place,
    )


def take_back(kind: Moment.Kind, *, life_event: str, language: str, channel: str) -> None:
    """Take one moment away, because what was counted was undone.

    It has no identity: any equal one is as good as the one that was counted.
    """
    equal = Moment.objects.filter(kind=kind, life_event=life_event, language=language, channel=channel)
    if last := equal.order_by("-pk").first():
        last.delete()
