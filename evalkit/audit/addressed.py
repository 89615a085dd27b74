"""What the framework asks and the plan leaves out: not addressed, in words only, or a
differentiated path missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Bilingual, Finding, found
from evalkit.model.rubric import Criterion, Pillar

FEWEST_STEPS = 4  # on a scale with fewer levels, the second is more than words


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """path-missing, criterion-not-addressed, criterion-words-only; one a criterion at most. Not
    under a verdict, of which ``standard-not-met`` tells what is in the way, nor in a profile, whose
    lowest level need not mean that nothing is said."""
    rubric = inspected.evaluation.rubric
    if len(rubric.levels) < 2 or not rubric.has_total:
        return
    lowest = rubric.levels[0]
    words = rubric.levels[1] if len(rubric.levels) >= FEWEST_STEPS else lowest
    for name, (ref, above, criterion) in inspected.criteria.items():
        agreed = inspected.agreed(file, ref)
        if criterion.scale == "own":
            continue  # what its levels claim, "not addressed" say, only its author knows
        if agreed is None or agreed.level is None or agreed.level > words:
            continue
        span = inspected.place_of(file, name)
        say = partial(
            found,
            ref=ref,
            criterion=name,
            level=f"{agreed.level:g}",
            title=both(criterion.title),
            asks=both(criterion.asks) if criterion.asks else None,
        )
        if facet := _because(inspected, file, (*above, criterion)):
            yield say("path-missing", span, facet=facet)
        elif agreed.level <= lowest:
            yield say("criterion-not-addressed", span)
        else:
            following = next((n for n in rubric.levels if n > agreed.level), rubric.levels[-1])
            step = both((criterion.levels or {}).get(following))
            yield say("criterion-words-only", span, next=step)


def _because(
    inspected: Inspected, file: CaseFile, path: Sequence[Pillar | Criterion]
) -> Bilingual | None:
    """The facets of the region that make a criterion apply to this case, in words; None where it
    applies to all, or because of what the document is."""
    declared, facets = file.case.facet_values(), inspected.evaluation.rubric.facets
    asked = [
        [both(facets[name].title), both(facets[name].values[value])]
        for node in path
        for name, values in node.applies.items()
        if not facets[name].document
        for value in values
        if value in declared.get(name, ())
    ]
    zh = "、".join(f"{title[0]}：{value[0]}" for title, value in asked)
    en = "; ".join(f"{title[1]}: {value[1]}" for title, value in asked)
    return (zh, en) if asked else None
