"""The data of a page on which its reader weighs otherwise: as they are for few cases; for many each
leaf as a list of distinct values and, case by case, which of them it is."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

import numpy as np

from evalkit.report.model import Tuning
from evalkit.scoring.tolerances import MOST_CASES

DRAWS = 100  # of weights, on a page that draws them for thousands of cases while somebody waits


def is_many(tuning: Tuning | None) -> bool:
    """Whether a page shows its cases a window at a time."""
    return tuning is not None and len(tuning.cases) > MOST_CASES


def data_of(tuning: Tuning, leads: Callable[[str], str]) -> dict[str, object]:
    """What the page's script reads. ``leads``: the address that a ref leads to, or nothing."""
    if not is_many(tuning):
        return asdict(tuning)
    few = asdict(replace(tuning, cases=(), draws=min(tuning.draws, DRAWS)))
    ends = [leads(f"{case}# {case}-memo#").removeprefix(case) for case, _, _ in tuning.cases]
    endings = sorted({*ends})
    columns = zip(*(values for _, _, values in tuning.cases), strict=True)
    return few | {
        "cases": [(case, region) for case, region, _ in tuning.cases],
        "leaves": [_leaf(values) for values in columns],
        "endings": endings,
        "to": [endings.index(ending) for ending in ends],
    }


def _leaf(values: Sequence[float | str | None]) -> dict[str, object]:
    """``values``: the distinct ones; ``at``: which of them each case has, 16 bits each, the lower
    half first, in base64.

    Raises:
        ValueError: more of them are distinct than 16 bits tell apart.
    """
    place = {value: n for n, value in enumerate(dict.fromkeys(values))}
    if len(place) > 2**16:
        raise ValueError(f"{len(place)} distinct values of one leaf")
    at = np.array([place[value] for value in values], dtype="<u2")
    return {"values": [*place], "at": base64.b64encode(at.tobytes()).decode()}
