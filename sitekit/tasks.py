from celery import shared_task

from sitekit import owed


@shared_task
def deliver_owed(pk: int) -> bool:
    """Deliver one owed message."""
    return owed.deliver(pk)


@shared_task
def sweep_owed() -> int:
    """Deliver what was lost."""
    return owed.sweep()


@shared_task
def forget_owed() -> int:
    """Delete the rows of messages that went out long ago."""
    return owed.forget_settled()
