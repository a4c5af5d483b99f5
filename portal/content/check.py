"""What must hold between the items of a folder of content: references, options, order, languages.

Pure. Each check walks the entries and yields faults; none stops at the first.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from appointments.specs import HolidaySpec, MunicipalitySpec, OfficeSpec, ServiceSpec
from lifeevents.guide import LifeEventSpec
from portal.content.entries import ALL, Entries, Entry, Fault, Unread
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
_MUNICIPALITY_QUESTION = "residence_municipality"

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
        _ids, _texts, _slugs, _questions, _cycles, _deadlines, _unverified, _offices, _services, _holidays, _addresses,
    ):  # fmt: skip
        found += check(entries)
    for check_references in (_references, _conditions, _life_events, _scopes):
        found += check_references(entries, unread)
    return found


def warnings(entries: Entries) -> list[Fault]:
    """Return texts that are not there in every language; they are shown in the source language."""
    found = []
    for entry in _all(entries):
        for text, path in _texts_of(entry.spec):
            found += [
                entry.fault(f"{_shown(path)} has no text in `{code}`", *path)
                for code in OTHER_LANGUAGES
                if text.get(SOURCE_LANGUAGE) and not text.get(code, "").strip()
            ]
    return found


def _all(entries: Entries) -> Iterator[Entry]:
    for group in entries.values():
        yield from group


def _shown(path: tuple[str | int, ...]) -> str:
    return "`" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".") + "`"


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


def _texts(entries: Entries) -> Iterator[Fault]:
    for kind, group in entries.items():
        for entry in group:
            for name in _NEEDED_TEXTS.get(kind, ()):
                if not getattr(entry.spec, name):
                    yield entry.fault(f"`{name}` is missing", name)
            for text, path in _texts_of(entry.spec):
                if text and not text.get(SOURCE_LANGUAGE, "").strip():
                    yield entry.fault(f"{_shown(path)} has no text in the source language `{SOURCE_LANGUAGE}`", *path)
                for code in text:
                    if code not in _CODES:
                        yield entry.fault(f"{_shown(path)} is in a language that is not known: `{code}`", *path, code)


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


def _references(entries: Entries, unread: Unread) -> Iterator[Fault]:
    known = {kind: {entry.id for entry in group} | unread.get(kind, set()) for kind, group in entries.items()}

    def missing(entry: Entry, kind: type, id: str | None, *path: str | int) -> Iterator[Fault]:
        if id is not None and id not in known[kind] and ALL not in known[kind]:
            noun = kind.__name__.removesuffix("Spec").lower()
            yield entry.fault(f"{_shown(path)} names the {noun} `{id}`, which does not exist", *path)

    for entry in entries[ProcedureSpec]:
        spec = entry.spec
        yield from missing(entry, AgencySpec, spec.agency, "agency")
        for index, need in enumerate(spec.requirements):
            yield from missing(entry, DocumentSpec, need.document, "requirements", index, "document")
        for index, before in enumerate(spec.prerequisites):
            yield from missing(entry, ProcedureSpec, before.procedure, "prerequisites", index, "procedure")
            yield from missing(entry, DocumentSpec, before.via_document, "prerequisites", index, "via_document")
        for index, document in enumerate(spec.yields):
            yield from missing(entry, DocumentSpec, document, "yields", index)
        for index, procedure in enumerate(spec.instead):
            yield from missing(entry, ProcedureSpec, procedure, "instead", index)
        for index, channel in enumerate(spec.channels):
            for place, service in enumerate(channel.services):
                yield from missing(entry, ServiceSpec, service, "channels", index, "services", place)
        for name in ("requirements", "deadlines"):
            keys = [part.key for part in getattr(spec, name)]
            for index, key in enumerate(keys):
                if key in keys[:index]:
                    yield entry.fault(f"the key `{key}` is used twice in `{name}`", name, index, "key")
    for kind in (ProcedureSpec, AgencySpec, OfficeSpec):
        for entry in entries[kind]:
            for index, source in enumerate(entry.spec.sources):
                yield from missing(entry, SourceSpec, source, "sources", index)
    for entry in entries[DocumentSpec]:
        yield from missing(entry, AgencySpec, entry.spec.issuer, "issuer")
        yield from missing(entry, ProcedureSpec, entry.spec.obtained_by, "obtained_by")
    for entry in entries[OfficeSpec]:
        yield from missing(entry, AgencySpec, entry.spec.agency, "agency")
        yield from missing(entry, MunicipalitySpec, entry.spec.municipality, "municipality")
        for index, service in enumerate(entry.spec.services):
            yield from missing(entry, ServiceSpec, service.service, "services", index, "service")
    for entry in entries[HolidaySpec]:
        yield from missing(entry, MunicipalitySpec, entry.spec.municipality, "municipality")
    for entry in entries[LifeEventSpec]:
        for index, question in enumerate(entry.spec.questions):
            yield from missing(entry, QuestionSpec, question, "questions", index)
        phases = {phase.id for phase in entry.spec.phases}
        for index, step in enumerate(entry.spec.steps):
            yield from missing(entry, ProcedureSpec, step.procedure, "steps", index, "procedure")
            if step.phase not in phases:
                yield entry.fault(f"the phase `{step.phase}` does not exist", "steps", index, "phase")


def _leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[dict[str, Any], tuple[str | int, ...]]]:
    if isinstance(value, dict):
        if "q" in value:
            yield value, path
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))


def _leaves_of(entry: Entry) -> Iterator[tuple[dict[str, Any], tuple[str | int, ...]]]:
    raw = entry.marked.value
    for name in ("who", "ask_when"):
        yield from _leaves(raw.get(name), (name,))
    for index, need in enumerate(raw.get("requirements", ())):
        yield from _leaves(need.get("when"), ("requirements", index, "when"))


def _conditions(entries: Entries, unread: Unread) -> Iterator[Fault]:
    not_read = unread.get(QuestionSpec, set())
    questions = {entry.id: entry.spec for entry in entries[QuestionSpec]}
    for entry in (*entries[ProcedureSpec], *entries[QuestionSpec]):
        for leaf, path in _leaves_of(entry):
            question = questions.get(leaf["q"])
            if question is None and not_read & {ALL, leaf["q"]}:
                continue
            if question is None:
                yield entry.fault(f"the condition asks the question `{leaf['q']}`, which does not exist", *path, "q")
                continue
            values = leaf["value"] if isinstance(leaf["value"], list) else [leaf["value"]]
            for value in values:
                wrong = _not_an_answer(question, value)
                if wrong:
                    yield entry.fault(f"the condition compares `{question.id}` with {value!r}: {wrong}", *path, "value")
            if (leaf["op"] == "includes_any") != (question.type == "multi"):
                yield entry.fault(f"`{leaf['op']}` does not go with `{question.id}` ({question.type})", *path, "op")


def _not_an_answer(question: QuestionSpec, value: Any) -> str:
    if question.type == "bool":
        return "" if isinstance(value, bool) else "it is answered with true or false"
    if question.type == "int":
        return "" if isinstance(value, int) and not isinstance(value, bool) else "it is answered with a number"
    options = [option.value for option in question.options]
    return "" if value in options else "there is no such option"


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
        if spec.default is not None and _not_an_answer(spec, spec.default):
            yield entry.fault(f"`default` is not an answer: {_not_an_answer(spec, spec.default)}", "default")
        values = [option.value for option in spec.options]
        for index, value in enumerate(values):
            if value in values[:index]:
                yield entry.fault(f"the option `{value}` is there twice", "options", index, "value")


def _life_events(entries: Entries, _unread: Unread) -> Iterator[Fault]:
    procedures = {entry.id: entry for entry in entries[ProcedureSpec]}
    questions = {entry.id: entry for entry in entries[QuestionSpec]}
    for entry in entries[LifeEventSpec]:
        event = entry.spec
        for name, ids in (
            ("questions", list(event.questions)),
            ("steps", [step.procedure for step in event.steps]),
            ("phases", [phase.id for phase in event.phases]),
        ):
            for index, id in enumerate(ids):
                if id in ids[:index]:
                    yield entry.fault(f"`{id}` is twice in `{name}`", name, index)
        for index, id in enumerate(event.questions):
            for other in _asked_by(questions.get(id)):
                if other not in event.questions[:index]:
                    yield entry.fault(f"`{id}` depends on `{other}`, which is not asked before it", "questions", index)
        for index, step in enumerate(event.steps):
            id = step.procedure
            for other in _asked_by(procedures.get(id)):
                if other in questions and other not in event.questions:
                    yield entry.fault(f"`{id}` depends on `{other}`, which this event does not ask", "steps", index)


def _asked_by(entry: Entry | None) -> list[str]:
    return sorted({leaf["q"] for leaf, _path in _leaves_of(entry)}) if entry else []


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
        spec = entry.spec
        for index, service in enumerate(spec.services):
            place = ("services", index, "places")
            if service.places == "here" and spec.confidence == "low":
                yield entry.fault("a place cannot be booked here: the confidence in this office is low", *place)
            if service.places == "here" and not spec.opening:
                yield entry.fault("a place cannot be booked here: the office has no opening hours", *place)
            if service.places == "elsewhere" and not (service.url or service.phone):
                yield entry.fault("`elsewhere` needs a `url` or a `phone`", *place)
        for index, opening in enumerate(spec.opening):
            for name in ("opens", "closes"):
                if not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", getattr(opening, name)):
                    yield entry.fault(f"`{name}` must be an hour such as 09:00", "opening", index, name)
            if opening.opens >= opening.closes:
                yield entry.fault("`closes` must come after `opens`", "opening", index)
        if (spec.latitude is None) != (spec.longitude is None):
            yield entry.fault("`latitude` and `longitude` go together", "latitude")


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


def _scopes(entries: Entries, unread: Unread) -> Iterator[Fault]:
    if unread.get(QuestionSpec, set()) & {ALL, _MUNICIPALITY_QUESTION}:
        return
    asked = [entry.spec for entry in entries[QuestionSpec] if entry.id == _MUNICIPALITY_QUESTION]
    options = {option.value for question in asked for option in question.options}
    for entry in entries[ProcedureSpec]:
        scope = entry.spec.municipality
        if scope is not None and scope not in options:
            yield entry.fault(f"people cannot choose the municipality `{scope}`", "municipality")
