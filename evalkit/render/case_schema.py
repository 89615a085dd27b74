"""The JSON Schema of a case with the words of a language; and of one rubric's own cases, which
names its criteria, checks, levels, facets, kinds and codes.

In: the general schema. Out: another, with titles and descriptions for editors.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evalkit.model.catalogue import messages, phrase
from evalkit.model.fields import Text, both, in_language
from evalkit.model.finding import SEVERITY, meaning
from evalkit.model.rubric import Criterion, Measure, Pillar, Rubric

Schema = dict[str, Any]
_NULL: Schema = {"type": "null"}


def described(general: Schema, lang: str) -> Schema:
    """The schema with what each of its keys holds, in a language."""
    made = copy.deepcopy(general)
    words: Mapping[str, Mapping[str, str]] = messages("render", lang)["schema"]
    for name, part in (("Case", made), *made["$defs"].items()):
        part["description"] = words[name]["about"]
        for key, held in part.get("properties", {}).items():
            held["description"] = words[name][key]
            held.pop("title", None)
    return made


def of_rubric(general: Schema, rubric: Rubric, lang: str) -> Schema:
    """The described schema of a case, narrowed to the cases of one rubric."""
    made = described(general, lang)
    keys, defs = made["properties"], made["$defs"]
    title = in_language(rubric.title, lang)
    made |= {"$id": f"evalkit:case/{rubric.pin}", "title": f"{title} ({rubric.pin})"}
    keys["rubric"] |= {"const": rubric.pin, "description": title}
    facets = {name: _facet(rubric, name, defs["Declaration"], lang) for name in rubric.facets}
    _only(keys["facets"], facets)
    if rubric.kinds:
        kinds = {name: kind.title for name, kind in rubric.kinds.items()}
        defs["Plan"]["properties"]["kind"] |= _choice(kinds, lang)
    _only(keys["ratings"], _ratings(rubric, defs["Rating"], lang))
    measured = {ref.rpartition(".")[2]: held for ref, held in rubric.measured.items()}
    _only(keys["measures"], _measures(measured, defs["Measurement"], lang))
    _commitments(defs, rubric, {name: c.title for name, (c, _) in measured.items()}, lang)
    findings: dict[str, Text] = {code: meaning(code, lang) for code in SEVERITY}
    defs["Waiver"]["properties"]["finding"] |= _choice(findings, lang, blank=False)
    return made


def _only(held: Schema, parts: Mapping[str, Schema]) -> None:
    """A mapping with these keys and no others."""
    held |= {"properties": dict(parts), "additionalProperties": False}


def _choice(values: Mapping[Any, Text | None], lang: str, *, blank: bool = True) -> Schema:
    """One of the values, each with what it means; or nothing yet."""
    said = [in_language(text, lang) for text in values.values()]
    names: list[Any] = [*values, *([None] if blank else [])]
    said += [""] * (len(names) - len(said))
    return {"enum": names, "enumDescriptions": said}


def _facet(rubric: Rubric, name: str, general: Schema, lang: str) -> Schema:
    facet = rubric.facets[name]
    made = copy.deepcopy(general)
    one = _choice(facet.values, lang, blank=False)
    made["properties"]["is"] = {"anyOf": [one, {"type": "array", "items": one}]}
    if not facet.many:
        made["properties"]["is"] = one
    made["properties"]["is"]["description"] = in_language(facet.means or facet.title, lang)
    listed = [f"`{value}` {in_language(text, lang)}" for value, text in facet.values.items()]
    return made | _told(in_language(facet.title, lang), in_language(facet.means, lang), listed)


def _told(title: str, about: str, lines: Iterable[str] = ()) -> Schema:
    """Title and description, plain and as Markdown."""
    marked = "\n\n".join(
        part for part in (f"**{title}**", about, "\n".join(_bullets(lines))) if part
    )
    return {"title": title, "description": about or title, "markdownDescription": marked}


def _bullets(lines: Iterable[str]) -> Iterable[str]:
    return (f"- {line}" for line in lines)


def _ratings(rubric: Rubric, general: Schema, lang: str) -> dict[str, Schema]:
    """Criterion → what its ratings may hold, for criteria that people rate or may set aside."""
    made = {}
    for _, above, node in rubric.walk():
        if isinstance(node, Pillar):
            continue
        scale = rubric.scales.get(node.id)
        rating = _rating(node, scale.ratable if scale else (), general, lang)
        title = f"{node.code} {in_language(node.title, lang)}".strip()
        pillar = in_language(above[-1].title, lang)
        about = in_language(node.asks or node.guidance, lang) or pillar
        told = _told(f"{title} · {pillar}", about, _lines(node, lang))
        both_ways = [rating, {"type": "array", "items": rating}, _NULL]
        made[node.id] = {**told, "anyOf": both_ways}
    return made


def _lines(criterion: Criterion, lang: str) -> list[str]:
    """Levels and checks of a criterion, as an editor shows them beside its id."""
    levels = sorted((criterion.levels or {}).items())
    return [
        *(f"**{number}** {in_language(text, lang)}" for number, text in levels),
        *(f"`{check.id}` {in_language(check.asks, lang)}" for check in criterion.checks),
    ]


def _rating(criterion: Criterion, ratable: Sequence[float], general: Schema, lang: str) -> Schema:
    made = _referring(general, "Rating")
    keys, were = made["properties"], general["properties"]
    if criterion.levels:
        levels = {level: criterion.means(level) for level in ratable}
        keys["level"] = {"description": were["level"]["description"], **_choice(levels, lang)}
    checks: dict[str, Text | None] = {check.id: check.asks for check in criterion.checks}
    one = {"items": _choice(checks, lang, blank=False), "uniqueItems": True}
    keys["checks"] = {**were["checks"], **(one if checks else {"maxItems": 0})}
    return made


def _referring(general: Schema, name: str) -> Schema:
    """A part whose keys are those of a definition, by reference: short, where it stands many
    times."""
    keys = {key: {"$ref": f"#/$defs/{name}/properties/{key}"} for key in general["properties"]}
    return {key: held for key, held in general.items() if key != "properties"} | {
        "properties": keys
    }


def _measures(
    measured: Mapping[str, tuple[Criterion, Measure]], general: Schema, lang: str
) -> dict[str, Schema]:
    made = {}
    for name, (criterion, measure) in measured.items():
        one = _referring(general, "Measurement")
        one["properties"]["unit"] = {"enum": list(dict.fromkeys(both(measure.unit)))}
        title = f"{criterion.code} {in_language(criterion.title, lang)}".strip()
        unit = phrase("render", lang, "schema.unit", unit=in_language(measure.unit, lang))
        about = in_language(criterion.asks, lang) or unit
        made[name] = {
            **_told(title, about, [unit]),
            "anyOf": [one, {"type": "array", "items": one}],
        }
    return made


def _commitments(
    defs: dict[str, Schema], rubric: Rubric, measures: Mapping[str, Text], lang: str
) -> None:
    """What a commitment may name of a rubric: its measures, criteria and codes."""
    commitment, target = (defs[name]["properties"] for name in ("Commitment", "Target"))
    if measures:
        commitment["measure"] |= _choice(measures, lang)
        target["measure"] |= _choice(measures, lang, blank=False)
    criteria: dict[str, Text] = {c.id: c.title for _, c in rubric.criteria()}
    one = _choice(criteria, lang, blank=False)
    commitment["criteria"]["anyOf"] = [one, {"type": "array", "items": one}, _NULL]
    codes = {}
    for name, code in rubric.codes.items():
        values: dict[str, Text] = {
            value: held.means or held.title for value, held in code.values.items()
        }
        one = _choice(values, lang, blank=False)
        told = _told(in_language(code.title, lang), in_language(code.means, lang))
        several = [one, {"type": "array", "items": one}]
        codes[name] = {**told, "anyOf": several}
    _only(commitment["codes"], codes)
