"""Groups that are asked something of their own: who is in them, and who is missing."""

from __future__ import annotations

from evalkit.analysis.clusters import Cluster, clusters_of
from tests.conftest import evaluation_of

LEVELS = "levels: {0: a, 1: b}"
RUBRIC = f"""\
rubric: groups
version: 1.0.0
title: Groups
scale: [{{level: 0, label: a}}, {{level: 1, label: b}}]
facets:
  basin:
    title: Basin
    many: true
    values: {{north: North, south: South, east: East, west: West}}
    members: {{north: [XX-1, XX-2, XX-3], south: [XX-1]}}
  size: {{title: Size, values: {{big: Big}}}}
pillars:
  - id: p
    title: P
    criteria:
      - {{id: all, title: All, {LEVELS}}}
      - {{id: big, title: Big, applies: {{size: [big]}}, {LEVELS}}}
      - {{id: north, title: North, applies: {{basin: [north]}}, {LEVELS}}}
    pillars:
      - id: both
        title: Both
        applies: {{basin: [north, south]}}
        criteria:
          - {{id: inner, title: Inner, {LEVELS}}}
          - {{id: east, title: East, applies: {{basin: [east]}}, {LEVELS}}}
"""


def case(name: str, code: str, basins: str) -> str:
    return (
        f"case: {name}\nrubric: groups@1.0.0\nregion: {{name: {name.upper()}, code: {code}}}\n"
        f"facets: {{basin: {{is: {basins}, because: r}}}}\nratings: {{all: {{level: 1, because: r}}}}\n"
    )


def test_a_group_is_its_own_criteria_its_cases_and_the_members_without_one() -> None:
    """Of East no member is known; West is asked nothing of its own; a criterion's own facet stands
    before its pillar's."""
    found = clusters_of(
        evaluation_of(
            RUBRIC, case("x", "XX-1", "[north, south]"), case("y", "XX-9", "[east, west]")
        )
    )
    assert found == (
        Cluster(
            "basin",
            "north",
            ("p.north", "p.both.inner"),
            ("south",),
            ("x",),
            ("XX-2", "XX-3"),
            True,
        ),
        Cluster("basin", "south", ("p.both.inner",), ("north",), ("x",), (), True),
        Cluster("basin", "east", ("p.both.east",), (), ("y",), (), False),
    )


def test_a_group_without_a_case_is_not_there() -> None:
    found = clusters_of(evaluation_of(RUBRIC, case("x", "XX-2", "[south]")))
    assert [(c.value, c.members, c.missing) for c in found] == [("south", ("x",), ("XX-1",))]
