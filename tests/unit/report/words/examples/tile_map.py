"""Where the plans lie."""

from __future__ import annotations

from evalkit.report.sections.tile_map import Located

FACTS: dict[str, tuple[object, ...]] = {
    "located": (
        Located(12, 31, 0, 0, told=False),
        Located(3, 31, 1, 0, told=False),
        Located(3, 31, 1, 1, told=True),
    ),
    "outlined": (
        Located(12, 31, 0, 0, told=True),
        Located(12, 31, 1, 0, told=True),
        Located(12, 31, 0, 2, told=True),
        Located(12, 31, 2, 1, told=True),
    ),
}
