"""A small project whose every table has something in it: two raters, a measure, commitments, plans
of two years, a plan's text."""

from __future__ import annotations

from pathlib import Path

LEVELS = "levels: {0: nothing, 1: some, 2: all}"
RUBRIC = f"""\
rubric: small
version: 1.0.0
title: {{zh: 小标准, en: Small}}
scale: [{{level: 0, label: none}}, {{level: 1, label: some}}, {{level: 2, label: all}}]
grades: [{{from: 0, id: low, label: Low}}, {{from: 0.5, id: high, label: High}}]
facets: {{coast: {{title: Coast, values: {{inland: Inland, coastal: Coastal}}}}}}
codes: {{stage: {{title: Stage, values: {{input: {{title: Input}}, output: {{title: Output}}}}}}}}
pillars:
  - id: p
    title: {{zh: 目标, en: Goals}}
    code: P
    criteria:
      - id: clear-goals
        title: {{zh: 目标明确, en: Clear goals}}
        code: P1
        {LEVELS}
        checks: [{{id: dated, asks: a date}}, {{id: figured, asks: a figure}}]
        terms: {{en: [R&D, spending]}}
      - {{id: money, title: Money, code: P2, {LEVELS}, checks: [{{id: sum, asks: a sum}}]}}
  - id: o
    title: Outcomes
    counts: false
    criteria:
      - id: rd
        title: R&D
        measure: {{unit: "%", better: higher, normalisation: goalposts, goalposts: [0, 4]}}
coordination:
  - {{id: balance, systems: {{left: [clear-goals], right: [money]}}, bands: [{{from: 0, id: any, label: Any}}]}}
consistency:
  - id: pmc
    variables: [{{id: v1, title: V1, of: [clear-goals]}}, {{id: v2, title: V2, of: [money]}}]
    surface: [[v1, v2]]
    bands: [{{from: 0, id: few, label: Few}}]
"""
GUIZHOU = """\
case: gz-2026
rubric: small@1.0.0
region: {name: {zh: 贵州, en: Guizhou}, code: CN-GZ}
plan: {title: {zh: 规划, en: Plan}, adopted: 2026-01-27, period: [2026, 2030]}
facets: {coast: {is: inland, because: no sea}}
documents: [{id: gwr, title: Report, date: 2026-02-02, file: plans/gz.txt}]
ratings:
  clear-goals:
    - {rater: a, level: 1, checks: [dated], because: "=1+1", evidence: [{document: gwr, at: ¶2, quote: R&D spending of 1.6%}]}
    - {rater: b, level: 2, checks: [dated, figured], because: all}
  money:
    - {rater: a, level: 0, because: nothing}
    - {rater: b, level: 0, because: nothing}
measures: {rd: {value: 1.01, unit: "%", year: 2023, source: nbs}}
commitments:
  - {id: c1, at: gwr ¶2, measure: rd, value: 1.6, unit: "%", year: 2030, codes: {stage: output}, partners: [CN-HA]}
"""
HENAN = """\
case: ha-2026
rubric: small@1.0.0
region: {name: {zh: 河南, en: Henan}, code: CN-HA}
plan: {title: Plan, adopted: 2026-02-01}
facets: {coast: {is: inland, because: no sea}}
ratings:
  clear-goals:
    - {rater: a, level: 2, checks: [dated, figured], because: all}
    - {rater: b, level: 2, checks: [dated, figured], because: all}
  money: {rater: a, level: 1, because: some}
measures: {rd: {value: 4.5, unit: "%", year: 2023, source: nbs}}
"""
OLDER = """\
case: gz-2021
rubric: small@1.0.0
region: {name: {zh: 贵州, en: Guizhou}, code: CN-GZ}
plan: {title: Plan, adopted: 2021-01-27}
facets: {coast: {is: inland, because: no sea}}
ratings:
  clear-goals: {rater: a, level: 0, because: nothing}
  money: {rater: a, level: 1, checks: [sum], because: some}
"""
PLAN = "Plan of Guizhou\n\nR&D spending of 1.6% by 2030.\n"
CASES = (GUIZHOU, HENAN, OLDER)


def project(folder: Path) -> Path:
    """The project as files in a folder."""
    for name in ("rubrics", "cases", "plans"):
        (folder / name).mkdir()
    (folder / "rubrics/small.yaml").write_text(RUBRIC, "utf-8")
    for name, text in zip(("gz-2026", "ha-2026", "gz-2021"), CASES, strict=True):
        (folder / f"cases/{name}.yaml").write_text(text, "utf-8")
    (folder / "plans/gz.txt").write_text(PLAN, "utf-8")
    return folder
