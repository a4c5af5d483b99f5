"""The paper kit: tagged, in its language, with our font, and without a network."""

import io

import pytest
from django.db import transaction
from django.template import engines
from pypdf import PdfReader

from sitekit import pdf

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]  # the letterhead asks for the name of the site


@pytest.fixture
def paper(settings, tmp_path):
    """Render a paper with the content given."""
    folder = tmp_path / "templates"
    folder.mkdir()
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(folder)]}]
    engines._engines = {}
    engines.__dict__.pop("templates", None)

    def render(content, language="es", **context):
        body = "{% extends 'pdf/base.html' %}{% block title %}Un título{% endblock %}{% block content %}"
        (folder / "try.html").write_text(f"{body}{content}{{% endblock %}}")
        return PdfReader(io.BytesIO(pdf.render("try.html", context, language=language)))

    yield render
    engines._engines = {}
    engines.__dict__.pop("templates", None)


def fonts(reader):
    found = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            found.add(font.get_object()["/BaseFont"])
    return found


def test_a_paper_is_tagged_and_says_its_language_and_title(paper):
    reader = paper("<h1>Hola</h1><table><tr><th scope='row'>a</th><td>b</td></tr></table>")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Un título"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_it_is_set_in_our_font_on_a4(paper):
    reader = paper("<p>Ñandú, <b>negrita</b></p>")
    assert fonts(reader)
    assert all("Atkinson" in name for name in fonts(reader))
    box = reader.pages[0].mediabox
    assert [round(float(side) / 72 * 25.4) for side in (box.width, box.height)] == [210, 297]


def test_nothing_is_fetched_from_a_network_or_from_this_machine(paper, caplog):
    reader = paper("<img alt='' src='http://192.0.2.1/x.png'><img alt='' src='file:///etc/passwd'><p>sigue</p>")
    assert "sigue" in reader.pages[0].extract_text()
    assert not reader.pages[0].images


def test_text_is_escaped(paper):
    reader = paper("<p>{{ name }}</p>", name="<b>Ana</b>")
    assert "<b>Ana</b>" in reader.pages[0].extract_text()


def test_a_right_to_left_language_turns_the_paper(paper, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    assert paper("<p>x</p>", language="ar").trailer["/Root"]["/Lang"] == "ar"


@pytest.mark.django_db(transaction=True)
def test_never_inside_a_transaction(paper):
    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        paper("<p>x</p>")


def test_a_machine_without_the_engine_says_so(paper, monkeypatch):
    import builtins

    found = builtins.__import__

    def without_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return found(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    assert not pdf.available()
    with pytest.raises(pdf.PdfUnavailable, match="apt-get install"):
        paper("<p>x</p>")
