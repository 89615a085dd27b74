"""An evaluation and its answers as versioned JSON; and back, scored again, so that nothing is
believed for being written.

``evaluation/2`` is written; ``evaluation/1`` is read as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation, evaluate
from evalkit.model.case import Case, CaseFile, JournalLine
from evalkit.model.finding import Finding, Value
from evalkit.model.measures import Entry, MeasureTable, Series
from evalkit.model.place import Span, shown_path
from evalkit.model.refusal import Refusal, listed, reason
from evalkit.model.regions import Listed
from evalkit.model.rubric import Rubric, RubricFile
from evalkit.model.weights import Weights, WeightsFile
from evalkit.scoring.consensus import RatingRow, tabulate

SCHEMA = "evalkit/evaluation/2"
READ = ("evalkit/evaluation/1", SCHEMA)
FOLLOWS = (
    "ratings",
    "consensus",
    "measures",
    "scores",
)  # what must come out again of definitions and measurements


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
        "rubric": _rubric(evaluation.standard),
        "cases": [_case(file) for file in evaluation.files],
        **_beside(evaluation),
        **_derived(evaluation),
        "analyses": analyses(results),
        "findings": [finding_data(finding) for finding in evaluation.findings],
    }
    return (
        json.dumps({**data, "digest": digest(data)}, ensure_ascii=False, indent=1, allow_nan=False)
        + "\n"
    )


def digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of everything but the digest itself, in one spelling."""
    rest = {key: value for key, value in data.items() if key != "digest"}
    text = json.dumps(
        rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def from_json(text: str) -> Evaluation:
    """The evaluation that a file holds, scored again from the definitions and measurements in it.

    Raises:
        ValueError: not JSON, not an evaluation of a version that is read here, changed since it was
            written, or holding something that does not follow from its own ratings; the message
            names the first such thing.
    """
    try:
        return _read(json.loads(text, parse_constant=_refused))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        missing = first["type"] == "missing"
        told = {"key": place} if missing else {"place": place}
        key = "evaluation.lacks" if missing else "evaluation.kind"
        raise Refusal(reason(key, **told)) from None
    except json.JSONDecodeError as error:
        raise Refusal(reason("evaluation.not-json", line=error.lineno)) from None
    except KeyError as error:
        raise Refusal(reason("evaluation.lacks", key=error)) from None
    except (TypeError, AttributeError, IndexError) as error:
        raise Refusal(reason("evaluation.kinds")) from error
    except RecursionError:
        raise Refusal(reason("evaluation.deep")) from None


def _read(data: Any) -> Evaluation:
    """The evaluation that data hold."""
    if not isinstance(data, dict) or data.get("schema") not in READ:
        stated = data.get("schema") if isinstance(data, dict) else None
        raise Refusal(reason("evaluation.schema", schema=stated, known=listed(READ)))
    if data["schema"] == SCHEMA and data.get("digest") != digest(data):
        raise Refusal(reason("evaluation.changed"))
    own, weighed = data["rubric"], data["rubric"].get("weighed")
    held = weighed and WeightsFile(
        Weights.model_validate(weighed["definition"]), weighed["file"], weighed["sha256"]
    )
    rubric = Rubric.model_validate(own["definition"])
    standard = RubricFile(rubric, own["file"], own["sha256"], _tuples(own["places"]), held)
    files = [
        CaseFile(
            Case.model_validate(c["definition"]),
            c["file"],
            c["sha256"],
            _tuples(c["places"]),
            {key: Span(*place) for key, place in c.get("elsewhere", {}).items()},
            tuple(JournalLine(*line) for line in c.get("journal", ())),
            tuple((name, sha256) for name, sha256 in c.get("further", ())),
        )
        for c in data["cases"]
    ]
    if not isinstance(data["seed"], int):
        raise Refusal(reason("evaluation.seed", seed=data["seed"]))
    day = _day(data["as_of"])
    known = _table(data["measures"], {file.case.case: file for file in files})
    table = _with_others(known, data)
    again = evaluate(
        standard, files, table=table, as_of=day, seed=data["seed"], version=data["evalkit"]
    )
    findings = tuple(_finding(item) for item in data["findings"])
    if data["schema"] == SCHEMA:
        _check_heads(data, again)
    _check(data, again, findings)
    return replace(again, findings=findings)


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
    return TypeAdapter(Any).dump_python(answer, mode="json")


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


def _derived(evaluation: Evaluation) -> dict[str, Any]:
    """What follows from definitions and measurements, in the order of the file."""
    measures = plain(evaluation.measured)
    for item in measures:
        for entry in (item["used"], *item["series"]):
            if entry:
                entry["file"] = shown_path(entry["file"])
    return {
        "scores": plain(evaluation.scores),
        "ratings": [rating_data(row) for row in evaluation.ratings.rows],
        "consensus": plain(tuple(evaluation.ratings.agreed.values())),
        "measures": measures,
    }


def _beside(evaluation: Evaluation) -> dict[str, Any]:
    """What tables beside the cases say of regions; nothing where they say nothing."""
    listed, others = plain(evaluation.listed), plain(evaluation.others)
    for item in (*listed, *(entry for own in others for entry in own["entries"])):
        item["file"] = shown_path(item["file"])
    held = {"regions": listed, "other_regions": others}
    return {name: items for name, items in held.items() if items}


def _with_others(own: MeasureTable, data: Mapping[str, Any]) -> MeasureTable:
    """The table of measures with the regions that no case is of, and with what is listed of all."""
    series = TypeAdapter(tuple[Series, ...]).validate_python(data.get("other_regions", ()))
    listed = TypeAdapter(tuple[Listed, ...]).validate_python(data.get("regions", ()))
    entries = {(item.region, item.measure): item.entries for item in series}
    return MeasureTable("", {**entries, **own.entries}, listed={row.region: row for row in listed})


def _rubric(standard: RubricFile) -> dict[str, Any]:
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


def _case(file: CaseFile) -> dict[str, Any]:
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


def _tuples(places: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, int]]:
    return {key: (place[0], place[1]) for key, place in places.items()}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(reason("evaluation.day", day=text)) from None


def _refused(name: str) -> float:
    raise Refusal(reason("evaluation.number", name=name))


def _table(measures: Sequence[Mapping[str, Any]], files: Mapping[str, CaseFile]) -> MeasureTable:
    """The measurements that stand beside the cases, as the table they came from."""
    entries: dict[tuple[str, str], dict[tuple[int, str], Entry]] = {}
    for item in measures:
        file = files[item["case"]]
        own = {m.year for m in file.case.measurements_of(item["criterion"])}
        name = file.case.region.name
        key = file.case.region.code or (name if isinstance(name, str) else name.zh or name.en or "")
        for entry in item["series"]:
            if entry["file"] != file.file or entry["year"] not in own:
                known = Entry(**entry)
                entries.setdefault((key, item["criterion"]), {})[known.year, known.file] = known
    return MeasureTable("", {key: tuple(held.values()) for key, held in entries.items()})


def _finding(item: Mapping[str, Any]) -> Finding:
    values: dict[str, Value] = {
        n: tuple(v) if isinstance(v, list) else v for n, v in item["values"].items()
    }
    span = Span(item["file"], item["line"], item["column"], item.get("sheet", ""))
    return Finding(item["code"], span, tuple(sorted(values.items())), item["case"], item["ref"])


def _check_heads(data: Mapping[str, Any], again: Evaluation) -> None:
    """ValueError where what stands beside a definition says something else than it does."""
    pairs = [("rubric", data["rubric"], _rubric(again.standard))]
    for n, file in enumerate(again.files):
        pairs.append((f"cases[{n}]", data["cases"][n], _case(file)))
    for place, stated, follows in pairs:
        for key in dict.fromkeys((*stated, *follows)):
            if stated.get(key) != follows.get(key):
                raise Refusal(reason("evaluation.head", place=place, key=key))


def _check(data: Mapping[str, Any], again: Evaluation, findings: Sequence[Finding]) -> None:
    """ValueError where the file says something else than comes out of scoring it again."""
    derived = _derived(again)
    for part in FOLLOWS:
        stated, follows = data[part], derived[part]
        for one, other in zip(stated, follows, strict=False):
            if one != other:
                key = next(key for key in other if one.get(key) != other[key])
                about = " ".join(str(other[name]) for name in ("case", "ref") if name in other)
                told = {"stated": one.get(key), "given": other[key]}
                raise Refusal(reason("evaluation.follows", part=part, key=key, about=about, **told))
        if len(stated) != len(follows):
            told = {"n": len(stated), "given": len(follows)}
            raise Refusal(reason("evaluation.rows", part=part, **told))
    held = set(findings)
    for finding in tabulate(again.rubric, again.files)[1]:
        if finding not in held:
            raise Refusal(reason("evaluation.finding", code=finding.code))
