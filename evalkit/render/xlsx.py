"""A Workbook in, an Excel file out: text stays text whatever it begins with, formulas are those of the workbook only."""

from __future__ import annotations

import math
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from evalkit.report.workbook import Choice, Formula, Place, Sheet, Workbook

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as File
    from xlsxwriter.worksheet import Worksheet

MOST = 32_000  # characters of a cell; Excel refuses more than 32,767
MADE = datetime(2000, 1, 1)  # the same workbook gives the same bytes
LINE = 15.5  # points a line
FONTS = {"zh": "Microsoft YaHei", "en": "Calibri"}
LOOKS: dict[str, dict[str, Any]] = {
    "text": {"valign": "top"},
    "wrap": {"valign": "top", "text_wrap": True},
    "note": {"valign": "top"},
    "soft": {"font_color": "#5A6475", "valign": "top"},
    "title": {"bold": True, "font_size": 14, "font_color": "#1F4E79"},
    "head": {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom", "bg_color": "#E4EDF5"},
    "group": {"bold": True, "bg_color": "#F4F6F9", "valign": "top"},
    "number": {"num_format": "0.0000", "valign": "top", "align": "right"},
    "plain": {"num_format": "0", "valign": "top"},
    "score": {"num_format": "0.0", "valign": "top", "align": "right"},
    "level": {"valign": "top", "align": "right"},
    "percent": {"num_format": "0%", "valign": "top"},
    "input": {"bg_color": "#FFF9E0", "border": 1, "border_color": "#D9C97A", "valign": "top", "align": "right"},
}


def render(book: Workbook) -> bytes:
    """Bytes of the file."""
    from xlsxwriter.workbook import Workbook as File

    out = BytesIO()
    file = File(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                      "nan_inf_to_errors": False, "default_format_properties": {"font_name": FONTS[book.lang], "font_size": 11}})  # fmt: skip
    file.set_properties({"title": book.title, "author": book.author, "created": MADE})
    file.set_calc_mode("auto")
    formats: dict[tuple[str, int], Format] = {}
    for sheet in book.sheets:
        _sheet(file, file.add_worksheet(sheet.name[:31]), sheet, formats, book)
    file.close()
    return out.getvalue()


def _sheet(file: File, page: Worksheet, sheet: Sheet, formats: dict[tuple[str, int], Format], book: Workbook) -> None:
    for n, width in enumerate(sheet.widths):
        page.set_column(n, n, width)
    for r, row in enumerate(sheet.rows):
        lines = max((_lines(place, sheet.widths[c]) for c, place in enumerate(row)), default=1)
        if lines > 1:
            page.set_row(r, min(409, LINE * lines))
        for c, place in enumerate(row):
            _write(page, r, c, place, _format(file, formats, place, book))
    page.freeze_panes(*sheet.freeze)
    if sheet.filtered:
        head, last, columns = sheet.filtered
        page.autofilter(head - 1, 0, last - 1, columns - 1)
    for choice in sheet.choices:
        _choice(page, choice)
    if sheet.heat:
        first_row, first_column, last_row, last_column = sheet.heat
        shades = {"type": "3_color_scale", "min_type": "num", "mid_type": "num", "max_type": "num", "min_value": 0, "mid_value": 50,
                  "max_value": 100, "min_color": "#FBEEE2", "mid_color": "#FFFFFF", "max_color": "#6F9FC8"}  # fmt: skip
        page.conditional_format(first_row - 1, first_column - 1, last_row - 1, last_column - 1, shades)
    if sheet.wide:
        page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    if sheet.freeze[0]:
        page.repeat_rows(sheet.freeze[0] - 1)
    page.set_footer("&L&A&R&P / &N")


def _lines(place: Place, width: float) -> int:
    """Lines that a wrapped text takes in a column; East-Asian characters are two wide."""
    if place.look not in ("wrap", "head") or not isinstance(place.value, str):
        return 1
    room = max(1.0, width - 1)
    parts = place.value[:MOST].split("\n")
    wide = [sum(2 if ord(c) > 0x2E7F else 1.1 for c in part) for part in parts]
    return sum(max(1, math.ceil(w / room)) for w in wide)


def _format(file: File, formats: dict[tuple[str, int], Format], place: Place, book: Workbook) -> Format:
    key = place.look, place.indent
    if key not in formats:
        given = {
            **LOOKS[place.look],
            "font_name": FONTS[book.lang],
            **({"indent": place.indent, "align": "left"} if place.indent else {}),
        }
        if place.look == "score":
            given["num_format"] = f"0.{'0' * book.decimals}".rstrip(".")
        formats[key] = file.add_format(given)
    return formats[key]


def _write(page: Worksheet, r: int, c: int, place: Place, look: Format) -> None:
    value = place.value
    if value is None:
        page.write_blank(r, c, None, look)
    elif isinstance(value, Formula):
        write = page.write_array_formula if value.array else page.write_formula
        if value.array:
            write(r, c, r, c, "{=" + value.text + "}", look, value.value)
        else:
            write(r, c, "=" + value.text, look, value.value)
    elif isinstance(value, str):
        page.write_string(r, c, value if len(value) <= MOST else value[:MOST] + " …", look)
    else:
        page.write_number(r, c, value, look)


def _choice(page: Worksheet, choice: Choice) -> None:
    rule: dict[str, Any] = {"validate": "decimal", "criteria": ">=", "value": 0}
    if choice.values:
        shown = [f"{v:g}" if isinstance(v, float) else v for v in choice.values]
        rule = {"validate": "list", "source": shown}
    rule |= {"error_title": "evalkit", "error_message": choice.message[:255], "ignore_blank": True}
    page.data_validation(choice.first - 1, choice.column - 1, choice.last - 1, choice.column - 1, rule)
