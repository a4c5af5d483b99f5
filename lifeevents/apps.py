from django.apps import AppConfig


class LifeEventsConfig(AppConfig):
    """What happened."""

    name = "lifeevents"
