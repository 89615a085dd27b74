"""10,000 cases × 30 measured indicators × 3 levels, and 1,000 draws of weights on it, against plain
numpy."""

from __future__ import annotations

import numpy as np
from evalkit.analysis.sensitivity import draw_weights, under_weights
from evalkit.model.rubric import Criterion, Measure, Method, Pillar, Rubric
from evalkit.scoring.normalise import from_measures
from evalkit.scoring.tree import Tree, _sharing, _values, roll_up, totals, tree_of

from benchmarks.timing import Ratio, compare

CASES, GROUPS, PER_GROUP, TOPS = 10_000, 10, 3, 2
NUMBER = np.arange(CASES)


def rubric() -> Rubric:
    """Two pillars of five pillars of three measured criteria: three levels above the leaves."""
    measure = Measure(unit="%", goalposts=(0.0, 100.0))
    groups = [
        Pillar(
            id=f"group-{g}",
            title="g",
            weight=1.0 + g % 3,
            criteria=tuple(
                Criterion(id=f"c-{g}-{k}", title="c", weight=1.0 + k, measure=measure)
                for k in range(PER_GROUP)
            ),
        )
        for g in range(GROUPS)
    ]
    half = GROUPS // TOPS
    tops = tuple(
        Pillar(id=f"top-{t}", title="t", pillars=tuple(groups[t * half : (t + 1) * half]))
        for t in range(TOPS)
    )
    return Rubric(rubric="bench", version="1.0.0", title="bench", method=Method(), pillars=tops)


def values(missing: float = 0.0) -> np.ndarray:
    generator = np.random.default_rng(1)
    table = generator.uniform(-5, 105, size=(CASES, GROUPS * PER_GROUP))
    if missing:
        table[generator.random(table.shape) < missing] = np.nan
    return table


def _ours(standard: Rubric, tree: Tree, table: np.ndarray) -> np.ndarray:
    measures = [c.measure for _, c in standard.criteria() if c.measure]
    return roll_up(tree, from_measures(table, measures)).value[:, -1]


def _shares() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    leaf = np.array([1.0, 2.0, 3.0]) / 6
    group = np.array([1.0 + g % 3 for g in range(GROUPS)]).reshape(TOPS, -1)
    return leaf, group / group.sum(axis=1, keepdims=True), np.full(TOPS, 1 / TOPS)


def _numpy(table: np.ndarray) -> np.ndarray:
    """The same job by hand: normalise, three levels of weighted means, every node kept."""
    leaf, group, top = _shares()
    leaves = np.clip(table / 100, 0, 1)
    groups = leaves.reshape(CASES, GROUPS, PER_GROUP) @ leaf
    tops = (groups.reshape(CASES, TOPS, -1) * group).sum(axis=2)
    total = tops @ top
    return np.concatenate([leaves, groups, tops, total[:, None]], axis=1)[:, -1]


def _numpy_missing(table: np.ndarray) -> np.ndarray:
    """The same by hand with gaps: value, lowest, highest and coverage of every node."""
    leaf, group, top = _shares()
    leaves = np.clip(table / 100, 0, 1)
    known = ~np.isnan(leaves)
    parts: list[np.ndarray] = []
    shapes = [
        (leaf, (CASES, GROUPS, PER_GROUP)),
        (group, (CASES, TOPS, GROUPS // TOPS)),
        (top, (CASES, 1, TOPS)),
    ]
    value, cover = leaves, known.astype(float)
    low, high = np.where(known, leaves, 0.0), np.where(known, leaves, 1.0)
    for share, shape in shapes:
        v, c = value.reshape(shape), cover.reshape(shape)
        here = ~np.isnan(v)
        weight = share * here
        total = weight.sum(axis=2)
        value = np.where(
            total > 0,
            (np.where(here, v, 0) * weight).sum(axis=2) / np.where(total > 0, total, 1),
            np.nan,
        )
        cover = (c * share).sum(axis=2)
        low, high = (
            (low.reshape(shape) * share).sum(axis=2),
            (high.reshape(shape) * share).sum(axis=2),
        )
        parts += [value, cover, low, high]
    return parts[-4][:, 0]


def placed(row: np.ndarray) -> np.ndarray:
    """Ranks of a draw of scores above 0, the highest first, those within 1e-9 level: the last bits
    of a score give way to the number of its case, so that a sort of whole numbers stands in place
    of an ``argsort``; what these bits put in the wrong order is sorted again."""
    keys = (~row.view(np.int64) & -(1 << 14)) | NUMBER
    keys.sort()
    order = keys & (1 << 14) - 1
    falling = row[order]
    apart = falling[:-1] - falling[1:]
    if (apart < 0).any():
        order = np.argsort(-row)
        falling = row[order]
        apart = falling[:-1] - falling[1:]
    place = NUMBER + 1
    tied = apart <= 1e-9
    if tied.any():
        place[1:][tied] = 1
        np.maximum.accumulate(place, out=place)
    out = np.empty(CASES, dtype=np.uint16)
    out[order] = place
    return out


def _numpy_draws(leaves: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores, ranks and quantiles over draws in the quickest numpy that we know: one product for
    many draws, whole sorts of numbers, which are vectorised, in place of partitions and of
    ``argsort``.

    In float32 it would take half as long, and be other work: right to about 1e-7, which is more
    than the differences of many neighbours among 10,000 cases, it gives other ranks.
    """
    draws, columns = weights.shape[0], GROUPS * PER_GROUP
    scores = np.empty((CASES, draws))
    ranks = np.empty((CASES, draws), dtype=np.uint16)
    held = np.ascontiguousarray(leaves.T)
    for start in range(0, draws, 50):
        part = weights[start : start + 50, 0]
        leaf = part[:, :columns].reshape(-1, GROUPS, PER_GROUP)
        leaf = leaf / leaf.sum(axis=2, keepdims=True)
        group = np.concatenate(
            [part[:, columns : columns + 5], part[:, columns + 6 : columns + 11]], axis=1
        ).reshape(-1, TOPS, 5)
        group = group / group.sum(axis=2, keepdims=True)
        top = part[:, [columns + 5, columns + 11]]
        top = top / top.sum(axis=1, keepdims=True)
        flat = (
            leaf * group.reshape(-1, GROUPS)[:, :, None] * np.repeat(top, 5, axis=1)[:, :, None]
        ).reshape(len(part), -1)
        chunk = flat @ held
        scores[:, start : start + 50] = chunk.T
        ranks[:, start : start + 50] = np.array([placed(row) for row in chunk]).T
    scores.sort(axis=1)
    ranks.sort(axis=1)
    places = np.array([0.05, 0.5, 0.95]) * (draws - 1)
    below = places.astype(int)
    low, high = scores[:, below].T, scores[:, below + 1].T
    at = [below[0], *np.ceil(places[1:]).astype(int)]
    return low + (high - low) * (places - below)[:, None], ranks[:, at].T


def _group_by_group(tree: Tree, leaves: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Totals as they come where something is missing: what the one product of complete trees must
    beat."""
    return np.asarray(_values(tree, leaves, _sharing(tree, ~np.isnan(leaves), weights), 1.0)[-1])


def run() -> list[Ratio]:
    standard = rubric()
    tree = tree_of(standard)
    full, gappy = values(), values(0.05)
    assert np.allclose(_ours(standard, tree, full), _numpy(full))
    assert np.allclose(_ours(standard, tree, gappy), _numpy_missing(gappy), equal_nan=True)
    leaves = np.clip(full / 100, 0, 1)
    weights = draw_weights(tree, 0.5, 1000, np.random.default_rng(0))
    ours = under_weights(tree, leaves, None, weights)
    theirs = _numpy_draws(leaves, weights)
    assert np.allclose(ours.scores, theirs[0], rtol=0, atol=1e-12)
    assert np.abs(ours.ranks - theirs[1].astype(int)).max() <= 1, "but for what lies at 1e-9 apart"
    some = weights[:50]
    assert np.allclose(totals(tree, leaves, None, some), _group_by_group(tree, leaves, some))
    return [
        compare(
            "score 10,000 × 30 × 3 levels",
            lambda: _ours(standard, tree, full),
            lambda: _numpy(full),
            1.5,
            25,
        ),
        compare(
            "the same with 5 % missing, bounds and coverage",
            lambda: _ours(standard, tree, gappy),
            lambda: _numpy_missing(gappy),
            1.5,
            25,
        ),
        compare(
            "totals of 50 draws, complete: one product against group by group",
            lambda: totals(tree, leaves, None, some),
            lambda: _group_by_group(tree, leaves, some),
            0.5,
            9,
        ),
        compare(
            "1,000 weight draws with ranks and quantiles",
            lambda: under_weights(tree, leaves, None, weights),
            lambda: _numpy_draws(leaves, weights),
            1.0,
            5,
        ),
    ]
