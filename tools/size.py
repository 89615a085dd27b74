"""Statements and tokens of the package, room by room: what the code weighs, however its lines are
broken.

    python tools/size.py [folder]

Docstrings count as neither; blank lines, comments and the ends of lines are no tokens. Words and
catalogues (Jinja2, TOML) are counted apart, in lines.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections import Counter
from pathlib import Path

QUIET = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


def statements(tree: ast.Module) -> int:
    """Statements, without docstrings."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    docstrings = [
        node
        for node in found
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    return len(found) - len(docstrings)


def main(folder: Path) -> None:
    lines: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    tokens: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for path in sorted(folder.rglob("*")):
        room = path.relative_to(folder).parts[0].removesuffix(".py")
        if path.suffix in (".jinja", ".toml"):
            words[room] += len(path.read_text("utf-8").splitlines())
        if path.suffix != ".py":
            continue
        text = path.read_text("utf-8")
        lines[room] += len(text.splitlines())
        stated[room] += statements(ast.parse(text))
        tokens[room] += sum(
            t.type not in QUIET for t in tokenize.generate_tokens(io.StringIO(text).readline)
        )
    print(f"{'room':18} {'statements':>10} {'tokens':>8} {'lines':>7} {'words':>7}")
    for room in sorted(lines, key=lambda name: -tokens[name]):
        print(f"{room:18} {stated[room]:10,} {tokens[room]:8,} {lines[room]:7,} {words[room]:7,}")
    print(
        f"{'all':18} {stated.total():10,} {tokens.total():8,} {lines.total():7,} {words.total():7,}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "evalkit")
