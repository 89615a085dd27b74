"""Quotes against a plan of 1 MB, passages in 5 MB, each against the library it stands on; and
recall on real plans."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from evalkit import api
from evalkit.evidence.quotes import searchable, verify
from evalkit.evidence.search import ASKS, MOST_WORDS, TERMS, Index, terms_of
from evalkit.evidence.segmentation import words
from evalkit.evidence.text import Passage, PlanText
from evalkit.evidence.tokens import words_of
from evalkit.model.fields import in_language
from evalkit.model.rubric import Criterion

from benchmarks.timing import Ratio, compare

ROOT = Path(__file__).parent.parent
PLANS = ROOT.parent / "shared/plans"
PARTS = [
    "全社会",
    "研发投入",
    "强度",
    "达到",
    "高新技术企业",
    "新增",
    "家",
    "国家实验室",
    "建设",
    "推动",
    "科技创新",
    "产业创新",
    "融合",
    "成果转化",
    "概念验证",
    "中试基地",
    "人才",
    "引进",
    "培养",
    "开放合作",
    "东西部协作",
    "基础研究",
    "应用研究",
    "专项资金",
    "稳定增长",
    "机制",
    "责任单位",
    "督查",
    "评估",
    "数字经济",
    "制造业",
    "未来产业",
    "县域",
    "基层",
    "服务",
    "改革",
    "优化",
    "环境",
    "加快",
    "完善",
    "实施",
    "支持",
]


@cache
def plan(characters: int) -> PlanText:
    """A plan of our own making, about ``characters`` long, in paragraphs of some 200 characters."""
    draw = random.Random(7)
    passages: list[Passage] = []
    size = 0
    while size < characters:
        clauses = [
            "".join(draw.choices(PARTS, k=draw.randint(3, 7))) + str(draw.randint(1, 99999))
            for _ in range(10)
        ]
        text = "，".join(clauses) + "。"
        passages.append(Passage(len(passages) + 1, text, len(passages) + 1))
        size += len(text)
    return PlanText("plan", "text", "", tuple(passages))


def quotes() -> Iterator[Ratio]:
    """1,000 quotes, one in ten with a changed figure; then only such as do not stand in the
    plan."""
    from rapidfuzz import fuzz

    text = plan(1_000_000 // 3)  # three bytes a hanzi
    draw = random.Random(8)
    made = []
    for n in range(1000):
        own = draw.choice(text.passages).text.split("，")
        quote = "，".join(own[2:4])
        made.append(
            re.sub(r"\d", lambda d: str((int(d[0]) + 1) % 10), quote, count=1)
            if n % 10 == 0
            else quote
        )
    held = searchable(text)
    tiers = [verify(quote, held).tier for quote in made]
    assert tiers.count("exact") >= 890
    assert not any(tier in ("exact", "normalised") for tier in tiers[::10])
    bare = [words_of(quote).text for quote in made]
    row = held.words.text

    def library(chosen: list[str]) -> list[object]:
        return [fuzz.partial_ratio_alignment(quote, row) for quote in chosen]

    name = "verify 1,000 quotes against 1 MB, one in ten forged"
    yield compare(
        name,
        lambda: [verify(q, searchable(text)) for q in made[:1]] + [verify(q, held) for q in made],
        lambda: library(bare),
        0.5,
        3,
    )
    yield compare(
        "100 quotes that do not stand there",
        lambda: [verify(q, held) for q in made[::10]],
        lambda: library(bare[::10]),
        1.5,
        3,
    )


def rubric() -> list[Criterion]:
    return [
        c
        for _, c in api.rubric(str(ROOT / "rubrics/regional-innovation.yaml")).rubric.criteria()
        if c.levels
    ]


def search() -> Iterator[Ratio]:
    """5 MB indexed, then searched for every criterion of the shipped rubric."""
    text = plan(5_000_000 // 3)
    rows = [(p.number, p.text) for p in text.passages]
    cut = [(p.number, " ".join(words(p.text))) for p in text.passages]
    criteria = rubric()

    def bare(tokens: str, held: list[tuple[int, str]]) -> sqlite3.Connection:
        table = sqlite3.connect(":memory:")
        table.execute(f"create virtual table held using fts5(x, tokenize='{tokens}', content='')")
        table.executemany("insert into held(rowid, x) values (?, ?)", held)
        return table

    name = "index 5 MB, against FTS5's own trigrams (which find no word of two characters)"
    yield compare(name, lambda: Index([text]), lambda: bare("trigram", rows), 3.0, 3)
    index, table = Index([text]), bare("porter unicode61", cut)
    wanted = [query for criterion in criteria for query in asked(criterion)]

    def run() -> list[list[tuple[int, float]]]:
        sql = "select rowid, -bm25(held) from held where held match ?"
        return [table.execute(sql, (query,)).fetchall() for query in wanted]

    yield compare(
        "60 criteria searched in 5 MB", lambda: [index.find(c) for c in criteria], run, 1.6, 3
    )


def asked(criterion: Criterion) -> list[str]:
    """The two queries of a criterion as FTS5 takes them."""
    terms = terms_of(criterion, "zh")
    said = [
        in_language(t, "zh")
        for t in (criterion.title, criterion.asks, *(c.asks for c in criterion.checks))
    ]
    out = []
    for phrases in (
        [*terms, *(w for t in terms for w in words(t))],
        [w for a in said for w in words(a)],
    ):
        parts = list(dict.fromkeys(" ".join(words(p)) for p in phrases))[:MOST_WORDS]
        out.append(" OR ".join(f'"{part}"' for part in parts if part))
    return out


TUNED = ("beijing", "chongqing", "guangdong", "guizhou", "hubei", "ningxia", "qinghai", "shaanxi")
Cited = Mapping[str, Mapping[str, set[int]]]  # region → criterion → paragraphs that raters cited


def cited() -> Cited:
    evaluation = api.score(
        [ROOT / "cases"], str(ROOT / "rubrics/regional-innovation.yaml"), as_of="2026-11-24"
    )
    out: dict[str, dict[str, set[int]]] = {}
    for file in evaluation.files:
        own = out.setdefault(file.case.case.removesuffix("-2026"), {})
        for name in file.case.ratings:
            for rating in file.case.ratings_of(name):
                for evidence in rating.evidence:
                    own.setdefault(name, set()).update(
                        int(n) for n in re.findall(r"\d+", evidence.at or "")
                    )
    return out


def recall() -> Iterator[str]:
    """Share of the paragraphs cited by raters that are among the first 5 and 10 found; and a plain
    count of terms."""
    if not PLANS.is_dir():
        yield "recall: ../shared/plans is not here"
        return
    criteria = {c.id: c for c in rubric()}
    held = {
        region: (own, api.document(PLANS / f"{region}-gwr-2026.txt")[0])
        for region, own in cited().items()
    }

    def plain(text: PlanText, criterion: Criterion) -> list[int]:
        terms = terms_of(criterion, "zh")
        counted = [(-sum(term in p.text for term in terms), p.number) for p in text.passages]
        return [number for count, number in sorted(counted) if count]

    indexes = {region: Index([text]) for region, (_, text) in held.items() if text}
    for title, tuned in (
        ("eight provinces, used for tuning", True),
        ("four provinces, held back", False),
    ):
        regions = [region for region in held if (region in TUNED) == tuned]
        for name in ("counting terms", "evalkit find"):
            figures = []
            for most in (5, 10):
                found = total = some = asked_for = 0
                for region in regions:
                    own, text = held[region]
                    assert text is not None
                    for criterion, numbers in own.items():
                        if name == "evalkit find":
                            ranked = [
                                h.passage.number
                                for h in indexes[region].find(criteria[criterion], most)
                            ]
                        else:
                            ranked = plain(text, criteria[criterion])[:most]
                        hits = len(numbers & set(ranked))
                        found, total, some, asked_for = (
                            found + hits,
                            total + len(numbers),
                            some + bool(hits),
                            asked_for + 1,
                        )
                figures.append(
                    f"@{most} {100 * found / total:.1f} % (any of them: "
                    f"{100 * some / asked_for:.1f} %)"
                )
            about = f"{total} paragraphs cited for {asked_for} criteria"
            yield f"recall, {title}, {name}: {', '.join(figures)}; {about}"


assert (TERMS, ASKS) == (1.0, 0.3), "the weights the figures in docs/audit.md were measured with"
