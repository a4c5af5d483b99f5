"""Faults planted in a copy of the content: each is named with its file, its line and its id."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from portal.content import marks
from portal.content.reader import ContentError, Fault, read

FOLDER = Path(__file__).parents[2] / "portal" / "content" / "aragon"
DNI = "procedures/nac-dni-menor.yaml"
PIGNATELLI = "oir-zaragoza-pignatelli"
BIRTH = "procedures/nac-inscripcion-registro.yaml"


class Copy:
    """A copy of the content to plant faults in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, file: str, old: str, new: str) -> int:
        """Replace the first `old` with `new` and return the line it stands on."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} no longer has {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def faults(self) -> tuple[Fault, ...]:
        with pytest.raises(ContentError) as caught:
            read(self.folder)
        return caught.value.faults

    def only_fault(self) -> Fault:
        (fault,) = self.faults()
        return fault


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    shutil.copytree(FOLDER, tmp_path / "aragon")
    return Copy(tmp_path / "aragon")


def test_the_untouched_copy_reads(copy: Copy) -> None:
    assert len(read(copy.folder).procedures) == 83


@pytest.mark.parametrize(
    ("file", "old", "new", "id", "words"),
    [
        (DNI, "agency: policia_nacional", "agency: policia", "nac-dni-menor", "the agency `policia`"),
        (DNI, "document: fotografia", "document: foto", "nac-dni-menor", "the document `foto`"),
        (DNI, "procedure: nac-empadronamiento", "procedure: nac-padron", "nac-dni-menor", "the procedure `nac-padron`"),
        (DNI, "services: [dni]", "services: [dnie]", "nac-dni-menor", "the service `dnie`"),
        (DNI, "yields: [dni_menor]", "yields: [dni]", "nac-dni-menor", "the document `dni`"),
        (DNI, "q: wants_id_or_travel", "q: wants_id", "nac-dni-menor", "the question `wants_id`"),
        (DNI, "op: eq, value: 'yes'", "op: eq, value: maybe", "nac-dni-menor", "no such option"),
        (DNI, "op: eq, value: true", "op: eq, value: 1", "nac-dni-menor", "true or false"),
        (DNI, "op: eq, value: true", "op: is, value: true", "nac-dni-menor", "'is' is not one of"),
        (DNI, "confidence: high", "confidence: certain", "nac-dni-menor", "Invalid enum value 'certain'"),
        (DNI, "amount_eur: 12", "amount_eur: twelve", "nac-dni-menor", "Expected `float | null`"),
        (DNI, "concerns: child", "whose: child", "nac-dni-menor", "unknown field `whose`"),
        (DNI, "id: nac-dni-menor", "id: nac-dni", "nac-dni", "must be procedures/nac-dni.yaml"),
        (DNI, "key: fotografia", "key: dni_nie", "nac-dni-menor", "used twice"),
        (BIRTH, "unit: days", "unit: weeks", "nac-inscripcion-registro", "Invalid enum value 'weeks'"),
        (BIRTH, "    unit: days\n", "", "nac-inscripcion-registro", "needs `unit`"),
        ("offices.yaml", "municipality: '50297'", "municipality: '28079'", PIGNATELLI, "`28079`"),
        ("offices.yaml", "service: registro_gobierno_aragon", "service: registro", PIGNATELLI, "`registro`"),
        ("offices.yaml", "opens: 09:00", "opens: '9'", PIGNATELLI, "an hour such as 09:00"),
        ("offices.yaml", "confidence: medium", "confidence: low", PIGNATELLI, "confidence in this office"),
        ("services.yaml", "minutes: 15", "minutes: 7", "padron", "multiple of five"),
        ("holidays.yaml", "'on': '2026-01-01'", "'on': '2026-02-30'", "2026-02-30", "a day such as"),
        ("questions.yaml", "type: int", "type: number", "aragon_residence_months", "Invalid enum value 'number'"),
        ("questions.yaml", "default: salud_inss", "default: public", "health_coverage", "`default` is not an answer"),
        ("life_events.yaml", "phase: days10", "phase: days11", "having_a_child", "the phase `days11`"),
        ("life_events.yaml", "  - wants_nursery", "  - wants_daycare", "having_a_child", "`wants_daycare`"),
        ("municipalities.csv", "22001,Abiego,huesca", "22001,Abiego,lleida", "22001", "Invalid enum value 'lleida'"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_named(copy: Copy, file: str, old: str, new: str, id: str, words: str) -> None:
    copy.change(file, old, new)
    changed = (copy.folder / file).read_text(encoding="utf-8").splitlines()
    found = [fault for fault in copy.faults() if words in fault.message]
    assert found, [str(fault) for fault in copy.faults()]
    fault = found[0]
    assert (fault.file, fault.id) == (file, id)
    if new:
        assert new in changed[fault.line - 1] or words.startswith(("needs", "confidence", "must", "'is'"))
    assert str(fault).startswith(f"{file}:{fault.line} [{id}] ")


def test_a_missing_field_is_named_with_its_item(copy: Copy) -> None:
    copy.change(DNI, "agency: policia_nacional\n", "")
    assert "missing required field `agency`" in copy.only_fault().message


def test_a_procedure_says_in_words_whom_it_is_for(copy: Copy) -> None:
    path = copy.folder / DNI
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index("who_text:")
    path.write_text("\n".join([*lines[:start], *lines[start + 3 :]]), encoding="utf-8")
    assert copy.only_fault().message == "`who_text` is missing"


def test_an_id_used_twice_names_both_places(copy: Copy) -> None:
    copy.change("agencies.yaml", "id: inss", "id: registro_civil")
    messages = [fault.message for fault in copy.faults()]
    assert any(message.startswith("this id is already in agencies.yaml:") for message in messages)


def test_a_slug_used_twice_is_a_fault(copy: Copy) -> None:
    copy.change(DNI, "dni-del-menor", "pasaporte-del-menor")
    assert "is already used by" in copy.only_fault().message


def test_a_circle_is_spelled_out_by_procedures_and_papers(copy: Copy) -> None:
    copy.change(
        "procedures/nac-inscripcion-hospital.yaml",
        "requirements:\n",
        "requirements:\n  - {key: turns, document: dni_menor, form: copy, provided_by: previous_procedure}\n",
    )
    messages = [fault.message for fault in copy.faults()]
    assert all(message.startswith("goes round in a circle: nac-") for message in messages)
    assert any("nac-dni-menor → dni_menor → nac-inscripcion-hospital" in message for message in messages)


def test_a_paper_that_no_procedure_gives_is_a_fault(copy: Copy) -> None:
    paper, needs_it = "documento_derecho_asistencia", "nac-tarjeta-sanitaria"
    copy.change("procedures/nac-asistencia-sanitaria.yaml", f"yields: [{paper}]", "yields: []")
    fault = copy.only_fault()
    assert (fault.id, fault.message.split(": ")[1]) == (needs_it, f"{paper} → {needs_it}")


def test_a_question_may_only_look_back(copy: Copy) -> None:
    path = copy.folder / "life_events.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    route = next(line for line in lines if line.strip() == "- route")
    lines.remove(route)
    path.write_text("\n".join([*lines, route]), encoding="utf-8")
    assert "`born_in_hospital` depends on `route`, which is not asked before it" in {f.message for f in copy.faults()}


def test_what_names_an_item_that_could_not_be_read_is_not_called_wrong_too(copy: Copy) -> None:
    copy.change("questions.yaml", "type: int", "type: number")
    assert copy.only_fault().id == "aragon_residence_months"


def test_text_without_spanish_is_a_fault_and_without_english_a_warning(copy: Copy) -> None:
    path = copy.folder / DNI
    text = path.read_text(encoding="utf-8")
    slug = "slug: {es: dni-del-menor, en: childs-id-card-dni}"
    path.write_text(text.replace(slug, "slug: {es: dni-del-menor}"), "utf-8")
    (warning,) = read(copy.folder).warnings
    assert (warning.file, warning.id) == (DNI, "nac-dni-menor")
    assert "`slug` has no text in `en`" in warning.message
    path.write_text(text.replace(slug, "slug: {en: a}"), "utf-8")
    assert "source language" in copy.only_fault().message


def test_all_faults_are_reported_together(copy: Copy) -> None:
    copy.change(DNI, "agency: policia_nacional", "agency: policia")
    copy.change(BIRTH, "kind: hard", "kind: soft_ish")
    copy.change("services.yaml", "minutes: 15", "minutes: 7")
    assert {fault.file for fault in copy.faults()} >= {DNI, BIRTH, "services.yaml"}


def test_broken_yaml_names_its_line(copy: Copy) -> None:
    line = copy.change(DNI, "agency: policia_nacional", "agency: [policia_nacional")
    fault = copy.only_fault()
    assert fault.file == DNI
    assert fault.line >= line


def test_a_missing_file_is_a_fault(copy: Copy) -> None:
    (copy.folder / "holidays.yaml").unlink()
    assert copy.only_fault() == Fault("holidays.yaml", 1, "", "the file is missing")


# --- Words that older YAML takes for something else -------------------------------------------------------------------


def test_yes_no_on_dates_and_hours_stay_words() -> None:
    marked = marks.parse("yes: no\non: 2026-12-08\nat: 12:30\ncode: 010\nreally: true\nmany: 3\n")
    assert marked.value == {
        "yes": "no", "on": "2026-12-08", "at": "12:30", "code": "010", "really": True, "many": 3,
    }  # fmt: skip
    assert marked.line(("at",)) == 3


def test_a_key_written_twice_is_refused() -> None:
    with pytest.raises(marks.MarkedError) as caught:
        marks.parse("a: 1\nb: 2\na: 3\n")
    assert caught.value.line == 3


def test_an_anchor_is_read_where_it_is_used() -> None:
    assert marks.parse("a: &x {q: births}\nb: *x\n").value["b"] == {"q": "births"}
