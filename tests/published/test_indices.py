"""Published indices from raw data to rank, through YAML and the command line: figures typed as
facts, with their sources; every value that an index caps is named.

Published inputs are rounded, so that a published total is held to what their rounding allows."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from evalkit import api
from evalkit.cli import main
from evalkit.evaluation import Evaluation

# UNDP, Human Development Report 2015, statistical annex, table 1 (hdr.undp.org/en/composite/HDI):
# rank, HDI of 2014, life expectancy, expected and mean years of schooling, GNI per capita (2011
# PPP $). Footnote c: expected schooling capped at 18 years; g: GNI capped at 75,000.
HDI = """\
1|Norway|0.944|81.6|17.5|12.6|64992|
2|Australia|0.935|82.4|20.2|13.0|42261|c
3|Switzerland|0.930|83.0|15.8|12.8|56431|
4|Denmark|0.923|80.2|18.7|12.7|44025|c
5|Netherlands|0.922|81.6|17.9|11.9|45435|
6|Germany|0.916|80.9|16.5|13.1|43919|
6|Ireland|0.916|80.9|18.6|12.2|39568|c
8|United States|0.915|79.1|16.5|12.9|52947|
9|Canada|0.913|82.0|15.9|13.0|42155|
9|New Zealand|0.913|81.8|19.2|12.5|32689|c
11|Singapore|0.912|83.0|15.4|10.6|76628|g
12|Hong Kong|0.910|84.0|15.6|11.2|53959|
13|Liechtenstein|0.908|80.0|15.0|11.8|79851|g
14|Sweden|0.907|82.2|15.8|12.1|45636|
14|United Kingdom|0.907|80.7|16.2|13.1|39267|
16|Iceland|0.899|82.6|19.0|10.6|35182|c
17|Korea|0.898|81.9|16.9|11.9|33890|
18|Israel|0.894|82.4|16.0|12.5|30676|
19|Luxembourg|0.892|81.7|13.9|11.7|58711|
20|Japan|0.891|83.5|15.3|11.5|36927|
21|Belgium|0.890|80.8|16.3|11.3|41187|
22|France|0.888|82.2|16.0|11.1|38056|
23|Austria|0.885|81.4|15.7|10.8|43869|
24|Finland|0.883|80.8|17.1|10.3|38695|"""
# UNDP, technical note 1 of the same report: goalposts, the logarithm of income, the arithmetic mean
# of the two of schooling, the geometric mean of the three dimensions.
HDI_RUBRIC = """\
rubric: hdi
version: 1.0.0
title: Human Development Index
method: {aggregation: geometric, coverage: 1}
pillars:
  - id: health
    title: Long and healthy life
    criteria:
      - {id: life, title: Life expectancy, measure: {unit: years, goalposts: [20, 85]}}
  - id: knowledge
    title: Knowledge
    aggregation: arithmetic
    criteria:
      - {id: expected, title: Expected years of schooling, measure: {unit: years, goalposts: [0, 18]}}
      - {id: mean, title: Mean years of schooling, measure: {unit: years, goalposts: [0, 15]}}
  - id: living
    title: A decent standard of living
    criteria:
      - {id: income, title: GNI per capita, measure: {unit: $, goalposts: [100, 75000], transform: log}}
"""
HDI_MEASURES = {"life": "years", "expected": "years", "mean": "years", "income": "$"}

# OECD and JRC (2008), Handbook on Constructing Composite Indicators, table A.2 (telephones and
# electricity as logarithms to the base of 10) and table 23, column EW: ranks under equal weights.
# Totals: Saisana, Saltelli and Tarantola (2005), JRSS A 168(2), section 4.1.
TAI = """\
1|Finland|187|125.6|200.2|50.7|3.08|4.15|10|27.4
2|United States|289|130|179.1|66.2|3.00|4.07|12|13.9
3|Sweden|271|156.6|125.8|59.7|3.10|4.14|11.4|15.3
4|Japan|994|64.6|49|80.8|3.00|3.86|9.5|10
5|Korea|779|9.8|4.8|66.7|2.97|3.65|10.8|23.2
6|Netherlands|189|151.2|136|50.9|3.02|3.77|9.4|9.5
7|United Kingdom|82|134|57.4|61.9|3.02|3.73|9.4|14.9
9|Canada|31|38.6|108|48.7|2.94|4.18|11.6|14.2
10|Australia|75|18.2|125.9|16.2|2.94|3.94|10.9|25.3
8|Singapore|8|25.5|72.3|74.9|2.95|3.83|7.1|24.2
11|Germany|235|36.8|41.2|64.2|2.94|3.75|10.2|14.4
12|Norway|103|20.2|193.6|19|3.12|4.39|11.9|11.2
13|Ireland|106|110.3|48.6|53.6|2.97|3.68|9.4|12.3
14|Belgium|72|73.9|58.9|47.6|2.91|3.86|9.3|13.6
15|New Zealand|103|13|146.7|15.4|2.86|3.91|11.7|13.1
16|Austria|165|14.8|84.2|50.3|2.99|3.79|8.4|13.6
17|France|205|33.6|36.4|58.9|2.97|3.80|7.9|12.6
18|Israel|74|43.6|43.2|45|2.96|3.74|9.6|11
19|Spain|42|8.6|21|53.4|2.86|3.62|7.3|15.6
20|Italy|13|9.8|30.4|51|3.00|3.65|7.2|13
21|Czech Republic|28|4.2|25|51.7|2.75|3.68|9.5|8.2
22|Hungary|26|6.2|21.6|63.5|2.73|3.46|9.1|7.7
23|Slovenia|105|4|20.3|49.5|2.84|3.71|7.1|10.6"""
# goalposts: Saisana, Saltelli and Tarantola (2005), table 1
TAI_POSTS = {
    "patents": (0, 994),
    "royalties": (0, 272.6),
    "internet": (0, 232.4),
    "exports": (0, 80.8),
    "telephones": (math.log10(1), math.log10(901)),
    "electricity": (math.log10(22), math.log10(6969)),
    "schooling": (0.8, 12),
    "university": (0.1, 27.4),
}
TAI_TOTALS = {"Finland": 74.4, "United States": 73.3}
# the same Handbook, table 15: mean years of schooling as z-score, by min–max, as share of the best
SCHOOLING = """\
0.26|0.59|0.83
1.52|1.00|1.00
1.14|0.88|0.95
-0.06|0.49|0.79
0.76|0.76|0.90
-0.12|0.47|0.78
-0.12|0.47|0.78
1.27|0.92|0.97
0.83|0.78|0.91
-1.58|0.00|0.59
0.38|0.63|0.85
1.46|0.98|0.99
-0.12|0.47|0.78
-0.19|0.45|0.78
1.33|0.94|0.98
-0.76|0.27|0.70
-1.08|0.16|0.66
0.00|0.51|0.80
-1.46|0.04|0.61
-1.52|0.02|0.60
-0.06|0.49|0.79
-0.31|0.41|0.76
-1.58|0.00|0.59"""


def rows(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.splitlines()]


def code(name: str) -> str:
    return name.lower().replace(" ", "-")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(rubric: str, values: dict[str, dict[str, str]], units: dict[str, str]) -> None:
    """A project: a rubric, a case a country, and one table of what was measured."""
    id = rubric.split()[1]
    Path("rubrics").mkdir()
    Path("cases").mkdir()
    Path(f"rubrics/{id}.yaml").write_text(rubric, "utf-8")
    table = ["region,measure,value,unit,year"]
    for name, own in values.items():
        Path(f"cases/{code(name)}.yaml").write_text(
            f"case: {code(name)}\nrubric: {id}@1.0.0\nregion: {{name: {name}}}\n", "utf-8"
        )
        table += [f"{name},{key},{value},{units[key]},2014" for key, value in own.items()]
    Path("cases/measures.csv").write_text("\n".join(table) + "\n", "utf-8")


def run(*command: str) -> str:
    done = CliRunner().invoke(main, [*command, "--lang", "en"])
    assert done.exit_code == 0, done.output
    return done.stdout


def scored() -> Evaluation:
    return api.score("cases", as_of="2016-01-01")


def ranks() -> dict[str, int]:
    """Case → rank, as the command prints it."""
    printed = json.loads(run("compare", "cases", "--as-of", "2016-01-01", "-q", "--json"))
    return {own["case"]: own["rank"] for own in printed["standings"]}


def hdi_of(life: float, expected: float, mean: float, income: float) -> float:
    """Technical note 1, written out."""
    health, schooling = (life - 20) / 65, (min(expected, 18) / 18 + mean / 15) / 2
    living = math.log(min(income, 75000) / 100) / math.log(750)
    return float((health * schooling * living) ** (1 / 3))


def test_the_human_development_index() -> None:
    held = {row[1]: dict(zip(HDI_MEASURES, row[3:7], strict=True)) for row in rows(HDI)}
    written(HDI_RUBRIC, held, HDI_MEASURES)
    evaluation = scored()
    exact = 0
    for _, name, published, *values, _ in rows(HDI):
        own, given = evaluation.total(code(name)), [float(value) for value in values]
        assert own == pytest.approx(hdi_of(*given), abs=1e-12)
        # what one decimal of the years, and no decimal of the income, leave open
        wide = [(v - by, v + by) for v, by in zip(given, (0.05, 0.05, 0.05, 0.5), strict=True)]
        may_be = [hdi_of(*ends) for ends in itertools.product(*wide)]
        assert min(may_be) - 0.0005 <= float(published) <= max(may_be) + 0.0005, name
        exact += f"{own:.3f}" == published
    assert exact == 17


def test_the_human_development_index_names_every_value_that_it_caps() -> None:
    """The footnotes c and g of the published table, and nothing else."""
    held = {row[1]: dict(zip(HDI_MEASURES, row[3:7], strict=True)) for row in rows(HDI)}
    written(HDI_RUBRIC, held, HDI_MEASURES)
    noted = {
        (code(row[1]), {"c": "expected", "g": "income"}[row[7]]) for row in rows(HDI) if row[7]
    }
    capped = {
        (finding.case, dict(finding.values)["measure"])
        for finding in scored().findings
        if finding.code == "measure-capped"
    }
    assert capped == noted
    assert run("check", "cases", "-v").count("[measure-capped]") == len(noted) == 7
    explained = run("explain", "singapore/income", "--as-of", "2016-01-01")
    assert "76,628" in explained or "76628" in explained
    assert "75,000" in explained or "75000" in explained


def test_ranks_of_the_human_development_index_hold_where_rounding_does_not_decide() -> None:
    """Two countries whose published values lie more than 0.002 apart stand in that order."""
    held = {row[1]: dict(zip(HDI_MEASURES, row[3:7], strict=True)) for row in rows(HDI)}
    written(HDI_RUBRIC, held, HDI_MEASURES)
    place, pairs = ranks(), 0
    for one, other in itertools.combinations(rows(HDI), 2):
        if float(one[2]) - float(other[2]) > 0.002:
            pairs += 1
            assert place[code(one[1])] < place[code(other[1])]
    assert pairs > 230


def tai(measures: dict[str, str]) -> None:
    criteria = "".join(
        f"      - {{id: {id}, title: {id}, measure: {rule}}}\n" for id, rule in measures.items()
    )
    head = "rubric: tai\nversion: 1.0.0\ntitle: Technology Achievement Index\n"
    pillars = f"pillars:\n  - id: all\n    title: All\n    criteria:\n{criteria}"
    held = {
        row[1]: {k: v for k, v in zip(TAI_POSTS, row[2:], strict=True) if k in measures}
        for row in rows(TAI)
    }
    written(head + pillars, held, dict.fromkeys(TAI_POSTS, "n"))


def posts(id: str) -> str:
    low, high = TAI_POSTS[id]
    return f"{{unit: n, goalposts: [{low}, {high}]}}"


def test_the_technology_achievement_index() -> None:
    """All 23 ranks; the two totals that are printed."""
    tai({id: posts(id) for id in TAI_POSTS})
    assert ranks() == {code(row[1]): int(row[0]) for row in rows(TAI)}
    evaluation = scored()
    for name, total in TAI_TOTALS.items():
        own = evaluation.total(code(name))
        assert own is not None
        assert 100 * own == pytest.approx(total, abs=0.1)  # logarithms have two decimals


def test_the_technology_achievement_index_names_every_value_that_it_caps() -> None:
    """Telephones above 901 a 1,000 people, electricity above 6,969 kWh."""
    tai({id: posts(id) for id in TAI_POSTS})
    capped = {
        (finding.case, dict(finding.values)["measure"])
        for finding in scored().findings
        if finding.code == "measure-capped"
    }
    beyond = {
        (code(row[1]), id)
        for row in rows(TAI)
        for id, value in zip(TAI_POSTS, row[2:], strict=True)
        if float(value) > TAI_POSTS[id][1]
    }
    assert capped == beyond
    assert len(beyond) == 22


def test_results_that_were_published_are_held_beside_ours() -> None:
    tai({id: posts(id) for id in TAI_POSTS})
    lines = ["country,Rank,Index"]
    own = {row[1]: row[0] for row in rows(TAI)}
    for name, rank in own.items():
        lines.append(f"{name},{rank},{TAI_TOTALS.get(name, '')}")
    Path("published.csv").write_text("\n".join(lines) + "\n", "utf-8")
    told = run(
        "score", "cases", "--as-of", "2016-01-01", "-q", "--against", "published.csv", "--json"
    )
    held: dict[str, Any] = json.loads(told)
    assert (held["ranked"], held["ranks"], held["scale"]) == (23, [], 100)
    (total,) = held["nodes"]
    assert (total["n"], total["case"]) == (2, "finland")


@pytest.mark.parametrize(("column", "rule"), [(0, "zscore"), (1, "minmax"), (2, "share-of-best")])
def test_ways_to_normalise_in_the_handbook(column: int, rule: str) -> None:
    tai({"schooling": f"{{unit: n, normalisation: {rule}}}"})
    evaluation = scored()
    for row, published in zip(rows(TAI), rows(SCHOOLING), strict=True):
        score = evaluation.score_of[code(row[1]), "all.schooling"].value
        assert score is not None
        value = (score - 0.5) * 6 if rule == "zscore" else score
        assert value == pytest.approx(float(published[column]), abs=0.00501), row[1]
