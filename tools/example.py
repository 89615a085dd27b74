"""The reports in ``docs/example``, which a stranger looks at before installing: made anew from the
project that ``evalkit init`` writes.

    python -m tools.example
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "docs" / "example"
DAY = "2026-11-27"
CASE = {"en": "alder-bay-2026", "zh": "qinglan-2026"}


def made(lang: str, formats: str) -> dict[str, bytes]:
    """Name in the folder → the report as it is made today, of those in these formats."""
    case = CASE[lang]
    shown = {
        f"comparison.{lang}.html": f"comparison.{lang}.html",
        f"comparison.{lang}.pdf": f"comparison.{lang}.pdf",
        f"briefing.{lang}.pdf": f"{case}.{lang}.pdf",
        f"memo.{lang}.docx": f"{case}-memo.{lang}.docx",
    }
    with tempfile.TemporaryDirectory() as folder:
        run(folder, "init", ".", "--lang", lang)
        run(folder, "report", "--lang", lang, "--format", formats, "--as-of", DAY)
        reports = Path(folder) / "reports"
        there = {name: reports / file for name, file in shown.items()}
        return {name: path.read_bytes() for name, path in there.items() if path.is_file()}


def main() -> None:
    """Write the example in both languages."""
    for lang in CASE:
        for name, content in made(lang, "html,docx,pdf").items():
            (FOLDER / name).write_bytes(content)


def run(folder: str, *arguments: str) -> None:
    """One command of evalkit in a folder."""
    subprocess.run([sys.executable, "-m", "evalkit", *arguments], cwd=folder, check=True)


if __name__ == "__main__":
    main()
