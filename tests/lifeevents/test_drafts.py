"""Unsaved answers live in the session, for 24 hours after the last change."""

import datetime as dt

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from lifeevents import municipalities
from lifeevents.drafts import KEY, DraftList, draft_events
from lifeevents.exceptions import BadAnswer
from tests.lifeevents.guide_sample import EVENT, publish, sample, settle


@pytest.fixture
def draft(db):
    settle()
    yield DraftList(SessionStore(), publish())
    municipalities.forget_places()


def again(draft: DraftList) -> DraftList:
    """Read the session as the next request does."""
    session = draft._session
    session.save()
    return DraftList(SessionStore(session.session_key), draft.edition)


def test_answers_survive_a_closed_browser(draft):
    draft.set_date(event_on=dt.date(2026, 11, 20), event_at_time=dt.time(14, 30))
    draft.answer("born_in_hospital", True)
    draft.answer("work", ("employee", "own"))
    draft.skip("income")
    draft.choose_channel("registration", "online_identity")
    draft.mark_done("certificate")
    state = again(draft).state
    assert state.event_on == dt.date(2026, 11, 20)
    assert state.event_at_time == dt.time(14, 30)
    assert state.answers.to_json() == {"born_in_hospital": True, "work": ["employee", "own"]}
    assert state.skipped == {"income"}
    assert state.channels == {"registration": "online_identity"}
    assert set(state.marks) == {"certificate"}
    assert state.trail == ("born_in_hospital", "work", "income")


def test_a_draft_is_forgotten_24_hours_after_the_last_change(draft):
    draft.answer("born_in_hospital", True)
    data = draft._session[KEY][EVENT]
    data["changed_at"] = (timezone.now() - dt.timedelta(hours=24, seconds=1)).isoformat()
    draft._session[KEY] = {EVENT: data}
    assert again(draft).is_empty
    assert draft_events(draft._session) == []


def test_answering_takes_back_i_do_not_know(draft):
    draft.skip("income")
    draft.answer("income", "low")
    assert draft.state.skipped == frozenset()
    draft.skip("income")
    assert draft.state.answers.get_one("income") is None


def test_a_municipality_answers_what_follows_from_it(draft):
    draft.set_municipality("22003", asked_by="residence_municipality")
    assert draft.state.municipality == "22003"
    assert draft.state.answers.to_json() == {"residence_municipality": "other_aragon", "municipality_under_10000": True}
    draft.set_municipality("50297", asked_by="residence_municipality")
    assert draft.state.answers.to_json() == {"residence_municipality": "zaragoza", "municipality_under_10000": False}
    assert draft.state.trail == ("residence_municipality",)


def test_a_wrong_answer_is_refused_and_changes_nothing(draft):
    draft.answer("children", 2)
    with pytest.raises(BadAnswer):
        draft.answer("children", 99)
    assert again(draft).state.answers.get_one("children") == 2


def test_a_draft_follows_what_is_published(draft):
    draft.answer("income", "low")
    draft.answer("children", 2)
    guide = sample()
    without_income = tuple(question for question in guide.questions if question.id != "income")
    edition = publish(
        type(guide)(
            **{f: getattr(guide, f) for f in guide.__struct_fields__ if f != "questions"}, questions=without_income
        )
    )
    assert DraftList(draft._session, edition).state.answers.to_json() == {"children": 2}


def test_what_is_done_keeps_the_day_on_which_it_was_said_first(draft):
    draft.mark_done("aid")
    first = draft.state.mark_of("aid")
    draft.mark_done("aid")
    assert again(draft).state.mark_of("aid") == first


def test_a_session_from_before_marks_were_each_persons_is_read(draft):
    draft.answer("income", "low")
    draft._session[KEY][EVENT]["marks"] = {"aid": "2026-11-20T10:00:00+01:00"}
    kept = again(draft)
    assert kept.state.mark_of("aid").person == "list"
    kept.mark_done("aid", person="me")
    kept.undo_done("aid")
    assert kept.state.mark_of("aid") is None


def test_forgetting_leaves_nothing(draft):
    draft.answer("income", "low")
    draft.forget()
    assert again(draft).is_empty
