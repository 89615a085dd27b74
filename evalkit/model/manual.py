"""The manual's page of findings, ``docs/findings.md`` and its Chinese twin, from the catalogue.

An example is kept as the place, the line and the values of a finding; its sentences are those of
the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import ascii_uppercase
from typing import Any

from evalkit.model.catalogue import catalogue, messages
from evalkit.model.finding import SEVERITIES, SEVERITY, Finding, found, many_to_text, to_text
from evalkit.model.place import Span


def page(lang: str) -> str:
    """The whole page as Markdown."""
    head = messages("model", lang)["page"]
    sections = "\n".join(section(code, lang) for code in SEVERITY)
    return f"# {head['title']}\n\n{head['severities']}\n\n{head['sections']}\n\n{sections}"


def section(code: str, lang: str) -> str:
    """What a code means, why it matters, an example and the way out, as Markdown.

    Raises:
        KeyError: there is no such code.
    """
    said = messages("model", lang)
    severity = said["page"][str(SEVERITY[code])]
    why = said["finding"][code]["why"]
    return f"## {code}\n\n*{severity}* — {why}\n\n```text\n{_example(code, lang)}\n```\n"


def listed(lang: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Severity in words → its codes, each with what a finding of it says, by an example."""
    for severity in SEVERITIES:
        codes = [code for code, own in SEVERITY.items() if own is severity]
        given = catalogue("model", "examples")
        lines = [(code, _finding(code, given[code]).message(lang)) for code in codes]
        yield messages("model", lang)["page"][str(severity)], lines


def _example(code: str, lang: str) -> str:
    """A finding as ``evalkit check`` shows it, or ``evalkit audit`` where that is what finds it, or
    ``evalkit score`` of tables."""
    given = catalogue("model", "examples")[code]
    finding = _finding(code, given)
    if given.get("command") == "score":
        return many_to_text([finding], 1, finding.way_out(lang), lang)
    if given.get("command") == "audit":
        head = f"{finding.span}: {finding.severity}[{code}]: {finding.in_one_line(lang)}"
        return f"{head}\n    = {finding.way_out(lang)}"
    return to_text(finding, " " * given.get("left-out", 0) + given.get("text", ""), lang)


def _finding(code: str, given: Mapping[str, Any]) -> Finding:
    file, *place = given["at"].split(":")
    sheet, _, cell = place[0].partition("!") if place and "!" in place[0] else ("", "", "")
    if sheet:  # a cell of a workbook
        place = [cell.lstrip(ascii_uppercase), str(ascii_uppercase.index(cell[0]) + 1)]
    values = given.get("values", {})
    words = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    line, column = (*map(int, place), 0, 0)[:2]
    return found(code, Span(file, line, column, sheet), **words)
