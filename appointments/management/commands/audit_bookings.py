"""Tell whether any office is overbooked or anybody has lost a place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from appointments.auditing import audit_settled


class Command(BaseCommand):
    help = "Compare visits, counters and rules; fail when something is overbooked, lost or orphaned."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days-back", type=int, default=7, help="how far back to look (default 7)")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        found = audit_settled(since=now - dt.timedelta(days=options["days_back"]), now=now)
        for finding in found:
            self.stdout.write(str(finding))
        faults = sum(finding.is_fault for finding in found)
        if faults:
            raise CommandError(f"{faults} faults")
        self.stdout.write("Nothing is overbooked, nobody has lost a place.")
