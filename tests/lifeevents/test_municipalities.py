"""A municipality is found by what a person types."""

import pytest

from lifeevents import municipalities
from tests.lifeevents.guide_sample import settle


@pytest.fixture(autouse=True)
def places(db):
    settle()
    yield
    municipalities.forget_places()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("zaragoza", "50297"),
        ("ZARAGOZA ", "50297"),
        ("jaca", "22130"),
        ("ejea", "50095"),
        ("ejea caballeros", "50095"),
        ("la almunia de dona godina", "50025"),
        ("Almunia de Doña Godina, La", "50025"),
        ("almunia", "50025"),
        ("gallego", "50287"),
    ],
)
def test_accents_capitals_and_articles_do_not_matter(typed, code):
    assert [place.code for place in municipalities.matching(typed)] == [code]


def test_several_are_offered_when_several_may_be_meant():
    assert {place.code for place in municipalities.matching("villanueva")} == {"50287", "44261"}


@pytest.mark.parametrize("typed", ["", "  ", "Madrid", "!!"])
def test_nothing_is_found_for_what_is_not_here(typed):
    assert municipalities.matching(typed) == []


def test_places_are_read_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        municipalities.matching("jaca")
        municipalities.place("22130")
