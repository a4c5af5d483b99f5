"""Obligations are rows: owe a message in the transaction, deliver it after, sweep what was lost."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import timezone
from kombu.exceptions import KombuError

from sitekit.models import OwedMessage

logger = logging.getLogger(__name__)

# A claim older than this was lost with its worker.
CLAIM_LASTS = dt.timedelta(minutes=10)
MOST_ATTEMPTS = 8
# How long the row of a settled message stays, to see what went out; what it said and to whom goes at once.
KEPT_SETTLED = dt.timedelta(days=30)

Render = Callable[[OwedMessage], EmailMessage | None]
"""Build the e-mail from the subject's present state; None: there is nothing to say any more."""

_renderers: dict[str, Render] = {}


def renders(kind: str) -> Callable[[Render], Render]:
    """Register the function that renders one kind of message (called from `AppConfig.ready()` modules)."""

    def register(render: Render) -> Render:
        _renderers[kind] = render
        return render

    return register


def owe(kind: str, *, about: models.Model, due_at: dt.datetime | None = None, **payload: object) -> OwedMessage:
    """Write the obligation, once per kind, subject and due time, and ask for delivery after commit.

    Call it inside the action's transaction.
    """
    message, _ = OwedMessage.objects.get_or_create(
        kind=kind,
        subject_type=about._meta.label_lower,
        subject_id=str(about.pk),
        due_at=due_at or timezone.now(),
        defaults={"payload": payload},
    )
    if message.due_at <= timezone.now():
        transaction.on_commit(lambda: _ask_delivery(message.pk))
    return message


def drop(*, about: models.Model, kinds: tuple[str, ...] = ()) -> int:
    """Give up what is still owed about a subject; return how many."""
    pending = OwedMessage.objects.pending().about(about._meta.label_lower, about.pk)
    if kinds:
        pending = pending.filter(kind__in=kinds)
    return pending.update(dropped_at=timezone.now(), payload={})


def deliver(pk: int) -> bool:
    """Deliver one owed message if nobody else is doing so; return whether it was delivered now.

    Safe to run twice: the claim is a conditional update, and the Message-ID is the row's.
    """
    now = timezone.now()
    claimed = (
        OwedMessage.objects.due(now=now)
        .filter(pk=pk)
        .filter(models.Q(claimed_at=None) | models.Q(claimed_at__lt=now - CLAIM_LASTS))
        .update(claimed_at=now, attempts=models.F("attempts") + 1)
    )
    if claimed != 1:
        return False
    message = OwedMessage.objects.get(pk=pk)
    try:
        email = _renderers[message.kind](message)
        if email is None:
            OwedMessage.objects.pending().filter(pk=pk).update(dropped_at=timezone.now(), payload={})
            return False
        email.extra_headers["Message-ID"] = f"<owed-{message.pk}@{settings.MESSAGE_ID_DOMAIN}>"
        email.extra_headers.setdefault("Auto-Submitted", "auto-generated")
        # Claiming and rendering take a while: what was given up meanwhile must not go.
        if not OwedMessage.objects.pending().filter(pk=pk).exists():
            return False
        email.send()
    except Exception as error:
        logger.exception("owed message %s was not delivered", pk)
        given_up = {"dropped_at": timezone.now(), "payload": {}} if message.attempts >= MOST_ATTEMPTS else {}
        OwedMessage.objects.pending().filter(pk=pk).update(claimed_at=None, error=type(error).__name__, **given_up)
        return False
    # Given up while it was being sent: it went out, and the row says that instead.
    OwedMessage.objects.filter(pk=pk).update(delivered_at=timezone.now(), dropped_at=None, error="", payload={})
    return True


def sweep(*, limit: int = 200) -> int:
    """Deliver what is due and was lost or could not be sent before; return how many went out."""
    now = timezone.now()
    lost = OwedMessage.objects.due(now=now).filter(
        models.Q(claimed_at=None) | models.Q(claimed_at__lt=now - CLAIM_LASTS)
    )
    return sum(deliver(pk) for pk in lost.order_by("due_at").values_list("pk", flat=True)[:limit])


def forget_settled(*, now: dt.datetime | None = None) -> int:
    """Delete the rows of messages delivered or given up a month ago; return how many."""
    deleted, _kinds = OwedMessage.objects.settled(before=(now or timezone.now()) - KEPT_SETTLED).delete()
    return deleted


def _ask_delivery(pk: int) -> None:
    from sitekit.tasks import deliver_owed

    try:
        deliver_owed.delay(pk)
    except (KombuError, OSError):
        # The row is the obligation: a broker that is down only means that the sweep delivers it.
        logger.warning("the queue did not take owed message %s; the sweep will", pk)
