"""The validator's errors in; findings in the user's own words out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any

from pydantic import ValidationError

from evalkit.model.fields import Part, Translations, level_meant
from evalkit.model.finding import Finding, Value, found, from_problem, suggestion
from evalkit.model.language import tag_meant
from evalkit.model.place import Span
from evalkit.model.rubric import OverridingGrade, Rubric
from evalkit.reading.case_cells import key_called, word_of
from evalkit.reading.corrections import (
    Written,
    as_names,
    corrected,
    date_lines,
    number_meant,
    remark,
)
from evalkit.reading.days import last_of_month, only_year
from evalkit.reading.mistyped import meant
from evalkit.reading.pruned import Kept
from evalkit.reading.repairs import Repair, displaced, shallow
from evalkit.reading.vocabulary import is_part, kinds
from evalkit.reading.yaml import Document, Path, Source, get

LOOKED_INTO = 20  # findings of a file whose lines are tried in other columns
# no key is called so
TAGS = frozenset(
    {
        *("<one>", "<many>", "<text>", "<translations>", "<name>", "<power>", "<from>", "<unless>"),
        *("<quantifier>", "<number>", "<share>", "<rule>", "<measure>"),
    }
)


def shape_findings(
    error: ValidationError, root: type[Part], document: Source, kept: Kept
) -> Iterator[Finding]:
    """One finding for each place that the validator refused, in the words of the file; where the
    line itself is mistyped, that, once a line."""
    seen: set[Span] = set()
    mistyped: set[int] = set()
    told: set[tuple[int, Value]] = set()
    # a key that is misspelt comes before what it leaves missing
    errors = error.errors(include_url=False)
    misspelt: set[tuple[Path, str]] = set()
    for span, repair in _moved_right(errors, root, document, kept):
        mistyped |= {span.line, *repair.lines}
        yield from_problem(repair.problem(), span.file)
    for item in sorted(errors, key=lambda item: _FIRST.get(item["type"], 2)):
        loc: tuple[str | int, ...] = item["loc"]
        path = tuple(step for step in loc if not _is_branch(step))
        code, values, on_key = _translate(item, path, root, loc)
        place = kept.original(path)
        if path and isinstance(path[-1], int) and _alone(document, place):
            path, place = path[:-1], place[:-1]
        if item["type"] == "missing":
            place = place[:-1]
        span = document.span(place, key=on_key)
        if code == "key-unknown" and "suggestion" in values:
            misspelt.add((path[:-1], str(values["suggestion"])))
        if code == "key-missing" and (path[:-1], str(path[-1])) in misspelt:
            continue
        if span in seen or span.line in mistyped:
            continue
        if (
            item["type"] in ("missing", "too_short")
            and code == "value-kind"
            and any(earlier.line == span.line for earlier in seen)
        ):
            continue  # what the list lacks follows from what is wrong in it
        seen.add(span)
        if code == "key-unknown" and (plain := _plain_key(document, span, values)):
            yield found(code, span, line=plain, **values)
            continue
        moves = len(seen) <= LOOKED_INTO and (code == "key-unknown" or item["input"] is None)
        if (cause := _mistyped(document, span, moves)) is not None:
            mistyped.add(span.line)
            yield cause
            continue
        values |= _way_out(code, item, path, place, root, document)
        if (line := values.get("line")) and (span.line, line) in told:
            continue  # both are put right by the same line
        told.add((span.line, line or ""))
        yield found(code, span, **values)


def _moved_right(
    errors: Sequence[Any], root: type[Part], document: Source, kept: Kept
) -> Iterator[tuple[Span, Repair]]:
    """Keys that hold nothing, since what belongs below them begins in their own column: where the
    key stands, and how the lines would read."""
    if not isinstance(document, Document):
        return
    done: set[int] = set()
    for item in errors[:LOOKED_INTO]:
        path: Path = tuple(step for step in item["loc"] if not _is_branch(step))
        if item["type"] == "extra_forbidden" and len(path) == 1:
            path = _holds_nothing(document, str(path[0]))
        elif item["input"] is not None or _wanted(item["type"], item["loc"]) != "@mapping":
            continue
        held = [*kinds(field_at(root, path))] if path else []
        if item["type"] == "extra_forbidden" and tuple in held:
            continue  # an item of a list begins with a dash
        parts = [kind for kind in held if is_part(kind)]
        own = frozenset(key for model in parts for key in model.keys_as_written())
        outer = frozenset(root.keys_as_written()) if len(path) == 1 else frozenset()
        span = document.span(kept.original(path))
        repair = shallow(document.text, span.line, own, outer) if span.line not in done else None
        if repair is not None:
            done.add(span.line)
            yield span, repair


def _holds_nothing(document: Document, key: str) -> Path:
    """The key of a file above another that holds nothing; no path where there is none."""
    names = [*document.data]
    for name in reversed(names[: names.index(key)] if key in names else []):
        if document.data[name] is None:
            return (name,)
    return ()


# what is told of a place where several things are wrong with it
_FIRST = {"extra_forbidden": 0, "literal_error": 1}
_BRANCH = re.compile(r"(constrained|function|literal|nullable|lax|json|tuple|dict|list)[-\[]")


def _is_branch(step: str | int) -> bool:
    """Whether a step of the validator's path is one of its own, and no key of the file."""
    return step in TAGS or step == "[key]" or (isinstance(step, str) and bool(_BRANCH.match(step)))


def _alone(document: Source, place: Path) -> bool:
    """Whether one value stands where the model holds several."""
    held = get(document.data, place[:-1])
    return held is not None and not isinstance(held, (list, Mapping))


def _mistyped(document: Source, span: Span, moves: bool) -> Finding | None:
    """What is wrong with the line itself, or, where it may have moved, with the column in which it
    begins; None where nothing is."""
    if not isinstance(document, Document):
        return None
    if moves and (moved := displaced(document.text, span.line)):
        return from_problem(moved.problem(), span.file)
    right = meant(document.line(span.line))
    fault = right.faults[0] if right is not None else None
    if right is None or fault is None or fault.code == "yaml-hash":
        return None
    place = Span(span.file, span.line, fault.column)
    return found(fault.code, place, line=right.line, **fault.values)


_STRAY = "、，；。,;:"


def _plain_key(document: Source, span: Span, values: Mapping[str, Value]) -> str:
    """The line without marks that slipped into a key: `targets、: []`; empty where none did."""
    key = str(values["key"])
    own = key.strip(f"{_STRAY} \u3000")
    known = str(values["keys"]).split(", ")
    if own == key or own not in known or not isinstance(document, Document):
        return ""
    line, at = document.line(span.line), span.column - 1
    return line[:at] + line[at:].replace(key, own, 1) if line[at:].startswith(key) else ""


def _way_out(
    code: str, item: Any, path: Path, place: Path, root: type[Part], document: Source
) -> dict[str, Value]:
    """The line to write instead, where it can be told."""
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    if code == "date-form":
        return _days(document, place, str(item["input"]))
    if code not in ("value-kind", "value-limit"):
        return {}
    annotation = field_at(root, path)
    ctx = item.get("ctx", {})
    limit = 1 in (ctx.get("le"), ctx.get("lt")) or _share(annotation)
    if code == "value-limit":
        return _as_share(document, place, item["input"]) if limit else {}
    wanted = _wanted(item["type"], item["loc"])
    line = corrected(document, place, wanted, key, annotation, limit)
    written = Written(document, place).raw
    said: dict[str, Value] = {"given": f"`{written}`"} if written else {}
    if "[key]" in item["loc"]:
        of = [str(step) for step in path[:-1] if isinstance(step, str)]
        named: dict[str, Value] = {"key": of[-1] if of else key, "given": f"`{item['input']}`"}
        return named | _with_key(document, place, str(item["input"]), wanted)
    if wanted == "@list" and {*kinds(annotation)} & {int, float} and str not in kinds(annotation):
        said["wanted"] = "@pair"
    if key == "level" and isinstance(item["input"], str):
        said["named"] = item["input"]
        said |= remark(document, place)
        line = str(said["line"]) if "rest" in said else line
    if isinstance(document, Document) and wanted == "@mapping":
        said |= as_names(document, place, annotation)
        line = None if "line" in said else line
    return said if line is None else {**said, "line": line}


def _with_key(document: Source, place: Path, key: str, wanted: str) -> dict[str, Value]:
    """The line with the number that a key is meant to be: `1级: …`."""
    number = None
    if wanted in ("@integer", "@number"):
        number = number_meant(key, whole=wanted == "@integer", share=False)
    if number is not None and wanted == "@number":
        number = f"{float(number):g}"
    if number is None or not isinstance(document, Document):
        return {}
    span = document.span(place, key=True)
    line, at = document.line(span.line), span.column - 1
    told = line[at:].startswith(key)
    return {"line": line[:at] + number + line[at + len(key) :]} if told else {}


def _share(annotation: Any) -> bool:
    """Whether a field holds numbers up to 1."""
    return any(
        1 in (getattr(part, "le", None), getattr(part, "lt", None)) for part in kinds(annotation)
    )


def _as_share(document: Source, place: Path, given: Any) -> dict[str, Value]:
    """A share that was written as a percentage."""
    if isinstance(given, (int, float)) and 1 < given <= 100:
        return Written(document, place).said(f"{given / 100:g}")
    return {}


def _days(document: Source, place: Path, given: str) -> dict[str, Value]:
    lines = date_lines(document, place)
    if lines:
        return {"line": lines[0], **({"other": lines[1]} if len(lines) > 1 else {})}
    if last := last_of_month(given):
        return {"last": Written(document, place).with_value(last)}
    year = only_year(given)
    return {"only": year} if year else {}


def field_at(root: type[Part], path: Path) -> Any:
    """What the field at a path may hold; of a name in a table of names, what the table does."""
    model, annotation, named = root, None, False
    for step in path:
        if isinstance(step, int):
            continue
        if named:
            named = False
            continue
        info = model.keys_as_written().get(step)
        if info is None:
            return annotation
        annotation = (
            Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
        )
        held = list(kinds(annotation))
        named = dict in held
        parts = [kind for kind in held if isinstance(kind, type) and issubclass(kind, Part)]
        model = parts[0] if parts else model
    return annotation


_KINDS = {
    "string_type": "@text",
    "float_type": "@number",
    "int_type": "@integer",
    "int_from_float": "@integer",
    "bool_type": "@truth",
    "tuple_type": "@list",
    "list_type": "@list",
    "dict_type": "@mapping",
    "model_type": "@mapping",
    "model_attributes_type": "@mapping",
    "finite_number": "@number",
    "int_parsing": "@integer",
    "iterable_type": "@list",
    "level_form": "@number",
}
_LIMITS = {
    "greater_than": "gt",
    "greater_than_equal": "ge",
    "less_than": "lt",
    "less_than_equal": "le",
}
_FORMS = frozenset({"id_form", "date_form", "pin_form", "colour_form"})


def _translate(
    item: Any, path: Path, root: type[Part], loc: Path
) -> tuple[str, dict[str, Value], bool]:
    """(code, values, whether it is the key that is wrong)."""
    kind: str = item["type"]
    key = str(next((step for step in reversed(path) if isinstance(step, str)), "—"))
    owner, model = _owner(root, loc[:-1])
    given = item["input"]
    values: dict[str, Value]
    if kind == "extra_forbidden":
        keys = model.keys_as_written()
        called = key_called(key, keys)  # by its heading in a table: 理由, 等级
        values = {"key": key, "owner": owner, "keys": ", ".join(keys)}
        values |= {"suggestion": called} if called else suggestion(key, keys)
        return "key-unknown", values, True
    if kind == "missing" and not isinstance(path[-1], int):
        return "key-missing", {"key": key, "owner": owner}, False
    if kind == "too_short" and isinstance(given, Mapping):
        return "value-kind", {"key": key, "wanted": "@mapping", "given": "@nothing"}, False
    if kind in ("missing", "too_long", "too_short"):
        return "value-kind", {"key": key, "wanted": "@pair", "given": "@list"}, False
    if kind in _FORMS:
        values = {"value": str(given)}
        near = re.sub(r"[^a-z0-9]+", "-", str(given).lower()).strip("-")
        if kind == "id_form" and near[:1].isalpha():
            values["example"] = near
        return kind.replace("_", "-"), values, False
    if kind == "language_form":
        values = {"key": "terms", "value": str(given), "choices": "zh, en, de, fr, ja, ko, ar, …"}
        if tag := tag_meant(str(given)):
            values["suggestion"] = tag
        return "value-unknown", values, True
    if kind == "level_form":
        said = {"key": key, "wanted": "@number", "given": _kind_of(given)}
        number = level_meant(str(given))
        return "value-kind", {**said, **({"line": f"{number}: …"} if number else {})}, True
    if kind == "text_empty":
        return "text-empty", {"key": key}, False
    if key == "wording" or (key == "version" and root is Rubric):
        return "version-form", {"value": str(given)}, False
    if kind in ("literal_error", "union_tag_invalid"):
        choices = re.findall(r"'([^']*)'", item.get("ctx", {}).get("expected", ""))
        if "<name>" in loc:
            choices.append("{power: 0.5}")
        if "<quantifier>" in loc:
            choices.append(f"{{at_least: {given if type(given) is int and given > 0 else 3}}}")
        values = {"key": key, "value": str(given), "choices": ", ".join(choices)}
        if (word := word_of(str(given))) in choices:  # what people call it: 不适用, 评分人
            values["suggestion"] = word
        else:
            values |= suggestion(str(given), choices)
        return "value-unknown", values, "[key]" in loc
    if name := _LIMITS.get(kind):
        limit = f"@{name} {item['ctx'][name]:g}"
        return "value-limit", {"key": key, "limit": limit, "value": given}, False
    return "value-kind", {"key": key, "wanted": _wanted(kind, loc), "given": _kind_of(given)}, False


def _wanted(kind: str, loc: Path) -> str:
    several = kind == "string_type" and "<text>" in loc
    return "@translations" if several else _KINDS.get(kind, "@item")


def _kind_of(value: Any) -> str:
    if value is None:
        return "@nothing"
    if isinstance(value, bool):
        return "@truth"
    if isinstance(value, (int, float)):
        return "@number"
    if isinstance(value, str):
        return "@text"
    return "@list" if isinstance(value, (list, tuple)) else "@mapping"


# The term for a part is the name of its class, but for these.
_OWNERS = {
    "Anchor": "level",
    "At": "source",
    "CeilingStep": "ceilings",
    "ChainLink": "link",
    "ConsistencyBand": "band",
    "LearntTerms": "learnt-terms",
    "PlanDocument": "document",
    "ReportStyle": "style",
    "Sections": "style-sections",
    "Step": "band",
    "Translations": "text",
}


_TAGGED: Mapping[str | int, type[Part]] = {
    "<translations>": Translations,
    "<unless>": OverridingGrade,
}


def term_of(model: type[Part]) -> str:
    """What a part is called in findings: a term of the catalogue."""
    return "@" + _OWNERS.get(model.__name__, model.__name__.lower())


def _owner(root: type[Part], loc: Path) -> tuple[str, type[Part]]:
    """The part that holds a key, as a term and as a model: follows ``loc`` through the fields."""
    model, in_mapping = root, False
    for step in loc:
        model = _TAGGED.get(step, model)
        if isinstance(step, int) or step in TAGS:
            continue
        if in_mapping:
            in_mapping = False
            continue
        child = _children(model).get(step)
        if child is not None:
            model, in_mapping = child
    return term_of(model), model


@cache
def _children(model: type[Part]) -> dict[str, tuple[type[Part], bool]]:
    """Key → (model of its value, whether the value is a mapping of such)."""
    children = {}
    for key, info in model.keys_as_written().items():
        held = list(kinds(info.annotation))
        parts = [kind for kind in held if isinstance(kind, type) and issubclass(kind, Part)]
        if parts:
            children[key] = (parts[0], dict in held)
    return children
