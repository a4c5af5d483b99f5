import datetime as dt

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from citizens.models import User
from sitekit import owed
from sitekit.models import OwedMessage

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

KIND = "test_greeting"


@pytest.fixture
def person():
    return User.objects.create(email="ana@example.org")


@pytest.fixture(autouse=True)
def greeting(monkeypatch):
    def render(message):
        user = User.objects.get(pk=message.subject_id)
        return EmailMessage("Hola", user.first_name, to=[user.email]) if user.is_active else None

    monkeypatch.setitem(owed._renderers, KIND, render)


def test_an_owed_message_is_delivered_once(person):
    message = owed.owe(KIND, about=person)
    assert owed.deliver(message.pk)
    assert not owed.deliver(message.pk)
    assert len(mail.outbox) == 1
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<owed-{message.pk}@")


def test_owing_twice_is_one_obligation(person):
    due_at = timezone.now()
    assert owed.owe(KIND, about=person, due_at=due_at) == owed.owe(KIND, about=person, due_at=due_at)
    assert OwedMessage.objects.count() == 1


def test_the_message_says_what_is_true_when_it_leaves(person):
    message = owed.owe(KIND, about=person)
    User.objects.filter(pk=person.pk).update(first_name="Ana María")
    owed.deliver(message.pk)
    assert mail.outbox[0].body == "Ana María"


def test_nothing_left_to_say_drops_the_message(person):
    message = owed.owe(KIND, about=person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert not owed.deliver(message.pk)
    message.refresh_from_db()
    assert message.dropped_at is not None
    assert mail.outbox == []


def test_what_a_killed_worker_had_claimed_is_swept(person):
    message = owed.owe(KIND, about=person)
    OwedMessage.objects.filter(pk=message.pk).update(claimed_at=timezone.now())
    assert owed.sweep() == 0
    OwedMessage.objects.filter(pk=message.pk).update(claimed_at=timezone.now() - dt.timedelta(hours=1))
    assert owed.sweep() == 1
    assert len(mail.outbox) == 1


def test_a_failed_delivery_stays_owed_and_is_tried_again(person, monkeypatch):
    message = owed.owe(KIND, about=person)

    def broken(self, *args, **kwargs):
        raise OSError("no route")

    monkeypatch.setattr(EmailMessage, "send", broken)
    assert not owed.deliver(message.pk)
    message.refresh_from_db()
    assert (message.delivered_at, message.error) == (None, "OSError")
    monkeypatch.undo()


def test_a_message_that_is_not_due_waits(person):
    message = owed.owe(KIND, about=person, due_at=timezone.now() + dt.timedelta(days=2))
    assert not owed.deliver(message.pk)
    assert owed.drop(about=person) == 1
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_action_owes_nothing(person):
    class Undo(Exception):
        pass

    @transaction.atomic
    def owe_and_fail():
        owed.owe(KIND, about=person)
        raise Undo

    with pytest.raises(Undo):
        owe_and_fail()
    assert OwedMessage.objects.count() == 0
    assert mail.outbox == []


@pytest.mark.parametrize("is_active", [True, False])
def test_the_address_is_kept_no_longer_than_the_message_is_owed(person, is_active):
    message = owed.owe(KIND, about=person, email="ana@example.org")
    User.objects.update(is_active=is_active)
    assert OwedMessage.objects.get().payload
    assert owed.deliver(message.pk) is is_active
    assert OwedMessage.objects.get().payload == {}


def test_the_address_of_a_message_given_up_goes_with_it(person):
    owed.owe(KIND, about=person, email="ana@example.org")
    assert owed.drop(about=person) == 1
    assert OwedMessage.objects.get().payload == {}


def test_only_settled_messages_are_forgotten_and_only_after_a_month(person):
    message = owed.owe(KIND, about=person)
    later = timezone.now() + owed.KEPT_SETTLED + dt.timedelta(minutes=1)
    assert owed.forget_settled(now=later) == 0
    owed.deliver(message.pk)
    assert owed.forget_settled() == 0
    assert owed.forget_settled(now=later) == 1
