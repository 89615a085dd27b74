"""Files for a folder, moved in together; what a person has changed there since evalkit made it is
kept.

A folder's list of what evalkit made (``.evalkit-made``) has a line a file, as ``sha256sum`` writes
it: the hash of its bytes, and its name.
"""

from __future__ import annotations

import os
import platform
import re
import stat
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from evalkit.model.refusal import Reason, reason
from evalkit.storage.disk import FileProblem, read_bytes, refused, sha256_of, write

MADE = ".evalkit-made"  # which files evalkit made in a folder, by hash and name
STAGE = ".evalkit-writing-"  # the folders that they stand in until all are there begin so
ABANDONED = 86_400  # seconds after which such a folder is no running command's any more
CHANGED = "0" * 64  # in place of the hash of a file that was changed before there were hashes
LARGEST = 1_000_000_000

_LINE = re.compile(r"([0-9a-f]{64})  (.+)\Z")


class Kept(NamedTuple):
    """A file that is not overwritten. ``why``: edited (since evalkit made it) | foreign (evalkit
    did not make it) | read-only | refused (the system does not let it be replaced; ``reason``)."""

    path: Path
    why: str
    reason: Reason | None = None


class Staged:
    """Files for a folder, written beside it and moved in together: all of a run, or none where it
    stops.

    Known before the first is made: ``kept``, those of ``names`` that are a person's and stay as
    they are; with ``force`` there are none. After the run ``kept`` also holds what the system would
    not let be replaced (open in another program, say).
    """

    def __init__(self, folder: Path, names: Iterable[str], *, force: bool) -> None:
        self.folder, self.names = folder, tuple(dict.fromkeys(names))
        self.made: list[str] = []
        self._known = made_in(folder)
        self.kept = () if force else persons(folder, self.names, self._known)
        self._left = {kept.path.name for kept in self.kept}
        self._hashes: dict[str, str] = {}

    def __enter__(self) -> Staged:
        import tempfile

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._beside = Path(tempfile.mkdtemp(prefix=stage_prefix(), dir=self.folder))
        except OSError as error:
            raise _unwritable(self.folder, error) from None
        clear_abandoned(self.folder)
        return self

    def add(self, name: str, content: str | bytes | Iterable[str]) -> None:
        """Put a file beside, a text also piece by piece, unless one of that name is kept.

        Raises:
            FileProblem: the folder or the disk refuses.
        """
        if name in self._left:
            return
        try:
            write(self._beside / name, content)
        except FileProblem as problem:
            (told,) = problem.args
            raise FileProblem(replace(told, about=str(self.folder / name))) from None
        self._hashes[name] = sha256_of(self._beside / name)
        self.made.append(name)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._move()
        except OSError as error:
            raise _unwritable(self.folder, error) from None
        finally:
            _cleared(self._beside)

    def stale(self) -> tuple[str, ...]:
        """Files of earlier runs that are still in the folder and that this run did not make."""
        other = self._known.keys() - {*self.made} - {kept.path.name for kept in self.kept}
        left = [name for name in other if (self.folder / name).exists()]
        return tuple(
            sorted(
                left, key=lambda name: (not name.startswith(("comparison.", "portfolio.")), name)
            )
        )

    def _move(self) -> None:
        """The list first, so that no file is ever there that it does not know."""
        new = {name: {digest} for name, digest in self._hashes.items()}
        made = {name: self._known.get(name, frozenset()) | new[name] for name in new}
        _add_to_list(self.folder / MADE, {**self._known, **made})
        for name in (*self.made,):
            try:
                os.replace(self._beside / name, self.folder / name)
            except OSError as error:
                self.made.remove(name)
                self.kept = (*self.kept, Kept(self.folder / name, "refused", refused(error)))


def made_in(folder: Path) -> dict[str, frozenset[str]]:
    """Name → hashes of what evalkit made under it in a folder.

    Lists of earlier versions are of names alone. They were written when their files were, and
    moving keeps a file's time: what is younger than the list was changed since.
    """
    lines = _lines(folder / MADE)
    hashes: dict[str, set[str]] = {}
    for line in lines:
        if found := _LINE.match(line):
            hashes.setdefault(found[2], set()).add(found[1])
    for name in lines:
        path = folder / name
        if name not in hashes and not _LINE.match(name) and path.is_file():
            younger = path.stat().st_mtime > (folder / MADE).stat().st_mtime
            hashes[name] = {CHANGED if younger else _hash(path)}
    return {name: frozenset(held) for name, held in hashes.items()}


def _lines(path: Path) -> list[str]:
    """Lines of a folder's list; none where it has none."""
    try:
        return [*filter(None, read_bytes(path, LARGEST).decode(errors="replace").split("\n"))]
    except FileProblem:
        return []


def _hash(path: Path) -> str:
    """Hash of a file's bytes; that of a changed file where it cannot be read."""
    try:
        return sha256_of(path)
    except FileProblem:
        return CHANGED


def persons(
    folder: Path, names: Iterable[str], known: Mapping[str, frozenset[str]]
) -> tuple[Kept, ...]:
    """Of the names, the files that are there and are not what evalkit left there."""
    held = ((folder / name, _whose(folder / name, known.get(name))) for name in names)
    return tuple(Kept(path, whose) for path, whose in held if whose)


def _whose(path: Path, hashes: frozenset[str] | None) -> str:
    """edited | foreign | read-only; empty where a file may be overwritten."""
    if not os.path.lexists(path):
        return ""
    if hashes is None or path.is_symlink() or not path.is_file():
        return "foreign"
    if not path.stat().st_mode & stat.S_IWUSR:
        return "read-only"
    return "" if _hash(path) in hashes - {CHANGED} else "edited"


def _add_to_list(path: Path, made: Mapping[str, Iterable[str]]) -> None:
    """Add to a folder's list what it does not have yet; never through a link to elsewhere, nor over
    what another run adds meanwhile."""
    there = {*_lines(path)}
    lines = (f"{digest}  {name}" for name in sorted(made) for digest in sorted(made[name]))
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o644), "ab") as stream:
        stream.write("".join(f"{line}\n" for line in lines if line not in there).encode())


def _unwritable(folder: Path, error: OSError) -> FileProblem:
    return FileProblem(reason("file.unwritten", folder, why=refused(error)))


def stage_prefix() -> str:
    """How the folder of this process begins: with what tells whether it still runs."""
    return f"{STAGE}{platform.node()}-{os.getpid()}-"


def clear_abandoned(folder: Path) -> None:
    """Take away what runs that were killed left behind."""
    for path in folder.glob(f"{STAGE}*"):
        if _has_ended(path.name) or time.time() - path.stat().st_mtime > ABANDONED:
            _cleared(path)


def _has_ended(name: str) -> bool:
    """Whether the process that made a folder was one of this machine, and runs no more."""
    host, _, rest = name.removeprefix(STAGE).rpartition("-")[0].rpartition("-")
    if os.name != "posix" or host != platform.node() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # another user's, and running
        pass
    return False


def _cleared(folder: Path) -> None:
    import shutil

    try:
        shutil.rmtree(folder, ignore_errors=True)
    except KeyboardInterrupt:  # a second Ctrl-C, while the first is cleared away
        shutil.rmtree(folder, ignore_errors=True)
        raise
