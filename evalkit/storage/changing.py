"""A case file on the disk changed: read, edited, written whole or not at all, with the lines of its
journal beside it."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from evalkit.editing import Change, Edited, EditRefused, edited
from evalkit.editing.journal import appended
from evalkit.reading.tables import MAX_BYTES
from evalkit.storage.disk import FileProblem, read_bytes, write


def user() -> str:
    """Who sits at the machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"


def now() -> str:
    """This moment as a journal writes it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def journal_path(case: Path) -> Path:
    """Where the journal of a case file stands."""
    return case.with_name(f"{case.stem}.journal.csv")


def change_case(
    path: Path, changes: Sequence[Change], who: str | None = None, command: str = ""
) -> Edited:
    """A case file with changes, and the lines of its journal; nothing is written where nothing
    differs.

    Args:
        who: for the journal; the system's user where nobody is named.

    Raises:
        FileProblem: the file cannot be read or written, or somebody else changed it meanwhile.
        EditRefused: it cannot be changed so.
    """
    content = read_bytes(path)
    new = edited(content, path.as_posix(), changes, who=who or user(), command=command, time=now())
    if new.content != content:
        _replace(path, content, new)
    return new


def _replace(path: Path, old: bytes, new: Edited) -> None:
    """Case and journal, both or neither."""
    target = path.resolve()  # of a link, the file that it leads to
    beside = journal_path(path)
    kept = read_bytes(beside, MAX_BYTES) if beside.is_file() else b""
    journal, wrong = appended(kept, beside.as_posix(), new.journal)
    if wrong:
        raise EditRefused(wrong[0])
    if read_bytes(path) != old:
        raise FileProblem(f"{path}: the file was changed meanwhile; nothing is written")
    write(target, new.content)
    try:
        if journal != kept:
            write(beside, journal)
    except FileProblem:
        write(target, old)
        raise
