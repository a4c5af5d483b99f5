"""Texts by language in templates."""

from __future__ import annotations

from django import template

from procedures.specs import Said, Text, say

register = template.Library()


@register.filter
def text_in(text: Text | None, language: str) -> Said:
    """Return a text in a language, else in the source language, marked with the language it is in."""
    return say(text or {}, language)
