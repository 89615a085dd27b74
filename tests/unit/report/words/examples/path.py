"""What a case declares about itself."""

from __future__ import annotations

from evalkit.report.sections.path import Declared

FACTS: dict[str, tuple[object, ...]] = {
    "facet_item": (
        Declared("City cluster", ("Yangtze Delta", "Greater Bay Area"), ""),
        Declared("Kind of region", ("developed",), "It says so"),
    ),
}
