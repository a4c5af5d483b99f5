from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from portal.feedback import actions
from sitekit.actors import SYSTEM


@shared_task
def forget_suggestions() -> int:
    """Delete what people said, past its retention."""
    return actions.forget_outdated(today=timezone.localdate(), by=SYSTEM)


@shared_task
def forget_sessions() -> None:
    """Delete sessions past their 24 hours: the answers in them are to be gone, and not only out of reach."""
    call_command("clearsessions")


@shared_task
def forget_kept_answers() -> int:
    """Delete what was kept for repeated calls of the API, after a day."""
    from portal.api import replay

    return replay.forget_old()
