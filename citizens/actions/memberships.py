"""Giving and taking away roles."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from citizens.models import Membership, User
from citizens.permissions import require
from sitekit import audit
from sitekit.actors import Actor
from sitekit.slots import Slot


def _nothing(membership: Membership) -> None:
    """Default of the slot: no app above wants to know."""


membership_changed: Slot[Callable[[Membership], None]] = Slot("follow a membership", _nothing)
"""Filled above: an agency's editors are put in the Wagtail group of their agency's branch."""


@transaction.atomic
def grant(*, user: User, role: str, scope: str, scope_id: str = "", by: Actor) -> Membership:
    """Give a user a role at an agency, an office or the whole portal; giving it twice changes nothing.

    Raises: Refused when `by` may not change members.
    """
    require(by, "member.change")
    membership, created = Membership.objects.get_or_create(user=user, role=role, scope=scope, scope_id=scope_id)
    if created:
        audit.record("membership.grant", by=by, on=membership, role=role, scope=scope, scope_id=scope_id)
    membership_changed.get()(membership)
    return membership


@transaction.atomic
def withdraw(*, membership: Membership, by: Actor) -> None:
    """Take a role away.

    Raises: Refused when `by` may not change members.
    """
    require(by, "member.change")
    audit.record("membership.withdraw", by=by, on=membership, role=membership.role, scope_id=membership.scope_id)
    user_id = membership.user_id
    membership.delete()
    membership.user_id = user_id
    membership_changed.get()(membership)
