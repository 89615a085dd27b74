"""A text and a place in it in; the whole figure that stands round the place out.

A figure is its digits or numerals with all that belongs to them: sign, currency, decimals,
thousands however they are grouped, magnitude, unit, bound or approximation on either side, and the
other end of a range. What belongs to it is data (``messages/figures.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from evalkit.evidence.folding import WIDE_GROUPS
from evalkit.model.catalogue import catalogue

REACH = 48  # characters on either side among which a figure may stand
NEAR = 32  # characters on either side among which its digits do
_D = "一二三四五六七八九"
_GROUPS = "\u00a0\u2009\u202f\u2007’'"  # blanks and marks that group thousands
_ARABIC = (
    rf"(?:\d{{1,3}}(?:[{_GROUPS}]\d{{3}})+(?!\d)"
    r"|(?<!\d )(?<!\) )(?<!\d)\d{1,3}(?: \d{3})+(?! ?[\d(])"
    r"(?=\s?(?:[^\W\d_]|[%％‰.,;:。，；：！？)）]))"
    rf"|{WIDE_GROUPS.pattern}"
    r"|\d+)(?:[.,．٫٬’':∶꞉/]\d+)*(?:\s?[+＋×xX*]\s?(?:\d+|[A-Z]\b))*"
    r"(?:(?<=10)[⁻⁺]?[⁰¹²³⁴-⁹]+)?[½⅓⅔¼¾⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚]?|[½⅓⅔¼¾⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚]"
)
_HAN = (
    rf"[百千万]分之[〇零{_D}十百点两]+|[{_D}十百]+分之[{_D}十]+"
    rf"|[〇零○{_D}]{{4}}(?=年)|(?=[{_D}两零〇]{{0,9}}[十百千万亿])[{_D}两十百千万亿零〇点]{{2,}}"
    rf"|[数几上好][十百千万亿]+|[一大多]半|半数|翻[一二两三四五]?番|(?<![〇○零O{_D}十百])[{_D}][{_D}](?=[个家项倍成次天人户名座条])|[二三四五六七八九十两](?=[至到]?[{_D}十]?(?:个|家|项|倍|成|次|年|月|日|天|人|户|名|座|条|级|批|届|期|轮))"
)
_PLAN = "第?十[一二三四五六七]五(?![十百千万亿])"  # 十四五: a name, without a unit
_DASHES = frozenset("-‐‑‒–—―−﹣－~～∼〜")
_COMPARES = "±∓≈≒>＞<＜≥≧⩾≤≦⩽"  # signs that a blank may part from their figure
_DIGIT = re.compile(rf"\d|[{_D}十百千万亿两半番½¼¾]")
_MARKS = re.compile(r"\(\?[^()]*\)")


def _any(*names: str) -> str:
    """What one of the lists of the catalogue has, the longest first."""
    held = catalogue("evidence", "figures")
    words = [word for name in names for word in held[name]]
    words.sort(key=lambda word: -len(_MARKS.sub("", word)))
    return "(?:" + "|".join(words).replace("’", "['’]") + ")"


@cache
def _words() -> re.Pattern[str]:
    """What figures in words have."""
    return re.compile(_any("ones", "tens", "scales", "parts"), re.IGNORECASE)


@cache
def _worded() -> str:
    """Figures in English words: twenty-five, two thirds, three hundred and six."""
    ones, tens, scales = _any("ones"), _any("tens"), _any("scales")
    number = rf"(?:{tens}(?:[- ](?:one|{ones}))?|{ones})"
    more = rf"(?:[ -]{scales}|(?: and)? {number})*"
    part = rf"(?:[ -]{_any('parts')}| and a (?:half|quarter|third))?"
    return (
        rf"(?<![\w-])(?:{number}|(?:an?|one)(?= {scales}| {_any('parts')}\b)){more}{part}(?![\w])"
    )


@cache
def _one() -> re.Pattern[str]:
    """A figure without what bounds it before its digits and without the other end of its range."""
    held = catalogue("evidence", "figures")
    scale, more = _any("magnitudes"), _any("more")
    glued = rf"[A-Za-zµμ]+[\d²³]*(?:/[A-Za-z]+[²³]?)?(?:-[A-Z]\b|\([A-Z]\))?{_any('units-per')}?"
    unit = (
        rf"\s?(?!(?<=\s){held['no-units']}){_any('units-han')}{_any('units-per')}?"
        rf"|[\s-]?{_any('units-latin')}{_any('units-per')}?|(?<=[万亿千百])[A-Za-z]{{1,8}}(?![A-Za-z])"
    )
    return re.compile(
        rf"{_PLAN}|(?:(?<![-‐‑‒–—―])(?P<sign>{held['signs']})"
        rf"(?:(?<=[{_COMPARES}])[ \u00a0])?)?"
        rf"(?:{_any('currencies')}\s?)?[-−]?(?:(?<![A-Za-z])[A-Za-z]{{1,12}}[-‐‑]?(?=\d))?(?:(?<!\.)\.)?"
        rf"(?:{_ARABIC}|{_HAN}|{_worded()})(?:(?=[A-Za-zµμ])(?!{scale}\b){glued})?"
        rf"{more}?(?:[ -]?{scale}(?:(?<![a-z])|(?![a-z])))*{more}?"
        rf"(?P<unit>(?:{unit})?)(?:\s?{_any('behind')})?",
        re.IGNORECASE,
    )


@cache
def _bounds() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Bounds and approximations that end where a figure begins, by script."""
    return (
        re.compile(rf"(?:{_any('before-han')}\s?){{1,2}}\Z"),
        re.compile(rf"(?:\b{_any('before-latin')}\s+(?:the |an? )?){{1,2}}\Z", re.IGNORECASE),
    )


def _bounded(text: str, at: int) -> int:
    """Where a figure begins with what bounds it, whose sign or digits begin at a place."""
    if not at:
        return at
    han, latin = _bounds()
    if text[at - 1].isspace() and text[:at].rstrip()[-1:].isascii():
        found = latin.search(text[max(0, at - 36) : at])
    else:
        found = han.search(text[max(0, at - 9) : at])
    return at - len(found[0]) if found else at


@cache
def _join() -> re.Pattern[str]:
    """What joins two figures to a range."""
    return re.compile(rf"\s*(?P<word>{_any('joins')})?\s*", re.IGNORECASE)


@cache
def _between() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """ "between" before the first of two figures, and the word that joins them."""
    joined = rf"\s*{_any('joins-of-between')}\s*"
    opens = r"\b(?:between|zwischen|entre)\s+\Z|(?:介于|处于)\s*\Z"
    return re.compile(opens, re.I), re.compile(joined, re.I)


# --- blanks between digits ---

_BLANKED = re.compile(r"(?<![\d.,])(?<!\d )\d{1,3}(?: \d{3})+(?!\d)")
_COMMAED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_ABOUT = re.compile(r"[^\W\d_]|[€$£%]")


@cache
def _numbering() -> re.Pattern[str]:
    """What a number behind is a reference or a date of, and counts nothing: Article 12, May 12."""
    held = catalogue("evidence", "figures")
    latin, han = "|".join(held["numbered-latin"]), "|".join(held["numbered-han"])
    return re.compile(rf"(?:\b(?:{latin})\s|(?:{han})\s?)\Z", re.IGNORECASE)


@lru_cache(maxsize=16)
def _groups_by_blanks(text: str) -> bool:
    """Whether a text groups digits by blanks: not where commas do so more often."""
    blanked = sum(
        1
        for found in _BLANKED.finditer(text)
        if _ABOUT.match(text[found.end() :].lstrip()[:1])
        and not _numbering().search(text[max(0, found.start() - NEAR) : found.start()])
    )
    return blanked >= len(_COMMAED.findall(text))


def groups(text: str, at: int) -> bool:
    """Whether blanks may group the digits that begin at a place of a text.

    They part two numbers instead where the first is that of an article, a page or a day, or where
    the text groups its digits by commas.
    """
    return _numbering().search(text[max(0, at - NEAR) : at]) is None and _groups_by_blanks(text)


def _parted(stretch: str, text: str, start: int) -> str:
    """A stretch of a text with tabs for the blanks that part two numbers."""
    for found in _BLANKED.finditer(stretch):
        first, end = found.span()
        if not groups(text, start + first):
            stretch = stretch[:first] + found[0].replace(" ", "\t") + stretch[end:]
    return stretch


def figures_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each whole figure of a text begins and ends, a range as one."""
    for start, end in _bare(_parted(text, text, 0)):
        yield _bounded(text, start), end


def counted_in(text: str) -> list[str]:
    """Each figure of a text with its currency, magnitude and unit, without what bounds it."""
    return [text[found.start() : found.end("unit")] for found in _one().finditer(text)]


def _bare(text: str) -> Iterator[tuple[int, int]]:
    """The figures of a text without what bounds them before their digits."""
    held: re.Match[str] | None = None
    start = end = 0
    for found in _one().finditer(text):
        if held is not None and _ranges(text, held, found):
            held, end = found, found.end()
            continue
        if held is not None:
            yield start, end
        held, start, end = found, found.start(), found.end()
    if held is not None:
        yield start, end


def _ranges(text: str, one: re.Match[str], two: re.Match[str]) -> bool:
    """Whether two figures are the ends of one range: a dash joins any, a word only such as have one
    unit, or of which only the second has any. A dash between blanks parts a share and a number."""
    between = text[one.end() : two.start()]
    if len(between) > 8:
        return False
    units = [(found["unit"] or "").strip() for found in (one, two)]
    percent = ["%" in unit or "‰" in unit for unit in units]
    if text[one.end() : one.end() + 1] == " " and units[0] and percent[0] != percent[1]:
        return False
    if not between.strip() and two["sign"] and two["sign"] in _DASHES:
        return True
    word, joined = _between()
    alike = not units[0] or units[0] == units[1]
    if joined.fullmatch(between) and (word.search(text[: one.start()]) or two[0].endswith("之间")):
        return alike
    found = _join().fullmatch(between)
    return bool(found and found["word"] and (alike or found["word"][0] in _DASHES))


def figure_round(text: str, at: int, start: int, end: int) -> tuple[int, int] | None:
    """Where the figure begins and ends within which a place of a text lies; None where none does.

    ``start``, ``end``: of the line, beyond which no figure goes.
    """
    start, end = max(start, at - REACH), min(end, at + REACH)
    near = max(start, at - NEAR), min(end, at + NEAR)
    if not _DIGIT.search(text, *near) and not _words().search(text, *near):
        return None
    stretch = _parted(text[start:end], text, start)
    for begun, ended in _bare(stretch):
        if start + ended <= at:
            continue
        first = start + _bounded(stretch, begun)
        return (first, start + ended) if first < at else None
    return None
