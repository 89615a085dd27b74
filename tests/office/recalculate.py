"""A workbook as LibreOffice calculates it: nothing cached, every formula anew."""

from __future__ import annotations

import atexit
import html
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
Book: TypeAlias = Any  # openpyxl ships no types


def convert(content: bytes, ending: str, kind: str, folder: Path) -> Path:
    """The file that LibreOffice makes of it, in ``kind``."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / f"given.{ending}"
    source.write_bytes(content)
    office("--convert-to", kind, "--outdir", str(folder / "out"), str(source))
    return folder / "out" / f"given.{kind.split(':', maxsplit=1)[0]}"


@cache
def profile() -> Path:
    """A profile of LibreOffice that this process has to itself: made once, since that takes longer
    than most conversions."""
    made = Path(tempfile.mkdtemp(prefix="evalkit-office-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def office(*arguments: str) -> None:
    own = f"-env:UserInstallation={profile().as_uri()}"
    subprocess.run(
        [str(SOFFICE), "--headless", "--norestore", own, *arguments],
        check=True,
        capture_output=True,
        timeout=180,
    )


MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">{}</script:module>
"""


def run_macro(text: str, name: str) -> None:
    """Run a macro; the profile must have been used before."""
    module = profile() / "user/basic/Standard/Module1.xba"
    module.write_text(MODULE.format(html.escape(text)), "utf-8")
    office(f"macro:///Standard.Module1.{name}")


SORT = """
Sub Sort()
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL("{given}", "_blank", 0, hidden())
  Dim by(0) As New com.sun.star.table.TableSortField
  by(0).Field = {by}
  by(0).IsAscending = True
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "SortFields"
  how(0).Value = by()
  how(1).Name = "ContainsHeader"
  how(1).Value = False
  doc.Sheets.getByIndex({sheet}).getCellRangeByName("{cells}").sort(how())
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName"
  kind(0).Value = "Calc MS Excel 2007 XML"
  doc.storeToURL("{made}", kind())
  doc.close(True)
End Sub
"""


def sorted_rows(content: bytes, folder: Path, sheet: str, cells: str, by: int) -> bytes:
    """The workbook after somebody sorted ``cells`` of a sheet upwards by their ``by``-th column (1
    is the first)."""
    given = convert(
        content, "xlsx", "xlsx:Calc MS Excel 2007 XML", folder
    )  # makes the profile that macros lie in
    made = folder / "sorted.xlsx"
    number = openpyxl.load_workbook(BytesIO(content), read_only=True).sheetnames.index(sheet)
    text = SORT.format(
        given=given.as_uri(), by=by - 1, sheet=number, cells=cells, made=made.as_uri()
    )
    run_macro(text, "Sort")
    return made.read_bytes()


def recalculated(
    content: bytes, folder: Path, change: Callable[[Book], None] = lambda book: None
) -> Book:
    """The values of a workbook after ``change``; openpyxl keeps formulas and drops what they came
    to."""
    book = openpyxl.load_workbook(BytesIO(content))
    change(book)
    bare = BytesIO()
    book.save(bare)
    made = convert(bare.getvalue(), "xlsx", "xlsx:Calc MS Excel 2007 XML", folder)
    return openpyxl.load_workbook(made, data_only=True)
