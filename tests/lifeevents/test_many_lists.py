"""Several hundred saved lists, one published change, and a finder that is killed twice on the way."""

import pytest
from django.core import mail

from lifeevents import comparing
from lifeevents.actions import changes, telling
from sitekit import owed
from sitekit.actors import SYSTEM
from sitekit.models import OwedMessage
from tests.lifeevents.many_lists import EVENT, compared, kill_half_way, publish_change, save_many, told
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
