"""A template in, macros out that give pieces: text with its figures, links and emphasis as objects.

Jinja2's native code generator lays out values; here they are pieces, and a template that would do
more than speak (arithmetic, thresholds, calls of anything but a sentence) does not compile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateAssertionError, nodes
from jinja2.compiler import Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.nativetypes import NativeCodeGenerator, NativeEnvironment
from jinja2.runtime import LoopContext

from evalkit.model.units import HUNDRED, Units
from evalkit.report.model import Link, Note, Quoted, Run, Runs, Strong
from evalkit.report.numbers import (
    Figure,
    apart,
    change,
    in_unit,
    level,
    number,
    percent,
    rough,
    score,
    shift,
)
from evalkit.report.words.grammar import Grammar

_BREAK = r"[ \t]*(?:\r?\n[ \t]*)+"
_LINE_END = re.compile(_BREAK)
_MEET = re.compile(rf"\w*[\w.,;:!?)”]{_BREAK}[(“]?\w+")
_WORD_AT_END = re.compile(rf"\w*[\w.,;:!?)”]{_BREAK}$")
_WORD_AT_START = re.compile(rf"^{_BREAK}[(“]?\w+")


def laid_flat(parts: Iterable[object]) -> Runs:
    """What a macro gives: pieces laid flat, strings that meet joined, nothing where there is none.

    Raises TypeError for what has no one way to be shown: a bare float, None, a truth value, a fact.
    """
    flat: list[Run] = []
    text: list[str] = []
    for part in _pieces(parts):
        if isinstance(part, str):
            text.append(part)
            continue
        if text:
            flat.append("".join(text))
            text.clear()
        flat.append(part)
    if text:
        flat.append("".join(text))
    return tuple(flat)


def _pieces(parts: Iterable[object]) -> Iterator[Run]:
    for part in parts:
        if isinstance(part, str):
            if part:
                yield part
        elif isinstance(part, Figure | Strong | Link | Note | Quoted):
            yield part
        elif isinstance(part, tuple | list):
            yield from _pieces(part)
        elif isinstance(part, int) and not isinstance(part, bool):
            yield str(part)
        else:
            raise TypeError(
                f"{part!r} cannot be said as it stands: a filter tells how, as |number or |score"
            )


def text_of(said: object) -> str:
    """The text of pieces that are text only; a figure or emphasis never becomes text."""
    flat = laid_flat((said,))
    if not flat:
        return ""
    if len(flat) > 1 or not isinstance(flat[0], str):
        raise TypeError(f"{flat!r} holds more than text, and cannot become text")
    return flat[0]


def _said(said: object) -> str | Runs:
    """Pieces; a string where they are text only."""
    flat = laid_flat((said,))
    return "" if not flat else flat[0] if len(flat) == 1 and isinstance(flat[0], str) else flat


class LineEnds(Extension):
    """A line's end, with the blanks before and after it, is nothing."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Text without line ends; where blanks part words, words that would meet are refused."""
        tokens = list(stream)
        for n, token in enumerate(tokens):
            if token.type != "data":
                yield token
                continue
            if getattr(self.environment, "gap", "") and (met := _met(tokens, n)):
                why = f"a line's end is nothing, so that {met!r} meet; {{{{ gap }}}} is a blank"
                raise TemplateAssertionError(why, token.lineno, stream.name, stream.filename)
            lead = _LINE_END.match(token.value)
            if text := _LINE_END.sub("", token.value):
                yield Token(token.lineno + (lead[0].count("\n") if lead else 0), "data", text)


def _met(tokens: Sequence[Token], n: int) -> str:
    """What meets over a line's end in or beside a text: two words, or one and ``{{``; or ""."""
    text = tokens[n].value
    if found := _MEET.search(text):
        return found[0]
    after = [token.value for token in tokens[n + 1 : n + 3]]
    if after[:1] == ["{{"] and after[1] != "gap" and (found := _WORD_AT_END.search(text)):
        return f"{found[0]}{{{{"
    before = [token.value for token in tokens[max(n - 2, 0) : n]]
    if before[-1:] == ["}}"] and before[0] != "gap" and (found := _WORD_AT_START.match(text)):
        return f"}}}}{found[0]}"
    return ""


_ARITHMETIC = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow)
_REFUSED: dict[type[nodes.Node], str] = {
    **dict.fromkeys((*_ARITHMETIC, nodes.Neg, nodes.Pos), "arithmetic belongs in the fact"),
    nodes.Slice: "a choice of items belongs in the fact",
    nodes.Extends: "a topic is one file; sentences of another are imported by name",
    nodes.Include: "a topic is one file; sentences of another are imported by name",
    nodes.Import: "sentences of another topic are imported by name: from … import …",
    nodes.Block: "a topic holds macros, no blocks",
    nodes.CallBlock: "a sentence is given one fact, no block",
}


def faults(template: nodes.Template, known: Container[str]) -> Iterator[tuple[int, str]]:
    """(Line, what is wrong) of all that is not speaking; ``known``: names of filters and tests."""
    sentences = {macro.name for macro in template.find_all(nodes.Macro)}
    for imported in template.find_all(nodes.FromImport):
        sentences |= {name if isinstance(name, str) else name[1] for name in imported.names}
    for node in template.find_all(nodes.Node):
        if type(node) in _REFUSED:
            yield node.lineno, _REFUSED[type(node)]
        elif isinstance(node, nodes.Compare) and not _compares_words(node):
            yield node.lineno, "numbers are not compared in words: the fact says what they mean"
        elif isinstance(node, nodes.Call):
            ours = isinstance(node.node, nodes.Name) and node.node.name in sentences
            if not ours or len(node.args) != 1 or node.kwargs or node.dyn_args or node.dyn_kwargs:
                yield node.lineno, "only a sentence may be called, with one fact"
        elif isinstance(node, nodes.Filter | nodes.Test) and node.name not in known:
            yield node.lineno, f"no filter or test is called {node.name}"
        elif isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            yield node.lineno, f"{node.attr} is not a field of a fact"
        elif isinstance(node, nodes.Macro) and (len(node.args) != 1 or node.defaults):
            yield node.lineno, f"{node.name} takes exactly one fact"


def _compares_words(node: nodes.Compare) -> bool:
    """Whether a comparison asks only if something is, or is among, words of the template."""

    def word(part: nodes.Node) -> bool:
        if isinstance(part, nodes.Tuple):
            return all(word(item) for item in part.items)
        return isinstance(part, nodes.Const) and isinstance(part.value, str)

    return all(
        op.op in ("eq", "ne", "in", "notin")
        and (word(op.expr) or (word(node.expr) and op.op[-2:] != "in"))
        for op in node.ops
    )


class PieceGenerator(NativeCodeGenerator):
    """Code that lays out pieces."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """The whole template, once nothing in it is refused."""
        for line, why in faults(node, {*self.environment.filters, *self.environment.tests}):
            self.fail(why, line)
        super().visit_Template(node, frame)

    def _output_child_to_const(self, node: nodes.Expr, *args: Any) -> str:
        """Text of the template is the only constant; other pieces are looked at when they come."""
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return node.data

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:
        """``x if y``: nothing where y does not hold and no else is given."""
        node.expr2 = node.expr2 or nodes.Const("", lineno=node.lineno)
        super().visit_CondExpr(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        """``a ~ b``: pieces side by side, so that no figure turns into text."""
        self.write("environment.beside((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class Missing(StrictUndefined):
    """A field that a fact has not, or a name that a template has not: an error at once."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._fail_with_undefined_error()


Source = Callable[[str], str | tuple[str, str | None, Callable[[], bool] | None] | None]


class PieceEnvironment(NativeEnvironment):
    """Where templates of a language compile: our filters and tests, nothing of Jinja's own."""

    code_generator_class = PieceGenerator
    concat = staticmethod(laid_flat)  # type: ignore[assignment]
    beside = staticmethod(_said)

    def __init__(
        self,
        source: Source,
        grammar: Grammar,
        labels: Mapping[str, str],
        units: Units = HUNDRED,
    ) -> None:
        super().__init__(loader=FunctionLoader(source), extensions=[LineEnds], undefined=Missing)
        self.autoescape = self.auto_reload = self.optimized = False
        self.gap = grammar.gap
        self.globals = {
            "gap": grammar.gap,
            "of_scale": units.of_scale,
            "index": units.index,
            **grammar.of_units(units),
        }
        self.filters = filters(grammar, labels, units)
        self.tests = dict(TESTS)


def _count(value: Any) -> Any:
    """A number as it is; of a list, how many it holds."""
    return len(value) if isinstance(value, tuple | list) else value


TESTS: dict[str, Callable[..., bool]] = {
    "none": lambda value: value is None,
    "one": lambda value: _count(value) == 1,
    "two": lambda value: _count(value) == 2,
    "several": lambda value: _count(value) > 1,
    "whole": lambda share: bool(share >= 1),
}


def filters(
    grammar: Grammar, labels: Mapping[str, str], units: Units
) -> dict[str, Callable[..., Any]]:
    """The filters of a language. Where a filter counts, a list stands for its length."""
    scores = {"score": score, "rough": rough, "points": apart, "shift": shift}
    return {
        **_of_text(grammar, labels),
        **_of_lists(grammar),
        **_of_counts(grammar),
        **_NUMBERS,
        **{name: partial(figure, units) for name, figure in scores.items()},
    }


def _of_text(grammar: Grammar, labels: Mapping[str, str]) -> dict[str, Callable[..., Any]]:
    def capital(text: object) -> str | Runs:
        said = _said(text)
        if isinstance(said, str):
            return grammar.capital(said)
        return (grammar.capital(said[0]), *said[1:]) if isinstance(said[0], str) else said

    def label(key: object, **fields: object) -> str:
        shown = {
            name: f if isinstance(f, int | float) else text_of(f) for name, f in fields.items()
        }
        text = labels[text_of(key)]
        return text.format(**shown) if shown else text

    return {
        "strong": lambda text: Strong(text_of(text)),
        "link": lambda text, ref: Link(text_of(text), ref),
        "note": lambda text: Note(text_of(text)),
        "aside": lambda text: grammar.aside(_said(text)),
        "quoted": lambda text: grammar.quoted(_said(text)),
        "inside": lambda text: grammar.inside(text_of(text)),
        "unstopped": lambda text: grammar.unstopped(text_of(text)),
        "capital": capital,
        "label": label,
    }


def _of_lists(grammar: Grammar) -> dict[str, Callable[..., Any]]:
    def between(loop: LoopContext, sign: str | None = None) -> str:
        """What stands before an item of a loop."""
        if loop.first:
            return ""
        return sign if sign is not None else grammar.last if loop.last else grammar.pause

    def items_of(items: Iterable[object]) -> list[str | Runs]:
        if isinstance(items, str):
            raise TypeError(f"{items!r} is a text, not a list")
        return [_said(item) for item in items]

    def first_of(items: Iterable[object], most: int = 4) -> str:
        return grammar.first_of([text_of(item) for item in items_of(items)], most)

    return {
        "between": between,
        "listed": lambda items: grammar.listed(items_of(items)),
        "joined": lambda items, sign=None: grammar.joined(items_of(items), sign),
        "first_of": first_of,
    }


def _of_counts(grammar: Grammar) -> dict[str, Callable[..., Any]]:
    def counted(n: Any, one: str, many: str = "", none: str = "") -> str:
        return grammar.counted(_count(n), one, many, none)

    return {
        "numeral": lambda n: grammar.numeral(_count(n)),
        "ordinal": grammar.ordinal,
        "counted": counted,
        "plural": lambda n, one, many: one if _count(n) == 1 else many,
    }


_NUMBERS: dict[str, Callable[..., Any]] = {
    # figures
    "percent": percent,
    "level": level,
    "number": number,
    "change": change,
    # text
    "digits": lambda value: f"{value:g}",
    "in_unit": in_unit,
}
