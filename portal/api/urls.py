"""Addresses below /api/v1/."""

from django.urls import path, re_path

from portal.api import appointments, checklists, content, describing, offices
from portal.api.base import NothingHere

app_name = "api"

urlpatterns = [
    path("schema/", describing.schema, name="schema"),
    path("life-events/", content.LifeEvents.as_view(), name="life_events"),
    path("life-events/<str:id>/", content.LifeEventDetail.as_view(), name="life_event"),
    path("procedures/", content.Procedures.as_view(), name="procedures"),
    path("procedures/<str:id>/", content.ProcedureDetail.as_view(), name="procedure"),
    path("checklists/", checklists.Checklists.as_view(), name="checklists"),
    path("offices/", offices.Offices.as_view(), name="offices"),
    path("offices/<str:id>/", offices.OfficeDetail.as_view(), name="office"),
    path("availability/", offices.Availability.as_view(), name="availability"),
    path("holds/", appointments.Holds.as_view(), name="holds"),
    path("holds/<str:hold>/", appointments.HoldDetail.as_view(), name="hold"),
    path("holds/<str:hold>/extend/", appointments.HoldExtend.as_view(), name="hold_extend"),
    path("appointments/", appointments.Appointments.as_view(), name="appointments"),
    path("appointments/<str:token>/", appointments.AppointmentDetail.as_view(), name="appointment"),
    path("appointments/<str:token>/change/", appointments.AppointmentChange.as_view(), name="appointment_change"),
    path("appointments/<str:token>/cancel/", appointments.AppointmentCancel.as_view(), name="appointment_cancel"),
    re_path(r"^.*$", NothingHere.as_view(), name="nothing_here"),
]
