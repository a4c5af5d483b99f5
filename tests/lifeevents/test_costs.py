"""How many queries the pages and papers of a list cost, on the portal's own content: fixed, whatever is on it."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lifeevents import editions, paper
from lifeevents.liststate import ListState
from procedures import references
from procedures.conditions import Answers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]
LIST = "/en/my-list/having-a-child/"
REGISTER, INSS = "nac-inscripcion-registro", "nac-prestacion-nacimiento"


@pytest.fixture
def citizen():
    client = Client()
    on = timezone.localdate() - dt.timedelta(days=3)
    client.post(f"{LIST}date/", {"date_day": on.day, "date_month": on.month, "date_year": on.year})
    client.post(f"{LIST}question/residence_municipality/", {"name": "Zaragoza"})
    client.get(LIST)  # what a process reads once
    return client


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("page", "at_most"),
    [
        # Whether the first free place of anything comes too late, for the whole list at once.
        ("", 18),
        ("what-to-bring/", 8),
        ("one-delivery/", 8),
        ("not-for-me/", 8),
        ("check/", 8),
        (f"procedure/{INSS}/", 8),
        # By visit: where, by which way, and when it could be.
        (f"procedure/{REGISTER}/", 18),
    ],
)
def test_a_page_of_a_list_costs_a_fixed_number_of_queries(citizen, page, at_most):
    assert cost(citizen, f"{LIST}{page}") <= at_most


def test_a_list_by_visit_costs_no_more_than_one_online(citizen):
    """The first free places are looked up together: two things by visit cost no query more than one."""
    before = cost(citizen, LIST)
    for procedure in (REGISTER, "nac-certificado-nacimiento", "nac-familia-numerosa"):
        citizen.post(f"{LIST}procedure/{procedure}/how/", {"channel": "visit"})
    assert cost(citizen, LIST) <= max(before, 18)


def test_a_saved_list_costs_little_more(citizen):
    unsaved = cost(citizen, LIST)
    citizen.post(f"{LIST}save/", {"email": ""})
    assert cost(citizen, LIST) <= unsaved + 4  # the list, its answers, its marks, its visits


def test_the_paper_of_a_long_list_costs_no_more_than_that_of_a_short_one(django_assert_max_num_queries):
    edition = editions.current("having_a_child")
    everything = ListState(edition=edition, event_on=timezone.localdate(), municipality="50297")
    answers = Answers.of(route="birth", births=1, parents_employment=["employee"])
    for state in (everything, ListState(edition=edition, answers=answers, municipality="50297")):
        with django_assert_max_num_queries(4):
            sheet = paper.of_list(state, language="es")
        assert len(sheet.offices) > 3


def test_the_editor_chooses_services_by_their_name():
    assert dict(references.services())["padron"] == "Padrón"
