"""Speaking formally: a second catalogue of a language (`formal.po` beside its `django.po`) whose words go first.

It holds only what differs ("usted" where the site says "tú"); whatever it does not hold is said as always. The active
language stays what it was: addresses, dates and plurals do not change, and `translation.override` inside keeps it.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

DOMAIN = "formal"
_is_formal: ContextVar[bool] = ContextVar("is_formal", default=False)


class _Spoken:
    """The catalogue of a language as Django asks for it: formal words first while somebody speaks formally."""

    def __init__(self, usual: Any, formal: gettext.GNUTranslations) -> None:
        self._usual, self._formal = usual, formal

    def gettext(self, message: str) -> str:
        return str((self._formal if _is_formal.get() else self._usual).gettext(message))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str((self._formal if _is_formal.get() else self._usual).ngettext(singular, plural, n))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._usual, name)


@contextmanager
def formal() -> Iterator[None]:
    """Speak the active language formally inside; a language without formal words is spoken as always."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    if _can_be_spoken(language):
        translation.activate(language)
    token = _is_formal.set(True)
    try:
        yield
    finally:
        _is_formal.reset(token)


def _can_be_spoken(language: str) -> bool:
    """Put the formal words of a language, where it has some, before those that Django keeps for it."""
    usual = trans_real.translation(language)
    if isinstance(usual, _Spoken):
        return True
    for folder in settings.LOCALE_PATHS:
        try:
            words = gettext.translation(DOMAIN, folder, [language])
        except FileNotFoundError:
            continue
        words.add_fallback(usual)
        # Django keeps one catalogue for each language here and has no other way to put one in front of it.
        kept: Any = trans_real
        kept._translations[language] = _Spoken(usual, words)
        return True
    return False
