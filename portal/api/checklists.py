"""`POST checklists/`: answers in, the list out, computed by the code of the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from lifeevents import answering, editions, mails, municipalities, people
from lifeevents.actions import checklists
from lifeevents.editions import Edition
from lifeevents.exceptions import BadAnswer
from lifeevents.guide import RESIDENCE, Guide
from lifeevents.liststate import ListState, known_from_municipality
from lifeevents.plans import Delivery, Item, Plan
from lifeevents.presenting.reasons import brought_in_words, reason_words
from portal.api import replay, said, shapes
from portal.api.base import ApiView
from procedures.conditions import EVERYBODY, Answers, Reason, Value
from procedures.folder import FolderLine
from procedures.specs import ChannelKind, SpanSpec
from sitekit.actors import Actor

PEOPLE = (*shapes.PERSONS, EVERYBODY)
API = Actor("api")


class Checklists(ApiView):
    @extend_schema(
        operation_id="checklists_create",
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
        request=shapes.ChecklistIn,
        responses={200: shapes.Checklist, 201: shapes.Checklist, (400, "application/problem+json"): shapes.Problem},
    )
    def post(self, request: Request) -> Response:
        """Make a list from answers; with `save`, keep it and answer with its secret link and short code."""
        given = shapes.ChecklistIn(data=request.data)
        given.is_valid(raise_exception=True)
        state = state_of(given.validated_data)
        if not given.validated_data["save"]:
            return Response(render(state, state.plan(), self.language))
        return replay.once(request, lambda: self._save(state))

    def _save(self, state: ListState) -> Response:
        checklist = checklists.save(state=state, language=self.language, by=API)
        body = render(state, state.plan(), self.language) | {
            "link": mails.link_of(checklist, self.language),
            "code": checklists.code_of(checklist),
            "keep_until": checklist.keep_until,
        }
        return Response(body, status=201)


def state_of(given: Mapping[str, Any]) -> ListState:
    """Return the list's state from what was sent.

    Raises: ValidationError naming the field, such as `answers.<question>` or `channels.<procedure>`.
    """
    edition = editions.current(given["life_event"])
    if edition is None:
        raise ValidationError({"life_event": [_("No life event has this id: %(id)s") % {"id": given["life_event"]}]})
    sent = given.get("answers") or {}
    answers = _answers(edition.guide, sent)
    place = _municipality(given.get("municipality") or "", answers)
    if place is not None:
        # Answers that were sent stand, "I don't know" too; the municipality fills only what was left out.
        for question, value in known_from_municipality(edition.guide, place.code).items():
            if question not in sent:
                answers = answers.with_answer(
                    question, answering.checked(edition.guide.question_by_id[question], value)
                )
    return ListState(
        edition=edition,
        answers=answers,
        event_on=_reasonable("event_on", given.get("event_on")),
        due_on=_reasonable("due_on", given.get("due_on")),
        municipality=place.code if place else "",
        channels=_channels(edition, given.get("channels") or {}),
        skipped=frozenset(question for question, value in sent.items() if value is None),
        date_asked=True,
    )


def _reasonable(field: str, on: dt.date | None) -> dt.date | None:
    if on is not None and abs(on.year - timezone.localdate().year) > 100:
        raise ValidationError({field: [_("This date is too far away.")]})
    return on


def _answers(guide: Guide, sent: Mapping[str, Any]) -> Answers:
    flat: dict[tuple[str, str], Value | None] = {}
    wrong: dict[str, list[str]] = {}
    for name, value in sent.items():
        question = guide.question_by_id.get(name)
        if question is None:
            wrong[name] = [_("No question of this life event has this id.")]
            continue
        by_person = value if isinstance(value, dict) else {EVERYBODY: value}
        for person, one in by_person.items():
            if person not in PEOPLE:
                wrong[name] = [_("Answers belong to one of: %(people)s.") % {"people": ", ".join(PEOPLE)}]
            elif one is None or (question.type == "multi" and one == []):
                flat[name, person] = None if one is None else ()
            else:
                try:
                    flat[name, person] = answering.checked(question, one)
                except BadAnswer:
                    wrong[name] = [_expected(question)]
    if wrong:
        raise ValidationError({"answers": wrong})
    return Answers(flat)


def _expected(question: Any) -> str:
    match question.type:
        case "date":
            return _("Answer a date such as 2026-12-01, or null.")
        case "bool":
            return _("Answer true, false or null.")
        case "int":
            if question.minimum is not None and question.maximum is not None:
                return _("Answer a whole number from %(least)d to %(most)d, or null.") % {
                    "least": question.minimum,
                    "most": question.maximum,
                }
            return _("Answer a whole number, or null.")
    options = ", ".join(option.value for option in question.options)
    if question.type == "multi":
        return _("Answer a list with any of: %(options)s; or null.") % {"options": options}
    return _("Answer one of: %(options)s; or null.") % {"options": options}


def _municipality(given: str, answers: Answers) -> municipalities.Place | None:
    """Return the municipality: as given by INE code, key or whole name, else as the answer about residence tells it."""
    if given:
        exact = [one for one in municipalities.places().values() if one.key == given != "other_aragon"]
        found = municipalities.place(given) or next(iter(exact), None)
        if found is None:
            by_name = [one for one in municipalities.matching(given) if one.folded == municipalities.fold(given)]
            found = by_name[0] if len(by_name) == 1 else None
        if found is None:
            raise ValidationError({"municipality": [_("No municipality of Aragón has this code. Use its INE code.")]})
        return found
    key = answers.get_one(RESIDENCE)
    named = [one for one in municipalities.places().values() if one.key == key] if key else []
    return named[0] if len(named) == 1 else None


def _channels(edition: Edition, sent: Mapping[str, ChannelKind]) -> dict[str, ChannelKind]:
    wrong = {}
    for name, kind in sent.items():
        procedure = edition.guide.procedure_by_id.get(name)
        if procedure is None:
            wrong[name] = [_("No procedure of this life event has this id.")]
        elif kind not in {channel.kind for channel in procedure.channels}:
            kinds = ", ".join(channel.kind for channel in procedure.channels_for_people())
            wrong[name] = [_("This procedure is done by: %(channels)s.") % {"channels": kinds}]
    if wrong:
        raise ValidationError({"channels": wrong})
    return dict(sent)


# --- Out ---


def render(state: ListState, plan: Plan, language: str) -> dict[str, Any]:
    """Return a list as the API gives it."""
    guide = state.guide
    return {
        "life_event": guide.event.id,
        "edition": state.edition.number,
        "language": language,
        "event_on": plan.event_on,
        "due_on": plan.due_on,
        "items": [_item(item, guide, language) for item in plan.items],
        "people": [
            {"person": one.person, "name": said.words(one.name, language)}
            for one in guide.event.people
            if one.person in people.presence(guide, state.answers)
        ],
        "asked_of": {question: list(who) for question, who in plan.asked_of.items()},
        "longest_chain": list(plan.longest_chain),
        "delivery": _delivery(plan.delivery, guide, language) if plan.delivery else None,
        "excluded": [
            {
                "procedure": one.procedure,
                "title": said.words(guide.procedure_by_id[one.procedure].title, language),
                "reasons": _reasons(one.reasons, guide, language),
                "instead": list(one.instead),
                "brought_in_by": [
                    {
                        "question": change.leaf.q,
                        "op": change.leaf.op,
                        "value": list(change.leaf.value) if isinstance(change.leaf.value, tuple) else change.leaf.value,
                        "holds": change.holds,
                        "person": change.person,
                        "text": said.plain(words.words),
                    }
                    for change, words in zip(
                        one.brought_in_by, brought_in_words(guide, one.brought_in_by, language), strict=True
                    )
                ],
            }
            for one in plan.excluded
        ],
        "folder": [_line(line, guide, language) for line in plan.folder.lines],
        "folder_perhaps": [_line(line, guide, language) for line in plan.folder.perhaps],
        "they_provide": [_line(line, guide, language) for line in plan.folder.they_provide],
        "next_item": plan.next_item,
        "next_question": plan.next_question,
        "questions_left_at_most": plan.questions_left_at_most,
    }


def _item(item: Item, guide: Guide, language: str) -> dict[str, Any]:
    procedure = guide.procedure_by_id[item.procedure]
    return {
        "procedure": item.procedure,
        "title": said.words(procedure.title, language),
        "agency": procedure.agency,
        "state": item.state,
        "status": item.status,
        "waiting_for": list(item.waiting_for),
        "waiting_for_one_of": [list(group) for group in item.waiting_for_one_of],
        "after": list(item.after),
        "phase": item.phase,
        "reasons": _reasons(item.reasons, guide, language),
        "settled_by": list(item.settled_by),
        "whose": [
            {
                "person": one.person,
                "state": one.state,
                "done": one.done,
                "reasons": _reasons(one.reasons, guide, language),
                "settled_by": list(one.settled_by),
            }
            for one in item.whose
        ],
        "said_done": item.said_done,
        "opens": list(item.opens),
        "puts_online": list(item.puts_online),
        "start_by": (
            {
                "on": item.start_by.on,
                "deadline": item.start_by.deadline,
                "before": list(item.start_by.before),
                "not_known": list(item.start_by.not_known),
                "passed": item.start_by.passed,
            }
            if item.start_by
            else None
        ),
        "answer_by": (
            {
                "value": item.answer_by.term.value,
                "unit": item.answer_by.term.unit,
                "silence": item.answer_by.silence,
                "since": item.answer_by.since,
                "on": item.answer_by.on,
            }
            if item.answer_by
            else None
        ),
        "channel": item.channel.kind if item.channel else None,
        "deadlines": [
            {
                "on": due.on,
                "opens_on": due.opens_on,
                "at": due.at,
                "kind": due.spec.kind,
                "text": said.words(due.spec.text, language),
                "remedy": said.words(due.spec.remedy, language),
                "legal_basis": due.spec.legal_basis,
                "key": due.spec.key,
                "passed": due.passed,
                "expected": due.expected,
                "verified": due.spec.verified,
            }
            for due in item.deadlines
        ],
        "documents": [
            {
                "document": paper.requirement.document,
                "name": said.document_name(guide, paper.requirement.document, language),
                "form": paper.requirement.form,
                "copies": paper.requirement.copies,
                "provided_by": paper.requirement.provided_by,
                "lookup": paper.requirement.lookup,
                "certain": paper.certain,
                "settled_by": list(paper.settled_by),
                "one_of": paper.requirement.one_of,
                "comes_from": list(paper.comes_from),
                "note": said.words(paper.requirement.note, language),
            }
            for paper in item.papers
        ],
    }


def _reasons(reasons: tuple[Reason, ...], guide: Guide, language: str) -> list[dict[str, Any]]:
    return [
        {
            "question": reason.question,
            "value": list(reason.value) if isinstance(reason.value, tuple) else reason.value,
            "person": reason.person,
            "text": said.plain(reason_words(guide, reason, language).words),
        }
        for reason in reasons
    ]


def _line(line: FolderLine, guide: Guide, language: str) -> dict[str, Any]:
    return {
        "document": line.document,
        "name": said.document_name(guide, line.document, language),
        "form": line.form,
        "copies": line.copies,
        "serves": list(line.serves),
        "lookup": line.lookup,
        "one_of": line.one_of,
        "comes_from": list(line.comes_from),
        "carried": line.carried,
        "held": line.held,
        "choice": line.choice,
        "not_older_than": _span(line.not_older_than),
        "kept_under": line.kept_under,
        "formalities": list(line.formalities),
        "formalities_settled_by": line.formalities_settled_by,
        "other_ways": list(line.other_ways),
    }


def _delivery(delivery: Delivery, guide: Guide, language: str) -> dict[str, Any]:
    return {
        "procedures": list(delivery.procedures),
        "later": list(delivery.later),
        "folder": [_line(line, guide, language) for line in delivery.folder.lines],
    }


def _span(span: SpanSpec | None) -> dict[str, Any] | None:
    return {"value": span.value, "unit": span.unit} if span else None
