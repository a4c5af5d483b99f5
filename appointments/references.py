"""References that are easy to say on the phone, and the folding by which visits are found.

A reference is the appointment's number, mixed by a keyed permutation of the whole space: no two are equal, none
tells how many there are, and nothing has to be tried again.
"""

from __future__ import annotations

import re

from django.utils.crypto import salted_hmac

from sitekit.codes import ALPHABET, normalise
from sitekit.stemming import bare

LENGTH = 6
SPACE = len(ALPHABET) ** LENGTH
_HALF_BITS = 15
_HALF = (1 << _HALF_BITS) - 1


def reference_of(number: int) -> str:
    """Return the reference of an appointment's number.

    Raises: ValueError outside the space (729 million).
    """
    if not 0 < number < SPACE:
        raise ValueError(f"no reference for {number}")
    mixed = _mix(number)
    while mixed >= SPACE:  # the permutation is of 2**30; walk until back inside
        mixed = _mix(mixed)
    letters = []
    for _ in range(LENGTH):
        mixed, index = divmod(mixed, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def _mix(number: int) -> int:
    left, right = number >> _HALF_BITS, number & _HALF
    for turn in range(4):
        digest = salted_hmac("appointments.reference", f"{turn}:{right}", algorithm="sha256").digest()
        left, right = right, left ^ (int.from_bytes(digest[:2], "big") & _HALF)
    return left << _HALF_BITS | right


def show(reference: str) -> str:
    """Return the reference in groups of three: "RZ7 4KM"."""
    return " ".join(reference[i : i + 3] for i in range(0, len(reference), 3))


def read(typed: str) -> str:
    """Return what was typed as a reference: capitals, no spaces or dashes, look-alikes mended."""
    return normalise(typed)


def fold(text: str) -> str:
    """Return the text without accents, capitals and punctuation; "@" and "." stay, for addresses."""
    return " ".join(re.findall(r"[\w@.+]+", bare(text).replace("-", " ")))


def search_words(*, name: str, contact: str, reference: str, others: tuple[str, ...] = ()) -> str:
    """Return what a visit is found by, folded."""
    digits = re.sub(r"\D", "", contact) if "@" not in contact else ""
    return " ".join(filter(None, [fold(name), *map(fold, others), fold(contact), digits, reference.lower()]))[:500]
