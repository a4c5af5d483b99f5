"""The person: who signs in, and what each may do where."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a user who signs in by this e-mail address; without a password nobody can yet."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Anybody who signs in, by e-mail address: a citizen, a civil servant, somebody at a desk."""

    username = None  # type: ignore[assignment]  # Django's documented way to take the field away
    email = models.EmailField(_("e-mail address"), unique=True)
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()  # type: ignore[assignment,misc]  # by e-mail, where AbstractUser's is by name

    language = models.CharField(max_length=12, default="es")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, user: User) -> MembershipQuerySet:
        return self.filter(user=user, user__is_active=True)

    def at(self, scope: str, scope_id: str) -> MembershipQuerySet:
        return self.filter(scope=scope, scope_id=scope_id)


class Membership(models.Model):
    """A role that a user has at an agency, at an office, or over the whole portal.

    Agencies and offices are named by their public id: an office is a noun of an app above this one.
    """

    class Role(models.TextChoices):
        RECEPTION = "reception", _("Reception")
        DESK_OFFICER = "desk_officer", _("Desk officer")
        PHONE_AGENT = "phone_agent", _("Phone agent")
        OFFICE_MANAGER = "office_manager", _("Office manager")
        AGENCY_EDITOR = "agency_editor", _("Agency editor")
        AGENCY_MANAGER = "agency_manager", _("Agency manager")
        PORTAL_ADMINISTRATOR = "portal_administrator", _("Portal administrator")

    class Scope(models.TextChoices):
        OFFICE = "office", _("Office")
        AGENCY = "agency", _("Agency")
        PORTAL = "portal", _("Whole portal")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role.choices)
    scope = models.CharField(max_length=12, choices=Scope.choices)
    scope_id = models.CharField(max_length=60, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "scope", "scope_id"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(scope="portal", scope_id="") | (~models.Q(scope="portal") & ~models.Q(scope_id="")),
                name="membership_names_its_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.scope}:{self.scope_id}"
