import pytest

from sitekit import codes, links


def test_a_token_gives_back_its_subject_and_version():
    assert links.read("checklist", links.token("checklist", "abc", 3)) == ("abc", 3)


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: "x" + t, lambda t: t.replace("abc", "abd"), lambda t: ""]
)
def test_a_spoilt_token_is_refused(spoil):
    with pytest.raises(links.BadLink):
        links.read("checklist", spoil(links.token("checklist", "abc", 3)))


def test_a_token_made_for_one_purpose_opens_nothing_else():
    with pytest.raises(links.BadLink):
        links.read("appointment", links.token("checklist", "abc", 1))


def test_a_code_is_the_same_for_the_same_subject_and_another_for_the_next_version():
    first = codes.derive("checklist", "abc", 1)
    assert first == codes.derive("checklist", "abc", 1)
    assert first != codes.derive("checklist", "abc", 2)
    assert len(first) == 8
    assert set(first) <= set(codes.ALPHABET)


def test_a_code_is_found_however_it_is_typed():
    code = codes.derive("checklist", "abc", 1)
    typed = " " + codes.show(code).lower().replace("-", " ") + " "
    assert codes.digest("checklist", typed) == codes.digest("checklist", code)


def test_look_alike_letters_are_mended():
    assert codes.normalise("o0-1iL u") == "QQJJJV"
