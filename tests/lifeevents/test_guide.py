"""Guides are read by many threads at once, from the first request on."""

import subprocess
import sys

from lifeevents.guide import decode, digest, encode
from tests.facts import guide
from tests.settings import ROOT

READ_AT_ONCE = """
import sys, threading
from lifeevents.guide import decode
content = sys.stdin.buffer.read()
sys.setswitchinterval(1e-6)
start = threading.Barrier(16)
def read():
    start.wait()
    decode(content)
threads = [threading.Thread(target=read) for _ in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def test_the_first_read_by_many_threads_at_once_is_safe():
    # Left to the first decode, msgspec works out the types of the structures in several threads and the process dies.
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", READ_AT_ONCE], input=encode(guide()), cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()


def test_a_guide_comes_back_as_it_was_with_the_same_hash():
    content = encode(guide())
    assert decode(content) == guide()
    assert digest(encode(decode(content))) == digest(content)
