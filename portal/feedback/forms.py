"""The one question of the feedback page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.feedback.models import Suggestion


class SuggestionForm(forms.Form):
    text = forms.CharField(
        label=_("What can be better?"),
        help_text=_("What you wanted to do, and what happened. Do not write names, numbers or anything private."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=Suggestion._meta.get_field("text").max_length,
        error_messages={"required": _("Write what can be better.")},
    )
    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
