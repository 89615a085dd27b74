"""What bash, zsh and fish offer when Tab is pressed, asked of the shells themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from evalkit.cli import main
from tests.conftest import ROOT

# what bash does before it asks: it parts words at "=" too
ASK_BASH = """\
compopt() { COMPREPLY+=("<files>"); }
line=${1//=/ = }; words=($line); [[ $1 == *[\\ =] ]] && [[ $1 != *= ]] && words+=("")
COMP_WORDS=("${words[@]}"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_evalkit_completion evalkit
printf '%s\\n' "${COMPREPLY[@]}"
"""
# zsh's own functions, as far as they are asked, outside its line editor
ASK_ZSH = """\
compadd() { print -rl -- ${(P)@[-1]}; }
_describe() { print -rl -- ${${(P)3}%%:*}; }
compset() { : }
_files() { print -r -- "<files>"; }
words=("${(@s: :)1}"); CURRENT=$#words; PREFIX=$words[-1]
_evalkit_completion
"""
ASK_FISH = 'for line in (complete -C "$argv[1]"); string split -f 1 \\t -- $line; end\n'
ASK = {
    "bash": ["--norc", "-c", "{script}\n" + ASK_BASH, "bash"],
    "zsh": ["-f", "-c", "compdef() { : }\n{script}\n" + ASK_ZSH, "zsh"],
    "fish": ["--no-config", "-c", "{script}\n" + ASK_FISH],
}

SHIPPED = {
    path.stem.removesuffix("-1.0.0")
    for path in ROOT.glob("rubrics/*.yaml")
    if not path.name.endswith(".terms.yaml")
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project, and beside it the command as a shell finds it."""
    folder = tmp_path_factory.mktemp("shells")
    made = CliRunner().invoke(main, ["init", str(folder / "p"), "--lang", "en"])
    assert made.exit_code == 0
    command = folder / "bin" / "evalkit"
    command.parent.mkdir()
    code = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom evalkit.cli import run\nrun()\n"
    command.write_text(f"#!{sys.executable}\n{code}", "utf-8")
    command.chmod(0o755)
    return folder / "p"


def answer(shell: str, ask: list[str], line: str, project: Path) -> list[str]:
    """The lines that a shell prints, with the command on its path."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    script = CliRunner().invoke(main, ["completion", shell]).stdout
    given = [part.replace("{script}", script) for part in ask]
    path = os.pathsep.join([str(project.parent / "bin"), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "EVALKIT_LANG": "en", "HOME": str(project.parent)}
    done = subprocess.run(
        [program, *given, line], cwd=project, env=env, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return [word for word in done.stdout.splitlines() if word]


def offers(shell: str, line: str, project: Path) -> list[str]:
    """What a shell offers behind a line, in its order."""
    return answer(shell, ASK[shell], line, project)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("evalkit coh", {"coherence"}),
        ("evalkit advise ", {"alder-bay-2026", "northmoor-2026"}),
        ("evalkit explain northmoor-2026/fu", {"northmoor-2026/funding"}),
        ("evalkit find co", {"cooperation"}),
        ("evalkit rubric show ci", {"city-innovation"}),
        ("evalkit score -r ci", {"city-innovation"}),
        ("evalkit score --rubric=ci", {"city-innovation"}),
        ("evalkit score --rubric=", {"city-innovation", *SHIPPED}),
        ("evalkit report --format html,p", {"html,pdf", "html,pptx"}),
        ("evalkit report --format=html,p", {"html,pdf", "html,pptx"}),
        ("evalkit report --lang=zh,", {"zh,en"}),
    ],
)
def test_tab_offers_what_lies_here(shell: str, line: str, offered: set[str], project: Path) -> None:
    """Behind ``--option=`` bash replaces the value alone, the others the whole word."""
    word = line.rpartition(" ")[2]
    before = word[: word.find("=") + 1] if shell != "bash" else ""
    assert set(offers(shell, line, project)) == {before + word for word in offered}


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_files_are_offered_where_no_name_fits(shell: str, project: Path) -> None:
    assert offers(shell, "evalkit rubric show ../x", project) == ["<files>"]
    assert offers(shell, "evalkit score --rubric=../x", project) == ["<files>"]


def test_fish_completes_a_path_behind_an_option(project: Path) -> None:
    path = "rubrics/city-innovation.yaml"
    assert offers("fish", "evalkit rubric show rubrics/city-innovation.y", project) == [path]
    given = "evalkit score --rubric=rubrics/city-innovation.y"
    assert offers("fish", given, project) == [f"--rubric={path}"]


def test_help_with_a_comma_is_whole(project: Path) -> None:
    ask = ["--no-config", "-c", '{script}\ncomplete -C "$argv[1]"']
    told = answer("fish", ask, "evalkit advi", project)
    assert told == ["advise\tWhat a plan should write: what is missing,..."]
