"""What several coders wrote down of a plan in; how far they find the same units and give the same
codes out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from evalkit.model.case import CaseFile
from evalkit.model.rubric import Rubric
from evalkit.scoring.coefficients import alpha, kappa
from evalkit.scoring.units import Coded, Unit, coded_of


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How far two coders agree on a dimension, over ``n`` units that both coded; of several values
    the first counts. ``fine``: share of the same, kinds told apart."""

    case: str
    code: str
    pair: tuple[str, str]
    n: int
    same: float
    kappa: float | None
    alpha: float | None
    fine: float


@dataclass(frozen=True, slots=True)
class UnitAgreement:
    """How far two coders find the same units: found by both, by the first only, by the second
    only."""

    case: str
    pair: tuple[str, str]
    both: int
    first: tuple[Unit, ...]
    second: tuple[Unit, ...]


def code_agreement(rubric: Rubric, coded: Coded) -> tuple[CodeAgreement, ...]:
    """Agreement of every pair of coders on every dimension that both coded."""
    out = []
    for pair in combinations(coded.coders, 2):
        for name, code in rubric.codes.items():
            given = [
                (unit.given[pair[0]][name][0], unit.given[pair[1]][name][0])
                for unit in coded.units
                if all(unit.given.get(coder, {}).get(name) for coder in pair)
            ]
            if not given:
                continue
            place = {value: n for n, value in enumerate(code.values)}
            table = np.array([[place[code.broad(v)] for v in own] for own in given], dtype=float).T
            same = float((table[0] == table[1]).mean())
            fine = sum(a == b for a, b in given) / len(given)
            both_ways = kappa(table[0], table[1]), alpha(table, "nominal")
            out.append(CodeAgreement(coded.case, name, pair, len(given), same, *both_ways, fine))
    return tuple(out)


def unit_agreement(coded: Coded, file: CaseFile) -> tuple[UnitAgreement, ...]:
    """Which units each pair of coders found, also those that were decided to be none."""
    undecided = [c for c in file.case.commitments if not c.adjudicates]
    raw = coded_of(replace(file, case=file.case.model_copy(update={"commitments": undecided})))
    units = raw.units if raw is not None else ()
    out = []
    for one, other in combinations(coded.coders, 2):
        found = [(one in u.coders, other in u.coders, u) for u in units]
        first = tuple(u for a, b, u in found if a and not b)
        second = tuple(u for a, b, u in found if b and not a)
        n = sum(a and b for a, b, _ in found)
        out.append(UnitAgreement(coded.case, (one, other), n, first, second))
    return tuple(out)
