"""How a run ends: stopped by whoever may stop it, without anywhere to write, or broken; a sentence
and an exit status for each."""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import suppress
from types import FrameType

import click

from evalkit.cli.language import asked
from evalkit.model.catalogue import phrase

# Nothing can be written where these come from, and files are told of by what writes them.
_UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EBADF, errno.EIO, errno.EFBIG, None}
STOPPED = 128  # and the number of the signal, as shells count


class Stopped(KeyboardInterrupt):
    """Somebody stopped the run: what is under way ends as it does for Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def hear_stops() -> list[int]:
    """Let SIGTERM and SIGHUP end the run as Ctrl-C does; the numbers of those that were heard.

    Whoever started the program may have it deaf to one (``nohup``): it stays so.
    """
    heard: list[int] = []
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    own = [n for n in numbers if signal.getsignal(n) == signal.SIG_DFL]

    def stop(number: int, _: FrameType | None) -> None:
        for other in own:  # what is cleared away is cleared once
            signal.signal(other, signal.SIG_IGN)
        heard.append(number)
        raise Stopped(number)

    for number in own:
        signal.signal(number, stop)
    return heard


def ready_streams() -> None:
    """Standard output and error as UTF-8, what no encoding holds as escapes; an output that is
    closed refuses what is written to it, an error that is closed drops it."""
    if sys.stdout is None:  # type: ignore[redundant-expr, unused-ignore]
        sys.stdout = open(os.devnull, encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:  # type: ignore[redundant-expr, unused-ignore]
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def stopped(number: int) -> int:
    """Say that the run was stopped; its exit status. Who stops it again ends it at once: a thread
    may still wait for something."""
    tell("told.stopped")
    if number != signal.SIGINT:
        signal.signal(number, signal.SIG_DFL)
    return STOPPED + number


def is_unwritable(error: BaseException) -> bool:
    """Whether it says that standard output takes nothing: what writes files tells of them by
    name."""
    known = isinstance(error, OSError) and not isinstance(error, BrokenPipeError)
    return known and error.filename is None and error.errno in _UNWRITABLE  # type: ignore[attr-defined]


def unwritable(error: OSError) -> int:
    """Say that standard output takes nothing, and write nothing more to it; the exit status."""
    from evalkit.storage.disk import refused

    with suppress(OSError, ValueError):  # what is still held is written nowhere at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    closed = error.errno is None or error.errno == errno.EBADF
    lang = asked(sys.argv[1:])
    why = phrase("cli", lang, "told.closed") if closed else refused(error).text(lang)
    tell("told.no-output", why=why)
    return 3


def tell(key: str, **values: object) -> None:
    """Say something on standard error, if it takes it."""
    with suppress(OSError, ValueError):
        click.echo(phrase("cli", asked(sys.argv[1:]), key, **values), err=True)
