"""A citizen of the pages of booking: a list, offices with places, and the steps to a visit."""

from __future__ import annotations

import datetime as dt
import html
import re
from urllib.parse import urlencode

from django.utils import timezone

from appointments import finding
from appointments.models import Appointment
from appointments.wanted import Wanted
from tests.appointments.builders import office, opening, service

BIRTH = "nac-inscripcion-registro"
EVERY_DAY = tuple(range(7))
LIST = "/en/my-list/having-a-child/"
FOR_BIRTH = urlencode({"procedure": BIRTH})
FOR_LIST = urlencode({"event": "having_a_child", "procedure": BIRTH})
EMAIL = {
    "name": "Lucía Marco Abadía", "concerns": ["child"], "comes": ["me"], "contact": "email",
    "email": "lucia@example.org",
}  # fmt: skip


def registry(public_id: str = "zaragoza", *, capacity: int = 1, **more):
    """Build an office that registers births every day of the week."""
    desk = service("registry_desk", 20, (BIRTH,))
    return office(public_id, services=[desk], rules=opening("09:00", "14:00", capacity, EVERY_DAY), **more)


def free(public_id: str = "zaragoza", number: int = 0) -> dt.datetime:
    """Return one of the free times of the first day from the day after tomorrow on."""
    place = finding.find(Wanted((BIRTH,)), office_ids=[public_id]).places[0]
    on = timezone.localdate() + dt.timedelta(days=2)
    return finding.times(place, on, now=timezone.now()).all[number].start


def text_of(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def begin_list(client, days_ago: int = 2) -> None:
    on = timezone.localdate() - dt.timedelta(days=days_ago)
    client.post(f"{LIST}date/", {"date_day": on.day, "date_month": on.month, "date_year": on.year})


def take(client, start: dt.datetime, public_id: str = "zaragoza", about: str = FOR_BIRTH):
    return client.post(f"/en/book/at/{public_id}/take/?{about}", {"start": f"{start:%Y-%m-%dT%H:%M}"})


def book(client, start: dt.datetime | None = None, about: str = FOR_BIRTH, **details) -> Appointment:
    """Book a visit as people do: take, fill in, check, confirm."""
    taken = take(client, start or free(), about=about)
    assert taken.status_code == 302, text_of(taken)
    checked = client.post(taken.url, {**EMAIL, **details})
    assert checked.status_code == 302, text_of(checked)
    done = client.post(checked.url)
    assert done.status_code == 302, text_of(done)
    return Appointment.objects.get(calendar_uid=done.url.rstrip("/").split("/")[-1])


def page_of(visit: Appointment, more: str = "") -> str:
    return f"/en/my-visit/{visit.calendar_uid}/{more}"
