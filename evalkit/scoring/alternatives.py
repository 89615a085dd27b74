"""What was measured in; its scores had it been prepared or put on a scale in another way, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from evalkit.model.case import CaseFile
from evalkit.model.rubric import SAMPLE_DEPENDENT, Impute, Measure, Outliers, Prepare, Rubric
from evalkit.scoring.aggregate import Array
from evalkit.scoring.leaves import scores_of
from evalkit.scoring.normalise import from_measures
from evalkit.scoring.preparing import Raw, prepared

STATED = "stated"
# the steps on the way to a score, in their order, and what may stand in the place of what is stated
CHOICES: Mapping[str, tuple[str, ...]] = {
    "screen": (STATED, "none"),
    "per": (STATED, "none"),
    "impute": (STATED, "none", "mean", "median", "em"),
    "outliers": (STATED, "none", "winsorise", "log", "box-cox"),
    "normalisation": (STATED, *sorted(SAMPLE_DEPENDENT)),
}
Ways = tuple[str, ...]  # one choice a step, in the order of CHOICES
AS_STATED: Ways = (STATED,) * len(CHOICES)


def scores_under(rubric: Rubric, files: Sequence[CaseFile], raw: Raw, ways: Ways) -> Array:
    """Scores of the measured criteria in [0, 1], shape (cases, measures), NaN where there is none.

    A measure whose best lies within an interval keeps its own normalisation: the others know no
    best in the middle.
    """
    screen, per, impute, outliers, normalisation = ways
    own = rubric.prepare
    steps = Prepare(
        screen=own.screen if screen == STATED else None,
        per=own.per if per == STATED else {},
        impute=own.impute if impute == STATED else _imputing(impute),
        outliers=own.outliers if outliers == STATED else _treating(own.outliers, outliers),
    )
    rules = [_under(rule, normalisation) for _, rule in rubric.measured.values()]
    changed = rubric.model_copy(update={"prepare": steps})
    values = prepared(changed, files, raw, rules).values
    if normalisation == STATED:
        return scores_of(rubric, [file.case.case for file in files], values)
    return np.asarray(from_measures(values, rules))


def _imputing(name: str) -> Impute | None:
    return None if name == "none" else Impute.model_validate({"method": name})


def _treating(stated: Outliers | None, name: str) -> Outliers | None:
    if name == "none":
        return None
    own = stated or Outliers()
    most = (own.winsorise or Outliers().winsorise) if name == "winsorise" else own.winsorise
    then = "none" if name == "winsorise" else name
    return own.model_copy(update={"then": then, "winsorise": most})


def _under(rule: Measure, name: str) -> Measure:
    if name == STATED or rule.normalisation == "interval":
        return rule
    return rule.model_copy(update={"normalisation": name})
