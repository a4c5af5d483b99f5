"""The laboratory in the editor: on demand, and before anything is published."""

import datetime as dt
import time
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from citizens.actions import memberships
from citizens.models import Membership, User
from lifeevents import editions
from lifeevents.cms import effects, gate, runs, subjects
from lifeevents.cms.subjects import Subject
from lifeevents.models import Checklist, ChecklistAnswer, LifeEventPage
from procedures.groups import ensure_agency_group
from procedures.models import Agency, ProcedurePage
from sitekit.actors import SYSTEM
from sitekit.models import AuditEntry
from tests.lifeevents import editor

EVENT, PROCEDURE = "retiring", "jub-brecha-genero"
NOBODY = {"all": [{"q": "had_children", "op": "eq", "value": True}, {"q": "had_children", "op": "eq", "value": False}]}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def page_of(procedure: str = PROCEDURE) -> ProcedurePage:
    return ProcedurePage.objects.get(procedure_id=procedure, locale__language_code="es")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def administrator() -> User:
    user = User.objects.create_superuser("administrator@demo.invalid", "not-used-here-1")
    memberships.grant(user=user, role=Membership.Role.PORTAL_ADMINISTRATOR, scope="portal", by=SYSTEM)
    return user


def manager_of(agency: str) -> User:
    user = User.objects.create_user("manager@demo.invalid", "not-used-here-1")
    user.groups.add(ensure_agency_group(Agency.objects.get(pk=agency)))
    memberships.grant(user=user, role=Membership.Role.AGENCY_MANAGER, scope="agency", scope_id=agency, by=SYSTEM)
    return user


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    @contextmanager
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return run


def publish(user: User, page: ProcedurePage, **changes: object):
    return editor.post(signed_in(user), page, editor.form_data(page, user, **changes))


def test_every_guide_is_right_for_everybody(administrator, capsys):
    call_command("laboratory")
    assert "to mend" not in capsys.readouterr().out


def test_a_guide_is_tried_on_demand_and_shown_with_its_persona(administrator):
    client = signed_in(administrator)
    page = page_of()
    page.who = NOBODY
    page.save_revision()
    shown = client.post(reverse("lifeevents_laboratory_guide", args=[EVENT]), follow=True).content.decode()
    title = page.title
    assert f"«{title}» no está en la lista de nadie" in shown
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in shown
    assert reverse("lifeevents_laboratory_list", args=[EVENT]) in shown
    index = client.get(reverse("lifeevents_laboratory")).content.decode()
    assert "laboratory__count--blocks" in index


def test_a_draft_is_tried_with_what_only_it_places():
    published = editions.current(EVENT).guide
    page = LifeEventPage.objects.get(life_event_id=EVENT, locale__language_code="es")
    LifeEventPage.objects.filter(pk=page.pk).update(live=False)
    revision = page.save_revision()
    (draft,) = subjects.drafts(Subject(life_events=(EVENT,), revision=revision.pk))
    assert [one.id for one in draft.guide.procedures] == [one.id for one in published.procedures]


def test_the_list_of_a_persona_opens_as_the_draft_has_it(administrator):
    url = reverse("lifeevents_laboratory_list", args=[EVENT])
    client = signed_in(administrator)
    shown = client.get(url, {"answers": '{"age": 67, "contributed_months": 400}', "on": "2026-11-24"})
    assert shown.status_code == 200
    assert client.get(url, {"answers": '{"age": "sixty"}'}).status_code == 400
    assert client.get(url, {"answers": "nonsense"}).status_code == 400


def test_the_index_costs_the_same_whatever_was_tried(administrator, django_assert_max_num_queries):
    client, url = signed_in(administrator), reverse("lifeevents_laboratory")
    client.get(url)
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    runs.start(Subject(life_events=(EVENT,)))
    with django_assert_max_num_queries(len(before) + 1):  # the cache is asked for the run
        client.get(url)


def test_who_may_edit_nothing_of_a_guide_may_not_try_it():
    client = signed_in(manager_of("registro_civil"))
    assert client.post(reverse("lifeevents_laboratory_guide", args=["relative_dies"])).url.startswith(
        reverse("lifeevents_laboratory") + "runs/"
    )
    assert client.post(reverse("lifeevents_laboratory_guide", args=[EVENT])).url == reverse("wagtailadmin_home")


def test_a_fault_stops_publishing_until_a_reason_is_written(administrator, commits):
    page = page_of()
    number = editions.current(EVENT).number
    with commits():
        stopped = publish(administrator, page, who=NOBODY)
    assert "/laboratory/publish/" in stopped.url
    assert editions.current(EVENT).number == number
    assert page_of().has_unpublished_changes
    client = signed_in(administrator)
    assert "no está en la lista de nadie" in client.get(stopped.url).content.decode()
    client.post(stopped.url, {"reason": "  "})
    assert editions.current(EVENT).number == number
    with commits():
        client.post(stopped.url, {"reason": "the law changes today"})
    assert editions.current(EVENT).number == number + 1
    row = AuditEntry.objects.get(action="page.published_anyway")
    assert (row.actor_id, row.details["reason"]) == (str(administrator.pk), "the law changes today")
    assert row.details["faults"] >= 1


def test_a_publisher_of_an_agency_cannot_publish_in_spite_of_a_fault(commits):
    page = page_of()
    user = manager_of(page.get_parent().specific.agency_id)
    stopped = publish(user, page, who=NOBODY)
    client = signed_in(user)
    assert 'name="reason"' not in client.get(stopped.url).content.decode()
    client.post(stopped.url, {"reason": "I want to"})
    assert page_of().has_unpublished_changes
    assert not AuditEntry.objects.filter(action="page.published_anyway").exists()


def test_what_is_new_and_worth_a_look_is_published_with_one_more_press(administrator, commits):
    number = editions.current(EVENT).number
    seen = publish(administrator, page_of(), instead=[], instead_text="")
    client = signed_in(administrator)
    shown = client.get(seen.url).content.decode()
    assert "no se le dice qué mirar en su lugar" in shown
    assert 'name="reason"' not in shown
    assert editions.current(EVENT).number == number
    with commits():
        client.post(seen.url)
    assert editions.current(EVENT).number == number + 1
    # It is published now, so it is not new any more.
    with commits():
        assert "/laboratory/" not in publish(administrator, page_of(), optional=True).url


def test_words_and_what_is_right_go_straight_through(administrator, commits):
    page = page_of()
    number = editions.current(EVENT).number
    with commits():
        published = publish(administrator, page, summary="Other words.")
    assert "/laboratory/" not in published.url
    assert editions.current(EVENT).number == number + 1


def test_an_approval_goes_through_the_same_gate(administrator):
    page = page_of()
    workflow = Workflow.objects.create(name="check")
    task = GroupApprovalTask.objects.create(name="approve")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    page.who = NOBODY
    page.save_revision()
    workflow.start(page, administrator)
    state = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    stopped = signed_in(administrator).post(url, {"comment": ""})
    assert "/laboratory/publish/" in stopped.url
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    signed_in(administrator).post(stopped.url, {"reason": "it cannot wait"})
    state.refresh_from_db()
    assert state.status == state.STATUS_APPROVED
    assert not page_of().has_unpublished_changes


def test_publishing_several_pages_at_once_goes_through_it_too(administrator):
    page = page_of()
    page.who = NOBODY
    page.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}"
    assert "/laboratory/publish/" in signed_in(administrator).post(url).url
    assert page_of().has_unpublished_changes


def test_a_long_run_goes_on_in_the_worker(administrator, monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE_SECONDS", -1)
    run = runs.start(Subject(life_events=(EVENT,)))
    assert run.state == "finished"  # in tests the worker is at hand
    assert runs.go_on(run.id) is False
    monkeypatch.setattr("lifeevents.tasks.run_laboratory.delay", lambda id: None)
    waiting = runs.start(Subject(life_events=(EVENT,)))
    shown = signed_in(administrator).get(reverse("lifeevents_laboratory_run", args=[waiting.id])).content.decode()
    assert 'http-equiv="refresh"' in shown
    assert runs.go_on(waiting.id) is True
    assert runs.get(waiting.id).state == "finished"


def test_what_a_draft_changes_on_saved_lists_is_counted():
    edition = editions.current(EVENT)
    for children in (True, False, True):
        row = Checklist.objects.create(
            life_event_id=EVENT, edition_id=edition.pk, language="es", event_on=dt.date(2027, 1, 1),
            keep_until=dt.date(2099, 1, 1),
        )  # fmt: skip
        ChecklistAnswer.objects.create(checklist=row, question="had_children", value=children)
        ChecklistAnswer.objects.create(checklist=row, question="contributed_months", value=300)
    page = page_of()
    page.who = NOBODY
    page.save_revision()
    (draft,) = subjects.drafts(Subject(life_events=(EVENT,)))
    *_waiting, last = effects.count(edition, draft.edition(draft.guide), today=dt.date(2026, 11, 24))
    assert (last.effect.looked_at, last.effect.changed) == (3, 2)
    assert [(one.kind, one.procedure, one.lists) for one in last.effect.lines] == [("removed", PROCEDURE, 2)]
    *_waiting, same = effects.count(edition, edition, today=dt.date(2026, 11, 24))
    assert same.effect.changed == 0


def test_the_command_fails_where_something_is_to_be_mended(capsys):
    page = page_of()
    page.who = NOBODY
    page.save_revision()
    with pytest.raises(CommandError):
        call_command("laboratory", EVENT, "--drafts", "--json")
    assert '"item_never"' in capsys.readouterr().out
    assert gate.judged(page) is not None


def test_a_run_whose_worker_was_killed_can_be_tried_again(monkeypatch):
    kept = runs.Run(id="killed", subject=Subject(life_events=("a",)))
    runs._keep(kept)
    assert runs.get("killed").state == "running"
    later = time.time() + runs.SILENT_SECONDS + 1
    monkeypatch.setattr(runs.time, "time", lambda: later)
    assert runs.get("killed").state == "failed"
