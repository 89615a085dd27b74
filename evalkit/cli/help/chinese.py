"""Help in Chinese: headings, and lines broken by the cells that characters take; examples that fit
a terminal, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from evalkit.model.place import width

# a word of Latin letters, what stands in brackets, or one character with the marks that may not be
# parted from it
_PIECES = re.compile(
    r"\s+|\[[^\]]{,30}\]|[“‘（《「]*(?:[!-~]+|[^\s“‘（《「])[，。；：、？！”’）》」…]*"
)


def broken(text: str, cells: int) -> list[str]:
    """Text in lines of so many cells at most; Chinese may be parted anywhere, but no line begins
    with a comma or a full stop."""
    lines, line = [], ""
    pieces = (
        part
        for piece in _PIECES.findall(text)
        for part in ([piece] if width(piece) <= cells else re.findall(r"[^,/]*[,/]?", piece))
    )
    for piece in pieces:
        if line and width(line + piece) > cells:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def continued(line: str, cells: int) -> list[str]:
    """A command to type in lines of so many cells at most, the way a shell goes on in the next;
    only before an argument, so that what stands in quotes stays whole."""
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    words, lines, own = _WORDS.findall(line), [], ""
    for word in words:
        last = word is words[-1]
        if own.strip() and width(own + word) > cells - (0 if last else 2):
            lines.append(own.rstrip() + " \\")
            own = indent + word.lstrip()
        else:
            own += word
    return [*lines, own]


_VALUE = r"(?:\"[^\"]*\"|[^\s\"])+"
# the parts of a command: an option with its value, what follows another command, a word
_WORDS = re.compile(
    rf"\s*(?:--?[a-z][a-z-]*(?:\s+(?![-&]){_VALUE})?|&&(?:\s+{_VALUE}){{2}}|{_VALUE})"
)


def as_typed(text: str, cells: int) -> str:
    """A help whose examples fit so many cells."""
    parts = text.split("\n\n")
    for n, part in enumerate(parts):
        if part.lstrip().startswith("\b"):
            lines = part.split("\n")
            parts[n] = "\n".join(own for line in lines for own in continued(line, cells))
    return "\n\n".join(parts)


def _paragraphs(text: str) -> Iterable[tuple[bool, str]]:
    """Parts between empty lines; whether each stands as it is written (led by \\b)."""
    for part in re.split(r"\n\s*\n", text.strip("\n")):
        if part.startswith("\b"):
            yield True, part.removeprefix("\b").strip("\n")
        else:
            yield False, re.sub(r"(?<=[^ -~])\n(?=[^ -~])", "", part).replace("\n", " ")


class ChineseFormatter(click.HelpFormatter):
    """Lays Chinese help out on a terminal."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        indent, cells = " " * self.current_indent, self.width - self.current_indent
        parts = [
            part.split("\n") if as_it_is else broken(part, cells)
            for as_it_is, part in _paragraphs(text)
        ]
        self.write("\n\n".join("\n".join(indent + line for line in part) for part in parts) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        held, indent = list(rows), " " * self.current_indent
        first = min(max((width(name) for name, _ in held), default=0), col_max) + col_spacing
        for name, about in held:
            lines = broken(about, max(self.width - first - self.current_indent, 10))
            alone = width(name) > first - col_spacing
            head = f"{indent}{name}" + ("\n" + indent + " " * first if alone else "")
            pad = "" if alone else " " * (first - width(name))
            self.write((head + pad + f"\n{indent}{' ' * first}".join(lines)).rstrip() + "\n")
