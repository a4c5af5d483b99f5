"""The words of procedures that lists and pages share: how a thing is done, whose it is, how long, how much.

The active language is the one that is spoken.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures.specs import ChannelKind, ChannelSpec, Person, Silence, Unit
from sitekit import dates

ICONS: dict[ChannelKind, str] = {
    "nothing_to_do": "check", "online": "computer", "online_identity": "key", "registry": "building", "phone": "phone",
    "post": "post", "visit": "users",
}  # fmt: skip
WITHOUT_SIGNING_IN = "sin_certificado"


def channel_title(channel: ChannelSpec) -> str:
    """Return how it is done, as a heading."""
    if channel.kind == "visit":
        return {
            "required": _("In person, by appointment"),
            "recommended": _("In person, better by appointment"),
            "no": _("In person, without appointment"),
        }.get(channel.appointment or "", _("In person"))
    return {
        "nothing_to_do": _("They do it. You have nothing to do."),
        "online": _("Online, without a certificate"),
        "online_identity": _("Online, with digital identity"),
        "registry": _("At any public registry"),
        "phone": _("By phone"),
        "post": _("By post"),
    }[channel.kind]


def ways_to_sign_in() -> dict[str, str]:
    """Return every way to identify oneself, as it is said after "With"; the editor offers these and no other."""
    return {
        "clave": "Cl@ve",
        "certificado_electronico": _("a digital certificate"),
        "dnie": _("the electronic DNI"),
        "usuario_clave_inaem": _("your INAEM user name and password"),
        "sms": _("a code sent by SMS"),
        "cia_pin": _("your health card and its PIN"),
        "funeraria": _("the funeral company"),
    }


def auth_words(auth: Sequence[str]) -> str:
    """Return with what a person identifies: "With Cl@ve, a digital certificate or the electronic DNI."."""
    names = ways_to_sign_in()
    known = list(dict.fromkeys(names[one] for one in auth if one in names))
    if not known:
        return ""
    listed = known[0]
    if len(known) > 1:
        listed = _("%(first)s or %(last)s") % {"first": ", ".join(known[:-1]), "last": known[-1]}
    without = _(" or without any of them") if WITHOUT_SIGNING_IN in auth else ""
    return _("With %(how)s%(without)s.") % {"how": listed, "without": without}


def concerns_sentence(person: Person) -> str:
    """Return in whose name a procedure is, "" for the household's."""
    return {
        "me": _("It is in your own name."),
        "other_parent": _("It is in the other parent's name."),
        "child": _("It is in the child's name."),
        "household": "",
        "deceased": _("It is about the person who died."),
        "cared_for": _("It is in the name of the person who is cared for."),
    }[person]


def who_must_come_words(people: Sequence[Person]) -> str:
    """Return "Who has to come: you and the child.", "" when nobody is named."""
    names = {
        "me": _("you"),
        "other_parent": _("the other parent"),
        "child": _("the child"),
        "household": _("somebody of the household"),
        "deceased": _("the person who died"),
        "cared_for": _("the person who is cared for"),
    }
    return _("Who has to come: %(who)s.") % {"who": joined([names[one] for one in people])} if people else ""


def length_words(value: int, unit: Unit) -> str:
    """Return "8 working days"."""
    n = {"n": value}
    match unit:
        case "hours":
            return ngettext("%(n)d hour", "%(n)d hours", value) % n
        case "days":
            return ngettext("%(n)d day", "%(n)d days", value) % n
        case "business_days":
            return ngettext("%(n)d working day", "%(n)d working days", value) % n
        case "months":
            return ngettext("%(n)d month", "%(n)d months", value) % n
    return ngettext("%(n)d year", "%(n)d years", value) % n


def silence_words(silence: Silence) -> str:
    """Return what it means when nobody answers, "" when it is not known or means nothing."""
    return {
        "positive": _("If they do not answer in time, it counts as granted."),
        "negative": _("If they do not answer in time, it counts as refused, and you can appeal."),
    }.get(silence, "")


def euros(amount: float) -> str:
    """Return "12 €" or "16,32 €", with the comma of the active language."""
    decimals = 0 if amount == int(amount) else 2
    return f"{number_format(amount, decimals, use_l10n=True)}{dates.NBSP}€"


def joined(parts: Sequence[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
