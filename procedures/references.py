"""Choices by identity, for the editor: a person reads a name, the content keeps the permanent id."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from procedures import wording
from procedures.prose import SOURCE_LANGUAGE
from sitekit.slots import Slot

Choices = list[tuple[str, str]]

# Services belong to offices, which are above this app.
service_choices: Slot[Callable[[], Choices]] = Slot("services to choose from", default=list)


def languages() -> Choices:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def documents() -> Choices:
    from procedures.models import DocumentText

    rows = DocumentText.objects.filter(language=SOURCE_LANGUAGE).order_by("name")
    return list(rows.values_list("document__public_id", "name"))


def questions() -> Choices:
    from procedures.models import QuestionText

    rows = QuestionText.objects.filter(language=SOURCE_LANGUAGE).order_by("text")
    return list(rows.values_list("question__public_id", "text"))


def sources() -> Choices:
    from procedures.models import Source

    return [(source.public_id, str(source)) for source in Source.objects.all()]


def procedures() -> Choices:
    from procedures.models import ProcedurePage

    rows = ProcedurePage.objects.in_source_language().order_by("title")
    return list(rows.values_list("procedure_id", "title"))


def agencies() -> Choices:
    from procedures.models import AgencyPage

    return list(AgencyPage.objects.in_source_language().order_by("title").values_list("agency_id", "title"))


def services() -> Choices:
    """Return the services of offices, and those that pages already name."""
    from procedures.models import ProcedurePage

    known = dict(service_choices.get()())
    for page in ProcedurePage.objects.in_source_language().only("channels"):
        for row in page.channels.raw_data:
            for service in row["value"].get("services") or ():
                known.setdefault(service, service.replace("_", " "))
    return sorted(known.items(), key=lambda choice: choice[1])


def ways_to_sign_in() -> Choices:
    return [*wording.ways_to_sign_in().items(), (wording.WITHOUT_SIGNING_IN, _("without certificate"))]
