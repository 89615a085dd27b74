"""Folders in; the files in them that look as if they were meant to be read and are not, and why,
out.

Markdown, journals, plans and what evalkit made itself are nobody's case, and are not named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from evalkit.model.refusal import Reason, reason
from evalkit.reading.table_kinds import kind_named
from evalkit.storage.disk import RATERS, YAML, FileProblem, expand, hidden, read_bytes
from evalkit.storage.staged import made_in
from evalkit.storage.tables import BOOKS, TEXT, made_for_people, tables_beside

SAVED = (".txt", ".tab")  # tables under the ending of a text
READ = (*TEXT, *BOOKS)
TABLES = (*READ, ".parquet")
SHEETS = (".et", ".ett", ".xlsb", ".numbers", ".fods")  # workbooks that no reader here opens
TEXTS = ("", ".txt", ".yam", ".yal", ".ymal", ".ylm", ".text")
LOCK = re.compile(r"~\$|\.~lock")  # what Word, Excel and LibreOffice leave while a file is open
_YAML = re.compile(r"(.+\.ya?ml)\W*.+|(.+\.ya?ml)\W+\Z", re.I)
_KEYS = re.compile(r"^(case|rubric|ratings|pillars|scale):", re.M)


class PassedOver(NamedTuple):
    """A file that is not read, and why."""

    path: Path
    why: Reason


def passed_over(paths: Sequence[Path]) -> tuple[PassedOver, ...]:
    """The files of the folders among the paths that are passed over, in order of name."""
    folders = [path for path in paths if path.is_dir()]
    taken = {*expand(folders), *tables_beside(folders)}
    homes = {path.parent for path in taken}
    found = [
        PassedOver(path, why)
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path not in taken and not hidden(path.relative_to(folder))
        if (why := _why(path, path.parent in homes) if path.is_file() else _no_file(path))
    ]
    made = {home: made_in(home) for home in {item.path.parent for item in found}}
    own = [item for item in found if item.path.name not in made[item.path.parent]]
    return tuple(dict.fromkeys([*own, *_beside(folders, taken)]))


def unreadable(paths: Iterable[Path]) -> list[Reason]:
    """What bears the name of a case or of a table, in the folders or beside the files given, and
    cannot be read as a file: a run that vouches for all of it cannot pass over one."""
    held: set[Path] = set()
    for path in paths:
        if path.is_dir():
            held |= {p for p in path.rglob("*") if not hidden(p.relative_to(path))}
        elif str(path) != "-" and path.parent.is_dir():
            held |= {p for p in path.parent.iterdir() if _read_beside(p) and not hidden(p)}
    odd = (p for p in sorted(held) if p.suffix.lower() in (*YAML, *READ) and not p.is_dir())
    return [reason("file.not-plain", path) for path in odd if not path.is_file()]


def _read_beside(path: Path) -> bool:
    """Whether a file would be read for standing beside a case that is given by name."""
    return path.suffix.lower() not in YAML or path.name == RATERS


def _why(path: Path, among_cases: bool) -> Reason | None:
    """Why a file is not read; None where nobody would expect it to be."""
    name, ending = path.name, path.suffix.lower()
    if LOCK.match(name) or name.lower().endswith(".journal.csv"):
        return None
    if (meant := _YAML.match(name)) and ending not in (".csv", ".md", ".json", ".html"):
        wanted = meant[1] or meant[2]
        copied = path.with_name(wanted).exists()
        return reason("passed.copy" if copied else "passed.ending", name=wanted)
    if ending in TABLES and among_cases and (kind := made_for_people(path)):
        return reason(f"passed.{kind}", file=path.as_posix())
    if ending in SAVED and among_cases and kind_named(path.stem):
        return reason("passed.saved", name=f"{path.stem}.csv")
    if ending in TABLES:
        return reason("passed.table") if among_cases else None
    if ending in SHEETS:
        return reason("passed.sheet") if among_cases else None
    if ending in TEXTS and _holds_a_case(path):
        return reason("passed.ending", name=f"{path.stem}.yaml")
    return None


def _no_file(path: Path) -> Reason | None:
    """Why what bears the name of a file and is none is not read: a folder, a pipe, a device, a
    link that leads nowhere; None where nothing of that name would be read."""
    if path.suffix.lower() not in (*YAML, *TABLES):
        return None
    if path.is_dir():
        return reason("passed.folder")
    return reason("passed.link" if path.is_symlink() else "passed.not-plain")


def _holds_a_case(path: Path) -> bool:
    """Whether a text begins as a case or a rubric does."""
    try:
        head = read_bytes(path, 4000).decode("utf-8", "replace")
    except FileProblem:
        return False
    return len({*_KEYS.findall(head)}) > 1


def _beside(folders: Iterable[Path], taken: set[Path]) -> list[PassedOver]:
    """Tables that lie beside a folder of cases instead of in it."""
    return [
        PassedOver(path, reason("passed.beside", folder=folder))
        for folder in folders
        if folder.name not in ("", "..") and any(folder in path.parents for path in taken)
        for path in sorted(folder.parent.iterdir())
        if path.suffix.lower() in TABLES
        and path not in taken
        and kind_named(path.stem) in ("measures", "regions")
    ]
