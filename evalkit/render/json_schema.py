"""JSON Schemas of the file formats, for editors and other programs."""

from __future__ import annotations

from typing import Any

from evalkit.evaluation_file import SCHEMA
from evalkit.model.case import Case
from evalkit.model.fields import Part
from evalkit.model.rubric import Rubric
from evalkit.model.style import ReportStyle
from evalkit.model.weights import Weights
from evalkit.render.json import SCHEMA as AUDIT
from evalkit.report.words import LANGUAGES, labels_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NUMBER = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_TEXT = {"type": "string"}
_ROW = {
    "scores": {
        "case": _TEXT,
        "ref": _TEXT,
        "value": _NUMBER,
        "low": _NUMBER,
        "high": _NUMBER,
        "coverage": _NUMBER,
        "weight": {"type": "number", "minimum": 0},
        "share": _NUMBER,
        "state": {"enum": ["scored", "not-applicable", "not-scored"]},
        "reason": {"enum": ["", "not-applicable", "coverage-low", "nothing-rated"]},
    },
    "ratings": {
        "case": _TEXT,
        "ref": _TEXT,
        "criterion": _TEXT,
        "n": {"type": "integer"},
        "rater": _TEXT,
        "state": {"enum": ["rated", "not-applicable", "missing"]},
        "level": {"type": ["number", "null"]},
        "counted": {"type": ["number", "null"]},
        "capped": _TEXT,
        "adjudicates": {"type": "boolean"},
        "line": {"type": "integer"},
    },
    "findings": {
        "code": _TEXT,
        "severity": {"enum": ["error", "warning", "note"]},
        "message": _TEXT,
        "message_zh": _TEXT,
        "help": _TEXT,
        "help_zh": _TEXT,
        "file": _TEXT,
        "line": {"type": "integer"},
        "column": {"type": "integer"},
        "case": {"type": ["string", "null"]},
        "ref": {"type": ["string", "null"]},
        "values": {"type": "object"},
    },
}


def schema(kind: str) -> dict[str, Any]:
    """JSON Schema of ``rubric``, ``case``, ``weights``, ``report``, ``evaluation`` or ``audit``;
    ValueError for anything else."""
    if kind == "evaluation":
        return _evaluation()
    if kind == "audit":
        return _audit()
    models: dict[str, type[Part]] = {
        "rubric": Rubric,
        "case": Case,
        "weights": Weights,
        "report": ReportStyle,
    }
    if kind not in models:
        raise ValueError(
            f"no schema of {kind!r}: rubric, case, weights, report, evaluation or audit"
        )
    model = models[kind]
    made = model.model_json_schema(by_alias=True)
    if kind == "report":
        made["properties"]["labels"] = _labels(made["properties"]["labels"])
    return {"$schema": DIALECT, "$id": f"evalkit:{kind}", **made, "title": f"evalkit {kind}"}


def _labels(made: dict[str, Any]) -> dict[str, Any]:
    """The labels that a style may replace, each with the words that stand there now."""
    text, known = made["additionalProperties"], {lang: labels_of(lang) for lang in LANGUAGES}
    now = {key: " · ".join(ours[key] for ours in known.values()) for key in known["en"]}
    properties = {key: {**text, "description": words} for key, words in now.items()}
    return {**made, "properties": properties, "additionalProperties": False}


def _evaluation() -> dict[str, Any]:
    def rows(name: str) -> dict[str, Any]:
        columns = _ROW[name]
        item = {
            "type": "object",
            "properties": columns,
            "required": list(columns),
            "additionalProperties": False,
        }
        return {"type": "array", "items": item}

    rubric_keys = {
        "id": _TEXT,
        "version": _TEXT,
        "sha256": _TEXT,
        "file": _TEXT,
        "places": {"type": "object"},
        "weighed": {"type": "object"},
    }
    case_keys = {
        "id": _TEXT,
        "sha256": _TEXT,
        "region": {"type": "object"},
        "facets": {"type": "object"},
        "file": _TEXT,
        "places": {"type": "object"},
    }
    properties = {
        "schema": {"const": SCHEMA},
        "evalkit": _TEXT,
        "as_of": {"type": "string", "format": "date"},
        "seed": {"type": "integer"},
        "rubric": {
            "type": "object",
            "properties": {**rubric_keys, "definition": {"$ref": "#/$defs/rubric"}},
            "required": ["id", "version", "sha256", "definition"],
        },
        "cases": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {**case_keys, "definition": {"$ref": "#/$defs/case"}},
                "required": ["id", "sha256", "region", "facets", "definition"],
            },
        },
        "scores": rows("scores"),
        "ratings": rows("ratings"),
        "consensus": {"type": "array"},
        "measures": {"type": "array"},
        "analyses": {"type": "object"},
        "findings": rows("findings"),
        "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    return {
        "$schema": DIALECT,
        "$id": "evalkit:evaluation/2",
        "title": "evalkit evaluation",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": {"rubric": {"type": "object"}, "case": {"type": "object"}},
    }


def _object(**properties: Any) -> dict[str, Any]:
    """A mapping with exactly these keys."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _audit() -> dict[str, Any]:
    whole, some = {"type": "integer"}, {"type": ["string", "null"]}
    level = {"type": ["number", "null"]}
    finding = {
        name: column for name, column in _ROW["findings"].items() if name not in ("case", "values")
    }
    waiver = _object(
        owner=_TEXT, because=_TEXT, because_zh=_TEXT, until=some, file=_TEXT, line=whole
    )
    states = {"enum": ["passed", "failed", "open", "not-applicable"]}
    case = _object(
        id=_TEXT,
        sha256=_TEXT,
        verdict={"$ref": "#/$defs/verdict"},
        evidence=_object(cited=whole, looked_up=whole, quoted=whole),
        gates={
            "type": "array",
            "items": _object(criterion=_TEXT, wanted={"type": "number"}, level=level, state=states),
        },
        findings={"type": "array", "items": {"$ref": "#/$defs/finding"}},
        waived={"type": "array", "items": _object(**finding, waiver=waiver)},
    )
    made = _object(
        schema={"const": AUDIT},
        evalkit=_TEXT,
        as_of={"type": "string", "format": "date"},
        fail_on={"enum": ["error", "warning", "note"]},
        rubric=_object(id=_TEXT, version=_TEXT, sha256=_TEXT),
        verdict={"$ref": "#/$defs/verdict"},
        problems={"type": "array", "items": _TEXT},
        cases={"type": "array", "items": case},
        findings={"type": "array", "items": {"$ref": "#/$defs/finding"}},
    )
    parts = {"finding": _object(**finding), "verdict": {"enum": ["passed", "incomplete", "failed"]}}
    return {
        "$schema": DIALECT,
        "$id": "evalkit:audit/1",
        "title": "evalkit audit",
        **made,
        "$defs": parts,
    }
