"""Who is on a list, as the person who fills it in calls them, and whose a thing is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from lifeevents.people import presence
from lifeevents.plans import Item
from lifeevents.presenting import words
from lifeevents.presenting.words import joined
from procedures.conditions import EVERYBODY
from procedures.specs import Person, Said, say


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part of a thing that is judged apart for each."""

    person: str
    name: Said
    is_certain: bool
    is_done: bool
    settled_by: str | None


def names(guide: Guide, language: str) -> dict[str, Said]:
    """Return what each person of the guide is called, by their id, in the order of the guide."""
    return {one.person: say(one.name, language) for one in guide.event.people}


def name_of(guide: Guide, person: str, language: str) -> str:
    """Return a person's name inside a sentence, "" for everybody."""
    if person == EVERYBODY:
        return ""
    known = names(guide, language).get(person)
    if known is not None and known.words:
        return words.lower_first(known.words)
    return standard_names().get(person, "")


def standard_names() -> dict[Person | str, str]:
    return {
        "me": _("you"),
        "other_parent": _("the other parent"),
        "child": _("the child"),
        "deceased": _("the person who has died"),
        "cared_for": _("the person who is cared for"),
    }


def parts_of(guide: Guide, item: Item, language: str) -> list[Part]:
    """Return whose a thing is, one part for each person, in the order of the guide."""
    called = names(guide, language)
    return [
        Part(
            person=one.person,
            name=called.get(one.person, Said(name_of(guide, one.person, language), language)),
            is_certain=one.state == "applies",
            is_done=one.done,
            settled_by=one.settled_by[0] if one.settled_by else None,
        )
        for one in item.whose
    ]


def whose_words(state: ListState, item: Item, language: str) -> str:
    """Return "For you and for the other parent"; who may be added is said as such.

    "" when nobody is named, or when nobody else is on the list.
    """
    guide = state.guide
    alone = list(presence(guide, state.answers)) == ["me"]
    if not item.whose or alone:
        return ""
    shapes = {"applies": _("for %(who)s"), "may_apply": _("perhaps for %(who)s")}
    said = [shapes[one.state] % {"who": _after_for(guide, one.person, language)} for one in item.whose]
    return words.capital(joined(said))


def _after_for(guide: Guide, person: str, language: str) -> str:
    # Spanish says "para ti", never "para tú".
    return pgettext("after “for”", "you") if person == "me" else name_of(guide, person, language)
