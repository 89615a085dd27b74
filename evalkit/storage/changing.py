"""A case file on the disk changed: read, edited, written whole or not at all, with the lines of its
journal beside it."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from evalkit.editing import Change, Edited, EditRefused, edited
from evalkit.editing.homes import by_file
from evalkit.editing.journal import appended
from evalkit.editing.merging import Merged, merged
from evalkit.model.case import CaseFile, JournalLine
from evalkit.model.refusal import Refusal, reason
from evalkit.reading.tables import MAX_BYTES
from evalkit.storage.disk import FileProblem, read_bytes, read_standard_input, write
from evalkit.storage.tables import is_table, journal_path, open_journal


def user() -> str:
    """Who sits at the machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"


def now() -> str:
    """This moment as a journal writes it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def change_joined(
    case: CaseFile, changes: Sequence[Change], who: str | None = None, command: str = ""
) -> tuple[tuple[str, Edited], ...]:
    """A case in one file or several with changes, each in the file that it belongs in; files
    without a difference are left out.

    Raises:
        FileProblem: a file cannot be read or written, or somebody else changed it meanwhile.
        EditRefused: one cannot be changed so; then none is.
        Refusal: what is to change stands in a table.
    """
    author = {"who": who or user(), "command": command, "time": now()}
    due = []
    for file, own in by_file(case, changes).items():
        content = read_bytes(Path(file))
        new = edited(content, file, own, **author)
        if new.content != content:
            due.append((file, content, new))
    for file, content, new in due:
        _write(Path(file), content, new.content, new.journal)
    return tuple((file, new) for file, _, new in due)


def merge_cases(
    paths: Sequence[Path], target: Path | None, *, who: str | None = None, force: bool = False
) -> Merged:
    """Files of one case joined into one; written where nothing stands against it.

    Args:
        target: where to; None: nowhere. The first file itself is added to; over another file that
            is there only with ``force``.

    Raises:
        FileProblem: a file cannot be read or written.
        Refusal: the files are not of one case, or one is a table.
        EditRefused: the first file cannot be added to.
    """
    if tables := [path for path in paths if is_table(path)]:
        raise Refusal(reason("merge.table", file=tables[0].as_posix()))
    first, *others = map(_given, paths)
    made = merged(first, others, who=who or user(), time=now())
    if target is None or made.conflicts:
        return made
    into = target.exists() and str(paths[0]) != "-" and target.samefile(paths[0])
    if target.exists() and not (into or force):
        raise FileProblem(reason("file.taken", target))
    kept = [] if into else list(open_journal(paths[0])[0])
    kept += [line for path in paths[1:] for line in open_journal(path)[0]]
    old = read_bytes(target) if target.exists() else None
    if not into or made.content != first[0]:
        _write(target, old, made.content, (*kept, *made.journal))
    return made


def _given(path: Path) -> tuple[bytes, str]:
    """What a file holds, and its name; - is standard input."""
    if str(path) == "-":
        return read_standard_input(), "<stdin>"
    return read_bytes(path), path.as_posix()


def _write(path: Path, old: bytes | None, content: bytes, lines: Sequence[JournalLine]) -> None:
    """Case and journal, both or neither. ``old``: what the file held when it was read."""
    target = path.resolve()  # of a link, the file that it leads to
    beside = journal_path(path)
    kept = read_bytes(beside, MAX_BYTES) if beside.is_file() else b""
    journal, wrong = appended(kept, beside.as_posix(), lines)
    if wrong:
        raise EditRefused(wrong[0])
    if old is not None and read_bytes(path) != old:
        raise FileProblem(reason("file.meanwhile", path))
    write(target, content)
    try:
        if journal != kept:
            write(beside, journal)
    except FileProblem:
        target.unlink() if old is None else write(target, old)
        raise
