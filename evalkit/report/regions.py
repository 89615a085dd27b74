"""A region's code in; its name in a report's language out."""

from __future__ import annotations

from evalkit.report.context import Context


def name_of_code(ctx: Context, code: str) -> str:
    """What the region with this code is called: as a case or the list of regions names it, else
    the code itself."""
    named = (f.case.region.name for f in ctx.evaluation.files if f.case.region.code == code)
    return ctx.say(next(named, None)) or ctx.evaluation.names(ctx.lang).get(code, code)
