"""What `@media` and `@supports` ask in; whether it holds in a browser on a screen out."""

from __future__ import annotations

import re
from collections.abc import Callable

WIDTH, HEIGHT = 1280, 900  # of the window that a page is read in, in pixels
LONGEST = 2_000  # letters of a condition; no style sheet has it
_PART = re.compile(r"[-\w]*\(|\)|[^\s()]+")
_TYPES = frozenset(["all", "screen", "only"])
_STATES = {
    **{"orientation": "landscape", "hover": "hover", "any-hover": "hover"},
    **{"pointer": "fine", "any-pointer": "fine", "prefers-color-scheme": "light"},
    **{"update": "fast", "scripting": "enabled", "display-mode": "browser"},
    **{"forced-colors": "none", "inverted-colors": "none", "grid": "0", "monochrome": "0"},
    **{"overflow-block": "scroll", "overflow-inline": "scroll", "color-gamut": "srgb"},
}
_FIGURES = {
    **{"width": WIDTH, "device-width": WIDTH, "height": HEIGHT, "device-height": HEIGHT},
    **{"aspect-ratio": WIDTH / HEIGHT, "device-aspect-ratio": WIDTH / HEIGHT},
    **{"resolution": 1.0, "-webkit-device-pixel-ratio": 1.0, "color": 8.0},
}
_UNITS = {"px": 1.0, "em": 16.0, "rem": 16.0, "pt": 4 / 3, "cm": 37.8, "mm": 3.78, "in": 96.0}
_UNITS |= {"": 1.0, "dppx": 1.0, "x": 1.0, "dpi": 1 / 96, "dpcm": 2.54 / 96}
_UNITS |= {"vw": WIDTH / 100, "vh": HEIGHT / 100}
_SIZE = re.compile(r"(-?\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})\s*(?:/\s*(\d{1,6})|([a-z]*))\Z")
_RANGE = re.compile(r"(?:(.+?)\s*(<=?|>=?|=)\s*)?([-a-z]+)\s*(?:(<=?|>=?|=)\s*(.+))?\Z")
DISPLAYS = re.compile(
    r"(?:(?:block|inline|flow|flow-root|flex|grid|table|list-item|ruby|math)"
    r"(?:\s+(?:block|inline|flow|flow-root|flex|grid|table|list-item|ruby|math)){0,2}|none|contents"
    r"|inline-(?:block|flex|grid|table)|table(?:-[a-z]+)+|ruby-(?:text|base)"
    r"|-webkit-(?:inline-)?(?:box|flex)|initial|inherit|unset|revert(?:-layer)?)\Z"
)


def applies(media: str) -> bool:
    """Whether a list of media holds for a screen of ``WIDTH`` pixels."""
    if len(media) > LONGEST:
        return False
    return not media.strip() or any(map(_holds, re.split(r",(?![^(]*\))", media.lower())))


def _holds(query: str) -> bool:
    query = query.strip()
    if found := re.match(r"not\s+(?=[a-z])", query):
        return not _all(query[found.end() :], _feature)
    return _all(query, _feature)


def supported(condition: str) -> bool:
    """Whether a browser of today has what a style sheet asks for."""
    return len(condition) <= LONGEST and _all(condition.lower(), _supports)


def _all(text: str, leaf: Callable[[str], bool]) -> bool:
    """What stands between `and`, `or` and `not`, taken together."""
    held: bool | None = None
    word, negated = "", False
    for part in _parts(text):
        if part in ("and", "or"):
            word = part
        elif part == "not":
            negated = True
        else:
            value = _one(part, leaf) != negated
            negated = False
            both = (held or value) if word == "or" else (held and value)
            held = value if held is None else both
    return bool(held)


def _one(part: str, leaf: Callable[[str], bool]) -> bool:
    inner = part[1:-1].strip() if part.startswith("(") else ""
    if re.match(r"\(|not[\s(]", inner):
        return _all(inner, leaf)
    return leaf(inner or part)


def _parts(text: str) -> list[str]:
    """Words and brackets, each bracket with all that stands within it."""
    out: list[str] = []
    depth = start = 0
    for found in _PART.finditer(text):
        if found[0].endswith("("):
            start = start if depth else found.start()
            depth += 1
        elif found[0] == ")":
            depth = max(depth - 1, 0)
            if not depth:
                out.append(text[start : found.end()])
        elif not depth:
            out.append(found[0])
    return out


def _feature(asked: str) -> bool:
    if asked in _TYPES:
        return True
    name, colon, value = (part.strip() for part in asked.partition(":"))
    if colon:
        side, bare = re.match(r"(min-|max-|)(.*)", name.replace("-webkit-m", "m"), re.S).groups()  # type: ignore[union-attr]
        bare = "resolution" if bare == "device-pixel-ratio" else bare
        if bare in _FIGURES:
            sign = {"min-": ">=", "max-": "<="}.get(side, "=")
            return _compared(_FIGURES[bare], sign, value)
        if name.startswith("prefers-") and name not in _STATES:
            return value == "no-preference"
        return _STATES.get(name) == value
    found = _RANGE.match(asked)
    if found is None or found[3] not in _FIGURES:
        return _STATES.get(asked, "none") not in ("none", "0") or asked == "color"
    before, first, name, second, after = found.groups()
    if not first and not second:
        return True
    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
    left = not first or _compared(_FIGURES[name], turned.get(first, "="), before)
    return left and (not second or _compared(_FIGURES[name], second, after))


def _compared(ours: float, sign: str, value: str) -> bool:
    found = _SIZE.match(value.strip())
    if found is None or (found[3] or "") not in _UNITS:
        return False
    other = float(found[1]) * _UNITS[found[3] or ""] / float(int(found[2] or 1) or 1)
    if sign == "=":
        return abs(ours - other) < 0.01
    return ours == other if ours == other and "=" in sign else (ours < other) == ("<" in sign)


def _supports(asked: str) -> bool:
    name, colon, value = (part.strip() for part in asked.partition(":"))
    if re.search(r"-(?:moz|ms|o|khtml)-", asked):
        return False
    if re.match(r"(?:selector|font-tech|font-format)\(", asked):
        return True
    return bool(colon) and (name != "display" or bool(DISPLAYS.match(value)))
