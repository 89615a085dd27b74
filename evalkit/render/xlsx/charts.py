"""What is drawn on a sheet: charts of bars, and shades by how far a score lies from a mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.render.xlsx.looks import COLOUR, STEPS, ends, font, tint
from evalkit.render.xlsx.sizes import CHART, chart_height, inches
from evalkit.workbook.model import Bars, Shades, Sheet, Workbook, column

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook as File
    from xlsxwriter.worksheet import Worksheet

QUIET = "#A9B1BC"  # what stands beside what is spoken of


def shade(page: Worksheet, shades: Shades, file: File, book: Workbook) -> None:
    """Cells shaded by how far they lie from a mean; a shade a step, so that paper and colour-blind
    readers tell them apart."""
    own = f"{column(shades.first[1])}{shades.first[0]}"
    known = f"AND(ISNUMBER({own}),ISNUMBER({shades.mean}))"
    cells = (*(n - 1 for n in shades.first), *(n - 1 for n in shades.last))
    for colour, apart in zip(
        ends(book), (f"{own}-{shades.mean}", f"{shades.mean}-{own}"), strict=True
    ):
        for far, white in STEPS:
            points = round(far * book.units.span, 9)
            rule = {
                "type": "formula",
                "criteria": f"=IF({known},{apart}>={points:g},FALSE)",
                "format": file.add_format({"bg_color": tint(colour, white)}),
                "stop_if_true": True,
            }
            page.conditional_format(*cells, rule)


def draw(page: Worksheet, bars: Bars, sheet: Sheet, file: File, book: Workbook) -> None:
    """A chart under the rows of a sheet, one row apart."""
    chart: Chart = file.add_chart({"type": "bar"})
    type_, several = {"name": font(book), "size": 9, "color": "#3A424E"}, len(bars.series) > 1
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
    head = {"name": font(book, True), "size": 12, "bold": True, "color": book.colour or COLOUR}
    chart.set_title({"name": _literal(bars.title), "name_font": head, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": type_, "line": {"color": QUIET}})
    chart.set_x_axis(
        {
            "min": book.units.low,
            "max": book.units.high,
            "visible": False,
            "major_gridlines": {"visible": False},
        }
    )
    chart.set_legend({"position": "bottom", "font": type_} if several else {"none": True})
    chart.set_chartarea({"border": {"none": True}})
    width = min(CHART, round(96 * sum(inches(sheet, book))))
    chart.set_size({"width": width, "height": chart_height(bars)})
    page.insert_chart(bars.below + 1, 0, chart, {"description": bars.alt, "object_position": 3})


def _literal(text: str) -> str:
    """A text that a chart takes for text: one that begins like a formula after a sign that nobody
    sees."""
    return f"\u2060{text}" if text.startswith("=") else text
