"""An audit in; a page of it out: the verdict and failed gates first, then what stands against each
case, then waivers."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.audit import Audit, CaseAudit
from evalkit.audit.waivers import Waived
from evalkit.model.fields import in_language
from evalkit.model.finding import SEVERITIES, SEVERITY, Finding, Severity, meaning
from evalkit.report import facts
from evalkit.report.model import (
    Block,
    Bullets,
    Column,
    Paragraph,
    Report,
    Row,
    Runs,
    Section,
    Strong,
    Table,
    cell,
    runs,
)
from evalkit.report.words import words_of

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

WORDS = {
    "zh": {
        "title": "审核报告",
        "subtitle": "{n} · {rubric} · 截至 {date}",
        "one": "1 个案例",
        "many": "{n} 个案例",
        "passed": "通过",
        "failed": "不通过",
        "incomplete": "未完成",
        "region": "地区",
        "verdict": "结论",
        "gates": "未过关卡",
        "quoted": "；其中 {n} 条引文逐字核对。",
        "unquoted": "；没有附引文，文字无从核对。",
        "errors": "错误",
        "warnings": "警告",
        "notes": "提示",
        "waived": "豁免",
        "evidence": "已查引用",
        "of": "{a}/{b}",
        "finding": "发现",
        "way": "办法",
        "where": "位置",
        "severity": "级别",
        "code": "代码",
        "n": "条数",
        "plan": "规划对照框架",
        "file": "文件与证据",
        "accepted": "已豁免（不计入，照常列出）",
        "waiver": "理由（责任人，有效至）",
        "general": "不属于任何案例的发现",
        "checks": "发现一览",
        "none": "没有发现。",
        "no-gates": "本标准没有设关卡。",
        "gate-failed": "{region}未过关卡“{criterion}”：须达 {wanted} 级，现为 {level} 级。",
        "all-gates": "各案例均通过全部关卡（{n} 道）。",
        "open-gates": "没有未通过的关卡；有 {n} 处因未评而无法判断。",
        "counts": "通过 {passed} 个，未完成 {incomplete} 个，不通过 {failed} 个。",
        "all-looked": "全部 {b} 处引用都到原文中查过位置",
        "looked": "{b} 处引用中有 {a} 处到原文中查过，其余没有原文；没有看全的审核不算通过。",
        "no-evidence": "案例没有引用证据。",
        "problem": "文件无法打开：{text}",
        "explain": "各代码的含义、原因、示例和办法：evalkit audit --explain 代码。",
        "fail": "出现“{level}”及以上级别的发现，即为不通过。",
        "error": "错误",
        "warning": "警告",
        "note": "提示",
        "sep": "；",
        "none-mark": "无",
    },
    "en": {
        "title": "Audit",
        "subtitle": "{n} · {rubric} · as of {date}",
        "one": "1 case",
        "many": "{n} cases",
        "passed": "passed",
        "failed": "failed",
        "incomplete": "incomplete",
        "region": "Region",
        "verdict": "Verdict",
        "gates": "Gates failed",
        "quoted": "; quotes compared word for word: {n}.",
        "unquoted": "; no quotes are given, so words were not compared.",
        "errors": "Errors",
        "warnings": "Warnings",
        "notes": "Notes",
        "waived": "Waived",
        "evidence": "Places looked up",
        "of": "{a} of {b}",
        "finding": "Finding",
        "way": "Way out",
        "where": "Where",
        "severity": "Severity",
        "code": "Code",
        "n": "Number",
        "plan": "The plan against the framework",
        "file": "The file and its evidence",
        "accepted": "Waived: shown, not counted",
        "waiver": "Reason (owner, until)",
        "general": "Findings that belong to no case",
        "checks": "Findings by code",
        "none": "No findings.",
        "no-gates": "This rubric sets no gates.",
        "gate-failed": "{region} does not pass the gate “{criterion}”: it must reach level {wanted} and is at {level}.",
        "all-gates": "Every case passes every gate ({n}).",
        "open-gates": "No gate is failed; {n} cannot be judged, since the criterion is not rated.",
        "counts": "{passed} passed, {incomplete} incomplete, {failed} failed.",
        "all-looked": "Every place cited was looked up in the texts ({b})",
        "looked": "{a} of {b} places cited were looked up; for the others there is no text. An audit that could not look at everything is never a pass.",
        "no-evidence": "The cases cite no evidence.",
        "problem": "A file could not be opened: {text}",
        "explain": "What each code means, why, an example and the way out: evalkit audit --explain CODE.",
        "fail": "A finding of severity “{level}” or above fails a case.",
        "error": "error",
        "warning": "warning",
        "note": "note",
        "sep": "; ",
        "none-mark": "none",
    },
}


def audit_report(audit: Audit, lang: str) -> Report:
    """The audit as a report in one language."""
    say = WORDS[lang]
    evaluation = audit.evaluation
    subtitle = say["subtitle"].format(
        n=say["one" if len(audit.cases) == 1 else "many"].format(n=len(audit.cases)),
        rubric=evaluation.rubric.pin,
        date=evaluation.as_of.isoformat(),
    )
    first, *others = headline(audit, lang)
    verdict = Strong(say[audit.verdict][:1].upper() + say[audit.verdict][1:])
    summary: list[Block] = [Paragraph(runs(verdict, "。" if lang == "zh" else ". ", first))]
    summary += [Bullets(tuple((line,) for line in others)), _overview(audit, lang)]
    sections = [_case_section(audit, case, lang) for case in audit.cases]
    if audit.general or audit.problems:
        blocks: list[Block] = [Paragraph((say["problem"].format(text=p),)) for p in audit.problems]
        sections.append(
            Section(
                "general", say["general"], (*blocks, *_table(audit.general, say["general"], lang))
            )
        )
    sections.append(Section("checks", say["checks"], (_by_code(audit, lang),)))
    return Report(
        "audit",
        lang,
        say["title"],
        subtitle,
        tuple(summary),
        tuple(sections),
        _foot(audit, lang),
        words_of(lang).labels,
    )


TONES = {Severity.ERROR: "missing", Severity.WARNING: "l0", Severity.NOTE: ""}


def headline(audit: Audit, lang: str) -> list[str]:
    """Sentences that come before any number: failed gates first, then what was and was not looked
    at."""
    say = WORDS[lang]
    gates = [gate for case in audit.cases for gate in case.gates]
    failed = [gate for gate in gates if gate.state == "failed"]
    lines = []
    for gate in failed:
        region = audit.evaluation.regions(lang)[gate.case]
        titles = facts.titles_of(audit.evaluation.rubric, lang)
        name = next(title for ref, title in titles.items() if ref.split(".")[-1] == gate.criterion)
        lines.append(
            say["gate-failed"].format(
                region=region, criterion=name, wanted=f"{gate.wanted:g}", level=f"{gate.level:g}"
            )
        )
    n_open = sum(gate.state == "open" for gate in gates)
    if audit.evaluation.rubric.must and not failed:
        n = len(audit.evaluation.rubric.must)
        lines.append(say["open-gates"].format(n=n_open) if n_open else say["all-gates"].format(n=n))
    lines.append(
        say["counts"].format(
            **{
                v: sum(c.verdict == v for c in audit.cases)
                for v in ("passed", "incomplete", "failed")
            }
        )
    )
    looked, cited = sum(c.looked_up for c in audit.cases), sum(c.cited for c in audit.cases)
    quoted = sum(c.quoted for c in audit.cases)
    key = "no-evidence" if not cited else "all-looked" if looked == cited else "looked"
    line = say[key].format(a=looked, b=cited)
    if key == "all-looked":
        line += say["quoted" if quoted else "unquoted"].format(n=quoted)
    return [*lines, line, say["fail"].format(level=say[audit.fail_on])]


def _overview(audit: Audit, lang: str) -> Table:
    say = WORDS[lang]
    numeric = ("errors", "warnings", "notes", "waived")
    gated = bool(audit.evaluation.rubric.must)
    names = ("region", "verdict", *(("gates",) if gated else ()), *numeric, "evidence")
    rows = []
    for case in audit.cases:
        failed = [gate.criterion for gate in case.gates if gate.state == "failed"]
        counts = [sum(f.severity is s for f in case.findings) for s in SEVERITIES]
        tone = {"failed": "missing", "passed": "", "incomplete": "na"}[case.verdict]
        rows.append(
            Row(
                (
                    cell(audit.evaluation.regions(lang)[case.file.case.case]),
                    cell(say[case.verdict], tone=tone),
                    *((cell(", ".join(failed) or say["none-mark"]),) if gated else ()),
                    *(cell(str(n)) for n in counts),
                    cell(str(len(case.waived))),
                    cell(say["of"].format(a=case.looked_up, b=case.cited)),
                )
            )
        )
    return Table(say["verdict"], tuple(Column(say[n], n in numeric) for n in names), tuple(rows))


def _case_section(audit: Audit, case: CaseAudit, lang: str) -> Section:
    say = WORDS[lang]
    name = case.file.case.case
    title = f"{audit.evaluation.regions(lang)[name]} · {say[case.verdict]}"
    plan = [f for f in case.findings if f.code in OF_THE_PLAN]
    file = [f for f in case.findings if f.code not in OF_THE_PLAN]
    blocks: list[Block] = [*_table(plan, say["plan"], lang), *_table(file, say["file"], lang)]
    if case.waived:
        blocks.append(_waived(case.waived, lang))
    return Section(name, title, tuple(blocks) or (Paragraph((say["none"],)),))


def by_severity(findings: Sequence[Finding]) -> list[Finding]:
    """Most severe first, then by place."""
    return sorted(findings, key=lambda f: (SEVERITIES.index(f.severity), f.span))


def _table(findings: Sequence[Finding], caption: str, lang: str) -> tuple[Block, ...]:
    if not findings:
        return ()
    say = WORDS[lang]
    columns = (Column(say["severity"], narrow=True), Column(say["finding"]), Column(say["where"]))
    rows = [
        Row(
            (
                cell(say[str(f.severity)], tone=TONES[f.severity]),
                cell(*_finding(f, lang)),
                cell(f"{f.span} · {f.code}"),
            )
        )
        for f in by_severity(findings)
    ]
    return (Table(caption, columns, tuple(rows)),)


def _finding(finding: Finding, lang: str) -> Runs:
    """What a finding says, then the way out."""
    way_out = finding.way_out(lang)
    return runs(
        Strong(_plain(finding.in_one_line(lang))), f" → {_plain(way_out)}" if way_out else ""
    )


def _plain(text: str) -> str:
    """Words for a page: what a terminal sets in backticks needs none there."""
    return text.replace("`", "")


def _waived(waived: Sequence[Waived], lang: str) -> Table:
    say = WORDS[lang]
    columns = (Column(say["finding"]), Column(say["waiver"]), Column(say["where"]))
    rows = []
    for item in waived:
        waiver = item.waiver
        until = waiver.until.isoformat() if waiver.until else ""
        because = f"{in_language(waiver.because, lang)} ({waiver.owner}, {until})"
        found = Strong(_plain(item.finding.in_one_line(lang)))
        rows.append(
            Row((cell(found), cell(because), cell(f"{item.finding.span} · {item.finding.code}")))
        )
    return Table(say["accepted"], columns, tuple(rows))


def _by_code(audit: Audit, lang: str) -> Table:
    """Every code found: what it means, and how often."""
    say = WORDS[lang]
    counts: dict[str, int] = {}
    for finding in [*audit.general, *(f for case in audit.cases for f in case.findings)]:
        counts[finding.code] = counts.get(finding.code, 0) + 1
    order = sorted(counts, key=lambda code: (SEVERITIES.index(SEVERITY[code]), -counts[code], code))
    rows = []
    for code in order:
        severity = cell(say[str(SEVERITY[code])], tone=TONES[SEVERITY[code]])
        rows.append(Row((severity, cell(meaning(code, lang)), cell(code), cell(str(counts[code])))))
    columns = (
        Column(say["severity"], narrow=True),
        Column(say["finding"]),
        Column(say["code"]),
        Column(say["n"], True),
    )
    return Table(say["checks"], columns, tuple(rows))


def _foot(audit: Audit, lang: str) -> str:
    evaluation = audit.evaluation
    made = words_of(lang).labels["made"]
    return made.format(
        version=evaluation.evalkit, rubric=evaluation.rubric.pin, date=evaluation.as_of.isoformat()
    )


def closing(audit: Audit, lang: str) -> str:
    """How many findings of each severity count, in words."""
    counts = [sum(f.severity is severity for f in audit.findings) for severity in SEVERITIES]
    if lang == "zh":
        return "，".join(f"{WORDS['zh'][s]} {n}" for s, n in zip(SEVERITIES, counts, strict=True))
    return ", ".join(
        f"{n} {s}{'' if n == 1 else 's'}" for s, n in zip(SEVERITIES, counts, strict=True)
    )
