"""What analysts mistype, and what they are told: the cause, and the line to write, which reads as
it was meant."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from evalkit.model.finding import Finding, from_problem
from evalkit.model.place import SourceProblem
from evalkit.reading.case import read_case
from evalkit.reading.days import days_meant
from evalkit.reading.mistyped import meant
from evalkit.reading.yaml import parse

CASE = """\
case: porto-2026
rubric: small@1.0.0
region:
  name: {zh: 波尔图, en: Porto}
  code: PT-13
plan:
  title: Porto Plan
  issuer: City of Porto
  adopted: 2026-01-15
  period: [2026, 2030]
facets:
  coast: {is: coastal, because: it lies there}
documents:
  - {id: plan, title: The plan, date: 2026-01-15, file: plan.txt}
ratings:
  clear-goals:
    - rater: ana
      level: 3
      checks: [year, interim]
      because: Targets are named
      evidence:
        - {document: plan, at: ¶3, quote: we will, note: clear}
    - {rater: ben, level: 2, because: Not all}
  invest-more:
    level: 1
    because: {zh: 分部门, en: By sector}
measures:
  rd-intensity: {value: 4.1, unit: "%", year: 2023, source: nbs}
"""
BEN = "{rater: ben, level: 2, because: Not all}"
BECAUSE = "because: Targets are named"


def read(text: str) -> tuple[Any, list[Finding]]:
    """The data, None where there is none, and what was found."""
    try:
        document = parse(text, "c.yaml")
    except SourceProblem as problem:
        return None, [from_problem(problem, "c.yaml")]
    return document.data, list(read_case(document)[1])


def told(was: str, mistyped: str) -> list[tuple[str, int, str]]:
    """(code, line, line to write) of what is found once a text is mistyped."""
    assert CASE.count(was) >= 1
    _, findings = read(CASE.replace(was, mistyped, 1))
    return [(f.code, f.span.line, str(dict(f.values).get("line", ""))) for f in findings]


# what is written instead of what, and what is said of it
MISTYPED = [
    # indentation, dashes, blanks (C1)
    ("      level: 3", "              level: 3", "yaml-indent", 18, "      level: 3"),
    ("      level: 3", "     level: 3", "yaml-indent", 18, "      level: 3"),
    ("      level: 3", "       level: 3", "yaml-indent", 18, "      level: 3"),
    ("  code: PT-13", "    code: PT-13", "yaml-indent", 5, "  code: PT-13"),
    ("  code: PT-13", " code: PT-13", "yaml-indent", 5, "  code: PT-13"),
    ("ratings:", " ratings:", "yaml-indent", 15, "ratings:"),
    ("  clear-goals:", "    clear-goals:", "yaml-indent", 16, "  clear-goals:"),
    ("case: porto-2026", " case: porto-2026", "yaml-indent", 1, "case: porto-2026"),
    ("[2026, 2030]", "[2026 2030]", "value-kind", 10, "  period: [2026, 2030]"),
    ("  invest-more:\n    level", "  invest-more:\n  level", "yaml-indent", 25, "    level: 1"),
    (
        "  coast: {is: coastal, because: it lies there}",
        "  coast:\n  is: coastal\n  because: it lies there",
        "yaml-indent",
        13,
        "    is: coastal",
    ),
    ("    level: 1\n    because: {", "  level: 1\n  because: {", "yaml-indent", 25, "    level: 1"),
    (
        "  name: {zh: 波尔图, en: Porto}\n  code",
        "name: {zh: 波尔图, en: Porto}\ncode",
        "yaml-indent",
        4,
        "  name: {zh: 波尔图, en: Porto}",
    ),
    (
        "  title: Porto Plan\n  issuer: City of Porto\n  adopted: 2026-01-15\n  period",
        "title: Porto Plan\nissuer: City of Porto\nadopted: 2026-01-15\nperiod",
        "yaml-indent",
        7,
        "  title: Porto Plan",
    ),
    (
        BEN,
        "{rater: ben, level: 2, because: Not all, checks: year, interim}",
        "text-comma",
        23,
        "    - {rater: ben, level: 2, because: Not all, checks: [year, interim]}",
    ),
    (
        BECAUSE,
        "because: ! Targets are named",
        "yaml-tag",
        20,
        '      because: "! Targets are named"',
    ),
    (BECAUSE, "because: !Targets are named", "yaml-tag", 20, '      because: "!Targets are named"'),
    ("    - rater: ana", "    -rater: ana", "yaml-dash", 17, "    - rater: ana"),
    ("    - rater: ana", "    – rater: ana", "yaml-dash", 17, "    - rater: ana"),
    ("    - rater: ana", "    — rater: ana", "yaml-dash", 17, "    - rater: ana"),
    ("    - rater: ana", "    －rater: ana", "yaml-dash", 17, "    - rater: ana"),
    ("    - rater: ana", "    • rater: ana", "yaml-dash", 17, "    - rater: ana"),
    ("  - {id: plan", "  -{id: plan", "yaml-dash", 14, None),
    ("    - rater: ana", "    rater: ana", "yaml-dash", 17, "    - rater: ana"),
    ("    - rater: ana", "    + rater: ana", "yaml-dash", 17, "    - rater: ana"),
    ("    - rater: ana", "    1. rater: ana", "yaml-dash", 17, "    - rater: ana"),
    ("    - rater: ana", "    --rater: ana", "yaml-dash", 17, "    - rater: ana"),
    ("      level: 3", "      level = 3", "yaml-colon-missing", 18, "      level: 3"),
    ("      level: 3", "      level；3", "yaml-colon-missing", 18, "      level: 3"),
    ("      level: 3", "\u00a0" * 6 + "level: 3", "yaml-space", 18, "      level: 3"),
    ("      level: 3", "\u3000" * 3 + "level: 3", "yaml-space", 18, "      level: 3"),
    ("      level: 3", "      \u200blevel: 3", "yaml-space", 18, "      level: 3"),
    ("      level: 3", "      level:\u00a03", "yaml-space", 18, "      level: 3"),
    ("      level: 3", "\t\t\tlevel: 3", "yaml-tab", 18, "      level: 3"),
    # colons (C1, C2)
    (BECAUSE, "because: Goals: named", "yaml-colon", 20, '      because: "Goals: named"'),
    (BECAUSE, "because:Targets", "yaml-colon-space", 20, "      because: Targets"),
    (BECAUSE, "because：Targets", "yaml-full-width-colon", 20, "      because: Targets"),
    ("      evidence:\n", "      evidence\n", "yaml-colon-missing", 21, "      evidence:"),
    ("ratings:\n", "ratings\n", "yaml-colon-missing", 15, "ratings:"),
    ("ratings:\n", "ratings：\n", "yaml-full-width-colon", 15, "ratings:"),
    (BEN, BEN.replace("level: ", "level:"), "yaml-colon-space", 23, f"    - {BEN}"),
    (BEN, BEN.replace("level: ", "level："), "yaml-full-width-colon", 23, f"    - {BEN}"),
    (BEN, BEN.replace("rater: ", "rater："), "yaml-full-width-colon", 23, f"    - {BEN}"),
    ("{zh: 分部门, en: By", "{zh：分部门, en：By", "yaml-full-width-colon", 26, None),
    # full-width marks, brackets and commas (C3)
    (BEN, BEN.replace(", level", "， level"), "yaml-full-width", 23, f"    - {BEN}"),
    (BEN, BEN.replace("{", "｛").replace("}", "｝"), "yaml-full-width", 23, f"    - {BEN}"),
    ("[2026, 2030]", "［2026， 2030］", "yaml-full-width", 10, "  period: [2026, 2030]"),
    ("[2026, 2030]", "【2026，2030】", "yaml-full-width", 10, "  period: [2026, 2030]"),
    ("[2026, 2030]", "[2026, 2030", "yaml-bracket-open", 10, "  period: [2026, 2030]"),
    ("[2026, 2030]", "[2026, 2030}", "yaml-bracket-open", 10, "  period: [2026, 2030]"),
    ("      level: 3", "      ｌｅｖｅｌ: 3", "yaml-full-width", 18, "      level: 3"),
    (BEN, BEN + "}", "yaml-bracket-close", 23, f"    - {BEN}"),
    (BEN, BEN.replace("2, because", "2 because"), "yaml-comma", 23, f"    - {BEN}"),
    # keys without their braces, or within others; other marks than commas
    (BEN, BEN.replace(", ", "; "), "yaml-mark", 23, f"    - {BEN}"),
    (BEN, f"({BEN[1:-1]})", "yaml-mark", 23, f"    - {BEN}"),
    (BEN, f"（{BEN[1:-1]}）", "yaml-full-width", 23, f"    - {BEN}"),
    (BEN, BEN[1:-1], "yaml-braces", 23, f"    - {BEN}"),
    (BEN, "rater：ben，level：2，because：Not all", "yaml-braces", 23, f"    - {BEN}"),
    (BEN, "rater: ben; level: 2; because: Not all", "yaml-braces", 23, f"    - {BEN}"),
    (
        "- {document: plan, at: ¶3, quote: we will, note: clear}",
        "- document：plan、at：¶3、quote：we will",
        "yaml-braces",
        22,
        "        - {document: plan, at: ¶3, quote: we will}",
    ),
    (
        "{is: coastal, because: it lies there}",
        "is: coastal",
        "yaml-braces",
        12,
        "  coast: {is: coastal}",
    ),
    (
        "{is: coastal, because: it lies there}",
        "（is：coastal，because：it lies there）",
        "yaml-full-width",
        12,
        "  coast: {is: coastal, because: it lies there}",
    ),
    (
        "- {id: plan, title: The plan, date: 2026-01-15, file: plan.txt}",
        "- id: plan, title: The plan",
        "yaml-braces",
        14,
        "  - {id: plan, title: The plan}",
    ),
    # a text that does not stand further in than its key
    (BECAUSE, f"because: |\n      {BECAUSE[9:]}", "yaml-indent", 21, "        Targets are named"),
    (BECAUSE, f"because: >-\n  {BECAUSE[9:]}", "yaml-indent", 21, "        Targets are named"),
    (BECAUSE, f"{BECAUSE}\n      and dated", "yaml-indent", 21, "        and dated"),
    (BECAUSE, f"{BECAUSE}，\n都有年份", "yaml-indent", 21, "        都有年份"),
    (BECAUSE, "because: level: 3, rater: ben", "yaml-colon", 20, None),
    # text cut short or broken off (A2, A6, C3, C5, C6, C7, C8)
    (
        BECAUSE,
        "because: Target #3 is named",
        "text-hash",
        20,
        '      because: "Target #3 is named"',
    ),
    (BECAUSE, "because: #3 is named", "text-hash", 20, '      because: "#3 is named"'),
    (BECAUSE, "because: 目标 #三", "text-hash", 20, '      because: "目标 #三"'),
    ("Porto Plan", "Porto Plan #2 (2026)", "text-hash", 7, '  title: "Porto Plan #2 (2026)"'),
    ("Not all}", "Not all #3}", "yaml-hash", 23, None),
    ("Not all}", "Not all, but some}", "text-comma", 23, None),
    ("source: nbs}", "source: NBS, table 3}", "text-comma", 28, None),
    ("value: 4.1", "value: 4,1", "text-comma", 28, None),
    ("Not all}", "Not [3] all}", "yaml-bracket-text", 23, None),
    ("Not all}", 'the "big" one}', None, 0, None),
    ("Not all}", '"the "big" one"}', "yaml-quote-inside", 23, None),
    (BECAUSE, 'because: "the "big" one"', "yaml-quote-inside", 20, None),
    (BECAUSE, "because: 'city's sector'", "yaml-quote-inside", 20, None),
    (BECAUSE, 'because: "Targets are named', "yaml-quote-open", 20, None),
    (BECAUSE, 'because: "neutral" is named', "yaml-character", 20, None),
    (BECAUSE, "because: [sic] year is named", "yaml-character", 20, None),
    (BECAUSE, "because: - year", "yaml-character", 20, None),
    (BECAUSE, "because: & x", "yaml-character", 20, None),
    (BECAUSE, "because: > 40% cut", "yaml-character", 20, None),
    (BECAUSE, "because: | 40% cut", "yaml-character", 20, None),
    (BECAUSE, "because: %x", "yaml-character", 20, None),
    (BECAUSE, "because: @x", "yaml-character", 20, None),
    (BECAUSE, "because: `x`", "yaml-character", 20, None),
    (BECAUSE, "because: *x* y", "yaml-character", 20, None),
    (BECAUSE, "because: &x y", "yaml-anchor", 20, None),
    (BECAUSE, "because: !x y", "yaml-tag", 20, None),
    ("file: plan.txt", 'file: "C:\\Users\\Ana\\x.txt"', "yaml-escape", 14, None),
    ("      level: 3", "      level: -", "yaml-character", 18, "      state: missing"),
    # one kind of value where another is meant (C9)
    ("[2026, 2030]", "2026-2030", "value-kind", 10, "  period: [2026, 2030]"),
    ("[2026, 2030]", "2026至2030年", "value-kind", 10, "  period: [2026, 2030]"),
    ("[year, interim]", "year, interim", "value-kind", 19, "      checks: [year, interim]"),
    (
        "{is: coastal, because: it lies there}",
        "coastal",
        "value-kind",
        12,
        "  coast: {is: coastal, because: …}",
    ),
    ("      level: 3", "      level: n/a", "value-kind", 18, "      state: not-applicable"),
    ("      level: 3", "      level: 不适用", "value-kind", 18, "      state: not-applicable"),
    ("      level: 3", "      level: Level 3", "value-kind", 18, "      level: 3"),
    ("      level: 3", "      level: Accountable", "value-kind", 18, ""),
    ("      level: 3", "      level: 三", "value-kind", 18, "      level: 3"),
    ("      level: 3", "      level: [3]", "value-kind", 18, "      level: 3"),
    ("      level: 3", "      level: 3-4", "value-kind", 18, ""),
    (
        "region:\n  name: {zh: 波尔图, en: Porto}\n  code: PT-13",
        "region: Porto",
        "value-kind",
        3,
        None,
    ),
    ("[2026, 2030]", "2026–30", "value-kind", 10, "  period: [2026, 2030]"),
    ("[year, interim]", "（year， interim）", "value-kind", 19, "      checks: [year, interim]"),
    ("[2026, 2030]", "2026～2030年", "value-kind", 10, "  period: [2026, 2030]"),
    ("[2026, 2030]", "[２０２６年, ٢٠٣٠]", "value-kind", 10, "  period: [2026, 2030]"),
    ("[2026, 2030]", "٢٠٢٦-٢٠٣٠", "value-kind", 10, "  period: [2026, 2030]"),
    ("[2026, 2030]", "[٢٠٣٠, ٢٠٢٦]", "period-order", 10, "  period: [2026, 2030]"),
    ("[2026, 2030]", "[二〇二六, 二〇三〇]", "value-kind", 10, "  period: [2026, 2030]"),
    ("[year, interim]", "{year: 是, interim: 否}", "value-kind", 19, "      checks: [year]"),
    ("[year, interim]", "{year: ✓, interim: ✓}", "value-kind", 19, "      checks: [year, interim]"),
    ("      level: 3", "      level: 3。", "value-kind", 18, "      level: 3"),
    ("      level: 3", "      level: 3，", "value-kind", 18, "      level: 3"),
    ("      level: 3", "      level: 三、", "value-kind", 18, "      level: 3"),
    ("year: 2023", "year: 2023；", "value-kind", 28, None),
    ("[year, interim]", "〔year, interim〕", "value-kind", 19, "      checks: [year, interim]"),
    ("year: 2023", "year: 2026-2030", "value-kind", 28, ""),
    ("value: 4.1", "value: 4.1亿", "value-kind", 28, ""),
    ("value: 4.1", "value: 4.1％", "value-kind", 28, None),
    ("    - rater: ana", "    一 rater: ana", "yaml-dash", 17, "    - rater: ana"),
    ("adopted: 2026-01-15", "adopted: 2026年2月30日", "date-form", 9, ""),
    ("case: porto", "Case: porto", "key-unknown", 1, ""),
    ("value: 4.1", "value: 4.1%", "value-kind", 28, None),
    ("year: 2023", "year: 2023年", "value-kind", 28, None),
    ("year: 2023", 'year: "2023"', "value-kind", 28, None),
    (BECAUSE, "because: 3", "value-kind", 20, '      because: "3"'),
    (BECAUSE, "because，: Targets are named", "key-unknown", 20, f"      {BECAUSE}"),
    (BECAUSE, "because；: Targets are named", "key-unknown", 20, f"      {BECAUSE}"),
    (BECAUSE, "because：: Targets are named", "yaml-full-width-colon", 20, f"      {BECAUSE}"),
    ("issuer: City", "、issuer: City", "key-unknown", 8, "  issuer: City of Porto"),
    (BEN, "{rater: ben, level、: 2, because: Not all}", "key-unknown", 23, f"    - {BEN}"),
    ("measures:", "measures、:", "key-unknown", 27, "measures:"),
    ("      level: 3", "      level: 3 (see memo)", "value-kind", 18, "      level: 3"),
    ("      level: 3", "      level: 3（见备忘录）", "value-kind", 18, "      level: 3"),
    ("      level: 3", "      level: 3, see memo", "value-kind", 18, "      level: 3"),
    ("      level: 3", "      level: 3 - see memo", "value-kind", 18, "      level: 3"),
    (BEN, "{rater: ben, level: 2 (memo), because: Not all}", "value-kind", 23, f"    - {BEN}"),
    (
        "ratings:",
        "raters: [ana, ben]\nratings:",
        "value-kind",
        15,
        "raters: {ana: {role: rater}, ben: {role: rater}}",
    ),
    ("ratings:", "raters: ana\nratings:", "value-kind", 15, "raters: {ana: {role: rater}}"),
    (
        "ratings:",
        "raters: {ana: rater}\nratings:",
        "value-kind",
        15,
        "raters: {ana: {role: rater}}",
    ),
    (
        "ratings:",
        "raters: [{id: ana, role: chair}]\nratings:",
        "value-kind",
        15,
        "raters: {ana: {role: chair}}",
    ),
    (
        "ratings:",
        "raters:\n  - ana\n  - ben\nratings:",
        "value-kind",
        16,
        "raters: {ana: {role: rater}, ben: {role: rater}}",
    ),
    # days and years (C10, A5)
    ("adopted: 2026-01-15", "adopted: 15/01/2026", "date-form", 9, "  adopted: 2026-01-15"),
    ("adopted: 2026-01-15", "adopted: 2026年1月15日", "date-form", 9, "  adopted: 2026-01-15"),
    ("adopted: 2026-01-15", "adopted: 26年1月15日", "date-form", 9, "  adopted: 2026-01-15"),
    ("adopted: 2026-01-15", "adopted: 2026年1月15日印发", "date-form", 9, "  adopted: 2026-01-15"),
    ("adopted: 2026-01-15", "adopted: 2026、1、15", "date-form", 9, "  adopted: 2026-01-15"),
    ("adopted: 2026-01-15", "adopted: 2026年1月15日至2026年1月20日", "date-form", 9, ""),
    ("facets:", "＃ 维度\nfacets:", "yaml-full-width", 11, "# 维度"),
    ("adopted: 2026-01-15", "adopted: 2026-02-30", "date-form", 9, ""),
    ("adopted: 2026-01-15", "adopted: 2026", "date-form", 9, ""),
    ("[2026, 2030]", "[2030, 2026]", "period-order", 10, "  period: [2026, 2030]"),
    ("[2026, 2030]", "[26, 30]", "year-doubtful", 10, "  period: [2026, 2030]"),
    ("year: 2023", "year: 23", "year-doubtful", 28, None),
]


@pytest.mark.parametrize(("was", "mistyped", "code", "line", "write"), MISTYPED)
def test_the_cause_is_named_and_the_line_to_write_mends_it(
    was: str, mistyped: str, code: str | None, line: int, write: str | None
) -> None:
    text = CASE.replace(was, mistyped, 1)
    _, findings = read(text)
    if code is None:
        assert findings == []
        return
    assert [(f.code, f.span.line) for f in findings] == [(code, line)]
    said = dict(findings[0].values)
    if write is not None:
        assert said.get("line", "") == write
    if said.get("line") and "…" not in str(said["line"]):
        assert read(applied(text, findings[0])) == (read(applied(text, findings[0]))[0], [])
    shown = "".join(f.message(lang) + f.way_out(lang) for f in findings for lang in ("zh", "en"))
    assert not RAW.search(shown)


RAW = re.compile(r"did not find|block (mapping|sequence)|while (parsing|scanning)|Input should")


def applied(text: str, finding: Finding) -> str:
    """The text with the line that a finding says to write."""
    said, lines = dict(finding.values), text.split("\n")
    if "until" in said:
        lines[int(str(said["line_number"])) - 1 : int(str(said["until"]))] = [str(said["line"])]
        return "\n".join(lines)
    n = finding.span.line - 1
    by = indent(str(said["line"])) - indent(lines[n])
    lines[n] = str(said["line"])
    for _ in range(int(str(said.get("more", 0)))):
        n = next(m for m in range(n + 1, len(lines)) if lines[m].strip())
        lines[n] = " " * (indent(lines[n]) + by) + lines[n].lstrip()
    return "\n".join(lines)


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


@pytest.mark.parametrize(
    ("was", "written"),
    [
        ("      level: 3", '      level: "3"'),
        ("      level: 3", "      level: ３"),
        ("rater: ana", "rater: 2"),
        ("at: ¶3", "at: 3"),
        ("[year, interim]", "year"),
        (BECAUSE, "because: Target is named # 3 of them"),
        ("      level: 3", "      level: 3 #sure"),
        (BECAUSE, "because: >\n        Target #3 is named\n        in full"),
        (BECAUSE, "because: see https://example.org/#3"),
        (BECAUSE, "because: 他说：“目标，明确”（见第3章）"),
    ],
)
def test_what_is_beyond_doubt_is_read_without_a_word(was: str, written: str) -> None:
    assert told(was, written) == []


COMMITTED = [
    ("money: 3.8亿元", "money: {value: 3.8, unit: 亿元}"),
    ("money: {value: 3.8亿元}", "money: {value: 3.8, unit: 亿元}"),
    ("value: 2600家", "value: 2600, unit: 家"),
    ("value: 2600家, unit: 家", "value: 2600, unit: 家"),
    ("value: 2.2％", 'value: 2.2, unit: "%"'),
    ("value: 2600, year: 2026-2030", ""),
    ("value: 两千六百", ""),
]


@pytest.mark.parametrize(("written", "write"), COMMITTED)
def test_a_figure_with_its_unit_is_told_apart(written: str, write: str) -> None:
    """And a span of years is not a year: which of the two is meant is not told."""
    text = CASE + f"commitments:\n  - {{id: c1, at: plan ¶3, what: 企业, {written}}}\n"
    (finding,) = read(text)[1]
    line = f"  - {{id: c1, at: plan ¶3, what: 企业, {write}}}" if write else ""
    assert (finding.code, dict(finding.values).get("line", "")) == ("value-kind", line)


def test_a_place_alone_is_the_place_of_the_evidence() -> None:
    text = CASE.replace(
        "evidence:\n        - {document: plan, at: ¶3, quote: we will, note: clear}",
        "evidence: 第4段",
    )
    (finding,) = read(text)[1]
    assert dict(finding.values)["line"] == "      evidence: [{document: …, at: 第4段}]"


@pytest.mark.parametrize("text", [f"```yaml\n{CASE}```\n", f"{CASE}\n```\n", f"~~~\n{CASE}"])
def test_a_fence_that_came_with_the_text_is_to_go(text: str) -> None:
    data, (finding,) = read(text)
    line = 1 if text[0] in "`~" else text.count("\n")
    assert (data, finding.code, finding.span.line) == (None, "yaml-character", line)
    assert finding.way_out("zh").startswith("请删去这一行 ")


def test_a_text_over_several_lines_is_put_into_quotes_as_one() -> None:
    several = BECAUSE + "\n        as a #3 of\n        the list"
    assert told(BECAUSE, several) == [
        ("yaml-hash", 20, '      because: "Targets are named as a #3 of the list"')
    ]


def test_a_day_that_can_be_meant_in_two_ways_is_shown_in_both() -> None:
    _, findings = read(CASE.replace("adopted: 2026-01-15", "adopted: 3/4/2026"))
    assert [finding.way_out("en") for finding in findings] == [
        "day or month first? write `  adopted: 2026-04-03` or `  adopted: 2026-03-04`"
    ]
    assert [finding.way_out("zh") for finding in findings] == [
        "先日还是先月？请写作 `  adopted: 2026-04-03` 或 `  adopted: 2026-03-04`"
    ]


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("15 January 2026", ("2026-01-15",)),
        ("Jan 15th, 2026", ("2026-01-15",)),
        ("2026.1.15", ("2026-01-15",)),
        ("2026-1-15", ("2026-01-15",)),
        ("2026/1/5", ("2026-01-05",)),
        ("2026–01–15", ("2026-01-15",)),
        ("２０２６年１月１５日", ("2026-01-15",)),
        ("二〇二六年十一月二十日", ("2026-11-20",)),
        ("20260115", ("2026-01-15",)),
        ("15.1.26", ("2026-01-15",)),
        ("2026-15-01", ("2026-01-15",)),
        ("2026-01-15T10:00", ("2026-01-15",)),
        ("15 janvier 2026", ("2026-01-15",)),
        ("2026-01-15。", ("2026-01-15",)),
        ("31/04/2026", ()),
        ("2026", ()),
        ("next spring", ()),
    ],
)
def test_days_as_people_write_them(written: str, days: tuple[str, ...]) -> None:
    assert days_meant(written) == days


def test_lines_that_are_right_are_left_alone() -> None:
    assert [line for line in CASE.split("\n") if meant(line) is not None] == []


def _mutations(line: str, chance: random.Random) -> list[str]:
    """A line mistyped in the ways that are met most."""
    own, body = line[: indent(line)], line[indent(line) :]
    ways = [" " * max(0, len(own) + by) + body for by in (-2, -1, 1, 2, 5)]
    ways += [line.replace(": ", mark, 1) for mark in (":", "：", " ")]
    ways += [line.replace("- ", mark, 1) for mark in ("-", "– ", "— ")]
    ways += [line.replace(", ", mark, 1) for mark in ("，", " ")]
    ways += [own.replace(" ", blank) + body for blank in ("\u00a0", "\t")]
    ways += [line[:-1], line + '"', line + "}", line + " #3 x", "\u3000" * (len(own) // 2) + body]
    at = chance.randrange(line.find(":") + 2 if ": " in line else len(line), len(line) + 1)
    ways += [line[:at] + mark + line[at:] for mark in "\"'[]{}:,#&*!|>%@`，：“\u00a0\u200b"]
    return [way for way in ways if way != line]


def test_nothing_mistyped_breaks_the_reader_or_is_told_far_from_where_it_is() -> None:
    """Some hundred faults put into a case one by one; two lines off is near."""
    chance = random.Random(25)
    lines = CASE.rstrip("\n").split("\n")
    wrong = told_near = mended = 0
    for _ in range(300):
        n = chance.randrange(len(lines))
        line = chance.choice(_mutations(lines[n], chance))
        text = "\n".join([*lines[:n], line, *lines[n + 1 :]])
        _, findings = read(text)
        for finding in findings:
            assert not RAW.search(finding.message("en") + finding.way_out("en")), line
        if findings:
            wrong += 1
            told_near += min(abs(f.span.line - n - 1) for f in findings) <= 2
            first = min(findings, key=lambda f: (f.span.line, f.code))
            if "line" in dict(first.values):
                mended += read(applied(text, first))[1] == []
    assert told_near / wrong > 0.97, (told_near, wrong)
    assert mended / wrong > 0.75, (mended, wrong)


@pytest.mark.parametrize(
    ("was", "written", "key"),
    [
        ("rater: ben", "评分人: ben", "rater"),
        ("level: 2", "等级: 2", "level"),
        ("because: Not all", "理由: Not all", "because"),
        ("document: plan", "文件: plan", "document"),
        ("quote: we will", "原文: we will", "quote"),
        ("issuer: City", "发布机关: City", "issuer"),
        ("{is: coastal", "{取值: coastal", "is"),
        ("case: porto", "案例: porto", "case"),
    ],
)
def test_a_key_by_its_name_in_chinese_is_told(was: str, written: str, key: str) -> None:
    _, findings = read(CASE.replace(was, written, 1))
    said = [dict(f.values) for f in findings if f.code == "key-unknown"]
    assert [values.get("suggestion") for values in said] == [key]
    assert [f.code for f in findings] == ["key-unknown"]


def test_lines_that_moved_together_are_told_once() -> None:
    """What follows from a column that does not fit is not told again, line by line."""
    was = "  title: Porto Plan\n  issuer: City of Porto\n  adopted"
    for text in (
        CASE.replace("    level: 1\n    because: {", "  level: 1\n  because: {"),
        CASE.replace(
            "  name: {zh: 波尔图, en: Porto}\n  code", "name: {zh: 波尔图, en: Porto}\ncode"
        ),
        CASE.replace(was, was.replace("  ", "", 1).replace("\n  ", "\n")).replace(
            "\n  period", "\nperiod"
        ),
    ):
        _, findings = read(text)
        assert [f.code for f in findings] == ["yaml-indent"]
