"""Short codes a person can read out: derived from a subject, found again by a keyed hash."""

from __future__ import annotations

import hashlib

from django.utils.crypto import salted_hmac

# Without letters and digits that sound or look alike.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def derive(purpose: str, subject_id: object, version: int, *, length: int = 8) -> str:
    """Return the code of a subject: the same arguments give the same code."""
    raw = salted_hmac(f"code:{purpose}", f"{subject_id}~{version}", algorithm="sha256").digest()
    number = int.from_bytes(raw, "big")
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def show(code: str) -> str:
    """Return the code in groups of four, as printed."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def normalise(typed: str) -> str:
    """Return what was typed as a code: capitals, no spaces or dashes, look-alikes mended."""
    mended = typed.upper().translate(str.maketrans("0O1ILU", "QQJJJV"))
    return "".join(letter for letter in mended if letter in ALPHABET)


def digest(purpose: str, code: str) -> str:
    """Return the keyed hash under which a code is stored and looked up."""
    return salted_hmac(f"digest:{purpose}", normalise(code), algorithm="sha256").hexdigest()


def fingerprint(value: str) -> str:
    """Return a short one-way name of a value, for cache keys."""
    return hashlib.sha256(value.encode()).hexdigest()[:24]
