"""Bytes from and to the disk: reads with limits, writes beside and renames."""

from __future__ import annotations

import codecs
import errno
import hashlib
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.model.refusal import Reason, reason
from evalkit.reading.yaml import MAX_BYTES

if TYPE_CHECKING:
    import pandas as pd

YAML = (".yaml", ".yml")
PARQUET = (".parquet", ".pq")
RATERS = "raters.yaml"  # who the raters of the cases beside it are
# of a saved evaluation: what every machine is taken to have room for, and the share of the memory
# that a larger one may have, which takes some seven times its size to be read, or nine
LARGEST_EVALUATION, OF_MEMORY = 500_000_000, 12
LARGEST_SCHEDULER = 1_000_000


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
        FileProblem: missing, a folder, not allowed, a pipe or a device (which may never end).
    """
    try:
        if not (stat.S_ISREG(mode := path.stat().st_mode) or stat.S_ISDIR(mode)):
            raise FileProblem(reason("file.not-plain", path))
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
    errno.ELOOP: "not-plain",
    errno.ENAMETOOLONG: "name-long",
    errno.EMFILE: "too-many-open",
}


def refused(error: OSError, about: object = "") -> Reason:
    """What the system refused, and to whom."""
    known = _WHY.get(error.errno or 0)
    if known is None:
        return reason("file.system", about, words=error.strerror or str(error))
    return reason(f"file.{known}", about)


def working_folder() -> str:
    """The folder in which evalkit runs."""
    return Path.cwd().as_posix()


def changed_since(named: Iterable[tuple[str, str]], folder: Path) -> list[str]:
    """Files in YAML of those named with their hashes that are here, or in a folder, with other
    bytes."""
    changed = []
    for name, digest in named:
        own = [path for path in (Path(name), folder / name) if path.is_file()]
        if Path(name).suffix in YAML and own and sha256(own[0].read_bytes()) != digest:
            changed.append(name)
    return changed


def sha256(content: bytes) -> str:
    """Hash of a file's bytes, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def sha256_of(path: Path) -> str:
    """Hash of a file of any size, hexadecimal.

    Raises:
        FileProblem: missing, a folder, not allowed, a pipe or a device.
    """
    read_bytes(path, 0)  # refuses what may never end
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
            there = os.path.lexists(path)
            raise FileProblem(reason("file.not-plain" if there else "file.missing-path", path))


def are_parquet(paths: Iterable[Path]) -> bool:
    """Whether tables in Parquet are named, or a folder that has such and no YAML file."""
    for path in paths:
        if path.is_dir():
            inside = [p for p in path.rglob("*") if not hidden(p.relative_to(path))]
            if any(_ends(p, PARQUET) for p in inside) and not any(_ends(p, YAML) for p in inside):
                return True
        elif _ends(path, PARQUET):
            return True
    return False


def _ends(path: Path, endings: tuple[str, ...]) -> bool:
    return path.suffix.lower() in endings


def folder_above(folder: Path) -> Path:
    """The folder that a folder stands in, also where it is the current one."""
    return folder / ".." if folder.name in ("", "..") else folder.parent


def _is_ours(path: Path) -> bool:
    return _ends(path, YAML)


def hidden(path: Path) -> bool:
    """Whether a part of the path begins with a dot."""
    return any(part.startswith(".") for part in path.parts)


def read_evaluation(path: Path) -> bytes:
    """Text of a saved evaluation, in UTF-8.

    Raises:
        FileProblem: it cannot be opened, is larger than the memory has room for, or is no text.
    """
    most = max(LARGEST_EVALUATION, memory() // OF_MEMORY)
    content = read_bytes(path, most)
    if len(content) > most:
        raise FileProblem(reason("file.evaluation-large", path, limit=most // 1_000_000))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        raise FileProblem(reason("file.evaluation-not-text", path)) from None
    return content.removeprefix(codecs.BOM_UTF8)


def scheduler_address(path: Path) -> str:
    """Where a scheduler is, by the file that it wrote about itself.

    Raises:
        FileProblem: it cannot be read, or is no such file.
    """
    try:
        said = json.loads(read_bytes(path, LARGEST_SCHEDULER))
        return str(said["address"])
    except (ValueError, LookupError, TypeError):
        raise FileProblem(reason("cluster.file", path)) from None


def parquet(frame: pd.DataFrame) -> bytes:
    """A data frame as Parquet; its times are days.

    Raises:
        FileProblem: duckdb is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise FileProblem(reason("file.parquet-library")) from None
    import tempfile

    days = [f'cast("{c}" as date) as "{c}"' for c in frame.select_dtypes("datetime")]
    chosen = f"* replace ({', '.join(days)})" if days else "*"
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder) / "table.parquet"
        connection = duckdb.connect(config={"threads": 1})
        connection.register("frame", frame)
        connection.execute(
            f"copy (select {chosen} from frame) to '{held.as_posix()}' (format parquet)"
        )
        connection.close()
        return held.read_bytes()


def refuse(path: Path) -> None:
    """Refuse to write where something is; a link counts, wherever it leads.

    Raises:
        FileProblem: something of that name is there.
    """
    if path.is_dir():
        raise FileProblem(reason("file.is-folder", path))
    if os.path.lexists(path):
        raise FileProblem(reason("file.taken", path))


def refuse_file(path: Path) -> None:
    """Refuse a file where a folder is wanted.

    Raises:
        FileProblem: a file of that name is there.
    """
    if os.path.lexists(path) and not path.is_dir():
        raise FileProblem(reason("file.is-file", path))


def write(path: Path, content: str | bytes | Iterable[str], *, force: bool = True) -> None:
    """Write a file whole or not at all, a text also piece by piece: beside it first, then renamed
    over it; a link is replaced, not written through, and a device or pipe, or a link to one, never
    replaced.

    Raises:
        FileProblem: the file is there and ``force`` is false; it is no plain file; the folder or
            the disk refuses.
    """
    if not force:
        refuse(path)
    if path.exists() and not path.is_file() and not path.is_dir():
        raise FileProblem(reason("file.not-plain", path))
    import tempfile

    temporary, mode = "", 0o644
    try:
        if path.is_file() and not path.is_symlink():
            mode = path.stat().st_mode & 0o777
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".evalkit-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            for piece in encoded(content):
                stream.write(piece)
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        if not isinstance(error, OSError):  # what makes the pieces broke, or was interrupted
            raise
        raise FileProblem(reason("file.unwritten", path, why=refused(error))) from None


def encoded(content: str | bytes | Iterable[str]) -> Iterator[bytes]:
    """The bytes of a file, piece by piece."""
    for piece in (content,) if isinstance(content, str | bytes) else content:
        yield piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace")


def processes(most: int) -> int:
    """How many processes to use: as many as the machine has for this one, and no more than
    ``most``; at least one."""
    held = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(held, most))


def memory() -> int:
    """Bytes of memory that the machine has; where it does not say, as many as most have."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 8_000_000_000
