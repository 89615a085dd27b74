"""What a saved evaluation says, and what comes out of scoring it again, in; the first thing that
does not follow refused.

Numbers are the same within the one tolerance: another machine may add in another order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation
from evalkit.evaluation_file.digests import some_at_a_time
from evalkit.evaluation_file.parsing import SCHEMA, Rows
from evalkit.evaluation_file.writing import (
    analyses,
    beside_data,
    case_data,
    derived_data,
    finding_data,
    gate_data,
    rubric_data,
    verdict_data,
)
from evalkit.model.finding import Finding
from evalkit.model.refusal import Refusal, reason
from evalkit.scoring.consensus import tabulate
from evalkit.scoring.tolerances import TOLERANCE

FOLLOWS = ("ratings", "consensus", "measures", "scores")
BESIDE = ("regions", "other_regions", "serving")
# what is found of values on their way to a score: it follows from the measurements
OF_MEASURES = frozenset(
    {
        *("case-screened", "measure-undivided", "measure-divided", "measure-carried"),
        *("measure-stale", "measure-imputed", "measure-not-imputed", "measure-winsorised"),
        *("measure-transformed", "outliers-left", "measure-beyond", "reference-missing"),
    }
)
MISSING = object()


def prove(data: Mapping[str, Any], again: Evaluation, findings: Sequence[Finding]) -> None:
    """Refuse what does not follow from the definitions and measurements that data hold, whichever
    version data say that they are of.

    Args:
        again: what comes out of them.
        findings: those that data hold.
    """
    if data["schema"] == SCHEMA:
        _prove_heads(data, again)
    derived = derived_data(again)
    if data["schema"] != SCHEMA and not any(
        isinstance(row, dict) and "touched" in row for row in data["measures"]
    ):  # earlier files do not say what was done to a value
        derived["measures"] = map(_untouched, derived["measures"])
    for part in FOLLOWS:
        _prove_rows(part, data[part], derived[part])
    if data["schema"] == SCHEMA or "gates" in data:  # earlier files have neither
        held = gate_data(again)
        for part in ("gates", "floors"):
            _prove_rows(part, data.get(part, []), held.get(part, ()))
    _prove_rows("verdicts", data.get("verdicts", []), verdict_data(again).get("verdicts", ()))
    beside = beside_data(again)
    for part in BESIDE:
        _prove_rows(part, data.get(part, []), beside.get(part, ()))
    _prove_findings(data["findings"], again, findings)
    _prove_analyses(data["analyses"], again)


def _prove_heads(data: Mapping[str, Any], again: Evaluation) -> None:
    """What stands beside a definition is what it says."""
    own = {file.case.case: file for file in again.files}
    cases = (
        (f"cases[{n}]", stated, case_data(own[stated["definition"]["case"]]))
        for n, stated in enumerate(data["cases"])
    )
    rubric = ("rubric", data["rubric"], rubric_data(again.standard))
    for place, stated, follows in chain([rubric], cases):
        for key in dict.fromkeys((*stated, *follows)):
            one, other = stated.get(key, MISSING), follows.get(key, MISSING)
            if next(_differences(one, other, key), None) is not None:
                raise Refusal(reason("evaluation.head", place=place, key=key))


def _untouched(row: dict[str, Any]) -> dict[str, Any]:
    """A measurement without what was done to it."""
    return {key: value for key, value in row.items() if key not in ("counted", "touched")}


def _prove_rows(part: str, stated: Any, follows: Iterable[Any]) -> None:
    """Rows are those that follow, in their order, with every key. What follows is made some rows at
    a time, and most is the same, which is told of all of them at once."""
    if not isinstance(stated, list | Rows):
        raise Refusal(reason("evaluation.kind", place=part))
    left = iter(stated)
    n = given = 0
    for rows in some_at_a_time(follows):
        own = [*islice(left, len(rows))]
        if _text(own) != _text(rows):
            _prove_each(part, given, own, rows)
        n, given = n + len(own), given + len(rows)
    n += sum(1 for _ in left)
    if n != given:
        raise Refusal(reason("evaluation.rows", part=part, n=n, given=given))


def _prove_each(part: str, start: int, stated: Sequence[Any], follows: Sequence[Any]) -> None:
    """:func:`_prove_rows` of rows that are not written alike; ``start``: which the first is."""
    for n, (one, other) in enumerate(zip(stated, follows, strict=False), start=start):
        if not isinstance(one, dict):
            raise Refusal(reason("evaluation.kind", place=f"{part}[{n}]"))
        for place, left, right in _differences(one, other, ""):
            keys = ("case", "ref" if "ref" in other else "criterion", "region")
            names = [str(other[key]) for key in keys if key in other]
            about = " ".join(names) or f"[{n}]"
            told = {"stated": _shown(left), "given": _shown(right)}
            raise Refusal(reason("evaluation.follows", part=part, key=place, about=about, **told))


def _prove_findings(stated: Iterable[Any], again: Evaluation, findings: Sequence[Finding]) -> None:
    """Findings say what their codes and values say, and none of the ratings is missing."""
    for n, (item, finding) in enumerate(zip(stated, findings, strict=True)):
        try:
            follows = finding_data(finding)
        except (KeyError, ValueError, TypeError, IndexError):
            raise Refusal(reason("evaluation.kind", place=f"findings[{n}].values")) from None
        for place, left, right in _differences(item, follows, ""):
            told = {"stated": _shown(left), "given": _shown(right)}
            about = f"{finding.code} [{n}]"
            raise Refusal(
                reason("evaluation.follows", part="findings", key=place, about=about, **told)
            )
    held = set(findings)
    measured = [finding for finding in again.findings if finding.code in OF_MEASURES]
    for finding in (*tabulate(again.rubric, again.files)[1], *measured):
        if finding not in held:
            raise Refusal(reason("evaluation.finding", code=finding.code))


def _prove_analyses(stated: Any, again: Evaluation) -> None:
    """Answers are those that are given again."""
    if not isinstance(stated, dict):
        raise Refusal(reason("evaluation.kind", place="analyses"))
    for place, left, right in _differences(stated, analyses(Results(again)), "analyses"):
        told = {"stated": _shown(left), "given": _shown(right)}
        raise Refusal(reason("evaluation.answer", place=place, **told))


def _differences(one: Any, other: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    """(place, what stands there, what follows) of each difference, in order; keys that only one of
    them has count too."""
    if MISSING in (one, other) or _text(one) != _text(other):  # most is the same, and told fast
        yield from _each_difference(one, other, place)


def _text(value: Any) -> str:
    """In one spelling, which tells 1 from true and from 1.0, as == does not."""
    return json.dumps(value, sort_keys=True)


def _each_difference(one: Any, other: Any, place: str) -> Iterator[tuple[str, Any, Any]]:
    """:func:`_differences` of values that are not written alike."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys((*other, *one)):
            left, right = one.get(key, MISSING), other.get(key, MISSING)
            if left is not right:
                yield from _each_difference(left, right, f"{place}.{key}" if place else key)
    elif isinstance(one, list) and isinstance(other, list | tuple):
        if len(one) != len(other):
            yield f"{place}[]", len(one), len(other)
        for n, (left, right) in enumerate(zip(one, other, strict=False)):
            yield from _each_difference(left, right, f"{place}[{n}]")
    elif not _same(one, other):
        yield place, one, other


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same; true is no number, and -0.0 no line of a file."""
    if isinstance(other, float) and type(one) in (int, float):
        return bool(abs(one - other) <= TOLERANCE)
    return type(one) is type(other) and bool(one == other)


def _shown(value: Any) -> str:
    return "-" if value is MISSING else str(value)
