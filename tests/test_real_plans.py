"""Real plans of twelve provinces, where the shared material is at hand: quotes verify, forged ones
do not, places hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evalkit import api
from evalkit.analysis.results import Results
from evalkit.evidence.commitments import Candidate, candidates
from evalkit.evidence.passages import Reading
from evalkit.evidence.quotes import LEAST, searchable, verify
from evalkit.evidence.text import PlanText
from evalkit.storage.plans import read_plans

from tests.conftest import ROOT, SHARED, needs_shared
from tests.real_plans import PLANS, held, rows, text

pytestmark = needs_shared
AS_OF = "2026-11-24"
QUOTES = rows("verified_quotes.csv")


def forms(document: str) -> list[Path]:
    """The forms in which a document is at hand."""
    rendered = [PLANS / f"formats/{document}.rendered.{end}" for end in ("pdf", "docx")]
    return [PLANS / f"{document}.txt", *(path for path in rendered if path.is_file())]


def test_the_shipped_terms_are_those_learnt_from_the_shipped_cases() -> None:
    path = ROOT / "rubrics/regional-innovation.yaml"
    evaluation = api.score([ROOT / "cases"], str(path), as_of=AS_OF)
    learnt = api.learn_terms(evaluation, api.plans(evaluation, PLANS))
    shipped = path.with_name("regional-innovation.terms.yaml").read_text("utf-8")
    assert api.terms_file(learnt) == shipped


def test_there_are_37_quotes_and_guizhou_in_three_forms() -> None:
    assert len(QUOTES) == 37
    assert len(forms("guizhou-gwr-2026")) == 3


@pytest.mark.parametrize("row", QUOTES, ids=lambda r: f"{r['document']}-{r['char_start']}")
def test_a_verified_quote_verifies_at_its_place_and_its_twin_is_altered(
    row: dict[str, str],
) -> None:
    plain = PLANS / f"{row['document']}.txt"
    line = plain.read_text("utf-8")[: int(row["char_start"])].count("\n") + 1
    for path in forms(row["document"]):
        verdict = verify(row["quote"], held(path))
        assert verdict.verified, path
        twin = verify(row["tampered_variant_not_in_text"], held(path))
        assert twin.tier == "altered", (path, twin)
        assert twin.differing
        if path == plain:
            assert any(
                first <= line <= last for first, last in (s.passages for s in verdict.stands)
            )
        else:  # the passage of the other form holds the same words
            there = text(path).by_number[verdict.stands[0].passages[0]].text
            assert "".join(there.split())[:40] in "".join(text(plain).by_number[line].text.split())


def test_every_quote_of_the_raters_stands_in_its_paragraph() -> None:
    """Over 1,900 quotes of the shared ratings, each checked at the paragraph it names."""
    checked, wrong = 0, []
    for path in sorted((SHARED / "ratings").glob("*.json")):
        region = path.name.split(".")[0]
        for rating in json.loads(path.read_text("utf-8"))["ratings"]:
            for evidence in rating.get("evidence", []):
                if not evidence.get("quote"):
                    continue
                verdict = verify(evidence["quote"], held(PLANS / f"{region}-gwr-2026.txt"))
                paragraph = int(evidence["paragraph"])
                places = [s.passages for s in verdict.stands]
                checked += 1
                if not verdict.verified or not any(
                    first <= paragraph <= last for first, last in places
                ):
                    wrong.append((path.name, evidence["quote"], verdict.tier, places, paragraph))
    assert checked > 1000
    assert wrong == []


def test_word_and_pdf_of_one_report_read_alike() -> None:
    plain, made, word = (text(path) for path in (forms("guizhou-gwr-2026")[n] for n in (0, 1, 2)))

    def bare(read: PlanText) -> str:
        return "".join("".join(p.text.split()) for p in read.passages)

    assert bare(word) == bare(plain)
    assert bare(made) == bare(plain)
    assert [p.text for p in word.passages] == [p.text for p in plain.passages]
    alike = sum(a.text[:20] in {p.text[:20] for p in plain.passages} for a in made.passages)
    assert alike / len(made.passages) > 0.9
    assert made.n_pages == 15


def test_the_scan_is_read_and_its_pages_are_named_as_doubtful() -> None:
    path = PLANS / "formats/most_facility_sharing_eval_2023.pdf"
    read, findings = api.document(path)
    assert read is not None
    assert read.n_pages == 16
    hanzi = sum("\u4e00" <= c <= "\u9fff" for p in read.passages for c in p.text)
    assert hanzi > 6000
    assert "document-pages-doubtful" in [f.code for f in findings]
    assert not any(
        p.text.strip("—-－一· ").isdigit() and len(p.text) < 8 for p in read.passages[:40]
    )
    verdict = verify("共有26个部门345家单位参加评价考", searchable(read))
    assert (verdict.tier, verdict.stands[0].pages) == ("exact", (2, 2))


def test_the_bulletin_keeps_its_figures_and_tables_and_loses_its_menus() -> None:
    read = text(PLANS / "formats/nbs_rd_bulletin_2023.html")
    plan = searchable(read)
    assert (
        verify(
            "2023年，全国共投入研究与试验发展（R&D）经费33357.1亿元，比上年增加2574.2亿元，增长8.4%",
            plan,
        ).tier
        == "exact"
    )
    assert verify("研究与试验发展（R&D）经费投入强度（与国内生产总值之比）为2.65%", plan).verified
    assert verify("全国共投入研究与试验发展（R&D）经费33375.1亿元", plan).tier == "altered"
    rows = [p.text for p in read.passages if "贵 州" in p.text]
    assert rows == ["贵 州 | 211.4 | 1.01"]
    assert not any("首页" in p.text for p in read.passages)


def test_the_list_of_parks_is_read_in_order() -> None:
    read = text(PLANS / "formats/agri_park_eval-year-2021.docx")
    assert [p.number for p in read.passages] == list(range(1, len(read.passages) + 1))
    assert any(p.heading and "优秀" in p.heading[-1] for p in read.passages)


def test_the_audit_of_the_twelve_cases_with_their_texts_is_complete() -> None:
    evaluation = api.score(
        [ROOT / "cases"], str(ROOT / "rubrics/regional-innovation.yaml"), as_of=AS_OF
    )
    made = api.audit(evaluation, PLANS)
    assert [case.verdict for case in made.cases] == ["passed"] * 12
    assert all(case.cited == case.looked_up > 100 for case in made.cases)
    assert {f.code for f in made.findings if f.severity == "error"} == set()
    assert "place-unknown" not in {f.code for f in made.findings}


def test_advice_quotes_what_stands_there_never_a_review_a_glossary_or_the_region_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evaluation = api.score([ROOT / "cases"], as_of=AS_OF)
    plans = read_plans(evaluation.files, PLANS)
    results = Results(evaluation)
    indexed: list[int] = []

    def counted(text: PlanText) -> tuple[Candidate, ...]:
        indexed.append(id(text))
        return candidates(text)

    monkeypatch.setattr("evalkit.evidence.passages.candidates", counted)
    told = {case: results.advice(case, plans) for case in evaluation.cases}
    assert sorted(indexed) == sorted(map(id, plans.texts.values()))  # every text once
    readings = {key: Reading(held) for key, held in plans.texts.items()}
    for case, found in told.items():
        for own in found:
            for place in own.places:
                number = int(place.at.removeprefix("¶").split("–")[0])
                passage = plans.texts[case, place.document].by_number[number]
                assert place.words in passage.text
                assert place.basis == "review" or readings[case, place.document].looks_ahead(number)
            for model in own.models:
                assert model.case != case
                reading = readings[model.case, model.place.document]
                number = int(model.place.at.removeprefix("¶").split("–")[0])
                assert reading.looks_ahead(number), (case, own.ref, model)
                words = model.place.words
                assert words
                assert words in reading.text.by_number[number].text
                if len(words) >= LEAST:
                    assert verify(words, searchable(reading.text)).verified
    models = sum(bool(own.models) for found in told.values() for own in found)
    assert models > 0.6 * sum(map(len, told.values()))
