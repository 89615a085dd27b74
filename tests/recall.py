"""Words that another reader finds in a file and evalkit does not, strictly counted: each as often
as it stands there.

Readers part words at other places (``develop ment``, ``guardianprisonervisits``): such a word is
had where its letters stand in a word, or in words one after the other, of the other text that
nothing else there answers to. No letter of ours is counted twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.evidence.radicals import ideographs

WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u2e80-\u9fff]+|[^\W_]")
MOST = 8  # words that one may be broken into


@dataclass(frozen=True)
class Recall:
    """``told``: of running heads and page numbers that a finding names; ``parted``: words that the
    other reader parts elsewhere; ``lost``: what is not there."""

    words: int
    told: int
    parted: int
    lost: tuple[str, ...]

    @property
    def share(self) -> float:
        """Of the words, those that are there or told."""
        return 1 - len(self.lost) / max(self.words, 1)


def words(text: str) -> list[str]:
    """Words of a text, in small letters; a hanzi is a word."""
    return WORD.findall(unicodedata.normalize("NFKC", ideographs(text)).lower())


def recall(theirs: Sequence[str], ours: str, told: str = "") -> Recall:
    """What there is in ours of the pages of another reader."""
    pages = [words(page) for page in theirs]
    whole = Counter(word for page in pages for word in page)
    left = Counter(words(ours))
    short = whole - left
    left -= whole
    named = Counter(words(told))
    furniture = short & named
    short -= furniture
    left += named - furniture
    parted = 0
    for page in pages:
        for n in range(len(page)):
            parted += _glued(page[n], short, left) or _broken(page, n, short, left)
    lost = tuple(short.elements())
    return Recall(whole.total(), furniture.total(), parted, lost)


def _glued(word: str, short: Counter[str], left: Counter[str]) -> int:
    """Take a word that is several of ours."""
    if not short[word]:
        return 0
    parts = _division(word, left)
    if not parts:
        return 0
    left -= parts
    short[word] -= 1
    return 1


def _division(word: str, left: Counter[str]) -> Counter[str] | None:
    """Words of ours that make up a word, none oftener than it is there."""
    ways: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
    for end in range(1, len(word) + 1):
        for start in range(end):
            before, part = ways[start], word[start:end]
            if before is not None and len(before) < MOST and before.count(part) < left[part]:
                ways[end] = (*before, part)
                break
    found = ways[-1]
    return Counter(found) if found else None


def _broken(page: Sequence[str], n: int, short: Counter[str], left: Counter[str]) -> int:
    """Take words that are one of ours."""
    for end in range(n + 2, min(n + MOST, len(page)) + 1):
        parts = page[n:end]
        whole = "".join(parts)
        counted = Counter(parts) & short
        if counted and left[whole]:
            left[whole] -= 1
            left.update(Counter(parts) - counted)
            short -= counted
            return counted.total()
    return 0
