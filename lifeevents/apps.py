from django.apps import AppConfig


class LifeEventsConfig(AppConfig):
    """What happened."""

    name = "lifeevents"

    def ready(self) -> None:
        from lifeevents import data_rights, publishing

        data_rights.register_own()
        publishing.connect()
