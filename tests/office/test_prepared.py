"""Measures that are prepared before they are scored: the workbook comes to what the engine does, also
after an input is changed, and says of what it cannot hold that it stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from evalkit.evaluation import Evaluation
from evalkit.workbook.build import HEAD, Book

from tests.conftest import asked, evaluation_of
from tests.office.recalculate import needs_office, recalculated
from tests.office.test_workbook import agree, made

MEASURES = {
    "a": "normalisation: minmax, range: [1, 100]",
    "b": "normalisation: zscore",
    "c": "normalisation: borda, better: lower",
    "d": "normalisation: interval, best: [4, 6]",
    "e": "goalposts: [1, 9], transform: log",
}
# a row a case: people, then a to e; None where nothing was measured
ROWS: tuple[tuple[float | None, ...], ...] = (
    (200, 20, 5, 3, 5.5, 4),
    (400, 30, 4.5, 3, 1, 12),
    (100, 15, 5.5, 2, 9, 0.5),
    (300, None, 6, 4, None, 3),
    (250, 26, 300, 8, 4.2, 2),
    (None, 31, 4, 7, 6.5, 5),
    (120, 9, 3.5, None, 3, None),
    (500, 60, 5.2, 6, 7, 7),
    (350, 21, 4.8, 1, 6.1, 1.5),
    (90, None, None, None, 2, None),
)
Changed = Mapping[tuple[int, str], float | None]


def rubric(prepare: str, coverage: str = "0.3") -> str:
    criteria = "\n".join(
        f"      - {{id: {id}, title: {id.upper()}, measure: {{unit: k, {rule}}}}}"
        for id, rule in MEASURES.items()
    )
    return f"""
rubric: raw
version: 1.0.0
title: Raw data
facets: {{tier: {{title: Tier, values: {{one: One, two: Two}}}}}}
measures: [{{id: people, title: People, unit: persons}}]
prepare: {prepare}
method: {{coverage: {coverage}}}
pillars:
  - id: p
    title: P
    criteria:
{criteria}
"""


def cases(changed: Changed | None = None) -> list[str]:
    out = []
    for n, row in enumerate(ROWS):
        held = dict(zip(("people", *MEASURES), row, strict=True))
        held |= {id: value for (at, id), value in (changed or {}).items() if at == n}
        units = {"people": "persons"}
        values = ", ".join(
            f"{id}: {{value: {value}, unit: {units.get(id, 'k')}, year: 2023, source: s}}"
            for id, value in held.items()
            if value is not None
        )
        tier = "one" if n % 3 else "two"
        out.append(
            f"case: c{n}\nrubric: raw@1.0.0\nregion: {{name: C{n}}}\n"
            f"facets: {{tier: {{is: {tier}, because: list}}}}\nmeasures: {{{values}}}\n"
        )
    return out


def held(prepare: str, changed: Changed | None = None, coverage: str = "0.3") -> Evaluation:
    return evaluation_of(rubric(prepare, coverage), *cases(changed))


def enter(page: Book, values: Mapping[str, Any], name: str = "value") -> Callable[[Any], None]:
    """Somebody's changes of one column of the measures sheet, by key."""

    def change(book: Any) -> None:
        left = dict(values)
        for row in book[page.sheet["measures"]].iter_rows(min_row=HEAD + 1):
            key = row[page.measure_column["key"] - 1].value
            if key in left:
                row[page.measure_column[name] - 1].value = left.pop(key)
        assert not left

    return change


def book_of(evaluation: Evaluation, shown: Sequence[str] = ()) -> Book:
    names = list(shown) or [f.case.case for f in evaluation.files]
    return Book(asked(evaluation), "en", names, "scores")


PER = "per: {a: {by: people, times: 100}}"
PREPARED = {
    "per": f"{{{PER}}}",
    "screen": "{screen: {least: 0.7}}",
    "screen-weight": "{screen: {least: 0.7, by: weight}, impute: {method: median}}",
    "mean": "{impute: {method: mean}}",
    "median": "{impute: {method: median}}",
    "group-mean": "{impute: {method: group-mean, facet: tier}}",
    "group-median": f"{{{PER}, impute: {{method: group-median, facet: tier}}}}",
    "winsorise": "{outliers: {when: {skew: 2, kurtosis: 3.5}, winsorise: 5, then: log}}",
    "log": "{outliers: {winsorise: 0, then: log}}",
    "box-cox": "{outliers: {winsorise: 0, then: box-cox}}",
    "em": "{impute: {method: em}}",
    "last": "{impute: {method: last, years: 2}}",
    "all": f"{{screen: {{least: 0.4}}, {PER}, impute: {{method: mean}}, "
    "outliers: {winsorise: 0, then: box-cox}}",
}


@needs_office
@pytest.mark.parametrize("name", PREPARED)
def test_every_step_recalculates_to_the_engine(name: str, tmp_path: Path) -> None:
    own = held(PREPARED[name])
    assert any(m.touched for m in own.measured)
    agree(own, recalculated(made(own), tmp_path))


CHANGED: Changed = {(3, "a"): 44.0, (1, "b"): 9.0, (7, "c"): None, (9, "c"): 5.0, (3, "d"): 8.0}
AS_ENTERED = {f"c{n}/{id}": value for (n, id), value in CHANGED.items()}


@needs_office
@pytest.mark.parametrize(
    "name",
    ["per", "screen", "screen-weight", "mean", "median", "group-mean", "group-median", "log"],
)
def test_a_changed_input_moves_what_stands_in_and_who_is_in_the_sample(
    name: str, tmp_path: Path
) -> None:
    before, after = held(PREPARED[name]), held(PREPARED[name], CHANGED)
    values = dict(AS_ENTERED)
    if name == "log":  # which measures are treated stays as reported
        values = {"c1/b": 9.0, "c3/a": 44.0}
        after = held(PREPARED[name], {(1, "b"): 9.0, (3, "a"): 44.0})
    page = book_of(before)
    agree(after, recalculated(made(before), tmp_path, enter(page, values)), before)


@needs_office
def test_a_changed_divisor_moves_the_quotient(tmp_path: Path) -> None:
    before, after = held(PREPARED["per"]), held(PREPARED["per"], {(1, "people"): 40.0})
    change = enter(book_of(before), {"c1/a": 40.0}, "divisor")
    agree(after, recalculated(made(before), tmp_path, change), before)


@needs_office
def test_limits_of_outliers_and_values_of_maximisation_stay_and_say_so(tmp_path: Path) -> None:
    """An outlier that grows counts as the same limit; a figure that is entered takes the place of
    the expected one."""
    drawn = held(PREPARED["winsorise"])
    page = book_of(drawn)
    found = recalculated(made(drawn), tmp_path / "w", enter(page, {"c4/b": 9000.0}))
    agree(drawn, found)
    told = {m.case: m.treatment for m in drawn.measured if m.criterion == "b" and m.treatment}
    assert {case: (t.before, t.after) for case, t in told.items() if t} == {"c4": (300.0, 6.0)}
    said = [row[page.measure_column["prepared"] - 1] for row in _rows(page, found)]
    assert "outlier, drawn in to 6.000; the limit is that of the report and stays" in said
    expected = held(PREPARED["em"])
    page = book_of(expected)
    found = recalculated(made(expected), tmp_path / "e", enter(page, {"c3/a": 17.5}))
    rows = {row[page.measure_column["key"] - 1]: row for row in _rows(page, found)}
    filled, mark = (page.measure_column[name] - 1 for name in ("filled", "imputed"))
    assert (rows["c3/a"][filled], rows["c3/a"][mark] or "") == (17.5, "")
    known = expected.measured_of["c9", "a"].untreated
    assert rows["c9/a"][filled] == pytest.approx(known, abs=1e-9)
    assert rows["c9/a"][mark] == "imputed"
    assert "a fixed value of the report" in rows["c9/a"][page.measure_column["prepared"] - 1]


def _rows(page: Book, book: Any) -> list[tuple[Any, ...]]:
    first = HEAD + 1
    return list(book[page.sheet["measures"]].iter_rows(min_row=first, values_only=True))


@needs_office
@pytest.mark.parametrize("by", ["count", "weight"])
@pytest.mark.parametrize("withholds", ["true", "false"])
def test_what_stands_in_covers_nothing(by: str, withholds: str, tmp_path: Path) -> None:
    coverage = f"{{least: 0.7, by: {by}, withholds: {withholds}}}"
    own = held(PREPARED["mean"], coverage=coverage)
    assert {s.reason for s in own.scores} >= {"", "coverage-low"}
    agree(own, recalculated(made(own), tmp_path))


@needs_office
def test_the_workbook_of_one_case_holds_the_sample_that_it_rests_on(tmp_path: Path) -> None:
    own = held(PREPARED["all"])
    page = book_of(own, ["c3"])
    from evalkit.render import xlsx

    book = recalculated(xlsx.render(page.workbook()), tmp_path)
    working, col = book[page.sheet["working"]], page.case_column["c3"]
    for ref in page.order:
        value = working.cell(page.working_row("value", ref), col).value
        assert value == pytest.approx(own.score_of["c3", ref].value, abs=1e-9), ref


@needs_office
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_does_not_count_as_entered_is_told(lang: str, tmp_path: Path) -> None:
    """A divisor of nought, text in place of a number; and the case that left is no slip."""
    own = held(f"{{screen: {{least: 0.7}}, {PER}}}")
    page = Book(asked(own), lang, [f.case.case for f in own.files], "scores")
    now = _rows(page, recalculated(made(own, lang), tmp_path / "a"))
    key, note = (page.measure_column[name] - 1 for name in ("key", "look-at"))
    said = {row[key]: row[note] for row in now if row[note]}
    left, divisor = page.labels["note-left"], page.labels["note-divisor"]
    assert said == {
        **{f"{c}/{id}": left for c in ("c3", "c6", "c9") for id in MEASURES},
        "c5/a": divisor,
    }

    def change(book: Any) -> None:
        enter(page, {"c1/b": "4.5"})(book)
        enter(page, {"c2/a": 0}, "divisor")(book)

    found = recalculated(made(own, lang), tmp_path / "b", change)
    said = {row[key]: row[note] for row in _rows(page, found) if row[note]}
    assert said["c1/b"] == page.labels["note-value"]
    assert said["c2/a"] == divisor
    check = found[page.sheet["measures"]].cell(HEAD - 1, 1).value
    assert check == page.labels["input-check"].format(n=3)


INDEX = {
    "a": "normalisation: distance, reference: c0",
    "b": "normalisation: zscore, cap: none",
    "c": "normalisation: zscore, cap: none, better: lower",
    "d": "normalisation: distance, reference: c4, better: lower",
    "e": "normalisation: minmax, range: [1, 2]",
}


@needs_office
def test_values_of_an_index_recalculate_to_the_engine(tmp_path: Path) -> None:
    text = rubric("{impute: {method: mean}}").replace("coverage: 0.3", "coverage: 0, values: index")
    for id, rule in MEASURES.items():
        text = text.replace(f"measure: {{unit: k, {rule}}}", f"measure: {{unit: k, {INDEX[id]}}}")
    own = evaluation_of(text, *cases())
    page = book_of(own)
    working = recalculated(made(own), tmp_path)[page.sheet["working"]]
    for case in page.cases:
        for ref in page.order:
            found = working.cell(page.working_row("value", ref), page.case_column[case]).value
            wanted = own.score_of[case, ref].value
            assert found == pytest.approx(wanted, abs=1e-9), (case, ref)
    assert any((s.value or 0) < 0 for s in own.scores)
