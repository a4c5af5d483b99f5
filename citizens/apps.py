from django.apps import AppConfig


class CitizensConfig(AppConfig):
    """The person."""

    name = "citizens"
