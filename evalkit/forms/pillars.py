"""A pillar of a form in; its sheet out: a block of rows a criterion, yellow where the rater
writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.forms.content import (
    FILLED,
    FIRST_ROW,
    TICK,
    Block,
    Cells,
    Content,
    SheetPart,
    answers_shown,
    check_text,
    columns_of,
    labels_of,
    level_text,
    question,
    scale_of,
)
from evalkit.forms.hints import Ranges, hint, hint_now, words_of
from evalkit.forms.others import OF_RATERS, shown_of_others
from evalkit.model.catalogue import filled, messages
from evalkit.model.fields import in_language
from evalkit.render.xlsx import MOST
from evalkit.report.numbers import apart
from evalkit.workbook.model import Choice, Flag, Formula, Place, Sheet, Value, column

HEAD = 3  # rows above the blocks: title, what it is, headings
WIDTHS = {
    "id": 4.0,
    "code": 10.0,
    "criterion": 34.0,
    "levels": 42.0,
    "check": 36.0,
    "tick": 7.0,
    "level": 8.0,
    "state": 14.0,
    "hint": 18.0,
    "met": 9.0,
    "given": 40.0,
    "confidence": 11.0,
    "document": 13.0,
    "at": 11.0,
    "quote": 32.0,
    "against": 11.0,
}
WIDE = 44.0  # of reasons and notes
LOOKS = {"level": "fill-number", "tick": "fill-tick", "against": "fill-tick"}


@dataclass(frozen=True, slots=True)
class Lists:
    """Areas of the guide that hold what may be chosen; empty where there is none."""

    levels: str
    documents: str


def pillar_sheet(content: Content, part: SheetPart, name: str, lists: Lists) -> Sheet:
    """The sheet of a pillar, or of what is to settle."""
    say, columns = messages("forms", content.lang), columns_of(content)
    blocks = part.blocks
    settling = "about-settling" if content.rubric.has_total else "about-settling-unadded"
    told = say["sheet"][settling if content.identity.settles else "about"]
    about = filled(told, {"title": part.title, "n": len(blocks)})
    rows: list[tuple[Place, ...]] = [
        (Place(None), Place(part.full, "title", across=5)),
        (Place(None), Place(about, "about", across=5)),
        tuple(Place(heading(key, content) or None, "head") for key in columns),
    ]
    choices: list[Choice] = []
    tall: set[int] = set()
    before = None
    for block in blocks:
        if _begins_group(block, before):
            rows.append((Place(None), Place(_group(block, content), "group", across=4)))
        before = block
        first = len(rows) + 1
        choices.append(_level_choice(block, content, columns, first, lists))
        tall.add(first)
        rows += _block_rows(block, content, columns, first)
    last = len(rows)
    return Sheet(
        name,
        tuple(rows),
        tuple(WIDTHS.get(key.partition("-")[0], WIDE) for key in columns),
        freeze=(HEAD, 3),
        filtered=(HEAD, last, len(columns)),
        choices=(*choices, *_choices(content, columns, last, lists)),
        flags=tuple(_flags(content, columns, last)),
        hidden=(1,),
        wide=True,
        locked=True,
        tall=frozenset(tall),
        pages=2,
    )


def _begins_group(block: Block, before: Block | None) -> bool:
    """Whether a block stands under other lower pillars than the one before it, or is to settle."""
    if block.apart is not None:
        return True
    own = [above.id for above in block.above[1:]]
    return own != ([above.id for above in before.above[1:]] if before is not None else [])


def _group(block: Block, content: Content) -> str:
    """The lower pillars of blocks; of one that is to settle all of them, and what hangs on it."""
    above = block.above if block.apart is not None else block.above[1:]
    titles = [in_language(pillar.title, content.lang) for pillar in above]
    total, units = content.rubric.has_total, content.rubric.units
    if total and block.apart is not None and block.apart.effect >= units.least:
        say = messages("forms", content.lang)["sheet"]
        by = apart(units, block.apart.effect).text()
        titles.append(say["effect-on-scale" if units.of_scale else "effect"].format(points=by))
    return " · ".join(titles)


def last_row(part: SheetPart) -> int:
    """The last row of a sheet."""
    pairs = zip(part.blocks, (None, *part.blocks), strict=False)
    groups = sum(_begins_group(block, before) for block, before in pairs)
    return HEAD + groups + sum(block.n_rows for block in part.blocks)


def heading(key: str, content: Content) -> str:
    """The heading of a column; that of the hidden marks says whose form it is."""
    kind, _, n = key.partition("-")
    columns: Mapping[str, str] = messages("forms", content.lang)["columns"]
    if kind in OF_RATERS:
        return columns[kind].format(rater=" / ".join(content.beside[int(n)]))
    return str(content.identity) if key == "id" else columns[key]


def _block_rows(
    block: Block, content: Content, columns: Sequence[str], first: int
) -> Iterator[tuple[Place, ...]]:
    say = messages("forms", content.lang)
    shown = answers_shown(block, content, say["words"])
    at = {key: column(n) for n, key in enumerate(columns, start=1)}
    ranges = Ranges(at, first, block.n_rows)
    words = words_of(content)
    live = Formula(hint(block, content, ranges, words), hint_now(block, content, words))
    texts = question(block, content.lang)
    if content.case is None and (only := _only(block, content, say["sheet"])):
        texts[2] = f"{texts[2]}\n{only}".strip()
    labels = labels_of(content, block)
    for n in range(block.n_rows):
        level = level_text(block, n, labels, content.lang)
        need = _needs(block, n, say["sheet"], say["hint"])
        told: dict[str, Value] = {
            "id": block.mark(n),
            "code": block.code,
            "criterion": texts[n] if n < len(texts) else None,
            "levels": f"{level}{need}" if level else None,
            "check": check_text(block, n, content.lang) or None,
            "hint": live if n == 0 else Formula(f"${at['hint']}${first}", live.value),
            **shown_of_others(block, n, content),
        }
        yield tuple(_place(key, n, block, told, shown[n]) for key in columns)


def _place(key: str, n: int, block: Block, told: Mapping[str, Value], shown: Cells) -> Place:
    """A cell: what the form tells, or what the rater fills in."""
    value: Value
    if key not in FILLED:
        look = "soft" if key == "id" else "wrap"
        if n == 0 and key not in ("id", "hint"):
            look = "first" if key in ("code", "criterion") else "top"
        value = told[key]
        return Place(cut(value) if isinstance(value, str) else value, look)
    if (key in FIRST_ROW and n > 0) or (key == "tick" and n >= len(block.checks)):
        return Place(None, "shut")
    value = shown.get(key)
    if key == "level" and isinstance(value, str):
        value = float(value)
    return Place(cut(value) if isinstance(value, str) else value, LOOKS.get(key, "fill"))


def cut(text: str) -> str:
    """A text as a cell holds it."""
    return text if len(text) <= MOST else text[:MOST] + " …"


def _only(block: Block, content: Content, say: Mapping[str, Any]) -> str:
    """Where a criterion applies, on a form that is of no case."""
    asked = []
    conditions = [node.applies for node in block.above]
    for applies in (*conditions, block.criterion.applies):
        for name, values in applies.items():
            facet = content.rubric.facets.get(name)
            known = facet.values if facet is not None else {}
            asked += [in_language(known.get(value, value), content.lang) for value in values]
    return say["only"].format(what=say["between"].join(asked)) if asked else ""


def _needs(block: Block, n: int, say: Mapping[str, str], words: Mapping[str, str]) -> str:
    """The numbers of the checks that a level asks for, behind its text."""
    from evalkit.forms.hints import ticks_of

    if n >= len(block.levels) or block.levels[n] not in block.criterion.needs:
        return ""
    ticks = ticks_of(block, block.levels[n], words)
    return say["needs"].format(ticks=ticks) if ticks else ""


# --- what may be chosen, and what stands out -------------------------------------------------


def _level_choice(
    block: Block, content: Content, columns: Sequence[str], row: int, lists: Lists
) -> Choice:
    """The levels that may be given on a criterion, as bare numbers."""
    say = messages("forms", content.lang)["sheet"]
    levels = scale_of(content, block).ratable
    shown = say["between"].join(f"{level:g}" for level in levels)
    labels = labels_of(content, block)
    hint = "\n".join(f"{level:g} {labels[level]}" for level in block.levels if level in labels)
    return Choice(
        columns.index("level") + 1,
        row,
        row,
        tuple(map(float, levels)),
        say["choose-level"].format(levels=shown),
        hint=hint,
        cells=lists.levels if labels and block.levels == levels else "",
    )


def _choices(content: Content, columns: Sequence[str], last: int, lists: Lists) -> Iterator[Choice]:
    say, words = messages("forms", content.lang)["sheet"], messages("forms", content.lang)["words"]
    listed = {
        "state": (words["not-applicable"], words["missing"]),
        "confidence": (words["high"], words["medium"], words["low"]),
        "tick": (TICK,),
        "against": (TICK,),
    }
    for key, values in listed.items():
        at = columns.index(key) + 1
        free = key in ("tick", "against")
        yield Choice(at, HEAD + 1, last, values, say["choose-state"], strict=not free)
    if lists.documents:
        at = columns.index("document") + 1
        message = say["choose-document"]
        yield Choice(at, HEAD + 1, last, (), message, cells=lists.documents, strict=False)


def _flags(content: Content, columns: Sequence[str], last: int) -> Iterator[Flag]:
    """Red where something is missing or not carried, green where all is there."""
    words = words_of(content)
    at = {key: n for n, key in enumerate(columns, start=1)}
    first = HEAD + 1
    hint, mark = f"${column(at['hint'])}{first}", f"${column(at['id'])}{first}"
    todo, done = f'{hint}="{words["todo"]}"', f'{hint}="{words["done"]}"'
    open_ = f'AND({hint}<>"",NOT({todo}),NOT({done}))'
    own = f'ISNUMBER(SEARCH("#0",{mark}))'
    yield Flag(at["hint"], first, last, todo, "idle")
    yield Flag(at["hint"], first, last, done, "done")
    yield Flag(at["hint"], first, last, open_)
    yield Flag(at["level"], first, last, f'AND({own},{open_},{hint}<>"{words["reason"]}")')
    for key in columns:
        if key.startswith("reason"):
            yield Flag(at[key], first, last, f'AND({own},{hint}="{words["reason"]}")')
