"""A line as people mistype it in; the line that was meant, and what is wrong with it, out.

A key is told from text by the words that our files use (:mod:`evalkit.reading.vocabulary`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from evalkit.reading.brackets import collection, text_follows
from evalkit.reading.marks import (
    BLANK,
    BLANKS,
    CLOSE,
    COLONS,
    COMMAS,
    DASHES,
    KEY,
    ODD,
    ODD_BLANKS,
    OPEN,
    Fault,
    colon_faults,
    full_width_fault,
    half_width,
    key_of,
    quoted,
    reads,
    requoted,
    space_fault,
    why,
)
from evalkit.reading.vocabulary import fits, keys, numbers, sentences

LONGEST, DEEPEST = 3_000, 60  # characters, and brackets, of a line that is looked into
_HEAD = re.compile(
    f"(?P<indent>{BLANK}*)(?P<dashes>(?:[-{re.escape(DASHES)}](?!\\d){BLANK}*)*)"
    f"(?P<key>\"[^\"]*\"|'[^']*'|-?[\\w@]+(?:[.\\-/－][\\w]+)*)(?P<before>{BLANK}*)(?P<colon>[{COLONS}])"
    f"(?P<after>{BLANK}*)(?P<value>.*)\\Z"
)
_ITEM = re.compile(
    f"(?P<indent>{BLANK}*)(?P<dash>[-{re.escape(DASHES)}])(?P<after>{BLANK}*)(?P<value>.*)\\Z"
)
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?(\s+#.*)?\Z")
_BLOCK = re.compile(r"[|>][+\-]?\d?[+\-]?\s*(#.*)?\Z")
_COMMENT = re.compile(r"\s+#(?:\s.*|[#=\-!]*)\Z")
_NOTHING = frozenset({"-", "?"})  # what stands for no level, and YAML takes for its own
_LONE = frozenset("：:，,、。；;`*&%@!“”\"'")  # a mark alone behind a key


@dataclass(frozen=True, slots=True)
class Meant:
    """A line as it was meant, and what was wrong with it, from left to right."""

    line: str
    faults: tuple[Fault, ...]


@lru_cache(maxsize=4096)
def meant(line: str) -> Meant | None:
    """The line that was meant; None where nothing is wrong with it on its face."""
    own = line.rstrip("\r\n")
    if not own.strip() or own.lstrip().startswith("#") or len(own) > LONGEST:
        return None
    if sum(map(own.count, OPEN)) > DEEPEST:
        return None
    if (cleaned := _cleaned(own) or _marked(own)) is not None:
        return cleaned
    head = _HEAD.match(own)
    if head is not None and _is_key(head["key"], head["colon"], head["after"], head["value"]):
        text, faults = _with_key(own, head)
    elif item := _ITEM.match(own):
        text, faults = _listed(own, item)
    elif bracket := re.match(f"({BLANK}*)([{re.escape(''.join(OPEN))}].*)", own):
        text, faults = _in_brackets(own, bracket)
    elif word := re.fullmatch(rf"({BLANK}*)([a-z_]+)({BLANK}+(\S.*))?", own):
        text, faults = _without_colon(own, word)
    else:
        text, faults = own, ()
    return Meant(text, tuple(faults)) if faults and text != own else None


def _cleaned(line: str) -> Meant | None:
    """A line whose key holds a blank that cannot be seen, or has a lone quotation mark in front."""
    begun = re.match(rf"( *(?:- +)?)([\"']?)(\w[\w{ODD}]*)([\"']?)(?=:( |$))", line)
    if begun is None or begun[4]:
        return None
    key = begun[3].translate(BLANKS).replace(" ", "")
    if key not in keys() or (begun[2] and line.count(begun[2]) % 2 == 0):
        return None
    text = begun[1] + key + line[begun.end() :]
    if begun[2]:
        return Meant(text, (Fault("yaml-quote-open", begun.start(2) + 1),))
    strange = next((n for n, c in enumerate(begun[3]) if ord(c) in BLANKS), None)
    if strange is None:
        return None
    return Meant(text, (space_fault(begun[3][strange], begun.start(3) + strange),))


def _marked(line: str) -> Meant | None:
    """A line whose key is followed by another mark than a colon, or its item begun by another than
    a dash."""
    begun = re.match(r"( *(?:- +)?)([a-z_]+)(\s*(?:=|;|；|->|→|、|，| [-–—])\s*)(?=\S)", line)
    if begun is not None and begun[2] in keys() and not _has_colon(line, begun.end()):
        text = f"{begun[1]}{begun[2]}: {line[begun.end() :]}"
        return Meant(text, (Fault("yaml-colon-missing", begun.end(2) + 1),))
    if comment := re.match(r"( *)(＃|//)", line):
        text = f"{comment[1]}#{line[comment.end() :]}"
        return (
            Meant(text, (full_width_fault("＃", comment.end(1)),)) if comment[2] == "＃" else None
        )
    item = re.match(r"( *)(\+|[一ー]|\d{1,2}[.)、．])\s+(?=([a-z_]+):(\s|$)|\{)", line)
    if item is not None and (item[3] is None or item[3] in keys()):
        text = f"{item[1]}- {line[item.end() :]}"
        return Meant(text, (Fault("yaml-dash", item.start(2) + 1, {"written": item[2]}),))
    return None


def _has_colon(line: str, at: int) -> bool:
    return re.search(r":(\s|$)", line[at:]) is not None


def _with_key(line: str, head: re.Match[str]) -> tuple[str, tuple[Fault, ...]]:
    indent, faults = _indent(head["indent"])
    dashes, of_dashes = _dashes(head["dashes"], head.start("dashes"))
    key, of_key = key_of(head["key"], head.start("key"))
    faults += of_dashes + of_key
    value, at = head["value"], head.start("value")
    if head["colon"] != ":" and value.startswith(":"):  # note：: one colon too many
        value = value[1:].lstrip()
        at = head.end("value") - len(value)
    if not value and (odd := head["after"].strip(" \t")):
        return f"{indent}{dashes}{key}:", (*faults, space_fault(odd[0], head.start("after")))
    if (lone := value.strip()) in _LONE:
        fault = Fault("yaml-bracket-close", at + 1, {"character": lone})
        return f"{indent}{dashes}{key}:", (*faults, fault)
    if key == "level" and value.strip() in _NOTHING:
        fault = Fault("yaml-character", at + 1, {"character": value.strip()})
        return f"{indent}{dashes}state: missing", (*faults, fault)
    faults += colon_faults(head["colon"], head["after"], head.start("colon"), bool(value))
    if (braced := _item_without_braces(dashes, key, value, at)) is not None:
        return f"{indent}{dashes}{braced[0]}", braced[1] + faults
    said, of_value = _without_braces(key, value, at) or _block_value(value, at, key)
    blank = head["after"] if head["after"].strip(" ") == "" and head["after"] else " "
    return f"{indent}{dashes}{key}:{blank if said else ''}{said}", faults + of_value


def _item_without_braces(
    dashes: str, key: str, value: str, at: int
) -> tuple[str, tuple[Fault, ...]] | None:
    """An item whose keys stand side by side: ``- document: plan, at: ¶5``."""
    if not dashes or "#" in value or (key in sentences() and reads(value, False)):
        return None
    for comma in re.finditer(f"[{COMMAS}]", value):
        following = KEY.match(value, comma.end())
        if following is not None and fits(half_width(following["key"]), frozenset({key})):
            text, end, _ = collection(f"{{{key}: {value}}}", 0)
            whole = end == len(key) + len(value) + 4
            return (text, (Fault("yaml-braces", at + 1),)) if whole else None
    return None


def _without_braces(key: str, value: str, at: int) -> tuple[str, tuple[Fault, ...]] | None:
    """Keys with their values behind a key: ``goals: level: 2, because: …``, also within ( )."""
    rounded = value[:1] in ("(", "（") and value.rstrip()[-1:] in (")", "）")
    inner = value.strip()[1:-1] if rounded else value.rstrip()
    first = KEY.match(inner)
    if first is None or "#" in value or key in sentences():
        return None
    own, after = half_width(first["key"]), inner[first.end() :]
    if own not in keys() or not after or not (first["after"] or first["colon"] != ":"):
        return None
    text, end, _ = collection(f"{{{inner}}}", 0)
    if end != len(inner) + 2:
        return None
    wrong = full_width_fault(value[0], at) if rounded else Fault("yaml-braces", at + 1)
    return text, (wrong,)


def _listed(line: str, item: re.Match[str]) -> tuple[str, tuple[Fault, ...]]:
    """An item of a list that is text, or stands within brackets."""
    value = item["value"]
    named = re.fullmatch(r"[A-Za-z][\w\-.]*", value) is not None
    if item["dash"] == "-" and not item["after"] and value and value[0] not in OPEN and not named:
        return line, ()  # a negative number, a rule of dashes
    if item["dash"] == "*" and not item["after"]:
        return line, ()
    indent, faults = _indent(item["indent"])
    dashes, of_dashes = _dashes(item["dash"] + item["after"], item.start("dash"))
    at = item.start("value")
    said, of_value = _without_braces("", value, at) or _block_value(value, at, "")
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
    text, end, faults = collection(bracket[2], 0)
    rest = bracket[2][end:].rstrip()
    if rest.strip("]} ,，\t"):
        return line, ()
    if rest[:1] == "，":
        faults, rest = (*faults, full_width_fault("，", end)), "," + rest[1:]
    indent, of_indent = _indent(bracket[1])
    moved = tuple(replace(f, column=f.column + bracket.start(2)) for f in faults)
    return f"{indent}{text}{rest}", of_indent + moved


def _is_key(key: str, colon: str, after: str, value: str) -> bool:
    """Whether a word before a colon is a key, and not the beginning of a text."""
    own = half_width(key.strip("\"'"))
    if colon == ":" and (after or not value):
        return True
    if own in keys() or re.fullmatch(r"-?\d", own):
        return not value.startswith("//")
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9.\-]*", own)
    return plain is not None and (
        not value or colon != ":" or value[0] in "{[｛［" or value.strip() in _LONE
    )


def _indent(written: str) -> tuple[str, tuple[Fault, ...]]:
    strange = next((n for n, c in enumerate(written) if c != " "), None)
    if strange is None:
        return written, ()
    if written[strange] == "\t":
        return written.replace("\t", "  ").translate(BLANKS), (Fault("yaml-tab", strange + 1),)
    return written.translate(BLANKS), (space_fault(written[strange], strange),)


def _dashes(written: str, at: int) -> tuple[str, tuple[Fault, ...]]:
    """Dashes of list items, each with a blank after it."""
    faults: list[Fault] = []
    out = ""
    for match in re.finditer(f"([-{re.escape(DASHES)}]+)({BLANK}*)", written):
        place = at + match.start()
        if match[1] != "-" or not match[2]:
            said = {"written": match[1]} if match[1] != "-" else {}
            faults.append(Fault("yaml-dash", place + 1, {**said}))
        elif "\t" in match[2]:
            faults.append(Fault("yaml-tab", place + 2))
        elif match[2].strip(" \t"):
            faults.append(space_fault(match[2].strip(" \t")[0], place + 1))
        out += "-" + (match[2].translate(BLANKS).replace("\t", " ") or " ")
    return out, tuple(faults)


def _block_value(written: str, at: int, key: str) -> tuple[str, tuple[Fault, ...]]:
    value = written.rstrip()
    if not value or value.startswith("#") or _BLOCK.match(value):
        return value, ()
    if value[0] in OPEN and key in sentences() and text_follows(value):
        return quoted(value), (why(value, at),)
    if value[0] in OPEN and (read := _collected(written, at, key)) is not None:
        return read
    if value[0] in "\"'":
        return _quoted_value(value, at)
    half = half_width(value)
    if key in numbers() and half != value and _NUMBER.match(half):
        odd = next(n for n, (a, b) in enumerate(zip(value, half, strict=False)) if a != b)
        return half, (full_width_fault(value[odd], at + odd),)
    comment = _COMMENT.search(value)
    text, rest = (value[: comment.start()], comment[0]) if comment else (value, "")
    if reads(text, False):
        return value, ()
    return quoted(text) + rest, (why(text, at),)


def _collected(written: str, at: int, key: str) -> tuple[str, tuple[Fault, ...]] | None:
    """A value in brackets; None where it is a text that begins with one."""
    text, end, faults = collection(written, 0)
    rest = written[end:]
    if (odd := rest.strip(" \t")) and not odd.strip(ODD_BLANKS):
        faults, rest = (*faults, space_fault(odd[0], end)), ""
    if rest.strip() and not rest.strip("".join(CLOSE) + " \t"):
        extra = Fault("yaml-bracket-close", end + 1, {"character": rest.strip()[0]})
        faults, rest = (*faults, extra), ""
    if rest.strip() and not rest.lstrip().startswith("#"):
        return None
    if written[0] in "【" and (key in sentences() or not key):
        return None
    return text + rest.rstrip(), tuple(replace(f, column=f.column + at) for f in faults)


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
        return requoted(text, at, rest)
    return quoted(text) + rest, (Fault("yaml-character", at + 1, {"character": mark}),)
