"""Read a folder of content files into typed content, or say everything that is wrong with it.

Pure: no Django, no clock, no database. Shape of a folder: `README.md` beside the first content folder.
Every fault names its file, line and id, and all faults are reported together; nothing is half-read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from appointments.specs import HolidaySpec, MunicipalitySpec, OfficeSpec, ServiceSpec
from lifeevents import graph
from lifeevents.guide import Guide, LifeEventSpec
from lifeevents.personas import PersonaSpec
from portal.content import check, marks
from portal.content.entries import ALL, Entries, Entry, Fault, Unread
from procedures import conditions
from procedures.specs import AgencySpec, DocumentSpec, ProcedureSpec, QuestionSpec, SourceSpec

SpecType = TypeVar("SpecType", bound=msgspec.Struct)


class ContentError(Exception):
    """The content cannot be used. `faults` has every one, in the order of files and lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Content(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Everything in one folder. `warnings` are what may be shown all the same, e.g. a text without English."""

    life_events: tuple[LifeEventSpec, ...]
    agencies: tuple[AgencySpec, ...]
    procedures: tuple[ProcedureSpec, ...]
    documents: tuple[DocumentSpec, ...]
    questions: tuple[QuestionSpec, ...]
    sources: tuple[SourceSpec, ...]
    offices: tuple[OfficeSpec, ...]
    services: tuple[ServiceSpec, ...]
    municipalities: tuple[MunicipalitySpec, ...]
    holidays: tuple[HolidaySpec, ...]
    personas: tuple[PersonaSpec, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @cached_property
    def procedure_by_id(self) -> dict[str, ProcedureSpec]:
        return {item.id: item for item in self.procedures}

    @cached_property
    def municipality_by_code(self) -> dict[str, MunicipalitySpec]:
        return {item.code: item for item in self.municipalities}

    def municipality(self, code: str) -> MunicipalitySpec | None:
        """Return the municipality with this INE code of five digits, if it is one of these."""
        return self.municipality_by_code.get(code)

    def personas_of(self, life_event: str) -> tuple[PersonaSpec, ...]:
        """Return the example people of a life event, in the order of their files."""
        return tuple(item for item in self.personas if item.life_event == life_event)

    def guide(self, life_event: str) -> Guide:
        """Return the guide of a life event: only what it needs, in a settled order.

        Raises: KeyError when there is no such life event.
        """
        event = {item.id: item for item in self.life_events}[life_event]
        procedures = tuple(self.procedure_by_id[step.procedure] for step in event.steps)
        questions = {item.id: item for item in self.questions}
        papers = {need.document for item in procedures for need in item.requirements}
        papers |= {document for item in procedures for document in item.yields}
        papers |= {need.via_document for item in procedures for need in item.prerequisites if need.via_document}
        documents = tuple(item for item in self.documents if item.id in papers)
        owners = {item.agency for item in procedures}
        agencies = tuple(item for item in self.agencies if item.id in owners)
        cited = {source for item in procedures for source in item.sources}
        cited |= {source for item in agencies for source in item.sources}
        return Guide(
            event=event,
            procedures=procedures,
            questions=tuple(questions[question] for question in event.questions),
            documents=documents,
            agencies=agencies,
            sources=tuple(item for item in self.sources if item.id in cited),
        )


LISTS: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    ("sources.yaml", SourceSpec),
    ("agencies.yaml", AgencySpec),
    ("documents.yaml", DocumentSpec),
    ("questions.yaml", QuestionSpec),
    ("services.yaml", ServiceSpec),
    ("offices.yaml", OfficeSpec),
    ("holidays.yaml", HolidaySpec),
    ("life_events.yaml", LifeEventSpec),
)


def read(folder: Path | str) -> Content:
    """Read a folder of content.

    Raises: ContentError with every fault found.
    """
    root = Path(folder)
    faults: list[Fault] = []
    unread: Unread = {}
    kinds: list[type] = [*(kind for _name, kind in LISTS), PersonaSpec, ProcedureSpec, MunicipalitySpec]
    entries: Entries = {kind: [] for kind in kinds}
    people = sorted((root / "personas").glob("*.yaml"))
    files: list[tuple[str, type]] = [*LISTS, *((f"personas/{path.name}", PersonaSpec) for path in people)]
    for name, kind in files:
        items = _items(root, name, faults)
        if items is None:
            unread.setdefault(kind, set()).add(ALL)
        for marked in items or ():
            if not _convert(name, marked, kind, entries, faults):
                unread.setdefault(kind, set()).add(_name_of(marked.value))
    for path in sorted((root / "procedures").glob("*.yaml")):
        name = f"procedures/{path.name}"
        whole = _parse(path, name, faults)
        if whole is None or not _convert(name, whole, ProcedureSpec, entries, faults):
            unread.setdefault(ProcedureSpec, set()).add(path.stem)
    _read_municipalities(root, entries, unread, faults)
    faults += check.faults(entries, unread)
    if faults:
        raise ContentError(faults)

    def specs(kind: type[SpecType]) -> tuple[SpecType, ...]:
        return tuple(entry.spec for entry in entries[kind])

    content = Content(
        life_events=specs(LifeEventSpec),
        agencies=specs(AgencySpec),
        procedures=specs(ProcedureSpec),
        documents=specs(DocumentSpec),
        questions=specs(QuestionSpec),
        sources=specs(SourceSpec),
        offices=specs(OfficeSpec),
        services=specs(ServiceSpec),
        municipalities=specs(MunicipalitySpec),
        holidays=specs(HolidaySpec),
        personas=specs(PersonaSpec),
        warnings=tuple(sorted(check.warnings(entries))),
    )
    if faults := list(_out_of_order(content, entries)):
        raise ContentError(faults)
    return content


def _out_of_order(content: Content, entries: Entries) -> Iterator[Fault]:
    """Yield what can be done in no order: circles, and papers that nobody gives, where the guides have them."""
    where = {entry.id: entry for entry in entries[ProcedureSpec]}
    found = {fault: None for event in content.life_events for fault in graph.faults(content.guide(event.id))}
    for fault in found:
        message = {
            "circle": "goes round in a circle: %s",
            "nobody_yields": "takes a paper from a previous procedure that no procedure gives: %s",
        }[fault.kind]
        yield where[fault.path[0].procedure].fault(message % fault.spelled())


def _parse(path: Path, name: str, faults: list[Fault]) -> marks.Marked | None:
    try:
        return marks.parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(Fault(name, 1, "", "the file is missing"))
    except UnicodeDecodeError:
        faults.append(Fault(name, 1, "", "the file is not UTF-8"))
    except marks.MarkedError as error:
        faults.append(Fault(name, error.line, "", str(error)))
    return None


def _items(root: Path, name: str, faults: list[Fault]) -> list[marks.Marked] | None:
    whole = _parse(root / name, name, faults)
    if whole is None:
        return None
    if not isinstance(whole.value, list):
        faults.append(Fault(name, 1, "", "a list is expected"))
        return None
    return whole.items()


def _name_of(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    return str(value.get("id") or value.get("on") or "")


def _convert(name: str, marked: marks.Marked, kind: type, entries: Entries, faults: list[Fault]) -> bool:
    if not isinstance(marked.value, dict):
        faults.append(Fault(name, marked.line(), "", "named fields are expected"))
        return False
    id = _name_of(marked.value)
    before = len(faults)
    value = _with_conditions(name, id, marked, faults)
    if len(faults) > before:
        return False
    try:
        spec: Any = msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        message, path = _where(str(error))
        faults.append(Fault(name, marked.line(path), id, message))
        return False
    entries[kind].append(Entry(name, id, spec, marked))
    return True


def _with_conditions(name: str, id: str, marked: marks.Marked, faults: list[Fault]) -> dict[str, Any]:
    """Return the item with its conditions read from the grammar of the facts into the form of the specs."""

    def compiled(holder: dict[str, Any], key: str, *path: str | int) -> dict[str, Any]:
        if holder.get(key) is None:
            return holder
        try:
            condition = msgspec.to_builtins(conditions.parse(holder[key]))
        except (ValueError, TypeError, KeyError, msgspec.ValidationError) as error:
            faults.append(Fault(name, marked.line((*path, key)), id, f"`{key}` is not a condition: {error}"))
            return holder
        return {**holder, key: condition}

    value = marked.value
    for key in ("who", "ask_when", "done_when"):
        value = compiled(value, key)
    for name in ("requirements", "people"):
        parts = value.get(name)
        if isinstance(parts, list):
            value = {
                **value,
                name: [
                    compiled(part, "when", name, index) if isinstance(part, dict) else part
                    for index, part in enumerate(parts)
                ],
            }
    return value


def _where(message: str) -> tuple[str, marks.Path]:
    """Split a message of msgspec into what is wrong and the path of it."""
    words, _, place = message.partition(" - at `$")
    path: list[str | int] = []
    for key, index in re.findall(r"\.(\w+)|\[(\d+)\]", place.rstrip("`").partition("[...]")[0]):
        path.append(key or int(index))
    unknown = re.search(r"unknown field `(\w+)`", words)
    if unknown:
        path.append(unknown[1])
    shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    return (f"{words} (at {shown})" if shown else words), tuple(path)


def _read_municipalities(root: Path, entries: Entries, unread: Unread, faults: list[Fault]) -> None:
    name = "municipalities.csv"
    try:
        text = (root / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        faults.append(Fault(name, 1, "", "the file is missing"))
        unread.setdefault(MunicipalitySpec, set()).add(ALL)
        return
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        fields: dict[str, Any] = {key: value for key, value in row.items() if value not in (None, "")}
        code = str(row.get("code") or "")
        try:
            for key, kind in (("latitude", float), ("longitude", float), ("population", int)):
                if key in fields:
                    fields[key] = kind(fields[key])
            spec = msgspec.convert(fields, MunicipalitySpec)
        except (ValueError, msgspec.ValidationError) as error:
            faults.append(Fault(name, number, code, _where(str(error))[0]))
            unread.setdefault(MunicipalitySpec, set()).add(code)
            continue
        entries[MunicipalitySpec].append(Entry(name, code, spec, marks.Marked(fields, {(): number})))
