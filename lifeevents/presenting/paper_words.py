"""One paper in words: what it serves, how old it may be, what one from abroad needs besides, what would do instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifeevents.guide import Guide
from lifeevents.presenting.reasons import question_label
from lifeevents.presenting.words import capital, lower_first, shown, shown_said
from procedures import wording
from procedures.folder import FolderLine
from procedures.foreign import Formality
from procedures.specs import Said, say

NAMED = 3
"""So many procedures are named as what a paper serves; of more, their number is said."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper.

    `alternatives`: any one of these papers is enough instead. `serves`: the procedures, where there are too many for
    one line. `choice`: what was said to its being looked up; `may`: what can be said now, "" when nothing.
    """

    document: str
    name: Said
    copies: int = 1
    more: str | SafeString = ""
    more2: str | SafeString = ""
    alternatives: tuple[Said, ...] = ()
    conditions: tuple[str, ...] = ()
    """How old it may be, who keeps it, what it needs when it is from abroad."""
    asks: str = ""
    """The question that tells whether it is from abroad."""
    asks_words: str = ""
    serves: tuple[Said, ...] = ()
    serves_words: str = ""
    carried: bool = True
    held: bool = False
    choice: str = ""
    may: str = ""


def paper_line(
    guide: Guide,
    line: FolderLine,
    language: str,
    *,
    others: tuple[Said, ...] = (),
    settled_by: Mapping[str, str] | None = None,
    single: bool = False,
) -> PaperLine:
    """Return one paper in words. `single`: for one procedure only, so that what it serves need not be said."""
    document = guide.document_by_id[line.document]
    more: list[str | SafeString] = []
    if not single and len(line.serves) <= NAMED:
        more.append("; ".join(say(guide.procedure_by_id[one].title, language).words for one in line.serves))
    if line.comes_from:
        titles = [say(guide.procedure_by_id[one].title, language).words for one in line.comes_from]
        more.append(_("It comes from: %(what)s") % {"what": _(" or ").join(titles)})
    if settled_by and line.document in settled_by:
        label = question_label(guide.question_by_id[settled_by[line.document]], language).words
        more.append(_("It depends on: %(question)s.") % {"question": lower_first(label)})
    notes = _notes(guide, line, language) or ([shown(document.note, language)] if document.note else [])
    note = notes[0] if notes else ""
    parts = [str(part).rstrip(".") for part in more if part]
    asks = guide.question_by_id.get(line.formalities_settled_by or "")
    ways = tuple(say(guide.document_by_id[one].name, language) for one in line.other_ways)
    return PaperLine(
        document=line.document,
        name=say(document.name, language),
        copies=line.copies,
        more=". ".join(parts) if parts else note,
        more2=note if parts else "",
        alternatives=(*others, *(one for one in ways if one not in others)),
        conditions=tuple(conditions(line)),
        asks=asks.id if asks else "",
        asks_words=lower_first(question_label(asks, language).words) if asks else "",
        serves=() if single or len(line.serves) <= NAMED else _served(guide, line, language),
        serves_words=ngettext("For %(n)d procedure", "For %(n)d procedures", len(line.serves))
        % {"n": len(line.serves)},
        carried=line.carried,
        held=line.held,
        choice=line.choice,
        may=_may(line),
    )


def formality_words(formalities: tuple[Formality, ...]) -> str:
    """Return what a paper from abroad needs besides, as one sentence; "" when nothing."""
    needs = []
    if "apostille" in formalities:
        needs.append(_("the apostille of the country that issued it"))
    if "legalisation" in formalities:
        needs.append(_("legalisation by that country and by the Spanish consulate there"))
    if "translation" in formalities:
        needs.append(_("a sworn translation if it is not in Spanish"))
    if not needs:
        return ""
    said = _("From abroad, with %(what)s.") % {"what": wording.joined(needs)}
    if "multilingual_form" in formalities:
        said += " " + _("The multilingual form of the EU saves the translation: ask for it with the paper.")
    return said


def conditions(line: FolderLine) -> list[str]:
    """Return how old a paper may be, who keeps it and what it needs when it is from abroad, a sentence each."""
    said = []
    if line.not_older_than is not None:
        time = wording.length_words(line.not_older_than.value, line.not_older_than.unit)
        said.append(_("Issued at most %(time)s before it is handed in.") % {"time": time})
    if line.kept_under:
        said.append(_("They keep the original (%(law)s).") % {"law": line.kept_under})
    if abroad := formality_words(line.formalities):
        said.append(abroad)
    return said


def _may(line: FolderLine) -> str:
    """Return what the person can say to its being looked up: "object", "authorise", or take back what they said."""
    if line.choice:
        return "take_back"
    return {"unless_you_object": "object", "if_you_authorise": "authorise"}.get(line.lookup, "")


def _served(guide: Guide, line: FolderLine, language: str) -> tuple[Said, ...]:
    return tuple(say(guide.procedure_by_id[one].title, language) for one in line.serves)


def _notes(guide: Guide, line: FolderLine, language: str) -> list[str | SafeString]:
    notes = []
    for procedure, index in line.notes:
        note = guide.procedure_by_id[procedure].requirements[index].note
        words = shown_said(say(note, language), language)
        words = words if isinstance(words, SafeString) else capital(words)
        if words and words not in notes:
            notes.append(words)
    return notes
