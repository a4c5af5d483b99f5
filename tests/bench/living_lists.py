"""Ten thousand saved lists, one published change that concerns 500, and a worker that is killed half-way.

Run `pytest -s -m bench tests/bench/living_lists.py`; on PostgreSQL the same with TEST_DATABASE_URL. A real Celery
worker with the broker of one machine does the work, is killed (SIGKILL) and started again. Numbers are of this machine,
of one run; compare them within a run only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from django.db import connection

from lifeevents.actions import telling
from lifeevents.models import ChecklistChange
from sitekit.models import OwedMessage
from tests.lifeevents.many_lists import EVENT, compared, publish_change, save_many, told
from tests.published import edition
from tests.settings import ROOT

__all__ = ["edition"]
pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
TOTAL = int(os.environ.get("BENCH_LISTS", "10000"))
CONCERNED = TOTAL // 20
BETWEEN_MESSAGES = b"-" * 79 + b"\n"


def say(line: str) -> None:
    print(f"{connection.vendor}: {line}", flush=True)  # noqa: T201


class Machine:
    """One machine's worker and queue, on this test's database."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.environment: Mapping[str, str] = {
            **os.environ,
            "CELERY_BROKER_URL": "filesystem://",
            "CELERY_TASK_ALWAYS_EAGER": "false",
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "VENTANILLA_DATA": str(folder),
        }
        self.mail = folder / "mail"

    def worker(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "--pool", "solo", "-l", "error"]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment)

    def ask(self, task: str, *arguments: str) -> None:
        command = [sys.executable, "-m", "celery", "-A", "portal.celery", "call", task, "--args", str([*arguments])]
        command[-1] = command[-1].replace("'", '"')
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def sent(self) -> list[Message]:
        """Return every message that went out: a demonstration writes its mail to files."""
        parts = (part for path in self.mail.glob("*.log") for part in path.read_bytes().split(BETWEEN_MESSAGES))
        return [message_from_bytes(part) for part in parts if part.strip()]


def until(
    done: Callable[[], bool], *, seconds: float, every: float = 0.2, again: Callable[[], None] | None = None
) -> None:
    ends, asked = time.monotonic() + seconds, time.monotonic()
    while not done():
        assert time.monotonic() < ends, "it took too long"
        if again is not None and time.monotonic() - asked > 15:
            again()
            asked = time.monotonic()
        time.sleep(every)


def peak_megabytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def test_ten_thousand_lists_and_a_worker_killed_half_way(edition, database_url, tmp_path) -> None:
    began = time.perf_counter()
    concerned = save_many(TOTAL, CONCERNED)
    say(f"{TOTAL} lists saved in {time.perf_counter() - began:.1f} s, {CONCERNED} of them concerned")
    number, machine = publish_change(), Machine(tmp_path, database_url)

    worker = machine.worker()
    began = time.perf_counter()
    machine.ask("lifeevents.tasks.find_changes", EVENT)
    until(lambda: compared(number) > TOTAL * 0.45, seconds=1800)
    worker.kill()
    worker.wait()
    first = compared(number)
    say(f"killed after {time.perf_counter() - began:.0f} s: {first} compared, {len(told())} with a difference")
    assert first < TOTAL
    assert told() < concerned

    worker = machine.worker()
    began = time.perf_counter()
    until(
        lambda: compared(number) == TOTAL,
        seconds=1800,
        again=lambda: machine.ask("lifeevents.tasks.sweep_changes"),
    )
    say(f"the other {TOTAL - first} compared {time.perf_counter() - began:.0f} s after it was started again")
    pending = OwedMessage.objects.filter(kind=telling.CHANGED).pending()
    until(lambda: not pending.exists(), seconds=600, again=lambda: machine.ask("sitekit.tasks.sweep_owed"))
    say(f"the worker took at most {peak_megabytes(worker.pid)} MB")
    worker.terminate()
    worker.wait()

    assert told() == concerned
    assert ChecklistChange.objects.count() == CONCERNED
    notices = list(OwedMessage.objects.filter(kind=telling.CHANGED).values_list("subject_id", flat=True))
    assert sorted(notices) == sorted(concerned)
    to = [message["To"] for message in machine.sent()]
    assert len(to) == len(set(to)) == CONCERNED
    say(f"{len(to)} messages went out, to {len(set(to))} addresses")
