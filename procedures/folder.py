"""What to bring: papers merged over procedures, each paper once.

Pure. Serves a whole list and a single visit alike.
Source: the public facts, "Precise readings" 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from procedures.conditions import Answers, evaluate
from procedures.specs import (
    FORMS_STRICTEST_FIRST,
    LOOKUPS_LEAST_GENEROUS_FIRST,
    ChannelKind,
    Form,
    Lookup,
    ProcedureSpec,
    RequirementSpec,
    SpanSpec,
)

Formality = Literal["apostille", "legalisation", "translation", "multilingual_form"]
"""Papers from abroad: an apostille, a diplomatic legalisation, a sworn translation, or the EU's multilingual form
instead of the translation."""


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement of one procedure, as it stands for a person.

    `index`: its place among the requirements of the procedure. `certain`: the procedure applies and the paper
    is needed. `settled_by`: questions that would settle whether the paper is needed.
    """

    procedure: str
    index: int
    requirement: RequirementSpec
    certain: bool
    settled_by: tuple[str, ...] = ()
    comes_from: tuple[str, ...] = ()


class FolderLine(msgspec.Struct, frozen=True, kw_only=True):
    """One paper, merged over procedures: strictest form, least generous look-up, most copies."""

    document: str
    form: Form
    copies: int
    lookup: Lookup
    serves: tuple[str, ...]
    one_of: str | None = None
    """Set when every use takes another paper of the same group instead."""
    not_older_than: SpanSpec | None = None
    """The shortest of all uses."""
    kept_under: str | None = None
    formalities: tuple[Formality, ...] = ()
    """What a paper from abroad needs besides."""
    formalities_settled_by: str | None = None
    """The question that would tell where it comes from, while that is not known."""
    choice: Literal["", "objected", "authorised"] = ""
    """What the person said to their looking it up."""
    held: bool = False
    """The person has it already."""
    other_ways: tuple[str, ...] = ()
    """Papers of the same groups that would do instead; this one was chosen because it leaves the least to carry."""
    notes: tuple[tuple[str, int], ...] = ()
    """(procedure id, index of its requirement) of the uses that carry a note."""
    comes_from: tuple[str, ...] = ()


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    """What to bring: certain papers, papers that may be needed, and what they see to themselves."""

    lines: tuple[FolderLine, ...] = ()
    perhaps: tuple[FolderLine, ...] = ()
    they_provide: tuple[FolderLine, ...] = ()


def uses(procedure: ProcedureSpec, answers: Answers, channel: ChannelKind | None = None) -> tuple[Use, ...]:
    """Return the papers that a procedure needs or may need by a channel (None: by any channel)."""
    found = []
    for index, requirement in enumerate(procedure.requirements):
        if channel is not None and requirement.channel not in (None, channel):
            continue
        verdict = evaluate(requirement.when, answers)
        if verdict.value is False:
            continue
        found.append(
            Use(
                procedure=procedure.id,
                index=index,
                requirement=requirement,
                certain=bool(verdict.value),
                settled_by=verdict.unknown,
            )
        )
    return tuple(found)


def unsure(use: Use) -> Use:
    """Return the use as one that may be needed, for a procedure that only may apply."""
    return msgspec.structs.replace(use, certain=False)


def merge(uses: Iterable[Use]) -> Folder:
    """Merge uses, given in the order of the list, into one folder.

    A paper that is certain for one procedure and uncertain for another has a line in both parts; what the
    administration provides adds neither form nor purpose to the lines.
    """
    parts: dict[str, dict[str, list[Use]]] = {"lines": {}, "perhaps": {}, "they_provide": {}}
    for use in uses:
        if use.requirement.provided_by != "administration":
            part = "lines" if use.certain else "perhaps"
        elif use.certain:
            part = "they_provide"
        else:
            continue
        parts[part].setdefault(use.requirement.document, []).append(use)
    return Folder(**{part: tuple(_line(group) for group in lines.values()) for part, lines in parts.items()})


def for_visit(procedures: Iterable[tuple[ProcedureSpec, ChannelKind | None]], answers: Answers) -> Folder:
    """Return what to bring to one visit: these procedures, each by its channel."""
    return merge(use for procedure, channel in procedures for use in uses(procedure, answers, channel))


def _line(group: list[Use]) -> FolderLine:
    requirements = [use.requirement for use in group]
    groups = [requirement.one_of for requirement in requirements]
    return FolderLine(
        document=requirements[0].document,
        form=min((requirement.form for requirement in requirements), key=FORMS_STRICTEST_FIRST.index),
        copies=max(requirement.copies for requirement in requirements),
        lookup=min((requirement.lookup for requirement in requirements), key=LOOKUPS_LEAST_GENEROUS_FIRST.index),
        serves=tuple(dict.fromkeys(use.procedure for use in group)),
        one_of=groups[0] if all(groups) else None,
        notes=tuple((use.procedure, use.index) for use in group if use.requirement.note),
        comes_from=tuple(dict.fromkeys(source for use in group for source in use.comes_from)),
    )
