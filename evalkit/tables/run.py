"""Tables in; their scores, written or handed over, with findings and sums, out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from evalkit.model.refusal import Refusal, reason
from evalkit.model.rubric import RubricFile
from evalkit.model.tasks import Mapped
from evalkit.scoring.tree import tree_of
from evalkit.tables.batch import Scored, Task, scored
from evalkit.tables.columns import nodes_of
from evalkit.tables.found import Counted, all_counted
from evalkit.tables.parts import parts_of
from evalkit.tables.ratings import Standard
from evalkit.tables.staging import staged
from evalkit.tables.sums import Sums
from evalkit.tables.writing import room_for, write_scores

BATCH = 10_000  # cases: about half a gigabyte where a case has 120 ratings
T = TypeVar("T")
Watched = Callable[[Iterable[T], int], Iterable[T]]


@dataclass(frozen=True)
class TableScores:
    """What tables came to. ``findings``: how many of each kind, and where the first stand;
    ``sums``: what the cases add up to; ``evidenced``: whether any table says what evidence there
    is; ``file``: where the scores stand; ``scores``: the scores themselves where they were not
    written."""

    standard: RubricFile
    as_of: date
    findings: tuple[Counted, ...]
    sums: Sums
    evidenced: bool = True
    file: str | None = None
    scores: pa.Table | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of tables: the day after which no measured value counts; cases a batch; a row a
    case or a row a case and node; how batches are done, and who watches; whether a file that is
    there may be replaced; whether scores that are not written are handed over."""

    as_of: date
    batch: int = BATCH
    wide: bool = False
    mapped: Mapped = map
    watched: Watched[Any] | None = None
    force: bool = False
    keep: bool = True


def score_tables(standard: RubricFile, source: Any, out: Path | None, asked: Asked) -> TableScores:
    """Score the cases of tables, batch by batch, in order of their ids.

    The size of the batches, who works on them and the order of rows move no byte of the result.

    Raises:
        FileProblem: a file cannot be read or written.
        Refusal: the source holds no table of ratings or measures, or the rubric prepares measures
            together.
    """
    own = Standard(standard)
    parts, before = parts_of(source, own.known)
    task = Task(standard, asked.wide)
    nodes = 1 if asked.wide else len(nodes_of(own.rubric, tree_of(own.rubric)).refs)
    kept = _Kept()
    with (
        room_for(out, asked.force) as room,
        staged(parts, own, asked.as_of.year, room, before) as stage,
    ):
        if not stage.cases:
            raise Refusal(reason("table.no-cases"))
        frames = stage.batches(asked.batch)
        if asked.watched is not None:
            frames = iter(asked.watched(frames, -(-stage.cases // asked.batch)))
        tables = (kept.keep(one) for one in asked.mapped(partial(scored, task=task), frames))
        whole = None
        if out is not None:
            write_scores(tables, nodes, out, room)
        elif asked.keep:
            whole = pa.concat_tables(tables).unify_dictionaries()
        else:
            deque(tables, maxlen=0)
        findings = all_counted([stage.findings, kept.findings])
    file = None if out is None else out.as_posix()
    return TableScores(standard, asked.as_of, findings, kept.sums, stage.evidenced, file, whole)


class _Kept:
    """Findings and sums of the batches that went by."""

    def __init__(self) -> None:
        self.findings: tuple[Counted, ...] = ()
        self.sums = Sums()

    def keep(self, one: Scored) -> pa.Table:
        """Add up a batch; its scores go on."""
        self.findings = all_counted([self.findings, one.findings])
        self.sums = self.sums.merge(one.sums)
        return one.scores
