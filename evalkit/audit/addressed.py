"""What the framework asks and the plan leaves out: not addressed, in words only, or a
differentiated path missing."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.fields import both, in_language
from evalkit.model.finding import Bilingual, Finding, Value, found
from evalkit.model.rubric import Criterion, Pillar

FEWEST_STEPS = 4  # on a scale with fewer levels, the second is more than words


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """path-missing, criterion-not-addressed, criterion-words-only; one a criterion at most."""
    rubric = inspected.evaluation.rubric
    if len(rubric.levels) < 2:
        return
    lowest = rubric.levels[0]
    words = rubric.levels[1] if len(rubric.levels) >= FEWEST_STEPS else lowest
    for name, (ref, above, criterion) in inspected.criteria.items():
        agreed = inspected.agreed(file, ref)
        if agreed is None or agreed.level is None or agreed.level > words:
            continue
        span = inspected.place_of(file, name)
        values: dict[str, Value | None] = {
            "criterion": name,
            "level": f"{agreed.level:g}",
            "title": both(criterion.title),
            "asks": both(criterion.asks) if criterion.asks else None,
        }
        facet = _because(inspected, file, criterion, above)
        if facet:
            yield found("path-missing", span, case=file.case.case, ref=ref, facet=facet, **values)
        elif agreed.level <= lowest:
            yield found("criterion-not-addressed", span, case=file.case.case, ref=ref, **values)
        else:
            following = next((n for n in rubric.levels if n > agreed.level), rubric.levels[-1])
            values["next"] = both((criterion.levels or {}).get(following))
            yield found("criterion-words-only", span, case=file.case.case, ref=ref, **values)


def _because(
    inspected: Inspected, file: CaseFile, criterion: Criterion, above: tuple[Pillar, ...]
) -> Bilingual | None:
    """The facets that make a criterion apply to this case, in words; None where it applies to
    all."""
    declared = file.case.facet_values()
    said: dict[str, list[str]] = {"zh": [], "en": []}
    path: tuple[Pillar | Criterion, ...] = (*above, criterion)
    for node in path:
        for name, values in node.applies.items():
            facet = inspected.evaluation.rubric.facets[name]
            for value in values:
                if value not in declared.get(name, ()):
                    continue
                for (lang, texts), colon in zip(said.items(), ("：", ": "), strict=True):
                    value_said = in_language(facet.values[value], lang)
                    texts.append(f"{in_language(facet.title, lang)}{colon}{value_said}")
    return ("、".join(said["zh"]), "; ".join(said["en"])) if said["zh"] else None
