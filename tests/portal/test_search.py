"""Search finds what people mean: stems, accents, slips of the finger, other words; in one language at a time."""

import re

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def found(query: str, language: str = "es") -> str:
    response = Client().get("/es/buscar/" if language == "es" else "/en/search/", {"q": query})
    assert response.status_code == 200
    return response.content.decode()


def titles(page: str) -> list[str]:
    main = page[page.index("<main") : page.index("</main")]
    return re.findall(r'row__title"><a href="[^"]*">([^<]+)', main)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("empadronamiento", "Empadronamiento del recién nacido"),
        ("empadronar", "Empadronamiento del recién nacido"),  # another ending
        ("recien nacidos", "Empadronamiento del recién nacido"),  # no accents, plural
        ("PADRÓN", "Empadronamiento del recién nacido"),
        (
            "baja por maternidad",
            "Prestación por nacimiento y cuidado de menor (trabajo por cuenta ajena)",
        ),  # as people say
        ("familia numerrosa", "Título de familia numerosa"),  # a slip
        ("pasaprte", "Pasaporte del menor"),
        ("embarazo", "Tener un hijo o una hija"),
        ("pignatelli", "Oficina de Información y Registro · Edificio Pignatelli"),
        ("agencia tributaria", "Agencia Tributaria (AEAT)"),
        ("certificado literal", "Certificado literal de nacimiento"),
    ],
)
def test_what_is_meant_is_found(content, query, title):
    assert title in titles(found(query))


def test_the_title_counts_more_than_the_summary(content):
    assert titles(found("familia numerosa"))[0] == "Título de familia numerosa"


def test_each_language_finds_its_own_words(content):
    assert any(
        "leave" in title.lower() or "benefit" in title.lower() for title in titles(found("maternity leave", "en"))
    )
    assert "Título de familia numerosa" not in titles(found("large family", "en"))


def test_what_was_read_instead_is_said(content):
    assert "Hemos buscado «familia numerosa»" in found("familia numerrosa")


def test_words_that_nothing_holds_together_find_what_holds_some(content):
    page = found("pasaporte ayuntamiento hospital")
    assert "Nada tiene todas tus palabras" in page
    assert titles(page)


def test_nothing_found_says_what_else(content):
    page = found("xylofono")
    assert "No lo hemos encontrado" in page
    assert "Tener un hijo o una hija" in titles(page)


@pytest.mark.parametrize("query", ['"><script>', "a AND (b", "el de la", "%", "'; drop", "ñ" * 500, "-*"])
def test_whatever_is_typed_is_kept_and_breaks_nothing(content, query):
    page = found(query)
    assert "<script>" not in page


def test_the_query_stays_in_the_field(content):
    assert 'value="libro de familia"' in found("libro de familia")


def test_results_are_not_indexed(content, settings):
    settings.VENTANILLA_DEMO = False
    assert '<meta name="robots" content="noindex, follow">' in found("padron")


def test_an_edited_title_is_found_at_once(content):
    from procedures.models import ProcedurePage

    page = ProcedurePage.objects.get(slug="inscripcion-nacimiento-registro-civil")
    page.title = "Inscripción de marcianos"
    page.save_revision().publish()
    assert "Inscripción de marcianos" in titles(found("marciano"))
