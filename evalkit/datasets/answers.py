"""What is asked of an evaluation, as tables: sensitivity, raters, systems, outcomes, the rubric
itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from evalkit.analysis.agreement import Agreement
from evalkit.analysis.changes import Succession
from evalkit.analysis.components import Components
from evalkit.analysis.distributions import Distribution
from evalkit.analysis.effects import Effects
from evalkit.analysis.levels import levels_of
from evalkit.analysis.results import Data, Results
from evalkit.analysis.sensitivity import Outlook
from evalkit.analysis.settling import unsettled as left_unsettled
from evalkit.analysis.weighting import Opinion, Weighing
from evalkit.datasets.model import Dataset, Row, dataset, said, several
from evalkit.evidence.text import Plans
from evalkit.report.context import context_of
from evalkit.report.sections.agreement import disagreements
from evalkit.scoring.weights import parts_of


def sensitivity(found: Sequence[Outlook], moved: Sequence[Effects]) -> tuple[Dataset, ...]:
    """Scores and ranks under assumptions, and which of these moves them."""
    names = ("case", "low", "middle", "high", "rank_low", "rank_high")
    ranges = ({name: getattr(own, name) for name in names} for own in found)
    ranks = (
        {"case": own.case, "rank": n, "likelihood": share}
        for own in found
        for n, share in enumerate(own.ranks, start=1)
    )
    effects = ({"result": own.result, **asdict(effect)} for own in moved for effect in own.effects)
    made = (("ranges", ranges), ("rank-likelihoods", ranks), ("effects", effects))
    return tuple(dataset(name, rows) for name, rows in made)


def influence(results: Results) -> tuple[Dataset, Dataset]:
    """What leaving out does, and stated weight beside influence."""
    left = (
        {
            "ref": own.ref,
            "places": own.places,
            "moved": own.moved,
            "shift": own.shift,
            "leaders": several(own.first),
        }
        for own in results.left_out
    )
    weighed = (asdict(own) for own in results.influence)
    return dataset("left-out", left), dataset("influence", weighed)


def raters(results: Results) -> tuple[Dataset, Dataset]:
    """How far raters agree, and the disagreements, those that move a total most first."""
    rows = (
        {"case": own.case, "ref": own.ref, "rater": rater, "level": level, "effect": own.effect}
        for own in disagreements(context_of(results, "en"))
        for rater, level, _, _ in own.given
    )
    return dataset("agreement", map(_agreement, results.agreement)), dataset("disagreements", rows)


def unsettled(results: Results, case: str) -> Dataset:
    """What raters of a case have left to settle, a row a rating, what moves its total most
    first."""
    file = results.evaluation.file_of[case]
    rows = (
        {
            "case": case,
            "ref": own.ref,
            "rater": row.rater,
            "state": row.state,
            "level": row.level,
            **said("because", row.rating.because),
            "effect": own.effect,
            "file": span.file,
            "line": span.line,
        }
        for own in left_unsettled(results.evaluation, case)
        for row in own.rows
        for span in (file.span(f"ratings/{row.criterion}/{row.n}"),)
    )
    return dataset("unsettled", rows)


def _agreement(own: Agreement) -> Row:
    same = ("scope", "name", "n_units", "n_pairs", "identical", "within_one", "kappa", "icc_one")
    return {
        **{name: getattr(own, name) for name in (*same, "icc_all")},
        **{f"alpha_{metric}": value for metric, value in own.alpha.items()},
        "alpha_low": own.low,
        "alpha_high": own.high,
        "squares": own.squares.all if own.squares else None,
        "squares_raters": own.squares.raters if own.squares else None,
        "squares_units": own.squares.units if own.squares else None,
        "ticks_identical": own.checks.identical if own.checks else None,
        "ticks_alpha": own.checks.alpha if own.checks else None,
        **own.further,
        "n_whole": own.n_whole,
        "few": own.few,
        "undefined": several(f"{name}: {why}" for name, why in own.why.items()),
    }


def coordination(results: Results) -> tuple[Dataset, ...]:
    """Coordinations, their systems, and what holds them back."""
    found = results.coordination
    names = ("case", "block", "coupling", "development", "degree", "apart")
    wholes = (
        {
            **{name: getattr(own, name) for name in names},
            "band": own.band or None,
            "ahead": several(own.ahead),
            "behind": several(own.behind),
        }
        for own in found
    )
    systems = (
        {"case": own.case, "block": own.block, "system": s.system, "value": s.value}
        | {"coverage": s.coverage, "lacking": dict(own.lacking).get(s.system)}
        for own in found
        for s in own.systems
    )
    obstacles = (
        {"case": own.case, "block": own.block, **asdict(o)} for own in found for o in own.obstacles
    )
    made = (("coordination", wholes), ("systems", systems), ("obstacles", obstacles))
    return tuple(dataset(name, rows) for name, rows in made)


def consistency(results: Results) -> tuple[Dataset, Dataset]:
    """Consistency indices and their variables."""
    found = results.consistency
    indices = (
        {"case": own.case, "block": own.block, "index": own.index, "concavity": own.concavity}
        | {"band": own.band or None}
        for own in found
    )
    variables = (
        {
            "case": own.case,
            "block": own.block,
            "variable": v.variable,
            "value": v.value,
            "n_met": float(v.met),
            "n_known": v.known,
            "n_applicable": v.applicable,
        }
        for own in found
        for v in own.variables
    )
    return dataset("consistency", indices), dataset("consistency-variables", variables)


def weights(
    results: Results, of: str, found: Sequence[Weighing], opinions: Sequence[Opinion]
) -> tuple[Dataset, Dataset]:
    """Weights of a node's parts, and the rankings that follow."""
    parts = parts_of(results.evaluation.rubric, of)
    given = (
        {"method": own.method, "ref": ref, "share": share}
        for own in found
        for ref, share in zip(parts, own.weights, strict=False)
    )
    ranked = (
        {"method": own.method, "case": case, "rank": rank, "ranked_by": value}
        for own in opinions
        for case, rank, value in zip(results.scored.cases, own.ranks, own.values, strict=True)
    )
    return dataset("weights", given), dataset("rankings", ranked)


def outcomes(results: Results) -> tuple[Dataset, Dataset]:
    """Plans beside outcomes, and targets on their path."""
    placed = (
        {
            "outcome": field.outcome,
            "case": own.case,
            "plan_score": own.plan,
            "outcome_score": own.outcome,
            "quadrant": own.quadrant,
            "near": own.near,
        }
        for field in results.outcome_fields
        for own in field.cases
    )
    courses = []
    for own in results.courses:
        row = asdict(own)
        row["id_of_commitment"], row["target"] = row.pop("id"), row.pop("value")
        courses.append(row)
    return dataset("outcomes", placed), dataset("targets", courses)


def coherence(results: Results) -> tuple[Dataset, ...]:
    """How criteria behave over the cases."""
    found = results.coherence
    items = (
        {
            "ref": own.ref,
            "pillar": own.pillar,
            "n_cases": own.n,
            "n_values": own.values,
            "rest": own.rest,
            "alpha_without": own.alpha_without,
            "enough": own.enough,
        }
        for own in found.items
    )
    pairs = (
        {"ref": own.a, "other_ref": own.b, "correlation": own.correlation, "n_cases": own.n}
        for own in found.pairs
    )
    scales = (
        {"pillar": own.ref, "items": own.items, "n_cases": own.n, "alpha": own.alpha}
        for own in found.scales
    )
    made = (("coherence", items), ("pairs", pairs), ("scales", scales))
    return tuple(dataset(name, rows) for name, rows in made)


def data(found: Data) -> tuple[Dataset, ...]:
    """The data before anything is concluded from them."""
    pairs = (
        {
            "ref": own.a,
            "other_ref": own.b,
            "relation": own.kind,
            "of_node": own.of or None,
            "n_cases": own.n,
            "r": own.r,
            "p": own.p,
            "flag": own.flag or None,
        }
        for own in found.correlations.pairs
    )
    spread = [_distribution(own) for own in found.distributions]
    weighed = (
        {
            "of_node": own.ref,
            "ref": part.ref,
            "n_cases": own.n,
            "share": part.weight,
            "effective": part.effective,
            "r": part.correlation,
            "importance": part.share,
            "error": part.error,
            "optimised": part.optimised,
            "optimised_reached": own.by_weight.reached if own.by_weight.weights else None,
            "equalised": part.equal,
            "equalised_reached": own.alike.reached if own.alike.weights else None,
        }
        for own in found.importance
        for part in own.parts
    )
    scales = (
        {
            "of_node": own.ref,
            "items": len(own.criteria),
            "n_cases": own.n,
            "n_missing": own.left_out,
            "alpha": own.alpha,
            "alpha_standardised": own.standardised,
        }
        for own in found.reliability
    )
    items = (
        {"of_node": own.ref, "ref": c.ref, "r": c.rest, "alpha_without": c.alpha_without}
        for own in found.reliability
        for c in own.criteria
    )
    return (
        dataset("distributions", spread),
        dataset("correlations", pairs),
        dataset("importance", weighed),
        *_components(found.components),
        dataset("reliability", scales),
        dataset("scale-items", items),
    )


def _distribution(own: Distribution) -> Row:
    held: Row = {"ref": own.ref, "measured": own.measured, "n_cases": 0, "n_missing": own.missing}
    m = own.moments
    if m is None:
        return held
    names = ("mean", "sd", "least", "first_quartile", "median", "third_quartile", "most")
    shapes = {name: getattr(m, name) for name in (*names, "skewness", "kurtosis", "skewed")}
    counted = {"n_cases": m.n, "n_values": own.different, "zeros": own.zeros}
    return {**held, **shapes, **counted, "outliers": several(o.case for o in own.outliers)}


def _components(found: Sequence[Components]) -> tuple[Dataset, Dataset]:
    rows: list[Row] = []
    loads: list[Row] = []
    for own in found:
        for n, c in enumerate(own.components):
            turned = own.rotated[n] if n < own.kept else None
            at = {"of_node": own.of, "basis": own.kind, "component": n + 1}
            rows.append(
                {
                    **at,
                    "n_cases": own.n,
                    "eigenvalue": c.eigenvalue,
                    "explained": c.explained,
                    "cumulative": c.cumulative,
                    "kept": turned is not None,
                    "explained_rotated": turned.explained if turned else None,
                }
            )
            loads += [
                {
                    **at,
                    "ref": ref,
                    "loading": c.loadings[k],
                    "loading_rotated": turned.loadings[k] if turned else None,
                }
                for k, ref in enumerate(own.refs)
            ]
    return dataset("components", rows), dataset("loadings", loads)


def gaps(results: Results) -> tuple[Dataset, ...]:
    """How unequal regions are in measures and plans in scores, by each facet and year."""
    found = (*results.gaps, *results.score_gaps)
    each = [
        ({"ref": g.ref, "facet": g.facet, "year": y.year}, g, y) for g in found for y in g.years
    ]
    indices = (
        {
            **at,
            "what": own.of,
            "n_compared": len(own.compared),
            "average": y.mean,
            "gini": y.gini.total,
            "gini_within": y.gini.within,
            "gini_between": y.gini.between,
            "gini_overlap": y.gini.overlap,
            "theil": y.theil.total,
            "theil_between": y.theil.between,
            "variation": y.variation,
        }
        for at, own, y in each
    )
    groups = (
        {**at, "facet_value": group, "n_compared": n, "average": mean}
        | {"gini_inside": y.gini.inside[group]}
        for at, _, y in each
        for group, n, mean in y.groups
    )
    pairs = (
        {**at, "facet_value": a, "other_value": b, "gini_across": across}
        | {"gini_distance": y.gini.economic[a, b]}
        for at, _, y in each
        for (a, b), across in y.gini.across.items()
    )
    slopes = (
        {
            "ref": own.ref,
            "facet": own.facet,
            "first_year": min(own.values),
            "last_year": max(own.values),
            "n_compared": own.convergence.n,
            "slope": own.convergence.slope,
            "slope_error": own.convergence.error,
            "slope_chance": own.convergence.chance,
        }
        for own in found
        if own.convergence is not None
    )
    made = (("gaps", indices), ("gap-groups", groups), ("gap-pairs", pairs), ("slopes", slopes))
    return tuple(dataset(name, rows) for name, rows in made)


def levels(results: Results) -> tuple[Dataset, Dataset]:
    """Breadth and depth of criteria, and how many cases hold each level."""
    found = levels_of(results.evaluation)
    spread = (
        {"ref": own.ref, "n_cases": own.n, "breadth": own.breadth, "depth": own.depth}
        | {"alike": own.alike}
        for own in found
    )
    counts = (
        {"ref": own.ref, "level": float(at), "n_cases": n} for own in found for at, n in own.counts
    )
    return dataset("levels", spread), dataset("level-counts", counts)


def changes(found: Sequence[Succession]) -> tuple[Dataset, Dataset]:
    """Successive plans, and their criteria."""
    pairs = (
        {
            "older": own.older,
            "newer": own.newer,
            "older_day": own.older_day,
            "newer_day": own.newer_day,
            "older_rubric": own.older_pin,
            "newer_rubric": own.newer_pin,
            "before": own.before,
            "restated": own.restated,
            "after": own.after,
            "likelihood": own.ahead,
        }
        for own in found
    )
    moves = (
        {
            "older": own.older,
            "newer": own.newer,
            "ref": m.ref,
            "before": m.before,
            "after": m.after,
            "way": m.way,
            "share": m.weight,
        }
        for own in found
        for m in own.moves
    )
    return dataset("successions", pairs), dataset("moves", moves)


def advice(
    results: Results, cases: Sequence[str], plans: Plans, most: int | None = None
) -> tuple[Dataset, Dataset]:
    """What plans should write, and who does it."""
    rows: list[Row] = []
    models: list[Row] = []
    for case in cases:
        for n, own in enumerate(results.advice(case, plans)[:most], start=1):
            rows.append(
                {
                    "case": case,
                    "ref": own.ref,
                    "n": n,
                    "level": own.level,
                    "next_level": own.next_level,
                    "distance": own.distance,
                    "share": own.share,
                    "missing": several(check.id for check in own.missing),
                    "write_first": several(check.id for check in own.first),
                    "not_expected": several(check.id for check in own.not_expected),
                }
            )
            models += [
                {
                    "case": case,
                    "ref": own.ref,
                    "model_case": model.case,
                    "level": model.level,
                    "document": model.place.document,
                    "at": model.place.at or None,
                }
                for model in own.models
            ]
    return dataset("advice", rows), dataset("models", models)
