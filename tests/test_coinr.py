"""An index that is exported for COINr: what R makes of the script, and what comes back.

Where COINr is not installed a stand-in of ours takes its place (``coinr_standin.R``, written from its
documentation), so that the script is run wherever there is R."""

from __future__ import annotations

import csv
import io
import math
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from evalkit import api
from evalkit.evaluation import Evaluation

R = shutil.which("Rscript")
HERE = Path(__file__).parent
N = 16
AS_OF = "2026-01-01"


def has_coinr() -> bool:
    asked = 'quit(status = if (requireNamespace("COINr", quietly = TRUE)) 0 else 1)'
    return R is not None and subprocess.run([R, "-e", asked], check=False).returncode == 0


needs_r = pytest.mark.skipif(R is None, reason="R is not installed")
COINR = pytest.param(
    True, marks=pytest.mark.skipif(not has_coinr(), reason="COINr is not installed"), id="COINr"
)
BY = [COINR, pytest.param(False, marks=needs_r, id="stand-in")]

PILLARS = """
pillars:
  - id: input
    title: Input
    weight: 2
    criteria:
      - {id: patents, title: Patents, weight: 3, measure: {unit: n, normalisation: minmax, range: [1, 100]}}
      - {id: rd, title: R&D, measure: {unit: "%", normalisation: zscore}}
      - {id: posts, title: Posts, measure: {unit: "%", better: lower, goalposts: [20, 80]}}
      - {id: logged, title: Logged, measure: {unit: "%", better: lower, transform: log, goalposts: [1, 100]}}
  - id: output
    title: Output
    pillars:
      - id: trade
        title: Trade
        criteria:
          - {id: ranked, title: Ranked, measure: {unit: n, better: lower, normalisation: rank}}
          - {id: borda, title: Borda, measure: {unit: n, better: lower, normalisation: borda}}
          - {id: percentile, title: Percentile, measure: {unit: n, normalisation: percentile}}
          - {id: best, title: Best, measure: {unit: n, better: lower, normalisation: share-of-best}}
      - id: nature
        title: Nature
        criteria:
          - {id: temperature, title: Temperature, measure: {unit: n, normalisation: interval, best: [30, 50]}}
          - {id: between, title: Between, measure: {unit: n, normalisation: interval, best: [30, 50], goalposts: [10, 90]}}
          - {id: aim, title: Aim, measure: {unit: n, normalisation: target, start: 90, target: 10}}
          - {id: root, title: Root, measure: {unit: n, normalisation: minmax, transform: sqrt, better: lower}}
          - {id: steps, title: Steps, measure: {unit: n, normalisation: step, STEPS}}
"""
STEPS = "steps: [{from: 0, score: 0.2}, {from: 0.9, score: 0.7}, {from: 1.2, score: 1}]"
FACETS = "facets: {kind: {title: Kind, values: {a: A, b: B}}}\n"
SERVING = "measures: [{id: people, title: People, unit: n}]\n"
PER = "per: {patents: {by: people, times: 1000, unit: n}, steps: best}"
PREPARED = {
    "plain": "",
    "screened-and-grouped": f"screen: {{least: 0.8}}, {PER}, impute: {{method: group-mean, facet: kind}}, outliers: {{winsorise: 3}}",
    "median-and-box-cox": f"{PER}, impute: {{method: median}}, outliers: {{winsorise: 0, then: box-cox}}",
    "expected-and-left": f"screen: {{least: 0.7, by: weight}}, {PER}, impute: {{method: em}}, outliers: {{when: {{skew: 1, kurtosis: 1}}, winsorise: 1, then: none}}",
}
METHODS = {
    "arithmetic": "{aggregation: arithmetic, coverage: {least: 0.5, by: count, withholds: true}}",
    "geometric": "{aggregation: geometric, coverage: {least: 0, by: count, withholds: true}}",
    "power": "{aggregation: {power: -0.5}, coverage: {least: 0.5, by: count, depth: {0: 1}, withholds: true}}",
}
MEASURES = (
    *("patents", "rd", "posts", "logged", "ranked", "borda", "percentile", "best"),
    *("temperature", "between", "aim", "root", "steps"),
)


def written(folder: Path, prepare: str, method: str, gaps: float = 0.06) -> Evaluation:
    """An index over made data, scored."""
    draws = np.random.default_rng(7)
    (folder / "cases").mkdir(parents=True)
    (folder / "rubrics").mkdir()
    prepared = f"prepare: {{{prepare}}}\n" if prepare else ""
    serving = SERVING if "per:" in prepare else ""
    head = f"rubric: made\nversion: 1.0.0\ntitle: A made index\nmethod: {method}\n"
    (folder / "rubrics/made.yaml").write_text(
        head + FACETS + serving + prepared + PILLARS.replace("STEPS", STEPS), "utf-8"
    )
    rows = ["region,measure,value,unit,year"]
    for n in range(N):
        kind = "ab"[n % 2]
        (folder / f"cases/r{n}.yaml").write_text(
            f"case: r{n}\nrubric: made@1.0.0\nregion: {{name: Region {n}, code: R{n}}}\n"
            f"facets: {{kind: {{is: {kind}, because: made}}}}\n",
            "utf-8",
        )
        rows.append(f"R{n},people,{draws.integers(100, 900)},n,2024")
        for measure in MEASURES:
            value = float(draws.lognormal(3.5, 0.5) if measure != "patents" else draws.lognormal())
            far = measure in ("patents", "root", "temperature") and n == 3
            value = round(value * (2000 if far and measure == "root" else 20 if far else 1), 4)
            unit = "%" if measure in ("rd", "posts", "logged") else "n"
            if draws.random() >= gaps * (5 if n == 5 else 1):
                rows.append(f"R{n},{measure},{value},{unit},2024")
    (folder / "cases/measures.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return api.score(folder / "cases", as_of="2026-01-01")


def built(folder: Path, evaluation: Evaluation, real: bool) -> list[dict[str, str]]:
    """The results that R makes of an export."""
    coin = folder / "coin"
    api.export(evaluation, coin, "coinr")
    script = coin / "coinr.R"
    if not real:
        script = coin / "run.R"
        lines = [(HERE / "coinr_standin.R").read_text("utf-8"), 'source("coinr.R")\n']
        script.write_text("".join(lines), "utf-8")
    done = subprocess.run(
        [str(R), script.name], cwd=coin, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with (coin / "results.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("real", BY)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("prepare", PREPARED)
def test_r_makes_the_same_scores_of_an_export_at_every_node(
    prepare: str, method: str, real: bool, tmp_path: Path
) -> None:
    evaluation = written(tmp_path, PREPARED[prepare], METHODS[method])
    results = {row["uCode"]: row for row in built(tmp_path, evaluation, real)}
    columns = {"overall": "Index"}
    columns |= {node.ref: node.ref.rpartition(".")[2] for node in evaluation.rubric.nodes}
    assert evaluation.total("r0") is not None
    compared = 0
    for score in evaluation.scores:
        row = results.get(score.case.upper())
        cell = row[columns[score.ref]] if row is not None else "NA"
        if score.value is None:
            assert cell in ("NA", ""), (score.case, score.ref)
            continue
        compared += 1
        assert float(cell) == pytest.approx(100 * score.value, abs=1e-6), (score.case, score.ref)
    assert compared > 150
    # nodes that stand between are no strangers
    found, findings = api.against(evaluation, tmp_path / "coin/results.csv")
    assert found is not None
    assert not findings
    assert not found.ranks
    # λ of Box–Cox is the flat top of a likelihood: no search has more than half of the digits
    assert found.same or "box-cox" in prepare


INDEX = """\
rubric: made
version: 1.0.0
title: A made index
method: {values: index, coverage: {least: 0, by: count, withholds: true}}
pillars:
  - id: input
    title: Input
    criteria:
      - {id: patents, title: Patents, measure: {unit: n, normalisation: zscore, cap: none}}
      - {id: rd, title: R&D, measure: {unit: "%", better: lower, normalisation: zscore, cap: none, transform: log}}
      - {id: posts, title: Posts, measure: {unit: "%", better: lower, goalposts: [20, 80]}}
  - id: output
    title: Output
    criteria:
      - {id: ranked, title: Far, measure: {unit: n, better: lower, normalisation: distance, reference: r4}}
      - {id: aim, title: Far off, measure: {unit: n, normalisation: distance, reference: r4, transform: sqrt}}
      - {id: root, title: Root, measure: {unit: n, normalisation: minmax, range: [1, 5]}}
      - {id: borda, title: Borda, measure: {unit: n, better: lower, normalisation: borda}}
"""


@pytest.mark.parametrize("real", BY)
def test_values_of_an_index_are_the_same_in_r_and_come_back(
    real: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "", METHODS["arithmetic"])
    (tmp_path / "rubrics/made.yaml").write_text(INDEX, "utf-8")
    for path in (tmp_path / "cases").glob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(text.partition("facets:")[0], "utf-8")
    evaluation = api.score(tmp_path / "cases", as_of=AS_OF)
    assert min(evaluation.values("input").values()) < 0
    built(tmp_path, evaluation, real)
    monkeypatch.chdir(tmp_path)
    found, findings = api.against(evaluation, "coin/results.csv")
    assert not findings
    assert found is not None
    assert found.same
    assert (found.ranked, len(found.nodes)) == (N, 10)
    assert not api.import_tables(
        ["coin/iMeta.csv", "coin/iData.csv"], "back/cases", "made"
    ).findings
    rules = Path("back/rubrics/made.yaml")
    method = "method: {aggregation: arithmetic, values: index}\n"
    text = rules.read_text("utf-8")
    assert method in text
    own = INDEX.splitlines()[3] + "\n"
    rules.write_text(text.replace(method, own), "utf-8")
    back = api.score("back/cases", as_of=AS_OF)
    for key, score in evaluation.score_of.items():
        assert back.score_of[key].value == pytest.approx(score.value, abs=1e-12), key


def sheet(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


def test_an_export_comes_back_with_the_same_scores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything but steps, which iMeta has no columns for, and but the steps before normalising,
    which stand in the script."""
    evaluation = written(tmp_path / "one", PER, METHODS["geometric"])
    api.export(evaluation, tmp_path / "coin", "coinr")
    monkeypatch.chdir(tmp_path)
    done = api.import_tables(["coin/iMeta.csv", "coin/iData.csv"], "cases", rubric="made")
    assert not done.findings
    path = Path("rubrics/made.yaml")
    before, _, after = path.read_text("utf-8").partition("id: steps")
    after = after.replace("minmax}", f"step, {STEPS}}}", 1)
    method = "method: {aggregation: geometric}"
    assert method in before
    text = before.replace(method, f"method: {METHODS['geometric']}")
    path.write_text(f"{text}id: steps{after}", "utf-8")
    back = api.score("cases", as_of="2026-01-01")
    assert back.cases == evaluation.cases
    own = {node.ref: node.ref for node in evaluation.rubric.nodes} | {"overall": "overall"}
    for ref in own:
        # criteria that stand higher than others have nodes of their own between
        there = next(
            r for r in ("overall", *back.rubric.index) if r.split(".")[-1] == ref.split(".")[-1]
        )
        for case in evaluation.cases:
            one, other = evaluation.score_of[case, ref].value, back.score_of[case, there].value
            assert (one is None) == (other is None), (case, ref)
            assert one is None or math.isclose(one, other or 0, abs_tol=1e-12), (case, ref)


def test_uneven_trees_fill_every_level_and_names_are_taken_once(tmp_path: Path) -> None:
    evaluation = written(tmp_path, PER, METHODS["arithmetic"])
    meta = sheet(dict(api.export_files(evaluation, "coinr")), "iMeta.csv")
    rows = {row["iCode"]: row for row in meta}
    assert len(rows) == len(meta)
    assert (rows["patents_2"]["Level"], rows["patents_2"]["Parent"]) == ("2", "input")
    assert (rows["patents"]["Parent"], rows["patents"]["Weight"]) == ("patents_2", "1.0")
    assert rows["patents_2"]["Weight"] == "3.0"
    assert rows["patents"]["Denominator"] == "people"
    assert rows["patents"]["ScaleFactor"] == "1000.0"
    assert [rows[code]["Type"] for code in ("people", "kind")] == ["Denominator", "Group"]
    tree = [row for row in meta if row["Level"]]
    for row in tree:
        if row["Parent"]:
            assert int(rows[row["Parent"]]["Level"]) == int(row["Level"]) + 1


def test_what_coinr_has_no_place_for_is_said_in_the_script(tmp_path: Path) -> None:
    evaluation = written(tmp_path, PREPARED["screened-and-grouped"], "{aggregation: arithmetic}")
    script = dict(api.export_files(evaluation, "coinr"))["coinr.R"].decode()
    head = script.partition("library(COINr)")[0]
    for line in (
        "- steps stand in this script alone, not in iMeta: steps",
        "- these steps stand in this script alone, and tables have no place for them: screen, ",
        "- evalkit counts what is rated by weight",
    ):
        assert line in head


def test_a_rubric_without_a_total_is_no_index(tmp_path: Path) -> None:
    written(tmp_path, "", METHODS["arithmetic"])
    path = tmp_path / "rubrics/made.yaml"
    text = path.read_text("utf-8").replace("    weight: 2\n", "")
    path.write_text(text.replace("\ntitle: A made", "\ntotal: none\ntitle: A made"), "utf-8")
    evaluation = api.score(tmp_path / "cases", as_of="2026-01-01")
    with pytest.raises(ValueError, match="no total"):
        dict(api.export_files(evaluation, "coinr"))


# --- the page of the manual ------------------------------------------------------------------

PAGES = ("coinr.md", "coinr.zh.md")


def fenced(page: str, language: str) -> list[str]:
    text = (HERE.parent / "docs" / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def of_the_page(page: str) -> Evaluation:
    """What the page's tables and its lines of a rubric make."""
    for name, text in zip(("iMeta.csv", "iData.csv"), fenced(page, "csv"), strict=True):
        Path(name).write_text(text, "utf-8")
    assert not api.import_tables(["iMeta.csv", "iData.csv"], rubric="example").findings
    path, (lines,) = Path("rubrics/example.yaml"), fenced(page, "yaml")
    text = path.read_text("utf-8")
    for line in ("method: {aggregation: arithmetic}\n", "prepare: {per: {goods: gdp}}\n"):
        assert line in text
        text = text.replace(line, "")
    path.write_text(text.replace("version: 1.0.0\n", f"version: 1.0.0\n{lines}"), "utf-8")
    return api.score("cases", as_of=AS_OF)


@pytest.mark.parametrize("page", PAGES)
def test_the_figures_of_the_page_are_those_that_evalkit_gives(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    evaluation = of_the_page(page)
    text = (HERE.parent / "docs" / page).read_text("utf-8")
    printed = [
        line.strip("| ").split(" | ") for line in re.findall(r"^\| [A-H]{2} .*$", text, re.M)
    ]
    ranks = {s.case: s.rank for s in api.compare(evaluation).itertuples()}
    held, score = evaluation.measured_of, evaluation.score_of
    assert len(printed) == 7
    for unit, *cells in printed:
        case = unit.lower()
        goods, rd, co2 = (held[case, id] for id in ("goods", "rd", "co2"))
        per = next(touch.after for touch in goods.touched if touch.step == "per")
        made = [f"{per:.6g}", f"{goods.counted:.6g}"]
        made += [f"{100 * (goods.score or 0):.2f}"]
        made += [f"{rd.counted:.6g}", f"{100 * (rd.score or 0):.2f}"]
        made += [f"{co2.counted:.6g}", f"{100 * (co2.score or 0):.2f}"]
        nodes = (score[case, ref].value or 0 for ref in ("trade", "air", "overall"))
        made += [f"{100 * value:.2f}" for value in nodes]
        assert cells == [*made, str(ranks[case])]
    skew, kurtosis = next(
        (dict(touch.why)["skew"], dict(touch.why)["kurtosis"])
        for touch in held["ff", "goods"].touched
        if touch.step == "winsorise"
    )
    assert f"{skew:.2f}" in text
    assert f"{kurtosis:.2f}" in text
    assert score["hh", "overall"].value is None


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("real", BY)
def test_the_lines_in_r_of_the_page_are_exported_and_give_the_same(
    page: str, real: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    evaluation = of_the_page(page)
    (lines,) = fenced(page, "r")
    script = dict(api.export_files(evaluation, "coinr"))["coinr.R"].decode()
    assert lines in script
    built(tmp_path, evaluation, real)
    found, findings = api.against(evaluation, tmp_path / "coin/results.csv")
    assert not findings
    assert found is not None
    assert found.same
    assert (found.ranked, found.lacking, len(found.nodes)) == (7, ("hh",), 6)
