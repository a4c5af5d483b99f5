"""Language-neutral identity: what steps, services, marks and visits point at, never at a page."""

from __future__ import annotations

from django.db import models


class Agency(models.Model):
    """Who is competent. `public_id` is permanent and public (API, open data)."""

    public_id = models.SlugField(max_length=60, primary_key=True)

    class Meta:
        ordering = ["public_id"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.public_id

    def permission_scopes(self) -> set[tuple[str, str]]:
        return {("agency", self.public_id)}


class Procedure(models.Model):
    """What an agency does for a person."""

    public_id = models.SlugField(max_length=80, primary_key=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="procedures")

    class Meta:
        ordering = ["public_id"]

    def __str__(self) -> str:
        return self.public_id

    def permission_scopes(self) -> set[tuple[str, str]]:
        return {("agency", self.agency_id)}
