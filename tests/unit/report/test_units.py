"""Results in the units of the rubric's scale: every figure, sentence and chart of every report; and
nothing else than what is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from evalkit.model.style import ReportStyle, Style
from evalkit.model.units import Units
from evalkit.render import markdown
from evalkit.report import reports
from evalkit.report.context import context_of
from evalkit.report.explain import trail
from evalkit.report.model import Chart, Report, Table, inside, plain
from evalkit.report.numbers import Figure, round_half_up
from evalkit.report.products import rubric_page
from evalkit.report.reports import Run
from evalkit.report.weights_panel import weights_panel
from tests.conftest import asked
from tests.scale_units import RATINGS, held, in_points, profile, total_of

# what may not stand in a report of such a rubric
HUNDREDS = re.compile(
    r"of 100\b|0[–—-]100\b|0 to 100|0至100|满分|\d points?\b(?! )|[Pp]oints (apart|from)|"
    r"\d points (apart|above|below|behind)|by [\d.]+ points|\d分(?![之钟类])|（分）"
)


def all_reports(evaluation: Evaluation, lang: str) -> list[Report]:
    run = Run(asked(evaluation), products=tuple(p.id for p in reports.PRODUCTS))
    return [reports.report(run, name, lang) for name in run.names]


def figures(report: Report) -> Iterator[Figure]:
    def of(value: object) -> Iterator[Figure]:
        if isinstance(value, Figure):
            yield value
        elif isinstance(value, tuple):
            for part in value:
                yield from of(part)
        elif hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                yield from of(getattr(value, name))

    yield from of((report.summary, report.sections))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("evaluation", [held, profile], ids=["total", "profile"])
def test_no_report_speaks_of_a_hundred(evaluation: Evaluation, lang: str) -> None:
    made = all_reports(evaluation, lang)
    assert {report.product for report in made} >= {"comparison", "method", "memo", "briefing"}
    for report in made:
        text = markdown.render(report).decode()
        assert not (found := HUNDREDS.search(text)), text[found.start() - 80 : found.end() + 40]
        for block in inside([b for s in report.sections for b in s.blocks]):
            if isinstance(block, Chart):
                told = f"{block.caption} {block.alt}"
                assert not HUNDREDS.search(told), told


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_same_words_are_found_in_reports_in_points(lang: str) -> None:
    found = [
        HUNDREDS.search(markdown.render(report).decode()) for report in all_reports(in_points, lang)
    ]
    assert sum(own is not None for own in found) >= len(RATINGS)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_score_is_shown_from_1_to_6_and_every_difference_without_the_offset(
    lang: str,
) -> None:
    n = 0
    for report in all_reports(held, lang):
        for own in figures(report):
            assert own.scale != 100 or own.unit == "%", own
            if own.is_score and own.value is not None:
                n += 1
                assert (own.scale, own.offset) in ((5, 1), (5, 0))
                if own.offset:
                    assert 1 <= float(own.text()) <= 6
                    assert own.decimals in (1, 2)
    assert n > 200


def test_the_total_is_the_mean_of_levels_that_the_standard_itself_works_out() -> None:
    ctx = context_of(asked(held), "en")
    for name in RATINGS:
        value = held.score_of[name, "overall"].value
        assert value is not None
        assert ctx.score(value).text() == round_half_up(total_of(name), 2)
        assert value == in_points.score_of[name, "overall"].value


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_hold_the_totals_of_the_standard(lang: str) -> None:
    wanted = {round_half_up(total_of(name), 2) for name in RATINGS}
    (comparison,) = (r for r in all_reports(held, lang) if r.product == "comparison")
    blocks = inside([b for s in comparison.sections if s.id == "ranking" for b in s.blocks])
    (table,) = (b for b in blocks if isinstance(b, Table) and len(b.columns) > 3)
    assert {plain(row.cells[1].runs) for row in table.rows} == wanted


def test_charts_run_from_the_lowest_level_to_the_highest() -> None:
    seen = 0
    for report in all_reports(held, "en"):
        for block in inside([b for s in report.sections for b in s.blocks]):
            if isinstance(block, Chart) and block.id in ("c-ranking", "c-profile", "c-slopes"):
                seen += 1
                spec = json.loads(block.spec)
                domains = [
                    own["scale"]["domain"]
                    for layer in spec["layer"]
                    for name, own in layer["encoding"].items()
                    if name == "x" and isinstance(own, dict) and "scale" in own
                    if own["scale"]["domain"] != [0.0, 1.0]
                ]
                assert all(1 <= low < high <= 6 for low, high in domains), domains
    assert seen > 3


def test_what_is_kept_is_a_score_in_0_to_1_and_gives_the_same_reports() -> None:
    told, other = (json.loads(to_json(asked(own))) for own in (held, in_points))
    assert told["scores"] == other["scores"]
    again = from_json(json.dumps(told), "test")
    run, kept = (Run(Results(own)) for own in (held, again))
    for name in run.names[:3]:
        assert reports.report(run, name, "en") == reports.report(kept, name, "en")


def test_an_office_may_ask_for_other_decimals() -> None:
    wanted = round_half_up(total_of("ada-2024"), 1)
    for written, told in (
        (ReportStyle(report="own"), round_half_up(total_of("ada-2024"), 2)),
        (ReportStyle(report="own", decimals=1), wanted),
    ):
        run = Run(asked(held), ("comparison",), ("en",), Style(written, b"", "report.yaml"))
        made = reports.report(run, run.names[0], "en")
        shown = {own.text() for own in figures(made) if own.ref.startswith("ada-2024")}
        assert told in shown


def test_the_page_with_the_readers_weights_is_told_the_units() -> None:
    units = Units(1, 6, 2, of_scale=True)
    made, other = (weights_panel(context_of(asked(own), "en")) for own in (held, in_points))
    assert made is not None
    assert other is not None
    assert made == replace(other, units=units)


@pytest.mark.parametrize(
    ("ref", "wanted"),
    [
        ("overall", "Total: 4.56"),
        ("p.a", "Level used 5 · mean of the raters"),
        ("o.e", "→ (3 − (−1)) / (3 − (−1)); shown as 1 + 5 × that, from 0 to 1"),
        ("o.m", "[0, 10]; shown as 1 + 5 × that, from 0 to 1"),
    ],
)
def test_the_chain_behind_a_score_says_how_it_is_shown(ref: str, wanted: str) -> None:
    steps = [step.text for step in trail(asked(held), "ada-2024", ref, "en")]
    assert any(wanted in step for step in steps), steps
    assert not any("/ (6 − 1)" in step for step in steps)


def test_the_rubrics_page_says_in_what_units_results_are() -> None:
    for lang, wanted in (("en", "from 1 to 6"), ("zh", "从1级至6级")):
        text = markdown.render(rubric_page.rubric_page(held.standard, lang)).decode()
        assert wanted in text
        assert "≥ 3.50" in text
        assert not HUNDREDS.search(text)
