"""A Chinese numeral in; its value out."""

from __future__ import annotations

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}


def han_number(written: str) -> int | None:
    """The value of a Chinese numeral; None where it is none."""
    if len(written) > 1 and all(c in _DIGITS for c in written):
        return int("".join(str(_DIGITS[c]) for c in written))
    total = myriads = section = digit = 0
    for character in written:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in TENS:
            section, digit = section + (digit or 1) * TENS[character], 0
        elif character == "万":
            myriads, section, digit = (section + digit or 1) * MYRIADS["万"], 0, 0
        elif character == "亿":
            total += (myriads + section + digit or 1) * MYRIADS["亿"]
            myriads = section = digit = 0
        else:
            return None
    return total + myriads + section + digit
