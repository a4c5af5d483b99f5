"""What the condition editor asks the server: the questions to choose from, and the sentences of conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from procedures import compiling, conditions, sentences, slots
from procedures.blocks import PERSONS
from procedures.condition_checks import language
from procedures.condition_field import ConditionFormField, checked
from procedures.specs import QuestionSpec, say

Questions = Mapping[str, QuestionSpec]


@require_http_methods(["GET", "POST"])
def condition_editor(request: HttpRequest) -> JsonResponse:
    """Answer a POST of `condition`s with the sentence and the faults of each; a GET with questions and words."""
    questions = compiling.all_questions()
    if request.method == "GET":
        return JsonResponse({"groups": _groups(questions), "words": _words()})
    return JsonResponse({"said": [_said(one, questions) for one in request.POST.getlist("condition")]})


def _said(content: str, questions: Questions) -> dict[str, Any]:
    try:
        condition = checked(ConditionFormField().to_python(content) or {"always": True}, questions)
    except ValidationError as error:
        return {"sentence": "", "faults": error.messages}
    if isinstance(condition, conditions.Always):
        return {"sentence": "", "faults": []}
    return {"sentence": sentences.in_words(condition, questions, language()) + ".", "faults": []}


def _groups(questions: Questions) -> list[dict[str, Any]]:
    """Return the questions to choose from: those of several guides first, then each guide's own, in its order."""
    guides = slots.guides.get()()
    times: dict[str, int] = {}
    for guide in guides:
        for id in guide.questions:
            times[id] = times.get(id, 0) + 1
    shared = [id for id in times if times[id] > 1]
    groups = [(_("Asked in several guides"), shared)]
    groups += [(guide.title, [id for id in guide.questions if times[id] == 1]) for guide in guides]
    groups.append((_("Not asked in any guide"), [id for id in questions if id not in times]))
    found = [(title, [_choice(questions[id]) for id in ids if id in questions]) for title, ids in groups]
    return [{"title": title, "questions": choices} for title, choices in found if choices]


def _choice(question: QuestionSpec) -> dict[str, Any]:
    return {
        "id": question.id,
        "text": say(question.text, language()).words or question.id,
        "type": question.type,
        "per_person": question.per_person,
        "options": [{"value": item.value, "label": say(item.label, language()).words} for item in question.options],
    }


def _words() -> dict[str, Any]:
    return {
        "group": _("It is so"),
        "always": _("always, for everybody"),
        "never": _("never: no answer says so"),
        "always_said": _("Always, for everybody."),
        "never_said": _("No answer says so."),
        "all": _("if all of these are so"),
        "any": _("if any of these is so"),
        "not_all": _("unless all of these are so"),
        "not_any": _("unless any of these is so"),
        "add": _("Add a question"),
        "add_group": _("Add a group"),
        "remove": _("Remove"),
        "question": _("Question"),
        "choose": _("Choose a question…"),
        "compare": _("Comparison"),
        "answer": _("Answer"),
        "unknown": _("There is no such question"),
        "yes": _("Yes"),
        "no": _("No"),
        "ops": {
            "eq": _("is"),
            "ne": _("is not"),
            "gte": _("at least"),
            "lte": _("at most"),
            "gt": _("more than"),
            "lt": _("less than"),
            "includes": _("includes"),
            "includes_not": _("does not include"),
        },
        "not_known": _("They do not know"),
        "whose": _("Whose answer"),
        "everybody": _("for the whole list"),
        "people": [[person, str(label)] for person, label in PERSONS],
    }
