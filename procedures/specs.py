"""The compiled shape of content: rules once, texts by language.

These structures are what the content files hold, what a published page compiles to, what a guide
edition stores as JSON and what every rule reads. Pure: no Django, no clock, no database.
`msgspec` checks types and unknown fields, and names the path of what is wrong.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from procedures.conditions import Always, Condition, Scalar

Text = dict[str, str]
"""Prose by language code; the source language ("es") is always there when anything is."""


class Said(msgspec.Struct, frozen=True):
    """A text as shown: the words, and the language they are really in (for `lang=`)."""

    words: str
    language: str


def say(text: Text, language: str, *, source: str = "es") -> Said:
    """Return the text in `language`, else in the source language, marked with its language."""
    if text.get(language):
        return Said(text[language], language)
    return Said(text.get(source, ""), source)


class Spec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all content structures."""


Form = Literal["original_and_copy", "original", "copy", "electronic"]
FORMS_STRICTEST_FIRST: tuple[Form, ...] = ("original_and_copy", "original", "copy", "electronic")
Lookup = Literal["you_bring", "if_you_authorise", "unless_you_object"]
LOOKUPS_LEAST_GENEROUS_FIRST: tuple[Lookup, ...] = ("you_bring", "if_you_authorise", "unless_you_object")
ProvidedBy = Literal["citizen", "administration", "previous_procedure"]
Person = Literal["me", "other_parent", "child", "household", "deceased", "cared_for"]
Nature = Literal["civil_status", "public", "private"]
"""What a paper is, for papers from abroad: a civil-status record, another public document, or a private one."""
IssuedIn = Literal["spain", "eu", "hague", "other"]
"""Where a paper comes from, as far as its formalities depend on it."""
ChannelKind = Literal["nothing_to_do", "online", "online_identity", "registry", "visit", "phone", "post"]
# The least costly for the person leads.
CHANNELS_LEAST_COSTLY_FIRST: tuple[ChannelKind, ...] = (
    "nothing_to_do", "online", "online_identity", "phone", "registry", "post", "visit",
)  # fmt: skip
DeadlineKind = Literal["hard", "recommended", "window", "open"]
Unit = Literal["hours", "days", "business_days", "months", "years"]
Confidence = Literal["high", "medium", "low"]
AnswerType = Literal["bool", "int", "enum", "multi", "date"]
"""A "date" is an ISO date; conditions do not look at it, deadlines count from it."""
Level = Literal["state", "regional", "municipal", "other"]
Silence = Literal["positive", "negative", "none", "unknown"]
# Parts of a procedure that the facts could not verify: shown as "check with the agency", never as fact.
Unverified = Literal[
    "deadlines", "requirements", "fee", "resolution", "silence", "channels", "who", "benefit", "legal_basis"
]


class OptionSpec(Spec, frozen=True, kw_only=True):
    value: str
    label: Text
    hint: Text = {}


class QuestionSpec(Spec, frozen=True, kw_only=True):
    """A fact asked once and shared by every guide and agency."""

    id: str
    type: AnswerType
    text: Text
    why: Text
    hint: Text = {}
    about: Person = "household"
    per_person: bool = False
    options: tuple[OptionSpec, ...] = ()
    default: Scalar | None = None
    minimum: int | None = None
    maximum: int | None = None
    ask_when: Condition = Always()
    yes: Text = {}
    """Short noun phrase for reasons, e.g. "wants a nursery place"; the positive answer to a bool."""
    no: Text = {}
    asked_as: Literal["options", "country"] = "options"
    """"country": the person names a country; its group (`IssuedIn`) is the answer, and the country is not kept."""
    short: Text = {}
    """Label of the answer in summaries and reasons, e.g. "Number of babies"."""


class DocumentSpec(Spec, frozen=True, kw_only=True):
    """A type of paper in the one shared catalogue."""

    id: str
    name: Text
    note: Text = {}
    issuer: str | None = None
    obtained_by: str | None = None
    nature: Nature = "private"
    issued_in: str | None = None
    """Question (of `IssuedIn` options) that tells where it comes from; None: never from abroad."""


class AgencySpec(Spec, frozen=True, kw_only=True):
    id: str
    name: Text
    short_name: Text = {}
    slug: Text
    level: Level
    summary: Text = {}
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    dir3: str | None = None
    confidence: Confidence
    sources: tuple[str, ...] = ()
    note: Text = {}


class SourceSpec(Spec, frozen=True, kw_only=True):
    """A page that was read, and when."""

    id: str
    publisher: str
    title: str
    url: str | None = None
    seen_on: str | None = None
    page_on: str | None = None
    kind: str = ""


class SpanSpec(Spec, frozen=True, kw_only=True):
    """A length of time."""

    value: int
    unit: Unit


class RequirementSpec(Spec, frozen=True, kw_only=True):
    """A document asked by a procedure; `channel` None means all channels."""

    key: str
    document: str
    form: Form
    provided_by: ProvidedBy = "citizen"
    lookup: Lookup = "you_bring"
    channel: ChannelKind | None = None
    copies: int = 1
    when: Condition = Always()
    one_of: str | None = None
    """Requirements of the same group are alternatives: one of them is enough."""
    not_older_than: SpanSpec | None = None
    """Issued no longer ago than this on the day it is handed in."""
    kept_under: str | None = None
    """The law by which the office keeps the original; without it an original is only shown."""
    note: Text = {}


MonthAndDay = Annotated[str, msgspec.Meta(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""A day of any year, "MM-DD"; in a month that has no such day, its last one."""


class YearlySpec(Spec, frozen=True, kw_only=True):
    """A window that comes back every year: from `opens` to `closes` ("MM-DD", both included).

    A window that closes before it opens ends in the following year. `year`: the window of the event's own year, of the
    year after it, or the first one not over yet (on the day of the event, while that is still to come).
    """

    opens: MonthAndDay | None = None
    closes: MonthAndDay | None = None
    year: Literal["of_event", "after_event", "next"] = "next"


class DeadlineSpec(Spec, frozen=True, kw_only=True):
    """An offset from the event (day 0), from a date answer or from another step's completion; or a yearly window.

    `value` None and no `yearly`: only the sentence is known; it is shown and no date is. `relative_to`: "event", the
    id of a question of type "date", or the id of a procedure (the day it was marked as handed in, done or granted).
    """

    key: str
    kind: DeadlineKind
    value: int | None = None
    unit: Unit | None = None
    direction: Literal["after", "before", "on"] | None = None
    relative_to: str | None = "event"
    edge: Literal["opens", "closes"] | None = None
    yearly: YearlySpec | None = None
    extend_to: Literal["month_end"] | None = None
    text: Text = {}
    """The rule in words, a full sentence."""
    remedy: Text = {}
    """What happens and what to do once it has passed."""
    legal_basis: str | None = None
    verified: bool = True


class PrerequisiteSpec(Spec, frozen=True, kw_only=True):
    procedure: str
    kind: Literal["hard", "soft", "alternative"]
    via_document: str | None = None


class ChannelSpec(Spec, frozen=True, kw_only=True):
    kind: ChannelKind
    url: str | None = None
    phone: str | None = None
    appointment: Literal["required", "recommended", "no"] | None = None
    services: tuple[str, ...] = ()
    auth: tuple[str, ...] = ()
    who_must_come: tuple[Person, ...] = ()
    note: Text = {}


class FeeSpec(Spec, frozen=True, kw_only=True):
    amount_eur: float | None = None
    note: Text = {}


class ResolutionSpec(Spec, frozen=True, kw_only=True):
    value: int | None = None
    unit: Unit | None = None
    silence: Silence = "unknown"
    note: Text = {}


class ProcedureSpec(Spec, frozen=True, kw_only=True):
    """What an agency does for a person: one procedure, every channel, every language."""

    id: str
    agency: str
    title: Text
    slug: Text
    summary: Text = {}
    who: Condition = Always()
    who_text: Text = {}
    """Who it is for, one plain sentence."""
    concerns: Person = "household"
    each_person: bool = False
    """Judged apart for each person of the guide who answers for themselves; the item says whose it is."""
    done_when: Condition | None = None
    """Answers that say that it is done already."""
    optional: bool = False
    benefit: Text = {}
    requirements: tuple[RequirementSpec, ...] = ()
    deadlines: tuple[DeadlineSpec, ...] = ()
    prerequisites: tuple[PrerequisiteSpec, ...] = ()
    channels: tuple[ChannelSpec, ...] = ()
    fee: FeeSpec = FeeSpec()
    yields: tuple[str, ...] = ()
    resolution: ResolutionSpec = ResolutionSpec()
    instead: tuple[str, ...] = ()
    """Procedures to look at when this one is not for the person."""
    instead_text: Text = {}
    legal_basis: tuple[str, ...] = ()
    official_url: str | None = None
    aragon_number: str | None = None
    sia: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence
    unverified: tuple[Unverified, ...] = ()
    unverified_text: Text = {}
    """What was not checked, as one sentence for the person ("We have not been able to check …")."""
    municipality: str | None = None
    keywords: Text = {}
    """Words people use when they search for this."""

    def channels_for_people(self) -> tuple[ChannelSpec, ...]:
        """Return the channels, least costly first; a telephone whose number nobody knows comes last."""
        return tuple(
            sorted(
                self.channels,
                key=lambda c: (c.kind == "phone" and not c.phone, CHANNELS_LEAST_COSTLY_FIRST.index(c.kind)),
            )
        )
