"""Tags and filters for our components: pictures by name, dates in words, texts marked with their language."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Field, RadioSelect
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

from sitekit import dates
from sitekit.date_field import DateWidget

register = template.Library()

TAG_LIBRARY_ICONS = "sitekit/icons/{}.svg"


@register.simple_tag
def icon(name: str, size: str = "", extra: str = "") -> SafeString:
    """Draw a pictogram of the one set; words must stand beside it.

    Shape: inline SVG, hidden from assistive technology. `size`: "", "small" or "large"; `extra`: more CSS classes.
    Raises: TemplateDoesNotExist for a name that is not in sitekit/templates/sitekit/icons/.
    """
    paths = mark_safe(get_template(TAG_LIBRARY_ICONS.format(name)).render().strip())  # noqa: S308 - our own file
    classes = " ".join(filter(None, ("icon", f"icon--{size}" if size else "", extra)))
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', classes, paths
    )


@register.simple_tag
def said(text: Any) -> str:
    """Return a text, wrapped in its language when it is not the page's.

    Takes anything with `words` and `language`, or a plain string.
    """
    words = getattr(text, "words", text)
    language = getattr(text, "language", "")
    if not language or language == get_language():
        return conditional_escape(words)
    return format_html('<span lang="{}" dir="{}">{}</span>', language, _direction(language), words)


@register.filter
def lang_of(text: Any) -> str:
    """Return the language of a text when it differs from the page's, else ""; for `lang=` on an element."""
    language = getattr(text, "language", "")
    return "" if language == get_language() else language


@register.filter
def words_of(text: Any) -> str:
    """Return the bare words of a text that knows its language."""
    return getattr(text, "words", text)


def _direction(language: str) -> str:
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


@register.filter
def day_words(on: dt.date | dt.datetime | None) -> str:
    """Return "martes 1 de diciembre"."""
    return dates.in_words(_day(on)) if on else ""


@register.filter
def days_left(on: dt.date | dt.datetime | None) -> str:
    """Return "quedan 6 días", counted from today."""
    return dates.days_left(_day(on)) if on else ""


@register.filter
def time_words(at: dt.datetime | None) -> str:
    """Return "9:40", in the current zone."""
    return dates.time_in_words(timezone.localtime(at)) if at else ""


def _day(on: dt.date | dt.datetime) -> dt.date:
    return timezone.localtime(on).date() if isinstance(on, dt.datetime) else on


@register.filter
def times(count: int | str | None) -> range:
    """Return a range, to repeat something `count` times."""
    return range(int(count or 0))


@register.filter
def upper_first(words: str) -> str:
    """Return the text with its first letter in upper case, the rest as it was."""
    return words[:1].upper() + words[1:] if words else words


@register.filter
def control(field: BoundField) -> str:
    """Tell which markup a form field needs: "radios", "checks", "check", "date" or "input"."""
    widget = field.field.widget
    match widget:
        case DateWidget():
            return "date"
        case CheckboxSelectMultiple():
            return "checks"
        case RadioSelect():
            return "radios"
        case CheckboxInput():
            return "check"
        case _:
            return "input"


@register.filter
def choice_hint(option: Any) -> str:
    """Return the hint of one radio or tick box; choices give it as `(value, Choice(label, hint))`."""
    return getattr(option.data.get("label"), "hint", "")


@register.filter
def choice_control(option: Any) -> str:
    """Return the control of one radio or tick box, described by its hint (id: that of the control and "_hint")."""
    if choice_hint(option):
        option.data["attrs"]["aria-describedby"] = f"{option.id_for_label}_hint"
    return option.tag()


@register.filter
def first_id(field: BoundField) -> str:
    """Return the id of the first control of a field, where the error summary leads."""
    return f"{field.auto_id}_0" if control(field) in ("date", "radios", "checks") else field.auto_id


@register.filter
def error_count(form: Any) -> int:
    """Return how many errors a form shows."""
    return sum(len(errors) for errors in form.errors.values())


@register.filter
def date_parts(field: BoundField) -> list[dict[str, Any]]:
    """Return the three text fields of a date, as widget contexts, in the order day, month, year."""
    return field.subwidgets[0].data["subwidgets"]


def stock_messages(field: Field) -> set[str]:
    """Return the messages that any field of this kind would give, which name no field."""
    return {
        str(words) for kind in type(field).__mro__ for words in getattr(kind, "default_error_messages", {}).values()
    }


@register.filter
def error_items(form: Any) -> list[dict[str, Any]]:
    """Return the errors of a form for its summary, in the order of the fields: id, label, text, named.

    `named`: the text alone would not say which field is meant ("this is missing"), so the label stands before it.
    """
    items: list[dict[str, Any]] = [{"text": error} for error in form.non_field_errors()]
    for bound in form:
        for error in bound.errors.as_data():
            for message in error.messages:
                named = message in stock_messages(bound.field)
                items.append({"id": first_id(bound), "label": bound.label, "text": message, "named": named})
    return items
