"""Where the plans lie: a tile a region, neighbours kept where the grid allows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.model.tiles import Tile
from evalkit.report import charts, facts
from evalkit.report.charts import Filled
from evalkit.report.charts.tiles import provinces
from evalkit.report.context import Context
from evalkit.report.model import Block, Chart, Paragraph, runs


@dataclass(frozen=True, slots=True)
class Located:
    """How many regions of a layout have a score, and how many plans with one are not on it:
    ``uncoded``, whose region has no code, and ``elsewhere``, whose code has no tile. ``told``:
    whether a note says so, and not the caption."""

    n: int
    of: int
    uncoded: int
    elsewhere: int
    told: bool

    @property
    def away(self) -> int:
        """How many are not on it, for either reason."""
        return self.uncoded + self.elsewhere


def located(ctx: Context, layout: Sequence[Tile] | None = None, *, told: bool = False) -> Located:
    """How many of the plans with a score lie on a layout, which is that of China's provincial
    regions where none is given."""
    tiles = provinces() if layout is None else layout
    known = {tile.region for tile in tiles}
    files = ctx.evaluation.file_of
    codes = [files[case].case.region.code or "" for case in facts.totals(ctx.results)]
    return Located(
        n=len(known.intersection(codes)),
        of=len(tiles),
        uncoded=codes.count(""),
        elsewhere=sum(code not in known for code in codes if code),
        told=told,
    )


def drawn(
    ctx: Context, layout: Sequence[Tile] | None = None, *, told: bool = False
) -> tuple[Chart, ...]:
    """Totals on a grid of tiles; ``layout``: that of China's provincial regions where none is
    given; ``told``: whether a note says which plans are not on it. Nothing where no case's region
    has a tile. Of several plans of a region the newest is shown."""
    tiles = provinces() if layout is None else layout
    known = {tile.region for tile in tiles}
    totals = facts.totals(ctx.results)
    code_of = {case: ctx.evaluation.file_of[case].case.region.code or "" for case in totals}
    older = {case for own in facts.repeated(ctx.results) for case in own[:-1]}
    shown = [case for case in totals if code_of[case] in known and case not in older]
    if not shown or not charts.available():
        return ()
    names = dict(zip(shown, ctx.short_regions(shown), strict=True))
    of_code = {code_of[case]: case for case in shown}
    filled = []
    for tile in tiles:
        case = of_code.get(tile.region)
        value = ctx.units.shown(totals[case]) if case else None
        name = names[case] if case else tile.name(ctx.lang)
        filled.append(Filled(name, tile.column, tile.row, value))
    caption = ctx.caption(ctx.words.tile_map.located(located(ctx, tiles, told=told)))
    items = [f"{names[case]} {ctx.score(totals[case]).text()}" for case in shown]
    alt = ctx.described(ctx.labels["c-map"], items)
    key = (ctx.labels["bin-below"], ctx.labels["bin-between"], ctx.labels["bin-from"])
    return (charts.tile_map("c-map", caption, alt, filled, key, ctx.units),)


def compared(ctx: Context, layout: Sequence[Tile] | None = None) -> tuple[Block, ...]:
    """The tiles, and how to read them."""
    held = layout or ctx.tiles or None
    made = drawn(ctx, held, told=True)
    if not made:
        return ()
    said = ctx.words.tile_map.outlined(located(ctx, held, told=True))
    return (*made, Paragraph(runs(ctx.labels["map-note"], ctx.grammar.gap, said)))
