"""The site in its own processes sees this test's database: what races through HTTP stand on."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.appointments.builders import office
from tests.appointments.racing import race
from tests.appointments.serving import Visitor, site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_the_site_in_other_processes_shows_what_this_test_wrote(database_url):
    office("a-place-of-this-test")
    with translation.override("es"):
        path = reverse("appointments:office", kwargs={"office": "a-place-of-this-test"})
    with site(database_url) as address:
        shown = race([lambda: Visitor(address).get(path).text] * 2)
    assert ["Oficina a-place-of-this-test" in text for text in shown] == [True, True], shown
