"""Countries, and what a paper issued in each of them needs before it is accepted in Spain.

Pure but for reading its own data, once. `countries.csv`: ISO 3166-1 code (and XK) → group.

- "eu": Member States of the European Union and those parts of them where its law applies: Regulation (EU) 2016/1191.
- "hague": the other parties to the Convention of 5 October 1961 (apostille) in force with Spain, and the territories
  to which it has been extended. Source: HCCH, status table of Convention 12
  (https://www.hcch.net/en/instruments/conventions/status-table/?cid=41), as far as stored copies of it and of the
  depositary's notices show it: up to Viet Nam, in force since 2026-09-11. Check it there before relying on it.
- "other": everybody else; also Kosovo, to whose accession Spain objected (HCCH, notification csid=1319), and where
  nothing was found.

Names are those of Unicode CLDR, through Babel.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib import resources

from babel import Locale, UnknownLocaleError

from procedures.specs import IssuedIn

_FALLBACK = "es"


@cache
def groups() -> dict[str, IssuedIn]:
    """Return every country's group by its code of two capital letters."""
    text = resources.files("procedures").joinpath("countries.csv").read_text(encoding="utf-8")
    return {row["code"]: row["group"] for row in csv.DictReader(text.splitlines())}  # type: ignore[misc]  # its own file: see tests


def group_of(code: str) -> IssuedIn | None:
    """Return the group of a country by its code, in capitals or not; None when there is no such country."""
    return groups().get(code.strip().upper())


@cache
def names(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country in a language, in the order of an index: accents do not count.

    A language without names, or a country without one in it, has the Spanish name.
    """
    own, spanish = _territories(language), _territories(_FALLBACK)
    found = [(code, own.get(code) or spanish[code]) for code in groups()]
    return tuple(sorted(found, key=lambda item: _letters(item[1])))


def _territories(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language, sep="-").territories)
    except (UnknownLocaleError, ValueError):
        return {}


def _letters(name: str) -> str:
    plain = "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))
    return plain.casefold()
