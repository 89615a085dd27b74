"""A text that YAML cannot read, and where it gave up, in; what is wrong with it, and the lines to
write instead, out.

Lines near the place are put right one way after another, the likeliest first, until the text reads;
the way that helps names the cause. Nothing is named that was not tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice

import yaml

from evalkit.model.place import SourceProblem
from evalkit.reading.marks import Fault, quoted
from evalkit.reading.mistyped import Meant, meant
from evalkit.reading.vocabulary import fits, inside, keys, sentences, stray

TRIALS = 80  # texts tried; two hundred lines take some 2 ms each
REACH = (80, 1_000, 1_000_000)  # lines before and behind a fault that are tried with it
LARGE = 300_000  # characters of what is tried
_TOP = re.compile(r"[\"']?[^\W\d][\w\-]*[\"']?\s*[:：]")
_KEYED = re.compile(
    r"(?P<indent> *)(?P<dashes>(?:- +)*)(?P<key>[\w@][\w.\-/@]*) *:(?: +(?P<value>.*))?\Z"
)


@dataclass(frozen=True, slots=True)
class Repair:
    """A fault at a line, from 1, and the lines to write instead: number → text, None: no line."""

    line: int
    fault: Fault
    lines: Mapping[int, str]

    def problem(self) -> SourceProblem:
        """The fault as a problem of the text, with the line to write."""
        values: dict[str, str | int] = {**self.fault.values}
        first, kept = min(self.lines), [n for n in self.lines if self.lines[n]]
        values["line"] = self.lines[first]
        if len(kept) > 1 and self.fault.code == "yaml-indent":
            values["more"] = len(kept) - 1
        elif len(kept) == 1 < len(self.lines):
            values |= {"line_number": first, "until": max(self.lines)}
        problem = SourceProblem(self.fault.code, self.line, self.fault.column)
        problem.values |= values
        return problem


def repair(text: str, stopped: int, begun: int | None) -> Repair | None:
    """What is wrong with a text, and how it would read; None where nothing that was tried helps.

    Args:
        stopped: the line, from 0, at which YAML gave up.
        begun: the line at which what it was reading began.
    """
    lines = text.split("\n")
    stopped = min(stopped, len(lines) - 1)
    first = stopped if begun is None else min(begun, stopped)
    part: list[str] = []
    before: int | None = None
    for reach in REACH:
        part = _part(lines, first, stopped, reach)
        before, _ = _read(part)
        if before is not None and before >= first - 3:
            break
    if before is None or sum(map(len, part)) > LARGE:
        return None
    best: tuple[tuple[bool, int], Repair] | None = None
    for fault, at, changed in islice(_ways(part, min(stopped, len(part) - 1), first), TRIALS):
        after, strays = _read([changed.get(n, line) for n, line in enumerate(part)])
        found = Repair(at + 1, fault, {n + 1: line for n, line in changed.items()})
        if after is None and not strays:
            return found
        worth = (after is None, -strays if after is None else after)
        helps = after is None or after > max(before, *changed)
        if helps and (best is None or worth > best[0]):
            best = worth, found
    return best[1] if best else None


def _part(lines: Sequence[str], first: int, stopped: int, reach: int) -> list[str]:
    """The lines to try, under their numbers: those near the fault, what they stand below, and the
    next key at the left margin; others are blank, and what follows is left out."""
    last = stopped if stopped - first < 40 else first
    tops = [n for n in range(last + 1, len(lines)) if _TOP.match(lines[n])][:2]
    end = tops[-1] if len(tops) > 1 else len(lines)
    low, high = max(0, first - reach), min(end, last + reach)
    kept = {*range(low, high), *tops[:1]}
    least = 10_000
    for n in range(low - 1, -1, -1):
        line = lines[n]
        own = _depth(line)
        if line.strip() and not line.lstrip().startswith("#") and own < least:
            kept.add(n)
            least = own
        if not least:
            break
    until = max(kept) + 1
    return [lines[n] if n in kept else "" for n in range(until)]


def _read(lines: Sequence[str]) -> tuple[int | None, int]:
    """(the line, from 0, at which YAML gives up, None where it reads to the end; how many keys
    stand where they do not belong)."""
    loader = yaml.CSafeLoader("\n".join(lines))
    open_: list[list[str] | None] = []  # the keys of what is open, None for a list
    keyed: list[bool] = []
    strays = 0
    try:
        while (event := loader.get_event()) is not None:
            kind = type(event)
            if kind is yaml.ScalarEvent and open_ and open_[-1] is not None and keyed[-1]:
                open_[-1].append(str(getattr(event, "value", "")))
                keyed[-1] = False
                continue
            if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                held = open_.pop()
                keyed.pop()
                strays += stray(frozenset(held)) if held else 0
            if open_ and kind not in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
                keyed[-1] = True
            elif kind is yaml.MappingStartEvent:
                open_.append([])
                keyed.append(True)
            elif kind is yaml.SequenceStartEvent:
                open_.append(None)
                keyed.append(False)
    except yaml.MarkedYAMLError as error:
        marks = [m.line for m in (error.problem_mark, error.context_mark) if m is not None]
        return max(marks, default=0), 0
    except yaml.YAMLError:
        return 0, 0
    finally:
        loader.dispose()
    return None, strays


# what is wrong, the line it stands on, and lines to put in place of others; from 0
_Way = tuple[Fault, int, dict[int, str]]


def _ways(lines: Sequence[str], stopped: int, first: int) -> Iterator[_Way]:
    near = _near(lines, stopped, first)
    told = [(n, m) for n in near if (m := _mistyped(lines, n)) is not None]
    for n, right in told:
        yield right.faults[0], n, {n: right.line}
    for n, right in told:
        yield from _aligned(lines, n, right)
    far = [n for n in range(stopped - 1, max(stopped - 200, -1), -1) if n not in near]
    above = [(n, m) for n in far if (m := _mistyped(lines, n)) is not None]
    for n, right in above:
        if right.faults[0].code == "yaml-quote-open" or right.faults[0].code not in _TEXT:
            yield right.faults[0], n, {n: right.line}
            yield from islice(_aligned(lines, n, right), 2)
    yield from _with_colon(lines, near)
    yield from _with_dash(lines, near)
    yield from _numbered(lines, near)
    yield from _under_its_bar(lines, near)
    yield from _going_on(lines, near)
    yield from _moved(lines, near)
    if len(told) > 1:
        n, right = min(told, key=lambda at: at[0])
        yield right.faults[0], n, {n: right.line for n, right in told}
    yield from _one_text(lines, near)
    yield from _one_line(lines, first, stopped)
    yield from _undone(lines, near)
    for n, right in above:
        if right.faults[0].code in _TEXT:
            yield right.faults[0], n, {n: right.line}


# faults of a text, which stand in lines that were meant so
_TEXT = frozenset({"yaml-quote-open", "yaml-hash", "yaml-colon", "yaml-character", "text-comma"})


def _mistyped(lines: Sequence[str], n: int) -> Meant | None:
    right = meant(lines[n])
    if right is not None and right.faults[0].code == "yaml-colon-missing" and _in_text(lines, n):
        return None
    return right


def _with_colon(lines: Sequence[str], near: Sequence[int]) -> Iterator[_Way]:
    """A name that lacks its colon, and has lines below it, or begins an item of a list."""
    for n in near:
        name = re.fullmatch(r"( *)((?:- +)?)([A-Za-z][\w\-.]*)(?: +(\S.*)|\s*)", lines[n])
        if name is None or (name[4] and name[3] not in keys()):
            continue
        line = f"{name[1]}{name[2]}{name[3]}:" + (f" {name[4]}" if name[4] else "")
        yield Fault("yaml-colon-missing", name.start(3) + 1), n, {n: line}


def _with_dash(lines: Sequence[str], near: Sequence[int]) -> Iterator[_Way]:
    """An item without its dash, beside others that have theirs."""
    for n in near:
        head = _KEYED.match(lines[n])
        if head is None or head["dashes"] or head["key"] not in keys():
            continue
        own = head.end("indent")
        beside = (line for line in lines[n + 1 : n + 60] if line.strip() and _depth(line) <= own)
        if re.match(f"{' ' * own}- {{?{head['key']}:", next(beside, "")):
            yield Fault("yaml-dash", own + 1), n, {n: f"{head['indent']}- {lines[n].lstrip()}"}


def displaced(text: str, line: int) -> Repair | None:
    """A line, from 1, that reads and stands in a column where its key does not belong."""
    lines = text.split("\n")
    n = line - 1
    part = _part(lines, n, n, REACH[0])
    before, strays = _read(part)
    head = _KEYED.match(part[n]) if n < len(part) else None
    if before is not None or head is None or head["dashes"]:
        return None
    own = head.end("indent")
    for fault, at, changed in _moved(part, [n], must_fit=True):
        after, left = _read([changed.get(m, text) for m, text in enumerate(part)])
        if after is None and left < strays:
            moved = {m + 1: text for m, text in changed.items()}
            return Repair(at + 1, Fault(fault.code, own + 1), moved)
    return None


def shallow(text: str, line: int, own: Set[str], outer: Set[str]) -> Repair | None:
    """Lines that stand beside the key which they belong below, and which holds nothing, on a line
    from 1.

    Args:
        own: the keys of what stands below; outer: those of what stands beside.
    """
    lines = text.split("\n")
    head = _KEYED.match(lines[line - 1])
    if head is None or (head["value"] or "").partition("#")[0].strip():
        return None
    column, run = head.start("key"), list[int]()
    for n in range(line, len(lines)):
        if not lines[n].strip() or lines[n].lstrip().startswith("#"):
            continue
        depth, below = _depth(lines[n]), _KEYED.match(lines[n])
        known = below is not None and not below["dashes"] and below["key"] in own - outer
        if depth < column or (depth == column and not known) or (depth > column and not run):
            break
        run.append(n)
    moved = {n + 1: f"  {lines[n]}" for n in run}
    return Repair(run[0] + 1, Fault("yaml-indent", column + 1), moved) if run else None


def _near(lines: Sequence[str], stopped: int, first: int) -> list[int]:
    """Lines that may be wrong, the likeliest first: where YAML gave up, where what it was reading
    began, those before, the one behind."""
    filled = [
        n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")
    ]
    before = [n for n in filled if n < stopped][-4:][::-1]
    behind = [n for n in filled if n > stopped][:2]
    from_first = [n for n in filled if n >= first][:4]
    own = [stopped] if stopped in filled else []
    here = _depth(lines[stopped]) if own else 0
    outer = [n for n in filled if n < stopped and _depth(lines[n]) < here][-1:]
    outer += [n for n in filled if outer and n > outer[0]][:1]  # what stands below it first
    return list(dict.fromkeys([*own, first, *before[:1], *from_first, *outer, *before, *behind]))


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _aligned(lines: Sequence[str], n: int, right: Meant) -> Iterator[_Way]:
    """A line put right, in the columns of the lines above."""
    for column in _columns(lines, n, right.line):
        yield right.faults[0], n, {n: " " * column + right.line.lstrip()}


def _columns(lines: Sequence[str], n: int, line: str, must_fit: bool = False) -> list[int]:
    """Columns in which a line may begin, the likeliest first: where a key stands beside others that
    it goes with, then the nearest."""
    own = _depth(line)
    seen: dict[int, set[str]] = {}
    holder: dict[int, str] = {}
    least = 10_000
    for above in reversed(lines[:n]):
        head = _KEYED.match(above)
        if head is None:
            if re.match(r" *- ", above):
                seen.setdefault(above.index("-"), set())
            continue
        inner = head.start("key")
        for column in {inner, head.end("indent")}:
            if column <= least:
                seen.setdefault(column, set())
        if inner <= least:
            seen[inner].add(head["key"])
        least = min(least, head.end("indent"))
        if not head["value"] and len(seen) == 1:
            seen.setdefault(inner + 2, set())
            holder[inner + 2] = head["key"]
        if not head["indent"]:
            break
    seen.setdefault(0, set())
    head = _KEYED.match(line)
    key = head["key"] if head and not head["dashes"] else ""

    def goes(column: int) -> bool:
        if not key or key not in keys():
            return False
        return fits(key, frozenset(seen[column])) or key in inside(holder.get(column, ""))

    def rank(column: int) -> tuple[bool, int, int]:
        return not goes(column), abs(column - own), -column

    ranked = [column for column in sorted(seen, key=rank) if column != own]
    return [column for column in ranked if goes(column) or not must_fit][:6]


def _moved(lines: Sequence[str], near: Sequence[int], must_fit: bool = False) -> Iterator[_Way]:
    """Lines in the columns of those above: each alone, then with all that stand as deep below."""
    runs: list[_Way] = []
    for n in near:
        line = lines[n]
        head = _KEYED.match(line)
        if head is None and not line.lstrip(" ").startswith("- "):
            continue
        own = _depth(line)
        goes_on = must_fit or (head is not None and _in_text(lines, n))
        for column in _columns(lines, n, line, must_fit=goes_on):
            fault = Fault("yaml-indent", own + 1)
            shifted = {m: _shifted(lines[m], column - own) for m in _run(lines, n)}
            yield fault, n, {n: shifted[n]}
            runs += [(fault, n, shifted)] if len(shifted) > 1 else []
    yield from runs


def _numbered(lines: Sequence[str], near: Sequence[int]) -> Iterator[_Way]:
    """A level that is numbered as in a text, ``1、named``, beside others with their colon."""
    for n in near:
        own = re.match(r"( *)(-?\d{1,2})(级|分)?\s*[、.．,，)）;；]\s*(?=\S)", lines[n])
        if own is None:
            continue
        beside = [line for line in (lines[max(n - 3, 0) : n + 4]) if line.strip()]
        if any(re.match(rf"{own[1]}-?\d{{1,2}}\s*:(\s|$)", line) for line in beside):
            fault = Fault("yaml-colon-missing", own.start(2) + 1)
            yield fault, n, {n: f"{own[1]}{own[2]}: {lines[n][own.end() :]}"}


def _under_its_bar(lines: Sequence[str], near: Sequence[int]) -> Iterator[_Way]:
    """A text behind ``|`` or ``>`` that does not stand further in than its key."""
    for n in near:
        head = _KEYED.match(lines[n])
        if head is None or not re.match(r"[|>][-+]?\s*\Z", head["value"] or ""):
            continue
        column, run = head.start("key"), []
        for m in range(n + 1, min(n + 30, len(lines))):
            key = _KEYED.match(lines[m])
            if lines[m].lstrip().startswith("- ") or (key and key["key"] in keys()):
                break
            run += [m] if lines[m].strip() else []
        if run and _depth(lines[run[0]]) <= column:
            by = column + 2 - _depth(lines[run[0]])
            fault = Fault("yaml-indent", _depth(lines[run[0]]) + 1)
            yield fault, run[0], {m: _shifted(lines[m], by) for m in run}


def _going_on(lines: Sequence[str], near: Sequence[int]) -> Iterator[_Way]:
    """A sentence that goes on below its key, and not further in."""
    for n in near:
        own, above = lines[n], next((m for m in range(n - 1, -1, -1) if lines[m].strip()), None)
        head = _KEYED.match(lines[above]) if above is not None else None
        if head is None or head["key"] not in sentences() or not head["value"]:
            continue
        named = re.match(r"\s*(?:- |[\w\-.]+\s*[:：])", own)
        if named or head["value"][0] in "{[|>\"'" or _depth(own) > head.start("key"):
            continue
        yield (
            Fault("yaml-indent", _depth(own) + 1),
            n,
            {n: " " * (head.start("key") + 2) + own.strip()},
        )


def _run(lines: Sequence[str], first: int) -> Iterator[int]:
    """A line and all below it that stand as deep, or deeper."""
    own = _depth(lines[first])
    for n in range(first, len(lines)):
        if lines[n].strip():
            if _depth(lines[n]) < own:
                return
            yield n


def _shifted(line: str, by: int) -> str:
    own = _depth(line)
    return " " * max(own + by, 0) + line.lstrip(" ")


def _in_text(lines: Sequence[str], n: int) -> bool:
    """Whether the line above holds a sentence that this one may go on with."""
    above = next((line for line in reversed(lines[:n]) if line.strip()), "")
    own, head = len(lines[n]) - len(lines[n].lstrip()), _KEYED.match(above)
    if head is None or head["key"] not in sentences() or not head["value"]:
        return False
    return own > head.start("key")


def _one_text(lines: Sequence[str], near: Sequence[int]) -> Iterator[_Way]:
    """A text over several lines in quotes as a whole."""
    for n in near:
        head = _KEYED.match(lines[n])
        if head is None or not head["value"] or head["key"] not in sentences():
            continue
        if head["value"][0] in "{[":
            continue
        own = head.start("key")
        said, run = [head["value"].strip().strip("\"'")], [n]
        for m in range(n + 1, min(n + 30, len(lines))):
            line = lines[m]
            if not line.strip() or _depth(line) <= own:
                break
            said.append(line.strip().strip("\"'"))
            run.append(m)
            whole = f"{lines[n][: head.start('value')]}{quoted(' '.join(said))}"
            yield _cause(lines, run), n, {n: whole, **dict.fromkeys(run[1:], "")}


def _cause(lines: Sequence[str], run: Sequence[int]) -> Fault:
    """What breaks a text that goes over several lines."""
    text = "\n".join(lines[n] for n in run)
    head = _KEYED.match(lines[run[0]])
    value = text[head.start("value") if head else 0 :]
    if value[:1] in ("'", '"'):
        return Fault("yaml-quote-inside" if value.count(value[0]) > 1 else "yaml-quote-open", 1)
    return Fault("yaml-hash" if re.search(r"\s#", value) else "yaml-colon", 1)


def _one_line(lines: Sequence[str], first: int, stopped: int) -> Iterator[_Way]:
    """What stands in brackets over several lines, as one line."""
    if "{" not in lines[first] and "[" not in lines[first]:
        return
    for last in range(first + 1, min(stopped, first + 30, len(lines) - 1) + 1):
        run = range(first, last + 1)
        whole = lines[first].rstrip() + "".join(
            " " + line for n in run[1:] if (line := lines[n].strip())
        )
        right = meant(whole)
        if right is not None:
            yield right.faults[0], first, {first: right.line, **dict.fromkeys(run[1:], "")}


def _undone(lines: Sequence[str], near: Sequence[int]) -> Iterator[_Way]:
    """A closing mark too many at the end of a line."""
    for n in near:
        own = lines[n].rstrip()
        if own[-1:] in ("}", "]", "'", '"'):
            fault = Fault("yaml-bracket-close", len(own), {"character": own[-1]})
            yield fault, n, {n: own[:-1].rstrip()}
