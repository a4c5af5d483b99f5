"""What lists write to people. The rows are owed by the actions; this says what the message is."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation

from lifeevents import editions, liststate, manner
from lifeevents.actions import asking, checklists, telling
from lifeevents.models import Checklist, ChecklistChange
from lifeevents.presenting import changes
from procedures.prose import SOURCE_LANGUAGE
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
    with translation.override(language), manner.of_event(checklist.life_event_id):
        context = {
            "title": say(editions.get(checklist.edition_id).guide.event.title, language).words,
            "link": link_of(checklist, language),
            "code": checklists.code_of(checklist),
            "until": dates.in_words(checklist.keep_until, weekday=False),
        }
        return mail.compose("lifeevents/mail/link", context, to=to, language=language)


@owed.renders(telling.CHANGED)
def checklist_change(message: OwedMessage) -> EmailMessage | None:
    """Say what a new edition changes on a list, item by item and why, with the link to accept it or ask.

    Nothing when the list was stopped or forgotten meanwhile, when it was answered, or when nobody wants to be told.
    """
    checklist = Checklist.objects.kept().with_everything().select_related("owner").filter(pk=message.subject_id).first()
    change = ChecklistChange.objects.filter(pk=message.payload.get("change")).first()
    if checklist is None or change is None or change.status != ChecklistChange.Status.OFFERED:
        return None
    to, language = telling.address_of(checklist), checklist.language
    if not to:
        return None
    edition = editions.get(checklist.edition_id)
    with translation.override(language), manner.of_event(checklist.life_event_id):
        context = {
            "title": say(edition.guide.event.title, language).words,
            "what": changes.of_edition(change, liststate.of_checklist(checklist, edition), language),
            "link": link_of(checklist, language),
            "is_asked": bool(checklist.tell_email),
        }
        return mail.compose("lifeevents/mail/change", context, to=to, language=language)


@owed.renders(asking.QUESTION)
def change_question(message: OwedMessage) -> EmailMessage | None:
    """Bring an agency what somebody asks about a change of theirs: what changed, and their words; not who they are."""
    change = ChecklistChange.objects.filter(pk=message.payload.get("change")).first()
    if change is None or not change.question:
        return None
    old, new = (editions.get(pk) for pk in (change.from_edition_id, change.to_edition_id))
    agency = new.guide.agency_by_id.get(message.subject_id) or old.guide.agency_by_id[message.subject_id]
    to = asking.addresses_of(agency)
    if not to:
        return None
    language = SOURCE_LANGUAGE
    with translation.override(language):
        told = changes.told_to_agency(change, agency.id, old, new, language)
        context = {
            "title": say(new.guide.event.title, language).words,
            "items": told,
            "question": change.question,
            "editions": (old.code, new.code),
            "reply_to": message.payload.get("reply_to", ""),
        }
    email = mail.compose("lifeevents/mail/question", context, to=to[0], language=language)
    email.to.extend(to[1:])
    if message.payload.get("reply_to"):
        email.reply_to = [message.payload["reply_to"]]
    return email


def link_of(checklist: Checklist, language: str) -> str:
    """Return the secret link of a saved list, whole, in a language."""
    token = links.token(checklists.PURPOSE, checklist.pk, checklist.link_version)
    with translation.override(language):
        path = reverse("lifeevents:open", kwargs={"token": token}, urlconf=settings.ROOT_URLCONF)
    return settings.SITE_URL + path
