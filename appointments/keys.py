"""How a person without the secret link shows that a visit is theirs: its reference, and a contact or a code."""

from __future__ import annotations

import re

from django.utils.crypto import constant_time_compare

from appointments.models import Appointment
from appointments.references import read
from sitekit import codes

PURPOSE = "appointment"
CODE_LENGTH = 6


def code_of(visit: Appointment) -> str:
    """Return the code that opens a visit together with its reference; raising the link version changes it."""
    return codes.derive(PURPOSE, visit.pk, visit.link_version, length=CODE_LENGTH)


def find(reference: str, proof: str) -> Appointment | None:
    """Return the visit of a reference when `proof` is its e-mail address, telephone or code; else None.

    One query whatever is typed; the answer does not tell a wrong proof from an unknown reference.
    """
    visit = Appointment.objects.visits().filter(reference=read(reference) or None).first()
    wanted = _contact(visit.contact_value) if visit else ""
    code = code_of(visit) if visit else codes.derive(PURPOSE, 0, 0, length=CODE_LENGTH)
    # Both are always compared, so that the time taken tells nothing.
    by_contact = constant_time_compare(_contact(proof), wanted) and bool(wanted)
    by_code = constant_time_compare(codes.normalise(proof), code)
    return visit if visit and (by_contact or by_code) else None


def _contact(typed: str) -> str:
    """Return an e-mail address or a telephone as they are compared: no capitals, no spaces, no prefix of Spain."""
    if address := re.search(r"\S+@\S+", typed):
        return address[0].casefold()
    digits = re.sub(r"\D", "", typed)
    return digits[-9:] if len(digits) >= 9 else ""
