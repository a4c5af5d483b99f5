"""The public pages in a real browser: accessible, readable at 320 px, light, working without JavaScript."""

import gzip

import pytest

from tests.browser.test_gallery import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/es/",
    "/en/",
    "/es/hechos-vitales/",
    "/es/hechos-vitales/tener-un-hijo-o-una-hija/",
    "/en/life-events/having-a-child/",
    "/es/organismos/",
    "/es/organismos/registro-civil/",
    "/es/organismos/seguridad-social-inss/prestacion-nacimiento-cuidado-menor/",
    "/en/agencies/civil-registry/register-birth-civil-registry/",
    "/es/oficinas/",
    "/es/oficinas/?municipality=Jacca",
    "/es/oficinas/?municipality=Jaca&procedure=nac-prestacion-nacimiento",
    "/es/oficinas/oir-zaragoza-pignatelli/",
    "/en/offices/oir-zaragoza-pignatelli/",
    "/es/buscar/?q=familia",
    "/es/buscar/?q=xylofono",
    "/en/search/",
    "/es/tus-datos/",
    "/en/accessibility/",
    "/es/mejorar/",
    "/es/mejorar/enviado/",
    "/es/nada/",
]
MOST_BYTES = 60 * 1024


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages_are_accessible(content, desktop, scheme):
    found = []
    desktop.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    # Wide in one scheme, narrow in the other: the colours differ by scheme, what is shown differs by width.
    desktop.set_viewport_size({"width": 390 if scheme == "light" else 1280, "height": 900})
    for address in PAGES:
        desktop.goto(address)
        # What is folded away counts too.
        desktop.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        found += [f"{address} {each}" for each in violations(desktop)]
    assert found == []


def test_nothing_runs_over_at_320_pixels(content, desktop):
    desktop.set_viewport_size({"width": 320, "height": 640})
    too_wide = {}
    for address in PAGES:
        desktop.goto(address)
        width = desktop.evaluate("document.documentElement.scrollWidth")
        over = desktop.evaluate(
            """() => [...document.querySelectorAll('main *')].filter(e => {
                const r = e.getBoundingClientRect();
                return r.width > 1 && r.right > innerWidth + 1 && getComputedStyle(e).position !== 'absolute';
            }).map(e => e.outerHTML.slice(0, 120))"""
        )
        if width > 320 or over:
            too_wide[address] = (width, over[:3])
    assert too_wide == {}


@pytest.mark.parametrize("address", ["/es/", "/es/hechos-vitales/tener-un-hijo-o-una-hija/"])
def test_the_first_view_weighs_at_most_sixty_kilobytes(content, page, address):
    weights = {}

    def weigh(response) -> None:
        body = response.body()
        weights[response.url] = min(len(body), len(gzip.compress(body)))

    page.on("response", weigh)
    page.goto(address, wait_until="networkidle")
    assert len(weights) >= 3, "the page, its styles and its letters"
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_an_office_is_found_without_javascript(content, page_without_javascript):
    page = page_without_javascript
    page.goto("/es/")
    page.get_by_role("main").get_by_role("link", name="Encontrar una oficina").click()
    page.get_by_label("Tu municipio").fill("teruel")
    page.get_by_label("Para qué").select_option(label="Inscripción del nacimiento en el Registro Civil")
    page.get_by_role("button", name="Ver oficinas").click()
    rows = page.locator("main .rows .row__title")
    assert "Teruel" in rows.first.inner_text()
    rows.first.get_by_role("link").click()
    assert page.get_by_role("heading", name="Cuándo abre").is_visible()


def test_the_language_is_one_link_away_and_stays(content, page):
    page.goto("/es/organismos/registro-civil/")
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/agencies/civil-registry/")
    page.goto("/")
    assert page.url.endswith("/en/")


def test_the_summary_of_errors_takes_the_focus(content, page):
    page.goto("/es/mejorar/")
    page.get_by_role("button", name="Enviar").click()
    assert page.evaluate("document.activeElement.className") == "errors"
