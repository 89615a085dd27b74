"""Findings, audits, and what is found in plans' texts, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evalkit.datasets.model import Dataset, Row, Value, dataset, field, said, several
from evalkit.model.finding import Finding
from evalkit.model.place import shown_path

if TYPE_CHECKING:
    from evalkit.audit import Audit
    from evalkit.evidence.quotes import Verdict
    from evalkit.evidence.search import Hit
    from evalkit.evidence.text import PlanText


def findings(given: Iterable[Finding]) -> Dataset:
    """A row a finding, with its sentences in both languages."""
    return dataset("findings", map(_finding, given))


def _finding(own: Finding) -> dict[str, Value]:
    return {
        "finding": own.code,
        "severity": str(own.severity),
        "case": own.case,
        "ref": own.ref,
        "message_zh": own.message("zh"),
        "message_en": own.message("en"),
        "help_zh": own.way_out("zh") or None,
        "help_en": own.way_out("en") or None,
        "file": shown_path(own.span.file),
        "sheet": own.span.sheet or None,
        "line": own.span.line,
        "column": own.span.column,
    }


def audit(made: Audit) -> tuple[Dataset, Dataset]:
    """All findings of an audit, also those that are accepted; and its gates."""
    rows: list[Row] = [{**_finding(own), "waived": False} for own in made.general]
    for case in made.cases:
        rows += [{**_finding(own), "waived": False} for own in case.findings]
        rows += [
            {
                **_finding(item.finding),
                "waived": True,
                "owner": item.waiver.owner,
                "until": item.waiver.until,
                **said("because", item.waiver.because),
            }
            for item in case.waived
        ]
    gates = (
        {"case": g.case, "criterion": g.criterion, "wanted": g.wanted, "level": g.level}
        | {"state": g.state}
        for case in made.cases
        for g in case.gates
    )
    return dataset("audit-findings", rows), dataset("gates", gates)


def passages(hits: Iterable[Hit]) -> Dataset:
    """A row a passage that bears on a criterion."""
    rows = (
        {
            "document": hit.document,
            "passage": hit.passage.number,
            "last_passage": hit.passage.until,
            "page": hit.passage.page,
            "heading": " › ".join(hit.passage.heading) or None,
            "relevance": hit.score,
            "terms": several(hit.terms),
            "check": hit.check,
            "text": hit.passage.text,
        }
        for hit in hits
    )
    return dataset("passages", rows)


def matches(found: Sequence[tuple[str, PlanText, Verdict]], *, quoted: bool = False) -> Dataset:
    """A row a document and place where a quote stands; one with no place where it stands nowhere.
    ``quoted``: with the quote, as a last column."""
    rows: list[Row] = []
    for quote, held, verdict in found:
        own: Row = {
            **({"quote": quote} if quoted else {}),
            "document": held.name,
            "tier": verdict.tier,
            "verified": verdict.verified,
            "likeness": verdict.likeness,
            "cut": verdict.cut,
            "quote_has": "; ".join(ours for ours, _ in verdict.differing) or None,
            "document_has": "; ".join(theirs for _, theirs in verdict.differing) or None,
        }
        rows += [
            {
                **own,
                "passage": stand.passages[0],
                "last_passage": stand.passages[1],
                "page": stand.pages[0] if stand.pages else None,
                "words": stand.words,
            }
            for stand in verdict.stands
        ] or [own]
    return dataset("matches", rows, [field("quote")] if quoted else ())
