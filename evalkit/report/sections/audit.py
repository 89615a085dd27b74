"""What an audit found: gates and verdicts, what was looked up, findings case by case, waivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.audit import Audit, CaseAudit
from evalkit.audit.gates import Gate
from evalkit.audit.waivers import Waived
from evalkit.model.finding import SEVERITIES, SEVERITY, Finding, Severity, meaning
from evalkit.model.refusal import said
from evalkit.model.rubric import Criterion
from evalkit.report.context import Context
from evalkit.report.framework import place_of
from evalkit.report.model import Block, Paragraph, Runs, Strong, Table, cell, plain, runs
from evalkit.report.standing import grade_told
from evalkit.report.table import Cols, table

# What the plan itself is found to lack; all other findings are about the file and its evidence.
OF_THE_PLAN = (
    "gate-failed",
    "floor-failed",
    "path-missing",
    "criterion-not-addressed",
    "criterion-words-only",
    "systems-out-of-step",
    "outcome-far",
    "contradicting-evidence",
)
TONES = {Severity.ERROR: "missing", Severity.WARNING: "l0", Severity.NOTE: ""}
VERDICT_TONES = {"failed": "missing", "passed": "", "incomplete": "na"}


@dataclass(frozen=True, slots=True)
class GateFailed:
    """A gate that a case does not pass, and the level it is at."""

    region: str
    criterion: str
    wanted: float
    level: float | None


@dataclass(frozen=True, slots=True)
class GatesOpen:
    """That none of ``n`` gates is failed; ``n_open`` cannot be judged."""

    n: int
    n_open: int


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How many cases have each verdict."""

    passed: int
    incomplete: int
    failed: int


@dataclass(frozen=True, slots=True)
class LookedUp:
    """How many of the places cited were looked up in the texts, and of how many the quotes."""

    n: int
    cited: int
    all: bool
    quoted: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings of each severity count."""

    errors: int
    warnings: int
    notes: int


def headline(ctx: Context, audit: Audit) -> list[str]:
    """Sentences that come before any number: failed gates first, then what was and was not looked
    at."""
    said, cases = ctx.words.audit, audit.cases
    gates = [gate for case in cases for gate in case.gates]
    failed = [gate for gate in gates if gate.state == "failed"]
    lines = [said.gate_failed(_failed(ctx, gate)) for gate in failed]
    if (must := ctx.rubric.must) and not failed:
        n_open = sum(gate.state == "open" for gate in gates)
        lines.append(said.no_gate_failed(GatesOpen(len(must), n_open)))
    verdicts: list[str] = [case.verdict for case in cases]
    lines.append(said.verdicts(Verdicts(*map(verdicts.count, VERDICT_ORDER))))
    looked, cited = sum(c.looked_up for c in cases), sum(c.cited for c in cases)
    quoted = sum(c.quoted for c in cases)
    lines.append(said.looked_up(LookedUp(looked, cited, looked == cited, quoted)))
    return [plain(line) for line in (*lines, said.fails(str(audit.fail_on)))]


VERDICT_ORDER = ("passed", "incomplete", "failed")


def _failed(ctx: Context, gate: Gate) -> GateFailed:
    title = next(t for ref, t in ctx.titles.items() if ref.split(".")[-1] == gate.criterion)
    return GateFailed(ctx.region(gate.case), title, gate.wanted, gate.level)


def closing(ctx: Context, audit: Audit) -> str:
    """How many findings of each severity count, in words."""
    severities = [f.severity for f in audit.findings]
    return plain(ctx.words.audit.counts_item(Counts(*map(severities.count, SEVERITIES))))


def overview(ctx: Context, audit: Audit) -> Table:
    """Verdict, failed gates, findings and places looked up, a row a case."""

    def failed(c: CaseAudit) -> str:
        names = [gate.criterion for gate in c.gates if gate.state == "failed"]
        return ctx.grammar.joined(names) or ctx.labels["none"]

    def n(c: CaseAudit, severity: Severity) -> str:
        return str(sum(f.severity is severity for f in c.findings))

    columns: Cols[CaseAudit] = (
        ctx.col("region", lambda c: ctx.region(c.file.case.case)),
        ctx.col("verdict", lambda c: cell(verdict(ctx, c), tone=VERDICT_TONES[c.verdict])),
        ctx.col("gates-failed", failed, bool(ctx.rubric.must)),
        ctx.col("grade", lambda c: grade_told(ctx, c.file.case.case), bool(ctx.rubric.overriding)),
        ctx.col("#n-errors", lambda c: n(c, Severity.ERROR)),
        ctx.col("#n-warnings", lambda c: n(c, Severity.WARNING)),
        ctx.col("#n-notes", lambda c: n(c, Severity.NOTE)),
        ctx.col("#waived", lambda c: str(len(c.waived))),
        ctx.col("looked-up", lambda c: looked_up(ctx, c)),
    )
    return table(ctx.labels["verdict"], audit.cases, columns)


def verdict(ctx: Context, about: Audit | CaseAudit) -> str:
    """Passed, incomplete or failed, in words."""
    return ctx.labels[f"verdict-{about.verdict}"]


def looked_up(ctx: Context, case: CaseAudit) -> str:
    """How many of a case's places were looked up."""
    return ctx.label("n-of-all", n=case.looked_up, all=case.cited)


def of_case(ctx: Context, case: CaseAudit) -> tuple[Block, ...]:
    """What stands against the plan, what against the file, and what is waived."""
    plan = [f for f in case.findings if f.code in OF_THE_PLAN]
    file = [f for f in case.findings if f.code not in OF_THE_PLAN]
    made = (
        *findings_table(ctx, "audit-plan", plan),
        *findings_table(ctx, "audit-file", file),
        *_waived(ctx, case.waived),
    )
    return made or (ctx.note("audit-nothing"),)


def of_no_case(ctx: Context, audit: Audit) -> tuple[Block, ...]:
    """Files that could not be opened, and findings that belong to no case."""
    texts = (ctx.label("audit-problem", text=said(problem, ctx.lang)) for problem in audit.problems)
    opened = (Paragraph((text,)) for text in texts)
    return (*opened, *findings_table(ctx, "audit-general", audit.general))


def by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """Most severe first, then by place."""
    return sorted(findings, key=lambda f: (SEVERITIES.index(f.severity), f.span))


def findings_table(ctx: Context, label: str, findings: Sequence[Finding]) -> tuple[Block, ...]:
    """Findings with their ways out and places; beside those against the plan where the framework
    asks for it, and who is to act. Nothing where there are none."""
    asked = [f for f in findings if f.code in OF_THE_PLAN and _asked(ctx, f)]
    columns: Cols[Finding] = (
        ctx.col(".audit-severity", lambda f: cell(ctx.labels[f.severity], tone=TONES[f.severity])),
        ctx.col("audit-finding", lambda f: _finding(ctx, f)),
        ctx.col("audit-asked", lambda f: _asked(ctx, f), bool(asked)),
        ctx.col("where", lambda f: f"{f.span} · {f.code}"),
    )
    made = table(ctx.labels[label], by_severity(findings), columns)
    return (made,) if findings else ()


def _finding(ctx: Context, finding: Finding) -> Runs:
    """What a finding says, then the way out."""
    way_out = _unmarked(finding.way_out(ctx.lang))
    said = Strong(_unmarked(finding.in_one_line(ctx.lang)))
    return runs(said, f" → {way_out}" if way_out else "")


def _asked(ctx: Context, finding: Finding) -> str:
    """Where the framework asks for the criterion that a finding names, and who is to act; empty
    where it names none."""
    held = ctx.rubric.index.get(finding.ref or "")
    if held is None or not isinstance(held.node, Criterion):
        return ""
    told = (place_of(ctx, held.ref), ctx.say(held.node.actor))
    return " · ".join(text for text in told if text)


def _unmarked(text: str) -> str:
    """Words for a page: what a terminal sets in backticks needs none there."""
    return text.replace("`", "")


def _waived(ctx: Context, waived: Sequence[Waived]) -> tuple[Block, ...]:
    def because(item: Waived) -> str:
        waiver, grammar = item.waiver, ctx.grammar
        until = waiver.until.isoformat() if waiver.until else ""
        whose = grammar.aside(grammar.comma.join((waiver.owner or "", until)))
        return f"{ctx.say(waiver.because)}{whose}"

    columns: Cols[Waived] = (
        ctx.col("audit-finding", lambda w: Strong(_unmarked(w.finding.in_one_line(ctx.lang)))),
        ctx.col("waiver", because),
        ctx.col("where", lambda w: f"{w.finding.span} · {w.finding.code}"),
    )
    return (table(ctx.labels["audit-waived"], waived, columns),) if waived else ()


def by_code(ctx: Context, audit: Audit) -> Table:
    """Every code found: what it means, and how often."""
    found = [*audit.general, *(f for case in audit.cases for f in case.findings)]
    codes = [finding.code for finding in found]
    order = sorted(set(codes), key=lambda c: (SEVERITIES.index(SEVERITY[c]), -codes.count(c), c))
    columns: Cols[str] = (
        ctx.col(
            ".audit-severity", lambda c: cell(ctx.labels[SEVERITY[c]], tone=TONES[SEVERITY[c]])
        ),
        ctx.col("audit-finding", lambda c: meaning(c, ctx.lang)),
        ctx.col("audit-code", lambda c: c),
        ctx.col("#audit-n", lambda c: str(codes.count(c))),
    )
    return table(ctx.labels["audit-codes"], order, columns)
