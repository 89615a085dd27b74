"""What a rubric's preparation of measures did, as the sheet of measurements needs it: which steps
there are, how each measure was treated, and whose mean stands in for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.model.measures import Entry
from evalkit.model.rubric import Per, Screen
from evalkit.scoring.leaves import Measured
from evalkit.scoring.measurements import latest
from evalkit.scoring.tree import shares_of_total

LIVE = ("mean", "median", "group-mean", "group-median")  # methods that a formula can hold


@dataclass(frozen=True, slots=True)
class Treatment:
    """How the outliers of a measure were treated. ``by``: winsorise | log | box-cox; ``low``,
    ``high``: values are drawn in to these, None where they are not; ``power``: λ of Box–Cox."""

    by: str
    low: float | None = None
    high: float | None = None
    power: float | None = None


@dataclass(frozen=True, slots=True)
class Preparation:
    """The steps of a rubric. ``year``: of the evaluation; ``screen``: None without; ``per``: id of a
    measure → what divides it; ``serving``: (case, id) → the figures by which it does;
    ``method``: how gaps are filled, empty where they are not; ``group_of``: case → its group, empty
    where it has none, of means of groups; ``stand_ins``: (ref, group) of each mean or median;
    ``treated``: ref → treatment; ``weight``: ref → how much it counts in screening."""

    year: int
    screen: Screen | None
    per: Mapping[str, Per]
    serving: Mapping[tuple[str, str], tuple[Entry, ...]]
    method: str
    group_of: Mapping[str, str]
    stand_ins: tuple[tuple[str, str], ...]
    treated: Mapping[str, Treatment]
    weight: Mapping[str, float]

    @property
    def any(self) -> bool:
        return bool(self.screen or self.per or self.method or self.treated)

    @property
    def of_all_cases(self) -> bool:
        """Whether a value may hang on those of other cases, whatever its scale."""
        return bool(self.screen or self.method)


def preparation_of(evaluation: Evaluation) -> Preparation:
    """What a rubric's preparation did to measured values."""
    rubric, rules = evaluation.rubric, evaluation.rubric.prepare
    method: str = rules.impute.method if rules.impute is not None else "none"
    method = "" if method == "none" or not rubric.measured else method
    grouped: dict[str, str] = {}
    if method.startswith("group-") and rules.impute is not None:
        for file in evaluation.files:
            own = file.case.facet_values().get(rules.impute.facet or "", ())
            grouped[file.case.case] = own[0] if len(own) == 1 else ""
    groups = sorted({*grouped.values()} - {""}) if grouped else [""]
    scored = [ref for ref, (criterion, _) in rubric.measured.items() if criterion.scored]
    stand_ins = [(ref, group) for ref in scored for group in groups] if method in LIVE else []
    tree = evaluation.leaves.tree
    shares = shares_of_total(tree, tree.weights)
    by_weight = rules.screen is not None and rules.screen.by == "weight"
    weight = {ref: float(shares[tree.column(ref)]) if by_weight else 1.0 for ref in scored}
    ids = [criterion.id for criterion, _ in rubric.measured.values()]
    return Preparation(
        year=evaluation.as_of.year,
        screen=rules.screen if rubric.measured else None,
        per={id: rule for id in ids if (rule := rules.divided_by(id)) is not None},
        serving={(s.case, s.criterion): s.series for s in evaluation.served}
        | {(m.case, m.criterion): m.series for m in evaluation.measured},
        method=method,
        group_of=grouped,
        stand_ins=tuple(stand_ins),
        treated=_treated(evaluation),
        weight=weight,
    )


def _treated(evaluation: Evaluation) -> dict[str, Treatment]:
    """Ref → how a measure was treated, of those that were."""
    out: dict[str, Treatment] = {}
    for m in evaluation.measured:
        touch = m.treatment
        if touch is None or touch.before is None or touch.after is None:
            continue
        known = out.get(m.ref, Treatment(touch.step))
        low, high, power = known.low, known.high, dict(touch.why).get("power")
        if touch.step == "winsorise":
            low, high = (low, touch.after) if touch.after < touch.before else (touch.after, high)
        out[m.ref] = Treatment(touch.step, low, high, None if power is None else float(power))
    return out


def divisor_of(prep: Preparation, m: Measured) -> tuple[Entry | None, float, str] | None:
    """The figure that a measurement is divided by, times what, and the measure that it is of; None
    where it is not divided. Of a measurement without a value, the figure by which one of the year
    of the evaluation would be."""
    rule = prep.per.get(m.criterion)
    if rule is None:
        return None
    series = prep.serving.get((m.case, rule.by), ())
    at = prep.year if m.used is None else m.used.year
    found = latest(series, at) or next((e for e in series if e.year <= prep.year), None)
    return found, float(rule.times), rule.by
