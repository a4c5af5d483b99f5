"""What the condition editor asks the server: the questions to choose from, and the sentence of a condition."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from procedures import compiling, conditions, sentences
from procedures.condition_field import ConditionFormField
from procedures.specs import QuestionSpec, say


@require_http_methods(["GET", "POST"])
def condition_editor(request: HttpRequest) -> JsonResponse:
    """Answer a POST of `condition` with its sentence and its faults; a GET with questions and words."""
    language = (get_language() or "es").partition("-")[0]
    questions = compiling.all_questions()
    if request.method == "GET":
        ordered = sorted(questions.values(), key=lambda item: say(item.text, language).words)
        return JsonResponse({"questions": [_choice(item, language) for item in ordered], "words": _words()})
    try:
        condition = conditions.parse(ConditionFormField().clean(request.POST.get("condition", "")))
    except ValidationError as error:
        return JsonResponse({"sentence": "", "faults": error.messages})
    if isinstance(condition, conditions.Always):
        return JsonResponse({"sentence": _("Always."), "faults": []})
    return JsonResponse({"sentence": sentences.in_words(condition, questions, language), "faults": []})


def _choice(question: QuestionSpec, language: str) -> dict[str, object]:
    return {
        "id": question.id,
        "text": say(question.text, language).words,
        "type": question.type,
        "options": [{"value": item.value, "label": say(item.label, language).words} for item in question.options],
    }


def _words() -> dict[str, object]:
    return {
        "group": _("It is so"),
        "always": _("always, for everybody"),
        "all": _("if all of these are so"),
        "any": _("if any of these is so"),
        "add": _("Add a question"),
        "add_group": _("Add a group"),
        "remove": _("Remove"),
        "truth": _("True or not"),
        "holds": _("it is so that"),
        "holds_not": _("it is not so that"),
        "question": _("Question"),
        "compare": _("Comparison"),
        "answer": _("Answer"),
        "unknown": _("There is no such question"),
        "one_of": _("one of"),
        "yes": _("Yes"),
        "no": _("No"),
        "ops": {
            "eq": _("is"),
            "ne": _("is not"),
            "gte": _("at least"),
            "lte": _("at most"),
            "gt": _("more than"),
            "lt": _("less than"),
        },
    }
