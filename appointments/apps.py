from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Where and when."""

    name = "appointments"

    def ready(self) -> None:
        from appointments import data_rights, mails, onlists  # noqa: F401 mails says how its messages are rendered

        data_rights.register_own()
        onlists.fill_slots()
