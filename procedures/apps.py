from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """What to do and bring."""

    name = "procedures"
