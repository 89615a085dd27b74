"""Where the plans lie."""

from __future__ import annotations

from evalkit.report.sections.tile_map import Located

FACTS: dict[str, tuple[object, ...]] = {"located": (Located(12, 31, 0), Located(3, 31, 1))}
