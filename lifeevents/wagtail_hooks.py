"""The editor: the laboratory's pages and its gate before publishing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import page_permission_policy

from lifeevents.cms import gate, views
from lifeevents.models import LifeEventPage


@hooks.register("register_admin_urls")
def laboratory_urls() -> list[URLPattern]:
    return [
        path("laboratory/", views.IndexView.as_view(), name="lifeevents_laboratory"),
        path("laboratory/runs/<str:run_id>/", views.RunView.as_view(), name="lifeevents_laboratory_run"),
        path(
            "laboratory/publish/<int:page_id>/<str:run_id>/",
            views.GateView.as_view(),
            name="lifeevents_laboratory_gate",
        ),
        path("laboratory/<slug:life_event>/", views.GuideView.as_view(), name="lifeevents_laboratory_guide"),
        path("laboratory/<slug:life_event>/list/", views.ListView.as_view(), name="lifeevents_laboratory_list"),
    ]


class LaboratoryMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(page_permission_policy.user_has_any_permission(request.user, {"change", "publish"}))


@hooks.register("register_admin_menu_item")
def laboratory_menu_item() -> MenuItem:
    return LaboratoryMenuItem(
        _("Laboratory"), reverse("lifeevents_laboratory"), name="laboratory", icon_name="tasks", order=210
    )


@hooks.register("register_page_header_buttons")
def laboratory_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    if not isinstance(page, LifeEventPage) or not page.is_source or not page.life_event_id:
        return []
    url = reverse("lifeevents_laboratory_guide", args=[page.life_event_id])
    return [Button(_("Laboratory"), url, icon_name="tasks", priority=60)]


@hooks.register("insert_global_admin_css")
def styles() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("lifeevents/laboratory.css"))


hooks.register("before_publish_page", gate.before_publish)
hooks.register("before_bulk_action", gate.before_bulk)
