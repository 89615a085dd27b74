"""How regions moved over the years."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.trends import (
    CourseFact,
    DriversFact,
    ImputedFact,
    OlderFact,
    PlacesFact,
    RatedFact,
    UnscoredFact,
    YearsFact,
)

COURSE = CourseFact(
    title="Total",
    n=31,
    years=(2019, 2021, 2023),
    first=2019,
    last=2023,
    n_both=30,
    rose=28,
    fell=1,
    stayed=1,
    before=0.143,
    after=0.185,
    risen=("Guangdong", 0.13),
    fallen=("Guangxi", 0.011),
)
PLACES = PlacesFact(
    n=30,
    first=2019,
    last=2023,
    always=("Beijing",),
    before=(),
    after=(),
    up=(("Jiangxi", 21, 18),),
    down=(("Guangxi", 20, 26), ("Jilin", 1, 7)),
)
UP = (("Invention patents in force", 0.019), ("R&D intensity", 0.006))
DOWN = (("Share of basic research", 0.004),)
FACTS: dict[str, tuple[object, ...]] = {
    "course": (
        COURSE,
        replace(COURSE, stayed=0, fell=2, fallen=None),
        replace(COURSE, stayed=3, rose=0, risen=None),
        replace(COURSE, stayed=30, rose=0, fell=0, risen=None, fallen=None),
    ),
    "places": (
        PLACES,
        replace(PLACES, up=()),
        replace(PLACES, down=()),
        replace(PLACES, up=(), down=(), always=("Beijing", "Shanghai")),
        replace(PLACES, always=(), before=("Beijing",), after=("Shanghai", "Zhejiang")),
    ),
    "drivers": (
        DriversFact(30, UP, DOWN),
        DriversFact(30, UP, ()),
        DriversFact(1, (), DOWN),
        DriversFact(2, (), ()),
    ),
    "unscored": (
        UnscoredFact(((2021, ("Qinghai",)),)),
        UnscoredFact(((2019, ()), (2021, ("Qinghai", "Tibet")))),
    ),
    "older": (OlderFact(("Guangdong",)), OlderFact(("Guangdong", "Hainan"))),
    "rated": (RatedFact(1), RatedFact(12)),
    "years": (
        YearsFact((2019, 2020), ()),
        YearsFact((2019,), ((2021, ("Patents",)), (2022, ("Patents", "R&D intensity")))),
        YearsFact((), ((2021, ("Patents",)),)),
    ),
    "imputed": (ImputedFact(1, 1), ImputedFact(12, 3)),
}
