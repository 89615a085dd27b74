"""Paths in; the rubric, the cases pinned to it, the table of measures beside them, and what was
wrong, out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from evalkit.model.case import CaseFile, Rater
from evalkit.model.finding import Finding, found
from evalkit.model.measures import MeasureTable
from evalkit.model.regions import RegionTable
from evalkit.model.rubric import RubricFile
from evalkit.reading.case import read_case, read_raters
from evalkit.reading.commitments import known_of
from evalkit.reading.named_by_rubrics import with_levels, with_pins
from evalkit.reading.yaml import Document
from evalkit.storage.disk import RATERS, REGIONS, TABLE, FileProblem, expand, read_bytes
from evalkit.storage.rubrics import is_weights, open_document, open_rubric, rubric_files, yaml_in
from evalkit.storage.tables import (
    is_table,
    joined,
    lines,
    merged,
    open_commitments,
    open_journal,
    open_measures,
    open_regions,
    strangers,
    tables_beside,
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
    problems: tuple[str, ...] = ()


def kind_of(document: Document) -> str:
    """rubric | case | weights | style | raters | other, by the keys at the top."""
    if not isinstance(document.data, dict):
        return "other"
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
    """rubric | style, by a file's first lines, other weights for a rubric among the rubrics; empty
    for all else."""
    try:
        head = read_bytes(path)[:20_000].decode("utf-8", "replace") if str(path) != "-" else ""
    except FileProblem:
        return ""
    keys = set(re.findall(r"^([a-z]+):", head, re.M))
    if keys & {"case", "ratings"}:
        return ""
    if keys & {"rubric", "pillars", "scale", "grades", "weights"}:
        return "rubric"
    return "style" if "report" in keys else ""


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
    texts: dict[str, str] = {}
    findings: list[Finding] = []
    problems: list[str] = []
    cases: list[CaseFile] = []
    tables: list[MeasureTable] = []
    beside: list[Path] = []
    raters: dict[Path, dict[str, Rater]] = {}
    given = [path for path in paths if is_table(path)]
    for path in watch([p for p in _with_raters(expand(paths)) if not is_table(p)]):
        try:
            document, text, digest, wrong = open_document(path)
        except FileProblem as problem:
            problems.append(str(problem))
            continue
        texts[path.as_posix() if str(path) != "-" else "<stdin>"] = text
        findings += wrong
        if document is None:
            continue
        kind = kind_of(document)
        if kind == "rubric":
            beside.append(path)
        if kind == "other":
            findings.append(found("file-kind-unknown", document.span()))
        elif kind == "raters":
            told, wrong = read_raters(document)
            raters.setdefault(path.parent, {}).update(told)
            findings += wrong
        elif kind == "case":
            case, wrong = read_case(document, digest)
            findings += wrong
            if case is not None:
                lines_of, of_journal = open_journal(path)
                findings += of_journal
                cases.append(replace(case, journal=lines_of))
    held = sorted({*given, *tables_beside(paths)})
    for path in held:
        if path.name == TABLE:
            table, wrong = open_measures(path)
            texts[path.as_posix()] = lines(table)
            findings += wrong
            tables.append(table)
    cases, repeated = _unique([_signed(case, raters) for case in cases])
    standard, cases, unpinned, more = _standard_for(cases, rubric, beside)
    if standard is None and (near := _rubrics_near(paths)):
        again = _standard_for(cases, rubric, near)
        standard, cases, unpinned, more = again if again[0] else (standard, cases, unpinned, more)
    findings = _told([*findings, *repeated, *unpinned], standard, (*beside, *_rubrics_near(paths)))
    texts.update(more)
    whole = any(path.is_dir() for path in paths)
    coded = [p for p in held if p.name not in (TABLE, REGIONS)]
    cases, of_tables = _committed(cases, standard, coded, texts, whole)
    regions, of_regions = _regions([p for p in held if p.name == REGIONS], standard, texts)
    own = merged(tables, regions)
    findings += [*of_tables, *of_regions]
    findings += strangers(regions, cases, own, standard) if whole and cases else []
    return Loaded(standard, tuple(cases), own, tuple(findings), texts, tuple(problems))


def _told(
    findings: Sequence[Finding], standard: RubricFile | None, beside: Sequence[Path]
) -> list[Finding]:
    """Findings with what the rubrics at hand say of them."""
    out = list(findings)
    if any(finding.code == "pin-form" for finding in out):
        out = with_pins(out, rubric_files(beside))
    return with_levels(out, standard.rubric) if standard is not None else out


def _regions(
    paths: Sequence[Path], standard: RubricFile | None, texts: dict[str, str]
) -> tuple[list[RegionTable], list[Finding]]:
    """The tables that list regions; their lines are added to ``texts``."""
    rubric = standard.rubric if standard is not None else None
    tables, findings = [], list[Finding]()
    for path in paths:
        table, wrong = open_regions(path, rubric)
        tables.append(table)
        findings += wrong
        texts[path.as_posix()] = lines(table)
    return tables, findings


def _committed(
    cases: Sequence[CaseFile],
    standard: RubricFile | None,
    paths: Sequence[Path],
    texts: dict[str, str],
    whole: bool,
) -> tuple[list[CaseFile], list[Finding]]:
    """Cases with the commitments that the tables beside them hold; the tables' lines are added to
    ``texts``."""
    known = known_of(standard.rubric if standard is not None else None)
    tables, findings = [], list[Finding]()
    for path in paths:
        table, wrong = open_commitments(path, known, [case.case.case for case in cases])
        tables.append(table)
        findings += wrong
        texts[path.as_posix()] = lines(table)
    files, unknown = joined(cases, tables, whole and bool(cases))
    return files, [*findings, *unknown]


def load_each(paths: Sequence[Path]) -> tuple[Loaded, ...]:
    """Cases of several rubrics or versions: what :func:`load` gives for each pin, in the order of
    the pins.

    What pins nothing that can be read stands with the first, so that its findings are not lost.

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
    groups = [pins[pin] for pin in sorted(pins)] or [[]]
    return tuple(
        load([*own, *(loose if not n else []), *given])
        for n, own in enumerate(groups)
        if own or loose
    )


def _rubrics_near(paths: Sequence[Path]) -> list[Path]:
    """YAML files beside the files given, and in ``rubrics/`` beside their folders."""
    folders = {path.parent if path.is_file() else path for path in paths if str(path) != "-"}
    return [
        p
        for folder in sorted(folders)
        for place in (folder, folder.parent / "rubrics")
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


def _unique(cases: Sequence[CaseFile]) -> tuple[list[CaseFile], list[Finding]]:
    kept: dict[str, CaseFile] = {}
    findings = []
    for case in cases:
        name, span = case.case.case, case.span("case")
        if (first := kept.setdefault(name, case)) is not case:
            findings.append(found("case-repeated", span, case=name, id=name, first=first.file))
    return list(kept.values()), findings


def _standard_for(
    cases: list[CaseFile], named: str | None, beside: Sequence[Path]
) -> tuple[RubricFile | None, list[CaseFile], list[Finding], dict[str, str]]:
    """The rubric of this run, the cases that are pinned to it, and findings on the others."""
    if named is None and not cases:
        return None, [], [], {}
    pins = [case.case.rubric for case in cases]
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
    first = next(case for case in cases if case.case.rubric == pin)
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
