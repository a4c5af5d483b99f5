"""A list as it is set on paper: rows, papers to bring, offices, in words.

Built from a `ListState` inside `translation.override(language)`; no template computes anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils import timezone, translation
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lifeevents import editions, municipalities, planning, slots
from lifeevents.guide import Guide
from lifeevents.liststate import ListState
from lifeevents.plans import DatedDeadline, Item, Plan
from lifeevents.presenting import paper_words, people, timing, words
from lifeevents.presenting.delivery import registry_services
from lifeevents.presenting.reasons import question_label
from lifeevents.presenting.thread import still_possible, visit_ahead
from lifeevents.slots import VisitOnList, WayToAPlace
from procedures.folder import FolderLine
from procedures.specs import FORMS_STRICTEST_FIRST, ChannelSpec, Form, ProcedureSpec, Said, Text, say
from sitekit import dates

# Languages that write the days and months small.
SMALL_DAYS = {"es"}
VISITS = {"visit", "registry"}
# What a person would act upon; that a law's article was not read is for the page of the procedure.
UNCHECKED_TO_SAY = {"deadlines", "requirements", "fee", "channels", "who", "benefit"}
MOST_LINES_OF_LAST_PAGE = 18


@dataclass(frozen=True, slots=True)
class Row:
    """One item. `mark`: the box; `date` and `date_note`: its second column; `notes`: the lines under its title."""

    number: int
    mark: Literal["to_do", "done", "none"]
    date: str
    date_note: str
    title: Said
    notes: tuple[str, ...]
    channel: tuple[str, ...]
    office: str = ""
    people: tuple[tuple[str, Literal["to_do", "done"]], ...] = ()
    """A box for each person, when each does it for themselves."""


@dataclass(frozen=True, slots=True)
class Group:
    title: Said
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper to bring. `instead_of`: the papers of which one is enough, in words."""

    name: Said
    form: str
    serves: str
    instead_of: str = ""
    conditions: tuple[str, ...] = ()
    """How old it may be, and what it needs when it is from abroad."""
    held: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    letter: str
    way: WayToAPlace


@dataclass(frozen=True, slots=True)
class Next:
    """The next thing. `when`: its date in words, or what is said instead of one."""

    when: str
    title: Said
    note: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPaper:
    title: Said
    lines: tuple[str, ...]
    next: Next | None
    groups: tuple[Group, ...]
    papers: tuple[Paper, ...]
    perhaps: tuple[Paper, ...]
    they_see_to: tuple[Said, ...]
    offices: tuple[Office, ...]
    delivery: tuple[str, ...]
    """What can be handed in on one trip, in sentences."""
    made_on: str
    edition: str
    """Its public code, which opens what it said: at `edition_at`."""
    is_saved: bool = False
    link: str = ""
    code: str = ""
    again_at: str = ""
    edition_at: str = ""

    @property
    def fits_on_last_page(self) -> bool:
        """Tell whether papers, offices and the lines to write on can share a page."""
        return len(self.papers) + len(self.perhaps) + len(self.offices) <= MOST_LINES_OF_LAST_PAGE


def of_list(
    state: ListState,
    *,
    language: str,
    today: dt.date | None = None,
    link: str = "",
    code: str = "",
    again_at: str = "",
) -> ListPaper:
    """Return the paper of a list. A fixed number of queries: holidays, visits, and the offices of all items."""
    today = today or timezone.localdate()
    with translation.override(language):
        return _Setter(state, state.plan(today=today), language).paper(link=link, code=code, again_at=again_at)


def short_date(on: dt.date, *, today: dt.date, language: str) -> str:
    """Return "mié 2 dic", with the year when it is another."""
    # Translators: Django date formats for narrow columns: "Wed 2 Dec"; with year. In Spanish "D j b".
    shape = pgettext("date format", "D j M") if on.year == today.year else pgettext("date format", "D j M Y")
    said = date_format(on, shape)
    return (said.lower() if language in SMALL_DAYS else said).replace(" ", dates.NBSP)


def form_words(form: Form, copies: int) -> str:
    """Return how a paper is brought: "copy, 3 times"."""
    said = {
        "original_and_copy": pgettext("on paper", "original and copy"),
        "original": pgettext("on paper", "original"),
        "copy": pgettext("on paper", "copy"),
        "electronic": pgettext("on paper", "on file, to upload"),
    }[form]
    return _("%(form)s, %(n)d times") % {"form": said, "n": copies} if copies > 1 else said


def channel_words(channel: ChannelSpec) -> str:
    """Return how it is done, in few words: "by phone, 976 714 000"."""
    if channel.kind == "nothing_to_do":
        return _("you do nothing")
    said = words.channel_words(channel)
    return f"{said}, {channel.phone}" if channel.kind == "phone" and channel.phone else said


@dataclass(slots=True)
class _Setter:
    """Sets one list; lives for one call."""

    state: ListState
    plan: Plan
    language: str
    visits: dict[str, VisitOnList] = field(init=False)
    rows: list[Item] = field(init=False)
    number: dict[str, int] = field(init=False)
    opens: dict[str, list[str]] = field(init=False)
    offices: dict[str, Office] = field(default_factory=dict)
    office_of: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.visits = dict(slots.visits_of.get()(self.state))
        settled = [item for item in self.plan.items if self._is_settled(item)]
        self.rows = settled + [item for item in self.plan.items if not self._is_settled(item)]
        self.number = {item.procedure: place for place, item in enumerate(self.rows, start=1)}
        self.opens = {item.procedure: [] for item in self.rows}
        for item in self.rows:
            for needed in item.waiting_for:
                self.opens[needed].append(item.procedure)

    @property
    def guide(self) -> Guide:
        return self.state.guide

    def paper(self, *, link: str, code: str, again_at: str) -> ListPaper:
        self._find_offices()
        certain = self._to_bring(self.plan.folder.lines)
        perhaps = [line for line in self._to_bring(self.plan.folder.perhaps) if self._adds(line, certain)]
        return ListPaper(
            title=self.say(self.guide.event.title),
            lines=self._lines(),
            next=self._next(),
            groups=self._groups(),
            papers=tuple(self._paper(line, certain) for line in certain),
            perhaps=tuple(self._paper(line, perhaps) for line in perhaps),
            they_see_to=self._they_see_to(),
            offices=tuple(self.offices.values()),
            delivery=tuple(self._delivery()),
            made_on=dates.in_words(self.plan.today, today=dt.date.min),
            edition=self.state.edition.code,
            edition_at=editions.address_of(self.state.edition, self.language),
            is_saved=self.state.is_saved,
            link=link,
            code=code,
            again_at=again_at,
        )

    def say(self, text: Text) -> Said:
        return say(text, self.language)

    def plain(self, text: Text) -> str:
        return say(text, self.language).words

    def numbers(self, procedures: Iterable[str]) -> str:
        return words.joined([str(one) for one in sorted(self.number[one] for one in procedures if one in self.number)])

    def _awaited(self, item: Item) -> str:
        """Return the numbers of what it waits for: of several ways that are enough, "1 or 2"."""
        groups = item.waiting_for_one_of or tuple((one,) for one in item.waiting_for)
        said = []
        for group in groups:
            ways = sorted(self.number[one] for one in still_possible(group, self.plan) if one in self.number)
            said.append(_(" or ").join(str(one) for one in ways))
        return words.joined([one for one in dict.fromkeys(said) if one])

    def _lines(self) -> tuple[str, ...]:
        counts = planning.counts(self.plan, self.guide)
        lines = []
        place = municipalities.place(self.state.municipality)
        base = self.plan.event_on or self.plan.due_on
        if base is not None:
            date = dates.in_words(base, today=dt.date.min)
            counted = _("Dates counted from %(date)s.")
            if self.plan.event_on is None:
                counted = _("Dates counted from the expected day, %(date)s.")
            lines.append((f"{place.name}. " if place else "") + counted % {"date": date})
        elif place:
            lines.append(f"{place.name}.")
        procedures = ngettext("%(n)d procedure", "%(n)d procedures", len(self.rows)) % {"n": len(self.rows)}
        agencies = ngettext("%(n)d public body", "%(n)d public bodies", counts.agencies) % {"n": counts.agencies}
        summary = _("%(procedures)s, %(agencies)s, one list.") % {"procedures": procedures, "agencies": agencies}
        # No good wishes before the day: nobody knows yet how it goes.
        wish = self.plain(self.guide.event.wish) if self.plan.event_on is not None else ""
        lines.append(f"{summary} {wish}".strip())
        return tuple(lines)

    def _next(self) -> Next | None:
        item = self.plan.item(self.plan.next_item) if self.plan.next_item else None
        due = item.next_deadline.on if item and item.next_deadline and not item.next_deadline.passed else None
        procedure = visit_ahead(self.visits, self.plan)
        if procedure is not None:
            visit = self.visits[procedure]
            at = timezone.localtime(visit.start)
            when = f"{dates.in_words(at.date(), today=self.plan.today)}, {dates.time_in_words(at)}"
            left = dates.days_left(at.date(), today=self.plan.today)
            return Next(
                when, self._title(procedure), _("Your visit. %(left)s.") % {"left": words.capital(left)}, visit.place
            )
        if item is None:
            return None
        if due is None:
            return Next(_("As soon as you can"), self._title(item.procedure), "")
        left = dates.days_left(due, today=self.plan.today)
        is_hard = item.next_deadline is not None and item.next_deadline.spec.kind == "hard"
        before = _("Last day. %(left)s.") if is_hard else _("Best before that day. %(left)s.")
        left = words.capital(left)
        return Next(dates.in_words(due, today=self.plan.today), self._title(item.procedure), before % {"left": left})

    def _title(self, procedure: str) -> Said:
        return self.say(self.guide.procedure_by_id[procedure].title)

    @staticmethod
    def _is_settled(item: Item) -> bool:
        return item.status == "done"

    def _groups(self) -> tuple[Group, ...]:
        groups = []
        settled = [item for item in self.rows if self._is_settled(item)]
        if settled:
            groups.append(Group(Said(_("Already done"), self.language), "", tuple(self._row(item) for item in settled)))
        phases = {phase.id: phase for phase in self.guide.event.phases}
        for stretch in self.plan.phases:
            items = [item for item in self.rows if item.procedure in stretch.items and not self._is_settled(item)]
            if items:
                until = dates.in_words(stretch.until, today=self.plan.today, weekday=False) if stretch.until else ""
                note = _("until %(date)s") % {"date": until} if until else ""
                rows = tuple(self._row(item) for item in items)
                groups.append(Group(self.say(phases[stretch.phase].title), note, rows))
        return tuple(groups)

    def _row(self, item: Item) -> Row:
        spec = self.guide.procedure_by_id[item.procedure]
        date, date_note = self._date(item)
        idle = item.channel is not None and item.channel.kind == "nothing_to_do"
        return Row(
            number=self.number[item.procedure],
            mark="done" if item.status == "done" else "none" if idle else "to_do",
            date=date,
            date_note=date_note,
            title=self.say(spec.title),
            notes=tuple(note for note in self._notes(item, spec) if note),
            channel=self._channels(item, spec) if item.status != "done" else (),
            office="" if idle or item.status == "done" else self.office_of.get(item.procedure, ""),
            people=self._boxes(item),
        )

    def _date(self, item: Item) -> tuple[str, str]:
        if item.status == "done":
            mark = self.state.mark_of(item.procedure)
            if mark is None:
                return pgettext("on paper", "done"), ""
            on = short_date(timezone.localtime(mark.at).date(), today=self.plan.today, language=self.language)
            return on, self._mark_words(mark.kind)
        visit = self.visits.get(item.procedure)
        if visit is not None:
            at = timezone.localtime(visit.start)
            on = short_date(at.date(), today=self.plan.today, language=self.language)
            return on, _("%(time)s, your visit") % {"time": dates.time_in_words(at)}
        after = pgettext("on paper", "after %(numbers)s") % {"numbers": self._awaited(item)} if item.waiting_for else ""
        deadline = item.next_deadline
        if deadline is not None:
            date, note = self._deadline_words(deadline)
            return date, "; ".join(part for part in (note, after) if part)
        if item.channel is not None and item.channel.kind == "nothing_to_do":
            return pgettext("on paper", "they do it"), pgettext("on paper", "do nothing")
        if any(one.spec.kind != "open" for one in item.deadlines):
            return _("see the note"), after
        return pgettext("on paper", "no deadline"), after

    def _mark_words(self, kind: str) -> str:
        return {
            "done_by_me": pgettext("on paper", "done"),
            "handed_in": pgettext("on paper", "handed in"),
            "granted": pgettext("on paper", "granted"),
            "refused": pgettext("on paper", "refused"),
        }.get(kind, "")

    def _deadline_words(self, deadline: DatedDeadline) -> tuple[str, str]:
        on = deadline.on or deadline.opens_on or self.plan.today
        date = short_date(on, today=self.plan.today, language=self.language)
        left = dates.days_left(on, today=self.plan.today)
        left = left[:1].lower() + left[1:]
        if deadline.passed:
            return date, pgettext("on paper", "has passed")
        if deadline.on is None:
            return date, pgettext("on paper", "it opens")
        if deadline.spec.kind == "window":
            return date, _("it closes, %(left)s") % {"left": left}
        if deadline.spec.kind == "recommended":
            return date, _("better before, %(left)s") % {"left": left}
        return date, _("last day, %(left)s") % {"left": left}

    def _notes(self, item: Item, spec: ProcedureSpec) -> Iterable[str]:
        if item.status == "done":
            mark = self.state.mark_of(item.procedure)
            yield " · ".join(part for part in (mark.office, mark.number) if part) if mark else ""
            return
        if item.state == "may_apply":
            question = self.guide.question_by_id.get(item.settled_by[0]) if item.settled_by else None
            label = question_label(question, self.language).words if question else ""
            yield (
                _("Perhaps for you. It depends on: %(question)s") % {"question": label}
                if label
                else _("Perhaps for you.")
            )
        opened = self.opens[item.procedure]
        opens = _("You need it for %(numbers)s.") % {"numbers": self.numbers(opened)} if opened else ""
        fee = ""
        if spec.fee.amount_eur is not None:
            fee = words.fee_words(spec.fee, self.language, verified="fee" not in spec.unverified)
        agency = f"{self._agency(spec)}."
        if UNCHECKED_TO_SAY & set(spec.unverified):
            agency = _("Check it with %(agency)s.") % {"agency": self._agency(spec)}
        yield " ".join(part for part in (agency, fee, opens) if part)
        deadline = item.next_deadline
        if item.passed and deadline is not None and deadline.spec.remedy:
            yield self.plain(deadline.spec.remedy)
        elif deadline is None:
            yield from (self.plain(one.spec.text) for one in item.deadlines if one.spec.kind != "open")

        yield from self._timing(item)

    def _boxes(self, item: Item) -> tuple[tuple[str, Literal["to_do", "done"]], ...]:
        parts = people.parts_of(self.guide, item, self.language)
        if len(parts) < 2 or item.status == "done":
            return ()
        return tuple((part.name.words, "done" if part.is_done else "to_do") for part in parts)

    def _timing(self, item: Item) -> Iterable[str]:
        """Return whose it is, by when to begin, and until when they have to answer."""
        whose = people.whose_words(self.state, item, self.language)
        if whose and len(item.whose) < 2:
            yield f"{whose}."
        start = timing.start_words(self.guide, item, self.language, today=self.plan.today)
        if start is not None:
            yield f"{start.strong} {start.rule}".strip()
        if item.answer_by is not None:
            yield timing.answer_words(item.answer_by, today=self.plan.today)

    def _delivery(self) -> Iterable[str]:
        delivery = self.plan.delivery
        if delivery is None:
            return
        yield _("On one trip, at any public registry: numbers %(numbers)s.") % {
            "numbers": self.numbers(delivery.procedures)
        }
        offices = slots.registries_near.get()(registry_services(self.guide), self.state.municipality, self.language)
        near = [", ".join(filter(None, (way.office, way.address))) for way in offices]
        if near:
            yield _("Near: %(offices)s.") % {"offices": "; ".join(near)}
        if delivery.later:
            yield _("They have to wait: %(numbers)s.") % {"numbers": self.numbers(delivery.later)}

    def _agency(self, spec: ProcedureSpec) -> str:
        return words.agency_name(self.guide, spec, self.language).words

    def _channels(self, item: Item, spec: ProcedureSpec) -> tuple[str, ...]:
        visit = self.visits.get(item.procedure)
        if visit is not None:
            return (_("visit booked"),)
        if item.channel is None:
            return ()
        first = channel_words(item.channel)
        others = [one for one in spec.channels_for_people() if one.kind != item.channel.kind]
        in_person = next((one for one in others if one.kind in VISITS), None)
        if item.channel.kind in VISITS | {"nothing_to_do"} or in_person is None:
            return (first,)
        return first, _("or %(channel)s") % {"channel": channel_words(in_person)}

    def _find_offices(self) -> None:
        gone_to = tuple(item.procedure for item in self.rows if self._is_gone_to(item))
        ways = slots.ways_of.get()(gone_to, self.state, self.language)
        for procedure in gone_to:
            way = ways.get(procedure)
            if way is None or not way.office:
                continue
            letter = chr(ord("A") + len(self.offices)) if len(self.offices) < 26 else ""
            office = self.offices.setdefault(way.office, Office(letter, way))
            self.office_of[procedure] = office.letter

    def _is_gone_to(self, item: Item) -> bool:
        """Tell whether an office may have to be gone to for it."""
        idle = item.channel is not None and item.channel.kind == "nothing_to_do"
        channels = self.guide.procedure_by_id[item.procedure].channels
        return item.status != "done" and not idle and any(one.kind in VISITS for one in channels)

    def _to_bring(self, lines: Sequence[FolderLine]) -> list[FolderLine]:
        return [line for line in lines if line.carried]

    def _they_see_to(self) -> tuple[Said, ...]:
        folder = self.plan.folder
        seen = [line.document for line in folder.they_provide]
        seen += [line.document for line in folder.lines if not line.carried]
        return tuple(self.say(self.guide.document_by_id[document].name) for document in dict.fromkeys(seen))

    @staticmethod
    def _adds(line: FolderLine, certain: Sequence[FolderLine]) -> bool:
        """Tell whether a paper that may be needed asks for more than is brought anyway."""
        strictness = FORMS_STRICTEST_FIRST.index
        return not any(
            one.document == line.document
            and strictness(one.form) <= strictness(line.form)
            and one.copies >= line.copies
            for one in certain
        )

    def _paper(self, line: FolderLine, beside: Sequence[FolderLine]) -> Paper:
        remarks = [self.numbers(line.serves)]
        if line.comes_from:
            remarks.append(pgettext("on paper", "from %(numbers)s") % {"numbers": self.numbers(line.comes_from)})
        if line.lookup == "if_you_authorise" and not line.choice:
            remarks.append(_("or they look it up, if you agree"))
        others = [one for one in beside if line.one_of and one.one_of == line.one_of and one.document != line.document]
        return Paper(
            name=self._document(line),
            form=form_words(line.form, line.copies),
            serves=" · ".join(part for part in remarks if part),
            instead_of="; ".join(
                [self._document(one).words for one in others]
                + [self.plain(self.guide.document_by_id[one].name) for one in line.other_ways]
            ),
            conditions=tuple(paper_words.conditions(line)),
            held=line.held,
        )

    def _document(self, line: FolderLine) -> Said:
        return self.say(self.guide.document_by_id[line.document].name)
