"""Countries: each has a group and a name in every language of the site."""

from __future__ import annotations

import pytest

from procedures import countries


@pytest.mark.parametrize(
    ("code", "group"),
    [("ES", "spain"), ("ro", "eu"), ("RE", "eu"), ("MA", "hague"), ("GB", "hague"), ("NO", "hague"), ("FO", "hague"),
     ("PK", "hague"), ("VN", "hague"), ("GM", "other"), ("XK", "other"), ("AQ", "other")],
)  # fmt: skip
def test_group_of(code: str, group: str) -> None:
    assert countries.group_of(code) == group


def test_what_is_not_a_country_has_no_group() -> None:
    assert countries.group_of("ZZ") is None
    assert countries.group_of("") is None


def test_the_groups_have_the_size_that_the_treaties_say() -> None:
    found = list(countries.groups().values())
    assert found.count("spain") == 1
    assert found.count("eu") == 26 + 7  # the other Member States; Åland and six French territories
    # 129 parties in force in November 2026, less 27 of the EU and Kosovo; 33 territories.
    assert found.count("hague") == 129 - 27 - 1 + 33
    assert len(found) == 250


@pytest.mark.parametrize("language", ["es", "en", "ro", "ar", "an", "xx"])
def test_every_country_has_a_name(language: str) -> None:
    names = countries.names(language)
    assert {code for code, _name in names} == set(countries.groups())
    assert all(name for _code, name in names)


def test_names_stand_where_people_look_for_them() -> None:
    names = [name for _code, name in countries.names("es")]
    assert names[:3] == ["Afganistán", "Albania", "Alemania"]
    assert names.index("Egipto") < names.index("España") < names.index("Etiopía") < names.index("Fiyi")
