"""A case that tables hold, as it grows: plain data as in a file, and where each part stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found, listed, suggestion
from evalkit.model.place import Span
from evalkit.reading.table_kinds import Known
from evalkit.reading.yaml import Path


@dataclass
class Draft:
    """A case that is being put together: plain data as a file holds it, and where each part
    stands."""

    id: str
    data: dict[str, Any] = field(default_factory=dict)
    spans: dict[Path, Span] = field(default_factory=dict)

    def put(self, path: Path, value: Any, span: Span) -> None:
        """A value at a path; what leads to it is made."""
        self.spans.setdefault(path, span)
        node: Any = self.data
        for n, step in enumerate(path[:-1]):
            new: Any = [] if isinstance(path[n + 1], int) else {}
            if isinstance(node, list) and isinstance(step, int):
                if step == len(node):
                    node.append(new)
                node = node[step]
            else:
                node = node.setdefault(step, new)
            self.spans.setdefault(path[: n + 1], span)
        if isinstance(node, list):
            node.append(value)
        else:
            node[path[-1]] = value

    def count(self, *path: str) -> int:
        """How many items a list holds."""
        node: Any = self.data
        for step in path:
            node = node.get(step, {}) if isinstance(node, dict) else {}
        return len(node)


class Loose(NamedTuple):
    """A piece of evidence for a rating that stands in the case's own file."""

    case: str
    criterion: str
    rater: str
    data: dict[str, Any]
    span: Span


def without_blanks(draft: Draft) -> None:
    """Rows that name a criterion and say nothing of it are ratings that nobody has begun yet: they
    are left out."""
    held = draft.data.get("ratings", {})
    for criterion, ratings in [*held.items()]:
        kept = [n for n, rating in enumerate(ratings) if rating.keys() - {"rater"}]
        if len(kept) == len(ratings):
            continue
        base = ("ratings", criterion)
        old = {path: draft.spans.pop(path) for path in [*draft.spans] if path[:2] == base}
        if not kept:
            del held[criterion]
            continue
        held[criterion] = [ratings[n] for n in kept]
        draft.spans[base] = old[base]
        for now, was in enumerate(kept):
            moved = {p: span for p, span in old.items() if p[2:3] == (was,)}
            draft.spans |= {(*base, now, *path[3:]): span for path, span in moved.items()}
    if "ratings" in draft.data and not held:
        del draft.data["ratings"]


class TableDocument(NamedTuple):
    """A case that tables hold, as :func:`evalkit.reading.case.read_case` takes it."""

    file: str
    data: Any
    spans: Mapping[Path, Span]
    text: str = ""

    def span(self, path: Path = (), key: bool = False) -> Span:
        """Place of the deepest known value on a path."""
        for n in range(len(path), -1, -1):
            if tuple(path[:n]) in self.spans:
                return self.spans[tuple(path[:n])]
        return Span(self.file, 1, 1)


def is_case(draft: Draft) -> bool:
    """Whether a draft can be a case of its own: a table of cases lists it, or it is rated."""
    return bool({"rubric", "region", "ratings"} & draft.data.keys())


def unknown_case(draft: Draft, known: Collection[str]) -> Finding:
    """That rows speak of a case that is not here."""
    span, near = draft.spans.get((), Span("")), suggestion(draft.id, known)
    n = sum(len(v) for v in draft.data.values() if isinstance(v, (list, dict)))
    choices = listed(known) or None
    return found("table-case-unknown", span, id=draft.id, n=n, choices=choices, **near)


def known_cases(files: Iterable[str], drafts: Iterable[Draft]) -> dict[str, None]:
    """Cases that have a file, and those that a table of cases lists, in this order."""
    return dict.fromkeys([*files, *(one.id for one in drafts if "rubric" in one.data)])


def new_case(draft: Draft, listed_here: Collection[str]) -> list[Finding]:
    """That a case stands in tables of ratings alone, where others have a file or are listed: mostly
    one of them, misspelt."""
    if draft.id in listed_here or not listed_here:
        return []
    span, near = draft.spans.get((), Span("")), suggestion(draft.id, listed_here)
    return [found("table-case-new", span, case=draft.id, id=draft.id, **near)]


def case_of(draft: Draft, known: Known, own: CaseFile | None = None) -> TableDocument:
    """A draft as a document; what it does not say itself it has from the case that it joins, or
    from the rubric at hand."""
    data = {key: value for key, value in draft.data.items() if key != "_named"}
    if own is not None:
        said = own.case.model_dump(mode="json", by_alias=True, exclude_none=True)
        data = {**{key: said[key] for key in ("rubric", "region")}, **data}
    elif known.rubric is not None:
        data.setdefault("rubric", known.rubric.pin)
    data["region"] = {"name": draft.data.get("_named", draft.id), **data.get("region", {})}
    span = draft.spans.get((), Span(""))
    return TableDocument(span.file, data, draft.spans)
