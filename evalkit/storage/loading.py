"""Paths in; the rubric, the cases pinned to it, the table of measures beside them, and what was
wrong, out."""

from __future__ import annotations

import gc
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from evalkit.model.case import CaseFile, Rater
from evalkit.model.finding import Finding, found
from evalkit.model.measures import MeasureTable
from evalkit.model.refusal import Reason, why
from evalkit.model.regions import RegionTable
from evalkit.model.rubric import RubricFile
from evalkit.reading.case import read_case, read_raters
from evalkit.reading.case_drafts import Loose, case_of, is_case, known_cases, new_case, unknown_case
from evalkit.reading.case_tables import Reader
from evalkit.reading.commitments import Row
from evalkit.reading.joining import joined_files, with_evidence
from evalkit.reading.measures import entries_of
from evalkit.reading.measures import known_of as known_measures
from evalkit.reading.named_by_rubrics import with_levels, with_pins
from evalkit.reading.raters import spellings_across
from evalkit.reading.table_kinds import known_of
from evalkit.reading.yaml import Document
from evalkit.scoring.measurements import keys_of
from evalkit.storage.disk import RATERS, FileProblem, expand, folder_above, read_bytes, sha256
from evalkit.storage.rubrics import (
    is_weights,
    open_document,
    open_rubric,
    peek,
    rubric_files,
    yaml_in,
)
from evalkit.storage.tables import (
    Opened,
    case_named,
    committed,
    is_table,
    merged,
    open_journal,
    open_tables,
    pins_in,
    strangers,
    tables_beside,
    told_apart,
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the paths held: one rubric, the cases pinned to it, the tables beside them, and what was
    wrong.

    ``texts``: file → text, for the excerpts of findings; ``problems``: files that could not be
    opened.
    """

    standard: RubricFile | None
    files: tuple[CaseFile, ...]
    table: MeasureTable | None
    findings: tuple[Finding, ...]
    texts: dict[str, str] = field(default_factory=dict)
    problems: tuple[Reason, ...] = ()


def kind_of(document: Document) -> str:
    """rubric | case | weights | terms | style | raters | other, by the keys at the top."""
    if not isinstance(document.data, dict):
        return "other"
    if "learnt" in document.data:
        return "terms"
    if is_weights(document):
        return "weights"
    if "case" in document.data or "ratings" in document.data:
        return "case"
    if "rubric" in document.data or "pillars" in document.data:
        return "rubric"
    if "report" in document.data:
        return "style"
    return "raters" if "raters" in document.data else "other"


def looks_like(path: Path) -> str:
    """rubric | terms | style, by a file's first lines, other weights for a rubric among the
    rubrics; empty for all else."""
    try:
        head = read_bytes(path)[:20_000].decode("utf-8", "replace") if str(path) != "-" else ""
    except FileProblem:
        return ""
    keys = set(re.findall(r"^([a-z]+):", head, re.M))
    if keys & {"case", "ratings"}:
        return ""
    if "learnt" in keys:
        return "terms"
    if keys & {"rubric", "pillars", "scale", "grades", "weights"}:
        return "rubric"
    return "style" if "report" in keys else ""


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage is looked for while files are read: all that is read is kept, and each look goes
    through all of it again. Afterwards it is looked for as the caller had it, but not first of all
    in what was just read: frozen and unfrozen, that counts as old."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            if not gc.get_freeze_count():  # what the caller has frozen stays so
                gc.freeze()
                gc.unfreeze()
            gc.enable()


@uncollected()
def load(
    paths: Sequence[Path],
    rubric: str | None = None,
    watch: Callable[[list[Path]], Iterable[Path]] = iter,
) -> Loaded:
    """Read cases, the rubric they pin (or ``rubric``; looked for among the paths too), and the
    tables of measures beside them.

    Args:
        watch: passes the files on one by one, so that a caller can show progress.

    Raises:
        FileProblem: a path given by name does not exist, or the rubric named cannot be opened.
    """
    read = _documents(watch([p for p in _with_raters(expand(paths)) if not is_table(p)]))
    near, texts = _rubrics_near(paths), read.texts
    cases, apart = joined_files([_signed(case, read.raters) for case in read.cases])
    given = [path for path in paths if is_table(path) and not path.is_dir()]
    beside_them = tables_beside(paths)
    if not any(path.is_dir() for path in paths):  # tables that name another case need no reading
        ids = {"", *(case.case.case for case in cases)}
        beside_them = [path for path in beside_them if case_named(path) in ids]
    opened = open_tables(sorted({*given, *beside_them}))
    texts.update(opened.texts)
    pins = [case.case.rubric for case in cases] or pins_in(opened)
    if not pins and rubric is None and opened.grids:
        rubric = _only_rubric([*read.rubrics, *near])
    standard, cases, unpinned, more = _standard_for(cases, pins, rubric, read.rubrics)
    if standard is None and near:
        again = _standard_for(cases, pins, rubric, near)
        standard, cases, unpinned, more = again if again[0] else (standard, cases, unpinned, more)
    texts.update(more)
    whole = bool(given) or any(path.is_dir() for path in paths)
    held = _tabled(cases, standard, opened, given, whole, read.lost)
    cases = _with_loose(cases, held.evidence)
    of_cases = [_signed(case, read.raters) for case in held.cases]
    more_cases, others = _pinned(of_cases, standard, read.rubrics)
    cases, of_tables = joined_files([*cases, *more_cases])
    cases, unknown = committed(cases, held.commitments, whole and bool(cases))
    own = merged(held.measures, held.regions)
    findings = [*read.findings, *opened.findings, *apart, *unpinned, *held.findings]
    findings += [*others, *of_tables, *unknown]
    findings += spellings_across(cases)
    findings += strangers(held.regions, cases, own, standard) if whole and cases else []
    findings = _told(findings, standard, (*read.rubrics, *near))
    return Loaded(standard, tuple(cases), own, tuple(findings), texts, read.problems)


class _Documents(NamedTuple):
    """What the YAML files of a run hold. ``lost``: whether one that may be a case's could not be
    read."""

    cases: tuple[CaseFile, ...]
    rubrics: tuple[Path, ...]
    raters: Mapping[Path, Mapping[str, Rater]]
    findings: tuple[Finding, ...]
    texts: dict[str, str]
    problems: tuple[Reason, ...]
    lost: bool


def _documents(paths: Iterable[Path]) -> _Documents:
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    problems: list[Reason] = []
    cases: list[CaseFile] = []
    rubrics: list[Path] = []
    raters: dict[Path, dict[str, Rater]] = {}
    lost = False
    for path in paths:
        try:
            document, text, digest, wrong = open_document(path)
        except FileProblem as problem:
            problems.append(why(problem))
            lost = True
            continue
        texts[path.as_posix() if str(path) != "-" else "<stdin>"] = text
        findings += wrong
        if document is None:
            lost = True
            continue
        kind = kind_of(document)
        if kind == "rubric":
            rubrics.append(path)
        if kind == "other":
            findings.append(found("file-kind-unknown", document.span()))
        elif kind == "raters":
            told, wrong = read_raters(document)
            raters.setdefault(path.parent, {}).update(told)
            findings += wrong
        elif kind == "case":
            case, wrong = read_case(document, digest)
            findings += wrong
            lost |= case is None
            if case is not None:
                lines_of, of_journal = open_journal(path)
                findings += of_journal
                cases.append(replace(case, journal=lines_of))
    return _Documents(
        tuple(cases), tuple(rubrics), raters, tuple(findings), texts, tuple(problems), lost
    )


def _pinned(
    cases: Sequence[CaseFile], standard: RubricFile | None, beside: Sequence[Path]
) -> tuple[list[CaseFile], list[Finding]]:
    """The cases of tables that are pinned to a rubric, and findings on the others."""
    if standard is None:
        return list(cases), []
    pin = standard.rubric.pin
    kept = [case for case in cases if case.case.rubric == pin]
    others = [case for case in cases if case.case.rubric != pin]
    return kept, [_differs(case, standard, beside) for case in others]


def _told(
    findings: Sequence[Finding], standard: RubricFile | None, beside: Sequence[Path]
) -> list[Finding]:
    """Findings with what the rubrics at hand say of them."""
    out = list(findings)
    if any(finding.code == "pin-form" for finding in out):
        held = {f"{own[0]}@{own[1]}" for path in beside if (own := peek(path))}
        out = with_pins(out, rubric_files(beside), held.pop() if len(held) == 1 else None)
    return with_levels(out, standard.rubric) if standard is not None else out


def _with_loose(cases: Sequence[CaseFile], evidence: Sequence[Loose]) -> list[CaseFile]:
    """Cases with the evidence that tables hold for ratings of their own files."""
    held = {case.case.case: case for case in cases}
    for one in evidence:
        held[one.case] = with_evidence(held[one.case], one)
    return list(held.values())


def rubric_at_hand(
    named: str | None, pins: Sequence[str], paths: Sequence[Path]
) -> tuple[RubricFile | None, tuple[Finding, ...]]:
    """The rubric that is named, or to which most are pinned, or the only one beside the paths.

    Raises:
        FileProblem: the rubric named cannot be opened.
    """
    near = _rubrics_near([path for path in paths if path.exists()])
    near = [*near, *(p for p in yaml_in(Path("rubrics")) if p not in near)]
    pin = named or (Counter(pins).most_common(1)[0][0] if pins else _only_rubric(near))
    if pin is None:
        return None, ()
    standard, findings, _ = open_rubric(pin, near)
    return standard, findings


def _only_rubric(paths: Sequence[Path]) -> str | None:
    """The rubric at hand, where there is one alone: a table of ratings names none."""
    held = dict.fromkeys(p for p in paths if looks_like(p) == "rubric")
    return next(iter(held)).as_posix() if len(held) == 1 else None


class Tabled(NamedTuple):
    """What the tables at hand hold."""

    cases: tuple[CaseFile, ...]
    commitments: tuple[Row, ...]
    measures: tuple[MeasureTable, ...]
    regions: tuple[RegionTable, ...]
    findings: tuple[Finding, ...]
    evidence: tuple[Loose, ...] = ()


def _tabled(
    cases: Sequence[CaseFile],
    standard: RubricFile | None,
    opened: Opened,
    given: Sequence[Path],
    whole: bool,
    lost: bool,
) -> Tabled:
    """Tables read under a rubric: parts of cases that have a file, and cases that have none.

    Args:
        whole: whether the cases are all that there are, so that tables may hold others; lost:
            whether there are more, which could not be read.
    """
    rubric = standard.rubric if standard is not None else None
    named = [(keys_of(case.case)[0], case.case.region.name) for case in cases]
    keys = [(c.case.case, keys_of(c.case)[0]) for c in cases]
    of = known_measures(rubric, named, keys, whole and not lost)
    known = known_of(rubric, cases, of)
    tables, findings = told_apart(opened, known, cases, given)
    reader = Reader(known, named, cases)
    reader.read(tables)
    wrong = [*findings, *reader.findings]
    if rubric is None and not cases and (rated := [one for one in tables if one.kind == "ratings"]):
        wrong.append(found("table-without-rubric", rated[0].table.span(rated[0].table.head)))
    files, ids = [], {case.case.case: case for case in cases}
    listed_here = known_cases(ids, reader.drafts.values())
    for draft in reader.drafts.values():
        own = ids.get(draft.id)
        if own is None and not (whole and is_case(draft)):
            wrong += [unknown_case(draft, ids)] if whole and ids else []
            continue
        if own is None:
            wrong += new_case(draft, listed_here)
        document = case_of(draft, known, own)
        digest = sha256(json.dumps(document.data, sort_keys=True, default=str).encode())
        file, of_case = read_case(document, digest)
        wrong += of_case
        files += [file] if file is not None else []
    entries = [entries_of(values, reader.known.measures) for values in reader.tables]
    measured = [
        MeasureTable(values[0].entry.file, held)
        for values, (held, _) in zip(reader.tables, entries, strict=True)
        if held
    ]
    wrong += [finding for _, repeated in entries for finding in repeated]
    return Tabled(
        tuple(files),
        tuple(reader.commitments),
        tuple(measured),
        tuple(reader.regions),
        tuple(wrong),
        tuple(reader.loose),
    )


def load_each(paths: Sequence[Path]) -> tuple[Loaded, ...]:
    """Cases of several rubrics or versions: what :func:`load` gives for each pin, in the order of
    the pins.

    What pins nothing that can be read stands with cases of its folder, else with the first, so that
    its findings are not lost.

    Raises:
        FileProblem: a path given by name does not exist.
    """
    pins: dict[str, list[Path]] = {}
    for path in [p for p in expand(paths) if not is_table(p)]:
        try:
            document, *_ = open_document(path)
        except FileProblem:
            document = None
        data = document.data if document is not None and kind_of(document) == "case" else None
        pin = data.get("rubric") if isinstance(data, dict) else None
        pins.setdefault(pin if isinstance(pin, str) else "", []).append(path)
    given = [path for path in paths if is_table(path)]
    loose = pins.pop("", [])
    tables = sorted({*given, *tables_beside(paths)})
    listed = pins_in(open_tables(tables))
    if listed:
        return _each_of_tables({**{pin: [] for pin in listed}, **pins}, loose, tables)
    groups = [pins[pin] for pin in sorted(pins)] or [[]]
    for path in loose:  # beside whose cases it lies
        near = (own for own in groups if path.parent in {case.parent for case in own})
        next(near, groups[0]).append(path)
    return tuple(load([*own, *given]) for own in groups if own)


def _each_of_tables(
    pins: Mapping[str, Sequence[Path]], loose: Sequence[Path], tables: Sequence[Path]
) -> tuple[Loaded, ...]:
    """The same where tables hold cases: every load reads them, and keeps those of its pin."""
    out = []
    for n, pin in enumerate(sorted(pins)):
        loaded = load([*pins[pin], *(loose if not n else []), *tables], pin)
        other = [f for f in loaded.findings if dict(f.values).get("wanted") in pins]
        kept = tuple(f for f in loaded.findings if f not in other or f.code != "rubric-differs")
        out.append(replace(loaded, findings=kept))
    return tuple(out)


def _rubrics_near(paths: Sequence[Path]) -> list[Path]:
    """YAML files beside the files given, and in ``rubrics/`` beside their folders."""
    folders = {path.parent if path.is_file() else path for path in paths if str(path) != "-"}
    return [
        p
        for folder in sorted(folders)
        for place in (folder, folder_above(folder) / "rubrics")
        for p in yaml_in(place)
    ]


def _with_raters(paths: Iterable[Path]) -> list[Path]:
    """Paths, with the file beside each that says who its raters are."""
    given = list(paths)
    beside = dict.fromkeys(p.parent / RATERS for p in given if str(p) != "-")
    return [*given, *(p for p in beside if p not in given and p.is_file())]


def _signed(file: CaseFile, raters: Mapping[Path, Mapping[str, Rater]]) -> CaseFile:
    """A case that says who its raters are; what it says itself of one stands before what the file
    beside it says, key by key."""
    beside = raters.get(Path(file.file).parent)
    if not beside:
        return file
    told = dict(beside)
    for name, own in file.case.raters.items():
        said = {key: getattr(own, key) for key in own.model_fields_set}
        told[name] = told.get(name, Rater()).model_copy(update=said)
    return replace(file, case=file.case.model_copy(update={"raters": told}))


def _standard_for(
    cases: list[CaseFile], pins: Sequence[str], named: str | None, beside: Sequence[Path]
) -> tuple[RubricFile | None, list[CaseFile], list[Finding], dict[str, str]]:
    """The rubric of this run, the cases that are pinned to it, and findings on the others."""
    if named is None and not pins:
        return None, [], [], {}
    pin = Counter(pins).most_common(1)[0][0] if named is None else named
    standard, findings, texts = open_rubric(pin, beside)
    wrong = [_at_pin(finding, cases, pin) if named is None else finding for finding in findings]
    if standard is None:
        return None, cases, wrong, texts
    kept = [case for case in cases if case.case.rubric == standard.rubric.pin]
    others = (case for case in cases if case.case.rubric != standard.rubric.pin)
    return standard, kept, [*wrong, *(_differs(case, standard, beside) for case in others)], texts


def _at_pin(finding: Finding, cases: Sequence[CaseFile], pin: str) -> Finding:
    """A finding on a rubric that was looked up by a pin, moved to the first case that pins it."""
    if finding.span.line:
        return finding
    first = next((case for case in cases if case.case.rubric == pin), None)
    if first is None:
        return finding
    return Finding(finding.code, first.span("rubric"), finding.values, first.case.case)


def _differs(case: CaseFile, standard: RubricFile, beside: Sequence[Path]) -> Finding:
    """A case is scored under the version it names or not at all."""
    name, _, version = case.case.rubric.partition("@")
    rubric, span = standard.rubric, case.span("rubric")
    if name == rubric.rubric and (name, version) not in rubric_files(beside):
        said = {"rubric": name, "present": rubric.version, "wanted": version}
        return found("rubric-version-unknown", span, case=case.case.case, **said)
    said = {"wanted": case.case.rubric, "used": rubric.pin, "file": case.file}
    return found("rubric-differs", span, case=case.case.case, **said)
