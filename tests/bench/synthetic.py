"""Made-up guides and catalogues of any size, in which everything that guides have occurs: for measuring only."""

from __future__ import annotations

from lifeevents.guide import Guide, LifeEventSpec, PhaseSpec, StepSpec
from procedures.conditions import Always, AnyOf, Condition, Leaf, Not
from procedures.specs import (
    AgencySpec,
    ChannelSpec,
    DeadlineSpec,
    DocumentSpec,
    OptionSpec,
    PrerequisiteSpec,
    ProcedureSpec,
    QuestionSpec,
    RequirementSpec,
    ResolutionSpec,
    Text,
)

CHOICES = ("a", "b", "c")
AGENCY = "agency"
# Papers that many procedures ask for; besides, every procedure yields one of its own.
COMMON = 12


def text(words: str) -> Text:
    return {"es": f"{words} en español", "en": f"{words} in English"}


def questions(count: int) -> tuple[QuestionSpec, ...]:
    """Return questions, two in three with options, every fourth put only after the answer to the one before it."""
    return tuple(
        QuestionSpec(
            id=f"q{n}",
            type="bool" if n % 3 == 0 else "enum",
            text=text(f"Question {n}"),
            why=text(f"Why {n}"),
            options=() if n % 3 == 0 else tuple(OptionSpec(value=one, label=text(one)) for one in CHOICES),
            ask_when=Always() if n % 4 != 3 else leaf(n - 1),
        )
        for n in range(count)
    )


def leaf(question: int, turn: int = 0) -> Leaf:
    """Return a condition over one question that some answers make true."""
    if question % 3 == 0:
        return Leaf(f"q{question}", "eq", turn % 2 == 0)
    return Leaf(f"q{question}", "in", (CHOICES[turn % 3], CHOICES[(turn + 1) % 3]))


def documents(procedures: int) -> tuple[DocumentSpec, ...]:
    common = (DocumentSpec(id=f"common-{n}", name=text(f"Paper {n}")) for n in range(COMMON))
    own = (DocumentSpec(id=f"paper-{n}", name=text(f"Certificate {n}")) for n in range(procedures))
    return (*common, *own)


def procedure(n: int, asked: int) -> ProcedureSpec:
    """Return the nth procedure of a catalogue whose conditions look at the first `asked` questions.

    It has four papers (one that the procedure before it yields, two that stand for each other), a hard deadline, a
    recommended one and three ways to do it. Ten in a row make a chain.
    """
    first, second = n % asked, (n * 7 + 3) % asked
    who: Condition = leaf(first, n) if n % 3 else AnyOf((leaf(first, n), Not(leaf(second, n))))
    follows = n % 10 > 0
    papers = [
        RequirementSpec(key="r1", document=f"common-{n % COMMON}", form="original", when=leaf(second, n)),
        RequirementSpec(key="r2", document=f"common-{(n + 1) % COMMON}", form="copy", one_of="either", note=text("n")),
        RequirementSpec(
            key="r3", document=f"common-{(n + 5) % COMMON}", form="copy", one_of="either", lookup="if_you_authorise"
        ),
    ]
    if follows:
        papers.append(
            RequirementSpec(key="r4", document=f"paper-{n - 1}", form="copy", provided_by="previous_procedure")
        )
    return ProcedureSpec(
        id=f"p{n}",
        agency=AGENCY,
        title=text(f"Procedure {n}"),
        slug={"es": f"tramite-{n}", "en": f"procedure-{n}"},
        summary=text("What it is, in one or two sentences that a person reads before anything else."),
        who=who,
        requirements=tuple(papers),
        deadlines=(
            DeadlineSpec(key="d1", kind="hard", value=10 + n % 80, unit="business_days", text=text("Rule")),
            DeadlineSpec(key="d2", kind="recommended", value=n % 12 + 1, unit="months", text=text("Rule")),
        ),
        prerequisites=(PrerequisiteSpec(procedure=f"p{n - 1}", kind="soft"),) if follows and n % 2 else (),
        channels=(
            ChannelSpec(kind="online_identity", url="https://example.org/"),
            ChannelSpec(kind="registry"),
            ChannelSpec(kind="visit", appointment="required"),
        ),
        yields=(f"paper-{n}",),
        resolution=ResolutionSpec(value=n % 20 + 1, unit="business_days", silence="negative"),
        confidence="high",
    )


def event(id: str, steps: range, asked: int) -> LifeEventSpec:
    third = max(len(steps) // 3, 1)
    ends = (10, 90, None)
    return LifeEventSpec(
        id=id,
        title=text(id),
        slug={"es": f"hecho-{id}", "en": f"event-{id}"},
        summary=text("Summary"),
        event_date_label=text("When?"),
        phases=tuple(PhaseSpec(id=f"phase{n}", title=text(f"Phase {n}"), until_days=end) for n, end in enumerate(ends)),
        steps=tuple(
            StepSpec(procedure=f"p{n}", phase=f"phase{min(place // third, 2)}") for place, n in enumerate(steps)
        ),
        questions=tuple(f"q{n}" for n in range(asked)),
    )


AGENCY_SPEC = AgencySpec(
    id=AGENCY, name=text("Agency"), slug={"es": "organismo", "en": "agency"}, level="state", confidence="high"
)


def guide(steps: int, asked: int) -> Guide:
    """Return a guide as it would be compiled."""
    return Guide(
        event=event("synthetic", range(steps), asked),
        procedures=tuple(procedure(n, asked) for n in range(steps)),
        questions=questions(asked),
        documents=documents(steps),
        agencies=(AGENCY_SPEC,),
        sources=(),
    )


def some_answers(asked: int, *, of: int = 2) -> dict[str, object]:
    """Return an answer to every other question (`of` = 2), so that some conditions stay open."""
    return {f"q{n}": (n % 2 == 0 if n % 3 == 0 else CHOICES[n % 2]) for n in range(asked) if n % of == 0}
