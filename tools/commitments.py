"""The figures of docs/commitments.md: how well commitments are found, how far coders agree, what
the twelve reports carry.

Run it from the project with ../shared beside it: python -m tools.commitments [en|zh]
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evalkit import api
from evalkit.analysis.coders import code_agreement, unit_agreement
from evalkit.analysis.completeness import carried
from evalkit.analysis.facts import beside
from evalkit.analysis.follow_up import followed
from evalkit.evaluation import Evaluation
from evalkit.evidence.commitments import Candidate, candidates
from evalkit.evidence.places import Stretch, stretch_of
from evalkit.evidence.text import PlanText
from evalkit.report.numbers import round_half_up
from evalkit.scoring.units import Coded, coded_in

ROOT = Path(__file__).parent.parent
PLANS = ROOT.parent / "shared" / "plans"
FOUND = ROOT / "tests" / "found"
AS_OF = date(2026, 11, 27)
KINDS = ("all", "figure", "date", "duty")
# case or document → plan; those seen were at hand while the rules were made, the others were not
# looked at
SEEN = {"zhejiang-2026": "zhejiang-gwr-2026.txt", "guizhou-2026": "guizhou-gwr-2026.txt"}
LISTED = {
    "luxembourg-2014": "kinds/ris3/luxembourg-ris3-2014.pdf",
    "shaanxi-2025": "kinds/work-reports/shaanxi-work-report-2025.md",
    "uk-climate-2020": "kinds/climate/united-kingdom-climate-contribution-2020.pdf",
}
NAMES = {
    "zhejiang-2026": ("浙江2026（编规则时看过）", "Zhejiang 2026 (at hand for the rules)"),
    "guizhou-2026": ("贵州2026（编规则时看过）", "Guizhou 2026 (at hand for the rules)"),
    "luxembourg-2014": (
        "卢森堡智能专业化战略2014，英文（编规则时看过）",
        "Luxembourg, smart specialisation 2014, in English (at hand for the rules)",
    ),
    "shaanxi-2025": ("陕西2025（没有看过）", "Shaanxi 2025 (not looked at)"),
    "uk-climate-2020": (
        "英国国家自主贡献2020，英文（没有看过）",
        "United Kingdom, climate contribution 2020, in English (not looked at)",
    ),
}
MARKS = {"all": ("全部", "all"), "figure": ("数值", "figure"), "date": ("期限", "date")}
MARKS["duty"] = ("责任", "duty")


@dataclass(frozen=True, slots=True)
class Gold:
    """A unit that coders found: where, and what marks it."""

    at: tuple[Stretch, ...]
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """Units of a kind, and the share of them that a candidate of the kind meets (recall); clauses
    found of the kind, and the share of them that meet a unit of any kind (precision)."""

    document: str
    kind: str
    units: int
    recall: float
    clauses: int
    precision: float


def read(path: Path) -> PlanText:
    """A plan's text."""
    text, findings = api.document(path)
    assert text is not None, findings
    return text


def coded_whole(coded: Coded) -> list[Gold]:
    """The units of a case that is coded whole."""
    duty = {row["id"] for row in _rows(FOUND / "duty.csv") if row["document"] == coded.case}
    out = []
    for unit in coded.units:
        marks = {
            kind for kind, told in (("figure", unit.counted), ("date", unit.has("date"))) if told
        }
        marks |= {"duty"} if unit.said.id in duty else set()
        at = stretch_of("", unit.said.place[1])
        out.append(Gold((at,) if at is not None else (), frozenset(marks)))
    return out


def listed(name: str) -> list[Gold]:
    """Units that somebody who did not see the rules wrote down for a document."""
    out = []
    for row in _rows(FOUND / f"{name}.csv"):
        at = stretch_of("", row["at"])
        marks = frozenset(kind for kind in KINDS if row.get(kind) == "1")
        out.append(Gold((at,) if at is not None else (), marks))
    return out


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def measured(document: str, text: PlanText, gold: Sequence[Gold]) -> Iterator[Measured]:
    """Recall and precision by kind."""
    found = candidates(text)
    for kind in KINDS:
        mine = [c for c in found if kind in ("all", *c.marks)]
        units = [unit for unit in gold if kind == "all" or kind in unit.marks]
        met = sum(any(_meet(c, unit) for c in mine) for unit in units)
        right = sum(any(_meet(c, unit) for unit in gold) for c in mine)
        yield Measured(
            document,
            kind,
            len(units),
            met / max(1, len(units)),
            len(mine),
            right / max(1, len(mine)),
        )


def _meet(candidate: Candidate, unit: Gold) -> bool:
    n = candidate.passage.number
    return any(
        at.passages[0] <= n <= at.passages[1] and at.holds(candidate.clause) for at in unit.at
    )


def finder(evaluation: Evaluation) -> list[Measured]:
    """Recall and precision over the documents that are coded whole."""
    coded = coded_in(evaluation.files)
    out: list[Measured] = []
    for case, plan in SEEN.items():
        out += measured(case, read(PLANS / plan), coded_whole(coded[case]))
    for name, plan in LISTED.items():
        out += measured(name, read(PLANS / plan), listed(name))
    return out


# --- as tables -------------------------------------------------------------------------------


def _shown(value: float | None, decimals: int = 2) -> str:
    return "—" if value is None else round_half_up(value, decimals)


def _percent(value: float) -> str:
    return f"{round_half_up(100 * value, 0)} %"


def _row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def finder_table(rows: Sequence[Measured], lang: str) -> str:
    """Recall and precision, a row a document and kind."""
    n = 0 if lang == "zh" else 1
    head = (
        "| 文件 | 标志 | 承诺 | 召回率 | 分句 | 精确率 |",
        "| document | mark | units | recall | clauses | precision |",
    )[n]
    lines = [head, "|---|---|--:|--:|--:|--:|"]
    for row in rows:
        name = NAMES[row.document][n] if row.kind == "all" else ""
        recall = _shown(row.recall) if row.units else "—"
        precision = _shown(row.precision) if row.clauses else "—"
        cells = (name, MARKS[row.kind][n], row.units, recall, row.clauses, precision)
        lines.append(_row(cells))
    return "\n".join(lines)


def coded_table(evaluation: Evaluation, lang: str) -> str:
    """What is coded of each of the twelve, and what it carries."""
    n = 0 if lang == "zh" else 1
    head = (
        "| 规划 | 范围 | 承诺 | 数值 | 责任单位 | 资金 | 自带期限 | 基期值 | 不作承诺 |",
        "| plan | scope | units | figure | body | money | own date | start | left out |",
    )[n]
    scope = {"all": ("全文", "whole"), "figures": ("含数值的句子", "figures")}
    lines = [head, "|---|---|--:|--:|--:|--:|--:|--:|--:|"]
    regions = evaluation.regions(lang)
    for case, coded in coded_in(evaluation.files).items():
        c = carried(coded.units)
        counts = (c.n, c.figure, c.body, c.money, c.date, c.baseline, len(coded.left_out))
        cells = (regions[case], scope[coded.scope][n], *counts)
        lines.append(_row(cells))
    return "\n".join(lines)


def agreement_table(evaluation: Evaluation, lang: str) -> str:
    """How far the two coders of Zhejiang and of Guizhou agree."""
    n = 0 if lang == "zh" else 1
    head = (
        "| 规划 | 维度 | 单元 | 相同 | κ | α | 细类相同 |",
        "| plan | code | units | same | κ | α | kinds same |",
    )[n]
    lines = [head, "|---|---|--:|--:|--:|--:|--:|"]
    regions = evaluation.regions(lang)
    for case, coded in coded_in(evaluation.files).items():
        for k, a in enumerate(code_agreement(evaluation.rubric, coded)):
            title = evaluation.rubric.codes[a.code].title
            assert not isinstance(title, str)
            named = (title.zh if lang == "zh" else title.en) or a.code
            shares = (_percent(a.same), _shown(a.kappa), _shown(a.alpha), _percent(a.fine))
            cells = ("" if k else regions[case], named, a.n, *shares)
            lines.append(_row(cells))
    return "\n".join(lines)


def followed_table(evaluation: Evaluation, lang: str) -> str:
    """What became of the commitments of the earlier reports."""
    n = 0 if lang == "zh" else 1
    head = (
        "| 报告 | 承诺 | 称已完成 | 部分完成 | 改了说法再提 | 未到期 | 未再提及 |",
        "| report | units | done | in part | changed | not due | silent |",
    )[n]
    lines = [head, "|---|--:|--:|--:|--:|--:|--:|"]
    coded = coded_in(evaluation.files)
    for own in coded.values():
        for group in followed(own, coded):
            counts = [group.count(s) for s in ("done", "partly", "changed", "open", "silent")]
            cells = (f"{group.older} → {group.newer}", len(group.kept), *counts)
            lines.append(_row(cells))
    return "\n".join(lines)


def found_by(evaluation: Evaluation) -> dict[str, tuple[int, int, int]]:
    """Case → units found by both coders, by the first only, by the second only."""
    out = {}
    for case, coded in coded_in(evaluation.files).items():
        for pair in unit_agreement(coded, evaluation.file_of[case]):
            out[case] = (pair.both, len(pair.first), len(pair.second))
    return out


def contradicted(evaluation: Evaluation) -> tuple[int, int]:
    """Ratings whose level asks for what no commitment has; whose commitments have what the next
    level asks for."""
    found = [
        item for own in coded_in(evaluation.files).values() for item in beside(evaluation, own)
    ]
    lacks = sum(item.way == "lacks" for item in found)
    return lacks, len(found) - lacks


def main(lang: str) -> None:
    """Print every table of the page."""
    evaluation = api.score([ROOT / "cases", ROOT / "earlier"], as_of=AS_OF)
    twelve = api.score(ROOT / "cases", as_of=AS_OF)
    tables: tuple[Callable[[], str], ...] = (
        lambda: finder_table(finder(twelve), lang),
        lambda: coded_table(twelve, lang),
        lambda: agreement_table(twelve, lang),
        lambda: followed_table(evaluation, lang),
    )
    for made in tables:
        sys.stdout.write(made() + "\n\n")
    sys.stdout.write(f"{found_by(twelve)}\n{contradicted(twelve)}\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "en")
