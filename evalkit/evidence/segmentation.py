"""A text and its language in; the words out by which passages are compared and searched.

Scripts without blanks between words (Chinese, Japanese, Thai …) and Korean, whose particles hang on
their words, are cut into overlapping pairs of characters, so that a term is found as a phrase
without a dictionary that may not know it. Other text is cut into words; in all languages but
English, whose words the search itself stems, each is brought to the part that its forms share.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise

_PAIRED = (
    "\u3400-\u9fff\U00020000-\U0003fffd"  # ideographs
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana
    "\uac00-\ud7a3\u1100-\u11ff"  # hangul
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1780-\u17d3"  # south-east Asia
)
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0981-\u0dff"
_LETTER = f"(?:[^\\W_{_PAIRED}]|[{_MARKS}])"
# possessive, so that a run of millions of parts leaves no way back of each in memory
_RUNS = re.compile(f"[{_PAIRED}]++|{_LETTER}++(?:[.&'’-]{_LETTER}++)*+")
_PAIR = re.compile(f"[{_PAIRED}]")
_PARTS = re.compile(r"[.&'’-]")  # l'énergie, Forschungs- und …

SHORTEST = 4  # letters of a word of which longer ones may be forms
ENDING = 3  # letters that these may have more
OWN = ("", "zh", "en")  # languages whose words stay as they are
# languages that put words together, or hang little words before them: a term is also a part of a
# longer word
_JOINED = frozenset({"de", "nl", "sv", "da", "no", "fi", "et", "hu", "is", "lb"})
_HUNG = frozenset({"ar", "fa", "ur", "ug", "he"})
_ARABIC = str.maketrans("أإآٱىیکةۀ", "ااااييكهه", "ـ")
_ARTICLE = re.compile("(?:[وف]?(?:[بك]?ال|لل))(?=.{3})")


def words(text: str, lang: str = "") -> list[str]:
    """The words of a text, in the form in which those of the language are compared."""
    found: list[str] = []
    if lang not in OWN:
        text = unicodedata.normalize("NFKC", text)
    for run in (part[0] for part in _RUNS.finditer(text)):
        if _PAIR.match(run):
            found += [a + b for a, b in pairwise(run)] or [run]
        elif lang in OWN:
            found.append(run.lower())
        else:
            found += [_shared(part, lang) for part in _PARTS.split(run.casefold())]
    return found


def holds(word: str, term: str, lang: str) -> bool:
    """Whether a word of a text is one of a term's, both as :func:`words` gives them: the same, a
    longer one that begins with it, or, where a language joins words, has it in it."""
    if word == term:
        return True
    if lang in OWN or _PAIR.match(term):
        return False
    if lang in _HUNG:
        return len(term) >= 3 and term in word
    if len(term) <= SHORTEST:
        return len(term) == SHORTEST and word.startswith(term) and len(word) <= SHORTEST + ENDING
    return term in word if lang in _JOINED else word.startswith(term)


@cache
def _shared(word: str, lang: str) -> str:
    """The part of a word that its forms share: without accents, and where it is long without the
    last letters, which are where most forms differ."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn")
    if lang in _HUNG:
        return _ARTICLE.sub("", bare.translate(_ARABIC), count=1)
    if len(bare) < 5 or bare[0].isdigit():
        return bare
    return bare[: -1 if len(bare) < 8 else -2]
