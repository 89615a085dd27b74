"""Lines of pages in; the same without running heads, running feet and page numbers, and what
those were, out.

Furniture stands at the edge of the page, and on most of them: the same words at the same height,
or a number that counts the pages. Anything else that looks like it is text: "-12" in a table, a
heading that begins with a number.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from evalkit.evidence.page.lines import CELL, Line

EDGE = 3  # lines at the top and the foot of a page that may be furniture
LONGEST = 100  # characters of a running head
BAND = 0.2  # of the height of what is written, from its top or foot, where it stands
FILLED = 0.5  # share of that height from which a page is filled, and has edges of its own
HEIGHT = 8.0  # points by which it may stand higher or lower from page to page
SIZE = 1.12  # how much larger the same words are where they are a title
_BOTH = re.compile(
    r"[—–\-_·•~\s一]*[—–\-·•~_一]\s*(\d{1,4})\s*[—–\-·•~_一][—–\-·•~_\s一]*\Z"
    r"|第?\s*(\d{1,4})\s*页(?:\s*[/／共，,\s]*\d{1,4}\s*页)?\Z"
    r"|(?:Page|page|PAGE|p\.|Seite|Página|pág\.)\s*(\d{1,4})(?:\s*(?:of|/|von|de|sur)\s*\d{1,4})?\Z"
)  # nothing but a page's number is written so
_ONE = re.compile(
    r"[—–\-_·•~|\s]{0,3}(\d{1,4})\s*(?:[/／]\s*\d{1,4})?[—–\-_·•~|\s]{0,3}\Z"
)  # a page's number, or a figure
_BARS = re.compile(r"[—–\-·_\s一]{1,4}\Z")
_SENTENCE = frozenset("。；;！!？?：:")  # what no running head ends with
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def without_furniture(pages: Sequence[list[Line]]) -> tuple[list[list[Line]], list[Line]]:
    """Pages without running heads and feet and page numbers; and those, in the order in which they
    stood."""
    gone = {id(line) for line in [*_heads(pages), *_numbers(pages)]}
    kept = [[line for line in lines if id(line) not in gone] for lines in pages]
    return kept, [line for lines in pages for line in lines if id(line) in gone]


def named(lines: Sequence[Line]) -> tuple[str, ...]:
    """Each kind of line that was left out, the commonest first, and how often it stood; ``#`` where
    its number differs from page to page."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        kinds[_shape(line.text)].append(line.text.strip())
    held = sorted(kinds.values(), key=len, reverse=True)
    return tuple(f'"{_opened(texts)}" ×{len(texts)}' for texts in held)


def _opened(texts: Sequence[str]) -> str:
    """The first of several lines, with those of its numbers left open that are not the same in
    all."""
    found = [_NUMBER.findall(text) for text in texts]
    same = iter([len({*column}) == 1 for column in zip(*found, strict=False)])
    return _NUMBER.sub(lambda m: m[0] if next(same, False) else "#", texts[0])


def _edge(lines: Sequence[Line], within: int = EDGE) -> list[Line]:
    return [line for line in lines if line.edge < within]


def _numbers(pages: Sequence[list[Line]]) -> list[Line]:
    """Lines that only number the pages."""
    filled = sum(bool(lines) for lines in pages)
    marked: list[tuple[int, Line]] = []
    plain: dict[int, list[tuple[int, Line]]] = defaultdict(list)
    bars: list[tuple[int, Line]] = []
    for index, lines in enumerate(pages):
        for line in _edge(lines):
            text = line.text.strip()
            if _BOTH.match(text):
                marked.append((index, line))
            elif _BARS.match(text):
                bars.append((index, line))
            elif found := _ONE.match(text):
                plain[int(found[1]) - index].append((index, line))
    out: list[Line] = []
    if 2 * len({index for index, _ in marked}) >= filled:
        out += [line for _, line in marked]
    if 2 * len({index for index, _ in bars}) >= filled:
        out += [line for _, line in bars]
    for found_at in sorted(plain.values(), key=len, reverse=True)[:2]:
        on = {index for index, _ in found_at}
        if len(on) >= max(2, 0.4 * filled):
            out += [line for _, line in found_at]
    if filled == 1 and len(pages) == 1:
        out += [line for _, line in plain.get(1, []) if line.edge == 0 and line.text.strip() == "1"]
    held = [(i, line) for lines in plain.values() for i, line in lines if "/" in line.text]
    for _, alike in _alike(held).items():  # "3/16", also where every page bears the same
        if 2 * len({index for index, _ in alike}) >= max(filled, 4):
            out += [line for _, line in alike]
    return out


def _alike(lines: Sequence[tuple[int, Line]]) -> dict[str, list[tuple[int, Line]]]:
    out: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for index, line in lines:
        out["".join(line.text.split())].append((index, line))
    return out


def _heads(pages: Sequence[list[Line]]) -> list[Line]:
    """Lines that stand at the edge of at least three pages and of every third, but for the number
    of the page in them."""
    filled = sum(bool(lines) for lines in pages)
    shapes: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    whole = _span([line for lines in pages for line in lines])
    for index, lines in enumerate(pages):
        spans = [whole, own] if _high(own := _span(lines)) > FILLED * _high(whole) else [whole]
        for line in _edge(lines):
            if not any(_outer(line, span) for span in spans):
                continue
            text = line.text.strip()
            head_of_table = line.kind == "row" and text.count(CELL) > 1
            short = len(text) <= LONGEST and re.search(r"[^\W\d]", text)
            if short and text[-1] not in _SENTENCE and not head_of_table:
                shapes[_shape(line.text)].append((index, line))
    out: list[Line] = []
    for held in shapes.values():
        if len({index for index, _ in held}) < max(3, filled / 3):
            continue
        kept = _steady(held)
        if len({index for index, _ in kept}) >= max(3, filled / 3) and _counts(kept):
            out += [line for _, line in kept]
    return out


def _span(lines: Sequence[Line]) -> tuple[float, float]:
    """How low and how high lines stand."""
    bases = [line.base for line in lines if line.base is not None]
    return (min(bases), max(bases)) if bases else (0.0, 0.0)


def _high(span: tuple[float, float]) -> float:
    return span[1] - span[0]


def _outer(line: Line, span: tuple[float, float]) -> bool:
    """Whether a line stands near the top or the foot of what is written."""
    if line.base is None:
        return True
    near = BAND * _high(span)
    return line.base <= span[0] + near or line.base >= span[1] - near


def _shape(text: str) -> str:
    """A line with its whole numbers left open; those with a fraction are no page numbers."""
    bare = re.sub(r"\s+", "", text)
    return _NUMBER.sub(lambda m: "#" if m[0].isdigit() else m[0], bare)


def _steady(held: Sequence[tuple[int, Line]]) -> list[tuple[int, Line]]:
    """Those at about the usual height and of about the usual size: the title itself is none."""
    placed = sorted(line.base for _, line in held if line.base is not None)
    if not placed:
        return list(held)
    height = placed[len(placed) // 2]
    sizes = Counter(round(line.size, 1) for _, line in held if line.base is not None)
    size = sizes.most_common(1)[0][0] or 1.0
    return [
        (index, line) for index, line in held
        if line.base is None
        or (abs(line.base - height) <= HEIGHT and line.size <= SIZE * size)
    ]  # fmt: skip


def _counts(held: Sequence[tuple[int, Line]]) -> bool:
    """Whether the numbers in a line stay as they are, but for one at its end that counts the
    pages."""
    rows = [
        (index, [int(n) for n in _NUMBER.findall("".join(line.text.split())) if n.isdigit()])
        for index, line in held
    ]
    texts = ["".join(line.text.split()) for _, line in held]
    going = 0
    for column in range(min(len(numbers) for _, numbers in rows)):
        values = Counter(numbers[column] for _, numbers in rows)
        if values.most_common(1)[0][1] >= 0.8 * len(rows):
            continue
        steps = Counter(numbers[column] - index for index, numbers in rows)
        if steps.most_common(1)[0][1] < 0.6 * len(rows):
            return False
        going += 1
    if not going:
        return True
    ends = sum(t[:1].isdigit() or t[-1:].isdigit() or t.endswith("页") for t in texts)
    return going == 1 and ends >= 0.8 * len(texts)
