"""Forms of content pages in the editor: whole on the source page, words only on a translation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from procedures import prose

# What a translator may change besides the words.
KEPT = {"title", "slug", "go_live_at", "expire_at", "comment_notifications"}


class ContentPageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source: dict[str, str] = {}
        if self.instance.is_source:
            return
        for name in [name for name in self.fields if name not in KEPT]:
            del self.fields[name]
        source_page = self.instance.source_page()
        self.source = source_page.prose() if source_page else {}
        self.labels = labels(source_page) if source_page else {}
        for path, words in self.source.items():
            if path != "title":
                text = self.instance.texts.get(path)
                self.fields[field_name(path)] = forms.CharField(
                    label=self.labels[path], required=False, initial=text["words"] if text else "",
                    widget=forms.Textarea(attrs={"rows": min(8, 1 + len(words) // 36), "lang": self.instance.language}),
                )  # fmt: skip
            if self.is_old(path):
                self.fields[f"still_right__{path}"] = forms.BooleanField(
                    required=False, label=_("It still says the same")
                )

    def is_old(self, path: str) -> bool:
        text = self.instance.texts.get(path)
        return text is not None and not prose.is_fresh(text, self.source[path])

    def translation_rows(self) -> list[dict[str, Any]]:
        """Return what the translation panel shows: source words, field, state."""
        rows = []
        for path, words in self.source.items():
            text = self.instance.texts.get(path)
            name = field_name(path)
            rows.append(
                {
                    "path": path,
                    "label": self.labels[path],
                    "source": words,
                    "field": self[name] if name in self.fields else None,
                    "still_right": self[f"still_right__{path}"] if f"still_right__{path}" in self.fields else None,
                    "is_missing": path != "title" and not (text and text["words"]),
                    "is_old": self.is_old(path),
                }
            )
        return rows

    def save(self, commit: bool = True) -> Any:
        page = self.instance
        if not page.is_source:
            words = {path: self.cleaned_data.get(field_name(path), "").strip() for path in self.source}
            words["title"] = page.title
            confirmed = {path for path in self.source if self.cleaned_data.get(f"still_right__{path}")}
            page.texts = prose.revised(page.texts, words, self.source, still_right=confirmed)
        elif page.identity_id is None:
            self.make_identity()
        return super().save(commit=commit)

    def make_identity(self) -> None:
        """Give a new page its permanent identity."""
        raise NotImplementedError

    def new_public_id(self, model: Any) -> str:
        base = slugify(self.cleaned_data.get("slug") or self.cleaned_data["title"])[:50] or "page"
        public_id, number = base, 2
        while model.objects.filter(pk=public_id).exists():
            public_id, number = f"{base}-{number}", number + 1
        return public_id


class AgencyPageForm(ContentPageForm):
    def make_identity(self) -> None:
        from procedures.models import Agency

        self.instance.agency = Agency.objects.create(public_id=self.new_public_id(Agency))


class ProcedurePageForm(ContentPageForm):
    def make_identity(self) -> None:
        from procedures.models import AgencyPage, Procedure

        parent = AgencyPage.objects.get(pk=(self.parent_page or self.instance.get_parent()).pk)
        self.instance.procedure = Procedure.objects.create(
            public_id=self.new_public_id(Procedure), agency_id=parent.agency_id
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.is_source:
            self._refuse_itself(cleaned)
            if set(cleaned.get("unverified") or ()) == set(self.instance.unverified):
                cleaned["unverified"] = (
                    self.instance.unverified
                )  # boxes come back in their own order: that is no change
        return cleaned

    def _refuse_itself(self, cleaned: dict[str, Any]) -> None:
        """A procedure that waits for itself would never come up."""
        own = self.instance.procedure_id
        rows = cleaned.get("prerequisites") or ()
        if own and any(block.value["procedure"] == own for block in rows):
            self.add_error("prerequisites", ValidationError(_("A procedure cannot come before itself.")))
        dates = cleaned.get("deadlines") or ()
        if own and any(block.value["relative_to"] == own for block in dates):
            self.add_error("deadlines", ValidationError(_("A deadline cannot count from its own procedure.")))


def field_name(path: str) -> str:
    return "title" if path == "title" else f"text__{path}"


def labels(source_page: Any) -> dict[str, str]:
    """Return what each text is, by path, in the editor's words."""
    from django.utils.text import capfirst

    result = {name: str(capfirst(source_page._meta.get_field(name).verbose_name)) for name in source_page.prose_fields}
    for field, names in source_page.prose_rows.items():
        for number, block in enumerate(getattr(source_page, field), start=1):
            for name in names:
                part = block.block.child_blocks[name].label
                result[f"{field}.{block.id}.{name}"] = f"{block.block.label} {number}: {part}"
    return result
