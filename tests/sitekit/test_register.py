"""Formal words go before the usual ones, only where they were written, and the language stays what it was."""

import polib
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import catalogues
from sitekit import register


@pytest.fixture(autouse=True, scope="module")
def _compiled():
    catalogues.compile_all()


def test_what_was_written_formally_is_said_so_and_the_rest_as_always():
    with translation.override("es"):
        usual, shared = _("Write the day too."), _("What to bring")
        with register.formal():
            assert _("Write the day too.") == "Escriba también el día." != usual
            assert _("What to bring") == shared
            assert ngettext("%(n)d is not for you.", "%(n)d are not for you.", 2) == "%(n)d no son para usted."
            assert translation.get_language() == "es"
            with translation.override("en"):
                assert _("Write the day too.") == "Write the day too."
            assert _("Write the day too.") == "Escriba también el día."
            assert reverse("lifeevents:recover").startswith("/es/")
        assert _("Write the day too.") == usual


def test_a_language_without_formal_words_is_spoken_as_always():
    with translation.override("en"), register.formal():
        assert _("Write the day too.") == "Write the day too."


def test_every_formal_text_is_one_of_the_site_with_the_same_places_to_fill():
    texts = catalogues.texts_in_project()
    known = {(text.msgid, text.context) for text in texts}
    for language in catalogues.languages():
        if not catalogues.formal_path(language).exists():
            continue
        formal = polib.pofile(str(catalogues.formal_path(language)))
        assert [one.msgid for one in formal if (one.msgid, one.msgctxt) not in known] == []
        wanted = [
            text for text in texts if any((one.msgid, one.msgctxt) == (text.msgid, text.context) for one in formal)
        ]
        assert catalogues.problems(formal, wanted) == []
    assert settings.FORMAL_LIFE_EVENTS
