"""A reader in a process of its own: bytes in; what it made of them, as JSON, out.

A library that a hostile file can hang or crash does so there, within limits of time and, where the
system has it, of memory.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

_LIMIT = """\
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
except (ImportError, ValueError, OSError):
    pass  # no such limit on this system; the time limit holds
"""


def limited(code: str, memory: int) -> str:
    """A reader's code, which may take so many bytes of memory."""
    return _LIMIT.format(memory=memory) + code


def answer(code: str, content: bytes, seconds: float) -> Any:
    """What a reader's code, with ``content`` on its standard input, prints as JSON.

    Raises:
        TimeoutError: it takes longer.
        ChildProcessError: it broke down.
    """
    import subprocess

    package = str(Path(__file__).parents[2])
    paths = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH", "")])])
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", code],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": paths},
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError from None
    if done.returncode:
        raise ChildProcessError
    return json.loads(done.stdout)
