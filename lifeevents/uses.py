"""What the editor of procedures and questions has to know of the guides: which ask what, and where."""

from __future__ import annotations

from collections.abc import Iterator

from lifeevents.models import LifeEventPage
from procedures.slots import GuideOutline
from procedures.usage import Use, rows_of, versions_of


def uses() -> Iterator[Use]:
    """Yield every place of a life event that names questions."""
    for page in versions_of(LifeEventPage):
        yield Use(page.title, _label("questions"), [row.value for row in page.questions])
        for row in rows_of(page, "people"):
            yield Use(page.title, row.place, row.value["when"])
        for row in rows_of(page, "personas"):
            yield Use(page.title, row.value["name"] or row.place, row.value["answers"])


def outlines() -> tuple[GuideOutline, ...]:
    """Return which questions and procedures each guide has, in its order. One query."""
    return tuple(outline(page) for page in LifeEventPage.objects.in_source_language().order_by("path"))


def outline(page: LifeEventPage) -> GuideOutline:
    return GuideOutline(
        title=page.title,
        questions=tuple(row.value for row in page.questions),
        procedures=tuple(procedure for row in page.phases for procedure in row.value["procedures"]),
    )


def _label(name: str) -> str:
    return str(LifeEventPage._meta.get_field(name).verbose_name)
