"""YAML text to data and places."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from evalkit.model.place import SourceProblem, Span, width
from evalkit.reading.yaml import MAX_BYTES, decode, parse
from tests.conftest import ROOT


def problem(text: str) -> SourceProblem:
    with pytest.raises(SourceProblem) as caught:
        parse(text, "x.yaml")
    return caught.value


def test_scalars_follow_yaml_1_2_and_nothing_more() -> None:
    text = "[NO, on, 011, 12:30, 1_000, 2026-01-27, 0x1F, ~, null, true, 3, -3, 1.5, 1e3, .5, 'true', 1.]"
    wanted = [
        "NO",
        "on",
        "011",
        "12:30",
        "1_000",
        "2026-01-27",
        "0x1F",
        None,
        None,
        True,
        3,
        -3,
        1.5,
        1000.0,
        0.5,
        "true",
        1.0,
    ]
    assert parse(text, "x").data == wanted


def test_data_equals_the_core_loader_on_the_shipped_files() -> None:
    for path in [*ROOT.glob("rubrics/*.yaml"), *ROOT.glob("cases/*.yaml")]:
        text = path.read_text("utf-8")
        loaded = yaml.load(text, yaml.BaseLoader)  # all scalars as text, keys as text
        assert _as_text(parse(text, path.name).data) == _as_text(loaded), path


def _as_text(data: object) -> object:
    if isinstance(data, dict):
        return {str(k): _as_text(v) for k, v in data.items()}
    if isinstance(data, list):
        return [_as_text(v) for v in data]
    if data is None:
        return ""
    if isinstance(data, bool):
        return str(data).lower()
    try:
        return f"{float(str(data)):g}"
    except ValueError:
        return str(data)


def test_every_value_and_key_knows_its_place() -> None:
    document = parse("a:\n  - x\n  - {b: 1, 丙: 2}\n", "f.yaml")
    assert document.span(("a", 1, "丙")) == Span("f.yaml", 3, 15)
    assert document.span(("a", 1, "丙"), key=True) == Span("f.yaml", 3, 12)
    assert document.span(("a", 0)) == Span("f.yaml", 2, 5)
    assert document.span(("a", 1, "missing")) == Span("f.yaml", 3, 5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 100_000, "yaml-too-deep"),
        ("a: &x 1\nb: *x\n", "yaml-anchor"),
        ("a: 1\n<<: {b: 2}\n", "yaml-anchor"),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml-tag"),
        ("a: 1\na: 2\n", "key-repeated"),
        ("a: 1e999\n", "number-out-of-range"),
        ("a: " + "9" * 100_000, "number-out-of-range"),
        ("a: 1\n---\nb: 2\n", "yaml-documents"),
        ("{a: 1}: 2\n", "key-not-text"),
    ],
)
def test_attacks_are_refused(text: str, code: str) -> None:
    assert problem(text).code == code


def test_decoding_accepts_a_byte_order_mark_and_refuses_the_rest() -> None:
    assert decode("地区: x".encode("utf-8-sig")) == "地区: x"
    for content, code in [
        (b"", "file-empty"),
        ("地区: 贵州".encode("gb18030"), "encoding-not-utf8"),
        ("地区".encode("utf-16"), "encoding-not-utf8"),
        (b"a: \x00", "control-character"),
        (b"x" * (MAX_BYTES + 1), "file-too-large"),
    ]:
        with pytest.raises(SourceProblem) as caught:
            decode(content)
        assert caught.value.code == code


def test_wide_characters_take_two_cells() -> None:
    assert width("a贵，b") == 6


def test_a_fifty_megabyte_file_is_refused_without_being_read(tmp_path: Path) -> None:
    from evalkit.storage import read_bytes

    path = tmp_path / "big.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    assert len(read_bytes(path)) == MAX_BYTES + 1


def test_short_texts_that_files_repeat_are_held_once() -> None:
    """A thousand cases repeat the same ids, raters and documents; long texts differ and stay their
    own."""
    word, long_text = "the-" + "repeated-id", "a sentence " * 10
    one, two = (parse(f"rater: {word}\nbecause: {long_text}\n", name).data for name in ("a", "b"))
    assert one["rater"] is two["rater"]
    assert one["because"] == two["because"] == long_text.strip()
