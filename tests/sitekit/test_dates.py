import datetime as dt

import pytest
from django.utils import translation

from sitekit import dates

TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("language", "on", "words"),
    [
        ("es", dt.date(2026, 12, 1), "martes 1 de diciembre"),
        ("es", dt.date(2027, 2, 21), "domingo 21 de febrero de 2027"),
        ("en", dt.date(2026, 12, 1), "Tuesday 1 December"),
        ("en", dt.date(2028, 2, 29), "Tuesday 29 February 2028"),
    ],
)
def test_a_date_is_said_as_people_say_it(language, on, words):
    with translation.override(language):
        assert dates.in_words(on, today=TODAY).replace(dates.NBSP, " ") == words


def test_day_and_month_never_part():
    with translation.override("es"):
        assert dates.in_words(dt.date(2026, 12, 1), today=TODAY, weekday=False).count(" ") == 0


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "Es hoy"), (1, "Es mañana"), (6, "Quedan 6 días"), (99, "Quedan 99 días"),
        (-1, "Hace 1 día"), (-3, "Hace 3 días"), (150, "Quedan unos 5 meses"), (1826, "Quedan unos 5 años"),
    ],
)  # fmt: skip
def test_days_left_are_said_in_words(days, words):
    with translation.override("es"):
        assert dates.days_left(TODAY + dt.timedelta(days=days), today=TODAY) == words
