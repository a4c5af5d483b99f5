"""What happens when a workflow has approved a page (`WAGTAIL_FINISH_WORKFLOW_ACTION`).

Wagtail reads the setting while its own models are being made, so nothing here is imported before it is called.
"""

from __future__ import annotations

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish what was approved, unless something has to be seen first.

    Raises: GateClosed, which takes the approval back with its transaction.
    """
    from lifeevents.cms import gate
    from procedures.models import ContentPage

    page = workflow_state.content_object
    page = getattr(page, "specific", page)
    if isinstance(page, ContentPage) and gate.judged(page) is not None:
        raise gate.GateClosed(page)
    page.get_latest_revision().publish(user=user)
