"""Whom a visit concerns, who comes, and how to reach them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from appointments.models import Appointment, AppointmentPerson
from appointments.wanted import PersonSaid
from sitekit.choice import Choice

Contact = Appointment.Contact
Role = AppointmentPerson.Role
CONTACTS = [
    (Contact.EMAIL, _("E-mail"), _("We send you the confirmation and a file for your calendar.")),
    (Contact.MOBILE, _("Mobile phone"), _("The office calls you if something changes.")),
    (Contact.LANDLINE, _("Landline"), _("The office calls you if something changes.")),
    (Contact.POST, _("A letter to my home"), _("Only if something changes and there is time.")),
    (Contact.HELPER, _("Somebody who helps me"), _("A relative, an association, social services…")),
    (Contact.NONE, _("I have none of these"), _("Your slip is the proof: print it, or write down the reference.")),
]
# Which field belongs to which way.
FIELD_OF = {Contact.EMAIL: "email", Contact.MOBILE: "mobile", Contact.LANDLINE: "landline", Contact.POST: "post"}


def phone_digits(typed: str) -> str:
    """Return a telephone as it is kept, "" when it cannot be one."""
    plain = re.sub(r"[\s().\-/]", "", typed)
    if re.fullmatch(r"(\+34|0034)?[6-9]\d{8}", plain):
        return plain[-9:]
    return plain if re.fullmatch(r"(\+|00)\d{8,15}", plain) else ""


def shown_phone(digits: str) -> str:
    """Return a telephone in groups: "600 123 123"."""
    return " ".join(re.findall(r"\d{3}", digits)) if re.fullmatch(r"\d{9}", digits) else digits


class DetailsForm(forms.Form):
    """The form of a visit. `roles`: who may be concerned, from the procedures."""

    name = forms.CharField(
        max_length=200,
        label=_("Name and surnames"),
        help_text=_("Of the person who books."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name and surnames.")},
    )
    concerns = forms.MultipleChoiceField(
        label=_("Who is it for?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one person.")},
    )
    concerned_name = forms.CharField(
        max_length=200,
        required=False,
        label=_("Name of that person, if it is not you"),
        help_text=_("It helps the office. Leave it empty if there is no name yet."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    comes = forms.MultipleChoiceField(
        label=_("Who is coming?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick who is coming to the office.")},
    )
    contact = forms.ChoiceField(
        label=_("How do we reach you if something changes?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we reach you, or “I have none of these”.")},
    )
    email = forms.CharField(
        required=False,
        max_length=254,
        label=_("Your e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    mobile = forms.CharField(
        required=False,
        max_length=30,
        label=_("Your mobile phone"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "width-20"}),
    )
    landline = forms.CharField(
        required=False,
        max_length=30,
        label=_("Your landline"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "width-20"}),
    )
    post = forms.CharField(
        required=False,
        max_length=250,
        label=_("Your address"),
        help_text=_("Street, number, postal code and town."),
        widget=forms.Textarea(attrs={"autocomplete": "street-address", "rows": 3}),
    )
    helper_name = forms.CharField(
        required=False,
        max_length=100,
        label=_("Name of who helps you"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    helper_contact = forms.CharField(
        required=False,
        max_length=140,
        label=_("Their phone or e-mail"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, roles: Sequence[str], must_come: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict(Role.choices)
        choices = [(role, words[role]) for role in roles]
        self.fields["concerns"].choices = choices  # type: ignore[attr-defined]
        coming = [pair for pair in choices if pair[0] != Role.HOUSEHOLD]
        companions = [(Role.HELPER, words[Role.HELPER]), (Role.REPRESENTATIVE, words[Role.REPRESENTATIVE])]
        self.fields["comes"].choices = [*coming, *companions]  # type: ignore[attr-defined]
        self.fields["comes"].help_text = must_come
        self.fields["contact"].choices = [  # type: ignore[attr-defined]
            (value, Choice(str(label), str(hint))) for value, label, hint in CONTACTS
        ]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("contact")
        if kind == Contact.EMAIL:
            self._email(data)
        elif kind in (Contact.MOBILE, Contact.LANDLINE):
            self._phone(data, FIELD_OF[Contact(kind)])
        elif kind == Contact.POST:
            if not data.get("post", "").strip():
                self.add_error("post", _("Write the address, or choose another way."))
        elif kind == Contact.HELPER:
            self._helper(data)
        return data

    def _email(self, data: dict[str, Any]) -> None:
        value = data.get("email", "").strip()
        if not value:
            self.add_error("email", _("Write your e-mail, or choose another way."))
            return
        try:
            validate_email(value)
        except ValidationError:
            self.add_error("email", _("That e-mail is not complete. It looks like this: name@example.org"))
        data["email"] = value

    def _phone(self, data: dict[str, Any], field: str) -> None:
        typed = data.get(field, "").strip()
        digits = phone_digits(typed)
        if not typed:
            self.add_error(field, _("Write the telephone, or choose another way."))
        elif not digits:
            self.add_error(field, _("That telephone is not complete: it has 9 digits. From abroad, begin with +."))
        elif field == "mobile" and len(digits) == 9 and digits[0] not in "67":
            self.add_error(field, _("That is not a mobile: those begin with 6 or 7. Look at it, or choose “Landline”."))
        data[field] = digits

    def _helper(self, data: dict[str, Any]) -> None:
        if not data.get("helper_name", "").strip():
            self.add_error("helper_name", _("Write the name of who helps you."))
        contact = data.get("helper_contact", "").strip()
        if not contact or ("@" not in contact and not phone_digits(contact)):
            self.add_error("helper_contact", _("Write a telephone of 9 digits or an e-mail, to reach that person."))

    @property
    def contact_value(self) -> str:
        """Return what is kept of the way chosen (the form is valid)."""
        data = self.cleaned_data
        kind = Contact(data["contact"])
        if kind == Contact.HELPER:
            return f"{data['helper_name'].strip()}, {data['helper_contact'].strip()}"[:254]
        return " ".join(data[FIELD_OF[kind]].split())[:254] if kind in FIELD_OF else ""

    @property
    def contact_shown(self) -> str:
        if self.cleaned_data["contact"] in (Contact.MOBILE, Contact.LANDLINE):
            return shown_phone(self.contact_value)
        return self.contact_value

    def people(self) -> list[PersonSaid]:
        """Return whom it concerns and who comes."""
        data = self.cleaned_data
        concerned, coming = set(data["concerns"]), set(data["comes"])
        other = next((role for role in data["concerns"] if role not in (Role.ME, Role.HOUSEHOLD)), "")
        names = {Role.ME.value: data["name"], other: data["concerned_name"]}
        if data["contact"] == Contact.HELPER and Role.HELPER in coming:
            names[Role.HELPER.value] = data["helper_name"]
        order = [role for role in Role.values if role in concerned | coming]
        return [PersonSaid(role, names.get(role, ""), role in concerned, role in coming) for role in order]

    def as_typed(self) -> dict[str, Any]:
        """Return what was typed, to show it again."""
        many = {"concerns", "comes"}
        return {
            name: self.data.getlist(name) if name in many and hasattr(self.data, "getlist") else self.data.get(name, "")
            for name in self.fields
        }


class NeedsForm(forms.Form):
    """For how many, and what they need: it decides how long the visit takes, and where."""

    people = forms.TypedChoiceField(
        label=_("For how many people?"), coerce=int, choices=[(str(n), str(n)) for n in range(1, 7)]
    )
    needs = forms.MultipleChoiceField(
        label=_("Do you need any of this?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = list(offered)  # type: ignore[attr-defined]
