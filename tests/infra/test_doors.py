"""One door to sign in, with its second factor."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.django_db
SIGN_IN = {"username": "editor@example.org", "login": "editor@example.org", "password": "a long enough one"}


@pytest.fixture
def editor():
    user = get_user_model().objects.create_superuser(SIGN_IN["login"], SIGN_IN["password"])
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "address",
    [
        "/cms/login/",
        "/cms/login/?next=/cms/",
        "/cms/password_reset/",
        "/cms/password_reset/confirm/x/y/",
        "/es/_util/login/",
        "/en/_util/login/",
    ],
)
def test_wagtails_own_door_is_shut(client, editor, address):
    response = client.post(address, SIGN_IN)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")
    assert not is_signed_in(client)


def test_there_is_no_other_admin(client, editor):
    assert client.post("/admin/login/", SIGN_IN, follow=True).status_code == 404
    assert not is_signed_in(client)


def test_the_door_opens_with_the_password(client, editor):
    client.post("/account/login/", SIGN_IN)
    assert is_signed_in(client)
    assert client.get("/cms/").status_code == 200


def test_the_door_asks_for_the_second_factor(client, editor):
    TOTP.activate(editor, generate_totp_secret())
    response = client.post("/account/login/", SIGN_IN)
    assert response.headers["Location"].startswith("/account/2fa/authenticate/")
    assert not is_signed_in(client)
    assert client.get("/cms/").status_code == 302


def test_the_editors_account_page_changes_neither_password_nor_address(client, editor):
    client.force_login(editor)
    page = client.get("/cms/account/").content.decode()
    assert 'name="password-' not in page
    assert "email" not in {word for word in page.split('name="')[1:] if word.startswith("email")}
