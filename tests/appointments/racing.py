"""Races with real processes against the test's own database.

    results = race([lambda: …, lambda: …])

Each function runs in its own process, forked with no database connection open; all start together. A result is what the
function returned, or the refusal it raised. Functions use closures freely: a fork has everything.
"""

from __future__ import annotations

import multiprocessing
import os
import time
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connections

from appointments.exceptions import BookingRefused

SECONDS = 60


class Broken(Exception):
    """A process did not do its work: an error that is no refusal."""


def race(functions: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run functions in one process each, together; return what each returned or the refusal it raised.

    Raises: Broken when one fails otherwise ("database is locked", a deadlock).
    """
    return race_after([(lambda: None, lambda _seen, function=function: function()) for function in functions])


def race_after(pairs: Sequence[tuple[Callable[[], Any], Callable[[Any], Any]]]) -> list[Any]:
    """Like `race`, with a first half that every process ends before any begins its second."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(len(pairs))
    pipes, processes = [], []
    for first, second in pairs:
        receive, send = context.Pipe(duplex=False)
        process = context.Process(target=_run, args=(first, second, barrier, send), daemon=True)
        process.start()
        send.close()
        pipes.append(receive)
        processes.append(process)
    results = [_received(pipe) for pipe in pipes]
    for process in processes:
        process.join(SECONDS)
    broken = [text for kind, text in results if kind == "broken"]
    if broken:
        raise Broken("\n".join(broken))
    return [value for _kind, value in results]


def _received(pipe: Any) -> tuple[str, Any]:
    if not pipe.poll(SECONDS):
        return "broken", f"nothing after {SECONDS} seconds"
    try:
        return pipe.recv()
    except EOFError:
        return "broken", "the process ended without a word"


def _run(first: Callable[[], Any], second: Callable[[Any], Any], barrier: Barrier, send: Any) -> None:
    try:
        seen = first()
        barrier.wait(SECONDS)
        # Two cores wake processes one after the other: a moment apart is what people are, too.
        time.sleep(0.001)
        result: tuple[str, Any] = ("done", second(seen))
    except BookingRefused as refusal:
        result = ("refused", refusal)
    except BaseException:  # noqa: BLE001 - whatever it was, the other side must hear of it
        result = ("broken", traceback.format_exc())
    send.send(result)
    send.close()
    connections.close_all()
    os._exit(0)
