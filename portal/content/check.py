"""What must hold in a folder of content: ids, texts, languages, order, numbers; `references` checks the rest.

Pure. Each check walks the entries and yields faults; none stops at the first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from appointments.specs import HolidaySpec, OfficeSpec, ServiceSpec
from lifeevents.guide import LifeEventSpec
from portal.content import references
from portal.content.entries import Entries, Entry, Fault, Unread, shown
from procedures.specs import (
    AgencySpec,
    DocumentSpec,
    ProcedureSpec,
    QuestionSpec,
    SourceSpec,
    Text,
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
}


def faults(entries: Entries, unread: Unread) -> list[Fault]:
    """Return everything wrong between the items. What names an item that could not be read is let be."""
    found: list[Fault] = []
    for check in (
        _ids, _parts, _texts, _slugs, _questions, _cycles, _deadlines, _unverified, _offices, _services, _holidays,
        _addresses,
    ):  # fmt: skip
        found += check(entries)
    return found + references.faults(entries, unread)


def warnings(entries: Entries) -> list[Fault]:
    """Return texts that are not there in every language; they are shown in the source language."""
    found = []
    for entry in _all(entries):
        for text, path in _texts_of(entry.spec):
            found += [
                entry.fault(f"{shown(path)} has no text in `{code}`", *path)
                for code in OTHER_LANGUAGES
                if text.get(SOURCE_LANGUAGE) and not text.get(code, "").strip()
            ]
    return found


def _all(entries: Entries) -> Iterator[Entry]:
    for group in entries.values():
        yield from group


def _texts_of(spec: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Text, tuple[str | int, ...]]]:
    """Yield every prose of a spec, with its path. Prose is the only kind of mapping in a spec."""
    if isinstance(spec, msgspec.Struct):
        for name in spec.__struct_fields__:
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
        if spec.type in ("bool", "int") and spec.options:
            yield entry.fault(f"a question of type {spec.type} has no options", "options")
        if spec.type == "bool" and not (spec.yes and spec.no):
            yield entry.fault("a yes-or-no question needs the phrases `yes` and `no`", "type")
        if spec.type == "int" and (spec.minimum is None or spec.maximum is None or spec.minimum > spec.maximum):
            yield entry.fault("a number needs `minimum` and `maximum`", "type")
        if spec.default is not None and references.not_an_answer(spec, spec.default):
            yield entry.fault(f"`default` is not an answer: {references.not_an_answer(spec, spec.default)}", "default")


def _cycles(entries: Entries) -> Iterator[Fault]:
    graph = {entry.id: [need.procedure for need in entry.spec.prerequisites] for entry in entries[ProcedureSpec]}
    where = {entry.id: entry for entry in entries[ProcedureSpec]}
    done: set[str] = set()

    def walk(id: str, trail: tuple[str, ...]) -> Iterator[Fault]:
        if id in trail:
            loop = (*trail[trail.index(id) :], id)
            yield where[id].fault("prerequisites go round in a circle: " + " → ".join(loop), "prerequisites")
        elif id in graph and id not in done:
            for before in graph[id]:
                yield from walk(before, (*trail, id))
            done.add(id)

    for id in graph:
        yield from walk(id, ())


def _deadlines(entries: Entries) -> Iterator[Fault]:
    for entry in entries[ProcedureSpec]:
        for index, deadline in enumerate(entry.spec.deadlines):
            place = ("deadlines", index)
            if not deadline.text:
                yield entry.fault("a deadline needs its sentence in `text`", *place)
            if deadline.value is not None and (deadline.unit is None or deadline.direction is None):
                yield entry.fault("a deadline with `value` needs `unit` and `direction`", *place, "value")
            if deadline.value is not None and deadline.value < 0:
                yield entry.fault("`value` counts forwards; use `direction: before`", *place, "value")
            if deadline.value is None and deadline.unit is not None:
                yield entry.fault("a deadline with `unit` needs `value`", *place, "unit")


def _unverified(entries: Entries) -> Iterator[Fault]:
    for entry in entries[ProcedureSpec]:
        spec = entry.spec
        if bool(spec.unverified) != bool(spec.unverified_text):
            yield entry.fault("`unverified` and `unverified_text` go together", "unverified")
        if not all(deadline.verified for deadline in spec.deadlines) and "deadlines" not in spec.unverified:
            yield entry.fault("a deadline is not verified, and `unverified` does not say so", "deadlines")


def _offices(entries: Entries) -> Iterator[Fault]:
    for entry in entries[OfficeSpec]:
        yield from _places(entry)
        yield from _opening(entry)
        if (entry.spec.latitude is None) != (entry.spec.longitude is None):
            yield entry.fault("`latitude` and `longitude` go together", "latitude")


def _places(entry: Entry) -> Iterator[Fault]:
    spec = entry.spec
    for index, service in enumerate(spec.services):
        place = ("services", index, "places")
        if service.places == "here" and spec.confidence == "low":
            yield entry.fault("a place cannot be booked here: the confidence in this office is low", *place)
        if service.places == "here" and not spec.opening:
            yield entry.fault("a place cannot be booked here: the office has no opening hours", *place)
        if service.places == "elsewhere" and not (service.url or service.phone):
            yield entry.fault("`elsewhere` needs a `url` or a `phone`", *place)


def _opening(entry: Entry) -> Iterator[Fault]:
    for index, opening in enumerate(entry.spec.opening):
        for name in ("opens", "closes"):
            if not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", getattr(opening, name)):
                yield entry.fault(f"`{name}` must be an hour such as 09:00", "opening", index, name)
        if opening.opens >= opening.closes:
            yield entry.fault("`closes` must come after `opens`", "opening", index)


def _services(entries: Entries) -> Iterator[Fault]:
    for entry in entries[ServiceSpec]:
        if entry.spec.minutes <= 0 or entry.spec.minutes % 5:
            yield entry.fault("`minutes` must be a multiple of five", "minutes")


def _holidays(entries: Entries) -> Iterator[Fault]:
    for entry in entries[HolidaySpec]:
        try:
            dt.date.fromisoformat(entry.spec.on)
        except ValueError:
            yield entry.fault("`on` must be a day such as 2026-12-08", "on")
        if (entry.spec.scope == "local") != (entry.spec.municipality is not None):
            yield entry.fault("a local holiday names its municipality, and only a local one does", "scope")


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
