"""The template databases give each test what it asked for, and keep nothing of the test before."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Locale, Page

pytestmark = pytest.mark.both_databases


def a_trace_is_left_nowhere() -> None:
    assert not get_user_model().objects.filter(email="trace@example.org").exists()
    get_user_model().objects.create(email="trace@example.org")


@pytest.mark.django_db
@pytest.mark.parametrize("time", [1, 2])
def test_a_test_in_a_transaction_leaves_nothing(time):
    a_trace_is_left_nowhere()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_a_test_that_commits_leaves_nothing(time):
    a_trace_is_left_nowhere()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_a_test_that_commits_finds_the_root_page_and_a_locale(time):
    assert Page.objects.filter(depth=1).exists()
    assert Locale.objects.filter(language_code="es").exists()
