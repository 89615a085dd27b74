"""An element and how the one round it is seen in; how it is seen itself out: shown, or why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evalkit.evidence.colours import alike
from evalkit.evidence.html_styles import AS_WRITTEN, Said, Styles
from evalkit.evidence.html_values import (
    BLACK,
    CLEAR,
    TINY,
    WHITE,
    colour_of,
    customs_of,
    is_off_page,
    size_of,
    substituted,
)

FORM = 20  # letters
MAX_KNOWN = 10_000  # elements of which others may be the like
_NEVER_NAMES = (  # elements of which a browser shows nothing, or nothing that is text
    "script style template head title meta link base datalist noembed noframes audio video rp "
    "colgroup col param source track meter progress annotation annotation-xml defs desc "
    "metadata area mphantom symbol clippath clipPath mask pattern marker"
)
_NEVER = frozenset(_NEVER_NAMES.split())
_STRUCK = frozenset(["del", "s", "strike"])
_MENUS = frozenset(["navigation", "menu", "menubar", "search", "contentinfo", "toolbar"])
_MENU_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|menubar|breadcrumbs?|crumbs?|pagination|pager"
    r"|sitemap|footer|skip-link|skiplink)(?=[\s_-]|\Z)",
    re.IGNORECASE,
)
_KEPT = frozenset(["pre", "xmp", "listing", "textarea"])
_CLEAR = re.compile(r"(?:0*\.0[0-4]\d*|0*\.0*|0+)(?:%|!|\Z)|0*[0-4](?:\.\d*)?%")
_BLURRED = re.compile(
    r"blur\(\s*(?:[4-9]|\d\d+)(?:\.\d+)?px|blur\(\s*(?:\d+\.?\d*|0?\.[3-9]\d*)r?em"
)
_FAINT = re.compile(r"opacity\(\s*(?:0*\.0[0-4]\d*|0*\.0*|0+|0*[0-4](?:\.\d*)?%)\s*\)")
_OF_FIGURES = re.compile(r"(?:calc|min)\(")
_TINY_SHARE = re.compile(r"0*\.0\d*|[1-9](?:\.\d*)?%")
_STAYS = re.compile(r"forwards|both|infinite")
_HIGH = re.compile(r"super|text-top|0*\.?[1-9]")
SMALLER = 0.8  # of the size round it: letters that are raised are
_LOOKS_NAMES = (
    "color background background-color font-size visibility -webkit-text-fill-color "
    "fill background-clip text-shadow -webkit-text-stroke -webkit-text-stroke-width"
)
_LOOKS = frozenset(_LOOKS_NAMES.split())
_BLOCKS_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html "
    "legend li listing main menu nav ol optgroup p plaintext pre search section summary table "
    "tbody td tfoot th thead tr ul xmp"
)
_BLOCKS = frozenset(_BLOCKS_NAMES.split())
_BOXES = frozenset(["button", "select", "textarea", "input", "img", "iframe", "marquee"])
_PARTING = ("flex", "grid")  # each child is a block
_DRAWN = frozenset(["svg", "g", "text", "tspan", "textpath", "textPath"])
_COLOURED = frozenset(["color", "bgcolor", "background", "text", "fill", "visibility"])
_SECTIONS = frozenset(["article", "section", "main", "blockquote", "td", "figure"])
_OF_THEIR_OWN = (
    _NEVER | _STRUCK | _KEPT | _SECTIONS | {"a", "form", "nav", "footer", "noscript", "dialog"}
)


@dataclass(frozen=True, slots=True)
class Seen:
    """How text is seen at a place of a page.

    ``gone``: why it is not, whatever stands within; ``invisible`` and ``blurred``: why it is not,
    unless an element within says otherwise (``began``: the element that began it); ``is_link``,
    ``is_menu``, ``is_section``, ``is_kept`` (line ends are kept): what it stands in. Colours are
    None where a style sheet that is not at hand may give them. ``customs``: custom properties;
    ``quotes``, ``marker``, ``lang``: the marks of quotations and lists, and the language. ``said``,
    ``display``, ``is_block`` and ``is_raised``: of the element itself.
    """

    gone: str = ""
    invisible: str = ""
    blurred: str = ""
    began: int = 0
    is_link: bool = False
    is_menu: bool = False
    is_section: bool = False
    is_kept: bool = False
    size: float = 16.0
    colour: tuple[int, ...] | None = None
    ground: tuple[int, ...] | None = None
    customs: Said = field(default_factory=dict)
    quotes: str = ""
    marker: str = ""
    lang: str = ""
    said: Said = field(default_factory=dict)
    display: str = ""
    is_block: bool = False
    is_raised: bool = False

    @property
    def dimmed(self) -> str:
        return self.invisible or self.blurred

    @property
    def is_parting(self) -> bool:
        """Whether each element within is a block of its own."""
        return self.display.removesuffix("!important").endswith(_PARTING)


def at_first(styles: Styles) -> Seen:
    """How text is seen in a page of which nothing is said: black on white, if no style sheet
    stands elsewhere."""
    return Seen(colour=BLACK, ground=WHITE) if styles.is_whole else Seen()


def seen(element: Any, tag: str, around: Seen, styles: Styles) -> Seen:
    """How an element is seen within ``around``."""
    own: Mapping[str, str | None] = element.attributes
    said = styles.of(element, own.get("style") or "")
    if not own and not said and tag not in _OF_THEIR_OWN:
        return _plain(around, is_block=tag in _BLOCKS or around.is_parting)
    if tag == "form":
        is_search = _is_search(element)
        now = _as_said(tag, own, said, around, styles, element.mem_id)
        return replace(now, is_menu=True) if is_search and not now.gone else now
    key = (tag, tuple(own.items()), id(said), id(around))
    known = styles.known.get(key)
    if known is None:
        now = _as_said(tag, own, said, around, styles, element.mem_id)
        if now.began != around.began:  # each is told by itself
            return now
        if len(styles.known) >= MAX_KNOWN:
            styles.known.clear()
        known = styles.known[key] = (now, said, around)  # what a key names is held with it
    return known[0]


def seen_made(said: Said, around: Seen, styles: Styles) -> Seen:
    """How text is seen that a style sheet puts into the element that is seen as ``around``."""
    return _as_said("", {}, said, around, styles, around.began)


def _plain(around: Seen, is_block: bool) -> Seen:
    """How an element is seen of which nothing is said."""
    if not (around.display or around.is_raised or around.said) and around.is_block == is_block:
        return around
    return replace(around, display="", is_raised=False, said={}, is_block=is_block)


def _as_said(
    tag: str,
    own: Mapping[str, str | None],
    said: Said,
    around: Seen,
    styles: Styles,
    began: int,
) -> Seen:
    customs = around.customs
    if any(name.startswith("--") for name in said):
        named = {name: value for name, value in said.items() if name.startswith("--")}
        customs = customs_of(named, around.customs)
    if any("var(" in value for value in said.values()):
        said = _with_customs(said, customs, styles.is_whole)
    is_a_block = is_block(said.get("display", ""), tag) or around.is_parting
    if gone := _gone(tag, own, said, styles.shown):
        return replace(around, gone=gone)
    is_inline = not is_a_block and tag not in _BOXES and _is_inline(said)
    size = size_of(said["font-size"], around.size) if "font-size" in said else around.size
    if tag not in ("html", "body") and is_off_page(said, size, is_inline, styles.is_whole):
        return replace(around, gone="offpage")
    changed: dict[str, Any] = {
        "is_link": around.is_link or (tag == "a" and own.get("href") is not None),
        "is_menu": around.is_menu or _is_menu(tag, own, around.is_section),
        "is_section": around.is_section or tag in _SECTIONS,
        "is_kept": around.is_kept or tag in _KEPT,
        "display": said.get("display", ""),
        "is_block": is_a_block,
        "is_raised": _is_raised(said, around),
        "said": said,
        "quotes": said.get("quotes", around.quotes),
        "marker": said.get("list-style-type", "" if tag in ("ul", "ol") else around.marker),
        "lang": own.get("lang") or own.get("xml:lang") or around.lang,
    }
    if customs is not around.customs:
        changed["customs"] = customs
    if said.keys() & _LOOKS or (own and around.ground) or own.keys() & _COLOURED or tag == "a":
        changed |= _looks(tag, own, said, around, styles.is_whole)
        if (changed["invisible"], changed["blurred"]) != (around.invisible, around.blurred):
            changed["began"] = began
    if all(getattr(around, name) == value for name, value in changed.items()):
        return around
    return replace(around, **changed)


def _with_customs(said: Said, customs: Said, is_whole: bool) -> dict[str, str]:
    """What is said, with what custom properties stand for; what they do not say is not said,
    unless a style sheet that is not at hand may say it."""
    out: dict[str, str] = {}
    for name, value in said.items():
        made: str | None = value
        if "var(" in value and not name.startswith("--"):
            made = substituted(value, customs.get)
            if made is not None and name not in AS_WRITTEN:
                made = made.lower()
        if made is not None or not is_whole:
            out[name] = value if made is None else made
    return out


def is_block(display: str, tag: str = "") -> bool:
    """Whether an element stands by itself, not within a line."""
    if display.startswith(("block", "flex", "grid", "list-item", "table", "flow-root")):
        return True
    return tag in _BLOCKS and not (display == "inline" and tag not in ("html", "body"))


def _is_inline(said: Said) -> bool:
    """Whether what is said of an element of a line leaves it in the line."""
    return (
        said.get("display", "inline").startswith(("inline!", "contents"))
        or said.get("display", "inline") == "inline"
    ) and not (
        said.get("position", "").startswith(("absolute", "fixed"))
        or said.get("float", "none").startswith(("left", "right"))
    )


def _gone(
    tag: str, own: Mapping[str, str | None], said: Said, shown: frozenset[str] = frozenset()
) -> str:
    """Why nothing of an element is seen; empty where it is. ``page``: the whole page is hidden,
    which a script undoes."""
    if tag in _NEVER or tag == "noscript":
        is_left = tag == "template" and own.get("data-left") == "noscript"
        return "noscript" if is_left else "never"  # see html_limits
    is_page = tag in ("html", "body")
    display = said.get("display", "")
    switched = "hidden" in own and own["hidden"] != "until-found"
    switched |= "popover" in own or (tag == "dialog" and "open" not in own)
    opaque = _OF_FIGURES.sub("", said.get("opacity") or own.get("opacity") or "").replace(")", "")
    unseen = said.get("content-visibility", "").startswith("hidden")
    unseen |= bool(_CLEAR.match(opaque)) and not _is_moved(said, shown)
    if faint := said.get("filter", ""):
        unseen |= bool(_FAINT.search(faint) or _BLURRED.search(faint))
    display = display or (own.get("display") or "")
    if zoom := said.get("zoom", ""):
        figure = zoom.removesuffix("!important")
        unseen |= bool(_TINY_SHARE.fullmatch(figure)) and bool(re.search("[1-9]", figure))
    if display.startswith(("none", "table-column")) or (switched and not display) or unseen:
        return "page" if is_page else "hidden"
    lines = said.get("text-decoration", "") + said.get("text-decoration-line", "")
    is_struck = "line-through" in lines or (tag in _STRUCK and not lines.startswith("none"))
    return "struck" if is_struck else ""


def _is_moved(said: Said, shown: frozenset[str]) -> bool:
    """Whether an animation ends with an element seen."""
    animated = f"{said.get('animation', '')} {said.get('animation-name', '')}".split()
    ends = f"{said.get('animation', '')} {said.get('animation-fill-mode', '')}"
    return bool(shown.intersection(animated)) and bool(_STAYS.search(ends))


def _is_raised(said: Said, around: Seen) -> bool:
    """Whether an element's letters stand above the line, as the mark of a note does."""
    if _HIGH.match(said.get("vertical-align", "")):
        return True
    lifted = said.get("top", "").startswith("-") or _HIGH.match(said.get("bottom", ""))
    if not lifted or not said.get("position", "").startswith("relative"):
        return False
    return size_of(said.get("font-size", ""), around.size) < SMALLER * around.size


def _is_menu(tag: str, own: Mapping[str, str | None], is_section: bool) -> bool:
    if tag == "nav" or (tag == "footer" and not is_section):
        return True
    if (own.get("role") or "").strip().lower() in _MENUS:
        return True
    if tag not in ("div", "ul", "ol", "section", "header", "dl", "table", "span"):
        return False
    names = f"{own.get('class') or ''} {own.get('id') or ''}"
    return bool(names.strip() and _MENU_NAMES.search(names))


def _is_search(form: Any) -> bool:
    """Whether a form is one to search or to log in with."""
    letters = len("".join((form.text() or "").split()))
    return letters < FORM and form.css_first("input, button") is not None


def _looks(
    tag: str, own: Mapping[str, str | None], said: Said, around: Seen, is_whole: bool
) -> dict[str, Any]:
    """Size and colours of an element's letters, and whether they can be made out."""
    size = size_of(said["font-size"], around.size) if "font-size" in said else around.size
    named = own.get("text" if tag == "body" else "color")
    given = said.get("-webkit-text-fill-color") or said.get("color") or (named or "").lower()
    colour = around.colour
    if given.startswith(("inherit", "currentcolor", "unset")):
        pass
    elif given or tag == "a":  # links are blue
        colour = colour_of(given)
    elif own.get("class") and not is_whole:
        colour = None
    ground = _ground(own, said, around.ground, is_whole)
    if tag in _DRAWN and (fill := said.get("fill") or own.get("fill") or ""):
        is_outlined = (said.get("stroke") or own.get("stroke") or "none") != "none"
        colour = CLEAR if fill.startswith(("none", "transparent")) and not is_outlined else None
    if _is_drawn_otherwise(said, ground):
        colour = None
    visibility = said.get("visibility") or own.get("visibility") or ""
    invisible = around.invisible
    if visibility.startswith(("hidden", "collapse")):
        invisible = "page" if tag in ("html", "body") else "hidden"
    elif visibility.startswith("visible"):
        invisible = ""
    blurred = "tiny" if size <= TINY else ""
    if colour is not None and (colour == CLEAR or (ground is not None and alike(colour, ground))):
        blurred = "white"
    looks = {"size": size, "colour": colour, "ground": ground}
    return {**looks, "invisible": invisible, "blurred": blurred}


def _is_drawn_otherwise(said: Said, ground: tuple[int, ...] | None) -> bool:
    """Whether letters show though they have no colour of their own: filled by their ground, by
    their outline or by their shadow."""
    if said.get("background-clip", "").startswith("text"):
        return True
    for name in ("text-shadow", "-webkit-text-stroke", "-webkit-text-stroke-width"):
        value = said.get(name, "none")
        if not value.startswith(("none", "inherit", "unset", "initial", "revert")):
            drawn = colour_of(value)
            shows = drawn is None or (drawn != CLEAR and not (ground and alike(drawn, ground)))
            if shows and (name == "text-shadow" or re.search(r"[1-9]|thin|medium|thick", value)):
                return True
    return False


def _ground(
    own: Mapping[str, str | None], said: Said, around: tuple[int, ...] | None, is_whole: bool
) -> tuple[int, ...] | None:
    """The colour behind an element; None where it cannot be known."""
    given = f"{own.get('bgcolor') or ''} {said.get('background', '')}"
    given = f"{given} {said.get('background-color', '')}".strip().lower()
    if own.get("background") or re.search(r"url\(|gradient|var\(", given):
        return None
    if given and not re.match(r"none|transparent|inherit|initial|unset", given):
        return colour_of(given)
    return None if not is_whole and (own.get("class") or own.get("id")) else around
