"""A list kept without an account: opened by link and code, revoked, forgotten; limited and without traces."""

import datetime as dt
import re

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from lifeevents import municipalities
from lifeevents.models import Checklist, ChecklistChange
from sitekit.models import OwedMessage
from tests.lifeevents.guide_sample import publish, sample, settle
from tests.lifeevents.test_views import LIST, answer, give_date, text_of


@pytest.fixture
def citizen(db, client):
    settle()
    publish()
    give_date(client)
    answer(client, income="low", children="1")
    yield client
    municipalities.forget_places()


@pytest.fixture
def saved(citizen):
    assert citizen.post(f"{LIST}save/", {}).url == f"{LIST}saved/"
    return citizen


def code_and_link(citizen) -> tuple[str, str]:
    html = citizen.get(f"{LIST}saved/").content.decode()
    return re.search(r'reference nowrap">([^<]+)<', html)[1], "/" + re.search(r'href="https?://[^/]+/([^"]+)"', html)[1]


def test_saving_says_for_how_long_and_for_what(citizen):
    page = text_of(citizen.get(f"{LIST}save/"))
    assert "For what:" in page
    assert "How long:" in page


def test_the_saved_list_says_what_the_unsaved_one_said(citizen):
    before = text_of(citizen.get(LIST)).split("Change my answers")[0]
    citizen.post(f"{LIST}save/", {})
    assert text_of(citizen.get(LIST)).split("Change my answers")[0] == before


def test_a_saved_list_is_changed_in_the_same_pages(saved):
    answer(saved, income="high")
    saved.post(f"{LIST}procedure/registration/done/")
    other = Client()
    other.get(code_and_link(saved)[1])
    page = text_of(other.get(LIST))
    assert "I have done this," in page
    assert "2 are not for you" in page


def test_a_link_opens_on_another_device_and_leaves_the_address(saved):
    _code, link = code_and_link(saved)
    other = Client()
    response = other.get(link)
    assert response.url == LIST
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "Birth registration" in text_of(other.get(LIST))


def test_a_code_opens_however_it_is_typed(saved):
    code, _link = code_and_link(saved)
    for typed in (code, code.lower(), code.replace("-", " ")):
        assert Client().post("/en/recover/", {"code": typed}).url == LIST


def test_a_wrong_code_says_what_to_do_and_tries_are_limited(saved):
    stranger = Client()
    first = stranger.post("/en/recover/", {"code": "22222222"})
    assert first.status_code == 422
    assert "No list has that code" in text_of(first)
    codes = {stranger.post("/en/recover/", {"code": "22222222"}).status_code for _try in range(12)}
    assert codes == {422, 429}
    assert stranger.post("/en/recover/", {"code": code_and_link(saved)[0]}).status_code == 429


@pytest.mark.parametrize("token", ["x", "x~1.y", "not-a-uuid~1.abc"])
def test_a_link_that_was_never_ours_says_so(db, token):
    response = Client().get(f"/en/l/{token}/")
    assert response.status_code == 410
    assert "This list cannot be opened" in text_of(response)


def test_a_new_link_makes_the_old_one_stop_everywhere(saved):
    code, link = code_and_link(saved)
    other = Client()
    other.get(link)
    assert saved.post(f"{LIST}new-link/").url == f"{LIST}saved/"
    assert Client().get(link).status_code == 410
    assert Client().post("/en/recover/", {"code": code}).status_code == 422
    assert other.get(LIST).status_code == 410
    assert saved.get(LIST).status_code == 200
    assert Client().get(code_and_link(saved)[1]).url == LIST


def test_past_its_time_a_list_cannot_be_opened(saved):
    code, link = code_and_link(saved)
    Checklist.objects.update(keep_until=timezone.localdate() - dt.timedelta(days=1))
    assert Client().get(link).status_code == 410
    assert Client().post("/en/recover/", {"code": code}).status_code == 422
    assert saved.get(LIST).status_code == 410


def test_forgetting_on_this_device_leaves_the_saved_list(saved):
    _code, link = code_and_link(saved)
    assert "use your link or your code" in text_of(saved.post(f"{LIST}forget/"))
    assert saved.get(LIST).url == f"{LIST}date/"
    assert Client().get(link).url == LIST


def test_deleting_is_now_and_for_good(saved):
    _code, link = code_and_link(saved)
    assert "Your list is deleted" in text_of(saved.post(f"{LIST}forget/", {"delete": "1"}))
    assert not Checklist.objects.exists()
    assert Client().get(link).status_code == 410


def test_forgetting_unsaved_answers_leaves_nothing(citizen):
    citizen.post(f"{LIST}forget/")
    assert citizen.get(LIST).url == f"{LIST}date/"
    assert not citizen.session.get("lists")


def test_the_link_is_sent_when_an_address_is_given(citizen):
    wrong = citizen.post(f"{LIST}save/", {"email": "ana@"})
    assert wrong.status_code == 422
    assert 'value="ana@"' in wrong.content.decode()
    citizen.post(f"{LIST}save/", {"email": "ana@example.org"})
    assert OwedMessage.objects.get(kind="checklist_link").payload["email"] == "ana@example.org"


def test_the_link_is_not_sent_without_end(saved):
    for _time in range(5):
        assert saved.post(f"{LIST}saved/", {"email": "ana@example.org"}).status_code == 302
    assert saved.post(f"{LIST}saved/", {"email": "ana@example.org"}).status_code == 422


def test_a_saved_list_keeps_its_edition_and_other_words_bother_nobody(saved):
    renamed = {"es": "Otro", "en": "Renamed"}
    guide = msgspec.structs.replace(sample(), event=msgspec.structs.replace(sample().event, title=renamed))
    publish(guide)
    page = text_of(saved.get(LIST))
    assert "Having a child" in page
    assert not ChecklistChange.objects.exists()


def test_a_saved_list_costs_few_queries(saved, django_assert_max_num_queries):
    saved.get(LIST)
    for path in ("", "what-to-bring/", "procedure/registration/", "question/income/", "saved/"):
        with django_assert_max_num_queries(12):
            saved.get(LIST + path)
