"""Tables as offices save them: one meaning under every encoding, separator, line end and decimal
mark; what is in doubt is an error that shows both ways to write it."""

from __future__ import annotations

import math

import pytest
from evalkit.reading.case import read_case
from evalkit.reading.grids import decoded, twice_encoded
from evalkit.reading.measures import Known, regions_known
from evalkit.reading.table_numbers import bare, decimal_mark, is_missing, number, whole
from evalkit.reading.yaml import parse
from tests.read_tables import read_measures

ROWS = [
    ["region", "measure", "value", "unit", "year"],
    ["北京市", "rd", "6.83", "%", "2022"],
    ["贵州省", "rd", "1.01", "%", "2023"],
]
REGIONS = regions_known([("CN-BJ", "北京市"), ("CN-GZ", "贵州"), ("CN-NM", "内蒙古自治区")])
KNOWN = Known(measures={"rd": "rd", "研发强度": "rd"}, regions=REGIONS, units={"rd": "%"})


def values(content: bytes) -> dict[tuple[str, int], float]:
    table, _ = read_measures(content, "t.csv", KNOWN)
    return {(k[0], e.year): e.value for k, own in table.entries.items() for e in own}


def codes(content: str) -> list[str]:
    return [f.code for f in read_measures(content.encode(), "t.csv", KNOWN)[1]]


WANTED = {("CN-BJ", 2022): 6.83, ("CN-GZ", 2023): 1.01}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "，"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [".", ","])
def test_every_dialect_says_the_same(encoding: str, separator: str, end: str, mark: str) -> None:
    rows = [[cell.replace(".", mark) for cell in row] for row in ROWS]
    quoted = [[f'"{c}"' if separator in c else c for c in row] for row in rows]
    text = end.join(separator.join(row) for row in quoted) + end
    assert values(text.encode(encoding)) == WANTED


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["6,83", "1,01"], ","),
        (["6.83", "1.234"], "."),
        (["1.234.567,5"], ","),
        (["1,234,567.5"], "."),
        (["1.234.567"], ","),
        (["0.125"], "."),
        (["1.234", "2.500"], "?"),
        (["1,234"], "?"),
        (["1,5", "1.5"], "!"),
        (["12", "7"], ""),
        (["1\u202f234\u202f567,5"], ","),
    ],
)
def test_a_column_has_one_decimal_mark(cells: list[str], mark: str) -> None:
    assert decimal_mark(cells) == mark


def test_between_commas_a_doubtful_figure_is_written_the_english_way() -> None:
    assert decimal_mark(["1.234"], ",") == "."
    assert number("1,234", decimal_mark(["1,234"], ",")) == 1234


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("6.73 1)", 6.73),
        ("1.01*", 1.01),
        ("2.5¹", 2.5),
        ("3.1p", 3.1),
        ("2.65 [2]", 2.65),
        ("−4.1", -4.1),
        ("1 234 567.5", 1234567.5),
        ("1'234.5", 1234.5),
        ("６.８３", 6.83),
        ("35 %", 35),
        ("5 km", None),
        ("12万", None),
        ("5k", None),
        ("1e400", None),
    ],
)
def test_footnotes_blanks_and_widths_change_no_figure(written: str, value: float | None) -> None:
    read = number(written, ".")
    assert read == value or (written == "1e400" and read == float("inf"))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("１２", 12.0),
        ("１．５", 1.5),
        ("٣", 3.0),
        ("٣٫٥", 3.5),
        ("१२", 12.0),
        ("−5", -5.0),
        ("12", 12.0),
        ("-0.0", 0.0),
        ("1_000", None),
        ("١_٠", None),
    ],
)
def test_figures_are_the_same_figures_in_a_table_and_in_a_case(
    written: str, value: float | None
) -> None:
    """In the digits of any script; no figure is minus zero."""
    assert number(written, decimal_mark([written])) == value
    own = case_text(f"  m: {{value: {written}, unit: u, year: ２٠२4, source: s}}\n")
    file, findings = read_case(parse(own, "x.yaml"), "")
    assert [f.code for f in findings] == ([] if value is not None else ["value-kind"])
    if value is not None and file is not None:
        (held,) = file.case.measurements_of("m")
        assert (held.value, held.year) == (value, 2024)
        assert math.copysign(1, held.value) == (-1 if value < 0 else 1)


@pytest.mark.parametrize("period", ["[２０２６, ２０３０]", "[٢٠٢٦, ٢٠٣٠]", "[२०२६, 2030]"])
def test_years_of_a_plan_and_of_its_promises_are_read_in_the_digits_of_any_script(
    period: str,
) -> None:
    own = case_text("  {}\n").replace(
        "measures:\n  {}\n", f"plan: {{title: 甲, period: {period}}}\n"
    )
    own += "targets: [{measure: m, value: 3, year: ２０３０}]\n"
    file, findings = read_case(parse(own, "x.yaml"), "")
    assert not findings
    assert file is not None
    assert file.case.plan is not None
    assert file.case.plan.period == (2026, 2030)
    assert file.case.targets[0].year == 2030


def case_text(measures: str) -> str:
    """A case with measures."""
    return f"case: x\nrubric: r@1.0.0\nregion: {{name: X}}\nmeasures:\n{measures}"


def test_a_footnote_is_told() -> None:
    assert [bare(text)[1] for text in ("6.73 1)", "6.73", "2022(2)", "2.5¹")] == [
        True,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("text", ["缺", "—", "–", "n/a", "NA", "..", "…", "-", "暂无", ":", "NaN"])
def test_marks_of_nothing_known(text: str) -> None:
    assert is_missing(text)


@pytest.mark.parametrize("text", ["0", "无锡", "-1", "Nauru"])
def test_what_is_no_such_mark(text: str) -> None:
    assert not is_missing(text)


@pytest.mark.parametrize("text", ["2022", "2022.0", "2022年", "２０２２", "2022(2)", " 2022 "])
def test_a_year_however_it_is_written(text: str) -> None:
    assert whole(text) == 2022


def test_a_doubtful_figure_shows_both_ways_to_write_it() -> None:
    text = "region;measure;value;unit;year\nCN-GZ;rd;1.234;%;2023\n"
    table, findings = read_measures(text.encode(), "t.csv", KNOWN)
    assert table.entries == {}
    ((way,),) = [[f.way_out()] for f in findings if f.code == "table-decimal"]
    assert way == "write 1.2340 where 1.234 is meant, 1234 where 1234 is meant"
    for written, value in (("1.2340", 1.234), ("1234", 1234)):
        again = text.replace("1.234", written)
        assert values(again.encode()) == {("CN-GZ", 2023): value}


def test_two_decimal_marks_in_a_column_are_an_error() -> None:
    text = "region;measure;value;unit;year\nCN-GZ;rd;1,5;%;2023\nCN-GZ;rd;1.4;%;2022\n"
    assert "table-decimals-differ" in codes(text)


def test_regions_and_measures_by_name_blanks_and_kind_of_region_aside() -> None:
    text = "地  区,指标,数值,单位,年份\n北 京,研发强度,6.73,%,2023\n内蒙古,研发强度,0.9,%,2023\n"
    text += "贵\u3000州,研发强度,1.01,%,2023\n"
    assert values(text.encode()) == {
        ("CN-BJ", 2023): 6.73,
        ("CN-NM", 2023): 0.9,
        ("CN-GZ", 2023): 1.01,
    }
    twice = text + "内蒙古自治区,研发强度,0.9,%,2023\n"
    assert "table-repeated" in codes(twice)


def test_totals_and_notes_are_left_out_and_named() -> None:
    text = (
        "各地区研发投入\n单位：%\n\n地区,2022年,2023年,指标\n北京,6.83,6.73,rd\n贵州,0.99,1.01,rd\n"
    )
    text += "全国,2.54,2.65,rd\n注：2023年为初步数\n"
    table, findings = read_measures(text.encode(), "t.csv", KNOWN)
    assert {(k[0], e.year): e.value for k, own in table.entries.items() for e in own} == {
        ("CN-BJ", 2022): 6.83,
        ("CN-BJ", 2023): 6.73,
        ("CN-GZ", 2022): 0.99,
        ("CN-GZ", 2023): 1.01,
    }
    (left,) = [f for f in findings if f.code == "table-rows-left"]
    assert dict(left.values)["rows"] == (
        "全国 (7)、注：2023年为初步数 (8)",
        "全国 (7), 注：2023年为初步数 (8)",
    )


def test_a_column_a_measure_takes_the_unit_in_its_heading() -> None:
    text = "region,year,研发强度 (per cent)\n北京,2023,6.73\n贵州,2023,缺\n"
    table, findings = read_measures(text.encode(), "t.csv", KNOWN)
    ((entry,),) = table.entries.values()
    assert (entry.measure, entry.value, entry.unit) == ("rd", 6.73, "per cent")
    assert [f.code for f in findings] == ["table-missing"]


def test_lost_bytes_and_words_saved_twice_are_told() -> None:
    text = "\n".join(",".join(row) for row in ROWS)
    lost = text.encode().replace("贵".encode(), "贵".encode()[:2], 1)
    assert decoded(lost)[1] == "utf-8"
    assert [f.code for f in read_measures(lost, "t", KNOWN)[1]] == ["table-bytes-lost"]
    for wrong in ("latin-1", "cp1252"):
        own = "région;Île" if wrong == "cp1252" else text
        assert twice_encoded(own.encode().decode(wrong)) == own
    for meant in ("région, Île, 北京", "“the café”—a", "×–", "2 × 3 – é"):
        assert twice_encoded(meant) is None


def test_a_short_western_file_is_not_read_as_chinese() -> None:
    assert decoded("région;Île\n2;3\n".encode("cp1252"))[1] == "cp1252"
    assert decoded("地区,数值\n北京,2".encode("gbk"))[1] == "gb18030"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file-empty"),
        ("region\n北京\n", "table-columns"),
        ("region,value,value\n北京,2,3\n", "table-column-repeated"),
        ("region,measure,value,unit,year\n北京,rd,约1.5,%,2023\n", "table-value"),
        ("region,measure,value,unit,year\n北京,rd,1.5,%,23\n", "table-value"),
    ],
)
def test_what_cannot_be_read_is_found(text: str, code: str) -> None:
    assert code in codes(text)


MAC = ("malmö", "région", "Zoë", "“quoted”", "Über – uns", "São Paulo", "Åre")


@pytest.mark.parametrize("word", MAC)
@pytest.mark.parametrize("encoding", ["mac-roman", "cp1252"])
def test_letters_of_an_old_mac_are_told_from_western_ones(word: str, encoding: str) -> None:
    """Excel's "CSV (Macintosh)" ends lines with CR and has its own letters."""
    assert decoded(f"case;note\ra;{word} in town\r".encode(encoding)) == (
        f"case;note\ra;{word} in town\r",
        encoding,
    )
    assert decoded(f"case;note\r\na;{word}\r\n".encode("cp1252"))[1] == "cp1252"
