"""A plan's text in; clauses that may commit to something, with place and what marks them, out.

Nothing is guessed of what a clause means: the rules are regular expressions that can be read
(``messages/commitments.toml``), applied from the part of the document down to the figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from evalkit.evidence.clauses import Clause, clauses_of
from evalkit.evidence.languages import language_of_plan
from evalkit.evidence.numbers import decimal
from evalkit.evidence.numerals import han_number
from evalkit.evidence.text import Passage, PlanText, with_headings
from evalkit.model.catalogue import catalogue

Part = Literal["review", "coming", "unsaid"]
Mark = Literal["figure", "date", "duty", "task"]
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(r"\b(?:the|of|and|to)\b", re.I)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_NUMBER = re.compile(
    r"(?P<low>[-−]?\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?!\d)(?:\.\d+)?|[-−]?\d+(?:[.,]\d+)?)"
    r"\s*(?P<sign>[%％‰])?"
    r"(?:(?:\s*|[万亿]?[家个人项套名户]?)[—–~～至到-]\s*(?P<high>\d+(?:\.\d+)?))?"
)
# words behind a number that count nothing
_SMALL = "(?:and|or|to|of|in|by|for|the|from|per|an?|is|are|at|on|with|as)"
NAMED_FROM = 1000  # a number from here on without a unit is a name
_PERIOD = re.compile(r"[“\"]?十([三四五六])五[”\"]?")
_FULL_PERIOD = re.compile(r"第十([三四五六])个五年")  # as the title of such a plan has it
PERIODS = {"三": 2020, "四": 2025, "五": 2030, "六": 2035}  # last year of a five-year plan
FURNITURE = 3  # times that a passage stands in a document before it is page furniture
_HEADING = 24  # characters of a sentence that may be the heading of its paragraph
_LINE = 70  # characters of a line of the title
_NAMED = re.compile(
    r"报告|规划|纲要|方案|意见|计划|年\d{1,2}月\d{1,2}日"
    r"|(?i:report|plan|strategy|programme|contribution|outline|white paper)"
)
# where a figure is what a rise begins at, and the words between it and where the rise ends
_FROM = re.compile(r"(?:[从由](?:20\d\d年)?[^，。\d]{0,6}|\bfrom (?:[£€$])?)$", re.I)
_UP_TO = re.compile(
    r"[^，。；\d]{0,8}[到至为][^，。；\d]{0,3}|(?:in 20\d\d )?to(?: at least| about)?(?: ?[£€$])?",
    re.I,
)
_LIST = re.compile(r"[%％\s]*(?:以上|左右|以内)?[、和与及，,\s]*(?:and )?")
_MARKS = re.compile(r"^[*#>_\s]+|[*_\s]+$")  # of emphasis and headings in Markdown
_TITLE = 20  # passages among which a document tells its own year
# how a figure is meant: by what touches it, behind its unit or before it
_BEHIND = (
    ("at-least", re.compile(r"(?:及|或)?以上|or more\b")),
    ("at-most", re.compile(r"(?:及|或)?(?:以内|以下)")),
    ("about", re.compile(r"左右|上下")),
)
_BEFORE = (
    (
        "at-least",
        re.compile(
            r"(?:不得?(?:低于|少于|小于)[^\d，、]{0,16}|(?<![不得])高于|至少[^\d，、]{0,4}"
            r"|at least\s*[£€$]?|no less than\s*)$",
            re.I,
        ),
    ),
    (
        "at-most",
        re.compile(
            r"(?:不得?(?:超过|突破|高于|大于|多于)|低于|少于|小于|不到|控制在"
            r"|[最至]多[^\d，、]{0,4}|at most\s*|no more than\s*|up to\s*"
            r"|(?:fewer|less) than\s*|below\s*)$",
            re.I,
        ),
    ),
    (
        "over",
        re.compile(
            r"(?:超过|突破|大于|超|逾|(?<=[值量额入资])过|over\s*[£€$]?"
            r"|(?<!no )(?:more|higher|greater) than\s*[£€$]?"
            r"|exceed\w*\s*[£€$]?)$",
            re.I,
        ),
    ),
    (
        "about",
        re.compile(
            r"(?:(?<![集节制大相公])约|大约|(?<![附远最邻])近|about\s*|around\s*"
            r"|approximately\s*|some\s*)$",
            re.I,
        ),
    ),
)
_TAIL = re.compile(r"(?:/(?:立方米|百亿元|人|日|年|户|亩)|标准煤|次|[\u4e00-\u9fff])?")


_GROWTH = re.compile(
    r"(?:增长|增速|提高|下降|降低|增加|增幅|涨幅|提升|上升|减少|压减|递增|回落|快于.{0,6}|(?<!不)高于.{0,6})"
    r"(?![到至为])(?:了|约|近|至少|超过|不得|不低于|不高于|分别|控制在|\s)*$"
    r"|(?:grow\w*|rise|increase\w*|reduc\w+) (?:\w+ )?by\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as the text has it: a number or a range, or words, and its unit.

    ``bound``: how it is meant; ``growth``: a rate or a rise, no level; ``start``: what it begins
    at, where the clause says so.
    """

    written: str
    low: float | None
    high: float | None
    unit: str
    bound: str
    growth: bool = False
    start: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that may commit to something. ``marks``: what tells so; ``figures``: those that are
    no part of a name; ``year``: that its words name, else that of its part; ``dated``: text |
    part."""

    passage: Passage
    clause: Clause
    text: str
    marks: tuple[Mark, ...]
    figures: tuple[Figure, ...]
    year: int | None
    dated: Literal["text", "part"]

    @property
    def at(self) -> str:
        """Its place, as a commitment names it."""
        return f"¶{self.passage.number} {self.clause.at}"


def candidates(text: PlanText) -> tuple[Candidate, ...]:
    """Clauses of a plan that may commit to something, in the order of the text."""
    own = year_of(text)
    out: list[Candidate] = []
    often = Counter(_shape(passage.text) for passage in text.passages)
    for passage in _headed(text.passages):
        repeated = often[_shape(passage.text)] >= FURNITURE
        if passage.level or repeated or not re.search(r"\w", passage.text):
            continue
        rules = rules_of("zh" if _HAN.search(passage.text) else "en")
        part = part_of(passage, own, rules)
        if part != "review":
            ahead = own is not None and rules["coming_opening"].match(passage.text)
            due = own if ahead else due_of(passage, own)
            out += _of_passage(passage, (part, due, own), rules)
    return tuple(out)


_LIST_TITLE = 40  # characters of a line that may head a list of terms


def parts_of(text: PlanText) -> Mapping[int, Part | Literal["glossary"]]:
    """First ¶ of each passage → what part of the document it is: what was done, what will be, a
    list of terms explained."""
    own, listed = year_of(text), False
    parts: dict[int, Part | Literal["glossary"]] = {}
    for passage in _headed(text.passages):
        rules = rules_of("zh" if _HAN.search(passage.text) else "en")
        if len(passage.text) <= _LIST_TITLE:
            heads = bool(rules["glossary"].search(passage.text.strip()))
            ends = passage.level in (1, 2) or rules["annex"].search(passage.text)
            listed = heads or (listed and not ends)
        parts[passage.number] = "glossary" if listed else part_of(passage, own, rules)
    return parts


def has_rules(text: PlanText) -> bool:
    """Whether the rules are made for the language of a plan: Chinese or English. Where its little
    words do not tell, English is told by its four commonest, of which its prose is some 15 %; fewer
    than 3 % are another's."""
    if told := language_of_plan(text):
        return told in rules_for()
    whole = "\n".join(passage.text for passage in text.passages)
    words = re.findall(r"[^\W\d_]+", whole)
    return len(words) < 40 or 33 * len(_ENGLISH.findall(whole)) >= len(words)


def rules_for() -> tuple[str, ...]:
    """The languages that there are rules for."""
    return tuple(catalogue("evidence", "commitments"))


def _headed(passages: Sequence[Passage]) -> Iterator[Passage]:
    """Passages with the headings above them, also those that marks of emphasis hide."""
    bare = [replace(p, text=_MARKS.sub("", p.text), heading=()) for p in passages]
    for passage, own in zip(passages, with_headings(bare), strict=True):
        yield replace(passage, heading=own.heading, level=own.level)


def _shape(text: str) -> str:
    """A passage without its figures: what stands at the foot of every page is one."""
    return re.sub(r"\d+", "#", text).strip()


def year_of(text: PlanText) -> int | None:
    """The year that a document is of: the first that a line of its title names (a title, the day
    it was given); else the one that its first short lines name most."""
    head = [passage.text for passage in text.passages[:_TITLE] if len(passage.text) <= _LINE]
    titles = [line for line in head if _NAMED.search(line)]
    for line in titles:
        if years := [int(y) for y in _YEAR.findall(line)]:
            return min(years)
    counts = Counter(int(y) for line in head for y in _YEAR.findall(line))
    return counts.most_common(1)[0][0] if counts else None


def part_of(passage: Passage, own: int | None, rules: Mapping[str, re.Pattern[str]]) -> Part:
    """Whether a passage tells what was done or what will be: by its own opening, else by the
    headings above it, the outermost that says so."""
    if rules["past_opening"].match(passage.text) and not rules["again"].search(passage.text, 1):
        return "review"
    over = _PERIOD.match(passage.text)
    if over and own is not None and PERIODS[over[1]] < own:
        return "review"
    if rules["coming_opening"].match(passage.text):
        return "coming"
    for heading in passage.heading:
        years = [int(year) for year in _YEAR.findall(heading)]
        past = rules["review"].search(heading)
        if past and rules["coming"].search(heading):
            continue  # 成就和目标任务: its paragraphs decide
        if own is not None and years and len(heading) < 40:
            return "review" if past or max(years) < own else "coming"
        if past:
            return "review"
        if rules["coming"].search(heading):
            return "coming"
    return "unsaid"


def due_of(passage: Passage, own: int | None) -> int | None:
    """The year by which a part's tasks are due: the last of a plan period, else the year that its
    heading names, else the document's."""
    for heading in passage.heading:
        if period := _PERIOD.search(heading) or _FULL_PERIOD.search(heading):
            return PERIODS[period[1]]
        if years := _YEAR.findall(heading):
            return int(years[-1])
    return own


def _before(dated: str, own: int | None) -> bool:
    """Whether words of a date name only years before the document's own: they are no term."""
    years = [int(year) for year in _YEAR.findall(dated)]
    return bool(years) and own is not None and max(years) < own


def _year_said(dated: str, own: int | None) -> int | None:
    """The year that words of a date name: itself, the last of a plan period, next year's."""
    if years := _YEAR.findall(dated):
        return int(years[0])
    if period := _PERIOD.search(dated):
        return PERIODS[period[1]]
    return own + 1 if own is not None and "明年" in dated else None


def _of_passage(
    passage: Passage,
    within: tuple[Part, int | None, int | None],
    rules: Mapping[str, re.Pattern[str]],
) -> Iterator[Candidate]:
    """Candidates of a paragraph; ``within``: its part, the year by which that is due, and the
    document's own."""
    part, due, begun = within
    sentence, past, lead = 0, False, ""
    held = clauses_of(passage.text)
    ends = {clause.sentence: clause.end for clause in held}
    for clause in held:
        words = passage.text[clause.start : clause.end]
        bare = words.strip("—，。；：、,.;: ")
        figures = figures_of(bare, rules)
        if clause.sentence != sentence:
            sentence, lead = clause.sentence, ""
            whole = passage.text[clause.start : ends[sentence]]
            heading = sentence == 1 and _is_heading(whole, held)
            past = (heading and not figures) or bool(
                rules["past_sentence"].search(whole) or rules["past_opening"].match(whole)
            )
        past = past and not rules["again"].match(bare)  # 当前……，今年要……
        if past or rules["year_is"].match(bare):
            continue
        own = next((m for m in rules["date"].finditer(bare) if not _before(m[0], begun)), None)
        if own and clause.clause == 1 and (not figures or rules["lead_year"].match(bare)):
            lead = own[0]  # 到2030年，… governs the clauses after it
        elif (clause.clause == 1 or words.endswith(("：", ":"))) and (
            opening := rules["lead"].search(bare)
        ):
            lead = opening[0]
        dated = own[0] if own else lead
        dated = "" if _before(dated, begun) else dated
        duty = rules["duty"].search(bare)
        if not figures and not dated and rules["no_task"].search(bare):
            continue
        task = rules["task"].search(bare)
        told = figures and (part == "coming" or dated)
        if (not task and not told) or "http" in bare or "www." in bare:
            continue
        found: dict[Mark, bool] = {
            "figure": bool(figures),
            "date": bool(dated),
            "duty": bool(duty),
            "task": bool(task),
        }
        yield Candidate(
            passage,
            clause,
            words,
            tuple(mark for mark, told in found.items() if told),
            figures,
            _year_said(dated, begun) or due,
            "text" if dated else "part",
        )


def _is_heading(sentence: str, held: tuple[Clause, ...]) -> bool:
    """Whether the first sentence of a paragraph is its heading: numbered, or short and of one
    clause, with the paragraph's sentences after it."""
    if re.match(r"[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、", sentence):
        return True
    alone = held[0].clause == 1 and (len(held) < 2 or held[1].sentence == 2)
    return alone and held[-1].sentence > 2 and len(sentence) <= _HEADING


def figures_of(text: str, rules: Mapping[str, re.Pattern[str]] | None = None) -> tuple[Figure, ...]:
    """The figures of a clause that are no part of a name, a label or a date."""
    own = rules if rules is not None else rules_of("zh" if _HAN.search(text) else "en")
    names = [(m.start(), m.end()) for m in own["name"].finditer(text)]
    out = []
    for m in _NUMBER.finditer(text):
        if any(start <= m.start() < end for start, end in names):
            continue
        rest = text[m.end() :]
        more = re.match(r"[余多](?=[\u4e00-\u9fff])", rest)
        rest = rest[1:] if more else rest
        known = own["unit"].match(rest.lstrip())
        unit = m["sign"] or (known[0] if known else _counted(text, m.start(), rest, m["low"]))
        if not unit:
            continue
        high = float(m["high"]) if m["high"] else None
        span = (m.start(), m.end() + bool(more))
        figure = _figure(m[0].strip(), decimal(m["low"]), high, unit, text, span)
        out.append((m.start(), replace(figure, bound="over") if more else figure))
    for m in own["worded"].finditer(text):
        if not any(start <= m.start() < end for start, end in names):
            out.append((m.start(), Figure(m[0], None, None, "", "exactly")))
    for m in own["numeral"].finditer(text):
        if not any(start <= m.start() < end for start, end in names):
            value = han_number(m[1])
            out.append((m.start(), _figure(m[1], float(value or 0), None, m[2], text, m.span(1))))
    figures = _risen(sorted(out, key=lambda item: item[0]), text)
    for n in range(1, len(figures)):  # 分别增长5%、6%和7%: the first tells of all
        one, two = figures[n - 1], figures[n]
        between = text.partition(one.written)[2].partition(two.written)[0]
        if one.growth and one.unit == two.unit and _LIST.fullmatch(between.removeprefix(one.unit)):
            figures[n] = replace(two, growth=True)
    last = figures[-1].bound if figures else "exactly"
    if "分别" in text and last in ("at-least", "about", "at-most"):
        figures = [replace(f, bound=last) if f.bound == "exactly" else f for f in figures]
    return tuple(figures)


def _risen(held: Sequence[tuple[int, Figure]], text: str) -> list[Figure]:
    """从3.2%提高到4%: the first figure is where the second starts, and none of its own."""
    out: list[tuple[int, Figure]] = []
    for at, figure in held:
        if out:
            begun, one = out[-1]
            between = text[begun + len(one.written) : at].strip().removeprefix(one.unit).strip()
            like = one.low is not None and figure.low is not None and one.unit == figure.unit
            if like and _FROM.search(text[:begun]) and _UP_TO.fullmatch(between):
                out[-1] = (at, replace(figure, start=one.low, growth=False))
                continue
        ends = figure.high is not None and re.search("[到至]", figure.written)
        risen = replace(figure, low=figure.high, high=None, start=figure.low)
        out.append((at, risen if ends and _FROM.search(text[:at]) else figure))
    return [figure for _, figure in out]


def _counted(text: str, start: int, rest: str, number: str) -> str:
    """The word that a number without a known unit counts; empty where none follows it."""
    if text[max(0, start - 1) : start].isascii() and text[max(0, start - 1) : start].isalpha():
        return ""
    word = re.match(
        rf"\s*(?:or (?:more|fewer|less) )?(?!{_SMALL}\b)([a-z]+)"
        r"|(?![以左右上下至到的余多])[\u4e00-\u9fff]",
        rest,
    )
    if word is None or (not word[1] and abs(decimal(number)) >= NAMED_FROM):
        return ""  # 1650 before a noun is a label
    return word[1] or word[0].strip()


def _figure(
    written: str, low: float, high: float | None, unit: str, text: str, span: tuple[int, int]
) -> Figure:
    start, end = span
    before = text[max(0, start - 24) : start]
    behind = text[end:].lstrip().removeprefix(unit)
    bound = next((name for name, words in _BEHIND if words.match(behind)), "")
    if not bound:  # 30万元/人左右
        rest = behind[(m.end() if (m := _TAIL.match(behind)) else 0) :]
        bound = next((name for name, words in _BEHIND if words.match(rest)), "")
    bound = bound or next((name for name, words in _BEFORE if words.search(before)), "exactly")
    growth = unit in ("%", "％", "个百分点", "百分点", "per cent", "percent") and bool(
        _GROWTH.search(before)
    )
    return Figure(written, low, high, unit, bound, growth)


@cache
def rules_of(lang: str) -> Mapping[str, re.Pattern[str]]:
    """The rules of a language by name: what tells parts, sentences, dates, figures, tasks."""
    return {
        name: re.compile(rule) for name, rule in catalogue("evidence", "commitments")[lang].items()
    }
