"""Figures of one measure that disagree: stated twice, or as the baseline of a target and as a
measurement."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found
from evalkit.scoring.tolerances import TOLERANCE


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """measure-conflict, baseline-differs."""
    for name in file.case.measures:
        first: dict[int, float] = {}
        for n, own in enumerate(file.case.measurements_of(name)):
            before = first.setdefault(own.year, own.value)
            if not math.isclose(before, own.value, rel_tol=TOLERANCE):
                yield found(
                    "measure-conflict",
                    file.span(f"measures/{name}/{n}"),
                    measure=name,
                    year=own.year,
                    values=f"{before:g}, {own.value:g}",
                )
    known = inspected.measured.get(file.case.case, ())
    series = {m.criterion: {e.year: e.value for e in m.series} for m in known}
    for key, target in file.case.promises():
        baseline = target.baseline
        if baseline is None or baseline.year is None:
            continue
        measured = series.get(target.measure or "", {}).get(baseline.year)
        if measured is not None and not math.isclose(measured, baseline.value, rel_tol=TOLERANCE):
            yield found(
                "baseline-differs",
                file.span(key),
                measure=target.measure,
                value=f"{measured:g}",
                baseline=f"{baseline.value:g}",
                year=baseline.year,
            )
