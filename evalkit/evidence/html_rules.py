"""The source of a style sheet in; the rules of it that hold for a screen out, those that stand
within others with their whole selectors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from evalkit.evidence.html_conditions import applies, supported

MAX_DEPTH = 12  # rules within rules
MAX_SELECTORS = 5_000  # letters: those of rules within rules grow with each
_STRING = r"\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?"
_COMMENT = re.compile(rf"({_STRING})|/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_SIGN = re.compile(rf"{_STRING}|\\.|[{{}}();\[\]]", re.DOTALL | re.I)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?|(\r\n|\n)|(.))", re.DOTALL)
_CLOSED = {"}": "{", ")": "(", "]": "["}
_IMPORT = re.compile(
    rf"@import\s+(?:url\(\s*)?(?P<href>{_STRING}|[^\s\"'();]+)\s*\)?"
    r"(?:\s*(?P<layer>layer(?:\((?P<name>[^)]*)\))?)(?![-\w]))?"
    r"(?:\s*supports\((?P<supports>(?:[^()]|\([^()]*\))*)\))?(?P<media>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LAST = re.compile(r"\bto\b|100%")
_SHOWN = re.compile(r"opacity\s*:\s*(?:1|100%|0?\.[1-9])|visibility\s*:\s*visible", re.IGNORECASE)
Layer = tuple[str, ...]  # the names of a layer and of those round it, the outermost first


@dataclass(frozen=True, slots=True)
class Rule:
    """What a sheet says of the elements that its selectors match. ``doubted``: whether it holds
    depends on how wide a box within the page is."""

    selectors: str
    body: str
    layer: Layer = ()
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Import:
    """Another sheet that a sheet draws in."""

    href: str
    layer: Layer = ()


@dataclass(frozen=True)
class Sheet:
    """``layers``: in the order in which they are named; ``is_whole``: whether all that it draws in
    is at hand; ``shown``: animations that end with what they move seen."""

    rules: tuple[Rule, ...] = ()
    imports: tuple[Import, ...] = ()
    layers: tuple[Layer, ...] = ()
    is_whole: bool = True
    shown: frozenset[str] = frozenset()


def sheet_of(text: str) -> Sheet:
    """A style sheet, understood."""
    reader = _Reader()
    reader.read(_COMMENT.sub(lambda found: found[1] or " ", text), "", ())
    held = (tuple(reader.rules), tuple(reader.imports), tuple(reader.layers))
    return Sheet(*held, not reader.imports, frozenset(reader.shown))


def unescaped(text: str) -> str:
    """A string or a name of a style sheet, with what its escapes stand for."""
    if "\\" not in text:
        return text

    def character(found: re.Match[str]) -> str:
        if not found[1]:
            return found[3] or ""
        code = int(found[1], 16)
        wrong = not code or code > 0x10FFFF or 0xD800 <= code < 0xE000
        return "\ufffd" if wrong else chr(code)

    return _ESCAPE.sub(character, text)


def placed(sheet: Sheet, layer: Layer) -> Sheet:
    """A sheet that is drawn in within a layer."""
    if not layer:
        return sheet
    rules = tuple(replace(one, layer=layer + one.layer) for one in sheet.rules)
    layers = (layer, *(layer + own for own in sheet.layers))
    return replace(sheet, rules=rules, imports=(), layers=layers)


def parted(text: str, sign: str) -> Iterator[str]:
    """A text at each sign that stands in no string or bracket."""
    start = 0
    is_open: list[str] = []
    signs = re.compile(rf"{_SIGN.pattern}|{re.escape(sign)}", re.DOTALL | re.I)
    for found in signs.finditer(text):
        if found[0] == sign and not is_open:
            yield text[start : found.start()]
            start = found.end()
        else:
            _step(is_open, found[0])
    yield text[start:]


def _step(is_open: list[str], sign: str) -> None:
    if sign in ("{", "(", "["):
        is_open.append(sign)
    elif is_open and _CLOSED.get(sign) == is_open[-1]:
        is_open.pop()


def _blocks(text: str) -> Iterator[tuple[str, str | None]]:
    """(head, what stands within) of each block; (what is said, None) of what ends without one."""
    at = start = 0
    is_open: list[str] = []
    for found in _SIGN.finditer(text):
        sign = found[0]
        was = len(is_open)
        _step(is_open, sign)
        if sign == "{" and not was:
            start = found.end()
        elif sign == "}" and was == 1 and not is_open:
            yield text[at : start - 1].strip(), text[start : found.start()]
            at = found.end()
        elif not was and sign == ";":
            yield text[at : found.start()].strip(), None
            at = found.end()
    if is_open and is_open[0] == "{":
        yield text[at : start - 1].strip(), text[start:]
    elif rest := text[at:].strip():
        yield rest, None


@dataclass
class _Reader:
    rules: list[Rule] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    beneath: list[str] = field(default_factory=list)  # where each scope ends that is open
    doubted: int = 0  # blocks that hold for boxes of some width

    def read(self, text: str, around: str, layer: Layer, depth: int = 0) -> None:
        """What stands in a sheet or in a block of it; ``around``: the selectors of the rule that
        it stands in."""
        said: list[str] = []
        for head, body in _blocks(text):
            if body is None and not head.startswith("@"):
                said.append(head)
            elif around and head.startswith("--") and body is not None:
                said.append(f"{head}{{{body}}}")
            else:
                self._say(around, said, layer)
                said = []
                if body is None:
                    self._statement(head, layer)
                elif depth < MAX_DEPTH:
                    self._block(head, body, around, layer, depth + 1)
        self._say(around, said, layer)

    def _say(self, around: str, said: list[str], layer: Layer) -> None:
        if around and said:
            selectors = around
            for end in self.beneath:
                selectors = ",".join(_without(one, end) for one in parted(selectors, ","))
            self.rules.append(Rule(selectors, ";".join(said), layer, self.doubted > 0))

    def _statement(self, head: str, layer: Layer) -> None:
        if (found := _IMPORT.match(head)) and not self.rules:
            asked = found["supports"]
            held = asked is None or supported(asked if "(" in asked else f"({asked})")
            if held and applies(found["media"]):
                own = _names(found["name"] or f" {len(self.layers)}") if found["layer"] else ()
                self.imports.append(Import(found["href"].strip("\"'"), own))
        elif re.match(r"@layer\b", head, re.I):
            self.layers += [layer + _names(one) for one in head[6:].split(",")]

    def _block(self, head: str, body: str, around: str, layer: Layer, depth: int) -> None:
        if not head.startswith("@"):
            self.read(body, _joined(around, head), layer, depth)
            return
        name, asked = re.match(r"@([-\w]*)(.*)", head, re.S).groups()  # type: ignore[union-attr]
        name = name.lower()
        if name == "layer":
            own = layer + _names(asked.strip() or f" {len(self.layers)}")
            self.layers.append(own)
            self.read(body, around, own, depth)
        elif name == "scope":
            root = re.match(r"\s*\((.*?)\)\s*(?:to\s*\((.*)\)\s*)?\Z", asked, re.S)
            within = _joined(around, root[1]) if root else around
            ends = [root[2]] if root and root[2] else []
            self.beneath += ends
            self.read(body.replace(":scope", "&" if root else ":root"), within, layer, depth)
            del self.beneath[len(self.beneath) - len(ends) :]
        elif name == "container":
            self.doubted += 1
            self.read(body, around, layer, depth)
            self.doubted -= 1
        elif name.endswith("keyframes"):
            last = [held for head, held in _blocks(body) if held and _LAST.search(head)]
            if last and _SHOWN.search(last[-1]):
                self.shown.add(asked.strip().strip("\"'"))
        elif (name == "media" and applies(asked)) or (name == "supports" and supported(asked)):
            self.read(body, around, layer, depth)


def _without(selector: str, end: str) -> str:
    """A selector for what stands outside the elements in which a scope ends."""
    bare, colons, made = selector.partition("::")
    return f"{bare}:not({end}):not(:is({end}) *){colons}{made}"


def _names(name: str) -> Layer:
    return tuple(name.strip().split(".")) if name.strip() else (name,)


def _joined(around: str, head: str) -> str:
    """The whole selectors of a rule within another."""
    if not around:
        return head
    own = f":is({around})" if "," in around or "&" in head else around
    made = ",".join(
        one.replace("&", own) if "&" in one else f"{own} {one.strip()}" for one in parted(head, ",")
    )
    return made if len(made) <= MAX_SELECTORS else ":not(*)"
