from django.apps import AppConfig


class LifeEventsConfig(AppConfig):
    """What happened."""

    name = "lifeevents"

    def ready(self) -> None:
        from lifeevents import data_rights, mails, notices, publishing, uses  # noqa: F401 mails says how its messages are rendered
        from procedures import slots, usage

        data_rights.register_own()
        publishing.connect()
        usage.USES_OF_OTHERS.fill(uses.uses)
        slots.guides.fill(uses.outlines)
        slots.notices.fill(notices.notices)
