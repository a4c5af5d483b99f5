"""A new edition and the lists saved before it: whom it concerns is told once, and nobody else."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.html import strip_tags

from citizens.exceptions import Refused
from citizens.models import Membership, User
from lifeevents import comparing, editions, liststate, municipalities, tasks
from lifeevents.actions import changes, checklists, marks, stopping, telling
from lifeevents.exceptions import ChangeIsOver
from lifeevents.liststate import ListState
from lifeevents.models import Checklist, ChecklistChange
from procedures.conditions import Answers
from sitekit import owed
from sitekit.actors import SYSTEM, VISITOR, link_holder
from sitekit.models import OwedMessage
from tests.lifeevents.changing import replace, with_days, with_paper, with_procedure
from tests.lifeevents.guide_sample import EVENT, publish, sample, settle, text

pytestmark = pytest.mark.django_db
BORN_ON = timezone.localdate()


@pytest.fixture(autouse=True)
def guide(db):
    settle()
    publish()
    yield
    municipalities.forget_places()


def save(email="ana@example.org", **answers):
    state = ListState(
        edition=editions.current(EVENT),
        answers=Answers.of(**{"born_in_hospital": True, "income": "low", **answers}),
        event_on=BORN_ON,
        municipality="50297",
    )
    checklist = checklists.save(state=state, language="en", by=VISITOR)
    if email:
        telling.tell_me(checklist=checklist, email=email, by=holder(checklist))
    return checklist


def holder(checklist):
    return link_holder("checklist", checklist.pk)


def find():
    return changes.find(life_event=EVENT, by=SYSTEM)


def notices():
    return OwedMessage.objects.filter(kind=telling.CHANGED)


def send():
    for pk in notices().pending().values_list("pk", flat=True):
        owed.deliver(pk)
    return mail.outbox


def state_of(checklist):
    fresh = Checklist.objects.with_everything().get(pk=checklist.pk)
    return liststate.of_checklist(fresh, editions.get(fresh.edition_id))


def test_only_the_lists_whose_result_changes_hear_of_it():
    concerned, others = save(), save(income="high")
    publish(with_paper())
    assert find().changed == 1
    change = ChecklistChange.objects.get()
    assert change.checklist == concerned
    assert change.difference["changes"] == [
        {"kind": "paper_added", "procedure": "aid", "about": "family_book", "now": "original"}
    ]
    (notice,) = notices()
    assert notice.subject_id == str(concerned.pk)
    others.refresh_from_db()
    assert others.edition.number == 1
    assert others.compared_with == 2
    assert find() == changes.Found()


@pytest.mark.parametrize(
    "changed",
    [
        lambda: with_procedure("aid", title=text("Otra ayuda", "Another aid")),
        lambda: replace(sample(), event=replace(sample().event, steps=sample().event.steps[::-1])),
    ],
    ids=["words", "order"],
)
def test_other_words_and_another_order_are_no_news(changed):
    save()
    publish(changed())
    assert find().changed == 0
    assert not ChecklistChange.objects.exists()
    assert not Checklist.objects.filter(compared_with__lt=2).exists()


def test_what_is_done_asks_nothing_more():
    done = save()
    marks.mark_done(checklist=done, procedure="registration", state=state_of(done), by=holder(done))
    publish(with_days(8))
    assert find().changed == 0


def test_stopped_and_expired_lists_are_left_in_peace():
    stopped, expired = save(), save()
    stopping.stop(checklist=stopped, by=holder(stopped))
    Checklist.objects.filter(pk=expired.pk).update(keep_until=BORN_ON - dt.timedelta(days=1))
    publish(with_days(8))
    assert find().compared == 0
    stopping.restart(checklist=stopped, by=holder(stopped))
    assert find().changed == 1


def test_the_message_says_old_and_new_and_why_and_how_to_answer():
    checklist = save()
    publish(with_days(8))
    edition = editions.current(EVENT).pk
    registry = {"registration": "The law changed."}
    type(checklist.edition).objects.filter(pk=edition).update(changed=registry)
    find()
    (message,) = send()
    assert message.to == ["ana@example.org"]
    assert message.subject == "Your list changes: Having a child"
    old, new = (BORN_ON + dt.timedelta(days=days) for days in (10, 8))
    for part in (message.body, message.alternatives[0].content):
        words = " ".join(strip_tags(part).replace("\N{NO-BREAK SPACE}", " ").split())
        assert "Birth registration" in words
        assert f"The last day is {new:%A} {new.day} {new:%B}" in words
        assert f"Before, it was {old:%A} {old.day} {old:%B}" in words
        assert "Civil Registry changed what it publishes" in words
        assert "They say:" in words
        assert "The law changed." in words
        assert "/en/l/" in part
    assert not OwedMessage.objects.exclude(payload={}).exists()


def test_nobody_is_written_to_who_did_not_ask():
    save(email="")
    publish(with_days(8))
    assert find().changed == 1
    assert not notices().exists()


def test_an_account_is_written_to_without_asking():
    owner = User.objects.create_user("eva@example.org")
    checklist = save(email="")
    Checklist.objects.filter(pk=checklist.pk).update(owner=owner)
    publish(with_days(8))
    find()
    assert [one.to for one in send()] == [["eva@example.org"]]


def test_a_later_edition_takes_the_place_of_a_notice_not_sent_yet():
    save()
    publish(with_days(8))
    find()
    publish(with_days(7))
    find()
    first, second = ChecklistChange.objects.order_by("pk")
    assert (first.status, second.status) == ("overtaken", "offered")
    (notice,) = notices().pending()
    assert notice.payload["change"] == second.pk
    assert len(send()) == 1


def test_a_later_edition_that_says_the_same_is_no_news_and_is_what_gets_accepted():
    checklist = save()
    publish(with_days(8))
    find()
    assert len(send()) == 1
    publish(replace(with_days(8), event=replace(sample().event, title=text("Otro", "Renamed"))))
    find()
    change = ChecklistChange.objects.get()
    assert change.to_edition.number == 3
    assert len(send()) == 1
    changes.accept(change=change, by=holder(checklist))
    checklist.refresh_from_db()
    assert checklist.edition.number == 3


def test_an_edition_that_takes_it_back_ends_the_offer_and_its_notice():
    save()
    publish(with_days(8))
    find()
    publish(replace(sample(), event=replace(sample().event, title=text("Otro", "Renamed"))))
    find()
    assert ChecklistChange.objects.get().status == "overtaken"
    assert not notices().pending().exists()


def test_answers_given_meanwhile_change_the_offer_and_nobody_is_written_to_twice():
    checklist, edition = save(), editions.current(EVENT)
    publish(with_paper())
    find()
    for income, status in (("high", "overtaken"), ("low", "offered")):
        checklist.refresh_from_db()
        checklists.answer(checklist=checklist, edition=edition, question="income", value=income, by=holder(checklist))
        find()
        assert ChecklistChange.objects.get().status == status
    assert notices().count() == 1


def test_accepting_keeps_what_is_marked_and_answered_as_far_as_it_is_still_asked():
    checklist = save(children=2, work=("employee",))
    marks.mark_done(checklist=checklist, procedure="census", state=state_of(checklist), by=holder(checklist))
    guide = with_days(8)
    income = guide.question_by_id["income"]
    fewer = replace(income, options=income.options[1:])
    questions = tuple(fewer if one.id == "income" else one for one in guide.questions if one.id != "work")
    event = replace(guide.event, questions=tuple(one for one in guide.event.questions if one != "work"))
    publish(replace(guide, event=event, questions=questions))
    find()
    change = ChecklistChange.objects.get()
    with pytest.raises(Refused):
        changes.accept(change=change, by=VISITOR)
    changes.accept(change=change, by=holder(checklist))
    now = state_of(checklist)
    assert now.edition.number == 2
    assert set(now.marks) == {"census"}
    assert now.answers.get_one("children") == 2
    assert now.answers.get_one("income") is None
    assert not now.answers.has("work")
    assert not notices().pending().exists()
    with pytest.raises(ChangeIsOver):
        changes.accept(change=change, by=holder(checklist))
    assert find() == changes.Found()


def test_a_question_reaches_the_agency_without_saying_whose_list_it_is():
    editor = User.objects.create_user("editor@example.org")
    Membership.objects.create(user=editor, role="agency_editor", scope="agency", scope_id="registry")
    checklist = save()
    publish(with_days(8))
    find()
    change = ChecklistChange.objects.get()
    by = holder(checklist)
    assert changes.question(change=change, text="¿Y si nació antes?", by=by, reply_to="ana@example.org") == (
        "registry",
    )
    for pk in OwedMessage.objects.pending().values_list("pk", flat=True):
        owed.deliver(pk)
    (message,) = mail.outbox
    assert message.to == ["editor@example.org"]
    assert message.reply_to == ["ana@example.org"]
    assert "¿Y si nació antes?" in message.body
    assert "Tienes 8 días." in message.body
    assert str(BORN_ON.day + 8) not in message.body.partition("Tienes 8 días.")[0].rpartition("?")[2]
    assert str(checklist.pk) not in message.body
    checklist.refresh_from_db()
    assert checklist.edition.number == 1
    # The list stays as it is, and the change can still be accepted.
    changes.accept(change=change, by=holder(checklist))


def test_opening_a_list_before_its_turn_finds_what_changes_on_it():
    checklist = save()
    publish(with_days(8))
    fresh = Checklist.objects.with_everything().get(pk=checklist.pk)
    for _time in range(2):
        changes.look_again(checklist=fresh, edition=editions.current(EVENT), by=SYSTEM)
    assert ChecklistChange.objects.count() == 1
    assert find().compared == 0


def test_the_sweep_finds_what_a_lost_task_left(monkeypatch):
    save()
    monkeypatch.setattr(tasks.find_changes, "delay", lambda *_args: (_ for _ in ()).throw(OSError))
    tasks.ask_to_find(EVENT)
    publish(with_days(8))
    assert tasks.sweep_changes() == 1
    assert tasks.sweep_changes() == 0


def test_a_task_that_runs_out_of_time_asks_to_go_on(monkeypatch):
    monkeypatch.setattr("lifeevents.comparing.BATCH", 2)
    monkeypatch.setattr("lifeevents.tasks.LOOK_SECONDS", 0)
    for _list in range(5):
        save()
    publish(with_days(8))
    tasks.find_changes(EVENT)
    assert ChecklistChange.objects.count() == 5


def test_batches_cost_the_same_queries_for_any_number_of_lists(django_assert_max_num_queries):
    for _list in range(8):
        save(income="high")
    publish(with_paper())
    find()
    Checklist.objects.update(compared_with=0)
    # One of these per list is the update that says it was compared, in its own transaction (savepoints here).
    with django_assert_max_num_queries(12 + 8 * 3):
        assert find().compared == 8


def test_a_list_that_cannot_be_read_does_not_keep_the_others_waiting(monkeypatch, caplog):
    broken, fine = save(), save()
    publish(with_days(8))
    real = comparing.between

    def between(state, edition, *, today):
        if state.checklist_id == broken.pk:
            raise KeyError("secret answer")
        return real(state, edition, today=today)

    monkeypatch.setattr(comparing, "between", between)
    assert find().changed == 1
    assert ChecklistChange.objects.get().checklist == fine
    assert str(broken.pk) in caplog.text
    assert "secret answer" not in caplog.text


def test_whoever_opens_a_list_that_cannot_be_compared_still_gets_it(monkeypatch):
    checklist = save()
    publish(with_days(8))

    def fails(*_args, **_kwargs):
        raise LookupError("a municipality that is gone")

    monkeypatch.setattr(comparing, "between", fails)
    changes.look_again(checklist=checklist, edition=editions.current(EVENT), by=SYSTEM)
    checklist.refresh_from_db()
    assert checklist.compared_with == 1
    assert not ChecklistChange.objects.exists()
