"""`Idempotency-Key`: a POST that arrives twice is done once, and answered twice alike."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable

from cryptography.fernet import Fernet
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.models import KeptAnswer
from portal.api.problems import Problem

KEPT = dt.timedelta(days=1)
LONGEST_KEY = 200


def once(request: Request, work: Callable[[], Response]) -> Response:
    """Do the work once per key, address and body; a repeat gets the first answer.

    The answer is stored in the transaction of the work: a crash keeps both or neither, and of two
    simultaneous repeats the second waits for the first. Errors are not kept: trying again tries again.

    Raises: ValidationError for an unusable key; Problem 422 when the key came before with another body.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return work()
    if not 8 <= len(key) <= LONGEST_KEY:
        raise ValidationError({"Idempotency-Key": [_("Use 8 to 200 characters.")]})
    key_digest = salted_hmac("idempotency-key", f"{request.path}\n{key}", algorithm="sha256").hexdigest()
    asked = hashlib.sha256(JSONRenderer().render(request.data)).hexdigest()
    try:
        with transaction.atomic():
            kept = KeptAnswer.objects.create(key_digest=key_digest, request_digest=asked)
            response = work()
            body = JSONRenderer().render(response.data)
            kept.status, kept.sealed = response.status_code, _box(key).encrypt(body)
            kept.save(update_fields=["status", "sealed"])
            return response
    except IntegrityError:
        before = KeptAnswer.objects.filter(key_digest=key_digest).first()
        if before is None:  # the work itself broke a rule of the database
            raise
    if before.request_digest != asked:
        raise Problem(
            422,
            _("This Idempotency-Key was used for something else"),
            _("Use a new key for a new request."),
            kind="idempotency-key-reused",
        )
    again = Response(json.loads(_box(key).decrypt(bytes(before.sealed))), status=before.status)
    again["Idempotent-Replay"] = "true"
    return again


def forget_old(*, now: dt.datetime | None = None) -> int:
    """Delete answers older than a day; return how many."""
    deleted, _kinds = KeptAnswer.objects.filter(created_at__lt=(now or timezone.now()) - KEPT).delete()
    return deleted


def _box(key: str) -> Fernet:
    secret = salted_hmac("idempotency-box", key, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(secret))
