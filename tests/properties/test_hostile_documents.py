"""Hostile documents: mutated PDFs, zip bombs, deep pages. Each gives a text or a finding, within
time and memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from evalkit.evidence.documents import read_plan
from evalkit.storage.plans import read_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import ROOT, SHARED, needs_shared

SEED_PDF = (ROOT / "tests/bad/document-pages-blank/cases/plan.pdf").read_bytes()
SECONDS, MEGABYTES = 60, 1500


def word(body: bytes, **more: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        package.writestr("word/document.xml", body)
        for name, content in more.items():
            package.writestr(name, content)
    return held.getvalue()


def body(inner: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{inner}</w:body></w:document>'.encode()


RUN = "<w:p><w:r><w:t>研发投入</w:t></w:r></w:p>"
HOSTILE = {
    "a bomb of spaces.docx": word(b"<a>" + b" " * 150_000_000),
    "many parts.docx": word(body(RUN), **{f"p{n}.xml": b"<a/>" for n in range(6000)}),
    "entities.docx": word(
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]><a>&j;</a>"
    ),
    "a file from outside.docx": word(
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + body("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")[21:]
    ),
    "deep.docx": word(body("<w:tbl><w:tr><w:tc>" * 20_000)),
    "nested tables.docx": word(
        body(
            "<w:tbl><w:tr><w:tc>" * 60
            + RUN
            + ("</w:tc></w:tr></w:tbl>" + RUN) * 59
            + "</w:tc></w:tr></w:tbl>"
        )
    ),
    "a wrong size.docx": word(body(RUN)).replace(b"\x00\x00", b"\xff\x7f", 3),
    "deep.html": b"<div>" * 300_000 + b"x",
    "wide.html": b"<p>x</p>" * 700_000,
    "an open tag.html": b"<p " + b"a=1 " * 1_000_000,
    "entities.html": b"<p>" + b"&amp;" * 1_900_000,
    "one line.txt": "创新".encode() * 1_600_000,
    "headings.txt": "一、目标\n".encode() * 500_000,
    "numbers.txt": b"1.1.1.1." * 1_200_000,
    "page loop.pdf": (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    ),
    "many pages.pdf": (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids["
        + b"3 0 R " * 50_000
        + b"]/Count 50000>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    ),
    "a million objects.pdf": b"%PDF-1.4\n"
    + b"1 0 obj<</A 1 0 R>>endobj\n" * 200_000
    + b"trailer<</Root 1 0 R>>",
}

READER = f"""\
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, ({MEGABYTES} << 20, {MEGABYTES} << 20))
from pathlib import Path
from evalkit.evidence.quotes import searchable, verify
from evalkit.evidence.search import Index
from evalkit.storage.plans import read_document
text, findings = read_document(Path(sys.argv[1]))
if text is not None:
    verify("全社会研发经费投入强度达到1.6%左右", searchable(text))
    Index([text]).find_words("研发投入")
print(json.dumps([None if text is None else "".join(p.text for p in text.passages)[:100], [f.code for f in findings]]))
"""


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set as Linux has them")
def test_a_hostile_document_gives_a_text_or_a_finding_within_its_limits(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    done = subprocess.run(
        [sys.executable, "-c", READER, str(path)],
        capture_output=True,
        timeout=SECONDS,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr.decode()[-500:]
    text, codes = json.loads(done.stdout)
    assert text is not None or codes
    assert "root:" not in (text or "")


def mutate(data: bytes, cuts: list[tuple[int, bytes]]) -> bytes:
    for where, put in cuts:
        at = where % len(data)
        data = data[:at] + put + data[at + len(put) :]
    return data


CUTS = st.lists(
    st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=6)), min_size=1, max_size=8
)


@given(CUTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_mutated_pdf_never_raises(cuts: list[tuple[int, bytes]]) -> None:
    text, findings = read_plan(mutate(SEED_PDF, cuts), "plan.pdf")
    assert text is not None or findings


SEED_WORD = word(body(RUN * 3 + "<w:tbl><w:tr><w:tc>" + RUN + "</w:tc></w:tr></w:tbl>"))


@given(CUTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_mutated_word_document_never_raises(cuts: list[tuple[int, bytes]]) -> None:
    text, findings = read_plan(mutate(SEED_WORD, cuts), "plan.docx")
    assert text is not None or findings


@given(
    st.binary(max_size=400), st.sampled_from(["p.txt", "p.html", "p.md", "p.pdf", "p.docx", "p"])
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_text_or_a_finding(content: bytes, name: str) -> None:
    text, findings = read_plan(content, name)
    assert text is not None or findings


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<table>",
                "<tr>",
                "<td>",
                "</table>",
                "<sup>[1]</sup>",
                "<a>",
                "</a>",
                "<div hidden>",
                "</div>",
                "<br>",
                "<h2>",
                "</h2>",
                "2030",
                "研发",
                "&lt;",
                "<!--",
                "-->",
                "<script>",
                "</script>",
            ]
        ),
        max_size=40,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_page_gives_a_text_or_a_finding(parts: list[str]) -> None:
    text, findings = read_plan("".join(parts).encode(), "p.html")
    assert text is not None or findings


@needs_shared
def test_the_limited_reader_reads_what_the_plain_one_reads() -> None:
    for path in sorted((SHARED / "plans/formats").iterdir()):
        assert read_document(path) == read_plan(path.read_bytes(), path.as_posix())
