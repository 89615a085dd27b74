"""A Workbook in, an Excel file out: text stays text whatever it begins with, formulas are those of
the workbook only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from evalkit.render.xlsx.charts import draw, shade
from evalkit.render.xlsx.looks import FLAGS, LOOKS, SIZE, ends, font, properties, tint
from evalkit.render.xlsx.paper import paper
from evalkit.render.xlsx.sizes import MOST, lines
from evalkit.workbook.model import Choice, Formula, Place, Sheet, Workbook, area, column, quoted

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    Formats = dict[tuple[str, int], Format]  # by look and indent

# characters of a list of choices, and of what is said beside a cell; Excel refuses more
LISTED = 255
LINE = {"zh": 16.5, "en": 15.0}  # points a line
TALL = 4  # lines of a row that is written into
UP = 130  # points of a row of headings that stand upright


def render(book: Workbook) -> bytes:
    """Bytes of the file."""
    from xlsxwriter.workbook import Workbook as File

    out = BytesIO()
    file = File(
        out,
        {
            "in_memory": True,
            "default_format_properties": {"font_name": font(book), "font_size": SIZE},
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
    for name, said in book.properties:
        file.set_custom_property(name, said, "text")
    used = {flag.look for sheet in book.sheets for flag in sheet.flags} | {"wrong"}
    flagged = {look: file.add_format(FLAGS[look]) for look in sorted(used, reverse=True)}
    formats: Formats = {}
    for sheet in book.sheets:
        for place in (place for row in sheet.rows for place in row):
            if (place.look, place.indent) not in formats:
                made = file.add_format(properties(place, book))
                formats[place.look, place.indent] = made
        page = file.add_worksheet(sheet.name[:31])
        _cells(page, sheet, formats, LINE[book.lang])
        _table(page, sheet, flagged, book)
        for shades in sheet.shades:
            shade(page, shades, file, book)
        for bars in sheet.charts:
            draw(page, bars, sheet, file, book)
        paper(page, sheet, book)
    file.close()
    return out.getvalue()


def _cells(page: Worksheet, sheet: Sheet, formats: Formats, line: float) -> None:
    for n, width in enumerate(sheet.widths):
        page.set_column(n, n, width, None, {"hidden": n + 1 in sheet.hidden})
    for r, row in enumerate(sheet.rows):
        taken = max(
            (lines(place, sheet, c) for c, place in enumerate(row) if c + 1 not in sheet.hidden),
            default=1,
        )
        taken = max(taken, TALL) if r + 1 in sheet.tall else taken
        if any(place.look == "head-up" for place in row):
            page.set_row(r, UP)
        elif taken > 1:
            size = max(LOOKS[place.look].get("font_size", SIZE) for place in row) / SIZE
            page.set_row(r, min(409, line * size * taken + 2))
        for c, place in enumerate(row):
            look = formats[place.look, place.indent]
            if place.across > 1:
                page.merge_range(r, c, r, c + place.across - 1, "", look)
            _write(page, r, c, place, look)


def _table(page: Worksheet, sheet: Sheet, flagged: Mapping[str, Format], book: Workbook) -> None:
    """What stays in view, what may be entered, what stands out."""
    page.freeze_panes(*sheet.freeze)
    if sheet.locked:
        page.protect("", dict.fromkeys(("autofilter", "format_columns", "format_rows"), True))
    if sheet.filtered:
        head, last, columns = sheet.filtered
        page.autofilter(head - 1, 0, last - 1, columns - 1)
    for choice in sheet.choices:
        _choice(page, choice)
    for flag in sheet.flags:
        rule = {"type": "formula", "criteria": f"={flag.holds}", "format": flagged[flag.look]}
        page.conditional_format(area("", flag.first, flag.last, flag.column), rule)
    if sheet.heat:
        shades = {
            "type": "3_color_scale",
            "min_type": "num",
            "mid_type": "num",
            "max_type": "num",
            "min_value": book.units.low,
            "mid_value": f"{book.units.shown(0.5):g}",
            "max_value": book.units.high,
            "min_color": tint(ends(book)[1], 0.88),
            "mid_color": "#FFFFFF",
            "max_color": tint(ends(book)[0], 0.45),
        }
        page.conditional_format(*(n - 1 for n in sheet.heat), shades)


def _write(page: Worksheet, r: int, c: int, place: Place, look: Format) -> None:
    value = place.value
    if place.link:
        page.write_url(r, c, f"internal:{quoted(place.link)}!A1", look, str(value))
    elif value is None or value == "":
        page.write_blank(r, c, None, look)
    elif isinstance(value, Formula):
        if value.array:
            page.write_array_formula(r, c, r, c, f"{{={value.text}}}", look, _shown(value.value))
        else:
            page.write_formula(r, c, f"={value.text}", look, _shown(value.value))
    elif isinstance(value, str):
        page.write_string(r, c, value if len(value) <= MOST else value[:MOST] + " …", look)
    else:
        page.write_number(r, c, _shown(value), look)


def _shown(value: Any) -> Any:
    """What a cell holds: no figure is −0.0."""
    return value + 0.0 if isinstance(value, float) else value


def _choice(page: Worksheet, choice: Choice) -> None:
    first = f"{column(choice.column)}{choice.first}"
    rule: dict[str, Any] = {"validate": "decimal", "criteria": ">=", "value": choice.least}
    shown = [f"{v:g}" if isinstance(v, float) else v for v in choice.values]
    if choice.cells:
        rule = {"validate": "list", "source": f"={choice.cells}"}
    elif choice.values and len(",".join(shown)) <= LISTED:
        rule = {"validate": "list", "source": shown}
    elif choice.values:
        words = [f'{first}="{v}"' for v in choice.values if isinstance(v, str)]
        rule = {
            "validate": "custom",
            "value": f"=OR(ISNUMBER({first}){''.join(',' + word for word in words)})",
        }
    elif choice.least is None:
        rule = {"validate": "custom", "value": f"=ISNUMBER({first})"}
    rule |= {"error_title": page.get_name(), "error_message": choice.message[:LISTED]}
    if not choice.strict:
        rule["show_error"] = False
    if choice.hint:
        rule["input_message"] = choice.hint[:LISTED]
    page.data_validation(area("", choice.first, choice.last, choice.column), rule)
