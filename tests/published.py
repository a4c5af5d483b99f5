"""An edition in force, made from the content files without their pages: lists, papers and the API read nothing else."""

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from lifeevents import guide as guides
from lifeevents import municipalities
from lifeevents.models import GuideEdition, LifeEvent
from portal.content import reader
from procedures.models import Agency, Holiday, Municipality, Procedure, forget_holidays

FOLDER = Path(reader.__file__).parent / "aragon"
TODAY = dt.date(2026, 11, 24)


@cache
def aragon():
    return reader.read(FOLDER)


@pytest.fixture
def edition(db):
    """Put the guide of having a child in force, with its municipalities and holidays."""
    content = aragon()
    guide = content.guide("having_a_child")
    body = guides.encode(guide)
    Agency.objects.bulk_create(Agency(public_id=one.id) for one in guide.agencies)
    Procedure.objects.bulk_create(Procedure(public_id=one.id, agency_id=one.agency) for one in guide.procedures)
    Municipality.objects.bulk_create(
        Municipality(
            code=one.code, name=one.name, province=one.province, latitude=one.latitude, longitude=one.longitude,
            population=one.population, key=one.key, source=one.source,
        )
        for one in content.municipalities
    )  # fmt: skip
    Holiday.objects.bulk_create(
        Holiday(on=one.on, scope=one.scope, municipality=one.municipality or "", names=one.name)
        for one in content.holidays
    )
    event = LifeEvent.objects.create(public_id="having_a_child")
    made = GuideEdition.objects.create(life_event=event, number=14, content=body.decode(), digest=guides.digest(body))
    event.current = made
    event.save()
    municipalities.forget_places()
    forget_holidays()
    yield made
    municipalities.forget_places()
    forget_holidays()
