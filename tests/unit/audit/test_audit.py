"""The audit of small cases of our own: verdicts, gates before numbers, waivers, formats."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import jsonschema
import pytest
from evalkit import api
from evalkit.audit import Audit, Inspected, audit
from evalkit.audit.waivers import covers
from evalkit.evaluation import Evaluation, evaluate
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from evalkit.evidence.text import Passage, Plans, PlanText
from evalkit.model.case import Waiver
from evalkit.model.finding import found
from evalkit.model.place import Span
from evalkit.reading.case import read_case
from evalkit.reading.waivers import can_hold, places_of
from evalkit.reading.yaml import parse
from tests.conftest import asked, case_of, rubric_of

RUBRIC = """\
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}]
grades: [{from: 0, id: all, label: All}]
pillars:
  - id: p
    title: P
    criteria:
      - {id: one, title: One, levels: {0: a, 1: b, 2: c, 3: d}, checks: [{id: dated, asks: dated}]}
      - {id: two, title: Two, levels: {0: a, 1: b, 2: c, 3: d}}
must: {one: 2}
"""
TEXT = PlanText(
    "plan.txt",
    "text",
    "ab" * 32,
    (Passage(1, "到2030年研发投入达到1.6%。", 1), Passage(2, "末段。", 2)),
)


def case(one: str = "2", two: str = "2", more: str = "", name: str = "x", quote: str = "") -> str:
    quoted = f", quote: {json.dumps(quote, ensure_ascii=False)}" if quote else ""
    return f"""\
case: {name}
rubric: small@1.0.0
region: {{name: {name.upper()}}}
documents: [{{id: d, file: plan.txt}}]
ratings:
  one: {{level: {one}, checks: [dated], because: r, evidence: [{{document: d, at: ¶1{quoted}}}]}}
  two: {{level: {two}, because: r, evidence: [{{document: d, at: ¶2}}]}}
{more}"""


def evaluated(*cases: str, rubric: str = RUBRIC) -> Evaluation:
    files = [case_of(text, f"case-{n}.yaml") for n, text in enumerate(cases)]
    return evaluate(rubric_of(rubric), files, as_of=date(2026, 11, 24), version="test")


def audited(
    *cases: str,
    rubric: str = RUBRIC,
    texts: bool = True,
    fail_on: str = "error",
    problems: Sequence[str] = (),
) -> Audit:
    evaluation = evaluated(*cases, rubric=rubric)
    held = {(file.case.case, "d"): TEXT for file in evaluation.files} if texts else {}
    return audit(Inspected(evaluation, Plans(held)), fail_on=fail_on, problems=problems)


def codes(made: Audit) -> list[str]:
    return [f.code for f in made.findings]


def test_a_sound_case_passes() -> None:
    made = audited(case())
    assert (made.verdict, codes(made)) == ("passed", [])
    assert made.cases[0].gates[0].state == "passed"
    assert (made.cases[0].looked_up, made.cases[0].cited) == (2, 2)


@pytest.mark.parametrize(
    ("document", "code"), [("", "path-missing"), (", document: true", "criterion-not-addressed")]
)
def test_what_applies_because_of_the_kind_of_document_is_no_path_of_the_region(
    document: str, code: str
) -> None:
    facets = f"facets: {{tier: {{title: Tier, values: {{low: Low}}{document}}}}}\npillars:"
    rubric = RUBRIC.replace("pillars:", facets).replace(
        "{id: two, title: Two,", "{id: two, title: Two, applies: {tier: [low]},"
    )
    made = audited(case(two="0", more="facets: {tier: {is: low, because: r}}\n"), rubric=rubric)
    assert codes(made) == [code]


def test_a_failed_gate_fails_the_case_and_is_named_before_any_number() -> None:
    made = audited(case(one="1"), case(name="y"))
    assert made.verdict == "failed"
    assert [c.verdict for c in made.cases] == ["failed", "passed"]
    page = api.audit_report(made, "md", "en").decode()
    assert page.index("X does not pass the gate “One”") < page.index("1 passed")


def test_an_audit_without_the_texts_is_never_a_pass() -> None:
    made = audited(case(), texts=False)
    assert (made.verdict, codes(made)) == ("incomplete", ["audit-incomplete"])


def test_an_unrated_gate_leaves_the_audit_open() -> None:
    text = case().replace(
        "  one: {level: 2, checks: [dated], because: r, evidence: [{document: d, at: ¶1}]}\n", ""
    )
    made = audited(text)
    assert made.cases[0].gates[0].state == "open"
    assert codes(made) == ["audit-incomplete", "criteria-missing"]
    assert made.verdict == "incomplete"


def test_an_audit_of_no_case_or_with_a_file_unopened_is_incomplete() -> None:
    assert audited().verdict == "incomplete"
    assert audited(case(), problems=["gone.yaml: no such file"]).verdict == "incomplete"


def test_fail_on_decides_what_fails() -> None:
    assert audited(case(two="0")).verdict == "passed"
    assert audited(case(two="0"), fail_on="warning").verdict == "failed"


WAIVER = (
    "allow: [{finding: gate-failed, at: one, because: 另有安排, owner: 处室, until: 2027-01-01}]\n"
)


def test_a_waived_finding_does_not_count_and_is_shown_everywhere() -> None:
    made = audited(case(one="1", more=WAIVER))
    assert made.verdict == "passed"
    assert [w.finding.code for w in made.cases[0].waived] == ["gate-failed"]
    for kind in ("md", "html", "json", "sarif", "junit"):
        assert "处室" in (text := api.audit_report(made, kind, "zh").decode()) or (
            kind == "junit" and "waived" in text
        )
    assert (
        "不通过" not in api.audit_report(made, "md", "zh").decode().split("## ")[0].splitlines()[2]
    )


def test_a_waiver_past_its_date_accepts_nothing() -> None:
    made = audited(case(one="1", more=WAIVER.replace("2027-01-01", "2026-11-23")))
    assert made.verdict == "failed"
    assert codes(made) == ["gate-failed", "criterion-words-only", "waiver-expired"]
    assert (
        audited(case(one="1", more=WAIVER.replace("2027-01-01", "2026-11-24"))).verdict == "passed"
    )  # its last day


FORGED = "研发投入达到2.6%"


def with_two_forged(waiver: str, rubric: str) -> Audit:
    """A case with a forged quote under each criterion, and a waiver of them."""
    text = case(
        quote=FORGED,
        more=f"allow: [{{{waiver}, because: 印刷本, owner: 处室, until: 2027-01-01}}]\n",
    )
    plain = "two: {level: 2, because: r, evidence: [{document: d, at: ¶2}]}"
    again = plain.replace("¶2", "¶1, quote: 研发投入达到3.6%")
    return audited(text.replace(plain, again), rubric=rubric)


def print_of(quote: str, more: str = "") -> str:
    """The fingerprint that an audit shows of a forged quote that is waived."""
    waiver = "allow: [{finding: quote-altered, because: 印刷本, owner: 处室, until: 2027-01-01}]\n"
    (waived,) = audited(more + case(quote=quote, more=waiver)).cases[0].waived
    return waived.fingerprint


@pytest.mark.parametrize(
    ("quote", "meant", "counted"),
    [
        (FORGED, "{own}", []),
        (FORGED, "[{own}]", []),
        (FORGED, "[bcdfgh, {own}]", []),
        ("研发投入达到3.6%", "{own}", ["quote-altered", "waiver-other"]),
        ("到2030年研发投入达到2.6%", "{own}", ["quote-altered", "waiver-other"]),  # same figure
        (FORGED, "bcdfgh", ["quote-altered", "waiver-other"]),
        ("研发投入达到1.6%", "{own}", ["waiver-unneeded"]),
    ],
)
def test_a_waiver_for_a_fingerprint_accepts_no_other_finding_in_its_place(
    quote: str, meant: str, counted: list[str]
) -> None:
    own = meant.format(own=print_of(FORGED))
    rest = f"for: {own}, because: 印刷本, owner: 处室, until: 2027-01-01"
    made = audited(case(quote=quote, more=f"allow: [{{finding: quote-altered, {rest}}}]\n"))
    told = ("quote-altered", "waiver-other", "waiver-unneeded", "waiver-exceeded")
    assert [code for code in codes(made) if code in told] == counted
    if "waiver-other" in counted:
        (other,) = [f for f in made.findings if f.code == "waiver-other"]
        assert f"[{print_of(quote)}]" in other.way_out()


def test_a_fingerprint_stays_when_lines_move_and_is_never_a_number() -> None:
    assert print_of(FORGED) == print_of(FORGED, "# a comment\n\n")
    assert print_of(FORGED) != print_of("研发投入达到3.6%")
    assert print_of(FORGED).isalpha()
    assert len(print_of(FORGED)) == 6


@pytest.mark.parametrize(
    ("until", "told"),
    [("2031-11-24", False), ("2031-11-25", True), ("9999-12-31", True), ("2027-01-01", False)],
)
def test_a_waiver_of_more_than_five_years_holds_and_is_told(until: str, told: bool) -> None:
    made = audited(case(one="1", more=WAIVER.replace("2027-01-01", until)))
    assert made.verdict == "passed"
    assert ("waiver-long" in codes(made)) is told
    assert not told or "`until: 2031-11-24`" in made.findings[-1].way_out()


@pytest.mark.parametrize(
    ("waiver", "waived", "counted"),
    [
        ("finding: quote-altered", 1, ["quote-altered", "waiver-exceeded"]),
        ("finding: quote-altered, n: 1", 1, ["quote-altered", "waiver-exceeded"]),
        ("finding: quote-altered, n: 2", 2, []),
        ("finding: quote-altered, n: 5", 2, []),
        ("finding: quote-altered, at: one", 1, ["quote-altered"]),
        ("finding: quote-altered, at: p.one", 1, ["quote-altered"]),
        ("finding: quote-altered, at: A1", 1, ["quote-altered"]),
        ("finding: quote-altered, at: p", 1, ["quote-altered", "waiver-exceeded"]),
        ("finding: quote-altered, at: P9, n: 2", 2, []),
        ("finding: quote-altered, at: d, n: 2", 2, []),
        ("finding: quote-altered, at: nowhere", 0, ["quote-altered", "quote-altered", "waiver-place"]),
        ("finding: quote-altered, at: One", 0, ["quote-altered", "quote-altered", "waiver-place"]),
    ],
)  # fmt: skip
def test_a_waiver_holds_for_as_many_findings_as_it_was_written_for_at_its_place(
    waiver: str, waived: int, counted: list[str]
) -> None:
    coded = RUBRIC.replace("{id: one, ", "{id: one, code: A1, ").replace(
        "id: p\n", "id: p\n    code: P9\n"
    )
    made = with_two_forged(waiver, coded)
    assert len(made.cases[0].waived) == waived
    own = ("quote-altered", "waiver-exceeded", "waiver-place")
    assert sorted(code for code in codes(made) if code in own) == counted
    assert made.verdict == ("failed" if counted else "passed")


@pytest.mark.parametrize(
    "empty",
    [
        '""',
        '"  "',
        '"\\u200b"',
        '"-"',
        '"…"',
        '"\\u3000"',
        '"\\u3164"',
        '"\\u115f\\u1160"',
        '"\\uffa0"',
    ],
)
@pytest.mark.parametrize("key", ["owner", "because"])
def test_an_owner_or_a_reason_that_shows_nothing_is_none(key: str, empty: str) -> None:
    held = {"because": "另有安排", "owner": "处室", key: empty}
    waiver = ", ".join(f"{name}: {value}" for name, value in held.items())
    more = f"allow: [{{finding: gate-failed, at: one, {waiver}, until: 2027-01-01}}]\n"
    made = audited(case(one="1", more=more))
    assert made.verdict == "failed"
    if key == "owner" or empty not in ('""', '"  "', '"\\u3000"'):  # reading tells of those
        (finding,) = (f for f in made.findings if f.code == "waiver-incomplete")
        assert dict(finding.values)["lacks"] == key


def test_no_waiver_turns_an_incomplete_audit_into_a_pass() -> None:
    more = "".join(
        f"  - {{finding: {code}, because: r, owner: o, until: 2027-01-01}}\n"
        for code in ("audit-incomplete", "document-missing", "quote-altered", "document-unnamed")
    )
    made = audited(case(more="allow:\n" + more), texts=False)
    assert made.verdict == "incomplete"
    assert [(f.code, dict(f.values).get("finding")) for f in made.findings] == [
        ("audit-incomplete", None),
        ("waiver-unknown", "audit-incomplete"),
        ("waiver-unneeded", "document-missing"),
        ("waiver-unneeded", "document-unnamed"),
    ]


def test_a_waiver_names_its_place_by_criterion_document_or_measure() -> None:
    places = places_of(rubric_of(RUBRIC).rubric, case_of(case()).case)
    finding = found(
        "quote-altered", Span("f"), ref="p.one", document="d", ours="", theirs="", where=""
    )
    for at, held in (
        ("one", True),
        ("p.one", True),
        ("d", True),
        (None, True),
        ("two", False),
        ("p", True),
    ):
        assert covers(Waiver(finding="quote-altered", at=at), finding, places) is held, at


def test_quotes_are_looked_up() -> None:
    assert codes(audited(case(quote="研发投入达到1.6%"))) == []
    assert codes(audited(case(quote="研发投入达到2.6%"))) == ["quote-altered"]
    assert codes(audited(case(quote="研发投入达到1.6"))) == ["quote-cut"]


def test_a_waiver_of_an_altered_quote_accepts_no_cut_one() -> None:
    said = {"document": "d", "ours": "", "theirs": "", "where": "", "breaks": ""}
    cut = found("quote-cut", Span("f"), ref="p.one", **said)
    places = places_of(rubric_of(RUBRIC).rubric, case_of(case()).case)
    assert not covers(Waiver(finding="quote-altered"), cut, places)
    assert covers(Waiver(finding="quote-cut", at="one"), cut, places)
    assert can_hold(Waiver(finding="quote-cut", because="x", owner="o", until=date(2027, 1, 1)))


def test_the_same_audit_gives_the_same_bytes() -> None:
    for kind in api.AUDIT_FORMATS:
        one, two = (
            api.audit_report(audited(case(one="1"), case(two="0", name="y")), kind, "zh")
            for _ in range(2)
        )
        assert one == two, kind


def test_the_audit_of_a_saved_evaluation_is_the_same() -> None:
    evaluation = evaluated(case(one="1", two="0", more=WAIVER), case(name="y", two="1"))
    again = from_json(to_json(asked(evaluation)))
    texts = Plans({(name, "d"): TEXT for name in ("x", "y")})
    one, two = (audit(Inspected(e, texts)) for e in (evaluation, again))
    assert api.audit_report(one, "json") == api.audit_report(two, "json")


# --- SARIF and JUnit -------------------------------------------------------------------------


def made_with_everything() -> Audit:
    return audited(
        case(one="1", quote="研发投入达到2.6%", more=WAIVER),
        case(two="0", name=["y", "&\\u0007"][0]),
        fail_on="warning",
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sarif_is_what_the_schema_asks(lang: str) -> None:
    model = pytest.importorskip("pydantic_sarif.model")
    data = json.loads(api.audit_report(made_with_everything(), "sarif", lang))
    run = data["runs"][0]
    # the models are made from a release candidate of the schema, which calls a suppression's status
    # its state
    early = json.loads(json.dumps(data).replace('"status": "accepted"', '"state": "accepted"'))
    known = next(v for n, v in vars(model).items() if n.startswith("StaticAnalysisResultsFormat"))
    known.model_validate(early)
    assert data["version"] == "2.1.0"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert "{" not in result["message"]["text"]
    suppressed = [r for r in run["results"] if r.get("suppressions")]
    assert [r["ruleId"] for r in suppressed] == ["gate-failed"]
    assert suppressed[0]["suppressions"][0] == {
        "kind": "inSource",
        "status": "accepted",
        "justification": "处室: 另有安排 (2027-01-01)",
    }


def test_fingerprints_survive_a_moved_line() -> None:
    """Also that of a finding which says from which line to which to write anew."""

    def prints(text: str) -> set[str]:
        made, (_, read) = audited(text), read_case(parse(text, "case-0.yaml"))
        assert "line_number" in dict(read[0].values)
        made = replace(made, general=(*made.general, *read))
        data = json.loads(api.audit_report(made, "sarif", "en"))
        return {r["partialFingerprints"]["evalkit/v1"] for r in data["runs"][0]["results"]}

    text = case(one="1", two="0", more="raters:\n  - Ana\n  - Bo\n")
    assert prints(text) == prints("# a comment\n" + text)


def test_findings_alike_have_fingerprints_of_their_own_and_rules_their_help() -> None:
    made = made_with_everything()
    twice = tuple(replace(c, findings=(*c.findings, *c.findings)) for c in made.cases)
    first, second = (
        json.loads(api.audit_report(held, "sarif", "en"))["runs"][0]
        for held in (made, replace(made, cases=twice))
    )
    once, doubled = (
        [result["partialFingerprints"]["evalkit/v1"] for result in run["results"]]
        for run in (first, second)
    )
    assert len({*doubled}) == len(doubled) > len(once)
    assert {*once} < {*doubled}
    for rule in first["tool"]["driver"]["rules"]:
        assert "…" not in rule["shortDescription"]["text"]
        assert rule["help"]["markdown"].startswith(f"## {rule['id']}\n")


def test_junit_says_who_accepts_a_finding_why_and_until_when() -> None:
    root = ElementTree.fromstring(api.audit_report(made_with_everything(), "junit", "en"))
    (skipped,) = root.findall(".//skipped")
    assert skipped.get("message", "").endswith(" — 处室: 另有安排 (2027-01-01)")


def test_junit_has_an_error_where_a_file_was_not_opened_or_no_case_was_read() -> None:
    made = made_with_everything()
    for held, said in (
        (
            replace(made, problems=("cases/z.yaml cannot be opened",)),
            "cases/z.yaml cannot be opened",
        ),
        (replace(made, cases=()), "no case was read"),
    ):
        root = ElementTree.fromstring(api.audit_report(held, "junit", "en"))
        (error,) = root.findall("testsuite[@name='files']//error")
        assert error.get("message") == said
        assert int(root.get("errors", "")) == len(root.findall(".//error"))


def test_junit_counts_what_it_lists() -> None:
    root = ElementTree.fromstring(api.audit_report(made_with_everything(), "junit", "en"))
    cases = root.findall(".//testcase")
    assert int(root.get("tests", "")) == len(cases)
    assert int(root.get("failures", "")) == len(root.findall(".//failure")) > 0
    assert int(root.get("errors", "")) == len(root.findall(".//error"))
    assert int(root.get("skipped", "")) == len(root.findall(".//skipped")) == 1


def test_json_is_versioned_and_whole() -> None:
    data = json.loads(api.audit_report(made_with_everything(), "json"))
    assert data["schema"] == "evalkit/audit/1"
    assert {c["id"] for c in data["cases"]} == {"x", "y"}
    jsonschema.validate(data, json.loads(api.schema("audit")))
