#!/usr/bin/env python3
"""Set the project up and run it, test it, check it. Standard library only: this runs before anything is installed.

python3 bootstrap.py run        the site with its content, web and worker (PORT=, HOST=)
python3 bootstrap.py test       everything the project tests; with arguments, those go to pytest and nothing else runs
python3 bootstrap.py lint       format, lint, types, templates, arrows between the apps, messages, migrations
python3 bootstrap.py bench      the measurements of tests/bench
python3 bootstrap.py screenshots  the pictures of docs/screenshots, taken on the whole journey
python3 bootstrap.py messages   collect the texts to translate into locale/
python3 bootstrap.py setup      the virtual environment and .env, nothing more
python3 bootstrap.py lock       resolve requirements/*.in again
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
APPS = ("portal", "appointments", "lifeevents", "citizens", "procedures", "sitekit")
OLDEST_PYTHON = (3, 11)
READY_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 15
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 - compared with, never chosen for anybody


class Failure(Exception):
    """Something that the person at the keyboard has to know; printed without a traceback."""


def say(text: str) -> None:
    print(text, flush=True)


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


# --- Parts of the system that pip cannot bring -----------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One thing the operating system provides: what it is for, its Debian packages, and whether it is here."""

    name: str
    without: str
    packages: tuple[str, ...]
    is_here: Callable[[], bool]


def has_venv() -> bool:
    if shutil.which("uv"):
        return True
    return subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True).returncode == 0


def has_pango() -> bool:
    try:
        for library in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_chromium() -> bool:
    return shutil.which("chromium") is not None


VENV_PART = Part("python3-venv", "nothing can be installed", ("python3-venv",), has_venv)
PANGO_PART = Part(
    "pango",
    "no PDF can be made; everything else runs",
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    has_pango,
)
CHROMIUM_PART = Part("chromium", "the browser tests are skipped", ("chromium",), has_chromium)


def can_install() -> bool:
    return os.geteuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def provide(
    parts: Iterable[Part],
    *,
    may_install: Callable[[], bool] = can_install,
    install: Callable[[Sequence[str]], None] | None = None,
    ask: Callable[[str], str] = input,
) -> list[Part]:
    """Install the parts that are missing where we may, else say what installs them; return those still missing.

    Raises: Failure in CI when a part is missing in the end: there, a skipped test is a failed one.
    """
    missing = [part for part in parts if not part.is_here()]
    if not missing:
        return []
    packages = [package for part in missing for package in part.packages]
    command = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if may_install():
        answer = "y"
        if sys.stdin.isatty() and not in_ci():
            answer = ask(f"Missing: {', '.join(part.name for part in missing)}. Run `{command}` now? [Y/n] ")
        else:
            say(f"Missing: {', '.join(part.name for part in missing)}. Running `{command}`.")
        if answer.strip().lower() in {"", "y", "yes", "s", "sí", "si"}:
            (install or apt_install)(packages)
            missing = [part for part in missing if not part.is_here()]
    for part in missing:
        say(f"!! {part.name} is missing: {part.without}. To install it: sudo {command}")
    if missing and in_ci():
        raise Failure("In CI every part is required.")
    return missing


def apt_install(packages: Sequence[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], env=quiet, check=False)
    subprocess.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], env=quiet, check=False)


# --- Doing a step only when what it depends on has changed -----------------------------------------------------------


def digest(paths: Iterable[Path], *more: str) -> str:
    """Return one hash over the files' contents and names, and over anything else the result depends on."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        total.update(os.path.relpath(path, ROOT).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


class Stamps:
    """Remember, in one small file, the hash with which each step was last done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.done: dict[str, str] = json.loads(path.read_text())
        except (OSError, ValueError):
            self.done = {}

    def is_done(self, step: str, key: str) -> bool:
        return self.done.get(step) == key

    def set(self, step: str, key: str) -> None:
        self.done[step] = key
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.done, indent=1))


# --- The virtual environment and .env --------------------------------------------------------------------------------


def requirement_files(*, dev: bool) -> list[Path]:
    return [ROOT / "requirements" / f"{name}.txt" for name in (("base", "dev") if dev else ("base",))]


def make_environment(*, dev: bool) -> None:
    """Make `.venv` with exactly the locked packages, unless it already has them."""
    files = requirement_files(dev=dev)
    stamps = Stamps(VENV / "stamp.json")
    key = digest(files, sys.version)
    with_dev = digest(requirement_files(dev=True), sys.version)
    if PYTHON.exists() and (stamps.is_done("installed", key) or stamps.is_done("installed", with_dev)):
        return
    provide([VENV_PART])
    say("Installing the packages the project needs into .venv …")
    wanted = [argument for path in files for argument in ("-r", str(path))]
    if not _install_with_uv(wanted):
        _install_with_pip(wanted)
    Stamps(VENV / "stamp.json").set("installed", key)


def _bring_uv() -> str | None:
    """Install uv into `.venv` by pip: with it the other packages take seconds, where pip takes a minute."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "-q",
        "--require-hashes",
        "-r",
        str(ROOT / "requirements" / "uv.txt"),
    ]
    return str(VENV / "bin" / "uv") if subprocess.run(command).returncode == 0 else None


def _install_with_uv(wanted: Sequence[str]) -> bool:
    uv = shutil.which("uv") or _bring_uv()
    if not uv:
        return False
    if not PYTHON.exists() and subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(VENV)]).returncode:
        return False
    command = [uv, "pip", "install", "-q", "--python", str(PYTHON), "--require-hashes", *wanted]
    if subprocess.run(command).returncode == 0:
        return True
    say("uv could not install them; trying pip.")  # pip may know a mirror that uv does not
    return False


def _install_with_pip(wanted: Sequence[str]) -> None:
    has_pip = PYTHON.exists() and not subprocess.run([str(PYTHON), "-m", "pip", "-V"], capture_output=True).returncode
    if not has_pip and subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode:
        raise Failure(f"The virtual environment could not be made. {VENV_PART.name} is needed.")
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes", *wanted]
    if subprocess.run(command).returncode:
        raise Failure("The packages could not be installed: see the message above. Is the network reachable?")


def write_env_file() -> None:
    """Write `.env` with a random secret, once; it is yours to edit and is never committed."""
    path = ROOT / ".env"
    if path.exists():
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(
            f"# Settings of this copy: docs/operations.md lists them all.\nSECRET_KEY={secrets.token_urlsafe(50)}\n"
        )


def setup(*, dev: bool = False) -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise Failure(
            f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed; this is {sys.version.split()[0]}."
        )
    make_environment(dev=dev)
    write_env_file()


def manage(*arguments: str, capture: bool = False) -> str:
    command = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE if capture else None)
    if done.returncode:
        raise Failure(f"`manage.py {' '.join(arguments)}` failed: see the message above.")
    return done.stdout or ""


# --- run -------------------------------------------------------------------------------------------------------------


def data_folder() -> Path:
    return Path(os.environ.get("VENTANILLA_DATA") or ROOT / "var")


def files_of_apps(pattern: str) -> list[Path]:
    found = (path for app in APPS for path in (ROOT / app).glob(pattern))
    return [path for path in found if path.is_file() and path.suffix != ".pyc"]


def prepare_site() -> str:
    """Bring database, content, messages and static files up to date; return the demo sign-ins.

    Only what changed is done again, so that a second start takes seconds.
    """
    stamps = Stamps(data_folder() / "stamps.json")
    lock = digest(requirement_files(dev=False))
    database = os.environ.get("DATABASE_URL", "")
    is_new = not database and not (data_folder() / "db.sqlite3").exists()
    migrations = digest(files_of_apps("migrations/*.py"), lock, database)
    steps: list[tuple[str, str, str, list[list[str]]]] = [
        (
            "messages",
            "Compiling the messages",
            digest(ROOT.glob("locale/**/*.po"), lock),
            [["messages", "--compile"]],
        ),
        (
            "database",
            "Preparing the database",
            migrations,
            [["migrate", "--no-input", "-v", "0"], ["createcachetable", "-v", "0"]],
        ),
        (
            "static",
            "Collecting the static files",
            digest(files_of_apps("static/**/*"), lock),
            [["collectstatic", "--no-input", "-v", "0"]],
        ),
        (
            "content",
            "Loading the content (this takes a moment, once)",
            digest(files_of_apps("content/**/*"), migrations),
            [["load_content"]],
        ),
    ]
    changed = False
    for step, title, key, commands in steps:
        if stamps.is_done(step, key) and not (is_new and step in {"database", "content"}):
            continue
        say(f"{title} …")
        for command in commands:
            manage(*command)
        stamps.set(step, key)
        changed = True
    sign_ins = data_folder() / "demo-sign-ins.txt"
    if changed or not sign_ins.exists():
        sign_ins.write_text(manage("demo_users", capture=True))
        sign_ins.chmod(0o600)
    return sign_ins.read_text().rstrip()


def die_with_parent() -> None:
    """Ask Linux to stop this child when bootstrap.py is killed outright, so that no process stays behind."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # Its own session: Ctrl-C reaches bootstrap.py alone, which then stops each child once, in order.
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=die_with_parent)


def web_command(host: str, port: int) -> list[str]:
    workers, threads = os.environ.get("WEB_WORKERS", "2"), os.environ.get("WEB_THREADS", "4")
    # fmt: off
    return [
        str(PYTHON), "-m", "gunicorn", "portal.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread",
        "--workers", workers, "--threads", threads, "--log-level", "warning", "--graceful-timeout", "10",
    ]
    # fmt: on


def worker_command() -> list[str]:
    # fmt: off
    return [
        str(PYTHON), "-W", "ignore:You're running the worker",  # as root, in a container
        "-m", "celery", "--app", "portal.celery", "--quiet", "worker", "--beat", "--pool", "solo",
        "--loglevel", "WARNING", "--schedule", str(data_folder() / "celerybeat-schedule"),
        "--without-gossip", "--without-mingle", "--without-heartbeat",
    ]
    # fmt: on


def require_free_port(host: str, port: int) -> None:
    """Find out now rather than from the web process, and never take another server's answer for our own."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failure(
                f"{host}:{port} cannot be used ({error.strerror}). Another: PORT={port + 1} make run"
            ) from error


def is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def supervise(children: dict[str, subprocess.Popen[bytes]], *, on_ready: Callable[[], bool]) -> int:
    """Wait until a signal or the end of a child, then stop them all; return the exit code.

    `on_ready` is asked twice a second until it returns true.
    """
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    started, ready, code = time.monotonic(), False, 0
    while not stopping:
        ended = {name: child.returncode for name, child in children.items() if child.poll() is not None}
        if ended:
            say("!! " + ", ".join(f"the {name} process ended by itself (code {code})" for name, code in ended.items()))
            code = 1
            break
        if not ready:
            ready = on_ready()
            if not ready and time.monotonic() - started > READY_WITHIN_SECONDS:
                say(f"!! not ready after {READY_WITHIN_SECONDS} seconds; see the messages above.")
                code = 1
                break
        time.sleep(0.5 if ready else 0.2)
    stop(children.values())
    return code


def stop(children: Iterable[subprocess.Popen[bytes]]) -> None:
    children = list(children)
    running = [child for child in children if child.poll() is None]
    for child in running:
        child.terminate()
    deadline = time.monotonic() + STOP_WITHIN_SECONDS
    for child in running:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    for child in children:
        # A child that was killed leaves its own children (the worker its clock): they share its process group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)


def run(arguments: list[str]) -> int:
    if arguments:
        raise Failure("run takes no arguments; the port and address are the variables PORT and HOST.")
    setup()
    provide([PANGO_PART])
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT") or 8000)
    os.environ["PORT"] = str(port)
    require_free_port(host, port)
    sign_ins = prepare_site()
    address = f"http://{'127.0.0.1' if host == EVERY_ADDRESS else host}:{port}"
    children = {"web": start(web_command(host, port)), "worker": start(worker_command())}

    def announce() -> bool:
        if not is_ready(address):
            return False
        say(f"\nVentanilla is at {address}/  (Ctrl-C stops it)\n\n{sign_ins}\n")
        return True

    code = supervise(children, on_ready=announce)
    say("Stopped.")
    return code


# --- test, lint and the rest -----------------------------------------------------------------------------------------

RUFF = [str(PYTHON), "-m", "ruff"]
DJADE = [str(VENV / "bin" / "djade"), "--target-version", "5.2"]  # a program of its own, not a module
CHECKS: dict[str, list[str]] = {
    "lint": [*RUFF, "check", "."],
    "format": [*RUFF, "format", "--check", "."],
    "templates": [*DJADE, "--check"],
    "arrows": [str(PYTHON), "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "types": [str(PYTHON), "-m", "mypy"],
    "migrations": [str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"],
    "messages": [str(PYTHON), "manage.py", "messages", "--check"],
}


def run_checks() -> list[str]:
    """Run every check, all of them even when one fails; return the names of those that failed."""
    failed = []
    for name, arguments in CHECKS.items():
        if name == "templates":
            arguments = [*arguments, *map(str, files_of_apps("templates/**/*.html"))]
        say(f"== {name}")
        if subprocess.run(arguments, cwd=ROOT).returncode:
            failed.append(name)
    return failed


def pytest(arguments: Sequence[str], **environment: str) -> tuple[int, str]:
    """Run pytest, passing its output on; return its exit code and its closing line."""
    command = [str(PYTHON), "-m", "pytest", *arguments]
    if sys.stdout.isatty():
        command.append("--color=yes")
    closing = ""
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            closing = line.strip() or closing
    return process.returncode, closing


def test(arguments: list[str]) -> int:
    started = time.monotonic()
    setup(dev=True)
    provide([PANGO_PART, CHROMIUM_PART])
    manage("messages", "--compile")
    if arguments:
        return pytest(arguments)[0]
    failed = run_checks()
    closing_lines = []
    say("== tests, on SQLite")
    code, closing = pytest(["-n", os.environ.get("TEST_PROCESSES", "2")])
    closing_lines.append(f"SQLite: {closing}")
    if code:
        failed.append("tests")
    if os.environ.get("TEST_POSTGRES_URL"):
        say("== tests, on PostgreSQL")
        environment = {"TEST_DATABASE_URL": os.environ["TEST_POSTGRES_URL"]}
        code, closing = pytest(["-m", "both_databases", "-n", os.environ.get("TEST_PROCESSES", "2")], **environment)
        closing_lines.append(f"PostgreSQL: {closing}")
        if code:
            failed.append("tests on PostgreSQL")
    else:
        say("PostgreSQL was not asked for: TEST_POSTGRES_URL is not set.")
    say(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks and tests passed.")
    say(f"It took {time.monotonic() - started:.0f} seconds.")
    for line in closing_lines:
        say(line)
    return 1 if failed else 0


def lint(arguments: list[str]) -> int:
    setup(dev=True)
    if arguments == ["--fix"]:
        templates = map(str, files_of_apps("templates/**/*.html"))
        for command in ([*RUFF, "check", "--fix", "."], [*RUFF, "format", "."], [*DJADE, *templates]):
            subprocess.run(command, cwd=ROOT)
    failed = run_checks()
    say(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


def screenshots(arguments: list[str]) -> int:
    """Walk the whole journey and keep a picture of each page under docs/screenshots."""
    setup(dev=True)
    provide([PANGO_PART, CHROMIUM_PART])
    manage("messages", "--compile")
    return pytest(["tests/journeys", *arguments], SCREENSHOTS=str(ROOT / "docs" / "screenshots"))[0]


def bench(arguments: list[str]) -> int:
    setup(dev=True)
    return pytest(["tests/bench", "-o", "python_files=*.py", "-p", "no:randomly", "-s", "-m", "bench", *arguments])[0]


def messages(arguments: list[str]) -> int:
    setup()
    manage("messages", *arguments)
    return 0


def only_setup(arguments: list[str]) -> int:
    setup(dev="--dev" in arguments)
    return 0


def lock(arguments: list[str]) -> int:
    """Resolve the requirements again; `--upgrade` moves to the newest versions the .in files allow."""
    uv = shutil.which("uv") or _bring_uv()
    if not uv:
        raise Failure("uv is needed to resolve, and pip could not install it.")
    for name in ("uv", "base", "dev"):
        # fmt: off
        subprocess.run([
            uv, "pip", "compile", "-q", "--python-version", "3.11", "--generate-hashes", "--no-header",
            "--no-emit-index-url", "--no-emit-find-links", *arguments, f"{name}.in", "-o", f"{name}.txt",
        ], cwd=ROOT / "requirements", check=True)
        # fmt: on
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "lint": lint,
    "bench": bench,
    "screenshots": screenshots,
    "messages": messages,
    "setup": only_setup,
    "lock": lock,
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        say((__doc__ or "").strip())
        return 0 if arguments in (["help"], ["--help"], ["-h"]) else 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Failure as failure:
        say(f"!! {failure}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
