"""Loading content: all or nothing, twice is nothing, and what somebody edited by hand is kept."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision, Site

from lifeevents import editions
from lifeevents.models import GuideEdition
from portal.content import loading, reader, site_texts
from portal.management.commands.load_content import FOLDER
from procedures import compiling
from procedures.models import Agency, AgencyPage, Document, DocumentText, Municipality, ProcedurePage, Question
from procedures.specs import ProcedureSpec
from sitekit.actors import SYSTEM

PROCEDURE = "nac-inscripcion-registro"


@pytest.fixture(scope="module")
def files() -> reader.Content:
    return reader.read(FOLDER)


@pytest.fixture(scope="module")
def texts() -> site_texts.SiteTexts:
    return site_texts.read(FOLDER)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "content"))


def page_of(procedure: str = PROCEDURE, language: str = "es") -> ProcedurePage:
    return ProcedurePage.objects.get(procedure_id=procedure, locale__language_code=language)


def test_every_procedure_compiles_back_to_what_the_files_say(content, files):
    compiled = compiling.all_procedures()
    assert compiled.keys() == files.procedure_by_id.keys()
    for id, spec in files.procedure_by_id.items():
        assert without_empty_texts(compiled[id]) == without_empty_texts(spec)


def without_empty_texts(spec: ProcedureSpec) -> bytes:
    """Equal specs, where a language without words is the same as no such language."""
    from procedures import canonical

    return canonical.encode(spec)


def test_the_shared_catalogue_compiles_back_to_what_the_files_say(content, files):
    assert compiling.all_documents() == {item.id: item for item in files.documents}
    assert compiling.all_questions() == {item.id: item for item in files.questions}
    assert compiling.all_sources() == {item.id: item for item in files.sources}
    assert compiling.all_agencies() == {item.id: item for item in files.agencies}


def test_the_edition_says_what_the_files_say(content, files):
    edition = editions.current("having_a_child")
    guide = files.guide("having_a_child")
    assert edition.guide.event == guide.event
    assert edition.guide.procedure_by_id == guide.procedure_by_id
    assert edition.guide.question_by_id == guide.question_by_id
    assert edition.guide.document_by_id == guide.document_by_id
    assert edition.number == 1


def test_a_second_load_changes_nothing(content, files, texts):
    before = (Revision.objects.count(), GuideEdition.objects.count(), Page.objects.count())
    rows = list(Page.objects.order_by("pk").values_list("pk", "latest_revision_id", "last_published_at"))
    report = loading.load(files, texts, by=SYSTEM)
    assert not report.has_changed_anything
    assert not report.kept
    assert before == (Revision.objects.count(), GuideEdition.objects.count(), Page.objects.count())
    assert rows == list(Page.objects.order_by("pk").values_list("pk", "latest_revision_id", "last_published_at"))


def test_pages_go_through_publishing(content):
    pages = ProcedurePage.objects.all()
    assert pages.exists()
    assert all(page.live and page.live_revision_id and page.first_published_at for page in pages)


@pytest.mark.parametrize("language", ["es", "en"])
def test_addresses_are_translated(content, client, language):
    index = {"es": "organismos", "en": "agencies"}[language]
    page = page_of(language=language)
    agency = page.get_parent()
    assert page.url == f"/{language}/{index}/{agency.slug}/{page.slug}/"
    assert page_of("nac-pediatra", language).url.startswith(f"/{language}/{index}/")


def test_translations_hold_words_and_no_rules(content):
    for page in ProcedurePage.objects.filter(locale__language_code="en"):
        assert page.who == {"always": True}
        rules = [*page.requirements, *page.deadlines, *page.channels, *page.prerequisites]
        assert rules == []
        assert page.texts["title"]["words"] == page.title


def test_a_page_edited_by_hand_is_kept_and_named(content, files, texts):
    page = page_of()
    page.summary = "Lo ha escrito una persona."
    page.save_revision().publish()
    report = loading.load(files, texts, by=SYSTEM)
    assert report.kept == {"procedure": [f"{PROCEDURE} es"]}
    assert page_of().summary == "Lo ha escrito una persona."


def test_a_draft_by_hand_is_kept_too(content, files, texts):
    page = page_of()
    page.summary = "Un borrador."
    page.save_revision()
    report = loading.load(files, texts, by=SYSTEM)
    assert report.kept == {"procedure": [f"{PROCEDURE} es"]}
    assert page_of().latest_revision.as_object().summary == "Un borrador."


def test_a_page_withdrawn_by_hand_stays_withdrawn(content, files, texts):
    page_of().unpublish()
    report = loading.load(files, texts, by=SYSTEM)
    assert report.kept == {"procedure": [f"{PROCEDURE} es"]}
    assert not page_of().live


def test_a_paper_edited_by_hand_is_kept(content, files, texts):
    DocumentText.objects.filter(document__public_id="dni_nie", language="es").update(name="DNI o NIE, en vigor")
    report = loading.load(files, texts, by=SYSTEM)
    assert report.kept == {"document": ["dni_nie"]}
    assert str(Document.objects.get(public_id="dni_nie")) == "DNI o NIE, en vigor"


def test_changed_files_change_what_nobody_edited(content, copy, texts):
    path = copy / "procedures" / f"{PROCEDURE}.yaml"
    path.write_text(path.read_text().replace("value: 10", "value: 12", 1))
    report = loading.load(reader.read(copy), texts, by=SYSTEM)
    assert report.changed == {"procedure": [f"{PROCEDURE} es"]}
    assert report.editions == ("having_a_child",)
    assert compiling.procedure(PROCEDURE).deadlines[0].value == 12
    assert not loading.load(reader.read(copy), texts, by=SYSTEM).has_changed_anything


@pytest.mark.parametrize(
    ("name", "words", "planted"),
    [
        (f"procedures/{PROCEDURE}.yaml", "agency: registro_civil", "agency: nobody_at_all"),
        ("life_events.yaml", "procedure: nac-pediatra", "procedure: nac-nothing"),
    ],
)
def test_a_broken_reference_names_file_line_and_id_and_nothing_is_loaded(db, copy, capsys, name, words, planted):
    path = copy / name
    lines = path.read_text().splitlines()
    number = next(index for index, line in enumerate(lines, start=1) if words in line)
    lines[number - 1] = lines[number - 1].replace(words, planted)
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command("load_content", path=copy)
    said = capsys.readouterr().err
    assert f"{name}:{number} " in said
    assert planted.split(": ")[1] in said
    assert not ProcedurePage.objects.exists()
    assert not Municipality.objects.exists()


def test_a_failure_half_way_leaves_nothing(db, files, texts, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(loading.filling, "fill_procedure", fail)
    with pytest.raises(RuntimeError, match="in the middle"):
        loading.load(files, texts, by=SYSTEM)
    assert not Agency.objects.exists()
    assert not AgencyPage.objects.exists()
    assert not Question.objects.exists()
    assert Site.objects.get(is_default_site=True).root_page.slug == "home"
