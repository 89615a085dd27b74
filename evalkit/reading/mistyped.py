"""A line as people mistype it in; the line that was meant, and what is wrong with it, out.

A key is told from text by the words that our files use (:mod:`evalkit.reading.vocabulary`); whether
a text can stand without quotes is asked of YAML itself.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import lru_cache

import yaml

from evalkit.reading.vocabulary import keys, numbers, sentences

LONGEST, DEEPEST = 3_000, 60  # characters, and brackets, of a line that is looked into
ODD = (
    "\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff"  # blanks that YAML takes for letters
)
_B = f"[ \\t{ODD}]"
_DASHES = "‐‑‒–—―−－﹣•·●▪*"
_COLONS = ":：﹕∶"
_COMMAS = ",，、；;﹐"
_OPEN = {"{": "}", "[": "]", "｛": "}", "［": "]", "【": "]", "﹛": "}"}
_CLOSE = {"}": "}", "]": "]", "｝": "}", "］": "]", "】": "]", "﹜": "}"}
_HALF = {"{": "{", "[": "[", "｛": "{", "［": "[", "【": "[", "﹛": "{"}
_HEAD = re.compile(
    f"(?P<indent>{_B}*)(?P<dashes>(?:[-{re.escape(_DASHES)}](?!\\d){_B}*)*)"
    f"(?P<key>\"[^\"]*\"|'[^']*'|-?[\\w@]+(?:[.\\-/－][\\w]+)*)(?P<before>{_B}*)(?P<colon>[{_COLONS}])"
    f"(?P<after>{_B}*)(?P<value>.*)\\Z"
)
_ITEM = re.compile(
    f"(?P<indent>{_B}*)(?P<dash>[-{re.escape(_DASHES)}])(?P<after>{_B}*)(?P<value>.*)\\Z"
)
_KEY = re.compile(
    f"{_B}*(?P<key>\"[^\"]*\"|'[^']*'|-?[\\w@]+(?:[.\\-/－][\\w]+)*){_B}*(?P<colon>[{_COLONS}])"
    f"(?P<after>{_B}*)"
)
_BLOCK = re.compile(r"[|>][+\-]?\d?[+\-]?\s*(#.*)?\Z")
_COMMENT = re.compile(r"\s+#(?:\s.*|[#=\-!]*)\Z")
_HASH = re.compile(r"\s#")
_NOTHING = frozenset({"-", "?"})  # what stands for no level, and YAML takes for its own
_LONE = frozenset("：:，,、。；;`*&%@!“”\"'")  # a mark alone behind a key
_PLAIN_ID = re.compile(r"[\w.\-@*]+\Z")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a column, from 1: the code of a finding and its values."""

    code: str
    column: int
    values: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meant:
    """A line as it was meant, and what was wrong with it, from left to right."""

    line: str
    faults: tuple[Fault, ...]


# what was read from a place on: the text as it is meant, the place after it, faults
_Read = tuple[str, int, tuple[Fault, ...]]


@lru_cache(maxsize=4096)
def meant(line: str) -> Meant | None:
    """The line that was meant; None where nothing is wrong with it on its face."""
    own = line.rstrip("\r\n")
    if not own.strip() or own.lstrip().startswith("#") or len(own) > LONGEST:
        return None
    if sum(map(own.count, _OPEN)) > DEEPEST:
        return None
    if (cleaned := _cleaned(own) or _marked(own)) is not None:
        return cleaned
    head = _HEAD.match(own)
    if head is not None and _is_key(head["key"], head["colon"], head["after"], head["value"]):
        text, faults = _with_key(own, head)
    elif item := _ITEM.match(own):
        text, faults = _listed(own, item)
    elif bracket := re.match(f"({_B}*)([{re.escape(''.join(_OPEN))}].*)", own):
        text, faults = _in_brackets(own, bracket)
    elif word := re.fullmatch(rf"({_B}*)([a-z_]+)({_B}+(\S.*))?", own):
        text, faults = _without_colon(own, word)
    else:
        text, faults = own, ()
    return Meant(text, tuple(faults)) if faults and text != own else None


def _cleaned(line: str) -> Meant | None:
    """A line whose key holds a blank that cannot be seen, or has a lone quotation mark in front."""
    begun = re.match(rf"( *(?:- +)?)([\"']?)(\w[\w{ODD}]*)([\"']?)(?=:( |$))", line)
    if begun is None or begun[4]:
        return None
    key = begun[3].translate(_BLANKS).replace(" ", "")
    if key not in keys() or (begun[2] and line.count(begun[2]) % 2 == 0):
        return None
    text = begun[1] + key + line[begun.end() :]
    if begun[2]:
        return Meant(text, (Fault("yaml-quote-open", begun.start(2) + 1),))
    strange = next((n for n, c in enumerate(begun[3]) if ord(c) in _BLANKS), None)
    if strange is None:
        return None
    return Meant(text, (_space(begun[3][strange], begun.start(3) + strange),))


def _marked(line: str) -> Meant | None:
    """A line whose key is followed by another mark than a colon, or its item begun by another than
    a dash."""
    begun = re.match(r"( *(?:- +)?)([a-z_]+)(\s*(?:=|;|；|->|→|、|，| [-–—])\s*)(?=\S)", line)
    if begun is not None and begun[2] in keys() and not _has_colon(line, begun.end()):
        text = f"{begun[1]}{begun[2]}: {line[begun.end() :]}"
        return Meant(text, (Fault("yaml-colon-missing", begun.end(2) + 1),))
    item = re.match(r"( *)(\+|\d{1,2}[.)、．])\s+(?=([a-z_]+):(\s|$)|\{)", line)
    if item is not None and (item[3] is None or item[3] in keys()):
        text = f"{item[1]}- {line[item.end() :]}"
        return Meant(text, (Fault("yaml-dash", item.start(2) + 1, {"written": item[2]}),))
    return None


def _has_colon(line: str, at: int) -> bool:
    return re.search(r":(\s|$)", line[at:]) is not None


def _with_key(line: str, head: re.Match[str]) -> tuple[str, tuple[Fault, ...]]:
    indent, faults = _indent(head["indent"])
    dashes, of_dashes = _dashes(head["dashes"], head.start("dashes"))
    key, of_key = _key(head["key"], head.start("key"))
    faults += of_dashes + of_key
    value, at = head["value"], head.start("value")
    if not value and (odd := head["after"].strip(" \t")):
        return f"{indent}{dashes}{key}:", (*faults, _space(odd[0], head.start("after")))
    if (lone := value.strip()) in _LONE:
        fault = Fault("yaml-bracket-close", at + 1, {"character": lone})
        return f"{indent}{dashes}{key}:", (*faults, fault)
    if key == "level" and value.strip() in _NOTHING:
        fault = Fault("yaml-character", at + 1, {"character": value.strip()})
        return f"{indent}{dashes}state: missing", (*faults, fault)
    faults += _colon(head["colon"], head["after"], head.start("colon"), bool(value))
    said, of_value = _block_value(value, at, key)
    blank = head["after"] if head["after"].strip(" ") == "" and head["after"] else " "
    return f"{indent}{dashes}{key}:{blank if said else ''}{said}", faults + of_value


def _listed(line: str, item: re.Match[str]) -> tuple[str, tuple[Fault, ...]]:
    """An item of a list that is text, or stands within brackets."""
    value = item["value"]
    named = re.fullmatch(r"[A-Za-z][\w\-.]*", value) is not None
    if item["dash"] == "-" and not item["after"] and value and value[0] not in _OPEN and not named:
        return line, ()  # a negative number, a rule of dashes
    if item["dash"] == "*" and not item["after"]:
        return line, ()
    indent, faults = _indent(item["indent"])
    dashes, of_dashes = _dashes(item["dash"] + item["after"], item.start("dash"))
    said, of_value = _block_value(value, item.start("value"), "")
    return f"{indent}{dashes}{said}", faults + of_dashes + of_value


def _without_colon(line: str, word: re.Match[str]) -> tuple[str, tuple[Fault, ...]]:
    key, value = word[2], word[4] or ""
    if key not in keys():
        return line, ()
    fault = Fault("yaml-colon-missing", word.start(2) + 1)
    said, of_value = _block_value(value, 0, key)
    return f"{word[1]}{key}:{' ' if said else ''}{said}", (fault, *of_value)


def _in_brackets(line: str, bracket: re.Match[str]) -> tuple[str, tuple[Fault, ...]]:
    """A line that begins with a bracket: an item of what a line above has opened."""
    text, end, faults = _collection(bracket[2], 0)
    rest = bracket[2][end:].rstrip()
    if rest.strip("]} ,，\t"):
        return line, ()
    if rest[:1] == "，":
        faults, rest = (*faults, _full("，", end)), "," + rest[1:]
    indent, of_indent = _indent(bracket[1])
    moved = tuple(replace(f, column=f.column + bracket.start(2)) for f in faults)
    return f"{indent}{text}{rest}", of_indent + moved


def _is_key(key: str, colon: str, after: str, value: str) -> bool:
    """Whether a word before a colon is a key, and not the beginning of a text."""
    own = _half(key.strip("\"'"))
    if colon == ":" and (after or not value):
        return True
    if own in keys() or re.fullmatch(r"-?\d", own):
        return not value.startswith("//")
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9.\-]*", own)
    return plain is not None and (
        not value or colon != ":" or value[0] in "{[｛［" or value.strip() in _LONE
    )


# --- the parts of a line ---------------------------------------------------------------------


def _indent(written: str) -> tuple[str, tuple[Fault, ...]]:
    strange = next((n for n, c in enumerate(written) if c != " "), None)
    if strange is None:
        return written, ()
    if written[strange] == "\t":
        return written.replace("\t", "  ").translate(_BLANKS), (Fault("yaml-tab", strange + 1),)
    return written.translate(_BLANKS), (_space(written[strange], strange),)


_BLANKS = {
    c: "" if c in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF) else "  " if c == 0x3000 else " "
    for c in (0xA0, 0x1680, *range(0x2000, 0x200E), 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF)
}


ODD_BLANKS = "".join(map(chr, _BLANKS))


def _space(character: str, at: int) -> Fault:
    return Fault("yaml-space", at + 1, {"character": f"U+{ord(character):04X}"})


def _dashes(written: str, at: int) -> tuple[str, tuple[Fault, ...]]:
    """Dashes of list items, each with a blank after it."""
    faults: list[Fault] = []
    out = ""
    for match in re.finditer(f"([-{re.escape(_DASHES)}]+)({_B}*)", written):
        place = at + match.start()
        if match[1] != "-" or not match[2]:
            said = {"written": match[1]} if match[1] != "-" else {}
            faults.append(Fault("yaml-dash", place + 1, {**said}))
        elif "\t" in match[2]:
            faults.append(Fault("yaml-tab", place + 2))
        elif match[2].strip(" \t"):
            faults.append(_space(match[2].strip(" \t")[0], place + 1))
        out += "-" + (match[2].translate(_BLANKS).replace("\t", " ") or " ")
    return out, tuple(faults)


def _key(written: str, at: int) -> tuple[str, tuple[Fault, ...]]:
    half = _half(written)
    if half != written and (half in keys() or re.fullmatch(r"-?[\x20-\x7e]+", half)):
        n = next(n for n, (a, b) in enumerate(zip(written, half, strict=False)) if a != b)
        return half, (_full(written[n], at + n),)
    return written, ()


def _half(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _full(mark: str, at: int) -> Fault:
    return Fault("yaml-full-width", at + 1, {"written": mark, "plain": _plain_mark(mark)})


def _plain_mark(mark: str) -> str:
    known = {"、": ",", "；": ",", ";": ",", "【": "[", "】": "]", "“": '"', "”": '"'}
    return known.get(mark) or _half(mark)


def _colon(colon: str, after: str, at: int, valued: bool) -> tuple[Fault, ...]:
    if colon != ":":
        return (Fault("yaml-full-width-colon", at + 1),)
    if valued and not after:
        return (Fault("yaml-colon-space", at + 2),)
    if valued and (strange := after.strip(" \t")):
        return (_space(strange[0], at + 1 + after.index(strange[0])),)
    return ()


# --- a value to the end of its line ----------------------------------------------------------


def _block_value(written: str, at: int, key: str) -> tuple[str, tuple[Fault, ...]]:
    value = written.rstrip()
    if not value or value.startswith("#") or _BLOCK.match(value):
        return value, ()
    if value[0] in _OPEN and key in sentences() and _text_follows(value):
        return quoted(value), (_why(value, at),)
    if value[0] in _OPEN and (read := _collected(written, at, key)) is not None:
        return read
    if value[0] in "\"'":
        return _quoted_value(value, at)
    half = _half(value)
    if key in numbers() and half != value and reads(half, False):
        return half, (_full(value[0], at),)
    comment = _COMMENT.search(value)
    text, rest = (value[: comment.start()], comment[0]) if comment else (value, "")
    if reads(text, False):
        return value, ()
    return quoted(text) + rest, (_why(text, at),)


def _collected(written: str, at: int, key: str) -> tuple[str, tuple[Fault, ...]] | None:
    """A value in brackets; None where it is a text that begins with one."""
    text, end, faults = _collection(written, 0)
    rest = written[end:]
    if (odd := rest.strip(" \t")) and not odd.strip(ODD_BLANKS):
        faults, rest = (*faults, _space(odd[0], end)), ""
    if rest.strip() and not rest.strip("".join(_CLOSE) + " \t"):
        extra = Fault("yaml-bracket-close", end + 1, {"character": rest.strip()[0]})
        faults, rest = (*faults, extra), ""
    if rest.strip() and not rest.lstrip().startswith("#"):
        return None
    if written[0] in "【" and (key in sentences() or not key):
        return None
    return text + rest.rstrip(), tuple(replace(f, column=f.column + at) for f in faults)


def _text_follows(value: str) -> bool:
    """Whether more text stands behind the bracket that a text begins with, or it never closes."""
    if value[0] == "[" and not any(mark in value for mark in _CLOSE):
        return True
    depth = 0
    for place, mark in enumerate(value):
        depth += (mark in _OPEN) - (mark in _CLOSE)
        if not depth:
            rest = value[place + 1 :].lstrip()
            return bool(rest) and rest[0] not in _CLOSE and rest[0] not in ",，#{["
    return False


def _quoted_value(value: str, at: int) -> tuple[str, tuple[Fault, ...]]:
    mark = value[0]
    comment = _COMMENT.search(value)
    text, rest = (value[: comment.start()], comment[0]) if comment else (value, "")
    if reads(text, False) or reads(value, False):
        return value, ()
    last = text.rfind(mark)
    if last == 0:
        return quoted(text[1:]) + rest, (Fault("yaml-quote-open", at + 1),)
    if last == len(text) - 1:
        return _requoted(text, at, rest)
    return quoted(text) + rest, (Fault("yaml-character", at + 1, {"character": mark}),)


def _requoted(text: str, at: int, rest: str = "") -> tuple[str, tuple[Fault, ...]]:
    """A text in quotes that holds the same quotes, or a backslash."""
    inner = text[1:-1]
    place = inner.find(text[0])
    if place < 0 and text[0] == '"':
        place, fault = inner.find("\\"), "yaml-escape"
    else:
        fault, inner = "yaml-quote-inside", inner.replace('\\"', '"')
    return quoted(inner) + rest, (Fault(fault, at + 2 + max(place, 0)),)


def quoted(text: str) -> str:
    """A text in the quotes that it does not hold."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


@lru_cache(maxsize=4096)
def reads(value: str, flow: bool) -> bool:
    """Whether YAML reads a value as this one text, or as what its quotes hold, to the end."""
    try:
        node = yaml.compose(f"{{k: {value}}}" if flow else f"k: {value}", yaml.CSafeLoader)
    except yaml.YAMLError:
        return False
    pair = node.value[0] if isinstance(node, yaml.MappingNode) and len(node.value) == 1 else None
    if pair is None or not isinstance(pair[1], yaml.ScalarNode):
        return False
    plain = pair[1].style not in ("'", '"')
    return not plain or (pair[1].value == value and value[:1] not in ("&", "*", "!"))


def _why(text: str, at: int) -> Fault:
    """Why a text cannot stand without quotes."""
    if text[0] in "[]{}\"'&*!|>%@`,#-?:":
        return Fault("yaml-character", at + 1, {"character": text[0]})
    colon, sharp = re.search(r":(\s|\Z)", text), _HASH.search(text)
    if sharp and not (colon and colon.start() < sharp.start()):
        return Fault("yaml-hash", at + sharp.start() + 2)
    if colon:
        return Fault("yaml-colon", at + colon.start() + 1)
    bracket = re.search(r"[\[\]{},]", text)
    place = at + (bracket.start() if bracket else 0) + 1
    if bracket and bracket[0] != ",":
        return Fault("yaml-bracket-text", place, {"character": bracket[0]})
    return Fault("text-comma", place)


# --- values in brackets ----------------------------------------------------------------------


def _collection(text: str, at: int) -> _Read:
    """What stands in brackets from ``at``: { } or [ ], also where they are full-width, lack a comma
    or are never closed."""
    opener, closer = _HALF[text[at]], _OPEN[text[at]]
    faults: tuple[Fault, ...] = () if opener == text[at] else (_full(text[at], at),)
    out, place = opener, at + 1
    while True:
        blank = re.compile(f"{_B}*").match(text, place)
        assert blank is not None
        out += blank[0].translate(_BLANKS)
        place = blank.end()
        if place >= len(text):
            return out.rstrip() + closer, place, (Fault("yaml-bracket-open", at + 1), *faults)
        mark = text[place]
        if mark in _CLOSE:
            if _CLOSE[mark] != closer:
                faults += (Fault("yaml-bracket-open", at + 1),)
            elif mark != closer:
                faults += (_full(mark, place),)
            return out + closer, place + 1, faults
        if mark in _COMMAS and out.rstrip()[-1] == ",":
            faults += (Fault("yaml-bracket-close", place + 1, {"character": mark}),)
            place += 1
            continue
        if mark in _COMMAS:
            faults += () if mark == "," else (_full(mark, place),)
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
    head = _KEY.match(text, at) if closer == "}" else None
    if head is None or not _is_flow_key(text, head):
        said, end, faults = _value(text, at, closer, "")
        return (said, end, faults) if closer == "]" else (text[at:end], end, ())
    key, faults = _key(head["key"], head.start("key"))
    rest = text[head.end() :].lstrip(" ")
    valued = bool(rest) and rest[0] not in _CLOSE and rest[0] not in ",，"
    quoted_key = head["key"][0] in "\"'" and head["colon"] == ":"
    if not (quoted_key and not head["after"]):
        faults += _colon(head["colon"], head["after"], head.start("colon"), valued)
    if not valued:
        return f"{key}:", head.end(), faults
    said, end, of_value = _value(text, head.end(), closer, key)
    return f"{key}: {said}", end, faults + of_value


def _is_flow_key(text: str, head: re.Match[str], after_full: bool = False) -> bool:
    own = _half(head["key"].strip("\"'"))
    if own in keys() or re.fullmatch(r"-?\d+", own):
        return not text.startswith("//", head.end())
    if after_full:
        return False
    return (head["colon"] == ":" and bool(head["after"])) or head["key"][0] in "\"'"


def _value(text: str, at: int, closer: str, key: str) -> _Read:
    mark = text[at]
    if mark in _OPEN and not (key in sentences() and (mark == "【" or _text_follows(text[at:]))):
        held = _collection(text, at)
        if _ends(text, held[1], closer):
            return held
    if mark in "\"'" and (read := _in_quotes(text, at, closer)) is not None:
        return read
    end = _plain_end(text, at, closer, key)
    own = text[at:end].rstrip()
    own_end = at + len(own)
    if reads(own, True):
        return own, own_end, ()
    half = _half(own)
    if key in numbers() and half != own and reads(half, True):
        return half, own_end, (_full(own[0], at),)
    if key in numbers() and (decimal := re.fullmatch(r"(-?\d+)[,，](\d{1,2}|\d{4,})", own)):
        fault = Fault("text-comma", at + 1 + len(decimal[1]))
        return f"{decimal[1]}.{decimal[2]}", own_end, (fault,)
    thousands = re.fullmatch(r"-?\d{1,3}(?:[,，]\d{3})+\.\d+|-?\d{1,3}(?:[,，]\d{3}){2,}", own)
    if thousands and key in (*numbers(), "value", "level"):
        fault = Fault("text-comma", at + 1 + len(re.split("[,，]", own)[0]))
        return re.sub("[,，]", "", own), own_end, (fault,)
    return quoted(own), own_end, (_why(own, at),)


def _in_quotes(text: str, at: int, closer: str) -> _Read | None:
    """A value in quotes, also where it holds the same quotes or they are never closed; None where
    text follows them."""
    mark, place = text[at], at
    while (place := text.find(mark, place + 1)) > 0:
        if _ends(text, place + 1, closer):
            own = text[at : place + 1]
            if reads(own, True):
                return own, place + 1, ()
            said, faults = _requoted(own, at)
            return said, place + 1, faults
    if text.find(mark, at + 1) > 0:
        return None
    end = _plain_end(text, at + 1, closer, "")
    return quoted(text[at + 1 : end].rstrip()), end, (Fault("yaml-quote-open", at + 1),)


def _ends(text: str, at: int, closer: str) -> bool:
    """Whether a value ends at a place: what follows is a comma with another item, a closing
    bracket, or nothing."""
    rest = text[at:].lstrip()
    if not rest or rest[0] in _CLOSE or rest.startswith("#"):
        return True
    if closer == "]" and rest[0] in "{｛" and text[at - 1] in _CLOSE:
        return True
    if rest[0] in ",，":
        if closer == "]":
            return True
        key = _KEY.match(rest, 1)
        return not rest[1:].strip() or (key is not None and _is_flow_key(rest, key))
    key = _KEY.match(rest)
    return closer == "}" and key is not None and _half(key["key"]) in keys()


def _plain_end(text: str, at: int, closer: str, key: str) -> int:
    """Where a text without quotes ends that stands within brackets."""
    depth = 0
    for place in range(at, len(text)):
        mark = text[place]
        if mark in "[{" and place > at:
            depth += 1
        elif mark in _CLOSE:
            if depth and mark in "]}":
                depth -= 1
            elif _tail(text, place + 1):
                return place
        elif mark in _COMMAS and _parts_at(text, place, closer, at):
            return place
        elif mark in " \t" and key not in sentences() and closer == "}" and place > at:
            head = _KEY.match(text, place)
            if head and _half(head["key"]) in keys() and not depth:
                return place
    return len(text)


def _parts_at(text: str, place: int, closer: str, at: int) -> bool:
    """Whether a comma parts two items, and does not belong to a text."""
    half = text[place] == ","
    if closer == "]":
        before = _PLAIN_ID.match(text[at:place].strip())
        after = re.match(rf"{_B}*[A-Za-z0-9][\w.\-]*{_B}*(?=[{_COMMAS}\]］】])", text[place + 1 :])
        ids = before is not None and before[0].isascii() and after is not None
        return half or ids
    head = _KEY.match(text, place + 1)
    if head is None:
        return half and not text[place + 1 :].strip()
    return _is_flow_key(text, head, after_full=not half)


def _tail(text: str, at: int) -> bool:
    """Whether only closing brackets, commas and further items follow."""
    rest = text[at:].lstrip()
    return not rest or rest[0] in _CLOSE or rest[0] in ",，#{｛"
