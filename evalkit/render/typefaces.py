"""An office's fonts, several names with commas between them, in; the name for Latin letters and
that for Chinese ones out."""

from __future__ import annotations

import re

# what tells a font made for Chinese letters whose name is no Chinese word
_CHINESE = re.compile(
    r"[\u2e80-\uffef]|Sim(Sun|Hei)|FangSong|KaiTi|YaHei|(Song|Hei)ti|\b(SC|CN|CJK)\b"
)


def named(fonts: str) -> tuple[str, ...]:
    """The names, in order."""
    return tuple(name for part in fonts.split(",") if (name := part.strip()))


def latin(fonts: str) -> str:
    """The first one that is not made for Chinese letters; empty where there is none."""
    return next((name for name in named(fonts) if not _CHINESE.search(name)), "")


def chinese(fonts: str) -> str:
    """The first one that is made for Chinese letters; empty where there is none."""
    return next((name for name in named(fonts) if _CHINESE.search(name)), "")
