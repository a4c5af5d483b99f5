"""Where a paper, a question or a source is used: what is used is not deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from procedures.models import Document, ProcedurePage, Question, Source
from sitekit.slots import Slot

USED_BY_OTHERS: Slot[Any] = Slot("pages of other apps that use a question", default=lambda kind, public_id: [])

_FIELDS = {
    Document: ("requirements", "prerequisites", "yields"),
    Question: ("who", "requirements"),
    Source: ("sources",),
}


def used_by(item: Document | Question | Source) -> list[str]:
    """Return the titles of what uses a shared record, in no more queries than there are kinds of user."""
    found = [page.title for page in _pages(type(item), item.public_id)]
    if isinstance(item, Question):
        others = Question.objects.exclude(pk=item.pk)
        found += [str(other) for other in others if _mentions(other.ask_when, item.public_id)]
    return found + list(USED_BY_OTHERS.get()(type(item), item.public_id))


def _pages(kind: type[object], public_id: str) -> Iterator[ProcedurePage]:
    for page in ProcedurePage.objects.in_source_language():
        for name in _FIELDS[kind]:
            value = getattr(page, name)
            if _mentions(list(value.raw_data) if hasattr(value, "raw_data") else value, public_id):
                yield page
                break


def _mentions(content: Any, public_id: str) -> bool:
    return f'"{public_id}"' in json.dumps(content, default=dict)
