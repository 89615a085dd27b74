"""What is rated and what is varied: the inputs of Monte Carlo, typed and frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evalkit.model.rubric import Grade
from evalkit.scoring.aggregate import Array
from evalkit.scoring.alternatives import CHOICES, STATED, Ways
from evalkit.scoring.tree import Mask

Weights = Literal["stated", "spread", "dirichlet", "any"]
States = NDArray[np.int8]
FAILS, OPEN, PASSES = np.int8(-1), np.int8(0), np.int8(1)
DRAWN = ("weights", "raters", "doubt", "missing", "normalisation", "aggregation", "leave-out")
PREPARED = ("screen", "per", "impute", "outliers")
FACTORS = (*DRAWN, *PREPARED)
# How likely a rating might as well have been one step off, by the rater's confidence; a rubric may
# state none.
DOUBT = {"high": 0.1, "medium": 0.25, "low": 0.5, None: 0.25}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is varied.

    ``weights``: stated | spread (each multiplied by a factor from 1 − ``spread`` to 1 + ``spread``)
    | dirichlet (drawn around the stated shares; ``spread`` is the coefficient of variation of a
    share of one half) | any (all weights equally likely). ``raters``: any one of a criterion's
    raters may be right; ``consensus``: rules of consensus to choose from, in place of ``raters``.
    ``doubt``: a rating may be one step off, as likely as the rater's confidence says. ``missing``:
    what is missing may be anything on its scale. ``normalisation``: ways to put measured values on
    [0, 1] to choose from, empty for the stated one. ``aggregation``: rules of the total to choose
    from, empty for the stated one. ``leave_out``: one criterion at a time is left out, or none.
    ``screen``, ``per``, ``impute``, ``outliers``: for each step of preparing measures what to
    choose from (:data:`evalkit.scoring.alternatives.CHOICES`), empty for what is stated.
    """

    weights: Weights = "spread"
    spread: float = 0.5
    raters: bool = True
    doubt: bool = True
    missing: bool = True
    aggregation: tuple[str, ...] = ()
    leave_out: bool = True
    draws: int = 1000
    within: float = 0.9
    consensus: tuple[str, ...] = ()
    normalisation: tuple[str, ...] = ()
    screen: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    impute: tuple[str, ...] = ()
    outliers: tuple[str, ...] = ()

    @property
    def ways(self) -> tuple[Ways, ...]:
        """Every way in which measured values may come to their scores, the last step fastest; none
        where they come as stated."""
        chosen = (self.screen, self.per, self.impute, self.outliers, self.normalisation)
        for own, (step, known) in zip(chosen, CHOICES.items(), strict=True):
            if unknown := {*own} - {*known}:
                raise ValueError(f"{step}: {min(unknown)!r} is none of {', '.join(known)}")
        return tuple(product(*(own or (STATED,) for own in chosen))) if any(chosen) else ()

    @property
    def varied(self) -> tuple[str, ...]:
        """The factors that are switched on, in the order of :data:`FACTORS`."""
        on = (
            self.weights != "stated",
            self.raters or bool(self.consensus),
            self.doubt,
            self.missing,
            bool(self.normalisation),
            bool(self.aggregation),
            self.leave_out,
            *map(bool, (self.screen, self.per, self.impute, self.outliers)),
        )
        return tuple(name for name, is_on in zip(FACTORS, on, strict=True) if is_on)


@dataclass(frozen=True, slots=True)
class Given:
    """Everything that was rated, as arrays.

    ``agreed``: (cases, leaves), scores in [0, 1] that count, NaN where missing; ``rated``: (cases,
    leaves, raters), each rater's own, NaN where he gave none or another decided; ``doubt``: the
    same shape, probabilities;
    ``levels``: of each leaf the scores of its levels, lowest first, and ``ratable``: those that a
    rater can give; empty where it is measured; ``measured``: (leaves,);
    ``otherwise``: way to a score → (cases, leaves), scores of measured leaves, NaN where there is
    none; ``imputed``: (cases, leaves), which of ``agreed`` stand in for what is missing.
    """

    agreed: Array
    rated: Array
    doubt: Array
    applicable: Mask
    levels: Sequence[Array]
    ratable: Sequence[Array]
    measured: Mask
    otherwise: Mapping[Ways, Array] = field(default_factory=dict)
    imputed: Mask | None = None

    def of(self, cases: Sequence[int]) -> Given:
        """Only these cases, by row."""
        rows = np.array(cases, dtype=int)
        return replace(
            self,
            agreed=self.agreed[rows],
            rated=self.rated[rows],
            doubt=self.doubt[rows],
            applicable=self.applicable[rows],
            otherwise={name: scores[rows] for name, scores in self.otherwise.items()},
            imputed=None if self.imputed is None else self.imputed[rows],
        )


@dataclass(frozen=True, slots=True)
class Overriding:
    """A grade that stands before the bands. ``least``: column of a leaf → the score in [0, 1] below
    which a case has the grade; ``otherwise``: (cases,), how each stands on criteria that have no
    score: FAILS, OPEN or PASSES."""

    id: str
    least: Mapping[int, float]
    otherwise: States


@dataclass(frozen=True, slots=True)
class Grading:
    """The grades of a rubric: ``bands`` of the total, best first, and what stands before them."""

    bands: Sequence[Grade] = ()
    overriding: Sequence[Overriding] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the bands, best first, then of what stands before them."""
        return (*(band.id for band in self.bands), *(over.id for over in self.overriding))
