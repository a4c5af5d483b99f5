"""Catalogues of thousands of published procedures in a database, for measuring only."""

from __future__ import annotations

from typing import Any

from django.db import connection
from wagtail.models import Locale, Page

from lifeevents import editions, publishing
from lifeevents.filling import fill_life_event
from lifeevents.models import LifeEvent, LifeEventIndexPage, LifeEventPage
from portal.models import HomePage
from procedures import filling
from procedures.models import (
    Agency,
    AgencyIndexPage,
    AgencyPage,
    Document,
    DocumentText,
    Procedure,
    ProcedurePage,
    Question,
)
from sitekit.actors import SYSTEM
from tests.bench import synthetic

BATCH = 500


class Catalogue:
    """Grows in one database; every page stands as the editor would leave it, published.

    `asked`: how many questions there are, and how many the conditions look at unless `grow` says less.
    """

    def __init__(self, asked: int) -> None:
        self.asked = asked
        self.size = 0
        locale = Locale.objects.get(language_code="es")
        with publishing.deferred():
            home = self._add(Page.get_first_root_node(), HomePage(title="Inicio", slug="inicio", locale=locale))
            agencies = self._add(home, AgencyIndexPage(title="Agencies", slug="agencies", locale=locale))
            self.events = self._add(home, LifeEventIndexPage(title="Events", slug="events", locale=locale))
            Agency.objects.get_or_create(public_id=synthetic.AGENCY)
            page = AgencyPage(locale=locale)
            filling.fill_agency(page, synthetic.AGENCY_SPEC)
            self.agency = self._add(agencies, page)
            for spec in synthetic.questions(asked):
                record = Question(public_id=spec.id)
                filling.fill_question(record, spec)
                record.save()
        self.locale = locale

    def _add(self, parent: Any, page: Any) -> Any:
        parent.add_child(instance=page)
        return page

    def grow(self, size: int, *, asked: int | None = None) -> None:
        """Publish procedures up to a number."""
        numbers = range(self.size, size)
        self._documents(size)
        Procedure.objects.bulk_create(
            (Procedure(public_id=f"p{n}", agency_id=synthetic.AGENCY) for n in numbers), batch_size=BATCH
        )
        pages = [self._page(n, asked or self.asked) for n in numbers]
        fields = [field for field in Page._meta.local_concrete_fields if not field.primary_key]
        rows = [Page(**{field.attname: getattr(page, field.attname) for field in fields}) for page in pages]
        for page, row in zip(pages, Page.objects.bulk_create(rows, batch_size=BATCH), strict=True):
            page.pk = page.page_ptr_id = row.pk
        # Django saves no model in bulk that has a table of its own besides its parent's: its own row, then.
        ProcedurePage._base_manager.all()._batched_insert(
            pages, fields=ProcedurePage._meta.local_concrete_fields, batch_size=BATCH
        )
        Page.objects.filter(pk=self.agency.pk).update(numchild=size)
        self.size = size

    def _documents(self, procedures: int) -> None:
        known = set(Document.objects.values_list("public_id", flat=True))
        specs = [spec for spec in synthetic.documents(procedures) if spec.id not in known]
        records = Document.objects.bulk_create((Document(public_id=spec.id) for spec in specs), batch_size=BATCH)
        DocumentText.objects.bulk_create(
            (
                DocumentText(document=record, language=language, name=name)
                for record, spec in zip(records, specs, strict=True)
                for language, name in spec.name.items()
            ),
            batch_size=BATCH,
        )

    def _page(self, n: int, asked: int) -> ProcedurePage:
        page = ProcedurePage(locale=self.locale)
        filling.fill_procedure(page, synthetic.procedure(n, asked))
        page.path = ProcedurePage._get_path(self.agency.path, self.agency.depth + 1, n + 1)
        page.depth, page.numchild = self.agency.depth + 1, 0
        page.url_path = f"{self.agency.url_path}{page.slug}/"
        page.draft_title, page.live = page.title, True
        page.content_type = page.cached_content_type
        return page

    def life_event(self, id: str, steps: range, *, asked: int | None = None) -> None:
        """Make a life event of some procedures, published, with no edition yet."""
        LifeEvent.objects.get_or_create(public_id=id)
        page = LifeEventPage(locale=self.locale, life_event_id=id)
        with publishing.deferred():
            fill_life_event(page, synthetic.event(id, steps, asked or self.asked))
            self._add(self.events, page)

    def publish(self, id: str) -> int:
        """Compile a life event through the one action that makes editions; return the edition's primary key."""
        made = editions.publish(life_event_id=id, by=SYSTEM)
        assert made is not None
        return made.pk


def checkpoint() -> None:
    """Write everything into the database's file (SQLite), so that it can be copied."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
