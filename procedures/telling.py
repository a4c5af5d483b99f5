"""What the page of a procedure says, in one order for every procedure; the active language must be `language`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from procedures import sentences, wording
from procedures.conditions import Always
from procedures.models import Source
from procedures.specs import (
    ChannelKind,
    ChannelSpec,
    DeadlineSpec,
    DocumentSpec,
    ProcedureSpec,
    QuestionSpec,
    RequirementSpec,
    Said,
    say,
)
from sitekit import dates

Titled = Mapping[str, Any]
"""Related procedures by id: `title` (a text by language) and `page`."""
PLACED: frozenset[ChannelKind] = frozenset({"visit"})


@dataclass(frozen=True, slots=True)
class Paper:
    name: Said
    copies: int
    note: Said
    when: str
    """The condition in words, "" when it is always needed."""
    alternatives: tuple[Said, ...]
    url: str
    """The procedure that yields it."""


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """Papers treated alike."""

    title: str
    icon: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class PapersOfChannel:
    """What one way of doing it asks for. `title` is "" when every way asks for the same."""

    title: str
    groups: tuple[PaperGroup, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    kind: str
    kind_words: str
    text: Said
    remedy: Said
    law: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Channel:
    kind: ChannelKind
    title: str
    icon: str
    note: Said
    url: str
    phone: str
    auth: str
    who_must_come: str
    needs_place: bool


@dataclass(frozen=True, slots=True)
class Link:
    title: Said
    url: str


@dataclass(frozen=True, slots=True)
class Before:
    words: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A source and the day it was read."""

    publisher: str
    title: str
    url: str
    seen: str


@dataclass(frozen=True, slots=True)
class Told:
    """The whole page."""

    title: Said
    summary: Said
    who_text: Said
    who_rule: str
    concerns: str
    instead_text: Said
    instead: tuple[Link, ...]
    benefit: Said
    yields: tuple[Said, ...]
    papers: tuple[PapersOfChannel, ...]
    deadlines: tuple[Deadline, ...]
    channels: tuple[Channel, ...]
    fee: str
    fee_note: Said
    before: tuple[Before, ...]
    answer: tuple[str, ...]
    answer_note: Said
    law: tuple[str, ...]
    sources: tuple[Read, ...]
    checked: str
    unverified: frozenset[str]
    unverified_text: Said
    official_url: str
    numbers: tuple[str, ...]


def told(
    spec: ProcedureSpec,
    *,
    documents: Mapping[str, DocumentSpec],
    questions: Mapping[str, QuestionSpec],
    sources: Sequence[Source],
    related: Titled,
    urls: Mapping[str, str],
    language: str,
) -> Told:
    """Return what the page of a procedure says. `urls`: of the related procedures, by id."""
    teller = _Teller(spec, documents, questions, related, urls, language)
    seen = max((source.seen_on for source in sources if source.seen_on), default=None)
    return Told(
        title=say(spec.title, language),
        summary=say(spec.summary, language),
        who_text=say(spec.who_text, language),
        who_rule="" if isinstance(spec.who, Always) else sentences.in_words(spec.who, questions, language),
        concerns=wording.concerns_sentence(spec.concerns),
        instead_text=say(spec.instead_text, language),
        instead=teller.links(spec.instead),
        benefit=say(spec.benefit, language),
        yields=tuple(teller.name(document) for document in spec.yields),
        papers=teller.papers(),
        deadlines=tuple(teller.deadline(each) for each in spec.deadlines),
        channels=tuple(teller.channel(each) for each in spec.channels_for_people()),
        fee=_fee(spec),
        fee_note=say(spec.fee.note, language),
        before=teller.before(),
        answer=_answer(spec),
        answer_note=say(spec.resolution.note, language)
        if not {"resolution", "silence"} & set(spec.unverified)
        else Said("", language),
        law=spec.legal_basis,
        sources=tuple(_read(source) for source in sources),
        checked=_day(seen) if seen else "",
        unverified=frozenset(spec.unverified),
        unverified_text=say(spec.unverified_text, language),
        official_url=spec.official_url or "",
        numbers=tuple(
            number
            for number in (
                _("Number in Aragón's register: %(number)s") % {"number": spec.aragon_number}
                if spec.aragon_number
                else "",
                _("SIA code: %(number)s") % {"number": spec.sia} if spec.sia else "",
            )
            if number
        ),
    )


@dataclass(frozen=True, slots=True)
class _Teller:
    spec: ProcedureSpec
    documents: Mapping[str, DocumentSpec]
    questions: Mapping[str, QuestionSpec]
    related: Titled
    urls: Mapping[str, str]
    language: str

    def name(self, document: str) -> Said:
        known = self.documents.get(document)
        return say(known.name, self.language) if known else Said(document, self.language)

    def links(self, ids: Iterable[str]) -> tuple[Link, ...]:
        return tuple(
            Link(say(self.related[id]["title"], self.language), self.urls[id]) for id in ids if id in self.related
        )

    def papers(self) -> tuple[PapersOfChannel, ...]:
        """Return what each way asks for; once, when all ask for the same."""
        needs = self.spec.requirements
        kinds = [each.kind for each in self.spec.channels_for_people() if each.kind != "nothing_to_do"]
        if not any(need.channel for need in needs):
            return (PapersOfChannel("", self.groups(needs)),) if needs else ()
        found = []
        for kind in dict.fromkeys(kinds):
            asked = [need for need in needs if need.channel in (None, kind)]
            if asked:
                channel = next(each for each in self.spec.channels if each.kind == kind)
                found.append(PapersOfChannel(wording.channel_title(channel), self.groups(asked)))
        return tuple(found)

    def groups(self, needs: Sequence[RequirementSpec]) -> tuple[PaperGroup, ...]:
        wanted = (
            (_("Bring the original and a copy"), "copy", lambda n: _brought(n) and n.form == "original_and_copy"),
            (_("Show the original"), "eye", lambda n: _brought(n) and n.form == "original"),
            (_("Bring a copy"), "copy", lambda n: _brought(n) and n.form == "copy"),
            (_("Fill in or attach"), "pencil", lambda n: _brought(n) and n.form == "electronic"),
            (
                _("They can look it up if you agree; if not, bring it"),
                "signature",
                lambda n: _looked_up(n, "if_you_authorise"),
            ),
            (_("They look it up, unless you object"), "building", lambda n: _looked_up(n, "unless_you_object")),
            (_("The administration provides it"), "building", lambda n: n.provided_by == "administration"),
        )
        found = []
        for title, icon, belongs in wanted:
            papers = self.merged([need for need in needs if belongs(need)])
            if papers:
                found.append(PaperGroup(title, icon, papers))
        return tuple(found)

    def merged(self, needs: Sequence[RequirementSpec]) -> tuple[Paper, ...]:
        """Return one line for each paper; alternatives of one group share a line."""
        found: list[Paper] = []
        done: set[str] = set()
        for need in needs:
            if need.key in done:
                continue
            others = [other for other in needs if need.one_of and other.one_of == need.one_of and other is not need]
            done.update(other.key for other in others)
            found.append(self.paper(need, others))
        return tuple(found)

    def paper(self, need: RequirementSpec, others: Iterable[RequirementSpec]) -> Paper:
        document = self.documents.get(need.document)
        note = need.note or (document.note if document else {})
        return Paper(
            name=self.name(need.document),
            copies=need.copies,
            note=say(note, self.language),
            when="" if isinstance(need.when, Always) else sentences.in_words(need.when, self.questions, self.language),
            alternatives=tuple(self.name(other.document) for other in others),
            url=self.urls.get(document.obtained_by or "", "")
            if document and need.provided_by == "previous_procedure"
            else "",
        )

    def deadline(self, spec: DeadlineSpec) -> Deadline:
        words = {
            "hard": _("You lose the right if you are late"),
            "recommended": _("You may lose money or time if you are late"),
            "window": _("Only on certain dates"),
            "open": "",
        }[spec.kind]
        return Deadline(
            kind=spec.kind,
            kind_words=words,
            text=say(spec.text, self.language),
            remedy=say(spec.remedy, self.language),
            law=spec.legal_basis or "",
            is_verified=spec.verified,
        )

    def channel(self, spec: ChannelSpec) -> Channel:
        return Channel(
            kind=spec.kind,
            title=wording.channel_title(spec),
            icon=wording.ICONS[spec.kind],
            note=say(spec.note, self.language),
            url=spec.url or "",
            phone=spec.phone or "",
            auth=wording.auth_words(spec.auth),
            who_must_come=wording.who_must_come_words(spec.who_must_come),
            needs_place=spec.kind in PLACED and spec.appointment != "no",
        )

    def before(self) -> tuple[Before, ...]:
        """Return what comes before, in the order of what it costs not to know it."""
        said = {
            "hard": _("You cannot do it until this is done:"),
            "alternative": _("One of these has to be done before:"),
            "soft": _("It is easier if this is done before, but it is not needed:"),
        }
        found = []
        for kind, words in said.items():
            links = self.links(each.procedure for each in self.spec.prerequisites if each.kind == kind)
            if kind == "alternative" and len(links) == 1:
                words = said["hard"]
            if links:
                found.append(Before(words, links))
        return tuple(found)


def _brought(need: RequirementSpec) -> bool:
    return need.provided_by != "administration" and need.lookup == "you_bring"


def _looked_up(need: RequirementSpec, lookup: str) -> bool:
    return need.provided_by != "administration" and need.lookup == lookup


def _fee(spec: ProcedureSpec) -> str:
    """Return the cost as fact; "" when it is not known or was not checked."""
    amount = spec.fee.amount_eur
    if amount is None or "fee" in spec.unverified:
        return ""
    if not amount:
        return _("It is free.")
    return _("It costs %(amount)s.") % {"amount": wording.euros(amount)}


def _answer(spec: ProcedureSpec) -> tuple[str, ...]:
    """Return how long they have and what silence means, only where it is known."""
    found = []
    resolution = spec.resolution
    if resolution.value and resolution.unit and "resolution" not in spec.unverified:
        time = wording.length_words(resolution.value, resolution.unit)
        found.append(_("They have %(time)s to answer.") % {"time": time})
    # A note says it better than our sentence does.
    if "silence" not in spec.unverified and not resolution.note and (said := wording.silence_words(resolution.silence)):
        found.append(said)
    return tuple(found)


def _read(source: Source) -> Read:
    return Read(source.publisher, source.title, source.url, _day(source.seen_on) if source.seen_on else "")


def _day(on: dt.date) -> str:
    return dates.in_words(on, weekday=False, today=dt.date(on.year - 1, 1, 1))  # always with its year
