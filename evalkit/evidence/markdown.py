"""Markdown in; its words out, line by line, so that ¶ stays the number of the line: mark-up,
comments and the particulars at its head are no text.

Dialects differ; what is read is what most of them show (CommonMark with tables, notes, struck text
and boxes).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from evalkit.evidence.raised import raised
from evalkit.evidence.text import NO_HEADING, noted

MOST_PARTICULARS = 200  # lines of front matter
_FENCE = re.compile(r"[ \t]{0,3}(?:>[ \t]?)*(`{3,}|~{3,})")
_RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})\Z")
_UNDERLINE = re.compile(r"[ \t]{0,3}(=+|-+)[ \t]*\Z")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})(?=[ \t\u3000]|\Z)")
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)+")
_BOX = re.compile(r"\[!\w+\][-+]?[ \t]*")
_BULLET = re.compile(r"([ \t\u3000]*)[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_ALIGNMENT = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
_DEFINITION = re.compile(r"[ \t]{0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*\S")
_NAMED = re.compile(
    r"[ \t]{0,3}\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*\S"
)  # where a link of a name leads
_NOTE = re.compile(r"[ \t]{0,3}\[\^([^\]\s]{1,40})\]:[ \t]*")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})((?:\s+[a-zA-Z_:@][a-zA-Z0-9_:.@-]{0,60}"
    r"(?:\s*=\s*(?:\"[^\"<]{0,3000}\"|'[^'<]{0,3000}'|[^\s\"'=<>`]{1,3000}))?){0,60})\s*/?>"
)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:^|\s)hidden(?:[\s=/]|\Z)", re.IGNORECASE
)
_NEVER = frozenset(["script", "style", "template", "noscript", "title"])
_STRUCK = frozenset(["del", "s", "strike"])
_APART = frozenset(["td", "th"])
_SPECIAL = re.compile(r"[*_`\[\]!<>&\\~=$|^]")
_CODE = re.compile(r"(?<!`)(`{1,4})(?!`)([^`\n]{1,1000})\1(?!`)")
_LONG_CODE = re.compile(
    r"(?<!`)``(?!`)((?:[^`\n]|`(?!`)){1,1000})``(?!`)"
)  # holds single backticks
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_TARGET = (  # where a link leads: an address, or a name in brackets
    r"(?:\((?!\s)[^()\n]{0,1000}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)|\[[^\[\]\n]{0,200}\])"
)
_PICTURE = re.compile(rf"!\[[^\[\]\n]{{0,500}}\]{_TARGET}")
_LINK = re.compile(rf"\[((?:[^\[\]\n]{{1,500}}|\[[^\[\]\n]{{0,200}}\]){{0,4}})\]{_TARGET}")
_SHORTCUT = re.compile(r"(?<!\])\[([^\[\]\n]{1,200})\](?![\[(:])")
_REFERENCE = re.compile(r"\[\^([^\[\]\s]{1,40})\]")
_AUTOLINK = re.compile(
    r"<((?:https?|ftp|mailto):[^<>\s]{1,500}|[\w.+-]{1,80}@[\w.-]{1,80})>", re.ASCII
)
_STRIKE = re.compile(r"~~(?=[^\s~])([^~\n]{1,1000})~~")
_MARKED = re.compile(r"==(?=[^\s=])([^=\n]{1,1000})(?<=\S)==")
_STRONG = re.compile(r"(?<![\d*])\*{2,3}|\*{2,3}(?![\d*])|(?<!\w)_{2,3}(?=\S)|(?<=\S)_{2,3}(?!\w)")
_STRESSED = re.compile(r"(?<![A-Za-z0-9*])\*(?=[^\s*])([^*\n]{1,1000})(?<=\S)\*(?![A-Za-z0-9*])")
_UNDERLINED = re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]{1,1000})(?<=[^\s_])_(?!\w)")
_HELD = "\ue000"  # round what is to stay as it is while mark-up is taken away
_SAVED = re.compile(f"{_HELD}(\\d+){_HELD}")


@dataclass
class Words:
    """``lines``: what is shown of each line; ``names``: of links whose targets stand apart;
    ``levels``: line → level of the heading it is, or that it is none; ``pictures``, ``hidden``:
    lines; (kind, line) of what was left out."""

    lines: list[str]
    names: frozenset[str] = frozenset()
    levels: dict[int, int] = field(default_factory=dict)
    pictures: list[int] = field(default_factory=list)
    hidden: list[tuple[str, int]] = field(default_factory=list)


def words_of(lines: list[str]) -> Words:
    """The words of Markdown, a line for each line."""
    made = Words([], frozenset(_name(m[1]) for line in lines if (m := _NAMED.match(line))))
    head = _length_of_head(lines)
    if head:
        made.hidden.append(("hidden-front-matter", 1))
    body = _without_tags(lines, head, made)
    fence = ""
    for n, line in enumerate(body):
        if n < head:
            made.lines.append("")
            continue
        opened = _FENCE.match(line)
        if fence:
            closes = opened is not None and opened[1].startswith(fence)
            made.lines.append("" if closes else line)
            fence = "" if closes else fence
        elif opened:
            fence = opened[1]
            made.lines.append("")
        else:
            made.lines.append(_line(line, n, body, made))
    return made


def _name(text: str) -> str:
    """The name of a link, whatever its case and its blanks."""
    return " ".join(text.lower().split())


def particulars(lines: list[str]) -> dict[str, str]:
    """What the front matter of Markdown says at its first level: key → value, texts only."""
    found = {}
    for line in lines[1 : max(_length_of_head(lines) - 1, 0)]:
        if pair := re.match(r"([A-Za-z_][\w-]{0,40})\s*[:=]\s+(\S.*)\Z", line):
            value = pair[2].strip()
            is_quoted = len(value) > 1 and value[0] in "'\"" and value[0] == value[-1]
            found[pair[1].lower()] = value[1:-1] if is_quoted else value
    return found


def _length_of_head(lines: list[str]) -> int:
    """Lines of front matter, its fences with it; 0 where there is none."""
    if not lines or lines[0].lstrip("\ufeff").rstrip() not in ("---", "+++"):
        return 0
    mark = lines[0].lstrip("\ufeff").rstrip()
    for n, line in enumerate(lines[1:MOST_PARTICULARS], start=1):
        if line.rstrip() in (mark, "..."):
            keys = sum(bool(re.match(r"[\w-]+\s*[:=]", held)) for held in lines[1:n])
            return n + 1 if keys else 0
    return 0


# --- tags and comments, over the lines ---


def _without_tags(lines: list[str], head: int, made: Words) -> list[str]:
    """Lines without comments and tags, fenced code as it is; what is hidden or struck is taken
    out and told."""
    out = list(lines[:head])
    at = head
    for begin, end, is_code in _stretches(lines, head):
        part = "\n".join(lines[begin:end])
        if not is_code and "<" in part:
            part = _untagged(_uncommented(part, begin, made), begin, made)
        out += part.split("\n")
        at = end
    return out + lines[at:]


def _stretches(lines: list[str], head: int) -> Iterator[tuple[int, int, bool]]:
    begin, fence = head, ""
    for n in range(head, len(lines)):
        opened = _FENCE.match(lines[n])
        if opened and not fence:
            if n > begin:
                yield begin, n, False
            begin, fence = n, opened[1]
        elif opened and opened[1].startswith(fence):
            yield begin, n + 1, True
            begin, fence = n + 1, ""
    if begin < len(lines):
        yield begin, len(lines), bool(fence)


def _uncommented(part: str, begin: int, made: Words) -> str:
    def left_out(found: re.Match[str]) -> str:
        if re.search(r"\w", found[0]):
            made.hidden.append(("hidden-comment", begin + part.count("\n", 0, found.start()) + 1))
        return "\n" * found[0].count("\n")

    return _COMMENT.sub(left_out, part) if "<!--" in part else part


def _untagged(part: str, begin: int, made: Words) -> str:
    """Text with its tags taken away, and what stands in an element that is not seen."""
    out: list[str] = []
    at, line, inside, depth, kind = 0, begin + 1, "", 0, ""
    raised_from = -1
    for found in _TAG.finditer(part):
        between, tag = part[at : found.start()], found[2].lower()
        out.append("\n" * between.count("\n") if inside else between)
        line += between.count("\n") + found[0].count("\n")
        at = found.end()
        closes = bool(found[1])
        if inside:
            depth += (-1 if closes else 1) * (tag == inside)
            inside = inside if depth else ""
        elif not closes and (kind := _kind_of(tag, found[3])):
            inside, depth = tag, 1
            if kind != "never":
                made.hidden.append((kind, line))
        elif tag == "img" and "src" in found[3].lower():
            made.pictures.append(line)
        elif tag == "sup" and not closes:
            raised_from = len(out)
        elif tag == "sup" and raised_from >= 0:
            text = "".join(out[raised_from:])
            out[raised_from:] = [raised("".join(out[max(0, raised_from - 3) : raised_from]), text)]
            raised_from = -1
        elif tag in _APART and not closes:
            out.append(" | ")
        elif tag == "br":
            out.append(" ")
        out.append("\n" * found[0].count("\n"))
    rest = part[at:]
    out.append("\n" * rest.count("\n") if inside else rest)
    return "".join(out)


def _kind_of(tag: str, attributes: str) -> str:
    if tag in _NEVER:
        return "never"
    if tag in _STRUCK:
        return "hidden-struck"
    return "hidden-hidden" if attributes and _UNSEEN.search(attributes) else ""


# --- one line ---


def _line(line: str, n: int, lines: list[str], made: Words) -> str:
    """The words of a line that is no code."""
    after = lines[n + 1] if n + 1 < len(lines) else ""
    before = lines[n - 1] if n else ""
    if _is_markup(line, before):
        return ""
    if heading := _HEADING.match(line):
        made.levels[n] = len(heading[1])
        text = line[heading.end() :].strip()
        text = re.sub(r"\s\{[#.][^{}]*\}\Z", "", text)
        closing = text.rstrip("#")
        line = closing if not closing or closing[-1].isspace() else text
    elif (under := _UNDERLINE.match(after)) and _is_title(line, before):
        made.levels[n] = 1 if under[1][0] == "=" else 2
    if quoted := _QUOTED.match(line):
        line = _BOX.sub("", line[quoted.end() :], count=1)
        if inner := _HEADING.match(line):
            line = line[inner.end() :]
    if note := _NOTE.match(line):
        line = f"{noted(note[1])} {line[note.end() :]}"
    if _BULLET.match(line):
        line = _BULLET.sub(r"\1", line, count=1)
        made.levels.setdefault(n, NO_HEADING)
    if not _SPECIAL.search(line):
        return line
    return _inline(line, n, made)


def _is_markup(line: str, before: str) -> bool:
    """Whether a line is a rule, an underline, an alignment row, or says where links lead."""
    if not line or line.isspace():
        return False
    if _RULE.match(line) or (_UNDERLINE.match(line) and before.strip()):
        return True
    if "-" in line and _ALIGNMENT.match(line) and ("|" in line or "|" in before):
        return True
    return bool(_DEFINITION.match(line)) or line.strip() in ("[TOC]", "[toc]", "[[_TOC_]]")


def _is_title(line: str, before: str) -> bool:
    return bool(line.strip()) and not before.strip() and len(line) <= 80 and "|" not in line


def _inline(line: str, n: int, made: Words) -> str:
    saved: list[str] = []

    def save(text: str) -> str:
        saved.append(text)
        return f"{_HELD}{len(saved) - 1}{_HELD}"

    def picture(found: re.Match[str]) -> str:
        made.pictures.append(n + 1)
        return " "

    def named(found: re.Match[str]) -> str:
        return found[1] if _name(found[1]) in made.names else found[0]

    def struck(found: re.Match[str]) -> str:
        made.hidden.append(("hidden-struck", n + 1))
        return ""

    line = line.replace(_HELD, "")
    line = _LONG_CODE.sub(lambda found: save(found[1].strip()), line)
    line = _CODE.sub(lambda found: save(found[2].strip()), line)
    line = _ESCAPE.sub(lambda found: save(found[1]), line)
    line = re.sub(r"\\\Z", "", line)
    line = _AUTOLINK.sub(lambda found: save(found[1]), line)
    line = _PICTURE.sub(picture, line)
    line = _LINK.sub(r"\1", line)
    line = _SHORTCUT.sub(named, line) if made.names else line
    line = _REFERENCE.sub(lambda found: noted(found[1]), line)
    line = _STRIKE.sub(struck, line)
    line = _MARKED.sub(r"\1", line)
    line = _UNDERLINED.sub(r"\1", _STRESSED.sub(r"\1", _STRONG.sub("", line)))
    line = _cells(html.unescape(line))
    for _ in range(2):  # an address may hold an escape
        line = _SAVED.sub(lambda found: saved[int(found[1])], line)
    return line


def _cells(line: str) -> str:
    """A row of a table as its cells, apart by a bar; other lines as they are."""
    text = line.strip()
    if not text.startswith("|") and not (text.endswith("|") and text.count("|") > 1):
        return line
    return " | ".join(filter(None, (cell.strip() for cell in text.split("|"))))
