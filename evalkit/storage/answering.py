"""A process that answers one request after the other: run as a script by
:mod:`evalkit.storage.child`, with the function that answers, seconds and bytes as its arguments.

Frames on standard input (a name, bytes) in; frames on standard output (an answer as JSON) out; a
frame is its length in eight bytes, then its content. It loads nothing but what answers. It ends
where it is out of time or memory, and, at once, where the process that asks is gone.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable
from typing import IO, Any

try:
    import fcntl
    import resource
except ImportError:  # no such limits on this system; the time that is waited for an answer holds
    fcntl = resource = None  # type: ignore[assignment]

LENGTH = 8  # bytes that say how long a frame is
FRESH = 500_000_000  # bytes that a process may have held, and still answer the next request


def frame(content: bytes) -> bytes:
    """Content with its length before it."""
    return len(content).to_bytes(LENGTH, "big") + content


def next_frame(stream: IO[bytes]) -> bytes | None:
    """The content of the next frame; None where the stream has ended."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        return None
    size = int.from_bytes(head, "big")
    content = stream.read(size)
    return content if len(content) == size else None


def encoded(answer: Any) -> bytes:
    """Data as JSON; characters that no encoding holds stay as they are."""
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")


def decoded(content: bytes) -> Any:
    """What :func:`encoded` was given."""
    return json.loads(content.decode("utf-8", "surrogatepass"))


def main() -> None:
    """Answer until nobody asks any more."""
    name, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _limit_memory(memory)
    module, _, function = name.partition(":")
    answers: Callable[[bytes, str], Any] = getattr(importlib.import_module(module), function)
    said: dict[str, Any] = {}
    while not said.get("last"):
        asked, content = next_frame(source), next_frame(source)
        if asked is None or content is None:
            return
        _limit_time(seconds)
        _end_with_parent(True)
        said = _answer(answers, content, asked.decode("utf-8", "surrogateescape"))
        _end_with_parent(False)
        out.write(frame(encoded(said)))
        out.flush()


def _answer(answers: Callable[[bytes, str], Any], content: bytes, name: str) -> dict[str, Any]:
    """``answer``, or ``problem``; ``last`` where another process is to answer what comes next."""
    try:
        answer = answers(content, name)
    except MemoryError:
        return {"problem": "memory", "last": True}
    return {"answer": answer, "last": _held() > FRESH}


def _limit_memory(memory: int) -> None:
    if resource is not None:
        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        least = memory if most == resource.RLIM_INFINITY else min(memory, most)
        try:
            resource.setrlimit(resource.RLIMIT_AS, (least, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        except (ValueError, OSError):
            pass


def _limit_time(seconds: int) -> None:
    """End the process when it has worked so many seconds more."""
    if resource is not None:
        used, most = (
            resource.getrusage(resource.RUSAGE_SELF),
            resource.getrlimit(resource.RLIMIT_CPU)[1],
        )
        until = int(used.ru_utime + used.ru_stime) + seconds + 1
        if most == resource.RLIM_INFINITY or until < most:
            resource.setrlimit(resource.RLIMIT_CPU, (until, most))


def _end_with_parent(at_once: bool) -> None:
    """Whether the system ends this process when the other end of its input is closed: while it
    answers nothing comes from there, so any sign of life is the last."""
    signs = getattr(os, "O_ASYNC", 0)
    if fcntl is not None and signs:
        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        now = fcntl.fcntl(0, fcntl.F_GETFL)
        fcntl.fcntl(0, fcntl.F_SETFL, now | signs if at_once else now & ~signs)


def _held() -> int:
    """The most bytes of memory that the process has held. What the system counts for it begins
    with what the one that started it held, so it is asked for the memory of this program alone
    where it can say."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as said:
            return next(int(row.split()[1]) * 1024 for row in said if row.startswith("VmHWM:"))
    except (OSError, StopIteration, ValueError):
        pass
    if resource is None:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main()
