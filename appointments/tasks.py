from celery import shared_task

from appointments.actions import releasing


@shared_task
def release_expired() -> int:
    """Take out of the counters what is free already, so that they stay small to read."""
    return releasing.release_expired()
