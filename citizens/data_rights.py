"""Who exports and who erases each kind of personal data.

Every model that holds something about a person is registered by its app, with a purpose and a retention;
a guard fails when one is forgotten (tests/guards).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_noop as _

from citizens.models import Membership, User


@dataclass(frozen=True, slots=True)
class Holding:
    """How one model's personal data is handled.

    `export` returns what we hold about a subject as plain values; `erase` deletes or empties it.
    Both take the model's own objects (a QuerySet), already limited to one person.
    """

    model: type[models.Model]
    purpose: str
    retention: str
    export: Callable[[models.QuerySet[Any]], list[dict[str, Any]]]
    erase: Callable[[models.QuerySet[Any]], int]


_holdings: dict[type[models.Model], Holding] = {}


def register(
    model: type[models.Model],
    *,
    purpose: str,
    retention: str,
    export: Callable[[models.QuerySet[Any]], list[dict[str, Any]]],
    erase: Callable[[models.QuerySet[Any]], int],
) -> None:
    """Declare how the personal data of a model is exported and erased."""
    _holdings[model] = Holding(model, purpose, retention, export, erase)


def holdings() -> tuple[Holding, ...]:
    """Return every declaration, by model name."""
    return tuple(sorted(_holdings.values(), key=lambda holding: holding.model._meta.label))


def holding_of(model: type[models.Model]) -> Holding | None:
    return _holdings.get(model)


def export_fields(*fields: str) -> Callable[[models.QuerySet[Any]], list[dict[str, Any]]]:
    """Return an exporter that gives these fields as they are."""
    return lambda rows: list(rows.values(*fields))


def delete_rows(rows: models.QuerySet[Any]) -> int:
    """Erase by deleting the rows and what hangs on them."""
    return rows.delete()[0]


def register_own() -> None:
    """Declare this app's own models (called from `CitizensConfig.ready`)."""
    register(
        User,
        purpose=_("Signing in"),
        retention=_("While the account exists"),
        export=export_fields("email", "first_name", "last_name", "language", "date_joined", "last_login"),
        erase=delete_rows,
    )
    register(
        Membership,
        purpose=_("Knowing what a member of staff may do, and where"),
        retention=_("While the account exists"),
        export=export_fields("role", "scope", "scope_id"),
        erase=delete_rows,
    )
