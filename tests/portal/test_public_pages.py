"""Public pages: open, the same for everybody, in both languages, with a fixed number of queries."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lifeevents import editions
from procedures.models import AgencyPage, ProcedurePage

pytestmark = pytest.mark.django_db

HOME, EVENT = "/es/", "/es/hechos-vitales/tener-un-hijo-o-una-hija/"
BIRTH = "/es/organismos/registro-civil/inscripcion-nacimiento-registro-civil/"
LEAVE = "/es/organismos/seguridad-social-inss/prestacion-nacimiento-cuidado-menor/"
OPEN = [
    HOME, "/en/", EVENT, "/en/life-events/having-a-child/", "/es/hechos-vitales/", "/es/organismos/",
    "/es/organismos/registro-civil/", BIRTH, LEAVE, "/en/agencies/civil-registry/register-birth-civil-registry/",
    "/es/oficinas/", "/es/oficinas/?municipality=Jaca&procedure=nac-prestacion-nacimiento",
    "/es/oficinas/oir-zaragoza-pignatelli/", "/es/buscar/", "/es/buscar/?q=padron", "/es/que-es/", "/es/tus-datos/",
    "/es/accesibilidad/", "/es/mejorar/enviado/",
]  # fmt: skip


MOST_QUERIES = 40


def text_of(response) -> str:
    return response.content.decode()


def queries_of(address: str) -> int:
    client = Client()
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.mark.parametrize("address", OPEN)
def test_a_public_page_is_the_same_for_everybody_and_costs_a_fixed_number_of_queries(content, address):
    """So it may be kept on its way: no cookie is set or read, and it carries no token of a form."""
    client = Client()
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    page = text_of(response)
    assert "csrfmiddlewaretoken" not in page
    assert len(re.findall(r"<h1\b", page)) == 1
    title = re.search(r"<title>(.*?)</title>", page, re.S)[1]
    assert title.endswith("Ventanilla única de Aragón")
    assert not title.startswith((" ", "·"))
    assert queries_of(address) <= MOST_QUERIES


def test_an_agency_with_many_procedures_asks_no_more_than_one_with_few(content):
    few = queries_of("/es/organismos/registro-civil/")
    many = queries_of("/es/organismos/seguridad-social-inss/")
    assert many == few


def test_every_procedure_asks_about_the_same(content):
    counts = {page.url: queries_of(page.url) for page in ProcedurePage.objects.live().in_source_language()}
    # Whether there are papers, conditions and visits at all makes the difference; how many does not.
    assert max(counts.values()) <= MOST_QUERIES, counts


def test_no_link_of_a_public_page_leads_nowhere(content):
    client, seen, wrong = Client(), set(), []
    waiting = [HOME, "/en/"]
    while waiting:
        address = waiting.pop()
        response = client.get(address, follow=True)
        if response.status_code != 200:
            wrong.append((address, response.status_code))
        page = text_of(response) if "html" in response.headers["Content-Type"] else ""
        for link in re.findall(r'<a [^>]*?href="(/[^"#]*)', page):
            link = link.replace("&amp;", "&")
            # What is personal or has a query is not walked, only pages.
            if link not in seen and "?" not in link and link.startswith(("/es/", "/en/")):
                seen.add(link)
                waiting.append(link)
    assert wrong == []
    assert len(seen) > 100


# --- Home ---


def test_home_links_the_six_events(content):
    page = text_of(Client().get(HOME))
    assert f'<a href="{EVENT}">Tener un hijo o una hija</a>' in page
    assert len(re.findall(r'class="event\b', page)) == 6
    assert "Todavía no está" not in page


def test_home_offers_search_visit_office_and_list(content):
    page = text_of(Client().get(HOME))
    for address in ("/es/buscar/", "/es/oficinas/", "/es/mi-cita/", "/es/recuperar/"):
        assert f'"{address}"' in page


# --- Life event ---


def test_the_event_says_how_much_awaits(content):
    page = text_of(Client().get(EVENT))
    assert "28 gestiones, 11 organismos, una lista." in page
    guide = editions.current("having_a_child").guide
    places = [page.index(phase.title["es"]) for phase in guide.event.phases]
    assert places == sorted(places)
    assert 'href="/es/mi-lista/tener-un-hijo-o-una-hija/empezar/"' in page


def test_the_event_offers_to_go_on_with_a_draft(content):
    client = Client()
    assert "Empezar mi lista" in text_of(client.get(EVENT))
    answer = {"date_day": "21", "date_month": "11", "date_year": "2025", "time": ""}
    assert client.post("/es/mi-lista/tener-un-hijo-o-una-hija/fecha/", answer).status_code == 302
    response = client.get(EVENT)
    assert "Seguir con mi lista" in text_of(response)
    assert "Cookie" in response.headers["Vary"]


# --- Procedures ---

HEADINGS = [
    "Para quién es", "Qué consigues", "Qué llevar", "Hasta cuándo", "Cómo y dónde", "Cuánto cuesta", "Qué va antes",
    "Qué te contestan", "La ley, y dónde lo hemos leído", "Quién responde",
]  # fmt: skip


def test_every_procedure_has_the_same_headings_in_the_same_order(content):
    client = Client()
    pages = list(ProcedurePage.objects.live().in_source_language())
    assert len(pages) == 83
    for each in pages:
        page = text_of(client.get(each.url))
        main = page[page.index('class="main"') : page.index('class="aside"')]
        assert re.findall(r"<h2[^>]*>([^<]+)</h2>", main) == HEADINGS, each.slug


def test_what_is_not_verified_is_not_told_as_fact(content):
    page = text_of(Client().get(LEAVE))
    answer = page[page.index('id="answer"') : page.index('id="law"')]
    assert "30 días" not in answer
    assert "no contesten" in answer
    assert "Pregunta al organismo" in answer
    assert "No hemos podido comprobar en la Seguridad Social" in page


def test_a_procedure_says_how_each_paper_is_treated(content):
    page = text_of(Client().get(LEAVE))
    for words in (
        "Lleva una copia",
        "Lo pueden mirar ellos si lo autorizas",
        "Lo miran ellos, salvo que te opongas",
        "Lo pone la administración",
    ):
        assert words in page
    order = [
        page.index(title)
        for title in ("Por internet, con identificación digital", "Por correo postal", "En persona, con cita")
    ]
    assert order == sorted(order), "the least costly first"


def test_a_procedure_shows_when_its_sources_were_read(content):
    page = text_of(Client().get(BIRTH))
    assert "leídas hasta el 22\xa0de\xa0noviembre\xa0de\xa02026" in page


def test_a_procedure_leads_to_its_event_and_to_its_offices(content):
    page = text_of(Client().get(BIRTH))
    assert f'href="{EVENT}"' in page
    assert 'href="/es/oficinas/?procedure=nac-inscripcion-registro"' in page
    assert 'href="/es/pedir-cita/?procedure=nac-inscripcion-registro"' in page or "Primer sitio libre" not in page


def test_words_of_another_language_are_marked(content):
    page = ProcedurePage.objects.get(slug="register-birth-civil-registry")
    page.texts = {path: text for path, text in page.texts.items() if path != "summary"}
    page.save()
    shown = text_of(Client().get("/en/agencies/civil-registry/register-birth-civil-registry/"))
    assert re.search(r'class="lede"><span lang="es" dir="ltr">Si no firmasteis', shown)


def test_an_agency_lists_its_procedures(content):
    page = text_of(Client().get("/es/organismos/registro-civil/"))
    number = ProcedurePage.objects.live().descendant_of(AgencyPage.objects.get(slug="registro-civil")).count()
    assert f"{number} trámites" in page


# --- Texts ---


def test_the_privacy_page_tells_all_that_is_kept_in_plain_spanish(content):
    from citizens import data_rights

    page = text_of(Client().get("/es/tus-datos/"))
    assert "Atender la cita y avisar de ella" in page
    assert "12 meses después de lo que ha pasado" in page
    for holding in data_rights.holdings():
        assert holding.purpose not in page, f"“{holding.purpose}” has no Spanish"
        assert holding.retention not in page, f"“{holding.retention}” has no Spanish"


# --- Languages ---


@pytest.mark.parametrize(
    ("asked", "leads"), [("en-GB,en;q=0.9", "/en/"), ("es-ES", "/es/"), ("fr,de;q=0.5", "/es/"), ("", "/es/")]
)
def test_the_first_address_leads_to_a_language(db, asked, leads):
    response = Client(headers={"accept-language": asked}).get("/")
    assert (response.status_code, response.headers["Location"]) == (302, leads)
    assert "Accept-Language" in response.headers["Vary"]


def test_a_language_chosen_by_a_link_is_remembered(db):
    client = Client(headers={"accept-language": "es"})
    response = client.get("/es/idioma/en/?to=/en/offices/")
    assert response.headers["Location"] == "/en/offices/"
    assert client.get("/").headers["Location"] == "/en/"


@pytest.mark.parametrize("to", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_a_choice_of_language_leads_to_no_other_host(db, to):
    assert Client().get("/es/idioma/en/", {"to": to}).headers["Location"] == "/en/"


def test_a_language_that_is_not_there_is_not_found(db):
    assert Client().get("/es/idioma/xx/").status_code == 404


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (EVENT, "/en/life-events/having-a-child/"),
        (BIRTH, "/en/agencies/civil-registry/register-birth-civil-registry/"),
        ("/es/oficinas/oir-zaragoza-pignatelli/", "/en/offices/oir-zaragoza-pignatelli/"),
        ("/es/buscar/?q=padron", "/en/search/?q=padron"),
        ("/es/nada-de-esto/", "/en/"),
    ],
)
def test_every_page_links_itself_in_the_other_language(content, here, there):
    assert f'hreflang="en" href="{there}"' in text_of(Client().get(here))


# --- What goes wrong ---


def test_a_page_that_is_not_here_says_what_to_do(content):
    response = Client().get("/es/nada/")
    assert response.status_code == 404
    assert "Esta página no está aquí" in text_of(response)
    assert 'action="/es/buscar/"' in text_of(response)


def test_a_form_without_token_is_refused_in_our_words(content):
    response = Client(enforce_csrf_checks=True).post("/es/mejorar/", {"text": "x"})
    assert response.status_code == 403
    assert "No hemos podido aceptar el formulario" in text_of(response)


def test_the_page_for_errors_needs_no_database(monkeypatch):
    """This test has no database: a query would fail it."""
    from django.test import RequestFactory
    from django.utils import translation

    from portal import views

    with translation.override("es"):
        response = views.server_error(RequestFactory().get("/es/"))
        assert response.status_code == 500
        assert "Algo ha fallado en nuestra parte" in text_of(response)
        monkeypatch.setattr(views, "render_to_string", lambda *a: 1 / 0)
        assert "Algo ha fallado" in text_of(views.server_error(RequestFactory().get("/es/")))


def test_the_colours_of_an_installation_come_as_a_stylesheet(content):
    from portal.models import PortalSettings

    assert "theme.css" not in text_of(Client().get(HOME))
    PortalSettings.objects.update(action_colour="#123456")
    assert "theme.css?" in text_of(Client().get(HOME))
    assert "--action: #123456;" in text_of(Client().get("/es/theme.css"))
