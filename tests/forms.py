"""What tests of rating forms share: a small rubric and case, a form filled in cell by cell, and what
it comes to when it is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
from evalkit.analysis.settling import unsettled
from evalkit.evaluation import evaluate
from evalkit.forms.collect import Collected, Handed, collect, signed
from evalkit.forms.content import content_of, settling_content
from evalkit.forms.write import form_file
from evalkit.model.finding import Finding, in_order
from evalkit.model.place import SourceProblem
from evalkit.reading.sheets import sheets_of

from tests.conftest import case_of, rubric_of

RUBRIC = """\
rubric: trial
version: 1.0.0
title: {zh: 试用标准, en: Trial rubric}
method:
  ceilings: {steps: [{from: 2, evidence: true}], contradicted: 2}
scale:
  - {level: 0, label: {zh: 未涉及, en: Absent}}
  - {level: 1, label: {zh: 提到, en: Mentioned}}
  - {level: 2, label: {zh: 具体, en: Concrete}}
  - {level: 3, label: {zh: 落实, en: Committed}}
grades: [{from: 0, id: all, label: {zh: 全部, en: All}}]
facets:
  coast: {title: {zh: 沿海, en: Coast}, values: {coastal: {zh: 沿海, en: Coastal}, inland: {zh: 内陆, en: Inland}}}
pillars:
  - id: goals
    code: A
    title: {zh: 目标, en: Goals}
    criteria:
      - id: clear-goals
        code: A1
        title: {zh: 目标明确, en: Clear goals}
        asks: {zh: 目标是否有数值和年份？, en: Do targets have a figure and a year?}
        checks:
          - {id: dated, asks: {zh: 有年份, en: A target has a year}}
          - {id: figure, asks: {zh: 有数值, en: A target has a figure}}
        needs: {2: {any: [dated, figure]}, 3: {all: [dated, figure]}}
        levels: {0: {zh: 没有, en: none}, 1: {zh: 有一些, en: some}, 2: {zh: 明确, en: clear}, 3: {zh: 完整, en: whole}}
        guidance: {zh: 只看主要目标。, en: Look at headline targets only.}
        terms: {zh: [目标], en: [target]}
      - id: funds
        code: A2
        title: {zh: 资金, en: Funds}
        checks: [{id: sum, asks: {zh: 写明数额, en: A sum is named}}]
        levels: {0: {zh: 没有, en: none}, 1: {zh: 有一些, en: some}, 2: {zh: 明确, en: clear}, 3: {zh: 完整, en: whole}}
      - id: harbour
        code: A3
        title: {zh: 港口, en: Harbour}
        applies: {coast: [coastal]}
        levels: {0: {zh: 没有, en: none}, 1: {zh: 有一些, en: some}, 2: {zh: 明确, en: clear}, 3: {zh: 完整, en: whole}}
  - id: people
    code: B
    title: {zh: 人才, en: People}
    criteria:
      - id: skills
        code: B1
        title: {zh: 技能, en: Skills}
        levels: {0: {zh: 没有, en: none}, 1: {zh: 有一些, en: some}, 2: {zh: 明确, en: clear}, 3: {zh: 完整, en: whole}}
codes:
  instrument:
    title: {zh: 政策工具, en: Instrument}
    values: {supply: {title: {zh: 供给型, en: Supply}}, demand: {title: {zh: 需求型, en: Demand}}}
"""
CASE = """\
case: porto-2026
rubric: trial@1.0.0
region: {name: {zh: 波尔图, en: Porto}}
plan: {title: {zh: 规划, en: The plan of Porto}}
facets: {coast: {is: inland, because: far from it}}
documents:
  - {id: plan, title: {zh: 规划, en: The plan}}
  - {id: budget, title: {zh: 预算, en: The budget}}
"""
RATED = """\
ratings:
  clear-goals:
    - {rater: Ana, level: 2, checks: [dated], because: a year is named, confidence: high, evidence: [{document: plan, at: ¶3, note: here}]}
    - {rater: Benvolio, level: 1, because: SECRET REASON, confidence: low, evidence: [{document: budget, at: ¶77, quote: SECRET QUOTE, note: SECRET NOTE}]}
  funds:
    - {rater: Benvolio, level: 3, checks: [sum], because: SECRET TOO}
"""
APART = """\
ratings:
  clear-goals:
    - {rater: Ana, level: 2, checks: [dated], because: a year is named, confidence: high, evidence: [{document: plan, at: ¶3, note: here}]}
    - {rater: Benvolio, level: 0, because: of another plan, evidence: [{document: budget, at: ¶77, quote: by 2030, kind: contradicts}, {document: plan, at: ¶4}]}
  funds:
    - {rater: Ana, level: 3, checks: [sum], because: a sum}
    - {rater: Benvolio, level: 3, because: the same}
  skills:
    - {rater: Ana, level: 3, because: a school}
    - {rater: Benvolio, level: 0, because: nothing}
"""
Book = Any  # openpyxl ships no types


def written(
    rater: str = "Ana",
    lang: str = "en",
    *,
    ratings: str = "",
    case: str | None = CASE,
    rubric: str = RUBRIC,
) -> bytes:
    """A form as evalkit writes it."""
    file = case_of(case + ratings, "cases/porto-2026.yaml") if case is not None else None
    return form_file(content_of(rubric_of(rubric), file, rater, lang))


def to_settle(rater: str = "chair", lang: str = "en", ratings: str = APART) -> bytes:
    """A form for whoever settles."""
    standard, file = rubric_of(RUBRIC), case_of(CASE + ratings, "cases/porto-2026.yaml")
    own = evaluate(standard, [file], as_of=date(2026, 7, 1))
    found = unsettled(own, file.case.case)
    return form_file(settling_content(standard, file, rater, lang, found))


def opened(content: bytes) -> Book:
    return openpyxl.load_workbook(BytesIO(content))


def saved(book: Book) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


HEADS = {
    "level": "Level",
    "tick": "Met",
    "state": "Not rated",
    "reason": "Reason",
    "confidence": "Confidence",
    "document": "Document",
    "at": "Place",
    "quote": "Quote",
    "note": "Note",
    "against": "Counter-evidence",
    "code": "Code",
    "criterion": "Criterion",
    "hint": "Still to do",
}


def cell_of(book: Book, code: str, key: str, n: int = 0) -> Any:
    """The cell of a column in the n-th row of a criterion."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            texts = [cell.value for cell in row]
            if HEADS["level"] in texts and HEADS["tick"] in texts and "{" in str(texts[0])[:1]:
                at = {text: n for n, text in enumerate(texts)}
                own = [
                    line
                    for line in sheet.iter_rows(min_row=row[0].row + 1)
                    if code == line[1].value
                ]
                if own:
                    return own[n][at[HEADS[key]]]
    raise KeyError(code)


def detail_of(book: Book, label: str, column: str = "Value") -> Any:
    """The cell of a row of what the case says of itself."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            texts = [cell.value for cell in row]
            if "Value" in texts and "Why" in texts:
                at = texts.index(column)
                return next(r[at] for r in sheet.iter_rows() if r[1].value == label)
    raise KeyError(label)


Filled = Mapping[tuple[Any, ...], Any]  # (code, column[, n]) → what is typed


def filled(content: bytes, cells: Filled) -> bytes:
    """A form with cells filled in."""
    book = opened(content)
    for (code, key, *n), value in cells.items():
        cell_of(book, code, key, *n).value = value
    return saved(book)


def handed(content: bytes, file: str = "form.xlsx") -> Handed:
    """A file as it is handed in."""
    try:
        return Handed(file, sheets_of(content))
    except SourceProblem as problem:
        return Handed(file, problem=problem)


def came_to(
    *forms: bytes | Handed,
    ratings: str = "",
    case: str = CASE,
    rubric: str = RUBRIC,
    named: tuple[str | None, str | None] = (None, None),
) -> Collected:
    """What forms come to for the case."""
    standard, file = rubric_of(rubric), case_of(case + ratings, "cases/porto-2026.yaml")
    given = [
        form if isinstance(form, Handed) else handed(form, f"form-{n}.xlsx" if n else "form.xlsx")
        for n, form in enumerate(forms)
    ]
    read = [signed(one, *named) for one in given]
    parts = [part for own, _ in read for part in own]
    wrong: list[Finding] = [finding for _, own in read for finding in own]
    id = file.case.case
    collected = collect(parts, {id: (file, standard)}, [id])
    findings = in_order([*collected.findings, *wrong])
    return replace(collected, findings=findings)


def said(collected: Collected) -> list[str]:
    """Findings as cell, code."""
    return [f"{f.span}: {f.code}" for f in collected.findings]


def became(collected: Collected) -> dict[str, Any]:
    """Criterion → what its rating becomes."""
    return {
        change.criterion: change.became
        for changes in collected.changes.values()
        for change in changes
        if hasattr(change, "criterion")
    }
