"""What every agency shares: documents, questions and sources. Rules once; texts in one row per language."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.search import index

from procedures import blocks
from procedures.models.identity import Agency, Procedure
from sitekit import stemming

ID_HELP = _("Permanent and public. Lower case letters, digits and underscores; never changed once others use it.")


class CatalogueText(models.Model):
    """The words of one catalogue item in one language.

    `made_from` holds, by field, the digest of the source words it was made from: a text older than its source is
    not shown.
    """

    language = models.CharField(_("language"), max_length=12, choices=blocks.language_choices)
    made_from = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["pk"]

    prose: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.language

    def words(self) -> dict[str, str]:
        """Return the words that are there, by field."""
        return {name: getattr(self, name) for name in self.prose if getattr(self, name)}


class Document(index.Indexed, ClusterableModel):
    """A type of paper in the one shared catalogue."""

    class Nature(models.TextChoices):
        CIVIL_STATUS = "civil_status", _("A civil-status record: birth, marriage, death")
        PUBLIC = "public", _("Another document of an administration or a notary")
        PRIVATE = "private", _("A private paper")

    public_id = models.SlugField(_("identifier"), max_length=80, unique=True, help_text=ID_HELP)
    issuer = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("who issues it"),
        help_text=_("The agency that gives this paper, if it is one of ours."),
    )  # fmt: skip
    obtained_by = models.ForeignKey(
        Procedure, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("how it is obtained"),
        help_text=_("The procedure that usually yields it."),
    )  # fmt: skip
    nature = models.CharField(
        _("what it is"), max_length=14, choices=Nature.choices, default=Nature.PRIVATE,
        help_text=_("Tells what it needs when it comes from abroad: an apostille, a translation, nothing."),
    )  # fmt: skip
    issued_in = models.ForeignKey(
        "procedures.Question", to_field="public_id", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("question that tells the country it comes from"),
        help_text=_("Leave empty for a paper that never comes from abroad."),
    )  # fmt: skip
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    search_fields = [
        index.SearchField("public_id"),
        index.SearchField("search_stems"),
        index.RelatedFields("texts", [index.SearchField("name")]),
    ]

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["public_id"]

    def __str__(self) -> str:
        return name_in_source(self, "name") or self.public_id

    def search_text(self, language: str) -> str:
        """Return the words by which this paper is found in a language."""
        return " ".join(row.name for row in self.texts.all() if row.language == language)

    def search_stems(self) -> str:
        """Return what the index holds: the stems of the name in every language."""
        return " ".join(stemming.stemmed(row.name, row.language) for row in self.texts.all())


class DocumentText(CatalogueText):
    document = ParentalKey(Document, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name"), max_length=255)
    note = models.TextField(_("note"), blank=True)

    prose = ("name", "note")

    class Meta(CatalogueText.Meta):
        constraints = [models.UniqueConstraint(fields=["document", "language"], name="document_text_once_per_language")]


class Question(index.Indexed, ClusterableModel):
    """A fact asked once and shared by every guide and agency."""

    class Type(models.TextChoices):
        BOOL = "bool", _("Yes or no")
        INT = "int", _("A number")
        ENUM = "enum", _("One of several options")
        MULTI = "multi", _("Any of several options")
        DATE = "date", _("A date")

    class AskedAs(models.TextChoices):
        OPTIONS = "options", _("by its options")
        COUNTRY = "country", _("by naming a country: its group is the answer, and the country is not kept")

    class About(models.TextChoices):
        ME = "me", _("The person who asks")
        OTHER_PARENT = "other_parent", _("The other parent")
        CHILD = "child", _("The child")
        HOUSEHOLD = "household", _("The household")
        DECEASED = "deceased", _("The person who died")
        CARED_FOR = "cared_for", _("The person who is cared for")

    public_id = models.SlugField(_("identifier"), max_length=60, unique=True, help_text=ID_HELP)
    type = models.CharField(_("kind of answer"), max_length=8, choices=Type.choices, default=Type.BOOL)
    about = models.CharField(_("whom it is about"), max_length=12, choices=About.choices, default=About.HOUSEHOLD)
    per_person = models.BooleanField(_("asked for each person"), default=False)
    options = StreamField(
        [("option", blocks.OptionBlock())], blank=True, verbose_name=_("options"),
        help_text=_("Only for questions with options. “I don't know” is always offered and needs none."),
    )  # fmt: skip
    asked_as = models.CharField(
        _("how it is put"), max_length=8, choices=AskedAs.choices, default=AskedAs.OPTIONS,
        help_text=_("Only for a question whose options are spain, eu, hague and other."),
    )  # fmt: skip
    default = models.JSONField(
        _("preselected answer"), null=True, blank=True,
        help_text=_("Leave empty unless nearly everybody answers the same."),
    )  # fmt: skip
    minimum = models.IntegerField(_("smallest number"), null=True, blank=True)
    maximum = models.IntegerField(_("largest number"), null=True, blank=True)
    ask_when = blocks.ConditionField(
        _("ask it only when"), help_text=_("Only earlier questions count. Keeps out questions that cannot matter."),
    )  # fmt: skip
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    search_fields = [index.SearchField("public_id"), index.RelatedFields("texts", [index.SearchField("text")])]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["public_id"]

    def __str__(self) -> str:
        return name_in_source(self, "text") or self.public_id


class QuestionText(CatalogueText):
    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="texts")
    text = models.CharField(_("the question"), max_length=255)
    why = models.TextField(_("why we ask"), blank=True)
    hint = models.TextField(_("hint"), blank=True)
    yes = models.CharField(
        _("in a reason, yes"), max_length=160, blank=True,
        help_text=_("How the answer is given back as a reason: “you want a nursery place”."),
    )  # fmt: skip
    no = models.CharField(_("in a reason, no"), max_length=160, blank=True)
    short = models.CharField(_("short label"), max_length=120, blank=True, help_text=_("“Number of babies”."))

    prose = ("text", "why", "hint", "yes", "no", "short")

    class Meta(CatalogueText.Meta):
        constraints = [models.UniqueConstraint(fields=["question", "language"], name="question_text_once_per_language")]


class Source(index.Indexed, models.Model):
    """A page that was read, and when."""

    public_id = models.SlugField(_("identifier"), max_length=60, unique=True, help_text=ID_HELP)
    publisher = models.CharField(_("publisher"), max_length=255)
    title = models.CharField(_("title"), max_length=400)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    seen_on = models.DateField(_("read on"), null=True, blank=True)
    page_on = models.CharField(_("date of the page"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    search_fields = [index.SearchField("title"), index.SearchField("publisher")]

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["publisher", "title"]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"


def name_in_source(item: Any, field: str) -> str:
    """Return the words of an item in the source language, for lists in the editor."""
    for row in item.texts.all():
        if row.language == blocks.SOURCE_LANGUAGE:
            return str(getattr(row, field))
    return ""
