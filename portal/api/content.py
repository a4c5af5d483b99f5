"""Reading: life events and procedures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from lifeevents import editions
from lifeevents.editions import Edition
from portal.api import said, shapes
from portal.api.base import LANGUAGES, ApiView, listed
from procedures.specs import ProcedureSpec
from sitekit import stemming

LANGUAGE = OpenApiParameter("language", OpenApiTypes.STR, enum=LANGUAGES, description="Language of the texts.")
PAGE = OpenApiParameter("page", OpenApiTypes.INT)


class LifeEvents(ApiView):
    @extend_schema(operation_id="life_events_list", parameters=[LANGUAGE, PAGE], responses=shapes.LifeEventPage)
    def get(self, request: Request) -> Response:
        """Every life event: phases, steps and questions."""
        return listed(request, editions.all_current(), lambda edition: said.life_event(edition, self.language))


class LifeEventDetail(ApiView):
    @extend_schema(operation_id="life_events_read", parameters=[LANGUAGE], responses=shapes.LifeEvent)
    def get(self, request: Request, id: str) -> Response:
        """One life event."""
        edition = editions.current(id)
        if edition is None:
            raise NotFound(_("No life event has this id: %(id)s") % {"id": id})
        return Response(said.life_event(edition, self.language))


@dataclass(frozen=True, slots=True)
class Found:
    """A procedure, and the current editions that hold it; the first one's words are shown."""

    spec: ProcedureSpec
    editions: list[Edition]


def procedures(in_force: Iterable[Edition]) -> dict[str, Found]:
    """Return every procedure of these editions, by id."""
    found: dict[str, Found] = {}
    for edition in in_force:
        for spec in edition.guide.procedures:
            found.setdefault(spec.id, Found(spec, [])).editions.append(edition)
    return found


class Procedures(ApiView):
    @extend_schema(
        operation_id="procedures_list",
        parameters=[
            LANGUAGE,
            PAGE,
            OpenApiParameter("agency", OpenApiTypes.STR),
            OpenApiParameter("life_event", OpenApiTypes.STR),
            OpenApiParameter(
                "q", OpenApiTypes.STR, description="Words of the title, the summary or how people say it."
            ),
        ],
        responses=shapes.ProcedurePage,
    )
    def get(self, request: Request) -> Response:
        """Every procedure, by agency, life event or words."""
        in_force = editions.all_current()
        chosen = list(procedures(in_force).values())
        agency, event = request.query_params.get("agency"), request.query_params.get("life_event")
        if agency is not None:
            if not any(agency in edition.guide.agency_by_id for edition in in_force):
                raise ValidationError({"agency": [_("No public body has this id: %(id)s") % {"id": agency}]})
            chosen = [found for found in chosen if found.spec.agency == agency]
        if event is not None:
            if not any(edition.life_event == event for edition in in_force):
                raise ValidationError({"life_event": [_("No life event has this id: %(id)s") % {"id": event}]})
            chosen = [found for found in chosen if any(one.life_event == event for one in found.editions)]
        wanted = stemming.stems(request.query_params.get("q", ""), self.language)
        if wanted:
            chosen = [found for found in chosen if self._says(found, wanted)]
        return listed(request, chosen, lambda found: render(found, self.language))

    def _says(self, found: Found, wanted: list[str]) -> bool:
        agency = found.editions[0].guide.agency_by_id[found.spec.agency]
        texts = (found.spec.title, found.spec.summary, found.spec.keywords, agency.name, agency.short_name)
        spoken = stemming.stems(" ".join(said.words(text, self.language) for text in texts), self.language)
        return all(any(word.startswith(part) for word in spoken) for part in wanted)


class ProcedureDetail(ApiView):
    @extend_schema(operation_id="procedures_read", parameters=[LANGUAGE], responses=shapes.Procedure)
    def get(self, request: Request, id: str) -> Response:
        """One procedure: who, what, when, where, cost, law and sources."""
        found = procedures(editions.all_current()).get(id)
        if found is None:
            raise NotFound(_("No procedure has this id: %(id)s") % {"id": id})
        return Response(render(found, self.language))


def render(found: Found, language: str) -> dict[str, object]:
    return said.procedure(found.spec, found.editions[0].guide, found.editions, language)
