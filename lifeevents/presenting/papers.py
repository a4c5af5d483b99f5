"""What to put in the bag: papers by what is done with them, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifeevents.guide import Guide
from lifeevents.plans import Item, Plan
from lifeevents.presenting.reasons import question_label
from lifeevents.presenting.words import capital, lower_first, shown, shown_said
from procedures import folder
from procedures.folder import Folder, FolderLine, Use
from procedures.specs import FORMS_STRICTEST_FIRST, Said, say

ONLINE = frozenset({"online", "online_identity"})


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper. `alternatives`: any one of these papers is enough instead."""

    document: str
    name: Said
    copies: int = 1
    more: str | SafeString = ""
    more2: str | SafeString = ""
    alternatives: tuple[Said, ...] = ()


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

    @property
    def is_empty(self) -> bool:
        return not (self.bring or self.they_look or self.from_list or self.perhaps)


@dataclass(frozen=True, slots=True)
class _Sorter:
    guide: Guide
    plan: Plan
    language: str
    single: bool = False
    """One procedure only: what a paper serves need not be said."""
    settled_by: dict[str, str] = field(default_factory=dict)

    def line(self, one: FolderLine, others: Iterable[FolderLine] = (), *, perhaps: bool = False) -> PaperLine:
        document = self.guide.document_by_id[one.document]
        more: list[str | SafeString] = []
        if not self.single:
            more.append(self._serves(one))
        if one.comes_from:
            titles = [say(self.guide.procedure_by_id[p].title, self.language).words for p in one.comes_from]
            more.append(_("It comes from: %(what)s") % {"what": _(" or ").join(titles)})
        notes = self._notes(one) or ([shown(document.note, self.language)] if document.note else [])
        if perhaps and one.document in self.settled_by:
            question = self.guide.question_by_id[self.settled_by[one.document]]
            label = question_label(question, self.language).words
            more.append(_("It depends on: %(question)s.") % {"question": lower_first(label)})
        parts = [part for part in more if part]
        return PaperLine(
            document=one.document,
            name=say(document.name, self.language),
            copies=one.copies,
            more=". ".join(str(part).rstrip(".") for part in parts) if parts else (notes[0] if notes else ""),
            more2=(notes[0] if notes else "") if parts else "",
            alternatives=tuple(say(self.guide.document_by_id[o.document].name, self.language) for o in others),
        )

    def lines(self, group: list[FolderLine], *, perhaps: bool = False) -> tuple[PaperLine, ...]:
        """Merge alternatives of one group into one line."""
        done: set[str] = set()
        result = []
        for one in group:
            if one.document in done:
                continue
            others = [o for o in group if one.one_of and o.one_of == one.one_of and o.document != one.document]
            done.update(o.document for o in others)
            result.append(self.line(one, others, perhaps=perhaps))
        return tuple(result)

    def _serves(self, one: FolderLine) -> str:
        if len(one.serves) == 1:
            return say(self.guide.procedure_by_id[one.serves[0]].title, self.language).words
        return ngettext("For %(n)d procedure", "For %(n)d procedures", len(one.serves)) % {"n": len(one.serves)}

    def _notes(self, one: FolderLine) -> list[str | SafeString]:
        notes = []
        for procedure, index in one.notes:
            note = self.guide.procedure_by_id[procedure].requirements[index].note
            words = shown_said(say(note, self.language), self.language)
            words = words if isinstance(words, SafeString) else capital(words)
            if words and words not in notes:
                notes.append(words)
        return notes


def bag_of_plan(guide: Guide, plan: Plan, language: str) -> BagView:
    """Return what to bring for the whole list."""
    return bag_view(guide, plan, plan.folder, language, settled_by=_settled(plan.items))


def bag_of_items(guide: Guide, plan: Plan, items: Iterable[Item], language: str) -> BagView:
    """Return what to bring for some items of a list, each by its channel."""
    chosen = list(items)
    merged = folder.merge(use for item in chosen for use in uses_of(guide, item))
    online = bool(chosen) and all(item.channel and item.channel.kind in ONLINE for item in chosen)
    return bag_view(
        guide, plan, merged, language, single=len(chosen) == 1, online=online, settled_by=_settled(tuple(chosen))
    )


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
    plan: Plan,
    papers: Folder,
    language: str,
    *,
    single: bool = False,
    online: bool = False,
    settled_by: dict[str, str] | None = None,
) -> BagView:
    """Sort a folder into groups by what the person does with each paper."""
    sorter = _Sorter(guide, plan, language, single, settled_by or {})
    from_list = [one for one in papers.lines if one.comes_from]
    rest = [one for one in papers.lines if not one.comes_from]
    certain = {one.document for one in papers.lines}
    they_have = [one for one in papers.they_provide if one.document not in certain]
    mine = [one for one in rest if one.lookup == "you_bring"]
    agree = [one for one in rest if one.lookup == "if_you_authorise"]
    object_ = [one for one in rest if one.lookup == "unless_you_object"]
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
            _("They will ask you in each procedure. If you prefer not to agree, bring it."),
        ),
        _group(
            "look", _("They look this up themselves"), "building", sorter.lines(object_),
            _("Do not bring it. You may object; then you bring it."),
        ),
        _group("provide", _("They have this already"), "building", sorter.lines(they_have)),
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
        number=len(mine),
    )  # fmt: skip


def _group(key: str, title: str, icon: str, papers: tuple[PaperLine, ...], text: str = "") -> PaperGroup:
    count = ngettext("%(n)d paper", "%(n)d papers", len(papers)) % {"n": len(papers)}
    return PaperGroup(key, title, icon, papers, text, count)


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
