"""A parsed page in; its blocks of text in the order of the page out, rows of tables as one block,
and what was met that is no text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evalkit.evidence.html_beside import ALONE, Beside
from evalkit.evidence.html_block import Block, Mark
from evalkit.evidence.html_generated import UNKNOWN, Generated, marker_of
from evalkit.evidence.html_limits import MAX_ELEMENTS, parsed
from evalkit.evidence.html_seen import Seen, at_first, is_block, seen, seen_made
from evalkit.evidence.html_styles import Styles, styles_of
from evalkit.evidence.html_tables import read_table
from evalkit.evidence.raised import raised, superscript
from evalkit.evidence.text import Unreadable, noted

MAX_DEPTH = 250
MARKED = 24  # letters before a raised one that tell what it is
MAX_WITHIN = 4  # pages within pages
SMALL = 48  # pixels: a picture of this side or less is an icon
_LEVELS = {f"h{n}": n for n in range(1, 7)}
_FRAMES = frozenset(["iframe", "frame"])
_SHADOWS = frozenset(["shadowrootmode", "shadowroot", "shadowmode"])  # what a template shows itself
_APART = frozenset(["button", "textarea", "text"])  # the last is of a drawing
_SHOWN_VALUES = ("", "text", "number", "search", "email", "url", "tel", "date", "month", "time")
_NOTE = re.compile(r"#.*(?:ftn|fn|note|cite|脚注)", re.IGNORECASE)
_HOSTS_NAMES = (
    "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span"
)
_HOSTS = frozenset(_HOSTS_NAMES.split())
_SHADOWED = ", ".join(
    f"template[{name}]" for name in ("shadowrootmode", "shadowroot", "shadowmode")
)
_APART_BY = re.compile(r"inline-|absolute|fixed|left|right")
_BRACKETED = re.compile(r"[\[［〔]\d{1,3}[\]］〕]")
_FURNITURE = re.compile(  # what sites call the pictures that belong to the site
    r"(?:^|[/_\W])[^/]*(?:logo|icon|banner|button|btn|arrow|sprite|avatar|qr_?code|ewm|spacer"
    r"|blank|pixel|[/_-](?:bg|nav|header|footer)[_.-])[^/]*\Z",
    re.IGNORECASE,
)
_PLUGIN = re.compile(r"\.(?:swf|xap|class)\b|application/x-", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|tiff?|svg)\b", re.IGNORECASE)
_WORD = re.compile(r"\w")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_INDENTED = re.compile(r"[ \t\r\n]*(?:\u3000|\u00a0[ \u00a0]|\u2003){2}")


@dataclass
class _Line:
    parts: list[str] = field(default_factory=list)
    links: int = 0
    n_links: int = 0
    marks: list[Mark] = field(default_factory=list)


class Reader:
    """Reads the elements of one page into blocks."""

    def __init__(self, styles: Styles, beside: Beside = ALONE) -> None:
        self.styles, self.beside = styles, beside
        self.n_pages, self.within = 0, 0  # pages shown in the page; how many this one stands in
        self.blocks: list[Block] = []
        self.lines = [_Line()]
        self.holder, self.level, self.is_menu, self.is_cell = "", 0, False, False
        self.target = ""  # of the link being read
        self.told_of: set[int] = set()
        self.n = 0
        self.generated = Generated()
        self.has_shadows = False
        self.light: Light | None = None  # what the element holds whose template this page is

    def read_page(self, page: Any) -> None:
        """A parsed page, from its first element to its last."""
        self.has_shadows = page.css_first(_SHADOWED) is not None
        if self.styles.is_cut:
            self.mark(UNKNOWN)
        if page.root is not None:
            self.read(page.root, at_first(self.styles))
        self.flush()

    def read(self, node: Any, around: Seen, depth: int = 0) -> None:
        """A node and what stands within it."""
        tag: str = node.tag or ""
        if tag == "-text":
            self._take(node.text_content or "", around)
            return
        if tag[:1] in "-!_" or not tag:
            return
        now = self.entered(node, around, depth)
        if now is None:
            return
        if odd := _ODD.get(tag):
            odd(self, node, now, depth)
        elif now.is_raised:
            self._raised(node, now, depth)
        elif now.is_block:
            outer = self._open(tag, now)
            self._within(node, now, depth)
            self._close(outer)
        elif _is_turned(tag, node.attributes, now):
            self._turned(node, now, depth)
        elif tag in _APART or (tag == "tspan" and "x" in node.attributes):
            self.add(" ")
            self._within(node, now, depth)
            self.add(" ")
        else:
            self._within(node, now, depth)

    def entered(self, node: Any, around: Seen, depth: int) -> Seen | None:
        """How an element is seen; None where it is not, which is told.

        Raises:
            Unreadable: it stands too deep, or there are too many.
        """
        self.n += 1
        if depth > MAX_DEPTH or self.n > MAX_ELEMENTS:
            raise Unreadable("document-too-large", limit="@nested")
        now = seen(node, node.tag, around, self.styles)
        if not now.gone:
            if self.styles.counts:
                self.generated.enter(node.tag, node.attributes, now, depth)
            return now
        if now.gone == "page":  # a page that shows nothing until its script is run
            self.mark(("document-shown-by-script", ""))
            return around
        if now.gone == "noscript" or (now.gone != "never" and (node.text() or "").strip()):
            self.mark(("document-hidden-text", f"hidden-{now.gone}"))
        return None

    def _within(self, node: Any, now: Seen, depth: int) -> None:
        is_added = self.styles.makes or bool(now.marker) or node.tag == "q"
        if is_added:
            self.put(node, "marker", now, depth)
            self.put(node, "before", now, depth)
        shadow = self._shadow(node) if self.has_shadows else None
        if shadow is not None:
            self._page(_inner(shadow.html or ""), self.beside, Light(self, node, now, depth))
        else:
            self._children(node, now, depth)
        if is_added:
            self.put(node, "after", now, depth)

    def _children(self, node: Any, now: Seen, depth: int) -> None:
        child = node.first_child
        while child is not None:
            self.read(child, now, depth + 1)
            child = child.next

    def _shadow(self, node: Any) -> Any:
        """The template that an element shows in place of what it holds."""
        if "-" not in node.tag and node.tag not in _HOSTS:
            return None
        child = node.first_child
        while child is not None:
            if child.tag == "template" and child.attributes.keys() & _SHADOWS:
                return child
            child = child.next
        return None

    def _slot(self, node: Any, now: Seen, depth: int) -> None:
        """What an element holds in the place that its template gives to it; what stands there by
        itself where it holds nothing for it."""
        name = node.attributes.get("name") or ""
        held = self.light.of(name) if self.light is not None else []
        if not held or self.light is None:
            self._within(node, now, depth)
            return
        outer, self.light.taken = self.light.reader, {*self.light.taken, name}
        kept = (outer.blocks, outer.lines, outer.holder, outer.level, outer.is_menu)
        outer.blocks, outer.lines = self.blocks, self.lines
        for child in held:
            outer.read(child, self.light.around, self.light.depth + 1)
        self.lines = outer.lines
        outer.blocks, outer.lines, outer.holder, outer.level, outer.is_menu = kept

    def put(self, node: Any, which: str, now: Seen, depth: int) -> None:
        """What style sheets put before or behind what an element holds. What of it is not seen is
        not told: it is no part of the document's text."""
        said = self.styles.made(node, which)
        content = said.get("content", "")
        if which == "marker":
            is_item = now.display.startswith("list-item") or (node.tag == "li" and not now.display)
            content = marker_of(now, said) if is_item else ""
        elif node.tag == "q" and not content:
            content = "open-quote" if which == "before" else "close-quote"
        if not content:
            return
        made = seen_made(said, now, self.styles)
        if made.gone:
            return
        if self.styles.counts:
            self.generated.enter("", {}, made, depth + 1)
        content = made.said.get("content", "" if "var(" in content else content)
        text, marks = self.generated.text(content, node.attributes, now.quotes, now.lang)
        if made.dimmed:
            return
        self._generate(text, [] if now.is_menu or now.is_link else marks, now, made)

    def _added(self, node: Any) -> str:
        """What style sheets say of the words round those of an element."""
        if not self.styles.makes:
            return ""
        both = (self.styles.made(node, which) for which in ("before", "after"))
        return "".join(said.get("content", "") for said in both)

    def _generate(self, text: str, marks: list[Mark], now: Seen, made: Seen) -> None:
        outer = self._open(self.holder, made) if is_block(made.display) else None
        for mark in marks:
            self.mark(mark)
        is_apart = now.is_parting or _APART_BY.search(
            " ".join(made.said.get(name, "") for name in ("display", "position", "float"))
        )
        if text and is_apart:  # a number in a box of its own is no part of the figure beside it
            text = f" {text} "
        if text and made.is_raised:
            self.add(raised(self.before(), text), made.is_link)
        elif text:
            self._take(text, made)
        if outer is not None:
            self._close(outer)

    def _open(self, tag: str, now: Seen) -> tuple[str, int, bool]:
        self.flush()
        outer = (self.holder, self.level, self.is_menu)
        level = _LEVELS.get(tag, self.level)
        self.holder, self.level, self.is_menu = tag, level, now.is_menu
        return outer

    def _close(self, outer: tuple[str, int, bool]) -> None:
        self.flush()
        self.holder, self.level, self.is_menu = outer

    def inline(self, node: Any, now: Seen, depth: int) -> list[Block]:
        """What stands within a node, as blocks of their own that are not yet the page's."""
        return self.apart(node.tag, lambda: self._within(node, now, depth))

    def apart(self, holder: str, read: Callable[[], None]) -> list[Block]:
        """What is read, as blocks of their own that are not yet the page's."""
        outer = (self.blocks, self.lines, self.holder, self.level, self.is_cell)
        self.blocks, self.lines, self.holder, self.level = [], [_Line()], holder, 0
        self.is_cell = True
        read()
        self.flush()
        made = self.blocks
        self.blocks, self.lines, self.holder, self.level, self.is_cell = outer
        return made

    # --- text ---

    def _take(self, text: str, now: Seen) -> None:
        if now.dimmed == "page":
            self._once(("document-shown-by-script", ""), now.began)
        elif now.dimmed:
            if text.strip():
                self._once(("document-hidden-text", f"hidden-{now.dimmed}"), now.began)
            return
        if now.is_kept:
            for n, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
                if n:
                    self.new_line()
                self.add(line, now.is_link)
        else:
            self.add(_BLANKS.sub(" ", text), now.is_link)

    def add(self, text: str, is_link: bool = False) -> None:
        line = self.lines[-1]
        line.parts.append(text)
        line.links += len("".join(text.split())) if is_link else 0

    def new_line(self) -> None:
        self.lines.append(_Line())

    def mark(self, mark: Mark) -> None:
        self.lines[-1].marks.append(mark)

    def _once(self, mark: Mark, began: int) -> None:
        if began not in self.told_of:
            self.told_of.add(began)
            self.mark(mark)

    def before(self) -> str:
        """The last words of the line so far."""
        held = ""
        for part in reversed(self.lines[-1].parts):
            held = part + held
            if len(held) >= MARKED:
                break
        return held

    def flush(self) -> None:
        """The lines so far become blocks: one, or several where an empty line or an indent parts
        them."""
        first = self.lines[0]
        if len(self.lines) == 1 and not first.parts and not first.marks:
            first.links = first.n_links = 0
            return
        lines, self.lines = self.lines, [_Line()]
        if len(lines) == 1:
            self._made(lines)
            return
        held: list[_Line] = []
        for line in lines:
            text = "".join(line.parts)
            parted = not text.strip() or bool(_INDENTED.match(text))
            if held and parted and not self.level:
                self._made(held)
                held = []
            held.append(line)
        self._made(held)

    def _made(self, lines: list[_Line]) -> None:
        text = joined([" ".join("".join(line.parts).split()) for line in lines])
        marks = [mark for line in lines for mark in line.marks]
        if text and (self.is_cell or _WORD.search(text)):
            links, n_links = sum(ln.links for ln in lines), sum(ln.n_links for ln in lines)
            held = (self.level, self.holder, links, n_links, self.is_menu)
            self.blocks.append(Block(text, *held, marks))
        elif marks:
            self.blocks.append(Block("", marks=marks))

    # --- elements of their own kind ---

    def _break(self, node: Any, now: Seen, depth: int) -> None:
        self.new_line()

    def _raised(self, node: Any, now: Seen, depth: int) -> None:
        made = self.inline(node, now, depth)
        for block in made:
            for mark in block.marks:
                self.mark(mark)
        text = " ".join(block.text for block in made if block.text)
        self.add(raised(self.before(), text) if text and not now.dimmed else "", now.is_link)

    def _link(self, node: Any, now: Seen, depth: int) -> None:
        target, text = node.attributes.get("href") or "", (node.text() or "").strip()
        kind = f"{node.attributes.get('epub:type') or ''} {node.attributes.get('role') or ''}"
        is_note = "noteref" in kind and bool(re.fullmatch(r"[\w*†‡]{1,5}", text))
        is_note |= bool(_NOTE.match(target)) and bool(re.fullmatch(r"\d{1,3}|[a-z*†‡]", text))
        is_bare = not _WORD.search(self._added(node))
        is_bracketed = target.startswith("#") and bool(_BRACKETED.fullmatch(text))
        if is_bare and (is_note or is_bracketed):
            self.add(noted(text.strip("[]［］〔〕")), True)
            return
        self.lines[-1].n_links += bool(target)
        self.target = target
        outer = self._open("a", now) if now.is_block else None
        self._within(node, now, depth)
        if outer is not None:
            self._close(outer)

    def _ruby(self, node: Any, now: Seen, depth: int) -> None:
        made = self.inline(node, now, depth)
        self.lines[-1].marks += [mark for block in made for mark in block.marks]
        if text := " ".join(block.text for block in made if block.text):
            self.add(noted(text))

    def _power(self, node: Any, now: Seen, depth: int) -> None:
        parts = [" ".join((child.text() or "").split()) for child in node.iter()]
        if len(parts) == 2:
            self.add(parts[0] + (superscript(parts[1]) or f"^{parts[1]}"))
        else:
            self._within(node, now, depth)

    def _fraction(self, node: Any, now: Seen, depth: int) -> None:
        self.add("/".join(" ".join((child.text() or "").split()) for child in node.iter()))

    def _picture(self, node: Any, now: Seen, depth: int) -> None:
        own = node.attributes
        sides = _sides(own)
        kind = (own.get("type") or "").lower()
        if node.tag == "input" and kind != "image":
            self._input(node, now, depth, kind)
        elif now.is_menu or now.dimmed or min(sides) <= SMALL:
            return
        elif not _FURNITURE.search(own.get("src") or "") and not (
            now.is_link and not _PICTURE.search(self.target)
        ):
            self.mark(("document-pictures", ""))

    def _input(self, node: Any, now: Seen, depth: int, kind: str) -> None:
        own = node.attributes
        if kind in ("checkbox", "radio") and self.styles.makes:
            self.put(node, "before", now, depth)
            self.put(node, "after", now, depth)
        if kind in _SHOWN_VALUES and (value := (own.get("value") or "").strip()):
            self.add(f" {value} ")

    def _turned(self, node: Any, now: Seen, depth: int) -> None:
        """Words that are set from right to left, whatever their script."""
        made = self.inline(node, now, depth)
        self.lines[-1].marks += [mark for block in made for mark in block.marks]
        self.add(" ".join(block.text[::-1] for block in reversed(made) if block.text), now.is_link)

    def _elsewhere(self, node: Any, now: Seen, depth: int) -> None:
        own = node.attributes
        where = own.get("src") or own.get("data") or ""
        sides = _sides(own)
        if node.tag in _FRAMES and min(sides) > SMALL and not now.dimmed:
            inner, address = own.get("srcdoc"), self.beside.base
            if inner is None and where:
                inner, address = self.beside.page(where), self.beside.address(where)
            if inner is not None and self.within < MAX_WITHIN:
                self._page(inner, self.beside.at(address))
                return
        if (own.get("type") or "").startswith("image/"):
            self._picture(node, now, depth)
        elif where and not where.startswith(("about:", "javascript:")) and min(sides) > SMALL:
            self.mark(("document-left-out", "left-elsewhere"))
        if node.tag == "object" and (not where or _PLUGIN.search(f"{where} {own.get('type')}")):
            self._within(node, now, depth)  # what stands there for browsers that cannot show it

    def _page(self, source: str, beside: Beside, light: Light | None = None) -> None:
        """A page that is shown within this one, as blocks of its own; ``light``: what it may show
        of the element that holds it."""
        self.flush()
        page, n_tags = parsed(source)
        inner = Reader(styles_of(page, n_tags, beside), beside)
        inner.n, inner.within, inner.light = self.n, self.within + 1, light
        inner.read_page(page)
        self.n, self.n_pages = inner.n, self.n_pages + 1 + inner.n_pages
        self.blocks += [
            replace(block, is_menu=block.is_menu or self.is_menu) for block in inner.blocks
        ]

    def _choice(self, node: Any, now: Seen, depth: int) -> None:
        """A list to choose from shows what is chosen, else its first line; one of several lines
        shows them all."""
        shown = [
            one
            for one in node.css("option, optgroup")
            if not seen(one, one.tag, now, self.styles).gone
        ]
        options = [one for one in shown if one.tag == "option"]
        free = [one for one in options if "disabled" not in one.attributes]
        chosen = [o for o in options if "selected" in o.attributes][-1:] or (free or options)[:1]
        rows = node.attributes.get("size") or "1"
        if "multiple" in node.attributes or (rows.isdecimal() and rows not in ("0", "1")):
            chosen = shown
        self.add(" ")
        for one in chosen:
            words = one.attributes.get("label") or ("" if one.tag == "optgroup" else one.text())
            self.add(f"{' '.join((words or '').split())} ")
        if len(options) > len(chosen):
            self.mark(("document-hidden-text", "hidden-options"))

    def _table(self, node: Any, now: Seen, depth: int) -> None:
        self.flush()
        outer, self.is_menu = self.is_menu, now.is_menu
        self.put(node, "before", now, depth)
        read_table(self, node, now, depth)
        self.put(node, "after", now, depth)
        self.flush()
        self.is_menu = outer


@dataclass
class Light:
    """What an element holds of which a template is shown. ``taken``: the places that were filled:
    only the first of a name is."""

    reader: Reader
    node: Any
    around: Seen
    depth: int
    taken: set[str] = field(default_factory=set)

    def of(self, name: str) -> list[Any]:
        """What is meant for a place."""
        out: list[Any] = []
        child = self.node.first_child if name not in self.taken else None
        while child is not None:
            is_word = child.tag == "-text"
            own = "" if is_word else (child.attributes.get("slot") or "")
            if own == name and child.tag != "template" and (not is_word or not name):
                out.append(child)
            child = child.next
        return (
            out
            if any(one.tag != "-text" or _WORD.search(one.text_content or "") for one in out)
            else []
        )


_ODD = {
    "br": Reader._break,
    "sup": Reader._raised,
    "a": Reader._link,
    "rt": Reader._ruby,
    "msup": Reader._power,
    "mfrac": Reader._fraction,
    "img": Reader._picture,
    "canvas": Reader._picture,
    "input": Reader._picture,
    "iframe": Reader._elsewhere,
    "object": Reader._elsewhere,
    "embed": Reader._elsewhere,
    "frame": Reader._elsewhere,
    "select": Reader._choice,
    "slot": Reader._slot,
    "table": Reader._table,
}


def _is_turned(tag: str, own: Mapping[str, str | None], now: Seen) -> bool:
    """Whether words are set from right to left whatever their script."""
    forced = now.said.get("unicode-bidi", "").removesuffix("!important")
    way = now.said.get("direction") or (own.get("dir") or "").lower()
    return (tag == "bdo" or forced.endswith("override")) and way.startswith("rtl")


def _inner(source: str) -> str:
    """An element's source without its own tags."""
    return re.sub(r"\A<[^>]*>|</template>\Z", "", source)


def _sides(own: dict[str, str | None]) -> list[int]:
    """Width and height of a picture in pixels, as far as it says."""
    style = (own.get("style") or "").lower()
    said = dict(re.findall(r"(?<![-\w])(width|height)\s*:\s*([^;]+)", style))
    return [_pixels(said.get(name) or own.get(name) or "") for name in ("width", "height")]


def _pixels(value: str) -> int:
    """A side in pixels; very many where it is not said in pixels."""
    found = re.match(r"\s*(\d{1,5})(?:\.\d*)?\s*(?:px)?\s*(?:!|\Z)", value)
    return int(found[1]) if found else 9999


def joined(lines: list[str]) -> str:
    """Lines of one block as one text: a blank between them, unless a hanzi stands at the edge."""
    out = ""
    for line in filter(None, lines):
        wide = out and (out[-1] >= "\u2e80" or line[0] >= "\u2e80")
        out += line if wide or not out else f" {line}"
    return out
