"""Keep a list without an account, open it again, and forget it."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from citizens.permissions import actor_of
from lifeevents import calendars, editions, mails, openlist, slots
from lifeevents.actions import checklists, telling
from lifeevents.exceptions import LinkExpired
from lifeevents.forms import CodeForm, SaveForm
from lifeevents.models import Checklist
from lifeevents.views.here import Here, opened, private
from procedures.prose import SOURCE_LANGUAGE
from procedures.specs import say
from sitekit import limits
from sitekit.actors import VISITOR, link_holder

TRIES, TRIES_SECONDS = 10, 15 * 60
TRIES_OF_EVERYBODY = 300
SENT, SENT_FROM, SENT_SECONDS = 5, 30, 3600


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def save(here: Here) -> HttpResponse:
    """Keep the list: a secret link and a short code, for how long and for what."""
    if here.saved is not None:
        return here.to("saved")
    if here.mine.is_empty:
        return here.to("event_date")
    form = SaveForm(here.request.POST or None)
    if here.request.method == "POST":
        form = SaveForm(here.request.POST)
        if form.is_valid() and _sends_too_much(here, form.cleaned_data["email"]):
            form.add_error(
                "email", _("We have sent it several times already. Look in your mail, or try again in an hour.")
            )
            return here.page("save", {"form": form, "until": _until(here)}, status=429)
        if form.is_valid():
            actor = actor_of(here.request) if hasattr(here.request, "user") else VISITOR
            email = form.cleaned_data["email"]
            checklist = checklists.save(state=here.state, language=here.language, by=actor, email=email)
            openlist.hold(here.request, checklist)
            if form.cleaned_data["tell_me"]:
                by = link_holder(checklists.PURPOSE, checklist.pk)
                telling.tell_me(checklist=checklist, email=email, by=by)
            if email:
                messages.success(here.request, _("We are sending the link to %(email)s.") % {"email": email})
            return here.to("saved")
    return here.page("save", {"form": form, "until": _until(here)}, status=422 if form.is_bound else 200)


def _until(here: Here) -> dt.date:
    return checklists.keep_until(here.state.event_on or here.state.due_on, today=timezone.localdate())


def _sends_too_much(here: Here, email: str) -> bool:
    """Count a message: anybody can write anybody's address here, so neither sends nor gets many."""
    client = here.request.META.get("REMOTE_ADDR", "")
    return bool(email) and (
        limits.exceeded("list_mail_from", client, at_most=SENT_FROM, seconds=SENT_SECONDS)
        or limits.exceeded("list_mail_to", email.casefold(), at_most=SENT, seconds=SENT_SECONDS)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def saved(here: Here) -> HttpResponse:
    """Show the link and the code of a saved list; send the link by e-mail when asked."""
    if here.saved is None:
        return here.to("save")
    checklist = here.saved.checklist
    form = SaveForm(here.request.POST if here.request.method == "POST" else None)
    form.fields["email"].required = True
    if checklist.tell_email:
        form.fields["email"].help_text = _("We send one message and do not keep the address on your list.")
    if here.request.method == "POST":
        form.fields["email"].error_messages["required"] = _("Write the e-mail to send the link to.")
        if form.is_valid():
            if _sends_too_much(here, form.cleaned_data["email"]):
                form.add_error(
                    "email", _("We have sent it several times already. Look in your mail, or try again in an hour.")
                )
            else:
                email = form.cleaned_data["email"]
                checklists.send_link(checklist=checklist, email=email, language=here.language, by=here.saved.by)
                if form.cleaned_data["tell_me"]:
                    telling.tell_me(checklist=checklist, email=email, by=here.saved.by)
                messages.success(here.request, _("We are sending the link to %(email)s.") % {"email": email})
                return here.to("saved")
    context = {
        "form": form,
        "code": checklists.code_of(checklist),
        "link": mails.link_of(checklist, here.language),
        "until": checklist.keep_until,
        "tell_email": checklist.tell_email,
        "calendar": calendars.feed_of(checklist, here.language),
    }
    return here.page("saved", context, status=422 if form.errors else 200)


def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the token for access in this browser, and leave its address: no Referer can carry it."""
    try:
        checklist = openlist.by_link(token)
    except LinkExpired:
        response: HttpResponse = render(request, "lifeevents/expired.html", status=410)
    else:
        response = _enter(request, checklist)
    response["Referrer-Policy"] = "no-referrer"
    return private(response)


@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Open a list by its short code."""
    form = CodeForm()
    if request.method == "POST":
        form = CodeForm(request.POST)
        who = request.META.get("REMOTE_ADDR", "")
        if form.is_valid():
            # A try that is refused is not counted further: nobody shuts others out by trying on.
            if limits.exceeded("list_code", who, at_most=TRIES, seconds=TRIES_SECONDS) or limits.exceeded(
                "list_code", "everybody", at_most=TRIES_OF_EVERYBODY, seconds=TRIES_SECONDS
            ):
                form.add_error("code", _("Too many tries. Wait 15 minutes and try again, or use your link."))
                return private(_recover_page(request, form, status=429))
            try:
                return private(_enter(request, openlist.by_code(form.cleaned_data["code"])))
            except LinkExpired:
                form.add_error(
                    "code", _("No list has that code. Look at it letter by letter; it may also have been deleted.")
                )
    return private(_recover_page(request, form, status=422 if form.errors else 200))


@require_POST
@opened
def revoke(here: Here) -> HttpResponse:
    """Make the link and the code given so far stop working, and show the new ones."""
    if here.saved is None:
        return here.to("save")
    checklists.revoke_link(checklist=here.saved.checklist, by=here.saved.by)
    openlist.hold(here.request, here.saved.checklist)
    messages.success(here.request, _("The old link and code no longer work. These are the new ones."))
    return here.to("saved")


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def forget(here: Here) -> HttpResponse:
    """Forget on this device; delete a saved list for good."""
    if here.request.method != "POST":
        return here.page("forget")
    life_event = here.mine.edition.life_event
    deleted = here.saved is not None and "delete" in here.request.POST
    if deleted:
        here.mine.forget()
    openlist.let_go(here.request, life_event)
    slots.forgotten.get()(here.request.session)
    return here.page("forgotten", {"deleted": deleted, "was_saved": here.saved is not None})


def _enter(request: HttpRequest, checklist: Checklist) -> HttpResponse:
    request.session.cycle_key()
    openlist.hold(request, checklist)
    language = get_language() or SOURCE_LANGUAGE
    slug = say(editions.get(checklist.edition_id).guide.event.slug, language).words
    return HttpResponseRedirect(reverse("lifeevents:list", kwargs={"event": slug}))


def _recover_page(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    return render(request, "lifeevents/recover.html", {"form": form}, status=status)
