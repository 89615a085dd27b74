"""Terms learnt from cited passages: what is kept, what each counts, what they do to a search."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from evalkit.evidence.learning import TERMS, CitedText, cited_texts, learn
from evalkit.evidence.search import Index
from evalkit.evidence.text import Passage, Plans, PlanText
from evalkit.model.case import Case, CaseFile
from evalkit.model.learnt import LearntTerms
from evalkit.model.rubric import Criterion

FUNDS = "innovation-money"


def plan(*texts: str, headings: int = 0) -> PlanText:
    """A document of paragraphs, of which the first are headings."""
    held = tuple(
        Passage(n, text, n, level=int(n <= headings)) for n, text in enumerate(texts, start=1)
    )
    return PlanText("plan", "text", "", held)


def cited(case: str, *texts: str, at: int = 1, headings: int = 0) -> CitedText:
    return CitedText(case, plan(*texts, headings=headings), {FUNDS: frozenset({at})})


def test_a_weight_is_the_log_odds_times_the_share_of_cited_passages() -> None:
    held = [
        cited("a", "财政拨款", "改善环境"),
        cited("b", "财政补贴", "改善道路"),
        cited("c", "专项拨款", "财政改革"),
        cited("d", "专项资金", "绿化城市"),
    ]
    got = learn(held)[FUNDS]["zh"]
    # 财政: in 2 of 4 cited, in 1 of 4 others; 拨款, 专项: in 2 of 4 cited, in none of 4 others
    some = (math.log(2.5 / 2.5) - math.log(1.5 / 3.5)) * 2 / 4
    none = (math.log(2.5 / 2.5) - math.log(0.5 / 4.5)) * 2 / 4
    assert got == {"专项": 1.0, "拨款": 1.0, "财政": round(some / none, 2)}


def test_words_of_one_case_and_words_that_stand_everywhere_are_not_learnt() -> None:
    own = CitedText("a", plan("财政拨款", "财政拨款", "改善环境"), {FUNDS: frozenset({1, 2})})
    other = cited("b", "改善道路", "改善城市")
    assert learn([own, other]) == {}


def test_figures_and_little_words_are_not_learnt() -> None:
    texts = [
        ("a", "The budget of 2030 is 3.5 per cent", "Roads"),
        ("b", "The budget of 2030 is 3.5", "Rail"),
    ]
    english = [cited(case, *own) for case, *own in texts]
    assert [*learn(english)[FUNDS]["en"]] == ["budget"]


def test_an_english_term_is_written_as_it_stands_most_often() -> None:
    texts = [
        "Researching for the county grows",
        "Our research for the county",
        "Research, research",
    ]
    held = [
        cited(name, text, "Roads and rail for all of us")
        for name, text in zip("abc", texts, strict=True)
    ]
    assert "research" in learn(held)[FUNDS]["en"]
    assert "researching" not in learn(held)[FUNDS]["en"]


def test_languages_are_learnt_apart_and_headings_are_no_passages() -> None:
    held = [
        cited("a", "财政拨款", "改善环境"),
        cited("b", "财政拨款", "改善道路"),
        cited("c", "The budget for research in the county", "The roads and the rail"),
        cited("d", "The budget for the research", "The town and the rail"),
    ]
    assert [*learn(held)[FUNDS]] == ["en", "zh"]
    headed = [cited(name, "财政拨款", "改善环境", headings=1) for name in "ab"]
    assert learn(headed) == {}


def test_so_many_terms_are_kept_the_weightiest_first() -> None:
    words = [chr(0x4E00 + n) for n in range(400)]
    held = [cited(name, "".join(words[:200]), "".join(words[200:])) for name in "ab"]
    got = learn(held)[FUNDS]["zh"]
    assert len(got) == TERMS
    assert [*got.values()] == sorted(got.values(), reverse=True)
    assert max(got.values()) == 1


def test_no_learnt_term_is_longer_than_a_word_or_a_pair() -> None:
    text = "建立财政科技资金稳定增长机制，支持基础研究"
    terms = learn([cited("a", text, "绿化"), cited("b", text, "道路")])[FUNDS]["zh"]
    pairs = {a + b for a, b in pairwise(text)}
    assert terms.keys() <= pairs


def rated(evidence: list[dict[str, str]]) -> CaseFile:
    case = Case.model_validate(
        {
            "case": "a",
            "rubric": "small@1.0.0",
            "region": {"name": "A"},
            "documents": [{"id": "plan", "title": "Plan"}],
            "ratings": {FUNDS: {"rater": "x", "level": 1, "evidence": evidence}},
        }
    )
    return CaseFile(case, "a.yaml", "")


@pytest.mark.parametrize(
    ("evidence", "numbers"),
    [
        ({"at": "¶2"}, {2}),
        ({"at": "¶1, ¶3"}, {1, 3}),
        ({"at": "¶2-999999999999"}, {2, 3}),
        ({"quote": "建立财政科技资金稳定增长机制"}, {3}),
        ({"quote": "没有这样的一句话在文中出现"}, None),
        ({"at": "¶9"}, None),
    ],
)
def test_cited_are_the_paragraphs_named_else_those_of_the_quote(
    evidence: dict[str, str], numbers: set[int] | None
) -> None:
    text = plan("改善环境", "财政拨款", "建立财政科技资金稳定增长机制。")
    plans = Plans({("a", "plan"): text, ("elsewhere", "plan"): text})
    (own,) = cited_texts([rated([{"document": "plan", **evidence}])], plans)
    assert own.cited == ({} if numbers is None else {FUNDS: frozenset(numbers)})


CRITERION = Criterion(id=FUNDS, title="投入", levels={0: "none"}, terms={"zh": ("投入",)})
SEARCHED = ("加大投入。", "财政拨款逐年增长。", "改善环境。")


def learnt(weight: float = 1.5, tag: str = "zh") -> LearntTerms:
    terms = {FUNDS: {tag: {"财政": 1.0, "拨款": 0.5, "绿化": 0.2}}}
    return LearntTerms(learnt="small@1.0.0", weight=weight, terms=terms)


def test_a_passage_is_found_by_learnt_terms_which_are_named_the_weightiest_first() -> None:
    index = Index([plan(*SEARCHED)])
    assert [hit.passage.number for hit in index.find(CRITERION)] == [1]
    hits = index.find(CRITERION, learnt=learnt())
    assert {hit.passage.number: hit.learnt for hit in hits} == {1: (), 2: ("财政", "拨款")}


def test_a_weight_of_nothing_and_terms_of_another_language_change_nothing() -> None:
    index = Index([plan(*SEARCHED)])
    for told in (learnt(0), learnt(tag="fr")):
        assert index.find(CRITERION, learnt=told) == index.find(CRITERION)


def test_terms_of_another_criterion_change_nothing() -> None:
    other = CRITERION.model_copy(update={"id": "other"})
    index = Index([plan(*SEARCHED)])
    assert index.find(other, learnt=learnt()) == index.find(other)
