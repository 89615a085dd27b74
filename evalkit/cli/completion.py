"""completion: the words that a shell offers while a command is typed, read from the first lines of
the files here, without loading what scores them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from evalkit.cli.help import command

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
Words = Callable[[click.Context], Iterable[str]]


def _files(folder: str) -> list[Path]:
    held = Path(folder).rglob("*.y*ml") if folder != "." else Path().glob("*.y*ml")
    return sorted(held)


def _first(path: Path, key: str) -> str:
    """The text of a key at the top of a file, where it stands in the first lines."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4000).decode("utf-8", "replace")
    except OSError:
        return ""
    found = re.search(rf"^{key}:\s*[\"']?([\w.@-]+)", head, re.M)
    return found[1] if found else ""


def case_names(ctx: click.Context) -> list[str]:
    """Ids of the cases in ``cases/``, else in this folder."""
    folder = "cases" if Path("cases").is_dir() else "."
    named = {name for path in _files(folder) if (name := _first(path, "case"))}
    tables = sorted(Path(folder).rglob("*.csv")) if folder != "." else []
    return sorted(named.union(*map(_tabled, tables)))


def _tabled(path: Path) -> set[str]:
    """Ids in the first column of a table of cases or of ratings, where that is what it holds."""
    with contextlib.suppress(OSError):
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            head, *rows = stream.read(200_000).splitlines() or [""]
        if re.match(r"(case|案例)[,;\t]", head):
            return {
                own[1] for row in rows if (own := re.match(r'"?([a-z][a-z0-9-]*)"?[,;\t]', row))
            }
    return set()


def _rubrics() -> list[Path]:
    """Files of the rubrics here, then of the shipped ones."""
    package = Path(__file__).parents[1]
    inside = package / "_rubrics"
    shipped = inside if inside.is_dir() else package.parent / "rubrics"
    return [*_files("rubrics"), *_files("../rubrics"), *_files(str(shipped))]


def rubric_names(ctx: click.Context) -> list[str]:
    """Ids of the rubrics that may be named."""
    return sorted({name for path in _rubrics() if (name := _rubric_id(path))})


def _rubric_id(path: Path) -> str:
    return _first(path, "rubric") if _first(path, "version") else ""


def criterion_names(ctx: click.Context) -> list[str]:
    """Ids and codes of the criteria of the rubric named with -r, else of the first one here."""
    named = str(ctx.params.get("rubric") or "").partition("@")[0]
    files = [p for p in _rubrics() if _rubric_id(p) and named in ("", _rubric_id(p), p.as_posix())]
    return _criteria(files[0].read_text("utf-8", "replace")) if files else []


def _criteria(text: str) -> list[str]:
    """Ids and codes of criteria, told by how far lines are indented."""
    found: list[str] = []
    below = item = -1  # where the last key `criteria:` stands, and the items of its list
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        if re.match(r"\s*(- )?criteria:", line):
            below, item = line.index("criteria:"), -1
        elif own := re.match(r"\s*- \{?id: ([\w-]+)", line):
            if item == -1 and indent >= below >= 0:
                item = indent
            if indent == item:
                found.append(own[1])
        elif indent == item + 2 and (code := re.match(r"\s*code: [\"']?([\w.-]+)", line)):
            found += [code[1]] if item >= 0 else []
        elif line.strip() and indent < below:
            below = item = -1
    return found


def refs(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """``CASE/REF``: the cases; once one is left, what of it may be asked."""
    case, stroke, _ = incomplete.partition("/")
    cases = [name for name in case_names(ctx) if name.startswith(case)]
    if len(cases) > 1 and not stroke:
        return [CompletionItem(f"{name}/overall") for name in cases]
    pairs = (f"{name}/{ref}" for name in cases for ref in ("overall", *criterion_names(ctx)))
    return [CompletionItem(pair) for pair in pairs if pair.startswith(incomplete)]


def offered(words: Words, *, files: bool = False) -> Completer:
    """What completes a value: words, and, where none fits, files."""

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        low = incomplete.lower()
        found = [CompletionItem(name) for name in words(ctx) if name.lower().startswith(low)]
        return found or ([CompletionItem(incomplete, type="file")] if files else [])

    return complete


def several(*names: str) -> Completer:
    """What completes a list with commas: a name that it has not yet."""

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        before, comma, last = incomplete.rpartition(",")
        left = [name for name in names if name not in before.split(",")]
        return [CompletionItem(before + comma + n) for n in left if n.startswith(last)]

    return complete


cases = offered(case_names)
criteria = offered(criterion_names)
case_or_file = offered(case_names, files=True)
rubrics = offered(rubric_names, files=True)
formats = several("html", "md", "docx", "pdf", "xlsx", "pptx")
languages = several("zh", "en")
products = several(
    *("comparison", "memo", "briefing", "advice", "evidence", "method", "portfolio", "group"),
    *("region", "slide"),
)
charts = offered(
    lambda ctx: (
        *("ranking", "map", "levels", "groups", "balance", "gap", "gaps-years"),
        *("gaps-groups", "quadrants", "places", "likelihood"),
        *("trends-lines", "trends-places", "profile", "years"),
    )
)


@command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """What makes a shell complete commands, options, cases, criteria and rubrics with Tab.

    \b
    Examples:
      eval "$(evalkit completion bash)"      in ~/.bashrc; zsh in ~/.zshrc
      evalkit completion fish > ~/.config/fish/completions/evalkit.fish
    """
    from evalkit.cli.shells import SCRIPTS

    click.echo(SCRIPTS[shell], nl=False)
