"""A criterion's rows of a form in; what its rating becomes out: nothing where nothing was touched,
so that not a byte of the case moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from evalkit.forms.commitments import whole
from evalkit.forms.content import (
    FIRST_ROW,
    Block,
    Cells,
    Content,
    answers_shown,
    labels_of,
    scale_of,
)
from evalkit.forms.pillars import cut
from evalkit.forms.rows import Row
from evalkit.forms.typed import (
    Typed,
    folded,
    is_day,
    tidy,
    typed_confidence,
    typed_level,
    typed_state,
    typed_tick,
)
from evalkit.model.case import Case
from evalkit.model.catalogue import messages
from evalkit.model.fields import both as in_both
from evalkit.model.finding import Finding, found, listed
from evalkit.model.language import LANGUAGES
from evalkit.model.refusal import Listed
from evalkit.reading.commitments import place_typed
from evalkit.render.xlsx import MOST

Fate = Literal["same", "new", "changed", "removed", "open", "begun", "gone"]
EVIDENCE = ("document", "at", "quote", "note", "note_zh", "note_en", "against")


@dataclass(frozen=True)
class Answer:
    """What became of a criterion: its rating, as a case file writes it, where it is new or
    changed."""

    fate: Fate
    became: Mapping[str, Any] | None = None


@dataclass
class Read:
    """A criterion's cells as they were read. ``rows``: by their place in the block; ``more``: rows
    for evidence that have none."""

    block: Block
    rows: dict[int, Row] = field(default_factory=dict)
    more: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def cells(self, n: int) -> Cells:
        return self.rows[n].cells if n in self.rows else {}


def gathered(block: Block, rows: Sequence[Row]) -> Read:
    """The rows of a criterion, each once; two that differ are a conflict."""
    out = Read(block)
    for row in rows:
        if row.n is None:
            _add_loose(out, row)
        elif row.n not in out.rows:
            out.rows[row.n] = row
        elif _meaning(out.rows[row.n].cells) != _meaning(row.cells):
            out.findings.append(_twice(block, out.rows[row.n], row))
    for row in out.rows.values():
        out.findings += _misplaced(row)
    return out


def _misplaced(row: Row) -> Iterator[Finding]:
    """What stands in a row that has no place for it: a level beside further evidence, say."""
    wrong = {*FIRST_ROW} if row.n else set()
    wrong |= set() if row.check else {"tick"}
    for column in (key for key in row.cells if key in wrong):
        said = {"value": row.cells[column], "column": _titles(row)[column]}
        yield found("form-row", row.span(column), code=row.block.code, **said)


def _titles(row: Row) -> Mapping[str, str]:
    lang = row.own.identity.lang if row.own.identity is not None else "en"
    titles: Mapping[str, str] = messages("forms", lang)["columns"]
    return titles


def _add_loose(out: Read, row: Row) -> None:
    """A row that somebody inserted: more evidence; what belongs into the first row is a second
    answer where that has one."""
    firsts = {key: text for key, text in row.cells.items() if key in FIRST_ROW}
    there = out.rows[0].cells if 0 in out.rows else {}
    if firsts and there and _meaning({k: there.get(k, "") for k in firsts}) != _meaning(firsts):
        out.findings.append(_twice(out.block, out.rows[0], row))
    elif not firsts and any(row.cells == other.cells for other in out.more):
        return
    elif row.cells:
        out.more.append(row)


def _meaning(cells: Cells) -> dict[str, str]:
    """Cells as they can be compared between forms in either language."""
    words = {"confidence": typed_confidence, "state": typed_state}
    ticks = {"tick", "against"}
    out: dict[str, str] = {}
    for key, text in cells.items():
        if key in ticks and typed_tick(text) is not None:
            own = "✓" if typed_tick(text) else ""
        else:
            own = words[key](text) or text if key in words else folded(text)
        out |= {key: own} if own else {}
    return out


def _twice(block: Block, first: Row, second: Row) -> Finding:
    one, other = _meaning(first.cells), _meaning(second.cells)
    order = sorted({*one, *other}, key=lambda key: (key not in ("level", "state"), key))
    key = next(k for k in order if one.get(k) != other.get(k))
    said = {
        "code": block.code,
        "one": first.cells.get(key, "") or "—",
        "other": second.cells.get(key, "") or "—",
        "first": f"{first.own.file}:{first.cell(key)}",
    }
    said = {k: v if len(v) <= 60 else v[:60] + "…" for k, v in said.items() if k != "first"} | {
        "first": said["first"]
    }
    return found("form-twice", second.span(key), **said)


def answer_of(read: Read, content: Content) -> Answer:
    """What a criterion's rating becomes; what is wrong is added to the findings of ``read``."""
    block = read.block
    if 0 not in read.rows:
        return Answer("gone")
    words = messages("forms", content.lang)["words"]
    shown = [_as_read(cells) for cells in answers_shown(block, content, words)]
    touched = [n for n in read.rows if read.cells(n) != _at(shown, n)]
    rated = bool(_written(block))
    if not touched and not read.more:
        return Answer("same" if rated else "open")
    if not any(row.cells for row in (*read.rows.values(), *read.more)):
        if rated and read.rows[0].star:
            return Answer("removed")
        return Answer("same" if rated else "open")
    read.findings += _cut_off(read, shown, touched)
    became = _became(read, content, shown)
    if became is None:
        return Answer("begun")
    old = _written(block)
    if became == old:
        return Answer("same")
    return Answer("changed" if rated else "new", became)


def _cut_off(read: Read, shown: Sequence[Cells], touched: Sequence[int]) -> Iterator[Finding]:
    """Cells that could show the beginning of a text only, and that somebody changed."""
    for n in touched:
        for key, text in _at(shown, n).items():
            if len(text) > MOST and read.cells(n).get(key) != text:
                yield found("form-cell", read.rows[n].span(key), kind="@form-long")


def _as_read(cells: Cells) -> Cells:
    """Cells as they come back from a file."""
    texts = {key: tidy(cut(text)) for key, text in cells.items()}
    return {key: text for key, text in texts.items() if text}


def _at(shown: Sequence[Cells], n: int) -> Cells:
    return shown[n] if n < len(shown) else {}


def _written(block: Block) -> dict[str, Any]:
    """The rating before, as a case file writes it, but for its rater and for what is left blank."""
    if block.rating is None:
        return {}
    data = block.rating.model_dump(
        mode="json", by_alias=True, exclude_unset=True, exclude_none=True, exclude={"rater"}
    )
    if "level" in data:
        data["level"] = whole(data["level"])
    return {key: value for key, value in data.items() if value not in (None, [], {})}


def _became(read: Read, content: Content, shown: Sequence[Cells]) -> dict[str, Any] | None:
    """The rating with what was typed; None where there is no level yet, or something is wrong."""
    first, block = read.rows[0], read.block
    data = _written(block)
    wrong = len(read.findings)
    loose = next((row for row in read.more if FIRST_ROW & row.cells.keys()), None)
    answers = {**(loose.cells if loose else {}), **first.cells}
    level = _level(read, loose if loose and "level" not in first.cells else first, content)
    if level is None:
        return None
    if level.level is None and not level.state:
        if "level" not in _wrong_columns(read.findings[wrong:]):
            read.findings.append(found("form-unrated", first.span("level"), code=block.code))
        return None
    if not data and content.decides:
        data["adjudicates"] = True
    data.pop("level", None)
    if level.level is not None:
        data["level"] = whole(level.level)
        if data.get("state") in ("not-applicable", "missing"):
            del data["state"]
    else:
        data["state"] = level.state
    _reason(data, answers, _at(shown, 0), content)
    if level.state == "not-applicable" and not data.get("because"):
        read.findings.append(
            found("form-reason", first.span(_reason_column(first)), code=block.code)
        )
    elif content.identity.settles and not data.get("because"):
        span = first.span(_reason_column(first))
        read.findings.append(found("form-decision-reason", span, code=block.code))
    _confidence(data, answers, read, first)
    _ticks(data, read)
    data["evidence"] = _evidence(read, content, shown, data.get("evidence", []))
    for key in ("evidence", "checks"):
        if not data.get(key):
            data.pop(key, None)
    return data if len(read.findings) == wrong or _only_notes(read.findings[wrong:]) else None


def _only_notes(findings: Sequence[Finding]) -> bool:
    return all(finding.severity != "error" for finding in findings)


def _wrong_columns(findings: Sequence[Finding]) -> set[str]:
    return {"level" for finding in findings if finding.code == "form-level"}


def _reason_column(row: Row) -> str:
    return next(key for key in row.own.columns if key.startswith("reason"))


def _level(read: Read, row: Row, content: Content) -> Typed | None:
    """Level or state of a criterion; None where it cannot be read."""
    block, text = read.block, row.cells.get("level", "")
    levels = scale_of(content, block).ratable
    typed = typed_level(text, levels, _names(content, block))
    shown = listed(f"{level:g}" for level in levels)
    said = {"code": block.code, "value": text, "levels": shown}
    if typed.wrong:
        read.findings.append(found("form-level", row.span("level"), why=typed.wrong, **said))
        return None
    if typed.read:
        meant = f"{typed.level:g}" if typed.level is not None else f"@{typed.state}"
        said = {"code": block.code, "value": text, "meant": meant}
        read.findings.append(found("form-read", row.span("level"), **said))
    written = row.cells.get("state", "")
    state = typed_state(written) if written else ""
    if state is None:
        read.findings.append(_strange(row, "state"))
        return None
    if state and typed.level is not None:
        said = {"code": block.code, "value": text, "state": written}
        read.findings.append(found("form-level-and-state", row.span("state"), **said))
        return None
    return Typed(typed.level, typed.state or state)


def _names(content: Content, block: Block) -> dict[str, float]:
    """What the levels of a block are called, in either language."""
    anchors = content.rubric.scale if labels_of(content, block) else ()
    return {folded(name): anchor.level for anchor in anchors for name in in_both(anchor.label)}


def _strange(row: Row, column: str, choices: str = "") -> Finding:
    """A word that none of the choices is."""
    lang = row.own.identity.lang if row.own.identity is not None else "en"
    say = messages("forms", lang)
    words = {
        "state": ("not-applicable", "missing"),
        "confidence": ("high", "medium", "low"),
    }.get(column, ())
    listed_ = choices or Listed(tuple(say["words"][word] for word in words)).text(lang) or "✓"
    said = {"column": say["columns"][column], "value": row.cells[column], "choices": listed_}
    return found("form-value", row.span(column), code=row.block.code, **said)


def _reason(data: dict[str, Any], cells: Cells, shown: Cells, content: Content) -> None:
    own = _text("reason", data.get("because"), cells, shown, content)
    if own:
        data["because"] = own
    else:
        data.pop("because", None)


def _text(name: str, old: Any, cells: Cells, shown: Cells, content: Content) -> Any:
    """A text in one language or two, as a case writes it; as it was where its cells are as they
    were."""
    keys = [name, *(f"{name}_{lang}" for lang in LANGUAGES)]
    if all(cells.get(key) == shown.get(key) for key in keys):
        return old
    if not content.both:
        text = cells.get(name)
        if isinstance(old, Mapping):
            return {k: v for k, v in {**old, content.lang: text}.items() if v}
        return text
    said = {lang: cells[f"{name}_{lang}"] for lang in LANGUAGES if cells.get(f"{name}_{lang}")}
    if [*said] == [content.lang] and not isinstance(old, Mapping):
        return said[content.lang]
    return said


def _confidence(data: dict[str, Any], cells: Cells, read: Read, row: Row) -> None:
    written = cells.get("confidence", "")
    meant = typed_confidence(written) if written else ""
    if meant is None:
        read.findings.append(_strange(row, "confidence"))
    elif meant:
        data["confidence"] = meant
    else:
        data.pop("confidence", None)


def _ticks(data: dict[str, Any], read: Read) -> None:
    """The checks that are ticked: those of rows that are there; the others as they were."""
    checks = list(data.get("checks", []))
    known = [check.id for check in read.block.checks]
    for row in (read.rows[n] for n in sorted(read.rows)):
        if not row.check or row.check not in known:
            continue
        ticked = typed_tick(row.cells.get("tick", ""))
        if ticked is None:
            read.findings.append(_strange(row, "tick"))
        elif ticked and row.check not in checks:
            checks.append(row.check)
        elif not ticked and row.check in checks:
            checks.remove(row.check)
        if ticked is False and "tick" in row.cells:
            said = {"code": row.block.code, "value": row.cells["tick"], "meant": "@form-unticked"}
            read.findings.append(found("form-read", row.span("tick"), **said))
    data["checks"] = checks


def _evidence(
    read: Read, content: Content, shown: Sequence[Cells], old: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Pieces of evidence in the order of their rows; what was not touched as it was."""
    out: list[Mapping[str, Any]] = []
    for n in range(max([len(old), *(n + 1 for n in read.rows)])):
        before = old[n] if n < len(old) else None
        if n not in read.rows:
            out += [before] if before is not None else []
            continue
        out += _piece(read, read.rows[n], before, _at(shown, n), content)
    for row in read.more:
        out += _piece(read, row, None, {}, content)
    return out


def _piece(
    read: Read, row: Row, old: Mapping[str, Any] | None, shown: Cells, content: Content
) -> Iterator[Mapping[str, Any]]:
    cells = {key: row.cells[key] for key in EVIDENCE if key in row.cells}
    if not cells:
        return
    if old is not None and all(cells.get(key) == shown.get(key) for key in EVIDENCE):
        yield old
        return
    document = _document(read, row, cells.get("document", ""), content.case)
    against = typed_tick(cells.get("against", ""))
    if against is None:
        read.findings.append(_strange(row, "against"))
    if document is None or against is None:
        return
    note = _text("note", (old or {}).get("note"), cells, shown, content)
    if is_day(cells.get("at", "")):
        read.findings.append(found("form-cell", row.span("at"), kind="@form-date"))
        return
    at = place_typed(cells["at"]) if "at" in cells else None
    if at != cells.get("at"):
        said = {"code": read.block.code, "value": cells["at"], "meant": at}
        read.findings.append(found("form-read", row.span("at"), **said))
    made = {"document": document, "at": at, "quote": cells.get("quote"), "note": note}
    if against or (old or {}).get("kind"):
        made["kind"] = "contradicts" if against else "supports"
    yield {key: value for key, value in made.items() if value}


def _document(read: Read, row: Row, written: str, case: Case | None) -> str | None:
    """The id of the document that a cell names; the only one of the case where it names none."""
    documents = case.documents if case is not None else ()
    if not written and len(documents) == 1:
        return documents[0].id
    for document in documents:
        names = (document.id, *in_both(document.title))
        if folded(written) and folded(written) in map(folded, names):
            return document.id
    if written and not documents:
        return written
    known = listed(document.id for document in documents) or None
    said = {"code": read.block.code, "value": written or "@form-empty", "documents": known}
    at = "document" if "document" in row.own.columns else "code"
    read.findings.append(found("form-document", row.span(at), **said))
    return None
