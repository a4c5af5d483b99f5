"""The real site in its own processes on the test's database, and somebody with a browser's habits.

    with site(database_url) as address:
        visitor = Visitor(address)
        visitor.get("/es/oficinas/")
        answer = visitor.post("/es/…/", {"name": "Ana"})

For races through HTTP: give `race` one function per visitor (tests/appointments/racing.py). Needs `transactional_db`,
because another process sees only what is committed.
"""

from __future__ import annotations

import http.client
import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connections

from tests.settings import DATA, ROOT, WORKER

SECONDS_TO_START = 60


@contextmanager
def site(database_url: str, *, workers: int = 2, threads: int = 4, application: str = "portal.wsgi") -> Iterator[str]:
    """Serve the site with gunicorn until the block ends; the address ends without a slash.

    `application`: another one for negative controls.
    """
    connections.close_all()
    port = _free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": database_url,
        "VENTANILLA_DATA": str(DATA / WORKER / "site"),
        "SECRET_KEY": settings.SECRET_KEY,
        "PORT": str(port),
        "API_RATE": "100000/minute",
    }
    command = [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", str(workers),
        "--threads", str(threads), "--log-level", "warning",
    ]  # fmt: skip
    log = DATA / WORKER / f"site_{port}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(server, address, log)
        yield address
    finally:
        server.terminate()
        server.wait(30)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answered, redirects followed. `address`: where that ended."""

    status: int
    text: str
    address: str


class Visitor:
    """A browser without JavaScript: cookies, and the form's token from the page before."""

    def __init__(self, address: str) -> None:
        self._address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        # No proxy of the machine stands between.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)
        self._token = ""

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(urllib.parse.urljoin(self._address, path)))  # noqa: S310

    def post(self, path: str, fields: Mapping[str, str | Sequence[str]]) -> Answer:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self._token, **fields}, doseq=True).encode()
        request = urllib.request.Request(urllib.parse.urljoin(self._address, path), data=body)  # noqa: S310
        request.add_header("Referer", self._address + "/")
        return self._ask(request)

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=60) as response:
                answer = Answer(response.status, response.read().decode(errors="replace"), response.url)
        except urllib.error.HTTPError as error:
            answer = Answer(error.code, error.read().decode(errors="replace"), error.url)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text)
        if token:
            self._token = token[1]
        return answer


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_until_it_answers(server: subprocess.Popen[bytes], address: str, log: os.PathLike[str]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{address}/healthz", timeout=2).close()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return
    with open(log, errors="replace") as lines:
        raise RuntimeError(f"the site did not start:\n{lines.read()[-4000:]}")
