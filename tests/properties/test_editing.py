"""Laws of editing: whatever a case looks like and whatever is changed, the result reads back as
what was wanted, and what the change is not about keeps every byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from evalkit.editing import Change, CommitmentChange, RatingChange, ValueChange, case_text, edited
from evalkit.editing.changes import Author, wanted
from evalkit.reading.extents import Extent, extents
from evalkit.reading.yaml import decode, parse
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

BY = {"who": "w", "command": "c", "time": "t"}
AWKWARD = [
    "研发投入强度达到3.5%：“十五五”目标；见第三章",
    "a: b",
    "Target #3 is named",
    "ends with #",
    "x #y",
    "[sic] year",
    '"neutral" is named',
    "- dash",
    "-",
    "NO",
    "yes",
    "3.10",
    "011",
    "12:30",
    "~",
    "null",
    "2026-01-27",
    "two\nlines",
    "  leading\n  lines\n",
    "a\n\n\nb",
    "tab\there",
    "it's",
    "? what",
    ": colon",
    "a:",
    "{zh: x}",
    "a, b",
    "%",
    "@x",
    "`x`",
    "!tag",
    "&a",
    "*a",
    "> 40",
    "| x",
    "\u3000全角\u3000",
    "\u00a0x\u2028y\x85z\ufeff",
    " x ",
    "=1+1",
    "...",
    "---",
    "长" * 90,
    "\\ back \\n slash",
    "😀",
]
texts = st.sampled_from(AWKWARD) | st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=12,
)
spoken = texts | st.fixed_dictionaries({"zh": texts, "en": texts})
evidence = st.fixed_dictionaries(
    {"document": st.sampled_from(["gwr", "b"]), "at": texts},
    optional={"quote": texts, "note": spoken},
)
rating = st.fixed_dictionaries(
    {},
    optional={
        "level": st.integers(-1, 5) | st.sampled_from([0.5, 1.5]) | st.none(),
        "checks": st.lists(st.sampled_from(["a", "b", "c-d"]), max_size=3),
        "because": spoken | st.none(),
        "confidence": st.sampled_from(["high", "low"]),
        "evidence": st.lists(evidence, max_size=2),
        "state": st.sampled_from(["missing", "not-applicable"]),
    },
)
RATERS = ["a", "ben", "陈"]
CRITERIA = ["goals", "funds", "people", "x"]


@st.composite
def rated(draw: st.DrawFn) -> Any:
    if draw(st.booleans()):
        return draw(rating)
    names = draw(st.lists(st.sampled_from(RATERS), min_size=1, max_size=3, unique=True))
    return [{"rater": name, **draw(rating)} for name in names]


unit = st.fixed_dictionaries(
    {"at": texts}, optional={"what": spoken, "value": st.integers(0, 9), "year": st.just(2030)}
)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    data: dict[str, Any] = {"case": "gz", "rubric": "small@1.0.0", "region": {"name": draw(spoken)}}
    if draw(st.booleans()):
        data["documents"] = [{"id": "gwr", "title": draw(spoken)}]
    if draw(st.integers(0, 5)):
        names = draw(st.lists(st.sampled_from(CRITERIA), max_size=3, unique=True))
        data["ratings"] = {name: draw(rated()) for name in names} or draw(
            st.sampled_from([None, {}])
        )
    if draw(st.booleans()):
        ids = draw(st.lists(st.sampled_from(["c1", "c2"]), max_size=2, unique=True))
        data["commitments"] = [{"id": id, **draw(unit)} for id in ids] or None
    data["note"] = draw(spoken)
    return data


@st.composite
def changes(draw: st.DrawFn) -> list[Change]:
    one = st.one_of(
        st.builds(
            RatingChange, st.sampled_from(CRITERIA), st.sampled_from(RATERS), rating | st.none()
        ),
        st.builds(
            CommitmentChange, st.sampled_from(["c1", "c2", "c3"]), st.just("a"), unit | st.none()
        ),
        st.builds(
            ValueChange,
            st.sampled_from([("note",), ("plan", "title"), ("raters", "ben"), ("region", "name")]),
            spoken,
        ),
    )
    return draw(st.lists(one, min_size=1, max_size=3))


class Writer:
    """A case as somebody might have typed it."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
        self.draw = draw
        self.step = draw(st.integers(1, 4))
        self.dash = draw(st.integers(0, self.step))
        self.flows = draw(st.booleans())

    def maybe(self, n: int = 3) -> bool:
        return bool(self.draw(st.integers(0, n)) == 0)

    def comment(self) -> str:
        return "  # 注 note" if self.maybe(5) else ""

    def scalar(self, value: Any, flow: bool) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            return json.dumps(value)
        simple = value.isalnum() and value.isascii() and value[0].isalpha()
        if simple and value.lower() not in ("no", "yes", "null", "on", "n", "y") and self.maybe(1):
            return value
        if "'" not in value and value.isprintable() and self.maybe(1):
            return f"'{value}'"
        shown = json.dumps(value, ensure_ascii=False)
        return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in shown)

    def flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{k}: {self.flow(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(v) for v in value) + "]"
        return self.scalar(value, True) if value is not None else "null"

    def value(self, value: Any, indent: int, path: int) -> str:
        """What stands after a colon or a dash, with the line break."""
        if value in ({}, []) or not isinstance(value, (dict, list)):
            lines = value.split("\n") if isinstance(value, str) else []
            if (
                len(lines) > 1
                and value.isprintable() is False
                and all(line.isprintable() and line.strip() == line != "" for line in lines)
            ):
                own = "".join(" " * (indent + self.step) + line + "\n" for line in lines)
                return f" |-\n{own}"
            return f" {self.flow(value) if value is not None else ''}{self.comment()}\n"
        if self.flows and path > 1 and self.maybe(2):
            return f" {self.flow(value)}{self.comment()}\n"
        if isinstance(value, dict):
            return f"{self.comment()}\n" + self.mapping(value, indent + self.step, path)
        pad = " " * (indent + self.dash)
        out = f"{self.comment()}\n"
        for item in value:
            out += f"{pad}-" + self.item(item, indent + self.dash, path)
        return out

    def item(self, item: Any, indent: int, path: int) -> str:
        if isinstance(item, dict) and item and not self.maybe(2):
            return " " + self.mapping(item, indent + 2, path + 1)[indent + 2 :]
        return f" {self.flow(item)}{self.comment()}\n"

    def mapping(self, value: dict[str, Any], indent: int, path: int) -> str:
        out = ""
        for n, (key, own) in enumerate(value.items()):
            if n and self.maybe(6):
                out += " " * indent + "# a line of its own\n" + "\n" * self.maybe(2)
            out += " " * indent + f"{key}:" + self.value(own, indent, path + 1)
        return out


@st.composite
def typed(draw: st.DrawFn) -> tuple[dict[str, Any], bytes]:
    data = draw(cases())
    writer = Writer(draw)
    text = f"{writer.flow(data)}\n" if writer.maybe(6) else writer.mapping(data, 0, 0)
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return data, b"\xef\xbb\xbf" * draw(st.booleans()) + text.encode()


def parts(text: str, data: Any) -> dict[tuple[str, ...], str]:
    """What stands at each key at the top, and at each criterion."""
    found: dict[tuple[str, ...], str] = {}

    def put(path: tuple[str, ...], own: Extent) -> None:
        for entry in own.entries or ():
            found[*path, entry.key] = text[entry.start : max(entry.end, entry.value.end)]
            if entry.key == "ratings":
                put((entry.key,), entry.value)

    put((), extents(text))
    return found


def about(change: Change) -> set[tuple[str, ...]]:
    if isinstance(change, RatingChange):
        return {("ratings",), ("ratings", change.criterion)}
    return {("commitments",)} if isinstance(change, CommitmentChange) else {(str(change.path[0]),)}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed(), changes())
def test_what_is_wanted_is_read_back_and_all_else_keeps_its_bytes(
    case: tuple[dict[str, Any], bytes], several: list[Change]
) -> None:
    data, content = case
    text = decode(content)
    assume(parse(text, "f").data == data)
    new, lines = wanted(data, several, Author(**BY))
    result = edited(content, "f", several, **BY)
    after = decode(result.content)
    assert parse(after, "f").data == new
    assert result.journal == (lines if new != data else ())
    assert (new == data) == (result.content == content)
    touched = set().union(*map(about, several))
    was, now = parts(text, data), parts(after, new)
    assert {p: t for p, t in was.items() if p not in touched} == {
        p: t for p, t in now.items() if p not in touched
    }
    if keys(data) <= keys(new):  # nothing is taken out
        assert text.count("a line of its own") == after.count("a line of its own")


def keys(value: Any, path: tuple[Any, ...] = ()) -> set[tuple[Any, ...]]:
    """Where there is anything in plain data."""
    held: dict[Any, Any] = value if isinstance(value, dict) else {}
    held = dict(enumerate(value)) if isinstance(value, list) else held
    return {path}.union(*(keys(own, (*path, step)) for step, own in held.items()))


def simple(data: dict[str, Any]) -> Any:
    """A case's ratings as they are meant: a list each, every rater named, nothing blank."""
    out = {}
    for name, own in (data.get("ratings") or {}).items():
        items = own if isinstance(own, list) else [own]
        full = [{k: v for k, v in item.items() if v not in (None, [], {})} for item in items]
        out[name] = sorted(({"rater": "a", **i} for i in full if i), key=lambda i: i["rater"])
    return {name: items for name, items in out.items() if items}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(typed(), st.sampled_from(CRITERIA), st.sampled_from(RATERS), rating)
def test_a_change_taken_back_leaves_the_same_ratings(
    case: tuple[dict[str, Any], bytes], criterion: str, rater: str, became: Any
) -> None:
    data, content = case
    assume(parse(decode(content), "f").data == data)
    held = simple(data).get(criterion, [])
    before = next((i for i in held if i["rater"] == rater), None)
    assume(any(v not in (None, [], {}) for v in became.values()))
    there = edited(content, "f", [RatingChange(criterion, rater, became)], **BY)
    back = edited(there.content, "f", [RatingChange(criterion, rater, before)], **BY)
    assert simple(parse(decode(back.content), "f").data) == simple(deepcopy(data))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_a_case_written_new_reads_back_as_itself(data: dict[str, Any]) -> None:
    assert parse(case_text(data, ["first", "second"]), "f").data == data
