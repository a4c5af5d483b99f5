"""Words reduced to what search compares: no accents, no case, no endings.

SQLite does not stem, so the index holds stems and the query is stemmed; PostgreSQL gets the same, so both find alike.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"\w+")
_LANGUAGES = {"es": "spanish", "en": "english", "ca": "catalan", "ro": "romanian", "fr": "french", "ar": "arabic"}
# Words that say nothing about what is looked for.
_NOISE_WORDS = {
    "es": """a al como con cual cuando de del donde el en es hay hacer la las lo los me mi mis o para por que quiero se
    ser si su sus un una y""",
    "en": "a an and are at do for get how i in is it me my of on or the to want what when where with",
}
_NOISE = {language: frozenset(words.split()) for language, words in _NOISE_WORDS.items()}


def bare(text: str) -> str:
    """Return the text in small letters without accents; ñ becomes n, as people type it who have no key for it."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def plain(text: str) -> str:
    """Return the text in small letters without accents; ñ stays a letter of its own."""
    return bare(text.casefold().replace("ñ", "\0")).replace("\0", "ñ")


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    name = _LANGUAGES.get(language)
    return plain(snowballstemmer.stemmer(name).stemWord(word)) if name else plain(word)


def stems(text: str, language: str) -> list[str]:
    """Return the stems of a text in order, without the words that say nothing."""
    noise = _NOISE.get(language, frozenset())
    words = (word for word in _WORD.findall(text.casefold()) if plain(word) not in noise)
    # Stemming twice, with and without accents, makes "inscripcion" meet "inscripción".
    return [_stem(plain(word), language) for word in words]


def stemmed(text: str, language: str) -> str:
    """Return the text as it is indexed and asked for."""
    return " ".join(stems(text, language))
