"""Say what can be better: one question, no identity."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.feedback import actions
from portal.feedback.forms import SuggestionForm
from portal.feedback.models import KEPT_DAYS
from sitekit import limits
from sitekit.actors import VISITOR

AT_MOST, SECONDS = 20, 3600


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Ask what can be better; a wrong form keeps what was typed."""
    form = SuggestionForm(request.POST or None, initial={"page": request.GET.get("from", "")[:300]})
    if request.method == "POST":
        form = SuggestionForm(request.POST)
        if form.is_valid():
            if limits.exceeded("suggestion", request.META.get("REMOTE_ADDR", ""), at_most=AT_MOST, seconds=SECONDS):
                form.add_error(
                    None, _("There are too many messages from here. What you wrote is below: try again in an hour.")
                )
            else:
                actions.suggest(
                    page=form.cleaned_data["page"],
                    text=form.cleaned_data["text"],
                    language=get_language() or "",
                    by=VISITOR,
                )
                return HttpResponseRedirect(reverse("feedback_sent"))
    context = {"form": form, "kept_months": round(KEPT_DAYS / 30.4)}
    response = render(request, "portal/feedback.html", context, status=422 if form.errors else 200)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_http_methods(["GET", "HEAD"])
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/feedback_sent.html")
