"""Where a paper, a question, one of its options or a source is used: what is used is not deleted.

Pages count as published and as they stand in a draft: a draft is published one day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from procedures.models import ContentPage, Document, ProcedurePage, Question, Source
from sitekit.slots import Slot


class Use(NamedTuple):
    """One place that names questions, as an editor finds it: the title of the page, the label of the field or row."""

    title: str
    place: str
    content: Any
    """The JSON that names them: a condition, answers, or a bare id."""


Uses = Callable[[], Iterable[Use]]
USES_OF_OTHERS: Slot[Uses] = Slot("places in pages of other apps that name questions", default=lambda: ())

_FIELDS = {Document: ("requirements", "prerequisites", "yields"), Source: ("sources",)}


def used_by(item: Document | Question | Source) -> list[str]:
    """Return the places that use a shared record, in no more queries than there are kinds of user and drafts."""
    if isinstance(item, Question):
        return places_of_question(item.public_id)
    found = (page for page in versions_of(ProcedurePage) if _names(page, _FIELDS[type(item)], item.public_id))
    return list(dict.fromkeys(page.title for page in found))


def places_of_question(question: str) -> list[str]:
    """Return the places that name a question: conditions, deadlines, papers, guides, example people."""
    return _places(lambda content: _mentions(content, question))


def places_of_option(question: str, option: Any) -> list[str]:
    """Return the places where one answer to a question counts."""
    return _places(lambda content: any(value == option for value in _answers(content, question)))


def places_that_compare(question: str) -> list[str]:
    """Return the places where a question's answers count, or its kind of answer does."""
    return _places(lambda content: content == question or any(True for _value in _answers(content, question)))


def _places(wanted: Callable[[Any], bool]) -> list[str]:
    """Return one line for each page: "Registering the birth (who it is for, Paper 2)". Guides first."""
    found: dict[str, dict[str, None]] = {}
    for use in _uses():
        if wanted(use.content):
            found.setdefault(use.title, {})[use.place] = None
    return [f"{title} ({', '.join(places)})" for title, places in found.items()]


def _uses() -> Iterator[Use]:
    yield from USES_OF_OTHERS.get()()
    for page in versions_of(ProcedurePage):
        yield from uses_of_procedure(page)
    for question in Question.objects.prefetch_related("texts"):
        yield Use(str(question), _label(Question, "ask_when"), question.ask_when)
    for paper in Document.objects.exclude(issued_in=None).prefetch_related("texts"):
        yield Use(str(paper), _label(Document, "issued_in"), paper.issued_in_id)


def uses_of_procedure(page: ProcedurePage) -> Iterator[Use]:
    """Yield every place of a procedure that names questions."""
    for name in ("who", "done_when"):
        yield Use(page.title, _label(ProcedurePage, name), getattr(page, name))
    for field, name in (("requirements", "when"), ("deadlines", "relative_to")):
        for row in rows_of(page, field):
            yield Use(page.title, row.place, row.value.get(name))


class Row(NamedTuple):
    place: str
    """As the editor shows it: "Paper 2"."""
    id: str
    value: Any


def rows_of(page: Any, field: str) -> Iterator[Row]:
    """Yield the rows of a StreamField with their place."""
    for number, block in enumerate(getattr(page, field), start=1):
        yield Row(f"{block.block.label} {number}", block.id, block.value)


def versions_of(kind: type[ContentPage]) -> Iterator[Any]:
    """Yield every source page as it is published, and once more as its draft when that differs."""
    for page in kind.objects.in_source_language().select_related("latest_revision"):
        yield page
        if page.has_unpublished_changes and page.latest_revision:
            yield page.latest_revision.as_object()


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _answers(content: Any, question: str) -> Iterator[Any]:
    """Yield the answers to a question that a condition or an example person's answers name."""
    if isinstance(content, dict):
        if content.get("q") == question:
            yield from _flat(content.get("value"))
        elif question in content and "q" not in content:
            yield from _flat(content[question])
        for branch in content.values():
            yield from _answers(branch, question)
    elif isinstance(content, list):
        for branch in content:
            yield from _answers(branch, question)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _flat(one)
    else:
        yield value


def _names(page: ProcedurePage, fields: Iterable[str], public_id: str) -> bool:
    return any(_mentions(list(getattr(page, name).raw_data), public_id) for name in fields)


def _mentions(content: Any, public_id: str) -> bool:
    return f'"{public_id}"' in json.dumps(content, default=dict)
