"""What was done to measured values before they are scored."""

from __future__ import annotations

from typing import Any

from evalkit.report.preparation import Amount, Done
from evalkit.report.sections.prepared import Dividing, Imputing, Screening, Treating

RAW, PER, BARE = Amount(12.0, 2, "patents"), Amount(150.94, 2, "patents"), Amount(-1.181, 3)
BY: dict[str, Any] = {"by": "Population", "divisor": Amount(795.0, 2, "persons"), "year": 2023}
SHAPE: dict[str, Any] = {"skew": 3.7, "kurtosis": 13.79}
STEPS = (
    Done("screen", RAW, None, has=1, of=4),
    Done("screen", RAW, None, has=2, of=4),
    Done("per", RAW, PER, times=10000.0, **BY),
    Done("per", RAW, PER, **BY),
    Done("per", RAW, None, by="Population"),
    Done("per", RAW, None, by="Population", divisor=Amount(0.0, 0, "persons"), year=2023),
    Done("impute", None, PER, method="mean", n=7),
    Done("impute", None, PER, method="median", n=1),
    Done("impute", None, PER, method="group-mean", n=4, group="Development: weak"),
    Done("impute", None, PER, method="group-median", n=1, group="Development: weak"),
    Done("impute", RAW, RAW, method="last", since=2021, until=2023),
    Done("impute", RAW, RAW, method="linear", since=2021, until=2023),
    Done("impute", RAW, None, since=2012, until=2023),
    Done("impute", None, RAW, method="em", rounds=17),
    Done("impute", None, RAW, method="em", rounds=10000, settled=False),
    Done("winsorise", Amount(4000.0, 2, "yuan"), Amount(57.38, 2, "yuan"), **SHAPE),
    Done("log", RAW, BARE, **SHAPE),
    Done("box-cox", RAW, BARE, power=-0.1261, **SHAPE),
    *(
        Done("cap", Amount(12.0, 1, "%"), Amount(9.0, 1, "%"), end=end)
        for end in ("goalpost", "start", "target", "step", "mean-less", "mean-more")
    ),
)

FACTS: dict[str, tuple[object, ...]] = {
    "step_item": STEPS,
    "why_item": STEPS,
    "mark_item": STEPS,
    "told": (STEPS[2:3], (STEPS[2], STEPS[6], STEPS[15])),
    "screening": (
        Screening(0.65, False, (), 0),
        Screening(0.65, True, ("A", "B"), 0),
        Screening(0.65, False, ("A", "B"), 3),
    ),
    "dividing": (
        Dividing((("Patents", "Population", 1.0),), 30, 0),
        Dividing((("Patents", "Population", 10000.0), ("Budget", "GDP", 1.0)), 29, 1),
        Dividing((("Patents", "Population", 1.0),), 1, 2),
    ),
    "imputing": (
        *(
            Imputing(method, "Development", "all", 0, 7, 0)
            for method in ("mean", "median", "group-mean", "group-median", "linear", "em")
        ),
        Imputing("em", "", "pillar", 0, 1, 2),
        Imputing("last", "", "all", 0, 0, 0),
        Imputing("last", "", "all", 3, 2, 1),
    ),
    "treating": (
        Treating(2, 3.5, 5, "log", (("Trade", 1),), ()),
        Treating(2, 3.5, 1, "box-cox", (), (("Trade", -0.1), ("Patents", None))),
        Treating(2, 3.5, 5, "none", (), ()),
        Treating(2, 3.5, 0, "log", (), (("Trade", None),)),
        Treating(2, 3.5, 0, "box-cox", (), ()),
        Treating(2, 3.5, 0, "none", (), ()),
    ),
}
