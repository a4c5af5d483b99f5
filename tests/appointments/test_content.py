"""The portal's own content: offices that can be booked, and what lists show of them."""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from appointments import bring, finding, loading, onlists, timetables
from appointments.actions import booking, elsewhere
from appointments.models import Agenda, Office, OfficeService, OpeningRule
from appointments.specs import OfficeServiceSpec, OpeningSpec
from appointments.wanted import Wanted
from lifeevents import editions
from lifeevents.liststate import ListState, of_checklist
from lifeevents.models import Checklist
from portal.content import reader
from sitekit.actors import VISITOR

pytestmark = pytest.mark.django_db
FOLDER = Path(reader.__file__).parent / "aragon"
TOWNS = ("44216", "50297")
REGISTER, INSS = "nac-inscripcion-registro", "nac-prestacion-nacimiento"


@pytest.fixture(scope="module")
def written():
    return reader.read(FOLDER)


def load(written, **more):
    return loading.load_offices(
        **{"offices": written.offices, "services": written.services, "procedures": written.procedures, **more}
    )


@pytest.fixture
def edition(content):
    return editions.current("having_a_child")


@pytest.mark.usefixtures("content")
def test_every_office_is_there_and_only_well_known_ones_are_booked_here(written):
    assert Office.objects.count() == len(written.offices)
    offices = Office.objects.filter(agendas__is_offered=True)
    assert offices.exists()
    assert not offices.filter(confidence="low").exists()
    assert OfficeService.objects.here().exists()


@pytest.mark.usefixtures("content")
def test_loading_again_changes_nothing(written):
    again = load(written)
    assert (sum(again.made.values()), sum(again.changed.values())) == (0, 0)
    assert again.kept["office"] == len(written.offices)


@pytest.mark.usefixtures("content")
def test_an_office_of_low_confidence_that_claims_places_is_refused(written):
    import msgspec

    doubtful = next(spec for spec in written.offices if spec.confidence == "low")
    claims = msgspec.structs.replace(
        doubtful,
        services=(OfficeServiceSpec(service="padron", places="here"),),
        opening=(OpeningSpec(days=("mon",), opens="09:00", closes="14:00"),),
    )
    done = load(written, offices=[claims if spec is doubtful else spec for spec in written.offices])
    assert [name for name, _why in done.refused] == [doubtful.id]
    assert OfficeService.objects.get(office=doubtful.id, service="padron").places == "unknown"


@pytest.mark.usefixtures("content")
def test_an_office_that_leaves_the_content_is_out_of_use_and_stays(written):
    gone = next(spec for spec in written.offices if Agenda.objects.filter(office=spec.id).exists())
    load(written, offices=[spec for spec in written.offices if spec is not gone])
    assert not Office.objects.get(pk=gone.id).is_active
    assert not Agenda.objects.get(office=gone.id).is_offered
    load(written)
    assert Agenda.objects.get(office=gone.id).is_offered


@pytest.mark.usefixtures("content")
def test_rules_that_somebody_edited_are_kept(written):
    agenda = Agenda.objects.filter(is_offered=True).first()
    Agenda.objects.filter(pk=agenda.pk).update(assumed=False)
    OpeningRule.objects.filter(pool__agenda=agenda).update(capacity=7)
    load(written)
    assert set(OpeningRule.objects.filter(pool__agenda=agenda).values_list("capacity", flat=True)) == {7}


def test_what_to_bring_is_said_in_the_language_and_follows_the_answers(edition):
    spanish = bring.for_visit([REGISTER], language="es")
    english = bring.for_visit([REGISTER], language="en", state=ListState(edition=edition))
    assert spanish["lines"]
    assert english["edition"] == edition.pk
    assert {line["document"] for line in spanish["lines"]} == {line["document"] for line in english["lines"]}
    assert [line["name"] for line in spanish["lines"]] != [line["name"] for line in english["lines"]]
    assert all(REGISTER in line["serves"] for line in spanish["lines"])


def test_a_list_shows_its_visits_first_free_times_and_ways_to_a_place(edition, django_assert_max_num_queries):
    timetables.forget()
    saved = Checklist.objects.create(
        life_event_id="having_a_child",
        edition_id=edition.pk,
        language="es",
        municipality="50297",
        keep_until=timezone.localdate() + dt.timedelta(days=90),
    )
    state = of_checklist(saved, edition)
    assert onlists.visits_of(state) == {}
    with django_assert_max_num_queries(15):  # as many for two procedures as for ten
        first = onlists.first_free((REGISTER, "nac-dni-menor"), "50297")[REGISTER]
    place = finding.find(Wanted((REGISTER,)), near=finding.near_municipality("50297")).places[0]
    visit = booking.book(
        office=place.office.pk,
        procedures=[REGISTER],
        start=first,
        name="Ana",
        contact_kind="none",
        checklist=saved,
        state=state,
        by=VISITOR,
    )
    elsewhere.record_elsewhere(
        procedures=[INSS], start=timezone.now() + dt.timedelta(days=3), place_name="INSS", checklist=saved, by=VISITOR
    )
    with django_assert_max_num_queries(2):
        shown = onlists.visits_of(state)
    assert (shown[REGISTER].start, shown[REGISTER].reference) == (first, visit.reference_shown)
    assert shown[INSS].typed_in
    assert (visit.edition_id, visit.municipality) == (edition.pk, "50297")
    way = onlists.ways_of((REGISTER,), state, "es")[REGISTER]
    assert (way.places, way.office) == ("here", place.office.name["es"])
    assert "nac-dni-menor" not in onlists.first_free((REGISTER, "nac-dni-menor"), "50297")


def test_nobody_is_sent_to_a_health_centre_of_another_town(edition):
    card = "nac-tarjeta-sanitaria"
    found = {code: onlists.ways_of((card,), ListState(edition=edition, municipality=code), "es") for code in TOWNS}
    assert [card in found[code] for code in TOWNS] == [False, True]


def test_any_municipality_has_a_nearest_office(edition):
    for code in ("44216", "22125", "50297"):
        assert onlists.ways_of((REGISTER,), ListState(edition=edition, municipality=code), "es")[REGISTER].office
