"""An audit in, SARIF 2.1.0 out: for code-scanning services and editors. Waivers are suppressions.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0, 27 March 2020.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from posixpath import join, normpath
from typing import Any
from urllib.parse import quote

from evalkit.audit import Audit
from evalkit.audit.waivers import Waived, identity
from evalkit.model import manual
from evalkit.model.catalogue import phrase
from evalkit.model.fields import in_language
from evalkit.model.finding import SEVERITY, Finding, Severity, matters
from evalkit.model.refusal import said

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
BASE = "%SRCROOT%"  # the folder where evalkit runs, by the name that services know
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(audit: Audit, lang: str, folder: str = "") -> bytes:
    """UTF-8 JSON; files inside ``folder``, where evalkit runs, are told by their way from there,
    others by their whole address."""
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
        "originalUriBaseIds": {
            BASE: {"description": {"text": phrase("render", lang, "base")}},
        },
        "results": [
            _result(finding, waiver, lang)
            | {
                "ruleIndex": rules.index(finding.code),
                "locations": [_location(finding, folder)],
                "partialFingerprints": {"evalkit/v1": fingerprint},
            }
            for (finding, waiver), fingerprint in zip(
                everything, _fingerprints(f for f, _ in everything), strict=True
            )
        ],
    }
    text = json.dumps(
        {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1
    )
    return (text + "\n").encode("utf-8", "backslashreplace")


def _rule(code: str, lang: str) -> dict[str, Any]:
    """A rule: why it matters, and, as help, what ``evalkit explain CODE`` gives."""
    text = manual.section(code, lang)
    return {
        "id": code,
        "name": "".join(part.capitalize() for part in code.split("-")),
        "shortDescription": {"text": matters(code, lang)},
        "fullDescription": {"text": matters(code, lang)},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": _LEVELS[SEVERITY[code]]},
    }


def _result(finding: Finding, waived: Waived | None, lang: str) -> dict[str, Any]:
    way_out = finding.way_out(lang)
    message = finding.message(lang) + (phrase("render", lang, "stop") + way_out if way_out else "")
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": message},
    }
    if waived is not None:
        waiver = waived.waiver
        until = f" ({waiver.until.isoformat()})" if waiver.until else ""
        because = f"{waiver.owner}: {in_language(waiver.because, lang)}{until}"
        result["suppressions"] = [
            {"kind": "inSource", "status": "accepted", "justification": because}
        ]
    return result


def _location(finding: Finding, folder: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _address(finding.span.file, folder)}
    if finding.span.line:
        place["region"] = {
            "startLine": finding.span.line,
            "startColumn": max(1, finding.span.column),
        }
    return {"physicalLocation": place}


def _address(file: str, folder: str) -> dict[str, str]:
    """Where a file is: its way from the folder, or, outside of it, its whole address."""
    name = file.replace("\\", "/")
    whole = normpath(join(folder.replace("\\", "/"), name)) if folder else normpath(name)
    base = normpath(folder.replace("\\", "/")).rstrip("/") + "/" if folder else ""
    inside = whole.removeprefix(base) if whole.startswith(base) else whole
    outside = inside.startswith("/") or inside[1:3] == ":/"
    uri = quote(inside.encode("utf-8", "surrogateescape"))
    if outside:
        return {"uri": f"file://{'' if inside.startswith('/') else '/'}{uri}"}
    return {"uri": uri, "uriBaseId": BASE}


def _fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """The same finding keeps its fingerprint when lines move; of findings alike each its own, by
    their number."""
    seen = Counter[str]()
    for finding in findings:
        text = f"{finding.case or ''}\x1f{identity(finding)}"
        seen[text] += 1
        text += f"\x1f#{seen[text]}" if seen[text] > 1 else ""
        yield hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
