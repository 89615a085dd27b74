"""From raw data of 10,000 × 50 to totals: screened, divided, imputed by group, treated, normalised,
added up; against the same in plain numpy."""

from __future__ import annotations

import numpy as np
from evalkit.model.rubric import Criterion, Measure, Outliers, Pillar, Rubric
from evalkit.scoring import prepare
from evalkit.scoring.normalise import from_measures
from evalkit.scoring.tree import Tree, roll_up, tree_of

from benchmarks.timing import Ratio, compare

CASES, MEASURES, PER_PILLAR, GROUPS, LEAST, MOST = 10_000, 50, 10, 6, 0.65, 5


def rubric() -> Rubric:
    """Five pillars of ten measures under min–max."""
    rule = Measure(unit="u", normalisation="minmax")
    pillars = tuple(
        Pillar(
            id=f"p-{p}",
            title="p",
            criteria=tuple(
                Criterion(id=f"m-{p}-{n}", title="m", measure=rule) for n in range(PER_PILLAR)
            ),
        )
        for p in range(MEASURES // PER_PILLAR)
    )
    return Rubric(rubric="bench", version="1.0.0", title="bench", pillars=pillars)


def data() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values of which one in ten is missing and some lie far off, divisors, and groups."""
    rng = np.random.default_rng(1)
    table = np.exp(rng.normal(size=(CASES, MEASURES)))
    table[rng.integers(0, CASES, 60), rng.integers(0, MEASURES, 60)] *= 1000
    table[rng.random(table.shape) < 0.1] = np.nan
    return table, rng.uniform(1, 100, CASES), rng.integers(0, GROUPS, CASES)


def _ours(
    standard: Rubric, tree: Tree, table: np.ndarray, by: np.ndarray, groups: np.ndarray
) -> np.ndarray:
    rule = Outliers(winsorise=MOST)
    known = ~np.isnan(table)
    stays = prepare.availability(known, np.ones_like(known)) >= LEAST
    out = np.where(stays[:, None], table, np.nan)
    for n in range(MEASURES):
        column = prepare.divided(out[:, n], by)
        gaps = np.isnan(column) & stays
        column[gaps] = prepare.middle_of(column, "mean", groups)[gaps]
        out[:, n] = prepare.treated(column, rule).values
    measures = [c.measure for _, c in standard.criteria() if c.measure]
    imputed = np.isnan(table) & stays[:, None]
    return roll_up(tree, from_measures(out, measures), imputed=imputed).value[:, -1]


def _far(column: np.ndarray) -> tuple[float, bool]:
    """Skewness, and whether it and kurtosis reach the limits."""
    n = column.size
    away = column - column.mean()
    square = away * away
    second = square.mean()
    skew = (square * away).mean() / second**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    excess = (square * square).mean() / second**2 - 3
    kurt = ((n + 1) * excess + 6) * (n - 1) / ((n - 2) * (n - 3))
    return skew, abs(skew) >= 2 and kurt >= 3.5


def _numpy(table: np.ndarray, by: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """The same job by hand."""
    stays = (~np.isnan(table)).mean(axis=1) >= LEAST
    out = np.where(stays[:, None], table / by[:, None], np.nan)
    for n in range(MEASURES):
        column = out[:, n]
        known = ~np.isnan(column)
        sums = np.bincount(groups[known], column[known], minlength=GROUPS)
        means = sums / np.bincount(groups[known], minlength=GROUPS)
        gaps = ~known & stays
        column[gaps] = means[groups[gaps]]
        own = column[stays]
        treated, moved = own.copy(), 0
        skew, fails = _far(treated)
        while fails and moved < MOST:
            sign = 1.0 if skew >= 0 else -1.0
            signed = sign * treated
            top = signed.max()
            at = signed == top
            treated[at] = sign * signed[~at].max()
            moved = int(at.sum())
            skew, fails = _far(treated)
        if fails:
            low, span = own.min(), np.ptp(own)
            treated = np.log(own - low + 0.01 * span)
        column[stays] = (treated - treated.min()) / np.ptp(treated)
    return _added_up(out, ~np.isnan(table))


def _added_up(value: np.ndarray, real: np.ndarray) -> np.ndarray:
    """Value, coverage, lowest and highest of every node, by weights, with gaps."""
    cover = real.astype(float)
    low, high = np.where(real, value, 0.0), np.where(real, value, 1.0)
    for size in (PER_PILLAR, MEASURES // PER_PILLAR):
        shape, weights = (CASES, -1, size), np.ones(size)
        part = value.reshape(shape)
        here = ~np.isnan(part)
        total = (weights * here).sum(axis=2)
        sums = (np.where(here, part, 0) * weights).sum(axis=2)
        value = np.where(total > 0, sums / np.where(total > 0, total, 1), np.nan)
        share = weights / weights.sum()
        cover, low, high = ((v.reshape(shape) * share).sum(axis=2) for v in (cover, low, high))
    return np.asarray(value[:, 0])


def run() -> list[Ratio]:
    standard = rubric()
    tree, held = tree_of(standard), data()
    assert np.allclose(_ours(standard, tree, *held), _numpy(*held), equal_nan=True)
    name = f"raw data to total, {CASES:,} × {MEASURES}"
    return [compare(name, lambda: _ours(standard, tree, *held), lambda: _numpy(*held), aim=1.5)]
