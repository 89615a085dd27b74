"""Plans by facet."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.groups import Divided

TOLD = Divided(True, "Kind of region", (), "Less developed", 4, 0.43, 8, 0.05, True, True)
FACTS: dict[str, tuple[object, ...]] = {
    "divided": (
        TOLD,
        replace(TOLD, alike=("Belt", "City cluster"), below=False, only=False, n=1, n_rest=11),
        replace(TOLD, told=False),
    ),
}
