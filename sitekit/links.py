"""Secret links: signed (purpose, id, link version). Nothing is stored; raising the version revokes."""

from __future__ import annotations

from django.core import signing


class BadLink(Exception):
    """The link was not made by us, or has been cut short."""


def token(purpose: str, subject_id: object, version: int) -> str:
    """Return the token of a link; the same arguments give the same token."""
    return signing.Signer(salt=f"link:{purpose}", sep=".").sign(f"{subject_id}~{version}")


def read(purpose: str, value: str) -> tuple[str, int]:
    """Return (subject id, version) of a token.

    Raises: BadLink when the signature or the shape is wrong. The caller compares the version.
    """
    try:
        subject_id, version = signing.Signer(salt=f"link:{purpose}", sep=".").unsign(value).rsplit("~", 1)
        return subject_id, int(version)
    except (signing.BadSignature, ValueError) as error:
        raise BadLink from error
