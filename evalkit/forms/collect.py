"""Forms that were handed in, and the cases they are of, in; what changes in each case out.

Nothing is written here: a caller writes all changes, or, where a finding is an error, none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evalkit.editing import Change, CommitmentChange, RatingChange
from evalkit.editing.changes import declared
from evalkit.forms.answers import Answer, Fate, answer_of, gathered
from evalkit.forms.case_answers import Entry, changes_of, entries_of
from evalkit.forms.commitments import Coded, read_commitment_tab
from evalkit.forms.content import (
    Block,
    Content,
    Identity,
    content_of,
    labels_of,
    level_text,
    question,
)
from evalkit.forms.rows import Row, merged_findings, rows_of, title_findings
from evalkit.forms.sheets import FormSheet, Parts, doubts_of, parts_of, signed_by
from evalkit.forms.typed import folded
from evalkit.model.case import CaseFile
from evalkit.model.fields import in_language
from evalkit.model.finding import Finding, found, in_order, listed, suggestion
from evalkit.model.place import SourceProblem, Span
from evalkit.model.rubric import RubricFile
from evalkit.reading.sheets import Sheet

YAML = (".yaml", ".yml")
MOST_NAMED = 12  # codes that a finding lists
Key = tuple[str, str]  # case, rater
Known = Mapping[str, tuple[CaseFile, RubricFile]]  # case → where it stands, and its rubric


@dataclass(frozen=True, slots=True)
class Tally:
    """What forms of one rater change in a case: how many criteria have which fate; commitments;
    ``details``: of what the case says of itself."""

    files: tuple[str, ...]
    case: str
    rater: str
    fates: Mapping[Fate, int]
    commitments: int = 0
    details: int = 0
    settles: bool = False

    def count(self, *fates: Fate) -> int:
        return sum(self.fates.get(fate, 0) for fate in fates)


@dataclass(frozen=True)
class Collected:
    """What forms come to. ``changes``: case, rater → changes of the case."""

    changes: Mapping[Key, tuple[Change, ...]]
    tallies: tuple[Tally, ...]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing stands in the way of writing."""
        return not any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that was handed in: its sheets, or what it cannot be read for."""

    file: str
    sheets: tuple[Sheet, ...] = ()
    problem: SourceProblem | None = None


@dataclass(frozen=True)
class Signed:
    """The parts of a file that are of one case and rater."""

    identity: Identity
    file: str
    ratings: tuple[FormSheet, ...]
    commitments: tuple[Sheet, ...]
    details: tuple[Sheet, ...] = ()


def signed(
    handed: Handed, case: str | None, rater: str | None
) -> tuple[tuple[Signed, ...], tuple[Finding, ...]]:
    """The parts of a file by whose they are.

    Args:
        case, rater: whose they are where the form does not say so.
    """
    if handed.problem is not None:
        problem = handed.problem
        if problem.code == "file-empty" or problem.values.get("why") == "@table-other":
            return (), (found("form-unknown", Span(handed.file)),)
        return (), (found(problem.code, Span(handed.file), **problem.values),)
    parts, findings = parts_of(handed.sheets, handed.file)
    wrong = list(findings)
    groups: dict[Identity | None, tuple[list[FormSheet], list[Sheet], list[Sheet]]] = {}
    only = parts.identities[0] if len(parts.identities) == 1 else None
    for own in parts.ratings:
        groups.setdefault(own.identity or only, ([], [], []))[0].append(own)
    for sheet in parts.commitments:
        groups.setdefault(only, ([], [], []))[1].append(sheet)
    for sheet in parts.details:
        groups.setdefault(signed_by(sheet) or only, ([], [], []))[2].append(sheet)
    out = []
    for told, (ratings, commitments, details) in groups.items():
        identity = _completed(told, parts, case, rater, wrong)
        if identity is not None:
            held = (tuple(ratings), tuple(commitments), tuple(details))
            out.append(Signed(identity, handed.file, *held))
    return tuple(out), tuple(wrong)


def _completed(
    told: Identity | None, parts: Parts, case: str | None, rater: str | None, wrong: list[Finding]
) -> Identity | None:
    """Whose a form is, with what the command says; None, and a finding, where that is not known or
    is two things."""
    own = told or Identity("", "", "", "", "en")
    span = Span(parts.file)
    for name, said, given in (("case", own.case, case), ("rater", own.rater, rater)):
        if said and given and folded(said) != folded(given):
            what = {"what": f"@form-{name}", "told": said, "given": given}
            wrong.append(found("form-other", span, **what))
            return None
    own = replace(own, case=own.case or case or "", rater=own.rater or rater or "")
    if not own.case or not own.rater:
        lacks = "@form-case" if not own.case else "@form-rater"
        wrong.append(found("form-unsigned", span, lacks=lacks))
        return None
    return own


def as_told(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """All findings in order, but for rows missed on a sheet that could not be read at all."""
    unread = {f.span.file for f in findings if f.code in ("form-columns", "form-head") and f.span}
    return in_order(
        f for f in findings if f.code != "form-rows-gone" or not f.span or f.span.file not in unread
    )


def collect(parts: Iterable[Signed], known: Known, ids: Sequence[str]) -> Collected:
    """What forms change.

    Args:
        ids: of the cases that there are, for a form of one that is not among them.
    """
    groups: dict[tuple[str, str, bool], list[Signed]] = defaultdict(list)
    for part in parts:
        own = part.identity
        groups[own.case, " ".join(own.rater.split()), own.settles].append(part)
    changes: dict[Key, tuple[Change, ...]] = {}
    tallies: list[Tally] = []
    details, findings = _details(groups, known)
    for (case, rater, settles), group in groups.items():
        if case not in known:
            said = {"id": case, "choices": listed(ids) or None, **suggestion(case, ids)}
            findings += [found("form-case", Span(part.file), **said) for part in group]
            continue
        made, tally, wrong = _of_rater(group, *known[case], rater)
        findings += wrong
        of_case = () if settles else details.get((case, rater), ())
        tallies.append(replace(tally, details=len(of_case)))
        made = (*of_case, *made)
        changes[case, rater] = (*changes.get((case, rater), ()), *made)
        findings += _in_tables(known[case][0], rater, made, group[0].file)
    return Collected(changes, tuple(tallies), in_order(findings))


def _details(
    groups: Mapping[tuple[str, str, bool], Sequence[Signed]], known: Known
) -> tuple[dict[Key, tuple[Change, ...]], list[Finding]]:
    """What forms change of what cases say of themselves: of all raters of a case together."""
    entries: dict[str, list[Entry]] = defaultdict(list)
    findings: list[Finding] = []
    for (case, rater, settles), group in groups.items():
        if case not in known or settles:
            continue
        file, standard = known[case]
        for part in group:
            content = content_of(standard, file, rater, part.identity.lang)
            for sheet in part.details:
                some, wrong = entries_of(sheet, part.file, content)
                entries[case] += some
                findings += wrong
    out: dict[Key, tuple[Change, ...]] = {}
    for case, own in entries.items():
        changes, wrong = changes_of(own, known[case][0])
        findings += wrong
        out |= {(case, rater): tuple(made) for rater, made in changes.items()}
    return out, findings


def _of_rater(
    group: Sequence[Signed], file: CaseFile, standard: RubricFile, rater: str
) -> tuple[tuple[Change, ...], Tally, list[Finding]]:
    """The changes of one rater's forms of a case."""
    rows: dict[str, list[Row]] = defaultdict(list)
    findings: list[Finding] = []
    coded: list[Coded] = []
    seen: set[str] = set()  # criteria with a row in a form
    told = group[0].identity
    content = content_of(standard, file, rater, told.lang, _both(group), settles=told.settles)
    for part in group:
        own = _in_its_language(content, part.identity, standard, file)
        same = _is_same(part.identity, standard)
        if not same:
            said = {"form": part.identity.rubric, "pin": standard.rubric.pin}
            findings.append(found("form-version", Span(part.file), **said))
        read, there, wrong = _rows(part, own, same)
        seen |= there
        findings += wrong
        for row in read:
            rows[row.block.criterion.id].append(row)
        for sheet in part.commitments:
            some, wrong_ = read_commitment_tab(sheet, part.file, own)
            coded += [c for c in some if c not in coded]
            findings += wrong_
    answers = _answers(content, rows, findings)
    findings += _repeated(answers, rows, content)
    if content.identity.settles:
        answers = {name: answer for name, answer in answers.items() if name in rows}
        findings += _decided(answers, rows, file, rater)
    elif not any(finding.code == "form-moved" for finding in findings):
        findings += _gone(answers, group, content, seen)
    fates: dict[Fate, int] = defaultdict(int)
    for answer in answers.values():
        fates[answer.fate] += 1
    made: list[Change] = [
        RatingChange(name, rater, answer.became, _why(answer, content))
        for name, answer in answers.items()
        if answer.fate in ("new", "changed", "removed")
    ]
    made += [CommitmentChange(c.id, rater, c.became) for c in coded]
    if made:
        made = [*declared(file, rater), *made]
    files = tuple(dict.fromkeys(part.file for part in group))
    tally = Tally(files, file.case.case, rater, fates, len(coded), settles=content.identity.settles)
    return tuple(made), tally, findings


def _why(answer: Answer, content: Content) -> str:
    """What the journal says of a decision: its reason."""
    because = (answer.became or {}).get("because", "") if content.identity.settles else ""
    texts = [because] if isinstance(because, str) else list(because.values())
    return str(next(iter(texts), ""))


def _decided(
    answers: Mapping[str, Answer], rows: Mapping[str, Sequence[Row]], file: CaseFile, rater: str
) -> Iterator[Finding]:
    """Decisions on what somebody else has decided since the form was written."""
    for name in (name for name, answer in answers.items() if answer.fate == "new"):
        for n, rating in enumerate(file.case.ratings_of(name)):
            if rating.adjudicates and rating.rater != rater:
                first = rows[name][0]
                where = file.span(f"ratings/{name}/{n}").in_line
                said = {"code": first.block.code, "rater": rating.rater, "at": where}
                yield found("form-decided", first.span("level"), **said)


def _in_tables(
    file: CaseFile, rater: str, changes: Sequence[Change], form: str
) -> Iterator[Finding]:
    """Tables beside the case that hold ratings which the form changes: it changes case files."""
    touched = {change.criterion for change in changes if isinstance(change, RatingChange)}
    tables = {
        span.file
        for name in sorted(touched)
        for n, rating in enumerate(file.case.ratings_of(name))
        if rating.rater == rater
        and not (span := file.span(f"ratings/{name}/{n}")).file.lower().endswith(YAML)
    }
    for table in sorted(tables):
        yield found("form-table", Span(form), table=table)


def _both(group: Sequence[Signed]) -> bool:
    """Whether the forms have a column of reasons in each language."""
    return any("reason_zh" in own.columns for part in group for own in part.ratings)


def _in_its_language(
    content: Content, identity: Identity, standard: RubricFile, file: CaseFile
) -> Content:
    """The content as the form of this part was written."""
    if identity.lang == content.lang:
        return content
    rater, settles = content.identity.rater, content.identity.settles
    return content_of(standard, file, rater, identity.lang, content.both, settles=settles)


def _is_same(identity: Identity, standard: RubricFile) -> bool:
    """Whether a form is of this very rubric; one that does not say so is taken to be."""
    return identity.rubric in ("", standard.rubric.pin) and identity.sha256 in (
        "",
        standard.sha256[:12],
    )


def _rows(part: Signed, content: Content, same: bool) -> tuple[list[Row], set[str], list[Finding]]:
    """The rows of a part that can be taken, the criteria that it has, and what is wrong on its
    sheets."""
    out: list[Row] = []
    seen: set[str] = set()
    findings: list[Finding] = []
    for own in part.ratings:
        rows, wrong = rows_of(own, content, same)
        findings += wrong
        if not rows:
            continue
        seen |= {row.block.criterion.id for row in rows if not same}
        numbers = {row.number for row in rows}
        for number, column, kind in doubts_of(own):
            if number in numbers:
                said = {"kind": f"@cell-{kind}"}
                findings.append(found("form-cell", own.span(number, column), **said))
        findings += merged_findings(own, rows)
        if same:
            findings += title_findings(rows, content)
            out += rows
        else:
            kept, left = _alike(own, rows, content)
            out += kept
            findings += left
    return out, seen, findings


def _alike(
    own: FormSheet, rows: Sequence[Row], content: Content
) -> tuple[list[Row], list[Finding]]:
    """Of a form of another version: rows of criteria that ask and describe the same; the others are
    named."""
    blocks: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        blocks[row.block.criterion.id].append(row)
    kept: list[Row] = []
    left: list[Finding] = []
    for held in blocks.values():
        if all(_reads_alike(own, row, content) for row in held):
            kept += held
        elif any(row.cells for row in held):
            first = next(row for row in held if row.cells)
            said = {"code": first.block.code, "why": "@form-criterion-changed"}
            left.append(found("form-answer-left", first.span("code"), **said))
    return kept, left


def _reads_alike(own: FormSheet, row: Row, content: Content) -> bool:
    """Whether question, level and, where it is ticked, check of a row are those of the rubric."""
    n, block = row.n, row.block
    if n is None:
        return True
    level = folded(level_text(block, n, labels_of(content, block), content.lang))
    if not folded(own.text(row.number, "levels")).startswith(level):
        return False
    if not level and own.text(row.number, "levels").strip():
        return False
    asked = question(block, content.lang)
    if n == 1 and folded(own.text(row.number, "criterion")) != folded(asked[1]):
        return False
    if "tick" not in row.cells:
        return True
    wordings = {check.id: check.asks for check in block.checks}
    wording = folded(in_language(wordings.get(row.check), content.lang))
    return bool(wording) and folded(own.text(row.number, "check")).endswith(wording)


# --- criterion by criterion ------------------------------------------------------------------


def _answers(
    content: Content, rows: Mapping[str, Sequence[Row]], findings: list[Finding]
) -> dict[str, Answer]:
    """Criterion → what became of it."""
    out: dict[str, Answer] = {}
    for block in content.blocks:
        read = gathered(block, rows.get(block.criterion.id, ()))
        out[block.criterion.id] = answer_of(read, _of_rows(content, read.rows.values()))
        findings += read.findings
    return out


def _of_rows(content: Content, rows: Iterable[Row]) -> Content:
    """The content in the language of the rows' form."""
    for row in rows:
        identity = row.own.identity
        if identity is not None and identity.lang != content.lang:
            return replace(content, identity=replace(content.identity, lang=identity.lang))
    return content


def _repeated(
    answers: Mapping[str, Answer], rows: Mapping[str, Sequence[Row]], content: Content
) -> Iterator[Finding]:
    """The same reason under two criteria, of which one is new: a block that was pasted, mostly."""
    blocks: dict[str, Block] = {block.criterion.id: block for block in content.blocks}
    first: dict[str, tuple[str, Row]] = {}
    for name, held in rows.items():
        if name not in answers or answers[name].fate == "gone":
            continue
        for row in (row for row in held if row.n == 0):
            column = next((k for k in row.cells if k.startswith("reason")), "")
            text = folded(row.cells.get(column, ""))
            if not text:
                continue
            other, there = first.setdefault(text, (name, row))
            moved = {answers[name].fate, answers[other].fate} & {"new", "changed"}
            if other != name and moved:
                said = {"code": blocks[name].code, "other": blocks[other].code}
                yield found("form-reason-repeated", row.span(column), at=there.cell(column), **said)


def _gone(
    answers: Mapping[str, Answer], group: Sequence[Signed], content: Content, seen: set[str]
) -> Iterator[Finding]:
    """Criteria whose answer row is not in the form, but for those that it asks otherwise."""
    if not any(part.ratings for part in group):
        return
    gone = {name for name, answer in answers.items() if answer.fate == "gone"} - seen
    names = [block.code for block in content.blocks if block.criterion.id in gone]
    if names:
        shown = listed(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
        yield found("form-rows-gone", Span(group[0].file), n=len(names), codes=shown)
