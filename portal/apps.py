from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Composition."""

    name = "portal"
