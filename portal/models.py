"""The site as a whole: its home page, its plain texts, its name, colours and telephone."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from lifeevents import editions
from portal.api.models import KeptAnswer
from portal.feedback.models import Suggestion
from procedures import panels

# Two models of this app stand beside the code that needs them.
__all__ = ["HomePage", "KeptAnswer", "PortalSettings", "Suggestion", "TextPage"]

COLOUR_PATTERN = re.compile(r"^#[0-9a-fA-F]{6}$")
COLOUR = RegexValidator(COLOUR_PATTERN, _("Write a colour as # and six digits: #0B6E6E."))
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3


class HomePage(Page):
    """What has happened? The first page of a language."""

    question = models.CharField(_("first question"), max_length=120, blank=True)
    summary = models.TextField(_("summary"), blank=True)

    content_panels = [*Page.content_panels, "question", "summary"]
    promote_panels = panels.promote_panels()
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["lifeevents.LifeEventIndexPage", "procedures.AgencyIndexPage", "portal.TextPage"]
    template = "portal/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from portal import home

        language = self.locale.language_code
        context = super().get_context(request, *args, **kwargs)
        return {**context, "language": language, **home.home_context(request, language, editions.all_current())}


class TextPage(Page):
    """A plain text: about the portal, privacy, the accessibility statement."""

    class Role(models.TextChoices):
        ABOUT = "about", _("About the portal")
        PRIVACY = "privacy", _("Privacy")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")
        OTHER = "other", _("Other")

    role = models.CharField(_("what it is for"), max_length=16, choices=Role.choices, default=Role.OTHER)
    summary = models.TextField(_("summary"), blank=True)
    body = RichTextField(_("text"), blank=True, features=["h2", "h3", "bold", "ol", "ul", "link"])
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    content_panels = [*Page.content_panels, "role", "summary", "body"]
    promote_panels = panels.promote_panels()
    parent_page_types: ClassVar = ["portal.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "portal/text_page.html"

    class Meta:
        verbose_name = _("text page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from portal import keeping

        context = {**super().get_context(request, *args, **kwargs), "language": self.locale.language_code}
        return {**context, "keeping": keeping.told() if self.role == self.Role.PRIVACY else ()}


@register_setting(icon="cog")
class PortalSettings(BaseSiteSetting):
    """Name, mark, colours and telephone of an installation."""

    name = models.CharField(_("name"), max_length=60, default="Ventanilla")
    owner = models.CharField(_("who is responsible"), max_length=160, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("logo"),
    )  # fmt: skip
    logo_text = models.CharField(_("what the logo says"), max_length=160, blank=True)
    action_colour = models.CharField(
        _("colour of buttons and links"), max_length=7, blank=True, validators=[COLOUR],
        help_text=_("Text in this colour must be readable on white. Empty: the portal's own."),
    )  # fmt: skip
    band_colour = models.CharField(
        _("colour of the band"), max_length=7, blank=True, validators=[COLOUR],
        help_text=_("White text must be readable on it. Empty: the portal's own."),
    )  # fmt: skip
    contact_phone = models.CharField(_("telephone for help"), max_length=60, blank=True)
    contact_hours = models.CharField(_("its hours"), max_length=160, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_office = models.CharField(
        _("office for help"), max_length=60, blank=True, help_text=_("The permanent identifier of an office.")
    )

    panels: ClassVar = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("owner")], heading=_("Who this is")),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("logo_text")], heading=_("Logo")),
        FieldRowPanel([FieldPanel("action_colour"), FieldPanel("band_colour")], heading=_("Colours")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("contact_phone"), FieldPanel("contact_hours")]),
                FieldPanel("contact_email"),
                FieldPanel("contact_office"),
            ],
            heading=_("Help by a person"),
        ),
    ]

    class Meta:
        verbose_name = _("portal")

    def clean(self) -> None:
        super().clean()
        faults = {}
        for name in ("action_colour", "band_colour"):
            colour = getattr(self, name)
            if colour and COLOUR_PATTERN.match(colour) and contrast(colour, "#FFFFFF") < LEAST_CONTRAST:
                faults[name] = ValidationError(
                    _("Its contrast with white is %(contrast).1f to 1; text needs 4.5. Choose a darker colour."),
                    params={"contrast": contrast(colour, "#FFFFFF")},
                )
        if self.logo and not self.logo_text:
            faults["logo_text"] = ValidationError(_("Write what the logo says, for people who do not see it."))
        if faults:
            raise ValidationError(faults)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[start : start + 2]) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
