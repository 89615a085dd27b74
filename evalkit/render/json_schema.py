"""JSON Schemas of the file formats, for editors and other programs."""

from __future__ import annotations

from typing import Any

from evalkit.evaluation_file import SCHEMA
from evalkit.model.case import Case
from evalkit.model.fields import Part
from evalkit.model.learnt import LearntTerms
from evalkit.model.refusal import Refusal, listed, reason
from evalkit.model.rubric import Rubric
from evalkit.model.style import ReportStyle
from evalkit.model.table_map import TableMap
from evalkit.model.weights import Weights
from evalkit.render.json import SCHEMA as AUDIT
from evalkit.report.words import LANGUAGES, labels_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NUMBER = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_TEXT = {"type": "string"}
_DATE = {"type": "string", "format": "date"}
_WHOLE = {"type": "integer"}
_HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_MAPPING = {"type": "object"}
_LEVEL = {"type": ["number", "null"]}  # or none
_NAME = {"type": ["string", "null"]}  # or none
_GATE = {
    "criterion": _TEXT,
    "wanted": {"type": "number"},
    "level": _LEVEL,
    "state": {"enum": ["passed", "failed", "open", "not-applicable"]},
}
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
        "reason": {
            "enum": ["", "not-applicable", "coverage-low", "nothing-rated", "no-score", "screened"]
        },
    },
    "ratings": {
        "case": _TEXT,
        "ref": _TEXT,
        "criterion": _TEXT,
        "n": _WHOLE,
        "rater": _TEXT,
        "state": {"enum": ["rated", "not-applicable", "missing"]},
        "level": _LEVEL,
        "counted": _LEVEL,
        "capped": _TEXT,
        "adjudicates": {"type": "boolean"},
        "line": _WHOLE,
    },
    "findings": {
        "code": _TEXT,
        "severity": {"enum": ["error", "warning", "note"]},
        "message": _TEXT,
        "message_zh": _TEXT,
        "help": _TEXT,
        "help_zh": _TEXT,
        "file": _TEXT,
        "line": _WHOLE,
        "column": _WHOLE,
        "sheet": _TEXT,
        "case": _NAME,
        "ref": _NAME,
        "values": _MAPPING,
    },
}


def schema(kind: str) -> dict[str, Any]:
    """JSON Schema of ``rubric``, ``case``, ``weights``, ``terms`` (learnt for a rubric),
    ``report``, ``map`` (headings of tables), ``evaluation`` or ``audit``; ValueError for anything
    else."""
    if kind == "evaluation":
        return _evaluation()
    if kind == "audit":
        return _audit()
    models: dict[str, type[Part]] = {
        "rubric": Rubric,
        "case": Case,
        "weights": Weights,
        "terms": LearntTerms,
        "report": ReportStyle,
        "map": TableMap,
    }
    if kind not in models:
        known = listed((*models, "evaluation", "audit"))
        raise Refusal(reason("schema.unknown", kind=kind, known=known))
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


def _object(*optional: str, **properties: Any) -> dict[str, Any]:
    """A mapping with exactly these keys, of which the ``optional`` ones may be missing."""
    return {
        "type": "object",
        "properties": properties,
        "required": [key for key in properties if key not in optional],
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _evaluation() -> dict[str, Any]:
    rubric = {
        "id": _TEXT,
        "version": _TEXT,
        "sha256": _TEXT,
        "file": _TEXT,
        "places": _MAPPING,
        "weighed": _MAPPING,
        "definition": {"$ref": "#/$defs/rubric"},
    }
    case = {
        "id": _TEXT,
        "sha256": _TEXT,
        "region": _MAPPING,
        "facets": _MAPPING,
        "file": _TEXT,
        "places": _MAPPING,
        "further": _list({"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2}),
        "definition": {"$ref": "#/$defs/case"},
    }
    rows = {name: _list(_object("sheet", **columns)) for name, columns in _ROW.items()}
    made = _object(
        *("regions", "other_regions"),  # where tables beside the cases say something of them
        *("gates", "floors"),  # where the rubric demands levels, and least scores of pillars
        "verdicts",  # where it has a verdict
        "parts",  # files of earlier versions have none
        schema={"const": SCHEMA},
        evalkit=_TEXT,
        as_of=_DATE,
        seed=_WHOLE,
        rubric={
            "type": "object",
            "properties": rubric,
            "required": ["id", "version", "sha256", "definition"],
        },
        cases=_list(
            {
                "type": "object",
                "properties": case,
                "required": ["id", "sha256", "region", "facets", "definition"],
            }
        ),
        regions={"type": "array"},
        other_regions={"type": "array"},
        scores=rows["scores"],
        ratings=rows["ratings"],
        consensus={"type": "array"},
        measures={"type": "array"},
        gates=_list(_object(case=_TEXT, **_GATE)),
        floors=_list(
            _object(case=_TEXT, pillar=_TEXT, wanted=_NUMBER, value=_NUMBER, state=_GATE["state"])
        ),
        verdicts=_list(
            _object(
                case=_TEXT,
                outcome={"enum": ["met", "not-met", "undecided"]},
                fails=_list(_TEXT),
                missing=_list(_TEXT),
            )
        ),
        analyses=_MAPPING,
        findings=rows["findings"],
        parts={"type": "object", "additionalProperties": _HASH},
        digest=_HASH,
    )
    return {
        "$schema": DIALECT,
        "$id": "evalkit:evaluation/2",
        "title": "evalkit evaluation",
        **made,
        "$defs": {"rubric": _MAPPING, "case": _MAPPING},
    }


def _audit() -> dict[str, Any]:
    finding = {k: v for k, v in _ROW["findings"].items() if k not in ("case", "values")}
    waiver = _object(
        "fingerprint",  # audits of earlier versions have none
        owner=_TEXT,
        because=_TEXT,
        because_zh=_TEXT,
        until=_NAME,
        file=_TEXT,
        line=_WHOLE,
        fingerprint=_TEXT,
    )
    findings, verdict = _list({"$ref": "#/$defs/finding"}), {"$ref": "#/$defs/verdict"}
    case = _object(
        id=_TEXT,
        sha256=_TEXT,
        verdict=verdict,
        evidence=_object(cited=_WHOLE, looked_up=_WHOLE, quoted=_WHOLE),
        gates=_list(_object(**_GATE)),
        findings=findings,
        waived=_list(_object("sheet", **finding, waiver=waiver)),
    )
    made = _object(
        schema={"const": AUDIT},
        evalkit=_TEXT,
        as_of=_DATE,
        fail_on={"enum": ["error", "warning", "note"]},
        rubric=_object(id=_TEXT, version=_TEXT, sha256=_TEXT),
        verdict=verdict,
        problems=_list(_TEXT),
        cases=_list(case),
        findings=findings,
    )
    parts = {
        "finding": _object("sheet", **finding),
        "verdict": {"enum": ["passed", "incomplete", "failed"]},
    }
    return {
        "$schema": DIALECT,
        "$id": "evalkit:audit/1",
        "title": "evalkit audit",
        **made,
        "$defs": parts,
    }
