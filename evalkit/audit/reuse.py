"""One passage that carries many criteria: evidence stretched thin, or a more exact passage
overlooked."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.evidence.places import place_of
from evalkit.evidence.text import PlanText
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found
from evalkit.model.place import Span

FEWEST = 8  # criteria a passage must carry to be named…
SHARE = 0.25  # …and the share of the rated criteria
# characters of the passage for each of them, below which evidence is stretched: less than a clause
THIN = 30


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """passage-overused, at the first rating that cites the passage."""
    carried: dict[tuple[str, int], dict[str, Span]] = {}
    for cited in inspected.cited(file):
        place = place_of(cited.evidence.at or "")
        if place is None or cited.evidence.kind != "supports":
            continue
        for first, last in place.passages:
            for number in range(first, min(last, first + 20) + 1):
                carried.setdefault((cited.evidence.document, number), {}).setdefault(
                    cited.criterion, cited.span
                )
    least = max(FEWEST, SHARE * len({name for name, *_ in inspected.rated(file)}))
    for (document, number), criteria in sorted(carried.items()):
        if len(criteria) >= least and _is_thin(
            inspected.text(file, document), number, len(criteria)
        ):
            names = list(criteria)
            listed = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
            yield found(
                "passage-overused",
                criteria[names[0]],
                at=f"¶{number}",
                document=document,
                n=len(names),
                list=listed,
            )


def _is_thin(text: PlanText | None, number: int, criteria: int) -> bool:
    """Whether a passage is short for what it carries; without its text, its length is not known and
    it is named."""
    passage = text.by_number.get(number) if text is not None else None
    return passage is None or len(passage.text) < THIN * criteria
