"""The method against brute force: everything found, the persona the smallest, nothing invented, every count exact."""

from hypothesis import HealthCheck, given, settings

from lifeevents.laboratory.examining import examine
from lifeevents.laboratory.smallest import to_json
from tests.laboratory.brute import World
from tests.laboratory.guides import guides


def told(report, guide):
    """Return a report in the form of the brute one."""
    found = {}
    for one in report.findings:
        where = {
            "item_never": (one.procedure,), "item_always": (one.procedure,), "item_open": (one.procedure,),
            "person_open": (one.person,), "circle": one.path, "refusal_alone": (one.procedure,),
            "question_idle": (one.question,), "question_in_vain": (one.question, one.given_question, given_for(one)),
        }.get(one.kind, (one.procedure, one.deadline or one.requirement))  # fmt: skip
        key = (one.kind, comparable(one.kind, where, guide))
        assert key not in found
        found[key] = (one.severity, one.persona, one.shown_by)
    return found


def given_for(finding):
    return finding.values or tuple(one for first, last in finding.ranges for one in range(first, last + 1))


def comparable(kind, where, guide):
    """Of several options the laboratory names only the first choice of each kind."""
    several = kind == "question_in_vain" and guide.question_by_id[where[1]].type == "multi"
    return where[:2] if several else where


def brute(guide):
    return {
        (kind, comparable(kind, where, guide)): (severity, None if persona is None else to_json(persona), shown_by)
        for (kind, where), (severity, persona, shown_by) in World(guide).findings().items()
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(guides())
def test_what_is_found_is_what_brute_force_finds(guide):
    report = examine(guide)
    assert report.combinations == len(World(guide).full)
    assert told(report, guide) == brute(guide)
