"""What only papers need."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def page_counters(words: str) -> SafeString:
    """Put the page's number for § and the number of pages for ¶."""
    counted = escape(words).replace("§", '<span class="page-number"></span>')
    return mark_safe(counted.replace("¶", '<span class="page-count"></span>'))  # noqa: S308 escaped above
