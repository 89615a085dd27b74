"""Two versions of a rubric: what changed, what it touches, and which ratings are to be read
again."""

from __future__ import annotations

from evalkit.analysis.rubric_changes import Change, Traced, compare, rechecks, traced
from tests.conftest import case_of, rubric_of

OLD = """\
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}]
facets: {kind: {title: Kind, values: {a: A, b: B}}}
pillars:
  - id: p
    title: P
    weight: 1
    criteria:
      - {id: one, code: A1, title: One, asks: Goals?, levels: {0: a, 1: b, 2: c, 3: d}, checks: [{id: dated, asks: dated}, {id: owned, asks: owned}]}
      - {id: two, code: A2, title: Two, levels: {0: a, 1: b, 2: c, 3: d}, applies: {kind: [a]}}
"""
CASE = """\
case: x
rubric: small@1.0.0
region: {name: X}
facets: {kind: {is: b, because: r}}
ratings:
  one:
    - {rater: a, level: 2, checks: [dated], because: r}
    - {rater: b, level: 0, because: r}
"""


def change(*edits: tuple[str, str]) -> tuple[Change, ...]:
    text = OLD
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return compare(rubric_of(OLD).rubric, rubric_of(text).rubric)


def brief(changes: tuple[Change, ...]) -> list[tuple[str, str, str, str, str]]:
    return [(c.kind, c.part, c.ref, c.key, c.effect) for c in changes]


def touched(*edits: tuple[str, str]) -> list[tuple[str, str]]:
    text = OLD
    for before, after in edits:
        text = text.replace(before, after, 1)
    old, new = rubric_of(OLD).rubric, rubric_of(text).rubric
    return [
        (r.criterion, r.rater) for r in rechecks(compare(old, new), old, new, case_of(CASE).case)
    ]


def test_the_same_rubric_has_no_changes() -> None:
    assert change() == ()
    assert change(("version: 1.0.0", "version: 1.1.0")) == ()


def test_each_change_says_what_it_touches() -> None:
    assert brief(change(("weight: 1", "weight: 2"))) == [
        ("changed", "pillar", "p", "weight", "score")
    ]
    assert brief(change(("title: One", "title: First"))) == [
        ("changed", "criterion", "p.one", "title", "words")
    ]
    assert brief(change(("2: c", "2: cc"))) == [("changed", "level", "p.one", "2", "rating")]
    assert brief(change(("asks: Goals?", "asks: Dated goals?"))) == [
        ("changed", "criterion", "p.one", "asks", "rating")
    ]
    assert brief(change((", {id: owned, asks: owned}", ""))) == [
        ("removed", "check", "p.one", "owned", "rating")
    ]


def test_a_renamed_criterion_is_recognised_by_its_code() -> None:
    gone = [c for c in change(("id: two", "id: second")) if c.kind == "removed"]
    assert [(c.ref, c.like) for c in gone] == [("p.two", "second")]


def test_a_changed_descriptor_concerns_the_ratings_at_and_next_to_it() -> None:
    assert touched(("2: c", "2: cc")) == [("one", "a")]
    assert touched(("1: b", "1: bb")) == [("one", "a"), ("one", "b")]
    assert touched(("0: a", "0: aa")) == [("one", "b")]


def test_a_removed_check_concerns_those_who_ticked_it_an_added_one_everybody() -> None:
    assert touched((", {id: owned, asks: owned}", "")) == []
    assert touched(("{id: dated, asks: dated}, ", "")) == [("one", "a")]
    assert touched(("[{id: dated", "[{id: new, asks: new}, {id: dated")) == [
        ("one", "a"),
        ("one", "b"),
    ]


def test_what_does_not_apply_needs_no_look_until_it_does() -> None:
    assert touched(("title: Two, levels: {0: a", "title: Two, levels: {0: aa")) == []
    assert touched((", applies: {kind: [a]}", "")) == []  # not rated, and no rating to read again
    assert touched(
        (
            "pillars:\n",
            "pillars:\n  - {id: q, title: Q, criteria: [{id: new, title: New, levels: {0: a, 1: b, 2: c, 3: d}}]}\n",
        )
    ) == [("new", "")]


def test_a_changed_scale_concerns_every_rating() -> None:
    assert touched(("label: b", "label: bb")) == [("one", "a"), ("one", "b")]


def test_a_rating_lists_every_reason_to_read_it_again() -> None:
    text = OLD.replace("2: c", "2: cc", 1).replace("{id: dated, asks: dated}, ", "", 1)
    old, new = rubric_of(OLD).rubric, rubric_of(text).rubric
    found = rechecks(compare(old, new), old, new, case_of(CASE).case)
    assert [(r.rater, [(c.part, c.key) for c in r.changes]) for r in found] == [
        ("a", [("check", "dated"), ("level", "2")])
    ]


def traces(*edits: tuple[str, str]) -> dict[str, Traced]:
    text = OLD
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    found = traced(rubric_of(OLD).rubric, rubric_of(text).rubric)
    return {f"{t.criterion}.{t.check}": t for t in found}


def test_checks_are_followed_where_the_new_version_says_what_they_were() -> None:
    assert {ref: t.became for ref, t in traces().items()} == {
        "one.dated": ("one.dated",),
        "one.owned": ("one.owned",),
    }
    renamed = traces(("{id: dated, asks: dated}", "{id: when, was: [dated], asks: dated}"))
    assert renamed["one.dated"].became == ("one.when",)
    split = traces(
        ("id: one, code: A1", "id: first, was: [one], code: A1"),
        (
            "{id: dated, asks: dated}",
            "{id: day, was: [dated], asks: day}, {id: year, was: [one.dated], asks: year}",
        ),
    )
    assert split["one.dated"].became == ("first.day", "first.year")
    assert split["one.owned"].became == ()  # a criterion that names what it was names its checks


def test_what_an_earlier_version_was_called_does_not_trace_from_a_later_one() -> None:
    """1.0.0 → 1.1.0 renames; 1.1.0 → 1.2.0, with the same ``was``, changes a word: all stay."""
    text = OLD.replace("{id: dated, asks: dated}", "{id: when, was: [owned], asks: dated}", 1)
    later = text.replace("asks: dated", "asks: dates", 1)
    found = traced(rubric_of(text).rubric, rubric_of(later).rubric)
    assert [(f"{t.criterion}.{t.check}",) == t.became for t in found] == [True, True]


def test_a_check_that_is_gone_says_why_or_that_nobody_does() -> None:
    gone = (", {id: owned, asks: owned}", "")
    assert traces(gone)["one.owned"].because is None
    retired = ("pillars:", "retired: [{was: one.owned, because: asked elsewhere}]\npillars:")
    assert traces(gone, retired)["one.owned"] == Traced("one", "owned", (), "asked elsewhere")
    told = [c for c in change(gone, retired) if c.part == "check"]
    assert [(c.kind, c.new) for c in told] == [("removed", ("asked elsewhere", "asked elsewhere"))]


def test_a_criterion_that_another_continues_is_recognised_by_what_it_was() -> None:
    edit = ("id: two, code: A2, title: Two", "id: second, was: [two], code: B1, title: New")
    gone = [c for c in change(edit) if c.kind == "removed"]
    assert [(c.ref, c.like) for c in gone] == [("p.two", "second")]


def test_a_draft_or_a_mark_of_a_check_changes_words_only() -> None:
    edit = ("{id: dated, asks: dated}", "{id: dated, asks: dated, added: true, draft: By ____.}")
    assert brief(change(edit)) == [("changed", "check", "p.one", "dated", "words")]
    needs = ("levels: {0: a", "needs: {2: {all: [dated]}}, levels: {0: a")
    assert brief(change(needs)) == [("changed", "criterion", "p.one", "needs", "rating")]
