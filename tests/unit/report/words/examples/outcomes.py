"""Plans against measured outcomes."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.outcomes.measures import Years
from evalkit.report.sections.outcomes.on_path import Rate, TargetFact
from evalkit.report.sections.outcomes.quadrants import Moved, OutcomeFact
from evalkit.report.sections.spread import Paces

ALL = (
    ("both", ("Zhejiang", "Jiangsu")),
    ("plan", ("Anhui",)),
    ("outcome", ("Hubei",)),
    ("neither", ("Hunan",)),
)
UP, DOWN = Rate(0.12, True, 0.12), Rate(-0.05, False, 0.05)
TARGET = TargetFact(
    title="R&D intensity",
    unit="%",
    decimals=2,
    lead="about ",
    after="",
    value=3.0,
    year=2027,
    baseline=2.5,
    baseline_year=2022,
    latest=2.7,
    latest_year=2024,
    way="from-latest",
    needed=UP,
    achieved=UP,
    since=2020,
    pace="on-course",
    in_points=True,
    rate_decimals=3,
    at="Plan, ¶12",
    note="Of the whole province",
)
BARE = replace(
    TARGET,
    unit="papers",
    year=None,
    baseline=None,
    latest=None,
    way="",
    needed=None,
    achieved=None,
    in_points=False,
    at="",
    note="",
)
FACTS: dict[str, tuple[object, ...]] = {
    "outcome_field": (
        OutcomeFact("Results", ALL, ("Fujian",), 0.3, 6, 2.0),
        OutcomeFact("Results", ALL, (), None, 5, 2.0),
        OutcomeFact("Results", (), ("Fujian", "Hainan"), None, 2, 0.1),
    ),
    "target_item": (
        TARGET,
        replace(TARGET, needed=DOWN, achieved=DOWN, baseline_year=None),
        replace(TARGET, lead="", after=" or more", achieved=None),
        replace(TARGET, way="reached", needed=None),
        replace(TARGET, lead="at least ", way="above-floor", needed=None),
        replace(TARGET, lead="at most ", way="below-ceiling", needed=None),
        replace(TARGET, way="from-baseline", latest=None, achieved=None),
        replace(BARE, way="from-baseline", needed=DOWN),
        replace(BARE, lead="about "),
        replace(BARE, lead="over "),
        BARE,
    ),
    "places": (Moved("Anhui", 9, 1, 12, own=False), Moved("Anhui", 1, 3, 12, own=True)),
    "over_years": (Years("Anhui", 7, 6, 2019, 2023), Years("Anhui", 0, 0, 2019, 2023)),
    "paces": (
        Paces(1, (("reached", 1),)),
        Paces(7, (("reached", 3), ("above-floor", 3), ("slower", 1))),
    ),
}
