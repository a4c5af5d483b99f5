"""Saved lists: kept, changed, revoked, forgotten; by whoever may, with an audit row."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from citizens.exceptions import Refused
from lifeevents import editions, liststate, municipalities
from lifeevents.actions import checklists, marks, moments, papers
from lifeevents.exceptions import BadAnswer, UnknownProcedure
from lifeevents.liststate import ListState, Mark
from lifeevents.models import Checklist, ChecklistAnswer, ItemMark
from procedures.conditions import Answers
from sitekit import codes
from sitekit.actors import VISITOR, link_holder
from sitekit.models import AuditEntry, Moment, OwedMessage
from tests.lifeevents.guide_sample import publish, settle

BORN_ON = dt.date(2026, 11, 20)


@pytest.fixture
def state(db):
    settle()
    yield ListState(
        edition=publish(),
        answers=Answers.of(born_in_hospital=True, work=("employee",), residence_municipality="zaragoza"),
        event_on=BORN_ON,
        municipality="50297",
        skipped=frozenset({"income"}),
        channels={"registration": "visit"},
        marks={"certificate": (Mark("done_by_me", timezone.now()),)},
        date_asked=True,
    )
    municipalities.forget_places()


@pytest.fixture
def checklist(state):
    return checklists.save(state=state, language="es", by=VISITOR)


@pytest.fixture
def holder(checklist):
    return link_holder("checklist", checklist.pk)


def reread(checklist: Checklist) -> ListState:
    fresh = Checklist.objects.with_everything().get(pk=checklist.pk)
    return liststate.of_checklist(fresh, editions.get(fresh.edition_id))


def test_a_saved_list_is_the_same_list(state, checklist):
    saved = reread(checklist)
    for field in ("answers", "event_on", "municipality", "skipped", "channels"):
        assert getattr(saved, field) == getattr(state, field), field
    assert set(saved.marks) == set(state.marks)
    assert saved.plan() == state.plan()


def test_saving_is_audited_and_counted_without_answers(checklist):
    entry = AuditEntry.objects.get(action="checklist.saved")
    assert entry.object_id == str(checklist.pk)
    assert "answers" not in entry.details
    moment = Moment.objects.get(kind=Moment.Kind.LIST_SAVED)
    assert (moment.life_event, moment.municipality) == ("having_a_child", "zaragoza")


def test_an_email_address_is_owed_a_message_and_kept_nowhere_else(state):
    checklist = checklists.save(state=state, language="es", by=VISITOR, email="ana@example.org")
    owed = OwedMessage.objects.get(kind="checklist_link")
    assert (owed.subject_id, owed.payload["email"]) == (str(checklist.pk), "ana@example.org")
    assert not any("ana@example.org" in str(entry.details) for entry in AuditEntry.objects.all())


def test_a_link_that_is_revoked_is_not_sent_any_more(state):
    checklist = checklists.save(state=state, language="es", by=VISITOR, email="ana@example.org")
    checklists.revoke_link(checklist=checklist, by=link_holder(checklists.PURPOSE, checklist.pk))
    assert not OwedMessage.objects.pending().exists()


@pytest.mark.django_db(transaction=True)
def test_a_save_that_fails_owes_nothing(state):
    class Stop(Exception):
        pass

    def save_and_stop() -> None:
        with transaction.atomic():
            checklists.save(state=state, language="es", by=VISITOR, email="ana@example.org")
            raise Stop

    with pytest.raises(Stop):
        save_and_stop()
    assert not Checklist.objects.exists()
    assert not ChecklistAnswer.objects.exists()
    assert not OwedMessage.objects.exists()
    assert not AuditEntry.objects.exists()
    assert not Moment.objects.exists()


@pytest.mark.parametrize(
    ("event_on", "today", "until"),
    [
        (dt.date(2026, 11, 20), dt.date(2026, 11, 22), dt.date(2027, 11, 20)),
        (dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(2025, 2, 28)),
        (dt.date(2025, 1, 1), dt.date(2026, 11, 22), dt.date(2027, 2, 20)),
        (None, dt.date(2026, 11, 22), dt.date(2027, 11, 22)),
    ],
)
def test_a_list_is_kept_twelve_months_after_the_event_and_90_days_at_least(event_on, today, until, settings):
    settings.CHECKLIST_KEPT_MONTHS = 12
    assert checklists.keep_until(event_on, today=today) == until


def test_the_code_is_kept_as_a_keyed_hash_and_found_again(checklist):
    code = checklists.code_of(checklist)
    assert code.replace("-", "") not in checklist.code_digest
    assert checklist.code_digest == codes.digest("checklist", code.lower().replace("-", " "))


def test_answering_replaces_one_answer_and_what_it_strands(checklist, holder, state):
    checklists.answer(checklist=checklist, edition=state.edition, question="signed", value=True, by=holder)
    checklists.answer(checklist=checklist, edition=state.edition, question="born_in_hospital", value=False, by=holder)
    checklists.answer(checklist=checklist, edition=state.edition, question="income", value="low", by=holder)
    saved = reread(checklist)
    assert saved.answers.get_one("signed") is None
    assert saved.answers.get_one("income") == "low"
    assert saved.skipped == frozenset()
    assert not AuditEntry.objects.filter(details__value__isnull=False).exists()


def test_a_wrong_answer_changes_nothing(checklist, holder, state):
    with pytest.raises(BadAnswer):
        checklists.answer(checklist=checklist, edition=state.edition, question="income", value="enormous", by=holder)
    assert reread(checklist).answers == state.answers


def test_every_change_raises_the_calendar_sequence(checklist, holder, state):
    before = checklist.calendar_sequence
    checklists.set_date(checklist=checklist, event_on=BORN_ON + dt.timedelta(days=1), by=holder)
    checklists.choose_channel(checklist=checklist, procedure="registration", kind="online_identity", by=holder)
    assert Checklist.objects.get().calendar_sequence == before + 2


def test_the_link_of_another_list_may_change_nothing(checklist, state):
    other = checklists.save(state=state, language="es", by=VISITOR)
    stranger = link_holder("checklist", other.pk)
    for call in (
        lambda: checklists.forget(checklist=checklist, by=stranger),
        lambda: checklists.revoke_link(checklist=checklist, by=stranger),
        lambda: checklists.set_date(checklist=checklist, event_on=None, by=stranger),
        lambda: marks.mark_done(checklist=checklist, procedure="aid", state=state, by=stranger),
        lambda: checklists.forget(checklist=checklist, by=VISITOR),
    ):
        with pytest.raises(Refused):
            call()
    assert Checklist.objects.count() == 2


def test_done_is_said_once_undone_once_and_counts_the_deadline(checklist, holder, state):
    marks.mark_done(checklist=checklist, procedure="registration", state=state, by=holder)
    marks.mark_done(checklist=checklist, procedure="registration", state=state, by=holder)
    assert ItemMark.objects.filter(procedure_id="registration").count() == 1
    kinds = {Moment.Kind.DEADLINE_KEPT, Moment.Kind.DEADLINE_MISSED}
    assert Moment.objects.filter(kind__in=kinds).count() == 1
    marks.undo_done(checklist=checklist, procedure="registration", by=holder)
    marks.undo_done(checklist=checklist, procedure="registration", by=holder)
    assert not ItemMark.objects.filter(procedure_id="registration").exists()
    assert AuditEntry.objects.filter(action="checklist.unmarked").count() == 1


def test_undoing_leaves_what_an_office_wrote(checklist, holder):
    ItemMark.objects.create(checklist=checklist, procedure_id="aid", kind="handed_in", by_kind="user", office="town")
    marks.undo_done(checklist=checklist, procedure="aid", by=holder)
    assert ItemMark.objects.filter(procedure_id="aid", kind="handed_in").exists()


def test_what_is_not_in_the_guide_cannot_be_done(checklist, holder, state):
    with pytest.raises(UnknownProcedure):
        marks.mark_done(checklist=checklist, procedure="nothing", state=state, by=holder)


def test_forgetting_deletes_everything_but_the_trace(checklist, holder):
    checklists.forget(checklist=checklist, by=holder)
    assert not Checklist.objects.exists()
    assert not ChecklistAnswer.objects.exists()
    assert not ItemMark.objects.exists()
    assert AuditEntry.objects.filter(action="checklist.forgotten").exists()


def test_ease_is_a_number_from_one_to_five(db):
    moments.count_ease(life_event="having_a_child", language="es", value=4)
    assert Moment.objects.get(kind=Moment.Kind.EASE).value == 4
    with pytest.raises(ValueError, match="6"):
        moments.count_ease(life_event="having_a_child", language="es", value=6)


def test_what_another_browser_wrote_meanwhile_stays(checklist, holder, state):
    mine, theirs = (Checklist.objects.get(pk=checklist.pk) for _browser in range(2))
    edition = state.edition
    one, other = sorted(edition.guide.document_by_id)[:2]
    first, second = sorted(edition.guide.procedure_by_id)[:2]
    unsure = sorted({question.id for question in edition.guide.questions} - {"residence_municipality"})[:2]
    for browser, paper, procedure, question in ((mine, one, first, unsure[0]), (theirs, other, second, unsure[1])):
        papers.hold_paper(checklist=browser, edition=edition, document=paper, by=holder)
        papers.set_lookup(checklist=browser, edition=edition, document=paper, choice="objected", by=holder)
        checklists.choose_channel(checklist=browser, procedure=procedure, kind="visit", by=holder)
        checklists.answer(checklist=browser, edition=edition, question=question, value=None, by=holder)
    checklist.refresh_from_db()
    assert checklist.papers_held == [one, other]
    assert checklist.lookups == {one: "objected", other: "objected"}
    assert {first, second} <= checklist.channels.keys()
    assert set(unsure) <= set(checklist.skipped)
