"""Templates carry nothing that the content policy forbids: no inline style, script or handler, no other host."""

import re
from pathlib import Path

import pytest

from tests.settings import ROOT

FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json)", re.I),
    "inline handler": re.compile(r"<[^>{%]*\son[a-z]+\s*=|\bhx-on\b|javascript:", re.I),
    "other host": re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", re.I),
    "text that is not auto-escaped": re.compile(r"{%\s*autoescape\s+off"),
}
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.S)


def faults(source: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(COMMENT.sub("", source))]


def templates() -> list[Path]:
    """Return every template that a browser gets; those of papers and of e-mails are not for one."""
    return sorted(path for path in ROOT.glob("*/templates/**/*.html") if path.parent.name not in ("pdf", "mail"))


def test_there_are_templates():
    assert templates()


def test_no_template_carries_what_the_policy_forbids():
    found = {str(path.relative_to(ROOT)): faults(path.read_text(encoding="utf-8")) for path in templates()}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('<p style="color: red">', "inline style"),
        ("<style>p {}</style>", "inline style"),
        ("<script>alert(1)</script>", "inline script"),
        ('<button type="button" onclick="go()">', "inline handler"),
        ('<a href="javascript:go()">', "inline handler"),
        ('<script src="https://cdn.example.org/x.js"></script>', "other host"),
        ('<link rel="stylesheet" href="//cdn.example.org/x.css">', "other host"),
    ],
)
def test_a_planted_fault_is_noticed(source, name):
    assert faults(source) == [name]


@pytest.mark.parametrize(
    "source",
    [
        "<script src=\"{% static 'a.js' %}\" defer></script>",
        '{# never style="" #}',
        "<link href=\"{% static 'a.css' %}\">",
    ],
)
def test_what_is_allowed_passes(source):
    assert faults(source) == []


FORM = re.compile(r"<form\b[^>]*>", re.I)


def test_every_form_says_where_it_is_sent():
    """Without `action` a form is sent to the address with its fragment, and after "#id_name" from an error summary
    the browser gives the focus to that field again: the next summary of errors would not be heard."""
    found = {
        str(path.relative_to(ROOT)): [
            form
            for form in FORM.findall(COMMENT.sub("", path.read_text(encoding="utf-8")))
            if "post" in form and "action=" not in form
        ]
        for path in templates()
    }
    assert {path: forms for path, forms in found.items() if forms} == {}
