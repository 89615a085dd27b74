"""A Workbook in, an Excel file out: text stays text whatever it begins with, formulas are those of
the workbook only."""

from __future__ import annotations

import math
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from evalkit.workbook.model import Choice, Flag, Formula, Place, Sheet, Workbook, column

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as File
    from xlsxwriter.worksheet import Worksheet

MOST = 32_000  # characters of a cell; Excel refuses more than 32,767
LISTED = (
    255  # characters of a list of choices, and of what is said beside a cell; Excel refuses more
)
SIZE = 11  # points of the type
SMALLEST = 7.0  # points of the type on paper; below that a larger sheet, then more pages
LINE = {"zh": 16.5, "en": 15.0}  # points a line
FONTS = {"zh": "Microsoft YaHei", "en": "Calibri"}
DIGIT = {"zh": 8, "en": 7}  # pixels of a digit of the type, the measure of a column's width
MARGIN = 0.4  # inches at the left and right of a page
A4, A3 = (9, 8.27, 11.69), (8, 11.69, 16.54)  # number, width and height in inches
COLOUR = "#1F4E79"
LOOKS: dict[str, dict[str, Any]] = {
    "text": {"valign": "top"},
    "wrap": {"valign": "top", "text_wrap": True},
    "soft": {"font_color": "#5A6475", "valign": "top"},
    "soft-wrap": {"font_color": "#5A6475", "valign": "top", "text_wrap": True},
    "about": {"font_color": "#5A6475", "valign": "top", "text_wrap": True},
    "check": {"bold": True, "valign": "vcenter"},
    "title": {"bold": True, "font_size": 14, "valign": "top", "text_wrap": True},
    "head": {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"},
    "head-number": {
        "bold": True,
        "bottom": 2,
        "text_wrap": True,
        "valign": "bottom",
        "align": "right",
    },
    "group": {"bold": True, "bg_color": "#F4F6F9", "valign": "top", "text_wrap": True},
    "number": {"num_format": "0.0000", "valign": "top", "align": "right"},
    "plain": {"num_format": "0", "valign": "top", "align": "right"},
    "score": {"num_format": "0.0", "valign": "top", "align": "right"},
    "from": {"num_format": '"≥ "0.0', "valign": "top", "align": "right"},
    "change": {"num_format": "+0.0;−0.0;0.0", "valign": "top", "align": "right"},
    "level": {"valign": "top", "align": "right"},
    "percent": {"num_format": "0%", "valign": "top", "align": "right"},
    "share": {"num_format": "0.0%", "valign": "top", "align": "right"},
    "input": {
        "bg_color": "#FFF9E0",
        "border": 1,
        "border_color": "#D9C97A",
        "valign": "top",
        "align": "right",
        "locked": False,
    },
}
DECIMAL = {"score", "from", "change"}  # looks with the decimals of scores
COLOURED = {
    "title": 0.0,
    "head": 0.88,
    "head-number": 0.88,
}  # looks in the colour of the office; how far the ground is from it
WRONG = {"font_color": "#9C1C1C", "bg_color": "#FBDCDC", "bold": True}


class _Drawing:
    """The file that is written, and the formats that it already has."""

    def __init__(self, file: File, book: Workbook) -> None:
        self.file, self.book = file, book
        self.formats: dict[tuple[str, int], Format] = {}
        self.wrong = file.add_format(WRONG)

    def look(self, place: Place) -> Format:
        key = place.look, place.indent
        if key not in self.formats:
            self.formats[key] = self.file.add_format(self._properties(*key))
        return self.formats[key]

    def _properties(self, look: str, indent: int) -> dict[str, Any]:
        given = {**LOOKS[look], "font_name": FONTS[self.book.lang]}
        if "align" not in given:  # text keeps away from the figures at its left
            given |= {"align": "left", "indent": 1 + indent}
        if look in DECIMAL:
            given["num_format"] = given["num_format"].replace(
                "0.0", f"0.{'0' * self.book.decimals}".rstrip(".")
            )
        if look in COLOURED:
            colour = self.book.colour or COLOUR
            given["font_color"] = colour
            if COLOURED[look]:
                given["bg_color"] = _tint(colour, COLOURED[look])
        return given


def render(book: Workbook) -> bytes:
    """Bytes of the file."""
    from xlsxwriter.workbook import Workbook as File

    out = BytesIO()
    file = File(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
            "default_format_properties": {"font_name": FONTS[book.lang], "font_size": SIZE},
        },
    )
    file.set_properties(
        {
            "title": book.title,
            "subject": book.subject,
            "author": book.author,
            "company": book.organisation,
            "created": datetime.combine(book.made, time()),
        }
    )
    file.set_calc_mode("auto")
    drawing = _Drawing(file, book)
    for sheet in book.sheets:
        page = file.add_worksheet(sheet.name[:31])
        _cells(page, sheet, drawing)
        _table(page, sheet, drawing)
        _paper(page, sheet, book)
    file.close()
    return out.getvalue()


def _cells(page: Worksheet, sheet: Sheet, drawing: _Drawing) -> None:
    for n, width in enumerate(sheet.widths):
        page.set_column(n, n, width, None, {"hidden": n + 1 in sheet.hidden})
    for r, row in enumerate(sheet.rows):
        lines = max(
            (_lines(place, sheet, c) for c, place in enumerate(row) if c + 1 not in sheet.hidden),
            default=1,
        )
        if lines > 1:
            size = max(LOOKS[place.look].get("font_size", SIZE) for place in row) / SIZE
            page.set_row(r, min(409, LINE[drawing.book.lang] * size * lines + 2))
        for c, place in enumerate(row):
            look = drawing.look(place)
            if place.across > 1:
                page.merge_range(r, c, r, c + place.across - 1, "", look)
            _write(page, r, c, place, look)


def _table(page: Worksheet, sheet: Sheet, drawing: _Drawing) -> None:
    """What stays in view, what may be entered, what stands out."""
    page.freeze_panes(*sheet.freeze)
    if sheet.filtered:
        head, last, columns = sheet.filtered
        page.autofilter(head - 1, 0, last - 1, columns - 1)
    for choice in sheet.choices:
        _choice(page, choice)
    for flag in sheet.flags:
        _flag(page, flag, drawing.wrong)
    if sheet.heat:
        first_row, first_column, last_row, last_column = sheet.heat
        shades = {
            "type": "3_color_scale",
            "min_type": "num",
            "mid_type": "num",
            "max_type": "num",
            "min_value": 0,
            "mid_value": 50,
            "max_value": 100,
            "min_color": "#FBEEE2",
            "mid_color": "#FFFFFF",
            "max_color": "#6F9FC8",
        }
        page.conditional_format(
            first_row - 1, first_column - 1, last_row - 1, last_column - 1, shades
        )


def _paper(page: Worksheet, sheet: Sheet, book: Workbook) -> None:
    """A sheet on paper: as wide as a page, its headings on every page, in type that can be read."""
    columns = len(sheet.widths) - sheet.unprinted
    shown = [
        0.0 if n + 1 in sheet.hidden else (DIGIT[book.lang] * width + 5) / 96
        for n, width in enumerate(sheet.widths[:columns])
    ]
    number, pages = _fitted(sum(shown), sum(shown[: sheet.freeze[1]]), sheet.wide)
    if sheet.wide:
        page.set_landscape()
    page.set_paper(number)
    page.fit_to_pages(pages, 0)
    page.set_margins(left=MARGIN, right=MARGIN)
    if sheet.rows:
        page.print_area(0, 0, len(sheet.rows) - 1, columns - 1)
    if sheet.freeze[0]:
        page.repeat_rows(sheet.freeze[0] - 1)
    if pages > 1 and sheet.freeze[1]:
        page.repeat_columns(0, sheet.freeze[1] - 1)
    whose, title = (text.replace("&", "&&")[:120] for text in (book.organisation, book.title))
    page.set_header(f"&L{whose}&R{title}")
    page.set_footer("&L&A&R&P / &N")


def _fitted(inches: float, repeated: float, wide: bool) -> tuple[int, int]:
    """The paper and the pages side by side that a table takes in type that can be read: A4 where
    that will do."""
    for number, narrow, long in (A4, A3):
        room = ((long if wide else narrow) - 2 * MARGIN) * SIZE / SMALLEST
        if inches <= room:
            return number, 1
    return A3[0], math.ceil((inches - repeated) / (room - repeated)) if repeated < room else 1


def _lines(place: Place, sheet: Sheet, at: int) -> int:
    """Lines that a wrapped text takes in its columns; East-Asian characters are two wide."""
    look = LOOKS[place.look]
    if not look.get("text_wrap") or not isinstance(place.value, str | Formula):
        return 1
    text = place.value if isinstance(place.value, str) else str(place.value.value)
    widths = [
        0.0 if n + 1 in sheet.hidden else sheet.widths[n]
        for n in range(at, min(at + place.across, len(sheet.widths)))
    ]
    room = max(1.0, sum(widths) - 1 - (0 if "align" in look else 1.3 * (1 + place.indent)))
    room *= SIZE / look.get("font_size", SIZE)
    wide = [
        sum(2.0 if ord(c) > 0x2E7F else 1.08 if look.get("bold") else 1.0 for c in part)
        for part in text[:MOST].split("\n")
    ]
    return sum(max(1, math.ceil(w / room)) for w in wide)


def _tint(colour: str, white: float) -> str:
    """A colour (#rrggbb) mixed with that part of white."""
    parts = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * white):02X}" for part in parts)


def _write(page: Worksheet, r: int, c: int, place: Place, look: Format) -> None:
    value = place.value
    if value is None or value == "":
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
    first = f"{column(choice.column)}{choice.first}"
    rule: dict[str, Any] = {"validate": "decimal", "criteria": ">=", "value": choice.least}
    shown = [f"{v:g}" if isinstance(v, float) else v for v in choice.values]
    if choice.values and len(",".join(shown)) <= LISTED:
        rule = {"validate": "list", "source": shown}
    elif choice.values:
        words = [f'{first}="{v}"' for v in choice.values if isinstance(v, str)]
        rule = {
            "validate": "custom",
            "value": f"=OR(ISNUMBER({first}){''.join(',' + word for word in words)})",
        }
    elif choice.least is None:
        rule = {"validate": "custom", "value": f"=ISNUMBER({first})"}
    rule |= {
        "error_title": "evalkit",
        "error_message": choice.message[:LISTED],
        "ignore_blank": True,
    }
    rule |= {"input_message": choice.hint[:LISTED]} if choice.hint else {}
    page.data_validation(
        choice.first - 1, choice.column - 1, choice.last - 1, choice.column - 1, rule
    )


def _flag(page: Worksheet, flag: Flag, wrong: Format) -> None:
    rule = {"type": "formula", "criteria": f"={flag.holds}", "format": wrong}
    page.conditional_format(flag.first - 1, flag.column - 1, flag.last - 1, flag.column - 1, rule)
