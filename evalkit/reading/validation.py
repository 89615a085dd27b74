"""The validator's errors in; findings in the user's own words out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from evalkit.model.fields import Part, Translations
from evalkit.model.finding import Finding, Value, found, suggestion
from evalkit.model.place import Span, line_of
from evalkit.model.rubric import Rubric
from evalkit.reading.yaml import Path, Source

TAGS = frozenset({"one", "many", "text", "translations"})


class Kept:
    """Which items of a pruned list stand where in the file."""

    def __init__(self) -> None:
        self.indices: dict[Path, list[int]] = {}

    def original(self, path: Path) -> Path:
        """A path in the pruned data as the path in the file."""
        out: Path = ()
        for step in path:
            indices = self.indices.get(out, [])
            listed = isinstance(step, int) and step < len(indices)
            out = (*out, indices[int(step)] if listed else step)
        return out


def shape_findings(
    error: ValidationError, root: type[Part], document: Source, kept: Kept
) -> Iterator[Finding]:
    """One finding for each place that the validator refused, in the words of the file."""
    seen: set[Span] = set()
    for item in error.errors(include_url=False):
        loc: tuple[str | int, ...] = item["loc"]
        path = tuple(step for step in loc if step not in TAGS and step != "[key]")
        code, values, on_key = _translate(item, path, root, loc)
        place = kept.original(path)
        if (
            code == "key-unknown"
            and item["input"] is None
            and _no_colon(document, place, str(values["key"]))
        ):
            code, values = "text-comma", {"key": values["key"]}
        if item["type"] == "missing":
            place = place[:-1]
        span = document.span(place, key=on_key)
        if span not in seen:
            seen.add(span)
            yield found(code, span, **values)


def _no_colon(document: Source, place: Path, key: str) -> bool:
    """Whether a key has no colon after it: it is what a comma within { } left of a text."""
    span = document.span(place, key=True)
    after = line_of(document.text, span.line)[span.column - 1 + len(key) :].lstrip("\"' ")
    return after[:1] in (",", "}")


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
    if kind == "extra_forbidden" and model is Translations and given is None:
        return "text-comma", {"key": key}, True
    if kind == "extra_forbidden":
        keys = model.keys_as_written()
        values = {"key": key, "owner": owner, "keys": ", ".join(keys), **suggestion(key, keys)}
        return "key-unknown", values, True
    if kind == "missing" and not isinstance(path[-1], int):
        return "key-missing", {"key": key, "owner": owner}, False
    if kind in ("missing", "too_long", "too_short"):
        return "value-kind", {"key": key, "wanted": "@pair", "given": "@list"}, False
    if kind in _FORMS:
        values = {"value": str(given)}
        near = re.sub(r"[^a-z0-9]+", "-", str(given).lower()).strip("-")
        if kind == "id_form" and near[:1].isalpha():
            values["example"] = near
        return kind.replace("_", "-"), values, False
    if kind == "text_empty":
        return "text-empty", {"key": key}, False
    if key == "wording" or (key == "version" and root is Rubric):
        return "version-form", {"value": str(given)}, False
    if kind in ("literal_error", "union_tag_invalid"):
        choices = re.findall(r"'([^']*)'", item.get("ctx", {}).get("expected", ""))
        values = {"key": key, "value": str(given), "choices": ", ".join(choices)}
        return "value-unknown", {**values, **suggestion(str(given), choices)}, "[key]" in loc
    if name := _LIMITS.get(kind):
        limit = f"@{name} {item['ctx'][name]:g}"
        return "value-limit", {"key": key, "limit": limit, "value": given}, False
    wanted = _KINDS.get(kind, "@item")
    if kind == "string_type" and "text" in loc:
        wanted = "@translations"
    return "value-kind", {"key": key, "wanted": wanted, "given": _kind_of(given)}, False


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
    "PlanDocument": "document",
    "ReportStyle": "style",
    "Sections": "style-sections",
    "Step": "band",
    "Translations": "text",
}


def term_of(model: type[Part]) -> str:
    """What a part is called in findings: a term of the catalogue."""
    return "@" + _OWNERS.get(model.__name__, model.__name__.lower())


def _owner(root: type[Part], loc: Path) -> tuple[str, type[Part]]:
    """The part that holds a key, as a term and as a model: follows ``loc`` through the fields."""
    model, in_mapping = root, False
    for step in loc:
        if step == "translations":
            model = Translations
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
        kinds = list(_flatten(info.annotation))
        parts = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Part)]
        if parts:
            children[key] = (parts[0], dict in kinds)
    return children


def _flatten(annotation: Any) -> Iterator[Any]:
    if (origin := get_origin(annotation)) is not None:
        yield origin
        for argument in get_args(annotation):
            yield from _flatten(argument)
    else:
        yield annotation
