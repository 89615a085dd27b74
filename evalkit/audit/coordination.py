"""Systems that should advance together and do not (innovation and talent in the shipped rubric)."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.analysis.coordination import of_several
from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Finding, found
from evalkit.model.rubric import Coordination
from evalkit.scoring.tolerances import TOLERANCE

NAMED = 4  # criteria named as holding the weaker system back


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """systems-out-of-step: the strongest and the weakest system of a coordination block; all that
    tie."""
    units = inspected.evaluation.rubric.units
    named = "levels_apart" if units.of_scale else "apart"
    blocks = {block.id: block for block in inspected.evaluation.rubric.coordination}
    for own in inspected.coordinated.get(file.case.case, ()):
        block = blocks[own.block]
        if not own.behind or own.apart is None or own.apart < block.apart - TOLERANCE:
            continue
        values = {system.system: units.shown(system.value or 0.0) for system in own.systems}
        shown = {system: f"{value:.{units.decimals}f}" for system, value in values.items()}
        held = of_several(inspected.evaluation.rubric, block) & {*own.behind}
        lowest = [o.ref.split(".")[-1] for o in own.obstacles if o.system in held]
        yield found(
            "systems-out-of-step",
            file.span("case"),
            ref=block.id,
            ahead=_named(block, own.ahead),
            behind=_named(block, own.behind),
            ahead_score=shown[own.ahead[0]],
            behind_score=shown[own.behind[0]],
            **{named: f"{units.span * own.apart:.{units.decimals}f}"},
            list=", ".join(lowest[:NAMED]) or None,
        )


def _named(block: Coordination, systems: tuple[str, ...]) -> tuple[str, str]:
    """Names of systems in Chinese and in English."""
    zh, en = zip(*(both(block.named(system)) for system in systems), strict=True)
    return " / ".join(zh), " / ".join(en)
