"""What to bring to one visit, in words, as it is frozen at booking.

Shape: `language`, `edition` (primary key or null), and the lists `lines`, `perhaps`, `they_provide`, of
{document, name, name_language, form, copies, lookup, choice, held, serves, one_of, other_ways: [{document, name,
name_language}], conditions: [[words, language]], notes: [[words, language]]}.
Visits booked earlier have no `choice`, `held`, `other_ways` nor `conditions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from django.utils import translation

from lifeevents import editions, people
from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from lifeevents.presenting import paper_words
from procedures import folder
from procedures.conditions import Answers
from procedures.folder import Folder, FolderLine
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
    found = _folder([(spec, _channel(spec)) for spec in specs], guides, state)
    with translation.override(language):
        return {
            "language": language,
            "edition": state.edition.pk if state else None,
            "lines": _said(found.lines, guides, language),
            "perhaps": _said(found.perhaps, guides, language),
            "they_provide": _said(found.they_provide, guides, language),
        }


def seen_to_by(line: Mapping[str, Any]) -> Literal["you", "you_or_them", "them"]:
    """Tell who sees to a paper, as far as the person had objected or authorised when the visit was booked."""
    choice = line.get("choice", "")
    if line["lookup"] == "you_bring" or choice == "objected":
        return "you"
    if line["lookup"] == "if_you_authorise" and choice != "authorised":
        return "you_or_them"
    return "them"


def other_ways(line: Mapping[str, Any], beside: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the papers that would do instead; while only answers could choose, they stand `beside` it, as lines."""
    if found := line.get("other_ways"):
        return list(found)
    same = [one for one in beside if line["one_of"] and one["one_of"] == line["one_of"]]
    return [one for one in same if one["document"] != line["document"]]


def _folder(
    chosen: Sequence[tuple[ProcedureSpec, ChannelKind | None]], guides: Sequence[Guide], state: ListState | None
) -> Folder:
    """Return the folder, as the person of a list has and gets papers; of nobody in particular nothing is known."""
    if state is None:
        return folder.for_visit(chosen, Answers())
    abroad = [people.papers_from_abroad(guide, state.answers, on=state.guide) for guide in reversed(guides)]
    return folder.for_visit(
        chosen,
        state.answers,
        held=state.papers_held,
        lookups=state.lookups,
        abroad={document: found for one in abroad for document, found in one.items()},
    )


def _spec(procedure: str, guides: Iterable[Guide]) -> ProcedureSpec | None:
    return next((guide.procedure_by_id[procedure] for guide in guides if procedure in guide.procedure_by_id), None)


def _channel(spec: ProcedureSpec) -> ChannelKind | None:
    kinds = {channel.kind for channel in spec.channels}
    return next((kind for kind in VISITED if kind in kinds), None)


def _said(lines: Iterable[FolderLine], guides: Sequence[Guide], language: str) -> list[dict[str, Any]]:
    return [
        {
            **_named(line.document, guides, language),
            "form": line.form,
            "copies": line.copies,
            "lookup": line.lookup,
            "choice": line.choice,
            "held": line.held,
            "serves": list(line.serves),
            "one_of": line.one_of,
            "other_ways": [_named(document, guides, language) for document in line.other_ways],
            "conditions": [[words, language] for words in paper_words.conditions(line)],
            "notes": _notes(line, guides, language),
        }
        for line in lines
    ]


def _named(document: str, guides: Iterable[Guide], language: str) -> dict[str, str]:
    found = next((guide.document_by_id[document] for guide in guides if document in guide.document_by_id), None)
    name = say(found.name if found else {"es": document}, language)
    return {"document": document, "name": name.words, "name_language": name.language}


def _notes(line: FolderLine, guides: Sequence[Guide], language: str) -> list[list[str]]:
    specs = ((_spec(procedure, guides), index) for procedure, index in line.notes)
    notes = (say(spec.requirements[index].note, language) for spec, index in specs if spec is not None)
    return [[note.words, note.language] for note in dict.fromkeys(notes)]
