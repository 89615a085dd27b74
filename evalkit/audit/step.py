"""Systems that should advance together and do not (innovation and talent in the shipped rubric)."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.analysis.coordination import SystemValue, system_values
from evalkit.audit.inspected import Inspected
from evalkit.filed import CaseFile
from evalkit.findings import Bilingual, Finding, found
from evalkit.rank import TOLERANCE
from evalkit.rubric import Coordination, in_language


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """systems-out-of-step: the strongest and the weakest system of a coordination block."""
    evaluation = inspected.evaluation
    case = file.case.case
    own = {ref: score for (name, ref), score in evaluation.score_of.items() if name == case}
    scores = {ref: score.value for ref, score in own.items()}
    applies = {ref: score.state != "not-applicable" for ref, score in own.items()}
    for block in evaluation.rubric.coordination:
        known = [v for v in system_values(evaluation.rubric, block, scores, applies) if v.value is not None]
        if len(known) < len(block.systems):
            continue
        ahead, behind = max(known, key=_value), min(known, key=_value)
        apart = _value(ahead) - _value(behind)
        if apart >= block.apart - TOLERANCE:
            yield found(
                "systems-out-of-step", file.span("case"), case=case, ref=block.id, ahead=_name(block, ahead),
                behind=_name(block, behind), ahead_score=f"{100 * _value(ahead):.1f}", apart=f"{100 * apart:.1f}",
                behind_score=f"{100 * _value(behind):.1f}", list=_lowest(behind),
            )  # fmt: skip


def _name(block: Coordination, system: SystemValue) -> Bilingual:
    named = block.names.get(system.system, system.system)
    return in_language(named, "zh"), in_language(named, "en")


def _value(system: SystemValue) -> float:
    return system.value if system.value is not None else 0.0


def _lowest(system: SystemValue) -> str:
    """The criteria that pull a system down most: furthest below full score, by weight."""
    rated = [(part.weight * (1 - part.score), part.ref) for part in system.parts if part.score is not None]
    return ", ".join(ref.split(".")[-1] for _, ref in sorted(rated, key=lambda p: (-p[0], p[1]))[:4])
