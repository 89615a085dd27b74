"""A rating form written and collected, against bare xlsxwriter writing the same cells and calamine
reading them."""

from __future__ import annotations

import io
from pathlib import Path

from evalkit.forms.collect import Handed, collect, signed
from evalkit.forms.content import content_of
from evalkit.forms.write import form_file
from evalkit.reading.sheets import sheets_of
from evalkit.storage import load

from benchmarks.timing import Ratio, compare


def run() -> list[Ratio]:
    loaded = load([Path("cases/guizhou-2026.yaml")])
    file, standard = loaded.files[0], loaded.standard
    assert standard is not None
    rater = file.case.ratings_of("core-position")[0].rater
    content = form_file(content_of(standard, file, rater, "zh"))
    cells = [sheet.rows for sheet in sheets_of(content)]
    known = {file.case.case: (file, standard)}

    def written() -> None:
        form_file(content_of(standard, file, rater, "zh"))

    def bare_writing() -> None:
        from xlsxwriter import Workbook

        book = Workbook(io.BytesIO(), {"in_memory": True})
        for rows in cells:
            page = book.add_worksheet()
            for r, row in enumerate(rows):
                for c, text in enumerate(row):
                    if text:
                        page.write_string(r, c, text)
        book.close()

    def collected() -> None:
        parts, _ = signed(Handed("form.xlsx", sheets_of(content)), None, None)
        assert not collect(parts, known, ()).findings

    def bare_reading() -> None:
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)

    n = len(content_of(standard, file, rater, "zh").blocks)
    return [
        compare(f"write a form of {n} criteria", written, bare_writing, 8),
        compare(f"collect a form of {n} criteria", collected, bare_reading, 20),
    ]
