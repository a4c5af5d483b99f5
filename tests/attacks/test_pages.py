"""What a hostile visitor types and tries: an answer that says what to do, and nobody else shut out."""

import datetime as dt

import pytest
from django.core.cache import cache

from appointments.actions import elsewhere
from sitekit.actors import VISITOR
from sitekit.models import OwedMessage
from tests.appointments.booking_pages import (
    BIRTH,
    EMAIL,
    FOR_BIRTH,
    FOR_LIST,
    LIST,
    begin_list,
    book,
    free,
    registry,
    take,
)
from tests.appointments.builders import MADRID
from tests.published import edition

__all__ = ["edition"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", ["day", "month", "year"])
def test_a_number_of_thousands_of_digits_is_no_date(client, edition, part):
    typed = {"date_day": "1", "date_month": "1", "date_year": "2026", f"date_{part}": "1" * 5000}
    assert client.post(f"{LIST}date/", typed).status_code == 422


@pytest.mark.parametrize("address", ["/en/%00/", "/en/search/?q=%00", "/en/l/%00/", "/desk/%00/"])
def test_nul_in_an_address_is_refused(client, address):
    assert client.get(address).status_code == 400


def test_nul_in_a_cookie_is_refused(client):
    assert client.get("/en/", headers={"Cookie": 'sessionid="abcdefghij\\000"'}).status_code == 400


@pytest.mark.parametrize("office", ["../..", "a b", "nobodys"])
def test_an_office_that_is_none_shows_those_there_are(client, edition, office):
    registry()
    assert client.get(f"/en/book/?{FOR_BIRTH}", {"procedure": BIRTH, "office": office}).status_code == 200


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_the_ends_of_time_are_no_days_to_book(client, edition, day):
    registry()
    days = f"/en/book/at/zaragoza/?{FOR_BIRTH}"
    assert client.get(f"{days}&day={day}").status_code == 200
    taken = client.post(f"/en/book/at/zaragoza/take/?{FOR_BIRTH}", {"start": f"{day}T23:55"})
    assert (taken.status_code, taken.url) == (302, days)


def test_a_visit_got_elsewhere_lasts_although_its_hour_is_skipped(edition):
    skipped = dt.datetime(2027, 3, 28, 2, 30, tzinfo=MADRID)
    visit = elsewhere.record_elsewhere(procedures=(BIRTH,), start=skipped, by=VISITOR, place_name="Jaca")
    elsewhere.correct(appointment=visit, start=skipped, by=elsewhere_holder(visit))
    assert visit.ends_at - visit.starts_at == dt.timedelta(minutes=30)


def elsewhere_holder(visit):
    from appointments import booking_session

    return booking_session.holder_of(visit)


@pytest.mark.parametrize(
    ("address", "typed", "most"),
    [
        ("/en/recover/", {"code": "7QKM2XRT"}, 300),
        ("/en/my-visit/", {"reference": "RZ74KM", "proof": "x@example.org"}, 600),
    ],
)
def test_trying_on_shuts_nobody_else_out(client, edition, monkeypatch, address, typed, most):
    from appointments.views import lookup
    from lifeevents.views import saving

    monkeypatch.setattr(saving, "TRIES_OF_EVERYBODY", 20)
    monkeypatch.setattr(lookup, "TRIES_OF_EVERYBODY", 20)
    statuses = [client.post(address, typed).status_code for _ in range(40)]
    assert statuses[-1] == 429
    neighbour = client.post(address, {**typed, "reference": "AAAAAA"}, REMOTE_ADDR="192.0.2.7")
    assert neighbour.status_code == 422
    cache.clear()


def test_nobody_is_flooded_with_lists(client, edition):
    for _ in range(8):
        begin_list(client)
        client.post(f"{LIST}save/", {"email": "victim@example.org"})
        client.post(f"{LIST}forget/")
    assert [owed.payload["email"] for owed in OwedMessage.objects.all()] == ["victim@example.org"] * 5


def test_a_device_that_forgets_keeps_neither_visits_nor_what_was_typed(client, edition):
    registry()
    begin_list(client)
    book(client, about=FOR_LIST)
    held = take(client, free(number=1)).url
    client.post(held, EMAIL)
    client.post(f"{LIST}forget/")
    assert client.get(held).status_code == 410
    assert EMAIL["name"] not in client.get("/en/my-visit/").content.decode()
    assert not {"visits", "booking"} & set(client.session.keys())


def test_who_is_signed_in_and_no_editor_is_stopped_at_the_editor_and_not_sent_around(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("desk@example.org", "pass-of-the-desk"))
    answer = client.get("/cms/", follow=True)
    assert (answer.status_code, len(answer.redirect_chain)) == (403, 1)
