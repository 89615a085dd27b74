"""Scanned pages and pictures: refused as they are, read with --ocr, marked, and never exact."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from evalkit.cli import main
from evalkit.evidence.recognised import lines_of_tsv, read_picture
from evalkit.evidence.text import PlanText
from evalkit.storage import scans
from tests.pages import PICTURE, column, pdf

QUOTE = "The share of green electricity rises to 65 percent by the year 2030"
WORDS = [
    "The share of green electricity rises to 65",
    "percent by the year 2030. The council asks",
    "every town to report on it each spring.",
]
HEAD = "level page_num block_num par_num line_num word_num left top width height conf text"


def table(lines: list[str], page: int = 1) -> str:
    """What tesseract prints of lines."""
    rows = [f"1 {page} 0 0 0 0 0 0 2480 3508 -1 "]
    for n, line in enumerate(lines):
        top = 300 + 60 * n
        rows.append(f"4 {page} 1 1 {n + 1} 0 250 {top} 1800 44 -1 ")
        left = 250
        for m, word in enumerate(line.split(), start=1):
            wide = 22 * len(word)
            rows.append(f"5 {page} 1 1 {n + 1} {m} {left} {top} {wide} 44 96.1 {word}")
            left += wide + 22
    return "\n".join(row.replace(" ", "\t") for row in [HEAD, *rows]) + "\n"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, [*args, "--lang", "en"])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("scan.pdf").write_bytes(pdf([PICTURE]))
    Path("mixed.pdf").write_bytes(
        pdf(column(["A page that is text and nothing else."], 60, 700), [PICTURE])
    )
    Path("photo.png").write_bytes(b"\x89PNG\r\n\x1a\n made up")
    return tmp_path


@pytest.fixture
def stand_in(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tesseract that says the same of every picture: what it is asked is written down."""
    if os.name != "posix":
        pytest.skip("a script on the path needs a POSIX system")
    folder = desk / "bin"
    folder.mkdir()
    script = folder / "tesseract"
    script.write_text(
        f"#!{sys.executable}\n"
        "import sys\n"
        f"log = open({str(desk / 'asked')!r}, 'a')\n"
        "if '--list-langs' in sys.argv:\n"
        "    print('List of available languages (3):\\nchi_sim\\neng\\nosd')\n"
        "else:\n"
        "    picture = sys.stdin.buffer.read()\n"
        "    print(' '.join(sys.argv[1:]), picture[:2], file=log)\n"
        f"    sys.stdout.write({table(WORDS)!r})\n",
        "utf-8",
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    scans._installed.cache_clear()
    return desk / "asked"


@pytest.mark.parametrize(
    ("file", "code"),
    [("scan.pdf", "document-image-only"), ("photo.png", "document-format")],
)
def test_a_picture_without_ocr_is_a_finding_that_names_the_option(
    desk: Path, file: str, code: str
) -> None:
    result = run("quote", QUOTE, file)
    assert result.exit_code == 10
    assert f"error[{code}]" in result.stderr
    assert "--ocr" in result.stderr


@pytest.mark.parametrize("file", ["scan.pdf", "mixed.pdf", "photo.png"])
def test_a_quote_from_a_recognised_page_is_never_exact(stand_in: Path, file: str) -> None:
    result = run("quote", QUOTE, file, "--ocr", "--json")
    assert result.exit_code == 0
    verdict = json.loads(result.stdout)[0]
    assert (verdict["tier"], verdict["verified"], verdict["ocr"]) == ("normalised", True, True)
    assert "note[document-ocr]" in result.stderr
    shown = run("quote", QUOTE, file, "--ocr")
    assert "read by text recognition (OCR)" in shown.stdout
    assert run("quote", QUOTE.replace("65", "95"), file, "--ocr").exit_code == 10


def test_pages_that_have_text_are_not_recognised(stand_in: Path) -> None:
    result = run("quote", "A page that is text and nothing else", "mixed.pdf", "--ocr", "--json")
    verdict = json.loads(result.stdout)[0]
    assert (verdict["tier"], verdict["ocr"]) == ("exact", False)
    asked = stand_in.read_text("utf-8").split("\n")
    assert asked[:-1] == [
        "stdin stdout -l eng tsv b'P5'"
    ]  # its other page, in the language of the first


def test_a_scan_is_recognised_in_the_languages_that_are_installed(stand_in: Path) -> None:
    assert run("find", "electricity", "scan.pdf", "--ocr").exit_code == 0
    assert stand_in.read_text("utf-8") == "stdin stdout -l chi_sim+eng tsv b'P5'\n"


def test_nothing_is_recognised_where_it_is_not_asked_for(stand_in: Path) -> None:
    run("quote", QUOTE, "scan.pdf", "--ocr")
    assert run("quote", QUOTE, "scan.pdf").exit_code == 10
    assert not scans.is_asked()


def test_without_tesseract_the_refusal_says_what_to_install(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(desk))
    result = run("quote", QUOTE, "scan.pdf", "--ocr")
    assert result.exit_code not in (0, 10)
    assert "tesseract-ocr-chi-sim" in result.stderr


def test_a_tesseract_that_fails_leaves_the_finding(stand_in: Path) -> None:
    script = stand_in.parent / "bin/tesseract"
    script.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    result = run("quote", QUOTE, "scan.pdf", "--ocr")
    assert result.exit_code == 10
    assert "error[document-image-only]" in result.stderr


def picture(lines: list[str]) -> PlanText:
    text, _ = read_picture(b"", "photo.png", table(lines))
    assert text is not None
    return text


def test_words_of_a_table_are_lines_and_passages_with_their_mark() -> None:
    text = picture(WORDS)
    assert [(p.text, p.ocr, p.pages) for p in text.passages] == [(" ".join(WORDS), True, ((0, 1),))]
    both = lines_of_tsv(table(WORDS[:1]) + table(WORDS[1:], 2).split("\n", 1)[1])
    assert [[line.text for line in page] for page in both] == [WORDS[:1], WORDS[1:]]


@pytest.mark.parametrize(
    "broken", ["", "level\tpage_num\n", "5\t1\t1\n", table([]), table(WORDS)[:200]]
)
def test_a_table_without_words_gives_none(broken: str) -> None:
    assert [line.text for page in lines_of_tsv(broken) for line in page] in (
        [],
        ["The share"],
        ["The"],
    )


def test_hanzi_that_are_recognised_one_by_one_are_words() -> None:
    assert (
        picture(["全 社 会 研 发 经 费 投 入 强 度 达 到 1.6%"]).passages[0].text
        == "全社会研发经费投入强度达到 1.6%"
    )


# --- with the program itself ---

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed"
)


@needs_tesseract
@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_a_drawn_page_is_read_by_tesseract(desk: Path, kind: str) -> None:
    typst = pytest.importorskip("typst")
    pytest.importorskip("PIL")
    import pypdfium2

    page = "#set page(width: 210mm, height: 297mm)\n#set text(size: 13pt)\n" + " ".join(WORDS)
    drawn = pypdfium2.PdfDocument(typst.compile(page.encode()))[0].render(scale=200 / 72).to_pil()
    held = io.BytesIO()
    drawn.convert("L").save(held, kind, **({"resolution": 200} if kind == "pdf" else {}))
    Path(f"drawn.{kind}").write_bytes(held.getvalue())
    scans._installed.cache_clear()
    result = run("quote", QUOTE, f"drawn.{kind}", "--ocr", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)[0]["tier"] == "normalised"
