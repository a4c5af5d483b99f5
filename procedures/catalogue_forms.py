"""Forms of the shared catalogue: the words of a language remember which source words they were made from."""

from __future__ import annotations

from typing import Any, get_args

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from procedures import compiling, condition_checks, conditions, prose, references, slots, usage
from procedures.models import Question
from procedures.prose import SOURCE_LANGUAGE
from procedures.specs import IssuedIn


class CatalogueForm(WagtailAdminModelForm):
    still_right = forms.BooleanField(
        required=False, label=_("The translations still say the same"),
        help_text=_(
            "Tick it when you changed only the spelling of the Spanish text. "
            "Otherwise older translations are not shown."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "public_id" in self.fields:
            self.fields["public_id"].disabled = True  # others use it
        if "issuer" in self.fields:
            names = dict(references.agencies())
            self.fields["issuer"].label_from_instance = lambda agency: names.get(agency.pk, agency.pk)
        if "obtained_by" in self.fields:
            titles = dict(references.procedures())
            self.fields["obtained_by"].label_from_instance = lambda item: titles.get(item.pk, item.pk)
        if "issued_in" in self.fields:
            self.fields["issued_in"].queryset = Question.objects.filter(asked_as="country").prefetch_related("texts")
        rows = type(self.instance).objects.get(pk=self.instance.pk).texts.all() if self.instance.pk else ()
        self.before = {row.language: (row.words(), row.made_from) for row in rows}

    def save(self, commit: bool = True) -> Any:
        item = super().save(commit=False)
        rows = list(item.texts.all())
        source: dict[str, str] = next((row.words() for row in rows if row.language == SOURCE_LANGUAGE), {})
        for row in rows:
            if row.language != SOURCE_LANGUAGE:
                row.made_from = self.made_from(row, source)
        if commit:
            item.save()
        return item

    def made_from(self, row: Any, source: dict[str, str]) -> dict[str, str]:
        """Return the digests of a row: of today's source where its words are new or confirmed, else as they were."""
        old_words, old_digests = self.before.get(row.language, ({}, {}))
        return {
            name: old_digests.get(name, "")
            if words == old_words.get(name) and not self.cleaned_data.get("still_right")
            else prose.digest(source.get(name, ""))
            for name, words in row.words().items()
        }


class QuestionForm(CatalogueForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = type(self.instance).objects.get(pk=self.instance.pk) if self.instance.pk else None
        options = kept.options if kept else ()
        self.type_before = kept.type if kept else None
        self.before_options = {
            (block.value["value"], row["language"]): (row["label"], row["hint"], row["made_from"])
            for block in options
            for row in block.value["texts"]
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        own = self.instance.public_id
        values = [block.value["value"] for block in cleaned.get("options") or ()]
        if own and self.type_before and cleaned.get("type") != self.type_before:
            self._refuse(
                "type",
                _("It is used, so its kind of answer stays as it is: %(places)s."),
                usage.places_that_compare(own),
            )
        for gone in dict.fromkeys(value for value, _language in self.before_options):
            if gone not in values and "options" in cleaned:
                said = _("The answer “%(answer)s” is used, so it cannot be taken away: %(places)s.")
                self._refuse("options", said, usage.places_of_option(own, gone), answer=gone)
        if len(values) != len(set(values)):
            self.add_error("options", _("Two options have the same identifier."))
        if cleaned.get("asked_as") == "country" and set(values) != set(get_args(IssuedIn)):
            self.add_error("asked_as", _("It needs the options spain, eu, hague and other, and no more."))
        self._check_order(cleaned)
        return cleaned

    def _refuse(self, field: str, said: Any, places: list[str], **words: str) -> None:
        if places:
            self.add_error(field, said % {"places": "; ".join(places), **words})

    def _check_order(self, cleaned: dict[str, Any]) -> None:
        """A question is put when the answers before it say so: it cannot wait for one that comes later."""
        if not cleaned.get("ask_when"):
            return
        condition, own = conditions.parse(cleaned["ask_when"]), cleaned.get("public_id") or self.instance.public_id
        known = compiling.some_questions(conditions.questions_in(condition))
        for guide in slots.guides.get()():
            if own in guide.questions:
                for late in condition_checks.asked_too_late(condition, own, guide.questions):
                    said = (
                        _("“%(guide)s” asks “%(question)s” after this one. Put it before, there.")
                        if late in guide.questions
                        else _("“%(guide)s” does not ask “%(question)s”. Add it there, before this one.")
                    )
                    named = condition_checks.named(late, known)
                    self.add_error("ask_when", said % {"guide": guide.title, "question": named})
        if own in known:
            self.add_error("ask_when", _("A question cannot wait for its own answer."))

    def save(self, commit: bool = True) -> Any:
        for block in self.cleaned_data.get("options") or ():
            rows = {row["language"]: row for row in block.value["texts"]}
            now = prose.digest(compiling.option_source(rows.get(SOURCE_LANGUAGE, {})))
            for language, row in rows.items():
                if language != SOURCE_LANGUAGE:
                    label, hint, made_from = self.before_options.get((block.value["value"], language), ("", "", ""))
                    is_same = (row["label"], row["hint"]) == (label, hint) and not self.cleaned_data.get("still_right")
                    row["made_from"] = made_from if is_same else now
        return super().save(commit=commit)


class SourceForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "public_id" in self.fields:
            self.fields["public_id"].disabled = True
