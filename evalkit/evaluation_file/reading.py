"""A saved evaluation in; the evaluation out, scored again from what the file carries, so that
nothing in it is believed for being written.

``evaluation/2`` and ``evaluation/1`` are read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evalkit.evaluation import Evaluation, evaluate
from evalkit.evaluation_file.digests import digests
from evalkit.evaluation_file.parsing import SCHEMA, Rows, by_rows, decoded, parsed, refuse_infinite
from evalkit.evaluation_file.proof import prove
from evalkit.model.case import Case, CaseFile, JournalLine
from evalkit.model.finding import SEVERITY, Finding, Value
from evalkit.model.measures import Entry, MeasureTable, Series
from evalkit.model.place import Span
from evalkit.model.refusal import Reason, Refusal, reason, why
from evalkit.model.regions import Listed
from evalkit.model.rubric import Rubric, RubricFile
from evalkit.model.weights import Weights, WeightsFile

_ENTRY = TypeAdapter(Entry)


def from_json(text: str | bytes, version: str = "") -> Evaluation:
    """The evaluation that a file holds, scored again from the definitions and measurements in it.

    Args:
        text: as bytes in UTF-8 it takes less room.
        version: of the evalkit that reads: where a file of another does not prove, the message
            says so.

    Raises:
        ValueError: not JSON, not an evaluation of a version that is read here, edited since it was
            written, or holding something that does not follow from its own ratings; the message
            names the first such thing.
    """
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    del text  # as large as what it says
    data, edited = _held(content)
    try:
        evaluation = _read(data)
    except Refusal as problem:  # what does not follow says more than a digest that does not fit
        if edited is None:
            raise _of_another(problem, data["evalkit"], version) from None
        raise Refusal(reason("evaluation.edited", what=why(problem))) from None
    except RecursionError:
        raise Refusal(reason("evaluation.deep")) from None
    if edited is not None:
        raise Refusal(reason("evaluation.edited", what=edited))
    return evaluation


def _held(content: bytes) -> tuple[Mapping[str, Any], Reason | None]:
    """The data that a file holds, and what of it was edited."""
    try:
        if (data := by_rows(content)) is not None:
            return data, _edited(data)
    except (ValueError, RecursionError):
        pass  # of what kind, and where, is told of the whole
    data = parsed(decoded(content))
    return data, _edited(data)


def _of_another(problem: Refusal, written: Any, version: str) -> Refusal:
    """A refusal that says which version wrote what this one does not prove, where it is another."""
    if version in ("", written) or not isinstance(written, str):
        return problem
    told = {"written": written, "own": version, "what": why(problem)}
    return Refusal(reason("evaluation.version", **told))


def _edited(data: Mapping[str, Any]) -> Reason | None:
    """Which part of the file does not fit its digest; None where all do, or there are none."""
    if data["schema"] != SCHEMA:
        return None
    try:
        told = {k: own.strictly() if isinstance(own, Rows) else own for k, own in data.items()}
        parts, whole = digests(told)
    except ValueError:
        refuse_infinite(data)
        raise
    stated = data.get("parts", parts)
    for name in dict.fromkeys((*parts, *stated)) if isinstance(stated, dict) else ("parts",):
        if not isinstance(stated, dict) or stated.get(name) != parts.get(name):
            return reason("evaluation.part", part=name)
    return None if data.get("digest") == whole else reason("evaluation.changed")


def _read(data: Mapping[str, Any]) -> Evaluation:
    """The evaluation that data hold."""
    if not isinstance(data["seed"], int) or isinstance(data["seed"], bool):
        raise Refusal(reason("evaluation.seed", seed=data["seed"]))
    if not isinstance(data["evalkit"], str):
        raise Refusal(reason("evaluation.kind", place="evalkit"))
    with _within("rubric"):
        standard = _standard(data["rubric"])
    files = _files(data["cases"])
    with _within("measures"):
        held = chain(data["measures"], data.get("serving", ()))
        known = _table(held, {file.case.case: file for file in files})
    with _within("regions"):
        table = _with_others(known, data)
    day, version = _day(data["as_of"]), str(data["evalkit"])
    again = evaluate(standard, files, table=table, as_of=day, seed=data["seed"], version=version)
    findings = tuple(_findings(data["findings"]))
    prove(data, again, findings)
    return replace(again, findings=findings)


@contextmanager
def _within(part: str) -> Iterator[None]:
    """Reading of a part: what is missing in it, or of another kind, is told with its place."""
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in (part, *first["loc"]))
        missing = first["type"] == "missing"
        told = {"key": place} if missing else {"place": place}
        raise Refusal(
            reason("evaluation.lacks" if missing else "evaluation.kind", **told)
        ) from None
    except KeyError as error:
        raise Refusal(reason("evaluation.lacks", key=f"{part}.{error.args[0]}")) from None
    except Refusal:
        raise
    except (TypeError, AttributeError, IndexError, ValueError):
        raise Refusal(reason("evaluation.kind", place=part)) from None


def _standard(own: Mapping[str, Any]) -> RubricFile:
    weighed = own.get("weighed")
    held = weighed and WeightsFile(
        Weights.model_validate(weighed["definition"]), weighed["file"], weighed["sha256"]
    )
    rubric = Rubric.model_validate(own["definition"])
    return RubricFile(rubric, own["file"], own["sha256"], _tuples(own["places"]), held)


def _files(cases: Any) -> list[CaseFile]:
    if not isinstance(cases, list | Rows):
        raise Refusal(reason("evaluation.kind", place="cases"))
    files: dict[str, CaseFile] = {}
    for n, own in enumerate(cases):
        with _within(f"cases[{n}]"):
            file = _file(own)
        if file.case.case in files:
            raise Refusal(reason("evaluation.case-twice", case=file.case.case))
        files[file.case.case] = file
    if not files:
        raise Refusal(reason("evaluation.no-cases"))
    return [*files.values()]


def _file(own: Mapping[str, Any]) -> CaseFile:
    _of_kind(str, own["file"], own["sha256"])
    return CaseFile(
        Case.model_validate(own["definition"]),
        own["file"],
        own["sha256"],
        _tuples(own["places"]),
        {key: _span(place) for key, place in own.get("elsewhere", {}).items()},
        tuple(JournalLine(*line) for line in own.get("journal", ())),
        tuple((name, sha256) for name, sha256 in own.get("further", ())),
    )


def _with_others(own: MeasureTable, data: Mapping[str, Any]) -> MeasureTable:
    """The table of measures with the regions that no case is of, and with what is listed of all."""
    series = TypeAdapter(tuple[Series, ...]).validate_python(_all(data, "other_regions"))
    listed = TypeAdapter(tuple[Listed, ...]).validate_python(_all(data, "regions"))
    entries = {(item.region, item.measure): item.entries for item in series}
    return MeasureTable("", {**entries, **own.entries}, listed={row.region: row for row in listed})


def _all(data: Mapping[str, Any], part: str) -> Any:
    """The rows of a part that may be missing, all of them."""
    held = data.get(part, ())
    return [*held] if isinstance(held, Rows) else held


def _tuples(places: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, int]]:
    held = {sys.intern(key): (place[0], place[1]) for key, place in places.items()}
    _of_kind(int, *(number for place in held.values() for number in place))
    return held


def _span(place: Sequence[Any]) -> Span:
    span = Span(*place)
    _of_kind(str, span.file, span.sheet)
    _of_kind(int, span.line, span.column)
    return span


def _of_kind(kind: type, *values: object) -> None:
    """Whether what no model checks is of its kind; TypeError where it is not."""
    if not all(type(value) is kind for value in values):
        raise TypeError


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (ValueError, TypeError):
        raise Refusal(reason("evaluation.day", day=text)) from None


def _table(measures: Iterable[Mapping[str, Any]], files: Mapping[str, CaseFile]) -> MeasureTable:
    """The measurements that stand beside the cases, as the table they came from."""
    entries: dict[tuple[str, str], dict[tuple[int, str], Entry]] = {}
    for item in measures:
        file = files[item["case"]]
        _of_kind(str, item["criterion"])
        own = {m.year for m in file.case.measurements_of(item["criterion"])}
        name = file.case.region.name
        key = file.case.region.code or (name if isinstance(name, str) else name.zh or name.en or "")
        for entry in item["series"]:
            known = _ENTRY.validate_python(entry)
            if known.file != file.file or known.year not in own:
                entries.setdefault((key, item["criterion"]), {})[known.year, known.file] = known
    return MeasureTable("", {key: tuple(held.values()) for key, held in entries.items()})


def _findings(items: Any) -> Iterator[Finding]:
    if not isinstance(items, list | Rows):
        raise Refusal(reason("evaluation.kind", place="findings"))
    for n, item in enumerate(items):
        with _within(f"findings[{n}]"):
            if item["code"] not in SEVERITY:
                raise Refusal(reason("evaluation.code", n=n, code=item["code"]))
            yield _finding(item)


def _finding(item: Mapping[str, Any]) -> Finding:
    values: dict[str, Value] = {
        n: tuple(v) if isinstance(v, list) else v for n, v in item["values"].items()
    }
    span = Span(item["file"], item["line"], item["column"], item.get("sheet", ""))
    return Finding(item["code"], span, tuple(sorted(values.items())), item["case"], item["ref"])
