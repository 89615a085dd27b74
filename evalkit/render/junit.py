"""An audit in, JUnit XML out: one suite a case, one test a code of finding, for services that show
test results."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from evalkit.audit import Audit
from evalkit.model.finding import SEVERITIES, Finding

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(audit: Audit, lang: str) -> bytes:
    """UTF-8 XML. Findings at or above ``fail_on`` are failures; what is waived, or could not be
    audited, is skipped."""
    root = Xml.Element("testsuites", name="evalkit audit")
    if audit.general or audit.problems:
        _suite(root, "files", audit.general, (), audit, lang)
    for case in audit.cases:
        _suite(
            root,
            case.file.case.case,
            case.findings,
            tuple(w.finding for w in case.waived),
            audit,
            lang,
        )
    totals = {
        name: sum(int(suite.get(name, "0")) for suite in root)
        for name in ("tests", "failures", "skipped")
    }
    for name, count in totals.items():
        root.set(name, str(count))
    Xml.indent(root, " ")
    made: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _suite(
    root: Xml.Element,
    name: str,
    findings: tuple[Finding, ...],
    waived: tuple[Finding, ...],
    audit: Audit,
    lang: str,
) -> None:
    suite = Xml.SubElement(root, "testsuite", name=_clean(name))
    failing = SEVERITIES[: [str(s) for s in SEVERITIES].index(audit.fail_on) + 1]
    tests = failures = skipped = 0
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    for code, found in sorted(by_code.items()):
        test = Xml.SubElement(suite, "testcase", classname=_clean(name), name=code)
        tests += 1
        text = "\n".join(f"{f.span}: {f.message(lang)}" for f in found)
        if code == "audit-incomplete":
            Xml.SubElement(test, "skipped", message=_clean(found[0].message(lang)))
            skipped += 1
        elif found[0].severity in failing:
            Xml.SubElement(
                test, "failure", message=_clean(found[0].message(lang)), type=code
            ).text = _clean(text)
            failures += 1
        else:
            Xml.SubElement(test, "system-out").text = _clean(text)
    for n, finding in enumerate(waived, start=1):
        test = Xml.SubElement(
            suite, "testcase", classname=_clean(name), name=f"{finding.code} (waived {n})"
        )
        Xml.SubElement(test, "skipped", message=_clean(finding.message(lang)))
        tests, skipped = tests + 1, skipped + 1
    if not tests:
        Xml.SubElement(suite, "testcase", classname=_clean(name), name="audit")
        tests = 1
    for key, count in (("tests", tests), ("failures", failures), ("skipped", skipped)):
        suite.set(key, str(count))


def _clean(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
