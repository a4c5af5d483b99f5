"""Try guides as they are published, and print what the laboratory found."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from lifeevents.cms import runs, subjects, telling
from lifeevents.cms.runs import Tried
from lifeevents.cms.subjects import Subject
from lifeevents.guide import Guide
from lifeevents.models import LifeEvent
from procedures.specs import say


class Command(BaseCommand):
    help = "Try guides with everything that people can answer, and with their example people. Fails if one is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("event", nargs="*", help="life events (all that are published, if none is named)")
        parser.add_argument("--json", action="store_true", help="everything, for programs")
        parser.add_argument("--drafts", action="store_true", help="as the guides would be with every draft published")
        parser.add_argument("--language", default="en", help="of the sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        known = list(LifeEvent.objects.filter(current__isnull=False).order_by("pk").values_list("pk", flat=True))
        wanted = tuple(options["event"] or known)
        if unknown := set(wanted) - set(known):
            raise CommandError(f"not published: {', '.join(sorted(unknown))}")
        everything: list[Tried] = []
        with translation.override(options["language"]):
            for draft in subjects.drafts(Subject(life_events=wanted), with_drafts=options["drafts"]):
                tried = next(one for _share, one in runs.attempt(draft, with_lists=options["drafts"]) if one)
                everything.append(tried)
                if not options["json"]:
                    self.tell(tried, draft.guide, options["language"])
        if options["json"]:
            self.stdout.write(json.dumps([_plain(one) for one in everything], ensure_ascii=False, indent=1))
        if any(one.stops for one in everything):
            raise CommandError("There are guides to mend.")

    def tell(self, tried: Tried, guide: Guide | None, language: str) -> None:
        """Print one guide."""
        self.stdout.write(self.style.MIGRATE_HEADING(say(tried.title, language).words))
        if guide is None:
            self.stdout.write(f"  {tried.fault}")
            return
        teller = telling.Teller(guide, language)
        self.stdout.write(f"  {telling.summary(tried)}")
        self.stdout.write(f"  example people: {len(tried.trials) - len(tried.failed)} of {len(tried.trials)} pass")
        for trial in tried.failed:
            told = teller.trial(trial)
            self.stdout.write(self.style.ERROR(f"  to mend: {told.name}: {' '.join(told.lines)}"))
        for severity, label in (("blocks", "to mend"), ("look", "worth a look")):
            for one in tried.of(severity):
                finding = teller.finding(one)
                style = self.style.ERROR if severity == "blocks" else self.style.WARNING
                self.stdout.write(style(f"  {label}: {finding.sentence} {finding.advice}".rstrip()))
                self.stdout.write(f"      {finding.persona}")


def _plain(tried: Tried) -> dict[str, Any]:
    report = tried.report
    totals = {"examined": report.examined, "combinations": report.combinations} if report else {}
    kept: dict[str, Any] = msgspec.to_builtins(tried)
    return {"life_event": tried.life_event, **totals, **kept}
