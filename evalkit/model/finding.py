"""Findings as values: code, place, and the user's own words; and the severity of every code.

In: a code and its values. Out: a sentence in Chinese or English that states the fact and the way
out, from the catalogues in ``findings/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from string import Formatter
from typing import Any

from evalkit.model.catalogue import filled, messages, phrase
from evalkit.model.place import SourceProblem, Span, printable, width

Bilingual = tuple[str, str]  # the user's own words in both languages: (zh, en)
Value = str | int | float | Bilingual


class Severity(StrEnum):
    """error: what it touches is not scored; warning: scored, and shown; note: good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place."""

    code: str
    span: Span
    values: tuple[tuple[str, Value], ...] = ()
    case: str | None = None
    ref: str | None = None

    @property
    def severity(self) -> Severity:
        return SEVERITY[self.code]

    def __str__(self) -> str:
        """Place, severity, code and what is wrong, in one line."""
        return f"{self.span}: {self.severity}[{self.code}]: {self.in_one_line()}"

    def message(self, lang: str = "en") -> str:
        facts, said = _facts(self.code, lang), self._said(lang)
        fact = next((text for text in facts if _fields([text]) <= said.keys()), facts[-1])
        return filled(fact, said)

    def label(self, lang: str = "en") -> str:
        return _first([_words(self.code, lang).get("label", "")], self._said(lang))

    def way_out(self, lang: str = "en") -> str:
        """What to do; of what stands in a table in its words: sheet, column, cell."""
        words = _words(self.code, lang)
        ways = words.get("table", words["help"]) if self.span.in_table else words["help"]
        return _first(ways, self._said(lang))

    def in_one_line(self, lang: str = "en") -> str:
        """The message with what would stand under its caret."""
        said, label = self.message(lang), self.label(lang)
        return f"{said}{phrase('model', lang, 'shown.then')}{label}" if label else said

    @property
    def matter(self) -> tuple[tuple[str, Value], ...]:
        """What it is about, and what it says of that: of its values those that stay when lines
        move and when things beside it change."""
        shown = _fields(_facts(self.code, "en")) - PASSING
        names = MATTER.get(self.code, shown)
        return tuple((name, value) for name, value in self.values if name in names)

    def _said(self, lang: str) -> dict[str, str | int | float]:
        said = {name: say(value, lang) for name, value in self.values}
        if "line" in said:
            said["line"] = _clipped(str(said["line"]))
        return said


def meaning(code: str, lang: str) -> str:
    """What every finding of a code says, with … for what changes from one to the next."""
    fact = _words(code, lang)["fact"].replace("{{", "\0").replace("}}", "\1")
    return _FIELD.sub("…", fact).replace("\0", "{").replace("\1", "}")


def matters(code: str, lang: str) -> str:
    """Why what a code finds matters."""
    return str(_words(code, lang)["why"])


def listed(values: Iterable[object]) -> str:
    """Values side by side, as a finding names them."""
    return ", ".join(str(value) for value in values)


def side_by_side(values: Iterable[object], most: int = 0) -> Bilingual:
    """Values side by side in both languages; only the first ``most`` where a number is given."""
    own = [str(value) for value in values]
    shown = [*own[:most], "…"] if most and len(own) > most else own
    return "、".join(shown), ", ".join(shown)


def found(code: str, span: Span, /, **values: Value | None) -> Finding:
    """A finding; ``case`` and ``ref`` say what it touches, the other values fill the code's
    sentences."""
    case, ref = values.pop("case", None), values.pop("ref", None)
    said = {name: value for name, value in values.items() if value is not None}
    return Finding(
        code,
        span,
        tuple(sorted(said.items())),
        None if case is None else str(case),
        None if ref is None else str(ref),
    )


def of_case(case: str, findings: Iterable[Finding]) -> list[Finding]:
    """The same findings, each of which touches a case."""
    return [replace(finding, case=case) for finding in findings]


def from_problem(problem: SourceProblem, file: str) -> Finding:
    """A text that cannot be read, as a finding."""
    return found(problem.code, Span(file, problem.line, problem.column), **problem.values)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By file and place, then severity and code; the same finding once."""
    rank = {severity: n for n, severity in enumerate(SEVERITIES)}
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (f.span, rank[f.severity], f.code, str(f.values))))


def at_or_above(findings: Iterable[Finding], severity: str) -> int:
    """How many findings are at least as severe as ``severity``."""
    counted = SEVERITIES[: SEVERITIES.index(Severity(severity)) + 1]
    return sum(f.severity in counted for f in findings)


def suggestion(word: str, choices: Iterable[str]) -> dict[str, Value]:
    """``{"suggestion": the nearest choice}``, or nothing where none is near."""
    import difflib

    known = list(choices)
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    near = near or [choice for choice in known if sorted(choice) == sorted(word)][:1]  # di: id
    return {"suggestion": near[0]} if near else {}


def to_text(finding: Finding, line: str = "", lang: str = "en") -> str:
    """A finding as the terminal shows it; ``line`` is the text of the line it points at."""
    rows = [f"{finding.span}: {finding.severity}[{finding.code}]: {finding.message(lang)}"]
    gap = "  "
    if finding.span.line and line.strip():
        number = str(finding.span.line)
        gap = " " * len(number)
        shown, column = _window(line.rstrip(), finding.span.column)
        caret = " " * width(shown[: column - 1]) + "^"
        label = finding.label(lang)
        pointed = f"{caret} {label}" if label else caret
        rows += [f"{gap} |", f"{number} | {shown}", f"{gap} | {pointed}"]
    if way_out := finding.way_out(lang):
        rows.append(f"{gap} = {phrase('model', lang, 'shown.help')}: {way_out}")
    return "\n".join(rows)


def many_to_text(first: Sequence[Finding], n: int, way_out: str, lang: str = "en") -> str:
    """Findings of one kind as the terminal shows them together: how many, what the first says,
    where the first of them stand."""
    said = {"severity": first[0].severity, "code": first[0].code, "n": f"{n:,}"}
    key = "shown.many-once" if n == 1 else "shown.many"
    rows = [phrase("model", lang, key, **said, words=first[0].in_one_line(lang))]
    places = dict.fromkeys(printable(str(own.span)) for own in first if own.span.line)
    if places:
        comma = phrase("model", lang, "shown.many-comma")
        shown = comma.join(places) + (" …" if n > len(first) else "")
        rows.append(phrase("model", lang, "shown.many-at", places=shown))
    if way_out:
        rows.append(phrase("model", lang, "shown.many-help", words=way_out))
    return "\n".join(rows)


def _clipped(line: str, longest: int = 240) -> str:
    """A corrected line as it is shown: of a long one its beginning and end."""
    return line if len(line) <= longest else f"{line[:160]} … {line[-60:]}"


def _window(line: str, column: int, cells: int = 72) -> tuple[str, int]:
    """A long line cut around ``column``, so that it stands in one row of a terminal; the cut text
    and the column in it. Tabs become spaces."""
    line = line.replace("\t", " ")
    at = max(0, min(column - 1, len(line)))
    if len(line) <= cells and width(line) <= cells:
        return line, at + 1
    start, before = at, 0
    while start and (before := before + width(line[start - 1])) < cells * 2 // 3:
        start -= 1
    end, taken = start, 0
    while end < len(line) and (taken := taken + width(line[end])) < cells:
        end += 1
    cut = "…" if start else ""
    return cut + line[start:end] + ("…" if end < len(line) else ""), at - start + len(cut) + 1


def say(value: Value, lang: str) -> str | int | float:
    """A value in words: ``@term`` and ``@term number`` are evalkit's own terms, in the language."""
    if isinstance(value, tuple):
        return value[0] if lang == "zh" else value[1]
    if not (isinstance(value, str) and value.startswith("@")):
        return value
    name, _, rest = value[1:].partition(" ")
    term: str | None = messages("model", lang)["terms"].get(name)
    if term is None:
        return value  # the user's own text
    return f"{term} {rest}" if rest else term


def _words(code: str, lang: str) -> Mapping[str, Any]:
    """One language of a code: fact, label, ways out (``help``; in a ``table``), why."""
    words: Mapping[str, Any] = messages("model", lang)["finding"][code]
    return words


def _facts(code: str, lang: str) -> tuple[str, ...]:
    """What a code says: of scores shown as levels, where it says another thing of these, and
    else."""
    words = _words(code, lang)
    return tuple(words[key] for key in ("fact_in_levels", "fact") if key in words)


def _first(templates: Iterable[str], values: Mapping[str, Value]) -> str:
    for template in templates:
        if _fields([template]) <= values.keys():
            return filled(template, values)
    return ""


def _fields(templates: Iterable[str]) -> frozenset[str]:
    """The names of the values that sentences ask for."""
    return frozenset(n for text in templates for _, n, _, _ in Formatter().parse(text) if n)


_FIELD = re.compile(r"\{[^{}]*\}")
ERROR, WARNING, NOTE = SEVERITIES
# Every code, in the order of the manual; its words stand in findings/.
SEVERITY: dict[str, Severity] = {
    # The file as text
    "file-too-large": ERROR,
    "file-empty": ERROR,
    "encoding-not-utf8": ERROR,
    "control-character": ERROR,
    # YAML
    "yaml-tab": ERROR,
    "yaml-space": ERROR,
    "yaml-dash": ERROR,
    "yaml-indent": ERROR,
    "yaml-colon": ERROR,
    "yaml-colon-missing": ERROR,
    "yaml-colon-space": ERROR,
    "yaml-full-width-colon": ERROR,
    "yaml-full-width": ERROR,
    "yaml-hash": ERROR,
    "yaml-quote-open": ERROR,
    "yaml-quote-inside": ERROR,
    "yaml-bracket-open": ERROR,
    "yaml-bracket-close": ERROR,
    "yaml-bracket-text": ERROR,
    "yaml-comma": ERROR,
    "yaml-braces": ERROR,
    "yaml-mark": ERROR,
    "yaml-escape": ERROR,
    "yaml-character": ERROR,
    "yaml-syntax": ERROR,
    "yaml-anchor": ERROR,
    "yaml-tag": ERROR,
    "yaml-too-deep": ERROR,
    "yaml-too-many-values": ERROR,
    "yaml-documents": ERROR,
    "number-out-of-range": ERROR,
    "key-repeated": ERROR,
    "key-not-text": ERROR,
    # Shape
    "file-kind-unknown": WARNING,
    "key-unknown": ERROR,
    "key-missing": ERROR,
    "value-kind": ERROR,
    "value-unknown": ERROR,
    "value-limit": ERROR,
    "text-comma": ERROR,
    "text-hash": WARNING,
    "list-comma": WARNING,
    "text-empty": ERROR,
    "id-form": ERROR,
    "date-form": ERROR,
    "colour-form": ERROR,
    "image-unread": ERROR,
    "tiles-unread": ERROR,
    "pin-form": ERROR,
    "version-form": ERROR,
    # Rubric
    "id-repeated": ERROR,
    "code-repeated": WARNING,
    "scale-missing": ERROR,
    "scale-steps": ERROR,
    "level-undescribed": ERROR,
    "level-not-on-scale": ERROR,
    "level-not-own": ERROR,
    "own-scale-levels": ERROR,
    "own-scale-measured": ERROR,
    "ceiling-unreachable": WARNING,
    "criterion-kind": ERROR,
    "measure-parameters": ERROR,
    "measure-unmoved": ERROR,
    "measure-upside-down": ERROR,
    "index-undeclared": ERROR,
    "index-without": ERROR,
    "prepare-unknown": ERROR,
    "goalposts-order": ERROR,
    "grades-order": ERROR,
    "facet-unknown": ERROR,
    "facet-value-unknown": ERROR,
    "facet-several": WARNING,
    "reference-unknown": ERROR,
    "gate-impossible": ERROR,
    "pillar-empty": ERROR,
    "rubric-empty": ERROR,
    "without-total": ERROR,
    "show-without-scale": ERROR,
    "heading-in-mean": ERROR,
    "depth-unknown": ERROR,
    "verdict-unreachable": ERROR,
    "weights-zero": ERROR,
    # Weights
    "weights-other-rubric": ERROR,
    "terms-other-rubric": WARNING,
    "judge-repeated": ERROR,
    "part-unknown": ERROR,
    "judgement-missing": ERROR,
    "judgement-conflict": ERROR,
    "judgement-inconsistent": WARNING,
    # Case
    "rubric-unknown": ERROR,
    "rubric-version-unknown": ERROR,
    "rubric-differs": ERROR,
    "case-differs": WARNING,
    "criterion-unknown": ERROR,
    "criterion-measured": ERROR,
    "level-unknown": ERROR,
    "level-missing": ERROR,
    "state-conflict": ERROR,
    "check-unknown": ERROR,
    "reason-missing": ERROR,
    "rating-without-reason": WARNING,
    "level-above-ceiling": WARNING,
    "level-needs": WARNING,
    "level-below-ticks": WARNING,
    "reason-against-check": WARNING,
    "checks-apart": WARNING,
    "rater-unknown": WARNING,
    "rater-spelling": WARNING,
    "rater-unnamed": WARNING,
    "wording-differs": WARNING,
    "kind-unknown": WARNING,
    "rater-repeated": ERROR,
    "raters-apart": WARNING,
    "states-differ": WARNING,
    "adjudication-missing": WARNING,
    "adjudication-repeated": ERROR,
    "rated-though-not-applicable": WARNING,
    "facet-undeclared": WARNING,
    "facet-without-reason": WARNING,
    "document-unknown": WARNING,
    "document-repeated": ERROR,
    "period-order": WARNING,
    "period-adoption": WARNING,
    "year-doubtful": WARNING,
    "day-future": WARNING,
    "edit-shape": ERROR,
    "edit-impossible": ERROR,
    "criteria-missing": NOTE,
    # Measures
    "measure-unknown": WARNING,
    "measure-unit": ERROR,
    "measure-later": WARNING,
    "measure-negative": WARNING,
    "measure-capped": NOTE,
    "measure-beyond": NOTE,
    "section-gone": NOTE,
    "label-unknown": ERROR,
    "label-field": ERROR,
    "measure-differs": NOTE,
    "measure-transform": WARNING,
    "measure-without-share": WARNING,
    "reference-missing": WARNING,
    "case-screened": WARNING,
    "measure-undivided": WARNING,
    "measure-divided": NOTE,
    "measure-carried": NOTE,
    "measure-stale": WARNING,
    "measure-imputed": NOTE,
    "measure-not-imputed": WARNING,
    "measure-winsorised": NOTE,
    "measure-transformed": NOTE,
    "outliers-left": WARNING,
    "sample-small": WARNING,
    "sample-constant": WARNING,
    "table-columns": ERROR,
    "table-value": ERROR,
    "table-decimal": ERROR,
    "table-decimals-differ": ERROR,
    "table-empty": ERROR,
    "table-line": ERROR,
    "table-repeated": ERROR,
    "table-unread": ERROR,
    "table-headings": ERROR,
    "table-without-rubric": ERROR,
    "table-guessed": NOTE,
    "table-twice-encoded": WARNING,
    "table-bytes-lost": WARNING,
    "table-column-unknown": WARNING,
    "map-column": WARNING,
    "table-column-repeated": WARNING,
    "table-cell": WARNING,
    "table-merged": WARNING,
    "table-case-unknown": WARNING,
    "table-case-new": WARNING,
    "table-evidence-lost": WARNING,
    "table-measure-unknown": WARNING,
    "index-without-data": WARNING,
    "index-left-out": NOTE,
    "table-region-unknown": NOTE,
    "region-column": WARNING,
    "region-value": WARNING,
    "region-repeated": ERROR,
    "region-unknown": WARNING,
    "cell-value": WARNING,
    "cell-range": WARNING,
    "table-quote": ERROR,
    "table-row-long": WARNING,
    "table-rows-left": NOTE,
    "table-footnotes": NOTE,
    "table-missing": NOTE,
    "place-mark-lost": NOTE,
    # Rating forms
    "form-unknown": ERROR,
    "form-unsigned": ERROR,
    "form-other": ERROR,
    "form-renamed": ERROR,
    "form-case": ERROR,
    "form-columns": ERROR,
    "form-head": ERROR,
    "form-moved": ERROR,
    "form-stray": ERROR,
    "form-row": ERROR,
    "form-marks-gone": WARNING,
    "form-column": WARNING,
    "form-rows-gone": WARNING,
    "form-version": WARNING,
    "form-answer-left": WARNING,
    "form-table": ERROR,
    "form-title": WARNING,
    "form-merged": WARNING,
    "form-cell": ERROR,
    "form-level": ERROR,
    "form-read": NOTE,
    "form-level-and-state": ERROR,
    "form-value": ERROR,
    "form-document": ERROR,
    "form-reason": ERROR,
    "form-decision-reason": ERROR,
    "form-decided": ERROR,
    "form-unrated": WARNING,
    "form-twice": ERROR,
    "form-detail-changed": ERROR,
    "form-detail-lacks": ERROR,
    "form-reason-repeated": WARNING,
    # Commitments
    "unit-repeated": ERROR,
    "unit-places": WARNING,
    "facts-apart": WARNING,
    "commitment-lacks": ERROR,
    "commitment-date": WARNING,
    "commitment-uncoded": NOTE,
    "code-unknown": WARNING,
    "code-several": WARNING,
    "money-without-unit": WARNING,
    "body-spellings": NOTE,
    "commitment-figure": WARNING,
    "follows-unknown": WARNING,
    "level-without-commitment": WARNING,
    "commitment-above-level": NOTE,
    # Targets and waivers
    "target-incomplete": WARNING,
    "baseline-date": WARNING,
    # Documents
    "document-missing": WARNING,
    "document-outside": ERROR,
    "document-unnamed": NOTE,
    "document-changed": WARNING,
    "document-format": ERROR,
    "document-encrypted": ERROR,
    "document-empty": ERROR,
    "document-image-only": ERROR,
    "document-broken": ERROR,
    "document-too-large": ERROR,
    "document-encoding": ERROR,
    "document-encoding-guessed": WARNING,
    "document-characters-lost": WARNING,
    "document-made-by-script": ERROR,
    "document-shown-by-script": NOTE,
    "document-frames": ERROR,
    "document-menus": NOTE,
    "document-furniture": NOTE,
    "document-part-repeated": ERROR,
    "document-hidden-text": WARNING,
    "document-changes-open": WARNING,
    "document-pictures": NOTE,
    "document-left-out": WARNING,
    "document-notes": NOTE,
    "document-pages-blank": WARNING,
    "document-pages-doubtful": WARNING,
    "document-order-doubtful": WARNING,
    "document-ocr": NOTE,
    # Quotes and places
    "quote-altered": ERROR,
    "quote-cut": ERROR,
    "quote-not-found": ERROR,
    "quote-close": WARNING,
    "quote-misplaced": WARNING,
    "quote-joined": NOTE,
    "quote-short": NOTE,
    "place-unknown": ERROR,
    "place-unread": NOTE,
    # Evidence
    "rating-without-evidence": WARNING,
    "check-without-evidence": WARNING,
    "evidence-without-rating": WARNING,
    "evidence-without-place": NOTE,
    "passage-overused": NOTE,
    "contradicting-evidence": NOTE,
    # Figures
    "measure-without-source": WARNING,
    "measure-implausible": WARNING,
    "measure-old": NOTE,
    "measure-conflict": WARNING,
    "baseline-differs": WARNING,
    "outcome-far": WARNING,
    # The plan against the framework
    "standard-not-met": ERROR,
    "standard-narrowed": WARNING,
    "gate-failed": ERROR,
    "floor-failed": ERROR,
    "path-missing": WARNING,
    "criterion-not-addressed": WARNING,
    "criterion-words-only": NOTE,
    "systems-out-of-step": WARNING,
    # The audit itself
    "rubric-behind": NOTE,
    "audit-incomplete": ERROR,
    "waiver-exceeded": WARNING,
    "waiver-expired": WARNING,
    "waiver-incomplete": WARNING,
    "waiver-long": WARNING,
    "waiver-other": WARNING,
    "waiver-place": WARNING,
    "waiver-unneeded": NOTE,
    "waiver-unknown": WARNING,
    "case-unfilled": WARNING,
    "placeholder-left": WARNING,
}

# The values that a waiver is written for: those of the code's first sentence, but for these, which
# say where something stands, on which day it was looked at, or what a rubric calls it,
PASSING = frozenset({"as_of", "file", "line", "rubric", "title", "where"})
# and but for these codes, whose sentence also says what stands elsewhere, or counts.
MATTER: dict[str, tuple[str, ...]] = {
    "key-repeated": ("key",),
    "list-comma": ("items",),
    "id-repeated": ("id",),
    "code-repeated": ("label", "id", "other"),
    "case-differs": ("key", "here", "there"),
    "rater-spelling": ("rater", "other"),
    "rater-unnamed": (),
    "facet-undeclared": ("facet",),
    "criteria-missing": ("list", "n"),
    "measure-differs": ("measure", "year", "value", "other"),
    "document-missing": ("document", "file"),
    "table-merged": ("column",),
    "region-repeated": ("region",),
    "form-reason-repeated": ("code", "other"),
    "form-twice": ("code", "one", "other"),
    "unit-repeated": ("id", "rater"),
    "quote-altered": ("document", "quote", "ours", "theirs"),
    "quote-cut": ("document", "quote", "breaks", "theirs"),
    "quote-not-found": ("document", "quote"),
    "quote-close": ("document", "quote", "difference"),
    "quote-misplaced": ("document", "quote", "at"),
    "quote-joined": ("document", "quote"),
    "quote-short": ("document", "quote"),
    "systems-out-of-step": ("ahead", "behind", "apart"),
    "rubric-behind": ("pinned", "latest"),
    "case-unfilled": (),
}
