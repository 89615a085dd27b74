"""Tables as people have them: encodings, separators, headings anywhere, hostile workbooks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from evalkit.reading import grids
from evalkit.reading.grids import decoded, folded, grids_of
from evalkit.reading.sheets import sheets_of
from evalkit.reading.table_numbers import figure_in
from evalkit.reading.tables import Table, read_tables

xlsxwriter = pytest.importorskip("xlsxwriter")
NAMES = {folded(n): n for n in ("case", "id", "value", "unit", "year")} | {folded("编号"): "id"}
ROWS = [["case", "id", "value"], ["a", "c1", "3"], ["a", "c2", "4.5"]]


def one(content: bytes) -> Table:
    (table,), _ = read_tables(content, "t", NAMES)
    return table


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [
        tuple(row.cells.get(n, "") for n in ("case", "id", "value")) for row in one(content).rows
    ]


def codes(content: bytes) -> list[tuple[str, object]]:
    _, findings = read_tables(content, "t", NAMES)
    return [(f.code, dict(f.values).get("why")) for f in findings]


def text(separator: str = ",", end: str = "\n") -> str:
    return end.join(separator.join(row) for row in ROWS) + end


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "，"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_every_separator_line_end_and_encoding(separator: str, end: str, encoding: str) -> None:
    content = text(separator, end).replace(f"{end}a", f"{end}贵州").encode(encoding)
    assert cells(content) == [("贵州", "c1", "3"), ("贵州", "c2", "4.5")]


def test_western_text_does_not_turn_into_rare_characters() -> None:
    said, encoding = decoded("région;valeur\nÎle;2\n".encode("cp1252"))
    assert (said.split("\n")[0], encoding) == ("région;valeur", "cp1252")
    assert decoded("研发投入强度\n".encode("gb18030")) == ("研发投入强度\n", "gb18030")


def test_a_line_that_names_the_separator_is_none_of_the_table() -> None:
    content = ("sep=;\n" + text(";")).encode()
    assert cells(content) == [("a", "c1", "3"), ("a", "c2", "4.5")]
    assert one(content).head == 2


def test_headings_are_found_below_notes_and_in_any_order_and_spelling() -> None:
    content = "Some notes\nof the office\n Value ,Case*,编号（必填）\n3,a,c1\n".encode()
    table = one(content)
    assert (table.head, cells(content)) == (3, [("a", "c1", "3")])
    assert table.span(table.rows[0].number).line == 4


def test_a_quoted_cell_over_two_lines_stands_where_it_begins() -> None:
    table = one(b'case,id,value\na,"c\n1",3\na,c2,4\n')
    assert [row.number for row in table.rows] == [2, 4]


def test_what_cannot_be_seen_is_taken_off() -> None:
    assert cells("case,id,value\n\u200ba\xa0,\ufeffc1, 3\n".encode()) == [("a", "c1", "3")]


def test_columns_that_nobody_asked_for_are_named() -> None:
    assert one(b"case,id,colour\na,c1,red\n").passed == ("colour",)


def book(fill: Callable[..., None]) -> bytes:
    out = io.BytesIO()
    held = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = held.add_worksheet("One")
    for y, row in enumerate(ROWS):
        sheet.write_row(y, 0, row)
    fill(sheet, held)
    held.close()
    return out.getvalue()


def test_a_workbook_is_read_by_its_bytes_hidden_sheets_too() -> None:
    def fill(sheet: object, held: object) -> None:
        more = held.add_worksheet("Two")  # type: ignore[attr-defined]
        more.write_row(3, 2, ["id", "value"])
        more.write_row(4, 2, ["c9", 7])
        more.hide()
        held.add_worksheet("Guide").write(0, 0, "How to fill in")  # type: ignore[attr-defined]

    tables, findings = read_tables(book(fill), "t.csv", NAMES)
    assert [(t.sheet, len(t.rows)) for t in tables] == [("One", 2), ("Two", 1)]
    assert dict(tables[1].rows[0].cells) == {"id": "c9", "value": "7"}
    assert str(tables[1].span(5, "value")) == "t.csv:Two!D5"
    assert findings == ()


def test_cells_that_hold_no_plain_value_are_told() -> None:
    def fill(sheet: object, held: object) -> None:
        percent = held.add_format({"num_format": "0.0%"})  # type: ignore[attr-defined]
        sheet.write_number(1, 2, 0.035, percent)  # type: ignore[attr-defined]
        sheet.write_formula(2, 2, "=NA()", None, "#N/A")  # type: ignore[attr-defined]
        sheet.write_row(3, 0, ["a", "c3", 1.9999999999999998])  # type: ignore[attr-defined]
        sheet.write_boolean(4, 2, True)  # type: ignore[attr-defined]

    content = book(fill)
    assert [value for _, _, value in cells(content)] == ["3.5%", "", "2", "TRUE"]
    assert codes(content) == [("table-cell", None)]


def test_a_formula_that_nobody_worked_out_is_told() -> None:
    def fill(sheet: object, held: object) -> None:
        sheet.write_formula(1, 2, "=1+2", None, "")  # type: ignore[attr-defined]

    content = book(fill)
    held = io.BytesIO(content)
    with zipfile.ZipFile(held) as archive:
        parts = {i.filename: archive.read(i) for i in archive.infolist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"<v></v>", b"").replace(b' t="str"', b"")
    assert codes(packed(parts)) == [("table-cell", None)]


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(before: bytes, after: bytes) -> bytes:
    content = book(lambda *_: None)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {i.filename: archive.read(i) for i in archive.infolist()}
    name = "xl/worksheets/sheet1.xml"
    assert before in parts[name]
    parts[name] = parts[name].replace(before, after)
    return packed(parts)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (changed(b'r="A1"', b'r="XFD1048576"'), "@table-far"),
        (changed(b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet'), "@table-hostile"),
        (changed(b"</sheetData>", b"</sheet"), "@table-broken"),
        (packed({"xl/workbook.xml": b"<a/>", "bomb.xml": b" " * 70_000_000}), "@table-large"),
        (packed({"word/document.xml": b"<a/>"}), "@table-other"),
        (b"PK\x03\x04 no archive", "@table-broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "@table-old"),
        (
            packed(
                {
                    "content.xml": b'<d xmlns:t="t"><t:table-row t:number-rows-repeated="900000">'
                    b"<t:table-cell><p>x</p></t:table-cell></t:table-row></d>"
                }
            ),
            "@table-far",
        ),
    ],
    ids=["far", "entity", "cut", "bomb", "word", "zip", "xls", "ods-repeated"],
)
def test_a_hostile_or_broken_workbook_is_refused_with_the_reason(content: bytes, why: str) -> None:
    assert codes(content) == [("table-unread", why)]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"case,id,value\n" + b"\0" * 9])
def test_an_empty_table_is_no_crash(content: bytes) -> None:
    tables, _ = read_tables(content, "t", NAMES)
    assert all(not table.rows for table in tables)


@pytest.mark.parametrize(
    "second",
    ['a,c2,d"x,,', 'a,c2,x"y"z,5,', 'a,c2,"x",5,', "a,c2,x,5,"],
)
def test_a_quotation_mark_left_open_loses_no_row(second: str) -> None:
    """Whether none closes it, or one in a later row."""
    content = f'case,id,what,value,unit\na,c1,"x,3,t\n{second}\na,c3,z,4,t\n'.encode()
    tables, findings = read_tables(content, "t", NAMES)
    assert [row.cells["id"] for row in tables[0].rows] == ["c1", "c2", "c3"]
    assert "table-quote" in [f.code for f in findings]


def test_two_quotation_marks_left_open_lose_no_row_between_them() -> None:
    """Though the text that they enclose ends where a cell does, and every row is as long."""
    content = (
        b'case,id,what,value,unit\na,c1,x,3,"t\nb,c2,y,4,t"\na,c3,"two\nlines, and more",4,t\n'
    )
    tables, findings = read_tables(content, "t", NAMES)
    assert [row.cells["id"] for row in tables[0].rows][:2] == ["c1", "c2"]
    assert ("table-quote", 2) in [(f.code, f.span.line) for f in findings]
    sound = content.replace(b'"t\nb,c2,y,4,t"', b'"t\nb, c2, y, 4, t"')
    tables, findings = read_tables(sound, "t", NAMES)
    assert [row.cells["id"] for row in tables[0].rows] == ["c1", "c3"]
    assert "table-quote" not in [f.code for f in findings]


@pytest.mark.parametrize(
    ("last", "cells"),
    [
        ('a,c3,z,4,"t', ("z", "4", "t")),
        ('a,c3,z,"4,t', ("z", "4", "t")),
        ('a,"c3,z,4,t', ("z", "4", "t")),
        ('"a,c3,z,4,t', ("z", "4", "t")),
        ('a,c3,z,4,"t said ""x""', ("z", "4", 't said ""x')),
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\r\n", "\r"])
def test_a_quotation_mark_left_open_in_the_last_row_is_told_where_it_opens(
    last: str, cells: tuple[str, ...], end: str
) -> None:
    """And what is sound above it stays as it is: commas within quotation marks, a second line."""
    content = f'case,id,what,value,unit\na,c1,"x, y",3,t\na,c2,"two\nlines",3,t\n{last}{end}'
    (grid,), findings = grids_of(content.encode(), "t", NAMES)
    assert [(f.code, f.span.line) for f in findings] == [("table-quote", 5)]
    assert grid.numbers[1:4] == (2, 3, 5)
    assert grid.rows[1:4] == (
        ("a", "c1", "x, y", "3", "t"),
        ("a", "c2", "two\nlines", "3", "t"),
        ("a", "c3", *cells),
    )


def test_a_text_over_two_lines_with_commas_is_one_cell() -> None:
    content = b'case,id,value,unit,year,note\na,c1,3,t,2026,"one, two, three, four\nfive, six"\n'
    assert [row.cells["id"] for row in one(content).rows] == ["c1"]


def test_cells_merged_across_columns_are_told() -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("S")
    sheet.write_row(0, 0, ["case", "id", "value", "unit"])
    sheet.write_row(1, 0, ["a", "c1"])
    sheet.merge_range(1, 2, 1, 3, "3")
    book.close()
    (_, (finding,)) = read_tables(made.getvalue(), "t", NAMES)
    assert (finding.code, dict(finding.values)["cells"]) == ("table-merged", "C2:D2")


def open_document(*rows: str) -> bytes:
    """An OpenDocument spreadsheet of one sheet; ``rows``: their cells as XML."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    held = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    sheet = f'<table:table table:name="S">{held}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml", f"<office:document-content {names}>{body}</office:document-content>"
        )
    return made.getvalue()


def test_cells_merged_across_columns_in_an_open_document_are_told_too() -> None:
    def cell(text: str, more: str = "") -> str:
        return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'

    wide = ' table:number-columns-spanned="2" table:number-rows-spanned="1"'
    head = "".join(map(cell, ("case", "id", "value", "unit")))
    row = cell("a") + cell("c1") + cell("3", wide) + "<table:covered-table-cell/>"
    (_, findings) = read_tables(open_document(head, row), "t", NAMES)
    assert [(f.code, dict(f.values).get("cells")) for f in findings] == [("table-merged", "C2:D2")]


@pytest.mark.parametrize(
    "cell",
    [
        'table:formula="of:=TRUE()" office:value-type="float" office:value="1"><text:p>TRUE',
        'office:value-type="float" office:value="1"><text:p>WAHR',
        'office:value-type="boolean" office:boolean-value="true"><text:p>TRUE',
    ],
)
def test_a_truth_in_an_open_document_is_no_number(cell: str) -> None:
    one = '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
    cells = f"<table:table-cell {cell}</text:p></table:table-cell>{one}"
    (sheet,) = sheets_of(open_document(cells))
    assert sheet.rows == (("TRUE", "1"),)
    assert sheet.typed == {(1, 2)}


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ("12万", "120000"),
        ("１.５百万", "1500000"),
        ("2 million", "2000000"),
        ("约6,7", "6.7"),
        ("约 1,234", "1234"),
        ("−3 ca.", "-3"),
        ("50元", "50"),
        ("12 mnt", "12"),
        ("1.2亿元", None),
        ("3‰", None),
        ("5-6", None),
    ],
)
def test_the_figure_that_is_proposed_is_the_one_that_is_meant(
    cell: str, figure: str | None
) -> None:
    assert figure_in(cell) == figure


def test_a_table_of_very_many_rows_is_read_with_the_line_of_each() -> None:
    """More rows than a spreadsheet holds; what comes again in every row is held once."""
    rows = 210_000
    text = "region,measure,value,unit,year,source\n" + "".join(
        f"R{n},rd,{n}.5,%,2023,Yearbook of 2024\n" for n in range(rows)
    )
    (grid,), findings = grids_of(text.encode(), "measures.csv", {"region", "measure", "value"})
    assert findings == ()
    assert len(grid.rows) == rows + 1
    assert (grid.numbers[-1], grid.rows[-1][0]) == (rows + 1, f"R{rows - 1}")
    assert len({id(row[5]) for row in grid.rows[1:]}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n" + "," * 100_001,
        "a,b\n" + "," * 501,
        "a,b\n" + ("y," * 400 + "\n") * 251,
        "a,b\n" + "\n" * 3_001,
    ],
    ids=["one line", "many columns", "many cells", "many rows"],
)
def test_a_text_that_would_be_enormous_as_a_table_is_refused_before_it_is_one(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under limits that are a hundredth of ours, and less."""
    for name, most in (("MAX_LINE", 100_000), ("MAX_CELLS", 100_000), ("MAX_ROWS", 3_000)):
        monkeypatch.setattr(grids, name, most)
    held, findings = grids_of(text.encode(), "x.csv", {"a"})
    assert held == ()
    assert [dict(f.values)["why"] for f in findings] == ["@table-large"]
    assert grids_of(text[:150].encode(), "x.csv", {"a"})[0] != ()
