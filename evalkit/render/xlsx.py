"""A Workbook in, an Excel file out: text stays text whatever it begins with, formulas are those of
the workbook only."""

from __future__ import annotations

import math
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from evalkit.workbook.model import (
    Bars,
    Choice,
    Formula,
    Place,
    Shades,
    Sheet,
    Workbook,
    area,
    column,
    quoted,
)

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as File
    from xlsxwriter.worksheet import Worksheet

    Formats = dict[tuple[str, int], Format]  # by look and indent

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
BELOW, BELOW_WARM = "#B8560F", "#3F6E8C"  # below a mean; where the office's own colour is warm
STEPS = ((15, 0.45), (8, 0.65), (3, 0.85))  # points from a mean, how far a shade is from its colour
QUIET = "#A9B1BC"  # what stands beside what is spoken of
ROW = 20  # pixels of a row that nobody made higher
BAR, AROUND, CHART = (24, 36), 90, 1100  # pixels a bar of one and of two series, around, and wide
TOP: dict[str, Any] = {"valign": "top"}
WRAPPED = {**TOP, "text_wrap": True}
SOFT = {"font_color": "#5A6475"}
HEAD = {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"}
YELLOW = "#FFF9E0"
UP = 130  # points of a row of headings that stand upright
FIGURE = {**TOP, "align": "right"}
FIGURES = {
    "number": "0.0000",
    "plain": "0",
    "exact": "General",
    "score": "0.0",
    "from": '"≥ "0.0',
    "change": "+0.0;−0.0;0.0",
    "percent": "0%",
    "share": "0.0%",
}
LOOKS: dict[str, dict[str, Any]] = {
    "text": TOP,
    "wrap": WRAPPED,
    "soft": TOP | SOFT,
    "soft-wrap": WRAPPED | SOFT,
    "about": WRAPPED | SOFT,
    "check": {"bold": True, "valign": "vcenter"},
    "title": {**WRAPPED, "bold": True, "font_size": 14},
    "strong": {**WRAPPED, "bold": True},
    "link": {**TOP, "underline": 1},
    "note": {**WRAPPED, "bold": True, "font_color": "#8A3B12"},
    "yellow": {**TOP, "bg_color": YELLOW},
    "wrong": TOP,
    "above": TOP,
    "below": TOP,
    "head": HEAD,
    "head-number": {**HEAD, "align": "right"},
    "head-up": {**HEAD, "align": "right", "rotation": 90},
    "above-head": {"bold": True, "align": "left", "valign": "vcenter"},
    "group": {**WRAPPED, "bold": True, "bg_color": "#F4F6F9"},
    "mean": {**FIGURE, "top": 1, "bold": True, "num_format": "0.0"},
    "mean-label": {**TOP, "top": 1, "bold": True},
    "level": FIGURE,
    **{look: {**FIGURE, "num_format": shown} for look, shown in FIGURES.items()},
    "input": {
        **FIGURE,
        "bg_color": YELLOW,
        "border": 1,
        "border_color": "#D9C97A",
        "locked": False,
    },
}
DECIMAL = {"score", "from", "change", "mean"}  # looks with the decimals of scores
# looks in the colour of the office; how far the ground is from it
COLOURED = {"title": 0.0, "link": 0.0, "head": 0.88, "head-number": 0.88, "head-up": 0.88}
COLOURED |= {"above-head": 0.0}
HEADS = {
    "title",
    "head",
    "head-number",
    "head-up",
    "above-head",
    "group",
    "strong",
}  # looks in the type of headings
WRONG = {"font_color": "#9C1C1C", "bg_color": "#FBDCDC", "bold": True}


def _properties(place: Place, book: Workbook) -> dict[str, Any]:
    """The format of a cell, as the library wants it."""
    given = {**LOOKS[place.look], "font_name": _font(book, place.look in HEADS)}
    if "align" not in given:  # text keeps away from the figures at its left
        given |= {"align": "left", "indent": 1 + place.indent}
    if place.look in DECIMAL:
        shown = f"0.{'0' * book.decimals}".rstrip(".")
        given["num_format"] = given["num_format"].replace("0.0", shown)
    if place.look == "wrong":
        given |= WRONG
    if place.look in ("above", "below"):
        given["bg_color"] = _tint(_ends(book)[place.look == "below"], STEPS[1][1])
    if place.look in COLOURED:
        given["font_color"] = colour = book.colour or COLOUR
        if white := COLOURED[place.look]:
            given["bg_color"] = _tint(colour, white)
    return given


def _font(book: Workbook, head: bool = False) -> str:
    """The type of text or of headings: the office's, where it names one."""
    return (book.font_head if head else book.font_text) or FONTS[book.lang]


def _ends(book: Workbook) -> tuple[str, str]:
    """Colours of what lies above and below a mean, told apart by everybody."""
    colour = book.colour or COLOUR
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    warm = red > blue and red >= green
    return colour, BELOW_WARM if warm else BELOW


def render(book: Workbook) -> bytes:
    """Bytes of the file."""
    from xlsxwriter.workbook import Workbook as File

    out = BytesIO()
    file = File(
        out,
        {
            "in_memory": True,
            "default_format_properties": {"font_name": _font(book), "font_size": SIZE},
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
    for name, cells in book.names:
        file.define_name(name, f"={cells}")
    wrong, formats = file.add_format(WRONG), {}
    for sheet in book.sheets:
        for place in (place for row in sheet.rows for place in row):
            if (place.look, place.indent) not in formats:
                made = file.add_format(_properties(place, book))
                formats[place.look, place.indent] = made
        page = file.add_worksheet(sheet.name[:31])
        _cells(page, sheet, formats, LINE[book.lang])
        _table(page, sheet, wrong, book)
        for shades in sheet.shades:
            _shade(page, shades, file, book)
        for bars in sheet.charts:
            _drawn(page, bars, sheet, file, book)
        _paper(page, sheet, book)
    file.close()
    return out.getvalue()


def _cells(page: Worksheet, sheet: Sheet, formats: Formats, line: float) -> None:
    for n, width in enumerate(sheet.widths):
        page.set_column(n, n, width, None, {"hidden": n + 1 in sheet.hidden})
    for r, row in enumerate(sheet.rows):
        lines = max(
            (_lines(place, sheet, c) for c, place in enumerate(row) if c + 1 not in sheet.hidden),
            default=1,
        )
        if any(place.look == "head-up" for place in row):
            page.set_row(r, UP)
        elif lines > 1:
            size = max(LOOKS[place.look].get("font_size", SIZE) for place in row) / SIZE
            page.set_row(r, min(409, line * size * lines + 2))
        for c, place in enumerate(row):
            look = formats[place.look, place.indent]
            if place.across > 1:
                page.merge_range(r, c, r, c + place.across - 1, "", look)
            _write(page, r, c, place, look)


def _table(page: Worksheet, sheet: Sheet, wrong: Format, book: Workbook) -> None:
    """What stays in view, what may be entered, what stands out."""
    page.freeze_panes(*sheet.freeze)
    if sheet.filtered:
        head, last, columns = sheet.filtered
        page.autofilter(head - 1, 0, last - 1, columns - 1)
    for choice in sheet.choices:
        _choice(page, choice)
    for flag in sheet.flags:
        rule = {"type": "formula", "criteria": f"={flag.holds}", "format": wrong}
        page.conditional_format(area("", flag.first, flag.last, flag.column), rule)
    if sheet.heat:
        shades = {
            "type": "3_color_scale",
            "min_type": "num",
            "mid_type": "num",
            "max_type": "num",
            "min_value": 0,
            "mid_value": 50,
            "max_value": 100,
            "min_color": _tint(_ends(book)[1], 0.88),
            "mid_color": "#FFFFFF",
            "max_color": _tint(_ends(book)[0], 0.45),
        }
        page.conditional_format(*(n - 1 for n in sheet.heat), shades)


def _shade(page: Worksheet, shades: Shades, file: File, book: Workbook) -> None:
    """Cells shaded by how far they lie from a mean; a shade a step, so that paper and colour-blind
    readers tell them apart."""
    own = f"{column(shades.first[1])}{shades.first[0]}"
    known = f"AND(ISNUMBER({own}),ISNUMBER({shades.mean}))"
    cells = (*(n - 1 for n in shades.first), *(n - 1 for n in shades.last))
    for colour, apart in zip(
        _ends(book), (f"{own}-{shades.mean}", f"{shades.mean}-{own}"), strict=True
    ):
        for points, white in STEPS:
            rule = {
                "type": "formula",
                "criteria": f"=IF({known},{apart}>={points},FALSE)",
                "format": file.add_format({"bg_color": _tint(colour, white)}),
                "stop_if_true": True,
            }
            page.conditional_format(*cells, rule)


def _drawn(page: Worksheet, bars: Bars, sheet: Sheet, file: File, book: Workbook) -> None:
    """A chart under the rows of a sheet, one row apart."""
    chart: Chart = file.add_chart({"type": "bar"})
    type_, several = {"name": _font(book), "size": 9, "color": "#3A424E"}, len(bars.series) > 1
    shown = "0." + "0" * book.decimals if book.decimals else "0"
    for n, (title, values) in enumerate(bars.series):
        labelled = {"value": True, "num_format": shown, "font": type_}
        chart.add_series(
            {
                "name": _literal(title),
                "categories": f"={bars.names}",
                "values": f"={values}",
                "fill": {"color": QUIET if n else book.colour or COLOUR},
                "gap": 45,
                "data_labels": labelled,
            }
        )
    head = {"name": _font(book, True), "size": 12, "bold": True, "color": book.colour or COLOUR}
    chart.set_title({"name": _literal(bars.title), "name_font": head, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": type_, "line": {"color": QUIET}})
    chart.set_x_axis(
        {"min": 0, "max": 100, "visible": False, "major_gridlines": {"visible": False}}
    )
    chart.set_legend({"position": "bottom", "font": type_} if several else {"none": True})
    chart.set_chartarea({"border": {"none": True}})
    width = min(CHART, round(96 * sum(_inches(sheet, book))))
    chart.set_size({"width": width, "height": _chart_height(bars)})
    page.insert_chart(bars.below + 1, 0, chart, {"description": bars.alt, "object_position": 3})


def _literal(text: str) -> str:
    """A text that a chart takes for text: one that begins like a formula after a sign that nobody
    sees."""
    return f"\u2060{text}" if text.startswith("=") else text


def _chart_height(bars: Bars) -> int:
    """Pixels of a chart."""
    return AROUND + bars.n * BAR[len(bars.series) > 1]


def _paper(page: Worksheet, sheet: Sheet, book: Workbook) -> None:
    """A sheet on paper: as wide as a page, its headings on every page, in type that can be read."""
    columns, shown = len(sheet.widths) - sheet.unprinted, _inches(sheet, book)
    number, pages = _fitted(sum(shown), sum(shown[: sheet.freeze[1]]), sheet.wide)
    if sheet.wide:
        page.set_landscape()
    page.set_paper(number)
    page.fit_to_pages(pages, 0)
    page.set_margins(left=MARGIN, right=MARGIN)
    if sheet.rows:
        page.print_area(0, 0, max([len(sheet.rows), *_ends_of_charts(sheet)]) - 1, columns - 1)
    if sheet.freeze[0]:
        page.repeat_rows(sheet.freeze[0] - 1)
    if pages > 1 and sheet.freeze[1]:
        page.repeat_columns(0, sheet.freeze[1] - 1)
    whose, title = (text.replace("&", "&&")[:120] for text in (book.organisation, book.title))
    page.set_header(f"&L{whose}&R{title}")
    page.set_footer("&L&A&R&P / &N")


def _inches(sheet: Sheet, book: Workbook) -> list[float]:
    """The widths of the columns that are printed."""
    printed = _shown(sheet)[: len(sheet.widths) - sheet.unprinted]
    return [width and (DIGIT[book.lang] * width + 5) / 96 for width in printed]


def _ends_of_charts(sheet: Sheet) -> list[int]:
    """The row that each chart ends in."""
    return [bars.below + 2 + math.ceil(_chart_height(bars) / ROW) for bars in sheet.charts]


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
    if (
        not look.get("text_wrap")
        or "rotation" in look
        or not isinstance(place.value, str | Formula)
    ):
        return 1
    text = place.value if isinstance(place.value, str) else str(place.value.value)
    widths = _shown(sheet)[at : at + place.across]
    room = max(1.0, sum(widths) - 1 - (0 if "align" in look else 1.3 * (1 + place.indent)))
    room *= SIZE / look.get("font_size", SIZE)
    wide = [
        sum(2.0 if ord(c) > 0x2E7F else 1.08 if look.get("bold") else 1.0 for c in part)
        for part in text[:MOST].split("\n")
    ]
    return sum(max(1, math.ceil(w / room)) for w in wide)


def _shown(sheet: Sheet) -> list[float]:
    """The widths of the columns as a reader sees them."""
    return [0.0 if n in sheet.hidden else width for n, width in enumerate(sheet.widths, start=1)]


def _tint(colour: str, white: float) -> str:
    """A colour (#rrggbb) mixed with that part of white."""
    parts = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * white):02X}" for part in parts)


def _write(page: Worksheet, r: int, c: int, place: Place, look: Format) -> None:
    value = place.value
    if place.link:
        page.write_url(r, c, f"internal:{quoted(place.link)}!A1", look, str(value))
    elif value is None or value == "":
        page.write_blank(r, c, None, look)
    elif isinstance(value, Formula):
        if value.array:
            page.write_array_formula(r, c, r, c, f"{{={value.text}}}", look, value.value)
        else:
            page.write_formula(r, c, f"={value.text}", look, value.value)
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
    rule |= {"error_title": "evalkit", "error_message": choice.message[:LISTED]}
    if choice.hint:
        rule["input_message"] = choice.hint[:LISTED]
    page.data_validation(area("", choice.first, choice.last, choice.column), rule)
