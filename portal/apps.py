from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Composition."""

    name = "portal"

    def ready(self) -> None:
        """Give the pages of procedures what the apps above them know; declare what the portal itself keeps."""
        from appointments.ways import ways_to_a_place
        from lifeevents.event_page import part_of
        from portal.feedback import data_rights
        from portal.naming import name_of_the_site
        from procedures import slots
        from sitekit import letterhead

        data_rights.register_own()
        slots.ways_to_a_place.fill(ways_to_a_place)
        slots.part_of.fill(part_of)
        letterhead.site_name.fill(name_of_the_site)
