"""The list on paper: what it says, how it is tagged, and what happens when it cannot be made."""

import datetime as dt
import io
import re

import pytest
from django.utils import timezone
from pypdf import PdfReader

from lifeevents import editions, paper
from lifeevents.actions import checklists
from lifeevents.liststate import ListState, Mark, of_checklist
from lifeevents.models import Checklist
from procedures.conditions import Answers
from sitekit import pdf
from sitekit.actors import VISITOR
from tests.published import edition

__all__ = ["edition"]
pytestmark = [pytest.mark.django_db, pytest.mark.pdf]
TODAY = dt.date(2026, 11, 24)
ANSWERS = Answers.of(
    residence_municipality="zaragoza", route="birth", births=1, existing_children=2, born_in_hospital=True,
    hospital_sent_registration=True, parents_employment=["employee"], contributions_ok="yes",
)  # fmt: skip


def state(**more):
    values = {"answers": ANSWERS, "event_on": dt.date(2026, 11, 17), "municipality": "50297", **more}
    return ListState(edition=editions.current("having_a_child"), **values)


def sheet(of=None, language="es", large=False, **more):
    content = pdf.render(
        "lifeevents/pdf/list.html",
        {"paper": paper.of_list(of or state(), language=language, today=TODAY, **more), "qr": "", "is_large": large},
        language=language,
    )
    return PdfReader(io.BytesIO(content))


def text(reader):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def test_every_item_of_the_list_is_on_the_paper_in_its_order(edition):
    plan = state().plan(today=TODAY)
    said = text(sheet())
    guide = editions.current("having_a_child").guide
    rows = [row for group in paper.of_list(state(), language="es", today=TODAY).groups for row in group.rows]
    assert [row.number for row in rows] == list(range(1, len(plan.items) + 1))
    for item in plan.items:
        assert guide.procedure_by_id[item.procedure].title["es"].split("(")[0].strip()[:30] in said


@pytest.mark.parametrize(("language", "words"), [("es", "Qué llevar"), ("en", "What to bring")])
def test_it_is_a_tagged_paper_in_its_language(edition, language, words):
    reader = sheet(language=language)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert words in text(reader)
    assert reader.metadata.title.startswith("Tener un hijo o una hija" if language == "es" else "Having a child")


def test_its_tables_have_rows_and_headers_for_those_who_listen(edition):
    kinds = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, dict) and "/S" in node:
            kinds.append(node["/S"])
            children = node.get("/K", [])
            for child in children if isinstance(children, list) else [children]:
                if not isinstance(child, int):
                    walk(child)

    root = sheet().trailer["/Root"]["/StructTreeRoot"]
    for child in root["/K"]:
        walk(child)
    assert {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= set(kinds)


def test_every_page_says_whose_it_is_of_which_day_and_edition(edition):
    reader = sheet()
    for number, page in enumerate(reader.pages, start=1):
        words = re.sub(r"\s+", " ", page.extract_text())
        assert "martes 24 de noviembre de 2026" in words
        assert "edición 14" in words
        assert f"Página {number} de {len(reader.pages)}" in words


def test_an_unsaved_list_says_how_to_make_it_again_and_has_no_code(edition):
    said = text(sheet(again_at="http://example.org/es/mi-lista/x/"))
    assert "no está guardada" in said
    assert "http://example.org/es/mi-lista/x/" in said
    assert "Código" not in said


def test_what_is_done_stands_first_with_its_day_and_its_number_of_entry(edition):
    at = timezone.make_aware(dt.datetime(2026, 11, 19, 10))
    done = state(marks={"nac-familia-numerosa": (Mark("handed_in", at, "Edificio Pignatelli", "2026/123"),)})
    first = paper.of_list(done, language="es", today=TODAY).groups[0]
    assert first.title.words == "Ya está"
    assert first.rows[0].mark == "done"
    assert first.rows[0].date.replace("\xa0", " ") == "jue 19 nov"
    assert first.rows[0].date_note == "presentado"
    assert "2026/123" in first.rows[0].notes[0]


def test_a_paper_is_listed_once_and_what_they_look_up_apart(edition):
    made = paper.of_list(state(), language="es", today=TODAY)
    names = [one.name.words for one in made.papers]
    assert len(names) == len(set(names))
    plan = state().plan(today=TODAY)
    guide = editions.current("having_a_child").guide
    theirs = {
        guide.document_by_id[line.document].name["es"]
        for line in plan.folder.lines
        if line.lookup == "unless_you_object"
    }
    assert theirs <= {said.words for said in made.they_see_to}
    assert not theirs & set(names)


def test_ordinary_type_is_shorter_than_large_type(edition):
    assert len(sheet().pages) < len(sheet(large=True).pages)


def test_without_a_date_no_row_has_one(edition):
    rows = [
        row for group in paper.of_list(state(event_on=None), language="es", today=TODAY).groups for row in group.rows
    ]
    windows = {"se abre", "se cierra"}  # those that come back every year need no date of the event
    assert not [row for row in rows if re.search(r"\d", row.date) and not any(one in row.date_note for one in windows)]


def test_a_remedy_stands_on_the_paper_once_the_day_has_passed(edition):
    late = state(answers=Answers.of(route="birth", born_in_hospital=False), event_on=dt.date(2026, 1, 2))
    plan = late.plan(today=TODAY)
    guide = late.guide
    passed = [item for item in plan.items if item.passed and item.next_deadline.spec.remedy]
    if not passed:
        pytest.skip("no deadline of the guide has a remedy yet")
    said = text(sheet(late))
    assert passed[0].next_deadline.spec.remedy["es"][:25] in said
    assert guide.procedure_by_id[passed[0].procedure].title["es"][:20] in said


# --- In the browser ---


@pytest.fixture
def opened(client, edition):
    """Have unsaved answers in this browser; give back the address of the list."""
    session = client.session
    session["lists"] = {
        "having_a_child": {
            "event_on": "2026-11-17", "date_asked": True, "answers": ANSWERS.to_json(), "municipality": "50297",
            "changed_at": timezone.now().isoformat(),
        }
    }  # fmt: skip
    session.save()
    return "/es/mi-lista/tener-un-hijo-o-una-hija/"


def test_the_pdf_of_unsaved_answers(client, opened):
    response = client.get(f"{opened}mi-lista.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert re.search(
        r'inline; filename="tener-un-hijo-o-una-hija-\d{4}-\d\d-\d\d\.pdf"', response["Content-Disposition"]
    )
    assert "no está guardada" in text(PdfReader(io.BytesIO(response.content)))


def test_the_pdf_of_a_saved_list_has_its_code_and_leads_back(client, opened):
    checklist = checklists.save(state=state(), language="es", by=VISITOR)
    session = client.session
    session["saved_lists"] = {"having_a_child": [str(checklist.pk), checklist.link_version]}
    session.save()
    said = text(PdfReader(io.BytesIO(client.get(f"{opened}mi-lista.pdf").content)))
    assert checklists.code_of(checklist) in said
    assert "no está guardada" not in said


def test_without_answers_the_way_leads_to_the_first_question(client, edition):
    assert client.get("/es/mi-lista/tener-un-hijo-o-una-hija/mi-lista.pdf").status_code == 302
    assert client.get("/es/mi-lista/tener-un-hijo-o-una-hija/mi-lista.ics").status_code == 302


def test_where_no_pdf_can_be_made_the_page_says_what_else(client, opened, monkeypatch):
    def unavailable(*args, **kwargs):
        raise pdf.PdfUnavailable

    monkeypatch.setattr(pdf, "render", unavailable)
    response = client.get(f"{opened}mi-lista.pdf")
    assert response.status_code == 503
    assert "Imprimir" in response.content.decode()


def test_making_papers_has_a_limit(client, opened, monkeypatch):
    monkeypatch.setattr("lifeevents.views.paper.PAPERS", 0)
    assert client.get(f"{opened}mi-lista.pdf").status_code == 429


def test_the_paper_costs_few_queries(edition, django_assert_max_num_queries):
    checklist = checklists.save(state=state(), language="es", by=VISITOR)
    saved = of_checklist(Checklist.objects.with_everything().get(pk=checklist.pk), editions.current("having_a_child"))
    paper.of_list(saved, language="es", today=TODAY)
    items = len(saved.plan(today=TODAY).items)
    with django_assert_max_num_queries(3 + 4 * items):
        paper.of_list(saved, language="es", today=TODAY)
