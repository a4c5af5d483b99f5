"""How a place is got for a procedure, over all its offices: for pages that name no office and no person."""

from __future__ import annotations

from collections import Counter

from django.urls import reverse
from django.utils import timezone

from appointments import finding, office_words
from appointments.models import OfficeService
from appointments.wanted import Wanted
from procedures.slots import WaysToAPlace


def ways_to_a_place(procedure_id: str, language: str) -> WaysToAPlace:
    """Return how many offices attend a procedure in each way, and the first free time here. Twelve queries at most."""
    rows = OfficeService.objects.serving([procedure_id]).filter(office__is_active=True)
    best = {"here": 0, "walk_in": 1, "elsewhere": 2, "unknown": 3}
    by_office: dict[str, str] = {}
    for office_id, how in rows.values_list("office", "places"):
        if office_id not in by_office or best[how] < best[by_office[office_id]]:
            by_office[office_id] = how
    if not by_office:
        return WaysToAPlace()
    counts = Counter(by_office.values())
    offices_url = f"{reverse('appointments:offices')}?procedure={procedure_id}"
    first = None
    if counts["here"]:
        places = finding.find(Wanted((procedure_id,))).places
        first = finding.first_free(places, now=timezone.now())
    office = next((place.office for place in places if place.office.pk == first.office), None) if first else None
    return WaysToAPlace(
        here=counts["here"],
        elsewhere=counts["elsewhere"],
        walk_in=counts["walk_in"],
        unknown=counts["unknown"],
        first_free=first.start if first else None,
        first_office=office.name_in(language) if office else None,
        book_url=office_words.address_of_booking(procedure_id) if first else None,
        offices_url=offices_url,
    )
