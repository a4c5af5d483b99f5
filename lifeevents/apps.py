from django.apps import AppConfig


class LifeEventsConfig(AppConfig):
    """What happened."""

    name = "lifeevents"

    def ready(self) -> None:
        from lifeevents import compiling, data_rights, mails, publishing  # noqa: F401 mails says how its messages are rendered
        from procedures import usage

        data_rights.register_own()
        publishing.connect()
        usage.USED_BY_OTHERS.fill(compiling.pages_that_ask)
