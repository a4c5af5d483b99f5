from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Where and when."""

    name = "appointments"
