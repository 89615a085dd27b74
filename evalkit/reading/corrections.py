"""A value of the wrong kind, where it stands and what is wanted in; the line to write instead,
out.

Only a line whose meaning can be told from what is written is offered; days that may be meant are
:mod:`evalkit.reading.days`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from evalkit.model.fields import ID, Part, Translations, western
from evalkit.model.finding import Value
from evalkit.model.place import line_of
from evalkit.reading.days import days_meant, in_digits
from evalkit.reading.marks import quoted, reads
from evalkit.reading.vocabulary import kinds, sentences
from evalkit.reading.yaml import Document, Path, Source, get

_NUMBER = re.compile(
    r"(?:level|lvl|l|score|grade|rating|fy|cy|year|等级|第)?\.?\s*"
    r"([-+]?\d+(?:\.\d+)?)\s*(%|年|分|级|points?|pts?)?\s*(?:\(.*\))?\Z",
    re.I,
)
_NAMES = "zero one two three four five six seven eight nine"
_WORDS = {word: n for n, word in enumerate(_NAMES.split())}
_PARTS = re.compile(r"\s*[,，、;；]\s*")
_RANGE = re.compile(
    r"([-+]?\d+(?:\.\d+)?)\s*年?\s*(?:[-–—―~～至到,，/]|to|until)\s*([-+]?\d+(?:\.\d+)?)\s*年?\Z"
)
NOT_APPLICABLE = frozenset({"n/a", "na", "n.a.", "n. a.", "not applicable", "不适用", "无关"})
MISSING = frozenset(
    {
        "-",
        "–",
        "—",
        "?",
        "none",
        "missing",
        "unknown",
        "n/k",
        "tbd",
        "无",
        "缺",
        "缺失",
        "未评",
        "待定",
    }
)
_TRUE = frozenset({"yes", "y", "on", "是", "对", "1", "true"})
_FALSE = frozenset({"no", "n", "off", "否", "不", "0", "false"})


class Written:
    """A value as it is written on its line."""

    def __init__(self, document: Source, path: Path) -> None:
        span = document.span(path)
        self.number, self.at = span.line, span.column - 1
        self.listed = bool(path) and isinstance(path[-1], int)
        self.around = get(document.data, path[:-1]) if path else None
        own = isinstance(document, Document)  # what stands in a table has no line of ours
        self.line = line_of(document.text, span.line).rstrip("\r") if own else ""
        self.given = get(document.data, path)
        self.place = path[-1] + 1 if path and isinstance(path[-1], int) else 1  # in its list
        rest = self.line[self.at :]
        self.raw = (
            "" if self.given is None or not own else _raw(rest, _in_brackets(self.line[: self.at]))
        )
        before = self.line[: self.at]
        key = re.search(r"(?:^|[\s{,])([\"']?[\w.\-@]+[\"']?):\s*\Z", before)
        self.key_at = key.start(1) if key else -1

    def with_value(self, value: str) -> str:
        """The line with another value."""
        return self.line[: self.at] + value + self.line[self.at + len(self.raw) :]

    def said(self, value: str) -> dict[str, Value]:
        """The line with another value, as a finding shows it; nothing where there is no line."""
        return {"line": self.with_value(value)} if self.raw else {}

    def with_pair(self, pair: str) -> str | None:
        """The line with another key and value."""
        if self.key_at < 0:
            return None
        return self.line[: self.key_at] + pair + self.line[self.at + len(self.raw) :]


def _in_brackets(before: str) -> bool:
    plain = re.sub(r"\"[^\"]*\"|'[^']*'", "", before)
    return plain.count("{") + plain.count("[") > plain.count("}") + plain.count("]")


def _raw(rest: str, within: bool) -> str:
    """What is written of a value, from its first character on; "" where it goes on below."""
    if rest[:1] in ("{", "["):
        depth = 0
        for place, mark in enumerate(
            re.sub(r"\"[^\"]*\"|'[^']*'", lambda m: "x" * len(m[0]), rest)
        ):
            depth += (mark in "{[") - (mark in "}]")
            if not depth:
                return rest[: place + 1]
        return ""
    if rest[:1] in ("'", '"'):
        whole = re.match(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", rest)
        return whole[0] if whole else ""
    if rest[:1] in ("|", ">"):
        return ""
    found = re.match(
        r"[^,{}\[\]]+?(?=\s*(?:[,{}\[\]]|\s#|\Z))" if within else r".+?(?=\s*(?:\s#|\Z))", rest
    )
    return found[0] if found else ""


def corrected(
    document: Source, path: Path, wanted: str, key: str, annotation: Any, limit: bool
) -> str | None:
    """The line as it was meant; None where that cannot be told.

    Args:
        wanted: what is wanted, as findings name it; ``annotation``: of the field that holds it;
        ``limit``: whether the number must not be above 1.
    """
    written = Written(document, path)
    given = written.given
    if isinstance(given, (Mapping, list)) and written.raw[:1] not in ("{", "["):
        return _as_item(written, wanted)
    if not written.raw:
        return None
    if key == "level" and isinstance(given, str) and (pair := _state(given)):
        return written.with_pair(pair)
    if written.listed and (whole := _numbers_beside(written, wanted)):
        return whole
    if pair := _with_unit(written, wanted):
        return written.with_value(pair)
    value = _value(written, given, wanted, key, annotation, limit)
    return None if value is None or value == written.raw else written.with_value(value)


def _value(
    written: Written, given: Any, wanted: str, key: str, annotation: Any, limit: bool
) -> str | None:
    if wanted in ("@number", "@integer") and isinstance(given, (str, float)):
        if two := re.fullmatch(r"(\d{4})\s*[-–—~～至到/ ]\s*(\d{4})年?", written.raw):
            return f"{two[1]}, {two[2]}" if written.listed else None
        return number_meant(str(given), wanted == "@integer", limit or key == "weight")
    if wanted in ("@number", "@integer", "@text") and isinstance(given, list):
        alone = (
            len(given) == 1 and isinstance(given[0], (str, int, float)) and key not in sentences()
        )
        return written.raw[1:-1].strip() if alone else _as_text(written, wanted)
    if wanted == "@truth":
        own = str(given).strip().casefold()
        return "true" if own in _TRUE else "false" if own in _FALSE else None
    if wanted in ("@text", "@translations"):
        return _as_text(written, wanted)
    if wanted in ("@list", "@pair"):
        return _list(written, given, annotation, wanted == "@pair")
    if wanted in ("@mapping", "@item"):
        return _mapping(written, given, annotation)
    return None


_REMARK = re.compile(r"[-+]?\d+(?:\.\d+)?(?=\D)")


def remark(document: Source, path: Path) -> dict[str, Value]:
    """A level with something behind it, `3 (see memo)`: the line with the level alone, and what
    goes elsewhere; nothing where it is written otherwise."""
    written = Written(document, path)
    if not isinstance(written.given, str) or not written.raw or written.raw[0] in "\"'":
        return {}
    own = western(written.given).strip()
    level = _REMARK.match(own)
    rest = own[level.end() :].strip(" ()[],;:.-–—?!") if level is not None else ""
    if level is None or not re.search(r"\w{2}", rest) or own[level.end()].isalnum():
        return {}
    return {"line": written.with_value(level[0]), "rest": rest}


def as_names(document: Document, path: Path, annotation: Any) -> dict[str, Value]:
    """Raters that are written as a list, or as one name: the lines to write in its place."""
    models = [kind for kind in kinds(annotation) if isinstance(kind, type)]
    if len(path) > 1 or dict not in models or not any(kind.__name__ == "Rater" for kind in models):
        return {}
    given = get(document.data, path)
    entries = [_entry(one) for one in (given if isinstance(given, list) else [given])]
    if not entries or not all(entries):
        return {}
    key, end = document.span(path, key=True).line, document.span(path).line
    if isinstance(given, list):
        end = max(document.span((*path, n)).line for n in range(len(given)))
    head = document.line(key)
    line = head[: len(head) - len(head.lstrip())] + f"{path[-1]}: {{{', '.join(entries)}}}"
    return {"line": line, **({"line_number": key, "until": end} if end > key else {})}


def _entry(one: Any) -> str:
    """A rater as an entry of its own; empty where nobody is named."""
    rest: dict[str, Any] = {}
    if isinstance(one, Mapping):
        told = next((key for key in ("id", "rater", "name") if isinstance(one.get(key), str)), "")
        name = one.get(told, "")
        rest = {key: value for key, value in one.items() if key != told}
        if not told and len(one) == 1:  # - Ana: {role: rater}
            name, held = next(iter(one.items()))
            rest = dict(held) if isinstance(held, Mapping) else {}
    else:
        name = "" if one is None or isinstance(one, list) else str(one)
    if not name or any(isinstance(value, (Mapping, list)) for value in rest.values()):
        return ""
    said = rest or {"role": "rater"}
    parts = (f"{key}: {_flow(str(value))}" for key, value in said.items() if value is not None)
    return f"{_flow(str(name))}: {{{', '.join(parts)}}}"


def _flow(text: str) -> str:
    return text if reads(text, True) else quoted(text)


def _numbers_beside(written: Written, wanted: str) -> str | None:
    """A line whose bracket holds nothing but numbers, with each of them as it is meant."""
    held = written.around
    if wanted not in ("@number", "@integer") or not isinstance(held, list) or len(held) < 2:
        return None
    made = [number_meant(str(one), wanted == "@integer", False) for one in held]
    line = written.line
    for one, number in zip(held, made, strict=True):
        if number is None or line.count(str(one)) != 1:
            return None
        line = line.replace(str(one), number)
    return line


_MEASURED = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*([^\W\d_]{1,8}|%)\Z")


def _with_unit(written: Written, wanted: str) -> str | None:
    """A number that is written together with its unit, as number and unit: `3.8亿元`."""
    beside = written.around
    key = written.line[written.key_at : written.at] if written.key_at >= 0 else ""
    if wanted not in ("@number", "@item", "@mapping") or not isinstance(written.given, str):
        return None
    found = _MEASURED.match(western(written.given).strip())
    if found is None:
        return None
    pair = f"{found[1]}, unit: {found[2] if found[2] != '%' else quoted('%')}"
    if wanted != "@number":
        return f"{{value: {pair}}}" if key.startswith("money") else None
    if not key.startswith("value") or not isinstance(beside, Mapping):
        return None
    if "unit" in beside:
        return found[1] if found[2] == unicodedata.normalize("NFKC", str(beside["unit"])) else None
    return pair if _in_brackets(written.line[: written.at]) else None


def _as_text(written: Written, wanted: str) -> str | None:
    plain = wanted in ("@text", "@translations") and written.raw[0] not in "'\""
    return quoted(written.raw) if plain else None


def number_meant(text: str, whole: bool, share: bool) -> str | None:
    """A number as it is written: `4.1%`, `3,5`, `Level 3`, `２０２３年`; None where it is doubtful.

    Args:
        share: whether a percentage is a share of 1.
    """
    own = western(text).strip().strip("\"'")
    own = own.rstrip(" 。.,，;；、")
    own = str(_WORDS.get(own.casefold(), own)).replace("·", ".")
    own = in_digits(own) if re.fullmatch("[〇零○一二三四五六七八九十]+[年级分]?", own) else own
    if re.fullmatch(r"[-+]?\d{1,3}(?:_\d{3})+(?:\.\d+)?", own):
        own = own.replace("_", "")
    if re.fullmatch(
        r"[-+]?\d{1,3}(?:,\d{3})+\.\d+|[-+]?\d{1,3}(?:,\d{3}){2,}|[-+]?\d{1,3}(?: \d{3})+", own
    ):
        own = re.sub(r"[, ]", "", own)
    elif re.match(r"[-+]?\d+,(?:\d{1,2}|\d{4,})(?!\d)", own):
        own = own.replace(",", ".", 1)
    found = _NUMBER.match(own)
    if found is None or "," in own:
        return None
    value = found[1].lstrip("+")
    value = ("0" + value) if value.startswith(".") else value
    if found[2] == "%" and share:
        value = f"{float(value) / 100:g}"
    if whole and "." in value:
        return value.partition(".")[0] if float(value).is_integer() else None
    return value


def _state(given: str) -> str | None:
    own = given.strip().casefold()
    if own in NOT_APPLICABLE:
        return "state: not-applicable"
    return "state: missing" if own in MISSING else None


def _list(written: Written, given: Any, annotation: Any, pair: bool) -> str | None:
    if isinstance(given, Mapping) and given and not any(v is not None for v in given.values()):
        return f"[{written.raw[1:-1]}]"
    if isinstance(given, Mapping) and given and not pair:
        said = {key: _ticked(value) for key, value in given.items()}
        if None not in said.values():  # {figure: 是, dated: 否}
            return f"[{', '.join(str(key) for key, ticked in said.items() if ticked)}]"
    if isinstance(given, (Mapping, list)):
        return f"[{written.raw}]" if isinstance(given, Mapping) and not pair else None
    text = western(str(given)).strip()
    numeric = any(kind in (int, float) for kind in kinds(annotation)) and str not in kinds(
        annotation
    )
    if (found := _RANGE.match(text)) and (numeric or pair):
        short = re.fullmatch(r"\d\d", found[2]) and re.fullmatch(r"\d{4}", found[1])
        return f"[{found[1]}, {found[1][:2] if short else ''}{found[2]}]"
    if pair or numeric:
        numbers = re.findall(r"[-+]?\d+(?:\.\d+)?", text)
        return f"[{numbers[0]}, {numbers[1]}]" if len(numbers) == 2 else None
    own = str(given).strip().strip("()（）｛｝［］【】〔〕〈〉").strip()
    parts = [part for part in _PARTS.split(own) if part]
    models = [
        kind for kind in kinds(annotation) if isinstance(kind, type) and issubclass(kind, Part)
    ]
    if models and models[0] is not Translations:
        made = [_required(models[0], part) for part in parts]
        return f"[{', '.join(m for m in made if m)}]" if all(made) else None
    return "[" + ", ".join(part if reads(part, True) else quoted(part) for part in parts) + "]"


def _ticked(value: Any) -> bool | None:
    """Whether a word says yes; None where it says neither yes nor no."""
    own = str(value).strip().casefold()
    return True if own in _TRUE | {"✓", "√", "有"} else False if own in _FALSE | {"没有"} else None


def _mapping(written: Written, given: Any, annotation: Any) -> str | None:
    if isinstance(given, (Mapping, list)):
        alone = isinstance(given, list) and len(given) == 1 and isinstance(given[0], Mapping)
        return written.raw[1:-1] if alone else None
    models = [
        kind for kind in kinds(annotation) if isinstance(kind, type) and issubclass(kind, Part)
    ]
    return _required(models[0], written.raw, written.place) if models else None


# what a short form of a part most likely states
_FIRST = {
    "Rating": ("level", "because"),
    "Measurement": ("value",),
    "Declaration": ("is", "because"),
    "Ceilings": (),
    "Ranges": (),
    "Method": (),
    "Need": ("all",),
    "Rater": ("name",),
    "Anchor": ("level",),
    "Evidence": ("document", "at"),
}


def _required(model: type[Part], raw: str, place: int = 1) -> str | None:
    """A part that holds a value under the key that it most likely states, with what else it
    needs."""
    needed = [key for key, info in model.keys_as_written().items() if info.is_required()]
    first = _FIRST.get(model.__name__, tuple(needed[:1]))
    if not first or model is Translations:
        return None
    if made := _known_form(model.__name__, raw.strip("\"'")):
        return made
    held = raw if reads(raw, True) else quoted(raw.strip("\"'"))
    if first[0] == "id" and not ID.match(raw.strip("\"'")):  # a text, not what it is called
        text = next((key for key in ("asks", "title") if key in model.keys_as_written()), "")
        if not text:
            return None
        others = [key for key in needed if key not in ("id", text)]
        rest = [f"{text}: {held}", *(f"{key}: …" for key in others)]
        return "{" + ", ".join([f"id: {model.__name__.lower()}-{place}", *rest]) + "}"
    if model.__name__ == "Need":
        held = f"[{held}]"
    others = [key for key in dict.fromkeys((*needed, *first[1:])) if key != first[0]]
    return "{" + ", ".join([f"{first[0]}: {held}", *(f"{key}: …" for key in others)]) + "}"


def _known_form(name: str, raw: str) -> str | None:
    """A document by its file, a piece of evidence by document and place."""
    if name == "Evidence" and re.match(r"(?:第.+[段页节章]|[¶§]|pp?\. ?\d|para)", raw):
        return f"{{document: …, at: {raw if reads(raw, True) else quoted(raw)}}}"
    if name == "Evidence" and " " in raw:
        document, _, place = raw.partition(" ")
        held = place.strip() if reads(place.strip(), True) else quoted(place.strip())
        return f"{{document: {document}, at: {held}}}"
    if name == "Rater" and raw in ("rater", "chair"):
        return f"{{role: {raw}}}"
    file = re.fullmatch(r"(?:.*[/\\])?([^/\\]+)\.(?:pdf|docx?|txt|html?|md)", raw, re.I)
    if name == "PlanDocument" and file:
        id = re.sub(r"[^a-z0-9]+", "-", file[1].lower()).strip("-")
        id = id if id[:1].isalpha() else f"plan-{id}".strip("-")
        return f"{{id: {id}, file: {raw if reads(raw, True) else quoted(raw)}}}"
    return None


def _as_item(written: Written, wanted: str) -> str | None:
    """The first line of a block that should be an item of a list."""
    if wanted != "@list" or written.line[: written.at].strip():
        return None
    if not isinstance(written.given, Mapping):
        return None
    return written.line[: written.at] + "- " + written.line[written.at :]


def date_lines(document: Source, path: Path) -> Sequence[str]:
    """The lines to write for what is meant as a day, the likeliest first."""
    written = Written(document, path)
    if not written.raw:
        return ()
    return tuple(written.with_value(day) for day in days_meant(str(written.given)))
