"""What to bring to one visit, in words, as it is frozen at booking.

Shape: `language`, `edition` (primary key or null), and the lists `lines`, `perhaps`, `they_provide`, of
{document, name, name_language, form, copies, lookup, serves, one_of, notes: [[words, language]]}.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lifeevents import editions
from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from procedures import folder
from procedures.conditions import Answers
from procedures.folder import FolderLine
from procedures.specs import ChannelKind, ProcedureSpec, say

VISITED: tuple[ChannelKind, ...] = ("visit", "registry")


def for_visit(procedures: Sequence[str], *, language: str, state: ListState | None = None) -> dict[str, Any]:
    """Return what to bring: for the answers of a list, or for nobody in particular (then more is "perhaps").

    A procedure that no published guide has adds nothing.
    """
    guides = [state.guide] if state else []
    if state is None or any(procedure not in state.guide.procedure_by_id for procedure in procedures):
        guides += [edition.guide for edition in editions.all_current()]
    specs = [spec for procedure in procedures if (spec := _spec(procedure, guides)) is not None]
    found = folder.for_visit([(spec, _channel(spec)) for spec in specs], state.answers if state else Answers())
    return {
        "language": language,
        "edition": state.edition.pk if state else None,
        "lines": _said(found.lines, guides, language),
        "perhaps": _said(found.perhaps, guides, language),
        "they_provide": _said(found.they_provide, guides, language),
    }


def _spec(procedure: str, guides: Iterable[Guide]) -> ProcedureSpec | None:
    return next((guide.procedure_by_id[procedure] for guide in guides if procedure in guide.procedure_by_id), None)


def _channel(spec: ProcedureSpec) -> ChannelKind | None:
    kinds = {channel.kind for channel in spec.channels}
    return next((kind for kind in VISITED if kind in kinds), None)


def _said(lines: Iterable[FolderLine], guides: Sequence[Guide], language: str) -> list[dict[str, Any]]:
    said = []
    for line in lines:
        document = next(
            (guide.document_by_id[line.document] for guide in guides if line.document in guide.document_by_id), None
        )
        name = say(document.name, language) if document else say({"es": line.document}, language)
        notes = []
        for procedure, index in line.notes:
            spec = _spec(procedure, guides)
            if spec is not None:
                note = say(spec.requirements[index].note, language)
                notes.append([note.words, note.language])
        said.append(
            {
                "document": line.document,
                "name": name.words,
                "name_language": name.language,
                "form": line.form,
                "copies": line.copies,
                "lookup": line.lookup,
                "serves": list(line.serves),
                "one_of": line.one_of,
                "notes": [list(note) for note in dict.fromkeys(tuple(note) for note in notes)],
            }
        )
    return said
