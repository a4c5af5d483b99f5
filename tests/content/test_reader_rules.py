"""What lists with people, dates and example people must hold, told on a folder small enough to be read in no time."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.content.reader import Content, ContentError, read

AGENCIES = """
- id: town
  name: {es: Ayuntamiento, en: Town hall}
  slug: {es: ayuntamiento, en: town-hall}
  level: municipal
  confidence: low
"""
DOCUMENTS = """
- id: certificate
  name: {es: Certificado, en: Certificate}
  nature: civil_status
  issued_in: came_from
"""
QUESTIONS = """
- id: works
  type: bool
  per_person: true
  text: {es: '¿Trabaja?', en: 'Working?'}
  why: {es: Importa., en: It matters.}
  short: {es: Trabaja, en: Works}
  'yes': {es: trabaja, en: works}
  'no': {es: no trabaja, en: does not work}
- id: signed_on
  type: date
  text: {es: '¿Qué día?', en: 'What day?'}
  why: {es: Cuenta desde ahí., en: Counted from it.}
  short: {es: Firma, en: Signed}
- id: came_from
  type: enum
  asked_as: country
  text: {es: '¿De dónde?', en: 'From where?'}
  why: {es: Importa., en: It matters.}
  short: {es: De dónde, en: From}
  options:
    - {value: spain, label: {es: España, en: Spain}}
    - {value: eu, label: {es: UE, en: EU}}
    - {value: hague, label: {es: Apostilla, en: Apostille}}
    - {value: other, label: {es: Otro, en: Other}}
"""
EVENTS = """
- id: move
  title: {es: Mudanza, en: Move}
  slug: {es: mudanza, en: move}
  summary: {es: Una mudanza., en: A move.}
  event_date_label: {es: '¿Cuándo?', en: 'When?'}
  phases:
    - {id: soon, title: {es: Pronto, en: Soon}}
  steps:
    - {procedure: register, phase: soon}
    - {procedure: lodge, phase: soon}
  questions: [works, signed_on, came_from]
  people:
    - {person: me, name: {es: Tú, en: You}}
    - {person: other_parent, name: {es: La otra persona, en: The other person}, when: {q: works, op: eq, value: true}}
"""
REGISTER = """
id: register
agency: town
title: {es: Alta, en: Register}
slug: {es: alta, en: register}
summary: {es: Te apuntas., en: You register.}
who_text: {es: Para todos., en: For everybody.}
each_person: true
done_when: {q: works, op: eq, value: false}
deadlines:
  - key: july
    kind: window
    yearly: {opens: 07-01, closes: 07-23}
    text: {es: En julio., en: In July.}
requirements:
  - key: certificate
    document: certificate
    form: original
    not_older_than: {value: 3, unit: months}
    kept_under: Ley 1/2000
channels:
  - {kind: registry}
confidence: low
"""
LODGE = """
id: lodge
agency: town
title: {es: Depósito, en: Deposit}
slug: {es: deposito, en: deposit}
summary: {es: Lo depositas., en: You lodge it.}
who_text: {es: Para todos., en: For everybody.}
deadlines:
  - key: signed
    kind: hard
    value: 2
    unit: months
    direction: after
    relative_to: signed_on
    text: {es: Hay 2 meses., en: There are 2 months.}
    remedy: {es: Hazlo ya., en: Do it now.}
  - key: registered
    kind: recommended
    value: 90
    unit: days
    direction: after
    relative_to: register
    text: {es: Mejor en 90 días., en: Best in 90 days.}
    remedy: {es: Hazlo ya., en: Do it now.}
confidence: low
"""
PERSONAS = """
- id: ana
  life_event: move
  name: {es: Ana, en: Ana}
  'on': '2026-11-22'
  event_on: '2026-11-30'
  municipality: '50297'
  answers: {works: {me: true, other_parent: null}, signed_on: '2026-11-20', came_from: eu}
  expected:
    - {procedure: register, state: may_apply}
    - {procedure: lodge, dates: {signed: '2027-01-20'}}
"""
FILES = {
    "agencies.yaml": AGENCIES,
    "documents.yaml": DOCUMENTS,
    "questions.yaml": QUESTIONS,
    "life_events.yaml": EVENTS,
    "procedures/register.yaml": REGISTER,
    "procedures/lodge.yaml": LODGE,
    "personas/move.yaml": PERSONAS,
    "municipalities.csv": "code,name,province,key,source\n50297,Zaragoza,zaragoza,zaragoza,ign\n",
    **dict.fromkeys(("sources.yaml", "services.yaml", "offices.yaml", "holidays.yaml"), "[]\n"),
}


def written(folder: Path, **changes: tuple[str, str, str]) -> Path:
    """Write the small folder with one text of one file replaced: `one=(file, old, new)`."""
    files = dict(FILES)
    for file, old, new in changes.values():
        assert old in files[file], f"{file} has no {old!r}"
        files[file] = files[file].replace(old, new, 1)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    return folder


def test_the_small_folder_reads_with_its_people_dates_and_example_people(tmp_path: Path) -> None:
    content: Content = read(written(tmp_path))
    assert content.warnings == ()
    (ana,) = content.personas_of("move")
    assert ana.answers["works"] == {"me": True, "other_parent": None}
    assert content.personas_of("birth") == ()
    assert [one.person for one in content.guide("move").event.people] == ["me", "other_parent"]


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("procedures/lodge.yaml", "relative_to: signed_on", "relative_to: signed", "neither the event, a question"),
        ("procedures/lodge.yaml", "relative_to: signed_on", "relative_to: works", "not a question about a date"),
        ("procedures/lodge.yaml", "relative_to: signed_on", "relative_to: null", "needs `relative_to`"),
        ("life_events.yaml", "    - {procedure: register, phase: soon}\n", "", "not a procedure of every list"),
        ("life_events.yaml", "signed_on, ", "", "`lodge` depends on `signed_on`, which this event does not ask"),
        ("life_events.yaml", ", came_from", "", "`register` depends on `came_from`, which this event does not ask"),
        ("life_events.yaml", "person: other_parent", "person: me", "`me` is used twice in `people`"),
        ("life_events.yaml", "person: other_parent", "person: aunt", "Invalid enum value 'aunt'"),
        ("life_events.yaml", "when: {q: works", "when: {q: workz", "`workz`, which does not exist"),
        ("procedures/register.yaml", "q: works, op: eq", "q: signed_on, op: eq", "counted from, never compared"),
        ("procedures/register.yaml", "value: false", "value: perhaps", "true or false"),
        ("procedures/register.yaml", "opens: 07-01", "opens: 02-30", "a day of every year"),
        ("procedures/register.yaml", "kind: window", "kind: hard", "is a `window`"),
        ("procedures/register.yaml", "{opens: 07-01, closes: 07-23}", "{year: next}", "`opens`, `closes`, or both"),
        ("procedures/register.yaml", "value: 3", "value: 0", "needs a length of time"),
        ("procedures/register.yaml", "form: original", "form: copy", "only an original is kept"),
        ("procedures/register.yaml", "form: original", "form: original\n    channel: post", "cannot be done by `post`"),
        ("questions.yaml", "type: date", "type: date\n  default: '2026-01-01'", "not chosen beforehand"),
        ("questions.yaml", "value: hague", "value: apostille", "a country is answered with one of"),
        ("documents.yaml", "issued_in: came_from", "issued_in: works", "does not answer where a paper comes from"),
        ("documents.yaml", "nature: civil_status", "nature: private", "has no formalities abroad"),
        ("documents.yaml", "issued_in: came_from", "issued_in: origin", "names the question `origin`"),
        ("personas/move.yaml", "life_event: move", "life_event: moving", "the life event `moving`"),
        ("personas/move.yaml", "came_from: eu", "came_from: eu, age: 3", "`move` does not ask `age`"),
        ("personas/move.yaml", "came_from: eu", "came_from: mars", "there is no such option"),
        ("personas/move.yaml", "other_parent: null", "child: true", "nobody on this list is `child`"),
        ("personas/move.yaml", "signed_on: '2026-11-20'", "signed_on: '2026-02-30'", "a day such as"),
        ("personas/move.yaml", "municipality: '50297'", "municipality: '28079'", "no municipality `28079`"),
        ("personas/move.yaml", "procedure: lodge", "procedure: fly", "`move` has no procedure `fly`"),
        ("personas/move.yaml", "procedure: lodge", "procedure: register", "expected twice"),
        ("personas/move.yaml", "{signed: '2027-01-20'}", "{sealed: '2027-01-20'}", "no deadline `sealed`"),
        ("personas/move.yaml", "event_on: '2026-11-30'", "event_on: soon", "`event_on` must be a day"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named_where_it_stands(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    folder = written(tmp_path, one=(file, old, new))
    with pytest.raises(ContentError) as caught:
        read(folder)
    found = [fault for fault in caught.value.faults if words in fault.message]
    assert found, [str(fault) for fault in caught.value.faults]
    lines = (folder / found[0].file).read_text(encoding="utf-8").splitlines()
    assert 1 <= found[0].line <= len(lines)
    assert found[0].id


def test_judging_for_each_person_needs_a_list_with_people(tmp_path: Path) -> None:
    people = EVENTS[EVENTS.index("  people:") :]
    with pytest.raises(ContentError, match="`each_person` says nothing"):
        read(written(tmp_path, one=("life_events.yaml", people, "")))


def test_people_left_without_a_way_on_are_warned_of(tmp_path: Path) -> None:
    remedy = "    remedy: {es: Hazlo ya., en: Do it now.}\n"
    who = "who: {q: works, op: eq, value: true}\n"
    folder = written(
        tmp_path,
        one=("procedures/lodge.yaml", remedy, ""),
        two=("procedures/lodge.yaml", "confidence: low", who + "confidence: low"),
    )
    messages = [warning.message for warning in read(folder).warnings]
    assert messages == [
        "`signed` does not say what to do once it has passed",
        "it does not say where else to look when this is not for the person",
    ]
