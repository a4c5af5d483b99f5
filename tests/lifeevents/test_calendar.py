"""The dates of a list in a calendar: whole days under lasting names."""

import datetime as dt
from dataclasses import replace

import pytest
from django.conf import settings
from django.utils import timezone
from icalendar import Calendar

from lifeevents import calendars, editions
from lifeevents.actions import checklists, marks, stopping
from lifeevents.liststate import ListState, of_checklist
from lifeevents.models import Checklist
from procedures.conditions import Answers
from sitekit.actors import VISITOR, link_holder
from tests.published import edition

__all__ = ["edition"]
pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(dt.datetime(2026, 11, 18, 12))
ANSWERS = Answers.of(
    residence_municipality="zaragoza", route="birth", births=1, existing_children=2, born_in_hospital=True,
    hospital_sent_registration=False, parents_employment=["employee"], contributions_ok="yes",
)  # fmt: skip


def state(**more):
    values = {"answers": ANSWERS, "event_on": dt.date(2026, 11, 17), "municipality": "50297", **more}
    return ListState(edition=editions.current("having_a_child"), **values)


def events(of, language="es", now=NOW):
    return parsed(calendars.of_list(of, language=language, now=now).content)


def parsed(content):
    return {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def given_to(checklist, *, is_feed=False, now=NOW):
    """Return the calendar file of a saved list, as its page gives it."""
    checklist.refresh_from_db()
    made = calendars.of_list(read(checklist), language="es", now=now, given=checklist.calendar_given, is_feed=is_feed)
    checklists.keep_given(checklist=checklist, given=made.given, by=link_holder("checklist", checklist.pk))
    return made.content


def saved():
    checklist = checklists.save(state=state(), language="es", by=VISITOR)
    return read(checklist)


def read(checklist):
    return of_checklist(Checklist.objects.with_everything().get(pk=checklist.pk), editions.current("having_a_child"))


def test_every_date_of_the_list_is_one_whole_day(edition):
    plan = state().plan(today=NOW.date())
    expected = sorted(
        day
        for item in plan.items
        for due in item.deadlines
        for day in (due.on, due.opens_on)
        if day and day >= NOW.date()
    )
    assert expected
    assert sorted(event.decoded("dtstart") for event in events(state()).values()) == expected


def test_names_last_over_days_and_languages(edition):
    first = events(state())
    again = events(state(), language="en", now=NOW + dt.timedelta(hours=5))
    assert set(first) == set(again)


def test_another_list_has_other_names(edition):
    assert not set(events(state())) & set(events(state(event_on=dt.date(2026, 11, 16))))


def test_a_saved_list_is_named_by_its_id_and_every_change_raises_the_sequence(edition):
    mine = saved()
    before = events(mine)
    assert all(uid.startswith(str(mine.checklist_id)) for uid in before)
    checklist = Checklist.objects.get()
    checklists.set_date(checklist=checklist, event_on=dt.date(2026, 11, 16), by=link_holder("checklist", checklist.pk))
    after = events(read(checklist))
    same = set(before) & set(after)
    assert same
    for uid in same:
        assert after[uid]["sequence"] > before[uid]["sequence"]
    moved = [uid for uid in same if after[uid].decoded("dtstart") != before[uid].decoded("dtstart")]
    assert moved


def test_what_is_done_is_cleared_from_the_calendar(edition):
    mine, checklist = saved(), Checklist.objects.get()
    before = parsed(given_to(checklist))
    procedure = next(
        item.procedure for item in mine.plan(today=NOW.date()).items if item.next_deadline and item.next_deadline.on
    )
    marks.mark_done(checklist=checklist, procedure=procedure, state=mine, by=link_holder("checklist", checklist.pk))
    after = parsed(given_to(checklist))
    cancelled = {uid for uid, event in after.items() if event["status"] == "CANCELLED"}
    assert cancelled
    assert all(procedure in uid and after[uid]["sequence"] > before[uid]["sequence"] for uid in cancelled)
    marks.undo_done(checklist=checklist, procedure=procedure, by=link_holder("checklist", checklist.pk))
    again = parsed(given_to(checklist))
    assert {again[uid]["status"] for uid in cancelled} == {"CONFIRMED"}


def test_what_is_no_more_on_the_list_is_cleared_too(edition):
    saved()
    checklist = Checklist.objects.get()
    before = parsed(given_to(checklist))
    checklists.answer(
        checklist=checklist, edition=editions.current("having_a_child"), question="contributions_ok", value="no",
        by=link_holder("checklist", checklist.pk),
    )  # fmt: skip
    after = parsed(given_to(checklist))
    gone = {uid for uid in before if after[uid]["status"] == "CANCELLED"}
    assert gone
    assert gone == set(before) - set(parsed(calendars.of_list(read(checklist), language="es", now=NOW).content))


def test_stopping_takes_every_date_out_and_going_on_puts_them_back(edition):
    saved()
    checklist = Checklist.objects.get()
    by = link_holder("checklist", checklist.pk)
    before = parsed(given_to(checklist))
    stopping.stop(checklist=checklist, by=by)
    for _time in range(2):
        content = given_to(checklist)
        assert b"METHOD:CANCEL" in content
        assert b"BEGIN:VALARM" not in content
        after = parsed(content)
        assert set(after) == set(before)
        assert {event["status"] for event in after.values()} == {"CANCELLED"}
        assert all(after[uid]["sequence"] > before[uid]["sequence"] for uid in before)
    stopping.restart(checklist=checklist, by=by)
    again = parsed(given_to(checklist))
    assert set(again) == set(before)
    assert {event["status"] for event in again.values()} == {"CONFIRMED"}
    assert all(again[uid]["sequence"] > after[uid]["sequence"] for uid in before)


def test_a_stopped_list_that_gave_no_date_takes_none_away(edition):
    saved()
    checklist = Checklist.objects.get()
    stopping.stop(checklist=checklist, by=link_holder("checklist", checklist.pk))
    assert parsed(given_to(checklist)) == {}


def test_a_subscribed_calendar_sees_what_moves_and_what_stops(edition, client):
    saved()
    checklist = Checklist.objects.get()
    by = link_holder("checklist", checklist.pk)
    path = calendars.feed_of(checklist, "es").removeprefix(settings.SITE_URL)
    born = timezone.localdate()
    checklists.set_date(checklist=checklist, event_on=None, due_on=born + dt.timedelta(days=30), by=by)
    expected = parsed(client.get(path).content)
    checklists.set_date(checklist=checklist, event_on=born, by=by)
    real = parsed(client.get(path).content)
    moved = [uid for uid in set(expected) & set(real) if expected[uid]["dtstart"].dt != real[uid]["dtstart"].dt]
    assert moved
    assert all(real[uid]["sequence"] > expected[uid]["sequence"] for uid in moved)
    stopping.stop(checklist=checklist, by=by)
    response = client.get(path)
    assert response["Content-Type"].startswith("text/calendar")
    assert b"METHOD:PUBLISH" in response.content
    assert {event["status"] for event in parsed(response.content).values()} == {"CANCELLED"}
    checklists.revoke_link(checklist=checklist, by=by)
    assert client.get(path).status_code == 410
    assert client.get("/es/l/cut.off/calendar.ics").status_code == 410


def test_the_link_of_the_calendar_opens_no_list(edition, client):
    saved()
    token = calendars.feed_of(Checklist.objects.get(), "es").split("/l/")[1].partition("/")[0]
    assert client.get(f"/es/l/{token}/").status_code == 410


def test_a_hard_day_rings_a_week_and_a_day_before_at_nine(edition):
    hard = [
        event for event in events(state()).values()
        if event["summary"].startswith("Último día") and (event.decoded("dtstart") - NOW.date()).days > 7
    ]  # fmt: skip
    assert hard
    triggers = sorted(alarm.decoded("trigger") for alarm in hard[0].walk("VALARM"))
    assert triggers == [-dt.timedelta(days=6, hours=15), -dt.timedelta(hours=15)]


def test_a_deadline_without_a_number_has_no_date(edition):
    plan = state().plan(today=NOW.date())
    undated = [
        (item.procedure, due.spec.key)
        for item in plan.items
        for due in item.deadlines
        if not due.on and not due.opens_on
    ]
    assert undated
    for procedure, key in undated:
        assert not [uid for uid in events(state()) if f".{procedure}.{key}@" in uid]


def test_leap_days_and_month_ends_come_from_the_plan(edition):
    leap = state(event_on=dt.date(2027, 8, 31), answers=ANSWERS)
    plan = leap.plan(today=dt.date(2027, 8, 31))
    now = timezone.make_aware(dt.datetime(2027, 8, 31, 23, 59))
    expected = sorted(
        day
        for item in plan.items
        for due in item.deadlines
        for day in (due.on, due.opens_on)
        if day and day >= now.date()
    )
    assert sorted(event.decoded("dtstart") for event in events(leap, now=now).values()) == expected


def test_the_day_is_the_one_in_spain_around_midnight(edition):
    last = max(event.decoded("dtstart") for event in events(state()).values())
    midnight = timezone.make_aware(dt.datetime.combine(last, dt.time(0, 30)))
    assert events(state(), now=midnight.astimezone(dt.UTC))
    after = midnight + dt.timedelta(days=1)
    assert last not in {event.decoded("dtstart") for event in events(state(), now=after.astimezone(dt.UTC)).values()}


def test_an_expected_day_says_so(edition):
    expecting = replace(state(), event_on=None, due_on=dt.date(2027, 2, 1))
    found = events(expecting)
    assert found
    assert all("día previsto" in event["description"] for event in found.values() if event["description"])


def test_the_file_holds_no_secret_link(edition, client):
    checklist = checklists.save(state=state(), language="es", by=VISITOR)
    session = client.session
    session["saved_lists"] = {"having_a_child": [str(checklist.pk), checklist.link_version]}
    session.save()
    response = client.get("/es/mi-lista/tener-un-hijo-o-una-hija/mi-lista.ics")
    assert response["Content-Type"].startswith("text/calendar")
    assert b"/l/" not in response.content
    assert checklists.code_of(checklist).encode() not in response.content
