"""A form for whoever settles: what it shows of each rater, and what comes back as decisions."""

from __future__ import annotations

from evalkit.forms.content import identity_of
from tests.forms import (
    APART,
    became,
    came_to,
    cell_of,
    filled,
    opened,
    said,
    saved,
    to_settle,
    written,
)

DECIDED = {
    ("A1", "level"): 1,
    ("A1", "tick"): "✓",
    ("A1", "reason"): "a year, without a figure",
    ("A1", "document"): "plan",
    ("A1", "at"): "¶3",
}


def rows(content: bytes, sheet: str, first: int, n: int) -> list[list[object]]:
    """Cells of a sheet behind the levels, up to the yellow level."""
    cells = opened(content)[sheet].iter_rows(min_row=first, max_row=first + n - 1)
    return [[cell.value for cell in row[4:10]] for row in cells]


def test_what_raters_gave_stands_side_by_side_what_moves_the_total_most_first() -> None:
    book = opened(to_settle())
    assert book.sheetnames == ["Guide", "To settle", "How to read"]
    assert [cell.value for cell in book["To settle"]["B"]][3::5] == [
        "People · moves the total by up to 50.0 points",
        "Goals · moves the total by up to 16.7 points",
    ]
    assert '"to decide"' in cell_of(book, "A1", "hint").value
    assert rows(to_settle(), "To settle", 3, 1) == [
        [
            *("Check", "Ana: met", "Benvolio: met", "Met"),
            *("Ana: level, reason, evidence", "Benvolio: level, reason, evidence"),
        ]
    ]
    assert rows(to_settle(), "To settle", 10, 3) == [
        [
            *("1. A target has a year", "✓", None, None),
            *("2 Concrete (confidence: high)\na year is named", "0 Absent\nof another plan"),
        ],
        [
            *("2. A target has a figure", None, None, None),
            *("plan ¶3\nhere", "Counter-evidence: budget ¶77 “by 2030”"),
        ],
        [None, None, None, None, None, "plan ¶4"],
    ]


def test_where_other_people_rated_columns_are_shared_and_cells_say_whose() -> None:
    other = APART.replace("{rater: Benvolio, level: 0, because: nothing}", "{rater: Cem, level: 0}")
    assert rows(to_settle(ratings=other), "To settle", 3, 1)[0][1:] == [
        *("Ana: met", "Benvolio / Cem: met", "Met"),
        *("Ana: level, reason, evidence", "Benvolio / Cem: level, reason, evidence"),
    ]
    told = [row[5] for row in rows(to_settle(ratings=other), "To settle", 5, 6)]
    assert [text for text in told if text] == [
        "Cem: 0 Absent",
        "Benvolio: 0 Absent\nof another plan",
    ]


def test_the_guide_says_that_the_form_is_not_blind_and_for_whom_it_is() -> None:
    for lang, told in (
        ("en", "This form is not blind: it shows the ratings of Ana, Benvolio."),
        ("zh", "本表列出Ana、Benvolio的评分，不适用于独立评分。"),
    ):
        texts = [str(row[0].value) for row in opened(to_settle(lang=lang)).worksheets[0].rows]
        assert [text for text in texts if text.startswith(told)]
        assert not [text for text in texts if "Rate on your own" in text or "请独立评分" in text]


def test_what_raters_gave_cannot_be_changed_in_it() -> None:
    sheet = opened(to_settle())["To settle"]
    free = {cell.coordinate for cell in sheet[10] if not cell.protection.locked}
    assert free == {"H10", "K10", "L10", "N10", *(f"{c}10" for c in "OPQRST")}


def test_a_decision_comes_back_and_what_is_left_empty_stays_unsettled() -> None:
    collected = came_to(filled(to_settle(), DECIDED), ratings=APART)
    assert said(collected) == []
    assert became(collected) == {
        "clear-goals": {
            "adjudicates": True,
            "level": 1,
            "because": "a year, without a figure",
            "checks": ["dated"],
            "evidence": [{"document": "plan", "at": "¶3"}],
        }
    }
    (change,) = collected.changes["porto-2026", "chair"]
    assert change.because == "a year, without a figure"
    (tally,) = collected.tallies
    assert (tally.settles, dict(tally.fates)) == (True, {"new": 1, "open": 1})


def test_a_rater_who_decides_keeps_their_own_rating() -> None:
    collected = came_to(
        filled(to_settle("Ana"), {**DECIDED, ("A1", "confidence"): ""}), ratings=APART
    )
    assert became(collected)["clear-goals"]["adjudicates"] is True
    assert became(collected)["clear-goals"]["level"] == 1
    assert "confidence" not in became(collected)["clear-goals"], "of the rating, not the decision"


def test_a_form_handed_in_again_changes_nothing() -> None:
    decided = APART.replace(
        "  funds:\n",
        "    - {rater: chair, adjudicates: true, level: 1, because: 'a year, without a figure',"
        " checks: [dated], evidence: [{document: plan, at: ¶3}]}\n  funds:\n",
    )
    collected = came_to(filled(to_settle(), DECIDED), ratings=decided)
    assert (said(collected), became(collected)) == ([], {})
    cleared = came_to(to_settle(), ratings=decided)
    assert (said(cleared), became(cleared)) == ([], {})


def test_without_its_hidden_cells_a_form_still_says_that_it_settles() -> None:
    book = opened(to_settle())
    cell_of(book, "A1", "level").value = 1
    cell_of(book, "A1", "reason").value = "a year"
    book["To settle"]["A3"].value = None
    collected = came_to(saved(book), ratings=APART)
    assert became(collected)["clear-goals"]["adjudicates"] is True


def test_a_form_says_in_its_identity_that_it_settles() -> None:
    identity = identity_of(opened(to_settle())["To settle"]["A3"].value)
    assert identity is not None
    assert (identity.case, identity.rater, identity.settles) == ("porto-2026", "chair", True)
    blind = identity_of(str(opened(written())["A Goals"]["A3"].value))
    assert "settles" not in str(blind), "a blind form says what it always said"
