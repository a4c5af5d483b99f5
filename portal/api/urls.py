"""Addresses below /api/v1/."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView

from portal.api import checklists, content
from portal.api.base import NothingHere

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("life-events/", content.LifeEvents.as_view(), name="life_events"),
    path("life-events/<str:id>/", content.LifeEventDetail.as_view(), name="life_event"),
    path("procedures/", content.Procedures.as_view(), name="procedures"),
    path("procedures/<str:id>/", content.ProcedureDetail.as_view(), name="procedure"),
    path("checklists/", checklists.Checklists.as_view(), name="checklists"),
    re_path(r"^.*$", NothingHere.as_view(), name="nothing_here"),
]
