"""The change of a case file that touches no other byte, and its lines in the journal.

In: a file's bytes and changes. Out: its new bytes, spliced at the places of what differs, and read
again before they are given out.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.editing.changes import (
    Author,
    Change,
    CommitmentChange,
    RatingChange,
    Unfit,
    ValueChange,
    path_of,
    plain,
    wanted,
)
from evalkit.editing.parts import same
from evalkit.editing.splicing import spliced
from evalkit.editing.writing import Layout, entry_lines
from evalkit.model.case import Case, JournalLine
from evalkit.model.fields import Part
from evalkit.model.finding import Finding, found, from_problem
from evalkit.model.place import SourceProblem
from evalkit.reading.extents import extents
from evalkit.reading.yaml import decode, parse

__all__ = [
    "Change",
    "CommitmentChange",
    "EditRefused",
    "Edited",
    "RatingChange",
    "ValueChange",
    "case_text",
    "edited",
]


class EditRefused(ValueError):
    """A file cannot be changed so: the finding says why, and where."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message())
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Edited:
    """A file's new bytes, and what its journal gains; nothing where nothing differs."""

    content: bytes
    journal: tuple[JournalLine, ...]


def edited(
    content: bytes, file: str, changes: Sequence[Change], *, who: str, command: str, time: str
) -> Edited:
    """A case file with changes, all other bytes as they were.

    Args:
        file: its name, for what a finding says.
        who, command, time: for the journal, as it writes them.

    Raises:
        EditRefused: the file cannot be read, or not be changed so without touching what stands
            beside it.
    """
    try:
        text = decode(content)
        document = parse(text, file)
        if not isinstance(document.data, dict):
            raise SourceProblem("file-kind-unknown", 1, 1)
        try:
            new, journal = wanted(document.data, changes, Author(who, command, time))
        except Unfit as problem:
            place = document.span(problem.path)
            values = {"file": file, **problem.values}
            raise EditRefused(found(problem.code, place, **values)) from None
        if same(document.data, new):
            return Edited(content, ())
        result = spliced(text, extents(text), document.data, new)
        if result is None or not same(parse(result, file).data, new):
            raise EditRefused(found("edit-impossible", document.span(path_of(changes[0]))))
    except SourceProblem as problem:
        raise EditRefused(from_problem(problem, file)) from None
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    return Edited(mark + result.encode("utf-8"), journal)


def case_text(data: Mapping[str, Any], head: Sequence[str] = (), of: type[Part] = Case) -> str:
    """A new case file, or a rubric, from plain data, in the order of its keys, a blank line between
    longer parts.

    Args:
        head: lines of a comment to begin with, without their ``#``.
        of: what the file is: a case, a rubric.
    """
    own = plain(data)
    order = dict.fromkeys([*of.keys_as_written(), *own])
    blocks = [entry_lines(key, own[key], 0, (key,), Layout()) for key in order if key in own]
    lines = [f"# {line}" for line in head]
    for before, block in zip([None, *blocks], blocks, strict=False):
        parted = before is not None and len(block) > 1 and block[0][:5] not in ("regio", "plan:")
        lines += [""] * parted + block
    return "\n".join(lines) + "\n"
