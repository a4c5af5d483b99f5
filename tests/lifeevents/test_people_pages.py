"""Two people on one list over HTTP: whose answers, whose things, papers they have, dates that move, and the end."""

import datetime as dt

import msgspec
import pytest
from django.utils import timezone

from lifeevents import municipalities
from lifeevents.drafts import KEY
from lifeevents.guide import PersonSpec, StepSpec
from lifeevents.models import Checklist, ChecklistChange, ItemMark
from lifeevents.views import living
from procedures.conditions import Leaf, Not
from procedures.specs import ChannelSpec, DeadlineSpec, OptionSpec, ProcedureSpec, QuestionSpec, RequirementSpec
from tests.lifeevents.guide_sample import EVENT, publish, sample, settle, text
from tests.lifeevents.test_views import LIST, answer, give_date, text_of


def family():
    """Return the sample with two parents, a question for each, a date, a country, and a leave for each parent."""
    guide = sample()
    questions = (
        QuestionSpec(
            id="works", type="bool", per_person=True, text=text("¿Trabaja?", "At work?"), why=text("Porque", "Because"),
            short=text("Trabajo", "At work"), yes=text("trabaja", "works"), no=text("no trabaja", "does not work"),
        ),
        QuestionSpec(id="leave_on", type="date", text=text("¿Desde?", "Leave from?"), why=text("Porque", "Because")),
        QuestionSpec(
            id="born_where", type="enum", asked_as="country", text=text("¿País?", "Country?"),
            why=text("Porque", "Because"),
            options=tuple(OptionSpec(value=one, label=text(one, one)) for one in ("spain", "eu", "hague", "other")),
        ),
    )  # fmt: skip
    leave = ProcedureSpec(
        id="leave", agency="town", title=text("Permiso", "Leave"), slug=text("permiso", "leave"),
        who=Leaf("works", "eq", True), each_person=True, confidence="high",
        channels=(ChannelSpec(kind="registry"),),
        requirements=(
            RequirementSpec(key="id", document="id_card", form="copy"),
            RequirementSpec(key="report", document="report", form="copy", lookup="unless_you_object"),
        ),
        deadlines=(
            DeadlineSpec(key="d", kind="hard", value=5, unit="days", direction="after", relative_to="leave_on",
                         text=text("Cinco días.", "Five days.")),
        ),
    )  # fmt: skip
    event = msgspec.structs.replace(
        guide.event,
        steps=(*guide.event.steps, StepSpec(procedure="leave", phase="year1")),
        questions=(*guide.event.questions, *(one.id for one in questions)),
        people=(
            PersonSpec(person="me", name=text("Tú", "You")),
            PersonSpec(
                person="other_parent",
                name=text("La otra madre o el otro padre", "The other parent"),
                when=Not(Leaf("signed", "eq", True)),
            ),
        ),
    )
    return msgspec.structs.replace(
        guide, event=event, procedures=(*guide.procedures, leave), questions=(*guide.questions, *questions)
    )


@pytest.fixture
def citizen(db, client):
    settle()
    publish(family())
    client.get("/en/recover/")  # what a process reads once
    give_date(client)
    yield client
    municipalities.forget_places()


def works(citizen, me="yes", other="yes"):
    data = {"answer_me": me, "answer_other_parent": other}
    return citizen.post(f"{LIST}question/works/", {key: value for key, value in data.items() if value})


def test_each_person_has_a_group_and_an_i_do_not_know_of_their_own(citizen):
    page = citizen.get(f"{LIST}question/works/").content.decode()
    assert page.count("<fieldset") == 3
    assert page.count('value="unknown"') == 2
    assert "<legend" in page.split("The other parent")[0]
    wrong = works(citizen, other="")
    assert wrong.status_code == 422
    assert "The other parent: choose an answer" in text_of(wrong)
    assert "You: choose" not in text_of(wrong)
    works(citizen, other="unknown")
    check = text_of(citizen.get(f"{LIST}check/"))
    assert "You: Yes" in check
    assert "The other parent: I don't know" in check
    again = citizen.get(f"{LIST}question/works/").content.decode()
    assert again.count("checked") == 2


def test_a_thing_of_two_people_is_ticked_by_each(citizen):
    works(citizen)
    assert "for you and perhaps for the other parent" in text_of(citizen.get(LIST))
    answer(citizen, born_in_hospital="yes", signed="no")
    assert "for you and for the other parent" in text_of(citizen.get(LIST))
    page = text_of(citizen.get(f"{LIST}procedure/leave/"))
    assert "For you and for the other parent." in page
    assert "Who has done it?" in page
    mark = f"{LIST}procedure/leave/done/"
    assert citizen.post(mark, {"person": "me"}).url == f"{LIST}procedure/leave/"
    assert "Done: you. Still to do: the other parent." in text_of(citizen.get(LIST))
    assert citizen.post(mark, {"person": "other_parent"}).url == LIST
    assert "I have done this," in text_of(citizen.get(LIST))
    assert citizen.post(mark, {"person": "neighbour"}).status_code == 404
    citizen.post(f"{LIST}save/", {"email": ""})
    assert set(ItemMark.objects.values_list("person", flat=True)) == {"me", "other_parent"}


def test_what_is_for_one_person_only_says_so_and_why_not_says_what_would_bring_it_in(citizen):
    works(citizen, other="no")
    page = text_of(citizen.get(f"{LIST}procedure/leave/"))
    assert "For you." in page
    assert "Works (you)" in page
    works(citizen, me="no", other="no")
    left_out = text_of(citizen.get(f"{LIST}not-for-me/"))
    assert "It would be for you if: Works" in left_out


def test_a_date_question_takes_three_fields_and_its_deadline_follows(citizen):
    works(citizen)
    address = f"{LIST}question/leave_on/"
    assert citizen.post(address, {"answer_day": "31", "answer_month": "2", "answer_year": "2026"}).status_code == 422
    on = timezone.localdate()
    citizen.post(address, {"answer_day": on.day, "answer_month": on.month, "answer_year": on.year})
    assert citizen.session[KEY][EVENT]["answers"]["leave_on"] == on.isoformat()
    assert "5 days left" in text_of(citizen.get(f"{LIST}procedure/leave/"))
    answer(citizen, leave_on=None)
    assert "5 days left" not in text_of(citizen.get(f"{LIST}procedure/leave/"))


def test_of_a_country_only_its_group_is_kept(citizen):
    address = f"{LIST}question/born_where/"
    assert "only its group" in text_of(citizen.get(address))
    assert citizen.post(address, {"answer": "Morocco"}).status_code == 302
    kept = str(citizen.session[KEY])
    assert citizen.session[KEY][EVENT]["answers"]["born_where"] == "hague"
    assert "Morocco" not in kept
    assert citizen.post(address, {"answer": "Portugal"}).status_code == 302
    assert citizen.session[KEY][EVENT]["answers"]["born_where"] == "eu"
    wrong = citizen.post(address, {"answer": "Freedonia"})
    assert wrong.status_code == 422
    assert "We find no country called “Freedonia”" in text_of(wrong)
    chosen = {"answer": "Freedonia", "answer_offered": "Freedonia", "answer_group": "other"}
    assert citizen.post(address, chosen).status_code == 302
    assert citizen.session[KEY][EVENT]["answers"]["born_where"] == "other"


def test_papers_one_has_and_look_ups_one_refuses_are_kept_and_saved(citizen):
    works(citizen)
    say, bring = f"{LIST}what-to-bring/say/", f"{LIST}what-to-bring/"
    assert citizen.post(say, {"have": "id_card"}).url == f"{bring}#paper-id_card"
    assert "You have 1" in text_of(citizen.get(bring))
    citizen.post(say, {"object": "report", "item": "leave"})
    assert "You object to their looking it up." in text_of(citizen.get(f"{LIST}procedure/leave/"))
    citizen.post(say, {"authorise": "family_book"})
    assert "You agree: you do not bring it." in text_of(citizen.get(bring))
    assert citizen.post(say, {"have": "nothing"}).status_code == 404
    citizen.post(f"{LIST}save/", {"email": ""})
    saved = Checklist.objects.get()
    assert saved.papers_held == ["id_card"]
    assert saved.lookups == {"report": "objected", "family_book": "authorised"}
    citizen.post(say, {"have_not": "id_card"})
    citizen.post(say, {"take_back": "report"})
    saved.refresh_from_db()
    assert (saved.papers_held, saved.lookups) == ([], {"family_book": "authorised"})


@pytest.mark.parametrize("is_saved", [False, True])
def test_an_expected_date_becomes_the_real_one_and_what_moved_is_shown(citizen, is_saved):
    give_date(citizen, days_ago=-20)
    citizen.post(f"{LIST}what-moved/")  # the test began with another date
    citizen.post(f"{LIST}procedure/certificate/done/")
    if is_saved:
        citizen.post(f"{LIST}save/", {"email": ""})
    on = timezone.localdate() - dt.timedelta(days=1)
    date = {"date_day": on.day, "date_month": on.month, "date_year": on.year, "from": "list"}
    assert citizen.post(f"{LIST}date/", date).url == f"{LIST}what-moved/"
    page = text_of(citizen.get(f"{LIST}what-moved/"))
    assert "Birth registration" in page
    assert "Before:" in page
    assert "Because it was expected on" in page
    assert "I have done this," in text_of(citizen.get(LIST)), "marks stay"
    assert citizen.post(f"{LIST}what-moved/").url == LIST
    assert citizen.get(f"{LIST}what-moved/").url == LIST


@pytest.mark.parametrize("is_saved", [False, True])
def test_stop_is_one_press_and_can_be_undone(citizen, is_saved):
    if is_saved:
        citizen.post(f"{LIST}save/", {"email": "ana@example.org", "tell_me": "on"})
        assert Checklist.objects.get().tell_email == "ana@example.org"
    assert citizen.post(f"{LIST}stop/").url == f"{LIST}stopped/"
    page = text_of(citizen.get(f"{LIST}stopped/"))
    assert "Everything is stopped" in page
    assert citizen.get(LIST).url == f"{LIST}stopped/"
    if is_saved:
        assert Checklist.objects.get().tell_email == ""
    assert citizen.post(f"{LIST}go-on/").url == LIST
    assert citizen.get(LIST).status_code == 200
    assert citizen.get(f"{LIST}stopped/").url == LIST


def test_a_change_is_shown_item_by_item_asked_about_and_accepted(citizen):
    works(citizen)
    citizen.post(f"{LIST}save/", {"email": ""})
    publish(with_days(8))
    assert "Something has changed on your list" in text_of(citizen.get(LIST))
    page = text_of(citizen.get(f"{LIST}what-changed/"))
    assert "Birth registration" in page
    assert "1 thing changes on your list" in page
    seen = shown(citizen)
    assert citizen.post(f"{LIST}what-changed/", {**seen, "ask": "1", "text": ""}).status_code == 422
    assert citizen.post(f"{LIST}what-changed/", {**seen, "ask": "1", "text": "Why?"}).url == LIST
    assert ChecklistChange.objects.get().status == "questioned"
    assert "You have asked about this" in text_of(citizen.get(f"{LIST}what-changed/"))
    assert citizen.post(f"{LIST}what-changed/", {**seen, "accept": "1"}).url == LIST
    assert "Something has changed" not in text_of(citizen.get(LIST))
    assert citizen.get(f"{LIST}what-changed/").url == LIST


def test_nobody_accepts_nor_asks_about_what_they_have_not_seen(citizen):
    works(citizen)
    citizen.post(f"{LIST}save/", {"email": ""})
    publish(with_days(8))
    seen = shown(citizen)
    publish(with_days(7))
    for said in ({"accept": "1"}, {"ask": "1", "text": "Why?"}):
        assert citizen.post(f"{LIST}what-changed/", {**seen, **said}).url == f"{LIST}what-changed/"
    assert Checklist.objects.get().edition.number == 1
    assert "Something newer has been published" in text_of(citizen.get(f"{LIST}what-changed/"))
    assert citizen.post(f"{LIST}what-changed/", {**shown(citizen), "accept": "1"}).url == LIST
    assert Checklist.objects.get().edition.number == 3


def test_an_agency_is_not_flooded_with_questions(citizen):
    works(citizen)
    citizen.post(f"{LIST}save/", {"email": ""})
    publish(with_days(8))
    asked = {**shown(citizen), "ask": "1", "text": "Why?"}
    codes = [citizen.post(f"{LIST}what-changed/", asked).status_code for _time in range(living.ASKED + 1)]
    assert codes == [302] * living.ASKED + [422]


def shown(citizen):
    """Return what the form of a change says that it showed."""
    return {"shown": citizen.get(f"{LIST}what-changed/").context["shown"]}


def with_days(days):
    """Return the guide with another term for registering the birth."""
    guide = family()
    later = tuple(
        msgspec.structs.replace(one, deadlines=tuple(msgspec.structs.replace(due, value=days) for due in one.deadlines))
        if one.id == "registration"
        else one
        for one in guide.procedures
    )
    return msgspec.structs.replace(guide, procedures=later)


@pytest.mark.parametrize(
    "path", ["question/works/", "procedure/leave/", "what-to-bring/", "one-delivery/", "not-for-me/"]
)
def test_a_page_of_two_people_costs_as_few_queries(citizen, path, django_assert_max_num_queries):
    works(citizen)
    citizen.get(LIST + path)
    with django_assert_max_num_queries(8):
        citizen.get(LIST + path)
