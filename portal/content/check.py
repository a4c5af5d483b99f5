"""What must hold in a folder of content: ids, texts, languages, order, numbers; `references` checks the rest.

Pure. Each check walks the entries and yields faults; none stops at the first.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from typing import Any, get_args

import msgspec

from appointments.specs import HolidaySpec, OfficeSpec, ServiceSpec
from lifeevents.guide import LifeEventSpec
from lifeevents.personas import PersonaSpec
from portal.content import personas, places, references
from portal.content.entries import Entries, Entry, Fault, Unread, shown
from procedures.conditions import Always
from procedures.specs import (
    AgencySpec,
    DeadlineSpec,
    DocumentSpec,
    IssuedIn,
    ProcedureSpec,
    QuestionSpec,
    SourceSpec,
    Text,
    YearlySpec,
)

SOURCE_LANGUAGE = "es"
OTHER_LANGUAGES = ("en",)
_CODES = (SOURCE_LANGUAGE, *OTHER_LANGUAGES, "an", "ca", "fr", "ro", "ar", "uk", "zh", "pt", "bg", "it")

# Texts without which an item cannot be shown, beyond those that the specs require.
_NEEDED_TEXTS: dict[type, tuple[str, ...]] = {
    ProcedureSpec: ("title", "slug", "summary", "who_text"),
    QuestionSpec: ("text", "why", "short"),
    DocumentSpec: ("name",),
    AgencySpec: ("name", "slug"),
    ServiceSpec: ("name",),
    OfficeSpec: ("name",),
    LifeEventSpec: ("title", "slug", "summary"),
    PersonaSpec: ("name",),
}
# Mappings that are not prose.
_NOT_PROSE = {"answers", "dates"}


def faults(entries: Entries, unread: Unread) -> list[Fault]:
    """Return everything wrong between the items. What names an item that could not be read is let be."""
    found: list[Fault] = []
    for check in (
        _ids, _parts, _texts, _slugs, _questions, _documents, _deadlines, _requirements, _unverified,
        _addresses, places.faults,
    ):  # fmt: skip
        found += check(entries)
    return found + references.faults(entries, unread) + personas.faults(entries, unread)


def warnings(entries: Entries) -> list[Fault]:
    """Return what may be shown all the same: texts not there in every language, and people left without a way on."""
    return [*_untranslated(entries), *_without_a_way_on(entries)]


def _untranslated(entries: Entries) -> Iterator[Fault]:
    for entry in _all(entries):
        for text, path in _texts_of(entry.spec):
            for code in OTHER_LANGUAGES:
                if text.get(SOURCE_LANGUAGE) and not text.get(code, "").strip():
                    yield entry.fault(f"{shown(path)} has no text in `{code}`", *path)


def _without_a_way_on(entries: Entries) -> Iterator[Fault]:
    """A deadline that can pass says what to do then; what is not for everybody says where else to look."""
    for entry in entries[ProcedureSpec]:
        for index, limit in enumerate(entry.spec.deadlines):
            if limit.kind in ("hard", "recommended") and limit.value is not None and not limit.remedy:
                yield entry.fault(f"`{limit.key}` does not say what to do once it has passed", "deadlines", index)
        if entry.spec.who != Always() and not entry.spec.instead_text:
            yield entry.fault("it does not say where else to look when this is not for the person", "who")


def _all(entries: Entries) -> Iterator[Entry]:
    for group in entries.values():
        yield from group


def _texts_of(spec: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Text, tuple[str | int, ...]]]:
    """Yield every prose of a spec, with its path."""
    if isinstance(spec, msgspec.Struct):
        for name in spec.__struct_fields__:
            if name not in _NOT_PROSE:
                yield from _texts_of(getattr(spec, name), (*path, name))
    elif isinstance(spec, tuple):
        for index, item in enumerate(spec):
            yield from _texts_of(item, (*path, index))
    elif isinstance(spec, dict):
        yield spec, path


def _ids(entries: Entries) -> Iterator[Fault]:
    for kind, group in entries.items():
        seen: dict[Any, Entry] = {}
        for entry in group:
            # A day may be a holiday of several places, so a holiday is known by its day and place.
            key = (entry.id, entry.spec.scope, entry.spec.municipality) if kind is HolidaySpec else entry.id
            if key in seen:
                first = seen[key]
                yield entry.fault(f"this id is already in {first.file}:{first.marked.line()}", "id")
            seen.setdefault(key, entry)
    for entry in entries[ProcedureSpec]:
        if entry.file != f"procedures/{entry.id}.yaml":
            yield entry.fault(f"the file of this procedure must be procedures/{entry.id}.yaml", "id")


def _parts(entries: Entries) -> Iterator[Fault]:
    """Say which part of an item is there twice."""
    for entry in entries[ProcedureSpec]:
        for name in ("requirements", "deadlines"):
            yield from _twice(entry, name, [part.key for part in getattr(entry.spec, name)], "key")
    for entry in entries[LifeEventSpec]:
        event = entry.spec
        yield from _twice(entry, "questions", list(event.questions))
        yield from _twice(entry, "steps", [step.procedure for step in event.steps], "procedure")
        yield from _twice(entry, "phases", [phase.id for phase in event.phases], "id")
        yield from _twice(entry, "people", [one.person for one in event.people], "person")
    for entry in entries[QuestionSpec]:
        yield from _twice(entry, "options", [option.value for option in entry.spec.options], "value")


def _twice(entry: Entry, name: str, keys: list[str], *inner: str) -> Iterator[Fault]:
    for index, key in enumerate(keys):
        if key in keys[:index]:
            yield entry.fault(f"`{key}` is used twice in `{name}`", name, index, *inner)


def _texts(entries: Entries) -> Iterator[Fault]:
    for kind, group in entries.items():
        for entry in group:
            for name in _NEEDED_TEXTS.get(kind, ()):
                if not getattr(entry.spec, name):
                    yield entry.fault(f"`{name}` is missing", name)
            for text, path in _texts_of(entry.spec):
                if text and not text.get(SOURCE_LANGUAGE, "").strip():
                    yield entry.fault(f"{shown(path)} has no text in the source language `{SOURCE_LANGUAGE}`", *path)
                for code in text:
                    if code not in _CODES:
                        yield entry.fault(f"{shown(path)} is in a language that is not known: `{code}`", *path, code)


def _slugs(entries: Entries) -> Iterator[Fault]:
    for kind in (AgencySpec, ProcedureSpec, LifeEventSpec):
        seen: dict[tuple[str, str], str] = {}
        for entry in entries[kind]:
            for code, slug in entry.spec.slug.items():
                if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug):
                    yield entry.fault(f"the slug `{slug}` may have only a-z, 0-9 and single hyphens", "slug", code)
                other = seen.setdefault((code, slug), entry.id)
                if other != entry.id:
                    yield entry.fault(f"the slug `{slug}` ({code}) is already used by `{other}`", "slug", code)


def _questions(entries: Entries) -> Iterator[Fault]:
    for entry in entries[QuestionSpec]:
        spec = entry.spec
        if spec.type in ("enum", "multi") and len(spec.options) < 2:
            yield entry.fault("a choice needs two options or more", "options")
        if spec.type in ("bool", "int", "date") and spec.options:
            yield entry.fault(f"a question of type {spec.type} has no options", "options")
        if spec.type == "bool" and not (spec.yes and spec.no):
            yield entry.fault("a yes-or-no question needs the phrases `yes` and `no`", "type")
        if spec.type == "int" and (spec.minimum is None or spec.maximum is None or spec.minimum > spec.maximum):
            yield entry.fault("a number needs `minimum` and `maximum`", "type")
        if spec.type == "date" and spec.default is not None:
            yield entry.fault("a date is not chosen beforehand", "default")
        elif spec.default is not None and references.not_an_answer(spec, spec.default):
            yield entry.fault(f"`default` is not an answer: {references.not_an_answer(spec, spec.default)}", "default")
        if spec.asked_as == "country" and not _says_where(spec):
            yield entry.fault(f"a country is answered with one of {', '.join(get_args(IssuedIn))}", "options")


def _says_where(question: QuestionSpec) -> bool:
    return question.type == "enum" and {option.value for option in question.options} == set(get_args(IssuedIn))


def _documents(entries: Entries) -> Iterator[Fault]:
    questions = {entry.id: entry.spec for entry in entries[QuestionSpec]}
    for entry in entries[DocumentSpec]:
        spec = entry.spec
        if spec.issued_in in questions and not _says_where(questions[spec.issued_in]):
            message = f"`{spec.issued_in}` does not answer where a paper comes from ({', '.join(get_args(IssuedIn))})"
            yield entry.fault(message, "issued_in")
        if spec.issued_in and spec.nature == "private":
            yield entry.fault("a private paper has no formalities abroad: say its `nature`", "issued_in")


def _deadlines(entries: Entries) -> Iterator[Fault]:
    for entry in entries[ProcedureSpec]:
        for index, deadline in enumerate(entry.spec.deadlines):
            for message, *path in _wrong_with(deadline):
                yield entry.fault(message, "deadlines", index, *path)


def _wrong_with(limit: DeadlineSpec) -> Iterator[tuple[str, ...]]:
    """Yield what is wrong with a deadline, and the field."""
    if not limit.text:
        yield ("a deadline needs its sentence in `text`",)
    if limit.value is not None and (limit.unit is None or limit.direction is None):
        yield "a deadline with `value` needs `unit` and `direction`", "value"
    if limit.value is not None and limit.value < 0:
        yield "`value` counts forwards; use `direction: before`", "value"
    if limit.value is not None and limit.relative_to is None:
        yield "a deadline with `value` needs `relative_to`", "value"
    if limit.value is None and limit.unit is not None:
        yield "a deadline with `unit` needs `value`", "unit"
    if limit.yearly is not None:
        yield from _wrong_with_window(limit, limit.yearly)


def _wrong_with_window(limit: DeadlineSpec, window: YearlySpec) -> Iterator[tuple[str, ...]]:
    if limit.kind != "window":
        yield "what comes back every year is a `window`", "kind"
    if limit.value is not None or limit.edge is not None:
        yield "a yearly window has its days in `opens` and `closes`, and no `value` or `edge`", "yearly"
    if window.opens is None and window.closes is None:
        yield "a yearly window `opens`, `closes`, or both", "yearly"
    for name in ("opens", "closes"):
        day = getattr(window, name)
        if day is not None and not _is_day_of_every_year(day):
            yield f"`{name}` must be a day of every year such as 07-01", "yearly", name


def _is_day_of_every_year(text: str) -> bool:
    if not re.fullmatch(r"\d{2}-\d{2}", text):
        return False
    month, day = int(text[:2]), int(text[3:])
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2027, month)[1]


def _requirements(entries: Entries) -> Iterator[Fault]:
    for entry in entries[ProcedureSpec]:
        kinds = {channel.kind for channel in entry.spec.channels}
        for index, need in enumerate(entry.spec.requirements):
            place = ("requirements", index)
            if need.copies < 1:
                yield entry.fault("`copies` is one or more", *place, "copies")
            if need.not_older_than is not None and need.not_older_than.value < 1:
                yield entry.fault("`not_older_than` needs a length of time", *place, "not_older_than")
            if need.kept_under and need.form not in ("original", "original_and_copy"):
                yield entry.fault("only an original is kept under a law", *place, "kept_under")
            if need.channel is not None and need.channel not in kinds:
                yield entry.fault(f"this procedure cannot be done by `{need.channel}`", *place, "channel")


def _unverified(entries: Entries) -> Iterator[Fault]:
    for entry in entries[ProcedureSpec]:
        spec = entry.spec
        if bool(spec.unverified) != bool(spec.unverified_text):
            yield entry.fault("`unverified` and `unverified_text` go together", "unverified")
        if not all(deadline.verified for deadline in spec.deadlines) and "deadlines" not in spec.unverified:
            yield entry.fault("a deadline is not verified, and `unverified` does not say so", "deadlines")


def _addresses(entries: Entries) -> Iterator[Fault]:
    def wrong(entry: Entry, url: str | None, *path: str | int) -> Iterator[Fault]:
        if url is not None and not re.fullmatch(r"https?://\S+", url):
            yield entry.fault(f"`{url}` is not a web address", *path)

    for entry in entries[ProcedureSpec]:
        yield from wrong(entry, entry.spec.official_url, "official_url")
        for index, channel in enumerate(entry.spec.channels):
            yield from wrong(entry, channel.url, "channels", index, "url")
    for entry in entries[AgencySpec]:
        yield from wrong(entry, entry.spec.website, "website")
    for entry in entries[SourceSpec]:
        yield from wrong(entry, entry.spec.url, "url")
    for entry in entries[OfficeSpec]:
        for index, service in enumerate(entry.spec.services):
            yield from wrong(entry, service.url, "services", index, "url")
