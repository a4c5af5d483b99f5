"""Reading editions: few queries, whatever the size of the catalogue."""

import pytest

from lifeevents import compiling, editions
from lifeevents import guide as guides
from lifeevents.models import GuideEdition
from procedures.models import ProcedurePage
from sitekit.actors import SYSTEM

EVENT = "having_a_child"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def test_the_edition_in_force_costs_one_query(django_assert_num_queries):
    editions.all_current()
    with django_assert_num_queries(1):
        edition = editions.current(EVENT)
    with django_assert_num_queries(1):
        assert editions.get(edition.pk) == edition
    with django_assert_num_queries(1):
        assert edition in editions.all_current()


def test_there_is_no_edition_of_an_unknown_event():
    assert editions.current("nothing_happened") is None
    with pytest.raises(GuideEdition.DoesNotExist):
        editions.get(0)


def test_equal_guides_have_equal_hashes():
    edition = editions.current(EVENT)
    stored = GuideEdition.objects.get(pk=edition.pk)
    assert guides.digest(guides.encode(edition.guide)) == stored.digest
    assert guides.encode(guides.decode(stored.content)) == stored.content.encode()


def test_nothing_is_made_when_nothing_changed():
    before = GuideEdition.objects.count()
    assert editions.refresh(by=SYSTEM) == editions.Refreshed()
    assert GuideEdition.objects.count() == before


def test_compiling_costs_the_same_number_of_queries_for_every_catalogue(django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        shared = compiling.Shared.load()
    with django_assert_max_num_queries(0):
        compiling.compile_guide(EVENT, shared)


def test_a_guide_names_nothing_that_it_does_not_hold():
    guide = editions.current(EVENT).guide
    for procedure in guide.procedures:
        assert procedure.agency in guide.agency_by_id
        assert {need.document for need in procedure.requirements} <= guide.document_by_id.keys()
        assert set(procedure.sources) <= guide.source_by_id.keys()
    assert set(guide.event.questions) <= guide.question_by_id.keys()


def test_an_edition_says_what_changed_and_why_once():
    page = ProcedurePage.objects.in_source_language().get(procedure="nac-inscripcion-hospital")
    for summary, reason, said in (("Una.", "", ""), ("Dos.", "Cambió la ley.", "Cambió la ley."), ("Tres.", None, "")):
        page.summary = summary
        page.why_changed = page.why_changed if reason is None else reason
        page.save_revision().publish()
        editions.refresh(by=SYSTEM)
        newest = GuideEdition.objects.of(EVENT).newest_first().first()
        assert newest.changed == {"nac-inscripcion-hospital": said}
