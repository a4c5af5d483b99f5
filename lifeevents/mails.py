"""What lists write to people. The rows are owed by the actions; this says what the message is."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation

from lifeevents import editions
from lifeevents.actions import checklists
from lifeevents.models import Checklist
from procedures.specs import say
from sitekit import dates, links, mail, owed
from sitekit.models import OwedMessage


@owed.renders("checklist_link")
def checklist_link(message: OwedMessage) -> EmailMessage | None:
    """Send the secret link and the code of a saved list; nothing when it was forgotten meanwhile."""
    checklist = Checklist.objects.kept().filter(pk=message.subject_id).first()
    to = message.payload.get("email", "")
    if checklist is None or not to:
        return None
    language = message.payload.get("language") or checklist.language
    with translation.override(language):
        context = {
            "title": say(editions.get(checklist.edition_id).guide.event.title, language).words,
            "link": link_of(checklist, language),
            "code": checklists.code_of(checklist),
            "until": dates.in_words(checklist.keep_until, weekday=False),
        }
    return mail.compose("lifeevents/mail/link", context, to=to, language=language)


def link_of(checklist: Checklist, language: str) -> str:
    """Return the secret link of a saved list, whole, in a language."""
    token = links.token(checklists.PURPOSE, checklist.pk, checklist.link_version)
    with translation.override(language):
        path = reverse("lifeevents:open", kwargs={"token": token}, urlconf=settings.ROOT_URLCONF)
    return settings.SITE_URL + path
