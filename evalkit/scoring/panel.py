"""Measures of several years in; every case's scores in each of them, all years on one scale, out.

Every year of a case is a unit of one sample: what the scale of a measure is made of (the lowest and
the highest value, mean, outliers) is that of the whole panel, so that scores of different years
compare. As ``global = TRUE`` of Becker et al. (2022), COINr, JOSS 7(78), ``Normalise.purse``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.model.case import CaseFile
from evalkit.model.measures import Entry
from evalkit.model.rubric import Rubric
from evalkit.scoring.aggregate import Array
from evalkit.scoring.leaves import Leaves, applying, scores_of
from evalkit.scoring.preparing import Raw, Touch, prepared
from evalkit.scoring.tree import Mask, Rolled, roll_up


@dataclass(frozen=True, slots=True)
class Known:
    """What is measured of the cases: all years of each measured criterion, by case, and of what
    they are divided by, by measure and case."""

    series: tuple[tuple[tuple[Entry, ...], ...], ...]
    serving: Mapping[str, tuple[tuple[Entry, ...], ...]]


@dataclass(frozen=True)
class Panel:
    """Cases over years. ``values``: (years, cases, measures), before outliers are treated, NaN
    where there is none; ``imputed``, ``screened``: of the same shape, which of them stand in for
    what is missing, and which were taken out; ``scores``: (years, cases, leaves); ``rolled``:
    what they come to, (years, cases, columns); ``touched``: what was done, by place in
    ``values``."""

    years: tuple[int, ...]
    values: Array
    imputed: Mask
    screened: Mask
    scores: Array
    rolled: Rolled
    touched: Mapping[tuple[int, int, int], tuple[Touch, ...]]


def panel_of(
    rubric: Rubric,
    files: Sequence[CaseFile],
    leaves: Leaves,
    known: Known,
    years: Sequence[int],
    until: int,
) -> Panel:
    """The scores of cases in some years, prepared and put on their scales together.

    Of each measure the value of the year itself counts; another year's stands in only where the
    rubric imputes it. What people rate has no year and is the same in all of them. A distance from
    a case is one from that case in the last of the years.

    Args:
        leaves: of these cases: what is rated of them, and what applies.
        years: of which there is at least one.
        until: the last year of which anything is known.
    """
    ids, n = list(rubric.measured), len(files)
    applies = applying(rubric, files)
    used = tuple(
        tuple(_of_year(own[k], year) if applies[row, k] else None for k in range(len(ids)))
        for year in years
        for row, own in enumerate(known.series)
    )
    raw = Raw(
        until,
        known.series * len(years),
        used,
        np.tile(applies, (len(years), 1)),
        {measure: own * len(years) for measure, own in known.serving.items()},
        tuple(year for year in years for _ in files),
    )
    ready = prepared(rubric, [*files] * len(years), raw)
    shape = (len(years), n, len(ids))
    cases = [file.case.case for file in files]
    measured = scores_of(rubric, cases * len(years), ready.values).reshape(shape)
    touched = {(row // n, row % n, column): own for (row, column), own in ready.touched.items()}
    imputed, screened = _marked(touched, "impute", shape), _marked(touched, "screen", shape)
    scores = np.repeat(leaves.scores[None], len(years), axis=0)
    filled = np.zeros(scores.shape, dtype=bool)
    for column, ref in enumerate(leaves.tree.leaves):
        if ref in rubric.measured:
            scores[..., column] = measured[..., ids.index(ref)]
            filled[..., column] = imputed[..., ids.index(ref)]
    rolled = roll_up(leaves.tree, scores, leaves.applicable[None], imputed=filled)
    values = ready.untreated.reshape(shape)
    return Panel(tuple(years), values, imputed, screened, scores, rolled, touched)


def _of_year(entries: Sequence[Entry], year: int) -> Entry | None:
    return next((entry for entry in entries if entry.year == year), None)


def _marked(
    touched: Mapping[tuple[int, int, int], Sequence[Touch]], step: str, shape: tuple[int, ...]
) -> Mask:
    """Where a step was taken."""
    out = np.zeros(shape, dtype=bool)
    for place, own in touched.items():
        out[place] = any(touch.step == step for touch in own)
    return out
