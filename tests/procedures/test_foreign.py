"""Papers from abroad: what each needs besides, and for whom."""

import pytest

from procedures.conditions import Answers, Leaf
from procedures.foreign import AT_HOME, Abroad, of_document, of_documents
from procedures.specs import DocumentSpec, OptionSpec, QuestionSpec

CERTIFICATE = DocumentSpec(id="birth", name={}, nature="civil_status", issued_in="where_born")
DIPLOMA = DocumentSpec(id="diploma", name={}, nature="public", issued_in="where_born")
LETTER = DocumentSpec(id="letter", name={}, nature="private", issued_in="where_born")


def question(**more: object) -> QuestionSpec:
    options = tuple(OptionSpec(value=one, label={}) for one in ("spain", "eu", "hague", "other"))
    return QuestionSpec(
        **{"id": "where_born", "type": "enum", "text": {}, "why": {}, "options": options, "asked_as": "country", **more}
    )


@pytest.mark.parametrize(
    ("document", "issued_in", "formalities"),
    [
        (CERTIFICATE, "spain", ()),
        (CERTIFICATE, "eu", ("translation", "multilingual_form")),
        (CERTIFICATE, "hague", ("apostille", "translation")),
        (CERTIFICATE, "other", ("legalisation", "translation")),
        (DIPLOMA, "spain", ()),
        (DIPLOMA, "eu", ("apostille", "translation")),
        (DIPLOMA, "hague", ("apostille", "translation")),
        (DIPLOMA, "other", ("legalisation", "translation")),
        (LETTER, "other", ()),
    ],
)
def test_the_country_and_the_nature_of_a_paper_say_what_it_needs(
    document: DocumentSpec, issued_in: str, formalities: tuple[str, ...]
) -> None:
    assert of_document(document, question(), Answers.of(where_born=issued_in)) == Abroad(formalities)


def test_while_the_country_is_not_known_its_question_is_named() -> None:
    assert of_document(CERTIFICATE, question(), Answers()) == Abroad((), "where_born")


def test_each_persons_paper_counts() -> None:
    asked, people = question(per_person=True), ("me", "other_parent")

    def needs(me: str | None, other: str | None) -> Abroad:
        answers = Answers({("where_born", "me"): me, ("where_born", "other_parent"): other})
        return of_document(CERTIFICATE, asked, answers, people)

    assert needs("spain", "spain") == AT_HOME
    assert needs("eu", "hague") == Abroad(("apostille", "translation", "multilingual_form"))
    assert needs("spain", None) == Abroad((), "where_born")
    assert needs(None, "other") == Abroad(("legalisation", "translation"), "where_born")
    assert of_document(CERTIFICATE, asked, Answers.of(where_born="spain"), people) == AT_HOME
    # Who is not on the list has no paper on it.
    answers = Answers({("where_born", "me"): "spain", ("where_born", "other_parent"): "other"})
    assert of_document(CERTIFICATE, asked, answers, ("me",)) == AT_HOME


def test_a_question_that_is_not_put_leaves_the_paper_at_home() -> None:
    asked = question(ask_when=Leaf("adoption", "eq", "abroad"))
    assert of_document(CERTIFICATE, asked, Answers.of(adoption="here")) == AT_HOME
    assert of_document(CERTIFICATE, asked, Answers()) == Abroad((), "where_born")
    assert of_document(CERTIFICATE, None, Answers()) == AT_HOME


def test_a_person_who_is_not_asked_leaves_only_the_others_open() -> None:
    asked = question(per_person=True, ask_when=Leaf("nationality", "ne", "es"))
    answers = Answers({("nationality", "me"): "es", ("nationality", "other_parent"): "ma"})
    assert of_document(CERTIFICATE, asked, answers, ("me", "other_parent")) == Abroad((), "where_born")
    assert of_document(CERTIFICATE, asked, answers, ("me",)) == AT_HOME


def test_only_papers_that_may_come_from_abroad_are_told_of() -> None:
    home = DocumentSpec(id="padron", name={}, nature="public")
    found = of_documents((CERTIFICATE, home, LETTER), {"where_born": question()}, Answers.of(where_born="hague"))
    assert found == {"birth": Abroad(("apostille", "translation"))}
