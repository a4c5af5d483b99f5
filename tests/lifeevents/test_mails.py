"""The e-mail with a list's link, through a real server on this machine."""

from dataclasses import replace

import pytest
from django.core import mail
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from lifeevents import calendars, editions, liststate
from lifeevents.actions import checklists
from lifeevents.liststate import ListState
from lifeevents.models import Checklist
from sitekit import owed
from sitekit.actors import VISITOR
from sitekit.models import OwedMessage
from tests.mail_sink import mail_sink
from tests.published import edition

__all__ = ["edition"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def sink():
    with mail_sink() as found:
        yield found


def save(language="es", address="ana@example.org"):
    state = ListState(edition=editions.current("having_a_child"))
    return checklists.save(state=state, language=language, by=VISITOR, email=address)


@pytest.mark.parametrize(
    ("language", "subject", "demonstration"),
    [
        ("es", "Tu lista: Tener un hijo o una hija", "no es un sitio oficial"),
        ("en", "Your list: Having a child", "not an official site"),
    ],
)
def test_a_server_gets_the_link_in_the_language_of_the_person(edition, sink, language, subject, demonstration):
    checklist = save(language)
    assert owed.deliver(OwedMessage.objects.get().pk)
    (got,) = sink.messages
    message = got.message
    assert got.to == ["ana@example.org"]
    assert message["Subject"] == subject
    assert message["Content-Language"] == language
    assert message["Message-ID"].startswith("<owed-")
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    for part in (text, html):
        assert f"/{language}/l/" in part
        assert checklists.code_of(checklist) in part
        assert demonstration in part


def test_the_link_in_the_message_opens_the_list(edition, client):
    save()
    owed.deliver(OwedMessage.objects.get().pk)
    link = next(line for line in mail.outbox[0].body.splitlines() if "/l/" in line)
    assert client.get(link, follow=True).status_code == 200


def test_a_list_forgotten_meanwhile_gets_no_message(edition):
    save()
    Checklist.objects.all().delete()
    assert not owed.deliver(OwedMessage.objects.get().pk)
    assert not mail.outbox
    assert OwedMessage.objects.get().dropped_at


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_when_the_saving_is_rolled_back(edition):
    with transaction.atomic():
        save()
        transaction.set_rollback(True)
    assert not OwedMessage.objects.exists()
    assert not mail.outbox


@pytest.mark.django_db(transaction=True)
def test_it_is_sent_once_the_saving_is_committed(edition, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    save()
    owed.sweep()
    assert len(mail.outbox) == 1


def test_a_server_that_is_down_leaves_the_message_owed(edition):
    save()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=9,
        EMAIL_TIMEOUT=2,
    ):
        assert not owed.deliver(OwedMessage.objects.get().pk)
    message = OwedMessage.objects.get()
    assert message.delivered_at is None
    assert message.dropped_at is None
    assert message.attempts == 1


def test_where_the_pages_say_usted_the_message_and_the_calendar_do(edition, settings):
    settings.FORMAL_LIFE_EVENTS = {"having_a_child"}
    checklist = save()
    owed.deliver(OwedMessage.objects.get().pk)
    (message,) = mail.outbox
    assert message.subject == "Su lista: Tener un hijo o una hija"
    assert "Aquí está su lista." in message.body
    state = replace(
        liststate.of_checklist(checklist, editions.current("having_a_child")), event_on=timezone.localdate()
    )
    dates = calendars.of_list(state, language="es", now=timezone.now()).content.decode().replace("\r\n ", "")
    assert "conteste lo que queda por saber" in dates
    assert "contesta lo que queda por saber" not in dates
