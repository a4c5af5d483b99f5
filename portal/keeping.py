"""What is kept about people, for what and how long: told from what every app declares, so that nothing is left out."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from citizens import data_rights


@dataclass(frozen=True, slots=True)
class Kept:
    purpose: str
    retention: str


def told() -> tuple[Kept, ...]:
    """Return each purpose once, with how long; the declarations are written in English and translated here."""
    found: dict[Kept, None] = {}
    for holding in data_rights.holdings():
        retention = gettext(holding.retention).replace("CHECKLIST_KEPT_MONTHS", _months())
        found[Kept(gettext(holding.purpose), retention)] = None
    return tuple(sorted(found, key=lambda kept: kept.purpose))


def _months() -> str:
    return gettext("%(n)s months") % {"n": settings.CHECKLIST_KEPT_MONTHS}
