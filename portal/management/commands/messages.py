"""Collect the texts of the interface for translation, check them, or compile them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import catalogues


class Command(BaseCommand):
    help = "Collect the texts to translate into locale/."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--check", action="store_true", help="only say what has no good translation")
        choice.add_argument("--compile", action="store_true", help="only write what Django reads")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["compile"]:
            catalogues.compile_all()
            return
        found = []
        for language in catalogues.languages():
            if options["check"]:
                texts = catalogues.texts_in_project()
                found += [f"{language}: {line}" for line in catalogues.problems(catalogues.load(language), texts)]
            else:
                found += [f"{language}: {line}" for line in catalogues.collect(language)]
        for line in found:
            self.stderr.write(line)
        if found and options["check"]:
            raise CommandError(f"{len(found)} texts without a good translation")
        if not options["check"]:
            catalogues.compile_all()
