"""Every text of the interface has its Spanish."""

import polib
import pytest

from portal import catalogues
from portal.catalogues import Text


@pytest.mark.parametrize("language", ["es"])
def test_every_text_is_translated(language):
    assert language in catalogues.languages()
    assert catalogues.problems(catalogues.load(language), catalogues.texts_in_project()) == []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("_('My list')", Text("My list")),
        ("gettext_lazy('My ' 'list')", Text("My list")),
        ("ngettext('%(n)s visit', '%(n)s visits', n)", Text("%(n)s visit", plural="%(n)s visits")),
        ("pgettext_lazy('month', 'May')", Text("May", "month")),
    ],
)
def test_texts_in_code_are_found(source, text):
    assert list(catalogues.texts_in_python(source, "x.py")) == [text]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{% translate 'My list' %}", Text("My list")),
        ("{% translate 'What to bring (papers)' %}", Text("What to bring (papers)")),
        ("{% blocktranslate trimmed %}\n  My\n  list {{ name }}\n{% endblocktranslate %}", Text("My list %(name)s")),
        (
            "{% blocktranslate count n=visits %}{{ n }} visit{% plural %}{{ n }} visits{% endblocktranslate %}",
            Text("%(n)s visit", plural="%(n)s visits"),
        ),
        ("{% include 'x.html' with title=_('My list') only %}", Text("My list")),
        ("{% translate 'May' context 'month' %}", Text("May", "month")),
    ],
)
def test_texts_in_templates_are_found(source, text):
    assert list(catalogues.texts_in_template(source, "x.html")) == [text]


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        (polib.POEntry(msgid="Other", msgstr="Otro"), "no translation"),
        (polib.POEntry(msgid="%(n)s days", msgstr=""), "no translation"),
        (polib.POEntry(msgid="%(n)s days", msgstr="%(n)s días", flags=["fuzzy"]), "no translation"),
        (polib.POEntry(msgid="%(n)s days", msgstr="%(m)s días"), "other placeholders"),
    ],
)
def test_a_planted_fault_is_noticed(entry, word):
    catalogue = polib.POFile()
    catalogue.append(entry)
    (problem,) = catalogues.problems(catalogue, [Text("%(n)s days")])
    assert word in problem
