"""What stands in { } or [ ] as people mistype it in; as it was meant, and what is wrong with it,
out."""

from __future__ import annotations

import re

from evalkit.reading.marks import (
    BLANK,
    BLANKS,
    CLOSE,
    COMMAS,
    HALF,
    KEY,
    OPEN,
    Fault,
    colon_faults,
    full_width_fault,
    half_width,
    key_of,
    quoted,
    reads,
    requoted,
    why,
)
from evalkit.reading.vocabulary import keys, lists, numbers, sentences, words_or_parts

_PLAIN_ID = re.compile(r"[\w.\-@*]+\Z")
# what was read from a place on: the text as it is meant, the place after it, faults
_Read = tuple[str, int, tuple[Fault, ...]]


def collection(text: str, at: int) -> _Read:
    """What stands in brackets from ``at``: { } or [ ], also where they are full-width, lack a comma
    or are never closed."""
    opener, closer = HALF[text[at]], OPEN[text[at]]
    faults: tuple[Fault, ...] = () if opener == text[at] else (full_width_fault(text[at], at),)
    out, place = opener, at + 1
    while True:
        blank = re.compile(f"{BLANK}*").match(text, place)
        assert blank is not None
        out += blank[0].translate(BLANKS)
        place = blank.end()
        if place >= len(text):
            return out.rstrip() + closer, place, (Fault("yaml-bracket-open", at + 1), *faults)
        mark = text[place]
        if mark in CLOSE:
            if CLOSE[mark] != closer:
                faults += (Fault("yaml-bracket-open", at + 1),)
            elif mark != closer:
                faults += (full_width_fault(mark, place),)
            return out + closer, place + 1, faults
        if mark in COMMAS and out.rstrip()[-1] == ",":
            faults += (Fault("yaml-bracket-close", place + 1, {"character": mark}),)
            place += 1
            continue
        if mark in COMMAS:
            faults += () if mark == "," else (full_width_fault(mark, place),)
            glued = text[place + 1 : place + 2] not in (" ", "")
            out, place = out.rstrip() + ("," if mark == "," or not glued else ", "), place + 1
            continue
        if not out.endswith(("{", "[", ",", " ")) or out.rstrip()[-1] not in "{[,":
            faults += (Fault("yaml-comma", place + 1),)
            out = out.rstrip() + ", "
        said, place, of_item = _item(text, place, closer)
        out, faults = out + said, faults + of_item


def _item(text: str, at: int, closer: str) -> _Read:
    """A value of a list, or a key with its value."""
    head = KEY.match(text, at) if closer == "}" else None
    if head is None or not _is_flow_key(text, head):
        said, end, faults = _value(text, at, closer, "")
        return (said, end, faults) if closer == "]" else (text[at:end], end, ())
    key, faults = key_of(head["key"], head.start("key"))
    rest = text[head.end() :].lstrip(" ")
    valued = bool(rest) and rest[0] not in CLOSE and rest[0] not in ",，"
    quoted_key = head["key"][0] in "\"'" and head["colon"] == ":"
    if not (quoted_key and not head["after"]):
        faults += colon_faults(head["colon"], head["after"], head.start("colon"), valued)
    if not valued:
        return f"{key}:", head.end(), faults
    said, end, of_value = _value(text, head.end(), closer, key)
    return f"{key}: {said}", end, faults + of_value


def _is_flow_key(text: str, head: re.Match[str], after_full: bool = False) -> bool:
    own = half_width(head["key"].strip("\"'"))
    if own in keys() or re.fullmatch(r"-?\d+", own):
        return not text.startswith("//", head.end())
    if after_full:
        return False
    return (head["colon"] == ":" and bool(head["after"])) or head["key"][0] in "\"'"


def _value(text: str, at: int, closer: str, key: str) -> _Read:
    mark = text[at]
    if mark in OPEN and not (key in sentences() and (mark == "【" or text_follows(text[at:]))):
        held = collection(text, at)
        if _ends(text, held[1], closer):
            return held
    if mark in "\"'" and (read := _in_quotes(text, at, closer)) is not None:
        return read
    end = _plain_end(text, at, closer, key)
    own = text[at:end].rstrip()
    own_end = at + len(own)
    if reads(own, True):
        return own, own_end, ()
    half = half_width(own)
    if key in numbers() and half != own and reads(half, True):
        return half, own_end, (full_width_fault(own[0], at),)
    if key in numbers() and (decimal := re.fullmatch(r"(-?\d+)[,，](\d{1,2}|\d{4,})", own)):
        fault = Fault("text-comma", at + 1 + len(decimal[1]))
        return f"{decimal[1]}.{decimal[2]}", own_end, (fault,)
    thousands = re.fullmatch(r"-?\d{1,3}(?:[,，]\d{3})+\.\d+|-?\d{1,3}(?:[,，]\d{3}){2,}", own)
    if thousands and key in (*numbers(), "value", "level"):
        fault = Fault("text-comma", at + 1 + len(re.split("[,，]", own)[0]))
        return re.sub("[,，]", "", own), own_end, (fault,)
    fault = why(own, at)
    ids = key in words_or_parts() and re.fullmatch(r"[a-z][a-z0-9-]*(, ?[a-z][a-z0-9-]*)+", own)
    if (key in lists() or ids) and fault.code == "text-comma":
        return f"[{own}]", own_end, (fault,)
    return quoted(own), own_end, (fault,)


def _in_quotes(text: str, at: int, closer: str) -> _Read | None:
    """A value in quotes, also where it holds the same quotes or they are never closed; None where
    text follows them."""
    mark, place = text[at], at
    while (place := text.find(mark, place + 1)) > 0:
        if _ends(text, place + 1, closer):
            own = text[at : place + 1]
            if reads(own, True):
                return own, place + 1, ()
            said, faults = requoted(own, at)
            return said, place + 1, faults
    if text.find(mark, at + 1) > 0:
        return None
    end = _plain_end(text, at + 1, closer, "")
    return quoted(text[at + 1 : end].rstrip()), end, (Fault("yaml-quote-open", at + 1),)


def _ends(text: str, at: int, closer: str) -> bool:
    """Whether a value ends at a place: what follows is a comma with another item, a closing
    bracket, or nothing."""
    rest = text[at:].lstrip()
    if not rest or rest[0] in CLOSE or rest.startswith("#"):
        return True
    if closer == "]" and rest[0] in "{｛" and text[at - 1] in CLOSE:
        return True
    if rest[0] in ",，":
        if closer == "]":
            return True
        key = KEY.match(rest, 1)
        return not rest[1:].strip() or (key is not None and _is_flow_key(rest, key))
    key = KEY.match(rest)
    return closer == "}" and key is not None and half_width(key["key"]) in keys()


def _plain_end(text: str, at: int, closer: str, key: str) -> int:
    """Where a text without quotes ends that stands within brackets."""
    depth = 0
    for place in range(at, len(text)):
        mark = text[place]
        if mark in "[{" and place > at:
            depth += 1
        elif mark in CLOSE:
            if depth and mark in "]}":
                depth -= 1
            elif _tail(text, place + 1):
                return place
        elif mark in COMMAS and _parts_at(text, place, closer, at):
            return place
        elif mark in " \t" and key not in sentences() and closer == "}" and place > at:
            head = KEY.match(text, place)
            if head and half_width(head["key"]) in keys() and not depth:
                return place
    return len(text)


def _parts_at(text: str, place: int, closer: str, at: int) -> bool:
    """Whether a comma parts two items, and does not belong to a text."""
    half = text[place] == ","
    if closer == "]":
        before = _PLAIN_ID.match(text[at:place].strip())
        after = re.match(
            rf"{BLANK}*[A-Za-z0-9][\w.\-]*{BLANK}*(?=[{COMMAS}\]］】])", text[place + 1 :]
        )
        ids = before is not None and before[0].isascii() and after is not None
        return half or ids
    head = KEY.match(text, place + 1)
    if head is None:
        return half and not text[place + 1 :].strip()
    return _is_flow_key(text, head, after_full=not half)


def _tail(text: str, at: int) -> bool:
    """Whether only closing brackets, commas and further items follow."""
    rest = text[at:].lstrip()
    return not rest or rest[0] in CLOSE or rest[0] in ",，#{｛"


def text_follows(value: str) -> bool:
    """Whether more text stands behind the bracket that a text begins with, or it never closes."""
    if value[0] == "[" and not any(mark in value for mark in CLOSE):
        return True
    depth = 0
    for place, mark in enumerate(value):
        depth += (mark in OPEN) - (mark in CLOSE)
        if not depth:
            rest = value[place + 1 :].lstrip()
            return bool(rest) and rest[0] not in CLOSE and rest[0] not in ",，#{["
    return False
