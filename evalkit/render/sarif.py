"""An audit in, SARIF 2.1.0 out: for code-scanning services and editors. Waivers are suppressions.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 27 March 2020.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from evalkit.audit import Audit
from evalkit.audit.waivers import Waived
from evalkit.model.catalogue import phrase
from evalkit.model.fields import in_language
from evalkit.model.finding import SEVERITY, Finding, Severity, meaning
from evalkit.model.refusal import said

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(audit: Audit, lang: str) -> bytes:
    """UTF-8 JSON."""
    results = [(f, None) for f in audit.general]
    results += [(f, None) for case in audit.cases for f in case.findings]
    waived = [(w.finding, w) for case in audit.cases for w in case.waived]
    everything = [*results, *waived]
    rules = sorted({finding.code for finding, _ in everything})
    driver = {
        "name": "evalkit",
        "version": audit.evaluation.evalkit,
        "rules": [_rule(code, lang) for code in rules],
    }
    notes = [
        {"level": "error", "message": {"text": said(problem, lang)}} for problem in audit.problems
    ]
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "language": "zh-CN" if lang == "zh" else "en-GB",
        "invocations": [
            {"executionSuccessful": not audit.problems, "toolExecutionNotifications": notes}
        ],
        "properties": {"verdict": audit.verdict, "rubric": audit.evaluation.rubric.pin},
        "results": [
            _result(finding, waiver, rules.index(finding.code), lang)
            for finding, waiver in everything
        ],
    }
    text = json.dumps(
        {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1
    )
    return (text + "\n").encode()


def _rule(code: str, lang: str) -> dict[str, Any]:
    text = {"text": meaning(code, lang)}
    level = {"level": _LEVELS[SEVERITY[code]]}
    return {"id": code, "shortDescription": text, "defaultConfiguration": level}


def _result(finding: Finding, waived: Waived | None, rule: int, lang: str) -> dict[str, Any]:
    way_out = finding.way_out(lang)
    message = finding.message(lang) + (phrase("render", lang, "stop") + way_out if way_out else "")
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
        "locations": [_location(finding)],
        "partialFingerprints": {"evalkit/v1": _fingerprint(finding)},
    }
    if waived is not None:
        waiver = waived.waiver
        until = f" ({waiver.until.isoformat()})" if waiver.until else ""
        because = f"{waiver.owner}: {in_language(waiver.because, lang)}{until}"
        result["suppressions"] = [
            {"kind": "inSource", "status": "accepted", "justification": because}
        ]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    place: dict[str, Any] = {
        "artifactLocation": {"uri": quote(finding.span.file.replace("\\", "/"))}
    }
    if finding.span.line:
        place["region"] = {
            "startLine": finding.span.line,
            "startColumn": max(1, finding.span.column),
        }
    return {"physicalLocation": place}


def _fingerprint(finding: Finding) -> str:
    """The same finding keeps its fingerprint when lines move."""
    said = [
        finding.code,
        finding.case or "",
        finding.ref or "",
        *(f"{k}={v}" for k, v in finding.values),
    ]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:32]
