"""A second laboratory that knows no method: every combination, every persona, one after the other.

Written against the definitions alone, with rules of its own; it shares nothing with the laboratory but the shape of
content. For small guides only, whose lengths of time are in days.
"""

from __future__ import annotations

from itertools import combinations, permutations

from procedures.conditions import AllOf, Always, AnyOf, Leaf, Not

LIST = "list"


# --- Truth (Kleene) ---


def both(values):
    values = list(values)
    return False if False in values else None if None in values else True


def either(values):
    return negated(both(negated(one) for one in values))


def negated(value):
    return None if value is None else not value


def holds(leaf, answer):
    if leaf.op == "includes_any":
        return bool(set(answer) & set(leaf.value)) if isinstance(answer, tuple) else None
    if isinstance(answer, tuple):
        return None
    if leaf.op == "in":
        return answer in leaf.value if any(type(one) is type(answer) for one in leaf.value) else None
    if type(answer) is not type(leaf.value):
        return None
    return {
        "eq": answer == leaf.value, "ne": answer != leaf.value,
        **({} if isinstance(answer, str) else {
            "gte": answer >= leaf.value, "lte": answer <= leaf.value, "gt": answer > leaf.value,
            "lt": answer < leaf.value,
        }),
    }[leaf.op]  # fmt: skip


def judge(condition, said, person=None):
    match condition:
        case Always():
            return True
        case Not(of):
            return negated(judge(of, said, person))
        case AllOf(of):
            return both(judge(one, said, person) for one in of)
        case AnyOf(of):
            return either(judge(one, said, person) for one in of)
        case Leaf(q):
            given = [value for (asked, who), value in said.items() if asked == q and person in (None, who)]
            if not given and person is not None:
                given = [value for (asked, who), value in said.items() if asked == q and who == LIST]
            if not given:
                return None
            return either(None if value is None else holds(condition, value) for value in given)
    raise TypeError(condition)


# --- Everything that can be answered ---


def answers_of(question):
    match question.type:
        case "bool":
            return [True, False]
        case "enum":
            return [option.value for option in question.options]
        case "int":
            return list(range(question.minimum, question.maximum + 1))
        case "multi":
            options = [option.value for option in question.options]
            return [chosen for size in range(1, len(options) + 1) for chosen in combinations(options, size)]
        case "date":
            return ["2027-06-15"]
    raise ValueError(question.type)


class World:
    """One guide, every consistent combination of it, and every persona from the smallest on."""

    def __init__(self, guide):
        self.guide = guide
        self.people = {one.person: one.when for one in guide.event.people}
        self.asked = []
        for id in guide.event.questions:
            spec = guide.question_by_id[id]
            whom = list(self.people) if spec.per_person and self.people else [LIST]
            self.asked += [(id, person) for person in whom]
        self.choices = {one: answers_of(guide.question_by_id[one[0]]) for one in self.asked}
        self.full = list(self._full(0, {}))
        self.personas = sorted(self._few(0, {}, ()), key=lambda one: (len(one[0]), one[0]))

    def is_put(self, one, said):
        spec = self.guide.question_by_id[one[0]]
        if one[1] == LIST:
            return judge(spec.ask_when, said)
        return both([judge(self.people[one[1]], said), judge(spec.ask_when, said, one[1])])

    def _full(self, index, said):
        if index == len(self.asked):
            yield dict(said)
            return
        one = self.asked[index]
        if self.is_put(one, said) is not True:
            yield from self._full(index + 1, said)
            return
        for value in self.choices[one]:
            yield from self._full(index + 1, {**said, one: value})

    def _few(self, index, said, key):
        """Yield (key for sorting, answers, with None where a person may still say something)."""
        if index == len(self.asked):
            yield key, said
            return
        one = self.asked[index]
        put = self.is_put(one, said)
        unsaid = {**said, one: None} if one[1] != LIST and put is not False else said
        yield from self._few(index + 1, unsaid, key)
        if put is True:
            for place, value in enumerate(self.choices[one]):
                yield from self._few(index + 1, {**said, one: value}, (*key, (index, place)))

    # --- What is true of a list ---

    def applies(self, procedure, said):
        spec = self.guide.procedure_by_id[procedure]
        if spec.each_person and self.people:
            return either(both([judge(when, said), judge(spec.who, said, one)]) for one, when in self.people.items())
        return judge(spec.who, said)

    def gives(self, procedure, document):
        """Procedures other than this one that yield a paper."""
        return [one.id for one in self.guide.procedures if document in one.yields and one.id != procedure]

    def from_before(self, procedure, need):
        own = self.guide.procedure_by_id[procedure].yields
        return need.provided_by == "previous_procedure" and need.document not in own

    def elsewhere(self, document):
        by = self.guide.document_by_id[document].obtained_by
        return by is not None and by not in self.guide.procedure_by_id

    def lacks(self, procedure, requirement, said):
        if not self.from_before(procedure, requirement) or self.elsewhere(requirement.document):
            return False
        return both(negated(self.applies(one, said)) for one in self.gives(procedure, requirement.document))

    def waits(self, procedure, before, said):
        spec = self.guide.procedure_by_id[procedure]
        if procedure == before:
            return False
        if any(one.procedure == before for one in spec.prerequisites):
            return True
        return either(
            judge(one.when, said)
            for one in spec.requirements
            if self.from_before(procedure, one) and before in self.gives(procedure, one.document)
        )

    def outcomes(self):
        """Functions of answers whose results are what a person sees."""
        guide = self.guide
        for when in self.people.values():
            yield None, lambda said, when=when: judge(when, said)
        for spec in guide.procedures:
            applies = lambda said, spec=spec: self.applies(spec.id, said)  # noqa: E731
            if spec.each_person and self.people:
                for one, when in self.people.items():
                    yield (
                        None,
                        lambda said, spec=spec, one=one, when=when: both(
                            [judge(when, said), judge(spec.who, said, one)]
                        ),
                    )
            else:
                yield None, applies
            if spec.done_when is not None:
                yield None, lambda said, spec=spec: both([self.applies(spec.id, said), judge(spec.done_when, said)])
            for need in spec.requirements:
                needed = lambda said, spec=spec, need=need: both(  # noqa: E731
                    [self.applies(spec.id, said), judge(need.when, said)]
                )
                yield None, needed
                if origin := guide.document_by_id[need.document].issued_in:
                    yield origin, needed
            for deadline in spec.deadlines:
                if deadline.relative_to in guide.question_by_id:
                    yield deadline.relative_to, applies

    # --- Findings ---

    def findings(self):
        """Return {(kind, where): (severity, persona, full combinations that show it)}."""
        found = {}
        for kind, where, severity, shows in self._suspicions():
            shown_by = sum(shows(said) is True for said in self.full)
            if shown_by:
                persona = next((said for _key, said in self.personas if shows(said) is True), None)
                found[kind, where] = (severity, persona, shown_by)
        found |= self._over_all()
        return found

    def _suspicions(self):
        """Yield what is a fault as soon as one combination shows it."""
        guide = self.guide
        for spec in guide.procedures:
            id = spec.id
            named = [one for one in (id, *spec.instead) if one in guide.procedure_by_id]
            if not spec.instead_text and len(named) == len(spec.instead) + 1:
                yield (
                    "refusal_alone",
                    (id,),
                    "look",
                    lambda said, named=named: both(negated(self.applies(one, said)) for one in named),
                )
            groups = {}
            for index, need in enumerate(spec.requirements):
                groups.setdefault(need.one_of or index, []).append(need)
            for group in groups.values():
                first = next((one for one in group if self.from_before(id, one)), None)
                if first is None:
                    continue
                nowhere = not self.gives(id, first.document) and not self.elsewhere(first.document)
                yield (
                    "paper_unyielded" if nowhere else "paper_missing",
                    (id, first.key),
                    "blocks",
                    (
                        lambda said, id=id, group=group: both(
                            [
                                self.applies(id, said),
                                either(judge(one.when, said) for one in group),
                                *(either([negated(judge(one.when, said)), self.lacks(id, one, said)]) for one in group),
                            ]
                        )
                    ),
                )
            for deadline in spec.deadlines:
                yield from self._late(spec, deadline)
        ids = [one.id for one in guide.procedures]
        for size in range(2, len(ids) + 1):
            for circle in permutations(ids, size):
                if circle[0] == min(circle, key=ids.index):
                    steps = list(zip(circle, (*circle[1:], circle[0]), strict=True))
                    soft = any(
                        rule.procedure == before and rule.kind == "soft"
                        for one, before in steps
                        for rule in guide.procedure_by_id[one].prerequisites
                    )
                    yield (
                        "circle",
                        circle,
                        "look" if soft else "blocks",
                        lambda said, steps=steps: both(
                            value
                            for one, before in steps
                            for value in (self.applies(one, said), self.waits(one, before, said))
                        ),
                    )

    def _over_all(self):  # noqa: C901
        """What is so in every combination, and what stays open."""
        found = {}
        guide, total = self.guide, len(self.full)
        nobody = {}
        for one, when in self.people.items():
            self._open(found, "person_open", (one,), lambda said, when=when: judge(when, said), lambda said: True)
        for spec in guide.procedures:
            applies = lambda said, spec=spec: self.applies(spec.id, said)  # noqa: E731
            values = {applies(said) for said in self.full}
            if None in values:
                self._open(found, "item_open", (spec.id,), applies, lambda said: True)
            elif values == {False}:
                found["item_never", (spec.id,)] = ("blocks", nobody, total)
            elif values == {True}:
                severity = "information" if isinstance(spec.who, Always) else "look"
                found["item_always", (spec.id,)] = (severity, self._first(applies), total)
            for need in spec.requirements:
                if isinstance(need.when, Always):
                    continue
                when = lambda said, need=need: judge(need.when, said)  # noqa: E731
                among = [said for said in self.full if applies(said) is True]
                where = (spec.id, need.key)
                if None in {when(said) for said in among}:
                    self._open(found, "paper_open", where, when, applies)
                elif among and not any(when(said) for said in among):
                    found["paper_never", where] = ("look", self._first(applies), len(among))
        for id in guide.event.questions:
            self._question(found, id)
        return found

    def _open(self, found, kind, where, truth, while_):
        full = [(said, while_(said) is True and truth(said) is None) for said in self.full]
        shown_by = sum(is_open for _said, is_open in full)
        if shown_by:
            persona = self._first(
                lambda few: all(
                    is_open
                    for said, is_open in full
                    if all(said.get(one) == v for one, v in few.items() if v is not None)
                )
            )
            found[kind, where] = ("blocks", persona, shown_by)

    def _first(self, shows):
        return next((said for _key, said in self.personas if shows(said) is True), None)

    def _question(self, found, id):
        order = self.guide.event.questions
        each = [one for one in self.asked if one[0] == id]
        decides = {one: self._deciding(one) for one in each}
        if not any(decides.values()):
            said = [one for one in self.full if any(each_ in one for each_ in each)]
            persona = self._first(lambda few: any(few.get(one) is not None for one in each)) if said else {}
            found["question_idle", (id,)] = ("blocks", persona, len(said))
            return
        first = each[0]
        left = {}
        for other in self.asked:
            if other[0] not in order[: order.index(id)] or other[1] not in (LIST, first[1]):
                continue
            pairs = [(one, (other[0], one[1]) if other[1] == first[1] != LIST else other) for one in each]
            values = [
                value
                for value in self.choices[other]
                if all(
                    (asked := [n for n, said in enumerate(self.full) if one in said and said.get(its) == value])
                    and not decides[one].intersection(asked)
                    for one, its in pairs
                )
            ]
            if values:
                left[other] = values
        for other, values in left.items():
            own = [value for value in values if not self._follows(first, other, value, left)]
            if own:
                shows = lambda few, other=other, own=own: few.get(first) is not None and few.get(other) in own  # noqa: E731
                where = (id, other[0], tuple(own))
                found["question_in_vain", where] = ("look", self._first(shows), sum(map(shows, self.full)))

    def _follows(self, one, other, value, left):
        said = [each for each in self.full if one in each and each.get(other) == value]
        before = [each for each in left if self.asked.index(each) < self.asked.index(other)]
        return any(all(each.get(earlier) in left[earlier] for each in said) for earlier in before)

    def _deciding(self, one):
        """Return the numbers of the combinations in which another answer to this changes something."""
        results = [(uses, [outcome(said) for said in self.full]) for uses, outcome in self.outcomes()]
        pairs = [
            (here, there)
            for here, there in combinations(range(len(self.full)), 2)
            if self._differ_only_by(one, self.full[here], self.full[there])
        ]
        found = set()
        for uses, values in results:
            used = [each for each in self.asked if each[0] == uses]
            shown = [
                tuple(said.get(each) for each in used) if uses and value is True else value
                for said, value in zip(self.full, values, strict=True)
            ]
            if uses == one[0]:
                found |= {n for n, said in enumerate(self.full) if one in said and values[n] is True}
            found |= {each for here, there in pairs if shown[here] != shown[there] for each in (here, there)}
        return found

    @staticmethod
    def _differ_only_by(one, left, right):
        if one not in left or one not in right or left[one] == right[one]:
            return False
        return all(right[each] == value for each, value in left.items() if each != one and each in right)

    # --- Deadlines, in days ---

    def _late(self, spec, deadline):
        if deadline.kind != "hard" or deadline.relative_to not in {"event", *self.guide.question_by_id}:
            return
        base = deadline.relative_to
        for kind, severity, with_times in (
            ("deadline_impossible", "blocks", False), ("deadline_tight", "look", True)
        ):  # fmt: skip
            if not with_times:
                windows = lambda said: self._lateness(spec.id, deadline.value, said, base, False)  # noqa: E731
                if any(windows(said) is True for said in self.full):
                    yield kind, (spec.id, deadline.key), severity, windows
                    return
            else:
                yield (
                    kind,
                    (spec.id, deadline.key),
                    severity,
                    (lambda said: self._lateness(spec.id, deadline.value, said, base, True)),
                )

    def _lateness(self, procedure, day, said, base, with_times):
        applies = self.applies(procedure, said)
        if applies is not True:
            return applies
        return True if self._soonest(procedure, said, base, with_times, ()) > day else None

    def _soonest(self, procedure, said, base, with_times, seen):
        if procedure in seen:
            return 0
        seen = (*seen, procedure)
        spec = self.guide.procedure_by_id[procedure]
        opens = [one.value for one in spec.deadlines if one.edge == "opens" and one.relative_to == base]
        soonest = min(opens, default=0)
        for group in self._groups(spec, said):
            sure = [one for one in group if self.applies(one, said) is True]
            maybe = [one for one in group if self.applies(one, said) is not False]
            if sure:
                soonest = max(soonest, min(self._over(one, said, base, with_times, seen) for one in maybe))
        return max(soonest, 0)

    def _over(self, procedure, said, base, with_times, seen):
        took = self.guide.procedure_by_id[procedure].resolution.value or 0
        return self._soonest(procedure, said, base, with_times, seen) + (took if with_times else 0)

    def _groups(self, spec, said):
        before = [one for one in spec.prerequisites if one.procedure != spec.id]
        yield from ([one.procedure] for one in before if one.kind == "hard")
        yield [one.procedure for one in before if one.kind == "alternative"]
        soft = {one.procedure for one in before if one.kind == "soft"}
        for need in spec.requirements:
            alone = sum(one.one_of == need.one_of for one in spec.requirements) == 1 or need.one_of is None
            sources = self.gives(spec.id, need.document)
            if self.from_before(spec.id, need) and alone and judge(need.when, said) is True:
                if not soft & set(sources):
                    yield sources
