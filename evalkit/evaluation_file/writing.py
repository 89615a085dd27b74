"""An evaluation and its answers in, versioned JSON out: every input, every result, and digests of
the parts and of the whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from itertools import chain
from typing import Any

from pydantic_core import to_jsonable_python

from evalkit.analysis.results import Results
from evalkit.audit.floors import floors
from evalkit.audit.gates import gates
from evalkit.evaluation import Evaluation, Score
from evalkit.evaluation_file.digests import Digests
from evalkit.evaluation_file.parsing import SCHEMA
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding
from evalkit.model.measures import Series
from evalkit.model.place import shown_path
from evalkit.model.rubric import RubricFile
from evalkit.scoring.consensus import Consensus, RatingRow
from evalkit.scoring.leaves import Measured

SEPARATOR = ",\n"


def to_json(results: Results) -> str:
    """The evaluation and what was asked of it; the same evaluation gives the same bytes.

    Raises:
        ValueError: a number is NaN or infinite.
    """
    return "".join(pieces(results))


def pieces(results: Results) -> Iterator[str]:
    """The same text piece by piece, a row of a part a line, so that nothing is held but some rows.

    Raises:
        ValueError: a number is NaN or infinite.
    """
    told = Digests()
    for n, (key, part) in enumerate(_parts(results)):
        yield f"{',' if n else '{'}\n{_text(key)}: "
        if not isinstance(part, Iterator):
            told.value(key, part)
            yield _text(part)
            continue
        before = "["
        for rows in told.rows(key, part):
            yield f"{before}\n{SEPARATOR.join(map(_text, rows))}"
            before = ","
        yield "[]" if before == "[" else "\n]"
    parts = told.parts()
    yield f',\n"parts": {_text(parts)},\n"digest": {_text(told.whole(parts))}\n}}\n'


def _parts(results: Results) -> Iterator[tuple[str, Any]]:
    """Every part by its key, in the order of the file: a value, or rows that are made as they are
    read."""
    evaluation = results.evaluation
    yield "schema", SCHEMA
    yield "evalkit", evaluation.evalkit
    yield "as_of", evaluation.as_of.isoformat()
    yield "seed", evaluation.seed
    yield "rubric", rubric_data(evaluation.standard)
    yield "cases", map(case_data, evaluation.files)
    for rows_of in (beside_data, derived_data, gate_data, verdict_data):
        yield from rows_of(evaluation).items()
    yield "analyses", analyses(results)
    yield "findings", map(finding_data, evaluation.findings)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def analyses(results: Results) -> dict[str, Any]:
    """What was asked of all cases together, as data."""
    answers = {
        "standings": results.standings,
        "leads": results.leads,
        "groups": results.groups,
        "ahead": results.ranking.ahead,
        "coordination": results.coordination,
        "agreement": results.agreement,
    }
    return {name: plain(answer) for name, answer in answers.items()}


def plain(answer: Any) -> Any:
    """A frozen answer, or a tuple of them, as what JSON holds."""
    return _no_negative_zero(to_jsonable_python(answer))


def _no_negative_zero(held: Any) -> Any:
    """Data of JSON in which no figure is −0.0."""
    if isinstance(held, float):
        return held + 0.0
    if isinstance(held, dict):
        return {key: _no_negative_zero(value) for key, value in held.items()}
    return [*map(_no_negative_zero, held)] if isinstance(held, list) else held


def rating_data(row: RatingRow) -> dict[str, Any]:
    """A rating as a row of a table."""
    return {
        "case": row.case,
        "ref": row.ref,
        "criterion": row.criterion,
        "n": row.n,
        "rater": row.rater,
        "state": row.state,
        "level": row.level,
        "counted": row.counted,
        "capped": row.capped,
        "adjudicates": row.adjudicates,
        "line": row.line,
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding with its sentences in both languages."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "message": finding.message("en"),
        "message_zh": finding.message("zh"),
        "help": finding.way_out("en"),
        "help_zh": finding.way_out("zh"),
        "file": shown_path(finding.span.file),
        "line": finding.span.line,
        "column": finding.span.column,
        **({"sheet": finding.span.sheet} if finding.span.sheet else {}),
        "case": finding.case,
        "ref": finding.ref,
        "values": {name: list(v) if isinstance(v, tuple) else v for name, v in finding.values},
    }


def derived_data(evaluation: Evaluation) -> dict[str, Iterator[dict[str, Any]]]:
    """What follows from definitions and measurements, in the order of the file: rows that are made
    as they are read."""
    return {
        "scores": map(_score_data, evaluation.scores),
        "ratings": map(rating_data, evaluation.ratings.rows),
        "consensus": map(_consensus_data, evaluation.ratings.agreed.values()),
        "measures": map(_measure_data, evaluation.measured),
    }


def _score_data(score: Score) -> dict[str, Any]:
    return {
        "case": score.case,
        "ref": score.ref,
        "value": _no_negative_zero(score.value),
        "low": _no_negative_zero(score.low),
        "high": _no_negative_zero(score.high),
        "coverage": _no_negative_zero(score.coverage),
        "weight": _no_negative_zero(score.weight),
        "share": _no_negative_zero(score.share),
        "state": score.state,
        "reason": score.reason,
    }


def _consensus_data(agreed: Consensus) -> dict[str, Any]:
    return {
        "case": agreed.case,
        "ref": agreed.ref,
        "criterion": agreed.criterion,
        "state": agreed.state,
        "level": _no_negative_zero(agreed.level),
        "spread": _no_negative_zero(agreed.spread),
        "rule": agreed.rule,
    }


def _measure_data(row: Measured) -> dict[str, Any]:
    """A measurement; what was done to it, and the value that counts in the end, where anything
    was."""
    data: dict[str, Any] = _located(plain(row))
    counted, touched = data.pop("counted"), data.pop("touched")
    if touched:
        data["counted"] = counted
        data["touched"] = [
            {
                "step": touch["step"],
                "from": touch["before"],
                "to": touch["after"],
                "why": dict(touch["why"]),
            }
            for touch in touched
        ]
    return data


def _located(data: dict[str, Any]) -> dict[str, Any]:
    """A measurement with the paths of its entries as they are shown."""
    for entry in (data["used"], *data["series"]):
        if entry:
            entry["file"] = shown_path(entry["file"])
    return data


def gate_data(evaluation: Evaluation) -> dict[str, Iterator[dict[str, Any]]]:
    """How every case stands on what the rubric demands of it, levels of criteria and least scores
    of pillars; nothing where it demands nothing."""
    found = (gate for file in evaluation.files for gate in gates(evaluation, file))
    least = (own for file in evaluation.files for own in floors(evaluation, file.case.case))
    return _with_rows({"gates": map(plain, found), "floors": map(plain, least)})


def verdict_data(evaluation: Evaluation) -> dict[str, Iterator[dict[str, Any]]]:
    """Whether every case meets the standard; nothing where the rubric has no verdict."""
    found = (
        {"case": v.case, "outcome": v.outcome, "fails": [*v.fails], "missing": [*v.missing]}
        for v in evaluation.verdicts.values()
    )
    return _with_rows({"verdicts": found})


def beside_data(evaluation: Evaluation) -> dict[str, Iterator[dict[str, Any]]]:
    """What tables beside the cases say of regions, and what measurements are divided by; nothing
    where they say nothing."""
    listed = ({**row, "file": shown_path(row["file"])} for row in map(plain, evaluation.listed))
    served = (_located(plain(row)) for row in evaluation.served if row.series)
    others = map(_series_data, evaluation.others)
    return _with_rows({"regions": listed, "other_regions": others, "serving": served})


def _series_data(series: Series) -> dict[str, Any]:
    data: dict[str, Any] = plain(series)
    for entry in data["entries"]:
        entry["file"] = shown_path(entry["file"])
    return data


def _with_rows(parts: Mapping[str, Iterator[Any]]) -> dict[str, Iterator[Any]]:
    """The parts that have rows."""
    begun = {name: (next(rows, None), rows) for name, rows in parts.items()}
    return {name: chain((row,), rows) for name, (row, rows) in begun.items() if row is not None}


def rubric_data(standard: RubricFile) -> dict[str, Any]:
    """A rubric whole, with where its parts stand and, where there are other weights, those."""
    data = {
        "id": standard.rubric.rubric,
        "version": standard.rubric.version,
        "sha256": standard.sha256,
        "file": shown_path(standard.file),
        "places": _places(standard.places),
        "definition": _definition(standard.rubric),
    }
    if (file := standard.weighed) is None:
        return data
    weighed = {
        "file": shown_path(file.file),
        "sha256": file.sha256,
        "definition": _definition(file.weights),
    }
    return {**data, "weighed": weighed}


def case_data(file: CaseFile) -> dict[str, Any]:
    """A case whole, with where its parts stand and the other files that it was read from."""
    case = file.case
    data = {
        "id": case.case,
        "sha256": file.sha256,
        "region": _definition(case.region),
        "facets": {name: list(values) for name, values in case.facet_values().items()},
        "file": shown_path(file.file),
        "places": _places(file.places),
        "definition": _definition(case),
    }
    beside = {
        key: [shown_path(span.file), span.line, span.column, *filter(None, [span.sheet])]
        for key, span in sorted(file.elsewhere.items())
    }
    kept = [list(astuple(line)) for line in file.journal]
    others = [[shown_path(name), sha256] for name, sha256 in file.further]
    more = {"elsewhere": beside, "journal": kept, "further": others}
    return {**data, **{name: held for name, held in more.items() if held}}


def _definition(part: Any) -> Any:
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _places(places: Mapping[str, tuple[int, int]]) -> dict[str, list[int]]:
    return {key: list(place) for key, place in sorted(places.items())}
