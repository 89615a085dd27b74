"""Workbooks of standards without a total: verdicts and profiles follow what is changed, and nothing
speaks of ranks, totals or weights that nothing uses."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from evalkit.evaluation import Evaluation
from evalkit.render import xlsx
from evalkit.workbook.build import HEAD, Book

from tests.conftest import asked, evaluation_of
from tests.office.recalculate import needs_office, recalculated
from tests.unadded import (
    BEFORE,
    DEMANDED,
    GOAL,
    HEADINGS,
    LEVELS,
    PROFILE,
    STEPS,
    WANTED,
    Levels,
    case,
    rated_only,
    verdict_rubric,
)


def drawn(rng: random.Random, high: bool) -> Levels:
    """Levels of one or two raters for some criteria; now and then one does not apply;
    ``high``: many of them at the level that is wanted."""
    out: Levels = {}
    for name, wanted in WANTED.items():
        kind = rng.random()
        if kind < 0.15:
            out[name] = ["x"]
        elif kind < 0.8:
            near = STEPS[name] if high else STEPS[name][:3]
            near = [wanted] if high and kind > 0.4 else near
            out[name] = [rng.choice(near) for _ in range(rng.choice((1, 1, 2)))]
    return out


def mean_of(given: Levels, name: str) -> float | None:
    """The mean of the levels that raters gave; None where nobody gave one."""
    levels = [float(at) for at in given.get(name, []) if at != "x"]
    return sum(levels) / len(levels) if levels else None


def twin(rule: str, given: Levels, tier: str, value: float | None) -> str:
    """Whether a standard is met, by trying everything that nobody rated both ways."""
    known: list[bool | None] = []
    first: list[int] = []  # places of what is demanded in any case
    for name, wanted in WANTED.items():
        level = mean_of(given, name)
        if name in DEMANDED and (level is not None or not given.get(name)):
            first.append(len(known))
        if name == "d" and tier == "no-tier":
            continue
        if level is not None:
            known.append(level >= wanted)
        elif not given.get(name):
            known.append(None)
    known.append(None if value is None else value >= GOAL)
    least = {"all": len(known), "any": 1}.get(rule) or int(re.sub(r"\D", "", rule))
    could = {
        sum(held) >= least and all(held[n] for n in first)
        for held in product(*([True, False] if own is None else [own] for own in known))
    }
    return "undecided" if len(could) > 1 else "met" if could == {True} else "not met"


def made(held: Evaluation, lang: str = "en", cases: Sequence[str] = ()) -> bytes:
    names = list(cases) or [f.case.case for f in held.files]
    return xlsx.render(Book(asked(held), lang, names, "scores").workbook())


def columns(sheet: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, int]:
    return {str(c.value): c.column for c in sheet[HEAD] if c.value}


def rows(sheet: openpyxl.worksheet.worksheet.Worksheet, name: str) -> dict[str, str | float]:
    """Region → what a column of the summary says of it."""
    at = columns(sheet)
    return {
        str(row[0].value): row[at[name] - 1].value
        for row in sheet.iter_rows(min_row=HEAD + 1)
        if row[0].value
    }


@needs_office
@pytest.mark.parametrize("rule", ["all", "any", "{at_least: 3}", "{at_least: 5}"])
def test_verdicts_follow_ratings_as_trying_all_that_is_missing_says(
    rule: str, tmp_path: Path
) -> None:
    rng = random.Random(27)
    held = {
        f"k{n:02}": (
            drawn(rng, rule != "any"),
            rng.choice(("yes-tier", "no-tier")),
            rng.choice((None, GOAL - 1, *([GOAL] if rule != "any" else []))),
        )
        for n in range(30)
    }
    evaluation = evaluation_of(
        verdict_rubric(rule), *(case(name, *own) for name, own in held.items())
    )
    wanted = {name: twin(rule, *own) for name, own in held.items()}
    told = {v.case: v.outcome.replace("-", " ") for v in evaluation.verdicts.values()}
    assert told == wanted
    content = made(evaluation)
    after = {
        name: (_moved(rng, own[0]), own[1], rng.choice((None, 0.0, GOAL, 80.0)))
        for name, own in held.items()
    }
    again = {name: twin(rule, *own) for name, own in after.items()}
    assert again != wanted
    for now, outcomes in ((held, wanted), (after, again)):
        book = recalculated(content, tmp_path / str(now is after), lambda b: _entered(b, now))  # noqa: B023
        assert rows(book["Summary"], "Standard") == outcomes
        halted = {name: mean_of(own[0], "a") for name, own in now.items()}
        assert rows(book["Summary"], "Grade") == {
            name: "Halted"
            if at is not None and at < 1
            else "—"
            if at is not None or now[name][0].get("a")
            else "open"
            for name, at in halted.items()
        }
        gated = {name: mean_of(own[0], "b") for name, own in now.items()}
        noted = {name: str(text) for name, text in rows(book["Summary"], "To note").items()}
        assert {name: "B (level 2.5 is required)" in text for name, text in noted.items()} == {
            name: at is not None and at < 2.5 for name, at in gated.items()
        }
        at = columns(book["Conditions"])
        (last,) = (
            row
            for row in book["Conditions"].iter_rows(min_row=HEAD + 1)
            if row[0].value == "Standard"
        )
        assert {name: last[at[name] - 1].value for name in now} == outcomes


def _moved(rng: random.Random, given: Levels) -> Levels:
    """The same ratings with some levels changed, taken out or said not to apply."""
    out: Levels = {name: [at] for name, at in WANTED.items() if rng.random() < 0.5}
    for name, levels in given.items():
        steps: list[float | str] = [*STEPS[name], "x"]
        out[name] = [rng.choice(steps) for _ in levels] if rng.random() < 0.5 else levels
    return out


def _entered(book: openpyxl.Workbook, held: Mapping[str, tuple[Levels, str, float | None]]) -> None:
    """Levels and values as somebody types them into the sheets."""
    sheet = book["Ratings"]
    at, seen = columns(sheet), dict[str, int]()
    for row in range(HEAD + 1, sheet.max_row + 1):
        key = str(sheet.cell(row, at["Key"]).value)
        name, criterion = key.split("/")
        levels = held[name][0].get(criterion, [])
        n = seen[key] = seen.get(key, -1) + 1
        level = levels[n] if n < len(levels) else None
        sheet.cell(row, at["Level"]).value = "n/a" if level == "x" else level
    sheet = book["Measures"]
    at = columns(sheet)
    for row in range(HEAD + 1, sheet.max_row + 1):
        name = str(sheet.cell(row, at["Key"]).value).split("/")[0]
        sheet.cell(row, at["Value"]).value = held[name][2]


AFTER: dict[str, tuple[Levels, str, float | None]] = {
    "k1": ({"a": [3], "b": [1], "c": [0, 1], "d": ["x"], "e": [0, 4, 4]}, "yes-tier", 50.0),
    "k2": ({"a": [4], "b": [4], "c": [4], "e": [4]}, "no-tier", 10.0),
    "k3": ({"a": [4], "b": [2], "c": [3], "d": [2], "e": [3]}, "yes-tier", None),
}


def profile_of(held: Mapping[str, tuple[Levels, str, float | None]]) -> Evaluation:
    return evaluation_of(PROFILE, *(case(name, *own) for name, own in held.items()))


def shown(evaluation: Evaluation, name: str, ref: str) -> object:
    """What a workbook shows of a part, from the engine."""
    score = evaluation.score_of[name, ref]
    if ref == "one":
        return "—" if score.value is None else pytest.approx(100 * score.value)
    level = evaluation.ratings.agreed[name, ref].level
    if score.state == "not-applicable":
        return "does not apply"
    return "not rated" if level is None else pytest.approx(level, abs=0.005)


@needs_office
def test_the_parts_of_a_profile_follow_ratings(tmp_path: Path) -> None:
    content = made(profile_of(BEFORE))
    for n, held in enumerate((BEFORE, AFTER)):
        book = recalculated(content, tmp_path / str(n), lambda b: _entered(b, held))  # noqa: B023
        evaluation = profile_of(held)
        for title, ref in (("One", "one"), ("D", "two.d"), ("E", "two.e")):
            told = rows(book["Summary"], title)
            assert told == {name: shown(evaluation, name, ref) for name in held}
        assert rows(book["Summary"], "Grade") == {
            name: "Halted" if own.grade else "open" if own.open else "—"
            for name, own in evaluation.graded.items()
        }
        rated = {name: pytest.approx(evaluation.rated(name)) for name in held}
        assert rows(book["Summary"], "Rated") == rated
        noted = openpyxl.load_workbook(BytesIO(made(evaluation)), data_only=True)["Summary"]
        assert rows(book["Summary"], "To note") == rows(noted, "To note")


@needs_office
def test_a_weight_inside_a_pillar_of_a_profile_moves_its_score(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Scores"]
        (row,) = (
            r for r in range(HEAD + 1, sheet.max_row + 1) if sheet.cell(r, 2).value == "one.a"
        )
        assert sheet.cell(row, 3).value == 3
        sheet.cell(row, 3).value = 1

    book = recalculated(made(profile_of(BEFORE)), tmp_path, change)
    lighter = evaluation_of(
        PROFILE.replace("weight: 3", "weight: 1"),
        *(case(name, *own) for name, own in BEFORE.items()),
    )
    told = {name: shown(lighter, name, "one") for name in BEFORE}
    assert rows(book["Summary"], "One") == told
    assert book["Summary"]["A3"].value == "Input check: 0 inputs to look at"


# a score below a heading; what is rated counted by number and withheld; a measure over the sample
NESTED = PROFILE.replace("coverage: 0.6", "coverage: {least: 0.6, by: count, withholds: true}")
NESTED = (
    NESTED.replace("goalposts: [0, 50]", "normalisation: minmax")
    + f"""
    pillars:
      - id: below
        title: Below
        aggregation: harmonic
        criteria: [{{id: g, title: G, weight: 2, {LEVELS}}}, {{id: h, title: H, {LEVELS}}}]
"""
)


@needs_office
@pytest.mark.parametrize("alone", [False, True])
def test_what_stands_in_the_file_is_what_its_formulas_come_to(alone: bool, tmp_path: Path) -> None:
    verdicts = evaluation_of(
        verdict_rubric("all"), *(case(name, *own) for name, own in BEFORE.items())
    )
    more: Levels = {"g": [4], "h": [2, 3]}
    nested = evaluation_of(
        NESTED, *(case(name, own[0] | more, *own[1:]) for name, own in BEFORE.items())
    )
    assert nested.score_of["k2", "two.below"].value == pytest.approx(3 / (2 + 1 / 0.625))
    for n, held in enumerate((verdicts, profile_of(BEFORE), nested)):
        content = made(held, "zh", ["k2"] if alone else ())
        now = openpyxl.load_workbook(BytesIO(content), data_only=True)
        book = recalculated(content, tmp_path / str(n))
        compared = 0
        for sheet in now:
            for own in (c for row in sheet.iter_rows() for c in row):
                again = book[sheet.title][own.coordinate].value
                found, wanted = (v if v not in ("", None) else None for v in (again, own.value))
                if isinstance(wanted, (int, float)):
                    wanted = pytest.approx(wanted)
                assert found == wanted, (sheet.title, own.coordinate)
                compared += found is not None
        assert compared > 100


NEVER = {
    "verdict": r"rank|total|score|weigh|point|0–100|mean of plans",
    "headings": r"rank|total|score|weigh|point|0–100|mean of plans",
}
NEVER_ZH = r"名次|总分|得分|权重|计分|分数|均值|排名"
ALLOWED = re.compile(r"There are no points|So there is no total|不打分|因此没有总分")


def said(content: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(BytesIO(content), data_only=True):
        yield sheet.title
        yield from (str(c.value) for row in sheet.iter_rows() for c in row if c.value)


@pytest.mark.parametrize("kind", ["verdict", "headings"])
@pytest.mark.parametrize("alone", [False, True])
def test_nothing_speaks_of_totals_ranks_or_weights(kind: str, alone: bool) -> None:
    held = evaluation_of(
        {"verdict": rated_only(verdict_rubric("all")), "headings": HEADINGS}[kind],
        *(case(name, levels, tier, None) for name, (levels, tier, _) in BEFORE.items()),
    )
    for lang, never in (("en", NEVER[kind]), ("zh", NEVER_ZH)):
        content = made(held, lang, ["k1"] if alone else ())
        wrong = [t for t in said(content) if re.search(never, t, re.I) and not ALLOWED.search(t)]
        assert wrong == []
        book = openpyxl.load_workbook(BytesIO(content))
        assert not book.defined_names
        assert len(book.sheetnames) == (8 if kind == "verdict" else 7)
