"""Bytes from and to the disk: reads with limits, writes beside and renames."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.model.refusal import Reason, reason
from evalkit.reading.yaml import MAX_BYTES

if TYPE_CHECKING:
    import pandas as pd

YAML = (".yaml", ".yml")
RATERS = "raters.yaml"  # who the raters of the cases beside it are
MADE = ".evalkit-made"  # names of the files that evalkit made in a folder
STAGE = ".evalkit-writing"  # where they stand until all are there
LARGEST_EVALUATION = 500_000_000


def packaged(folder: str) -> Path:
    """A folder that comes with evalkit: inside the package, or, in a checkout, beside it."""
    package = Path(str(package_files("evalkit")))
    inside = package / f"_{folder}"
    return inside if inside.is_dir() else package.parent / folder


class FileProblem(Exception):
    """A file cannot be read or written; the reason says which and why."""

    def __init__(self, why: Reason | str) -> None:
        super().__init__(why)


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Content of a file, at most one byte more than ``limit``.

    Raises:
        FileProblem: missing, a folder, not allowed.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise FileProblem(refused(error, path)) from None


def read_standard_input() -> bytes:
    """Everything on standard input, at most one byte more than a YAML file may have."""
    return sys.stdin.buffer.read(MAX_BYTES + 1)


_WHY = {
    errno.ENOENT: "missing",
    errno.EISDIR: "folder",
    errno.ENOTDIR: "not-folder",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EROFS: "read-only",
    errno.ENAMETOOLONG: "name-long",
    errno.EMFILE: "too-many-open",
}


def refused(error: OSError, about: object = "") -> Reason:
    """What the system refused, and to whom."""
    known = _WHY.get(error.errno or 0)
    if known is None:
        return reason("file.system", about, words=error.strerror or str(error))
    return reason(f"file.{known}", about)


def sha256(content: bytes) -> str:
    """Hash of a file's bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def expand(paths: Iterable[Path]) -> Iterator[Path]:
    """Files as given; of a folder, its YAML files, in order of name.

    Raises:
        FileProblem: a path that does not exist.
    """
    for path in paths:
        if str(path) == "-" or path.is_file():
            yield path
        elif path.is_dir():
            held = [p for p in path.rglob("*") if p.is_file() and _is_ours(p)]
            yield from sorted(p for p in held if not hidden(p.relative_to(path)))
        else:
            raise FileProblem(reason("file.missing-path", path))


def folder_above(folder: Path) -> Path:
    """The folder that a folder stands in, also where it is the current one."""
    return folder / ".." if folder.name in ("", "..") else folder.parent


def _is_ours(path: Path) -> bool:
    return path.suffix in YAML


def hidden(path: Path) -> bool:
    """Whether a part of the path begins with a dot."""
    return any(part.startswith(".") for part in path.parts)


def read_evaluation(path: Path) -> str:
    """Text of a saved evaluation."""
    content = read_bytes(path, LARGEST_EVALUATION)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileProblem(reason("file.evaluation-not-text", path)) from None


def write_parquet(path: Path, frame: pd.DataFrame, *, force: bool) -> None:
    """A data frame as Parquet, written whole or not at all.

    Raises:
        FileProblem: duckdb is not installed; the file is there; the folder or the disk refuses.
    """
    try:
        import duckdb
    except ImportError:
        raise FileProblem(reason("file.parquet-library", path)) from None
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "scores.parquet"
        connection = duckdb.connect(config={"threads": 1})
        connection.register("frame", frame)
        connection.execute(
            "copy (select * from frame) to '" + held.as_posix() + "' (format parquet)"
        )
        connection.close()
        write(path, held.read_bytes(), force=force)


def write(path: Path, content: str | bytes, *, force: bool = True) -> None:
    """Write a file whole or not at all: beside it first, then renamed over it.

    Raises:
        FileProblem: the file is there and ``force`` is false; the folder or the disk refuses.
    """
    if path.exists() and not force:
        raise FileProblem(reason("file.taken", path))
    data = content.encode("utf-8") if isinstance(content, str) else content
    temporary, mode = "", 0o644
    try:
        mode = path.stat().st_mode & 0o777 if path.is_file() else mode
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".evalkit-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise FileProblem(reason("file.unwritten", path, why=refused(error))) from None


class Staged:
    """Files for a folder, written beside it and moved in together: all of a run, or none where it
    stops.

    The folder keeps a list of the files that evalkit made; what is on it may be overwritten, other
    files only with
    ``force``.
    """

    def __init__(self, folder: Path, names: Iterable[str], *, force: bool) -> None:
        self.folder, self.names = folder, tuple(names)
        self.made: list[str] = []
        self.known = _made_before(folder)
        self.beside = folder / STAGE
        for name in self.names:
            if not force and name not in self.known and (folder / name).exists():
                raise FileProblem(reason("file.taken", folder / name))

    def __enter__(self) -> Staged:
        self._clear()
        return self

    def add(self, name: str, content: str | bytes) -> None:
        """Put a file beside.

        Raises:
            FileProblem: the folder or the disk refuses.
        """
        try:
            write(self.beside / name, content)
        except FileProblem as problem:
            (told,) = problem.args
            raise FileProblem(replace(told, about=str(self.folder / name))) from None
        self.made.append(name)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                write(self.folder / MADE, "\n".join(sorted({*self.known, *self.made})) + "\n")
                for name in self.made:
                    os.replace(self.beside / name, self.folder / name)
        except OSError as error:
            raise FileProblem(reason("file.unwritten", self.folder, why=refused(error))) from None
        finally:
            self._clear()

    def stale(self) -> tuple[str, ...]:
        """Files of earlier runs that are still in the folder and that this run did not make."""
        left = [name for name in self.known - {*self.made} if (self.folder / name).exists()]
        return tuple(
            sorted(
                left, key=lambda name: (not name.startswith(("comparison.", "portfolio.")), name)
            )
        )

    def _clear(self) -> None:
        try:
            shutil.rmtree(self.beside, ignore_errors=True)
        except KeyboardInterrupt:  # a second Ctrl-C, while the first is cleared away
            shutil.rmtree(self.beside, ignore_errors=True)
            raise


def _made_before(folder: Path) -> frozenset[str]:
    """Names of files in a folder that an earlier run made."""
    try:
        return frozenset(read_bytes(folder / MADE).decode(errors="replace").split("\n")) - {""}
    except FileProblem:
        return frozenset()


def processes(most: int) -> int:
    """How many processes to use: as many as the machine has for this one, and no more than
    ``most``; at least one."""
    held = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(held, most))
