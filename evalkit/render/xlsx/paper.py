"""A sheet on paper: its size, its sides, what is repeated and what is left out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evalkit.render.xlsx.looks import SIZE
from evalkit.render.xlsx.sizes import ends_of_charts, inches
from evalkit.workbook.model import Sheet, Workbook

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SMALLEST = 7.0  # points of the type on paper; below that a larger sheet, then more pages
MARGIN = 0.4  # inches at the left and right of a page
A4, A3 = (9, 8.27, 11.69), (8, 11.69, 16.54)  # number, width and height in inches


def paper(page: Worksheet, sheet: Sheet, book: Workbook) -> None:
    """A sheet on paper: as wide as a page, its headings on every page, in type that can be read."""
    columns, shown = len(sheet.widths) - sheet.unprinted, inches(sheet, book)
    number, pages = _fitted(sum(shown), sum(shown[: sheet.freeze[1]]), sheet.wide)
    if sheet.pages:
        number, pages = A4[0], sheet.pages
    if sheet.wide:
        page.set_landscape()
    page.set_paper(number)
    page.fit_to_pages(pages, 0)
    page.set_margins(left=MARGIN, right=MARGIN)
    if sheet.rows:
        page.print_area(0, 0, max([len(sheet.rows), *ends_of_charts(sheet)]) - 1, columns - 1)
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
