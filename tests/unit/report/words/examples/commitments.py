"""What plans commit to."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.coders import CodersFact
from evalkit.report.sections.commitments import CommitmentsFact, ScopesFact, SpreadFact
from evalkit.report.sections.follow_up import EarlierFact, FollowedFact

WHOLE = CommitmentsFact(
    scope="all",
    n=40,
    figures=10,
    carry=(("figure", 10, 0.25), ("body", 1, 0.025)),
    none=("money", "baseline"),
    bound=1,
    bound_share=0.025,
    part_date=38,
    bearing=12,
    outside=28,
    left_out=3,
    alone=2,
    borrowed=(("Division of tasks", 3), ("Budget", 1)),
)
BARE = replace(
    WHOLE,
    figures=0,
    carry=(),
    none=("figure", "body"),
    bound=0,
    part_date=0,
    left_out=0,
    alone=0,
    borrowed=(),
)
VALUES = (("Supply", 6, 0.6), ("Environment", 4, 0.4))
SPREAD = SpreadFact("Instrument", VALUES, 10, 2, VALUES[:1])
CODED = CodersFact(("A", "B"), ("Chair",), 5, 2, 3, (("name", 4), ("past", 1)))
KEPT = FollowedFact(
    older="Plan of 2024",
    newer="Plan of 2025",
    n=4,
    counts=(("done", 1), ("silent", 3)),
    unsaid=1,
    apart=1,
)
FACTS: dict[str, tuple[object, ...]] = {
    "commitments": (
        WHOLE,
        replace(
            WHOLE,
            scope="figures",
            none=(),
            bound=3,
            bearing=40,
            outside=0,
            left_out=1,
            alone=1,
            borrowed=(),
        ),
        replace(WHOLE, scope="cited", n=1, part_date=1, bearing=1, outside=0),
        BARE,
        replace(BARE, n=0, left_out=2),
        replace(BARE, scope="unsaid", bearing=0, outside=40),
    ),
    "in_short": (
        WHOLE,
        replace(WHOLE, n=1, bearing=1, outside=0, figures=1, bound=0, borrowed=()),
        BARE,
        replace(BARE, bearing=0, outside=40),
    ),
    "spread": (SPREAD, replace(SPREAD, apart=0, n=1, bearing=())),
    "scopes": (
        ScopesFact((("all", ("A", "B")), ("figures", ("C",)))),
        ScopesFact((("cited", ("A",)),)),
    ),
    "coders": (
        CODED,
        replace(CODED, deciders=(), alone=0, left_out=()),
        replace(CODED, dropped=0, kept=5),
        replace(CODED, dropped=5, kept=0),
    ),
    "earlier": (
        EarlierFact("Plan of 2024", None, "old"),
        EarlierFact("Plan", 2024, "old"),
        EarlierFact("", None, "north-2025"),
    ),
    "followed": (KEPT, replace(KEPT, unsaid=0, apart=0, n=1, counts=(("partly", 1),))),
}
