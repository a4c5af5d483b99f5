"""Keep, change and forget lists. Each function is one transaction with its audit row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

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
        papers_held=sorted(state.papers_held),
        lookups=dict(state.lookups),
        moved_from=state.moved_from.to_json() if state.moved_from else None,
        stopped_at=state.stopped_at,
        compared_with=state.edition.number,
        keep_until=keep_until(state.event_on or state.due_on, today=timezone.localdate()),
    )
    _give_code(checklist)
    checklist.save(force_insert=True)
    write_answers(checklist, state.answers)
    ItemMark.objects.bulk_create(
        ItemMark(
            checklist=checklist, procedure_id=procedure, person=mark.person, kind=mark.kind, at=mark.at,
            by_kind=by.kind, by_id=by.id, office=mark.office, number=mark.number,
        )
        for procedure, marks in state.marks.items()
        for mark in marks
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
    """Change the date of the event, or the expected one; those before are kept until the person has seen what moved.

    Of several changes that nobody has looked at, the first date stays: what moved is told from what was last seen.
    """
    require(by, "checklist.change", checklist)
    lock(checklist, "event_on", "due_on", "event_at_time", "moved_from")
    was = _dates(checklist)
    checklist.event_on, checklist.due_on = event_on, due_on
    checklist.event_at_time = event_at_time if event_on else None
    now = _dates(checklist)
    if now == was:
        return
    if checklist.moved_from is None and (was["event_on"] or was["due_on"]):
        checklist.moved_from = {**was, "at": timezone.now().isoformat()}
    elif checklist.moved_from is not None and all(checklist.moved_from.get(name) == now[name] for name in now):
        checklist.moved_from = None
    checklist.keep_until = keep_until(event_on or due_on, today=timezone.localdate())
    _give_code(checklist)
    touch(
        checklist, "event_on", "due_on", "event_at_time", "moved_from", "keep_until", "code_digest", "code_expires_at"
    )
    audit.record("checklist.date_changed", by=by, on=checklist)


@transaction.atomic
def seen_what_moved(*, checklist: Checklist, by: Actor) -> None:
    """Forget the dates before the change: the person has seen what moved with it."""
    require(by, "checklist.change", checklist)
    if Checklist.objects.filter(pk=checklist.pk).exclude(moved_from=None).update(moved_from=None):
        audit.record("checklist.moved_seen", by=by, on=checklist)
    checklist.moved_from = None


def answer(
    *, checklist: Checklist, edition: Edition, question: str, value: object, by: Actor, person: str = EVERYBODY
) -> None:
    """Replace one answer, of everybody or of one person on the list; None is "I don't know".

    Raises: BadAnswer when the question does not take it.
    """
    others = {} if person == EVERYBODY else _answers_of(checklist).by_person(question)
    answer_people(checklist=checklist, edition=edition, question=question, values={**others, person: value}, by=by)


@transaction.atomic
def answer_people(
    *, checklist: Checklist, edition: Edition, question: str, values: Mapping[str, object], by: Actor
) -> None:
    """Replace all that was answered to one question by what each person says now; None: that person does not know.

    Raises: BadAnswer when the question does not take one of them.
    """
    require(by, "checklist.change", checklist)
    spec = edition.guide.question_by_id[question]
    kept = {person: None if value is None else answering.checked(spec, value) for person, value in values.items()}
    lock(checklist, "skipped")
    answers = _answers_of(checklist).without(question)
    for person, value in kept.items():
        answers = answering.with_answer(edition.guide, answers, question, value, person=person)
    write_answers(checklist, answers)
    is_skipped = EVERYBODY in kept and kept[EVERYBODY] is None
    checklist.skipped = sorted(set(checklist.skipped) - {question} | ({question} if is_skipped else set()))
    touch(checklist, "skipped")
    audit.record("checklist.answered", by=by, on=checklist, question=question)


@transaction.atomic
def set_municipality(*, checklist: Checklist, edition: Edition, code: str, asked_by: str, by: Actor) -> None:
    """Change the municipality, with the answers that follow from it ("" forgets it, not the answers)."""
    require(by, "checklist.change", checklist)
    lock(checklist, "skipped")
    answers = _answers_of(checklist)
    for question, value in (liststate.known_from_municipality(edition.guide, code) if code else {}).items():
        kept = answering.checked(edition.guide.question_by_id[question], value)
        answers = answering.with_answer(edition.guide, answers, question, kept)
    write_answers(checklist, answers)
    checklist.municipality = code
    checklist.skipped = [question for question in checklist.skipped if not code or question != asked_by]
    touch(checklist, "municipality", "skipped")
    audit.record("checklist.answered", by=by, on=checklist, question=asked_by)


@transaction.atomic
def choose_channel(*, checklist: Checklist, procedure: str, kind: ChannelKind, by: Actor) -> None:
    """Keep how the person wants to do one procedure."""
    require(by, "checklist.change", checklist)
    lock(checklist, "channels")
    checklist.channels = {**checklist.channels, procedure: kind}
    touch(checklist, "channels")
    audit.record("checklist.channel_chosen", by=by, on=checklist, procedure=procedure, channel=kind)


@transaction.atomic
def revoke_link(*, checklist: Checklist, by: Actor) -> None:
    """Make every link and code given so far stop working; new ones take their place."""
    require(by, "checklist.change", checklist)
    checklist.link_version += 1
    _give_code(checklist)
    touch(checklist, "link_version", "code_digest", "code_expires_at")
    owed.drop(about=checklist, kinds=("checklist_link",))
    audit.record("checklist.link_revoked", by=by, on=checklist)


@transaction.atomic
def keep_given(*, checklist: Checklist, given: dict[str, str], by: Actor) -> None:
    """Keep what the calendar file of a list has given, so that what is there no more can be taken out of calendars."""
    require(by, "checklist.read", checklist)
    if given != checklist.calendar_given:
        Checklist.objects.filter(pk=checklist.pk).update(calendar_given=given)
        checklist.calendar_given = given
        audit.record("checklist.calendar_given", by=by, on=checklist)


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


def lock(checklist: Checklist, *fields: str) -> None:
    """Keep others from writing on a list until the transaction ends, and read these fields as they stand now.

    Two people may have one list open: what is put together from what was there must not undo what the other has said.
    """
    checklist.refresh_from_db(fields=fields, from_queryset=Checklist.objects.select_for_update())


def touch(checklist: Checklist, *fields: str, compared_with: int = 0) -> None:
    """Save these fields of a list that has changed: its dates may have moved, and so may what an edition changes."""
    checklist.changed_at = timezone.now()
    checklist.compared_with = compared_with
    checklist.calendar_sequence = F("calendar_sequence") + 1
    checklist.save(update_fields=[*fields, "changed_at", "compared_with", "calendar_sequence"])
    checklist.refresh_from_db(fields=["calendar_sequence"])


def _dates(checklist: Checklist) -> dict[str, str | None]:
    days = {name: on.isoformat() if (on := getattr(checklist, name)) else None for name in ("event_on", "due_on")}
    time = checklist.event_at_time
    return {**days, "event_at_time": time.isoformat("minutes") if time else None}


def _answers_of(checklist: Checklist) -> Answers:
    rows = ChecklistAnswer.objects.filter(checklist=checklist)
    return Answers({(row.question, row.person): row.value for row in rows})


def write_answers(checklist: Checklist, answers: Answers) -> None:
    checklist.answers.all().delete()
    ChecklistAnswer.objects.bulk_create(
        ChecklistAnswer(
            checklist=checklist,
            question=question,
            person=person or EVERYBODY,
            value=list(value) if isinstance(value, tuple) else value,
        )
        for (question, person), value in answers.entries().items()
    )
