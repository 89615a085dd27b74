"""Results from elsewhere beside ours."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.elsewhere import BesideFact, OutsideFact

APART = BesideFact(14, 7, 100, 2, False, 1.25, 3, "Input", False, "Norway", 2, 14, True, 3)
SAME = replace(APART, same=True, apart=0, anew=False)
FACTS: dict[str, tuple[object, ...]] = {
    "beside": (
        APART,
        replace(APART, whole=True),
        replace(APART, top=0),
        replace(APART, apart=0, scored=0, anew=False, decimals=0),
        replace(APART, apart=0, ranked=0, scored=1),
        SAME,
        replace(SAME, ranked=1),
        replace(SAME, ranked=0),
    ),
    "outside": (
        OutsideFact("lacking", ("Norway",), 0),
        OutsideFact("strangers", ("XX", "YY"), 3),
        OutsideFact("left-out", ("Input", "Output"), 0),
    ),
}
