"""A change of a case file touches no other byte: text and change in, the lines that differ out."""

from __future__ import annotations

import difflib

import pytest
from evalkit.editing import (
    Change,
    CommitmentChange,
    EditRefused,
    RatingChange,
    ValueChange,
    case_text,
    edited,
)
from evalkit.model.case import JournalLine
from evalkit.reading.yaml import decode, parse
from tests.conftest import ROOT

CASE = """\
case: gz-2026            # 贵州
rubric: small@1.0.0
region: {name: 贵州}

ratings:
  # what A1 asks
  goals:   # dated?
    level: 2   # see ¶3
    because: |
      Dated,
      in part

    # until here
  funds: {level: 1, because: "¥3 亿"}
  people:
    - rater: ana
      level: 0
      evidence: []   # none yet
    - rater: ben
      checks: [a, b]
      level: 1
  blank:
    level:
    checks: []
    because:     # say why
# measures:
#   rd: {value: 1}
"""
BY = {"who": "ana", "command": "form", "time": "2026-03-01T10:00"}


def lines(before: str, *changes: Change) -> tuple[list[str], list[JournalLine]]:
    """The lines that went (-) and came (+), and the journal."""
    result = edited(before.encode(), "gz.yaml", changes, **BY)
    after = result.content.decode()
    told = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in told if line[0] in "+-"], list(result.journal)


def test_of_a_rating_only_the_keys_that_differ_are_touched() -> None:
    change = RatingChange("goals", "a", {"level": 3, "because": "Dated,\nin part\n"}, "read again")
    assert lines(CASE, change) == (
        ["-     level: 2   # see ¶3", "+     level: 3   # see ¶3"],
        [JournalLine("2026-03-01T10:00", "ana", "form", "goals", "a", "2", "3", "read again")],
    )


def test_what_else_changed_stands_in_the_journal_behind_the_level() -> None:
    change = RatingChange("people", "ben", {"level": 1, "checks": ["a"], "because": "x: y"})
    told, (line,) = lines(CASE, change)
    assert told == ["-       checks: [a, b]", "+       checks: [a]", '+       because: "x: y"']
    assert (line.was, line.became) == ("1", "1; checks, because")


def test_a_second_rater_moves_no_line_of_the_first() -> None:
    """One mapping becomes the first of two: its dash takes the two columns before its first key.
    Who was not named is not named by us."""
    told, (line,) = lines(CASE, RatingChange("goals", "ben", {"level": 1, "because": "no"}))
    assert told == [
        "-     level: 2   # see ¶3",
        "+   - level: 2   # see ¶3",
        "+   - rater: ben",
        "+     level: 1",
        '+     because: "no"',
    ]
    assert (line.was, line.became) == ("", "1")


def test_a_second_rater_beside_one_within_brackets() -> None:
    assert lines(CASE, RatingChange("funds", "ben", {"level": 2}))[0] == [
        "+   funds:",
        '-   funds: {level: 1, because: "¥3 亿"}',
        '+     - {level: 1, because: "¥3 亿"}',
        "+     - {rater: ben, level: 2}",
    ]


def test_a_form_that_nobody_filled_in_is_filled_in() -> None:
    became = {"level": 3, "because": "因为 # 3", "checks": ["a"], "evidence": None}
    assert lines(CASE, RatingChange("blank", "ben", became))[0] == [
        "+     rater: ben",
        "-     level:",
        "+     level: 3",
        "-     checks: []",
        "+     checks: [a]",
        "-     because:     # say why",
        '+     because: "因为 # 3"     # say why',
    ]


def test_evidence_is_written_as_our_own_files_write_it() -> None:
    quote = "长" * 50
    evidence = [{"document": "gwr", "at": "¶3"}, {"document": "gwr", "at": "¶4", "quote": quote}]
    assert lines(CASE, RatingChange("people", "ana", {"level": 0, "evidence": evidence}))[0] == [
        "-       evidence: []   # none yet",
        "+       evidence:   # none yet",
        "+         - {document: gwr, at: ¶3}",
        "+         - document: gwr",
        "+           at: ¶4",
        f"+           quote: {quote}",
    ]


def test_a_decision_is_another_rating_than_what_the_same_person_rated() -> None:
    decision = RatingChange("people", "ana", {"adjudicates": True, "level": 1, "because": "both"})
    told, (line,) = lines(CASE, decision)
    assert told == [
        "+     - rater: ana",
        "+       adjudicates: true",
        "+       level: 1",
        "+       because: both",
    ]
    assert (line.was, line.became) == ("", "1")


def test_a_rating_is_taken_out_and_the_last_one_with_its_key() -> None:
    assert lines(CASE, RatingChange("people", "ana", None))[0] == [
        "-     - rater: ana",
        "-       level: 0",
        "-       evidence: []   # none yet",
    ]
    told, (line,) = lines(CASE, RatingChange("funds", "a", None))
    assert told == ['-   funds: {level: 1, because: "¥3 亿"}']
    assert (line.was, line.became) == ("1", "")


def test_a_criterion_that_is_not_there_yet_comes_last() -> None:
    became = {"state": "not-applicable", "because": {"zh": "没有", "en": "NO"}}
    told, (line,) = lines(CASE, RatingChange("new", "ben", became))
    assert told == [
        "+   new:",
        "+     rater: ben",
        "+     state: not-applicable",
        '+     because: {zh: 没有, en: "NO"}',
    ]
    assert line.became == "not-applicable"


def test_parts_at_the_top_stand_in_their_order() -> None:
    changes = (
        ValueChange(("raters", "ben"), {"role": "rater", "wording": "1.0.0"}),
        ValueChange(("plan", "title"), "某规划"),
        CommitmentChange("c1", "ben", {"at": "gwr ¶3", "what": "x", "value": 3.0}),
    )
    told, journal = lines(CASE, *changes)
    assert told == [
        "+ ",
        "+ plan:",
        "+   title: 某规划",
        "+ ",
        "+ raters:",
        "+   ben: {role: rater, wording: 1.0.0}",
        "+ ",
        "+ commitments:",
        "+   - {id: c1, at: gwr ¶3, what: x, value: 3, rater: ben}",
    ]
    assert [(line.ref, line.was, line.became) for line in journal] == [
        ("raters/ben", "", "{role: rater, wording: 1.0.0}"),
        ("plan/title", "", "某规划"),
        ("commitments/c1", "", "at: gwr ¶3, what: x, value: 3"),
    ]


def test_nothing_that_differs_changes_no_byte_and_leaves_no_line() -> None:
    change = RatingChange("people", "Ben".lower(), {"checks": ["a", "b"], "level": 1.0})
    assert lines(CASE, change, RatingChange("funds", "ben", None)) == ([], [])


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_mark_line_ends_and_a_missing_last_one_stay(mark: bytes, end: str, last: bool) -> None:
    text = "case: x\nratings:\n    a:\n        level: 1\n"
    text = (text if last else text[:-1]).replace("\n", end)
    change = RatingChange("a", "b", {"level": 0})
    result = edited(mark + text.encode(), "x.yaml", [change], **BY).content
    wanted = "case: x\nratings:\n    a:\n      - level: 1\n      - rater: b\n        level: 0\n"
    assert result == mark + (wanted if last else wanted[:-1]).replace("\n", end).encode()


def test_a_file_of_brackets_stays_one() -> None:
    text = '{"case": "x", "ratings": {"a": {"level": 1}}}'
    change = RatingChange("a", "b", {"level": 0, "because": "a, b"})
    assert edited(text.encode(), "x.yaml", [change], **BY).content.decode() == (
        '{"case": "x", "ratings": {"a": [{"level": 1}, {rater: b, level: 0, because: "a, b"}]}}'
    )


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("case: x\nratings: [a]\n", "edit-shape", (2, 10)),
        ("case: x\nratings:\n  a: 2\n", "edit-shape", (3, 6)),
        ("case: x\n? ratings\n: {a: {level: 1}}\n", "edit-impossible", (3, 7)),
        ("case: x\nratings:\n  a: [{rater: b}, {rater: b}]\n", "rater-repeated", (3, 19)),
        ("- case\n", "file-kind-unknown", (1, 1)),
        ("case: [x\n", "yaml-bracket-open", (1, 7)),
        ("", "file-empty", (0, 0)),
    ],
)
def test_what_cannot_be_changed_is_refused_with_its_place(
    text: str, code: str, place: tuple[int, int]
) -> None:
    with pytest.raises(EditRefused) as refused:
        edited(text.encode(), "x.yaml", [RatingChange("a", "b", {"level": 0})], **BY)
    finding = refused.value.finding
    assert (finding.code, (finding.span.line, finding.span.column)) == (code, place)


def test_what_no_file_holds_is_refused() -> None:
    with pytest.raises(EditRefused) as refused:
        edited(CASE.encode(), "x.yaml", [RatingChange("a", "b", {"because": "\x07"})], **BY)
    assert refused.value.finding.code == "control-character"
    with pytest.raises(ValueError, match="cannot be written"):
        edited(CASE.encode(), "x.yaml", [RatingChange("a", "b", {"level": {1}})], **BY)


def test_what_was_written_into_a_shipped_case_comes_out_of_it_to_the_byte() -> None:
    content = (ROOT / "cases" / "guizhou-2026.yaml").read_bytes()
    data = parse(decode(content), "gz.yaml").data
    evidence = [{"document": "gwr-2026", "at": "¶3", "note": {"zh": "注：#", "en": "note"}}]
    became = {"level": 1, "because": {"zh": "有：" * 40, "en": "Yes: # 1"}, "evidence": evidence}
    there = edited(
        content, "gz.yaml", [RatingChange(name, "zoe", became) for name in data["ratings"]], **BY
    )
    after = parse(decode(there.content), "gz.yaml").data
    zoe = {"rater": "zoe", **became}
    assert after == {
        **data,
        "ratings": {
            name: [*(own if isinstance(own, list) else [own]), zoe]
            for name, own in data["ratings"].items()
        },
    }
    assert len(there.journal) == len(data["ratings"])
    gone = [RatingChange(name, "zoe", None) for name in data["ratings"]]
    back = edited(there.content, "gz.yaml", gone, **BY)
    assert back.content == content
    assert parse(case_text(data), "gz.yaml").data == data


def test_a_new_case_looks_like_ours() -> None:
    data = {
        "case": "gz",
        "ratings": {
            "goals": [
                {"rater": "a", "level": 2, "because": {"zh": "有", "en": "Yes"}, "checks": ["x"]},
            ]
        },
        "rubric": "small@1.0.0",
        "region": {"name": {"zh": "贵州", "en": "Guizhou"}, "code": "CN-GZ"},
        "documents": [{"id": "gwr", "title": "报告", "date": "2026-01-27"}],
        "measures": {"rd": {"value": 1.5, "unit": "%", "year": 2023}},
    }
    assert case_text(data, ["贵州"]) == (
        "# 贵州\n"
        "case: gz\n"
        "rubric: small@1.0.0\n"
        "region:\n"
        "  name: {zh: 贵州, en: Guizhou}\n"
        "  code: CN-GZ\n"
        "\n"
        "documents:\n"
        "  - id: gwr\n"
        "    title: 报告\n"
        "    date: 2026-01-27\n"
        "\n"
        "ratings:\n"
        "  goals:\n"
        "    - rater: a\n"
        "      level: 2\n"
        "      because: {zh: 有, en: 'Yes'}\n"
        "      checks: [x]\n"
        "\n"
        "measures:\n"
        '  rd: {value: 1.5, unit: "%", year: 2023}\n'
    ).replace("'Yes'", '"Yes"')
