"""The default queue, a folder, takes work from one process to another: a real worker, as `make run` starts it."""

import os
import signal
import subprocess
import sys
import time

import pytest

import bootstrap
from sitekit.models import OwedMessage
from tests.settings import ROOT


@pytest.fixture
def site(tmp_path, database_url):
    """Return the environment of a site with the default queue, on this test's database."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "SECRET_KEY": "only for tests",
        "VENTANILLA_DATA": str(tmp_path),
        "DATABASE_URL": database_url,
    }


@pytest.fixture
def worker(site, tmp_path, monkeypatch):
    monkeypatch.setenv("VENTANILLA_DATA", str(tmp_path))
    command = [sys.executable, *bootstrap.worker_command()[1:]]
    with subprocess.Popen(command, cwd=ROOT, env=site, start_new_session=True) as process:
        yield process
        bootstrap.stop([process])


def wait_for(condition, seconds=30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


@pytest.mark.django_db(transaction=True)
def test_work_put_in_the_folder_is_done_by_the_worker_which_stops_when_asked(site, worker):
    owed = OwedMessage.objects.create(kind="of no known kind", subject_type="x", subject_id="1")
    program = f"from sitekit.tasks import deliver_owed; deliver_owed.delay({owed.pk})"
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "--no-imports", "-c", program]
    subprocess.run(command, cwd=ROOT, env=site, check=True)

    assert wait_for(lambda: OwedMessage.objects.get(pk=owed.pk).error), "nobody took it"

    after = OwedMessage.objects.get(pk=owed.pk)
    assert (after.attempts, after.delivered_at) == (1, None)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
