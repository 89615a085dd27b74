"""An element and how the one round it is seen in; how it is seen itself out: shown, or why not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from evalkit.evidence.colours import alike
from evalkit.evidence.html_styles import CLEAR, Said, Styles, colour_of, is_off_page, size_of

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
TINY = 1.5  # pixels
FORM = 20  # letters
_NEVER_NAMES = (  # elements of which a browser shows nothing, or nothing that is text
    "script style template head title meta link base datalist noembed noframes audio video rp "
    "colgroup col param source track meter progress annotation annotation-xml defs desc "
    "metadata area"
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
_FAINT = re.compile(r"opacity\(\s*(?:0*\.0[0-4]\d*|0*\.0*|0+|0*[0-4](?:\.\d*)?%)\s*\)")
_HIGH = re.compile(r"super|text-top|0*\.?[1-9]")
SMALLER = 0.8  # of the size round it: letters that are raised are
_LOOKS = frozenset(["color", "background", "background-color", "font-size", "visibility"])
_COLOURED = frozenset(["color", "bgcolor", "background", "text"])
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
    None where a style sheet that is not at hand may give them. ``display`` and ``is_raised``: of
    the element itself.
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
    display: str = ""
    is_raised: bool = False

    @property
    def dimmed(self) -> str:
        return self.invisible or self.blurred


def at_first(styles: Styles) -> Seen:
    """How text is seen in a page of which nothing is said: black on white, if no style sheet
    stands elsewhere."""
    return Seen(colour=BLACK, ground=WHITE) if styles.is_whole else Seen()


def seen(element: Any, tag: str, around: Seen, styles: Styles) -> Seen:
    """How an element is seen within ``around``."""
    own: Mapping[str, str | None] = element.attributes
    said = styles.of(element, own.get("style") or "")
    if not own and not said and tag not in _OF_THEIR_OWN:
        plain = not around.display and not around.is_raised
        return around if plain else replace(around, display="", is_raised=False)
    if gone := _gone(tag, own, said):
        return replace(around, gone=gone)
    changed: dict[str, Any] = {
        "is_link": around.is_link or (tag == "a" and own.get("href") is not None),
        "is_menu": around.is_menu
        or _is_menu(tag, own, around.is_section)
        or (tag == "form" and _is_search(element)),
        "is_section": around.is_section or tag in _SECTIONS,
        "is_kept": around.is_kept or tag in _KEPT,
        "display": said.get("display", ""),
        "is_raised": _is_raised(said, around),
    }
    if said.keys() & _LOOKS or (own and around.ground) or own.keys() & _COLOURED or tag == "a":
        changed |= _looks(tag, own, said, around, styles.is_whole)
        if (changed["invisible"], changed["blurred"]) != (around.invisible, around.blurred):
            changed["began"] = element.mem_id
    if all(getattr(around, name) == value for name, value in changed.items()):
        return around
    return replace(around, **changed)


def _gone(tag: str, own: Mapping[str, str | None], said: Said) -> str:
    """Why nothing of an element is seen; empty where it is. ``page``: the whole page is hidden,
    which a script undoes."""
    if tag in _NEVER or tag == "noscript":
        is_left = tag == "template" and own.get("data-left") == "noscript"
        return "noscript" if is_left else "never"  # see html_limits
    is_page = tag in ("html", "body")
    display = said.get("display", "")
    switched = "hidden" in own and own["hidden"] != "until-found"
    closed = (switched or (tag == "dialog" and "open" not in own)) and not display
    unseen = said.get("content-visibility", "").startswith("hidden")
    if _CLEAR.match(said.get("opacity", "")) or _FAINT.search(said.get("filter", "")):
        unseen = True
    if display.startswith("none") or closed or unseen:
        return "page" if is_page else "hidden"
    lines = said.get("text-decoration", "") + said.get("text-decoration-line", "")
    if "line-through" in lines or (tag in _STRUCK and not lines.startswith("none")):
        return "struck"
    return "offpage" if is_off_page(said) and not is_page else ""


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
    given = said.get("color") or (named or "").lower()
    colour = around.colour
    if given.startswith(("inherit", "currentcolor", "unset")):
        pass
    elif given or tag == "a":  # links are blue
        colour = colour_of(given)
    elif own.get("class") and not is_whole:
        colour = None
    ground = _ground(own, said, around.ground, is_whole)
    visibility = said.get("visibility", "")
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
