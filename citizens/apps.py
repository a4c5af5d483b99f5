from django.apps import AppConfig


class CitizensConfig(AppConfig):
    """The person."""

    name = "citizens"

    def ready(self) -> None:
        from citizens import data_rights

        data_rights.register_own()
