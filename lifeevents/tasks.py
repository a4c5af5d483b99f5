import logging

from celery import shared_task
from django.core.cache import cache
from django.core.management import call_command
from kombu.exceptions import KombuError

from lifeevents import editions
from lifeevents.actions import changes, checklists
from lifeevents.cms import runs
from lifeevents.models import Checklist, LifeEvent
from sitekit.actors import SYSTEM

logger = logging.getLogger(__name__)
# One look through the lists ends well before the queue would end it, and asks to be gone on with.
LOOK_SECONDS = 60
LOOK_LOST_SECONDS = 120


@shared_task
def publish_scheduled() -> None:
    """Publish and withdraw the pages whose hour has come; the signals of publishing do the rest."""
    call_command("publish_scheduled")


@shared_task
def sweep_editions() -> list[str]:
    """Make the editions that a lost signal left out."""
    return list(editions.refresh(by=SYSTEM).made)


@shared_task
def find_changes(life_event: str) -> int:
    """Find what the edition in force changes on saved lists; return how many have something to be told.

    One at a time for each life event: a second one would only compute the same again.
    """
    mine = f"finding_changes:{life_event}"
    if not cache.add(mine, True, timeout=LOOK_LOST_SECONDS):
        return 0
    looked_at = editions.current(life_event)
    try:
        found = changes.find(life_event=life_event, by=SYSTEM, seconds=LOOK_SECONDS)
    finally:
        cache.delete(mine)
    # Whoever published meanwhile was turned away above.
    if not found.is_over or editions.current(life_event) != looked_at:
        ask_to_find(life_event)
    return found.changed


@shared_task
def sweep_changes() -> int:
    """Go on where a lost task stopped, and compare the lists that have changed since."""
    in_force = LifeEvent.objects.filter(current__isnull=False).order_by("pk").values_list("pk", "current__number")
    return sum(
        find_changes(life_event)
        for life_event, number in in_force
        if Checklist.objects.to_compare(life_event=life_event, number=number).exists()
    )


def ask_to_find(life_event: str) -> None:
    """Ask the queue for `find_changes`."""
    try:
        find_changes.delay(life_event)
    except (KombuError, OSError):
        # Each list knows what it was compared with: a broker that is down only means that the sweep finds them.
        logger.warning("the queue did not take the lists of %s; the sweep will", life_event)


@shared_task
def forget_expired() -> int:
    """Delete the lists past their retention."""
    expired = list(Checklist.objects.expired())
    for checklist in expired:
        checklists.forget(checklist=checklist, by=SYSTEM)
    return len(expired)


@shared_task
def run_laboratory(id: str) -> bool:
    """Go on with a run of the laboratory that takes too long to wait for."""
    return runs.go_on(id)
