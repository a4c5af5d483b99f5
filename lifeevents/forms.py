"""What people type on the way to their list; every error says what to do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lifeevents import municipalities
from lifeevents.municipalities import Place
from sitekit.date_field import DateField

# Who retires looks further ahead than who expects a child.
LONGEST_AHEAD = dt.timedelta(days=366 * 3)
LONGEST_AGO = dt.timedelta(days=366 * 20)
EASE = [(1, _("Very hard")), (2, _("Hard")), (3, _("So-so")), (4, _("Easy")), (5, _("Very easy"))]


class EventDateForm(forms.Form):
    """When it happened, or when it is expected; the hour where a deadline runs in hours."""

    date = DateField(
        earliest=lambda: timezone.localdate() - LONGEST_AGO,
        latest=lambda: timezone.localdate() + LONGEST_AHEAD,
        error_messages={
            "required": _("Write the day, the month and the year. If you do not know the date, press “I don't know”.")
        },
    )
    time = forms.TimeField(
        required=False,
        label=_("The hour"),
        help_text=_("Only if you know it: some deadlines run in hours. For example, 14:30."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "class": "width-4", "maxlength": 5}),
        input_formats=["%H:%M", "%H.%M", "%H"],
        error_messages={"invalid": _("Write the hour like this: 14:30. Or leave it empty.")},
    )

    def __init__(self, label: str, hint: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].label, self.fields["date"].help_text = label, hint


class MunicipalityForm(forms.Form):
    """A municipality, typed; what it may mean is offered to choose from."""

    name = forms.CharField(
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "municipalities", "class": "width-20"}),
    )
    code = forms.CharField(max_length=5, required=False, label=_("Which one is it?"))
    # The name whose matches were offered: sent again with none of them chosen, it needs an answer, not the same page.
    offered = forms.CharField(max_length=80, required=False)
    province = forms.ChoiceField(
        required=False, choices=[("huesca", "Huesca"), ("teruel", "Teruel"), ("zaragoza", "Zaragoza")]
    )

    def __init__(self, label: str, hint: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = label
        self.fields["name"].help_text = hint
        self.matches: list[Place] = []
        self.of_province: list[Place] = []
        self.place: Place | None = None

    def clean(self) -> dict[str, Any]:
        """Find the place; when several may be meant, keep them in `matches` and ask."""
        data = super().clean() or {}
        typed, province = (data.get("name") or "").strip(), data.get("province")
        self.place = municipalities.place(data.get("code") or "")
        if self.place is not None:
            return data
        if province:
            self.of_province = [place for place in municipalities.places().values() if place.province == province]
            return data
        if not typed:
            raise ValidationError(
                {"name": _("Write the name of your municipality. If you do not know, press “I don't know”.")}
            )
        self.matches = municipalities.matching(typed)
        if len(self.matches) == 1:
            self.place = self.matches[0]
        elif self.matches and typed == (data.get("offered") or "").strip():
            raise ValidationError({"code": _("Choose one. If it is none of these, write its name again.")})
        elif not self.matches:
            message = _(
                "We find no municipality of Aragón called “%(typed)s”. Look how it is written, or choose your province."
            )
            raise ValidationError({"name": message % {"typed": typed}})
        return data


class SaveForm(forms.Form):
    """Keep the list; the e-mail address is optional and only serves to send the link once."""

    email = forms.EmailField(
        required=False,
        label=_("E-mail, to send you the link"),
        help_text=_("We send one message. The address is not kept, unless you tick the box below."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": _("That e-mail is not complete. It looks like this: name@example.org")},
    )
    tell_me = forms.BooleanField(
        required=False,
        label=_("Write to me if something changes on my list"),
        help_text=_("Only then, and until you say enough. For that we keep the address with the list."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("tell_me") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the e-mail where we tell you."))
        return data


class AskForm(forms.Form):
    """A question to whoever changed something of a list."""

    text = forms.CharField(
        max_length=2000,
        label=_("What do you want to ask?"),
        help_text=_("The public body that changed it reads this. Do not write names or numbers of documents."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the question.")},
    )
    email = forms.EmailField(
        required=False,
        label=_("E-mail, if you want an answer"),
        help_text=_("It goes with the question and is not kept."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": _("That e-mail is not complete. It looks like this: name@example.org")},
    )


class CodeForm(forms.Form):
    """The short code of a saved list."""

    code = forms.CharField(
        max_length=20,
        label=_("Code of your list"),
        help_text=_("Eight letters and digits, for example 7QKM-2XRT. Capitals do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "width-10"}
        ),
        error_messages={"required": _("Write the code that we gave you when you saved the list.")},
    )


class EaseForm(forms.Form):
    """Was it easy? One number, and nothing else."""

    easy = forms.TypedChoiceField(choices=EASE, coerce=int)
