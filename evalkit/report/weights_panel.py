"""What a page needs to score its cases under other weights, as plain data."""

from __future__ import annotations

import numpy as np

from evalkit.model.fields import in_language
from evalkit.report.context import Context
from evalkit.report.model import NOT_APPLICABLE, Node, Tuning
from evalkit.scoring.tree import counted_leaves


def weights_panel(ctx: Context) -> Tuning | None:
    """The data of an evaluation whose total has parts to weigh; None where there are no cases or no
    parts."""
    results, lang = ctx.results, ctx.lang
    held = results.evaluation.leaves
    tree = held.tree
    if not results.evaluation.files or len(tree.refs) < 3:
        return None
    titles = ctx.titles
    codes = {ref: node.code for ref, _, node in results.evaluation.rubric.walk()}
    counted = {tree.refs[n] for n in counted_leaves(tree)}
    groups = {group.ref: group for group in tree.groups}
    nodes = []
    for n, ref in enumerate(tree.refs):
        group = groups.get(ref)
        moves = ref in counted or any(leaf.startswith(f"{ref}.") for leaf in counted)
        weight = float(tree.weights[n])
        title = f"{codes.get(ref, '')} {titles.get(ref, '')}".strip()
        nodes.append(
            Node(
                ref,
                title,
                weight,
                bool(tree.counts[n]),
                group.aggregation if group else "",
                group.children if group else (),
                moves and ref != "overall",
                max(5.0, float(np.ceil(2 * weight))),
            )
        )
    cases = []
    for row, file in enumerate(results.evaluation.files):
        values: list[float | str | None] = []
        for value, applies in zip(held.scores[row], held.applicable[row], strict=True):
            values.append(
                NOT_APPLICABLE if not applies else None if np.isnan(value) else float(value)
            )
        cases.append((file.case.case, ctx.region(file.case.case), tuple(values)))
    standing = {s.case: (s.rank_low, s.rank_high) for s in results.standings}
    ranges = tuple(standing[file.case.case] for file in results.evaluation.files)
    grades = tuple(
        (g.from_, in_language(g.label, lang))
        for g in sorted(results.evaluation.rubric.grades, key=lambda g: -g.from_)
    )
    method = results.evaluation.rubric.method
    return Tuning(
        results.evaluation.rubric.pin,
        f"{results.evaluation.rubric.rubric}-weights.yaml",
        tuple(nodes),
        tuple(cases),
        ranges,
        grades,
        method.coverage,
        method.ranges.weights,
        min(method.ranges.draws, 500),
        method.ranges.within,
    )
