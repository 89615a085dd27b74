"""A plan's candidates in; the rows of a table to code them in, out."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.evidence.commitments import Candidate, Figure
from evalkit.model.catalogue import phrase
from evalkit.model.rubric import Rubric
from evalkit.reading.commitments import CODED

Cells = dict[str, str | float]


def columns(rubric: Rubric | None) -> tuple[str, ...]:
    """The columns of a table to code in: those of a commitment, and one a code of the rubric."""
    codes = [CODED + name for name in rubric.codes] if rubric is not None else []
    return (
        *("case", "id", "document", "at", "what", "value", "value_to", "growth"),
        *(
            "growth_to",
            "is",
            "unit",
            "year",
            "dated",
            "baseline",
            "baseline_year",
            "body",
            "with",
            "money",
            "money_unit",
        ),
        *("partners", "criteria", *codes, "rater", "left_out", "note"),
    )


def rows(
    found: Sequence[Candidate], case: str, document: str, lang: str, first: int = 1
) -> list[Cells]:
    """A row a candidate, and as many as it has figures; what marks it stands in the note."""
    out: list[Cells] = []
    for candidate in found:
        marks = "; ".join(phrase("reading", lang, f"sheet.mark-{m}") for m in candidate.marks)
        for figure in candidate.figures or (None,):
            cells: Cells = {
                "case": case,
                "id": f"c{first + len(out)}",
                "document": document,
                "at": candidate.at,
                "what": candidate.text.strip("，。；：、,.;: "),
                "left_out": "unread",
                "note": marks,
            }
            if candidate.year is not None:
                cells["year"] = candidate.year
                cells |= {"dated": "part"} if candidate.dated == "part" else {}
            out.append(cells | (_figure(figure) if figure is not None else {}))
    return out


def _figure(figure: Figure) -> Cells:
    if figure.low is None:
        return {}
    cells: Cells = {"growth" if figure.growth else "value": figure.low, "unit": figure.unit}
    if figure.start is not None:
        cells["baseline"] = figure.start
    if figure.high is not None:
        cells["growth_to" if figure.growth else "value_to"] = figure.high
    return cells | ({"is": figure.bound} if figure.bound != "exactly" else {})
