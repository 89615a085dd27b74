"""What a caller gives, taken or refused: paths, names, a day, an evaluation.

Every refusal says what was expected; nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalkit import storage
from evalkit.model.finding import Finding, suggestion
from evalkit.model.refusal import Refusal, listed, reason

if TYPE_CHECKING:
    from evalkit.evaluation import Evaluation

Paths = str | Path | Sequence[str | Path]  # one, or several
Names = str | Sequence[str]


def as_paths(given: Paths) -> list[Path]:
    """Paths of one or several; a text is one path, never a path a character. ValueError where a
    path is empty: it would be the folder one stands in."""
    held: list[str | Path] = []
    for path in as_list(given):
        if not isinstance(path, (str, Path)):
            raise Refusal(reason("path.kind", given=kind_of(path)))
        if path == "":
            raise Refusal(reason("path.empty"))
        held.append(path)
    return [Path(path) for path in held]


def as_list(given: object) -> list[Any]:
    """One, or several of them in a list, as a list."""
    if isinstance(given, str) or not isinstance(given, Sequence | Iterator | Set):
        return [given]
    return [*given]


def kind_of(given: object) -> str:
    """What somebody gave, as they know it."""
    return "None" if given is None else type(given).__name__


def as_evaluation(given: Evaluation) -> Evaluation:
    """An evaluation as given; ValueError where it is something else: a path to cases, mostly."""
    from evalkit.evaluation import Evaluation

    if not isinstance(given, Evaluation):
        raise Refusal(reason("name.evaluation", given=kind_of(given)))
    return given


def as_names(given: Names, known: Sequence[str]) -> tuple[str, ...]:
    """Names of one or several; ValueError where one is not known."""
    names = tuple(as_list(given))
    if wrong := [name for name in names if name not in known]:
        said = listed(map(str, wrong))
        raise Refusal(reason("name.not-among", name=said, known=listed(known)))
    return names


def as_name(given: Names, known: Sequence[str]) -> str:
    """One name, where several cannot be taken; ValueError where it is not known."""
    names = as_names(given, known)
    if len(names) != 1:
        raise Refusal(reason("name.one", known=listed(known), given=listed(names) or "[]"))
    return names[0]


def as_case(evaluation: Evaluation, named: str) -> str:
    """A case by its id; ValueError, with the cases there are, where there is none."""
    if named in as_evaluation(evaluation).cases:
        return named
    near = suggestion(named, evaluation.cases)
    hint = f'; did you mean "{near["suggestion"]}"?' if near else ""
    raise ValueError(
        f'"{named}" is not a case of this evaluation: {", ".join(evaluation.cases)}{hint}'
    )


def as_day(given: str | date | None) -> date:
    """A day as given; today where none is. ValueError where it is none."""
    if given is None:
        return storage.current_day()
    if isinstance(given, datetime):  # pandas' Timestamp is one
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise ValueError(f'"{given}" is not a date; write "2026-11-23"') from None


def unread(findings: Sequence[Finding]) -> Refusal:
    """What to raise where no rubric could be read."""
    told = "; ".join(f"{f.span}: {f.message()}" for f in findings)
    return Refusal(reason("shown.words", words=told) if told else reason("rubric.no-cases"))
