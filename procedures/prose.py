"""Prose of translated content: which words go with which source words, and whether they still do.

Pure. A translation keeps, for each text, its words and the digest of the source words they were made from.
A text is fresh while its source reads as it did then; an older or missing one is not shown: the source is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TypedDict

from procedures.specs import Text

SOURCE_LANGUAGE = "es"


class Translated(TypedDict):
    """One text of a translation. `made_from` is the digest of the source words, "" when never compared."""

    words: str
    made_from: str


Texts = dict[str, Translated]
"""Texts of one translation by path: "summary", "deadlines.<row id>.text"."""


def digest(words: str) -> str:
    """Return what tells one source text from another; spacing does not count."""
    normal = " ".join(words.split())
    return hashlib.sha256(normal.encode()).hexdigest()[:16] if normal else ""


def is_fresh(text: Translated | None, source: str) -> bool:
    """Tell whether a translated text is there and was made from these source words."""
    return bool(text and text["words"] and source and text["made_from"] == digest(source))


def fresh(text: Translated | None, source: str) -> str:
    """Return the translated words, or nothing when they are missing or older than the source."""
    return text["words"] if text is not None and is_fresh(text, source) else ""


def join(path: str, source: str, translations: Mapping[str, Texts]) -> Text:
    """Return one prose in every language that has it fresh; empty when the source has none."""
    if not source:
        return {}
    words = {language: fresh(texts.get(path), source) for language, texts in sorted(translations.items())}
    return {SOURCE_LANGUAGE: source} | {language: text for language, text in words.items() if text}


def made(words: Mapping[str, str], source: Mapping[str, str]) -> Texts:
    """Return the texts of a translation written for these very source words."""
    return {
        path: Translated(words=text, made_from=digest(source[path]))
        for path, text in words.items()
        if text and source.get(path)
    }


def revised(before: Texts, words: Mapping[str, str], source: Mapping[str, str], *, still_right: set[str]) -> Texts:
    """Return the texts after an edit: changed or confirmed words are of today's source, others keep theirs."""
    after: Texts = {}
    for path, text in words.items():
        if not text or not source.get(path):
            continue
        old = before.get(path)
        is_same = old is not None and old["words"] == text and path not in still_right
        after[path] = old if is_same and old is not None else Translated(words=text, made_from=digest(source[path]))
    return after
