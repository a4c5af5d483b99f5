"""The laboratory's pages in the editor: the guides, one guide, a run, the list of a persona, the gate."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from citizens.permissions import actor_of, may
from lifeevents.actions import publishing
from lifeevents.cms import access, runs, showing, subjects
from lifeevents.cms.runs import Run
from lifeevents.cms.subjects import Subject
from lifeevents.exceptions import BadAnswer


class LaboratoryPage(WagtailAdminTemplateMixin, TemplateView):
    """A page of the laboratory with Wagtail's own furniture."""

    header_icon = "tasks"
    page_title = gettext_lazy("Laboratory")

    @property
    def language(self) -> str:
        return (get_language() or "es").partition("-")[0]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        crumbs = [{"url": reverse("lifeevents_laboratory"), "label": _("Laboratory")}]
        return [*super().get_breadcrumbs_items(), *crumbs, *self.crumbs()]

    def crumbs(self) -> list[dict[str, Any]]:
        return []


class IndexView(LaboratoryPage):
    """Every guide that the user may try, and how it fared the last time."""

    template_name = "lifeevents/cms/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = []
        pages = access.guides_of(self.request.user)
        last = runs.last([page.life_event_id or "" for page in pages])
        for page in pages:
            run = last.get(page.life_event_id or "")
            rows.append({"page": page, "run": run, "at": _moment(run), "tried": run.tried[0] if run else None})
        if not rows:
            raise PermissionDenied
        return {**super().get_context_data(**kwargs), "rows": rows}


class GuideView(LaboratoryPage):
    """One guide: what a run looks at, and the button that starts one."""

    template_name = "lifeevents/cms/guide.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = _page(request, kwargs["life_event"])

    def get_page_title(self) -> str:
        return str(self.page.title)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.page.title}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = runs.start(Subject(life_events=(kwargs["life_event"],)))
        return redirect("lifeevents_laboratory_run", run.id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = runs.last([kwargs["life_event"]]).get(kwargs["life_event"])
        shown = showing.run(run, self.language) if run else None
        return {**super().get_context_data(**kwargs), "page": self.page, "shown": shown, "at": _moment(run)}


class RunView(LaboratoryPage):
    """A run: how far it is, or what it found."""

    template_name = "lifeevents/cms/run.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.laboratory_run = _run(kwargs["run_id"])
        self.pages = [_page(request, one) for one in self.laboratory_run.subject.life_events]

    def get_page_title(self) -> str:
        return ", ".join(page.title for page in self.pages)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": reverse("lifeevents_laboratory_guide", args=[page.life_event_id]), "label": page.title}
                for page in self.pages]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.laboratory_run
        return {
            **super().get_context_data(**kwargs),
            "run": run,
            "at": _moment(run),
            "shown": showing.run(run, self.language),
        }


class ListView(LaboratoryPage):
    """The list that somebody gets, as the draft stands."""

    template_name = "lifeevents/cms/list.html"
    page_title = gettext_lazy("List")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = _page(self.request, kwargs["life_event"])
        run_id = self.request.GET.get("run", "")
        subject = _run(run_id).subject if run_id else Subject(life_events=(kwargs["life_event"],))
        one = _narrowed(subject, kwargs["life_event"])
        draft = subjects.drafts(one)[0]
        if draft.guide is None:
            raise Http404
        try:
            answers = json.loads(self.request.GET.get("answers", "{}"))
            shown = showing.open_list(draft.guide, answers, self.request.GET, self.language)
        except (BadAnswer, ValueError, TypeError, AttributeError) as error:
            raise BadRequest from error
        return {**super().get_context_data(**kwargs), "page": page, "shown": shown}


class GateView(LaboratoryPage):
    """Before publishing: what was found in the draft, and what can be done about it."""

    template_name = "lifeevents/cms/gate.html"
    breadcrumbs_items = [{"url": reverse_lazy("wagtailadmin_home"), "label": gettext_lazy("Home")}]
    page_title = gettext_lazy("Before publishing")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.page = get_object_or_404(Page, pk=kwargs["page_id"]).specific
        permissions = self.page.permissions_for_user(request.user)
        if not (permissions.can_publish() or _may_moderate(self.page, request.user)):
            raise PermissionDenied
        self.laboratory_run = _run(kwargs["run_id"])
        if self.laboratory_run.subject.life_events != subjects.guides_with(self.page):
            raise Http404
        self.error = ""

    def get_page_title(self) -> str:
        return _("Before publishing “%s”") % self.page.get_admin_display_title()

    def crumbs(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [{"url": edit, "label": self.page.get_admin_display_title()}]

    @property
    def is_newest(self) -> bool:
        return bool(self.page.latest_revision_id == self.laboratory_run.subject.revision)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = self.laboratory_run
        if run.state != "finished" or not self.is_newest:
            return self.get(request, *args, **kwargs)
        faults = sum(one.to_mend for one in run.tried)
        reason = request.POST.get("reason", "").strip()
        if faults and not reason:
            self.error = _("Say why it is published all the same.")
            return self.get(request, *args, **kwargs)
        if faults and not may(actor_of(request), "life_event.publish_anyway"):
            raise PermissionDenied
        publishing.publish(
            page=self.page, revision=self.page.latest_revision, user=request.user, by=actor_of(request), faults=faults,
            reason=reason,
        )  # fmt: skip
        scheduled = self.page.latest_revision.content.get("go_live_at") and not self.page.specific_class.objects.filter(
            pk=self.page.pk, live_revision=self.page.latest_revision_id
        )
        words = _("“%s” will be published when its hour comes.") if scheduled else _("“%s” is published.")
        messages.success(request, words % self.page.get_admin_display_title())
        return redirect("wagtailadmin_explore", self.page.get_parent().pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.laboratory_run
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "run": run,
            "is_newest": self.is_newest,
            "shown": showing.run(run, self.language),
            "edit_url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
            "may_anyway": may(actor_of(self.request), "life_event.publish_anyway"),
            "reason": self.request.POST.get("reason", ""),
            "error": self.error,
        }


def _narrowed(subject: Subject, life_event: str) -> Subject:
    """Return the subject narrowed to one guide."""
    return Subject(life_events=(life_event,), revision=subject.revision)


def _may_moderate(page: Any, user: Any) -> bool:
    task = page.current_workflow_task
    return bool(task and any(name == "approve" for name, *_rest in task.get_actions(page, user)))


def _page(request: HttpRequest, life_event: str) -> Any:
    page = access.guide_page(request.user, life_event)
    if page is None:
        raise PermissionDenied
    return page


def _run(id: str) -> Run:
    run = runs.get(id)
    if run is None:
        raise Http404("this run is not kept any more")
    return run


def _moment(run: Run | None) -> dt.datetime | None:
    moment = parse_datetime(run.at) if run and run.at else None
    return timezone.localtime(moment) if moment else None
