"""Stop ends every message, also one that a worker has in its hands; and what a list keeps until it is seen or said."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone, translation

from lifeevents import editions, liststate, municipalities
from lifeevents.actions import changes, checklists, marks, papers, stopping, telling
from lifeevents.exceptions import UnknownPaper
from lifeevents.liststate import ListState
from lifeevents.models import Checklist
from lifeevents.presenting import changes as presenting
from procedures.conditions import Answers
from sitekit import owed
from sitekit.actors import SYSTEM, VISITOR, link_holder
from sitekit.models import AuditEntry, OwedMessage
from tests.lifeevents.changing import with_days
from tests.lifeevents.guide_sample import EVENT, publish, settle

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def checklist(db):
    settle()
    edition = publish()
    state = ListState(
        edition=edition, answers=Answers.of(born_in_hospital=True), due_on=TODAY + dt.timedelta(days=20),
        papers_held=frozenset({"id_card"}), lookups={"family_book": "authorised"},
    )  # fmt: skip
    yield checklists.save(state=state, language="en", by=VISITOR)
    municipalities.forget_places()


@pytest.fixture
def holder(checklist):
    return link_holder("checklist", checklist.pk)


def state_of(checklist):
    fresh = Checklist.objects.with_everything().get(pk=checklist.pk)
    return liststate.of_checklist(fresh, editions.get(fresh.edition_id))


# --- Stop ---


def test_stop_ends_what_is_owed_and_forgets_where_to_write(checklist, holder):
    telling.tell_me(checklist=checklist, email="ana@example.org", by=holder)
    checklists.send_link(checklist=checklist, email="ana@example.org", language="en", by=holder)
    publish(with_days(8))
    changes.find(life_event=EVENT, by=SYSTEM)
    assert OwedMessage.objects.pending().count() == 2
    stopping.stop(checklist=checklist, by=holder)
    stopping.stop(checklist=checklist, by=holder)
    assert not OwedMessage.objects.pending().exists()
    assert not OwedMessage.objects.exclude(payload={}).exists()
    assert Checklist.objects.get().tell_email == ""
    assert AuditEntry.objects.filter(action="checklist.stopped").count() == 1


def test_a_message_that_a_worker_is_writing_when_it_stops_is_not_sent(checklist, holder, monkeypatch):
    checklists.send_link(checklist=checklist, email="ana@example.org", language="en", by=holder)
    message = OwedMessage.objects.get()
    render = owed._renderers["checklist_link"]

    def stopped_meanwhile(claimed):
        email = render(claimed)
        stopping.stop(checklist=checklist, by=holder)
        return email

    monkeypatch.setitem(owed._renderers, "checklist_link", stopped_meanwhile)
    assert not owed.deliver(message.pk)
    assert not mail.outbox
    message.refresh_from_db()
    assert message.dropped_at
    assert message.delivered_at is None


def test_going_on_sends_nothing_of_before(checklist, holder):
    checklists.send_link(checklist=checklist, email="ana@example.org", language="en", by=holder)
    stopping.stop(checklist=checklist, by=holder)
    stopping.restart(checklist=checklist, by=holder)
    owed.sweep()
    assert not mail.outbox
    assert Checklist.objects.get().stopped_at is None


# --- What moved ---


def test_the_date_before_is_kept_until_what_moved_was_seen(checklist, holder):
    marks.mark_done(checklist=checklist, procedure="census", state=state_of(checklist), by=holder)
    born = TODAY + dt.timedelta(days=3)
    sequence = checklist.calendar_sequence
    checklists.set_date(checklist=checklist, event_on=born, by=holder)
    assert checklist.calendar_sequence > sequence
    state = state_of(checklist)
    assert state.moved_from.due_on == TODAY + dt.timedelta(days=20)
    assert set(state.marks) == {"census"}
    with translation.override("en"):
        what = presenting.of_date(state, "en")
    (item,) = what.items
    assert (item.procedure, item.kind) == ("registration", "changed")
    (line,) = item.lines
    days = [TODAY + dt.timedelta(days=30), born + dt.timedelta(days=10)]
    assert [line.before, line.now] == [f"{on:%A} {on.day}\N{NO-BREAK SPACE}{on:%B}" + _year(on) for on in days]
    assert item.why.startswith("Because it was expected on")
    checklists.seen_what_moved(checklist=checklist, by=holder)
    assert presenting.of_date(state_of(checklist), "en") is None


def _year(on):
    return "" if on.year == TODAY.year else f"\N{NO-BREAK SPACE}{on.year}"


def test_of_two_changes_that_nobody_looked_at_the_first_date_stays_and_going_back_is_no_change(checklist, holder):
    due = checklist.due_on
    for days in (2, 3):
        checklists.set_date(checklist=checklist, event_on=TODAY + dt.timedelta(days=days), by=holder)
        assert state_of(checklist).moved_from.due_on == due
    checklists.set_date(checklist=checklist, event_on=None, due_on=due, by=holder)
    assert state_of(checklist).moved_from is None


def test_the_same_date_again_changes_nothing(checklist, holder):
    before = checklist.changed_at
    checklists.set_date(checklist=checklist, event_on=None, due_on=checklist.due_on, by=holder)
    checklist.refresh_from_db()
    assert checklist.changed_at == before
    assert checklist.moved_from is None


# --- Papers, people, and where to write ---


def test_papers_and_look_ups_are_kept_with_the_list_and_changed_one_by_one(checklist, holder):
    edition = editions.current(EVENT)
    assert state_of(checklist).papers_held == {"id_card"}
    papers.hold_paper(checklist=checklist, edition=edition, document="report", by=holder)
    papers.put_back(checklist=checklist, document="id_card", by=holder)
    papers.set_lookup(checklist=checklist, edition=edition, document="report", choice="objected", by=holder)
    papers.set_lookup(checklist=checklist, edition=edition, document="family_book", choice="", by=holder)
    state = state_of(checklist)
    assert state.papers_held == {"report"}
    assert state.lookups == {"report": "objected"}
    with pytest.raises(UnknownPaper):
        papers.hold_paper(checklist=checklist, edition=edition, document="treasure map", by=holder)


def test_an_answer_and_a_mark_belong_to_one_person(checklist, holder):
    edition = editions.current(EVENT)
    values = {"me": ["employee"], "other_parent": None}
    checklists.answer_people(checklist=checklist, edition=edition, question="work", values=values, by=holder)
    answers = state_of(checklist).answers
    assert answers.get_one("work", "me") == ("employee",)
    assert answers.is_unsure("work", "other_parent")
    checklists.answer(
        checklist=checklist, edition=edition, question="work", value=["own"], person="other_parent", by=holder
    )
    assert state_of(checklist).answers.by_person("work") == {"me": ("employee",), "other_parent": ("own",)}
    for person in ("me", "other_parent"):
        marks.mark_done(checklist=checklist, procedure="aid", state=state_of(checklist), by=holder, person=person)
    marks.undo_done(checklist=checklist, procedure="aid", by=holder, person="me")
    assert [mark.person for mark in state_of(checklist).marks["aid"]] == ["other_parent"]


def test_saying_enough_forgets_the_address_and_what_was_about_to_go(checklist, holder):
    telling.tell_me(checklist=checklist, email="ana@example.org", by=holder)
    publish(with_days(8))
    changes.find(life_event=EVENT, by=SYSTEM)
    telling.stop_telling(checklist=checklist, by=holder)
    owed.sweep()
    assert not mail.outbox
    assert Checklist.objects.get().tell_email == ""
    assert "ana@example.org" not in str(list(AuditEntry.objects.values_list("details", flat=True)))
