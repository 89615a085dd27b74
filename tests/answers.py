"""Functions that a process of its own runs in tests of its limits: what a hostile file does to a
reader."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path


def length(content: bytes, name: str) -> list[object]:
    """What comes in comes out; and who answered."""
    print("what a library prints is no answer", flush=True)
    return [len(content), name, os.getpid()]


def stumbling(content: bytes, name: str) -> object:
    """A pattern that never ends, and holds the interpreter while it does not."""
    return bool(re.match(r"(a|a)*b", "a" * 60)) if content else os.getpid()


def waiting(content: bytes, name: str) -> None:
    """Tells that it has begun, then does nothing."""
    Path(name).write_text(str(os.getpid()))
    time.sleep(60)


def greedy(content: bytes, name: str) -> int:
    """More memory than there is room for."""
    return len([bytes(10_000_000) for _ in range(int(content))])


def dying(content: bytes, name: str) -> int:
    """A library that gives up on a fault."""
    if content:
        os.abort()
    return os.getpid()
