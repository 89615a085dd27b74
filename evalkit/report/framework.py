"""A criterion in; where the framework asks for it, in a reader's words, and of whom, out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evalkit.analysis.asked import places
from evalkit.model.rubric import Criterion
from evalkit.report.context import Context
from evalkit.report.model import Runs, plain
from evalkit.report.words import Words

_NUMERALS = "一二三四五六七八九十"
_PLACE = re.compile(
    r"(?P<head>[^¶]*?)\s*(?:¶(?P<para>\d+(?:[-–]\d+)?))?"
    r"(?:\s*(?P<sentence>s\d+[a-z]?(?:[-–,，、]\s*s?\d+[a-z]?)*))?"
    r"(?P<half>前半|后半|末)?(?:\s*[（(](?P<remark>[^()（）]+)[)）])?"
)
_HEAD = re.compile(
    rf"(?P<of>[{_NUMERALS}]+|\d+(?:\.\d+)*)(?:[（(](?P<part>[{_NUMERALS}]+|\d+)[)）])?"
    r"(?:·?(?P<named>导言|综上|此外))?(?P<item>\d+)?"
)
_NAMED = {
    "导言": "place-introduction",
    "综上": "place-summary",
    "此外": "place-furthermore",
    "前半": "place-first-half",
    "后半": "place-second-half",
    "末": "place-end",
}
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Standard:
    """What a rubric is taken from; ``year`` empty where it names none."""

    title: str
    authors: tuple[str, ...]
    year: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion: ``place``, where the framework asks for it, and ``actor``, who is to act, empty
    where the rubric does not say; ``own``: asked by the rubric, not by its source."""

    place: str
    title: str
    actor: str
    own: bool


def ask_of(ctx: Context, ref: str, *, titled: bool = True) -> Runs:
    """Where the framework asks for a criterion, what it asks there (unless not ``titled``), and who
    is to act; nothing where the rubric says none of it."""
    node = ctx.rubric.index[ref].node
    if not isinstance(node, Criterion):
        return ()
    title = ctx.titles[ref] if titled else ""
    fact = Asked(place_of(ctx, ref), title, ctx.say(node.actor), node.added)
    return ctx.words.framework.ask_item(fact) if fact.place or fact.actor or fact.own else ()


def place_of(ctx: Context, ref: str) -> str:
    """The first place where the framework asks for a criterion, as a reader would write it; empty
    where the rubric names none."""
    node = ctx.rubric.index[ref].node
    if not isinstance(node, Criterion) or node.source is None:
        return ""
    first, *_ = (*places(node.source.at), "")
    return place_in_words(ctx.words, first)


def read_against(ctx: Context) -> str:
    """The rubric with its version, and whose it is."""
    own = f"{ctx.say(ctx.rubric.title)} {ctx.rubric.version}"
    parts = (own, standard_line(ctx) if ctx.rubric.source else "", ctx.other_weights)
    return ctx.after(ctx.labels["read-against"], " · ".join(part for part in parts if part))


def standard_line(ctx: Context) -> str:
    """Title, authors and year of the standard; the rubric's own title where it names none."""
    source = ctx.rubric.source
    if source is None:
        return plain(ctx.words.framework.standard_item(Standard(ctx.say(ctx.rubric.title), (), "")))
    year = "" if source.year is None else str(source.year)
    fact = Standard(ctx.say(source.title), tuple(map(ctx.say, source.authors)), year)
    return plain(ctx.words.framework.standard_item(fact))


def place_in_words(words: Words, at: str) -> str:
    """A place such as 四(三)¶2 s6 as a reader would write it: section 4(3), para 2, sentence 6; as
    written where it has no such form."""
    written = at.strip()
    if (head := _HEAD.fullmatch(written)) and not written.isascii():
        return _head(words, head[0])
    found = _PLACE.fullmatch(written)
    if found is None:
        return written
    placed = found["para"] or found["sentence"]
    if not placed and (written.isascii() or not _HEAD.fullmatch(found["head"])):
        return written
    between, labels = words.labels["place-between"], words.labels
    parts = [_head(words, found["head"])]
    if found["para"]:
        parts.append(_numbered(words, "para", found["para"]))
    if found["sentence"]:
        parts.append(_numbered(words, "sentence", found["sentence"].replace("s", "")))
    if found["half"]:
        parts.append(labels[_NAMED[found["half"]]])
    said = between.join(part for part in parts if part)
    remark = found["remark"] or ""
    return said if words.lang != "zh" and _HAN.search(remark) else f"{said}{_aside(words, remark)}"


def _aside(words: Words, remark: str) -> str:
    return words.grammar.aside(remark) if remark else ""


def _head(words: Words, head: str) -> str:
    """The section that a place stands in; as written where it is not a number."""
    found = _HEAD.fullmatch(head)
    if found is None:
        return head
    part = found["part"]
    number = _number(words, found["of"])
    inside = f"{words.labels['place-part'].format(n=_number(words, part))}" if part else ""
    said = [words.labels["place-section"].format(n=f"{number}{inside}")]
    if found["named"]:
        said.append(words.labels[_NAMED[found["named"]]])
    if found["item"]:
        said.append(words.labels["place-item"].format(n=found["item"]))
    return words.labels["place-between"].join(said)


def _number(words: Words, numeral: str) -> str:
    """A Chinese numeral up to 99 in figures, where the language writes figures."""
    if words.lang == "zh" or numeral[0] not in _NUMERALS:
        return numeral
    tens, ten, units = numeral.rpartition("十")
    value = (_NUMERALS.index(tens) + 1 if tens else 1) * 10 if ten else 0
    return str(value + (_NUMERALS.index(units) + 1 if units else 0))


def _numbered(words: Words, what: str, written: str) -> str:
    """Paragraphs or sentences by their numbers: one, several, or a range."""
    items = [item.strip() for item in re.split(r"[,，、]", written)]
    spans = [re.sub(r"\s*[-–]\s*", words.labels["place-to"], item) for item in items]
    several = len(items) > 1 or spans != items or "–" in written
    key = f"place-{what}s" if several else f"place-{what}"
    return words.labels[key].format(n=words.grammar.joined(spans, words.labels["place-and"]))
