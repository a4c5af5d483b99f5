"""My list so far: what is certain already, shown below every question."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lifeevents.liststate import ListState
from lifeevents.plans import Item, Plan, counts
from lifeevents.presenting import words
from lifeevents.presenting.reasons import question_label, value_words
from lifeevents.presenting.words import DeadlineWords
from procedures.conditions import Value
from procedures.specs import QuestionSpec, Said, say

AT_MOST = 4
LONG_ANSWER = 30


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that is certain; `is_new`: the last answer brought it in."""

    title: Said
    deadline: DeadlineWords | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class SoFar:
    """The strip, its three sentences and the first things."""

    yes: int
    maybe: int
    no: int
    strong: str
    maybe_words: str
    no_words: str
    entering_words: str
    things: tuple[Thing, ...]
    all_words: str


def so_far(state: ListState, plan: Plan, last: str | None, language: str) -> SoFar:
    """Return the list so far; `last` is the question put before this one, whose answer may have brought things in."""
    guide = state.guide
    total = counts(plan, guide)
    certain = [item for item in plan.items if item.state == "applies"]
    ahead = [item for item in certain if not item.passed]
    entered: set[str] = set()
    value = state.answers.get_one(last) if last else None
    if last and state.answers.has(last):
        before = {
            item.procedure
            for item in state.without_answer(last).plan(today=plan.today).items
            if item.state == "applies"
        }
        entered = {item.procedure for item in certain} - before
    shown = sorted(ahead, key=lambda item: (item.procedure not in entered, not _is_soon(item, plan)))[:AT_MOST]
    shown.sort(key=lambda item: item.procedure not in entered)
    return SoFar(
        yes=total.certain,
        maybe=total.may,
        no=total.excluded,
        strong=ngettext("%(n)d procedure is for you.", "%(n)d procedures are for you.", total.certain)
        % {"n": total.certain},
        maybe_words=ngettext("%(n)d depends on your answers.", "%(n)d depend on your answers.", total.may)
        % {"n": total.may}
        if total.may
        else "",
        no_words=ngettext("%(n)d is not for you.", "%(n)d are not for you.", total.excluded) % {"n": total.excluded}
        if total.excluded
        else "",
        entering_words=_entering(guide.question_by_id[last], value, language) if entered and last else "",
        things=tuple(_thing(state, item, plan, item.procedure in entered, language) for item in shown),
        all_words=ngettext("See the %(n)d procedure", "See all %(n)d", total.certain) % {"n": total.certain}
        if total.certain
        else "",
    )


def _entering(question: QuestionSpec, value: Value | None, language: str) -> str:
    """Return with which answer things come in; `value` None: each person gave their own."""
    # A bare "No" or "2" says nothing on its own; a long answer says too much.
    bare = value is None or question.type in {"bool", "int"} or value in ("yes", "no")
    said = "" if value is None else str(value_words(question, value, language))
    if bare or len(said) > LONG_ANSWER:
        label = question_label(question, language).words
        return _("With your answer about “%(what)s” this comes in:") % {"what": label}
    return _("With “%(answer)s” this comes in:") % {"answer": said}


def _thing(state: ListState, item: Item, plan: Plan, is_new: bool, language: str) -> Thing:
    deadline = None
    if item.next_deadline and item.next_deadline.on and item.status != "done":
        deadline = words.deadline_words(item.next_deadline, language, today=plan.today)
    return Thing(say(state.guide.procedure_by_id[item.procedure].title, language), deadline, is_new)


def _is_soon(item: Item, plan: Plan) -> bool:
    due = item.next_deadline
    return bool(due and due.on and not due.passed and (due.on - plan.today).days <= words.SOON_DAYS)
