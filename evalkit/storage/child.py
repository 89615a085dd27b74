"""A reader in a process of its own: bytes in; what it made of them out.

A library that a hostile file can hang or crash does so there, within limits of time and, where the
system has it, of memory. One process serves many files; where it was killed, another takes its
place.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from evalkit.storage.answering import decoded, frame, next_frame

if TYPE_CHECKING:
    import subprocess

SLACK = 3 if os.name == "posix" else 1  # seconds on the clock for a second of work
KILLED = -getattr(signal, "SIGKILL", 9)
OVERDUE = -getattr(signal, "SIGXCPU", 24)
_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes in what the system counts memory in


class Child:
    """A process that answers one request after the other with a plain function.

    ``function``: "module:function", which takes bytes and a name and gives what JSON holds;
    ``seconds``: of work, for one answer; ``memory``: in bytes, for all it holds. It begins when it
    is first asked.
    """

    def __init__(self, function: str, seconds: int, memory: int) -> None:
        self._call = [function, str(seconds), str(memory)]
        self._seconds, self._memory = seconds * SLACK, memory
        self._process: subprocess.Popen[bytes] | None = None
        self._inherited = 0  # bytes that the system counts for a process before it has begun
        self._closed = False

    def ask(self, content: bytes, name: str = "") -> Any:
        """What the function makes of ``content``.

        Raises:
            TimeoutError: it takes longer.
            MemoryError: it takes more memory.
            ChildProcessError: it broke down.
        """
        if self._closed:
            raise ChildProcessError
        process = self._process = self._process or self._begun()
        clock = Timer(self._seconds, process.kill)
        clock.daemon = True
        clock.start()
        try:
            reply = _exchange(process, name.encode("utf-8", "surrogateescape"), content)
            overdue = clock.finished.is_set()  # it has struck
        finally:
            clock.cancel()
        if reply is None:
            self._process = None
            raise self._why(process, overdue)
        held = decoded(reply)
        if held.get("last"):
            self._process = None
            _end(process)
        if "problem" in held:
            raise MemoryError
        return held["answer"]

    def close(self) -> None:
        """End the process, whatever it does."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()
            _end(process)

    def _why(self, process: subprocess.Popen[bytes], overdue: bool) -> Exception:
        """Why a process has ended before it answered: libraries that get no more memory abort."""
        held = _end(process)
        if overdue or process.returncode == OVERDUE:
            return TimeoutError()
        full = held > max(self._memory / 2, self._inherited) or process.returncode == KILLED
        return MemoryError() if full else ChildProcessError()

    def _begun(self) -> subprocess.Popen[bytes]:
        import subprocess

        self._inherited = _held_here()
        package = str(Path(__file__).parents[2])
        paths = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH", "")])])
        return subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("answering.py")), *self._call],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )


def _end(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process that nobody asks any more; the most bytes of memory it has held, 0 where
    the system does not say."""
    for stream in (process.stdin, process.stdout):
        with suppress(OSError, ValueError):
            stream.close()  # type: ignore[union-attr]
    try:
        _, status, used = os.wait4(process.pid, 0)
    except (AttributeError, ChildProcessError):  # no such call, or another thread was first
        process.wait()
        return 0
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss * _UNIT


def _held_here() -> int:
    """The most bytes of memory that this process has held: a process that it starts is counted
    from there."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT


def _exchange(process: subprocess.Popen[bytes], name: bytes, content: bytes) -> bytes | None:
    """The reply to a request; None where the process ends before it is given."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(frame(name))
        process.stdin.write(frame(content))
        process.stdin.flush()
        return next_frame(process.stdout)
    except (OSError, ValueError):  # it is gone, or was closed
        return None
