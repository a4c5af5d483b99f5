"""What the administration calls its site, at the head of papers and messages."""

from __future__ import annotations

from django.conf import settings
from wagtail.models import Site

from portal.models import PortalSettings


def name_of_the_site(language: str) -> str:
    """Return the name from the site's settings; that of the software while there are none."""
    site = Site.objects.filter(is_default_site=True).first()
    named = PortalSettings.objects.filter(site=site).values_list("name", flat=True).first() if site else None
    return named or settings.WAGTAIL_SITE_NAME
