"""What else, when there is no place or only too late: the least costly first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from appointments.asked import Asked, item_address
from appointments.finding import Slot
from appointments.models import Office
from appointments.presenting.days import when_words
from lifeevents.presenting.words import agency_name, capital, channel_words, shown_said
from procedures.specs import ChannelSpec, say
from procedures.wording import ICONS


@dataclass(frozen=True, slots=True)
class Way:
    """One way on, as its component takes it. `value`: the time that the button books."""

    icon: str
    title: str
    text: str
    url: str = ""
    action: str = ""
    post: bool = False
    value: str = ""


def ways_out(
    asked: Asked, *, others: Sequence[tuple[Office, Slot]], office: Office | None, today: dt.date
) -> list[Way]:
    """Return cheaper channels, other offices with their first free time, and the telephone.

    `others`: offices with a first free time, the best first.
    """
    found: list[Way] = []
    if len(asked.specs) == 1:
        channels = asked.specs[0].channels_for_people()
        found += [way for channel in channels if (way := _by_channel(asked, channel))]
    for other, slot in others:
        text = _("First free place: %(when)s.") % {"when": when_words(slot.start, today=today)}
        if slot.after_deadline:
            text += " " + _("It is after your deadline.")
        found.append(
            Way(
                icon="pin",
                title=_("Another office: %(office)s") % {"office": other.name_in(asked.language).words},
                text=text,
                url=asked.url("book_days" if asked.changing else "book_take", office=other.pk),
                action=_("See its times") if asked.changing else _("Take that time"),
                post=not asked.changing,
                value=f"{slot.start:%Y-%m-%dT%H:%M}",
            )
        )
    if office is not None and office.phone:
        found.append(
            Way("phone", _("Call the office"), _("%(phone)s: ask for a place by phone.") % {"phone": office.phone},
                f"tel:{office.phone.replace(' ', '')}", _("Call"))
        )  # fmt: skip
    elif (agency := asked.guide.agency_by_id.get(asked.specs[0].agency)) is not None and agency.phone:
        name = say(agency.short_name or agency.name, asked.language).words
        found.append(
            Way("phone", _("Call %(agency)s") % {"agency": name}, agency.phone, f"tel:{agency.phone.replace(' ', '')}",
                _("Call"))
        )  # fmt: skip
    return found


def _by_channel(asked: Asked, channel: ChannelSpec) -> Way | None:
    spec = asked.specs[0]
    on_list = item_address(asked.mine, spec.id, asked.language) if asked.mine else ""
    note = shown_said(say(channel.note, asked.language), asked.language)
    match channel.kind:
        case "online" | "online_identity":
            url = channel.url or on_list
            title = capital(channel_words(channel))
            text = note or _("Without going anywhere.")
            return Way(ICONS[channel.kind], title, text, url, _("Do it online")) if url else None
        case "registry":
            url = f"{reverse('appointments:offices')}?{urlencode({'procedure': spec.id})}"
            text = _("You hand in the papers, and the registry sends them to %(agency)s.") % {
                "agency": agency_name(asked.guide, spec, asked.language).words
            }
            return Way("building", _("At any public registry"), text, url, _("Find an office"))
        case "phone":
            phone = channel.phone or ""
            return Way("phone", _("By phone"), phone, f"tel:{phone.replace(' ', '')}", _("Call")) if phone else None
        case "post":
            return Way("post", _("By post"), str(note), on_list, _("See how")) if on_list else None
    return None
