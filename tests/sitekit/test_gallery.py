"""The gallery shows everything there is, and the bundles are what their parts say."""

import gzip
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from sitekit import gallery, stylesheets
from sitekit.gallery_samples import DESK_COMPONENTS

SITEKIT = Path(gallery.__file__).parent
COMPONENTS = sorted(path.stem for path in (SITEKIT / "templates/sitekit/components").glob("*.html"))


def test_every_component_is_in_the_gallery():
    assert sorted(gallery.examples()) == COMPONENTS


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_lists_its_variables_in_its_first_comment(name):
    text = (SITEKIT / f"templates/sitekit/components/{name}.html").read_text()
    assert text.removeprefix("{% load sitekit %}").startswith("{% comment %}")


@pytest.mark.django_db
def test_the_gallery_shows_them(client: Client):
    shown = client.get("/es/gallery/").content.decode() + client.get("/es/gallery/desk/").content.decode()
    assert [name for name in COMPONENTS if f'data-component="{name}"' not in shown] == []
    assert DESK_COMPONENTS


@pytest.mark.django_db
@pytest.mark.parametrize("name", gallery.PAGES)
def test_whole_pages_are_shown(client: Client, name: str):
    assert client.get(f"/es/gallery/page/{name}/").status_code == 200


@pytest.mark.django_db
def test_a_site_that_is_not_a_demonstration_has_no_gallery(client: Client, settings):
    settings.VENTANILLA_DEMO = False
    assert client.get("/es/gallery/").status_code == 404


@pytest.mark.parametrize("name", stylesheets.BUNDLES)
def test_a_bundle_is_made_of_its_parts(name: str):
    assert (stylesheets.FOLDER / name).read_text() == stylesheets.bundle(name), "run: python -m sitekit.stylesheets"


@pytest.mark.django_db
def test_the_first_view_weighs_at_most_60_kilobytes(client: Client):
    static = SITEKIT / "static/sitekit"
    html = len(gzip.compress(client.get("/es/gallery/page/list/").content))
    css = len(gzip.compress((static / "css/site.css").read_bytes()))
    fonts = sum((static / f"fonts/atkinson-next-{part}.woff2").stat().st_size for part in ("latin", "latin-ext"))
    assert html + css + fonts <= 60 * 1024


def test_no_component_writes_styles_or_scripts_into_the_page():
    for path in (SITEKIT / "templates").rglob("*.html"):
        if "pdf" in path.parts or "mail" in path.parts:
            continue
        text = path.read_text()
        for forbidden in (" style=", "<script>", "onclick=", "<style"):
            assert forbidden not in text, f"{path}: {forbidden}"


def test_a_status_read_aloud_has_a_word():
    item = render_to_string("sitekit/components/thread_item.html", {"title": "Una gestión", "url": "/x/"})
    assert "visually-hidden" in item
