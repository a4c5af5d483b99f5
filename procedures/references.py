"""Choices by identity, for the editor: a person reads a name, the content keeps the permanent id."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from procedures import wording
from procedures.prose import SOURCE_LANGUAGE
from sitekit.slots import Slot

Choices = list[tuple[str, str]]
Groups = list[tuple[str, str | Choices]]

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


def questions_of_date() -> Choices:
    """Return the questions that are answered with a date."""
    from procedures.models import QuestionText

    rows = QuestionText.objects.filter(language=SOURCE_LANGUAGE, question__type="date").order_by("text")
    return list(rows.values_list("question__public_id", "text"))


def counted_from() -> Groups:
    """Return what the days of a deadline can be counted from: the event, a date that is answered, another step."""
    return [
        ("event", _("the date of the event")),
        (_("A date that the person answers"), questions_of_date()),
        (_("The day on which this was done, handed in or granted"), procedures()),
    ]


def sources() -> Choices:
    from procedures.models import Source

    return [(source.public_id, str(source)) for source in Source.objects.all()]


def procedures() -> Choices:
    from procedures.models import ProcedurePage

    rows = ProcedurePage.objects.in_source_language().order_by("title")
    return list(rows.values_list("procedure_id", "title"))


def deadlines() -> Groups:
    """Return every deadline as "procedure/key", under the title of its procedure."""
    from procedures.models import ProcedurePage

    pages = ProcedurePage.objects.in_source_language().order_by("title").only("title", "procedure_id", "deadlines")
    found: Groups = []
    for page in pages:
        rows = [(f"{page.procedure_id}/{row['id']}", row["value"]["text"]) for row in page.deadlines.raw_data]
        if rows:
            found.append((page.title, rows))
    return found


def municipalities() -> Choices:
    from procedures.models import Municipality

    return list(Municipality.objects.values_list("code", "name"))


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
