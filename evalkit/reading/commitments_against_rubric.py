"""Commitments of a case against its rubric: findings, and the commitments without what is wrong."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from evalkit.model.case import CaseFile, day_of
from evalkit.model.commitment import Commitment
from evalkit.model.fields import both
from evalkit.model.finding import Finding, found, listed, suggestion
from evalkit.model.place import Span
from evalkit.model.rubric import Rubric

_PLACE = re.compile(
    r"[¶§]|p{1,2}\.?\s*\d|pages?|paras?|第|\d|[（(]?[一二三四五六七八九十]+[）)、]", re.IGNORECASE
)


class _Known(NamedTuple):
    """What the commitments of a case may name: its rubric with the criteria, its documents with
    their titles, of which each is (beginning of a place, id); ``day``: of the case."""

    rubric: Rubric
    criteria: Mapping[str, None]
    documents: tuple[str, ...]
    titles: tuple[tuple[str, str], ...]
    day: date | None


def _known_of(file: CaseFile, rubric: Rubric) -> _Known:
    criteria = {criterion.id: None for _, criterion in rubric.criteria()}
    held = file.case.documents
    titles = tuple((f"{title} ", d.id) for d in held for title in both(d.title) if title)
    return _Known(rubric, criteria, tuple(d.id for d in held), titles, day_of(file.case))


def check_commitments(
    file: CaseFile, rubric: Rubric
) -> tuple[tuple[tuple[int, Commitment], ...], tuple[Finding, ...]]:
    """(Place in the case, commitment) of those that count, and what was wrong with the others."""
    kept: list[tuple[int, Commitment]] = []
    findings: list[Finding] = []
    first: dict[tuple[str, str, str], int] = {}
    placed = _placed(file)
    known = _known_of(file, rubric)
    for n, written in enumerate(file.case.commitments):
        span, own = file.span(f"commitments/{n}"), _under(written, known)
        # a division of tasks is another document: its row joins the unit that it divides
        before = first.setdefault((own.id, own.rater, own.place[0]), n)
        if before != n:
            there = file.span(f"commitments/{before}")
            said = {"id": own.id, "rater": own.rater, "first": str(there)}
            findings.append(found("unit-repeated", span, **said))
            continue
        if lacks := _lacks(own, own.id in placed):
            findings.append(found("commitment-lacks", span, id=own.id, lacks=lacks))
            continue
        sound, wrong = _sound(own, span, known)
        findings += wrong
        kept.append((n, sound))
    findings += _spellings(file, kept)
    findings += _uncoded(file, kept, rubric)
    return tuple(kept), tuple(findings)


def _placed(file: CaseFile) -> frozenset[str]:
    """Units of which some coder says what and where they are."""
    return frozenset(
        c.id for c in file.case.commitments if c.at and (c.what is not None or c.measure)
    )


def _lacks(own: Commitment, placed: bool) -> str | None:
    """What a row needs before it says anything."""
    if own.status is not None and own.follows is None:
        return "@commitment-follows"
    if own.status in ("silent", "dropped"):
        return None
    if own.follows is not None and own.status is None:
        return "@commitment-status"
    if placed:
        return None
    if not own.at:
        return "@commitment-place"
    return "@commitment-what" if own.left_out is None else None


def _under(own: Commitment, known: _Known) -> Commitment:
    """A commitment under the case's one document, where its place names none."""
    documents = known.documents
    at = own.at
    if not at:
        return own
    if len(documents) == 1 and own.place[0] != documents[0] and _PLACE.match(at):
        at = f"{documents[0]} {at}"
    for title, document in known.titles:
        if at.startswith(title):
            at = f"{document} {at[len(title) :]}"
    return own if at == own.at else own.model_copy(update={"at": at})


def _sound(own: Commitment, span: Span, known: _Known) -> tuple[Commitment, list[Finding]]:
    """A commitment without what its rubric and its case do not know."""
    rubric, ids, documents, _, day = known
    findings: list[Finding] = []
    document, _ = own.place
    if document and document not in documents:
        said = {"document": document, "choices": listed(documents) or None}
        near = suggestion(document, documents)
        findings.append(found("document-unknown", span, **said, **near))
    criteria = tuple(name for name in own.criteria if name in ids)
    for name in own.criteria:
        if name not in ids:
            near = suggestion(name, ids)
            said = {"criterion": name, "rubric": rubric.pin}
            findings.append(found("criterion-unknown", span, **said, **near))
    codes: dict[str, tuple[str, ...]] = {}
    for name, values in own.codes.items():
        kept, wrong = _coded(name, values, span, rubric)
        findings += wrong
        if kept:
            codes[name] = kept
    if own.money is not None and own.money.unit is None:
        value = f"{own.money.value:g}"
        findings.append(found("money-without-unit", span, id=own.id, value=value))
    if own.year is not None and day is not None and own.own and own.year < day.year:
        said = {"id": own.id, "year": str(own.year), "day": day.isoformat()}
        findings.append(found("commitment-date", span, **said))
    if criteria != own.criteria or codes != own.codes:
        own = own.model_copy(update={"criteria": criteria, "codes": codes})
    return own, findings


def _coded(
    name: str, values: tuple[str, ...], span: Span, rubric: Rubric
) -> tuple[tuple[str, ...], list[Finding]]:
    code = rubric.codes.get(name)
    if code is None:
        near = suggestion(name, rubric.codes)
        choices = listed(rubric.codes) or None
        said = {"code": name, "value": listed(values), "rubric": rubric.pin, "choices": choices}
        return (), [found("code-unknown", span, **said, **near)]
    if len(values) == 1 and values[0] in code.values:  # most
        return values, []
    findings = []
    for value in values:
        if value not in code.values:
            near = suggestion(value, code.values)
            said = {"code": name, "value": value, "rubric": rubric.pin}
            choices = listed(code.values)
            findings.append(found("code-unknown", span, **said, choices=choices, **near))
    known = tuple(value for value in values if value in code.values)
    if len(known) > 1 and not code.many:
        findings.append(found("code-several", span, code=name, values=listed(known)))
        return (), findings
    return known, findings


# --- over all of a case ----------------------------------------------------------------------


def _spellings(file: CaseFile, kept: Sequence[tuple[int, Commitment]]) -> Iterator[Finding]:
    """One body under several spellings."""
    first: dict[str, int] = {}
    for n, own in kept:
        for body in (*own.body, *own.with_):
            for said in dict.fromkeys(both(body)):
                first.setdefault(said, n)
    for group in alike(first):
        last = max(group, key=lambda name: first[name])
        span = file.span(f"commitments/{first[last]}")
        yield found("body-spellings", span, bodies=listed(sorted(group)), n=len(group))


def alike(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Spellings that are plainly of one body, each group of two or more."""
    groups = defaultdict[str, list[str]](list)
    for name in dict.fromkeys(names):
        groups[body_key(name)].append(name)
    ends = defaultdict[tuple[str, str], list[str]](list)
    for key in sorted(groups, key=lambda key: (-len(key), key)):
        ends[key[:1], key[-1:]].append(key)
    for keys in ends.values():
        for long in keys:
            for short in keys:
                if short != long and groups[short] and groups[long] and _short_for(short, long):
                    groups[long] += groups[short]
                    groups[short] = []
    return [tuple(held) for held in groups.values() if len(held) > 1]


_LONG = (
    ("委员会", "委"),
    ("人民政府", "政府"),
    ("办公室", "办"),
    ("自治区", "省"),
    ("有限责任公司", "公司"),
    ("有限公司", "公司"),
    ("department of ", ""),
    ("provincial ", ""),
    ("the ", ""),
)


def body_key(name: str) -> str:
    """What is the same in all spellings of a body: width, blanks, case, long and short forms."""
    own = unicodedata.normalize("NFKC", name).casefold().strip()
    for long, short in _LONG:
        own = own.replace(long, short)
    own = re.sub(r"[\s和与及、·,.\-()]|and\b", "", own)
    own = re.sub(r"^[\u4e00-\u9fff]{2,3}[省市](?=[\u4e00-\u9fff]{2,}[厅局委办部]$)", "", own)
    bare = re.sub(r"^[省市]", "", own)
    return bare if len(bare) > 1 else own


def _short_for(short: str, long: str) -> bool:
    """Whether one name is an abbreviation of another: its characters in order, the first and the
    last alike, both an office; 发改委 is 发展改革委."""
    office = "委厅局办部"
    if len(short) < 3 or short[0] != long[0] or short[-1] != long[-1] or short[-1] not in office:
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def _uncoded(
    file: CaseFile, kept: Sequence[tuple[int, Commitment]], rubric: Rubric
) -> Iterator[Finding]:
    """How many units lack a code of each dimension, where any is coded."""
    given: dict[str, set[str]] = {}
    first: dict[str, int] = {}
    for n, own in kept:
        if own.own:
            given.setdefault(own.id, set()).update(own.codes)
            first.setdefault(own.id, n)
    left = {c.id for _, c in kept if c.left_out is not None and c.adjudicates}
    units = {id: codes for id, codes in given.items() if id not in left}
    counts = {name: sum(name not in codes for codes in units.values()) for name in rubric.codes}
    lacking = {name: n for name, n in counts.items() if n}
    if lacking:
        id = next(id for id, codes in units.items() if set(rubric.codes) - codes)
        zh = "、".join(f"{both(rubric.codes[name].title)[0]} {n}" for name, n in lacking.items())
        en = ", ".join(f"{both(rubric.codes[name].title)[1]} {n}" for name, n in lacking.items())
        span = file.span(f"commitments/{first[id]}")
        yield found("commitment-uncoded", span, counts=(zh, en), of=len(units))
