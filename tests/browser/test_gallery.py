"""The gallery in a real browser: accessible in light and dark, on phone and desktop; nothing runs over at 320 px."""

from pathlib import Path

import pytest

from sitekit.gallery import PAGES

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
ADDRESSES = ["/es/gallery/", "/es/gallery/desk/", *(f"/es/gallery/page/{name}/" for name in PAGES)]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def violations(page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [
        f"{each['id']}: {node['html'][:200]} {node['failureSummary'][:300]}" for each in found for node in each["nodes"]
    ]


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_every_component_is_accessible(desktop, width, scheme):
    desktop.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    desktop.set_viewport_size({"width": width, "height": 900})
    found = []
    for address in ADDRESSES:
        desktop.goto(address)
        found += [f"{address} {each}" for each in violations(desktop)]
    assert found == []


def test_axe_notices_what_is_wrong(desktop):
    desktop.goto("/es/gallery/page/home/")
    desktop.evaluate("document.documentElement.removeAttribute('lang')")
    assert violations(desktop) != []


def test_nothing_runs_over_at_320_pixels(desktop):
    """A phone held close, or 1280 px at 400 %."""
    desktop.set_viewport_size({"width": 320, "height": 640})
    too_wide = {}
    for address in ADDRESSES:
        desktop.goto(address)
        # The page clips what a full-width rule draws past the edge, so the elements themselves are measured.
        over = desktop.evaluate(
            """() => [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
                const r = e.getBoundingClientRect();
                const out = r.right > innerWidth + 1 || r.left < -1;
                return out && r.width > 1 && r.height > 1 && getComputedStyle(e).position !== 'absolute';
            }).map(e => e.outerHTML.slice(0, 120))"""
        )
        width = desktop.evaluate("document.documentElement.scrollWidth")
        if over or width > 320:
            too_wide[address] = (width, over[:5])
    assert too_wide == {}


def test_the_summary_of_errors_takes_the_focus(page):
    page.goto("/es/gallery/page/form/")
    assert page.evaluate("document.activeElement.className") == "errors"
    page.locator(".errors a").first.click()
    assert page.evaluate("document.activeElement.tagName") == "INPUT"


def test_the_menu_opens_without_javascript(page_without_javascript):
    page = page_without_javascript
    page.goto("/es/gallery/page/home/")
    link = page.get_by_role("link", name="Oficinas")
    assert not link.is_visible()
    page.locator(".menu summary").click()
    assert link.is_visible()


def test_a_choice_with_something_inside_shows_it_when_chosen(page):
    page.goto("/es/gallery/page/inside/")
    inside = page.get_by_label("Móvil")
    assert not inside.is_visible()
    page.get_by_label("SMS").check()
    assert inside.is_visible()
