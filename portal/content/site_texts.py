"""The few texts of the site itself: home page, indexes, about, privacy, accessibility."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from portal.content import marks
from portal.content.reader import ContentError, Fault
from procedures.specs import Spec, Text

FILE = "site.yaml"


class PlaceSpec(Spec, kw_only=True, frozen=True):
    """A page that is always there."""

    title: Text
    slug: Text
    question: Text = {}
    summary: Text = {}


class TextSpec(PlaceSpec, kw_only=True, frozen=True):
    role: Literal["about", "privacy", "accessibility", "other"]
    body: Text


class PortalSpec(Spec, kw_only=True, frozen=True):
    """What an installation says of itself until somebody changes it in its settings."""

    name: str
    owner: str = ""
    contact_phone: str = ""
    contact_hours: str = ""
    contact_email: str = ""
    contact_office: str = ""


class SiteTexts(Spec, kw_only=True, frozen=True):
    portal: PortalSpec = PortalSpec(name="Ventanilla")
    home: PlaceSpec
    life_events: PlaceSpec
    agencies: PlaceSpec
    texts: tuple[TextSpec, ...] = ()


def read(folder: Path | str) -> SiteTexts:
    """Read the texts of the site.

    Raises: ContentError naming file and line.
    """
    try:
        marked = marks.parse((Path(folder) / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError([Fault(FILE, 1, "", "the file is missing")]) from None
    except marks.MarkedError as error:
        raise ContentError([Fault(FILE, error.line, "", str(error))]) from None
    try:
        return msgspec.convert(marked.value, SiteTexts)
    except msgspec.ValidationError as error:
        raise ContentError([Fault(FILE, 1, "", str(error))]) from None
