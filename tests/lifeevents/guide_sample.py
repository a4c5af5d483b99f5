"""A small guide with one of each kind of thing, and how to publish it in an empty database."""

from __future__ import annotations

from lifeevents import editions
from lifeevents import guide as guides
from lifeevents.guide import Guide, LifeEventSpec, PhaseSpec, StepSpec
from lifeevents.models import GuideEdition, LifeEvent
from lifeevents.municipalities import forget_places
from procedures.conditions import AllOf, Leaf
from procedures.models import Agency, Municipality, Procedure
from procedures.specs import (
    AgencySpec,
    ChannelSpec,
    DeadlineSpec,
    DocumentSpec,
    FeeSpec,
    OptionSpec,
    PrerequisiteSpec,
    ProcedureSpec,
    QuestionSpec,
    RequirementSpec,
    SourceSpec,
)

EVENT, SLUG_ES, SLUG_EN = "having_a_child", "tener-un-hijo", "having-a-child"
BORN_IN_HOSPITAL = Leaf("born_in_hospital", "eq", True)


def text(es: str, en: str) -> dict[str, str]:
    return {"es": es, "en": en}


def sample() -> Guide:
    """Return the guide: registration (10 days), certificate after it, an aid that income decides, a card they do."""
    return Guide(
        event=LifeEventSpec(
            id=EVENT,
            title=text("Tener un hijo", "Having a child"),
            slug=text(SLUG_ES, SLUG_EN),
            summary=text("Resumen", "Summary"),
            event_date_label=text("¿Qué día nació?", "Which day was the birth?"),
            phases=(
                PhaseSpec(id="days10", title=text("Los primeros 10 días", "The first 10 days"), until_days=10),
                PhaseSpec(id="year1", title=text("El primer año", "The first year"), until_months=12),
                PhaseSpec(id="anytime", title=text("Cuando lo necesites", "When you need it")),
            ),
            steps=(
                StepSpec(procedure="registration", phase="days10"),
                StepSpec(procedure="certificate", phase="days10"),
                StepSpec(procedure="census", phase="days10"),
                StepSpec(procedure="aid", phase="year1"),
                StepSpec(procedure="nursery", phase="anytime"),
            ),
            questions=(
                "residence_municipality",
                "municipality_under_10000",
                "born_in_hospital",
                "signed",
                "income",
                "children",
                "work",
            ),
        ),
        procedures=(
            ProcedureSpec(
                id="registration",
                agency="registry",
                title=text("Inscripción del nacimiento", "Birth registration"),
                slug=text("inscripcion", "registration"),
                concerns="child",
                deadlines=(
                    DeadlineSpec(
                        key="d1",
                        kind="hard",
                        value=10,
                        unit="days",
                        direction="after",
                        text=text("Tienes 10 días.", "You have 10 days."),
                        remedy=text("Abre un expediente.", "Open a file."),
                    ),
                ),
                requirements=(
                    RequirementSpec(key="id", document="id_card", form="original"),
                    RequirementSpec(key="book", document="family_book", form="copy", lookup="if_you_authorise"),
                    RequirementSpec(
                        key="report",
                        document="report",
                        form="original",
                        channel="visit",
                        note=text("del hospital", "from the hospital"),
                    ),
                ),
                channels=(
                    ChannelSpec(kind="visit", appointment="required"),
                    ChannelSpec(kind="online_identity", url="https://example.org/", auth=("clave",)),
                ),
                fee=FeeSpec(amount_eur=0),
                yields=("certificate_paper",),
                sources=("page",),
                confidence="high",
            ),
            ProcedureSpec(
                id="certificate",
                agency="registry",
                title=text("Certificado de nacimiento", "Birth certificate"),
                slug=text("certificado", "certificate"),
                prerequisites=(PrerequisiteSpec(procedure="registration", kind="hard"),),
                channels=(ChannelSpec(kind="online", url="https://example.org/"),),
                confidence="high",
            ),
            ProcedureSpec(
                id="census",
                agency="town",
                title={"es": "Empadronamiento"},
                slug=text("padron", "census"),
                channels=(ChannelSpec(kind="nothing_to_do"),),
                confidence="medium",
            ),
            ProcedureSpec(
                id="aid",
                agency="town",
                title=text("Ayuda a familias", "Help for families"),
                slug=text("ayuda", "aid"),
                who=Leaf("income", "in", ("low", "middle")),
                unverified=("fee", "resolution"),
                channels=(ChannelSpec(kind="registry"),),
                confidence="low",
            ),
            ProcedureSpec(
                id="nursery",
                agency="town",
                title=text("Guardería", "Nursery place"),
                slug=text("guarderia", "nursery"),
                who=AllOf((Leaf("children", "gte", 2), Leaf("municipality_under_10000", "eq", False))),
                channels=(ChannelSpec(kind="visit", appointment="no"),),
                instead=("aid",),
                confidence="high",
            ),
        ),
        questions=(
            QuestionSpec(
                id="residence_municipality",
                type="enum",
                text=text("¿Dónde vives?", "Where do you live?"),
                why=text("Porque", "Because"),
                options=(
                    OptionSpec(value="zaragoza", label=text("Zaragoza", "Zaragoza")),
                    OptionSpec(value="other_aragon", label=text("Otro", "Other")),
                ),
            ),
            QuestionSpec(
                id="municipality_under_10000",
                type="bool",
                text=text("¿Es pequeño?", "Is it small?"),
                why=text("Porque", "Because"),
                ask_when=Leaf("residence_municipality", "eq", "other_aragon"),
            ),
            QuestionSpec(
                id="born_in_hospital",
                type="bool",
                text=text("¿Nació en un hospital?", "Born in a hospital?"),
                why=text("Porque", "Because"),
                yes=text("nació en un hospital", "the child was born in a hospital"),
            ),
            QuestionSpec(
                id="signed",
                type="bool",
                text=text("¿Firmasteis?", "Did you sign?"),
                why=text("Porque", "Because"),
                ask_when=BORN_IN_HOSPITAL,
            ),
            QuestionSpec(
                id="income",
                type="enum",
                text=text("¿Qué ingresos?", "What income?"),
                why=text("Porque", "Because"),
                short=text("Ingresos", "Income"),
                options=tuple(OptionSpec(value=v, label=text(v, v)) for v in ("low", "middle", "high")),
            ),
            QuestionSpec(
                id="children",
                type="int",
                text=text("¿Cuántos?", "How many?"),
                why=text("Porque", "Because"),
                minimum=1,
                maximum=9,
            ),
            QuestionSpec(
                id="work",
                type="multi",
                text=text("¿Trabajo?", "Work?"),
                why=text("Porque", "Because"),
                options=tuple(OptionSpec(value=v, label=text(v, v)) for v in ("employee", "own", "none")),
            ),
        ),
        documents=(
            DocumentSpec(id="id_card", name=text("DNI", "ID card")),
            DocumentSpec(id="family_book", name=text("Libro de familia", "Family book")),
            DocumentSpec(id="report", name=text("Parte médico", "Medical report")),
            DocumentSpec(id="certificate_paper", name=text("Certificado", "Certificate")),
        ),
        agencies=(
            AgencySpec(
                id="registry",
                name=text("Registro Civil", "Civil Registry"),
                slug=text("rc", "rc"),
                level="state",
                confidence="high",
            ),
            AgencySpec(
                id="town",
                name=text("Ayuntamiento", "Town hall"),
                slug=text("ayto", "town"),
                level="municipal",
                confidence="high",
            ),
        ),
        sources=(
            SourceSpec(id="page", publisher="BOE", title="Ley 20/2011", url="https://boe.es/", seen_on="2026-11-22"),
        ),
    )


def publish(guide: Guide | None = None) -> editions.Edition:
    """Store the guide as the edition in force, with the identities that marks point at."""
    guide = guide or sample()
    for agency in guide.agencies:
        Agency.objects.get_or_create(public_id=agency.id)
    for procedure in guide.procedures:
        Procedure.objects.get_or_create(public_id=procedure.id, defaults={"agency_id": procedure.agency})
    event, _made = LifeEvent.objects.get_or_create(public_id=guide.event.id)
    content = guides.encode(guide)
    number = event.editions.count() + 1
    before = editions.current(guide.event.id)
    event.current = GuideEdition.objects.create(
        life_event=event,
        number=number,
        content=content.decode(),
        digest=guides.digest(content),
        changed=dict.fromkeys(editions.changed_procedures(before.guide, guide), "") if before else {},
    )
    event.save()
    found = editions.current(guide.event.id)
    assert found is not None
    return found


def settle() -> None:
    """Write some municipalities."""
    rows = [
        ("50297", "Zaragoza", "zaragoza", "zaragoza", 675_000),
        ("50095", "Ejea de los Caballeros", "zaragoza", "other_aragon", 17_000),
        ("22130", "Jaca", "huesca", "other_aragon", 13_000),
        ("22003", "Adahuesca", "huesca", "other_aragon", 169),
        ("50025", "La Almunia de Doña Godina", "zaragoza", "other_aragon", 7_900),
        ("50287", "Villanueva de Gállego", "zaragoza", "other_aragon", 4_800),
        ("44261", "Villanueva del Rebollar de la Sierra", "teruel", "other_aragon", 30),
    ]
    Municipality.objects.bulk_create(
        Municipality(
            code=code,
            name=name,
            province=province,
            key=key,
            population=people,
            latitude=41,
            longitude=-1,
            source="test",
        )
        for code, name, province, key, people in rows
    )
    forget_places()
