"""Plans from the disk under limits: one that is hostile stops no other, and the finding says why."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from evalkit.evidence import documents
from evalkit.evidence.text import Unreadable
from evalkit.evidence.transfer import read_data
from evalkit.storage import plans, scans

PLAN = "到2030年，研发投入强度达到1.6%。\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of work is set as Linux has it")
def test_a_document_that_takes_too_long_is_a_finding_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "SECONDS", 2)
    monkeypatch.setattr(plans, "READER", "tests.unit.storage.test_plans:stumbling")
    held = {
        "a.html": f"<p>{PLAN}</p>",
        "b.html": f"<p>hostile {PLAN}</p>",
        "c.html": f"<p>{PLAN}</p>",
        "d.txt": PLAN,
    }
    for name, text in held.items():
        (tmp_path / name).write_text(text, "utf-8")
    read = plans.read_documents([tmp_path / name for name in held])
    assert [text is not None for text, _ in read] == [True, False, True, True]
    (finding,) = read[1][1]
    assert (
        finding.message("en") == "the document is too large to be read: reading it takes too long"
    )
    assert finding.message("zh") == "文件过大，无法读取：读取耗时过长"


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("tests.answers:dying", "the document cannot be read as HTML; it is damaged or not what its name says"),
        ("tests.unit.storage.test_plans:greedy", "the document is too large to be read: reading it takes too much memory"),
    ],
)  # fmt: skip
def test_a_document_that_breaks_its_reader_is_a_finding(
    function: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "READER", function)
    path = tmp_path / "plan.html"
    path.write_text(f"<p>{PLAN}</p>", "utf-8")
    text, (finding,) = plans.read_document(path)
    assert text is None
    assert finding.message("en") == message


def stumbling(content: bytes, name: str) -> object:
    """A reader that finds no end of one of its documents."""
    if b"hostile" in content:
        re.match(r"(a|a)*b", "a" * 60)
    return read_data(content, name)


def greedy(content: bytes, name: str) -> object:
    """A reader that takes a lack of memory for damage."""

    def reader(content: bytes, name: str) -> object:
        try:
            raise MemoryError
        except MemoryError:
            raise Unreadable("document-broken", kind="HTML") from None

    documents._READERS["html"] = reader  # type: ignore[assignment]
    return documents.read_plan(content, name)


@pytest.mark.parametrize(
    ("content", "apart"),
    [
        (PLAN.encode(), False),
        ((PLAN * 3000).encode(), False),
        (PLAN.encode("gb18030"), True),
        (b"# x" + b" " * 20_000 + b"y", True),
        (("# x" + " \t" * 20_000 + "y").encode(), True),
        (("# x" + "\u3000" * 20_000 + "y").encode(), True),
        (b"x" * 20_000, True),
        (b"x y\n" * 300_000, True),
        (b"<html><p>x", True),
        (b"%PDF-1.4", True),
    ],
)
def test_only_ordinary_text_is_read_without_a_process_of_its_own(
    content: bytes, apart: bool
) -> None:
    assert documents.ordinary(content, "plan.txt") is not apart


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"x.\n\n" * 200_001, "the document is too large to be read: more than 200,000 paragraphs"),
        (b"<p>" + b"x" * 9_999_990, None),
    ],
)
def test_a_document_has_no_more_paragraphs_than_any_search_has_to_bear(
    content: bytes, message: str | None
) -> None:
    text, findings = documents.read_plan(content, "plan.html" if message is None else "plan.txt")
    assert [f.message("en") for f in findings] == ([] if message is None else [message])
    assert (text is None) is (message is not None)


def test_a_text_is_read_without_what_reads_other_formats() -> None:
    asked = (
        "import sys; from evalkit.storage import plans; "
        "text, told = plans.documents.read_plan('研发投入增长5%。'.encode(), 'plan.txt'); "
        "assert text and not told; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    readers = {"plain", "docx", "epub", "html", "mht", "odt", "pdf", "rtf", "recognised"}
    own = {f"evalkit.evidence.{reader}" for reader in readers}
    assert own & {*done.stdout.split()} == {"evalkit.evidence.plain"}


def test_a_plan_with_nothing_to_recognise_is_not_read_again(tmp_path: Path) -> None:
    read = documents.read_plan(PLAN.encode(), "plan.txt")
    assert scans.recognised(tmp_path / "gone.txt", read) is read
