"""Parts of a rubric that move no score: chains, members of groups, background."""

from __future__ import annotations

import pytest
from evalkit.analysis.rubric_changes import compare
from evalkit.reading.rubric import read_rubric
from evalkit.reading.yaml import parse
from tests.conftest import rubric_of

RUBRIC = """\
rubric: parts
version: 1.0.0
title: Parts
scale: [{level: 0, label: a}, {level: 1, label: b}]
facets: {basin: {title: Basin, many: true, values: {north: North, south: South}, members: {north: [XX-1]}}}
pillars: [{id: p, title: P, criteria: [{id: one, title: One, levels: {0: a, 1: b}}]}]
chains: [{id: c, title: C, links: [{title: A, criteria: [one]}, {title: B, criteria: [p.one, p.*]}]}]
context: [{title: Before, text: It was otherwise., at: s1}]
"""


def test_chains_members_and_background_are_read() -> None:
    rubric = rubric_of(RUBRIC).rubric
    assert rubric.facets["basin"].members == {"north": ("XX-1",)}
    first, second = rubric.chains[0].links
    assert rubric.named(first.criteria) == rubric.named(second.criteria) == ("p.one",)
    assert rubric.context[0].at == "s1"


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("members: {north:", "members: {nort:", "facet-value-unknown", '"nort"'),
        ("criteria: [one]}", "criteria: [on]}", "reference-unknown", '"on"'),
        (
            "[{id: c, title: C,",
            "[{id: c, title: D, links: []}, {id: c, title: C,",
            "id-repeated",
            '"c"',
        ),
    ],
)
def test_what_they_name_must_be_there(old: str, new: str, code: str, told: str) -> None:
    rubric, findings = read_rubric(parse(RUBRIC.replace(old, new), "rubric.yaml"))
    assert rubric is None
    assert [f.code for f in findings] == [code]
    assert told in findings[0].message()


def test_members_chains_and_background_ask_for_no_new_rating() -> None:
    before = rubric_of(RUBRIC).rubric
    after = RUBRIC.replace("[XX-1]", "[XX-1, XX-2]").replace("title: A,", "title: Z,")
    after = after.replace("otherwise", "alike")
    changes = compare(before, rubric_of(after).rubric)
    assert [(c.key, c.effect) for c in changes] == [
        ("facets", "words"),
        ("chains", "words"),
        ("context", "words"),
    ]
    with_value = RUBRIC.replace("south: South", "south: South, east: East")
    (change,) = compare(before, rubric_of(with_value).rubric)
    assert change.effect == "rating"


@pytest.mark.parametrize("tag", ["de", "ja", "ko", "ar", "fr", "pt-BR", "zh-Hant", "gsw"])
def test_search_terms_may_be_in_any_language(tag: str) -> None:
    told = RUBRIC.replace("title: One,", f"title: One, terms: {{{tag}: [a, b], zh: c}},")
    (_, criterion), *_ = rubric_of(told).rubric.criteria()
    assert criterion.terms == {tag: ("a", "b"), "zh": ("c",)}


@pytest.mark.parametrize(
    ("tag", "meant"), [("jp", "ja"), ("German", "de"), ("德语", "de"), ("cn", "zh"), ("xx", "")]
)
def test_search_terms_in_no_language_are_told_with_the_one_meant(tag: str, meant: str) -> None:
    told = RUBRIC.replace("title: One,", f"title: One, terms: {{{tag}: [a]}},")
    _, (finding,) = read_rubric(parse(told, "rubric.yaml"))
    assert finding.code == "value-unknown"
    assert finding.message("en") == f'"{tag}" is not among the choices for "terms"'
    assert (f'did you mean "{meant}"?' in (finding.way_out("en") or "")) == bool(meant)


@pytest.mark.parametrize(
    ("old", "new", "column", "line"),
    [
        ("many: true", "many: 是", 38, RUBRIC.splitlines()[4]),
        ("members: {north: [XX-1]}", "document: 否", 92, None),
        (
            "levels: {0: a, 1: b}",
            "checks: [有数值], levels: {0: a, 1: b}",
            None,
            "{id: check-1, asks: 有数值}",
        ),
        (
            "levels: {0: a, 1: b}",
            "checks: [{id: k, asks: 有}, 有期限], levels: {0: a, 1: b}",
            None,
            "{id: check-2, asks: 有期限}",
        ),
        ("chains:", "grades: [{from: 60%, id: up, label: 上}]\nchains:", 17, "from: 0.6"),
        ("chains:", "grades: [{from: 60, id: up, label: 上}]\nchains:", 17, "from: 0.6"),
    ],
)
def test_the_line_to_write_in_a_rubric_is_one_that_reads(
    old: str, new: str, column: int | None, line: str | None
) -> None:
    text = RUBRIC.replace(old, new, 1)
    _, findings = read_rubric(parse(text, "rubric.yaml"))
    (one,) = [f for f in findings if f.code in ("value-kind", "value-limit")]
    assert one.span is not None
    assert column in (None, one.span.column)
    written = str(dict(one.values)["line"])
    assert line is None or line in written
    lines = text.splitlines()
    lines[one.span.line - 1] = written
    codes = [f.code for f in read_rubric(parse("\n".join(lines), "rubric.yaml"))[1]]
    assert "value-kind" not in codes
    assert "id-form" not in codes
    assert "value-limit" not in codes


@pytest.mark.parametrize(("written", "meant"), [("1", "dated"), ("2", "figure"), ("3", None)])
def test_a_check_is_told_by_the_number_that_a_form_gives_it(
    written: str, meant: str | None
) -> None:
    from evalkit.model.place import Span
    from evalkit.reading.rubric import check_unknown
    from tests.forms import RUBRIC as TRIAL

    (criterion,) = [c for _, c in rubric_of(TRIAL).rubric.criteria() if c.id == "clear-goals"]
    finding = check_unknown(criterion, written, Span("c.yaml", 1))
    assert dict(finding.values).get("suggestion") == meant


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("goalposts: [50, 50]", "goalposts: [50, 50]"),
        ("goalposts: [0, 0.0]", "goalposts: [0, 0]"),
        ("better: lower, goalposts: [-3, -3]", "goalposts: [-3, -3]"),
        ("normalisation: target, target: 0", "target: 0"),
        ("normalisation: target, start: 5, target: 5", "target: 5, start: 5"),
        ("normalisation: step, steps: [{from: 3, score: 0}]", "steps: [{from: 3, score: 0}]"),
        ("goalposts: [0, 50]", ""),
        ("normalisation: target, start: 5, target: 0", ""),
        ("normalisation: step, steps: [{from: 3, score: 1}]", ""),
    ],
)
def test_a_rule_that_no_value_can_move_is_told_as_what_it_is(rule: str, told: str) -> None:
    measured = RUBRIC.replace(
        "criteria: [{", f'criteria: [{{id: m, title: M, measure: {{unit: "%", {rule}}}}}, {{', 1
    )
    rubric, findings = read_rubric(parse(measured, "rubric.yaml"))
    assert [f.code for f in findings] == (["measure-unmoved"] if told else [])
    assert (rubric is None) is bool(told)
    assert not told or f"`{told}`" in findings[0].message()


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        ("transform: log, goalposts: [0, 100]", "goalposts: [1, 100]"),
        ("transform: log, goalposts: [0, 0.5]", "goalposts: [0.005, 0.5]"),
        ("transform: log, goalposts: [-5, 0]", "goalposts: [1, 100]"),
        ("transform: log, better: lower, goalposts: [-1, 4]", "goalposts: [1, 4]"),
        ("transform: sqrt, goalposts: [-4, 9]", "goalposts: [0, 9]"),
        ("transform: log, normalisation: target, target: 3", "start: 1, target: 3"),
        ("transform: log, normalisation: target, start: 5, target: 0", "start: 5, target: 1"),
        ("transform: sqrt, normalisation: target, start: -1, target: 4", "start: 0, target: 4"),
        ("transform: log, goalposts: [0.1, 4]", ""),
        ("transform: sqrt, goalposts: [0, 4]", ""),
        ("transform: sqrt, normalisation: target, target: 3", ""),
        ("goalposts: [0, 4]", ""),
    ],
)
def test_an_end_of_a_scale_that_has_no_logarithm_is_told_with_one_that_has(
    rule: str, meant: str
) -> None:
    """Nothing would have a score under it; what is shown instead is read."""

    def read(own: str) -> tuple[object, list[str], list[str]]:
        measure = f'criteria: [{{id: m, title: M, measure: {{unit: "%", {own}}}}}, {{'
        measured = RUBRIC.replace("criteria: [{", measure, 1)
        rubric, findings = read_rubric(parse(measured, "rubric.yaml"))
        return rubric, [f.code for f in findings], [f.way_out("en") for f in findings]

    wanted = ["measure-parameters"] if meant else []
    rubric, codes, ways = read(rule)
    assert (codes, ways) == (wanted, [meant] if meant else [])
    assert (rubric is None) is bool(meant)
    kept = [part for part in rule.split(", ") if part.startswith(("transform", "norm", "better"))]
    assert not meant or read(", ".join([*kept, meant]))[1] == []


LEVELS = (
    "rubric: own\nversion: 1.0.0\ntitle: T\nscale: [{level: 0, label: a}, {level: 1, label: b}]\n"
    + """\
pillars:
  - id: p
    title: P
    criteria:
      - id: one
        title: One
        levels:
          0: nothing
          1: something
"""
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1、something", "yaml-colon-missing"),
        ("1. something", "yaml-colon-missing"),
        ("1）something", "yaml-colon-missing"),
        ("1级、something", "yaml-colon-missing"),
        ("1级: something", "value-kind"),
        ("一: something", "value-kind"),
        ("等级1: something", "value-kind"),
    ],
)
def test_a_level_that_is_numbered_as_in_a_text_is_told_with_its_line(
    written: str, code: str
) -> None:
    from evalkit.model.finding import from_problem
    from evalkit.model.place import SourceProblem

    text = LEVELS.replace("1: something", written)
    try:
        (finding,) = read_rubric(parse(text, "rubric.yaml"))[1]
    except SourceProblem as problem:
        finding = from_problem(problem, "rubric.yaml")
    assert (finding.code, dict(finding.values)["line"]) == (code, "          1: something")


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("title: T", "名称: T", "title"),
        ("pillars:", "支柱:", "pillars"),
        ("        levels:", "        等级:", "levels"),
        ("title: T", "title: T\nmethod: {aggregation: 算术平均}", "arithmetic"),
        ("title: T", "title: T\nmethod: {consensus: 中位数}", "median"),
    ],
)
def test_keys_and_choices_of_a_rubric_by_their_names_in_chinese(
    old: str, new: str, meant: str
) -> None:
    _, findings = read_rubric(parse(LEVELS.replace(old, new, 1), "rubric.yaml"))
    assert [dict(f.values).get("suggestion") for f in findings] == [meant]


def test_a_share_of_the_best_is_taken_as_measured() -> None:
    rule = 'measure: {unit: "%", normalisation: share-of-best, transform: log}'
    measured = RUBRIC.replace("criteria: [{", f"criteria: [{{id: m, title: M, {rule}}}, {{", 1)
    rubric, findings = read_rubric(parse(measured, "rubric.yaml"))
    assert rubric is None
    assert [(f.code, f.way_out()) for f in findings] == [("measure-parameters", "transform: none")]
