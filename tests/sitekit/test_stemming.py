import pytest

from sitekit.stemming import plain, stemmed, stems


@pytest.mark.parametrize(
    ("typed", "written", "language"),
    [
        ("inscripcion", "inscripciones", "es"),
        ("NACIMIENTOS", "nacimiento", "es"),
        ("tarjetas sanitarias", "tarjeta sanitaria", "es"),
        ("pediátra", "pediatra", "es"),
        ("nurseries", "nursery", "en"),
        ("registering", "registered", "en"),
    ],
)
def test_what_is_typed_meets_what_is_written(typed, written, language):
    assert stems(typed, language) == stems(written, language)


def test_accents_and_case_go_and_enye_stays():
    assert plain("Ñoño ÁÉÍÓÚ Ü Ç") == "ñoño aeiou u c"


def test_words_that_say_nothing_are_left_out():
    assert stemmed("¿Cómo inscribo a mi hijo en el registro?", "es").split() == stems("inscribo hijo registro", "es")


def test_a_language_without_stemmer_still_loses_case_and_accents():
    assert stems("Núvol Blau", "an") == ["nuvol", "blau"]
