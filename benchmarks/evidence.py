"""Passages in 5 MB, against the libraries that search stands on or could; and recall on real
plans."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from evalkit import api
from evalkit.evidence.learning import CitedText, cited_texts, learn
from evalkit.evidence.search import ASKS, TERMS, Index, terms_of
from evalkit.evidence.segmentation import words
from evalkit.evidence.text import Passage, PlanText
from evalkit.model.fields import in_language
from evalkit.model.learnt import WEIGHT, LearntTerms
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


def rubric() -> list[Criterion]:
    return [
        c
        for _, c in api.rubric(str(ROOT / "rubrics/regional-innovation.yaml")).rubric.criteria()
        if c.levels
    ]


def search() -> Iterator[Ratio]:
    """5 MB indexed, then searched for every criterion of the shipped rubric: against tantivy, the
    engine that it stands on, with the same words and phrases and nothing else; and against bm25s,
    which knows no phrases."""
    import bm25s
    import tantivy

    text = plan(5_000_000 // 3)
    cut = [words(p.text) for p in text.passages]
    criteria = rubric()

    def bare() -> tantivy.Searcher:
        whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index = tantivy.Index(
            tantivy.SchemaBuilder().add_text_field("x", tokenizer_name="w").build()
        )
        index.register_tokenizer("w", whitespace)
        writer = index.writer(500_000_000, 1)
        for row in cut:
            writer.add_document(tantivy.Document(x=" ".join(row)))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return index.searcher()

    def bag() -> bm25s.BM25:
        made = bm25s.BM25(k1=1.2, b=0.75)
        made.index(cut, show_progress=False)
        return made

    yield compare(
        "index 5 MB, against tantivy given the words", lambda: Index([text]), bare, 3.0, 3
    )
    yield compare("index 5 MB, against bm25s given the words", lambda: Index([text]), bag, 1.5, 3)
    index, searcher, peer = Index([text]), bare(), bag()
    asked = [phrases_of(criterion) for criterion in criteria]
    schema = tantivy.SchemaBuilder().add_text_field("x", tokenizer_name="w").build()

    def query(phrase: tuple[str, ...], weight: float) -> tuple[tantivy.Occur, tantivy.Query]:
        made = (
            tantivy.Query.term_query(schema, "x", phrase[0], "freq")
            if len(phrase) == 1
            else tantivy.Query.phrase_query(schema, "x", [*phrase])
        )
        return tantivy.Occur.Should, tantivy.Query.boost_query(made, weight)

    def engine() -> list[object]:
        queries = (tantivy.Query.boolean_query([query(*own) for own in each]) for each in asked)
        return [searcher.search(made, 10, count=False).hits for made in queries]

    single = [
        ([p[0] for p, w in own if len(p) == 1 and w == 1], [p[0] for p, w in own if w < 1])
        for own in asked
    ]

    def without_phrases() -> list[object]:
        sums = (
            TERMS * peer.get_scores(terms) + ASKS * peer.get_scores(others)
            for terms, others in single
        )
        return [np.argsort(-scores, kind="stable")[:10] for scores in sums]

    def run() -> list[object]:
        return [index.find(criterion) for criterion in criteria]

    n = len(criteria)
    yield compare(f"{n} criteria searched in 5 MB, against tantivy", run, engine, 3.0, 5)
    yield compare(f"{n} criteria searched in 5 MB, against bm25s", run, without_phrases, 5.0, 5)
    one = PlanText("plan", "text", "", text.passages[:120])
    alone = Index([one])
    yield compare(
        "one criterion in a plan of 120 paragraphs, against indexing the plan",
        lambda: alone.find(criteria[0]),
        lambda: Index([one]),
        0.2,
        7,
    )


def phrases_of(criterion: Criterion) -> list[tuple[tuple[str, ...], float]]:
    """What is searched for, for a criterion, in Chinese: its terms and their words, the words of
    its title, question and checks, with what they count."""
    terms = [words(term) for term in terms_of(criterion, "zh")]
    texts = (criterion.title, criterion.asks, *(check.asks for check in criterion.checks))
    asked = [word for text in texts for word in words(in_language(text, "zh"))]
    own = [tuple(term) for term in terms] + [(word,) for term in terms for word in term]
    return [(p, TERMS) for p in dict.fromkeys(own) if p] + [
        ((word,), ASKS) for word in dict.fromkeys(asked)
    ]


TUNED = ("beijing", "chongqing", "guangdong", "guizhou", "hubei", "ningxia", "qinghai", "shaanxi")
FIRST = (5, 10)
Ranked = Callable[[CitedText, Criterion], Sequence[int]]  # passages, best first


def cited() -> list[CitedText]:
    """The shipped cases' plans, with the paragraphs that raters cited in them."""
    evaluation = api.score(
        [ROOT / "cases"], str(ROOT / "rubrics/regional-innovation.yaml"), as_of="2026-11-24"
    )
    return [*cited_texts(evaluation.files, api.plans(evaluation, PLANS))]


def recall() -> Iterator[str]:
    """Share of the paragraphs cited by raters that are among the first 5 and 10 found: by a plain
    count of terms, by ``evalkit find``, and with terms learnt from the other plans alone."""
    if not PLANS.is_dir():
        yield "recall: ../shared/plans is not here"
        return
    texts = cited()
    indexes = {own.case: Index([own.text]) for own in texts}

    def counted(own: CitedText, criterion: Criterion) -> Sequence[int]:
        terms = terms_of(criterion, "zh")
        held = [(-sum(term in p.text for term in terms), p.number) for p in own.text.passages]
        return [number for count, number in sorted(held) if count]

    def found(learnt: LearntTerms | None = None) -> Ranked:
        return lambda own, criterion: [
            hit.passage.number for hit in indexes[own.case].find(criterion, max(FIRST), learnt)
        ]

    eight = [own for own in texts if own.case.removesuffix("-2026") in TUNED]
    four = [own for own in texts if own not in eight]
    for title, held in (("eight provinces, used for tuning", eight), ("four others", four)):
        yield f"recall, {title}, counting terms: {shares(held, counted)}"
        yield f"recall, {title}, evalkit find: {shares(held, found())}"
    cases = sorted(own.case for own in texts)
    draws = [(f"four drawn, seed {n}", random.Random(n).sample(cases, 4)) for n in range(3)]
    draws = [("four others", [own.case for own in four]), *draws]
    for title, chosen in draws:
        held = [own for own in texts if own.case in chosen]
        learnt = learnt_from([own for own in texts if own.case not in chosen])
        yield f"recall, {title}, {', '.join(sorted(chosen))}: {shares(held, found())}"
        yield f"recall, {title}, terms learnt from the other eight: {shares(held, found(learnt))}"


def learnt_from(texts: Sequence[CitedText]) -> LearntTerms:
    pin = "regional-innovation@2.0.0"
    return LearntTerms.model_validate({"learnt": pin, "terms": learn(texts)})


def shares(texts: Sequence[CitedText], ranked: Ranked) -> str:
    """Of the cited paragraphs, how many are among the first; and of the criteria with any, for how
    many one is."""
    criteria = {c.id: c for c in rubric()}
    asked = [
        (numbers, [*ranked(own, criteria[name])])
        for own in texts
        for name, numbers in own.cited.items()
        if name in criteria
    ]
    total = sum(len(numbers) for numbers, _ in asked)
    said = []
    for most in FIRST:
        hits = [len(numbers & {*order[:most]}) for numbers, order in asked]
        some = sum(map(bool, hits)) / len(asked)
        said.append(f"@{most} {100 * sum(hits) / total:.1f} % (any of them: {100 * some:.1f} %)")
    return f"{', '.join(said)}; {total} paragraphs cited for {len(asked)} criteria"


assert (TERMS, ASKS, WEIGHT) == (1.0, 0.3, 1.5), "what the figures in docs/audit.md are of"
