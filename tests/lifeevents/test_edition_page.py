"""What the page said that day: any edition by its code, marked as such, with nothing about anybody."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifeevents import editions, paper
from lifeevents.liststate import ListState
from lifeevents.models import GuideEdition, LifeEvent
from tests.lifeevents.changing import with_days
from tests.lifeevents.guide_sample import EVENT, SLUG_EN, SLUG_ES, publish
from tests.lifeevents.test_views import text_of

pytestmark = pytest.mark.django_db


def page(client, edition, *, language="en", slug=SLUG_EN):
    word = {"en": "edition", "es": "edicion"}[language]
    return client.get(f"/{language}/{word}/{slug}/{edition.code}/")


def test_an_edition_in_force_says_that_it_is(client):
    response = page(client, publish())
    said = text_of(response)
    assert "It says the same today." in said
    assert "Tienes 10 días." not in said
    assert "You have 10 days." in said
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_an_older_edition_still_says_what_it_said_and_that_it_says_something_else_today(client):
    old, new = publish(), publish(with_days(8))
    said = text_of(page(client, old, language="es", slug=SLUG_ES))
    assert "Tienes 10 días." in said
    assert "Tienes 8 días." not in said
    assert re.search(r"Esto es lo que se publicó desde el .+ hasta el ", said)
    assert "1 trámite ya no es como era." in said
    assert said.count("Hoy dice otra cosa") == 2  # the guide, and the one procedure
    assert "Tienes 8 días." in text_of(page(client, new, language="es", slug=SLUG_ES))


def test_a_guide_that_is_not_published_any_more_keeps_its_editions(client):
    edition = publish()
    LifeEvent.objects.filter(pk=EVENT).update(current=None)
    assert "not published any more" in text_of(page(client, edition))


def test_codes_are_not_guessed_by_counting_and_other_languages_lead_here(client):
    edition = publish()
    number, digest = edition.code.split("-")
    for wrong in (number, f"{number}-", f"{number}-{digest[:3]}", f"2-{digest}", "x-y"):
        assert client.get(f"/en/edition/{SLUG_EN}/{wrong}/").status_code == 404, wrong
    assert client.get(f"/en/edition/another-event/{edition.code}/").status_code == 404
    found = client.get(f"/en/edition/{SLUG_ES}/{edition.code.upper()}/")
    assert found.url == f"/en/edition/{SLUG_EN}/{edition.code}/"


def test_it_costs_the_same_queries_with_more_editions_and_asks_for_no_session(client):
    edition = publish()
    page(client, edition)
    counts = []
    for days in (8, 7):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = page(client, edition)
        counts.append(len(queries))
        assert not response.cookies
        publish(with_days(days))
        page(client, edition)
    assert counts[0] == counts[1] <= 12
    assert GuideEdition.objects.count() == 3


def test_the_address_on_a_printed_list_opens_its_edition(client):
    edition = editions.get(publish().pk)
    publish(with_days(8))
    sheet = paper.of_list(ListState(edition=edition), language="en")
    assert sheet.edition == edition.code
    response = client.get(sheet.edition_at.removeprefix(settings.SITE_URL))
    assert "You have 10 days." in text_of(response)
