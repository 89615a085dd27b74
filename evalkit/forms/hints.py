"""A criterion of a form in; what is still to do there out: as a live formula, and as it stands
now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.forms.content import Block, Content, scale_of
from evalkit.model.catalogue import messages
from evalkit.model.rubric import CeilingStep, Need
from evalkit.scoring.consensus import below, checks_needed, contradicted
from evalkit.workbook.model import text_in_formula

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ranges:
    """Where the cells of a block stand: letters by column, the first row, how many."""

    at: Mapping[str, str]
    first: int
    n: int

    def cell(self, key: str, n: int = 0) -> str:
        return f"${self.at[key]}${self.first + n}"

    def area(self, first: str, last: str) -> str:
        return f"{self.cell(first)}:{self.cell(last, self.n - 1)}"

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(key for key in self.at if key.startswith("reason"))

    @property
    def filled(self) -> str:
        """How many cells of the block are filled in."""
        parts = (
            self.area("tick", "tick"),
            self.area(self.reasons[0], "confidence"),
            self.area("document", "against"),
        )
        return "+".join(f"COUNTA({part})" for part in parts)


def words_of(content: Content) -> Words:
    """What is said of a criterion; of one to settle that it is to be decided."""
    words: Words = messages("forms", content.lang)["hint"]
    return {**words, "todo": words["settle"]} if content.identity.settles else words


def hint(block: Block, content: Content, ranges: Ranges, words: Words) -> str:
    """The formula of what is still to do: the first thing that is missing."""
    level, state = ranges.cell("level"), ranges.cell("state")
    bare = "&".join(ranges.cell(key) for key in ranges.reasons)
    cases = [
        (
            f'AND({level}="",{state}="")',
            f"IF({ranges.filled}=0,{_text(words['todo'])},{_text(words['level'])})",
        ),
        (f'TRIM({bare})=""', _text(words["reason"])),
        (f'{level}=""', _text(words["done"])),
        (f"ISTEXT({level})", _text(words["number"])),
        *_limits(block, content, ranges, words),
    ]
    text = _text(words["done"])
    for holds, then in reversed(cases):
        text = f"IF({holds},{then},{text})"
    return text


def _text(text: str) -> str:
    return text_in_formula(text)


def _limits(block: Block, content: Content, ranges: Ranges, words: Words) -> list[tuple[str, str]]:
    """(condition, what is said) of levels that ticks or evidence do not carry."""
    level = ranges.cell("level")
    ticks, found = ranges.area("tick", "tick"), ranges.area("document", "at")
    out = []
    for least, most, step in _ceilings(block, content):
        if step.evidence:
            said = words["evidence"].format(most=most)
            out.append((f"AND({level}>={least:g},COUNTA({found})=0)", _text(said)))
        needed = checks_needed(step.checks, len(block.checks))
        if needed:
            said = words["checks"].format(most=most)
            out.append((f"AND({level}>={least:g},COUNTA({ticks})<{needed})", _text(said)))
    cap = contradicted(content.rubric, scale_of(content, block))
    if cap is not None:
        said = words["against"].format(most=f"{cap:g}")
        against = f"COUNTA({ranges.area('against', 'against')})>0"
        out.append((f"AND({level}>{cap:g},{against})", _text(said)))
    for asked, need in _needs(block).items():
        met = _met(block, need, ranges)
        if met:
            said = words["needs"].format(level=f"{asked:g}", ticks=ticks_of(block, asked, words))
            out.append((f"AND({level}>={asked:g},NOT({met}))", _text(said)))
    return out


def _ceilings(block: Block, content: Content) -> list[tuple[float, str, CeilingStep]]:
    """(level from which it asks something, highest level without it, step) of every ceiling that
    a criterion's scale reaches, lowest first."""
    scale, out = scale_of(content, block), []
    for step in sorted(content.rubric.method.ceilings.steps, key=lambda step: step.from_):
        least = content.rubric.level_at(step.from_, scale)
        if least is not None:
            out.append((least, f"{below(least, scale):g}", step))
    return out


def _needs(block: Block) -> dict[float, Need]:
    """What each level asks, of the checks that apply."""
    known = {check.id for check in block.checks}
    needs = block.criterion.needs
    return {level: needs[level].among(known) for level in sorted(needs)}


def _number(block: Block, check: str) -> int:
    return [own.id for own in block.checks].index(check)


def _met(block: Block, need: Need, ranges: Ranges) -> str:
    """Whether ticks carry what a level asks, as a formula; empty where it asks nothing."""

    def cells(names: tuple[str, ...]) -> str:
        return ",".join(f'{ranges.cell("tick", _number(block, name))}<>""' for name in names)

    parts = [cells(need.all)] if need.all else []
    parts += [f"OR({cells(need.any)})"] if need.any else []
    return f"AND({','.join(parts)})" if parts else ""


def ticks_of(block: Block, level: float, words: Words) -> str:
    """The numbers of the checks that a level asks for: 1 and 2 or 3."""
    need = _needs(block)[level]
    numbers = [str(_number(block, name) + 1) for name in need.all]
    either = words["or"].join(str(_number(block, name) + 1) for name in need.any)
    return words["and"].join([*numbers, *([either] if either else [])])


def hint_now(block: Block, content: Content, words: Words) -> str:
    """What the formula comes to with what the form shows."""
    rating = block.rating
    if rating is None:
        return words["todo"]
    state = rating.state not in (None, "rated")
    if rating.level is None and not state:
        begun = rating.because or rating.checks or rating.evidence or rating.confidence
        return words["level"] if begun else words["todo"]
    if rating.because is None:
        return words["reason"]
    if rating.level is None:
        return words["done"]
    met = {check.id for check in block.checks} & set(rating.checks)
    for least, most, step in _ceilings(block, content):
        if rating.level >= least:
            if step.evidence and not rating.evidence:
                return words["evidence"].format(most=most)
            if len(met) < checks_needed(step.checks, len(block.checks)):
                return words["checks"].format(most=most)
    against = any(evidence.kind == "contradicts" for evidence in rating.evidence)
    cap = contradicted(content.rubric, scale_of(content, block))
    if cap is not None and rating.level > cap and against:
        return words["against"].format(most=f"{cap:g}")
    for asked, need in _needs(block).items():
        if rating.level >= asked and not need.met(met):
            return words["needs"].format(level=f"{asked:g}", ticks=ticks_of(block, asked, words))
    return words["done"]
