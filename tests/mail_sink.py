"""A mail server on this machine that keeps what it gets: enough SMTP for one client, on a real socket."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from django.test import override_settings


@dataclass
class Got:
    """One message as it arrived."""

    to: list[str]
    message: EmailMessage


@dataclass
class Sink:
    messages: list[Got] = field(default_factory=list)


class Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 sink")
        to: list[str] = []
        for line in self.rfile:
            word = line.decode().strip()
            match word[:4].upper():
                case "RCPT":
                    to.append(word.partition("<")[2].partition(">")[0])
                    self.say("250 ok")
                case "DATA":
                    self.say("354 go on")
                    self.keep(to)
                    to = []
                    self.say("250 kept")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 ok")

    def keep(self, to: list[str]) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.server.sink.messages.append(Got(to, message))  # type: ignore[attr-defined,arg-type]

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def mail_sink() -> Iterator[Sink]:
    """Run the server, and have Django send through it."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.sink = Sink()  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=server.server_address[1],
            EMAIL_HOST_USER="",
            EMAIL_HOST_PASSWORD="",
            EMAIL_USE_TLS=False,
            EMAIL_USE_SSL=False,
        ):
            yield server.sink  # type: ignore[attr-defined]
        server.shutdown()
