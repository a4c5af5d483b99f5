"""The gallery: every component in every state, and whole pages made of them, to look at and to test.

The samples are Spanish, as the pictures of the design are; names, hours and counts are invented.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sitekit import gallery_samples as samples
from sitekit.choice import Choice
from sitekit.date_field import DateField


class SampleForm(forms.Form):
    """Every kind of field, with hints."""

    name = forms.CharField(label="Nombre y apellidos", help_text="Como en tu documento")
    number = forms.CharField(label="DNI, NIE o pasaporte", help_text="De la persona que irá a la cita", required=False)
    born_on = DateField(label="¿Qué día nació?", help_text="Por ejemplo, 21 11 2026", latest=dt.date(2026, 11, 25))
    office = forms.ChoiceField(label="Oficina", choices=[("1", "Zaragoza, Doctor Cerrada"), ("2", "Huesca, San Jorge")])
    notice = forms.ChoiceField(
        label="¿Cómo te avisamos si algo cambia?",
        widget=forms.RadioSelect,
        choices=[
            ("sms", "SMS"),
            ("mail", "Correo electrónico"),
            ("none", Choice("No hace falta", hint="Apunta tú la referencia")),
        ],
    )
    who = forms.MultipleChoiceField(
        label="¿Quién viene?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("me", "Yo"), ("other", "El otro progenitor"), ("child", "El bebé")],
        required=False,
    )
    agree = forms.BooleanField(
        label="He leído para qué se usan mis datos", help_text="Los borramos 30 días después de la cita"
    )
    notes = forms.CharField(label="Algo que debamos saber", widget=forms.Textarea, required=False)


WRONG = {
    "name": "Lucía Marco Abadía", "number": "12345678A", "born_on_0": "31", "born_on_1": "11", "born_on_2": "2026",
    "office": "1", "notice": "",
}  # fmt: skip


def sample_form(data: dict[str, str] | None = None, prefix: str | None = None) -> SampleForm:
    form = (
        SampleForm(data, prefix=prefix)
        if data is not None
        else SampleForm(initial={"notice": "sms", "born_on": dt.date(2026, 11, 21)}, prefix=prefix)
    )
    if data is not None and form.errors and prefix is None:
        form.add_error("number", "La letra no corresponde al número. Mira si falta o sobra una cifra.")
    return form


@dataclass(frozen=True)
class Example:
    note: str
    variables: dict[str, Any] = field(default_factory=dict)
    wrap: str = "{}"


@dataclass(frozen=True)
class Shown:
    """A component as the gallery shows it: its name and its rendered states."""

    name: str
    states: tuple[tuple[str, SafeString], ...]


def shown(name: str, examples: tuple[Example, ...]) -> Shown:
    template = f"sitekit/components/{name}.html"
    return Shown(
        name,
        tuple(
            (each.note, format_html(each.wrap, mark_safe(render_to_string(template, each.variables))))  # noqa: S308
            for each in examples
        ),
    )


def examples() -> dict[str, tuple[Example, ...]]:
    """Return every component with its states; a test compares the names with the folder."""
    found: dict[str, tuple[Example, ...]] = {}
    for name, states in (samples.COMPONENTS | samples.DESK_COMPONENTS).items():
        found[name] = tuple(Example(*state) for state in states)
    page = Paginator(range(95), 10)
    found["pagination"] = (
        Example("first", {"page": page.page(1), "base": "?p="}),
        Example("in the middle", {"page": page.page(4), "base": "?p="}),
        Example("one page: nothing", {"page": Paginator(range(5), 10).page(1), "base": "?p="}),
    )
    found["error_summary"] = (
        Example(
            "of a form",
            {"form": sample_form(WRONG), "kept": "El resto está guardado, y tu hora también: 7 minutos más."},
        ),
        Example("of errors given", {"errors": [{"id": "q", "text": "Escribe al menos 3 letras"}], "id": "errors-2"}),
    )
    return found


PAGES = (
    "home",
    "event",
    "list",
    "item",
    "question",
    "form",
    "inside",
    "bring",
    "booking",
    "confirmation",
    "no-place",
    "desk",
)


def allowed() -> bool:
    return settings.DEBUG or settings.VENTANILLA_DEMO


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    if not allowed():
        raise Http404
    with translation.override("es"):
        found = examples()
        context = samples.SITE | {
            "public": [shown(name, found[name]) for name in sorted(found.keys() - samples.DESK_COMPONENTS.keys())],
            "form": sample_form(), "wrong": sample_form(WRONG), "pages": PAGES,
            "icons": samples.icon_names(), "statuses": samples.STATUSES,
        }  # fmt: skip
        return _spanish(render(request, "sitekit/gallery/gallery.html", context))


def desk_gallery(request: HttpRequest) -> HttpResponse:
    """Show the components of the desk, with the desk's stylesheet."""
    if not allowed():
        raise Http404
    with translation.override("es"):
        found = examples()
        context = samples.SITE | {"components": [shown(name, found[name]) for name in samples.DESK_COMPONENTS]}
        return _spanish(render(request, "sitekit/gallery/desk_gallery.html", context))


def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show one whole page made of components, as the pictures of the design have it."""
    if not allowed() or name not in PAGES:
        raise Http404
    with translation.override("es"):
        context = samples.SITE | samples.PAGES.get(name, {}) | {"form": sample_form(WRONG)}
        return _spanish(render(request, f"sitekit/gallery/page_{name.replace('-', '_')}.html", context))


def _spanish(response: HttpResponse) -> HttpResponse:
    response["Content-Language"] = "es"
    return response
