"""bootstrap.py: what it does before anything is installed, and how it starts and stops its two processes."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

import bootstrap
from bootstrap import Failure, Part, Stamps
from tests.settings import ROOT

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


@pytest.fixture
def no_ci(monkeypatch):
    monkeypatch.delenv("CI", raising=False)


def missing(name="pango", package="libpango"):
    return Part(name, "no PDF", (package,), lambda: False)


# --- Arguments ---


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["dance"], 2), (["--help"], 0), (["help"], 0)])
def test_it_says_what_it_can_do(arguments, code, capsys):
    assert bootstrap.main(arguments) == code
    assert "bootstrap.py run" in capsys.readouterr().out


def test_a_failure_is_one_line_and_no_traceback(capsys):
    assert bootstrap.main(["run", "fast"]) == 1
    assert capsys.readouterr().out.startswith("!! run takes no arguments")


def test_it_needs_nothing_but_the_standard_library():
    done = subprocess.run([sys.executable, "-I", "-S", str(ROOT / "bootstrap.py"), "--help"], capture_output=True)
    assert done.returncode == 0, done.stderr


def test_make_targets_are_thin():
    recipes = [line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("\t")]
    assert recipes
    assert all(line.startswith("\t@python3 bootstrap.py ") for line in recipes)


# --- Parts of the system ---


def test_nothing_is_said_when_nothing_is_missing(no_ci, capsys):
    assert bootstrap.provide([Part("make", "", (), lambda: True)]) == []
    assert capsys.readouterr().out == ""


def test_a_missing_part_is_named_with_the_line_that_installs_it(no_ci, capsys):
    part = missing()
    assert bootstrap.provide([part], may_install=lambda: False) == [part]
    assert "sudo apt-get install --no-install-recommends libpango" in capsys.readouterr().out


def test_in_ci_a_missing_part_is_a_failure(monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Failure):
        bootstrap.provide([missing()], may_install=lambda: False)


def test_without_a_terminal_it_says_what_it_installs_and_does_it(no_ci, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", type("Pipe", (), {"isatty": lambda self: False})())
    here = []
    part = Part("pango", "no PDF", ("libpango",), lambda: bool(here))
    assert bootstrap.provide([part], may_install=lambda: True, install=here.extend) == []
    assert here == ["libpango"]
    assert "Running `apt-get install" in capsys.readouterr().out


@pytest.mark.parametrize(("answer", "installed"), [("", True), ("y", True), ("s", True), ("n", False)])
def test_on_a_terminal_it_asks_first(no_ci, monkeypatch, answer, installed):
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    done = []
    bootstrap.provide([missing()], may_install=lambda: True, install=done.extend, ask=lambda question: answer)
    assert bool(done) is installed


# --- Stamps ---


def test_a_step_is_done_once_per_key(tmp_path):
    path = tmp_path / "deep" / "stamps.json"
    assert not Stamps(path).is_done("content", "a")
    Stamps(path).set("content", "a")
    assert Stamps(path).is_done("content", "a")
    assert not Stamps(path).is_done("content", "b")


def test_a_spoilt_stamp_file_only_means_doing_it_again(tmp_path):
    path = tmp_path / "stamps.json"
    path.write_text("{half")
    assert not Stamps(path).is_done("content", "a")


def test_the_digest_changes_with_content_name_and_anything_else(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("x")
    two.write_text("x")
    digests = [bootstrap.digest([one]), bootstrap.digest([two]), bootstrap.digest([one], "3.12")]
    one.write_text("y")
    digests.append(bootstrap.digest([one]))
    assert len(set(digests)) == 4


def test_what_the_site_writes_does_not_make_a_step_due_again():
    """The collected files lie in a folder called static too: a second start must not see them."""
    assert bootstrap.files_of_apps("static/**/*")
    assert not [path for path in bootstrap.files_of_apps("**/*") if "var" in path.relative_to(ROOT).parts]


def test_the_secret_is_random_private_and_written_once(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    bootstrap.write_env_file()
    path = tmp_path / ".env"
    first = path.read_text()
    assert len(first.partition("SECRET_KEY=")[2].strip()) > 50
    assert path.stat().st_mode & 0o077 == 0
    bootstrap.write_env_file()
    assert path.read_text() == first


def test_a_missing_secret_stops_the_start_with_a_hint(tmp_path):
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "settings.py").write_text((ROOT / "portal" / "settings.py").read_text())
    environment = {key: value for key, value in os.environ.items() if key != "SECRET_KEY"}
    command = [sys.executable, str(tmp_path / "portal" / "settings.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert "bootstrap.py setup" in done.stderr


# --- Starting and stopping ---


def test_a_port_in_use_is_said_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Failure, match=f"PORT={port + 1} make run"):
            bootstrap.require_free_port("127.0.0.1", port)
    bootstrap.require_free_port("127.0.0.1", port)


@pytest.fixture
def signals():
    """Put the test runner's own handlers back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def children(*commands):
    return {f"child {number}": bootstrap.start(command) for number, command in enumerate(commands)}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_both_processes_stop_on_a_signal(signals, number):
    both = children(SLEEPER, SLEEPER)
    threading.Timer(0.5, os.kill, (os.getpid(), number)).start()
    assert bootstrap.supervise(both, on_ready=lambda: True) == 0
    assert [child.returncode for child in both.values()] == [-signal.SIGTERM, -signal.SIGTERM]


def test_the_end_of_one_process_is_noticed_and_ends_the_other(signals, capsys):
    both = children([sys.executable, "-c", "raise SystemExit(3)"], SLEEPER)
    assert bootstrap.supervise(both, on_ready=lambda: False) == 1
    assert "the child 0 process ended by itself (code 3)" in capsys.readouterr().out
    assert all(child.returncode is not None for child in both.values())


def test_a_process_that_does_not_stop_is_killed(monkeypatch):
    monkeypatch.setattr(bootstrap, "STOP_WITHIN_SECONDS", 0.3)
    with subprocess.Popen(STUBBORN, stdout=subprocess.PIPE, start_new_session=True) as stubborn:
        stubborn.stdout.readline()
        bootstrap.stop([stubborn])
        assert stubborn.returncode == -signal.SIGKILL


def test_the_children_of_a_killed_child_are_stopped_too(signals, capsys):
    program = f"import subprocess, sys; print(subprocess.Popen({SLEEPER!r}).pid, flush=True); raise SystemExit(3)"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as child:
        grandchild = int(child.stdout.readline())
        assert bootstrap.supervise({"worker": child}, on_ready=lambda: True) == 1
    assert ends(grandchild)


def test_no_process_stays_behind_when_bootstrap_is_killed():
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import bootstrap, time;"
        f"print(bootstrap.start({SLEEPER!r}).pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        pid = int(parent.stdout.readline())
        parent.kill()
    assert ends(pid), "the child outlived its parent"


def ends(pid: int) -> bool:
    """Say whether the process ends within five seconds; kill it if it does not."""
    for _ in range(50):
        if not is_alive(pid):
            return True
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    return False


def is_alive(pid: int) -> bool:
    """Say whether the process runs; one that ended and was not yet collected does not."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
