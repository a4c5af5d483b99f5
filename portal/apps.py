from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Composition."""

    name = "portal"

    def ready(self) -> None:
        """Give the pages of procedures what the apps above them know."""
        from appointments.ways import ways_to_a_place
        from lifeevents.event_page import part_of
        from procedures import slots

        slots.ways_to_a_place.fill(ways_to_a_place)
        slots.part_of.fill(part_of)
