"""Which file of a case a change belongs in."""

from __future__ import annotations

import pytest
from evalkit.editing import Change, CommitmentChange, RatingChange, ValueChange
from evalkit.editing.homes import by_file
from evalkit.model.case import Rating
from evalkit.model.place import Span
from evalkit.model.refusal import Refusal
from evalkit.reading.joining import joined_files, with_ratings
from tests.conftest import case_of

HEAD = "case: gz\nrubric: small@1.0.0\nregion: {name: Guizhou}\n"
ANA = f"{HEAD}ratings: {{a: {{rater: ana, level: 1}}, b: {{rater: ana, level: 1}}}}\n"
BEN = f"""{HEAD}commitments: [{{id: c1, at: d ¶1, what: x, rater: ben}}]
ratings:
  a: [{{rater: ben, level: 2}}, {{rater: ana, adjudicates: true, level: 2}}]
"""


def home(change: Change) -> str:
    files = [case_of(ANA, "ana.yaml"), case_of(BEN, "ben.yaml")]
    (case,), _ = joined_files(files)
    (file,) = by_file(case, [change])
    return file


@pytest.mark.parametrize(
    ("change", "file"),
    [
        (RatingChange("a", "ana", {"level": 0}), "ana.yaml"),
        (RatingChange("a", "ben", {"level": 0}), "ben.yaml"),
        (RatingChange("a", "ben", None), "ben.yaml"),
        (RatingChange("a", "ana", {"adjudicates": True, "level": 0}), "ben.yaml"),
        (RatingChange("a", "ana", None), "ana.yaml"),
        (RatingChange("b", "ben", {"level": 0}), "ben.yaml"),  # where his others are
        (RatingChange("b", "chair", {"level": 0}), "ana.yaml"),
        (CommitmentChange("c1", "ben", {"at": "d ¶2"}), "ben.yaml"),
        (CommitmentChange("c2", "ben", {"at": "d ¶2"}), "ana.yaml"),
        (ValueChange(("note",), "x"), "ana.yaml"),
    ],
)
def test_a_change_goes_where_what_it_changes_stands(change: Change, file: str) -> None:
    assert home(change) == file


def test_what_stands_in_a_table_is_not_changed_by_writing_beside_it() -> None:
    cell = Span("ratings.xlsx", 2, 4, "ratings")
    ben = {"c": [Rating(rater="ben", level=2)]}
    case = with_ratings(case_of(ANA, "ana.yaml"), ben, {"ratings/c/0": cell})
    assert [*by_file(case, [RatingChange("b", "ben", {"level": 0})])] == ["ana.yaml"]
    with pytest.raises(Refusal, match=r"stands in a table, ratings\.xlsx"):
        by_file(case, [RatingChange("c", "ben", {"level": 0})])
