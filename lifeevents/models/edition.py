"""Editions: what was published, numbered and never changed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class LifeEvent(models.Model):
    """What happened: the language-neutral identity of a guide."""

    public_id = models.SlugField(max_length=60, primary_key=True)
    current = models.ForeignKey("GuideEdition", null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    """The edition in force; none while the guide is not published."""

    def __str__(self) -> str:
        return self.public_id


class GuideEditionQuerySet(models.QuerySet["GuideEdition"]):
    def of(self, life_event_id: str) -> GuideEditionQuerySet:
        return self.filter(life_event_id=life_event_id)

    def newest_first(self) -> GuideEditionQuerySet:
        return self.order_by("-number")


class GuideEdition(models.Model):
    """An immutable compilation of a published guide: rules once, texts by language.

    `content` is the canonical JSON of `lifeevents.guide.Guide`; `digest` its hash. `changed`: the procedures that say
    something else than in the edition before, each with the reason that its editor gave, or "".
    """

    life_event = models.ForeignKey(LifeEvent, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    changed = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = GuideEditionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["life_event", "number"], name="edition_number_once_per_event")]
        ordering = ["life_event", "-number"]

    def __str__(self) -> str:
        return f"{self.life_event_id} {self.number}"

    @property
    def code(self) -> str:
        """Return the short public code, "14-3f9a2c": printed on lists, it opens what the edition said."""
        return code_of(self.number, self.digest)


def code_of(number: int, digest: str) -> str:
    """Return the code of an edition: its number, and enough of its hash that nobody walks through them by counting."""
    return f"{number}-{digest[:6]}"
