"""The command line in the language of its reader: help, usage and refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from evalkit.cli import HIDDEN, main
from evalkit.cli.help import SHARED, Command, chinese
from tests.conftest import ROOT

CLI = ROOT / "evalkit/cli"
CHINESE = re.compile("[\u4e00-\u9fff]")


def walk(command: click.Command, *path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command, nested ones too, by the name of its file of help."""
    yield "-".join(path) or "evalkit", command
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for own in [*command.list_commands(ctx), *(HIDDEN if command is main else ())]:
            nested = command.get_command(ctx, own)
            assert nested is not None
            yield from walk(nested, *path, own)


EVERY = dict(walk(main))


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(main, list(arguments))
    return result.output


@pytest.mark.parametrize("name", EVERY)
def test_every_command_speaks_both_languages(name: str) -> None:
    command, own = EVERY[name], chinese(name)
    assert isinstance(command, Command), "made with command() of evalkit.cli.help"
    assert CHINESE.search(own["about"])
    assert command.help
    if name not in ("evalkit", *HIDDEN):
        assert CHINESE.search(own["line"])
    asked = own.get("options", {})
    params = {p.name: p for p in command.params if isinstance(p, click.Option)}
    for param in params.values():
        said = asked.get(param.name) or chinese(SHARED)["options"][param.name]
        assert CHINESE.search(said), param.name
        assert param.help, param.name
    assert not {*asked} - {*params}, "help of options that there are not"
    assert {*own} <= {"line", "about", "options", "epilog"}


def test_no_help_is_left_of_a_command_that_is_gone() -> None:
    held = {path.stem for path in (CLI / "help/zh").glob("*.toml")}
    assert held == {*EVERY, SHARED}


@pytest.mark.parametrize("name", EVERY)
def test_no_line_of_chinese_help_is_english(name: str) -> None:
    parts = [] if name == "evalkit" else name.split("-", 1)
    page = shown(*parts, "--help", "--lang", "zh")
    assert page.startswith("用法：")
    text = re.sub(r"^  evalkit .*$|^    evalkit .*$", "", page, flags=re.M)  # examples
    for block in re.split(r"\n(?=\S|  \S)", text.partition("\n")[2]):
        assert not block.strip() or CHINESE.search(block), block


def test_lists_of_commands_are_chinese() -> None:
    for parts in ([], ["new"], ["rubric"]):
        lines = shown(*parts, "--help", "--lang", "zh").partition("命令：\n")[2].splitlines()
        assert len(lines) >= 2
        assert all(CHINESE.search(line) for line in lines if line.startswith("  "))


def test_english_help_holds_no_chinese_but_in_examples() -> None:
    for name in EVERY:
        parts = [] if name == "evalkit" else name.split("-", 1)
        page = shown(*parts, "--help", "--lang", "en")
        assert page.startswith("Usage:")
        lines = [line for line in page.splitlines() if not line.startswith("    evalkit ")]
        assert not CHINESE.search("\n".join(lines)), name
