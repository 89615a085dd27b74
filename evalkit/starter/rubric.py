"""A commented rubric to fill in."""

from __future__ import annotations


def new_rubric(id: str) -> str:
    """YAML of a small rubric with every part that a rubric may have, in both languages."""
    return _RUBRIC.replace("RUBRIC-ID", id)


_RUBRIC = """\
# A rubric: the standard that cases are rated against. Check it with: evalkit check THIS-FILE
# 评价标准：案例据此评分。写好后运行：evalkit check 本文件
rubric: RUBRIC-ID
version: 1.0.0
title: {zh: 示例标准, en: Example rubric}
source: {title: {zh: 所依据的框架, en: The framework it is taken from}, authors: [], year: 2026}

method:
  aggregation: arithmetic     # arithmetic | geometric | harmonic | minimum; a pillar may name its own
  consensus: mean             # several raters: mean | median | lowest | adjudicated
  reconcile_at: 2             # levels apart at which raters must reconcile
  coverage: 0.8               # least rated share of a pillar's weight for it to be scored
  ceilings:                   # what a level needs in order to count in full
    steps:
      - {from: 2, checks: 1, evidence: true}
      - {from: 3, checks: half}
      - {from: 4, checks: all-but-one}
    contradicted: 2           # highest level once evidence contradicts

scale:
  - {level: 0, label: {zh: 未涉及, en: Absent}, means: {zh: 没有提到, en: Not addressed}}
  - {level: 1, label: {zh: 仅提及, en: Mentioned}, means: {zh: 没有内容, en: Without content}}
  - {level: 2, label: {zh: 部分明确, en: Partly specified}, means: {zh: 部分要素具体, en: Some elements are concrete}}
  - {level: 3, label: {zh: 可操作, en: Actionable}, means: {zh: 主要要素齐备, en: The main elements are there}}
  - {level: 4, label: {zh: 可核验, en: Verifiable}, means: {zh: 有监测或结果, en: "Monitored, or with results"}}

grades:                       # bands of a score; `from` belongs to the band
  - {from: 0.6, id: strong, label: {zh: 较强, en: Strong}}
  - {from: 0, id: weak, label: {zh: 较弱, en: Weak}}

facets:                       # what a case declares about itself; criteria may depend on it
  tier: {title: {zh: 层级, en: Tier}, values: {province: {zh: 省级, en: Province}, city: {zh: 市级, en: City}}}

pillars:
  - id: goals
    title: {zh: 目标, en: Goals}
    weight: 1
    criteria:
      - id: clear-goals
        code: A1
        title: {zh: 目标明确, en: Clear goals}
        source: {at: "section 1"}
        asks: {zh: 规划是否讲清目标？, en: Does the plan set out its goals?}
        weight: 1
        checks:
          - {id: dated-targets, asks: {zh: 目标带年份, en: Targets are dated}}
          - {id: numbers, asks: {zh: 目标量化, en: Targets have numbers}}
        levels:
          0: {zh: 没有目标, en: No goals}
          1: {zh: 只有方向, en: A direction only}
          2: {zh: 有目标但不完整, en: Incomplete goals}
          3: {zh: 目标量化并有年份, en: Goals with numbers and dates}
          4: {zh: 另规定监测办法, en: "As 3, and monitored"}
        terms: {zh: [目标, 到2030年], en: [target, by 2030]}
  - id: results
    title: {zh: 结果, en: Results}
    counts: false             # scored and shown, not part of the total
    criteria:
      - id: rd-intensity
        title: {zh: 研发经费投入强度, en: R&D intensity}
        measure:
          unit: {zh: "%", en: "% of GDP"}
          better: higher
          normalisation: goalposts   # goalposts | target | step | minmax | zscore | rank | percentile | share-of-best
          goalposts: [0, 4]
"""
