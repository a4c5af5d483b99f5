from django.apps import AppConfig


class SitekitConfig(AppConfig):
    """Kit without domain nouns."""

    name = "sitekit"
