"""Limits on attempts, counted in the shared cache."""

from __future__ import annotations

import time

from django.core.cache import cache

from sitekit.codes import fingerprint


def exceeded(name: str, who: str, *, at_most: int, seconds: int) -> bool:
    """Count one attempt and tell whether there were more than `at_most` in this window of seconds."""
    window = int(time.time()) // seconds
    key = f"limit:{name}:{fingerprint(who)}:{window}"
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) > at_most
    except ValueError:  # the key was evicted between the two calls
        return False
