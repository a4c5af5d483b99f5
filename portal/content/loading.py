"""Load content files into the site through the publishing path itself: all of it, or nothing.

A page or record remembers the digest of what was loaded. If it still says that, new content replaces it; if it says
something else, somebody edited it by hand, and it is kept and reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec
from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.models import Locale, Page, Site

from appointments import loading as office_loading
from lifeevents import compiling as guide_compiling
from lifeevents import editions, publishing
from lifeevents import filling as guide_filling
from lifeevents.guide import LifeEventSpec
from lifeevents.models import LifeEvent, LifeEventIndexPage, LifeEventPage
from lifeevents.personas import PersonaSpec
from portal.content import indexing, site_texts
from portal.content.reader import Content
from portal.content.report import Report
from portal.models import HomePage, PortalSettings, TextPage
from procedures import canonical, compiling, filling, groups, prose
from procedures.models import (
    Agency,
    AgencyIndexPage,
    AgencyPage,
    ContentPage,
    Document,
    Holiday,
    Municipality,
    Procedure,
    ProcedurePage,
    Question,
    Source,
    forget_holidays,
)
from procedures.prose import SOURCE_LANGUAGE
from procedures.specs import Text
from sitekit.actors import Actor

LANGUAGES = ("es", "en")
PageType = TypeVar("PageType", bound=Page)


class _Event(msgspec.Struct, frozen=True):
    """What a page of a life event holds: its part of the guide, and the example people."""

    event: LifeEventSpec
    people: tuple[PersonaSpec, ...]

    @property
    def slug(self) -> Text:
        return self.event.slug


class LoadError(Exception):
    """The content was read, but what it makes is not what it says. Nothing was loaded."""


@transaction.atomic
def load(content: Content, texts: site_texts.SiteTexts, *, by: Actor) -> Report:
    """Make and publish everything that the content says; change nothing that says it already.

    Raises: LoadError when a page made from a spec does not compile back to it, or a guide does not compile.
    """
    with publishing.deferred():
        report = _Load(content, texts, by).run()
    done = editions.refresh(by=by)
    if done.failed:
        raise LoadError(f"these guides do not compile: {', '.join(done.failed)}")
    report.editions = done.made
    return report


class _Load:
    def __init__(self, content: Content, texts: site_texts.SiteTexts, by: Actor) -> None:
        self.content = content
        self.by = by
        self.texts = texts
        self.report = Report()
        self.locales: dict[str, Locale] = {}
        self.saved: list[Page] = []

    def run(self) -> Report:
        for language in LANGUAGES:
            self.locales[language], _is_new = Locale.objects.get_or_create(language_code=language)
        self.territory()
        self.identities()
        self.catalogue()
        with indexing.once(self.saved):
            self.pages(self.homes())
        self.offices()
        groups.ensure_administrator_group()
        for agency in Agency.objects.filter(pages__isnull=False).distinct():
            groups.ensure_agency_group(agency)
            groups.ensure_agency_group(agency, may_publish=False)
        return self.report

    # --- Rows ---

    def territory(self) -> None:
        places = {item.code: item for item in Municipality.objects.all()}
        names = [field.name for field in Municipality._meta.concrete_fields if field.name != "code"]
        wanted = [
            Municipality(code=spec.code, **{name: getattr(spec, name) for name in names})
            for spec in self.content.municipalities
        ]
        changed = [
            item
            for item in wanted
            if item.code not in places or any(getattr(item, n) != getattr(places[item.code], n) for n in names)
        ]
        Municipality.objects.bulk_create(changed, update_conflicts=True, unique_fields=["code"], update_fields=names)
        self._count("municipality", wanted, changed, places, lambda item: item.code)

        days = {(str(item.on), item.scope, item.municipality): item for item in Holiday.objects.all()}
        holidays = {
            (spec.on, spec.scope, spec.municipality or ""): Holiday(
                on=spec.on, scope=spec.scope, municipality=spec.municipality or "", names=spec.name,
                provisional=spec.provisional,
            )
            for spec in self.content.holidays
        }  # fmt: skip
        altered = [
            key
            for key, item in holidays.items()
            if key not in days or (days[key].names, days[key].provisional) != (item.names, item.provisional)
        ]
        gone = [item.pk for key, item in days.items() if key not in holidays or key in altered]
        Holiday.objects.filter(pk__in=gone).delete()
        Holiday.objects.bulk_create([holidays[key] for key in altered])
        self._count("holiday", list(holidays), altered, days, lambda key: " ".join(key).strip())
        forget_holidays()

    def _count(self, kind: str, wanted: list[Any], changed: list[Any], known: Any, name: Callable[[Any], Any]) -> None:
        for item in wanted:
            key = name(item) if kind == "municipality" else item
            outcome = "unchanged" if item not in changed else "changed" if key in known else "made"
            self.report.add(outcome, kind, str(name(item)))

    def identities(self) -> None:
        for agency in self.content.agencies:
            Agency.objects.get_or_create(pk=agency.id)
        for spec in self.content.procedures:
            Procedure.objects.get_or_create(pk=spec.id, defaults={"agency_id": spec.agency})
        for event in self.content.life_events:
            LifeEvent.objects.get_or_create(pk=event.id)

    def catalogue(self) -> None:
        for model, specs, fill, read in (
            (Source, self.content.sources, filling.fill_source, None),
            (Document, self.content.documents, filling.fill_document, compiling.document_spec),
            (Question, self.content.questions, filling.fill_question, compiling.question_spec),
        ):
            known = {item.public_id: item for item in model.objects.all()}
            for spec in specs:
                self.record(model, known.get(spec.id), spec, fill, read or _plain)

    def record(self, model: Any, item: Any, spec: Any, fill: Callable[..., None], read: Callable[..., Any]) -> None:
        kind = model._meta.model_name
        is_new = item is None
        before = "" if is_new else _digest(read(item))
        wanted = model()
        fill(wanted, spec)
        after = _digest(read(wanted))
        if not is_new and before == after:
            outcome = "unchanged"
        elif not is_new and before != item.loaded_digest:
            outcome = "kept"
        else:
            item = model() if is_new else item
            fill(item, spec)
            item.loaded_digest = after
            item.save()
            outcome = "made" if is_new else "changed"
        self.report.add(outcome, kind, spec.id)

    def offices(self) -> None:
        loaded = office_loading.load_offices(
            offices=self.content.offices, services=self.content.services, procedures=self.content.procedures, by=self.by
        )
        for outcome, ours in (("made", "made"), ("changed", "changed"), ("kept", "unchanged")):
            for kind, count in getattr(loaded, outcome).items():
                for number in range(count):
                    self.report.add(ours, kind, str(number + 1))
        self.report.not_bookable = tuple(f"{id}: {why}" for id, why in loaded.refused)

    # --- Pages ---

    def homes(self) -> dict[str, HomePage]:
        """Return the home page of each language, with the site pointing at the source language's."""
        root = Page.get_first_root_node()
        # Wagtail's welcome page stands where a home page may want to be.
        welcome = root.get_children().exact_type(Page)
        welcome.update(slug="welcome-to-wagtail")
        homes = self.place(HomePage, self.texts.home, dict.fromkeys(LANGUAGES, root), ("question", "summary"))
        site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname="localhost")
        if site.root_page_id != homes[SOURCE_LANGUAGE].pk:
            site.root_page, site.site_name = homes[SOURCE_LANGUAGE], "Ventanilla"
            site.save()
        for page in welcome:
            page.delete()
        PortalSettings.objects.get_or_create(site=site, defaults=msgspec.structs.asdict(self.texts.portal))
        for spec in self.texts.texts:
            self.text_page(spec, homes)
        return homes

    def place(
        self, model: type[PageType], spec: Any, parents: dict[str, Page], names: Iterable[str] = ()
    ) -> dict[str, PageType]:
        """Make a page that is always there, in every language, where it is missing."""
        found: dict[str, PageType] = {}
        for language in LANGUAGES:
            parent = parents[language]
            page = model.objects.child_of(parent).filter(locale=self.locales[language]).first()
            if page is None:
                page = model(locale=self.locales[language], title=spec.title[language], slug=spec.slug[language])
                for name in names:
                    setattr(page, name, getattr(spec, name).get(language, ""))
                self.put(page, parent, found.get(SOURCE_LANGUAGE))
                self.report.add("made", "place", f"{model._meta.model_name} {language}")
            else:
                self.report.add("unchanged", "place", f"{model._meta.model_name} {language}")
            found[language] = page
        return found

    def text_page(self, spec: site_texts.TextSpec, homes: dict[str, HomePage]) -> None:
        source: TextPage | None = None
        for language in LANGUAGES:
            pages = TextPage.objects.child_of(homes[language])
            page = pages.filter(slug=spec.slug[language]).first()
            is_new = page is None
            page = page or TextPage(locale=self.locales[language])
            before = _text_state(page.get_latest_revision_as_object()) if not is_new else ""
            page.title, page.slug, page.role = spec.title[language], spec.slug[language], spec.role
            page.summary, page.body = spec.summary.get(language, ""), spec.body[language]
            after = _text_state(page)
            self.save(page, homes[language], source, before, after, f"{spec.role} {language}", is_new)
            source = page if language == SOURCE_LANGUAGE else source

    def pages(self, homes: dict[str, HomePage]) -> None:
        agency_index = self.place(AgencyIndexPage, self.texts.agencies, dict(homes))
        event_index = self.place(LifeEventIndexPage, self.texts.life_events, dict(homes))
        agencies: dict[str, dict[str, Page]] = {}
        for agency in self.content.agencies:
            agencies[agency.id] = self.page(
                AgencyPage, agency, agency_index, agency.id, fill=filling.fill_agency, words=filling.agency_words,
                read=lambda page, parent: compiling.agency_spec(page, translations=()),
            )  # fmt: skip
        for spec in self.content.procedures:
            self.page(
                ProcedurePage, spec, agencies[spec.agency], spec.id, fill=filling.fill_procedure,
                words=filling.procedure_words, read=_read_procedure,
            )  # fmt: skip
        for life_event in self.content.life_events:
            event = _Event(event=life_event, people=self.content.personas_of(life_event.id))
            self.page(
                LifeEventPage, event, event_index, life_event.id, fill=_fill_event, words=_event_words,
                read=_read_event,
            )  # fmt: skip

    def page(
        self, model: Any, spec: Any, parents: dict[str, Any], id: str, *, fill: Callable[..., None],
        words: Callable[..., dict[str, str]], read: Callable[..., Any],
    ) -> dict[str, Page]:  # fmt: skip
        """Make or change one page in every language; return what there is."""
        identity = {"AgencyPage": "agency", "ProcedurePage": "procedure", "LifeEventPage": "life_event"}[model.__name__]
        known = {page.language: page for page in model.objects.filter(**{identity: id}).select_related("locale")}
        found: dict[str, Page] = {}
        for language in LANGUAGES:
            page = known.get(language)
            is_new = page is None
            page = page or model(locale=self.locales[language])
            parent = parents[language] if is_new else page.get_parent()
            before = "" if is_new else _state(page.get_latest_revision_as_object(), parent, read)
            if language == SOURCE_LANGUAGE:
                fill(page, spec)
                self._refuse_what_was_lost(read(page, parents[language]), spec, id)
            else:
                setattr(page, f"{identity}_id", id)
                filling.fill_translation(
                    page, found[SOURCE_LANGUAGE], words(spec, language), spec.slug.get(language, "")
                )
            after = _state(page, parents[language], read)
            name = f"{id} {language}"
            source = found.get(SOURCE_LANGUAGE)
            self.save(page, parents[language], source, before, after, name, is_new)
            found[language] = page if is_new or page.pk is None else model.objects.get(pk=page.pk)
        return found

    def _refuse_what_was_lost(self, made: Any, spec: Any, id: str) -> None:
        """Compare what a page made from a spec compiles to with the source-language part of the spec."""
        wanted, got = _in_source_language(spec), _in_source_language(made)
        if wanted != got:
            lost = [key for key in wanted if wanted[key] != got.get(key)]
            raise LoadError(f"{id}: the page does not hold {', '.join(lost)} as written")

    def save(self, page: Any, parent: Page, source: Any, before: str, after: str, name: str, is_new: bool) -> None:
        kind = page._meta.model_name.removesuffix("page")
        if not is_new and before == after and page.live:
            outcome = "unchanged"
        elif not is_new and (before != page.loaded_digest or not page.live):
            outcome = "kept"
        else:
            outcome = "made" if is_new else "changed"
            page.loaded_digest = after
            try:
                self.put(page, parent, source)
            except ValidationError as error:
                raise LoadError(f"{kind} {name}: {error.message_dict}") from error
        self.report.add(outcome, kind, name)

    def put(self, page: Any, parent: Page, source: Any) -> None:
        """Publish a page as an editor would: a revision, then the publishing of it."""
        if page.pk is None:
            page.live = False
            if source is not None:
                page.translation_key = source.translation_key
            parent.specific.add_child(instance=page)
        page.save_revision().publish(log_action=True)
        self.saved.append(page)


def _read_procedure(page: ProcedurePage, parent: Page) -> Any:
    return compiling.procedure_spec(page, translations=(), agency=parent.specific.agency_id)


def _fill_event(page: LifeEventPage, event: _Event) -> None:
    guide_filling.fill_life_event(page, event.event)
    guide_filling.fill_personas(page, event.people)


def _event_words(event: _Event, language: str) -> dict[str, str]:
    return guide_filling.life_event_words(event.event, language) | guide_filling.persona_words(event.people, language)


def _read_event(page: LifeEventPage, parent: Page) -> _Event:
    event = guide_compiling.event_spec(page, translations=())
    return _Event(event=event, people=guide_compiling.personas(event.id, page=page, translations=()))


def _state(page: ContentPage, parent: Page, read: Callable[..., Any]) -> str:
    return filling.state(page, read(page, parent) if page.is_source else None)


def _text_state(page: TextPage) -> str:
    return prose.digest("\0".join([page.title, page.slug, page.role, page.summary, page.body]))


def _plain(item: models.Model) -> dict[str, Any]:
    hidden = {"id", "loaded_digest"}
    return {
        field.name: str(getattr(item, field.name)) for field in item._meta.concrete_fields if field.name not in hidden
    }


def _digest(content: Any) -> str:
    return prose.digest(canonical.encode(content).decode())


def _in_source_language(spec: Any) -> dict[str, Any]:
    """Return a spec as plain values, with every text reduced to the source language."""

    def reduced(value: Any) -> Any:
        if isinstance(value, msgspec.Struct):
            return {name: reduced(getattr(value, name)) for name in value.__struct_fields__}
        if isinstance(value, tuple | list):
            return [reduced(item) for item in value]
        if isinstance(value, dict):
            # An empty text; any other mapping without the source language is no prose.
            return value.get(SOURCE_LANGUAGE, "") if SOURCE_LANGUAGE in value or not value else value
        return value

    return reduced(spec)
