"""A process that answers: many requests, limits of time and memory, and nothing left of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from evalkit.storage.child import Child
from tests.conftest import ROOT

linux = pytest.mark.skipif(
    sys.platform != "linux", reason="limits of work and memory are set as Linux has them"
)


def child(function: str, seconds: int = 60, memory: int = 1_000_000_000) -> Child:
    return Child(f"tests.answers:{function}", seconds, memory)


def is_alive(pid: int) -> bool:
    """Whether a process is there, and no mere entry of one that has ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def gone(pid: int) -> bool:
    """Whether a process ends; waited for as long as a test may take."""
    for _ in range(600):
        if not is_alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_one_process_answers_many_requests_whatever_their_names_and_bytes() -> None:
    asked = child("length")
    try:
        names = ["a.txt", "规划.pdf", "bad\udcff.yaml", ""]
        answers = [asked.ask(bytes(n * 100_000), name) for n, name in enumerate(names)]
    finally:
        asked.close()
    assert [answer[:2] for answer in answers] == [[n * 100_000, x] for n, x in enumerate(names)]
    assert len({answer[2] for answer in answers}) == 1


@linux
def test_what_takes_too_long_is_ended_and_another_process_answers_what_comes_next() -> None:
    asked = child("stumbling", seconds=1)
    try:
        first = asked.ask(b"")
        with pytest.raises(TimeoutError):
            asked.ask(b"x")
        assert asked.ask(b"") != first
        assert gone(first)
    finally:
        asked.close()


@linux
def test_what_takes_too_much_memory_is_ended_and_another_process_answers_what_comes_next() -> None:
    asked = child("greedy")
    try:
        with pytest.raises(MemoryError):
            asked.ask(b"1000")
        assert asked.ask(b"3") == 3
    finally:
        asked.close()


def test_a_process_that_breaks_down_is_told_from_one_without_time_or_memory() -> None:
    asked = child("dying")
    try:
        first = asked.ask(b"")
        with pytest.raises(ChildProcessError):
            asked.ask(b"x")
        assert asked.ask(b"") != first
    finally:
        asked.close()


_FROM_A_LARGE_PROCESS = """\
from tests.unit.storage.test_child import child
held = bytearray(b"x" * 700_000_000)
asked = child("length")
assert asked.ask(b"x")[2] == asked.ask(b"x")[2]
asked.close()
asked = child("dying")
asked.ask(b"")
try:
    asked.ask(b"x")
except ChildProcessError:
    print("told")
"""


def test_what_the_one_who_asks_holds_is_not_counted_for_the_one_who_answers() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _FROM_A_LARGE_PROCESS],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert told.stdout == b"told\n", told.stderr.decode()


_ASKS = """\
import sys
from evalkit.storage.child import Child
Child("tests.answers:{function}", 60, 10**9).ask(b"x", {name!r})
"""


@linux
@pytest.mark.parametrize("ended", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_process_ends_at_once_when_whoever_asked_is_gone(
    ended: signal.Signals, tmp_path: Path
) -> None:
    told = tmp_path / "pid"
    asking = subprocess.Popen(
        [sys.executable, "-c", _ASKS.format(function="waiting", name=str(told))],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
    )
    for _ in range(600):
        if told.is_file() and told.read_text():
            break
        time.sleep(0.05)
    pid = int(told.read_text())
    assert is_alive(pid)
    asking.send_signal(ended)
    asking.wait()
    assert gone(pid)


def test_a_process_that_was_closed_answers_no_more() -> None:
    asked = child("length")
    asked.ask(b"x")
    asked.close()
    with pytest.raises(ChildProcessError):
        asked.ask(b"x")
