"""What to bring: papers merged over procedures, each paper once.

Pure. Serves a whole list and a single visit alike.
Source: the public facts, "Precise readings" 4; docs/decisions/0013-papers.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from procedures import alternatives
from procedures.alternatives import Way
from procedures.conditions import Answers, evaluate
from procedures.foreign import AT_HOME, Abroad
from procedures.foreign import Formality as Formality
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

Choice = Literal["", "objected", "authorised"]
"""What a person said to their looking a paper up (Ley 39/2015, art. 28.2); "": nothing."""
# Only to tell which of two lengths of time is the shorter.
_DAYS = {"hours": 1 / 24, "days": 1.0, "business_days": 7 / 5, "months": 365 / 12, "years": 365.0}


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
    """Set while only the answers can choose between it and others of this group; else see `other_ways`."""
    not_older_than: SpanSpec | None = None
    """The shortest of all uses."""
    kept_under: str | None = None
    formalities: tuple[Formality, ...] = ()
    """What a paper from abroad needs besides."""
    formalities_settled_by: str | None = None
    """The question that would tell where it comes from, while that is not known."""
    choice: Choice = ""
    """What the person said to their looking it up, where that can be said."""
    held: bool = False
    """The person has it already."""
    other_ways: tuple[str, ...] = ()
    """Papers of the same groups that would do instead; this one was chosen because it leaves the least to carry."""
    notes: tuple[tuple[str, int], ...] = ()
    """(procedure id, index of its requirement) of the uses that carry a note."""
    comes_from: tuple[str, ...] = ()

    @property
    def carried(self) -> bool:
        """Tell whether the person has to bring it, as far as they have objected or authorised."""
        return _carried(self.lookup, self.choice)


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


def merge(
    uses: Iterable[Use],
    *,
    held: Collection[str] = (),
    lookups: Mapping[str, str] | None = None,
    abroad: Mapping[str, Abroad] | None = None,
) -> Folder:
    """Merge uses, given in the order of the list, into one folder.

    `held`: documents that the person has. `lookups`: document → "objected" or "authorised". `abroad`: what papers
    from abroad need besides. A paper that is certain for one procedure and uncertain for another has a line in both
    parts; what the administration provides adds neither form nor purpose to the lines. Of alternatives one is taken,
    for the certain papers first.
    """
    said = _Said(held=frozenset(held), lookups=lookups or {}, abroad=abroad or {})
    needed, possible = _without_needless(uses)
    lines, they_provide = _lines(needed, said)
    perhaps, _theirs = _lines(possible, said, [line.document for line in lines if line.carried])
    return Folder(lines=lines, perhaps=perhaps, they_provide=they_provide)


def for_visit(
    procedures: Iterable[tuple[ProcedureSpec, ChannelKind | None]],
    answers: Answers,
    *,
    held: Collection[str] = (),
    lookups: Mapping[str, str] | None = None,
    abroad: Mapping[str, Abroad] | None = None,
) -> Folder:
    """Return what to bring to one visit: these procedures, each by its channel."""
    needed = (use for procedure, channel in procedures for use in uses(procedure, answers, channel))
    return merge(needed, held=held, lookups=lookups, abroad=abroad)


_GroupKey = tuple[str, str]
"""A procedure and its `one_of`."""


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the person's papers."""

    held: frozenset[str]
    lookups: Mapping[str, str]
    abroad: Mapping[str, Abroad]

    def choice(self, document: str, lookups: Collection[Lookup]) -> Choice:
        """Return what was said, unless nobody asks for it any more."""
        match self.lookups.get(document):
            case "objected" if "unless_you_object" in lookups:
                return "objected"
            case "authorised" if "if_you_authorise" in lookups:
                return "authorised"
        return ""

    def carried(self, use: Use) -> bool:
        """Tell whether the person has to bring a paper because of this use."""
        need = use.requirement
        return need.provided_by != "administration" and _carried(need.lookup, self.lookups.get(need.document, ""))


class _Chosen(msgspec.Struct, frozen=True):
    """The paper taken of a group, and those that would do instead."""

    document: str
    others: tuple[str, ...]


def _carried(lookup: Lookup, choice: str) -> bool:
    match lookup:
        case "unless_you_object":
            return choice == "objected"
        case "if_you_authorise":
            return choice != "authorised"
    return True


def _without_needless(uses: Iterable[Use]) -> tuple[list[Use], list[Use]]:
    """Return the uses that are certain and those that are not, without what an alternative makes needless.

    Alternatives of which none is sure to do stay all: only the answers tell which will.
    """
    every = list(uses)
    certain = {_group_of(use) for use in every if use.certain}
    settled = {_group_of(use) for use in every if not use.settled_by}
    possible = []
    for use in every:
        group = _group_of(use)
        if not use.certain and (group is None or (group not in certain and not (group in settled and use.settled_by))):
            possible.append(use)
    return [use for use in every if use.certain], possible


def _group_of(use: Use) -> _GroupKey | None:
    return (use.procedure, use.requirement.one_of) if use.requirement.one_of else None


def _lines(
    uses: Sequence[Use], said: _Said, bag: Collection[str] = ()
) -> tuple[tuple[FolderLine, ...], tuple[FolderLine, ...]]:
    """Return the lines of what the person sees to and of what the administration does, alternatives chosen."""
    chosen = _choose(uses, said, bag)
    mine: dict[str, list[Use]] = {}
    theirs: dict[str, list[Use]] = {}
    for use in uses:
        group, document = _group_of(use), use.requirement.document
        if group in chosen and chosen[group].document != document:
            continue
        part = theirs if use.requirement.provided_by == "administration" else mine
        part.setdefault(document, []).append(use)
    return (
        tuple(_line(group, said, chosen) for group in mine.values()),
        tuple(_line(group, said, chosen) for group in theirs.values()),
    )


def _choose(uses: Sequence[Use], said: _Said, bag: Collection[str]) -> dict[_GroupKey | None, _Chosen]:
    """Return what is taken of each group of alternatives in which one is sure to do."""
    groups: dict[_GroupKey, dict[str, list[Use]]] = {}
    carried = set(bag)
    for use in uses:
        group, document = _group_of(use), use.requirement.document
        if group is not None and not use.settled_by:
            groups.setdefault(group, {}).setdefault(document, []).append(use)
        elif group is None and said.carried(use):
            carried.add(document)
    ways = [[_way(document, same, said) for document, same in group.items()] for group in groups.values()]
    taken = alternatives.choose(ways, bag=carried)
    found: dict[_GroupKey | None, _Chosen] = {}
    for (key, same), index in zip(groups.items(), taken, strict=True):
        documents = list(same)
        found[key] = _Chosen(documents[index], tuple(documents[:index] + documents[index + 1 :]))
    return found


def _way(document: str, uses: Sequence[Use], said: _Said) -> Way:
    return Way(
        document=document,
        carried=any(said.carried(use) for use in uses),
        held=document in said.held,
        strictness=-min(FORMS_STRICTEST_FIRST.index(use.requirement.form) for use in uses),
    )


def _line(group: Sequence[Use], said: _Said, chosen: Mapping[_GroupKey | None, _Chosen]) -> FolderLine:
    requirements = [use.requirement for use in group]
    keys = [_group_of(use) for use in group]
    document = requirements[0].document
    lookups = [requirement.lookup for requirement in requirements]
    ages = [requirement.not_older_than for requirement in requirements if requirement.not_older_than is not None]
    sources = tuple(dict.fromkeys(source for use in group for source in use.comes_from))
    # What a step of this list gives is issued here, whatever country the person's other papers are from.
    abroad = AT_HOME if sources else said.abroad.get(document, AT_HOME)
    return FolderLine(
        document=document,
        form=min((requirement.form for requirement in requirements), key=FORMS_STRICTEST_FIRST.index),
        copies=max(requirement.copies for requirement in requirements),
        lookup=min(lookups, key=LOOKUPS_LEAST_GENEROUS_FIRST.index),
        serves=tuple(dict.fromkeys(use.procedure for use in group)),
        one_of=requirements[0].one_of if all(key and key not in chosen for key in keys) else None,
        not_older_than=min(ages, key=lambda age: age.value * _DAYS[age.unit], default=None),
        kept_under=next((requirement.kept_under for requirement in requirements if requirement.kept_under), None),
        formalities=abroad.formalities,
        formalities_settled_by=abroad.settled_by,
        choice=said.choice(document, lookups),
        held=document in said.held,
        other_ways=_instead([chosen.get(key) for key in keys]),
        notes=tuple((use.procedure, use.index) for use in group if use.requirement.note),
        comes_from=sources,
    )


def _instead(choices: Sequence[_Chosen | None]) -> tuple[str, ...]:
    """Return the papers that would do instead for every use: none when one use insists on this paper."""
    others = [set(choice.others) if choice else set() for choice in choices]
    common = set.intersection(*others)
    return tuple(document for document in (choices[0].others if choices[0] else ()) if document in common)
