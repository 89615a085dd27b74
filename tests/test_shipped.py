"""The shipped rubric and cases: complete, in both languages, scores recomputed by a short script of
another make."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from evalkit import api, storage
from evalkit.evaluation import Evaluation
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from evalkit.model.fields import both
from evalkit.model.rubric import Criterion
from evalkit.storage.rubrics import TERMS
from tools import discriminate

from tests.conftest import ROOT, SHARED, asked, needs_shared

AS_OF = date(2026, 11, 23)
Read = dict[str, Any]  # a mapping as it is read from YAML
Table = dict[tuple[str, str], float]  # region and measure → value


RUBRICS = {
    "cases": ROOT / "rubrics/regional-innovation.yaml",
    "tests/shipped-1.0.0": ROOT / "rubrics/regional-innovation-1.0.0.yaml",
}
TABLE = ROOT / "cases/measures.csv"
FILES = [(folder, path) for folder in RUBRICS for path in sorted((ROOT / folder).glob("*-*.yaml"))]


def scored_in(folder: str) -> Evaluation:
    return api.score([ROOT / folder, TABLE], str(RUBRICS[folder]), as_of=AS_OF)


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return scored_in("cases")


@pytest.fixture(scope="module")
def before() -> Evaluation:
    return scored_in("tests/shipped-1.0.0")


def test_no_errors_and_no_warnings_in_what_is_shipped(evaluation: Evaluation) -> None:
    assert [f.message() for f in evaluation.findings if f.severity != "note"] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_on_the_two_versions_states_what_is_computed(
    lang: str, evaluation: Evaluation, before: Evaluation
) -> None:
    name = "version-2.md" if lang == "en" else "version-2.zh.md"
    page = (ROOT / "docs" / name).read_text("utf-8")
    figures = {"1.0.0": discriminate.found(before), "2.0.0": discriminate.found(evaluation)}
    assert discriminate.tables(lang, figures) in page
    rows = re.findall(r"^\| ([\w.-]+) [^|]+\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", page, re.M)
    told = {code: (one, two.strip()) for code, one, two in rows}
    for code, one, two in discriminate.by_criterion(before, evaluation):
        assert told[code] == (one.replace("new", "新增") if lang == "zh" else one, two), code


def test_what_was_rated_under_the_version_before_is_kept_with_its_faults(
    before: Evaluation,
) -> None:
    """Found by checks that came later; ratings of that time are not rewritten."""
    left = Counter(f.code for f in before.findings if f.severity != "note")
    assert left == {"checks-apart": 5, "reason-against-check": 2}
    assert len(before.files) == 12
    assert {row.rater for row in before.ratings.rows} == {"a", "b"}


def test_every_criterion_is_rated_by_two_who_are_declared(evaluation: Evaluation) -> None:
    wording = evaluation.rubric.version
    for file in evaluation.files:
        case = file.case
        for criterion in case.ratings:
            raters = [r.rater for r in case.ratings_of(criterion) if not r.adjudicates]
            assert len(set(raters)) == len(raters) == 2, (case.case, criterion)
            for rater in raters:
                who = case.raters[rater]
                assert (who.role, who.wording) == ("rater", wording), rater
                assert who.batch in {2, 3}
                assert who.date is not None


def test_no_reason_is_one_of_the_version_before(evaluation: Evaluation, before: Evaluation) -> None:
    def reasons(of: Evaluation) -> set[str]:
        return {
            text
            for file in of.files
            for criterion in file.case.ratings
            for rating in file.case.ratings_of(criterion)
            for text in both(rating.because or "")
        }

    assert len(reasons(evaluation)) > 2000
    assert reasons(evaluation) & reasons(before) == set()


def test_twelve_cases_are_scored_in_full(evaluation: Evaluation) -> None:
    assert [
        (s.case, s.coverage) for s in asked(evaluation).standings if s.coverage < 1 or not s.rank
    ] == []
    assert len(evaluation.files) == 12


def test_every_ask_and_every_check_of_the_framework_is_there(evaluation: Evaluation) -> None:
    rated = [c for _, c in evaluation.rubric.criteria() if c.levels]
    assert len(rated) == 72
    assert sum(c.scored for c in rated) == 71
    assert sum(len(c.checks) for c in rated) == 429
    for criterion in rated:
        assert criterion.source is not None
        assert sorted(criterion.levels or {}) == [0, 1, 2, 3, 4]
        assert len(criterion.terms["zh"]) >= 5 and len(criterion.terms["en"]) >= 3, criterion.id  # noqa: PT018


def test_every_text_is_in_both_languages(evaluation: Evaluation) -> None:
    def walk(data: object, path: str) -> None:
        if isinstance(data, dict):
            if set(data) & {"zh", "en"}:
                assert set(data) == {"zh", "en"}, path
            for key, value in data.items():
                walk(value, f"{path}.{key}")
        elif isinstance(data, list):
            for n, value in enumerate(data):
                walk(value, f"{path}[{n}]")

    rubrics = [p for p in ROOT.glob("rubrics/*.yaml") if not p.name.endswith(TERMS)]
    for path in [*rubrics, *(path for _, path in FILES)]:
        walk(yaml.safe_load(path.read_text("utf-8")), path.name)


def test_the_shipped_terms_are_of_the_shipped_rubric_and_every_case() -> None:
    path = ROOT / f"rubrics/regional-innovation{TERMS}"
    held, findings, _ = storage.open_terms(path)
    assert (held is not None, findings) == (True, ())
    assert held is not None
    assert held.learnt.cases == tuple(
        sorted(path.stem for path in (ROOT / "cases").glob("*-2026.yaml"))
    )
    terms = {t for own in held.learnt.terms.values() for t in own["zh"]}
    assert all(len(term) <= 2 or term.isascii() for term in terms)  # pairs of characters, letters
    assert all(len(own["zh"]) <= 80 for own in held.learnt.terms.values())


def test_the_table_holds_all_provinces() -> None:
    rows = list(csv.DictReader((ROOT / "cases/measures.csv").open(encoding="utf-8")))
    assert len({row["region"] for row in rows}) == 31
    latest = {(row["region"], row["measure"]) for row in rows if row["year"] == "2023"}
    assert len(latest) == 31 * 7
    assert all(row["source"] for row in rows)


# --- the scores again, from the YAML, without any of evalkit's modules -----------------------


def facets_of(case: Read) -> dict[str, set[str]]:
    return {
        k: set(v["is"]) if isinstance(v["is"], list) else {v["is"]}
        for k, v in case["facets"].items()
    }


def leaf(criterion: Read, case: Read, table: Table) -> float | str | None:
    """Score of a criterion: a number, None where missing, "n/a" where it does not apply."""
    facets = facets_of(case)
    for name, values in criterion.get("applies", {}).items():
        if not facets[name] & set(values):
            return "n/a"
    if "measure" in criterion:
        low, high = criterion["measure"]["goalposts"]
        value = table.get((case["region"]["code"], criterion["id"]))
        return None if value is None else min(1, max(0, (value - low) / (high - low)))
    given = case["ratings"].get(criterion["id"], [])
    settled = [r for r in given if r.get("adjudicates")]
    levels = [supported(r) for r in settled or given if "level" in r]
    return sum(levels) / len(levels) / 4 if levels else None


def supported(rating: Read) -> int:
    """Without evidence level 1 at most, with evidence against level 2 at most."""
    evidence = rating.get("evidence", [])
    top = 4 if evidence else 1
    if any(e.get("kind") == "contradicts" for e in evidence):
        top = min(top, 2)
    return int(min(rating["level"], top))


def node(
    pillar: Read, case: Read, table: Table, out: dict[str, float], path: str
) -> float | str | None:
    parts: list[tuple[float, float]] = []
    applies = False
    for criterion in pillar.get("criteria", []):
        if criterion.get("scored", True):
            value = leaf(criterion, case, table)
            applies = applies or value != "n/a"
            if isinstance(value, int | float):
                parts.append((criterion.get("weight", 1), value))
                out[f"{path}.{criterion['id']}"] = value
    for child in pillar.get("pillars", []):
        value = node(child, case, table, out, f"{path}.{child['id']}")
        applies = applies or value != "n/a"
        if isinstance(value, float):
            parts.append((child.get("weight", 1), value))
    total = sum(weight for weight, _ in parts)
    if not total:
        return None if applies else "n/a"
    out[path] = sum(weight * value for weight, value in parts) / total
    return out[path]


@pytest.mark.parametrize("folder", RUBRICS)
def test_the_twelve_scores_come_out_of_another_script(folder: str) -> None:
    evaluation = scored_in(folder)
    rubric = yaml.safe_load(RUBRICS[folder].read_text("utf-8"))
    table = {
        (r["region"], r["measure"]): float(r["value"])
        for r in csv.DictReader((ROOT / "cases/measures.csv").open(encoding="utf-8"))
        if r["year"] == "2023"
    }
    compared = 0
    for path in (path for at, path in FILES if at == folder):
        case = yaml.safe_load(path.read_text("utf-8"))
        out: dict[str, float] = {}
        tops = []
        for pillar in rubric["pillars"]:
            value = node(pillar, case, table, out, pillar["id"])
            if pillar.get("counts", True) and isinstance(value, float):
                tops.append((pillar.get("weight", 1), value))
        out["overall"] = sum(w * v for w, v in tops) / sum(w for w, _ in tops)
        scored = {
            s.ref: s.value
            for s in evaluation.scores
            if s.case == case["case"] and s.value is not None
        }
        assert scored.keys() == out.keys()
        for ref, value in scored.items():
            assert value == pytest.approx(out[ref], abs=1e-12), (case["case"], ref)
            compared += 1
    assert compared > 12 * 60


# --- nothing copied, nothing made up ---------------------------------------------------------

HAN = re.compile(r"[一-鿿]+")
# Names of programmes, places and bodies, and set phrases of the field, that no paraphrase can do
# without.
LONGEST_RUN = 16


def copied_runs(text: str, original: str) -> list[str]:
    """Runs of hanzi of ``text``, longer than a name, that stand in ``original`` to the letter."""
    clean = re.sub(r"\s", "", original)
    found = []
    for run in HAN.findall(text):
        for start in range(len(run) - LONGEST_RUN):
            if run[start : start + LONGEST_RUN + 1] in clean:
                found.append(run)
                break
    return found


@needs_shared
def test_no_case_copies_a_sentence_of_its_plan() -> None:
    for _, path in FILES:
        plan = (SHARED / "plans" / f"{path.stem.removesuffix('-2026')}-gwr-2026.txt").read_text(
            "utf-8"
        )
        ratings = path.read_text("utf-8").split("\nratings:\n")[1]
        assert copied_runs(ratings, plan) == [], path.name


@needs_shared
@pytest.mark.parametrize("path", RUBRICS.values(), ids=lambda path: path.stem)
def test_the_rubric_copies_no_sentence_of_the_article(path: Path) -> None:
    article = (SHARED / "framework/article.txt").read_text("utf-8")
    text = path.read_text("utf-8")
    title = "新中国成立75年来科技创新驱动区域经济发展的经验与启示"
    assert (
        copied_runs(text.replace(title, "").replace("科技创新驱动区域经济发展", ""), article) == []
    )


@needs_shared
def test_every_place_cited_is_a_paragraph_of_the_plan() -> None:
    for _, path in FILES:
        case = yaml.safe_load(path.read_text("utf-8"))
        plan = SHARED / "plans" / f"{path.stem.removesuffix('-2026')}-gwr-2026.txt"
        lines = plan.read_text("utf-8").split("\n")
        for ratings in case["ratings"].values():
            for rating in ratings:
                for evidence in rating.get("evidence", []):
                    number = int(evidence["at"].removeprefix("¶"))
                    assert lines[number - 1].strip(), (path.name, evidence)


@needs_shared
def test_codes_and_checks_of_1_0_0_map_one_to_one_onto_the_decomposition(
    before: Evaluation,
) -> None:
    asked = json.loads((SHARED / "framework/decomposition.json").read_text("utf-8"))["criteria"]
    ours = {c.code: c for _, c in before.rubric.criteria() if c.levels}
    assert list(ours) == [c["id"] for c in asked]
    for criterion in asked:
        mine: Criterion = ours[criterion["id"]]
        assert len(mine.checks) == len(criterion["checks"])
        assert mine.source is not None
        assert mine.source.at == criterion["locator"]


@needs_shared
def test_the_table_agrees_with_the_indicators_it_comes_from() -> None:
    rows = list(csv.DictReader((SHARED / "regions/indicators.csv").open(encoding="utf-8")))
    source = {(r["region"], r["indicator"], r["year"]): float(r["value"]) for r in rows}
    table = {
        (r["region"], r["measure"], r["year"]): float(r["value"])
        for r in csv.DictReader((ROOT / "cases/measures.csv").open(encoding="utf-8"))
    }
    assert table["CN-GZ", "rd-intensity", "2023"] == source["贵州", "rd_intensity", "2023"]
    per_gdp = (
        source["陕西", "technology_contract_value_output", "2023"]
        / source["陕西", "gdp_first_published", "2023"]
        * 100
    )
    assert math.isclose(table["CN-SN", "contracts-sold", "2023"], per_gdp, rel_tol=1e-5)


def test_a_report_from_json_has_the_bytes_of_one_from_yaml() -> None:
    three = [ROOT / f"cases/{name}-2026.yaml" for name in ("zhejiang", "guizhou", "ningxia")]
    evaluation = api.score([*three, ROOT / "cases/measures.csv"], as_of="2026-11-23")
    assert len(evaluation.cases) == 3
    again = from_json(to_json(asked(evaluation)))
    for (name, one), (_, two) in zip(
        api.reports(evaluation, ("html", "md")), api.reports(again, ("html", "md")), strict=True
    ):
        assert one == two, name
