"""The paper around the code says what the code does: commands, options, codes, keys, formulas."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import click
import pytest
from evalkit.analysis import coordination
from evalkit.cli import COMMANDS, main
from evalkit.evaluation_file import SCHEMA
from evalkit.model import manual
from evalkit.model.case import Case
from evalkit.model.finding import SEVERITY
from evalkit.model.rubric import Criterion, Method, Pillar, Rubric
from evalkit.scoring.aggregate import AGGREGATIONS
from evalkit.scoring.normalise import FORMULAS
from tools import example

from tests.conftest import ROOT

DOCS = {path.stem: path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md")}
TWINS = sorted(page for page in DOCS if f"{page}.zh" in DOCS)

FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
KEY = re.compile(r"(?:^|[\s{,-])([a-z_][\w-]*):(?=\s|$)", re.M)


def prose(page: str) -> str:
    return FENCED.sub("", DOCS[page])


def headings(page: str) -> list[str]:
    return re.findall(r"^(#+) .+$", prose(page), re.M)


def tables(page: str) -> list[tuple[int, int]]:
    """Columns and rows of each table."""
    found = re.findall(r"^\|[ \-:|]+\|\n(?:\|.*\n?)*", prose(page), re.M)
    return [
        (table.split("\n", 1)[0].count("|") - 1, len(table.rstrip("\n").split("\n")) - 1)
        for table in found
    ]


def yaml_keys(page: str) -> list[list[str]]:
    """Keys of each YAML block, in order, comments apart."""
    blocks = (
        re.sub(r"(^|\s)#.*$", "", body, flags=re.M)
        for language, body in FENCED.findall(DOCS[page])
        if language == "yaml"
    )
    return [KEY.findall(block) for block in blocks]


def words_in_code(page: str) -> set[str]:
    """Words of the inline code."""
    return {
        word
        for code in re.findall(r"`([^`\n]+)`", prose(page))
        for word in re.findall(r"-{0,2}[A-Za-z_][\w-]*", code)
    }


def anchors(page: str) -> set[str]:
    """Of headings, as GitHub writes them."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def commands(group: click.Group = main, prefix: str = "") -> list[tuple[str, click.Command]]:
    found = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            found += commands(command, f"{prefix}{name} ")
        else:
            found.append((f"{prefix}{name}", command))
    return found


@pytest.mark.parametrize(
    ("name", "command"), commands(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_and_option_is_documented_and_its_help_starts_with_an_example(
    name: str, command: click.Command
) -> None:
    for page in ("cli", "cli.zh"):
        assert (
            f"evalkit {name}" in DOCS[page] or f"evalkit {name.split(maxsplit=1)[0]}" in DOCS[page]
        )
    assert command.help is not None
    assert "Example" in command.help
    assert "evalkit " in command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert all(
                option in DOCS["cli"] for option in parameter.opts if option.startswith("--")
            ), parameter.opts
            assert parameter.help or parameter.name == "as_json", parameter


def test_the_static_help_names_the_commands_there_are() -> None:
    for name in COMMANDS:
        assert main.get_command(click.Context(main), name) is not None


@pytest.mark.parametrize("code", SEVERITY)
def test_the_example_of_every_code_is_what_the_terminal_shows(code: str) -> None:
    english, chinese = (
        (ROOT / "tests/bad" / code / "expected.txt").read_text("utf-8").split("\n\n$ ")
    )
    for lang, shown in (("en", english), ("zh", chinese)):
        (block,) = re.findall(r"```text\n(.*?)\n```", manual.section(code, lang), re.S)
        assert f"\n{block}\n" in shown.replace("\n  cases/", "\ncases/")
        assert f"[{code}]" in block


@pytest.mark.parametrize(("name", "lang"), [("findings", "en"), ("findings.zh", "zh")])
def test_the_page_of_findings_is_made_from_the_catalogue(name: str, lang: str) -> None:
    if os.environ.get("EVALKIT_ACCEPT"):
        (ROOT / "docs" / f"{name}.md").write_text(manual.page(lang), encoding="utf-8")
    assert (ROOT / "docs" / f"{name}.md").read_text("utf-8") == manual.page(lang)


def test_every_key_of_a_rubric_and_a_case_is_documented() -> None:
    for model, page in (
        (Rubric, "rubric"),
        (Method, "rubric"),
        (Pillar, "rubric"),
        (Criterion, "rubric"),
        (Case, "case"),
    ):
        for name, field in model.model_fields.items():
            key = field.alias or name
            for text in (DOCS[page], DOCS[f"{page}.zh"]):
                assert re.search(rf"(?<![\w-]){key}(?![\w-])", text, re.A), (
                    f"{model.__name__}.{key}"
                )


def test_every_formula_is_documented_and_the_schema_is_named() -> None:
    for language in ("", ".zh"):
        for name in [*AGGREGATIONS, *(n for n in FORMULAS if n != "level"), *coordination.FORMULAS]:
            assert f"| {name} |" in DOCS[f"method{language}"], name
        assert SCHEMA in DOCS[f"evaluation{language}"]


@pytest.mark.parametrize("page", TWINS)
def test_twins_are_built_alike(page: str) -> None:
    twin = f"{page}.zh"
    assert headings(twin) == headings(page)
    assert tables(twin) == tables(page)
    assert [language for language, _ in FENCED.findall(DOCS[twin])] == [
        language for language, _ in FENCED.findall(DOCS[page])
    ]
    assert f"]({page}.md)" in DOCS[twin][:600], "the way to the other language, at the top"
    assert f"]({twin}.md)" in DOCS[page][:600], "the way to the other language, at the top"


@pytest.mark.parametrize("page", TWINS)
def test_twins_name_the_same_options_and_keys(page: str) -> None:
    twin = f"{page}.zh"
    assert yaml_keys(twin) == yaml_keys(page)
    known = {key for block in yaml_keys(page) for key in block}
    english, chinese = (
        {word for word in words_in_code(p) if word.startswith("--") or word in known}
        for p in (page, twin)
    )
    assert chinese == english


@pytest.mark.parametrize("page", DOCS)
def test_links_between_pages_lead_somewhere_in_the_same_language(page: str) -> None:
    for target, anchor in re.findall(r"\]\((?!http)([^)#]*)#?([^)]*)\)", prose(page)):
        other = target.removesuffix(".md") or page
        if target and not target.endswith(".md"):
            continue
        assert other in DOCS or (ROOT / "docs" / target).exists(), target
        assert not anchor or anchor in anchors(other), f"{target}#{anchor}"
        if page.endswith(".zh"):
            assert other.endswith(".zh") or f"{other}.zh" not in DOCS or f"{other}.zh" == page, (
                target
            )


def test_the_chinese_readme_links_to_chinese_pages() -> None:
    links = re.findall(r"\]\((docs/[^)#]+)\.md", (ROOT / "README.zh.md").read_text("utf-8"))
    assert links
    for link in links:
        assert link.endswith(".zh") or not (ROOT / f"{link}.zh.md").exists(), link


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    for name in ("README.md", "README.zh.md"):
        text = (ROOT / name).read_text("utf-8")
        assert len(text.splitlines()) <= 120
        for target in re.findall(r"\]\((?!http)([^)#]+)", text) + re.findall(
            r'src="(?!http)([^"]+)"', text
        ):
            assert (ROOT / target).exists(), target


def test_nothing_in_the_project_names_the_place_it_was_made_in() -> None:
    words = ["/work/", "pypi.org", "files.pythonhosted", "npmjs", "/root/"]
    for path in [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("evalkit/**/*.py"),
        *ROOT.glob("*.toml"),
        ROOT / "Makefile",
    ]:
        text = path.read_text("utf-8")
        assert not [word for word in words if word in text], path


def test_the_citation_names_the_version_and_the_license_there_are() -> None:
    from evalkit import __version__

    text = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {__version__}\n" in text
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert "\nlicense: Apache-2.0\n" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_is_what_the_program_makes_today(lang: str) -> None:
    (page,) = example.made(lang, "html").items()
    assert (example.FOLDER / page[0]).read_bytes() == page[1], "python -m tools.example"


@pytest.mark.parametrize("page", ["gallery", "gallery.zh"])
def test_the_gallery_shows_what_the_program_prints(page: str) -> None:
    """``EVALKIT_ACCEPT=1`` writes the page anew."""
    lang = "zh" if page.endswith(".zh") else "en"

    def shown(block: re.Match[str]) -> str:
        line = block[1].split("\n", 1)[0]
        command = [sys.executable, "-m", "evalkit", *line.removeprefix("$ evalkit ").split()]
        made = subprocess.run(
            [*command, "--lang", lang, "-q"], cwd=ROOT, capture_output=True, check=True, text=True,
            encoding="utf-8", env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
        )  # fmt: skip
        rows = (row.rstrip() for row in made.stdout.rstrip().split("\n"))
        return f"```console\n{line}\n" + "\n".join(rows) + "\n```"

    text = (ROOT / "docs" / f"{page}.md").read_text("utf-8")
    made = re.sub(r"^```console\n(.*?)\n```$", shown, text, flags=re.M | re.S)
    if os.environ.get("EVALKIT_ACCEPT"):
        (ROOT / "docs" / f"{page}.md").write_text(made, "utf-8")
    assert made == text or os.environ.get("EVALKIT_ACCEPT")
