"""Several hundred saved lists, one published change, and a finder that is killed twice on the way."""

import pytest
from django.core import mail
from django.utils import timezone

from lifeevents import comparing, editions, liststate
from lifeevents.actions import changes, telling
from lifeevents.models import Checklist
from sitekit import owed
from sitekit.actors import SYSTEM
from sitekit.models import OwedMessage
from tests.lifeevents.many_lists import EVENT, PROCEDURE, compared, kill_half_way, publish_change, save_many, told
from tests.published import edition

__all__ = ["edition"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
TOTAL, CONCERNED = 200, 10


def test_exactly_the_lists_concerned_are_told_once_although_the_finder_is_killed_twice(edition, monkeypatch):
    monkeypatch.setattr("sitekit.owed._ask_delivery", lambda pk: None)
    monkeypatch.setattr(comparing, "BATCH", 10)
    concerned = save_many(TOTAL, CONCERNED)
    number = publish_change()
    for part in (0.3, 0.6):
        kill_half_way(lambda part=part: compared(number) > TOTAL * part)
        assert compared(number) < TOTAL
        assert told() < concerned
    left = TOTAL - compared(number)
    found = changes.find(life_event=EVENT, by=SYSTEM)
    # Nothing that was compared before it was killed is looked at again.
    assert found.compared == left
    assert told() == concerned
    assert changes.find(life_event=EVENT, by=SYSTEM) == changes.Found()
    notices = list(OwedMessage.objects.filter(kind=telling.CHANGED))
    assert sorted(notice.subject_id for notice in notices) == sorted(concerned)
    owed.sweep()
    assert len(mail.outbox) == len({message.to[0] for message in mail.outbox}) == CONCERNED


def test_what_is_passed_over_without_planning_has_no_difference(edition):
    save_many(40, 8)
    old = editions.current(EVENT)
    publish_change()
    new = editions.current(EVENT)
    touched = comparing.touched_between(old.guide, new.guide)
    assert touched == {PROCEDURE}
    passed_over = 0
    for checklist in Checklist.objects.with_everything():
        state = liststate.of_checklist(checklist, old)
        if not comparing.may_concern(state, new, touched):
            passed_over += 1
            assert not comparing.between(state, new, today=timezone.localdate())
    assert passed_over == 32
