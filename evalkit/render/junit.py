"""An audit in, JUnit XML out: one suite a case, one test a code of finding, for services that show
test results."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from evalkit.audit import Audit
from evalkit.audit.waivers import Waived
from evalkit.model.catalogue import phrase
from evalkit.model.fields import in_language
from evalkit.model.finding import SEVERITIES, Finding, Severity
from evalkit.model.refusal import said

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(audit: Audit, lang: str) -> bytes:
    """UTF-8 XML. Findings at or above ``fail_on`` are failures; what could not be audited, or not
    be read, is an error; what is waived is skipped, with who accepts it, why and until when."""
    root = Xml.Element("testsuites", name="evalkit audit")
    if audit.general or audit.problems or not audit.cases:
        suite = _suite(root, "files", audit.general, (), audit, lang)
        _problems(suite, audit, lang)
    for case in audit.cases:
        _suite(root, case.file.case.case, case.findings, case.waived, audit, lang)
    counted = (("tests", "testcase"), ("failures", "failure"), ("errors", "error"))
    for element in (root, *root):
        for key, tag in (*counted, ("skipped", "skipped")):
            element.set(key, str(len(element.findall(f".//{tag}"))))
    Xml.indent(root, " ")
    made: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _suite(
    root: Xml.Element,
    name: str,
    findings: tuple[Finding, ...],
    waived: tuple[Waived, ...],
    audit: Audit,
    lang: str,
) -> Xml.Element:
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
        unread = name == "files" and found[0].severity is Severity.ERROR
        if code == "audit-incomplete" or unread:
            Xml.SubElement(test(code), "error", message=message, type=code).text = text
        elif found[0].severity in failing:
            Xml.SubElement(test(code), "failure", message=message, type=code).text = text
        else:
            Xml.SubElement(test(code), "system-out").text = text
    for n, item in enumerate(waived, start=1):
        case = test(f"{item.finding.code} (waived {n})")
        Xml.SubElement(case, "skipped", message=_clean(_accepted(item, lang)))
    if not len(suite) and name != "files":
        test("audit")
    return suite


def _problems(suite: Xml.Element, audit: Audit, lang: str) -> None:
    """Files that could not be opened; and that there is no case."""
    told = [said(problem, lang) for problem in audit.problems]
    if not audit.cases:
        told.append(phrase("render", lang, "no-case"))
    for n, problem in enumerate(told, start=1):
        name = f"unread {n}"
        case = Xml.SubElement(suite, "testcase", classname=suite.attrib["name"], name=name)
        Xml.SubElement(case, "error", message=_clean(problem), type="unread")


def _accepted(item: Waived, lang: str) -> str:
    """What was found; who accepts it, why and until when."""
    waiver = item.waiver
    until = f" ({waiver.until.isoformat()})" if waiver.until else ""
    because = f"{waiver.owner}: {in_language(waiver.because, lang)}{until}"
    return f"{item.finding.message(lang)} — {because}"


def _clean(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
