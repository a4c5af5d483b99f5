"""Timetables of agendas, read with a fixed number of queries and kept per process by version."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from appointments.availability import Closed, Opening, PoolHours, Season, Timetable
from appointments.models import Agenda, Closure, OpeningRule, Pool
from appointments.packing import tick_of, ticks_up_to
from procedures.models import Holiday

# Closures longer gone than this change nothing that is still shown.
PAST_THAT_MATTERS = dt.timedelta(days=2)

_kept: dict[int, Timetable] = {}


def of(agendas: Iterable[Agenda]) -> dict[int, Timetable]:
    """Return the timetable of each agenda (its office loaded), by id.

    Four queries at most for those not met in this version, none for the others.
    """
    agendas = list(agendas)
    missing = [agenda for agenda in agendas if agenda.pk not in _kept or _kept[agenda.pk].version != agenda.version]
    if missing:
        _kept.update(_read(missing))
    return {agenda.pk: _kept[agenda.pk] for agenda in agendas}


def forget() -> None:
    """Forget everything (tests, which go back in time)."""
    _kept.clear()


def read(agenda: Agenda) -> Timetable:
    """Return an agenda's timetable as it stands now in this transaction, and keep nothing."""
    return _read([agenda])[agenda.pk]


def _read(agendas: list[Agenda]) -> dict[int, Timetable]:
    ids = [agenda.pk for agenda in agendas]
    offices = {agenda.office_id for agenda in agendas}
    openings: dict[int, list[Opening]] = defaultdict(list)
    for rule in OpeningRule.objects.filter(pool__agenda__in=ids):
        openings[rule.pool_id].append(_opening(rule))
    closures = list(Closure.objects.filter(office__in=offices, ends_at__gte=timezone.now() - PAST_THAT_MATTERS))
    pools: dict[int, list[PoolHours]] = defaultdict(list)
    office_of = {agenda.pk: agenda.office_id for agenda in agendas}
    for pool in Pool.objects.filter(agenda__in=ids).order_by("pk"):
        closed = tuple(
            Closed(tick_of(item.starts_at), ticks_up_to(item.ends_at), item.places)
            for item in closures
            if item.office_id == office_of[pool.agenda_id]
            and item.agenda_id in (None, pool.agenda_id)
            and item.pool_id in (None, pool.pk)
        )
        pools[pool.agenda_id].append(PoolHours(pool.pk, pool.kind, pool.language, tuple(openings[pool.pk]), closed))
    holidays = _holidays({agenda.office.municipality_id or "" for agenda in agendas})
    return {
        agenda.pk: Timetable(
            agenda=agenda.pk,
            office=agenda.office_id,
            version=agenda.version,
            zone=agenda.office.zone,
            step_minutes=agenda.step_minutes,
            lead_minutes=agenda.lead_minutes,
            horizon_days=agenda.horizon_days,
            pools=tuple(pools[agenda.pk]),
            holidays=holidays[agenda.office.municipality_id or ""],
            opens_on_holidays=agenda.opens_on_holidays,
        )
        for agenda in agendas
    }


def _opening(rule: OpeningRule) -> Opening:
    season: Season | None = None
    if rule.season_from:
        season = (_month_day(rule.season_from), _month_day(rule.season_to))
    return Opening(rule.weekday, rule.opens, rule.closes, rule.capacity, rule.kept_for_desk, season)


def _month_day(value: str) -> tuple[int, int]:
    month, day = value.split("-")
    return int(month), int(day)


def _holidays(municipalities: set[str]) -> dict[str, frozenset[dt.date]]:
    common: set[dt.date] = set()
    local: dict[str, set[dt.date]] = defaultdict(set)
    rows = Holiday.objects.filter(municipality__in=municipalities | {""})
    for on, municipality in rows.values_list("on", "municipality"):
        (local[municipality] if municipality else common).add(on)
    return {code: frozenset(common | local[code]) for code in municipalities}
