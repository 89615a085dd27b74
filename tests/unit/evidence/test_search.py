"""Passages found for a criterion: ranked, explained, in Chinese and English."""

from __future__ import annotations

import pytest
from evalkit.evidence.search import Index
from evalkit.evidence.segmentation import words
from evalkit.evidence.text import Passage, PlanText
from evalkit.model.fields import Translations
from evalkit.model.rubric import Check, Criterion

CRITERION = Criterion(
    id="invest-more",
    title=Translations(zh="加大研发投入", en="Invest more in R&D"),
    asks=Translations(zh="规划是否提高研发投入？", en="Does the plan raise R&D spending?"),
    checks=(
        Check(
            id="target",
            asks=Translations(zh="有投入强度目标", en="There is a target for intensity"),
        ),
        Check(
            id="fiscal", asks=Translations(zh="财政资金稳定增长", en="Public money grows steadily")
        ),
    ),
    levels={0: "none"},
    terms={"zh": ("研发投入", "财政科技"), "en": ("R&D intensity", "public funding")},
)


def index(*texts: str) -> Index:
    return Index(
        [
            PlanText(
                "plan", "text", "", tuple(Passage(n, t, n) for n, t in enumerate(texts, start=1))
            )
        ]
    )


PLAN = (
    "建设现代化产业体系，推动制造业高质量发展。",
    "到2030年全社会研发投入强度达到1.6%，研发投入年均增长8%。",
    "建立财政科技资金稳定增长机制。",
    "改善农村人居环境。",
)


def test_the_passage_with_the_terms_comes_first_and_says_why() -> None:
    hits = index(*PLAN).find(CRITERION)
    assert [hit.passage.number for hit in hits[:2]] == [2, 3]
    assert (hits[0].terms, hits[0].counts, hits[0].check) == (("研发投入",), (2,), "target")
    assert (hits[1].terms, hits[1].check) == (("财政科技",), "fiscal")
    assert 4 not in [hit.passage.number for hit in hits]


def test_scores_fall_and_ties_keep_the_order_of_the_text() -> None:
    hits = index(*PLAN, PLAN[2], PLAN[2]).find(CRITERION)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert [h.passage.number for h in hits if h.passage.text == PLAN[2]] == [3, 5, 6]


def test_a_two_character_term_is_found_within_a_longer_word() -> None:
    terms = CRITERION.model_copy(update={"terms": {"zh": ("能源",)}, "checks": ()})
    assert index("发展新能源汽车。", "改善环境。").find(terms)[0].passage.number == 1


def test_english_is_cut_into_words_and_stemmed() -> None:
    hits = index(
        "Roads and rail.", "Public funding of research grows.", "R&D intensities will rise."
    ).find(CRITERION)
    assert [hit.passage.number for hit in hits[:2]] == [3, 2]


def test_most_limits_the_hits() -> None:
    assert len(index(*PLAN).find(CRITERION, most=1)) == 1


@pytest.mark.parametrize(
    "term",
    [
        '"',
        "AND",
        "NEAR(a b)",
        "*",
        "x OR y",
        "col:x",
        "-",
        "研发\x00投入",
        "😀",
        "'; drop table held; --",
    ],
)
def test_no_term_is_taken_for_search_syntax(term: str) -> None:
    criterion = CRITERION.model_copy(update={"terms": {"zh": (term, "研发投入")}})
    assert index(*PLAN).find(criterion)[0].passage.number == 2


def test_nothing_to_search_for_finds_nothing() -> None:
    bare = Criterion(id="bare", title="。", levels={0: "none"})
    assert index(*PLAN).find(bare) == ()
    assert Index([]).find(CRITERION) == ()


def test_words_are_pairs_of_hanzi_and_lower_case_words() -> None:
    assert words("研发投入R&D经费3.5%") == ["研发", "发投", "投入", "r&d", "经费", "3.5"]
