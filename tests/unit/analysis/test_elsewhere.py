"""Results of others beside ours: largest differences by node, ranks, scales and rounding."""

from __future__ import annotations

from evalkit.analysis.elsewhere import Beside, RankApart, beside
from evalkit.evaluation import Evaluation
from evalkit.reading.elsewhere import Elsewhere, read_elsewhere
from tests.conftest import evaluation_of

RUBRIC = """\
rubric: ix
version: 1.0.0
title: The index
pillars:
  - id: trade
    code: Trade
    title: Trade in goods
    criteria:
      - {id: goods, code: Goods, title: Goods, measure: {unit: n, goalposts: [0, 8]}}
  - id: clear-air
    title: Clear air
    criteria:
      - {id: co-two, title: Emissions, measure: {unit: n, better: lower, goalposts: [0, 10]}}
"""
CASES = (("at", "Austria", 4, 5), ("no", "Norway", 8, 2), ("be", "Belgium", 1, 6))


def ours() -> Evaluation:
    """Goods 0.5, 1, 0.125; air 0.5, 0.8, 0.4; the index 0.5, 0.9, 0.2625."""
    return evaluation_of(
        RUBRIC,
        *(
            f"case: {id}\nrubric: ix@1.0.0\nregion: {{name: {name}, code: {id.upper()}}}\nmeasures:\n"
            f"  goods: {{value: {goods}, unit: n, year: 2020}}\n"
            f"  co-two: {{value: {air}, unit: n, year: 2020}}\n"
            for id, name, goods, air in CASES
        ),
    )


def read(table: str) -> tuple[Elsewhere, list[str]]:
    evaluation = ours()
    cases = [file.case for file in evaluation.files]
    found, findings = read_elsewhere(table.encode(), "r.csv", evaluation.rubric, cases)
    assert found is not None
    return found, [finding.code for finding in findings]


def held(table: str) -> Beside:
    return beside(ours(), read(table)[0])


SAME = "uCode,Rank,Index,Trade,clear_air,Goods,co_two\nNO,1,90,100,80,100,80\nAT,2,50,50,50,50,50\nBE,3,26.25,12.5,40,12.5,40\n"


def test_the_same_results_are_the_same() -> None:
    found = held(SAME)
    assert found.same
    assert (found.scale, found.decimals, found.ranked, found.among) == (100, 2, 3, False)
    assert [node.ref for node in found.nodes] == [
        *("overall", "trade", "trade.goods", "clear-air", "clear-air.co-two")
    ]
    assert not found.ranks
    assert not found.left_out


def test_a_scale_of_0_to_1_is_recognised_and_rounding_is_no_difference() -> None:
    """0.2625 is written 0.26: 0.0025 away, and half a unit of the last digit is 0.005."""
    found = held("code,Index\nAT,0.50\nNO,0.90\nBE,0.26\n")
    assert (found.scale, found.same) == (1, True)
    assert held("code,Index\nAT,0.50\nNO,0.90\nBE,0.27\n").same is False


def test_the_largest_difference_is_named_with_its_case_on_every_node() -> None:
    found = held(SAME.replace("NO,1,90,100", "NO,1,88,95").replace("12.5,40\n", "12.5,43.5\n"))
    largest = {n.ref: (round(n.largest or 0, 9), n.case, n.same) for n in found.nodes}
    assert largest["overall"] == (0.02, "no", False)
    assert largest["trade"] == (0.05, "no", False)
    assert largest["clear-air.co-two"] == (0.035, "be", False)
    assert largest["trade.goods"][2] is True


def test_ranks_that_differ_are_listed_the_furthest_first() -> None:
    found = held("uCode,Rank,Index\nNO,3,10\nAT,1,50\nBE,2,26.25\n")
    assert found.ranks == (RankApart("no", 1, 3), RankApart("at", 2, 1), RankApart("be", 3, 2))


def test_ranks_are_counted_among_those_that_both_have() -> None:
    found = held("country,Score\nNorway,90\nSweden,95\nBelgium,26.25\n")
    assert (found.ranks, found.ranked, found.among) == ((), 2, True)
    assert (found.lacking, found.strangers) == (("at",), ("Sweden",))
    assert found.left_out == ("trade", "trade.goods", "clear-air", "clear-air.co-two")


def test_a_score_that_only_one_has_is_counted_and_not_the_same() -> None:
    found = held(SAME.replace("BE,3,26.25", "BE,NA,NA"))
    (total,) = [node for node in found.nodes if node.ref == "overall"]
    assert (total.n, total.only_here, found.same) == (2, ("be",), False)


def test_titles_and_names_stand_for_codes_and_other_columns_are_told() -> None:
    found, codes = read("Region,The index,Emissions,Colour\nAustria,50,50,red\nNorway,90,80,red\n")
    assert {ref for _, ref in found.values} == {"overall", "clear-air.co-two"}
    assert codes == ["table-column-unknown"]


def test_a_table_without_units_or_nodes_is_refused() -> None:
    evaluation = ours()
    cases = [file.case for file in evaluation.files]
    for table, column in (("Index,Goods\n1,2\n", "uCode"), ("uCode,Rank\nAT,1\n", "Index")):
        found, findings = read_elsewhere(table.encode(), "r.csv", evaluation.rubric, cases)
        assert found is None
        assert [(f.code, dict(f.values)["column"]) for f in findings] == [("table-columns", column)]
