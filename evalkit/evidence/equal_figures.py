"""The characters that count of a text in; the same with every figure written one way out.

Grouped or not, in digits, numerals or English words, with a magnitude or without: 1,140 and 1140,
1.5万 and 15000, 3万5千 and 35000, 百分之五 and 5%, 千分之三, 3‰ and 0.3%, 两成 and 20%, 二〇二六年
and 2026年, 三分之一 and 1/3, 1½ and 1.5, five thousand and 5,000 are the same figure. A sign, a
unit and what bounds a figure are no part of it here and stay as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from decimal import Decimal

from evalkit.evidence.english_numbers import english_numbers
from evalkit.evidence.figures import groups
from evalkit.evidence.numerals import han_number
from evalkit.evidence.tokens import Words, words_of

OPENS, CLOSES = "\x02", "\x03"  # round each figure, so that no part of one is found in another
_ENDS = re.compile(r"[^\S\n]*(?:\n|\Z|\|)")
AROUND = 160  # characters beyond a quote's own that its figures may take, written another way
TRIED = 2000  # places of a quote, or of the words between its figures, that are looked at
GROUPING = " \u00a0\u2009\u202f\u2007"
_D = "一二三四五六七八九"
_SECTION = rf"(?:[{_D}两]千)?(?:零?[{_D}两]百)?(?:零?[{_D}]?十)?(?:零?[{_D}])?"
_NUMERAL = re.compile(rf"(?:{_SECTION}万亿)?(?:{_SECTION}亿)?(?:零?{_SECTION}万)?零?{_SECTION}")
_SCALES = {
    "万亿": 12, "千亿": 11, "百亿": 10, "十亿": 9, "亿": 8, "億": 8, "千万": 7, "百万": 6,
    "十万": 5, "万": 4, "萬": 4, "千": 3, "百": 2, "thousand": 3, "million": 6,
    "billion": 9, "trillion": 12, "bn": 9, "mio": 6, "mrd": 9, "millionen": 6, "milliarden": 9,
}  # fmt: skip
_FRACTIONS = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅛": (1, 8), "⅜": (3, 8),
    "⅝": (5, 8), "⅞": (7, 8), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6),
    "⅚": (5, 6),
}  # fmt: skip
_ANY = "".join(_FRACTIONS)
_UNIT = "个家项年月日次倍条户名座人"  # before which one numeral alone is a figure
# nothing else begins a figure: of most characters one look is enough
_BEGINS = rf"(?=[\d{_ANY}〇零{_D}两十百千万亿])"
_NO_TENTHS = "(?![功立果效长为员型品绩就套群本分交])"
_FIGURE = re.compile(
    rf"{_BEGINS}(?:(?P<rate>[百千万])分之(?P<part>[〇零{_D}十百点两]+|\d+(?:\.\d+)?)"
    rf"|(?P<below>[{_D}十百]+)分之(?P<above>[{_D}十]+)"
    rf"|(?P<year>[〇零{_D}]{{4}})(?=年)"
    r"|(?P<ratio>(?<![\d/])\d{1,3}/\d{1,3}(?![\d/]))"
    rf"|(?P<fraction>(?<!\d)[{_ANY}])|(?P<whole>\d+)(?P<half>[{_ANY}])"
    rf"|(?P<tenths>(?<![\d.])\d(?:\.\d)?|(?<![{_D}十百千])[{_D}两])成(?P<more>半?){_NO_TENTHS}"
    rf"|(?P<mixed>\d+(?:\.\d+)?[十百千万亿]{{1,2}}(?:\d+[十百千万亿]{{1,2}})+)"
    rf"|(?P<point>(?<![{_D}十百])[{_D}十百零〇]+点[{_D}零〇]+)(?P<myriad>[百千万]?[万亿])?"
    r"|(?P<digits>\d{1,2}(?:,\d\d)+,\d{3}(?!\d)(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?"
    r"|\d{1,3}(?:(?: \d{3})+|(?:['’]\d{3})+)(?![ \d])(?:\.\d+)?"
    r"|\d{1,3}(?:\.\d{3}){2,}(?![\d.])(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d{1,2}(?![\d,])"
    r"|\d+(?:\.\d+)?)"
    rf"(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))}(?![a-z]))?s?"
    r"(?P<cent>percent(?!age)|％|%|‰)?"
    rf"|(?P<numeral>[{_D}两十百千万亿零]{{2,}}|[二三四五六七八九十](?=[{_UNIT}])))",
    re.IGNORECASE,
)


_JOINED = re.compile(
    rf"(?<={CLOSES})[至到~](?={OPENS})|(?<=[%‰元吨家人年月日次倍条户名座项米里亩时点])[至到~](?={OPENS})"
)


def with_equal_figures(words: Words, text: str) -> Words:
    """The characters that count of a text, every figure written one way and set in marks of its
    own."""
    kept: list[str] = []
    origin: list[int] = []
    stood, end = words.origin, 0
    for start, stop, value in sorted([*_figures(words, text), *_worded(words, text)]):
        if start < end:
            continue
        kept += (words.text[end:start], OPENS, value, CLOSES)
        origin += stood[end:start]
        end = stop
        origin += [stood[start]] * (1 + len(value))
        origin.append(stood[stop - 1])
    kept.append(words.text[end:])
    origin += stood[end:]
    return Words(_JOINED.sub("-", "".join(kept)), tuple(origin))


def _figures(words: Words, text: str) -> Iterator[tuple[int, int, str]]:
    """Where figures in digits and numerals begin and end, and what each is written as."""
    for found in _FIGURE.finditer(words.text):
        value: str | None = found[0]
        if not found[0].isdecimal():
            value = _value(found)
            if value is None or not _grouped(found, words, text):
                continue  # written as it is
        yield *found.span(), value or ""


def _worded(words: Words, text: str) -> Iterator[tuple[int, int, str]]:
    """Where figures in English words begin and end, and what each is written as."""
    if not words.origin:
        return
    stood = words.origin
    for start, stop, value in english_numbers(text, stood[0], stood[-1] + 1):
        first, end = bisect_left(stood, start), bisect_left(stood, stop)
        if first < end:
            yield first, end, value


def text_between_figures(equal: str) -> list[str]:
    """What stands before, between and behind the figures that are written one way: it is the same
    however those are written."""
    parts = re.split(f"{OPENS}[^{CLOSES}]*{CLOSES}", equal)
    return [part.strip("至到~-") for part in parts]


def stretches_round(equal: str, words: Words, text: str) -> Iterator[Words]:
    """The stretches of a text round what stands between the figures of a quote, every figure in
    them written one way; the whole where a quote is all figures.

    Args:
        equal: the characters of the quote that count, its figures written one way.
    """
    key = max(text_between_figures(equal), key=len)
    reach = 2 * len(equal) + AROUND
    spans: list[tuple[int, int]] = []
    for at in occurrences(key, words.text, len(key)) if len(key) > 1 else [0]:
        end = at + len(key) + reach if len(key) > 1 else len(words.text)
        begun = max(0, at - reach)
        if spans and begun <= spans[-1][1]:
            begun = spans.pop()[0]
        spans.append((begun, min(end, len(words.text))))
    for begun, end in spans:
        stretch = Words(words.text[begun:end], words.origin[begun:end])
        yield with_equal_figures(stretch, text)


def but_for_figures(equal: str, stretches: Iterable[Words], least: int) -> tuple[int, int] | None:
    """Where in a text all words of a quote stand but its figures, others in their place.

    Args:
        equal: the characters of the quote that count, its figures written one way.
        stretches: of the text, their figures written one way.
        least: characters beside its figures below which a quote is not told by them.
    """
    if sum(map(len, text_between_figures(equal))) < least:
        return None
    figure = f"{OPENS}[^{CLOSES}]*{CLOSES}"
    pattern = re.compile(figure.join(map(re.escape, re.split(figure, equal))))
    for own in stretches:
        if found := pattern.search(own.text):
            return own.origin[found.start()], own.origin[found.end() - 1]
    return None


def occurrences(wanted: str, text: str, step: int = 1) -> Iterator[int]:
    """Where in a text something stands, at most ``TRIED`` times; ``step``: characters from one
    place to where the next is looked for."""
    at = text.find(wanted)
    for _ in range(TRIED):
        if at < 0:
            return
        yield at
        at = text.find(wanted, at + step)


def rewritten(
    quote: str, wanted: Words, text: str, own: Words, first: int
) -> Iterator[tuple[str, str]]:
    """What is written another way in a quote than in a text, as (quote, text).

    Args:
        wanted: the characters of the quote that count.
        own, first: those of the text, and where among them the same stand.
    """
    n, length, begun = 0, len(wanted.text), -1
    while n <= length:
        last = n
        if n < length and wanted.text[n] == OPENS:
            last = wanted.text.index(CLOSES, n)
        one, two = (
            ("", "")
            if n == length
            else (
                quote[wanted.origin[n] : wanted.origin[last] + 1],
                text[own.origin[first + n] : own.origin[first + last] + 1],
            )
        )
        if one != two and begun < 0:
            begun = n
        elif one == two and begun >= 0:
            ours = quote[wanted.origin[begun] : wanted.origin[n - 1] + 1]
            theirs = text[own.origin[first + begun] : own.origin[first + n - 1] + 1]
            if any(c.isalnum() for c in ours + theirs):
                yield ours, theirs
            begun = -1
        n = last + 1


def values_in(text: str) -> Iterator[float]:
    """The value of every figure of a text: of a percentage its number, of a fraction its quotient
    and its percentage."""
    equal = with_equal_figures(words_of(text), text).text
    for found in re.finditer(rf"{OPENS}([\d.]+)(?:/(\d+))?[%‰]?{CLOSES}", equal):
        if found[2] is None:
            yield float(found[1])
        elif int(found[2]):
            share = float(found[1]) / int(found[2])
            yield from (share, round(100 * share, 1))


def _grouped(found: re.Match[str], words: Words, text: str) -> bool:
    """Whether blanks within a figure group its digits: each one blank, and no end of a line or of a
    cell; two numbers that end a line are two cells of a row, and one may be a reference."""
    blanks = [words.origin[n] for n in range(*found.span()) if words.text[n] == " "]
    if blanks and text[blanks[0]] == " " and not groups(text, words.origin[found.start()]):
        return False
    if blanks and text[blanks[0]] == " " and _ENDS.match(text, words.origin[found.end() - 1] + 1):
        return False
    return all(
        text[at] in GROUPING and text[at - 1].isdecimal() and text[at + 1].isdecimal()
        for at in blanks
    )


def _value(found: re.Match[str]) -> str | None:
    """The figure as a number, a percentage or a fraction; None where a run of numerals is none."""
    if found["rate"]:
        part = found["part"]
        shown = part if part[0].isdecimal() else _decimal(part)
        return shown and _per_cent(shown, "百千万".index(found["rate"]))
    if found["below"]:
        above, below = _numeral(found["above"]), _numeral(found["below"])
        return None if above is None or below is None else f"{above}/{below}"
    if found["year"]:
        return str(han_number(found["year"]))
    if found["ratio"]:
        return found["ratio"]
    if found["fraction"]:
        return "{}/{}".format(*_FRACTIONS[found["fraction"]])
    if found["whole"]:
        return _with_fraction(int(found["whole"]), *_FRACTIONS[found["half"]])
    if found["tenths"]:
        return _tenths(found["tenths"], bool(found["more"]))
    if found["mixed"]:
        return _mixed(found["mixed"])
    if found["point"]:
        decimal = _decimal(found["point"])
        return decimal and _shown(Decimal(decimal).scaleb(_SCALES.get(found["myriad"] or "", 0)))
    if found["digits"]:
        number = Decimal(_plain(found["digits"]))
        scale = _SCALES.get((found["scale"] or "").lower(), 0)
        shown = _shown(number.scaleb(scale))
        return _per_cent(shown, found["cent"] == "‰") if found["cent"] else shown
    return _numeral(found["numeral"])


def _with_fraction(whole: int, above: int, below: int) -> str:
    """1½ as a decimal, where it has an end, else as a fraction."""
    if below in (3, 6):
        return f"{whole * below + above}/{below}"
    return _shown(whole + Decimal(above) / below)


def _per_cent(shown: str, finer: int) -> str:
    """A share as a percentage; ``finer``: 1 where it is told per thousand, 2 per ten thousand."""
    return _shown(Decimal(shown).scaleb(-finer)) + "%"


def _tenths(written: str, half: bool) -> str:
    """两成, 3.5成, 七成半: tenths as a percentage."""
    tenths = Decimal(written) if written[0].isdecimal() else Decimal(han_number(written) or 0)
    return _shown(tenths * 10 + 5 * half) + "%"


def _mixed(written: str) -> str | None:
    """3万5千, 2亿3000万: digits by turns with scales, each scale less than the one before."""
    total = myriads = section = Decimal(0)
    before = None
    for digits, scale in re.findall(r"(\d+(?:\.\d+)?)?([十百千万亿])", written):
        size = _SCALES.get(scale, 1)
        if digits and before is not None and size >= before:
            return None
        before = size if digits else before
        number = Decimal(digits or 0)
        if scale == "亿":
            total += (myriads + section + number).scaleb(8)
            myriads = section = Decimal(0)
        elif scale == "万":
            myriads, section = (section + number).scaleb(4), Decimal(0)
        else:
            section += number.scaleb(size)
    return _shown(total + myriads + section)


def _plain(digits: str) -> str:
    """Digits without what groups them, and a point for the decimals."""
    bare = re.sub("[ '’]", "", digits)
    if "," in bare and (bare.rfind(",") > bare.rfind(".")) and "." in bare:
        return bare.replace(".", "").replace(",", ".")
    return bare.replace(",", "") if bare.count(".") < 2 else bare.replace(".", "")


def _shown(number: Decimal) -> str:
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _numeral(written: str) -> str | None:
    value = han_number(written) if written and _NUMERAL.fullmatch(written) else None
    return None if value is None else str(value)


def _decimal(written: str) -> str | None:
    """A numeral with decimals: 三点五."""
    whole, _, rest = written.partition("点")
    before = _numeral(whole) if whole not in ("零", "〇") else "0"
    if not rest or before is None:
        return None if rest else before
    after = [han_number(digit) for digit in rest]
    return None if None in after else f"{before}.{''.join(map(str, after))}"
