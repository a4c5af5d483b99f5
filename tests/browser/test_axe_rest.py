"""Accessibility of the pages no other walk passes: signing in, a saved list, a list that is gone, offices in English.

Each is judged in the same way: axe without a finding, nothing over the edge of a phone held close, one h1, a title.
"""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation

from lifeevents import municipalities
from tests.browser.test_booking import BIRTH, booking_address, to_the_days
from tests.browser.test_booking import walk as book_a_visit
from tests.browser.test_gallery import violations
from tests.browser.test_guide import address, give_date, go_on

PASSWORD = "una frase bastante larga"
PHONE_HELD_CLOSE = {"width": 320, "height": 640}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("content"),
]


@pytest.fixture(autouse=True)
def _places():
    municipalities.forget_places()
    yield
    municipalities.forget_places()


@pytest.fixture
def found(desktop):
    """Collect what is wrong on the pages looked at; the test fails with the whole list."""
    wrong: list[str] = []
    desktop.set_viewport_size(PHONE_HELD_CLOSE)
    desktop.emulate_media(reduced_motion="reduce")

    def look(page=desktop) -> None:
        wrong.extend(f"{page.url} {each}" for each in violations(page))
        if page.evaluate("document.documentElement.scrollWidth") > PHONE_HELD_CLOSE["width"]:
            wrong.append(f"{page.url} runs over")
        if page.locator("h1").count() != 1:
            wrong.append(f"{page.url} has {page.locator('h1').count()} h1")
        if not page.title().split(" · ")[0].strip():
            wrong.append(f"{page.url} has no title")
        if page.locator(".errors").count():
            if not page.title().startswith("Error:"):
                wrong.append(f"{page.url} does not say in its title that there are errors")
            if page.evaluate("document.activeElement.className") != "errors":
                wrong.append(f"{page.url} does not give the focus to the summary of errors")

    yield look
    assert wrong == []


def in_language(page, language: str, live_server) -> None:
    """Choose the language of pages without one in their address."""
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])


def account(*, second_factor: bool = False):
    user = get_user_model().objects.create_user("lucia@example.org", PASSWORD, first_name="Lucía")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    if second_factor:
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    return user


def sign_in(page, user) -> None:
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_way_in(desktop, found, language, live_server):
    in_language(desktop, language, live_server)
    for name in ("account_login", "account_signup", "account_reset_password"):
        desktop.goto(reverse(name))
        found()
        assert desktop.locator("html").get_attribute("lang") == language
        desktop.locator("main form button").first.click()
        assert desktop.locator(".errors").count() == 1, name
        found()
    desktop.goto(reverse("account_reset_password"))
    desktop.locator("input[name=email]").fill("lucia@example.org")
    desktop.locator("main form button").first.click()
    found()
    desktop.goto(reverse("account_signup"))
    desktop.locator("input[name=email]").fill("nueva@example.org")
    desktop.locator("input[name=password1]").fill(PASSWORD)
    desktop.locator("main form button").first.click()
    found()


def test_what_identifies_a_person_can_be_filled_in_by_the_browser(desktop):
    """WCAG 1.3.5 and 3.3.8: password managers recognise the fields, and nothing forbids pasting."""
    expected = {
        "account_login": {"login": "email", "password": "current-password"},
        "account_signup": {"email": "email", "password1": "new-password"},
        "account_reset_password": {"email": "email"},
    }
    for name, fields in expected.items():
        desktop.goto(reverse(name))
        for field, token in fields.items():
            assert desktop.locator(f"input[name={field}]").get_attribute("autocomplete") == token
    user = account(second_factor=True)
    sign_in(desktop, user)
    assert desktop.locator("input[name=code]").get_attribute("autocomplete") == "one-time-code"


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_second_step_and_the_account(desktop, found, language, live_server):
    in_language(desktop, language, live_server)
    user = account(second_factor=True)
    sign_in(desktop, user)
    assert desktop.url.endswith(reverse("mfa_authenticate"))
    found()
    desktop.locator("input[name=code]").fill("000000")
    desktop.locator("main form button").first.click()
    found()
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    desktop.locator("input[name=code]").fill(codes[0])
    desktop.locator("main form button").first.click()
    for name in ("mfa_index", "mfa_view_recovery_codes", "account_email", "account_change_password", "account_logout"):
        desktop.goto(reverse(name))
        found()


def test_setting_up_the_second_step(desktop, found):
    sign_in(desktop, account())
    desktop.goto(reverse("mfa_activate_totp"))
    found()
    desktop.locator("input[name=password]").fill(PASSWORD)
    desktop.locator("main form button").first.click()
    found()
    # Whoever cannot scan the picture copies the secret with the keyboard.
    desktop.locator("#authenticator_secret").focus()
    assert desktop.evaluate("document.activeElement.id") == "authenticator_secret"
    desktop.locator("input[name=code]").fill("000000")
    desktop.locator("main form button").first.click()
    found()


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_list_saved_recovered_forgotten_and_gone(desktop, found, language):
    page = desktop
    page.goto(address(language, "start"))
    give_date(page)
    page.goto(address(language, "save"))
    page.locator("#id_email").fill("no es un correo")
    go_on(page)
    found()
    page.locator("#id_email").fill("")
    go_on(page)
    found()
    link = page.locator("main a[href*='/l/']:not([href$='.ics'])").get_attribute("href")
    page.goto(address(language, "question", question="residence_municipality"))
    found()
    page.locator("main input[type=text]").first.fill("Villa")
    go_on(page)
    found()
    go_on(page)
    assert page.locator(".errors").count() == 1
    found()
    page.locator(".errors a").first.click()
    assert page.evaluate("document.activeElement.type") == "radio"
    page.locator("main details.details summary").first.click()
    page.locator("main input[type=text]").first.fill("No existe")
    go_on(page)
    found()
    page.goto(address(language, "bring") + f"?procedure={BIRTH}")
    found()
    page.goto(address(language, "forget"))
    found()
    page.locator("main form button").last.click()
    found()
    page.goto("/" + link.split("/", 3)[3][:-6] + "aaaaa/")
    found()
    page.goto("/" + language + "/nothing/")
    found()


def test_offices_booking_and_a_visit_in_english_and_in_the_dark(desktop, found):
    page = desktop
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.goto(booking_address("en", "offices"))
    found()
    page.goto(booking_address("en", "office", office="rc-zaragoza"))
    found()
    book_a_visit(page, "en", lambda page: found())
    page.locator("a[href$='/change/']").click()
    found()
    with translation.override("en"):
        page.goto(reverse("search") + "?q=birth")
    found()
    page.goto("/en/agencies/")
    found()


def test_a_second_summary_of_errors_is_heard_too(page):
    """The address keeps "#id_date_0" after the summary's link: the focus must not go back there by itself."""
    page.goto(address("es", "event_date"))
    go_on(page)
    page.locator(".errors a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_date_0"
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "#" not in url)
    assert page.evaluate("document.activeElement.className") == "errors"


def test_what_just_happened_takes_the_focus_and_is_read(page):
    page.goto(address("es", "start"))
    give_date(page, days_ago=4)
    page.goto(address("es", "item", procedure=BIRTH))
    page.locator(".tick-card button").click()
    assert page.evaluate("document.activeElement.className") == "notices"
    assert page.evaluate("document.activeElement.innerText").strip()


@pytest.mark.parametrize(("fixture", "heading"), [("desktop", "day-times"), ("page", "chosen-day")])
def test_whoever_chooses_a_day_or_a_time_goes_on_from_there(request, fixture, heading):
    page = request.getfixturevalue(fixture)
    to_the_days(page, "es")
    day = page.locator(".calendar a:visible, .days a:not(.time):visible").nth(1)
    day.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**#{heading}")
    assert page.evaluate("document.activeElement.id") == heading
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "time"
    assert page.evaluate("document.activeElement.textContent").count(",") == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**#chosen")
    assert page.evaluate("document.activeElement.id") == "chosen"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def test_help_stands_at_the_end_of_every_page_of_questions_too(page):
    page.goto(address("es", "start"))
    expected = page.locator("footer a[href^='tel:']").last.inner_text()
    give_date(page)
    assert page.locator(".question").count()
    assert page.locator("footer a[href^='tel:']").inner_text() == expected
