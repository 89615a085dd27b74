"""Quotes of real plans, where the shared material is at hand: every figure whole and cut, forgeries
of every kind, and quotes of plans of other kinds and languages."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from evalkit.evidence.figures import figures_in
from evalkit.evidence.places import place_of
from evalkit.evidence.quotes import verify
from evalkit.evidence.tokens import words_of

from tests.conftest import needs_shared
from tests.real_plans import PLANS, held, rows

pytestmark = needs_shared
TEXTS = sorted(PLANS.glob("*.txt"))
KINDS = rows("kinds/quotes.csv")


# --- every figure ---

# told here once more, and plainly, so that the test does not ask the code what it is to test
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_UNIT = re.compile(
    r"(?:[万亿千百]+)?(?:个百分点|平方公里|平方米|立方米|公里|千瓦时|千瓦|人次|美元|[元家个项吨人户亩年月日件名所座倍次张套辆台岁位场条%％])|[万亿千百]+"
)


def clause_start(line: str, at: int) -> int:
    return max(line.rfind(mark, 0, at) for mark in "，。；：") + 1


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_quote_that_ends_within_a_figure_fails_and_one_that_ends_after_it_passes(
    path: Path,
) -> None:
    plan = held(path)
    whole = cut = 0
    wrong: list[tuple[str, str]] = []
    for passage in plan.text.passages:
        line = passage.text
        for start, end in figures_in(line):
            begun = clause_start(line, start)
            verdict = verify(line[begun:end], plan)
            whole += 1
            if not verdict.verified:
                wrong.append((line[begun:end], verdict.tier))
            for at in range(start + 1, end):
                part = line[begun:at]
                rest = line[at:end].strip(" .,、，")
                alone = plan.words.text.count(words_of(part).text) == 1
                if line[at - 1].isalnum() and rest and alone:
                    cut += 1
                    if verify(part, plan).tier != "cut":
                        wrong.append((part, line[start:end]))
    assert wrong == []
    assert whole > 150
    assert cut > 250


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_number_cut_from_its_unit_is_told_as_cut(path: Path) -> None:
    plan = held(path)
    tried = 0
    for passage in plan.text.passages:
        for number in _NUMBER.finditer(passage.text):
            unit = _UNIT.match(passage.text, number.end())
            part = passage.text[clause_start(passage.text, number.start()) : number.end()]
            if unit and len(part) > 8 and plan.raw.count(part) == 1:
                tried += 1
                verdict = verify(part, plan)
                assert (verdict.tier, verdict.cut) == ("cut", "figure"), part
                assert unit[0] in verdict.differing[0][1]
    assert tried > 100


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_clause_of_a_plan_is_a_true_quote(path: Path) -> None:
    plan = held(path)
    clauses = [
        clause
        for passage in plan.text.passages
        for clause in re.split("[，。；：、]", passage.text)
        if len(clause.strip()) > 5
    ]
    assert [clause for clause in clauses if not verify(clause, plan).verified] == []


# --- forgeries ---

_SIGNS = ("-", "–", "—", "﹣", "‑", "- ", "~", ".", "−", "－", "＋", "±", "≥", "约", "近", "超")
_TURNS = (
    ("以上", "以下"), ("以上", "左右"), ("左右", "以上"), ("力争", "确保"), ("确保", "力争"),
    ("增长", "下降"), ("提高", "降低"), ("提升", "下降"), ("超过", "不足"), ("突破", "接近"),
    ("建成", "建设"), ("年均", "累计"), ("新增", "减少"), ("加快", "放缓"), ("扩大", "缩小"),
    ("同比", "环比"), ("进口", "出口"), ("城镇", "农村"), ("国家级", "省级"), ("省级", "市级"),
    ("今年", "明年"), ("严禁", "鼓励"),
)  # fmt: skip


def forgeries(clause: str, draw: random.Random) -> Iterator[tuple[str, str]]:
    """Clauses like one of a plan that say something else, each with the kind of the change."""
    numbers = list(re.finditer(r"\d+(?:\.\d+)?", clause))
    for number in numbers[:1]:
        start, end = number.span()
        head, own, tail = clause[:start], number[0], clause[end:]
        digit = draw.choice([d for d in "123456789" if d != own[0]])
        yield "digit", head + digit + own[1:] + tail
        yield "further digit", head + digit + own + tail
        if not head or not (head[-1].isascii() or head[-1] in "—"):
            yield from (("sign", head + sign + own + tail) for sign in _SIGNS)
    for number in numbers[1:2]:
        one = numbers[0]
        if one[0] != number[0]:
            between = clause[one.end() : number.start()]
            swapped = f"{clause[: one.start()]}{number[0]}{between}{one[0]}{clause[number.end() :]}"
            yield "swap", swapped
    for unit in re.finditer(r"(?<=\d)(?:万亿|[万亿])", clause):
        other = draw.choice([s for s in ("万", "亿", "万亿", "千", "") if s != unit[0]])
        yield "magnitude", clause[: unit.start()] + other + clause[unit.end() :]
    for unit in re.finditer("(?<=\\d)[%％]", clause):
        other = draw.choice(["‰", "", "个百分点"])
        yield "unit", clause[: unit.start()] + other + clause[unit.end() :]
    for word in re.finditer("不|未|没有|无|严禁|以上|左右|以内", clause):
        yield "left out", clause[: word.start()] + clause[word.end() :]
    at = draw.randrange(1, len(clause))
    yield "negation", clause[:at] + draw.choice(["不", "未", "没有", "无"]) + clause[at:]
    yield from (("turn", clause.replace(a, b, 1)) for a, b in _TURNS if a in clause)


def test_forgeries_of_every_kind_are_refused() -> None:
    """Some 3,000 forged clauses: none verifies, and those that turn the meaning are altered or too
    unlike, next to none merely close."""
    draw = random.Random(26)
    tiers: dict[str, Counter[str]] = {}
    for path in TEXTS:
        plan = held(path)
        clauses = [
            clause
            for passage in plan.text.passages
            for clause in re.split("[。；，]", passage.text)
            if 12 <= len(clause) <= 60
        ]
        for clause in draw.sample(clauses, 50):
            for kind, forged in forgeries(clause, draw):
                if forged not in plan.raw:
                    tier = verify(forged, plan).tier
                    tiers.setdefault(kind, Counter())[tier] += 1
                    assert tier not in ("exact", "normalised"), (kind, forged)
    assert len(tiers) == 9
    assert sum(map(sum, (c.values() for c in tiers.values()))) > 2500
    close = sum(counts["close"] for counts in tiers.values())
    assert close <= 10, {kind: counts["close"] for kind, counts in tiers.items()}


# --- plans of other kinds and languages ---


@pytest.mark.parametrize("document", sorted({row["document"] for row in KINDS}))
def test_quotes_of_other_kinds_of_plans_verify_and_their_twins_do_not(document: str) -> None:
    plan = held(PLANS / "kinds" / document)
    for row in (row for row in KINDS if row["document"] == document):
        verdict = verify(row["quote"], plan)
        assert verdict.verified, row["quote"]
        place = place_of(row["place"])
        assert place is not None
        assert verdict.at(place), (row["quote"], row["place"], verdict.stands)
        if twin := row["tampered_variant_not_in_text"]:
            assert verify(twin, plan).tier in ("altered", "cut", "not-found", "close")
            if not re.search(
                "学历、资历|市场评价", twin
            ):  # other words, that turn no word of a class
                assert verify(twin, plan).tier in ("altered", "cut"), twin
