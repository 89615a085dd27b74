"""Gaps between regions."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.gaps.facts import (
    BehindFact,
    GapFact,
    LackFact,
    LeftOutFact,
    MeansFact,
    Moved,
    NoSlopeFact,
    RemarkFact,
    ScoreGapFact,
    SlopeFact,
    VariationFact,
    YearsFact,
)
from evalkit.report.sections.gaps.ridges import RidgesFact

NARROWED = Moved(0.33, 0.31, "narrowed", True)
STILL = Moved(0.207, 0.208, "still", True)
WIDENED = Moved(0.2, 0.3, "widened", False)
GAP = GapFact("R&D intensity", "Macro-region", 31, 2019, 2023, NARROWED, STILL, 0.67, True)
GROUPS = (("East", 10, 3.27, 2.8), ("West", 1, 1.32, 1.14))
MEANS = MeansFact("R&D intensity", "% of GDP", 2, 2023, 2019, GROUPS, 1.95, 1.66, True)
ALONE = tuple((label, n, mean, None) for label, n, mean, _ in GROUPS)
SLOPE = SlopeFact(2019, 2023, -0.013, 0.009, caught=True, clear=False)
BEHIND = BehindFact(
    title="R&D intensity",
    unit="% of GDP",
    decimals=2,
    value=1.34,
    of=2005,
    note="the nation's level",
    at="2(3)¶1",
    year=2023,
    n=31,
    below=True,
    regions=("Tibet", "Hainan"),
)
NO_SLOPE = ("one-year", "few", "zero", "same")
FACTS: dict[str, tuple[object, ...]] = {
    "compared": (
        GAP,
        replace(GAP, between=NARROWED, apart=False),
        replace(GAP, whole=WIDENED, between=WIDENED, apart=False),
        replace(GAP, first=None),
    ),
    "remark": (RemarkFact("The gap holds all back", "4(1)¶1"), RemarkFact("It matters", "")),
    "means": (
        MEANS,
        replace(MEANS, ends_before=("West", "East")),
        replace(MEANS, groups=ALONE, first=None, apart_before=None, unit="km", in_points=False),
    ),
    "slope": (
        SLOPE,
        replace(SLOPE, caught=False),
        replace(SLOPE, clear=True),
        replace(SLOPE, caught=False, clear=True),
    ),
    "behind": (
        BEHIND,
        replace(BEHIND, regions=()),
        replace(BEHIND, regions=(), below=False),
        replace(BEHIND, below=False, of=None),
        replace(BEHIND, note="", at=""),
        replace(BEHIND, note=""),
        replace(BEHIND, note="", of=None),
        replace(BEHIND, note="", of=None, at=""),
    ),
    "no_slope": tuple(NoSlopeFact("R&D intensity", why) for why in NO_SLOPE),
    "variation": (
        VariationFact(2019, 2023, NARROWED, None),
        VariationFact(2019, 2023, NARROWED, each=True),
        VariationFact(2019, 2023, WIDENED, each=False),
        VariationFact(2019, 2023, STILL, None),
        VariationFact(2019, 2023, STILL, None, (2021, 0.9)),
    ),
    "lack": (
        *(
            LackFact("R&D intensity", "Macro-region", why, 3, 10, scores)
            for why in ("few", "groups", "negative", "zero", "unknown")
            for scores in (False, True)
        ),
        LackFact("Balance", "Macro-region", "negative", 12, 10, year=2023),
    ),
    "few": (
        LackFact("R&D intensity", "Macro-region", "few", 5, 10),
        LackFact("total", "Macro-region", "few", 5, 10, scores=True),
    ),
    "left_out": (
        LeftOutFact("Macro-region", ("Anhui",), ("Tibet", "Hainan")),
        LeftOutFact("Macro-region", ("Anhui",), ()),
        LeftOutFact("Macro-region", (), ("Tibet",)),
        LeftOutFact("Macro-region", (), ("Tibet",), scores=True),
        LeftOutFact("Macro-region", (), ("Tibet",), year=2023),
    ),
    "years_left_out": (
        YearsFact((2018, 2020), (), ()),
        YearsFact((2018,), (2019, 2021), ()),
        YearsFact((2018,), (), (2022,)),
        YearsFact((), (2019,), (2022, 2023)),
        YearsFact((), (), (2022,)),
    ),
    "compared_scores": (
        ScoreGapFact("Total", "Level of development", 12, 0.043, 0.6, alike=False),
        ScoreGapFact("Total", "Level of development", 12, 0.0, 0.0, alike=True),
    ),
    "ridges": (
        RidgesFact("R&D intensity", "% of GDP", 1, 31, 2019, 2023, ((1.4, 1.6), (1.5, 2.0))),
        RidgesFact("R&D intensity", "km", 1, 4, 2019, 2023, None),
    ),
}
