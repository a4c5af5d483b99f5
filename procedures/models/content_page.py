"""Pages whose rules stand once, in the source language; a translation holds words and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from django.db import models
from wagtail.models import Page
from wagtail.models.pages import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from procedures.prose import SOURCE_LANGUAGE, Texts
from sitekit import stemming


class ContentPageQuerySet(PageQuerySet):
    def in_source_language(self) -> Self:
        return self.filter(locale__language_code=SOURCE_LANGUAGE)

    def in_language(self, language: str) -> Self:
        return self.filter(locale__language_code=language)


ContentPageManager = PageManager.from_queryset(ContentPageQuerySet)


class ContentPage(Page):
    """Base of agencies, procedures and life events.

    `prose_fields` are the fields that are translated; `prose_rows` the prose inside the rows of a StreamField.
    Everything else is a rule, and is read from the source-language page only. On a translation, `texts` holds the words
    by path with the digest of the source words they were made from; its rule fields stay empty and nobody reads them.
    """

    texts: models.JSONField[Texts, Texts] = models.JSONField(default=dict, blank=True, editable=False)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    """Digest of this page as the content files last made it: tells an edit by hand from a load."""

    objects = ContentPageManager()

    prose_fields: ClassVar[tuple[str, ...]] = ("title",)
    prose_rows: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    long_prose: ClassVar[frozenset[str]] = frozenset()
    searched_prose: ClassVar[Mapping[str, int]] = {"title": 3, "short_name": 3, "keywords": 2, "summary": 1}
    """What search reads, and how often: a word of the title counts more than one of the summary."""

    search_fields = [*Page.search_fields, index.SearchField("search_stems")]

    class Meta:
        abstract = True

    @property
    def language(self) -> str:
        return str(self.locale.language_code)

    @property
    def is_source(self) -> bool:
        return self.locale_id is None or self.language == SOURCE_LANGUAGE

    @property
    def identity_id(self) -> str | None:
        """Return the permanent public id that this page's identity row has."""
        raise NotImplementedError

    def source_page(self) -> Self | None:
        """Return the page in the source language as it stands, or None while there is none."""
        if self.is_source:
            return self
        return type(self).objects.in_source_language().filter(translation_key=self.translation_key).first()

    def prose(self) -> dict[str, str]:
        """Return the words of a source page by path, in the order in which they are read."""
        words = {name: str(getattr(self, name) or "") for name in self.prose_fields}
        for path, block, name in self._row_prose():
            words[path] = str(block.value.get(name) or "")
        return {path: text for path, text in words.items() if text}

    def _row_prose(self) -> Iterator[tuple[str, Any, str]]:
        for field, names in self.prose_rows.items():
            for block in getattr(self, field):
                for name in names:
                    yield f"{field}.{block.id}.{name}", block, name

    @property
    def search_text(self) -> str:
        """Return the words by which this page is found, in its own language."""
        return " ".join(self._searched(name) for name in self.searched_prose)

    def search_stems(self) -> str:
        """Return what the index holds: stems, those that weigh more said more often."""
        parts = (" ".join([self._searched(name)] * times) for name, times in self.searched_prose.items())
        return stemming.stemmed(" ".join(parts), self.language)

    def _searched(self, name: str) -> str:
        if self.is_source or name == "title":
            return str(getattr(self, name, "") or "")
        text = self.texts.get(name)
        return text["words"] if text else ""
