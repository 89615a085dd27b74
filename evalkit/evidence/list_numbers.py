"""Numbers in; as Word and OpenDocument write them in lists and at notes out: 1, 一, iv, ①, 甲."""

from __future__ import annotations

from collections.abc import Callable

_HAN, _FORMAL, _TRADITIONAL = "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖"
_MARKS = "*†‡§"


def roman(n: int) -> str:
    """iv"""
    pairs = (
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    )
    out = ""
    for value, letters in pairs:
        times, n = divmod(n, value)
        out += letters * times
    return out


def counted(n: int, digits: str = _HAN, units: str = "十百千", zero: str = "零") -> str:
    """二十一; a number from 1 to 9999 as Chinese counts it."""
    if not 0 < n < 10_000:
        return str(n)
    out, gap = "", False
    for place in (3, 2, 1, 0):
        digit = n // 10**place % 10
        if not digit:
            gap = bool(out)
            continue
        out += (zero if gap else "") + digits[digit] + (units[place - 1] if place else "")
        gap = False
    short = digits[1] + units[0]
    return out[1:] if units[0] == "十" and out.startswith(short) else out


def _letters(n: int) -> str:
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _of(row: str) -> Callable[[int], str]:
    """From a row of characters; digits beyond its end."""
    return lambda n: row[n - 1] if 0 < n <= len(row) else str(n)


def _digits(row: str) -> Callable[[int], str]:
    return lambda n: "".join(row[int(digit)] for digit in str(n))


def _circled(n: int) -> str:
    for first, code in ((36, 0x32B1), (21, 0x3251), (1, 0x2460)):
        if first <= n <= 50:
            return chr(code + n - first)
    return str(n)


def _ordinal(n: int) -> str:
    if n % 100 in (11, 12, 13):
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"


def _korean(row: str) -> Callable[[int], str]:
    """From 1 to 99, as Korean counts it: 일, 십, 십일, 이십."""

    def form(n: int) -> str:
        tens, ones = divmod(n, 10)
        if n > 99:
            return str(n)
        return (row[tens - 1] if tens > 1 else "") + ("십" if tens else "") + row[ones - 1 : ones]

    return form


def _pairs(ones: str, tens: str) -> Callable[[int], str]:
    """From 1 to 99 by a row for the ones and one for the tens: 스물하나."""
    low, high = ones.split(), tens.split()

    def form(n: int) -> str:
        ten, one = divmod(n, 10)
        if n > 99:
            return str(n)
        return (high[ten - 1] if ten else "") + (low[one - 1] if one else "")

    return form


_ONES = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDERED = {"one": "first", "two": "second", "three": "third", "five": "fifth"} | {
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def _cardinal(n: int) -> str:
    if n > 99:
        return str(n)
    if n < 20:
        return _ONES[n - 1].capitalize()
    ten, one = divmod(n, 10)
    return _TENS[ten - 2].capitalize() + (f"-{_ONES[one - 1]}" if one else "")


def _ordered(n: int) -> str:
    if n > 99:
        return _ordinal(n)
    before, hyphen, last = _cardinal(n).rpartition("-")
    low = last.lower()
    word = _ORDERED.get(low) or (low[:-1] + "ieth" if low.endswith("y") else low + "th")
    return before + hyphen + word if before else word.capitalize()


_HEBREW = _pairs("א ב ג ד ה ו ז ח ט", "י כ ל מ נ ס ע פ צ")
_GOJUON = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda n: f"{n:02d}",
    "upperRoman": lambda n: roman(n).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "ordinal": _ordinal,
    "hex": lambda n: f"{n:X}",
    "numberInDash": lambda n: f"- {n} -",
    "chineseCounting": counted,
    "chineseCountingThousand": counted,
    "taiwaneseCounting": counted,
    "taiwaneseCountingThousand": counted,
    "japaneseCounting": counted,
    "ideographDigital": _digits(_HAN),
    "taiwaneseDigital": _digits("○一二三四五六七八九"),
    "japaneseDigitalTenThousand": _digits(_HAN),
    "chineseLegalSimplified": lambda n: counted(n, _FORMAL, "拾佰仟"),
    "ideographLegalTraditional": lambda n: counted(n, _TRADITIONAL, "拾佰仟"),
    "ideographTraditional": _of(_STEMS),
    "ideographZodiac": _of(_BRANCHES),
    "ideographEnclosedCircle": _of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _of("".join(map(chr, range(0x2488, 0x249C)))),
    "decimalEnclosedParen": _of("".join(map(chr, range(0x2474, 0x2488)))),
    "decimalFullWidth": _digits("０１２３４５６７８９"),
    "decimalFullWidth2": _digits("０１２３４５６７８９"),
    "ganada": _of("가나다라마바사아자차카타파하"),
    "chosung": _of("ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"),
    "koreanDigital": _digits("영일이삼사오육칠팔구"),
    "koreanCounting": _korean("일이삼사오육칠팔구"),
    "koreanLegal": _pairs(
        "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉", "열 스물 서른 마흔 쉰 예순 일흔 여든 아흔"
    ),
    "koreanDigital2": _digits("零一二三四五六七八九"),
    "japaneseLegal": lambda n: counted(n, "零壱弐参四五六七八九", "拾百阡"),
    "cardinalText": _cardinal,
    "ordinalText": _ordered,
    "hebrew1": lambda n: {15: "טו", 16: "טז"}.get(n) or _HEBREW(n),
    "arabicAlpha": _of("أبتثجحخدذرزسشصضطظعغفقكلمنهوي"),
    "arabicAbjad": _of("أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"),
    "hindiNumbers": _digits("०१२३४५६७८९"),
    "thaiNumbers": _digits("๐๑๒๓๔๕๖๗๘๙"),
    "thaiLetters": _of("กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"),
    "aiueo": _of(_GOJUON),
    "aiueoFullWidth": _of(_GOJUON),
    "iroha": _of(_IROHA),
    "russianLower": _of("абвгдежзиклмнопрстуфхцчшщыэюя"),
    "russianUpper": _of("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ"),
    "chicago": lambda n: _MARKS[(n - 1) % 4] * ((n - 1) // 4 + 1),
    "none": lambda n: "",
    "bullet": lambda n: "",
}  # fmt: skip
_LARGEST = 100_000  # beyond it every form is written in digits: no list has as many items


def written(n: int, form: str) -> str:
    """A number in a form that Word names; in digits where the form is not known."""
    if form.isdecimal():  # 001
        return str(n).zfill(min(len(form), 9))
    return _FORMS.get(form, str)(n) if 0 < n < _LARGEST else str(n)
