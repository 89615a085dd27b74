"""Bytes of a document and its name in; what kind it is, by its bytes before its name, out."""

from __future__ import annotations

import io
import re
import zipfile

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office files of before 2007
_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("HwpSummaryInformation", "hwp"),
    ("WordDocument", "old-word"),
    ("Workbook", "old-excel"),
    ("Book", "old-excel"),
    ("PowerPoint Document", "old-slides"),
)
_SIGNS = (
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"BM", "picture"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"CAJ", "caj"),
    (b"HN\x00\x00", "caj"),
    (b"AT&TFORM", "djvu"),
    (b"ITOLITLS", "other"),
    (b"{\\rtf", "rtf"),
)
_INSIDE = (
    ("xl/workbook", "sheet"),
    ("ppt/presentation", "slides"),
    ("ofd.xml", "ofd"),
    ("index/document.iwa", "pages"),
    ("index.xml.gz", "pages"),
    ("index/", "pages"),
)
_TYPES = (
    ("application/vnd.oasis.opendocument.text", "odt"),
    ("application/vnd.oasis.opendocument.spreadsheet", "sheet"),
    ("application/vnd.oasis.opendocument.presentation", "slides"),
    ("application/epub+zip", "epub"),
)
_SUFFIXES = {
    ".xlsx": "sheet",
    ".xlsm": "sheet",
    ".et": "old-excel",
    ".ods": "sheet",
    ".pptx": "slides",
    ".odp": "slides",
    ".dps": "old-slides",
    ".ofd": "ofd",
    ".pages": "pages",
    ".key": "pages",
    ".numbers": "pages",
    ".wps": "old-word",
    ".doc": "old-word",
    ".xls": "old-excel",
    ".ppt": "old-slides",
    ".hwp": "hwp",
    ".hwpx": "hwp",
    ".odt": "odt",
    ".epub": "epub",
    ".zip": "archive",
}
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
READ = {  # endings of plans, by the kind that they are
    "text": (".txt", *MARKDOWN),
    "pdf": (".pdf",),
    "docx": (".docx", ".docm"),
    "rtf": (".rtf",),
    "odt": (".odt", ".fodt"),
    "epub": (".epub",),
    "html": (".html", ".htm", ".xhtml", ".xht"),
    "mht": (".mht", ".mhtml"),
}
_MOST_OF_A_HEAD = 4096


def format_of(content: bytes, name: str) -> str:
    """pdf | docx | odt | rtf | epub | mht | html | text, which are read; or what else it is."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    suffix = _suffix(name)
    if content.startswith(b"PK\x03\x04"):
        return _packed(content, suffix)
    if content.startswith(_COMPOUND):
        return _compound(content, suffix)
    for sign, kind in _SIGNS:
        if content.startswith(sign) and not (sign == b"BM" and b"\x00" not in content[:64]):
            return kind
    return _written(content, suffix)


def _suffix(name: str) -> str:
    found = re.search(r"\.[a-z0-9]{1,8}\Z", name.lower())
    return found[0] if found else ""


def _packed(content: bytes, suffix: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = [part.filename.lower() for part in package.infolist()[:5000]]
            held = b""
            if "mimetype" in names:
                with package.open("mimetype") as file:  # of any size: no limits hold yet
                    held = file.read(200)
    except Exception:  # a damaged package is what its name says
        return _SUFFIXES.get(suffix, "docx")
    said = held.decode("latin-1").strip()
    if any(name.startswith("word/") for name in names):
        return "docx"
    for sign, kind in _TYPES:
        if said.startswith(sign):
            return kind
    for part, kind in _INSIDE:
        if any(name.startswith(part) or name.endswith("/" + part) for name in names):
            return kind
    if "meta-inf/container.xml" in names:
        return "epub"
    if "content.xml" in names:
        return "odt"
    return _SUFFIXES.get(suffix, "docx" if suffix in (".docx", ".docm", ".dotx") else "archive")


def _compound(content: bytes, suffix: str) -> str:
    for name, kind in _STREAMS:
        if name.encode("utf-16-le") + b"\x00\x00" in content:
            return kind
    return _SUFFIXES.get(suffix, "old-word")


def _written(content: bytes, suffix: str) -> str:
    """What a file is that holds text."""
    from evalkit.evidence.encodings import utf16_of

    low = content[:_MOST_OF_A_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.search(rb"^mime-version:", low, re.MULTILINE) and b"content-type:" in low:
        return "mht"
    if suffix in READ["mht"] and b"content-type:" in low:
        return "mht"
    if low.startswith((b"<!doctype html", b"<html")) or suffix in READ["html"]:
        return "html"
    if suffix in MARKDOWN:
        return "text"
    if low.startswith((b"<?xml", b"<!--", b"<meta", b"<head", b"<style", b"<table")):
        if b"<html" in low or not low.startswith(b"<?xml"):
            return "html"
        if b"wordprocessingml" in low or b"wordml" in low or b'progid="word.document"' in low:
            return "docx"
        if b"urn:schemas-microsoft-com:office:spreadsheet" in low:
            return "old-excel"
        if b"opendocument" in low and b"office:document" in low:
            return "odt"
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16
    if suffix in (".csv", ".tsv"):
        return "table"
    if b"\x00" in content[:4096] and not wide and not utf16_of(content):
        return "other"
    return "text"
