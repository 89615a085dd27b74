"""A group of plans beside the others."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.peers.group import CommonFact, EverywhereFact, Standing
from evalkit.report.sections.peers.promises import SilentFact

GROUP = Standing(
    title="Less developed",
    regions=("A", "B", "C"),
    n_rest=9,
    unscored=(),
    mean=0.35,
    high=0.4,
    highest=("A",),
    low=0.3,
    lowest=("B", "C"),
    alike=False,
    rest=0.38,
    beside="below",
    apart=0.03,
)
COMMON = CommonFact(True, 5, True, (("Clear goals", 3, 3, 1, 9), ("Owners", 2, 3, 0, 9)))
FACTS: dict[str, tuple[object, ...]] = {
    "who": (GROUP, replace(GROUP, n_rest=1), replace(GROUP, n_rest=0)),
    "stand": (
        GROUP,
        replace(GROUP, beside="above", unscored=("C",)),
        replace(GROUP, beside="like", apart=0.01, unscored=("B", "C")),
        replace(GROUP, alike=True, high=0.35, low=0.35, rest=None, beside=""),
    ),
    "common": (COMMON, replace(COMMON, ahead=False, n=1, more=False, named=COMMON.named[:1])),
    "everywhere": (
        EverywhereFact(12, ("Clear goals", "Owners"), True, "Mentioned", False),
        EverywhereFact(1, ("Clear goals",), False, "Absent", True),
    ),
    "silent": (SilentFact(("R&D intensity", "Patents"), False), SilentFact(("Patents",), True)),
    "nobody": (("Clear goals",), ("A1", "B1", "C1", "D1", "E1")),
}
