"""Workbooks that people fill in, from the disk: their sheets, and the cases that they are of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.model.place import SourceProblem
from evalkit.model.refusal import reason
from evalkit.reading.first_bytes import COMPOUND, ZIP
from evalkit.reading.tables import MAX_BYTES
from evalkit.storage.disk import YAML, FileProblem, expand, read_bytes

if TYPE_CHECKING:
    from evalkit.reading.sheets import Sheet

WORKBOOKS = (".xlsx", ".xlsm", ".ods", ".xls")
SECONDS, MEMORY = 120, 2_000_000_000
_CASE = re.compile(r"^case:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook, by its name."""
    return path.suffix.lower() in WORKBOOKS


def is_lock(path: Path) -> bool:
    """Whether a file is what an office program leaves beside an open one."""
    return path.name.startswith(("~$", ".~lock."))


def open_workbook(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a workbook, by what its bytes are.

    Raises:
        FileProblem: the file cannot be opened.
        SourceProblem: it is no workbook that can be read.
    """
    content = read_bytes(path, MAX_BYTES)
    if not content:
        raise SourceProblem("file-empty")
    if len(content) > MAX_BYTES:
        raise SourceProblem("table-unread", why="@table-large")
    if content[:4] == ZIP:
        from evalkit.reading.sheets import sheets_of

        return sheets_of(content)
    if content[:8] == COMPOUND:
        return _old(content)
    raise SourceProblem("table-unread", why="@table-other")


def _old(content: bytes) -> tuple[Sheet, ...]:
    """Read in a process of its own: a header can ask for more memory than there is."""
    from evalkit.reading.sheets import Sheet
    from evalkit.storage.child import Child

    child = Child("evalkit.reading.sheets:old_sheets_data", SECONDS, MEMORY)
    try:
        read = child.ask(content)
    except (TimeoutError, MemoryError, ChildProcessError):
        raise SourceProblem("table-unread", why="@table-broken") from None
    finally:
        child.close()
    if isinstance(read, dict):
        raise SourceProblem("table-unread", **read)
    return tuple(
        Sheet(
            name,
            tuple(map(tuple, rows)),
            {},
            tuple((a, b, c, d) for a, b, c, d in merged),
            frozenset((row, column) for row, column in typed),
        )
        for name, rows, merged, typed in read
    )


def cases_in(paths: Sequence[Path]) -> dict[str, list[Path]]:
    """Id of a case → the files that are of it, without reading more than their heads.

    Raises:
        FileProblem: a path that does not exist.
    """
    found: dict[str, list[Path]] = defaultdict(list)
    for path in expand(paths):
        if path.suffix.lower() in YAML:
            head = read_bytes(path)[:20_000].decode("utf-8", "replace")
            if (told := _CASE.search(head)) is not None:
                found[told[1]].append(path)
    return dict(found)


def handed_in(paths: Iterable[Path]) -> tuple[list[Path], list[Path], list[Path]]:
    """(forms, places of cases, files passed over) among what a command was given; of a folder
    in which no cases lie, its workbooks are forms.

    Raises:
        FileProblem: a path that does not exist.
    """
    forms: list[Path] = []
    cases: list[Path] = []
    passed: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.iterdir())
            beside_cases = cases_in([p for p in inside if p.suffix.lower() in YAML])
            held = [p for p in inside if is_workbook(p) and not beside_cases]
            forms += [p for p in held if not is_lock(p)]
            passed += [p for p in held if is_lock(p)]
            cases += [path] if cases_in([path]) else []
        elif path.suffix.lower() in YAML:
            cases.append(path)
        elif not path.is_file():
            raise FileProblem(reason("file.missing-path", path))
        else:
            (passed if is_lock(path) else forms).append(path)
    return forms, cases, passed
