"""What to put in the bag: papers by what is done with them, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifeevents import people
from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from lifeevents.plans import Item, Plan
from lifeevents.presenting.paper_words import PaperLine as PaperLine
from lifeevents.presenting.paper_words import paper_line
from procedures import folder
from procedures.folder import Folder, FolderLine, Use
from procedures.specs import FORMS_STRICTEST_FIRST, say

ONLINE = frozenset({"online", "online_identity"})


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """Papers that are treated alike."""

    id: str
    title: str
    icon: str
    papers: tuple[PaperLine, ...]
    text: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True)
class BagView:
    """The groups to bring; those they look up or provide; those the list yields; those that may be needed."""

    bring: tuple[PaperGroup, ...] = ()
    they_look: tuple[PaperGroup, ...] = ()
    from_list: PaperGroup | None = None
    perhaps: PaperGroup | None = None
    number: int = 0
    """Papers to bring; `held`: how many of them the person has."""
    held: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.bring or self.they_look or self.from_list or self.perhaps)


@dataclass(frozen=True, slots=True)
class _Sorter:
    guide: Guide
    language: str
    single: bool = False
    """One procedure only: what a paper serves need not be said."""
    settled_by: Mapping[str, str] = field(default_factory=dict)

    def lines(
        self, group: Sequence[FolderLine], *, perhaps: bool = False, theirs: bool = False
    ) -> tuple[PaperLine, ...]:
        """Merge alternatives of one group into one line."""
        done: set[str] = set()
        result = []
        for one in group:
            if one.document in done:
                continue
            others = [o for o in group if one.one_of and o.one_of == one.one_of and o.document != one.document]
            done.update(o.document for o in others)
            line = paper_line(
                self.guide,
                one,
                self.language,
                others=tuple(say(self.guide.document_by_id[o.document].name, self.language) for o in others),
                settled_by=self.settled_by if perhaps else None,
                single=self.single,
            )
            # Nobody asks whether they may look at what is their own.
            result.append(replace(line, may="", carried=False) if theirs else line)
        return tuple(result)


def bag_of_plan(state: ListState, plan: Plan, language: str) -> BagView:
    """Return what to bring for the whole list."""
    return bag_view(state.guide, plan.folder, language, settled_by=_settled(plan.items))


def bag_of_items(state: ListState, items: Iterable[Item], language: str) -> BagView:
    """Return what to bring for some items of a list, each by its channel."""
    guide, chosen = state.guide, list(items)
    abroad = people.papers_from_abroad(guide, state.answers)
    merged = folder.merge(
        (use for item in chosen for use in uses_of(guide, item)),
        held=state.papers_held,
        lookups=state.lookups,
        abroad=abroad,
    )
    online = bool(chosen) and all(item.channel and item.channel.kind in ONLINE for item in chosen)
    return bag_view(guide, merged, language, single=len(chosen) == 1, online=online, settled_by=_settled(tuple(chosen)))


def uses_of(guide: Guide, item: Item) -> list[Use]:
    """Return the papers of an item as the folder merges them."""
    requirements = guide.procedure_by_id[item.procedure].requirements
    return [
        Use(
            procedure=item.procedure,
            index=requirements.index(paper.requirement),
            requirement=paper.requirement,
            certain=paper.certain,
            settled_by=paper.settled_by,
            comes_from=paper.comes_from,
        )
        for paper in item.papers
    ]


def bag_view(
    guide: Guide,
    papers: Folder,
    language: str,
    *,
    single: bool = False,
    online: bool = False,
    settled_by: Mapping[str, str] | None = None,
) -> BagView:
    """Sort a folder into groups by what the person does with each paper."""
    sorter = _Sorter(guide, language, single, settled_by or {})
    from_list = [one for one in papers.lines if one.comes_from and _is_brought(one)]
    rest = [one for one in papers.lines if not (one.comes_from and _is_brought(one))]
    certain = {one.document for one in papers.lines}
    they_have = [one for one in papers.they_provide if one.document not in certain]
    mine = [one for one in rest if _is_brought(one)]
    agree = [one for one in rest if one.lookup == "if_you_authorise"]
    object_ = [one for one in rest if one.lookup == "unless_you_object" and one.choice != "objected"]
    heads = (
        [("upload", _("Have these at hand"), "file", tuple(FORMS_STRICTEST_FIRST))]
        if online
        else [
            ("both", _("Bring the original and a copy"), "copy", ("original_and_copy",)),
            ("original", _("Show the original"), "eye", ("original",)),
            ("copy", _("Bring a copy"), "copy", ("copy",)),
            ("electronic", _("In electronic form"), "file", ("electronic",)),
        ]
    )
    bring = [
        _group(key, title, icon, sorter.lines([one for one in mine if one.form in forms]))
        for key, title, icon, forms in heads
    ]
    they = [
        _group(
            "agree", _("They look this up if you agree"), "building", sorter.lines(agree),
            _("Until you agree, bring it. You agree on the form of each procedure; here it changes what you bring."),
        ),
        _group(
            "look", _("They look this up themselves"), "building", sorter.lines(object_),
            _("Do not bring it. You may object, on the form of each procedure; then you bring it."),
        ),
        _group("provide", _("They have this already"), "building", sorter.lines(they_have, theirs=True)),
    ]  # fmt: skip
    maybe = [one for one in papers.perhaps if one.document not in certain]
    return BagView(
        bring=tuple(group for group in bring if group.papers),
        they_look=tuple(group for group in they if group.papers),
        from_list=_or_none(
            _group(
                "from-list", _("This comes from your list"), "route", sorter.lines(from_list),
                _("You get it on the way, by doing other things of the list first."),
            )
        ),
        perhaps=_or_none(
            _group("perhaps", _("You may need this too"), "info", sorter.lines(maybe, perhaps=True))
        ),
        number=sum(one.carried for one in rest),
        held=sum(one.carried and one.held for one in rest),
    )  # fmt: skip


def _group(key: str, title: str, icon: str, papers: tuple[PaperLine, ...], text: str = "") -> PaperGroup:
    count = ngettext("%(n)d paper", "%(n)d papers", len(papers)) % {"n": len(papers)}
    return PaperGroup(key, title, icon, papers, text, count)


def _is_brought(line: FolderLine) -> bool:
    """Tell whether nobody looks it up: nobody may, or the person objects."""
    return line.lookup == "you_bring" or line.choice == "objected"


def _or_none(group: PaperGroup) -> PaperGroup | None:
    return group if group.papers else None


def _settled(items: tuple[Item, ...]) -> dict[str, str]:
    """Return for each paper that may be needed the question that settles it first."""
    found: dict[str, str] = {}
    for item in items:
        for paper in item.papers:
            asks = paper.settled_by or (item.settled_by if item.state == "may_apply" else ())
            if asks:
                found.setdefault(paper.requirement.document, asks[0])
    return found
