"""Texts that files to start from write read back as they are, and comments end where the line
does."""

from __future__ import annotations

import pytest
from evalkit.model.refusal import Refusal
from evalkit.reading.yaml import parse
from evalkit.starter.text import comment, quoted, scalar
from hypothesis import example, given
from hypothesis import strategies as st

# what a file may hold at all: no control characters but tab and line break, no halves of characters
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs"), include_characters="\t\n"))


@given(TEXTS)
@example("no")
@example("None")
@example("a: b #c")
@example("a\u2028b\x85c")
@example("\U000e0001tag")
@example("贵州“十五五”规划, {第一}")
def test_a_text_reads_back_as_it_is_in_a_block_and_in_braces(text: str) -> None:
    data = parse(f"a: {scalar(text)}\nb: {{c: {scalar(text)}, d: x}}\n", "x").data
    assert data == {"a": text, "b": {"c": text, "d": "x"}}


@given(TEXTS)
@example("x\u2028y: 1")
def test_nothing_in_a_comment_ends_it(text: str) -> None:
    assert parse(f"a: 1\n{comment(text)}\nb: 2\n", "x").data == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "shown"), [("bad\udcff.txt", r"bad\xff.txt"), ("\udce9t\udce9", r"\xe9t\xe9")]
)
def test_bytes_that_are_no_text_are_refused_by_name(text: str, shown: str) -> None:
    for write in (scalar, quoted):
        with pytest.raises(Refusal) as told:
            write(text)
        assert str(told.value).startswith(f'"{shown}" holds bytes that are no UTF-8')


@pytest.mark.parametrize("text", ["Lyon", "浙江省人民政府", "People of Lyon (2026)"])
def test_a_plain_text_needs_no_quotes(text: str) -> None:
    assert scalar(text) == text
