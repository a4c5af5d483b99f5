"""Publishing a page after its guides were tried."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction

from citizens.permissions import require
from lifeevents.cms import gate
from sitekit import audit
from sitekit.actors import Actor


@transaction.atomic
def publish(*, page: Any, revision: Any, user: Any, by: Actor, faults: int = 0, reason: str = "") -> None:
    """Publish (or schedule) a revision, or approve the workflow that it waits in.

    `faults`: how many things should have been mended first; then a reason is needed, and kept in the audit.
    Raises: Refused when `by` may not publish in spite of them; ValueError without a reason.
    """
    if faults:
        require(by, "life_event.publish_anyway")
        if not reason.strip():
            raise ValueError("a reason is needed")
        audit.record(
            "page.published_anyway", by=by, on=page, revision=revision.pk, faults=faults, reason=reason.strip()
        )
    with gate.passed():
        state = page.current_workflow_task_state
        if state is not None and _may_approve(state, page, user):
            state.task.specific.on_action(state, user, "approve")
        else:
            PublishPageRevisionAction(revision, user=user, changed=True).execute()


def _may_approve(state: Any, page: Any, user: Any) -> bool:
    return any(name == "approve" for name, *_rest in state.task.specific.get_actions(page, user))
