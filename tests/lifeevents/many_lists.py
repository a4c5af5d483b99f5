"""Many saved lists of the real guide, a change that concerns a known part of them, and a finder that can be killed."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import random
import time
from collections.abc import Callable

import msgspec
from django.db import connections
from django.utils import timezone

from lifeevents import editions
from lifeevents import guide as guides
from lifeevents.actions import changes
from lifeevents.guide import Guide
from lifeevents.models import Checklist, ChecklistAnswer, ChecklistChange, GuideEdition, LifeEvent
from procedures.specs import RequirementSpec
from sitekit.actors import SYSTEM
from tests.published import aragon

EVENT = "having_a_child"
# A procedure that is certain for one answer only, and a paper that it does not ask for yet.
CONCERNED = ("route", "adoption")
PROCEDURE, DOCUMENT = "nac-inscripcion-adopcion", "libro_familia"
TOWNS = ("50297", "22125", "44216", "50095")


def save_many(total: int, concerned: int) -> set[str]:
    """Save so many lists, pinned to the edition in force; return the ids of those that `changed()` concerns.

    Which ones, their dates and their other answers are drawn by lot, the same lot every time.
    """
    chance, edition, today = random.Random(500), editions.current(EVENT), timezone.localdate()
    assert edition is not None
    drawn = set(chance.sample(range(total), concerned))
    lists = [
        Checklist(
            life_event_id=EVENT,
            edition_id=edition.pk,
            language=chance.choice(("es", "en")),
            event_on=today - dt.timedelta(days=chance.randrange(60)),
            municipality=chance.choice(TOWNS),
            tell_email=f"person{number}@example.org",
            compared_with=edition.number,
            keep_until=today + dt.timedelta(days=365),
        )
        for number in range(total)
    ]
    Checklist.objects.bulk_create(lists, batch_size=500)
    ChecklistAnswer.objects.bulk_create(
        (
            ChecklistAnswer(checklist=one, question=question, value=value)
            for number, one in enumerate(lists)
            for question, value in _answers(chance, number in drawn).items()
        ),
        batch_size=500,
    )
    return {str(lists[number].pk) for number in drawn}


def _answers(chance: random.Random, is_concerned: bool) -> dict[str, object]:
    question, value = CONCERNED
    return {
        question: value if is_concerned else "birth",
        "residence_municipality": chance.choice(("zaragoza", "huesca", "teruel")),
        "births": chance.choice((1, 1, 1, 2)),
        "existing_children": chance.randrange(4),
        **({} if is_concerned else {"born_in_hospital": chance.choice((True, False))}),
    }


def publish_change() -> int:
    """Put an edition in force that asks for one more paper in one procedure; return its number."""
    guide = changed(aragon().guide(EVENT))
    body, event = guides.encode(guide), LifeEvent.objects.get(pk=EVENT)
    number = event.editions.order_by("-number").values_list("number", flat=True)[0] + 1
    event.current = GuideEdition.objects.create(
        life_event=event, number=number, content=body.decode(), digest=guides.digest(body), changed={PROCEDURE: ""}
    )
    event.save(update_fields=["current"])
    return number


def changed(guide: Guide) -> Guide:
    need = RequirementSpec(key="one-more", document=DOCUMENT, form="copy")
    procedures = tuple(
        msgspec.structs.replace(one, requirements=(*one.requirements, need)) if one.id == PROCEDURE else one
        for one in guide.procedures
    )
    return msgspec.structs.replace(guide, procedures=procedures)


def kill_half_way(is_half_way: Callable[[], bool], *, seconds: float = 300) -> None:
    """Begin to look through the lists in a process of its own, and kill it (SIGKILL) once it is half way."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_find, daemon=True)
    process.start()
    ends = time.monotonic() + seconds
    while not is_half_way():
        assert process.is_alive(), "it ended before it was half way"
        assert time.monotonic() < ends, "it never got half way"
        time.sleep(0.02)
    process.kill()
    process.join()
    assert process.exitcode == -9


def _find() -> None:
    changes.find(life_event=EVENT, by=SYSTEM)
    os._exit(0)


def compared(number: int) -> int:
    """Return how many lists have been compared with an edition."""
    return Checklist.objects.filter(compared_with=number).count()


def told() -> set[str]:
    """Return the ids of the lists that have a difference."""
    return {str(pk) for pk in ChecklistChange.objects.values_list("checklist", flat=True)}
