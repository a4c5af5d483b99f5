"""Find a municipality by what a person types; accents and capitals do not matter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from procedures.models import Municipality
from sitekit import stemming


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality as lists need it. `key` is its option in the question about residence."""

    code: str
    name: str
    province: str
    key: str
    population: int | None
    has_centre: bool
    folded: str


_places: dict[str, Place] = {}


def fold(text: str) -> str:
    """Return the text without accents, capitals and punctuation: "Ejea, de los" → "ejea de los"."""
    return " ".join(re.findall(r"[a-z0-9]+", stemming.bare(text)))


def places() -> dict[str, Place]:
    """Return every municipality by INE code. One query in the life of a process."""
    if not _places:
        rows = Municipality.objects.values_list("code", "name", "province", "key", "population", "latitude")
        _places.update(
            {
                code: Place(code, name, province, key, population, latitude is not None, fold(name))
                for code, name, province, key, population, latitude in rows.order_by("name")
            }
        )
    return _places


def forget_places() -> None:
    """Read them again at the next question (after loading content, and in tests)."""
    _places.clear()


def place(code: str) -> Place | None:
    return places().get(code) if code else None


def matching(typed: str, *, at_most: int = 12) -> list[Place]:
    """Return the municipalities that what was typed may mean, best first.

    One that is typed exactly stands alone: "Jaca" is not "Jacarilla".
    """
    wanted = fold(typed)
    if not wanted:
        return []
    words = wanted.split()
    exact, starts, inside = [], [], []
    for candidate in places().values():
        if candidate.folded == wanted or _swapped(candidate.folded) == wanted:
            exact.append(candidate)
        elif candidate.folded.startswith(wanted):
            starts.append(candidate)
        elif all(any(part.startswith(word) for part in candidate.folded.split()) for word in words):
            inside.append(candidate)
    if exact:
        return exact
    return (starts + inside)[:at_most]


def _swapped(folded: str) -> str:
    """Return "almunia de dona godina la" as "la almunia de dona godina", and the other way round."""
    first, _, rest = folded.partition(" ")
    if first in {"la", "el", "los", "las"} and rest:
        return f"{rest} {first}"
    head, _, last = folded.rpartition(" ")
    return f"{last} {head}" if last in {"la", "el", "los", "las"} and head else folded
