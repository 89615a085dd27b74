"""An evaluation and the plans' texts in; findings, gates, waivers and a verdict a case out.

One check a module; the tuple below lists them in the order of the report. A check takes what is
inspected and one case, and yields findings; that they touch this case is said here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evalkit.audit import (
    addressed,
    commitments,
    contradicted,
    coordination,
    documents,
    figures,
    floors,
    gates,
    not_met,
    outcomes,
    places,
    quotes,
    reuse,
    sources,
    unsupported,
    versions,
)
from evalkit.audit.gates import Gate
from evalkit.audit.subject import Inspected
from evalkit.audit.waivers import Waived, sift
from evalkit.evaluation import Evaluation
from evalkit.model.case import CaseFile
from evalkit.model.catalogue import both
from evalkit.model.finding import Finding, at_or_above, found, in_order, of_case, side_by_side
from evalkit.model.refusal import Reason
from evalkit.model.tasks import Mapped

Check = Callable[[Inspected, CaseFile], Iterator[Finding]]
Verdict = Literal["passed", "incomplete", "failed"]
TOGETHER = 4  # cases that one task checks
VERDICTS: tuple[Verdict, ...] = ("passed", "incomplete", "failed")

CHECKS: tuple[Check, ...] = (
    not_met.check,
    gates.check,
    floors.check,
    addressed.check,
    coordination.check,
    outcomes.check,
    contradicted.check,
    unsupported.check,
    places.check,
    quotes.check,
    reuse.check,
    documents.check,
    sources.check,
    figures.check,
    commitments.check,
    versions.check,
)


__all__ = ["CHECKS", "Audit", "CaseAudit", "Inspected", "Verdict", "audit", "unmet"]


@dataclass(frozen=True, slots=True)
class CaseAudit:
    """What an audit found of one case; ``waived`` findings do not count, and are always shown.

    ``looked_up`` of ``cited`` pieces of evidence were looked up in a document's text, ``quoted`` of
    them word for word.
    """

    file: CaseFile
    verdict: Verdict
    gates: tuple[Gate, ...]
    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    cited: int
    looked_up: int
    quoted: int


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit of all cases. ``general``: findings that belong to no case; ``problems``: files not
    opened."""

    evaluation: Evaluation
    cases: tuple[CaseAudit, ...]
    general: tuple[Finding, ...]
    problems: tuple[str | Reason, ...]
    fail_on: str

    def __repr__(self) -> str:
        n, known = len(self.cases), len(self.findings)
        of, said = f"{n} case{'s' * (n != 1)}", f"{known} finding{'s' * (known != 1)}"
        return f"<Audit of {of}: {self.verdict}, {said}>"

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of all cases; an audit that read no case, or not every file, is never
        passed."""
        own: list[Verdict] = [case.verdict for case in self.cases]
        if self.problems or not self.cases:
            own.append("incomplete")
        if at_or_above(self.general, self.fail_on):
            own.append("failed")
        return max(own, key=VERDICTS.index)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings that count, by file and place."""
        return in_order([*self.general, *(f for case in self.cases for f in case.findings)])


@dataclass(frozen=True, slots=True)
class Share:
    """Cases that one task checks: what is inspected of them; (case, findings there are before the
    checks) of each; severity from which a finding fails a case."""

    inspected: Inspected
    cases: tuple[tuple[str, tuple[Finding, ...]], ...]
    fail_on: str


def unmet(evaluation: Evaluation, file: CaseFile) -> tuple[str, ...]:
    """Refs of the criteria and pillars on which a case is below what the rubric demands."""
    refs = evaluation.rubric.ref_of
    failed = (g.criterion for g in gates.gates(evaluation, file) if g.state == "failed")
    below = (pillar for pillar, _, _ in floors.below_floors(evaluation, file.case.case))
    return (*(refs[criterion] for criterion in failed), *below)


def audit(
    inspected: Inspected,
    *,
    fail_on: str = "error",
    problems: Sequence[str | Reason] = (),
    mapped: Mapped | None = None,
) -> Audit:
    """Run every check over every case.

    Args:
        fail_on: severity from which a finding fails a case.
        problems: files that could not be opened; the audit is then not complete.
        mapped: how the checks are done, in tasks of a few cases, where not here.
    """
    evaluation = inspected.evaluation
    before = [*evaluation.findings, *inspected.plans.findings]
    of = defaultdict[str | None, list[Finding]](list)
    for finding in before:
        of[finding.case].append(finding)
    taken: set[Finding] = set()
    unsaid: list[tuple[str, tuple[Finding, ...]]] = []
    for file in evaluation.files:
        own = [*of[file.case.case], *(f for f in of[None] if _belongs(f, file))]
        taken.update(own)
        unsaid.append((file.case.case, tuple(f for f in own if not unsupported.said_here(f))))
    if mapped is None:
        cases = check_share(Share(inspected, tuple(unsaid), fail_on))
    else:
        groups = [tuple(unsaid[n : n + TOGETHER]) for n in range(0, len(unsaid), TOGETHER)]
        parts = inspected.parts([case for case, _ in group] for group in groups)
        both = zip(parts, groups, strict=True)
        shares = (Share(part, group, fail_on) for part, group in both)
        made = (own for several in mapped(check_share, shares) for own in several)
        files = evaluation.file_of  # what comes back holds a copy of its file
        cases = tuple(replace(own, file=files[own.file.case.case]) for own in made)
    general = in_order(f for f in before if f not in taken)
    return Audit(evaluation, cases, general, tuple(problems), fail_on)


def check_share(share: Share) -> tuple[CaseAudit, ...]:
    """The cases of one task, checked."""
    files = share.inspected.evaluation.file_of
    return tuple(
        _case(share.inspected, files[case], before, share.fail_on) for case, before in share.cases
    )


def _belongs(finding: Finding, file: CaseFile) -> bool:
    """Whether a finding that names no case stands in a file of the case, or in a document that it
    names."""
    name = finding.span.file
    documents = [document.file for document in file.case.documents if document.file]
    return name in dict(file.files) or any(
        name == own or name.endswith("/" + own.split("/")[-1]) for own in documents
    )


def _case(
    inspected: Inspected, file: CaseFile, before: Sequence[Finding], fail_on: str
) -> CaseAudit:
    checked = (finding for check in CHECKS for finding in check(inspected, file))
    findings = [*before, *of_case(file.case.case, checked)]
    cited = [c.evidence for c in inspected.cited(file)]
    looked_up = [e for e in cited if inspected.looked_up(file, e)]
    complete = len(cited) == len(looked_up)
    counted, waived = sift(file, findings, inspected.as_of, complete, inspected.evaluation.rubric)
    own_gates = gates.gates(inspected.evaluation, file)
    failed = at_or_above(counted, fail_on) > 0
    lacks = list(_lacks(inspected, file, own_gates, len(cited) - len(looked_up)))
    if lacks:
        zh, en = both("audit", "between")
        what = (zh.join(said for said, _ in lacks), en.join(said for _, said in lacks))
        gap = found("audit-incomplete", file.span("case"), case=file.case.case, what=what)
        counted = (gap, *counted)
    verdict: Verdict = "failed" if failed else "incomplete" if lacks else "passed"
    quoted = sum(e.quote is not None for e in looked_up)
    return CaseAudit(
        file, verdict, own_gates, in_order(counted), waived, len(cited), len(looked_up), quoted
    )


def _lacks(
    inspected: Inspected, file: CaseFile, own_gates: Sequence[Gate], not_looked_up: int
) -> Iterator[tuple[str, str]]:
    """What the audit could not look at, as (zh, en)."""
    if not_looked_up:
        yield both("audit", "places", n=not_looked_up)
    for gate in own_gates:
        if gate.state == "open":
            yield both("audit", "gate", criterion=gate.criterion)
    if not inspected.evaluation.rubric.has_total:
        yield from _open(inspected, file)
    elif (overall := inspected.score(file, "overall")) is None or overall.state != "scored":
        coverage = inspected.evaluation.rubric.coverage
        by_count = coverage.by == "count"
        rated = inspected.evaluation.counted(file.case.case)
        told = {"rated": 100 * rated, "least": 100 * coverage.at(0)}
        yield both("audit", "total-by-count" if by_count else "total", **told)


def _open(inspected: Inspected, file: CaseFile) -> Iterator[tuple[str, str]]:
    """What nobody rated where nothing is added up: criteria that the verdict hangs on, or any.
    What raters looked at and found no way to judge is looked at."""
    evaluation, case = inspected.evaluation, file.case.case
    verdict = evaluation.verdicts.get(case)
    if verdict is not None:
        refs = [*verdict.missing] if verdict.outcome == "undecided" else []
    else:
        scores = (evaluation.score_of.get((case, ref)) for ref in evaluation.rubric.ref_of.values())
        without = [s.ref for s in scores if s is not None and s.state == "not-scored"]
        given = evaluation.rows_of
        looked = {r for r in without if any(row.is_unknown for row in given.get((case, r), ()))}
        refs = [ref for ref in without if ref not in looked]
    if refs:
        ids = side_by_side([ref.rpartition(".")[2] for ref in refs])
        key = "undecided" if verdict is not None else "unrated"
        yield both("audit", key, list=ids[0])[0], both("audit", key, list=ids[1])[1]
    elif verdict is not None and verdict.outcome == "undecided":
        yield both("audit", "nothing-applies")
