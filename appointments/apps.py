from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Where and when."""

    name = "appointments"

    def ready(self) -> None:
        from appointments import data_rights, for_editors, mails, onlists  # noqa: F401 mails says how it renders
        from procedures import references

        data_rights.register_own()
        onlists.fill_slots()
        references.service_choices.fill(for_editors.service_choices)
