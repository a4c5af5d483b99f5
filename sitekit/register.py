"""Speaking formally: a second catalogue of a language (`formal.po` beside its `django.po`) whose words go first.

It holds only what differs ("usted" where the site says "tú"); whatever it does not hold is said as always. The active
language stays what it was: addresses, dates and plurals do not change.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

DOMAIN = "formal"


class _Formal(gettext.GNUTranslations):
    """The formal words of a language, as Django asks for them."""

    language_code = ""

    def to_language(self) -> str:
        return self.language_code


@contextmanager
def formal() -> Iterator[None]:
    """Speak the active language formally inside; a language without formal words is spoken as always.

    Not kept by `translation.override` inside: what overrides the language speaks as always.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    words = _words(language)
    if words is None:
        yield
        return
    # Django keeps the catalogue of this thread here and offers no other way to put one in front of it.
    active: Any = trans_real._active
    before = getattr(active, "value", None)
    active.value = words
    try:
        yield
    finally:
        active.value = before


@cache
def _words(language: str) -> _Formal | None:
    for folder in settings.LOCALE_PATHS:
        try:
            words = gettext.translation(DOMAIN, folder, [language], class_=_Formal)
        except FileNotFoundError:
            continue
        words.language_code = language
        words.add_fallback(trans_real.translation(language))
        return words
    return None
