"""A parsed page in; for each element, what the page's own style sheets and its `style` say of how
it is seen, out.

Style sheets in other files count where the files are at hand (a book, a web archive); what others
hide is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.evidence.html_beside import ALONE, Beside
from evalkit.evidence.html_conditions import DISPLAYS, applies
from evalkit.evidence.html_rules import Layer, Rule, Sheet, parted, sheet_of, unescaped
from evalkit.evidence.html_values import CLEAR, TINY, WHITE, colour_of, size_of

MAX_CHECKS = 100_000_000  # rules × elements
_SUSPICIOUS = re.compile(
    r"display\s*:|visibility\s*:\s*(?:hidden|collapse)|font-size|var\("
    r"|(?<![-\w])(?:color|font|clip(?:-path)?)\s*:|\d{3,}|line-through|vertical-align\s*:"
    r"|overflow[-xy]*\s*:\s*(?:hidden|clip)|scale|content-visibility|opacity\s*[:(]|relative"
    r"|content\s*:|transform|fill-color|list-style|quotes\s*:|zoom|blur|unicode-bidi|\ball\s*:"
    r"|\\|block-size|inline-size|-(?:start|end)\s*:",
    re.IGNORECASE,
)
_MATTERS_NAMES = (
    "display visibility font-size opacity color background background-color left top right "
    "text-indent margin-left transform clip clip-path text-decoration text-decoration-line "
    "vertical-align overflow height max-height width max-width content-visibility filter position "
    "bottom content quotes counter-reset counter-increment counter-set list-style-type scale "
    "translate rotate float padding-top padding-bottom -webkit-text-fill-color overflow-x "
    "overflow-y margin-top zoom line-height unicode-bidi direction animation animation-name "
    "animation-fill-mode background-clip text-shadow -webkit-text-stroke -webkit-text-stroke-width "
    "fill stroke"
)
_MATTERS = frozenset(_MATTERS_NAMES.split())
_HIDES = frozenset(["display", "visibility", "opacity", "content", "clip-path", "font-size"])
AS_WRITTEN = frozenset(["content", "quotes", "list-style-type"])  # letters keep their case
_ONE_NAME = {  # what the same thing is called besides, where lines run from left to right
    **{"block-size": "height", "max-block-size": "max-height"},
    **{"inline-size": "width", "max-inline-size": "max-width"},
    **{"inset-inline-start": "left", "inset-inline-end": "right"},
    **{"inset-block-start": "top", "inset-block-end": "bottom"},
    **{"margin-inline-start": "margin-left", "margin-block-start": "margin-top"},
    **{"padding-block-start": "padding-top", "padding-block-end": "padding-bottom"},
    **{"overflow-block": "overflow-y", "overflow-inline": "overflow-x"},
    **{"-webkit-background-clip": "background-clip", "-webkit-filter": "filter"},
    **{"-webkit-transform": "transform", "-webkit-clip-path": "clip-path"},
    **{"-webkit-animation": "animation", "-webkit-animation-name": "animation-name"},
}
_WIDE = frozenset(["initial", "inherit", "unset", "revert", "revert-layer"])  # of every property
_KNOWN = {  # values that a browser knows; of any other what was said before holds
    "display": DISPLAYS,
    "visibility": re.compile(r"(?:visible|hidden|collapse)\Z"),
}
_SIDES = ("top", "right", "bottom", "left")
_MADE = re.compile(r"\s*:?:(before|after|marker|first-letter|first-line)\s*\Z", re.IGNORECASE)
_FOREIGN = re.compile(r"::?-(?:moz|ms|o|khtml)-", re.IGNORECASE)  # a browser drops the whole rule
_STATES = re.compile(  # which a page is not in when it is opened, parts that are not of its text
    r"::|:-|:(?:first-line|first-letter|focus-visible|autofill|modal|popover-open|host|user-|playing"
    r"|fullscreen|target-|picture-|open|buffering|muted|paused|seeking|stalled|volume-|state\(|part\()"
    r"|[@{}%<$!^]|\A\W?\Z",
    re.IGNORECASE,
)
_IMPORTANT = re.compile(r"\s*!\s*important\s*\Z", re.IGNORECASE)
_WHOLLY = re.compile(r":(?:is|not|has|where|matches|-webkit-any)\(", re.IGNORECASE)
_UNLAYERED = 1_000_000
Said = Mapping[str, str]
NOTHING: Said = {}
Key = tuple[int, str]  # an element, and which of what a style sheet makes at it: "" is itself


@dataclass(frozen=True, slots=True)
class Styles:
    """``sheets``: element → property → value, of the page's own style sheets; ``is_whole``: no
    style sheet stands elsewhere; ``counts``: whether any of them counts something; ``makes``:
    whether any of them puts words into the page; ``is_cut``: not all could be followed;
    ``shown``: animations that end with what they move seen."""

    sheets: Mapping[Key, Said]
    is_whole: bool
    counts: bool = False
    makes: bool = False
    is_cut: bool = False
    shown: frozenset[str] = frozenset()
    inline: dict[str, dict[str, str]] = field(default_factory=dict)  # understood once
    known: dict[Any, Any] = field(default_factory=dict)  # how elements of the same kind are seen
    both: dict[tuple[int, str], Said] = field(default_factory=dict)  # with those of the sheets

    def of(self, element: Any, inline: str) -> Said:
        """What is said of an element, the strongest last."""
        said = self.sheets.get((element.mem_id, ""), NOTHING)
        if not inline:
            return said
        own = self.inline.get(inline)
        if own is None:
            own = {name: value for name, value in _declared(inline) if _matters(name)}
            self.inline[inline] = own
        if not said:
            return own
        made = self.both.get((id(said), inline))
        if made is None:
            kept = {n: v for n, v in said.items() if v.endswith("!important")}
            kept = {n: v for n, v in kept.items() if "!important" not in own.get(n, "")}
            made = self.both[id(said), inline] = {**said, **own, **kept}
        return made

    def made(self, element: Any, which: str) -> Said:
        """What is said of the text that a style sheet puts before or after what an element
        holds."""
        return self.sheets.get((element.mem_id, which), {})


def styles_of(page: Any, n_elements: int, beside: Beside = ALONE) -> Styles:
    """The styles of a page that :mod:`selectolax.lexbor` has parsed."""
    sheets = [_sheet(element, beside) for element in _sheets(page)]
    rules = [rule for sheet in sheets if sheet is not None for rule in sheet.rules]
    layers = [layer for sheet in sheets if sheet is not None for layer in sheet.layers]
    is_whole = all(sheet is not None and sheet.is_whole for sheet in sheets)
    if not any(_SUSPICIOUS.search(rule.body) for rule in rules):
        rules = []
    held, is_cut = _applied(page, rules, _ranks(layers), n_elements)
    counts = any("counter" in rule.body for rule in rules)
    shown = frozenset(name for sheet in sheets if sheet is not None for name in sheet.shown)
    return Styles(held, is_whole, counts, any(which for _, which in held), is_cut, shown)


def _sheets(page: Any) -> list[Any]:
    return [
        element
        for element in page.css("style, link[rel~=stylesheet]")
        if element.tag == "link" or not _is_within(element, "noscript")
    ]


def _sheet(element: Any, beside: Beside) -> Sheet | None:
    """The style sheet that an element holds or names; None where it is not at hand."""
    own = element.attributes
    kind = (own.get("type") or "").strip().lower()
    if element.tag == "style" and kind not in ("", "text/css"):
        return Sheet()
    if element.tag == "style":
        known: Sheet | None = beside.whole(sheet_of(element.text() or ""))
    else:
        known = beside.sheet(own.get("href") or "")
    is_off = element.tag == "link" and "disabled" in own
    is_other = is_off or "alternate" in (own.get("rel") or "").lower().split()
    if known is not None and (is_other or not applies(own.get("media") or "")):
        return Sheet(is_whole=known.is_whole)
    return known


def _is_within(element: Any, tag: str) -> bool:
    around = element.parent
    while around is not None and around.tag != tag:
        around = around.parent
    return around is not None


def _ranks(layers: list[Layer]) -> dict[Layer, tuple[int, ...]]:
    """How strong each layer is: a later one is stronger, what stands in none of the layers within
    one is stronger than they."""
    seen: dict[Layer, int] = {}
    for layer in layers:
        for n in range(1, len(layer) + 1):
            seen.setdefault(layer[:n], len(seen))
    return {
        layer: (*(seen[layer[:n]] for n in range(1, len(layer) + 1)), _UNLAYERED) for layer in seen
    }


def _applied(
    page: Any, rules: list[Rule], ranks: Mapping[Layer, tuple[int, ...]], n_elements: int
) -> tuple[dict[Key, Said], bool]:
    """What the rules say of each element; whether some could not be followed."""
    held: dict[Key, dict[str, tuple[Any, str]]] = {}
    checks, is_cut = 0, False
    for order, rule in enumerate(rules):
        said = [(name, value) for name, value in _declared(rule.body) if _matters(name)]
        layer = ranks.get(rule.layer, (_UNLAYERED,))
        if said and "-" in rule.selectors and _FOREIGN.search(rule.selectors):
            continue
        for selector in parted(rule.selectors, ",") if said else ():
            checks += n_elements
            if checks > MAX_CHECKS:
                break
            bare, which = _bare(selector.strip())
            weight = _specificity(selector)
            matching = _matching(page, bare)
            hides = any(name in _HIDES for name, _ in said) and not _STATES.search(bare)
            is_first = which.startswith("first")
            if rule.doubted or is_first:
                is_cut |= bool(matching) and (_hides_first(said) if is_first else _hides(said))
                continue
            is_cut |= matching is None and hides
            for element in matching or ():
                own = held.setdefault((element.mem_id, which), {})
                for name, value in said:
                    strong = value.endswith("!important")
                    rank = (strong, tuple(-n for n in layer) if strong else layer, weight, order)
                    if name not in own or rank >= own[name][0]:
                        own[name] = (rank, value)
    alike: dict[tuple[tuple[str, str], ...], Said] = {}  # elements of which the same is said
    out: dict[Key, Said] = {}
    for key, own in held.items():
        items = tuple((name, value) for name, (_, value) in own.items())
        out[key] = alike.get(items) or alike.setdefault(items, dict(items))
    return out, is_cut or checks > MAX_CHECKS


def _hides(said: list[tuple[str, str]]) -> bool:
    """Whether what is said takes an element away, or puts words to it."""
    return any(name == "content" or value.startswith(("none", "hidden")) for name, value in said)


def _hides_first(said: list[tuple[str, str]]) -> bool:
    """Whether the first letter or line of an element is hidden, which we do not follow."""
    return any(
        (name == "font-size" and size_of(value, 16.0) <= TINY)
        or (name == "color" and colour_of(value) in (CLEAR, WHITE))
        or (name.startswith("text-decoration") and "line-through" in value)
        for name, value in said
    )


def _bare(selector: str) -> tuple[str, str]:
    """The element that a selector means, and which of what is made at it."""
    found = _MADE.search(selector)
    if found is None:
        return selector, ""
    bare = selector[: found.start()]
    return (f"{bare}*" if not bare or bare[-1] in " >+~" else bare), found[1].lower()


def _matching(page: Any, selector: str) -> list[Any] | None:
    """The elements that a selector means; None where it is not understood: the parser of selectors
    knows fewer of them than browsers do."""
    try:
        return list(page.css(selector)) if selector else []
    except Exception:
        return None


def _specificity(selector: str) -> int:
    selector = _WHOLLY.sub(" (", re.sub(r":where\([^()]*\)", "", selector))
    ids = len(re.findall(r"#[-\w]", selector))
    classes = len(re.findall(r"\.[-\w]|\[|(?<!:):(?!before|after)[a-z]", selector))
    return 10_000 * ids + 100 * classes + len(re.findall(r"(?:^|[\s>+~(])[a-zA-Z]", selector))


def _matters(name: str) -> bool:
    return name in _MATTERS or name.startswith("--")


def _declared(body: str) -> Iterator[tuple[str, str]]:
    """What is said, each by its name; what stands for several at once is said of each."""
    for part in parted(body, ";"):
        name, colon, value = part.partition(":")
        name = name.strip()
        if not colon:
            continue
        is_important = bool(_IMPORTANT.search(value))
        value = _IMPORTANT.sub("", value).strip()
        if not name.startswith("--"):
            name = unescaped(name).lower()
            name = _ONE_NAME.get(name, name)
            if name not in (*AS_WRITTEN, "list-style") and "var(" not in value:
                value = unescaped(value).lower()
            known = _KNOWN.get(name)
            if known and value not in _WIDE and not ("var(" in value or known.match(value)):
                continue
        for one, own in _each(name, value):
            yield one, own + ("!important" if is_important else "")


def _each(name: str, value: str) -> Iterator[tuple[str, str]]:
    if name == "all":
        yield from ((one, value) for one in _MATTERS)
        return
    yield name, value
    if name == "font" and (size := _OF_FONT.search(value)):
        yield "font-size", size[1]
    elif name in ("margin", "inset", "padding") and "(" not in value:
        sides = value.split()
        for n, side in enumerate(_SIDES if 1 <= len(sides) <= len(_SIDES) else ()):
            own = sides[n] if n < len(sides) else sides[1 if n == 3 and len(sides) > 1 else 0]
            yield (side if name == "inset" else f"{name}-{side}"), own
    elif name == "list-style":
        kind = re.search(r"\"[^\"]*\"|'[^']*'", value)
        yield "list-style-type", kind[0] if kind else "none" if "none" in value else "decimal"


_OF_FONT = re.compile(r"(?:^|\s)(\d*\.?\d+(?:px|pt|r?em|%)|0(?=[\s/]))")
