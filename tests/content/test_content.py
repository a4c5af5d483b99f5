"""The content that ships: it reads, it is complete in both languages, and its rules are those of the facts."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lifeevents.guide import decode, encode
from portal.content import reader
from procedures import conditions
from procedures.specs import FORMS_STRICTEST_FIRST, ProcedureSpec, YearlySpec
from tests import facts

FOLDER = Path(__file__).parents[2] / "portal" / "content" / "aragon"
HOURS_PLACES = {"registro_civil", "inss", "gobierno_aragon_oir", "dg_familia", "ayto_zaragoza", "ayto_huesca"}


@cache
def content() -> reader.Content:
    return reader.read(FOLDER)


def procedure(id: str) -> ProcedureSpec:
    return content().procedure_by_id[id]


RAW: dict[str, dict[str, Any]] = {
    item["id"]: item for event in facts.EVENTS for item in facts.ours(event)["procedures"]
}
QUESTIONS: dict[str, dict[str, Any]] = {
    item["id"]: item for event in facts.EVENTS for item in facts.ours(event)["questions"]
}
every_event = pytest.mark.parametrize("event", facts.EVENTS)
every_procedure = pytest.mark.parametrize("id", sorted(RAW))


def test_everything_reads_and_has_both_languages() -> None:
    assert content().warnings == ()


def test_the_counts_are_those_of_the_facts() -> None:
    assert len(facts.everything()["procedures"]) == 82
    assert {item.id for item in content().procedures} == set(RAW)
    assert len(RAW) == 83
    assert len(content().offices) == 58
    assert len(content().municipalities) == 731


@every_event
def test_a_guide_holds_what_the_facts_say(event: str) -> None:
    guide, theirs = content().guide(event), facts.ours(event)
    assert (
        {item.id for item in guide.procedures} == {item["id"] for item in theirs["procedures"]} == set(guide.phase_of)
    )
    assert {item.id for item in guide.agencies} == {item["agency"] for item in theirs["procedures"]}
    assert {item["id"] for item in theirs["documents"]} <= {item.id for item in guide.documents}
    assert list(guide.event.questions) == theirs["life_event"]["question_ids"]
    assert {one.person: conditions.dump(one.when) for one in guide.event.people} == theirs["life_event"]["people"]


@every_event
def test_a_guide_survives_being_stored(event: str) -> None:
    guide = content().guide(event)
    assert decode(encode(guide)) == guide


def test_an_unknown_life_event_has_no_guide() -> None:
    with pytest.raises(KeyError):
        content().guide("winning_the_lottery")


# --- Rules equal the facts -------------------------------------------------------------------------------------------


@every_procedure
def test_who_and_plain_fields(id: str) -> None:
    ours, theirs = procedure(id), RAW[id]
    assert ours.who == conditions.parse(theirs["who"])
    assert ours.agency == theirs["agency"]
    assert ours.optional == theirs["optional"]
    assert ours.each_person == theirs.get("each_person", False)
    assert ours.done_when == (conditions.parse(theirs["done_when"]) if "done_when" in theirs else None)
    assert list(ours.yields) == theirs["outcome"]["documents"]
    assert ours.municipality == theirs.get("municipality_scope")
    assert ours.fee.amount_eur == theirs["cost"]["amount_eur"]
    resolution = theirs["resolution"]
    assert (ours.resolution.value, ours.resolution.unit, ours.resolution.silence) == (
        resolution["value"],
        resolution["unit"],
        resolution["silence"],
    )


@pytest.mark.parametrize("id", [item["id"] for item in facts.everything()["procedures"]])
def test_where_it_comes_from(id: str) -> None:
    ours, theirs = procedure(id), RAW[id]
    assert list(ours.legal_basis) == theirs["legal_basis"]
    assert ours.official_url == theirs["official_url"]
    assert (ours.aragon_number, ours.sia) == (theirs["codes"]["aragon"], theirs["codes"]["sia"])
    assert list(ours.sources) == theirs["source_ids"]
    assert ours.confidence == theirs["confidence"]
    assert bool(ours.unverified) == bool(theirs["unverified_es"])


@every_procedure
def test_deadlines(id: str) -> None:
    names = (*facts.DEADLINE_FIELDS, "legal_basis")
    ours = [{name: getattr(item, name) for name in names} for item in procedure(id).deadlines]
    assert ours == [{name: item.get(name) for name in names} for item in RAW[id]["deadlines"]]
    windows = [encoded(item.yearly) for item in procedure(id).deadlines]
    assert windows == [item.get("yearly") for item in RAW[id]["deadlines"]]


def encoded(yearly: YearlySpec | None) -> dict[str, str] | None:
    """Return a window in the form of the facts."""
    return {"year": yearly.year, **msgspec.to_builtins(yearly)} if yearly else None


@every_procedure
def test_prerequisites(id: str) -> None:
    ours = [(item.procedure, item.kind, item.via_document) for item in procedure(id).prerequisites]
    assert ours == [(item["procedure"], item["kind"], item["via_document"]) for item in RAW[id]["prerequisites"]]


@every_procedure
def test_requirements(id: str) -> None:
    ours = [
        (item.document, item.form, item.provided_by, item.lookup, item.when, item.channel, item.one_of)
        for item in procedure(id).requirements
    ]
    assert ours == [
        (
            item["doc"],
            item["form"],
            item["provided_by"],
            facts.LOOKUPS[item["consultable"]],
            conditions.parse(item.get("when", {"always": True})),
            None,
            item.get("one_of"),
        )
        for item in RAW[id]["documents"]
    ]
    assert {item.form for item in procedure(id).requirements} <= set(FORMS_STRICTEST_FIRST)
    ages = [
        f"{span.value} {span.unit}" if (span := item.not_older_than) else None for item in procedure(id).requirements
    ]
    assert ages == [item.get("not_older_than") for item in RAW[id]["documents"]]


@every_procedure
def test_channels(id: str) -> None:
    ours = {item.kind: item for item in procedure(id).channels}
    theirs = RAW[id]["channels"]
    assert ("nothing_to_do" in ours) == RAW[id].get("nothing_to_do", False)
    online = ours.get("online") or ours.get("online_identity")
    assert bool(online) == theirs["online"]["available"]
    if online:
        assert list(online.auth) == theirs["online"]["auth"]
        assert online.url == theirs["online"].get("url", online.url)
        assert (online.kind == "online") == ("sin_certificado" in online.auth)
    in_person = [item for kind in ("visit", "registry") if (item := ours.get(kind))]
    assert bool(in_person) == theirs["in_person"]["available"]
    services = [service for item in in_person for service in item.services]
    assert sorted(services) == sorted(theirs["in_person"].get("office_services", []))
    for item in in_person:
        assert item.appointment == theirs["in_person"]["appointment"]
        assert (item.kind == "registry") == (list(item.services) == ["registro_gobierno_aragon"])
    assert ("post" in ours) == theirs["post"]["available"]


@every_procedure
def test_a_telephone_is_a_way_to_do_it_or_the_number_that_gives_the_appointment(id: str) -> None:
    ours = {item.kind: item for item in procedure(id).channels}
    number = RAW[id]["channels"]["phone"].get("number")
    if RAW[id]["channels"]["phone"]["available"]:
        assert "phone" in ours or (ours.get("visit") or ours["registry"]).phone == number
    else:
        assert not any(item.phone for item in ours.values())


@pytest.mark.parametrize("id", sorted(QUESTIONS))
def test_questions(id: str) -> None:
    ours = next(item for item in content().questions if item.id == id)
    theirs = QUESTIONS[id]
    assert ours.type == theirs["type"]
    assert ours.per_person == theirs.get("per_person", False)
    assert [item.value for item in ours.options] == theirs.get("options", [])
    assert ours.default == theirs.get("default")
    assert ours.ask_when == conditions.parse(theirs.get("ask_when", {"always": True}))


def test_holidays() -> None:
    codes = {"zaragoza": "50297", "huesca": "22125", "teruel": "44216"}
    scopes = {"national": "national", "aragon": "regional"}
    theirs = set()
    for year in ("2026", "2027"):
        block = facts.everything()["holidays"][year]
        for day in block["regional"]:
            theirs.add((str(day["date"]), scopes[day["scope"]], None, day["name_es"], day.get("provisional", False)))
        for key, days in block["local"].items():
            for day in days:
                theirs.add((str(day["date"]), "local", codes[key], day["name_es"], day.get("provisional", False)))
    ours = {(day.on, day.scope, day.municipality, day.name["es"], day.provisional) for day in content().holidays}
    assert ours == theirs


def test_documents_come_from_a_procedure_of_the_portal_or_say_how_to_get_them() -> None:
    documents = [
        *facts.everything()["documents"],
        *(one for event in facts.EVENTS for one in facts.ours(event)["documents"]),
    ]
    theirs = {item["id"]: item["obtained_by_procedure"] for item in documents}
    assert {item.id: item.obtained_by for item in content().documents} == {
        item.id: theirs[item.id] for item in content().documents
    }


# --- Places ----------------------------------------------------------------------------------------------------------


def test_only_offices_that_can_be_trusted_are_booked_here() -> None:
    bookable = [item for item in content().offices if any(service.places == "here" for service in item.services)]
    assert {item.agency for item in bookable} == HOURS_PLACES
    assert all(item.confidence in ("high", "medium") and item.opening for item in bookable)


def test_every_visit_by_appointment_has_an_office_that_says_how_a_place_is_got() -> None:
    ways: dict[str, set[str]] = {}
    for office in content().offices:
        for service in office.services:
            ways.setdefault(service.service, set()).add(service.places)
    for item in content().procedures:
        for channel in item.channels:
            if channel.appointment == "required":
                for id in channel.services:
                    # Where the facts know no office or no way, the page must still say where to ask.
                    if not ways.get(id, set()) & {"here", "elsewhere"}:
                        assert channel.phone or channel.note or item.official_url, f"{item.id}: {id}"


def test_an_identity_card_is_got_on_its_own_site() -> None:
    services = [service for office in content().offices for service in office.services if service.service == "dni"]
    assert services
    assert all((s.places, s.url, s.phone) == ("elsewhere", "https://www.citapreviadnie.es", "060") for s in services)


def test_hours_are_read_from_the_days_of_the_week() -> None:
    office = next(item for item in content().offices if item.id == "oir-zaragoza-pignatelli")
    assert [(item.days, item.opens, item.closes) for item in office.opening] == [
        (("mon", "tue", "wed", "thu"), "09:00", "14:00"),
        (("mon", "tue", "wed", "thu"), "16:00", "17:30"),
        (("fri",), "09:00", "14:00"),
    ]


def test_municipalities_are_found_by_their_code() -> None:
    zaragoza = content().municipality("50297")
    assert zaragoza is not None
    assert (zaragoza.name, zaragoza.province, zaragoza.key) == ("Zaragoza", "zaragoza", "zaragoza")
    assert content().municipality("28079") is None


def test_every_option_of_the_municipality_question_is_one_municipality() -> None:
    question = next(item for item in content().questions if item.id == "residence_municipality")
    keys = [item.key for item in content().municipalities if item.key != "other_aragon"]
    assert sorted([*keys, "other_aragon"]) == sorted(option.value for option in question.options)


def test_municipalities_lie_in_aragon() -> None:
    for item in content().municipalities:
        assert item.code[:2] == {"huesca": "22", "teruel": "44", "zaragoza": "50"}[item.province]
        assert item.latitude is not None
        assert item.longitude is not None
        assert 39.8 < item.latitude < 43.0, item.name
        assert -2.3 < item.longitude < 0.9, item.name


# --- Words -----------------------------------------------------------------------------------------------------------


# The titles of sources are other people's words.
@pytest.mark.parametrize(
    "path", sorted(set(FOLDER.rglob("*.yaml")) - {FOLDER / "sources.yaml"}), ids=lambda path: path.name
)
def test_words_are_plain(path: Path) -> None:
    words = path.read_text(encoding="utf-8")
    officialese = r"\b(?:deberá|aportar(?:se|á)?|interesad[oa]|procederá|asimismo|hecho vital|subsanar)\b"
    assert not re.findall(officialese, words, flags=re.IGNORECASE)
    assert not re.findall(r"[¡!]|/as?\b(?=[ ,.])", re.sub(r"https?://\S+", "", words))


def test_every_unverified_thing_is_said_to_the_person() -> None:
    for item in content().procedures:
        if item.unverified:
            assert item.unverified_text["es"]
            assert item.unverified_text["en"]
