"""What an editor is told of a page as it stands in the draft: questions nobody asks, circles, papers nobody gives.

A draft may be saved with any of it; the laboratory looks at the same before publishing, and at much more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from lifeevents import compiling, graph
from lifeevents.guide import Guide
from lifeevents.models import LifeEventPage
from lifeevents.personas import PersonaSpec
from procedures import condition_checks, conditions
from procedures.condition_checks import language, named
from procedures.models import ContentPage, ProcedurePage
from procedures.specs import ProcedureSpec, QuestionSpec, say
from procedures.usage import rows_of, uses_of_procedure

logger = logging.getLogger(__name__)
Questions = Mapping[str, QuestionSpec]


def notices(page: ContentPage) -> list[str]:
    """Return what is to be looked at on a page, one sentence each; nothing for a page of another kind or language.

    The number of queries is fixed. A page that cannot be compiled has its own message, and nothing more is said of it.
    """
    find = _of_event if isinstance(page, LifeEventPage) else _of_procedure if isinstance(page, ProcedurePage) else None
    if find is None or not page.is_source or page.identity_id is None:
        return []
    try:
        return list(dict.fromkeys(find(page, compiling.Shared.load().with_draft(page))))
    except Exception as error:
        logger.warning("what is to be looked at on %s cannot be told", page.slug, exc_info=error)
        return [_("This page cannot be read as it stands: %(error)s") % {"error": error}]


def _of_event(page: LifeEventPage, shared: compiling.Shared) -> Iterator[str]:
    guide = compiling.compile_guide(page.life_event_id, shared)
    if guide is None:
        return
    looked_at = [(row.place, _ids_in(row.value["when"], shared.questions)) for row in rows_of(page, "people")]
    looked_at += [(say(spec.title, language()).words, _ids_of(spec, shared.questions)) for spec in guide.procedures]
    looked_at += [(say(one.name, language()).words, (one.issued_in,)) for one in guide.documents if one.issued_in]
    yield from _not_asked(guide, shared.questions, looked_at)
    yield from _order(guide)
    for persona in compiling.personas(guide.event.id, page=page):
        yield from _of_persona(persona, guide, shared)
    yield from (_told(fault, guide) for fault in graph.faults(guide))


def _of_procedure(page: ProcedurePage, shared: compiling.Shared) -> Iterator[str]:
    own = page.procedure_id
    for event in shared.pages:
        guide = compiling.compile_guide(event, shared)
        if guide is None or own not in guide.procedure_by_id:
            continue
        looked_at = [(use.place, _ids_in(use.content, shared.questions)) for use in uses_of_procedure(page)]
        yield from _not_asked(guide, shared.questions, looked_at)
        for row in rows_of(page, "deadlines"):
            from_step = row.value["relative_to"]
            if from_step in shared.procedures and from_step not in guide.procedure_by_id:
                title = say(shared.procedures[from_step].title, language()).words
                yield _("%(place)s counts from “%(procedure)s”, which is not in “%(guide)s”: it has no date there.") % {
                    "place": row.place, "procedure": title, "guide": _title(guide),
                }  # fmt: skip
        own_faults = (one for one in graph.faults(guide) if any(step.procedure == own for step in one.path))
        yield from (_told(fault, guide) for fault in own_faults)


def _ids_of(spec: ProcedureSpec, questions: Questions) -> tuple[str, ...]:
    """Return the questions that a procedure looks at anywhere."""
    found = condition_checks.questions_in(spec.who, spec.done_when, *(one.when for one in spec.requirements))
    dates = (limit.relative_to or "" for limit in spec.deadlines)
    return (*found, *(id for id in dates if id in questions))


def _ids_in(content: Any, questions: Questions) -> tuple[str, ...]:
    """Return the questions that one place of a page looks at: a condition, or what a deadline counts from."""
    if isinstance(content, str):
        return (content,) if content in questions else ()
    return conditions.questions_in(conditions.parse(content)) if content else ()


def _not_asked(guide: Guide, questions: Questions, looked_at: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """Yield each question that places look at and the guide does not ask, with all its places."""
    places: dict[str, list[str]] = {}
    for place, ids in looked_at:
        for id in ids:
            if id not in guide.event.questions:
                places.setdefault(id, []).append(place)
    for id, found in places.items():
        yield _("“%(guide)s” does not ask “%(question)s”, and this looks at it: %(places)s.") % {
            "guide": _title(guide), "question": named(id, questions), "places": "; ".join(dict.fromkeys(found)),
        }  # fmt: skip


def _order(guide: Guide) -> Iterator[str]:
    name = partial(named, questions=guide.question_by_id)
    for id in guide.event.questions:
        spec = guide.question_by_id.get(id)
        late = condition_checks.asked_too_late(spec.ask_when, id, guide.event.questions) if spec else ()
        for other in late:
            words = {"question": name(id), "other": name(other)}
            if other in guide.event.questions:
                yield _("“%(question)s” depends on “%(other)s”, which is asked after it. Change their order.") % words
            else:
                yield _("“%(question)s” depends on “%(other)s”, which is not asked here. Add it before.") % words


def _of_persona(persona: PersonaSpec, guide: Guide, shared: compiling.Shared) -> Iterator[str]:
    name = {"name": say(persona.name, language()).words}
    for id in persona.answers:
        if id not in guide.event.questions:
            yield _("%(name)s answers “%(question)s”, which is not asked here.") % {
                **name, "question": named(id, shared.questions),
            }  # fmt: skip
    for item in persona.expected:
        if item.procedure not in guide.procedure_by_id:
            spec = shared.procedures.get(item.procedure)
            title = say(spec.title, language()).words if spec else item.procedure
            yield _("%(name)s expects “%(procedure)s”, which is not in this guide.") % {**name, "procedure": title}


def _told(fault: graph.Fault, guide: Guide) -> str:
    """Say a fault of the order with its path spelled out: procedures, and the papers by which one gives to the next."""
    path = [_name(one, guide) for step in fault.path for one in (step.procedure, step.paper) if one is not None]
    if fault.kind == "nobody_yields":
        return _("“%(procedure)s” takes “%(paper)s” from an earlier one; nothing in “%(guide)s” gives it.") % {
            "procedure": path[0], "paper": path[1], "guide": _title(guide),
        }  # fmt: skip
    words = {"path": " → ".join([*path, path[0]])}
    if fault.blocks:
        return _("These wait for each other, so nobody can begin: %(path)s.") % words
    return _("These come before each other; a list keeps to one of the two orders: %(path)s.") % words


def _name(id: str, guide: Guide) -> str:
    """Return the words of a procedure or of a paper."""
    if spec := guide.procedure_by_id.get(id):
        return say(spec.title, language()).words
    document = guide.document_by_id.get(id)
    return say(document.name, language()).words if document else id


def _title(guide: Guide) -> str:
    return say(guide.event.title, language()).words
