"""What style sheets put before and behind the words of a page in (strings, attributes, quotation
marks, counters, pictures); the text that a browser shows there out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evalkit.evidence.html_block import Mark
from evalkit.evidence.html_rules import parted, unescaped
from evalkit.evidence.html_seen import Seen
from evalkit.evidence.list_numbers import written

MAX_COUNTERS = 1_000
PICTURE: Mark = ("document-pictures", "")
UNKNOWN: Mark = ("document-left-out", "left-styles")
_PART = re.compile(
    r"\s*(?:\"((?:\\.|[^\"\\])*)\"?|'((?:\\.|[^'\\])*)'?|([-\w]+)\(|([-\w]+)|(/))", re.DOTALL
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")  # icons of a font of the page's own
_COUNTED = re.compile(r"(-?[_a-zA-Z\u0080-\U0010ffff][-\w]*)(?:\s+(-?\d{1,9})(?![-\w]))?")
_IMAGES = re.compile(r"url|(?:-webkit-)?(?:image-set|image|cross-fade|element)|.*gradient")
_STYLES = {
    **{"decimal": "decimal", "decimal-leading-zero": "decimalZero", "none": "none"},
    **{"lower-roman": "lowerRoman", "upper-roman": "upperRoman"},
    **dict.fromkeys(("lower-alpha", "lower-latin"), "css-lower"),
    **dict.fromkeys(("upper-alpha", "upper-latin"), "css-upper"),
    "cjk-decimal": "ideographDigital",
    **dict.fromkeys(("simp-chinese-informal", "trad-chinese-informal"), "chineseCounting"),
    **dict.fromkeys(("cjk-ideographic", "japanese-informal"), "chineseCounting"),
    "simp-chinese-formal": "chineseLegalSimplified",
    "trad-chinese-formal": "ideographLegalTraditional",
    **{"cjk-heavenly-stem": "ideographTraditional", "cjk-earthly-branch": "ideographZodiac"},
    **{"katakana": "aiueo", "katakana-iroha": "iroha"},
}
_BULLETS = {"disc": "•", "circle": "◦", "square": "▪"}
_QUOTES = {
    **dict.fromkeys(("fr", "it", "es", "pt", "el", "no", "nb"), "«»‹›"),
    **{"ja": "「」『』", "de": "„“‚‘", "ru": "«»„“", "uk": "«»„“", "pl": "„”«»"},
}


@dataclass
class Generated:
    """What was counted so far, and how many quotations are open.

    ``counters``: each with how deep the element stands that made it, the innermost last.
    """

    counters: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    quoted: int = 0

    def enter(self, tag: str, own: Mapping[str, str | None], now: Seen, depth: int) -> None:
        """An element is met that is shown: what it counts is counted."""
        for held in self.counters.values():
            while held and held[-1][0] > depth:
                held.pop()
        for name, value in _counted(now.said.get("counter-reset", ""), 0):
            self._reset(name, value, depth)
        if tag in ("ol", "ul", "menu"):
            self._reset("list-item", _whole(own.get("start"), 1) - 1, depth)
        added = list(_counted(now.said.get("counter-increment", ""), 1))
        if tag == "li" and "list-item" not in dict(added):
            given = own.get("value")
            if given is None:
                added.append(("list-item", 1))
            else:
                self._set("list-item", _whole(given, 1), depth)
        for name, value in added:
            self._set(name, self.value(name) + value, depth)
        for name, value in _counted(now.said.get("counter-set", ""), 0):
            self._set(name, value, depth)

    def _reset(self, name: str, value: int, depth: int) -> None:
        held = self.counters.setdefault(name, [])
        if held and held[-1][0] == depth:
            held.pop()
        if len(held) < MAX_COUNTERS:
            held.append((depth, value))

    def _set(self, name: str, value: int, depth: int) -> None:
        held = self.counters.setdefault(name, [])
        made = held.pop()[0] if held else depth
        held.append((made, value))

    def value(self, name: str) -> int:
        """What a counter stands at."""
        held = self.counters.get(name)
        return held[-1][1] if held else 0

    def text(
        self, content: str, own: Mapping[str, str | None], quotes: str, lang: str
    ) -> tuple[str, list[Mark]]:
        """What a value of ``content`` shows, and what of it is no text; nothing where browsers do
        not know the value."""
        out: list[str] = []
        marks: list[Mark] = []
        content = content.removesuffix("!important")
        at = 0
        while (found := _PART.match(content, at)) is not None:
            at = found.end()
            double, single, function, word, slash = found.groups()
            if slash:
                break  # what follows says for those who cannot see what is shown
            if double is not None or single is not None:
                out.append(unescaped(double if double is not None else single))
            elif function:
                inner, at = _inner(content, at)
                if _IMAGES.fullmatch(function.lower()):
                    marks.append(PICTURE)
                elif function.lower() == "attr":
                    out.append(_attribute(inner, own))
                elif function.lower() in ("counter", "counters"):
                    out.append(self._count(function.lower(), inner, marks))
                else:
                    return "", [UNKNOWN] if function.lower() == "var" else []
            elif word.lower() in ("open-quote", "close-quote", "no-open-quote", "no-close-quote"):
                out.append(self._quote(word.lower(), quotes, lang))
            else:
                return "", []
        return _PRIVATE.sub("", "".join(out)), marks

    def _count(self, function: str, inner: str, marks: list[Mark]) -> str:
        parts = [part.strip() for part in parted(inner, ",")]
        name, rest = parts[0], parts[1:]
        joint = unescaped(rest.pop(0).strip("\"'")) if function == "counters" and rest else ""
        style = rest[0] if rest else "decimal"
        held = [value for _, value in self.counters.get(name, [])] or [0]
        shown = held if function == "counters" else held[-1:]
        if style.lower() not in (*_STYLES, *_BULLETS):
            marks.append(UNKNOWN)
        return joint.join(counted_as(value, style.lower()) for value in shown)

    def _quote(self, word: str, quotes: str, lang: str) -> str:
        closes = "close" in word
        if closes:
            self.quoted = max(self.quoted - 1, 0)
        pairs = _pairs(quotes, lang)
        at = min(2 * self.quoted, len(pairs) - 2)
        self.quoted += not closes
        return "" if word.startswith("no-") or at < 0 else pairs[at + closes]


def counted_as(value: int, style: str) -> str:
    """A number as a style of counters writes it; in digits where the style is not known."""
    if style in _BULLETS:
        return _BULLETS[style]
    form = _STYLES.get(style, "decimal")
    if form.startswith("css-"):  # a…z, aa, ab: Word's lists go on with aa, bb
        letters = ""
        n = value
        while 0 < n < 10**9:
            n, digit = divmod(n - 1, 26)
            letters = chr(ord("a") + digit) + letters
        letters = letters or str(value)
        return letters.upper() if form == "css-upper" else letters
    if form == "decimalZero" and value < 0:
        return f"{value:03d}"
    return written(value, form)


def marker_of(now: Seen, said: Mapping[str, str]) -> str:
    """The value of ``content`` for the mark of an item of a list, where the mark is words."""
    if "content" in said:
        return said["content"]
    value = now.marker
    return value if value.startswith(("'", '"')) else ""


def _inner(text: str, at: int) -> tuple[str, int]:
    """What stands in a bracket that is open, and where it ends."""
    depth = 1
    for found in re.compile(r"\"(?:\\.|[^\"\\])*\"?|'(?:\\.|[^'\\])*'?|[()]", re.S).finditer(
        text, at
    ):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if not depth:
            return text[at : found.start()], found.end()
    return text[at:], len(text)


def _attribute(inner: str, own: Mapping[str, str | None]) -> str:
    first, *rest = parted(inner, ",")
    name = first.split()[0].lower() if first.split() else ""
    if name in own:
        return own[name] or ""
    otherwise = rest[0].strip() if rest else ""
    return unescaped(otherwise[1:-1]) if otherwise[:1] in ("'", '"') and otherwise else ""


def _counted(value: str, otherwise: int) -> Iterator[tuple[str, int]]:
    if not value.startswith("none"):
        for name, number in _COUNTED.findall(value.removesuffix("!important")):
            yield name, int(number) if number else otherwise


def _whole(value: str | None, otherwise: int) -> int:
    text = (value or "").strip()
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else otherwise


def _pairs(quotes: str, lang: str) -> list[str]:
    said = [unescaped(a or b) for a, b in re.findall(r"\"([^\"]*)\"|'([^']*)'", quotes)]
    if said or quotes.startswith("none"):
        return said[: len(said) // 2 * 2]
    return list(_QUOTES.get(lang.lower()[:2], "“”‘’"))
