"""One question for every permission: `may(actor, action, object)`."""

from __future__ import annotations

from typing import Any

from citizens.exceptions import Refused
from citizens.models import Membership
from sitekit.actors import Actor

Role = Membership.Role

# What each role may do, at the scope of its membership. "holder" is who holds a secret link.
ROLE_ACTIONS: dict[str, frozenset[str]] = {
    "holder": frozenset(
        {
            "checklist.read", "checklist.change", "checklist.mark", "checklist.forget",
            "appointment.read", "appointment.change", "appointment.cancel",
        }
    ),
    Role.RECEPTION: frozenset({"desk.see", "appointment.read", "appointment.check_in"}),
    Role.DESK_OFFICER: frozenset(
        {
            "desk.see", "appointment.read", "appointment.check_in", "appointment.serve", "appointment.finish",
            "appointment.no_show", "appointment.book_for", "checklist.mark_handed_in",
        }
    ),
    Role.PHONE_AGENT: frozenset(
        {"appointment.read", "appointment.book_for", "appointment.change", "appointment.cancel"}
    ),
    Role.OFFICE_MANAGER: frozenset(
        {
            "desk.see", "appointment.read", "appointment.check_in", "appointment.serve", "appointment.finish",
            "appointment.no_show", "appointment.book_for", "appointment.change", "appointment.cancel",
            "checklist.mark_handed_in", "office.change", "agenda.change",
        }
    ),
    Role.AGENCY_EDITOR: frozenset({"procedure.edit"}),
    Role.AGENCY_MANAGER: frozenset({"procedure.edit", "procedure.publish", "agency.edit"}),
    Role.PORTAL_ADMINISTRATOR: frozenset(
        {
            "procedure.edit", "procedure.publish", "agency.edit", "life_event.edit", "life_event.publish_anyway",
            "catalogue.edit",
            "office.change", "agenda.change", "member.change",
        }
    ),
}  # fmt: skip


def may(actor: Actor, action: str, on: Any = None) -> bool:
    """Tell whether `actor` may do `action` on an object.

    The object says where it belongs: `permission_scopes()` returns a set of (scope, id) pairs, such as
    ("office", "rc-zaragoza") or ("link", "checklist:…"). Whole-portal memberships cover every object.
    `on=None` asks whether the actor may do it anywhere.
    """
    if actor.kind == "system":
        return True
    if actor.kind == "link":
        return action in ROLE_ACTIONS["holder"] and on is not None and ("link", actor.id) in on.permission_scopes()
    if actor.kind != "user":
        return False
    scopes = None if on is None else on.permission_scopes()
    for role, scope, scope_id in Membership.objects.filter(user_id=actor.id, user__is_active=True).values_list(
        "role", "scope", "scope_id"
    ):
        if action in ROLE_ACTIONS[role] and (scopes is None or scope == "portal" or (scope, scope_id) in scopes):
            return True
    return False


def actor_of(request: Any) -> Actor:
    """Return the actor behind a request: the signed-in user, else a visitor."""
    user = request.user
    return Actor("user", str(user.pk)) if user.is_authenticated else Actor("visitor")


def require(actor: Actor, action: str, on: Any = None) -> None:
    """Do nothing when the actor may.

    Raises: Refused otherwise.
    """
    if not may(actor, action, on):
        raise Refused(f"{actor.kind} may not {action}")
