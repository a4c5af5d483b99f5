"""Municipalities and their holidays: deadlines in working days count on them."""

from __future__ import annotations

from functools import lru_cache

from django.db import models

from procedures.deadlines import Holidays


class Municipality(models.Model):
    """A municipality by its INE code. `key` is the option of the question about residence."""

    code = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=120, db_index=True)
    province = models.CharField(max_length=20)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    key = models.CharField(max_length=60)
    source = models.CharField(max_length=60)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.name


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def observed_in(self, municipality: str) -> HolidayQuerySet:
        """National and regional days, and the local ones of the municipality."""
        return self.filter(models.Q(municipality="") | models.Q(municipality=municipality or "-"))

    def for_municipality(self, municipality: str) -> Holidays:
        """Return the holidays of a municipality, kept per process; `forget_holidays` forgets them."""
        return _holidays(municipality)


class Holiday(models.Model):
    """A day that is not worked. `municipality` is the INE code of a local holiday, else empty."""

    on = models.DateField()
    scope = models.CharField(max_length=10)
    municipality = models.CharField(max_length=5, blank=True)
    names = models.JSONField(default=dict)
    provisional = models.BooleanField(default=False)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["on", "scope", "municipality"], name="holiday_once"),
            models.CheckConstraint(
                condition=(models.Q(scope="local") & ~models.Q(municipality=""))
                | (~models.Q(scope="local") & models.Q(municipality="")),
                name="only_local_holidays_name_a_municipality",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.scope} {self.municipality}".strip()


@lru_cache(maxsize=1024)
def _holidays(municipality: str) -> Holidays:
    return Holidays.of(Holiday.objects.observed_in(municipality).values_list("on", flat=True))


def forget_holidays() -> None:
    """Forget what this process remembers, after the rows changed."""
    _holidays.cache_clear()
