"""Keep, change and forget lists. Each function is one transaction with its audit row."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from citizens.permissions import require
from lifeevents import answering, liststate, slots
from lifeevents.editions import Edition
from lifeevents.guide import RESIDENCE
from lifeevents.liststate import ListState
from lifeevents.models import Checklist, ChecklistAnswer, ItemMark
from procedures import deadlines
from procedures.conditions import EVERYBODY, Answers
from procedures.specs import ChannelKind
from sitekit import audit, codes, moments, owed
from sitekit.actors import Actor
from sitekit.models import Moment

PURPOSE = "checklist"
"""Of secret links and codes of lists."""
KEEP_AT_LEAST = dt.timedelta(days=90)


@transaction.atomic
def save(*, state: ListState, language: str, by: Actor, email: str = "") -> Checklist:
    """Keep a list without an account, pinned to its edition; owe the link by e-mail when an address is given."""
    checklist = Checklist(
        life_event_id=state.edition.life_event,
        edition_id=state.edition.pk,
        owner_id=by.id if by.kind == "user" else None,
        language=language,
        event_on=state.event_on,
        event_at_time=state.event_at_time,
        due_on=state.due_on,
        municipality=state.municipality,
        channels=dict(state.channels),
        skipped=sorted(state.skipped),
        keep_until=keep_until(state.event_on or state.due_on, today=timezone.localdate()),
    )
    _give_code(checklist)
    checklist.save(force_insert=True)
    _write_answers(checklist, state.answers)
    ItemMark.objects.bulk_create(
        ItemMark(
            checklist=checklist, procedure_id=procedure, kind=mark.kind, at=mark.at,
            by_kind=by.kind, by_id=by.id, office=mark.office, number=mark.number,
        )
        for procedure, mark in state.marks.items()
    )  # fmt: skip
    audit.record("checklist.saved", by=by, on=checklist, edition=state.edition.number)
    moments.count(
        Moment.Kind.LIST_SAVED,
        life_event=checklist.life_event_id,
        language=language,
        municipality=residence_key(state),
    )
    slots.list_saved.get()(state, checklist)
    if email:
        owed.owe("checklist_link", about=checklist, email=email, language=language)
    return checklist


@transaction.atomic
def send_link(*, checklist: Checklist, email: str, language: str, by: Actor) -> None:
    """Owe an e-mail with the link of a saved list."""
    require(by, "checklist.change", checklist)
    owed.owe("checklist_link", about=checklist, email=email, language=language)
    audit.record("checklist.link_sent", by=by, on=checklist)


@transaction.atomic
def set_date(
    *,
    checklist: Checklist,
    event_on: dt.date | None,
    due_on: dt.date | None = None,
    event_at_time: dt.time | None = None,
    by: Actor,
) -> None:
    """Change the date of the event, or the expected one."""
    require(by, "checklist.change", checklist)
    checklist.event_on, checklist.due_on = event_on, due_on
    checklist.event_at_time = event_at_time if event_on else None
    checklist.keep_until = keep_until(event_on or due_on, today=timezone.localdate())
    _give_code(checklist)
    _changed(checklist, "event_on", "due_on", "event_at_time", "keep_until", "code_digest", "code_expires_at")
    audit.record("checklist.date_changed", by=by, on=checklist)


@transaction.atomic
def answer(*, checklist: Checklist, edition: Edition, question: str, value: object, by: Actor) -> None:
    """Replace one answer; None is "I don't know".

    Raises: BadAnswer when the question does not take it.
    """
    require(by, "checklist.change", checklist)
    spec = edition.guide.question_by_id[question]
    kept = None if value is None else answering.checked(spec, value)
    answers = answering.with_answer(edition.guide, _answers_of(checklist), question, kept)
    _write_answers(checklist, answers)
    skipped = set(checklist.skipped) - {question} | ({question} if kept is None else set())
    checklist.skipped = sorted(skipped)
    _changed(checklist, "skipped")
    audit.record("checklist.answered", by=by, on=checklist, question=question)


@transaction.atomic
def set_municipality(*, checklist: Checklist, edition: Edition, code: str, asked_by: str, by: Actor) -> None:
    """Change the municipality, with the answers that follow from it ("" forgets it, not the answers)."""
    require(by, "checklist.change", checklist)
    answers = _answers_of(checklist)
    for question, value in (liststate.known_from_municipality(edition.guide, code) if code else {}).items():
        kept = answering.checked(edition.guide.question_by_id[question], value)
        answers = answering.with_answer(edition.guide, answers, question, kept)
    _write_answers(checklist, answers)
    checklist.municipality = code
    checklist.skipped = [question for question in checklist.skipped if not code or question != asked_by]
    _changed(checklist, "municipality", "skipped")
    audit.record("checklist.answered", by=by, on=checklist, question=asked_by)


@transaction.atomic
def choose_channel(*, checklist: Checklist, procedure: str, kind: ChannelKind, by: Actor) -> None:
    """Keep how the person wants to do one procedure."""
    require(by, "checklist.change", checklist)
    checklist.channels = {**checklist.channels, procedure: kind}
    _changed(checklist, "channels")
    audit.record("checklist.channel_chosen", by=by, on=checklist, procedure=procedure, channel=kind)


@transaction.atomic
def revoke_link(*, checklist: Checklist, by: Actor) -> None:
    """Make every link and code given so far stop working; new ones take their place."""
    require(by, "checklist.change", checklist)
    checklist.link_version += 1
    _give_code(checklist)
    _changed(checklist, "link_version", "code_digest", "code_expires_at")
    owed.drop(about=checklist, kinds=("checklist_link",))
    audit.record("checklist.link_revoked", by=by, on=checklist)


@transaction.atomic
def use_edition(*, checklist: Checklist, edition: Edition, by: Actor) -> None:
    """Move a saved list to a newer edition, because its holder asked for it."""
    require(by, "checklist.change", checklist)
    checklist.edition_id = edition.pk
    _changed(checklist, "edition")
    audit.record("checklist.edition_changed", by=by, on=checklist, edition=edition.number)


@transaction.atomic
def forget(*, checklist: Checklist, by: Actor) -> None:
    """Delete a list and all that hangs on it; the audit row keeps that it was deleted, not what it held."""
    require(by, "checklist.forget", checklist)
    owed.drop(about=checklist)
    audit.record("checklist.forgotten", by=by, on=checklist)
    checklist.delete()


def keep_until(event_on: dt.date | None, *, today: dt.date) -> dt.date:
    """Return how long a list is kept: some months after the event, and never less than 90 days from now."""
    return max(deadlines.add(event_on or today, settings.CHECKLIST_KEPT_MONTHS, "months"), today + KEEP_AT_LEAST)


def code_of(checklist: Checklist) -> str:
    """Return the short code of a list, as it is read out and printed."""
    return codes.show(codes.derive(PURPOSE, checklist.pk, checklist.link_version))


def residence_key(state: ListState) -> str:
    """Return where a list is counted: one of the large towns or "other", never a village."""
    value = state.answers.get_one(RESIDENCE)
    return value if isinstance(value, str) else ""


def _give_code(checklist: Checklist) -> None:
    checklist.code_digest = codes.digest(PURPOSE, codes.derive(PURPOSE, checklist.pk, checklist.link_version))
    checklist.code_expires_at = timezone.make_aware(
        dt.datetime.combine(checklist.keep_until + dt.timedelta(days=1), dt.time.min)
    )


def _changed(checklist: Checklist, *fields: str) -> None:
    checklist.changed_at = timezone.now()
    checklist.calendar_sequence = F("calendar_sequence") + 1
    checklist.save(update_fields=[*fields, "changed_at", "calendar_sequence"])
    checklist.refresh_from_db(fields=["calendar_sequence"])


def _answers_of(checklist: Checklist) -> Answers:
    rows = ChecklistAnswer.objects.filter(checklist=checklist)
    return Answers({(row.question, row.person): row.value for row in rows})


def _write_answers(checklist: Checklist, answers: Answers) -> None:
    checklist.answers.all().delete()
    ChecklistAnswer.objects.bulk_create(
        ChecklistAnswer(
            checklist=checklist,
            question=question,
            person=person or EVERYBODY,
            value=list(value) if isinstance(value, tuple) else value,
        )
        for (question, person), value in answers.items()
    )
