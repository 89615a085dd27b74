"""What is asked of a group of regions, and what its members write."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.sections.clusters import ClusterFact

FACT = ClusterFact(
    place="section 4(1), para 1",
    members=("Shanghai", "Zhejiang"),
    missing=("Jiangsu", "Anhui"),
    known=True,
    alike=("Middle Yangtze",),
    n=3,
    met=1,
    level=3,
    low=1,
    n_unmet=2,
    unmet=("the market", "one system"),
)
FACTS: dict[str, tuple[object, ...]] = {
    "cluster": (
        FACT,
        replace(FACT, members=("Shanghai",), missing=("Jiangsu",), met=0, n=1),
        replace(FACT, place="", missing=(), alike=(), n_unmet=0, unmet=()),
        replace(FACT, missing=(), known=False),
    ),
}
