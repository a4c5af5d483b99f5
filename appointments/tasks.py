from celery import shared_task

from appointments.actions import forgetting, releasing


@shared_task
def release_expired() -> int:
    """Take out of the counters what is free already, so that they stay small to read."""
    return releasing.release_expired()


@shared_task
def forget_expired() -> int:
    """Delete visits past their retention."""
    return forgetting.forget_expired()
