"""What the benchmarks hold on to besides the clock: peers do the same work, and the page says what
was measured, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from benchmarks import __main__ as benchmarks
from benchmarks import page, peers
from benchmarks.results import (
    FILE,
    Kept,
    Machine,
    PageCost,
    Point,
    Run,
    Section,
    as_json,
    changes,
    read,
    slope,
)
from benchmarks.timing import Ratio

MACHINE = Machine("Any Processor", 2, 24.0, "Linux x86_64", "3.11.7", {"numpy": "2.4.6"})
SCORE, AUDIT = "score --format csv", "audit"
KAPPA = "weighted κ of two raters, against scikit-learn"


def run_of(
    kappa: float = 0.05, audit: float = 4.0, yardstick: float = 0.02, date: str = "2026-11-28"
) -> Run:
    """One run of three benchmarks."""
    growing = (
        Point(SCORE, 12, 1.0, 90.0),
        Point(SCORE, 100, 2.0, 150.0),
        Point(SCORE, 1000, 20.0, 900.0),
        Point(AUDIT, 12, 0.5, 80.0),
        Point(AUDIT, 1000, audit, 800.0),
    )
    opened = PageCost("comparison", 1000, 1.25, 9876, 0.2, 0.75, 0.04, None)
    sections = (
        Section("peers", yardstick, 30.0, ratios=(Ratio(KAPPA, 0.0003, 0.006, kappa, 1.0),)),
        Section("curves", yardstick, 60.0, points=growing),
        Section("pages", yardstick, 30.0, pages=(opened,), remarks=("not installed: SALib",)),
    )
    return Run(date, "2.1.0", False, MACHINE, sections)


def rows(text: str, heading: str) -> list[str]:
    """The rows of the tables of a section, without their heads."""
    part = re.split(r"^#+ ", text, flags=re.M)
    (own,) = (section for section in part if section.startswith(heading))
    found = re.findall(r"^\|[ \-:|]+\|\n((?:\|.*\n)*)", own, re.M)
    return [row for table in found for row in table.splitlines()]


# --- what is timed is the same work --------------------------------------------------------------


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("peer", peers.pairs_by_peer(cases=40, units=120))
def test_a_peer_and_we_give_the_same_figures(peer: str) -> None:
    pytest.importorskip(peer)
    pairs = list(peers.pairs_by_peer(cases=40, units=120)[peer]())
    assert pairs
    for pair in pairs:
        pair.check()


def test_a_pair_that_differs_is_not_timed() -> None:
    (pair,) = peers.pairs_by_peer(cases=40)["scipy"]()
    other = replace(pair, theirs=lambda: pair.theirs() + 1e-6)
    with pytest.raises(AssertionError, match="ties share the mean"):
        other.check()


# --- what became slower --------------------------------------------------------------------------


def test_what_moved_beyond_chance_is_told_and_nothing_else() -> None:
    """κ: 0.05 → 0.08, 1.6 times; the audit: 4 → 3 s while the yardstick doubled, 0.375 times; the
    scores stand still, and by the yardstick halve."""
    last, now = run_of(), run_of(kappa=0.08, audit=3.0, yardstick=0.04)
    told = [(c.name, c.size, round(c.factor, 4)) for c in changes(now, last)]
    assert told == [
        (KAPPA, 0, 1.6),
        *[(SCORE, size, 0.5) for size in (12, 100, 1000)],
        (AUDIT, 12, 0.5),
        (AUDIT, 1000, 0.375),
    ]


@pytest.mark.parametrize(("kappa", "told"), [(0.062, 0), (0.0626, 1), (0.041, 0), (0.0399, 1)])
def test_a_ratio_may_move_by_a_quarter(kappa: float, told: int) -> None:
    assert len(changes(run_of(kappa=kappa), run_of())) == told


@pytest.mark.parametrize(("audit", "told"), [(5.39, 0), (5.41, 1), (2.97, 0), (2.96, 1)])
def test_the_time_of_one_job_may_move_by_a_third(audit: float, told: int) -> None:
    assert len(changes(run_of(audit=audit), run_of())) == told


def test_what_only_one_run_measured_is_not_compared() -> None:
    last = replace(run_of(), sections=run_of().sections[1:])
    assert changes(run_of(kappa=9.0), last) == []


def test_a_benchmark_measured_anew_takes_the_place_of_the_old_one() -> None:
    again = run_of(kappa=0.5).sections[0]
    run = run_of().with_sections([again])
    assert run.of("peers") == list(again.ratios)
    assert [section.name for section in run.sections] == ["peers", "curves", "pages"]


def test_the_slope_is_that_between_the_two_largest_sizes() -> None:
    points = run_of().grown(SCORE)
    assert slope(points) == pytest.approx(1.0)  # 100 → 1,000 cases: 2 → 20 s
    assert slope(points[:1]) is None


# --- the page ------------------------------------------------------------------------------------


def test_the_file_keeps_what_was_measured(tmp_path: Path) -> None:
    kept = Kept(run_of(), run_of(date="2026-11-01"))
    (tmp_path / "results.json").write_bytes(as_json(kept))
    assert read(tmp_path / "results.json") == kept
    assert read(tmp_path / "none.json") is None


def test_the_page_says_what_was_measured() -> None:
    text = page.page(Kept(run_of(kappa=0.08), run_of()), "en")
    assert "2 cores (Any Processor), 24.0 GB of memory, Linux x86_64, Python 3.11.7." in text
    assert rows(text, "Other libraries") == [
        "| weighted κ of two raters, 7,600 units | scikit-learn | 0.300 ms | 6.00 ms | **0.08** | 1 |"
    ]
    assert rows(text, "Growth")[:4] == [
        "| `score --format csv` | 12: 1.00 s, 90 MB; 100: 2.00 s, 150 MB; 1,000: 20.0 s, 900 MB |",
        "| `audit` | 12: 0.500 s, 80 MB; 1,000: 4.00 s, 800 MB |",
        "| `score --format csv` | 100 → 1,000 | 1.00 | 20.0 ms |",
        "| `audit` | 12 → 1,000 | 0.47 | 3.54 ms |",
    ]
    assert rows(text, "In the browser") == [
        "| comparison | 1,000 | 1.25 MB | 9,876 | 0.200 s | 0.750 s | 40.0 ms | – |"
    ]
    assert rows(text, "Slower or faster") == [
        "| weighted κ of two raters, 7,600 units | – | 0.05 | 0.08 | 1.60 |"
    ]
    assert "- `pages`: SALib is not installed\n- `scoring`: not measured in this run\n" in text


def test_the_chinese_page_says_the_same() -> None:
    kept = Kept(run_of(kappa=0.08), run_of())
    text = page.page(kept, "zh")
    assert rows(text, "其他软件库") == [
        "| 两位评分者的加权 κ，7,600 个单元 | scikit-learn | 0.300 ms | 6.00 ms | **0.08** | 1 |"
    ]
    assert rows(text, "与上次相比") == [
        "| 两位评分者的加权 κ，7,600 个单元 | – | 0.05 | 0.08 | 1.60 |"
    ]
    assert "- `pages`：未安装 SALib\n" in text


def test_a_last_run_elsewhere_is_told() -> None:
    elsewhere = replace(run_of(), machine=replace(MACHINE, cores=8))
    told = "on another machine or with other libraries"
    assert told in page.page(Kept(run_of(), elsewhere), "en")
    assert told not in page.page(Kept(run_of(), run_of()), "en")


def test_a_cost_of_before_stands_beside_that_of_today() -> None:
    """1,000 cases scored: 76.7 s and 17,200 MB before; 20 s and 900 MB in this run."""
    held = page.costs(run_of(), "en")
    assert len(held) == 12
    assert [row[1:] for row in held[:2]] == [
        ("76.7 s", "20.0 s", "0.26"),
        ("17,200 MB", "900 MB", "0.052"),
    ]
    assert held[2][2:] == ("–", "–")  # not measured in this run
    assert [row[1:] for row in page.costs(run_of(), "zh")] == [row[1:] for row in held]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_picture_names_its_lines(lang: str) -> None:
    pytest.importorskip("vl_convert")
    drawn = ElementTree.fromstring(page.picture(run_of(), lang))
    said = [
        "".join(element.itertext()) for element in drawn.iter() if element.tag.endswith("}text")
    ]
    assert said.count(SCORE) == said.count(AUDIT) == 4  # in two panels, each with an edge below it
    assert {"12", "100", "1,000"} <= {*said}


# --- what was measured last ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept() -> Kept:
    held = read(FILE)
    assert held is not None
    return held


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_what_was_measured_last(kept: Kept, lang: str) -> None:
    shown = (page.DOCS / f"{page.LANGUAGES[lang]}.md").read_text("utf-8")
    assert shown == page.page(kept, lang), "python -m benchmarks.page"


def test_every_job_has_words_in_both_languages_and_says_what_it_is_held_against(kept: Kept) -> None:
    words = page.catalogue("en").words
    for section in kept.now.sections:
        for ratio in section.ratios:
            own = words["ratio"][ratio.name]
            assert {"en", "zh"} == {*own["against"]} == {*own} - {"against"}, ratio.name
        for point in section.points:
            assert {"en", "zh"} == {*words["job"][point.job]}, point.job
        for opened in section.pages:
            assert {"en", "zh"} == {*words["page"][opened.page]}


def test_every_cost_of_before_names_a_job_that_is_measured() -> None:
    words = page.catalogue("en").words
    for cost in page.costs_before():
        assert cost["ratio"] in words["ratio"] if "ratio" in cost else cost["job"] in words["job"]
        assert cost["field"] in ("ours", "seconds", "peak", "written")


def test_the_page_shows_every_benchmark_of_a_whole_run() -> None:
    assert tuple(benchmarks.QUICK) == page.SHOWN
