"""Laws of the quote matcher on random plans: verbatim always verifies, a changed digit never,
layout never matters."""

from __future__ import annotations

import re

from evalkit.evidence.quotes import Searchable, searchable, verify
from evalkit.evidence.text import Passage, PlanText
from evalkit.evidence.tokens import words_of
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

HAN = "全社会研发经费投入强度达到高新技术企业数量突破建设国家实验室推动科技创新不未无"
CLAUSE = st.lists(
    st.one_of(
        st.text(HAN, min_size=1, max_size=6),
        st.integers(0, 99999).map(str),
        st.decimals(0, 99, places=1, allow_nan=False).map(lambda d: f"{d}%"),
        st.sampled_from(["，", "、", "；", "。", "“", "”", " ", "R&D", "GDP"]),
    ),
    min_size=3,
    max_size=14,
).map("".join)
PLANS = st.lists(CLAUSE, min_size=1, max_size=8)


def document(paragraphs: list[str]) -> Searchable:
    passages = tuple(Passage(n, text, n) for n, text in enumerate(paragraphs, start=1))
    return searchable(PlanText("plan", "text", "", passages))


def whole(text: str, start: int, end: int) -> bool:
    """Whether a slice cuts no number and no Latin word, and leaves no negation behind."""
    before, after = text[:start], text[end:]
    own = text[start:end]
    cut_front = re.search(r"[\d.,%]\Z|[\d]\W+\Z", before) and re.match(r"\W*[\d.,%]", own)
    cut_back = re.search(r"[\d.,]\W*\Z", own) and re.match(r"\W*[\d.,%]", after)
    left = re.search(r"[不未没勿]\W*\Z", before)
    word = re.search(r"[A-Za-z]\Z", before) and re.match(r"[A-Za-z]", own.lstrip("，、；。“” &"))
    ends = re.search(r"[A-Za-z]\Z", own) and re.match(r"[A-Za-z]", after)
    return not (cut_front or cut_back or left or word or ends)


@given(st.data(), PLANS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_a_verbatim_slice_always_verifies_at_its_place(
    data: st.DataObject, paragraphs: list[str]
) -> None:
    number = data.draw(st.integers(0, len(paragraphs) - 1))
    text = paragraphs[number]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    before = "|".join(paragraphs[:number]) + "|" + text[:start]
    after = text[end:] + "|" + "|".join(paragraphs[number + 1 :])
    around = before + quote + after
    assume(words_of(quote).text)
    assume(whole(around, len(before), len(before) + len(quote)))
    verdict = verify(quote, document(paragraphs))
    assert verdict.verified
    assert (
        any(
            first <= number + 1 <= last
            for first, last in (stand.passages for stand in verdict.stands)
        )
        or len(verdict.stands) >= 50
    )


@given(st.data(), PLANS)
@settings(max_examples=300, deadline=None)
def test_a_changed_digit_never_verifies(data: st.DataObject, paragraphs: list[str]) -> None:
    text = data.draw(st.sampled_from(paragraphs))
    digits = [n for n, c in enumerate(text) if c.isdigit()]
    assume(digits)
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
    changed = text[:at] + other + text[at + 1 :]
    plan = document(paragraphs)
    assume(words_of(changed).text not in plan.words.text)  # it might stand elsewhere by chance
    assert not verify(changed, plan).verified


@given(st.data(), PLANS)
@settings(max_examples=300, deadline=None)
def test_white_space_width_and_line_breaks_never_matter(
    data: st.DataObject, paragraphs: list[str]
) -> None:
    text = data.draw(st.sampled_from(paragraphs))
    assume(words_of(text).text)
    wide = {c: chr(ord(c) + 0xFEE0) for c in "0123456789%.RDGP&"}
    out = []
    for character in text:
        out.append(wide.get(character, character) if data.draw(st.booleans()) else character)
        out.append(data.draw(st.sampled_from(["", "", "", " ", "\n", "\u3000", "\t", "\u200b"])))
    plan = document(paragraphs)
    assert verify(text, plan).verified
    assert verify("".join(out), plan).verified


@given(PLANS, st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_text_gets_a_verdict(paragraphs: list[str], quote: str) -> None:
    verdict = verify(quote, document(paragraphs))
    assert 0 <= verdict.likeness <= 1
    assert verdict.verified == (verdict.tier in ("exact", "normalised"))
    assert "".join(p.quote for p in verdict.pieces) in ("", words_of(quote).text)
