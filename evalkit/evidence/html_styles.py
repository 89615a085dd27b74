"""A parsed page in; for each element, what the page's own style sheets and its `style` say of how
it is seen, out.

Style sheets in other files count where the files are at hand (a book, a web archive); what others
hide is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from colorsys import hls_to_rgb
from dataclasses import dataclass, field
from typing import Any

from evalkit.evidence.html_beside import ALONE, Beside
from evalkit.evidence.html_rules import Sheet, applies, sheet_of

MAX_CHECKS = 100_000_000  # rules × elements
_SUSPICIOUS = re.compile(
    r"display\s*:|visibility\s*:\s*(?:hidden|collapse)|font-size"
    r"|(?<![-\w])(?:color|font|clip(?:-path)?)\s*:|-\d{3,}|line-through|vertical-align\s*:"
    r"|overflow[-xy]*\s*:\s*(?:hidden|clip)|scale|content-visibility|opacity\s*[:(]|relative",
    re.IGNORECASE,
)
_MATTERS_NAMES = (
    "display visibility font-size opacity color background background-color left top right "
    "text-indent margin-left transform clip clip-path text-decoration text-decoration-line "
    "vertical-align overflow height max-height width max-width content-visibility filter position "
    "bottom"
)
_MATTERS = frozenset(_MATTERS_NAMES.split())
_PASSING = re.compile(  # states that a page is not in when it is opened, and made-up elements
    r"::|:(?:before|after|first-l|hover|focus|active|visited|target|checked|disabled|link\b|placeholder)",
    re.IGNORECASE,
)
Said = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Styles:
    """``sheets``: element → property → value, of the page's own style sheets; ``is_whole``: no
    style sheet stands elsewhere."""

    sheets: Mapping[int, Said]
    is_whole: bool
    inline: dict[str, dict[str, str]] = field(default_factory=dict)  # understood once

    def of(self, element: Any, inline: str) -> Said:
        """What is said of an element, the strongest last."""
        said = self.sheets.get(element.mem_id, {})
        if not inline:
            return said
        own = self.inline.get(inline)
        if own is None:
            own = {name: value for name, value in _declared(inline) if name in _MATTERS}
            self.inline[inline] = own
        if not said:
            return own
        kept = {name: value for name, value in said.items() if value.endswith("!important")}
        return {
            **said,
            **own,
            **{n: v for n, v in kept.items() if "!important" not in own.get(n, "")},
        }


def styles_of(page: Any, n_elements: int, beside: Beside = ALONE) -> Styles:
    """The styles of a page that :mod:`selectolax.lexbor` has parsed."""
    sheets = [_sheet(element, beside) for element in _sheets(page)]
    rules = [rule for sheet in sheets if sheet is not None for rule in sheet.rules]
    is_whole = all(sheet is not None and sheet.is_whole for sheet in sheets)
    if not any(_SUSPICIOUS.search(body) for _, body in rules):
        rules = []
    return Styles(_applied(page, rules, n_elements), is_whole)


def _sheets(page: Any) -> list[Any]:
    return [
        element
        for element in page.css("style, link[rel~=stylesheet]")
        if element.tag == "link" or not _is_within(element, "noscript")
    ]


def _sheet(element: Any, beside: Beside) -> Sheet | None:
    """The style sheet that an element holds or names; None where it is not at hand."""
    own = element.attributes
    if element.tag == "style":
        known: Sheet | None = sheet_of(element.text() or "")
    else:
        known = beside.sheet(own.get("href") or "")
    is_other = "disabled" in own or "alternate" in (own.get("rel") or "").lower().split()
    if known is not None and (is_other or not applies(own.get("media") or "")):
        return Sheet((), known.is_whole)
    return known


def _is_within(element: Any, tag: str) -> bool:
    around = element.parent
    while around is not None and around.tag != tag:
        around = around.parent
    return around is not None


def _applied(page: Any, rules: list[tuple[str, str]], n_elements: int) -> dict[int, Said]:
    held: dict[int, dict[str, tuple[tuple[bool, int, int], str]]] = {}
    checks = 0
    for order, (selectors, body) in enumerate(rules):
        said = [(name, value) for name, value in _declared(body) if name in _MATTERS]
        for selector in _listed(selectors) if said else ():
            checks += n_elements
            if checks > MAX_CHECKS:
                break
            weight = _specificity(selector)
            for element in _matching(page, selector):
                own = held.setdefault(element.mem_id, {})
                for name, value in said:
                    rank = ("!important" in value, weight, order)
                    if name not in own or rank >= own[name][0]:
                        own[name] = (rank, value)
    return {key: {name: value for name, (_, value) in own.items()} for key, own in held.items()}


def _matching(page: Any, selector: str) -> list[Any]:
    try:
        return list(page.css(selector))
    except Exception:  # the parser of selectors knows fewer of them than browsers do
        return []


def _listed(selectors: str) -> Iterator[str]:
    for one in re.split(r",(?![^(]*\))", selectors):
        if one.strip() and not _PASSING.search(one):
            yield one.strip()


def _specificity(selector: str) -> int:
    ids = len(re.findall(r"#[-\w]", selector))
    classes = len(re.findall(r"\.[-\w]|\[|:[a-z]", selector))
    return 10_000 * ids + 100 * classes + len(re.findall(r"(?:^|[\s>+~(])[a-zA-Z]", selector))


def _declared(body: str) -> Iterator[tuple[str, str]]:
    for part in body.split(";"):
        name, colon, value = part.partition(":")
        if not colon:
            continue
        name = name.strip().lower()
        value = re.sub(r"\s*!\s*important", "!important", value.strip().lower())
        yield name, value
        if name == "font" and (size := _OF_FONT.search(value)):
            yield "font-size", size[1] + ("!important" if value.endswith("!important") else "")


# --- what is said, understood ----------------------------------------------------------------

_FAR = re.compile(r"-\d{3,}(?:\.\d+)?\s*(?:px|pt|r?em|%|vw|vh)?(?![\w.])")
_MOVING_NAMES = "left top right text-indent margin-left transform clip clip-path overflow"
_MOVING = frozenset(_MOVING_NAMES.split())
_NAMES = {
    **{"white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250)},
    **{"silver": (192, 192, 192), "gray": (128, 128, 128), "grey": (128, 128, 128)},
    **{"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0)},
    **{"green": (0, 128, 0), "navy": (0, 0, 128), "maroon": (128, 0, 0)},
    **{"whitesmoke": (245, 245, 245), "ivory": (255, 255, 240)},
}
CLEAR = (-1, -1, -1)  # no colour at all
_OF_FONT = re.compile(r"(?:^|\s)(\d*\.?\d+(?:px|pt|r?em|%)|0(?=[\s/]))")
_HUES = re.compile(r"hsla?\(\s*(-?[\d.]{1,9})(?:deg)?[\s,]+([\d.]{1,9})%[\s,]+([\d.]{1,9})%")
_FIGURE = r"-?(?:\d+\.?\d*|\.\d+)"
_FULL = 255
_KEYWORDS = ("small", "medium", "large", "smaller", "larger")


def size_of(value: str, around: float) -> float:
    """A size of letters in pixels; ``around``: that of the element round it."""
    found = re.match(r"([\d.]+)\s*(px|pt|r?em|%|)", value)
    if not found or not re.fullmatch(r"\d*\.?\d+|\d+\.", found[1]):
        return 16.0 if value.endswith(_KEYWORDS) else around
    by = {"px": 1.0, "": 1.0, "pt": 4 / 3, "rem": 16.0, "em": around, "%": around / 100}
    return float(found[1]) * by[found[2]]


def colour_of(value: str) -> tuple[int, ...] | None:
    """Red, green, blue of a colour; None where it is not plainly given."""
    value = value.replace("!important", "").strip()
    if value == "transparent" or re.match(r"(?:rgb|hsl)a\([^)]*[,/]\s*0?\.?0*%?\s*\)", value):
        return CLEAR
    if found := re.search(r"#([\da-f]{8}|[\da-f]{6}|[\da-f]{3,4})\b", value):
        digits = found[1] if len(found[1]) >= 6 else "".join(2 * c for c in found[1])
        if digits[6:] == "00":
            return CLEAR
        return tuple(int(digits[n : n + 2], 16) for n in (0, 2, 4))
    if found := re.search(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*[),/]", value):
        return tuple(int(part) for part in found.groups())
    if (found := _HUES.search(value)) and all(
        re.fullmatch(_FIGURE, part) for part in found.groups()
    ):
        hue, saturation, lightness = (float(part) for part in found.groups())
        parts = hls_to_rgb(hue / 360 % 1, min(lightness, 100) / 100, min(saturation, 100) / 100)
        return tuple(round(_FULL * part) for part in parts)
    return next((_NAMES[word] for word in re.findall(r"[a-z]+", value) if word in _NAMES), None)


def is_off_page(said: Said) -> bool:
    """Whether an element is moved out of the window, or cut to nothing."""
    if not said.keys() & _MOVING:
        return False
    if said.get("overflow", "").startswith(("hidden", "clip")):
        if re.match(r"\d{3,}%|\d{4,}px|\d{3,}r?em", said.get("text-indent", "")):
            return True
        sides = (said.get(name, "") for name in ("height", "max-height", "width", "max-width"))
        if any(
            re.match(r"(?:0(?:\.0+)?(?:px|pt|r?em|%)?|1(?:px|pt))(?:!|\Z)", side) for side in sides
        ):
            return True
    if re.search(r"scale[xy]?\(\s*0+(?:\.0+)?\s*[,)]", said.get("transform", "")):
        return True
    if any(_FAR.match(said.get(name, "")) for name in _MOVING):
        return True
    if "translate" in said.get("transform", "") and _FAR.search(said["transform"]):
        return True
    cut = re.match(r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?", said.get("clip", ""))
    return bool(cut) or bool(
        re.match(r"inset\(\s*(?:50|100)%|circle\(\s*0", said.get("clip-path", ""))
    )
