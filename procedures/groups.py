"""Who may edit which branch: one pair of groups per agency, with permissions on its pages and nothing else."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from procedures.models import Agency, AgencyPage

EDITS, PUBLISHES = ("add", "change"), ("add", "change", "publish")


def ensure_agency_group(agency: Agency, *, may_publish: bool = True) -> Group:
    """Return the group that edits an agency's branch in every language, making what is missing.

    Safe to call again: a language added later is covered then.
    """
    rights = PUBLISHES if may_publish else EDITS
    group = _group(f"{agency.pk}: {'publish' if may_publish else 'edit'}")
    _grant(group, list(AgencyPage.objects.filter(agency=agency)), rights)
    return group


def ensure_administrator_group() -> Group:
    """Return the group that edits everything that has to do with content: pages, catalogue, settings."""
    group = _group("portal: administer")
    _grant(group, [Page.get_first_root_node()], (*PUBLISHES, "bulk_delete", "lock", "unlock"))
    catalogue = Permission.objects.filter(
        content_type__app_label="procedures", content_type__model__in=["document", "question", "source"]
    )
    settings = Permission.objects.filter(content_type__app_label="portal", content_type__model="portalsettings")
    group.permissions.add(*catalogue, *settings)
    return group


def _group(name: str) -> Group:
    group, is_new = Group.objects.get_or_create(name=name)
    if is_new:
        group.permissions.add(
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
            Permission.objects.get(content_type__app_label="simple_translation", codename="submit_translation"),
        )
    return group


def _grant(group: Group, pages: list[Page], rights: tuple[str, ...]) -> None:
    known = set(
        GroupPagePermission.objects.filter(group=group, page__in=[page.pk for page in pages]).values_list(
            "page_id", "permission__codename"
        )
    )
    for page in pages:
        for right in rights:
            if (page.pk, f"{right}_page") not in known:
                GroupPagePermission.objects.create(group=group, page_id=page.pk, permission_type=right)
