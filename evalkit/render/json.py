"""An audit in, versioned JSON out: the same audit gives the same bytes."""

from __future__ import annotations

import json
from typing import Any

from evalkit.audit import Audit, CaseAudit
from evalkit.audit.waivers import Waived
from evalkit.evaluation_file import finding_data
from evalkit.model.fields import in_language
from evalkit.model.finding import Finding
from evalkit.model.place import printable
from evalkit.model.refusal import said

SCHEMA = "evalkit/audit/1"


def render(audit: Audit) -> bytes:
    """UTF-8 JSON."""
    evaluation = audit.evaluation
    data = {
        "schema": SCHEMA,
        "evalkit": evaluation.evalkit,
        "as_of": evaluation.as_of.isoformat(),
        "fail_on": audit.fail_on,
        "rubric": {
            "id": evaluation.rubric.rubric,
            "version": evaluation.rubric.version,
            "sha256": evaluation.standard.sha256,
        },
        "verdict": audit.verdict,
        "problems": [said(problem, "en") for problem in audit.problems],
        "cases": [_case(case) for case in audit.cases],
        "findings": [finding(f) for f in audit.general],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def _case(case: CaseAudit) -> dict[str, Any]:
    return {
        "id": case.file.case.case,
        "sha256": case.file.sha256,
        "verdict": case.verdict,
        "evidence": {"cited": case.cited, "looked_up": case.looked_up, "quoted": case.quoted},
        "gates": [
            {"criterion": g.criterion, "wanted": g.wanted, "level": g.level, "state": g.state}
            for g in case.gates
        ],
        "findings": [finding(f) for f in case.findings],
        "waived": [_waived(item) for item in case.waived],
    }


def finding(item: Finding) -> dict[str, Any]:
    """A finding as data, in both languages."""
    data = {k: v for k, v in finding_data(item).items() if k not in ("case", "values")}
    return {**data, "file": printable(item.span.file)}


def _waived(item: Waived) -> dict[str, Any]:
    waiver = item.waiver
    return {
        **finding(item.finding),
        "waiver": {
            "owner": waiver.owner,
            "because": in_language(waiver.because, "en"),
            "because_zh": in_language(waiver.because, "zh"),
            "until": waiver.until.isoformat() if waiver.until else None,
            "file": printable(item.span.file),
            "line": item.span.line,
            "fingerprint": item.fingerprint,
        },
    }
