"""The browser that tests use is a real one on a real server, and tells when a page misbehaves."""

import socket

import pytest

from tests.conftest import PHONE, open_page


def test_a_page_of_the_content_opens_on_a_phone(content, page):
    page.goto("/es/")
    assert page.locator("h1").inner_text()
    assert page.viewport_size == PHONE


def test_what_one_test_commits_the_next_does_not_see(content, page):
    """The server's own connections must follow to the fresh copy of the database."""
    assert page.goto("/en/").status == 200
    assert page.goto("/readyz").status == 200


def test_without_javascript_no_script_runs(content, page_without_javascript):
    page_without_javascript.goto("/es/")
    assert page_without_javascript.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("fault", "noticed"),
    [
        ("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')", "Content Security Policy"),
        (
            "document.head.append(Object.assign(document.createElement('script'), {text: '1'}))",
            "Content Security Policy",
        ),
        ("new Image().src = 'https://other.example.org/x.png'", "other.example.org"),
        ("setTimeout(() => { throw new Error('broken') })", "broken"),
    ],
)
def test_a_page_that_misbehaves_is_noticed(content, browser, live_server, fault, noticed):
    context, page, wrong = open_page(browser, live_server, viewport=PHONE)
    page.goto("/es/")
    assert wrong == []
    page.evaluate(fault)
    page.wait_for_timeout(200)
    context.close()
    assert any(noticed in line for line in wrong), wrong


@pytest.mark.filterwarnings("ignore:A test tried")
def test_no_test_reaches_another_host():
    with pytest.raises(RuntimeError, match="socket"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
