"""What a rubric tells apart, before and after: `python tools/discriminate.py`.

Prints the figures of docs/version-2.md and docs/version-2.zh.md from the twelve cases under both
versions of the shipped rubric. A test holds the pages to what is printed here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path

from evalkit import api
from evalkit.analysis.agreement import Agreement, agreement_of
from evalkit.analysis.levels import Levels, levels_of
from evalkit.evaluation import Evaluation, evaluate
from evalkit.report.numbers import round_half_up

ROOT = Path(__file__).parent.parent
AS_OF = date(2026, 11, 27)
TABLE = ROOT / "cases/measures.csv"
VERSIONS = {
    "1.0.0": (ROOT / "tests/shipped-1.0.0", ROOT / "rubrics/regional-innovation-1.0.0.yaml"),
    "2.0.0": (ROOT / "cases", ROOT / "rubrics/regional-innovation.yaml"),
}
SURE = 1.96  # two plans are told apart beyond the middle 95 % of what raters' spread would give


@dataclass(frozen=True, slots=True)
class Found:
    """One version on the twelve plans: what its ratings, criteria and totals are like.

    ``shares``: of the ratings at each level; ``commonest``: share of the level given most often;
    ``alike``: mean share of plans that have a criterion's commonest agreed level, and ``none``: how
    many criteria tell nobody apart, over the ``criteria`` that at least half of the plans are rated
    on; ``totals``: lowest and highest; ``spread``: standard deviation of the totals; ``doubt``:
    that of one plan's total from two raters; ``apart``: of ``pairs`` of plans, those that differ by
    more than the raters' spread.
    """

    ratings: int
    shares: dict[int, float]
    commonest: float
    alike: float
    none: int
    criteria: int
    totals: tuple[float, float]
    spread: float
    doubt: float
    apart: int
    pairs: int
    agreement: tuple[Agreement, ...]


def scored(version: str) -> Evaluation:
    """The twelve cases under one version."""
    cases, rubric = VERSIONS[version]
    return api.score([cases, TABLE], str(rubric), as_of=AS_OF)


def by_one(evaluation: Evaluation, which: int) -> dict[str, float]:
    """Case → total from the first or second rating of each criterion, adjudications apart."""
    files = []
    for file in evaluation.files:
        alone = {
            name: tuple(r for r in file.case.ratings_of(name) if not r.adjudicates)[which]
            for name in file.case.ratings
        }
        files.append(replace(file, case=file.case.model_copy(update={"ratings": alone})))
    again = evaluate(evaluation.standard, files, as_of=AS_OF)
    return totals(again)


def totals(evaluation: Evaluation) -> dict[str, float]:
    """Case → total, 0 to 100."""
    return {s.case: 100 * (s.value or 0) for s in evaluation.scores if s.ref == "overall"}


def found(evaluation: Evaluation) -> Found:
    """All figures of one version."""
    rows = [row for row in evaluation.ratings.rows if not row.adjudicates]
    given = [row.level for row in rows if row.level is not None]
    counts = Counter(int(level) for level in given)
    steps = evaluation.rubric.levels
    wide = [x for x in levels_of(evaluation) if x.n * 2 >= len(evaluation.cases)]
    whole = totals(evaluation)
    mean = sum(whole.values()) / len(whole)
    one, two = by_one(evaluation, 0), by_one(evaluation, 1)
    doubt = math.sqrt(sum((one[c] - two[c]) ** 2 for c in whole) / len(whole)) / 2
    gaps = [abs(a - b) for a, b in combinations(whole.values(), 2)]
    return Found(
        ratings=len(given),
        shares={step: counts[step] / len(given) for step in steps},
        commonest=max(counts.values()) / len(given),
        alike=sum(x.alike / x.n for x in wide) / len(wide),
        none=sum(x.tells_nobody_apart for x in wide),
        criteria=len(wide),
        totals=(min(whole.values()), max(whole.values())),
        spread=math.sqrt(sum((v - mean) ** 2 for v in whole.values()) / (len(whole) - 1)),
        doubt=doubt,
        apart=sum(gap > SURE * math.sqrt(2) * doubt for gap in gaps),
        pairs=len(gaps),
        agreement=agreement_of(evaluation),
    )


def by_criterion(before: Evaluation, after: Evaluation) -> list[tuple[str, str, str]]:
    """(code, figures before, figures after) of every rated criterion of the later
    version: plans rated, mean level, most plans that share one level."""

    def shown(evaluation: Evaluation, x: Levels) -> str:
        agreed = (evaluation.ratings.agreed.get((case, x.ref)) for case in evaluation.cases)
        given = [one.level for one in agreed if one is not None and one.level is not None]
        return f"{x.n} · {plain(sum(given) / x.n, 1)} · {x.alike}"

    earlier = {x.ref.rpartition(".")[2]: shown(before, x) for x in levels_of(before)}
    later = {x.ref: shown(after, x) for x in levels_of(after)}
    rows = []
    for ref, criterion in after.rubric.rated.items():
        was = [earlier[name] for name in criterion.was if name in earlier]
        rows.append((criterion.code, " / ".join(was) or "new", later.get(ref, "—")))
    return rows


def percent(share: float | None) -> str:
    return "—" if share is None else f"{round_half_up(100 * share, 0)} %"


def plain(value: float | None, decimals: int = 2) -> str:
    return "—" if value is None else round_half_up(value, decimals)


ROWS: tuple[tuple[str, str, Callable[[Found], str]], ...] = (
    ("ratings", "评分数", lambda f: f"{f.ratings:,}"),
    (
        "at level 0 / 1 / 2 / 3 / 4",
        "0／1／2／3／4级所占比例",
        lambda f: " / ".join(percent(share) for share in f.shares.values()),
    ),
    ("ratings at the commonest level", "评得最多的一级所占比例", lambda f: percent(f.commonest)),
    (
        "plans that share a criterion's commonest level, mean over criteria",
        "各准则上等级相同的规划所占最大比例（平均）",
        lambda f: percent(f.alike),
    ),
    (
        "criteria that tell nobody apart, of those rated in half of the plans or more",
        "分不出高下的准则（只计半数以上规划评到的准则）",
        lambda f: f"{f.none} / {f.criteria}",
    ),
    (
        "totals, lowest to highest",
        "总分，最低至最高",
        lambda f: "–".join(plain(v, 1) for v in f.totals),
    ),
    ("standard deviation of totals", "总分的标准差", lambda f: plain(f.spread, 1)),
    (
        "raters' own spread of a total",
        "评分人之间的差别给一份总分带来的标准差",
        lambda f: plain(f.doubt, 2),
    ),
    (
        "pairs of plans further apart than the raters' spread",
        "相差超出评分人差别的规划对数",
        lambda f: f"{f.apart} / {f.pairs}",
    ),
)


def of(found: Sequence[Agreement], scope: str, name: str = "") -> Agreement | None:
    return next((a for a in found if a.scope == scope and a.name.startswith(name)), None)


def agreement_row(a: Agreement | None) -> str:
    if a is None:
        return "—"
    ticks = a.checks
    same, alpha = (ticks.identical, ticks.alpha) if ticks else (None, None)
    cells = (percent(a.identical), plain(a.alpha["ordinal"]), percent(same), plain(alpha))
    return " · ".join(cells)


PILLARS = (
    ("overall", "", "everything", "全部"),
    ("pillar", "governance", "P1", "P1"),
    ("pillar", "layout", "P2", "P2"),
    ("pillar", "innovation-talent", "P3", "P3"),
    ("pillar", "lenses", "L", "L"),
)


def tables(lang: str, all_found: dict[str, Found]) -> str:
    """Both tables in Markdown."""
    zh = lang == "zh"
    head = ["", *all_found]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for en, other, shown in ROWS:
        cells = [other if zh else en, *(shown(f) for f in all_found.values())]
        lines.append(f"| {' | '.join(cells)} |")
    title = (
        "一致程度：等级相同 · 等级的α · 勾选相同 · 勾选的α"
        if zh
        else "same level · α of levels · same ticks · α of ticks"
    )
    lines += ["", f"| {title} | {' | '.join(all_found)} |", f"|{'---|' * len(head)}"]
    for scope, name, en, other in PILLARS:
        cells = [agreement_row(of(f.agreement, scope, name)) for f in all_found.values()]
        lines.append(f"| {other if zh else en} | {' | '.join(cells)} |")
    text = "\n".join(lines)
    return text.replace(" %", "%") if zh else text


def main() -> None:
    evaluations = {version: scored(version) for version in VERSIONS}
    everything = {version: found(evaluation) for version, evaluation in evaluations.items()}
    for lang in ("en", "zh"):
        print(tables(lang, everything), end="\n\n")
    for row in by_criterion(*evaluations.values()):
        print(*row, sep=" | ")


if __name__ == "__main__":
    main()
