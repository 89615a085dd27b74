"""The workbook calculates what the engine calculates: as written, after a level and a weight are
changed, and under every rule of consensus, aggregation and normalisation."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from evalkit import api
from evalkit.evaluation import Evaluation
from evalkit.render import xlsx
from evalkit.workbook.build import HEAD, Book

from tests.conftest import ROOT, asked, evaluation_of
from tests.office.recalculate import needs_office, recalculated

LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
SCALE = "scale: [{level: 0, label: n}, {level: 1, label: o}, {level: 2, label: p}, {level: 3, label: q}, {level: 4, label: r}]"


def rubric(consensus: str = "mean", normalisations: str = "") -> str:
    return f"""
rubric: every-rule
version: 1.0.0
title: Every rule
method: {{aggregation: {{power: 0.5}}, consensus: {consensus}, coverage: 0.4, ceilings: {{steps: [{{from: 4, evidence: true}}]}}}}
{SCALE}
grades: [{{from: 0.4, id: up, label: Upper}}, {{from: 0, id: low, label: Lower}}]
facets: {{tier: {{title: T, values: {{yes-tier: Yes, no-tier: No}}}}}}
pillars:
  - id: plan
    title: Plan
    weight: 3
    aggregation: arithmetic
    criteria:
      - {{id: a, title: A, weight: 2, {LEVELS}}}
      - {{id: b, title: B, weight: 0.5, {LEVELS}}}
    pillars:
      - id: inner
        title: Inner
        aggregation: harmonic
        criteria: [{{id: c, title: C, {LEVELS}}}, {{id: d, title: D, weight: 3, {LEVELS}}}]
      - id: least
        title: Least
        aggregation: minimum
        criteria: [{{id: e, title: E, {LEVELS}}}, {{id: f, title: F, {LEVELS}}}]
  - id: people
    title: People
    aggregation: geometric
    criteria:
      - {{id: g, title: G, {LEVELS}}}
      - {{id: h, title: H, applies: {{tier: [yes-tier]}}, {LEVELS}}}
  - id: beside
    title: Beside
    counts: false
    criteria: [{{id: i, title: I, {LEVELS}}}{normalisations}]
"""


def case(name: str, ratings: str, measures: str = "", tier: str = "yes-tier") -> str:
    return f"""
case: {name}
rubric: every-rule@1.0.0
region: {{name: "={name}+1"}}
facets: {{tier: {{is: {tier}}}}}
ratings: {ratings}
measures: {{{measures}}}
"""


def given(*levels: float | str) -> str:
    """A block of ratings of one criterion, one a rater; "x" for not applicable, "!" before an
    adjudicated level."""
    out = []
    for n, level in enumerate(levels):
        chair, shown = str(level).startswith("!"), str(level).lstrip("!")
        said = "state: not-applicable" if shown == "x" else f"level: {shown}"
        out.append(f"{{rater: r{n}, {'adjudicates: true, ' if chair else ''}{said}, because: y}}")
    return f"[{', '.join(out)}]"


FIRST = f"{{a: {given(3, 2, 2)}, b: {given(1)}, c: {given(2, 4)}, d: {given(1, 1, 4)}, e: {given(3)}, f: {given(2, 1)}, g: {given(4)}, h: {given(1, '!3')}, i: {given(2)}}}"
SECOND = f"{{a: {given(1, 1)}, b: {given('x')}, c: {given(0)}, d: {given(3)}, e: {given(4, 3)}, g: {given(2, 2, 2)}, h: {given('!x')}}}"
THIRD = f"{{a: {given(3)}, c: {given(3)}, d: {given(3, 2)}, e: {given(2)}, f: {given(1)}, g: {given(2)}}}"


def evaluation(
    consensus: str = "mean", measures: str = "", values: Sequence[str] = ("", "", "")
) -> Evaluation:
    return evaluation_of(
        rubric(consensus, measures),
        case("one", FIRST, values[0]),
        case("two", SECOND, values[1]),
        case("three", THIRD, values[2], "no-tier"),
    )


def made(held: Evaluation, lang: str = "en") -> bytes:
    return xlsx.render(
        Book(asked(held), lang, [f.case.case for f in held.files], "scores").workbook()
    )


def expected(held: Evaluation, case: str, ref: str) -> float | str:
    s = held.score_of[case, ref]
    return "n/a" if s.state == "not-applicable" else "—" if s.value is None else 100 * s.value


def agree(held: Evaluation, book: openpyxl.Workbook, laid_out: Evaluation | None = None) -> int:
    """Compare every score, range, coverage, rank and grade of the workbook with the engine's; how
    many were compared."""
    page = Book(asked(laid_out or held), "en", [f.case.case for f in held.files], "scores")
    scores, working, summary = book["Scores"], book["Working"], book["Summary"]
    compared = 0
    for case in page.cases:
        col = page.case_column[case]
        for n, ref in enumerate(page.shown):
            shown = scores.cell(HEAD + 1 + n, col).value
            wanted = expected(held, case, ref)
            assert shown == (
                wanted if isinstance(wanted, str) else pytest.approx(wanted, abs=1e-7, rel=0)
            ), (case, ref)
            compared += 1
            s = held.score_of[case, ref]
            for block in ("coverage", "low", "high"):
                found = working.cell(page.working_row(block, ref), col).value
                own = getattr(s, block)
                assert found == ("n/a" if own is None else pytest.approx(own, abs=1e-9, rel=0)), (
                    case,
                    ref,
                    block,
                )
                compared += 1
            value = working.cell(page.working_row("value", ref), col).value
            if s.value is not None:
                assert value == pytest.approx(s.value, abs=1e-9, rel=0), (case, ref)
    standing = {s.case: s for s in asked(held).standings}
    for n, case in enumerate(page.cases):
        assert summary.cell(HEAD + 1 + n, 1).value == (standing[case].rank or "—")
    return compared


@needs_office
@pytest.mark.parametrize("consensus", ["mean", "median", "lowest", "adjudicated"])
def test_every_rule_of_consensus_and_aggregation_recalculates_to_the_engine(
    consensus: str, tmp_path: Path
) -> None:
    held = evaluation(consensus)
    assert agree(held, recalculated(made(held), tmp_path)) == 3 * 15 * 4


@needs_office
def test_half_levels_recalculate_to_the_engine_and_are_none_to_look_at(tmp_path: Path) -> None:
    half = rubric("median").replace("coverage: 0.4", "coverage: 0.4, half_levels: true")
    first = FIRST.replace(f"a: {given(3, 2, 2)}", f"a: {given(2.5, 2, 3.5)}")
    held = evaluation_of(half, case("one", first), case("two", SECOND), case("three", THIRD))
    book = recalculated(made(held), tmp_path)
    agree(held, book)
    page = Book(asked(held), "en", [f.case.case for f in held.files], "scores")
    notes = [
        row[page.rating_column["look-at"] - 1].value
        for row in book["Ratings"].iter_rows(min_row=HEAD + 1)
        if isinstance(row[page.rating_column["level"] - 1].value, float)
    ]
    assert not any(notes)


@needs_office
@pytest.mark.parametrize("consensus", ["mean", "median", "adjudicated"])
def test_scales_of_criteria_s_own_recalculate_to_the_engine(consensus: str, tmp_path: Path) -> None:
    """Negative and fractional levels beside the rubric's scale; a level that a row's criterion lacks
    is told, though another criterion has it."""
    own = rubric(consensus).replace("coverage: 0.4", "coverage: 0.4, half_levels: true")
    for name, levels in (("a", "-1: w, 0: x, 2: y, 5: z"), ("c", "0: w, 0.25: x, 1.5: y")):
        shared = f"{{id: {name}, title: {name.upper()}, "
        assert own.count(shared) == 1
        head, _, rest = own.partition(shared)
        own = head + shared + rest.replace(LEVELS, f"scale: own, levels: {{{levels}}}", 1)
    texts = (
        FIRST.replace(given(3, 2, 2), given(-1, 3.5, 5)).replace(given(2, 4), given(0.25, 0.875)),
        SECOND.replace(f"a: {given(1, 1)}", f"a: {given(2, 2)}"),
        THIRD.replace(f"a: {given(3)}", f"a: {given(-0.5)}").replace(
            f"c: {given(3)}", f"c: {given(1.5)}"
        ),
    )
    held = evaluation_of(own, *map(case, ("one", "two", "three"), texts))
    assert not [f for f in held.findings if f.code == "level-unknown"]
    content = made(held)
    assert agree(held, recalculated(content, tmp_path)) == 3 * 15 * 4
    page = Book(asked(held), "en", [f.case.case for f in held.files], "scores")
    book = openpyxl.load_workbook(BytesIO(content))
    at = next(n for n, row in enumerate(page.ratings, start=HEAD + 1) if row[2].id == "a")
    book["Ratings"].cell(at, page.rating_column["level"]).value = 4  # a level of others
    out = BytesIO()
    book.save(out)
    found = recalculated(out.getvalue(), tmp_path / "changed")["Ratings"]
    note = found.cell(at, page.rating_column["look-at"]).value
    assert note == "Not a level of this criterion: please mend"


@needs_office
@pytest.mark.parametrize("by", ["weight", "count"])
@pytest.mark.parametrize("withholds", ["true", "false"])
def test_every_rule_of_coverage_recalculates_to_the_engine(
    by: str, withholds: str, tmp_path: Path
) -> None:
    rule = f"{{least: 0.7, by: {by}, withholds: {withholds}, depth: {{0: 0.5, 2: 0.6}}}}"
    own = rubric().replace("coverage: 0.4", f"coverage: {rule}")
    fourth = f"{{a: {given(3)}, c: {given(3)}, e: {given(2)}, g: {given(1)}}}"
    held = evaluation_of(
        own,
        case("one", FIRST),
        case("two", SECOND),
        case("three", THIRD, tier="no-tier"),
        case("four", fourth),
    )
    reasons = {score.reason for score in held.scores}
    assert reasons == {"", "coverage-low", "nothing-rated", "not-applicable"}
    assert agree(held, recalculated(made(held), tmp_path)) == 4 * 15 * 4


NORMALISATIONS = {
    "goalposts": "goalposts: [1, 9]",
    "lower": "goalposts: [1, 9], better: lower",
    "log": "goalposts: [1, 9], transform: log",
    "sqrt": "goalposts: [1, 9], transform: sqrt",
    "target": "normalisation: target, start: 1, target: 5",
    "step": "normalisation: step, steps: [{from: 0, score: 0.2}, {from: 3, score: 0.6}, {from: 8, score: 1}]",
    "step-lower": "normalisation: step, better: lower, steps: [{from: 3, score: 0.6}, {from: 8, score: 0.2}]",
    "interval": "normalisation: interval, best: [3, 5]",
    "interval-posts": "normalisation: interval, best: [4, 5], goalposts: [-1, 8]",
    "interval-log": "normalisation: interval, best: [4, 5], goalposts: [3, 9], transform: log",
    "range": "normalisation: minmax, range: [1, 100], better: lower",
    "beyond-log": "goalposts: [3, 6], transform: log",
    "beyond-sqrt": "normalisation: target, start: 6, target: 3, transform: sqrt",
    **{
        f"{name}-{better}": f"normalisation: {name}, better: {better}"
        for name in ("minmax", "zscore", "rank", "borda", "percentile", "share-of-best")
        for better in ("higher", "lower")
    },
}


@needs_office
def test_every_normalisation_recalculates_to_the_engine(tmp_path: Path) -> None:
    measures = "".join(
        f", {{id: m{n}, title: M{n}, measure: {{unit: k, {rule}}}}}"
        for n, rule in enumerate(NORMALISATIONS.values())
    )
    per_case = [
        ", ".join(
            f"m{n}: {{value: {v + n / 10}, unit: k, year: 2023}}"
            for n in range(len(NORMALISATIONS))
        )
        for v in (2.5, 7)
    ]
    held = evaluation(
        "mean",
        measures,
        (
            per_case[0],
            per_case[1],
            "m0: {value: 4, unit: k, year: 2023}, m6: {value: 7.6, unit: k, year: 2023}",
        ),
    )
    assert sum(m.score is not None for m in held.measured) == 2 * len(NORMALISATIONS) + 2
    agree(held, recalculated(made(held), tmp_path))


@needs_office
def test_a_changed_level_and_a_changed_weight_recalculate_to_the_engine(tmp_path: Path) -> None:
    held = evaluation()
    changed = evaluation_of(
        rubric()
        .replace("id: a, title: A, weight: 2", "id: a, title: A, weight: 7")
        .replace("weight: 3\n    aggregation", "weight: 1\n    aggregation"),
        case(
            "one",
            FIRST.replace(f"b: {given(1)}", f"b: {given(3)}").replace(
                f"e: {given(3)}", f"e: {given('x')}"
            ),
        ),
        case("two", SECOND.replace(f"c: {given(0)}", f"c: {given(4)}")),
        case("three", THIRD.replace("a: ", f"b: {given(2)}, a: "), tier="no-tier"),
    )

    def change(book: openpyxl.Workbook) -> None:
        page = Book(asked(held), "en", [f.case.case for f in held.files], "scores")
        book["Scores"].cell(HEAD + 1 + page.shown.index("plan.a"), 3).value = 7
        book["Scores"].cell(HEAD + 1 + page.shown.index("plan"), 3).value = 1
        entered = {"one/b": 3, "one/e": "n/a", "two/c": 4, "three/b": 2}
        for row in book["Ratings"].iter_rows(min_row=HEAD + 1):
            key = row[page.rating_column["key"] - 1].value
            if key in entered:
                row[page.rating_column["level"] - 1].value = entered.pop(key)
        assert not entered

    agree(changed, recalculated(made(held), tmp_path, change), held)


@needs_office
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_shipped_cases_recalculate_to_what_the_workbook_shows(
    lang: str, tmp_path: Path
) -> None:
    held = api.score([ROOT / "cases"], as_of="2026-11-24")
    content = made(held, lang)
    shown, anew = (
        openpyxl.load_workbook(BytesIO(content), data_only=True),
        recalculated(content, tmp_path),
    )
    figures = 0
    for sheet in shown:
        for row in sheet.iter_rows():
            for cell in row:
                other = anew[sheet.title][cell.coordinate].value
                if isinstance(cell.value, float):
                    figures += 1
                    assert other == pytest.approx(cell.value, abs=1e-9, rel=0), (
                        sheet.title,
                        cell.coordinate,
                    )
                else:
                    assert (other or "") == (cell.value or ""), (sheet.title, cell.coordinate)
    assert figures > 3000


def test_text_that_looks_like_a_formula_stays_text() -> None:
    book = openpyxl.load_workbook(BytesIO(made(evaluation())))
    regions = book["Summary"]["C"][HEAD : HEAD + 3]
    assert [cell.value for cell in regions] == ["=three+1", "=one+1", "=two+1"]
    assert {cell.data_type for cell in regions} == {"s"}
    said = [cell for row in book["Read me"].iter_rows() for cell in row if cell.value]
    assert any("=three+1" in cell.value for cell in said)
    assert {cell.data_type for cell in said} == {"s"}


def test_the_same_evaluation_gives_the_same_bytes() -> None:
    assert made(evaluation()) == made(evaluation())


def test_all_four_inputs_are_validated_and_the_tables_filter_and_freeze() -> None:
    measured = ", {id: m, title: M, measure: {unit: k, goalposts: [1, 9]}}"
    book = openpyxl.load_workbook(BytesIO(made(evaluation("mean", measured))))
    levels, caps = book["Ratings"].data_validations.dataValidation
    assert (levels.type, levels.formula1, str(levels.sqref)) == (
        "list",
        '"0,1,2,3,4,n/a,不适用"',
        f"E{HEAD + 1}:E42",
    )
    assert (caps.type, caps.formula1, str(caps.sqref)) == (
        "list",
        '"0,1,2,3,4"',
        f"F{HEAD + 1}:F42",
    )
    assert "counts only up to" in levels.prompt
    (weights,) = book["Scores"].data_validations.dataValidation
    assert (weights.type, weights.operator, weights.formula1) == (
        "decimal",
        "greaterThanOrEqual",
        "0",
    )
    assert str(weights.sqref) == f"C{HEAD + 2}:C{HEAD + 16}"
    (values,) = book["Measures"].data_validations.dataValidation
    assert (values.type, values.formula1, str(values.sqref)) == (
        "custom",
        f"ISNUMBER(D{HEAD + 1})",
        f"D{HEAD + 1}:D{HEAD + 3}",
    )
    filters = {sheet.title: sheet.auto_filter.ref for sheet in book}
    assert filters == {
        "Read me": None,
        "Summary": "A4:R7",
        "Scores": None,
        "Ratings": "A4:K42",
        "Measures": "A4:J7",
        "Evidence": None,
        "Findings": "A4:E14",
        "Method": None,
        "Working": None,
    }
    assert book["Read me"].freeze_panes == "A1"
    assert [sheet.freeze_panes for sheet in book.worksheets[1:]] == [
        "D5",
        "C5",
        "D5",
        "D5",
        "C5",
        "A5",
        "A1",
        "C5",
    ]
