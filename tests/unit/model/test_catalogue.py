"""Catalogues of texts: the same entries and the same fields in both languages."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import evalkit.model
import pytest
from evalkit.model.catalogue import both, catalogue, messages, phrase
from evalkit.model.fields import Blankable, Part
from evalkit.model.finding import SEVERITY, at_or_above, found, in_order, meaning
from evalkit.model.learnt import LearntTerms
from evalkit.model.place import Span
from evalkit.model.table_map import TableMap
from evalkit.reading.validation import term_of
from tests.conftest import ROOT

FOLDERS = sorted((ROOT / "evalkit").glob("*/messages"))
HAN = re.compile("[一-鿿]")


def entries(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a catalogue with the way to it."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from entries(value, f"{above}{key}.")
        elif isinstance(value, list):
            yield from entries({str(n): item for n, item in enumerate(value)}, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def read(path: Path) -> dict[str, str]:
    return dict(entries(tomllib.loads(path.read_text("utf-8"))))


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_both_languages_have_the_same_entries_with_the_same_fields(folder: Path) -> None:
    english, chinese = read(folder / "en.toml"), read(folder / "zh.toml")
    assert list(english) == list(chinese)
    for key, template in english.items():
        if not key.endswith(".why"):
            assert fields(template) == fields(chinese[key]), key


def test_every_code_speaks_both_languages_and_no_text_is_left_of_a_code_that_is_gone() -> None:
    for lang in ("en", "zh"):
        assert list(messages("model", lang)["finding"]) == list(SEVERITY)
        for code, words in messages("model", lang)["finding"].items():
            assert set(words) <= {"fact", "fact_in_levels", "label", "help", "table", "why"}
            assert words["help"], code
            for way in words.get("table", ()):  # of what stands in a table: none of YAML's words
                assert not re.search(r"`[a-z_]+: |\{\{|`[a-z_]+`? ?下|under `", way), code
            assert words["why"].endswith((".", "。")), code
            assert bool(HAN.search(words["fact"])) == (lang == "zh"), code
    assert list(catalogue("model", "examples")) == list(SEVERITY)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_rubric_may_call_otherwise_is_named_by_its_key_or_its_table(lang: str) -> None:
    """A rubric may be of cities: findings and messages say no region where they mean its subject."""
    named = re.compile(
        r"`regions?`|regional-innovation|\{region\}|region,|, regions?\b|（region|、region|region、|、regions"
    )
    ours = {"import.table.regions", "import.columns"}
    for room in ("model", "cli", "refusals"):
        for key, text in entries(dict(messages(room, lang))):
            if key.endswith(".why") or key in ours:
                continue
            left = named.sub("", text)
            assert not re.search(r"\bregions?\b|地区", left), (key, left)


def test_a_text_is_filled_in_and_a_third_language_reads_english() -> None:
    assert phrase("model", "zh", "terms.rubric") == "评价标准"
    assert (
        phrase("model", "fr", "terms.rubric") == phrase("model", "en", "terms.rubric") == "a rubric"
    )
    assert both("model", "finding.document-format.fact", given="{x}") == (
        "这是{x}，无法读取",
        "this is {x}, which is not read",
    )
    with pytest.raises(KeyError):
        phrase("model", "en", "terms.gone")


def test_what_sorts_and_counts_findings_reads_no_words() -> None:
    catalogue.cache_clear()
    finding = found("file-empty", Span("a.yaml"))
    assert at_or_above(in_order([finding, finding]), "error") == 1
    assert catalogue.cache_info().currsize == 0
    assert finding.message("en") == "the file is empty"
    assert catalogue.cache_info().currsize == 1  # one language


def test_a_meaning_leaves_out_what_changes_and_keeps_braces_of_the_text() -> None:
    assert meaning("document-format", "en") == "this is …, which is not read"
    assert meaning("text-comma", "en") == "a comma within { } or [ ] breaks the text off"


def test_a_label_follows_the_message_in_one_line() -> None:
    span = Span("a.yaml")
    finding = found("waiver-unknown", span, finding="x", firm="@firm")
    assert (
        finding.in_one_line("en")
        == '"x" is no finding that a waiver can accept; no waiver accepts it'
    )
    assert finding.in_one_line("zh") == '"x" 不是可以豁免的问题；任何豁免都不能接受它'
    assert found("file-empty", span).in_one_line("en") == "the file is empty"


def test_every_part_of_a_file_has_a_name_in_both_languages() -> None:
    for module in pkgutil.walk_packages(evalkit.model.__path__, "evalkit.model."):
        importlib.import_module(module.name)  # a part is known once its module is loaded
    parts = {part for base in (Part, Blankable) for part in base.__subclasses__()} - {Blankable}
    assert {TableMap, LearntTerms} <= parts
    assert len(parts) > 30
    for lang in ("en", "zh"):
        terms = messages("model", lang)["terms"]
        assert {term_of(part).removeprefix("@") for part in parts} <= terms.keys()
