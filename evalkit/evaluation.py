"""The whole program on one page: a rubric and cases in, one frozen, complete Evaluation out.

An Evaluation is saved as versioned JSON, and a report made from that file has the same bytes as one made
from the YAML.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from evalkit.analysis.agreement import Agreement, agreement
from evalkit.analysis.coordination import Coordinated, Obstacle, Part, SystemValue, coordinate
from evalkit.analysis.ranking import GroupMean, Lead, Standing, group_means, leads
from evalkit.analysis.sensitivity import draw_weights, under_weights
from evalkit.model.case import Case, CaseFile
from evalkit.model.finding import Finding, Value, found, in_order
from evalkit.model.measures import Entry, MeasureTable
from evalkit.model.place import Span
from evalkit.model.rubric import SAMPLE_DEPENDENT, Criterion, Measure, Rubric, RubricFile
from evalkit.model.weights import Weights, WeightsFile
from evalkit.reading.case_against_rubric import check_case
from evalkit.scoring import normalise
from evalkit.scoring import prepare as measuring
from evalkit.scoring.aggregate import Array
from evalkit.scoring.consensus import Consensus, RatingTable, Row, applies_to, tabulate
from evalkit.scoring.rank import ranks
from evalkit.scoring.tree import Mask, Rolled, Tree, roll_up, tree_of

SCHEMA = "evalkit/evaluation/1"


@dataclass(frozen=True, slots=True)
class Score:
    """One node of one case. ``state``: scored | not-applicable | not-scored; ``reason``: a code, empty if scored.

    ``value``, ``low``, ``high``, ``coverage``, ``share`` in [0, 1]; None where there is none. ``weight`` as written.
    """

    case: str
    ref: str
    value: float | None
    low: float | None
    high: float | None
    coverage: float | None
    weight: float
    share: float | None
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurement that scores a criterion; ``series``: all years known; ``score``: None where missing."""

    case: str
    ref: str
    criterion: str
    used: Entry | None
    series: tuple[Entry, ...]
    score: float | None
    capped: bool


@dataclass(frozen=True)
class Analyses:
    """What is said of all cases together."""

    standings: tuple[Standing, ...]
    leads: tuple[Lead, ...]
    groups: tuple[GroupMean, ...]
    ahead: Mapping[str, Mapping[str, float]]
    coordination: tuple[Coordinated, ...] = ()
    agreement: tuple[Agreement, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """Everything a report needs: inputs, scores, ratings, measurements, analyses, findings."""

    evalkit: str
    as_of: date
    seed: int
    standard: RubricFile
    files: tuple[CaseFile, ...]
    scores: tuple[Score, ...]
    ratings: RatingTable
    measured: tuple[Measured, ...]
    analyses: Analyses
    findings: tuple[Finding, ...]

    @property
    def rubric(self) -> Rubric:
        return self.standard.rubric

    @cached_property
    def leaf_table(self) -> tuple[Tree, Array, Mask, Mask]:
        """The scored tree; leaves and whether they apply, both (cases, leaves); which leaves people rate, (leaves,)."""
        tree = tree_of(self.rubric)
        leaves, applicable = _leaves(self.rubric, tree, self.files, self.ratings, self.measured)
        nodes = dict(self.rubric.criteria())
        return tree, leaves, applicable, np.array([nodes[ref].measure is None for ref in tree.leaves], dtype=bool)

    @cached_property
    def rolled(self) -> Rolled:
        """What the scored tree comes to, node by node, (cases, nodes)."""
        tree, leaves, applicable, _ = self.leaf_table
        return roll_up(tree, leaves, applicable)

    @cached_property
    def answered(self) -> dict[Any, Any]:
        """Answers to what was already asked of this evaluation (:mod:`evalkit.analysis.results`), so that none is sought twice."""
        return {}

    @cached_property
    def score_of(self) -> Mapping[tuple[str, str], Score]:
        """(case, ref) → score."""
        return {(score.case, score.ref): score for score in self.scores}

    @cached_property
    def file_of(self) -> Mapping[str, CaseFile]:
        """Case id → case file."""
        return {file.case.case: file for file in self.files}

    def to_json(self) -> str:
        """Versioned JSON; the same evaluation gives the same bytes."""
        return json.dumps(_to_data(self), ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Evaluation:
        """The evaluation that :meth:`to_json` wrote.

        Raises:
            ValueError: not JSON, or not an evaluation of a version that is read here.
        """
        return _from_data(json.loads(text))


def evaluate(
    standard: RubricFile,
    files: Sequence[CaseFile],
    *,
    table: MeasureTable | None = None,
    as_of: date,
    seed: int = 0,
    version: str = "",
    before: Sequence[Finding] = (),
) -> Evaluation:
    """Score cases under a rubric: check → tabulate → normalise → aggregate → rank → analyse.

    Args:
        standard: the rubric that every case is pinned to.
        table: measured values beside the cases.
        as_of: measurements of later years do not count.
        before: findings of reading, to be kept with the rest.
    """
    rubric = standard.rubric
    checked = [check_case(file, standard) for file in sorted(files, key=lambda file: file.case.case)]
    cases = tuple(file for file, _ in checked)
    findings = [*before, *(f for _, found_here in checked for f in found_here)]

    table_of_ratings, notes = tabulate(rubric, cases)
    findings += notes
    measured, more = _measure(rubric, cases, table, as_of)
    findings += more

    tree = tree_of(rubric)
    leaves, applicable = _leaves(rubric, tree, cases, table_of_ratings, measured)
    rolled = roll_up(tree, leaves, applicable)
    scores = _scores(rubric, tree, cases, rolled)
    analyses = _analyse(rubric, tree, cases, leaves, applicable, rolled, scores, seed)
    analyses = replace(analyses, agreement=_agreement(rubric, table_of_ratings, seed))
    return Evaluation(
        version, as_of, seed, standard, cases, scores, table_of_ratings, measured, analyses, in_order(findings)
    )


def _measure(
    rubric: Rubric, files: Sequence[CaseFile], table: MeasureTable | None, as_of: date
) -> tuple[tuple[Measured, ...], list[Finding]]:
    """The measurement that counts for every case and measured criterion, and its score."""
    findings = [f for file in files for f in measuring.differences(file, rubric, table)]
    nodes = [
        (ref, above, node, node.measure)
        for ref, above, node in rubric.walk()
        if isinstance(node, Criterion) and node.measure is not None
    ]
    series, used = [], []
    for _, above, criterion, rule in nodes:
        known = [_in_unit(measuring.series(file, criterion.id, table), rule) for file in files]
        applies = [applies_to(criterion, above, file.case.facet_values())[0] for file in files]
        series.append(known)
        used.append([measuring.latest(e, as_of.year) if a else None for e, a in zip(known, applies, strict=True)])
    values = np.full((len(files), len(nodes)), math.nan)
    for n, column in enumerate(used):
        values[:, n] = [entry.value if entry else math.nan for entry in column]
    scores = normalise.from_measures(values, [rule for *_, rule in nodes])
    out: list[Measured] = []
    for n, (ref, _, criterion, rule) in enumerate(nodes):
        findings += _measure_findings(criterion, rule, rubric, files, used[n], scores[:, n])
        for file, entries, entry, score in zip(files, series[n], used[n], scores[:, n], strict=True):
            capped = bool(_beyond(entry, rule))
            out.append(Measured(file.case.case, ref, criterion.id, entry, entries, _number(score), capped))
    return tuple(out), findings


def _in_unit(entries: tuple[Entry, ...], rule: Measure) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if rule.takes(entry.unit))


def _beyond(entry: Entry | None, rule: Measure) -> str:
    """The goalpost that a value lies beyond, as text; empty where it lies between them."""
    if entry is None or rule.normalisation != "goalposts" or rule.goalposts is None:
        return ""
    low, high = rule.goalposts
    return f"{low:g}" if entry.value < low else f"{high:g}" if entry.value > high else ""


def _measure_findings(
    criterion: Criterion, rule: Measure, rubric: Rubric, files: Sequence[CaseFile], used: Sequence[Entry | None],
    scored: Array,
) -> list[Finding]:  # fmt: skip
    findings = []
    known = [entry for entry in used if entry]
    for file, entry, score in zip(files, used, scored, strict=True):
        if entry is None:
            continue
        span = Span(entry.file, entry.line, 1)
        values: dict[str, Value] = {"measure": criterion.id, "value": f"{entry.value:g}"}
        if goalpost := _beyond(entry, rule):
            findings.append(found("measure-capped", span, case=file.case.case, goalpost=goalpost, **values))
        elif math.isnan(score) and rule.transform != "none":
            findings.append(found("measure-transform", span, case=file.case.case, transform=rule.transform, **values))
    if rule.normalisation in SAMPLE_DEPENDENT and known:
        span = Span(files[0].file, 1, 1)
        common: dict[str, Value] = {"measure": criterion.id, "normalisation": rule.normalisation}
        if len(known) < rubric.method.least_sample:
            findings.append(found("sample-small", span, n=len(known), least=rubric.method.least_sample, **common))
        if len({entry.value for entry in known}) == 1:
            findings.append(found("sample-constant", span, **common))
    return findings


def _leaves(
    rubric: Rubric, tree: Tree, files: Sequence[CaseFile], ratings: RatingTable, measured: Sequence[Measured]
) -> tuple[Array, Mask]:
    """Scores of the leaves, NaN where missing, and whether each applies; both of shape (cases, leaves)."""
    scores = {(m.case, m.ref): m.score for m in measured}
    nodes = {ref: (above, node) for ref, above, node in rubric.walk() if isinstance(node, Criterion)}
    leaves = np.full((len(files), len(tree.leaves)), math.nan)
    applicable = np.ones(leaves.shape, dtype=bool)
    for row, file in enumerate(files):
        for column, ref in enumerate(tree.leaves):
            above, criterion = nodes[ref]
            if criterion.measure is not None:
                applicable[row, column] = applies_to(criterion, above, file.case.facet_values())[0]
                score = scores[file.case.case, ref]
                leaves[row, column] = math.nan if score is None else score
                continue
            agreed = ratings.agreed[file.case.case, ref]
            applicable[row, column] = agreed.state != "not-applicable"
            if agreed.level is not None:
                leaves[row, column] = agreed.level
    rated = [column for column, ref in enumerate(tree.leaves) if nodes[ref][1].measure is None]
    if rated:
        leaves[:, rated] = normalise.from_levels(leaves[:, rated], rubric.levels[0], rubric.levels[-1])
    return leaves, applicable


def _scores(rubric: Rubric, tree: Tree, files: Sequence[CaseFile], rolled: Rolled) -> tuple[Score, ...]:
    """One row per case × node: cases in order of id; overall first, then the rubric's own order."""
    order = ["overall", *(ref for ref, _, node in rubric.walk() if ref in set(tree.refs))]
    column = {ref: n for n, ref in enumerate(tree.refs)}
    rows = []
    for row, file in enumerate(files):
        for ref in order:
            n = column[ref]
            rows.append(_score(file.case.case, ref, n, row, rolled, rubric, n < len(tree.leaves), tree))
    return tuple(rows)


def _score(case: str, ref: str, n: int, row: int, rolled: Rolled, rubric: Rubric, is_leaf: bool, tree: Tree) -> Score:
    weight = float(tree.weights[n])
    if not rolled.applicable[row, n]:
        return Score(case, ref, None, None, None, None, weight, None, "not-applicable", "not-applicable")
    value = _number(rolled.value[row, n])
    low, high = _number(rolled.low[row, n]), _number(rolled.high[row, n])
    coverage, share = float(rolled.coverage[row, n]), float(rolled.share[row, n])
    if value is None:
        return Score(case, ref, None, low, high, coverage, weight, share, "not-scored", "nothing-rated")
    if not is_leaf and coverage < rubric.method.coverage - 1e-9:
        return Score(case, ref, None, low, high, coverage, weight, share, "not-scored", "coverage-low")
    return Score(case, ref, value, low, high, coverage, weight, share, "scored", "")


def _analyse(
    rubric: Rubric, tree: Tree, files: Sequence[CaseFile], leaves: Array, applicable: Mask, rolled: Rolled,
    scores: Sequence[Score], seed: int,
) -> Analyses:  # fmt: skip
    if not files:
        return Analyses((), (), (), {})
    names = [file.case.case for file in files]
    by_ref: dict[str, dict[str, float | None]] = {}
    for score in scores:
        by_ref.setdefault(score.ref, {})[score.case] = score.value
    overall = [by_ref["overall"][name] for name in names]
    scored = np.array([value is not None for value in overall])
    rule = rubric.method.ranges
    tail = (1 - rule.within) / 2
    weights = draw_weights(tree, rule.weights, rule.draws, np.random.default_rng(seed))
    ranges = under_weights(tree, leaves, applicable, weights, (tail, 0.5, 1 - tail), scored)
    placed = ranks(np.array([math.nan if value is None else value for value in overall]))
    standings = [
        Standing(
            name, int(placed[n]), overall[n], _number(rolled.low[n, -1]), _number(rolled.high[n, -1]),
            float(rolled.coverage[n, -1]), int(min(ranges.ranks[0, n], placed[n])),
            int(max(ranges.ranks[2, n], placed[n])),
        )
        for n, name in enumerate(names)
    ]  # fmt: skip
    standings.sort(key=lambda s: (s.rank == 0, s.rank, s.case))
    ahead = {
        a: {b: float(ranges.ahead[i, j]) for j, b in enumerate(names)} for i, a in enumerate(names) if ranges.ahead.size
    }
    top = ["overall", *(pillar.id for pillar in rubric.pillars if pillar.id in by_ref)]
    groups: list[GroupMean] = []
    for facet, about in rubric.facets.items():
        members: dict[str, list[str]] = {value: [] for value in about.values}
        for file in files:
            for value in file.case.facet_values().get(facet, ()):
                members[value].append(file.case.case)
        groups += group_means(facet, {v: m for v, m in members.items() if m}, by_ref, top)
    return Analyses(tuple(standings), leads(by_ref), tuple(groups), ahead, _coordination(rubric, names, scores))


def _agreement(rubric: Rubric, table: RatingTable, seed: int) -> tuple[Agreement, ...]:
    """Agreement over everything, by top pillar, by pair of raters, by criterion; empty where nobody rated twice."""
    rows = [row for row in table.rows if row.level is not None and not row.adjudicates]
    raters = sorted({row.rater for row in rows})
    units = sorted({(row.ref, row.case) for row in rows})
    position = {unit: n for n, unit in enumerate(units)}
    given = np.full((len(raters), len(units)), math.nan)
    for row in rows:
        given[raters.index(row.rater), position[row.ref, row.case]] = row.level
    twice = (~np.isnan(given)).sum(axis=0) > 1
    if not twice.any():
        return ()
    steps = [float(level) for level in rubric.levels]
    refs = np.array([ref for ref, _ in units])
    tops = np.array([ref.split(".")[0] for ref, _ in units])
    generator = np.random.default_rng(seed)
    scopes: list[tuple[str, str, Array]] = [("overall", "", given)]
    scopes += [("pillar", p.id, given[:, tops == p.id]) for p in rubric.pillars if (tops == p.id).any()]
    scopes += [
        ("pair", f"{raters[i]} / {raters[j]}", given[[i, j]])
        for i, j in combinations(range(len(raters)), 2)
        if (~np.isnan(given[[i, j]])).all(axis=0).any()
    ]
    scopes += [
        ("criterion", ref, given[:, refs == ref]) for ref, c in rubric.criteria() if (refs == ref).any() and c.levels
    ]
    return tuple(agreement(scope, name, part, steps, generator) for scope, name, part in scopes)


def _coordination(rubric: Rubric, names: Sequence[str], scores: Sequence[Score]) -> tuple[Coordinated, ...]:
    """Every case under every coordination block of the rubric."""
    own: dict[str, list[Score]] = {name: [] for name in names}
    for score in scores:
        own[score.case].append(score)
    return tuple(
        coordinate(
            name,
            rubric,
            block,
            {s.ref: s.value for s in own[name]},
            {s.ref: s.state != "not-applicable" for s in own[name]},
        )
        for block in rubric.coordination
        for name in names
    )


def _number(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


# --- to and from JSON ------------------------------------------------------------------------


def _to_data(evaluation: Evaluation) -> dict[str, Any]:
    standard = evaluation.standard
    return {
        "schema": SCHEMA,
        "evalkit": evaluation.evalkit,
        "as_of": evaluation.as_of.isoformat(),
        "seed": evaluation.seed,
        "rubric": {
            "id": standard.rubric.rubric, "version": standard.rubric.version, "sha256": standard.sha256,
            "file": standard.file, "places": _places(standard.places),
            "definition": _definition(standard.rubric), **_weighed_data(standard.weighed),
        },
        "cases": [_case_data(file) for file in evaluation.files],
        "scores": [asdict(score) for score in evaluation.scores],
        "ratings": [asdict(row) for row in evaluation.ratings.rows],
        "consensus": [asdict(agreed) for agreed in evaluation.ratings.agreed.values()],
        "measures": [asdict(item) for item in evaluation.measured],
        "analyses": asdict(evaluation.analyses),
        "findings": [_finding_data(finding) for finding in evaluation.findings],
    }  # fmt: skip


def _weighed_data(file: WeightsFile | None) -> dict[str, Any]:
    if file is None:
        return {}
    return {"weighed": {"file": file.file, "sha256": file.sha256, "definition": _definition(file.weights)}}


def _definition(part: Any) -> Any:
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _places(places: Mapping[str, tuple[int, int]]) -> dict[str, list[int]]:
    return {key: list(place) for key, place in sorted(places.items())}


def _case_data(file: CaseFile) -> dict[str, Any]:
    case = file.case
    facets = {name: list(values) for name, values in case.facet_values().items()}
    return {
        "id": case.case, "sha256": file.sha256, "region": _definition(case.region), "facets": facets,
        "file": file.file, "places": _places(file.places), "definition": _definition(case),
    }  # fmt: skip


def _finding_data(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code, "severity": str(finding.severity), "message": finding.message("en"),
        "message_zh": finding.message("zh"), "help": finding.way_out("en"), "help_zh": finding.way_out("zh"),
        "file": finding.span.file, "line": finding.span.line, "column": finding.span.column,
        "case": finding.case, "ref": finding.ref, "values": dict(finding.values),
    }  # fmt: skip


def _from_data(data: Any) -> Evaluation:
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise ValueError(f"not an evaluation of schema {SCHEMA}")
    own = data["rubric"]
    weighed = own.get("weighed")
    standard = RubricFile(
        Rubric.model_validate(own["definition"]), own["file"], own["sha256"], _tuples(own["places"]),
        weighed and WeightsFile(Weights.model_validate(weighed["definition"]), weighed["file"], weighed["sha256"]),
    )  # fmt: skip
    files = tuple(
        CaseFile(Case.model_validate(c["definition"]), c["file"], c["sha256"], _tuples(c["places"]))
        for c in data["cases"]
    )
    agreed = [Consensus(**c) for c in data["consensus"]]
    table = RatingTable(tuple(Row(**row) for row in data["ratings"]), {(c.case, c.ref): c for c in agreed})
    analyses = data["analyses"]
    return Evaluation(
        data["evalkit"], date.fromisoformat(data["as_of"]), data["seed"], standard, files,
        tuple(Score(**score) for score in data["scores"]), table,
        tuple(_measured(item) for item in data["measures"]),
        Analyses(
            tuple(Standing(**s) for s in analyses["standings"]),
            tuple(replace(Lead(**lead), cases=tuple(lead["cases"])) for lead in analyses["leads"]),
            tuple(replace(GroupMean(**group), cases=tuple(group["cases"])) for group in analyses["groups"]),
            analyses["ahead"],
            tuple(_coordinated(item) for item in analyses.get("coordination", ())),
            tuple(Agreement(**item) for item in analyses.get("agreement", ())),
        ),
        tuple(
            Finding(f["code"], Span(f["file"], f["line"], f["column"]), _values(f["values"]), f["case"], f["ref"])
            for f in data["findings"]
        ),
    )  # fmt: skip


def _coordinated(item: dict[str, Any]) -> Coordinated:
    systems = tuple(
        SystemValue(s["system"], s["value"], s["coverage"], tuple(Part(**part) for part in s["parts"]))
        for s in item["systems"]
    )
    return Coordinated(**{**item, "systems": systems, "obstacles": tuple(Obstacle(**o) for o in item["obstacles"])})


def _values(values: Mapping[str, Any]) -> tuple[tuple[str, Value], ...]:
    return tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in sorted(values.items()))


def _tuples(places: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, int]]:
    return {key: (place[0], place[1]) for key, place in places.items()}


def _measured(item: dict[str, Any]) -> Measured:
    used = Entry(**item["used"]) if item["used"] else None
    return Measured(**{**item, "used": used, "series": tuple(Entry(**entry) for entry in item["series"])})
