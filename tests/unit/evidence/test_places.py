"""Places as raters write them, and whether a plan has them."""

from __future__ import annotations

import pytest
from evalkit.evidence.places import PlaceCited, missing_from, place_of, unchecked
from evalkit.evidence.text import Passage, PlanText


@pytest.mark.parametrize(
    ("text", "passages", "pages"),
    [
        ("¶34", ((34, 34),), ()),
        ("¶34–36", ((34, 36),), ()),
        ("¶31, ¶36", ((31, 31), (36, 36)), ()),
        ("¶31、36", ((31, 31), (36, 36)), ()),
        ("第12页", (), ((12, 12),)),
        ("p. 12", (), ((12, 12),)),
        ("pp. 12-13", (), ((12, 13),)),
        ("第3—5段", ((3, 5),), ()),
        ("paragraph 7", ((7, 7),), ()),
        ("p. 3 ¶12", ((12, 12),), ((3, 3),)),
        ("第 12 页", (), ((12, 12),)),
        ("第十二页", (), ((12, 12),)),
        ("第二十段", ((20, 20),), ()),
    ],
)
def test_places_are_read(
    text: str, passages: tuple[tuple[int, int], ...], pages: tuple[tuple[int, int], ...]
) -> None:
    assert place_of(text) == PlaceCited(passages, pages)


@pytest.mark.parametrize("text", ["第三章", "总体要求", "2030", ""])
def test_what_names_neither_paragraph_nor_page_is_no_place(text: str) -> None:
    assert place_of(text) is None


def test_a_place_beyond_the_end_or_on_a_blank_line_does_not_exist() -> None:
    text = PlanText(
        "p", "pdf", "", (Passage(1, "a", 1, ((0, 1),)), Passage(3, "b", 4, ((0, 2),))), 2
    )

    def missing(at: str) -> tuple[str, str] | None:
        place = place_of(at)
        assert place is not None
        found = missing_from(place, text)
        return None if found is None else (found[0][1], found[1][1])

    for at in ("¶1", "¶4", "p. 2", "第二页", "p. 1 ¶1", "p. 2 ¶4"):
        assert missing(at) is None, at
    assert missing("¶2") == ("¶2", "its last is ¶4")
    assert missing("¶5") == ("¶5", "its last is ¶4")
    assert missing("p. 3") == ("p. 3", "its last is p. 2")
    assert missing("p. 2 ¶1") == ("p. 2 ¶1", "¶1 is on p. 1")


def test_a_place_that_a_document_cannot_have_is_said_to_be_unchecked() -> None:
    word = PlanText("p", "docx", "", (Passage(1, "a", 1),))
    assert unchecked(place_of("p. 1"), word) is not None
    assert unchecked(place_of("第三章"), word) is not None
    assert unchecked(place_of("¶1"), word) is None
