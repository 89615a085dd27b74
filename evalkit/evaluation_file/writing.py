"""An evaluation and its answers in, versioned JSON out: every input, every result, and digests of
the parts and of the whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from pydantic import TypeAdapter

from evalkit.analysis.results import Results
from evalkit.audit.floors import floors
from evalkit.audit.gates import gates
from evalkit.evaluation import Evaluation
from evalkit.evaluation_file.digests import digests
from evalkit.evaluation_file.parsing import SCHEMA
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding
from evalkit.model.place import shown_path
from evalkit.model.rubric import RubricFile
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.leaves import Measured


def to_json(results: Results) -> str:
    """The evaluation and what was asked of it; the same evaluation gives the same bytes.

    Raises:
        ValueError: a number is NaN or infinite.
    """
    evaluation = results.evaluation
    data = {
        "schema": SCHEMA,
        "evalkit": evaluation.evalkit,
        "as_of": evaluation.as_of.isoformat(),
        "seed": evaluation.seed,
        "rubric": rubric_data(evaluation.standard),
        "cases": [case_data(file) for file in evaluation.files],
        **beside_data(evaluation),
        **derived_data(evaluation),
        **gate_data(evaluation),
        **verdict_data(evaluation),
        "analyses": analyses(results),
        "findings": [finding_data(finding) for finding in evaluation.findings],
    }
    parts, digest = digests({**data, "parts": {}})
    held = {**data, "parts": parts, "digest": digest}
    return json.dumps(held, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


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
    return _no_negative_zero(TypeAdapter(Any).dump_python(answer, mode="json"))


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


def derived_data(evaluation: Evaluation) -> dict[str, Any]:
    """What follows from definitions and measurements, in the order of the file."""
    measures = [_measure_data(row) for row in evaluation.measured]
    return {
        "scores": plain(evaluation.scores),
        "ratings": [rating_data(row) for row in evaluation.ratings.rows],
        "consensus": plain(tuple(evaluation.ratings.agreed.values())),
        "measures": measures,
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


def gate_data(evaluation: Evaluation) -> dict[str, Any]:
    """How every case stands on what the rubric demands of it, levels of criteria and least scores
    of pillars; nothing where it demands nothing."""
    found = [gate for file in evaluation.files for gate in gates(evaluation, file)]
    least = [own for file in evaluation.files for own in floors(evaluation, file.case.case)]
    held = {"gates": plain(tuple(found)), "floors": plain(tuple(least))}
    return {name: rows for name, rows in held.items() if rows}


def verdict_data(evaluation: Evaluation) -> dict[str, Any]:
    """Whether every case meets the standard; nothing where the rubric has no verdict."""
    found = [
        {"case": v.case, "outcome": v.outcome, "fails": [*v.fails], "missing": [*v.missing]}
        for v in evaluation.verdicts.values()
    ]
    return {"verdicts": found} if found else {}


def beside_data(evaluation: Evaluation) -> dict[str, Any]:
    """What tables beside the cases say of regions, and what measurements are divided by; nothing
    where they say nothing."""
    listed, others = plain(evaluation.listed), plain(evaluation.others)
    for item in (*listed, *(entry for own in others for entry in own["entries"])):
        item["file"] = shown_path(item["file"])
    served = [_located(plain(row)) for row in evaluation.served if row.series]
    held = {"regions": listed, "other_regions": others, "serving": served}
    return {name: items for name, items in held.items() if items}


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
