"""Ratings and commitments of a plan in; levels that its commitments do not carry, or would carry
further, out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from evalkit.evaluation import Evaluation
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.units import Coded, Unit


@dataclass(frozen=True, slots=True)
class Beside:
    """A criterion whose level and commitments do not go together.

    ``asks``: the facts of which a level asks for one, in the order of the rubric; ``units``: for
    ``lacks`` all commitments of the criterion, for ``beyond`` those that have what the next level
    asks for.
    """

    case: str
    criterion: str
    ref: str
    way: Literal["lacks", "beyond"]
    level: float
    step: float
    asks: tuple[str, ...]
    units: tuple[Unit, ...]


def beside(evaluation: Evaluation, coded: Coded) -> tuple[Beside, ...]:
    """Criteria at a level whose needs ask for an owner, funds, a date, a figure or a baseline, with
    no commitment that has it; and those whose commitments have what the next level asks for.

    Only needs that commitments can tell of are looked at: every check of the need is about such a
    fact. Where only sentences with a figure are coded, an owner may stand in another; such needs
    are passed over, and so are criteria under which nothing is coded; where the whole document is,
    nothing coded is nothing there, and ``units`` is empty.
    """
    rubric, case = evaluation.rubric, coded.case
    file = evaluation.file_of[case]
    facets = file.case.facet_values()
    of = defaultdict[str, list[Unit]](list)
    for unit in coded.units:
        for name in unit.said.criteria:
            of[name].append(unit)
    out = []
    for ref, criterion in rubric.rated.items():
        outcome = evaluation.ratings.agreed.get((case, ref))
        if outcome is None or outcome.level is None or not criterion.needs:
            continue
        held, scale = tuple(of[criterion.id]), rubric.scales[criterion.id]
        about = {check.id: check.about for check in criterion.checks}
        for level, need in criterion.needs_for(facets).items():
            asked = [about[name] for name in (need.any or need.all)]
            told = all(a in ("owner", "funds", "date", "figure", "baseline") for a in asked)
            if not asked or not told or (coded.scope == "figures" and "owner" in asked):
                continue
            asks = tuple(dict.fromkeys(str(a) for a in asked))
            test = any if need.any else all
            carry = tuple(u for u in held if test(_meets(u, a) for a in asks))
            reached = [own for own in scale.levels if own <= outcome.level + TOLERANCE]
            agreed = reached[-1] if reached else scale.low
            found = (case, criterion.id, ref)
            if level <= agreed and not carry and (held or coded.scope == "all"):
                out.append(Beside(*found, "lacks", agreed, level, asks, held))
            if level == scale.above(agreed) and carry and agreed > scale.low:
                out.append(Beside(*found, "beyond", agreed, level, asks, carry))
    return tuple(out)


def _meets(unit: Unit, about: str) -> bool:
    return {
        "owner": unit.has("body"),
        "funds": unit.has("money"),
        "date": unit.due,
        "figure": unit.counted,
        "baseline": unit.has("baseline"),
    }[about]
