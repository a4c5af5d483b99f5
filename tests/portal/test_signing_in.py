"""Whoever signs in arrives where they work."""

import pytest

from citizens.actions import memberships
from citizens.models import User
from procedures.groups import ensure_agency_group
from procedures.models import Agency
from sitekit.actors import SYSTEM

pytestmark = pytest.mark.django_db
PASSWORD = "una frase bastante larga"


@pytest.fixture
def person():
    user = User.objects.create_user("ana@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def arrive(client):
    answer = client.post("/account/login/", {"login": "ana@example.org", "password": PASSWORD})
    assert answer.url == "/account/in/"
    return client.get(answer.url).url


def test_desk_staff_arrive_at_the_desk(client, person):
    memberships.grant(user=person, role="desk_officer", scope="office", scope_id="rc-zaragoza", by=SYSTEM)
    assert arrive(client) == "/desk/"


def test_an_editor_arrives_at_the_editor(client, person, content):
    person.groups.add(ensure_agency_group(Agency.objects.get(pk="registro_civil")))
    assert arrive(client) == "/cms/"


def test_anybody_else_arrives_home(client, person):
    assert arrive(client) == "/"


def test_who_has_not_signed_in_goes_home(client):
    assert client.get("/account/in/").url == "/"
