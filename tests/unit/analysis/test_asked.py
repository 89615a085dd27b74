"""Who answers what the framework asks, worked out by hand."""

from __future__ import annotations

from evalkit.analysis.asked import Answer, Ask, asks_of, places
from tests.conftest import evaluation_of

LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
RUBRIC = f"""\
rubric: asked
version: 1.0.0
title: Asked
scale: [{{level: 0, label: a}}, {{level: 1, label: b}}, {{level: 2, label: c}}, {{level: 3, label: d}}, {{level: 4, label: e}}]
facets: {{tier: {{title: Tier, values: {{town: Town, state: State}}}}}}
pillars:
  - id: p
    title: P
    criteria:
      - {{id: one, title: One, source: {{at: "s1; s9"}}, {LEVELS}}}
      - {{id: own, title: Own, {LEVELS}}}
      - {{id: two, title: Two, source: {{at: s1}}, {LEVELS}}}
      - {{id: state, title: State, source: {{at: s2}}, applies: {{tier: [state]}}, {LEVELS}}}
      - {{id: shown, title: Shown, scored: false, source: {{at: s3}}, {LEVELS}}}
  - id: q
    title: Q
    criteria:
      - {{id: three, title: Three, source: {{at: s1}}, {LEVELS}}}
"""


def case(name: str, **levels: int) -> str:
    given = "".join(f"  {id}: {{level: {level}, because: r}}\n" for id, level in levels.items())
    return (
        f"case: {name}\nrubric: asked@1.0.0\nregion: {{name: {name.upper()}}}\n"
        f"facets: {{tier: {{is: town, because: r}}}}\nratings:\n{given}"
    )


def test_a_sentence_is_all_criteria_of_a_pillar_that_name_its_place_first() -> None:
    """x has 4 and 2, so 3; y has 1 and 2, so 1.5; z is rated on the second alone, at 3."""
    cases = (
        case("x", one=4, two=2, own=4, shown=4, three=0),
        case("y", one=1, two=2, three=0),
        case("z", two=3),
    )
    first, second = asks_of(evaluation_of(RUBRIC, *cases), 3)
    assert first == Ask(
        "p",
        "s1",
        ("p.one", "p.two"),
        (Answer(3, 2, 1, 2.5, 4.0, ("x",)), Answer(3, 3, 1, 7 / 3, 3.0, ("z",))),
        Answer(3, 3, 2, 2.5, 3.0, ("x", "z")),
    )
    # What nobody writes anything on has no best plan; what is asked of no town is not there.
    assert second == Ask("q", "s1", ("q.three",), (second.whole,), Answer(3, 2, 0, 0.0, 0.0, ()))


def test_places_are_parted_by_semicolons_of_either_width() -> None:
    assert places(" 四(一)¶1 s1；三(二); ") == ("四(一)¶1 s1", "三(二)")
    assert places("") == ()
