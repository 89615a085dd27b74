"""PDFs as they come: true quotes stand at their places, forged ones do not, and no word that another
reader finds is lost."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from evalkit.evidence.places import place_of
from evalkit.evidence.quotes import verify

from tests.conftest import needs_shared
from tests.real_plans import PLANS, findings, held, rows, text
from tests.recall import recall

FILES = sorted(path for path in PLANS.rglob("*.pdf") if path.read_bytes()[:5] == b"%PDF-")
RECALL = 0.99

pytestmark = needs_shared


def by_pypdf(path: Path) -> list[str]:
    import pypdf

    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages]


def by_poppler(path: Path) -> list[str]:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not there")
    # as the file has them: put in order, slanted words fall apart into letters
    made = subprocess.run(
        ["pdftotext", "-raw", "-enc", "UTF-8", path, "-"], capture_output=True, check=True
    )
    return made.stdout.decode("utf-8").split("\f")


def named(path: Path) -> str:
    """Words of the running heads and page numbers that a finding names, as often as they stood."""
    held = text(path)
    told = [f.message() for f in findings(path) if f.code == "document-furniture"]
    lines = re.findall(r'"([^"]*)" ×(\d+)', "\n".join(told))
    numbers = " ".join(map(str, range(1, held.n_pages + 1)))
    return "\n".join(
        "\n".join([line.replace("#", " ")] * int(times)) + "\n" + (numbers if "#" in line else "")
        for line, times in lines
    )


@pytest.mark.parametrize("reader", [by_pypdf, by_poppler])
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_words_that_another_reader_finds_are_there(
    path: Path, reader: Callable[[Path], list[str]]
) -> None:
    found = recall(reader(path), "\n".join(p.text for p in text(path).passages), named(path))
    assert found.share >= RECALL, Counter(found.lost).most_common(40)


QUOTES = [row for row in rows("kinds/quotes.csv") if PLANS / "kinds" / row["document"] in FILES]


@pytest.mark.parametrize(
    "row", QUOTES, ids=lambda row: f"{Path(row['document']).stem}-{row['topic']}"
)
def test_true_quotes_stand_at_their_page_and_forged_ones_do_not(row: dict[str, str]) -> None:
    plan = held(PLANS / "kinds" / row["document"])
    verdict = verify(row["quote"], plan)
    assert verdict.verified
    place = place_of(row["place"])
    assert place is not None
    assert verdict.at(place)
    if forged := row["tampered_variant_not_in_text"]:
        assert not verify(forged, plan).verified


def test_a_row_of_a_table_is_one_passage_with_its_cells_apart() -> None:
    path = PLANS / "kinds/ris3/luxembourg-ris3-2014.pdf"
    cells = [len(p.text.split(" | ")) for p in text(path).passages]
    assert cells.count(5) >= 8  # years and sums of one table, a figure to a cell
    assert not any(re.search(r"\d{4}\.\d \d{3}", p.text) for p in text(path).passages)
