"""What a page needs to score its cases under other weights, as plain data."""

from __future__ import annotations

import math

from evalkit.model.fields import in_language
from evalkit.report.context import Context
from evalkit.report.model import Node, Tuning
from evalkit.scoring.tree import counted_leaves


def weights_panel(ctx: Context) -> Tuning | None:
    """The data of an evaluation whose total has parts to weigh; None where there are no cases or no
    parts."""
    results, evaluation = ctx.results, ctx.results.evaluation
    held, rubric = evaluation.leaves, evaluation.rubric
    tree = held.tree
    if not evaluation.files or len(tree.refs) < 3:
        return None
    codes = {ref: node.code for ref, _, node in rubric.walk()}
    counted = {tree.refs[n] for n in counted_leaves(tree)}
    groups = {group.ref: group for group in tree.groups}
    nodes = []
    for ref, weight, counts in zip(tree.refs, tree.weights.tolist(), tree.counts, strict=True):
        group = groups.get(ref)
        moves = ref in counted or any(leaf.startswith(f"{ref}.") for leaf in counted)
        nodes.append(
            Node(
                ref,
                f"{codes.get(ref, '')} {ctx.titles.get(ref, '')}".strip(),
                weight,
                bool(counts),
                group.aggregation if group else "",
                group.children if group else (),
                moves and ref != "overall",
                max(5.0, float(math.ceil(2 * weight))),
                group.least if group else 0.0,
            )
        )
    cases = []
    for file, scores, applicable in zip(
        evaluation.files, held.scores.tolist(), held.applicable, strict=True
    ):
        values = tuple(
            "na" if not applies else None if math.isnan(score) else score
            for score, applies in zip(scores, applicable, strict=True)
        )
        cases.append((file.case.case, ctx.region(file.case.case), values))
    standing = {s.case: (s.rank_low, s.rank_high) for s in results.standings}
    method = rubric.method
    return Tuning(
        rubric.pin,
        f"{rubric.rubric}-weights.yaml",
        tuple(nodes),
        tuple(cases),
        tuple(standing[case] for case, _, _ in cases),
        tuple((band.from_, in_language(band.label, ctx.lang)) for band in rubric.bands),
        tuple(_fixed_grade(ctx, case) for case, _, _ in cases),
        tree.by_count,
        tree.withholds,
        method.ranges.weights,
        min(method.ranges.draws, 500),
        method.ranges.within,
        ctx.units,
    )


def _fixed_grade(ctx: Context, case: str) -> str | None:
    """The grade that a case has whatever is weighed, a dash where it is open; None where its score
    decides."""
    own = ctx.evaluation.graded[case]
    if own.failed and own.grade is not None:
        return in_language(own.grade.label, ctx.lang)
    return "—" if own.open else None
