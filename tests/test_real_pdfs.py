"""PDFs as they come: true quotes stand at their places, forged ones do not, and no word that another
reader finds is lost."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import pytest
from evalkit.evidence.places import place_of
from evalkit.evidence.quotes import verify
from evalkit.evidence.radicals import ideographs

from tests.conftest import needs_shared
from tests.real_plans import PLANS, held, rows, text

FILES = sorted(path for path in PLANS.rglob("*.pdf") if path.read_bytes()[:5] == b"%PDF-")
RECALL = 0.99
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u2e80-\u9fff]{2,}")

pytestmark = needs_shared


def plain(words: str) -> str:
    return unicodedata.normalize("NFKC", ideographs(words)).lower()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_words_that_another_reader_finds_are_there(path: Path) -> None:
    import pypdf

    pages = pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages
    words = _WORD.findall(plain("\n".join(page.extract_text() for page in pages)))
    ours = re.sub(r"[\W_]", "", plain("".join(p.text for p in text(path).passages)))
    lost = [word for word in words if word not in ours]
    assert len(lost) <= (1 - RECALL) * len(words), lost[:20]


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
