from celery import shared_task
from django.core.management import call_command

from lifeevents import editions
from lifeevents.actions import checklists
from lifeevents.models import Checklist
from sitekit.actors import SYSTEM


@shared_task
def publish_scheduled() -> None:
    """Publish and withdraw the pages whose hour has come; the signals of publishing do the rest."""
    call_command("publish_scheduled")


@shared_task
def sweep_editions() -> list[str]:
    """Make the editions that a lost signal left out."""
    return list(editions.refresh(by=SYSTEM).made)


@shared_task
def forget_expired() -> int:
    """Delete the lists past their retention."""
    expired = list(Checklist.objects.expired())
    for checklist in expired:
        checklists.forget(checklist=checklist, by=SYSTEM)
    return len(expired)
