"""Two colours in; whether they are one to the eye out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

PAPER = "FFFFFF"  # the ground of which nothing is said
ALIKE = 8  # of 255: colours this near to each other are one to the eye


@lru_cache(maxsize=4096)
def same_colour(one: str, other: str) -> bool:
    """Whether two colours of six hexadecimal digits are one to the eye."""
    if not all(re.fullmatch(r"[0-9A-Fa-f]{6}", colour) for colour in (one, other)):
        return False
    parts = [[int(colour[n : n + 2], 16) for n in (0, 2, 4)] for colour in (one, other)]
    return alike(*parts)


def alike(one: Sequence[int], other: Sequence[int]) -> bool:
    """The same of red, green and blue, up to 255 each."""
    return all(abs(a - b) <= ALIKE for a, b in zip(one, other, strict=True))
