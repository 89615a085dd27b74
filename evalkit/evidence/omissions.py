"""Two parts of a quote and what stands between them in the document in; whether they belong
together, or the second says of one thing what the document says of another, out.

Parts may leave out words of one clause, or whole clauses. What they may not do is to begin in the
middle of another clause than the one before them ended in: then who or what that clause is of is
left out. A bracket that is left out whole is no clause; what stands in one is of a clause of its
own.
"""

from __future__ import annotations

import re
from itertools import pairwise

from evalkit.evidence.breaks import Break, Kind
from evalkit.evidence.figures import figures_in
from evalkit.evidence.wording import left_after, left_out, telling_words, without_adverbs

OWN = 4  # letters from which what stands behind a figure is a matter of its own
FAR = 2000  # characters before the second part among which what it is of is sought
_CLAUSES = re.compile(r"[，；：。！？\n]|——|[,;:.!?](?=\s)")
_SENTENCES = re.compile(r"[。！？\n]|[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")
_HEAD = re.compile(
    r"(?:\A|\n|[，；：。！？])\s*(?:[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）、]\s*|\d{1,2}\.\s+)?\Z"
    r"|[,;:.!?]\s+(?:(?:and|und|et|y|e)\s+)?\Z"
)
# after a figure the next clause may begin without a comma
_NEXT = r"\s*(?:[、，,;；]|以?及|[和与]|并|而|\b(?:and|or|but|while|whereas|und|et|y|e)\b)"
_AFTER_FIGURE = re.compile(_NEXT, re.IGNORECASE)
# or after it with what it counts: 5所学校、, 5 schools and
_AFTER_COUNTED = re.compile(
    rf"(?:[\u4e00-\u9fff]{{1,6}}?|(?:\s\w+){{1,3}}?)?{_NEXT}", re.IGNORECASE
)
_DATED = re.compile(
    r"(?<![比较与于])(?:\d{4}|[二〇○零一三四五六七八九]{4})年|\b(?:in|by|from|since|until) \d{4}\b"
)
_BRACKET = re.compile(r"[(（\[［〔【][^()（）\[\]［］〔〕【】\n]*[)）\]］〕】]")
OPENS_BRACKET = re.compile(r"[(（\[［〔【]")
CLOSES_BRACKET = re.compile(r"[)）\]］〕】]")
_OF = re.compile(r"\s*(?:的|of|of the|de|von)?\s*", re.IGNORECASE)
_SEVERALLY = re.compile(r"分别|依次|respectively", re.IGNORECASE)
_HARMLESS = re.compile(
    r"不[断仅但同少久锈动良足及论管妨]|未[来成]|无[人线锡论缝障偿疑数纸废]|非[常公遗凡洲税学球金]|无居民|[虚模草比]拟|拟合"
    r"|免费|否则|\bnot only\b|\bno(?=\.)",
    re.IGNORECASE,
)
_QUALIFIES = (
    "striving.strive",
    "striving.may",
    "striving.encourage",
    "striving.explore",
    "striving.principle",
)


def other_sentence(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether two stretches of a text stand in different sentences."""
    return bool(_SENTENCES.search(text, before[1], after[0]))


def misjoined(
    text: str, before: tuple[int, int], after: tuple[int, int], first: int, closed: bool = False
) -> Break | None:
    """Why two stretches of a text, an omission between them, do not belong together; None where
    they do. What they are cut from is the clause of the second.

    Args:
        first: where the quote begins, of which the two are parts.
        closed: whether the omission ends with a bracket that the quote opens.
    """
    if closed and (closes := CLOSES_BRACKET.search(text, before[1], after[0] + 1)):
        before = before[0], min(closes.end(), after[0])
    begun = max(before[1], after[0] - FAR)
    whole = text[begun : after[0]]
    left = _without_brackets(whole)
    marks = [m.end() for pattern in (_CLAUSES, OPENS_BRACKET) for m in pattern.finditer(left)]
    part = text[slice(*after)]
    at_head, bare = _opens_a_clause(text, after[0]), _has_no_subject(part)
    if at_head and bare and _counts_something(part):
        bare = False
    ends = sorted({*marks, *_figures_end(left, bare), *_begins_another(text, before, left)})
    if _leaves_a_bracket(text, begun, left) and bare:
        return _whole("joined", text, begun, after)
    if _severally(text[first : after[0]], left) and (bare or not at_head):
        return _whole("joined", text, begun, after)
    if ends:
        head = left[ends[-1] :]
        dated = _DATED.search(head) and _counted(text[slice(*before)] + left[: ends[-1]])
        if dated or _has_subject(head):
            return _whole("joined", text, begun + ends[-1], after)
        between = [(start, left[start:end]) for start, end in pairwise(ends)]
        strange = next((start for start, clause in between if _has_subject(clause)), None)
        if strange is not None and bare:
            return _whole("joined", text, begun + strange, after)
        whole = whole[ends[-1] :]
    elif _of_another(text, before, after):
        return _whole("joined", text, begun, after)
    if behind := left_after(text, before[1], after[0]):
        return _whole(behind[0], text, before[1], after)
    if (turned := _turns(whole)) is not None:
        kind, at = turned
        return _whole(kind, text, after[0] - len(whole) + at, after)
    return None


def _opens_a_clause(text: str, at: int) -> bool:
    """Whether a clause begins there, behind a mark or at the head of a line."""
    return _HEAD.search(text, max(0, at - FAR), at) is not None


def _counts_something(part: str) -> bool:
    """Whether behind the figure that a part opens with stands what it counts, and is of: 49 offices
    open their gardens."""
    first = next(figures_in(part), None)
    rest = part if first is None else part[first[1] :]
    return _has_subject(rest) and len(re.findall(r"[^\W\d_]", rest)) >= OWN


def _begins_another(text: str, before: tuple[int, int], left: str) -> list[int]:
    """Where a clause begins right behind a part that ends with its figure."""
    own = list(figures_in(text[slice(*before)]))
    closed = bool(own) and own[-1][1] >= before[1] - before[0]
    found = _AFTER_FIGURE.match(left) if closed else None
    return [found.end()] if found else []


def _without_brackets(left: str) -> str:
    """What is left out with blanks for each bracket that is left out whole, one in another too."""
    while (blank := _BRACKET.sub(lambda found: " " * len(found[0]), left)) != left:
        left = blank
    return left


def _leaves_a_bracket(text: str, at: int, left: str) -> bool:
    """Whether what is left out begins in a bracket and goes on behind it."""
    closes = CLOSES_BRACKET.search(left)
    line = text.rfind("\n", 0, at) + 1
    before = _without_brackets(text[max(line, at - FAR) : at])
    return closes is not None and OPENS_BRACKET.search(before) is not None


def _whole(kind: Kind, text: str, start: int, after: tuple[int, int]) -> Break:
    start += len(text[start : after[1]]) - len(text[start : after[1]].lstrip(" \n，、；：,;:"))
    return Break(kind, start, after[1], (start, after[1]))


def _figures_end(left: str, counted: bool) -> list[int]:
    """Where a clause begins right after a figure that is left out, or with ``counted`` after what
    that counts."""
    after = _AFTER_COUNTED if counted else _AFTER_FIGURE
    found = (after.match(left, end) for _, end in figures_in(left))
    return [match.end() for match in found if match]


def _severally(said: str, left: str) -> bool:
    """Whether what is left out has figures of several things, told one after the other; ``said``:
    the sentence as far as it is left out."""
    sentence = _SENTENCES.split(said)[-1]
    return bool(_SEVERALLY.search(sentence)) and any(figures_in(left))


def _has_subject(clause: str) -> bool:
    """Whether a clause, or its opening, names what it is of."""
    for start, end in reversed(list(figures_in(clause))):
        clause = clause[:start] + " " + clause[end:]
    return len(re.findall(r"[^\W\d_]", without_adverbs(clause))) >= 2


def _has_no_subject(part: str) -> bool:
    """Whether a part opens with a figure, or with what carries one."""
    first = next(figures_in(part), None)
    if first is None:
        return False
    opening = part[: first[0]]
    return not _CLAUSES.search(opening) and not _has_subject(opening)


def _counted(text: str) -> bool:
    """Whether a text has a date, or a figure of its own."""
    return bool(_DATED.search(text)) or any(figures_in(text))


def _of_another(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether a part that ends with a figure is followed by what another figure, left out, is of:
    30公里……河堤 of 30公里绿道和18公里河堤."""
    left = text[before[1] : after[0]]
    own, other = (list(figures_in(part)) for part in (text[slice(*before)], left))
    if not own or not other or own[-1][1] < before[1] - before[0]:
        return False
    return bool(_OF.fullmatch(left[other[-1][1] :])) and not any(
        start == 0 for start, _ in figures_in(text[slice(*after)])
    )


def _turns(left: str) -> tuple[Kind, int] | None:
    """A negation or qualifier among words left out, and where it stands."""
    harmless = [(m.start(), m.end()) for m in _HARMLESS.finditer(left)]
    for word in telling_words(left):
        if any(start <= word.at < end for start, end in harmless):
            continue
        if word.sense.startswith("negation."):
            return "negation", word.at
        if word.sense in _QUALIFIES:
            return "qualifier", word.at
    found = left_out().search(left)
    return None if found is None else ("negation", found.start())
