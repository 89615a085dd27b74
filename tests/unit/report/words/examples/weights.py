"""Second opinions on the ranking."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.weights import SecondOpinions

WIDE = (("Hebei", 2, 5), ("Henan", 4, 7))
SOME = SecondOpinions(6, (), "Anhui", 4, False, (("Hebei", 1), ("Henan", 1)), WIDE[:1], 1, 3)
FACTS: dict[str, tuple[object, ...]] = {
    "second_opinions": (
        SOME,
        replace(SOME, n_first=6, by_all=True, others=(), widest=WIDE, n_widest=2),
        replace(SOME, widest=(), n_widest=9, by=1),
        replace(SOME, widest=(), n_widest=0, by=0),
        replace(SOME, always=("Anhui", "Hebei")),
        replace(SOME, shared=True),
    ),
}
