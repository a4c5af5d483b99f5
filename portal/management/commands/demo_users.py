"""Make the people of the demonstration and print how they sign in."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from citizens.actions import memberships
from citizens.models import Membership, User
from procedures import groups
from procedures.models import Agency
from sitekit import codes
from sitekit.actors import SYSTEM

Role, Scope = Membership.Role, Membership.Scope

# user name, first name, what for, roles as (role, scope, scope id)
PEOPLE: tuple[tuple[str, str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("mostrador", "Pilar", "desk of the Civil Registry of Zaragoza: /desk/", (
        (Role.DESK_OFFICER, Scope.OFFICE, "rc-zaragoza"),
    )),
    ("mostrador-inss", "Jorge", "desk of the INSS in Zaragoza: /desk/", (
        (Role.DESK_OFFICER, Scope.OFFICE, "inss-zaragoza-costa"),
    )),
    ("jefa", "Carmen", "manager of the Civil Registry of Zaragoza: /desk/", (
        (Role.OFFICE_MANAGER, Scope.OFFICE, "rc-zaragoza"),
    )),
    ("editora", "Elena", "edits and publishes the Civil Registry's pages: /cms/", (
        (Role.AGENCY_MANAGER, Scope.AGENCY, "registro_civil"),
    )),
    ("administra", "Ana", "everything: /cms/", (
        (Role.PORTAL_ADMINISTRATOR, Scope.PORTAL, ""),
    )),
)  # fmt: skip


def password_of(username: str) -> str:
    """Return the demonstration password of a user: derived from this installation's secret, stored nowhere."""
    return codes.show(codes.derive("demo-password", username, 1, length=12)).lower()


class Command(BaseCommand):
    help = "Make the people of the demonstration (only where DEMO is on) and print how they sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.VENTANILLA_DEMO:
            raise CommandError(
                "This is not a demonstration (DEMO=False): make real users with createsuperuser and /cms/."
            )
        for username, first_name, what_for, roles in PEOPLE:
            with transaction.atomic():
                email = f"{username}@demo.invalid"
                user = User.objects.filter(email=email).first()
                if user is None:
                    everything = any(role == Role.PORTAL_ADMINISTRATOR for role, *_ in roles)
                    user = User.objects.create_user(
                        email, password_of(username), first_name=first_name, is_superuser=everything
                    )
                    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
                for role, scope, scope_id in roles:
                    memberships.grant(user=user, role=role, scope=scope, scope_id=scope_id, by=SYSTEM)
                    if role in (Role.AGENCY_EDITOR, Role.AGENCY_MANAGER):
                        agency = Agency.objects.get(pk=scope_id)
                        may_publish = role == Role.AGENCY_MANAGER
                        user.groups.add(groups.ensure_agency_group(agency, may_publish=may_publish))
            self.stdout.write(f"  {email:30} {password_of(username):16} {what_for}")
