"""A workbook as LibreOffice calculates it: nothing cached, every formula anew."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
Book = openpyxl.Workbook


def convert(content: bytes, ending: str, kind: str, folder: Path) -> Path:
    """The file that LibreOffice makes of it, in ``kind``."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / f"given.{ending}"
    source.write_bytes(content)
    command = [str(SOFFICE), "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
               "--convert-to", kind, "--outdir", str(folder / "out"), str(source)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / "out" / f"given.{kind.split(':', maxsplit=1)[0]}"


def recalculated(content: bytes, folder: Path, change: Callable[[Book], None] = lambda book: None) -> Book:
    """The values of a workbook after ``change``; openpyxl keeps formulas and drops what they came to."""
    book = openpyxl.load_workbook(BytesIO(content))
    change(book)
    bare = BytesIO()
    book.save(bare)
    made = convert(bare.getvalue(), "xlsx", "xlsx:Calc MS Excel 2007 XML", folder)
    return openpyxl.load_workbook(made, data_only=True)
