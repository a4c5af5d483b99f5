"""The citizen's way over HTTP: what is asked, what is kept, what is said, and how many queries it costs."""

import datetime as dt
import html
import re

import pytest
from django.utils import timezone, translation

from lifeevents import municipalities
from lifeevents.slots import WayToAPlace, ways_of
from sitekit.models import Moment
from tests.lifeevents.guide_sample import publish, settle

LIST = "/en/my-list/having-a-child/"


@pytest.fixture
def citizen(db, client):
    settle()
    publish()
    client.get("/en/recover/")  # what a process reads once
    yield client
    municipalities.forget_places()


def give_date(citizen, days_ago=2):
    on = timezone.localdate() - dt.timedelta(days=days_ago)
    return citizen.post(f"{LIST}date/", {"date_day": on.day, "date_month": on.month, "date_year": on.year})


def answer(citizen, **answers):
    for question, value in answers.items():
        data = (
            {"unknown": "1"} if value is None else {"name" if question == "residence_municipality" else "answer": value}
        )
        response = citizen.post(f"{LIST}question/{question}/", data)
        assert response.status_code == 302, question
    return response


def text_of(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_start_asks_the_date_first_and_then_the_questions_that_matter(citizen):
    assert citizen.get(f"{LIST}start/").url == f"{LIST}date/"
    response = give_date(citizen)
    asked = []
    while "question" in response.url:
        question = response.url.split("/")[-2]
        asked.append(question)
        assert citizen.get(response.url).status_code == 200
        response = answer(
            citizen, **{question: {"residence_municipality": "zaragoza", "children": "2"}.get(question, "low")}
        )
    assert response.url == f"{LIST}check/"
    assert set(asked) == {"residence_municipality", "children", "income"}


def test_the_address_of_the_other_language_leads_to_this_one(citizen):
    with translation.override("es"):
        response = citizen.get("/en/my-list/tener-un-hijo/date/")
    assert response.url == f"{LIST}date/"
    assert citizen.get("/en/my-list/no-such-thing/").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "check/", "not-for-me/", "what-to-bring/", "save/", "procedure/aid/", "question/income/"]
)
def test_without_answers_every_page_begins_at_the_date(citizen, path):
    assert citizen.get(LIST + path).url == f"{LIST}date/"


def test_a_wrong_date_keeps_what_was_typed_and_says_what_to_do(citizen):
    response = citizen.post(f"{LIST}date/", {"date_day": "31", "date_month": "2", "date_year": "2026"})
    assert response.status_code == 422
    source = response.content.decode()
    assert 'value="31"' in source
    assert "That day does not exist" in source
    assert "autofocus" in source
    assert "<title>Error:" in source


def test_a_date_to_come_is_the_expected_date_and_says_so(citizen):
    give_date(citizen, days_ago=-20)
    assert "Your dates are counted from the expected date" in text_of(citizen.get(LIST))


def test_an_expected_date_that_has_passed_asks_for_the_real_one(citizen, monkeypatch):
    give_date(citizen, days_ago=-1)
    later = timezone.now() + dt.timedelta(hours=23)
    monkeypatch.setattr(timezone, "now", lambda: later + dt.timedelta(hours=0.9))
    monkeypatch.setattr(timezone, "localdate", lambda: later.date() + dt.timedelta(days=2))
    assert "The expected date has passed" in text_of(citizen.get(LIST))


def test_i_do_not_know_is_always_possible(citizen):
    citizen.post(f"{LIST}date/", {"unknown": "1"})
    assert "Without a date there are no deadlines here" in text_of(citizen.get(LIST))
    answer(citizen, income=None, children=None, residence_municipality=None)
    page = text_of(citizen.get(f"{LIST}check/"))
    assert page.count("I don't know") == 4
    assert "It depends on: income." in text_of(citizen.get(LIST))


def test_back_leads_to_the_question_put_before(citizen):
    give_date(citizen)
    answer(citizen, income="low", children="2")
    assert f'href="{LIST}question/income/"' in citizen.get(f"{LIST}question/children/").content.decode()
    assert f'href="{LIST}date/"' in citizen.get(f"{LIST}question/income/").content.decode()


def test_an_answer_changed_from_the_list_returns_to_the_list(citizen):
    give_date(citizen)
    response = citizen.post(f"{LIST}question/income/", {"answer": "low", "from": "list"})
    assert response.url == LIST
    assert citizen.post(f"{LIST}question/income/", {"answer": "low", "from": "https://elsewhere.example"}).url != LIST


def test_answers_never_stand_in_an_address(citizen):
    response = give_date(citizen)
    assert "?" not in response.url
    assert "?" not in answer(citizen, income="low").url


@pytest.mark.parametrize(
    ("question", "value", "says"),
    [
        ("children", "99", "between 1 and 9"),
        ("children", "two", "between 1 and 9"),
        ("children", "", "Write a number"),
        ("income", "", "Choose an answer"),
        ("income", "enormous", "Choose an answer"),
        ("work", "", "Tick at least one"),
        ("work", "prince", "Tick at least one"),
    ],
)
def test_a_wrong_answer_says_what_to_do_and_keeps_what_was_typed(citizen, question, value, says):
    give_date(citizen)
    response = citizen.post(f"{LIST}question/{question}/", {"answer": value} if value else {})
    assert response.status_code == 422
    assert re.search(says, text_of(response))
    if value.isdigit():
        assert f'value="{value}"' in response.content.decode()


def test_a_municipality_is_typed_chosen_or_found_in_its_province(citizen):
    give_date(citizen)
    address = f"{LIST}question/residence_municipality/"
    nothing = citizen.post(address, {"name": "Villanovella"})
    assert "We find no municipality of Aragón called “Villanovella”" in text_of(nothing)
    assert "province" in nothing.content.decode()
    several = citizen.post(address, {"name": "villanueva"})
    assert "Which one is it?" in text_of(several)
    assert "50287" in several.content.decode()
    assert "Villanueva del Rebollar" in text_of(citizen.post(address, {"province": "teruel"}))
    assert citizen.post(address, {"code": "44261", "name": "villanueva"}).status_code == 302
    assert "Villanueva del Rebollar" in text_of(citizen.get(f"{LIST}check/"))


def test_the_list_leads_with_the_next_thing(citizen):
    give_date(citizen)
    answer(citizen, income="low", children="1")
    page = text_of(citizen.get(LIST))
    assert "The next thing Birth registration" in page
    assert "8 days left" in page
    assert "3 procedures are for you" in page or "4 procedures are for you" in page
    assert "1 is not for you" in page


def test_seeing_the_list_is_counted_once_without_identity(citizen):
    give_date(citizen)
    answer(citizen, residence_municipality="jaca", income="low", children="1")
    assert citizen.post(f"{LIST}check/").url == LIST
    citizen.post(f"{LIST}check/")
    moment = Moment.objects.get(kind=Moment.Kind.LIST_MADE)
    assert (moment.language, moment.municipality) == ("en", "other_aragon")


def test_done_is_ticked_and_taken_back(citizen):
    give_date(citizen)
    answer(citizen, income="low", children="1")
    assert citizen.post(f"{LIST}procedure/registration/done/").url == LIST
    page = text_of(citizen.get(LIST))
    assert "I have done this," in page
    assert "The next thing Birth certificate" in page
    citizen.post(f"{LIST}procedure/registration/done/", {"undo": "1"})
    assert "I have done this," not in text_of(citizen.get(LIST))


def test_another_channel_brings_other_papers(citizen):
    give_date(citizen)
    address = f"{LIST}procedure/registration/"
    page = text_of(citizen.get(address))
    assert "With Cl@ve." in page
    assert "Medical report" not in page
    assert citizen.post(f"{address}how/", {"channel": "visit"}).status_code == 302
    assert "Medical report" in text_of(citizen.get(address))
    assert citizen.post(f"{address}how/", {"channel": "pigeon"}).status_code == 404


def test_what_is_not_on_the_list_leads_to_why(citizen):
    give_date(citizen)
    answer(citizen, children="1")
    assert citizen.get(f"{LIST}procedure/nursery/").url == f"{LIST}not-for-me/#nursery"
    page = text_of(citizen.get(f"{LIST}not-for-me/"))
    assert "The agency decides" in page
    assert "How many?: 1" in page
    assert citizen.get(f"{LIST}procedure/unknown/").status_code == 404


def test_what_to_bring_for_some_things_only(citizen):
    give_date(citizen)
    answer(citizen, income="low")
    page = text_of(citizen.get(f"{LIST}what-to-bring/?procedure=registration&procedure=nothing"))
    assert "for the procedure you chose" in page


def test_how_a_place_is_got_elsewhere_comes_from_the_slot(citizen, monkeypatch):
    give_date(citizen)
    way = WayToAPlace("elsewhere", office="Registro Civil", url="https://example.org/cita", phone="976 000 000")
    citizen.post(f"{LIST}procedure/registration/how/", {"channel": "visit"})
    monkeypatch.setattr(ways_of, "_value", lambda procedures, state, language: dict.fromkeys(procedures, way))
    source = citizen.get(f"{LIST}procedure/registration/").content.decode()
    assert "https://example.org/cita" in source
    assert 'href="tel:976000000"' in source


def test_was_it_easy_is_counted_once_and_tells_nothing_of_the_person(citizen):
    give_date(citizen)
    assert "Was it easy" not in text_of(citizen.get(LIST))
    answer(citizen, residence_municipality="zaragoza", income="low", children="2")
    assert "Was it easy" in text_of(citizen.get(LIST))
    citizen.post(f"{LIST}was-it-easy/", {"easy": "5"})
    moment = Moment.objects.get(kind=Moment.Kind.EASE)
    assert (moment.value, moment.place, moment.municipality) == (5, "list", "")
    assert "Was it easy" not in text_of(citizen.get(LIST))


def test_was_it_easy_may_be_skipped(citizen):
    give_date(citizen)
    answer(citizen, residence_municipality="zaragoza", income="low", children="2")
    citizen.post(f"{LIST}was-it-easy/", {"skip": "1"})
    assert not Moment.objects.filter(kind=Moment.Kind.EASE).exists()
    assert "Was it easy" not in text_of(citizen.get(LIST))


@pytest.mark.parametrize(
    "path", ["check/", "was-it-easy/", "procedure/registration/done/", "procedure/registration/how/", "forget/"]
)
def test_every_change_needs_the_token_of_the_form(citizen, path):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.cookies = citizen.cookies
    assert strict.post(LIST + path).status_code == 403


@pytest.mark.parametrize(
    "path", ["procedure/registration/done/", "procedure/registration/how/", "was-it-easy/", "new-link/", "stop/"]
)
def test_a_change_is_never_made_by_a_link(citizen, path):
    give_date(citizen)
    assert citizen.get(LIST + path).status_code == 405


def test_nobody_keeps_a_copy_of_a_page(citizen):
    give_date(citizen)
    assert citizen.get(LIST)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "date/",
        "check/",
        "not-for-me/",
        "what-to-bring/",
        "save/",
        "procedure/registration/",
        "question/income/",
        "question/children/",
    ],
)
def test_a_page_costs_few_queries_whatever_is_on_the_list(citizen, path, django_assert_max_num_queries):
    give_date(citizen)
    answer(citizen, residence_municipality="zaragoza", income="low", children="2")
    citizen.get(LIST + path)
    with django_assert_max_num_queries(8):
        citizen.get(LIST + path)
