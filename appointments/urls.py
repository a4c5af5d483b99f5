"""Addresses of offices and of visits."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from appointments.views import offices

app_name = "appointments"

urlpatterns = [
    path(_("offices/"), offices.find, name="offices"),
    path(_("offices/<slug:office>/"), offices.office, name="office"),
]
