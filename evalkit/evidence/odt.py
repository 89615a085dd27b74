"""OpenDocument texts in, passages out: what a reader sees, in the same way as of Word documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from evalkit.evidence.colours import PAPER, same_colour
from evalkit.evidence.flow import COLUMNS, REPEATED, Flow, Line, numbered
from evalkit.evidence.left_out import LeftOut, contents_of
from evalkit.evidence.odt_styles import OdtStyles, of, points, short, styles_of
from evalkit.evidence.package import opened, parsed, whole
from evalkit.evidence.text import Contents, Unreadable, noted, reading

MOST_BLANKS = 1000
# In points: what is placed by a paragraph may stand beside the page by no more than a usual page is
# wide, and no page is larger than this.
USUAL, PAGE = 9 * 72, 22 * 72
_BLANKS = str.maketrans("\n\t\r", "   ")
_ENCRYPTED = "encryption-data"


def read(content: bytes, name: str) -> Contents:
    """An OpenDocument text's passages.

    Raises:
        Unreadable: it is locked, broken, or too large.
    """
    flow, left = Flow(), LeftOut()
    with reading("ODT"):
        root, more = _roots(content)
        body = next((e for e in root.iter("{*}text") if short(e.tag) == "office:text"), None)
        if body is None:
            raise ValueError("no text")
        styles = styles_of(r for r in (more, root) if r is not None)
        _Story(styles, flow, left, styles.page, _gone(body)).blocks(body)
        for text in _heads(root if more is None else more):
            left.edge(text)
    return contents_of(flow.found, left)


def _heads(root: Any) -> Iterator[str]:
    """Paragraphs of the running heads and feet of a document's pages."""
    for master in root.iter(_STYLE + "master-page"):
        for head in master:
            if short(head.tag).startswith(("style:header", "style:footer")):
                for paragraph in head.iter(*_PARAGRAPHS):
                    yield "".join(paragraph.itertext())


def _roots(content: bytes) -> tuple[Any, Any]:
    """The content and the styles of a text; of one that is one XML file, that."""
    if not content.startswith(b"PK"):
        return parsed(content), None
    package = opened(content)
    manifest = package.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}" + _ENCRYPTED), None) is not None:
        raise Unreadable("document-encrypted")
    return package.xml("content.xml"), package.xml("styles.xml")


@dataclass
class _Story:
    """``ground``: the colour behind what is read, empty where not known; ``gone``: paragraphs
    that a condition hides; ``lists``: names of the lists that are open, ``counts``: how far each
    level of each is counted, ``ended``: the same of lists that are over, by their id."""

    styles: OdtStyles
    flow: Flow
    left: LeftOut
    ground: str = PAPER
    gone: frozenset[Any] = frozenset()
    lists: list[str] = field(default_factory=list)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    ended: dict[str, dict[int, int]] = field(default_factory=dict)
    number: str = ""  # of the item whose first paragraph comes
    notes: dict[str, int] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)  # insertions and deletions, by their id

    def lose(self, kind: str, code: str = "document-hidden-text") -> None:
        self.left.add(code, kind, self.flow.at())

    def blocks(self, container: Any) -> None:
        """Everything in a container, in order."""
        for one in container:
            name = short(one.tag)
            if (handler := _BLOCKS.get(name)) is not None:
                handler(self, one)
            elif name in _INLINE or name.startswith("draw:"):  # a drawing that hangs on a page
                line = Line()
                self.runs([one], line)
                self.flow.paragraph(line.text(), 0, line.follows)
            elif name not in _SKIPPED and len(one):
                self.blocks(one)

    @contextmanager
    def on(self, family: str, style: str, otherwise: str | None = None) -> Iterator[None]:
        """What is read here stands on the ground that a style gives, or on another."""
        before = self.ground
        behind = self.styles.ground(family, style)
        if behind is None:
            behind = before if otherwise is None else otherwise
        self.ground = behind
        yield
        self.ground = before

    def paragraph(self, element: Any) -> None:
        if element in self.gone:
            self.number = ""
            self.lose("hidden-hidden")
            return
        line = Line(of(element, "text:style-name"))
        self.put(element.text, line)
        self.runs(element, line)
        text, level = line.text(), 0
        number, self.number = self.number, ""
        if short(element.tag) == "text:h":
            level = min(max(whole(of(element, "text:outline-level"), 1), 1), 9)
            number = number or self._heading(element, level)
        if number and text:
            text = numbered(number, text)
        self.flow.paragraph(text, level, line.follows)

    def _heading(self, element: Any, level: int) -> str:
        """The number of a heading; it may be said to have none, or to begin anew."""
        if of(element, "text:is-list-header") == "true" or self.lists:
            return ""
        start = of(element, "text:start-value")
        if not start and of(element, "text:restart-numbering") == "true":
            start = "1"
        return self._counted("Outline", level, start)

    def _counted(self, name: str, level: int, start: str = "") -> str:
        counts = self.counts.setdefault(name, {})
        own = self.styles.lists.get(name, {}).get(level)
        counts[level] = counts[level] + 1 if level in counts else (own.start if own else 1)
        if start.isdecimal() and len(start) < 6:
            counts[level] = int(start)
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        return self.styles.number(name, level, counts)

    def listed(self, element: Any) -> None:
        """``text:list``"""
        name = of(element, "text:style-name") or (self.lists[-1] if self.lists else "")
        if not name and (first := next(element.iter(*_PARAGRAPHS), None)) is not None:
            name = self.styles.list_of(of(first, "text:style-name"))
        if not self.lists:
            before = self.ended.get(of(element, "text:continue-list"))
            if before is not None:
                self.counts[name] = dict(before)
            elif of(element, "text:continue-numbering") != "true":
                self.counts.pop(name, None)
        self.lists.append(name)
        for item in element:
            if short(item.tag) == "text:list-item":
                start = of(item, "text:start-value")
                self.number = self._counted(name, len(self.lists), start)
            self.blocks(item)
            self.number = ""
        self.lists.pop()
        if not self.lists and (own := of(element, "id")):
            self.ended[own] = dict(self.counts.get(name, {}))

    def item(self, element: Any) -> None:
        """``text:numbered-paragraph``: an item that stands in no list."""
        level = min(max(whole(of(element, "text:level"), 1), 1), 9)
        name = of(element, "text:style-name")
        self.number = self._counted(name, level, of(element, "text:start-value"))
        self.blocks(element)
        self.number = ""

    def section(self, element: Any) -> None:
        """A section, unless it is not shown."""
        display = of(element, "text:display")
        if display == "none" or (display == "condition" and _is_hidden(element)):
            self.lose("hidden-hidden")
        else:
            with self.on("section", of(element, "text:style-name")):
                self.blocks(element)

    def changes(self, element: Any) -> None:
        """What was deleted stands here, apart from the text: it is not read."""
        for region in element:
            kinds = {short(one.tag) for one in region}
            if kinds & {"text:insertion", "text:deletion"}:
                self.changed.add(of(region, "text:id") or of(region, "id"))

    def change(self, element: Any, line: Line) -> None:
        """Where something was inserted or deleted."""
        if of(element, "text:change-id") in self.changed:
            self.lose("", "document-changes-open")

    def table(self, element: Any) -> None:
        with self.on("table", of(element, "table:style-name")), self.flow.table():
            self._rows(element, {})

    def _rows(self, container: Any, above: dict[int, tuple[str, int]]) -> None:
        for one in container:
            name = short(one.tag)
            if name == "table:table-row":
                if of(one, "table:visibility") in ("collapse", "filter"):
                    self.lose("hidden-hidden")
                else:
                    self._row(one, above)
            elif name in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
                self._rows(one, above)

    def _row(self, element: Any, above: dict[int, tuple[str, int]]) -> None:
        """``above``: by column, what spans rows, and how many yet."""
        with self.on("table-row", of(element, "table:style-name")), self.flow.a_row():
            column, own = 0, self.flow.row
            for cell in element:
                again = min(whole(of(cell, "table:number-columns-repeated"), 1), COLUMNS)
                text, left = above.pop(column, ("", 0))
                if short(cell.tag) == "table:covered-table-cell" and left and own is not None:
                    own.cells.append(text)
                    if left > 1:
                        above[column] = (text, left - 1)
                if short(cell.tag) == "table:table-cell" and own is not None:
                    with self.on("table-cell", of(cell, "table:style-name")):
                        self.blocks(cell)
                    text = self.flow.end_cell()
                    rows = whole(of(cell, "table:number-rows-spanned"), 1)
                    if rows > 1 and len(text) <= REPEATED:
                        above[column] = (text, rows - 1)
                    if text:
                        own.cells += [text] * (again - 1)
                column += again

    # --- what stands in a paragraph ---

    def put(self, text: str | None, line: Line) -> None:
        if not text:
            return
        look = self.styles.look(line.style, line.spans)
        ground = look.ground or self.ground
        faded = bool(look.colour) and same_colour(look.colour, ground or PAPER)
        if faded and not ground and text.strip() and not look.unseen:
            self.lose("hidden-doubtful")
        if look.unseen or (faded and ground):
            if text.strip():
                self.lose(f"hidden-{look.unseen or 'white'}")
        elif look.raised:
            line.above.append(text.translate(_BLANKS))
        else:
            line.put(text.translate(_BLANKS))

    def runs(self, elements: Iterable[Any], line: Line) -> None:
        """Everything in a paragraph, or some elements of one, in order."""
        for one in elements:
            name = short(one.tag)
            handler = _INLINE.get(name)
            if handler is not None:
                handler(self, one, line)
            elif name.startswith("draw:"):
                self.shape(one, line)
            elif name in _FIELDS and of(one, "text:display") == "none":
                pass  # a value that is set here and shown elsewhere
            elif name not in _SKIPPED:
                self.put(one.text, line)
                self.runs(one, line)
            self.put(one.tail, line)

    def span(self, element: Any, line: Line) -> None:
        before = line.spans
        line.spans = (*before, of(element, "text:style-name"))
        self.put(element.text, line)
        self.runs(element, line)
        line.spans = before

    def blanks(self, element: Any, line: Line) -> None:
        line.put(" " * min(whole(of(element, "text:c"), 1), MOST_BLANKS))

    def note(self, element: Any, line: Line) -> None:
        """``text:note``: its mark here, its text behind the paragraph."""
        kind = of(element, "text:note-class", "footnote")
        body = next((e for e in element if short(e.tag) == "text:note-body"), None)
        mark = next((e for e in element if short(e.tag) == "text:note-citation"), None)
        self.notes[kind] = self.notes.get(kind, 0) + 1
        own = ("".join(mark.itertext()) if mark is not None else "").strip()
        own = own or str(self.notes[kind])
        line.put(noted(own))
        if body is not None:
            line.follows.append(partial(self._note, own, body))

    def _note(self, mark: str, body: Any) -> None:
        text, follows = self.flow.gathered(partial(self.blocks, body))
        if text:
            self.flow.emit(noted(mark) + text)
        self.flow.after(follows)

    def box(self, element: Any, line: Line) -> None:
        line.follows.append(partial(self._boxed, element))

    def _boxed(self, element: Any) -> None:
        """Words in a box or a shape; what is behind those of which nothing is said is not known."""
        framed = element.getparent() if short(element.tag) == "draw:text-box" else element
        with self.on("graphic", of(framed, "draw:style-name"), ""):
            self.blocks(element)

    def shape(self, element: Any, line: Line) -> None:
        """A drawn shape, which may have words in it, or a group of them."""
        if self._is_off_page(element):
            self.lose("hidden-offpage")
            return
        if any(short(e.tag) == "text:p" for e in element):
            self.box(element, line)
        self.runs((e for e in element if short(e.tag).startswith("draw:")), line)

    def frame(self, element: Any, line: Line) -> None:
        """The first form of what a frame shows."""
        if self._is_off_page(element):
            self.lose("hidden-offpage")
            return
        shown = next((e for e in element if short(e.tag).startswith("draw:")), None)
        if shown is not None and short(shown.tag) in _EMBEDDED:
            self.lose("left-embedded", "document-left-out")
        elif shown is not None:
            self.runs([shown], line)

    def _is_off_page(self, element: Any) -> bool:
        """Whether a drawing lies where no page is."""
        said = self.styles.all_of("graphic", of(element, "draw:style-name"))
        room = 0 if of(element, "text:anchor-type") == "page" else USUAL
        for side, size, kind in (("x", "width", "horizontal"), ("y", "height", "vertical")):
            at = points(of(element, f"svg:{side}"))
            extent = points(of(element, f"svg:{size}")) or 0
            if at is None or not said.get(f"style:{kind}-pos", "from-").startswith("from-"):
                continue
            if at + extent < -room or at > PAGE:
                return True
        return False

    def control(self, element: Any, line: Line) -> None:
        self.lose("left-fields", "document-left-out")

    def picture(self, element: Any, line: Line) -> None:
        self.lose("", "document-pictures")

    def comment(self, element: Any, line: Line) -> None:
        self.lose("left-comments", "document-left-out")

    def hidden(self, element: Any, line: Line) -> None:
        """A text that a condition hides, unless it is said not to."""
        text = "".join(element.itertext()) or of(element, "text:string-value")
        if not _is_hidden(element):
            self.put(text, line)
        elif text.strip():
            self.lose("hidden-hidden")

    def placeholder(self, element: Any, line: Line) -> None:
        self.lose("hidden-placeholder")


def _is_hidden(element: Any) -> bool:
    """Whether a condition hides an element: what it was when the document was saved."""
    return of(element, "text:is-hidden") != "false"


def _gone(body: Any) -> frozenset[Any]:
    """The paragraphs that a condition in them hides."""
    found = (next(e.iterancestors(*_PARAGRAPHS), None) for e in body.iter(_HIDDEN) if _is_hidden(e))
    return frozenset(e for e in found if e is not None)


_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_HIDDEN = _TEXT + "hidden-paragraph"
_PARAGRAPHS = (_TEXT + "p", _TEXT + "h")
_FIELDS = frozenset(
    [
        "text:variable-set",
        "text:variable-get",
        "text:page-variable-set",
        "text:user-field-get",
        "text:user-field-input",
        "text:database-display",
        "text:expression",
    ]
)
_EMBEDDED = frozenset(["draw:plugin", "draw:applet", "draw:floating-frame"])
_BLOCKS: dict[str, Callable[[_Story, Any], None]] = {
    "text:p": _Story.paragraph,
    "text:h": _Story.paragraph,
    "text:list": _Story.listed,
    "text:numbered-paragraph": _Story.item,
    "text:section": _Story.section,
    "text:tracked-changes": _Story.changes,
    "table:table": _Story.table,
}
_INLINE: dict[str, Callable[[_Story, Any, Line], None]] = {
    "text:span": _Story.span,
    "text:s": _Story.blanks,
    "text:tab": lambda story, element, line: line.put("\t"),
    "text:line-break": lambda story, element, line: line.put("\n"),
    "text:note": _Story.note,
    "draw:text-box": _Story.box,
    "draw:image": _Story.picture,
    "draw:object": _Story.picture,
    "draw:object-ole": _Story.picture,
    "draw:frame": _Story.frame,
    "draw:control": _Story.control,
    "office:annotation": _Story.comment,
    "text:change-start": _Story.change,
    "text:change": _Story.change,
    "text:hidden-text": _Story.hidden,
    "text:placeholder": _Story.placeholder,
}
_SKIPPED = frozenset(
    [
        "",
        "text:ruby-text",
        "text:script",
        "text:hidden-paragraph",
        "text:sequence-decls",
        "text:variable-decls",
        "text:user-field-decls",
        "text:alphabetical-index-mark",
        "text:toc-mark",
        "text:table-of-content-source",
        "text:illustration-index-source",
        "text:table-index-source",
        "text:alphabetical-index-source",
        "text:bibliography-source",
        "office:annotation-end",
        "office:forms",
        "svg:title",
        "title",
        "desc",
    ]
)
