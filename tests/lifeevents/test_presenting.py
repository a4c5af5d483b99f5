"""What a plan says in words: dates, statuses, reasons, papers; in both languages."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone, translation

from lifeevents import slots
from lifeevents.editions import Edition
from lifeevents.liststate import ListState, Mark
from lifeevents.planning import Marked, plan
from lifeevents.plans import DatedDeadline
from lifeevents.presenting import sofar, words
from lifeevents.presenting.items import item_view
from lifeevents.presenting.lists import list_view, not_for_you
from lifeevents.presenting.papers import bag_of_items, bag_of_plan
from lifeevents.presenting.reasons import answer_rows, reason_words
from procedures.conditions import Answers, Reason
from procedures.specs import ChannelSpec, DeadlineSpec, FeeSpec
from tests.lifeevents.guide_sample import sample

TODAY = dt.date(2026, 11, 22)
BORN_ON = dt.date(2026, 11, 20)
NBSP = "\N{NO-BREAK SPACE}"
GUIDE = sample()


@pytest.fixture(params=["es", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def english():
    with translation.override("en"):
        yield "en"


def made(today=TODAY, marks=None, **answers):
    edition = Edition(pk=1, life_event="having_a_child", number=1, created_at=timezone.now(), guide=GUIDE)
    marks = {procedure: (mark,) for procedure, mark in (marks or {}).items()}
    state = ListState(edition=edition, answers=Answers.of(**answers), event_on=BORN_ON, marks=marks, date_asked=True)
    kinds = {procedure: tuple(Marked(kind=one.kind) for one in several) for procedure, several in marks.items()}
    return state, plan(GUIDE, state.answers, event_on=BORN_ON, today=today, marks=kinds)


def thread(today=TODAY, marks=None, language="en", **answers):
    state, made_plan = made(today, marks, **answers)
    view = list_view(state, made_plan, language)
    return view, {item.procedure: item for phase in view.phases for item in phase.items}


def test_a_hard_deadline_is_a_date_and_the_days_left(english):
    _view, items = thread()
    deadline = items["registration"].deadline
    assert (deadline.kind, deadline.tint) == ("hard", "soon")
    assert deadline.strong == f"Until Monday 30{NBSP}November."
    assert deadline.rest == "8 days left"


def test_a_passed_deadline_turns_into_its_remedy(english):
    _view, items = thread(today=dt.date(2026, 12, 2))
    item = items["registration"]
    assert item.status == "passed"
    assert item.deadline.strong == f"The last day was Monday 30{NBSP}November."
    assert item.note == "Open a file."


def test_each_state_has_its_shape_and_its_word(english):
    view, items = thread(children=2)
    assert {key: item.status for key, item in items.items()} == {
        "registration": "next",
        "certificate": "waiting",
        "census": "they_do_it",
        "aid": "may_apply",
        "nursery": "may_apply",
    }
    assert items["certificate"].note == "Waits for: birth registration"
    assert (items["aid"].strong, items["aid"].note, items["aid"].ask) == (
        "It may be for you.", "It depends on: income.", "income",
    )  # fmt: skip
    assert items["census"].note == "They do it. You have nothing to do."
    assert (view.yes, view.maybe, view.no) == (3, 2, 0)


def test_what_the_person_did_is_not_what_an_office_did(english):
    at = timezone.make_aware(dt.datetime(2026, 11, 21, 9, 0))
    marks = {
        "registration": Mark("done_by_me", at),
        "aid": Mark("handed_in", at, "town", "77"),
        "certificate": Mark("refused", at),
    }
    _view, items = thread(marks=marks, income="low")
    assert items["registration"].deadline.strong == "I have done this,"
    assert items["aid"].status == "handed_in"
    assert "Number 77." in items["aid"].deadline.rest
    assert items["certificate"].strong == "Refused."


def test_the_band_says_the_next_thing_or_what_is_awaited(english):
    view, _items = thread(children=1, income="high")
    assert view.next.procedure == "registration"
    assert view.next.date == f"Until Monday 30{NBSP}November"
    assert view.next.days == "8 days left. Online, with digital identity. It is free."
    at = timezone.now()
    view, _items = thread(
        marks={key: Mark("done_by_me", at) for key in ("registration", "certificate")}, children=1, income="high"
    )
    assert view.next.procedure is None
    assert str(view.next.title) == "Answer the questions that are left"


def test_the_band_says_the_visit_that_the_first_thing_has(english, monkeypatch):
    start = timezone.make_aware(dt.datetime.combine(TODAY + dt.timedelta(days=1), dt.time(9)))
    visit = slots.VisitOnList(start=start, place="Civil Registry", url="/visit/")
    monkeypatch.setattr(slots.visits_of, "_value", lambda state: {"registration": visit})
    view, _items = thread(children=1, income="high")
    assert (view.next.procedure, view.next.kind, view.next.visit_url) == ("registration", "visit", "/visit/")


def test_a_name_keeps_its_capital_inside_a_sentence():
    assert [words.lower_first(one) for one in ("Spanish nationality", "DNI", "Household income")] == [
        "Spanish nationality", "DNI", "household income",
    ]  # fmt: skip


def test_a_date_that_is_not_verified_says_where_to_check_it(english):
    due = DatedDeadline(
        spec=DeadlineSpec(key="d", kind="recommended", value=10, unit="days", verified=False), on=BORN_ON
    )
    said = words.deadline_words(due, "en", today=BORN_ON)
    assert said.rest == "It is today. Check the date with the agency"


def test_today_stands_before_the_first_thing_that_is_left(english):
    at = timezone.now()
    view, items = thread(marks={"registration": Mark("done_by_me", at)})
    assert view.phases[0].today == 1
    assert items["registration"].past
    assert not items["certificate"].past


def test_later_phases_are_closed_and_the_next_thing_never_is(english):
    view, _items = thread(children=2, income="low")
    assert [(phase.id, phase.is_open) for phase in view.phases] == [
        ("days10", True),
        ("year1", False),
        ("anytime", False),
    ]


def test_what_is_not_for_you_names_the_answer_and_what_to_look_at(english):
    _state, made_plan = made(children=1, income="low")
    (left_out,) = not_for_you(GUIDE, made_plan, "en")
    assert left_out.procedure == "nursery"
    assert [(one.words, one.question) for one in left_out.reasons] == [("How many?: 1", "children")]
    assert [procedure for procedure, _title in left_out.instead] == ["aid"]


def test_a_yes_is_given_back_in_the_words_of_its_question(language):
    said = reason_words(GUIDE, Reason("born_in_hospital", True), language)
    assert said.words == {"es": "Nació en un hospital", "en": "The child was born in a hospital"}[language]


def test_a_text_without_translation_is_shown_in_its_own_language(english):
    _view, items = thread()
    assert (items["census"].title.words, items["census"].title.language) == ("Empadronamiento", "es")
    assert words.shown({"es": "Solo <b>aquí</b>"}, "en") == '<span lang="es">Solo &lt;b&gt;aquí&lt;/b&gt;</span>'


def by(kind):
    state, _plan = made()
    chosen = plan(GUIDE, state.answers, event_on=BORN_ON, today=TODAY, channels={"registration": kind})
    return state, chosen, chosen.item("registration")


def documents(groups):
    return {group.id: [paper.document for paper in group.papers] for group in groups}


def test_papers_follow_the_chosen_channel(english):
    state, _chosen, item = by("visit")
    in_person = bag_of_items(state, [item], "en")
    assert documents(in_person.bring) == {"original": ["id_card", "report"]}
    assert documents(in_person.they_look) == {"agree": ["family_book"]}
    state, _chosen, item = by("online_identity")
    assert documents(bag_of_items(state, [item], "en").bring) == {"upload": ["id_card"]}


def test_the_bag_of_the_list_names_each_paper_once_and_its_note(english):
    state, chosen, _item = by("visit")
    bag = bag_of_plan(state, chosen, "en")
    report = next(paper for group in bag.bring for paper in group.papers if paper.document == "report")
    assert (report.more, report.more2) == ("Birth registration", "From the hospital")


def test_what_is_not_verified_is_never_said_as_fact(english):
    state, made_plan = made(income="low")
    view = item_view(state, made_plan, made_plan.item("aid"), "en")
    assert view.fee == ""
    assert view.unverified == {"fee", "resolution"}
    assert words.fee_words(FeeSpec(amount_eur=0), "en", verified=False) == ""


def test_an_item_says_when_its_sources_were_read(english):
    state, made_plan = made()
    view = item_view(state, made_plan, made_plan.item("registration"), "en")
    assert view.checked == f"22{NBSP}November"
    assert view.sources[0].title == "Ley 20/2011"
    assert view.concerns == "It is in the child's name."


@pytest.mark.parametrize(
    ("amount", "said"), [(0, "It is free."), (12, f"It costs 12{NBSP}€."), (16.32, f"It costs 16.32{NBSP}€.")]
)
def test_a_fee_in_words(english, amount, said):
    assert words.fee_words(FeeSpec(amount_eur=amount), "en") == said


def test_every_channel_has_words(language):
    kinds = ["online", "online_identity", "registry", "visit", "phone", "post"]
    said = {words.channel_words(ChannelSpec(kind=kind)) for kind in kinds}
    assert len(said) == len(kinds)
    assert all(said)


@pytest.mark.django_db  # a plan asks for the holidays of its place
def test_so_far_says_what_the_last_answer_brought(english):
    state, made_plan = made(income="low")
    state = replace(state, trail=("income",))
    so_far = sofar.so_far(state, made_plan, "income", "en")
    assert so_far.entering_words == "With “low” this comes in:"
    assert [thing.title.words for thing in so_far.things if thing.is_new] == ["Help for families"]
    assert so_far.strong == "4 procedures are for you."


def test_answers_to_check_show_what_is_not_known(english):
    state, made_plan = made(born_in_hospital=True, work=("employee", "own"))
    state = replace(state, skipped=frozenset({"income"}), trail=("born_in_hospital", "income", "work"))
    rows = answer_rows(state, made_plan.asked, "en")
    assert [(str(getattr(row.value, "words", row.value)), row.is_known) for row in rows] == [
        (f"Friday 20{NBSP}November", True), ("Yes", True), ("I don't know", False), ("employee and own", True),
    ]  # fmt: skip
