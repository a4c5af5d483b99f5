"""What goes in and out, as the OpenAPI description shows it. Fields may be added; these keep their names."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from appointments import models as visits
from lifeevents import plans
from portal.api.base import LANGUAGES
from procedures import foreign, specs

PERSONS = get_args(specs.Person)
CHANNEL_KINDS = get_args(specs.ChannelKind)
ROLES = visits.AppointmentPerson.Role.values
STATES = [state for state in visits.Appointment.State.values if state not in ("held", "released")]
ANY = {"description": "A value, a list of values, {person: value}, or null for “I don't know”."}
CONDITION = {
    "type": "object",
    "description": '{"q": question, "op": …, "value": …}, joined by "all", "any", "not"; {"always": true}.',
    "additionalProperties": True,
}


def choices(literal: Any, **options: Any) -> s.ChoiceField:
    return s.ChoiceField(choices=get_args(literal), **options)


def texts() -> s.ListField:
    return s.ListField(child=s.CharField())


@extend_schema_field(CONDITION)
class ConditionField(s.JSONField):
    pass


@extend_schema_field(ANY)
class ValueField(s.JSONField):
    pass


class LineField(s.CharField):
    """Text of one line: whatever space there is becomes one blank."""

    def to_internal_value(self, data: Any) -> str:
        return " ".join(super().to_internal_value(data).split())


# --- Problems ---


class Problem(s.Serializer):
    type = s.CharField()
    title = s.CharField()
    status = s.IntegerField()
    detail = s.CharField()
    errors = s.DictField(child=s.ListField(child=s.CharField()))
    alternatives = s.ListField(child=s.DictField(), required=False)


# --- Life events ---


class Phase(s.Serializer):
    id = s.CharField()
    title = s.CharField()
    until_days = s.IntegerField(allow_null=True)
    until_months = s.IntegerField(allow_null=True)
    assumed = s.BooleanField()
    steps = texts()


class Option(s.Serializer):
    value = s.CharField()
    label = s.CharField()
    hint = s.CharField()


class Question(s.Serializer):
    id = s.CharField()
    type = choices(specs.AnswerType)
    about = choices(specs.Person)
    per_person = s.BooleanField()
    asked_as = s.ChoiceField(choices=("options", "country"))
    text = s.CharField()
    hint = s.CharField()
    options = Option(many=True)
    default = ValueField(allow_null=True)
    minimum = s.IntegerField(allow_null=True)
    maximum = s.IntegerField(allow_null=True)
    why = s.CharField()
    ask_when = ConditionField()
    untranslated = texts()


class PersonOnList(s.Serializer):
    person = s.CharField()
    name = s.CharField()


class LifeEvent(s.Serializer):
    id = s.CharField()
    title = s.CharField()
    summary = s.CharField()
    slug = s.CharField()
    event_date_label = s.CharField()
    phases = Phase(many=True)
    steps = texts()
    people = PersonOnList(many=True)
    questions = Question(many=True)
    edition = s.IntegerField()
    published_at = s.DateTimeField()
    language = s.CharField()
    untranslated = texts()


class LifeEventPage(s.Serializer):
    next = s.URLField(allow_null=True)
    results = LifeEvent(many=True)


# --- Procedures ---


class Requirement(s.Serializer):
    key = s.CharField()
    document = s.CharField()
    name = s.CharField()
    form = choices(specs.Form)
    copies = s.IntegerField()
    provided_by = choices(specs.ProvidedBy)
    lookup = choices(specs.Lookup)
    channel = choices(specs.ChannelKind, allow_null=True)
    when = ConditionField()
    one_of = s.CharField(allow_null=True)
    note = s.CharField()


class Channel(s.Serializer):
    kind = choices(specs.ChannelKind)
    url = s.CharField(allow_null=True)
    phone = s.CharField(allow_null=True)
    appointment = s.ChoiceField(choices=("required", "recommended", "no"), allow_null=True)
    services = texts()
    auth = texts()
    who_must_come = texts()
    note = s.CharField()
    requirements = Requirement(many=True)


class Yearly(s.Serializer):
    opens = s.CharField(allow_null=True, help_text="MM-DD")
    closes = s.CharField(allow_null=True, help_text="MM-DD")
    year = s.ChoiceField(choices=("of_event", "after_event", "next"))


class DeadlineRule(s.Serializer):
    key = s.CharField()
    kind = choices(specs.DeadlineKind)
    value = s.IntegerField(allow_null=True)
    unit = choices(specs.Unit, allow_null=True)
    direction = s.ChoiceField(choices=("after", "before", "on"), allow_null=True)
    relative_to = s.CharField(allow_null=True)
    edge = s.ChoiceField(choices=("opens", "closes"), allow_null=True)
    extend_to = s.CharField(allow_null=True)
    yearly = Yearly(allow_null=True)
    text = s.CharField()
    remedy = s.CharField()
    legal_basis = s.CharField(allow_null=True)
    verified = s.BooleanField()


class Prerequisite(s.Serializer):
    procedure = s.CharField()
    kind = s.ChoiceField(choices=("hard", "soft", "alternative"))
    via_document = s.CharField(allow_null=True)


class Fee(s.Serializer):
    amount_eur = s.FloatField(allow_null=True)
    note = s.CharField()


class Yield(s.Serializer):
    document = s.CharField()
    name = s.CharField()


class Resolution(s.Serializer):
    value = s.IntegerField(allow_null=True)
    unit = choices(specs.Unit, allow_null=True)
    silence = s.ChoiceField(choices=("positive", "negative", "none", "unknown"))
    note = s.CharField()


class Source(s.Serializer):
    id = s.CharField()
    publisher = s.CharField()
    title = s.CharField()
    url = s.CharField(allow_null=True)
    seen_on = s.CharField(allow_null=True)


class InLifeEvent(s.Serializer):
    id = s.CharField()
    edition = s.IntegerField()


class Procedure(s.Serializer):
    id = s.CharField()
    agency = s.CharField()
    agency_name = s.CharField()
    title = s.CharField()
    summary = s.CharField()
    who_text = s.CharField()
    benefit = s.CharField()
    instead_text = s.CharField()
    unverified_text = s.CharField()
    slug = s.CharField()
    concerns = choices(specs.Person)
    optional = s.BooleanField()
    who = ConditionField()
    channels = Channel(many=True)
    requirements = Requirement(many=True)
    deadlines = DeadlineRule(many=True)
    prerequisites = Prerequisite(many=True)
    fee = Fee()
    yields = Yield(many=True)
    resolution = Resolution()
    instead = texts()
    legal_basis = texts()
    official_url = s.CharField(allow_null=True)
    aragon_number = s.CharField(allow_null=True)
    sia = s.CharField(allow_null=True)
    municipality = s.CharField(allow_null=True)
    confidence = choices(specs.Confidence)
    unverified = texts()
    sources = Source(many=True)
    life_events = InLifeEvent(many=True)
    language = s.CharField()
    untranslated = texts()


class ProcedurePage(s.Serializer):
    next = s.URLField(allow_null=True)
    results = Procedure(many=True)


# --- Checklists ---


class StrictSerializer(s.Serializer):
    """Refuses fields that it does not know: a misspelt field would silently change the list."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            raise s.ValidationError({name: [_("There is no such field.")] for name in unknown})
        return super().to_internal_value(data)


class ChecklistIn(StrictSerializer):
    life_event = s.CharField()
    language = s.ChoiceField(choices=LANGUAGES, required=False)
    answers = s.DictField(child=ValueField(allow_null=True), required=False, allow_empty=True)
    event_on = s.DateField(required=False, allow_null=True)
    due_on = s.DateField(required=False, allow_null=True)
    municipality = s.CharField(required=False, allow_blank=True, allow_null=True)
    channels = s.DictField(child=choices(specs.ChannelKind), required=False, allow_empty=True)
    save = s.BooleanField(required=False, default=False)


class Reason(s.Serializer):
    question = s.CharField()
    value = ValueField()
    person = s.CharField()
    text = s.CharField()


class Whose(s.Serializer):
    person = s.CharField()
    state = choices(plans.State)
    done = s.BooleanField()
    reasons = Reason(many=True)
    settled_by = texts()


class SafeStart(s.Serializer):
    on = s.DateField(help_text="The last day on which it is safe to begin.")
    deadline = s.CharField(help_text="Key of the deadline it is for.")
    before = texts()
    not_known = texts()
    passed = s.BooleanField()


class AnswerBy(s.Serializer):
    value = s.IntegerField()
    unit = choices(specs.Unit)
    silence = s.ChoiceField(choices=("positive", "negative"))
    since = s.DateField(allow_null=True)
    on = s.DateField(allow_null=True)


class DatedDeadline(s.Serializer):
    on = s.DateField(allow_null=True)
    opens_on = s.DateField(allow_null=True)
    at = s.DateTimeField(allow_null=True)
    kind = choices(specs.DeadlineKind)
    text = s.CharField()
    remedy = s.CharField()
    legal_basis = s.CharField(allow_null=True)
    key = s.CharField()
    passed = s.BooleanField()
    expected = s.BooleanField()
    verified = s.BooleanField()


class NeededDocument(s.Serializer):
    document = s.CharField()
    name = s.CharField()
    form = choices(specs.Form)
    copies = s.IntegerField()
    provided_by = choices(specs.ProvidedBy)
    lookup = choices(specs.Lookup)
    certain = s.BooleanField()
    settled_by = texts()
    one_of = s.CharField(allow_null=True)
    comes_from = texts()
    note = s.CharField()


class Item(s.Serializer):
    procedure = s.CharField()
    title = s.CharField()
    agency = s.CharField()
    state = choices(plans.State)
    status = choices(plans.Status)
    waiting_for = texts()
    waiting_for_one_of = s.ListField(child=texts())
    after = texts()
    phase = s.CharField()
    reasons = Reason(many=True)
    settled_by = texts()
    whose = Whose(many=True)
    said_done = s.BooleanField()
    opens = texts()
    puts_online = texts()
    start_by = SafeStart(allow_null=True)
    answer_by = AnswerBy(allow_null=True)
    channel = choices(specs.ChannelKind, allow_null=True)
    deadlines = DatedDeadline(many=True)
    documents = NeededDocument(many=True)


class BroughtInBy(s.Serializer):
    question = s.CharField()
    op = s.CharField()
    value = ValueField()
    holds = s.BooleanField(help_text="Whether that has to be so, or not so.")
    person = s.CharField()
    text = s.CharField()


class Excluded(s.Serializer):
    procedure = s.CharField()
    title = s.CharField()
    reasons = Reason(many=True)
    instead = texts()
    brought_in_by = BroughtInBy(many=True)


class Span(s.Serializer):
    value = s.IntegerField()
    unit = choices(specs.Unit)


class FolderLine(s.Serializer):
    document = s.CharField()
    name = s.CharField()
    form = choices(specs.Form)
    copies = s.IntegerField()
    serves = texts()
    lookup = choices(specs.Lookup)
    one_of = s.CharField(allow_null=True)
    comes_from = texts()
    carried = s.BooleanField()
    held = s.BooleanField()
    choice = s.ChoiceField(choices=("", "objected", "authorised"), allow_blank=True)
    not_older_than = Span(allow_null=True)
    kept_under = s.CharField(allow_null=True)
    formalities = s.ListField(child=choices(foreign.Formality))
    formalities_settled_by = s.CharField(allow_null=True)
    other_ways = texts()


class Delivery(s.Serializer):
    procedures = texts()
    later = texts()
    folder = FolderLine(many=True)


class Checklist(s.Serializer):
    life_event = s.CharField()
    edition = s.IntegerField()
    language = s.CharField()
    event_on = s.DateField(allow_null=True)
    due_on = s.DateField(allow_null=True)
    items = Item(many=True)
    people = PersonOnList(many=True)
    asked_of = s.DictField(child=texts())
    longest_chain = texts()
    delivery = Delivery(allow_null=True)
    excluded = Excluded(many=True)
    folder = FolderLine(many=True)
    folder_perhaps = FolderLine(many=True)
    they_provide = FolderLine(many=True)
    next_item = s.CharField(allow_null=True)
    next_question = s.CharField(allow_null=True)
    questions_left_at_most = s.IntegerField()
    link = s.URLField(required=False)
    code = s.CharField(required=False)
    keep_until = s.DateField(required=False)


# --- Offices and free times ---


class OfficeService(s.Serializer):
    id = s.CharField()
    name = s.CharField()
    minutes = s.IntegerField()
    assumed = s.BooleanField()
    places = s.ChoiceField(choices=("here", "elsewhere", "walk_in", "unknown"))
    url = s.CharField(allow_null=True)
    phone = s.CharField(allow_null=True)
    note = s.CharField()
    procedures = texts()


class Office(s.Serializer):
    id = s.CharField()
    agency = s.CharField()
    name = s.CharField()
    address = s.CharField()
    postal_code = s.CharField()
    municipality = s.CharField(allow_null=True)
    municipality_name = s.CharField()
    phone = s.CharField()
    latitude = s.FloatField(allow_null=True)
    longitude = s.FloatField(allow_null=True)
    precision = s.CharField()
    hours = s.CharField()
    hours_verified = s.BooleanField()
    access = s.CharField()
    note = s.CharField()
    confidence = choices(specs.Confidence)
    services = OfficeService(many=True)
    distance_km = s.FloatField(allow_null=True)
    first_free = s.DateTimeField(allow_null=True)


class OfficePage(s.Serializer):
    next = s.URLField(allow_null=True)
    results = Office(many=True)


class Slot(s.Serializer):
    office = s.CharField()
    start = s.DateTimeField()
    end = s.DateTimeField()
    places = s.IntegerField()
    distance_km = s.FloatField(allow_null=True)
    after_deadline = s.BooleanField()


class Availability(s.Serializer):
    slots = Slot(many=True)
    first_free = Slot(allow_null=True)
    why_none = s.CharField(allow_null=True)


# --- Holds and visits ---


class AwareDateTimeField(s.DateTimeField):
    """A time with its offset: a time of day alone is ambiguous when the clocks go back."""

    def to_internal_value(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                parsed = parse_datetime(value)
            except ValueError:
                parsed = None
            if parsed is not None and parsed.tzinfo is None:
                raise s.ValidationError(_("Give the time with its offset: 2026-12-01T09:20:00+01:00."))
        return super().to_internal_value(value)


class HoldIn(StrictSerializer):
    procedures = s.ListField(child=s.CharField(), allow_empty=False, max_length=20)
    office = s.CharField()
    start = AwareDateTimeField()
    people = s.IntegerField(default=1)
    access_needs = s.ListField(child=s.CharField(max_length=40), default=list, max_length=10)
    language = s.ChoiceField(choices=LANGUAGES, required=False)

    def validate_start(self, value: dt.datetime) -> dt.datetime:
        if abs(value.year - timezone.localdate().year) > 100:
            raise s.ValidationError(_("This date is too far away."))
        if value.minute % 5 or value.second or value.microsecond:
            raise s.ValidationError(_("Times go in steps of five minutes."))
        return value


class Hold(s.Serializer):
    hold = s.CharField()
    expires_at = s.DateTimeField()
    office = s.CharField()
    start = s.DateTimeField()
    end = s.DateTimeField()


class PersonAbout(StrictSerializer):
    role = s.ChoiceField(choices=ROLES)
    name = LineField(required=False, allow_blank=True, max_length=200)
    comes = s.BooleanField(required=False)


class AppointmentIn(StrictSerializer):
    hold = s.CharField()
    name = LineField(max_length=200)
    contact = s.DictField(
        child=s.JSONField(allow_null=True), help_text="One of email, mobile, landline, post, helper, none."
    )
    language = s.ChoiceField(choices=LANGUAGES, required=False)
    about = PersonAbout(many=True, required=False, default=list, max_length=20)
    identity = s.CharField(required=False, allow_blank=True, help_text="Where the service asks; none does yet.")
    code = s.CharField(required=False, allow_blank=True, help_text="Where asked; never yet.")


class ChangeIn(StrictSerializer):
    hold = s.CharField()
    language = s.ChoiceField(choices=LANGUAGES, required=False)


class Bring(s.Serializer):
    document = s.CharField()
    name = s.CharField()
    form = choices(specs.Form)
    copies = s.IntegerField()
    lookup = choices(specs.Lookup)
    serves = texts()
    one_of = s.CharField(allow_null=True)
    carried = s.BooleanField()
    held = s.BooleanField()
    choice = s.ChoiceField(choices=("", "objected", "authorised"), allow_blank=True)
    other_ways = texts()


class Appointment(s.Serializer):
    reference = s.CharField()
    token = s.CharField()
    state = s.ChoiceField(choices=STATES)
    start = s.DateTimeField()
    end = s.DateTimeField()
    office = s.CharField(allow_null=True)
    place = s.CharField()
    procedures = texts()
    about = PersonAbout(many=True)
    people = s.IntegerField()
    access_needs = texts()
    bring = Bring(many=True)
    bring_perhaps = Bring(many=True)
    they_provide = Bring(many=True)
