"""A case that stands in several files and changes of it in; which file each change belongs in, out.

A rating is changed where it stands; a rater's first rating of a criterion goes where their others
are, else into the first file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath

from evalkit.editing.changes import (
    Change,
    CommitmentChange,
    RatingChange,
    ValueChange,
    spelling,
)
from evalkit.model.case import CaseFile
from evalkit.model.refusal import Refusal, reason

_ENDINGS = (".yaml", ".yml", ".json")


def by_file(case: CaseFile, changes: Sequence[Change]) -> dict[str, list[Change]]:
    """File → the changes that belong in it, in their order.

    Raises:
        Refusal: what is to change stands in a table, or the case has no file of its own.
    """
    out: dict[str, list[Change]] = {}
    for change in changes:
        file = _home(case, change)
        if not file.lower().endswith(_ENDINGS):
            said = {"case": case.case.case, "file": file, "folder": str(PurePath(file).parent)}
            raise Refusal(reason("edit.not-file", **said))
        out.setdefault(file, []).append(change)
    return out


def _home(case: CaseFile, change: Change) -> str:
    if isinstance(change, RatingChange):
        return _of_rating(case, change)
    if isinstance(change, CommitmentChange):
        rater = spelling(change.rater)
        for n, unit in enumerate(case.case.commitments):
            if (unit.id, unit.rater) == (change.id, rater):
                return case.span(f"commitments/{n}").file
        return _first(case)
    return _of_value(case, change)


def _of_value(case: CaseFile, change: ValueChange) -> str:
    """Where what is to change stands already, part by part inwards; else the first file."""
    steps = [str(step) for step in change.path]
    for n in range(len(steps), 0, -1):
        key = "/".join(steps[:n])
        if case.has(key) and (file := case.span(key).file).lower().endswith(_ENDINGS):
            return file
    return _first(case)


def _of_rating(case: CaseFile, change: RatingChange) -> str:
    rater = spelling(change.rater)
    decides = bool(change.became and change.became.get("adjudicates"))
    own = [
        (n, rating.adjudicates)
        for n, rating in enumerate(case.case.ratings_of(change.criterion))
        if rating.rater == rater
    ]
    exact = [n for n, adjudicates in own if adjudicates is decides]
    found = exact or ([n for n, _ in own] if change.became is None else [])
    if found:
        return case.span(f"ratings/{change.criterion}/{found[0]}").file
    held = Counter(
        case.span(f"ratings/{name}/{n}").file
        for name in case.case.ratings
        for n, rating in enumerate(case.case.ratings_of(name))
        if rating.rater == rater
    )
    files = [file for file, _ in held.most_common() if file.lower().endswith(_ENDINGS)]
    return files[0] if files else _first(case)


def _first(case: CaseFile) -> str:
    """The first of a case's files that is no table; the first of all where each is one."""
    names = [name for name, _ in case.files]
    return next((name for name in names if name.lower().endswith(_ENDINGS)), names[0])
