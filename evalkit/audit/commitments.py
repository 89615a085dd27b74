"""Commitments against the text of the plan, and against the ratings: places, quotes, figures and
years that do not stand where they are said to; levels that their commitments do not carry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evalkit.analysis.facts import Beside, beside
from evalkit.analysis.follow_up import followed
from evalkit.audit.subject import Inspected
from evalkit.evidence.numbers import numbers_in, stands
from evalkit.evidence.places import missing_from, place_of, unchecked
from evalkit.evidence.quote_findings import judged
from evalkit.evidence.text import Passage, PlanText
from evalkit.model.case import CaseFile
from evalkit.model.catalogue import both
from evalkit.model.commitment import Commitment
from evalkit.model.finding import Finding, found, listed, suggestion
from evalkit.model.place import Span
from evalkit.scoring.units import Coded

_HEAD = 40  # rows above a row of a table among which the one that names the years is looked for
# 今年, the end of a year or a period, a span of years: a year that is not written out
_RELATIVE = re.compile(
    r"今年|明年|全年|年底|年末|年内|季度|半年|月底|[0-9一二三四五六七八九十]+月|期末|(?<!\d)[一二两三四五六七八九十\d]{1,2}年"
    r"|十[三四五六]五|\b(?:this|next) year\b|\bwithin \w+ (?:months|years)\b",
    re.IGNORECASE,
)


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """place-unknown, place-unread, quotes, commitment-figure; level-without-commitment,
    commitment-above-level."""
    for n, own in enumerate(file.case.commitments):
        document, at = own.place
        text = inspected.text(file, document)
        if text is None or not at:
            continue
        span = file.span(f"commitments/{n}")
        place = place_of(at)
        if why := unchecked(place, text):
            yield found("place-unread", span, at=at, why=why)
        elif place is not None and (missing := missing_from(place, text)):
            said = {"document": document, "criterion": own.id}
            yield found("place-unknown", span, at=missing[0], hint=missing[1], **said)
        elif own.left_out is None:
            yield from _figures(own, at, document, text, span)
        if own.quote is not None:
            verdict = inspected.verified(own.quote, text)
            yield from judged(own.quote, verdict, at, document, span, own.id)
    coded = inspected.coded.get(file.case.case)
    if coded is not None:
        yield from _levels(inspected, file, coded)
        if coded.follow:
            yield from _unknown(inspected, file, coded)


def _figures(
    own: Commitment, at: str, document: str, text: PlanText, span: Span
) -> Iterator[Finding]:
    passages = _passages(at, text)
    numbers = numbers_in(" ".join(passage.text for passage in passages))
    money = (own.money.value,) if own.money is not None else ()
    values = dict.fromkeys((*(own.value or ()), *(own.growth or ()), *money))
    lacking = [f"{value:g}" for value in values if not stands(value, numbers)]
    if own.baseline is not None and not _starts(own, numbers, text, document):
        lacking.append(f"{own.baseline.value:g}")
    if own.year is not None and own.dated == "text" and own.own and values:
        lacking += [] if _year(own.year, passages, text) else [str(own.year)]
    if lacking:
        said = {"id": own.id, "figure": listed(lacking), "at": at, "document": document}
        yield found("commitment-figure", span, **said)


def _passages(at: str, text: PlanText) -> list[Passage]:
    place = place_of(at)
    if place is None:
        return []
    numbers = [n for first, last in place.passages for n in range(first, last + 1)]
    held = dict.fromkeys(text.by_number[n] for n in numbers if n in text.by_number)
    if not numbers:
        spans = place.pages
        return [p for p in text.passages if any(a <= (p.page or 0) <= b for a, b in spans)]
    return list(held)


def _starts(own: Commitment, numbers: frozenset[float], text: PlanText, document: str) -> bool:
    """Whether a baseline stands in the ¶, or where it is said to stand in the same document."""
    base = own.baseline
    if base is None or stands(base.value, numbers):
        return True
    named, _, place = (base.at or "").partition(" ")
    if base.at and named != document:
        return True  # in another document, which this reading does not hold
    passages = _passages(place, text)
    return stands(base.value, numbers_in(" ".join(passage.text for passage in passages)))


def _year(year: int, passages: list[Passage], text: PlanText) -> bool:
    """Whether a ¶ names a year, or a time that it may be; in a table, its head does; else a heading
    above."""
    said = " ".join([p.text for p in passages] + [h for p in passages for h in p.heading])
    if stands(year, numbers_in(said)) or _RELATIVE.search(said):
        return True
    rows = {n for p in passages for n in range(max(1, p.number - _HEAD), p.number)}
    table = [text.by_number[n].text for n in rows if n in text.by_number]
    return any(stands(year, numbers_in(row)) for row in table if _is_row(row))


def _is_row(text: str) -> bool:
    return "|" in text or "\t" in text or len(re.findall(r"\d{4}", text)) > 1


def _levels(inspected: Inspected, file: CaseFile, coded: Coded) -> Iterator[Finding]:
    for item in beside(inspected.evaluation, coded):
        span = inspected.place_of(file, item.criterion)
        said = {"criterion": item.criterion, "level": str(item.level), "ref": item.ref}
        asks = _asks(item)
        if item.way == "lacks":
            n = len(item.units)
            held = both("audit", "commitments", n=n) if n else both("audit", "no-commitment")
            yield found("level-without-commitment", span, needs=asks, held=held, **said)
        else:
            units = listed(unit.said.id for unit in item.units)
            step = str(item.step)
            yield found("commitment-above-level", span, **said, has=asks, units=units, next=step)


def _unknown(inspected: Inspected, file: CaseFile, coded: Coded) -> Iterator[Finding]:
    """Rows that say what became of a commitment which the earlier case does not have."""
    known = inspected.coded
    for group in followed(coded, known):
        ids = [unit.said.id for unit in known[group.older].units] if group.at_hand else []
        for row in group.unknown:
            unit = row.follows.id if row.follows is not None else ""
            n = next(n for n, own in enumerate(file.case.commitments) if own is row)
            span = file.span(f"commitments/{n}")
            said = {"id": row.id, "unit": unit, "earlier": group.older}
            yield found("follows-unknown", span, **said, **suggestion(unit, ids))


def _asks(item: Beside) -> tuple[str, str]:
    names = [both("model", f"terms.fact-{fact}") for fact in item.asks]
    zh, en = both("model", "terms.or")
    return zh.join(a for a, _ in names), en.join(b for _, b in names)
