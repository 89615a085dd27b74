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
        waived = tuple(w.finding for w in case.waived)
        _suite(root, case.file.case.case, case.findings, waived, audit, lang)
    for element in (root, *root):
        for key, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
            element.set(key, str(len(element.findall(f".//{tag}"))))
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

    def test(name: str) -> Xml.Element:
        return Xml.SubElement(suite, "testcase", classname=suite.attrib["name"], name=name)

    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    for code, found in sorted(by_code.items()):
        message = _clean(found[0].message(lang))
        text = _clean("\n".join(f"{f.span}: {f.message(lang)}" for f in found))
        if code == "audit-incomplete":
            Xml.SubElement(test(code), "skipped", message=message)
        elif found[0].severity in failing:
            Xml.SubElement(test(code), "failure", message=message, type=code).text = text
        else:
            Xml.SubElement(test(code), "system-out").text = text
    for n, finding in enumerate(waived, start=1):
        case = test(f"{finding.code} (waived {n})")
        Xml.SubElement(case, "skipped", message=_clean(finding.message(lang)))
    if not len(suite):
        test("audit")


def _clean(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
