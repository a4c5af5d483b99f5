"""Forms of the shared catalogue: the words of a language remember which source words they were made from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from procedures import compiling, prose, references
from procedures.prose import SOURCE_LANGUAGE


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
        options = type(self.instance).objects.get(pk=self.instance.pk).options if self.instance.pk else ()
        self.before_options = {
            (block.value["value"], row["language"]): (row["label"], row["hint"], row["made_from"])
            for block in options
            for row in block.value["texts"]
        }

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
