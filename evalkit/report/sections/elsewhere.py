"""Results from elsewhere beside ours: how far each node is apart, and which ranks differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.elsewhere import Apart, Beside, RankApart
from evalkit.report.context import Context
from evalkit.report.model import Block, Paragraph, Run
from evalkit.report.numbers import number
from evalkit.report.table import Cols, table

HUNDRED = 100
FINEST = 6  # decimals shown
SHOWN = 8  # names in a sentence


@dataclass(frozen=True, slots=True)
class BesideFact:
    """All in one. ``cases`` and ``nodes`` are compared; ``top``: of their scale, 0 of values
    of an index; ``decimals``: of
    their figures; ``same``: whether nothing differs by more than rounding; the ``largest``
    difference, in points of 100 with ``places`` decimals, is on ``node``, the ``whole`` or a part,
    in ``case``; ``apart``: of how many ``ranked`` cases the rank differs; ``anew``: whether ranks
    are among these only; ``scored``: scores that only one of the two has."""

    cases: int
    nodes: int
    top: int
    decimals: int
    same: bool
    largest: float
    places: int
    node: str
    whole: bool
    case: str
    apart: int
    ranked: int
    anew: bool
    scored: int


@dataclass(frozen=True, slots=True)
class OutsideFact:
    """What is not compared: ``kind`` lacking (cases without a row there), strangers (rows there of
    no case) or left-out (nodes without a column there)."""

    kind: str
    names: tuple[str, ...]
    more: int


def beside_fact(ctx: Context, beside: Beside) -> BesideFact | None:
    """What is said of all; None where nothing can be compared."""
    compared = [node for node in beside.nodes if node.n]
    if not compared:
        return None
    most = max(compared, key=lambda node: node.largest or 0.0)
    one_only = {(node.ref, c) for node in beside.nodes for c in (*node.only_here, *node.only_there)}
    return BesideFact(
        cases=max(node.n for node in compared),
        nodes=len(compared),
        top=0 if ctx.rubric.is_index else int(beside.scale),
        decimals=beside.decimals,
        same=beside.same,
        largest=_top(ctx) * (most.largest or 0.0),
        places=_places(ctx, beside),
        node=ctx.title(most.ref),
        whole=most.ref == "overall",
        case=ctx.region(most.case or ""),
        apart=len(beside.ranks),
        ranked=beside.ranked,
        anew=beside.among,
        scored=len(one_only),
    )


def outside_facts(ctx: Context, beside: Beside) -> tuple[OutsideFact, ...]:
    """What is not compared, by its kind."""
    held = (
        ("lacking", [ctx.region(case) for case in beside.lacking]),
        ("strangers", list(beside.strangers)),
        ("left-out", [ctx.title(ref) for ref in beside.left_out]),
    )
    return tuple(
        OutsideFact(kind, tuple(names[:SHOWN]), max(len(names) - SHOWN, 0))
        for kind, names in held
        if names
    )


def _top(ctx: Context) -> int:
    """What a score of 1 is shown as: values of an index are shown as they are."""
    return 1 if ctx.rubric.is_index else HUNDRED


def _places(ctx: Context, beside: Beside) -> int:
    """Decimals, of what is shown, in which a difference shows that is just one of rounding."""
    own = beside.decimals + 1 - (2 if beside.scale < _top(ctx) else 0)
    return min(max(own, 1), FINEST)


def asked(ctx: Context, beside: Beside) -> Sequence[Block]:
    """Sentences, the nodes, and the ranks that differ."""
    words = ctx.words.elsewhere
    fact = beside_fact(ctx, beside)
    if fact is None:
        return (ctx.note("elsewhere-nothing"),)
    blocks: list[Block] = [Paragraph(words.beside(fact))]
    blocks += [Paragraph(words.outside(own)) for own in outside_facts(ctx, beside)]
    blocks.append(nodes_table(ctx, beside))
    if beside.ranks:
        columns: Cols[RankApart] = (
            ctx.col("code", lambda own: own.case),
            ctx.col("region", lambda own: ctx.region(own.case)),
            ctx.col("#elsewhere-here", lambda own: number(own.here)),
            ctx.col("#elsewhere-there", lambda own: number(own.there)),
        )
        blocks.append(table(ctx.labels["elsewhere-ranks"], beside.ranks, columns))
    return blocks


def nodes_table(ctx: Context, beside: Beside) -> Block:
    """A row a node: the largest difference and where it is, on 0 to 100."""
    places, top = _places(ctx, beside), _top(ctx)

    def points(value: float | None) -> Run:
        return number(None if value is None else top * value, places)

    columns: Cols[Apart] = (
        ctx.col("elsewhere-node", lambda own: ctx.with_code(own.ref)),
        ctx.col("#elsewhere-cases", lambda own: number(own.n)),
        ctx.col("#elsewhere-largest", lambda own: points(own.largest)),
        ctx.col("elsewhere-in", lambda own: ctx.region(own.case) if own.case else "—"),
        ctx.col("#elsewhere-here", lambda own: points(own.here)),
        ctx.col("#elsewhere-there", lambda own: points(own.there)),
        ctx.col(
            "#elsewhere-only",
            lambda own: number(len(own.only_here) + len(own.only_there)),
            any(node.only_here or node.only_there for node in beside.nodes),
        ),
        ctx.col("elsewhere-same", lambda own: ctx.labels["yes" if own.same else "no"]),
    )
    label = "elsewhere-values" if ctx.rubric.is_index else "elsewhere-nodes"
    return table(ctx.labels[label], beside.nodes, columns)
