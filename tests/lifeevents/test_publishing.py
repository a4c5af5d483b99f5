"""Whatever publishes, moves or withdraws content, the guide follows at once, in every language."""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from citizens.models import User
from lifeevents import editions, tasks
from lifeevents.models import Checklist, GuideEdition, LifeEventPage
from lifeevents.planning import Plan
from procedures.conditions import Answers
from procedures.models import Agency, AgencyPage, Document, Procedure, ProcedurePage
from procedures.specs import say
from sitekit.actors import SYSTEM
from sitekit.models import AuditEntry
from tests.lifeevents import editor

EVENT = "having_a_child"
PROCEDURE = "nac-inscripcion-registro"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def page_of(procedure: str = PROCEDURE, language: str = "es") -> ProcedurePage:
    return ProcedurePage.objects.get(procedure_id=procedure, locale__language_code=language)


def deadlines(procedure: str = PROCEDURE) -> list[tuple[int | None, str | None]]:
    guide = editions.current(EVENT).guide
    return [(item.value, item.unit) for item in guide.procedure_by_id[procedure].deadlines]


def with_deadline(page: ProcedurePage, value: int, unit: str) -> list[dict]:
    rows = editor.raw(page, "deadlines")
    rows[0]["value"] |= {"value": value, "unit": unit, "direction": "after", "kind": "hard"}
    return rows


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """Do what is done after a commit, which a test in a transaction never reaches by itself."""

    @contextmanager
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return run


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("administrator@demo.invalid", "not-used-here-1")


@pytest.fixture
def cms(administrator, client) -> Client:
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def no_examples() -> None:
    """Leave out the example people, whose dates would stop another deadline at the gate (tests/laboratory)."""
    LifeEventPage.objects.filter(life_event=EVENT).update(personas=[])


@pytest.mark.usefixtures("no_examples")
def test_a_deadline_published_in_the_editor_is_the_date_in_every_language(cms, administrator, commits):
    page, number = page_of(), editions.current(EVENT).number
    data = editor.form_data(page, administrator, deadlines=with_deadline(page, 11, "days"))
    with commits():
        assert editor.post(cms, page, data).status_code == 302
    assert deadlines()[0] == (11, "days")
    assert editions.current(EVENT).number == number + 1
    # The English list reads the very same rule; there is no other.
    english = page_of(language="en")
    assert english.deadlines.get_prep_value() == []
    assert dates("en") == dates("es") == {dt.date(2026, 12, 2)}


def dates(language: str) -> set[dt.date | None]:
    from lifeevents import planning

    guide = editions.current(EVENT).guide
    plan: Plan = planning.plan(
        guide,
        Answers.of(route="birth", born_in_hospital=False, births=1),
        event_on=dt.date(2026, 11, 21),
        today=dt.date(2026, 11, 22),
    )
    item = next(item for item in plan.items if item.procedure == PROCEDURE)
    assert say(guide.procedure_by_id[PROCEDURE].title, language).language == language
    return {item.deadlines[0].on}


def test_a_draft_changes_nothing(cms, administrator, commits):
    page, before = page_of(), editions.current(EVENT)
    data = editor.form_data(page, administrator, deadlines=with_deadline(page, 11, "days"))
    with commits():
        assert editor.post(cms, page, data, publish=False).status_code == 302
    assert page_of().has_unpublished_changes
    assert editions.current(EVENT) == before


def test_scheduled_publishing_changes_the_guide_when_its_hour_comes(commits):
    page = page_of()
    page.deadlines = page._meta.get_field("deadlines").stream_block.to_python(with_deadline(page, 11, "days"))
    page.go_live_at = timezone.now() + dt.timedelta(hours=1)
    with commits():
        page.save_revision().publish()
    before = deadlines()
    assert before[0] != (11, "days")
    revision = page_of().latest_revision
    come = timezone.now() - dt.timedelta(minutes=1)
    revision.approved_go_live_at, revision.content["go_live_at"] = come, come.isoformat()
    revision.save(update_fields=["approved_go_live_at", "content"])
    with commits():
        tasks.publish_scheduled()
    assert deadlines()[0] == (11, "days")


def test_a_page_that_expires_leaves_the_guide(commits):
    ProcedurePage.objects.filter(pk=page_of().pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    with commits():
        call_command("publish_scheduled")
    assert PROCEDURE not in editions.current(EVENT).guide.procedure_by_id


def test_a_procedure_moved_to_another_agency_belongs_to_it_in_every_language(cms, commits):
    page, other = page_of(), AgencyPage.objects.get(agency_id="inss", locale__language_code="es")
    with commits():
        response = cms.post(f"/cms/pages/{page.pk}/move/{other.pk}/confirm/")
    assert response.status_code == 302
    assert editions.current(EVENT).guide.procedure_by_id[PROCEDURE].agency == "inss"
    assert Procedure.objects.get(pk=PROCEDURE).agency_id == "inss"
    english = page_of(language="en")
    assert english.get_parent().specific.agency_id == "inss"
    assert english.get_parent().locale.language_code == "en"


def test_a_new_slug_is_the_address_in_the_guide(commits):
    page = page_of(language="en")
    page.slug = "registering-the-birth"
    with commits():
        page.save_revision().publish()
    assert editions.current(EVENT).guide.procedure_by_id[PROCEDURE].slug["en"] == "registering-the-birth"


def test_unpublishing_and_deleting_a_procedure_take_it_off_the_guide(commits):
    with commits():
        page_of().unpublish()
    assert PROCEDURE not in editions.current(EVENT).guide.procedure_by_id
    with commits():
        page_of("nac-pediatra").delete()
    assert "nac-pediatra" not in editions.current(EVENT).guide.procedure_by_id


def test_an_unpublished_translation_is_shown_in_the_source_language(commits):
    with commits():
        page_of(language="en").unpublish()
    title = editions.current(EVENT).guide.procedure_by_id[PROCEDURE].title
    assert say(title, "en").language == "es"


def test_a_shared_paper_changes_the_guide(commits):
    paper = Document.objects.get(public_id="libro_familia")
    text = paper.texts.get(language="es")
    text.name = "Libro de familia, con todas sus hojas"
    paper.texts = [text, *paper.texts.exclude(language="es")]
    with commits():
        paper.save()
    name = editions.current(EVENT).guide.document_by_id["libro_familia"].name
    assert name == {"es": "Libro de familia, con todas sus hojas"}  # the English one is older now


def test_an_unpublished_guide_is_withdrawn_and_comes_back_with_its_edition(commits):
    page = LifeEventPage.objects.get(life_event_id=EVENT, locale__language_code="es")
    before = editions.current(EVENT)
    with commits():
        page.unpublish()
    assert editions.current(EVENT) is None
    assert before not in editions.all_current()
    with commits():
        page.save_revision().publish()
    assert editions.current(EVENT) == before


def test_a_saved_list_keeps_its_edition(commits):
    before = editions.current(EVENT)
    saved = Checklist.objects.create(
        life_event_id=EVENT, edition_id=before.pk, language="es", keep_until=dt.date(2027, 1, 1)
    )
    page = page_of()
    page.deadlines = page._meta.get_field("deadlines").stream_block.to_python(with_deadline(page, 11, "days"))
    with commits():
        page.save_revision().publish()
    kept = editions.get(Checklist.objects.get(pk=saved.pk).edition_id)
    assert kept == before
    assert kept.guide.procedure_by_id[PROCEDURE].deadlines[0].value != 11
    assert deadlines()[0] == (11, "days")


def test_a_lost_signal_is_healed_by_the_sweep():
    page = page_of()
    page.deadlines = page._meta.get_field("deadlines").stream_block.to_python(with_deadline(page, 11, "days"))
    page.save_revision().publish()  # nothing is done after a commit that never comes
    assert deadlines()[0] != (11, "days")
    assert tasks.sweep_editions() == [EVENT]
    assert deadlines()[0] == (11, "days")
    assert tasks.sweep_editions() == []


def test_many_signals_of_one_transaction_refresh_once(monkeypatch, django_capture_on_commit_callbacks):
    refreshed = []
    monkeypatch.setattr(editions, "refresh", lambda *, by: refreshed.append(by))
    with django_capture_on_commit_callbacks(execute=True):
        for procedure in ("nac-pediatra", "nac-capi", PROCEDURE):
            page = page_of(procedure)
            page.summary += " "
            page.save_revision().publish()
    assert len(refreshed) == 1


@pytest.mark.usefixtures("no_examples")
def test_an_edition_says_who_published_it(cms, administrator, commits):
    page = page_of()
    data = editor.form_data(page, administrator, deadlines=with_deadline(page, 11, "days"))
    with commits():
        editor.post(cms, page, data)
    entry = AuditEntry.objects.filter(action="edition.published").first()
    assert (entry.actor_kind, entry.actor_id) == ("user", str(administrator.pk))


def test_a_guide_that_cannot_be_compiled_keeps_its_edition():
    before = editions.current(EVENT)
    ProcedurePage.objects.filter(pk=page_of().pk).update(who={"q": "births", "op": "nonsense", "value": 1})
    assert editions.refresh(by=SYSTEM).failed == (EVENT,)
    assert editions.current(EVENT) == before


def test_editors_touch_their_own_agency_only(client):
    from procedures.groups import ensure_agency_group

    user = User.objects.create_user("editor@demo.invalid", "not-used-here-1")
    user.groups.add(ensure_agency_group(Agency.objects.get(pk="registro_civil")))
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    own, foreign = page_of(), page_of("nac-prestacion-nacimiento")
    assert foreign.procedure.agency_id == "inss"

    data = editor.form_data(own, user, summary="Lo cambio yo.")
    assert editor.post(client, own, data).status_code == 302
    assert page_of().summary == "Lo cambio yo."

    data = editor.form_data(foreign, user, summary="No debería.")
    response = editor.post(client, foreign, data)
    assert response.status_code in (302, 403)
    unchanged = page_of("nac-prestacion-nacimiento")
    assert unchanged.summary == foreign.summary
    assert unchanged.latest_revision_id == foreign.latest_revision_id

    other = AgencyPage.objects.get(agency_id="inss", locale__language_code="es")
    client.post(f"/cms/pages/{own.pk}/move/{other.pk}/confirm/")
    assert page_of().get_parent().specific.agency_id == "registro_civil"
    assert client.get("/cms/snippets/procedures/document/").status_code in (302, 403)


def test_an_edition_is_never_written_again(commits):
    first = GuideEdition.objects.get(pk=editions.current(EVENT).pk)
    page = page_of()
    page.summary = "Otra cosa."
    with commits():
        page.save_revision().publish()
    again = GuideEdition.objects.get(pk=first.pk)
    assert (again.content, again.digest, again.number) == (first.content, first.digest, first.number)
