"""What is said of an element in; how long, of what colour and how far from the window it is out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from colorsys import hls_to_rgb

from evalkit.evidence.colours import NAMED
from evalkit.evidence.html_conditions import HEIGHT, WIDTH
from evalkit.evidence.html_rules import parted

Said = Mapping[str, str]

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
TINY = 1.5  # pixels

MAX_CUSTOM = 8  # custom properties that stand for each other
NO_VALUE = "\0"
_VAR = re.compile(r"(?<![-\w])var\(", re.IGNORECASE)
CLEAR = (-1, -1, -1)  # no colour at all
_NO_COLOUR = re.compile(
    r"(?:(?:rgb|hsl)a?\((?:[^),]*,){3}|[a-z]+\([^()]*/)\s*(?:0*\.0[0-4]\d*|0+|0*\.?0*|[0-4]%)%?\s*\)"
)
_OF_SYSTEM = {"canvas": WHITE, "canvastext": BLACK, "fieldtext": BLACK, "field": WHITE}
_LIGHT = re.compile(
    r"(?:color\(\s*srgb|(ok)?(?:lab|lch)\()\s*([\d.]{1,9}%?(?:\s+[-\d.]{1,9}%?){2})"
)
_HUES = re.compile(r"hsla?\(\s*(-?[\d.]{1,9})(?:deg)?[\s,]+([\d.]{1,9})%[\s,]+([\d.]{1,9})%")
_FIGURE = r"-?(?:\d+\.?\d*|\.\d+)"
_FULL = 255
_MADE_OF = re.compile(r"(calc|min|max|clamp)\((.{1,200})\)")
_KEYWORDS = ("small", "medium", "large", "smaller", "larger")


def size_of(value: str, around: float) -> float:
    """A size of letters in pixels; ``around``: that of the element round it."""
    if made := _MADE_OF.match(value):
        sizes = [size_of(part.strip(), around) for part in parted(made[2], ",")]
        if made[1] == "calc":
            return length_of(value, around)
        return {"min": min(sizes), "max": max(sizes)}.get(made[1], sorted(sizes)[len(sizes) // 2])
    found = re.match(r"([\d.]+)\s*(px|pt|r?em|%|)", value)
    if not found or not re.fullmatch(r"\d*\.?\d+|\d+\.", found[1]):
        return 16.0 if value.endswith(_KEYWORDS) else around
    by = {"px": 1.0, "": 1.0, "pt": 4 / 3, "rem": 16.0, "em": around, "%": around / 100}
    return float(found[1]) * by[found[2]]


def colour_of(value: str) -> tuple[int, ...] | None:
    """Red, green, blue of a colour; None where it is not plainly given."""
    value = value.replace("!important", "").strip()
    if value == "transparent" or _NO_COLOUR.match(value):
        return CLEAR
    if value in _OF_SYSTEM:
        return _OF_SYSTEM[value]
    if found := _LIGHT.match(value):
        return _by_lightness(found[1], found[2], value)
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
    return next((NAMED[word] for word in re.findall(r"[a-z]+", value) if word in NAMED), None)


def _by_lightness(ok: str | None, parts: str, value: str) -> tuple[int, ...] | None:
    """A colour that is given by its lightness where it is white or black, or by its shares of red,
    green and blue."""
    figures = [_share(part, 1.0) for part in parts.split()]
    if value.startswith("color("):
        return tuple(round(_FULL * min(figure, 1.0)) for figure in figures)
    light = _share(parts.split(maxsplit=1)[0], 1.0 if ok else 100.0)
    coloured = abs(figures[1]) if "lch" in value else max(abs(figure) for figure in figures[1:])
    if light >= NEARLY and coloured <= (0.01 if ok else 1.0):
        return WHITE
    return BLACK if light <= 1 - NEARLY else None


def _share(part: str, whole: float) -> float:
    """A figure, or a percentage, as a share of the whole."""
    number = part.rstrip("%")
    if not re.fullmatch(_FIGURE, number):
        return 0.0
    return float(number) / (100.0 if part.endswith("%") else whole)


NEARLY = 0.98  # of white
MAX_VALUE = 10_000  # letters of what custom properties make; they can grow with each


def customs_of(own: Said, around: Said) -> dict[str, str]:
    """The custom properties of an element, given those that it says itself and those round it."""
    made = {name: value for name, value in around.items() if name not in own}
    waiting: set[str] = set()

    def value_of(name: str) -> str | None:
        if name in own and name not in made and name not in waiting and len(waiting) <= MAX_CUSTOM:
            waiting.add(name)
            value = substituted(own[name].removesuffix("!important"), value_of)
            waiting.discard(name)
            made[name] = NO_VALUE if value is None else value
        known = made.get(name)
        return None if known == NO_VALUE else known

    for name in own:
        value_of(name)
    return made


def substituted(value: str, of: Callable[[str], str | None], depth: int = 0) -> str | None:
    """A value with what each `var()` stands for; None where that is not said, or is endless."""
    parts: list[str] = []
    while (at := _VAR.search(value)) is not None:
        inner, rest = _bracket(value[at.end() :])
        name, comma, otherwise = inner.partition(",")
        made = of(name.strip())
        if made is None and comma and depth < MAX_CUSTOM:
            made = substituted(otherwise.strip(), of, depth + 1)
        if made is None:
            return None
        parts += [value[: at.start()], made]
        value = rest
    made = "".join([*parts, value])
    return made if len(made) <= MAX_VALUE else None


def _bracket(text: str) -> tuple[str, str]:
    """What stands within a bracket that is open, and what stands behind it."""
    depth = 1
    for found in re.finditer(r"\"[^\"]*\"|'[^']*'|[()]", text):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth:
            return text[: found.start()], text[found.end() :]
    return text, ""


_LENGTH = re.compile(r"([-+]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))\s*([a-z%]*)")
_UNITS = {
    **{"px": 1.0, "": 1.0, "pt": 4 / 3, "rem": 16.0, "pc": 16.0, "in": 96.0, "cm": 37.8},
    **{"mm": 3.78, "vw": WIDTH / 100, "%": WIDTH / 100, "vh": HEIGHT / 100, "q": 0.945},
    **{"vmin": HEIGHT / 100, "vmax": WIDTH / 100, "dvw": WIDTH / 100, "dvh": HEIGHT / 100},
    **{"svw": WIDTH / 100, "lvw": WIDTH / 100, "svh": HEIGHT / 100, "lvh": HEIGHT / 100},
}
AWAY = 100  # pixels that a placed element stands before the window: it is out of it
FAR = 900  # pixels: what is pushed so far is out of the window, wherever it began
BEYOND = 2 * WIDTH  # pixels behind the window: nobody goes there
_NOTHING = re.compile(
    r"inset\(\s*(?:50|100)%|(?:circle|ellipse)\(\s*0(?:px|%)?[\s,)]|rect\(\s*(?:0(?:px)?[\s,)]+){4}"
)
_POLYGON = re.compile(r"polygon\((?:\s*(?:nonzero|evenodd)\s*,)?([^()]{1,400})\)")
_FLAT = re.compile(
    r"(?:scale(?:x|y|3d)?|matrix)\(\s*(?:0+(?:\.0+)?%?|\.0+)\s*[,)]|scale\([^,()]*,\s*0+\s*\)"
    r"|rotate[xy]\(\s*-?(?:90deg|270deg|0?\.[27]5turn|100grad)"
)
_MOVING_NAMES = (
    "left right top bottom margin-left margin-top text-indent transform translate scale rotate "
    "clip clip-path overflow overflow-x overflow-y"
)
_MOVING = frozenset(_MOVING_NAMES.split())
_CUT = re.compile(r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?")
_NO_SIDE = re.compile(r"(?:0(?:\.0+)?(?:px|pt|r?em|%|v[wh])?|1(?:px|pt))(?:!|\Z)")


def length_of(value: str, size: float = 16.0) -> float:
    """A length in pixels, those of a sum together; 0 where none is said. ``size``: of letters."""
    signs = re.sub(r"([-+])\s+(?=[\d.])", r" \1", value) if value.startswith("calc(") else value
    found = _LENGTH.findall(signs) if value.startswith("calc(") else []
    if not found and (one := _LENGTH.match(value)):
        found = [one.groups()]
    by = {**_UNITS, "em": size, "ch": size / 2, "ex": size / 2}
    return sum(float(n) * by.get(unit, 0.0) for n, unit in found)


def is_off_page(said: Said, size: float, is_inline: bool, is_whole: bool) -> bool:
    """Whether an element is moved out of the window, or cut to nothing.

    Args:
        size: of its letters, in pixels.
        is_inline: it stands within a line, so that it cannot be indented, cut or turned.
        is_whole: no style sheet that is not at hand may say more.
    """
    if _MOVING.isdisjoint(said):
        return False
    position = said.get("position", "").removesuffix("!important")
    is_out = position in ("absolute", "fixed") or not (position or is_whole)
    if (is_out and _CUT.match(said.get("clip", ""))) or _is_nothing(said.get("clip-path", "")):
        return True
    if _is_placed_away(said, position, size, is_whole):
        return True
    if is_inline:
        return False
    if _pushed(length_of(said.get("text-indent", ""), size)) or _is_cut(said, size):
        return True
    turned = said.get("transform", "")
    if found := re.match(r"([xy])\s+(.+)", said.get("rotate", "")):
        turned += f" rotate{found[1]}({found[2]})"
    if _FLAT.search(turned) or re.match(r"0(?:%|!|\s|\Z)", said.get("scale", "")):
        return True
    moves = [said.get("translate", "").split(" ")[0]]
    moves += re.findall(r"translate(?:x|3d)?\(([^,()]*(?:\([^()]*\))?)", turned)
    moves += re.findall(r"translate(?:y\(|(?:3d)?\([^,()]*,)\s*(-[^,()]*)", turned)
    percent = [m for m in moves if m.strip().endswith("%")]  # of the element's own width
    far = [length_of(m, size) for m in moves if m not in percent]
    return any(x <= -AWAY or x >= BEYOND for x in far) or any(
        abs(length_of(m)) > 2 * FAR for m in percent
    )


def _is_nothing(shape: str) -> bool:
    """Whether a shape that an element is cut to holds nothing."""
    if found := _POLYGON.match(shape):
        corners = [corner.split() for corner in found[1].split(",")]
        if all(len(corner) == 2 for corner in corners):
            across, down = ({length_of(c[n]) for c in corners} for n in (0, 1))
            return len(across) == 1 or len(down) == 1
    return bool(_NOTHING.match(shape))


def _pushed(x: float) -> bool:
    return x <= -FAR or x >= BEYOND


def _is_placed_away(said: Said, position: str, size: float, is_whole: bool) -> bool:
    """Whether an element's place is not in the window."""
    at = {name: length_of(said.get(name, ""), size) for name in ("left", "right", "top", "bottom")}
    margin = length_of(said.get("margin-left", ""), size)
    floats = said.get("float", "none").startswith(("left", "right"))
    is_placed = position != "static" and bool(position or not is_whole)
    if floats and margin <= -2 * BEYOND and "%" not in said.get("margin-left", ""):
        return True
    if not floats and _pushed(margin + (at["left"] if is_placed else 0)):
        return True
    if length_of(said.get("margin-top", ""), size) <= -BEYOND:
        return True
    if not is_placed:
        return False
    away = FAR if position in ("relative", "sticky") else AWAY
    if min(at["left"], at["right"], at["top"]) <= -away or at["left"] >= BEYOND:
        return True
    if position in ("absolute", "fixed") and at["right"] >= BEYOND:
        return True
    if position == "fixed":
        return at["left"] >= WIDTH or at["top"] >= HEIGHT or at["bottom"] <= -away
    return at["bottom"] <= -BEYOND


def _is_cut(said: Said, size: float) -> bool:
    """Whether nothing of an element is left by the box that it stands in."""
    cut = [said.get(name, "") for name in ("overflow", "overflow-x", "overflow-y")]
    if not any(value.startswith(("hidden", "clip", "auto", "scroll")) for value in cut):
        return False
    if re.match(r"\d{3,}%|\d{4,}px|\d{3,}r?em", said.get("text-indent", "")):
        return True
    if any(length_of(said.get(f"padding-{side}", ""), size) > 0 for side in ("top", "bottom")):
        return False
    sides = [said.get(name, "") for name in ("height", "max-height", "width", "max-width")]
    if not any(sides):
        sides = [said.get("line-height", "")]
    return any(_NO_SIDE.match(side) for side in sides)
