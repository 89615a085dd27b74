"""Where a chain breaks, worked out by hand."""

from __future__ import annotations

from evalkit.analysis.chain import Link, links_of
from tests.conftest import evaluation_of

LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
RUBRIC = f"""\
rubric: chained
version: 1.0.0
title: Chained
scale: [{{level: 0, label: a}}, {{level: 1, label: b}}, {{level: 2, label: c}}, {{level: 3, label: d}}, {{level: 4, label: e}}]
facets: {{tier: {{title: Tier, values: {{town: Town, state: State}}}}}}
pillars:
  - id: p
    title: P
    criteria:
      - {{id: lab, title: Lab, applies: {{tier: [state]}}, {LEVELS}}}
      - {{id: use, title: Use, {LEVELS}}}
  - id: market
    title: Market
    criteria:
      - {{id: sell, title: Sell, {LEVELS}}}
      - {{id: buy, title: Buy, {LEVELS}}}
chains:
  - id: c
    title: C
    links:
      - {{title: Lab, criteria: [lab]}}
      - {{title: Use, criteria: [p.use]}}
      - {{title: Market, criteria: [market.*]}}
"""


def case(name: str, tier: str, **levels: int) -> str:
    given = "".join(f"  {id}: {{level: {level}, because: r}}\n" for id, level in levels.items())
    return (
        f"case: {name}\nrubric: chained@1.0.0\nregion: {{name: {name.upper()}}}\n"
        f"facets: {{tier: {{is: {tier}, because: r}}}}\nratings:\n{given}"
    )


def test_a_link_is_the_mean_of_its_criteria_and_breaks_at_the_level_named() -> None:
    evaluation = evaluation_of(
        RUBRIC, case("x", "town", use=1, sell=3, buy=2), case("y", "state", lab=4, sell=0, buy=1)
    )
    (chain,) = evaluation.rubric.chains
    found = links_of(evaluation, chain, 1)
    assert found["x"] == (
        Link(None, 4.0, 1, None, applies=False, breaks=False),
        Link(1.0, None, 0, "p.use", applies=True, breaks=True),
        Link(2.5, 0.5, 1, "market.buy", applies=True, breaks=False),
    )
    assert found["y"] == (
        Link(4.0, None, 0, "p.lab", applies=True, breaks=False),
        Link(None, 1.0, 1, None, applies=True, breaks=False),
        Link(0.5, 2.5, 1, "market.sell", applies=True, breaks=True),
    )
