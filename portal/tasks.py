"""What the portal does by the clock."""

from celery import shared_task
from django.utils import timezone

from portal.feedback import actions
from sitekit.actors import SYSTEM


@shared_task
def forget_outdated_suggestions() -> int:
    """Delete the suggestions whose time is over. Safe to run twice."""
    return actions.forget_outdated(today=timezone.localdate(), by=SYSTEM)
