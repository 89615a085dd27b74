"""What stands in a form or a case that --force is about to replace: asked before it is written,
said afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.cli.options import Target
from evalkit.model.catalogue import phrase
from evalkit.model.refusal import Listed

if TYPE_CHECKING:
    from evalkit.forms.collect import Known


def form_replaced(target: Target, known: Known, lang: str) -> str:
    """What is said of the form that a new one takes the place of: how many answers it holds, and
    how many of them no case has; empty where none is replaced."""
    from evalkit.forms.collect import Handed, collect, signed
    from evalkit.model.place import SourceProblem
    from evalkit.storage.workbooks import open_workbook

    path = _there(target)
    if path is None:
        return ""
    try:
        handed = Handed(path.as_posix(), open_workbook(path))
    except SourceProblem:
        return phrase("cli", lang, "replaced.other", file=path)
    case = next(iter(known), None)
    tried = (signed(handed, *whose)[0] for whose in ((None, None), (case, None), (case, "?")))
    parts = next((parts for parts in tried if parts), ())
    if not parts:
        return phrase("cli", lang, "replaced.other", file=path)
    tallies = collect(parts, known, sorted(known)).tallies
    if not tallies:  # of another case, or of a rubric alone
        n = sum(own.filled for part in parts for own in part.ratings)
        key = "replaced.form-unknown" if n else "replaced.form-empty"
        return phrase("cli", lang, key, file=path, n=n)
    new = sum(t.count("new", "changed", "removed", "begun") for t in tallies)
    new += sum(t.commitments + t.details for t in tallies)
    n = new + sum(t.count("same") for t in tallies)
    key = "form" if new else "form-collected" if n else "form-empty"
    return phrase("cli", lang, f"replaced.{key}", file=path, n=n, new=new)


def case_replaced(target: Target, lang: str) -> str:
    """What is said of the case file that a new one takes the place of: whose ratings it holds;
    empty where none is replaced."""
    from evalkit import storage

    path = _there(target)
    if path is None:
        return ""
    cases = [file.case for held in storage.load_each([path]) for file in held.files]
    given = [r for case in cases for name in case.ratings for r in case.ratings_of(name)]
    done = [rating for rating in given if not rating.blank]
    if not cases:
        return phrase("cli", lang, "replaced.no-case", file=path)
    if not done:
        return phrase("cli", lang, "replaced.unrated", file=path)
    raters = Listed(tuple(dict.fromkeys(rating.rater for rating in done))).text(lang)
    return phrase("cli", lang, "replaced.case", file=path, n=len(done), raters=raters)


def _there(target: Target) -> Path | None:
    """The file that is there and is to be replaced."""
    if target.path is None or target.is_stdout or not target.force or not target.path.is_file():
        return None
    return target.path
