"""A date in three short fields."""

import datetime as dt

import pytest
from django import forms
from django.http import QueryDict

from sitekit.date_field import DateField


class Asking(forms.Form):
    on = DateField(label="¿Qué día?", earliest=dt.date(2020, 1, 1), latest=lambda: dt.date(2027, 1, 1))


def asked(query: str) -> Asking:
    return Asking(QueryDict(query))


@pytest.mark.parametrize(
    "query", ["on_day=29&on_month=2&on_year=2024", "on_day=+29+&on_month=02&on_year=2024", "on=2024-02-29"]
)
def test_a_leap_day_is_taken_in_parts_or_whole(query):
    form = asked(query)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "required"),
        ("on_month=2&on_year=2024", "day"),
        ("on_day=2&on_year=2024", "month"),
        ("on_day=2&on_month=2", "year"),
        ("on_day=29&on_month=2&on_year=2023", "no_such_day"),
        ("on_day=31&on_month=13&on_year=2023", "month_range"),
        ("on_day=1&on_month=1&on_year=23", "year_range"),
        ("on_day=uno&on_month=1&on_year=2023", "digits"),
        ("on_day=1&on_month=1&on_year=0000", "no_such_day"),
        ("on_day=1&on_month=1&on_year=2019", "too_early"),
        ("on_day=2&on_month=1&on_year=2027", "too_late"),
        ("on=tomorrow", "month"),
    ],
)
def test_each_mistake_has_its_own_words(query, code):
    form = asked(query)
    assert form.errors.as_data()["on"][0].code == code


def test_what_was_typed_comes_back():
    html = str(asked("on_day=31&on_month=abril&on_year=2026").as_div())
    assert 'value="abril"' in html
    assert 'id="id_on_0"' in html


def test_the_error_is_tied_to_the_group():
    html = asked("on_day=31&on_month=4&on_year=2026")["on"].as_field_group()
    assert 'aria-describedby="id_on_error"' in html
    assert html.index("id_on_error") < html.index('name="on_day"')
