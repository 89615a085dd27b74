"""Laws of the quote matcher on random plans: what begins and ends between words and figures always
verifies, what does so within a figure never, nor a changed digit; layout does not matter."""

from __future__ import annotations

import re

from evalkit.evidence.equal_figures import with_equal_figures
from evalkit.evidence.quotes import Searchable, searchable, verify
from evalkit.evidence.text import Passage, PlanText
from evalkit.evidence.tokens import words_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

WORDS = (
    "全社会研发经费",
    "创新平台",
    "推动改进",
    "改革举措",
    "R&D经费",
    "GDP构成",
    "体系",
    "人才引育",
    "产业集群",
)
NUMBER = st.one_of(
    st.integers(2, 99999).map(str),
    st.integers(1000, 999999).map(lambda n: f"{n:,}"),
    st.decimals(1, 99, places=1, allow_nan=False).map(str),
)
UNITS = (
    "万亿元",
    "亿元",
    "%",
    "个百分点",
    "万家",
    "人次",
    "平方公里",
    "微克/立方米",
    "吨标准煤",
    "项",
)
FIGURE = st.builds(
    lambda before, number, unit, behind: f"{before}{number}{unit}{behind.replace('*', unit)}",
    st.sampled_from(["", "", "约", "近", "不低于", "至少", "-", "≥", "第"]),
    NUMBER,
    st.sampled_from(UNITS),
    st.sampled_from(["", "", "以上", "左右", "以内", "—6*", "至9*", "~7*左右"]),
)
# a line: words and figures by turns, with marks between them or none
LINE = st.lists(
    st.tuples(
        st.sampled_from(WORDS), FIGURE, st.sampled_from(["，", "；", "。", "、其中", "，达到"])
    ),
    min_size=1,
    max_size=5,
)
ENGLISH_FIGURE = st.builds(
    lambda before, number, unit, behind: f" {before}{number}{unit}{behind.replace('*', unit)}",
    st.sampled_from(
        ["", "", "about ", "nearly ", "at least ", "no less than ", "more than ", "≥ "]
    ),
    NUMBER,
    st.sampled_from(
        [" billion yuan", "%", " percent", " million people", " percentage points", " km²"]
    ),
    st.sampled_from(["", "", " or more", "–6*", " to 9*"]),
)
ENGLISH_LINE = st.lists(
    st.tuples(
        st.sampled_from(
            ["spending on research rises to", "new platforms with", "firms of high technology reach",
             "training for", "R&D takes", "talent grows by"]
        ),
        ENGLISH_FIGURE,
        st.sampled_from([", ", "; ", ". ", ", of which ", ", and "]),
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip
LINES = st.one_of(
    st.lists(LINE, min_size=1, max_size=5), st.lists(ENGLISH_LINE, min_size=1, max_size=5)
)

CLAUSE = st.lists(
    st.one_of(
        st.text("全社会研发经费投入强度达到高新技术企业数量建设国家实验室", min_size=1, max_size=6),
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


def flat(line: list[tuple[str, str, str]]) -> list[str]:
    return [part for turn in line for part in turn]


@given(st.data(), LINES)
@settings(max_examples=300, deadline=None)
def test_a_slice_between_words_and_figures_verifies_at_its_place(
    data: st.DataObject, lines: list[list[tuple[str, str, str]]]
) -> None:
    number = data.draw(st.integers(0, len(lines) - 1))
    parts = flat(lines[number])
    start = data.draw(st.integers(0, len(parts) - 1))
    end = data.draw(st.integers(start + 1, len(parts)))
    quote = "".join(parts[start:end])
    assume(words_of(quote).text)
    verdict = verify(quote, document(["".join(flat(line)) for line in lines]))
    assert verdict.verified
    places = [stand.passages for stand in verdict.stands]
    assert any(first <= number + 1 <= last for first, last in places) or len(places) >= 50


@given(st.data(), LINES)
@settings(max_examples=500, deadline=None)
def test_a_slice_that_begins_or_ends_within_a_figure_never_verifies(
    data: st.DataObject, lines: list[list[tuple[str, str, str]]]
) -> None:
    parts = flat(lines[data.draw(st.integers(0, len(lines) - 1))])
    n = data.draw(st.sampled_from(range(1, len(parts), 3)))  # a figure
    at = data.draw(st.integers(1, len(parts[n]) - 1))
    before, after = "".join(parts[:n]) + parts[n][:at], parts[n][at:] + "".join(parts[n + 1 :])
    # a mark at the cut counts for nothing: the slice ends where the figure does, or before the mark
    assume(words_of(parts[n][:at]).text and words_of(parts[n][at:]).text)
    plan = document(["".join(flat(line)) for line in lines])
    for quote in (before, after):
        words = words_of(quote).text
        # where it stands twice, it may stand elsewhere as a whole
        if len(re.findall(f"(?={re.escape(words)})", plan.words.text)) == 1:
            verdict = verify(quote, plan)
            assert verdict.tier == "cut"
            assert verdict.differing[0][1] in parts[n]


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
    # it might stand elsewhere by chance
    assume(words_of(changed).text not in plan.words.text)
    assume(
        with_equal_figures(words_of(changed), changed).text
        not in with_equal_figures(plan.words, plan.raw).text
    )
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
    for character, following in zip(text, text[1:] + " ", strict=True):
        out.append(wide.get(character, character) if data.draw(st.booleans()) else character)
        # a blank within a number makes two of it; what is not seen does not
        within = character in "0123456789." and following in "0123456789."
        blanks = ["", "\u200b"] if within else ["", "", "", " ", "\n", "\u3000", "\t", "\u200b"]
        out.append(data.draw(st.sampled_from(blanks)))
    plan = document(paragraphs)
    assert verify(text, plan).verified
    assert verify("".join(out), plan).verified


@given(PLANS, st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_text_gets_a_verdict(paragraphs: list[str], quote: str) -> None:
    verdict = verify(quote, document(paragraphs))
    assert 0 <= verdict.likeness <= 1
    assert verdict.verified == (verdict.tier in ("exact", "normalised"))
    if verdict.tier != "cut":
        shown = "".join(p.quote for p in verdict.pieces)
        assert [*filter(str.isalnum, shown)] in ([], [*filter(str.isalnum, quote)])
