"""What is still open on a list, and how much each question would settle of it: the rules that questions serve.

Pure. Every rule is something a person sees on their list: a procedure, that it is done already, a paper, what a paper
from abroad needs, a date, or the place (holidays and offices).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from lifeevents import people
from lifeevents.guide import RESIDENCE, Guide
from lifeevents.plans import Channels, channel_of
from procedures import deadlines, foreign
from procedures.conditions import Always, Answers, AnyOf, Condition, Not, Verdict, evaluate, questions_in
from procedures.specs import ChannelKind, DeadlineSpec, ProcedureSpec, QuestionSpec
from procedures.whatif import Trial, is_known, is_plain

# Weights only compare: what falls due within days goes before everything, a lost right before a missed one,
# and any procedure before the papers and dates of several. The place is weighed once, whatever it decides.
URGENT, LOSES_A_RIGHT, PROCEDURE, DATE, PAPER, PLACE = 1000.0, 60.0, 4.0, 1.0, 0.25, 0.5
URGENT_DAYS = 3
_IN_DAYS = {"hours": 1 / 24, "days": 1.0, "business_days": 1.0, "months": 30.0, "years": 365.0}
# What was tried is remembered with the guide, for the same answers are met again on every page.
TRIED_AT_MOST = 20_000
_SOME_DAYS = (dt.date(2026, 3, 2), dt.date(2026, 11, 17), dt.date(2027, 11, 17))


class Judge:
    """Judges conditions under some answers, each once: many rules share the same condition and the same guard."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self._verdicts: dict[tuple[int, str | None], Verdict] = {}

    def __call__(self, condition: Condition, person: str | None = None) -> Verdict:
        # By identity: conditions live as long as their guide, and comparing them costs more than judging them.
        key = (id(condition), person)
        found = self._verdicts.get(key)
        if found is None:
            found = self._verdicts[key] = evaluate(condition, self.answers, person)
        return found


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that answers settle, and how much it matters; nobody cares any more once a guard is false.

    `person`: for whom it is judged; the guards for `guarded_for`. `outcome`: only this one is seen on the list (None:
    either). `channel`: it matters only while `procedure` is done in this way. `each`: of what is judged apart for each
    person, for whom it is, by which condition; it matters until it is done for all of them.
    """

    condition: Condition
    weight: float
    procedure: str
    guards: tuple[Condition, ...] = ()
    person: str | None = None
    guarded_for: str | None = None
    outcome: bool | None = None
    channel: ChannelKind | None = None
    each: tuple[tuple[str | None, Condition], ...] = ()
    done_when: Condition | None = None
    number: int = 0
    questions: frozenset[str] = frozenset()
    is_plain: bool = True

    def open_questions(self, guide: Guide, judge: Judge) -> tuple[str, ...]:
        """Return the questions that can settle it; none when it is settled or does not matter any more."""
        answers, verdict = judge.answers, judge(self.condition, self.person)
        if verdict.value is not None:
            return ()
        if any(judge(guard, self.guarded_for).value is False for guard in self.guards) or self._is_over(judge):
            return ()
        if self.is_plain:
            return verdict.unknown
        tried: dict[object, tuple[str, ...]] = guide.__dict__.setdefault("_tried", {})
        persons = dict.fromkeys((self.person, self.guarded_for))
        given = ((*answers.given(q, one).items(), answers.is_unsure(q, one)) for q in self.questions for one in persons)
        key = (self.number, *given)
        if key not in tried:
            if len(tried) >= TRIED_AT_MOST:
                tried.clear()
            trial = Trial(
                self.condition, answers, guide.question_by_id, self.person,
                guards=self.guards, guarded_for=self.guarded_for,
                of_several=people.open_to_several(guide, answers, self.questions),
            )  # fmt: skip
            tried[key] = tuple(one for one in verdict.unknown if trial.can_settle(one, self.outcome))
        return tried[key]

    def _is_over(self, judge: Judge) -> bool:
        """Tell whether it is for nobody, or done for everybody it is for."""
        left = [person for person, who in self.each if judge(who, person).value is not False]
        if not self.each or not left or self.done_when is None:
            return bool(self.each) and not left
        return all(judge(self.done_when, person).value is True for person in left)


OpenRule = tuple[Rule, tuple[str, ...]]
"""A rule that is not settled, and the questions that could settle it."""


class Open:
    """The rules that are still open for a growing set of answers.

    `channels`: how the person chose to do things, for papers are asked by channel.
    """

    def __init__(self, guide: Guide, answers: Answers, channels: Channels | None = None) -> None:
        self.guide = guide
        self.judge = Judge(people.whole(guide, answers))
        self.said = answers
        ways = {step.procedure: None for step in guide.event.steps} | dict(channels or {})
        kinds = {
            one: channel.kind if (channel := channel_of(guide.procedure_by_id[one], way)) else None
            for one, way in ways.items()
            if one in guide.procedure_by_id
        }
        rules = [each for each in _kept(guide) if each[0].channel in (None, kinds[each[0].procedure])]
        self.rules: list[OpenRule] = []
        known = {question for question, _person in self.judge.answers.entries()}
        for rule, unknown in rules:
            if rule.questions.isdisjoint(known):
                self.rules.append((rule, unknown))
            else:
                self._keep(rule)

    def learn(self, question: str, answers: Answers) -> None:
        """Take an answer into account."""
        self.said, self.judge = answers, Judge(people.whole(self.guide, answers))
        rules, self.rules = self.rules, []
        for rule, unknown in rules:
            if question in rule.questions:
                self._keep(rule)
            else:
                self.rules.append((rule, unknown))

    def _keep(self, rule: Rule) -> None:
        unknown = rule.open_questions(self.guide, self.judge)
        if unknown:
            self.rules.append((rule, unknown))

    def weigh(self, passed_over: Iterable[str]) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
        """Return the weight of each question that can be put now, and of the others what they wait for."""
        need = _Need(self.guide, self.said, self.judge)
        for rule, unknown in self.rules:
            for question in unknown:
                need.add(question, rule.weight / len(unknown), rule.person)
        closed = set(passed_over)
        now: dict[str, float] = {}
        later: dict[str, tuple[str, ...]] = {}
        # `ask_when` looks only at earlier questions: going backwards, every weight is whole when it is passed on.
        for question in reversed(self.guide.event.questions):
            weight = need.weight.get(question)
            if weight is None or question in closed:
                continue
            may_ask, waits_for = need.may_be_put(question)
            if may_ask:
                now[question] = weight
            elif waits_for:
                later[question] = waits_for
                for earlier in waits_for:
                    need.add(earlier, weight / len(waits_for), None)
        need.put_presence_first(now)
        return now, later


class _Need:
    """How much each question would settle, and for whom."""

    def __init__(self, guide: Guide, said: Answers, judge: Judge) -> None:
        self.guide, self.said, self.judge = guide, said, judge
        self.weight: dict[str, float] = {}
        self.of: dict[str, set[str | None]] = {}
        self.presence = people.presence(guide, judge.answers)

    def add(self, question: str, weight: float, person: str | None) -> None:
        self.weight[question] = self.weight.get(question, 0.0) + weight
        spec = self.guide.question_by_id.get(question)
        if spec is None or not self.presence or not people.is_put_to_each(self.guide, spec):
            return
        self.of.setdefault(question, set()).add(person)
        if person is not None:
            return
        # Whether somebody is there at all settles what they would have to be asked.
        for one, there in self.presence.items():
            if there.value is None and not people.has_spoken(self.said, question, one):
                for other in there.unknown:
                    self.add(other, weight, None)

    def put_presence_first(self, now: dict[str, float]) -> None:
        """Ask whether somebody is there before anything that would be asked of them."""
        unknown = {question for there in self.presence.values() for question in there.unknown}.intersection(now)
        if unknown:
            questions = self.guide.question_by_id
            apart = [weight for one, weight in now.items() if people.is_put_to_each(self.guide, questions[one])]
            for question in unknown:
                now[question] += max(apart, default=0.0)

    def may_be_put(self, question: str) -> tuple[bool, tuple[str, ...]]:
        """Tell whether a question can be put now to somebody whose answer matters, else what it waits for."""
        spec = self.guide.question_by_id[question]
        if not people.is_put_to_each(self.guide, spec):
            verdict = self.judge(spec.ask_when)
            return verdict.value is True, self._openers(spec.ask_when, verdict.unknown, None)
        waits_for: dict[str, None] = {}
        for person in self.presence:
            if people.has_spoken(self.said, question, person) or self.of[question].isdisjoint({None, person}):
                continue
            verdict = self.judge(spec.ask_when, person)
            if verdict.value is True:
                return True, ()
            waits_for.update(dict.fromkeys(self._openers(spec.ask_when, verdict.unknown, person)))
        return False, tuple(waits_for)

    def _openers(self, ask_when: Condition, unknown: tuple[str, ...], person: str | None) -> tuple[str, ...]:
        if not unknown or ask_when in _plain(self.guide):
            return unknown
        trial = Trial(ask_when, self.judge.answers, self.guide.question_by_id, person)
        return tuple(one for one in unknown if trial.can_settle(one, True))


def _kept(guide: Guide) -> tuple[OpenRule, ...]:
    """Return the rules of a guide, before anything is answered; kept on it, for it never changes."""
    kept: dict[str, tuple[OpenRule, ...]] = guide.__dict__
    if "_rules" not in kept:
        nothing = Judge(Answers())
        kept["_rules"] = tuple(
            (rule, unknown) for rule in _finished(guide) if (unknown := rule.open_questions(guide, nothing))
        )
    return kept["_rules"]


def _plain(guide: Guide) -> frozenset[Condition]:
    """Return the conditions on questions, of those that need no trial; kept on the guide."""
    kept: dict[str, frozenset[Condition]] = guide.__dict__
    if "_plain" not in kept:
        asked = {question.ask_when for question in guide.questions}
        kept["_plain"] = frozenset(one for one in asked if is_plain(one, (), guide.question_by_id))
    return kept["_plain"]


def _finished(guide: Guide) -> Iterator[Rule]:
    """Yield the rules with what follows from them: the questions they look at, and whether all of those matter."""
    presence = [one.when for one in guide.event.people]
    pool: dict[Condition, Condition] = {}
    for number, rule in enumerate(_find(guide)):
        apart = [who for _person, who in rule.each]
        if rule.done_when is not None:
            apart.append(rule.done_when)
        conditions = (rule.condition, *rule.guards, *apart)
        looked_at = {q for condition in conditions for q in questions_in(condition)}
        if any(people.is_put_to_each(guide, guide.question_by_id[q]) for q in looked_at if q in guide.question_by_id):
            looked_at |= {q for when in presence for q in questions_in(when)}
        plain = is_plain(rule.condition, conditions[1:], guide.question_by_id)
        yield msgspec.structs.replace(
            rule,
            condition=pool.setdefault(rule.condition, rule.condition),
            guards=tuple(pool.setdefault(guard, guard) for guard in rule.guards),
            each=tuple((person, pool.setdefault(who, who)) for person, who in rule.each),
            number=number,
            questions=frozenset(looked_at),
            is_plain=plain,
        )


def _find(guide: Guide) -> Iterator[Rule]:
    for step in guide.event.steps:
        spec = guide.procedure_by_id[step.procedure]
        for person, who in people.judged_for(guide, spec):
            weight = max((_urgency(deadline) for deadline in spec.deadlines), default=PROCEDURE)
            yield Rule(condition=who, weight=weight, procedure=spec.id, person=person)
            if spec.done_when is not None:
                yield Rule(
                    condition=spec.done_when, weight=PROCEDURE, procedure=spec.id, guards=(who,), outcome=True,
                    person=person, guarded_for=person,
                )  # fmt: skip
        common = _while_open(guide, spec)
        yield from _paper_rules(guide, spec, common)
        yield from _date_rules(guide, spec, common)
    yield from _place_rules(guide)


def _while_open(guide: Guide, spec: ProcedureSpec) -> Rule:
    """Return what rules of papers and dates have in common: what is done asks for no papers and has no dates."""
    ((person, who), *others) = people.judged_for(guide, spec)
    if person is not None:
        each = ((person, who), *others)
        return Rule(condition=Always(), weight=0.0, procedure=spec.id, each=each, done_when=spec.done_when)
    guards = () if isinstance(who, Always) else (who,)
    guards = guards if spec.done_when is None else (*guards, Not(spec.done_when))
    return Rule(condition=Always(), weight=0.0, procedure=spec.id, guards=guards)


def _paper_rules(guide: Guide, spec: ProcedureSpec, common: Rule) -> Iterator[Rule]:
    for channel, when in dict.fromkeys((one.channel, one.when) for one in spec.requirements):
        yield msgspec.structs.replace(common, condition=when, weight=PAPER, channel=channel)
    abroad: dict[Rule, float] = {}
    for need in spec.requirements:
        document = guide.document_by_id.get(need.document)
        asks = document.issued_in if document else None
        if document is None or asks not in guide.question_by_id or need.provided_by == "administration":
            continue
        question = guide.question_by_id[asks]
        needed = {
            foreign.of_document(document, question, Answers.of(**{asks: option.value})) for option in question.options
        }
        if needed != {foreign.AT_HOME}:
            guards = tuple(one for one in (*common.guards, need.when) if not isinstance(one, Always))
            for person, known in _is_at_home_or_known(guide, question):
                rule = msgspec.structs.replace(
                    common, condition=known, guards=guards, person=person, channel=need.channel
                )
                abroad[rule] = abroad.get(rule, 0.0) + PAPER
    for rule, weight in abroad.items():
        yield msgspec.structs.replace(rule, weight=weight)


def _date_rules(guide: Guide, spec: ProcedureSpec, common: Rule) -> Iterator[Rule]:
    for deadline in spec.deadlines:
        asks = deadline.relative_to
        question = guide.question_by_id.get(asks or "")
        if asks is None or question is None or question.type != "date":
            continue
        # Of some deadlines only the sentence is known, whatever date they count from.
        today = _SOME_DAYS[0]
        dues = {deadlines.due(deadline, event_on=None, other_dates={asks: day}, today=today) for day in _SOME_DAYS}
        if dues != {deadlines.due(deadline, event_on=None, today=today)}:
            weight = max(DATE, _urgency(deadline) if deadline.kind == "hard" else DATE)
            yield msgspec.structs.replace(common, condition=is_known(asks), weight=weight)


def _place_rules(guide: Guide) -> Iterator[Rule]:
    """Yield rules for the municipality: it decides the holidays of working days, and the offices one can go to."""
    decided = [step.procedure for step in guide.event.steps if _depends_on_place(guide.procedure_by_id[step.procedure])]
    for procedure in decided if RESIDENCE in guide.question_by_id else ():
        who = guide.procedure_by_id[procedure].who
        yield Rule(condition=is_known(RESIDENCE), weight=PLACE / len(decided), procedure=procedure, guards=(who,))


def _depends_on_place(spec: ProcedureSpec) -> bool:
    counts_days = any(one.unit == "business_days" for one in spec.deadlines)
    goes_there = any(one.kind in ("visit", "registry") for one in spec.channels)
    return goes_there or counts_days or spec.resolution.unit == "business_days"


def _is_at_home_or_known(guide: Guide, question: QuestionSpec) -> Iterator[tuple[str | None, Condition]]:
    """Yield for whom it is open where a paper comes from: not where the question is not put, nor who is not there."""
    here = [Not(question.ask_when)] if not isinstance(question.ask_when, Always) else []
    if not people.is_put_to_each(guide, question):
        yield None, _either(is_known(question.id), *here)
        return
    for one in guide.event.people:
        absent = [Not(one.when)] if not isinstance(one.when, Always) else []
        yield one.person, _either(is_known(question.id), *here, *absent)


def _either(first: Condition, *others: Condition) -> Condition:
    return AnyOf((first, *others)) if others else first


def _urgency(deadline: DeadlineSpec) -> float:
    if deadline.kind != "hard":
        return PROCEDURE
    if deadline.value is None or deadline.unit is None or deadline.relative_to != "event":
        return LOSES_A_RIGHT
    return URGENT if deadline.value * _IN_DAYS[deadline.unit] <= URGENT_DAYS else LOSES_A_RIGHT
