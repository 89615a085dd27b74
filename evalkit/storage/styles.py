"""A file of a report style in; the style with its logo, and what was wrong, out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from evalkit.model.finding import Finding, found
from evalkit.model.style import Style, image_kind
from evalkit.model.tiles import LayoutWrong, Tile, layout_of
from evalkit.reading.style import read_style
from evalkit.storage.disk import FileProblem, read_bytes
from evalkit.storage.rubrics import open_document

LARGEST_LOGO = 1_000_000
LARGEST_LAYOUT = 1_000_000
# YAML takes it for a comment
_UNQUOTED = re.compile(r"^colour[ \t]*:[ \t]+(#[0-9A-Fa-f]{3,8})\b", re.MULTILINE)


def open_style(
    path: Path, known: Mapping[str, Mapping[str, str]]
) -> tuple[Style | None, tuple[Finding, ...], dict[str, str]]:
    """A report style by its file; None with the findings where it cannot be read; texts for
    excerpts. ``known``: by language, the labels that it may replace.

    Raises:
        FileProblem: the file cannot be opened.
    """
    document, text, _, wrong = open_document(path)
    texts = {path.as_posix(): text}
    if document is None:
        return None, wrong, texts
    written, wrong = read_style(document, known)
    if written is None:
        return None, wrong, texts
    if written.colour is None and (bare := _UNQUOTED.search(text)):
        return None, (found("colour-form", document.span(("colour",)), value=bare[1]),), texts
    logo = b""
    if written.logo:
        logo, why = _logo(path, written.logo)
        if why:
            span = document.span(("logo",))
            return None, (found("image-unread", span, image=written.logo, because=why),), texts
    tiles: tuple[Tile, ...] = ()
    if written.tiles:
        tiles, why = _tiles(path, written.tiles)
        if why:
            span = document.span(("tiles",))
            return None, (found("tiles-unread", span, file=written.tiles, because=why),), texts
    return Style(written, logo, path.as_posix(), tiles), wrong, texts


def _tiles(path: Path, named: str) -> tuple[tuple[Tile, ...], str]:
    """The layout of tiles, or why there is none (a term of the findings)."""
    file = path.parent / named
    if not file.resolve().is_relative_to(path.parent.resolve()):
        return (), "@image-outside"
    try:
        return layout_of(read_bytes(file, LARGEST_LAYOUT).decode("utf-8-sig")), ""
    except FileProblem:
        return (), "@image-missing"
    except UnicodeDecodeError:
        return (), "@tiles-encoding"
    except LayoutWrong as error:
        return (), error.why


def _logo(path: Path, named: str) -> tuple[bytes, str]:
    """The logo's bytes, or why there are none (a term of the findings)."""
    image = path.parent / named
    if not image.resolve().is_relative_to(path.parent.resolve()):
        return b"", "@image-outside"
    try:
        content = read_bytes(image, LARGEST_LOGO)
    except FileProblem:
        return b"", "@image-missing"
    if len(content) > LARGEST_LOGO:
        return b"", "@image-large"
    if not image_kind(content):
        return b"", "@image-kind"
    return (content, "") if _whole(content) else (b"", "@image-broken")


def _whole(content: bytes) -> bool:
    """Whether an image can be decoded to its end; True where the library that could tell is not
    installed."""
    if find_spec("PIL") is None:
        return True
    import io

    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
            image.load()
    except Exception:  # broken images fail in many ways, bombs with a warning of their own
        return False
    return True
