"""Load the content files into the site."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lifeevents.cms import runs, subjects
from lifeevents.cms.subjects import Subject
from portal.content import loading, reader, site_texts
from sitekit.actors import SYSTEM

FOLDER = Path(reader.__file__).parent / "aragon"


class Command(BaseCommand):
    help = "Load content files: pages, papers, questions, sources, places and offices. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--path", type=Path, default=FOLDER, help="folder of content files")

    def handle(self, *args: Any, path: Path, verbosity: int, **options: Any) -> None:
        for talkative in ("django_tasks", "wagtail"):  # two lines for every page otherwise
            logging.getLogger(talkative).setLevel(logging.WARNING)
        try:
            content, texts = reader.read(path), site_texts.read(path)
            report = loading.load(content, texts, by=SYSTEM)
        except reader.ContentError as error:
            for fault in error.faults:
                self.stderr.write(f"refused: {fault}")
            raise CommandError(f"{len(error.faults)} faults; nothing was loaded") from error
        except loading.LoadError as error:
            raise CommandError(f"{error}; nothing was loaded") from error
        if verbosity:
            for line in (*report.lines(), *laboratory_lines(report.editions)):
                self.stdout.write(line)


def laboratory_lines(editions: tuple[str, ...]) -> list[str]:
    """Return what the laboratory says of the guides that were loaded: files are not stopped by it, but it says so."""
    lines = []
    for draft in subjects.drafts(Subject(life_events=editions), with_drafts=False) if editions else ():
        tried = next(one for _share, one in runs.attempt(draft, with_lists=False) if one)
        lines.append(f"    laboratory: {tried.life_event}: {tried.to_mend} to mend, {tried.to_look_at} worth a look")
    return lines
