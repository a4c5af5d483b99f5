"""Small guides at random, and one by hand to plant faults in."""

from __future__ import annotations

from hypothesis import strategies as st

from lifeevents.guide import Guide, LifeEventSpec, PersonSpec, PhaseSpec, StepSpec
from procedures.conditions import AllOf, Always, AnyOf, Leaf, Not
from procedures.specs import (
    DeadlineSpec,
    DocumentSpec,
    OptionSpec,
    PrerequisiteSpec,
    ProcedureSpec,
    QuestionSpec,
    RequirementSpec,
    ResolutionSpec,
)

WORDS = {"es": "x"}
PAPERS = ("d0", "d1", "d2")


def question(id, type="bool", *, ask_when=Always(), options=(), per_person=False, minimum=None, maximum=None):  # noqa: B008
    return QuestionSpec(
        id=id, type=type, text=WORDS, why=WORDS, ask_when=ask_when, per_person=per_person, minimum=minimum,
        maximum=maximum, options=tuple(OptionSpec(value=value, label=WORDS) for value in options),
    )  # fmt: skip


def procedure(id, **fields):
    return ProcedureSpec(**{"id": id, "agency": "a", "title": WORDS, "slug": WORDS, "confidence": "high", **fields})


def guide(questions, procedures, *, documents=(), people=()):
    return Guide(
        event=LifeEventSpec(
            id="event", title=WORDS, slug=WORDS, summary=WORDS, event_date_label=WORDS,
            phases=(PhaseSpec(id="only", title=WORDS),),
            steps=tuple(StepSpec(procedure=one.id, phase="only") for one in procedures),
            questions=tuple(one.id for one in questions),
            people=tuple(people),
        ),
        procedures=tuple(procedures),
        questions=tuple(questions),
        documents=tuple(documents),
        agencies=(),
        sources=(),
    )  # fmt: skip


# --- At random ---


def leaf(spec):
    if spec.type == "bool":
        return st.builds(lambda op, value: Leaf(spec.id, op, value), st.sampled_from(["eq", "ne"]), st.booleans())
    options = [option.value for option in spec.options]
    if spec.type == "enum":
        some = st.lists(st.sampled_from(options), min_size=1, unique=True).map(tuple)
        return st.one_of(
            st.builds(
                lambda op, value: Leaf(spec.id, op, value), st.sampled_from(["eq", "ne"]), st.sampled_from(options)
            ),
            st.builds(lambda values: Leaf(spec.id, "in", values), some),
        )
    if spec.type == "multi":
        some = st.lists(st.sampled_from(options), min_size=1, unique=True).map(tuple)
        return st.builds(lambda values: Leaf(spec.id, "includes_any", values), some)
    ops = st.sampled_from(["gte", "lte", "gt", "lt", "eq"])
    return st.builds(lambda op, value: Leaf(spec.id, op, value), ops, st.integers(-1, 4))


def condition(specs):
    """Conditions over these questions; a question of the kind "date" is not looked at."""
    leaves = [leaf(spec) for spec in specs if spec.type != "date"]
    if not leaves:
        return st.just(Always())
    one = st.one_of(leaves)
    several = st.lists(st.one_of(one, one.map(Not)), min_size=2, max_size=3).map(tuple)
    return st.one_of(st.just(Always()), one, one.map(Not), several.map(AllOf), several.map(AnyOf))


@st.composite
def questions(draw, people):
    kinds = ["bool", "enum", "int", "multi", "date"]
    found = [question("q0")]
    for index in range(1, draw(st.integers(2, 3 if people else 4))):
        kind = draw(st.sampled_from(kinds))
        found.append(
            question(
                f"q{index}",
                kind,
                ask_when=draw(condition(found)),
                options=("a", "b", "c")[: draw(st.integers(2, 3))]
                if kind == "enum"
                else ("a", "b")
                if kind == "multi"
                else (),
                per_person=people and draw(st.booleans()),
                minimum=0 if kind == "int" else None,
                maximum=draw(st.integers(1, 2)) if kind == "int" else None,
            )
        )
    return found


@st.composite
def requirement(draw, index, specs):
    return RequirementSpec(
        key=f"r{index}",
        document=draw(st.sampled_from(PAPERS)),
        form="copy",
        provided_by=draw(st.sampled_from(["citizen", "previous_procedure", "previous_procedure"])),
        when=draw(condition(specs)),
        one_of=draw(st.sampled_from([None, None, "g"])),
    )


@st.composite
def deadlines(draw, dates):
    found = []
    base = st.sampled_from(["event", *dates])
    if draw(st.booleans()):
        value = draw(st.integers(0, 20))
        found.append(
            DeadlineSpec(key="closes", kind="hard", value=value, unit="days", direction="after", relative_to=draw(base))
        )
    if draw(st.booleans()):
        value = draw(st.integers(0, 20))
        found.append(
            DeadlineSpec(
                key="opens",
                kind="window",
                edge="opens",
                value=value,
                unit="days",
                direction="after",
                relative_to=draw(base),
            )
        )
    return tuple(found)


@st.composite
def guides(draw):
    """Guides of three to five questions and three or four procedures, with or without two people."""
    people = draw(st.booleans())
    asked = draw(questions(people))
    ids = [f"p{index}" for index in range(draw(st.integers(3, 4)))]
    dates = [one.id for one in asked if one.type == "date"]
    made = [
        procedure(
            id,
            who=draw(condition(asked)),
            each_person=people and draw(st.booleans()),
            done_when=draw(st.one_of(st.none(), condition(asked))),
            requirements=tuple(draw(requirement(index, asked)) for index in range(draw(st.integers(0, 2)))),
            yields=tuple(draw(st.lists(st.sampled_from(PAPERS), max_size=1))),
            prerequisites=tuple(
                PrerequisiteSpec(procedure=other, kind=draw(st.sampled_from(["hard", "soft", "alternative"])))
                for other in draw(st.lists(st.sampled_from(ids), max_size=1))
                if other != id
            ),
            instead=tuple(draw(st.lists(st.sampled_from([*ids, "of-another-event"]), max_size=1))),
            instead_text=draw(st.sampled_from([{}, {}, WORDS])),
            deadlines=draw(deadlines(dates)),
            resolution=ResolutionSpec(value=draw(st.sampled_from([None, 5, 15])), unit="days"),
        )
        for id in ids
    ]
    papers = [
        DocumentSpec(
            id=id,
            name=WORDS,
            obtained_by=draw(st.sampled_from([None, None, "p0", "of-another-event"])),
            issued_in=draw(st.sampled_from([None, None, *(one.id for one in asked)])),
        )
        for id in PAPERS
    ]
    when = draw(st.one_of(leaf(asked[0]), st.just(Always())))
    both = [PersonSpec(person="me", name=WORDS), PersonSpec(person="other_parent", name=WORDS, when=when)]
    return guide(asked, made, documents=papers, people=both if people else ())
