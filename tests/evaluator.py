"""A second reading of the raw facts, to judge the portal's plans by.

Written apart from the rules it judges: it imports nothing of `procedures` or `lifeevents`, counts truth as
0, ½ and 1, counts dates with dateutil, and checks an order instead of making one.
Source: the public facts' "Precise readings".
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from dateutil.relativedelta import relativedelta

Json = dict[str, Any]
FORMS = {"electronic": 0, "copy": 1, "original": 2, "original_and_copy": 3}
LOOKUP = {"yes": 0, "optional": 1, "no": 2}


def truth(rule: Json, answers: Json, person: str | None = None) -> float:
    """Return 0 for false, 0.5 for unknown, 1 for true; for one person, or for the list when it is about nobody."""
    if "always" in rule:
        return 1
    if "all" in rule:
        return min(truth(part, answers, person) for part in rule["all"])
    if "any" in rule:
        return max(truth(part, answers, person) for part in rule["any"])
    if "not" in rule:
        return 1 - truth(rule["not"], answers, person)
    given, wanted = answers.get(rule["q"]), rule["value"]
    if isinstance(given, dict):
        if person is None:
            return max((truth({**rule, "q": 0}, {0: one}) for one in given.values()), default=0.5)
        given = given.get(person)
    if given is None:
        return 0.5
    tests = {
        "eq": lambda: given == wanted,
        "ne": lambda: given != wanted,
        "in": lambda: given in wanted,
        "includes_any": lambda: not set(given).isdisjoint(wanted),
        "gte": lambda: given >= wanted,
        "lte": lambda: given <= wanted,
        "gt": lambda: given > wanted,
        "lt": lambda: given < wanted,
    }
    return float(tests[rule["op"]]())


class Evaluator:
    """What the facts say for one set of answers.

    `answers`: question id → value, list, None, or {person: value}. `done`: procedure → the day it was done.
    """

    def __init__(
        self,
        facts: Json,
        answers: Json,
        event_on: dt.date | None = None,
        *,
        today: dt.date | None = None,
        done: dict[str, dt.date] | None = None,
    ) -> None:
        self.facts = facts
        self.answers = answers
        self.event_on = event_on
        self.today = today or event_on
        self.done = done or {}
        self.procedures: dict[str, Json] = {item["id"]: item for item in facts["procedures"]}

    def whose(self, procedure: str) -> dict[str, float]:
        """Return how true it is for each person on the list that it is for them."""
        item = self.procedures[procedure]
        people = self.facts["life_event"].get("people") or {}
        if not item.get("each_person") or not people:
            return {"list": truth(item["who"], self.answers)}
        return {
            person: min(truth(there, self.answers), truth(item["who"], self.answers, person))
            for person, there in people.items()
        }

    def states(self) -> dict[str, str]:
        """Return the state of everything on the list."""
        names = {1: "applies", 0.5: "may_apply"}
        found = {key: max(self.whose(key).values()) for key in self.procedures}
        return {key: names[value] for key, value in found.items() if value}

    def is_done(self, procedure: str) -> bool:
        rule = self.procedures[procedure].get("done_when")
        return procedure in self.done or (rule is not None and truth(rule, self.answers) == 1)

    def left_out(self) -> set[str]:
        return set(self.procedures) - set(self.states())

    # Dates

    def red_days(self) -> set[dt.date]:
        town = self.answers.get("residence_municipality")
        blocks = [block for year, block in self.facts["holidays"].items() if year in ("2026", "2027")]
        days = [day for block in blocks for day in block["regional"] + block["local"].get(town, [])]
        return {dt.date.fromisoformat(day["date"]) for day in days}

    def date_of(self, deadline: Json) -> tuple[dt.date | None, dt.date | None]:
        """Return (last day, first day)."""
        if "yearly" in deadline:
            return self.window(deadline["yearly"])
        value, unit = deadline["value"], deadline["unit"]
        start = self.day_zero(deadline["relative_to"])
        if value is None or start is None:
            return None, None
        if deadline["kind"] == "window" and "edge" not in deadline:
            return None, None
        sign = -1 if deadline["direction"] == "before" else 1
        if unit == "business_days":
            day, red = start, self.red_days()
            for _ in range(value):
                day += dt.timedelta(days=sign)
                while day.isoweekday() in (6, 7) or day in red:
                    day += dt.timedelta(days=sign)
        elif unit == "hours":
            day = start + dt.timedelta(days=sign * value // 24)
        else:
            day = start + relativedelta(**{unit: sign * value})
        if deadline.get("extend_to") == "month_end":
            day += relativedelta(day=31)
        return (None, day) if deadline.get("edge") == "opens" else (day, None)

    def day_zero(self, relative_to: str | None) -> dt.date | None:
        """Return the day that a deadline counts from: of the event, of a date answer, of a step that is done."""
        if relative_to == "event":
            return self.event_on
        if relative_to in self.procedures:
            return self.done.get(relative_to)
        said = self.answers.get(relative_to)
        return dt.date.fromisoformat(said) if isinstance(said, str) else None

    def window(self, yearly: Json) -> tuple[dt.date | None, dt.date | None]:
        """Return (last day, first day) of a window that comes back every year."""

        def on(year: int, name: str) -> dt.date | None:
            return dt.date.fromisoformat(f"{year}-{yearly[name]}") if yearly.get(name) else None

        def turn(year: int) -> tuple[dt.date | None, dt.date | None]:
            opens, closes = on(year, "opens"), on(year, "closes")
            if opens and closes and closes < opens:
                closes = on(year + 1, "closes")
            return closes, opens

        if yearly["year"] != "next":
            return turn(self.event_on.year + (yearly["year"] == "after_event")) if self.event_on else (None, None)
        late = max(day for day in (self.today, self.event_on) if day)
        turns = [turn(year) for year in range(late.year - 1, late.year + 2)]
        return next(one for one in turns if (one[0] or one[1] or late) >= late)

    def dates(self, procedure: str) -> list[tuple[str, dt.date | None, dt.date | None]]:
        """Return (kind, last day, first day) of every deadline, in the order of the facts."""
        return [(one["kind"], *self.date_of(one)) for one in self.procedures[procedure]["deadlines"]]

    # Papers

    def papers(self, procedure: str) -> list[tuple[str, str, str, str, bool]]:
        """Return (document, form, provided by, look-up, certain) of every paper that is or may be needed."""
        found = []
        for one in self.procedures[procedure]["documents"]:
            value = truth(one.get("when", {"always": True}), self.answers)
            if value:
                found.append((one["doc"], one["form"], one["provided_by"], one["consultable"], value == 1))
        return found

    def group_of(self, procedure: str, document: str) -> str | None:
        """Return the group of papers of which one is enough."""
        found = (one.get("one_of") for one in self.procedures[procedure]["documents"] if one["doc"] == document)
        return next(found, None)

    def chosen(self) -> set[tuple[str, str]]:
        """Return (procedure, document) of alternatives that are left at home: one that goes anyway is enough."""
        needed = [
            (procedure, document, form)
            for procedure, state in self.states().items()
            for document, form, provider, _lookup, certain in self.papers(procedure)
            if state == "applies" and certain and provider != "administration"
        ]
        anyway = {document for procedure, document, _form in needed if not self.group_of(procedure, document)}
        groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for procedure, document, form in needed:
            if group := self.group_of(procedure, document):
                groups.setdefault((procedure, group), []).append((document, form))
        left: set[tuple[str, str]] = set()
        for (procedure, _group), papers in groups.items():
            best = min(papers, key=lambda paper: (paper[0] not in anyway, FORMS[paper[1]]))
            left |= {(procedure, document) for document, _form in papers if document != best[0]}
        return left

    def folder(self) -> dict[str, tuple[str, str, set[str]]]:
        """Return document → (form, look-up, procedures served) over what applies."""
        lines: dict[str, tuple[str, str, set[str]]] = {}
        left_at_home = self.chosen()
        for procedure, state in self.states().items():
            for document, form, provider, lookup, certain in self.papers(procedure):
                if state != "applies" or not certain or provider == "administration":
                    continue
                if (procedure, document) in left_at_home:
                    continue
                old_form, old_lookup, serves = lines.get(document, (form, lookup, set()))
                lines[document] = (
                    max(form, old_form, key=FORMS.__getitem__),
                    max(lookup, old_lookup, key=LOOKUP.__getitem__),
                    serves | {procedure},
                )
        return lines

    def perhaps(self) -> dict[str, set[str]]:
        """Return document → procedures for which it may be needed, apart from the folder."""
        found: dict[str, set[str]] = {}
        for procedure, state in self.states().items():
            for document, _form, provider, _lookup, certain in self.papers(procedure):
                if self.group_of(procedure, document):
                    continue  # which of the alternatives is told does not matter before it is known to be needed
                if provider != "administration" and not (state == "applies" and certain):
                    found.setdefault(document, set()).add(procedure)
        return found

    # Order

    def sources(self, procedure: str, document: str) -> set[str]:
        """Return who on the list yields a paper."""
        return {
            other
            for other in self.states()
            if document in self.procedures[other]["outcome"]["documents"] and other != procedure
        }

    def order_faults(self, order: list[str]) -> list[str]:
        """Return every order rule that a list breaks."""
        place = {procedure: number for number, procedure in enumerate(order)}
        faults = []
        for procedure in order:
            for one in self.procedures[procedure].get("prerequisites", ()):
                if one["procedure"] in place and place[one["procedure"]] > place[procedure]:
                    faults.append(f"{one['procedure']} stands below {procedure}, which needs it")
            for document, _form, provider, _lookup, _certain in self.papers(procedure):
                sources = self.sources(procedure, document) & set(place)
                if provider != "previous_procedure" or not sources:
                    continue
                if all(place[source] > place[procedure] for source in sources):
                    faults.append(f"{document} comes only after {procedure}")
        return faults

    def goes_by_identity(self, procedure: str) -> bool:
        """Tell whether there is no way without an electronic identity."""
        item = self.procedures[procedure]
        by_itself = item.get("nothing_to_do") or procedure == "com-identidad-electronica"
        online = item["channels"]["online"]
        others = any(item["channels"][way]["available"] for way in ("in_person", "phone", "post"))
        return not by_itself and not others and online["available"] and "sin_certificado" not in online["auth"]

    def waits(self, procedure: str, done: frozenset[str] = frozenset()) -> str:
        """Return the status of one procedure: ready, waiting, blocked or done."""
        done |= {one for one in self.procedures if self.is_done(one)}
        if procedure in done:
            return "done"
        states = self.states()
        listed = [one for one in self.procedures[procedure].get("prerequisites", ()) if one["procedure"] in states]
        soft = {one["procedure"] for one in listed if one["kind"] == "soft"}
        needs = [{one["procedure"]} for one in listed if one["kind"] == "hard"]
        needs.append({one["procedure"] for one in listed if one["kind"] == "alternative"})
        groups: dict[str, list[set[str]]] = {}
        for document, _form, provider, _lookup, certain in self.papers(procedure):
            if not certain:
                continue
            sources = self.sources(procedure, document)
            gives_it_itself = document in self.procedures[procedure]["outcome"]["documents"]
            is_awaited = provider == "previous_procedure" and not gives_it_itself and not sources & soft
            groups.setdefault(self.group_of(procedure, document) or document, []).append(
                sources if is_awaited else set()
            )
        # Of alternatives one is enough: none is waited for where one is to be had without the list.
        needs += [set().union(*ways) for ways in groups.values() if all(ways)]
        if self.goes_by_identity(procedure) and self.answers.get("has_electronic_identity") is False:
            needs.append({"com-identidad-electronica"})
        still = [need for need in needs if need and not need & done]
        if not still:
            return "ready"
        return "waiting" if all(any(states[one] == "applies" for one in need) for need in still) else "blocked"
