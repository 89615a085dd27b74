"""Whether a case meets a standard: the worked cases, every rule against a count by hand."""

from __future__ import annotations

import itertools
from typing import Literal

import pytest
from evalkit.scoring.verdicts import Verdict
from tests.conftest import evaluation_of

State = Literal["met", "not-met", "missing", "not-applicable"]

SEVEN = """
rubric: seven
version: 1.0.0
title: Seven conditions
verdict: all
scale: [{level: 0, label: not met}, {level: 1, label: met}]
facets: {transition: {title: T, values: {here: here, elsewhere: elsewhere}}}
pillars:
  - id: p
    title: P
    criteria:
""" + "".join(
    f"      - {{id: c{n}, title: C{n}, levels: {{0: a, 1: b}}"
    f"{', applies: {transition: [here]}' if n == 6 else ''}}}\n"
    for n in range(1, 8)
)


def seven(id: str, transition: str, **levels: int) -> str:
    given = "".join(
        f"  {c}: {{rater: r, level: {level}, because: x}}\n" for c, level in levels.items()
    )
    return (
        f"case: {id}\nrubric: seven@1.0.0\nregion: {{name: {id}, code: {id}}}\n"
        f"facets: {{transition: {{is: {transition}, because: x}}}}\nratings:\n{given}"
    )


def test_the_seven_conditions_of_smart_specialisation() -> None:
    """Practice, W13: met; not met on the third; undecided on the sixth, with 86 % rated."""
    rest = dict.fromkeys(("c1", "c2", "c4", "c5", "c7"), 1)
    evaluation = evaluation_of(
        SEVEN,
        seven("aa", "elsewhere", c3=1, **rest),
        seven("bb", "elsewhere", c3=0, **rest),
        seven("cc", "here", c3=1, **rest),
    )
    everywhere = ("p.c1", "p.c2", "p.c3", "p.c4", "p.c5", "p.c7")
    others = tuple(ref for ref in everywhere if ref != "p.c3")
    assert evaluation.verdicts == {
        "aa": Verdict("aa", "met", everywhere, (), ()),
        "bb": Verdict("bb", "not-met", others, ("p.c3",), ()),
        "cc": Verdict("cc", "undecided", everywhere, (), ("p.c6",)),
    }
    assert evaluation.rated("cc") == evaluation.verdicts["cc"].rated == pytest.approx(6 / 7)
    assert not [s for s in evaluation.scores if s.ref in ("overall", "p")]
    assert {s.share for s in evaluation.scores} == {None}
    assert [evaluation.total(case) for case in evaluation.cases] == [None, None, None]


def counted(rule: str, states: tuple[State, ...]) -> str:
    """The verdict by trying every way in which what is missing may turn out."""
    asked = [s for s in states if s != "not-applicable"]
    if not asked:
        return "undecided"
    first = states[0] != "not-applicable"  # the first is demanded in any case
    needed = {"all": len(asked), "any": 1}.get(rule) or int(rule)
    ways = itertools.product(*(("met", "not-met") if s == "missing" else (s,) for s in asked))
    ends = {
        sum(s == "met" for s in way) >= needed and (not first or way[0] == "met") for way in ways
    }
    return "undecided" if len(ends) == 2 else "met" if ends.pop() else "not-met"


@pytest.mark.parametrize("rule", ["all", "any", "1", "2", "3"])
def test_a_verdict_is_decided_where_no_missing_rating_could_change_it(rule: str) -> None:
    written = rule if rule in ("all", "any") else f"{{at_least: {rule}}}"
    rubric = f"""
rubric: three
version: 1.0.0
title: Three
verdict: {written}
scale: [{{level: 0, label: a}}, {{level: 1, label: b}}, {{level: 3, label: c}}]
must: {{c1: 1}}
pillars:
  - id: p
    title: P
    criteria:
      - {{id: c1, title: A, levels: {{0: a, 1: b, 3: c}}}}
      - {{id: c2, title: B, levels: {{0: a, 1: b, 3: c}}}}
      - {{id: c3, title: C, measure: {{unit: u, normalisation: goalposts, goalposts: [0, 10]}}}}
"""
    said = {
        "c1": {"met": "level: 1", "not-met": "level: 0"},
        "c2": {"met": "level: 3", "not-met": "level: 1"},
    }
    values: dict[State, str] = {"met": "10", "not-met": "9.9"}
    kinds: tuple[State, ...] = ("met", "not-met", "missing", "not-applicable")
    cases, wanted = [], {}
    for n, states in enumerate(itertools.product(kinds, repeat=3)):
        lines = []
        for id, state in zip(("c1", "c2", "c3"), states, strict=True):
            if state == "not-applicable":
                lines.append(f"  {id}: {{rater: r, state: not-applicable, because: x}}")
            elif id in said and state != "missing":
                lines.append(f"  {id}: {{rater: r, {said[id][state]}, because: x}}")
        given = f"ratings:\n{chr(10).join(lines)}\n" if lines else "ratings: {}\n"
        if states[2] in values:
            given += f"measures: {{c3: {{value: {values[states[2]]}, unit: u, year: 2025}}}}\n"
        cases.append(
            f"case: k{n:02}\nrubric: three@1.0.0\nregion: {{name: R{n}, code: r{n}}}\n{given}"
        )
        wanted[f"k{n:02}"] = counted(rule, states)
    evaluation = evaluation_of(rubric, *cases)
    found = {case: own.outcome for case, own in evaluation.verdicts.items()}
    assert found == wanted
    assert {*found.values()} == {"met", "not-met", "undecided"}
