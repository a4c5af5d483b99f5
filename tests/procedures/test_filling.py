"""What a spec says, its page or record says again: filled and compiled, nothing is lost."""

import pytest

from lifeevents import compiling as guide_compiling
from lifeevents import filling as guide_filling
from lifeevents.guide import LifeEventSpec, PersonSpec, PhaseSpec, StepSpec
from lifeevents.models import LifeEventPage
from lifeevents.personas import ExpectedItem, PersonaSpec
from procedures import canonical, compiling, filling
from procedures.conditions import AllOf, AnyOf, Leaf, Not
from procedures.models import Document, ProcedurePage, Question
from procedures.specs import (
    DeadlineSpec,
    DocumentSpec,
    OptionSpec,
    ProcedureSpec,
    QuestionSpec,
    RequirementSpec,
    SpanSpec,
    YearlySpec,
)

NESTED = AllOf(
    (Leaf("births", "gte", 2), Not(AnyOf((Leaf("route", "in", ("birth", "adoption")), Leaf("x", "eq", True)))))
)
PAPER = {"document": "dni_nie", "form": "original"}


pytestmark = pytest.mark.django_db


def comes_back(spec, made):
    assert canonical.encode(made) == canonical.encode(spec)


@pytest.mark.parametrize(
    "deadline",
    [
        DeadlineSpec(key="a", kind="hard", value=15, unit="business_days", direction="after", relative_to="ends_on"),
        DeadlineSpec(key="a", kind="recommended", value=1, unit="months", direction="after", relative_to="nac-capi"),
        DeadlineSpec(key="a", kind="window", yearly=YearlySpec(opens="04-08", closes="06-30", year="after_event")),
        DeadlineSpec(key="a", kind="window", yearly=YearlySpec(closes="02-29")),
        DeadlineSpec(key="a", kind="hard", relative_to=None, text={"es": "Cuando lo digan."}, verified=False),
    ],
)
def test_a_deadline_comes_back(deadline):
    spec = ProcedureSpec(
        id="p", agency="a", title={"es": "P"}, slug={"es": "p"}, confidence="low", deadlines=(deadline,)
    )
    comes_back(spec, procedure_made_from(spec))


def test_a_procedure_judged_apart_for_each_person_comes_back():
    spec = ProcedureSpec(
        id="p", agency="a", title={"es": "P"}, slug={"es": "p"}, confidence="low", who=NESTED, each_person=True,
        done_when=Leaf("registered", "eq", True), concerns="cared_for",
        requirements=(
            RequirementSpec(key="1", **PAPER, not_older_than=SpanSpec(value=3, unit="months"), when=NESTED),
            RequirementSpec(key="2", **PAPER, kept_under="Ley 20/2011, art. 46", copies=2),
        ),
    )  # fmt: skip
    comes_back(spec, procedure_made_from(spec))


def procedure_made_from(spec):
    page = ProcedurePage()
    filling.fill_procedure(page, spec)
    return compiling.procedure_spec(page, translations=(), agency=spec.agency)


def test_a_date_question_a_country_question_and_a_foreign_paper_come_back():
    countries = tuple(OptionSpec(value=one, label={"es": one}) for one in ("spain", "eu", "hague", "other"))
    for spec in (
        QuestionSpec(id="ends_on", type="date", text={"es": "¿Cuándo?"}, why={"es": "Por el plazo."}, about="deceased"),
        QuestionSpec(id="born_in", type="enum", text={"es": "¿Dónde?"}, why={}, options=countries, asked_as="country"),
    ):
        question = Question()
        filling.fill_question(question, spec)
        question.save()
        comes_back(spec, compiling.question_spec(Question.objects.get(public_id=spec.id)))
    paper = DocumentSpec(id="acta", name={"es": "Acta"}, nature="civil_status", issued_in="born_in")
    document = Document()
    filling.fill_document(document, paper)
    document.save()
    comes_back(paper, compiling.document_spec(Document.objects.get(public_id="acta")))


EVENT = LifeEventSpec(
    id="having_a_child", title={"es": "He tenido un hijo"}, slug={"es": "hijo"}, summary={"es": "…"},
    event_date_label={"es": "¿Cuándo?"}, phases=(PhaseSpec(id="first", title={"es": "Primero"}),),
    steps=(StepSpec(procedure="nac-capi", phase="first"),), questions=("births",),
    people=(
        PersonSpec(person="me", name={"es": "Tú"}),
        PersonSpec(person="other_parent", name={"es": "El otro progenitor"}, when=Not(Leaf("single", "eq", True))),
    ),
)  # fmt: skip
PERSONAS = (
    PersonaSpec(
        id="ana", life_event=EVENT.id, name={"es": "Ana"}, story={"es": "Trabaja por su cuenta."}, on="2026-11-22",
        answers={"births": 2, "employment": {"me": "employee", "other_parent": None}, "helps": ["a", "b"]},
        due_on="2027-01-01", municipality="50297",
        expected=(
            ExpectedItem(procedure="nac-capi", dates={"plazo-1": "2027-01-11"}),
            ExpectedItem(procedure="nac-pediatra", state="may_apply"),
        ),
    ),
    PersonaSpec(id="nobody", life_event=EVENT.id, name={"es": "Nadie"}, on="2026-11-22", event_on="2026-11-20"),
)  # fmt: skip


def test_a_life_event_comes_back_with_its_people_and_example_people():
    page = LifeEventPage()
    guide_filling.fill_life_event(page, EVENT)
    guide_filling.fill_personas(page, PERSONAS)
    comes_back(EVENT, guide_compiling.event_spec(page, translations=()))
    assert guide_compiling.personas(EVENT.id, page=page, translations=()) == PERSONAS
    assert set(page.prose()) >= {"people.other_parent.name", "personas.ana.name", "personas.ana.story"}
