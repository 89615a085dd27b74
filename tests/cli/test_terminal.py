"""Tables and text for a terminal of any width: nothing is cut, codes stay whole, what leaves is
named."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import sys
import termios
from pathlib import Path

import pytest
from click.testing import CliRunner
from evalkit.cli import main, options
from evalkit.cli.terminal import CODE, is_code, laid_out, wrapped
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.conftest import ROOT

WORDS = st.sampled_from(
    [
        "Porto",
        "Innovationsförderungsgesellschaft",
        "of",
        "推动科技创新和产业创新深度融合，（2026年）",
        "目标",
        "“好”",
        "zhejiang-2026",
        "a-very-long-name-of-a-case-2026",
        "P1.12a",
        "cases/x.yaml:14:12",
        "44.5",
        "—",
        "🙂",
    ]
)
TEXT = st.lists(WORDS, max_size=12).map(" ".join)
ROWS = st.integers(1, 7).flatmap(
    lambda n: st.tuples(
        st.lists(TEXT, min_size=n, max_size=n),
        st.lists(st.lists(TEXT, min_size=n, max_size=n), min_size=1, max_size=4),
        st.sets(st.integers(0, n - 1)),
    )
)


def codes(text: str) -> list[str]:
    return [word for word in text.split() if CODE.match(word)]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(text=TEXT, width=st.integers(4, 120))
def test_wrapped_text_loses_nothing_keeps_codes_whole_and_fits(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert bare("".join(lines)) == bare(text)
    assert [code for line in lines for code in codes(line)] == codes(text)
    for line in lines:
        assert cell_len(line) <= max(width, 16) or len(line.split()) == 1, line
    assert wrapped(text, 10_000) == [text.rstrip()]


def test_text_breaks_between_words_and_hanzi_and_not_before_a_comma() -> None:
    assert wrapped("明确目标（2026年），由zhejiang-2026牵头。", 12) == [
        "明确目标",
        "（2026年），",
        "由",
        "zhejiang-2026",
        "牵头。",
    ]
    assert wrapped("- one two three", 9, "  ") == ["- one two", "  three"]


@given(table=ROWS, width=st.integers(20, 160))
def test_a_table_keeps_codes_whole_and_names_what_it_leaves_out(
    table: tuple[list[str], list[list[str]], set[int]], width: int
) -> None:
    head, rows, numeric = table
    laid = laid_out(head, rows, sorted(numeric), width)
    assert len(laid.left_out) < len(head)
    everything = laid_out(head, rows, sorted(numeric), None)
    assert everything.left_out == ()
    assert len(everything.body) == len(rows)
    drawn, full = ("".join(laid.head + laid.body), "".join(everything.head + everything.body))
    if not laid.left_out:
        assert sorted(bare(drawn)) == sorted(bare(full))
    assert "…" not in drawn
    kept = [n for n, title in enumerate(head) if title not in laid.left_out]
    shown = [code for line in laid.body for code in codes(line)]
    for code in {code for row in rows for n in kept for code in codes(row[n])}:
        assert code in shown
    if len(head) - len(laid.left_out) > 2:  # the first and one of codes stay, come what may
        for line in laid.head + laid.body:
            assert cell_len(line) <= width, line


def test_text_wraps_first_then_the_last_columns_leave_and_the_code_stays() -> None:
    head = ("Rank", "Region", "Code", "Score", "Grade")
    rows = [("1", "Province of the Northern Lakes", "northern-lakes-2026", "44.5", "To be seen")]
    wide = laid_out(head, rows, [0, 3], 60)
    assert (wide.head, wide.left_out) == (
        ("Rank  Region          Code                 Score  Grade",),
        (),
    )
    assert wide.body == (
        "   1  Province of     northern-lakes-2026   44.5  To be seen",
        "      the Northern",
        "      Lakes",
    )
    narrow = laid_out(head, rows, [0, 3], 40)
    assert narrow.head == ("Rank Region    Code                Score",)
    assert narrow.left_out == ("Grade",)
    assert laid_out(head, rows, [0, 3], 34, leaves=[1, 4]).left_out == ("Region", "Grade")


@pytest.mark.parametrize("word", ["zhejiang-2026", "P1.12a", "a.b.c", "x/y.yaml:3:1", "(44.5%)"])
def test_what_a_reader_copies_whole_is_a_code(word: str) -> None:
    assert is_code(word)


@pytest.mark.parametrize("word", ["Zhejiang", "浙江省", "—", "creation", "½"])
def test_a_word_is_no_code(word: str) -> None:
    assert not is_code(word)


@pytest.mark.parametrize(("width", "lang"), [(60, "en"), (80, "en"), (80, "zh"), (120, "zh")])
def test_tables_of_commands_fit_the_terminal_with_every_code_whole(
    width: int, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "width", lambda: width)
    result = CliRunner().invoke(main, ["score", str(ROOT / "cases"), "--lang", lang, "-q"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert max(map(cell_len, lines)) <= width
    assert "…" not in result.stdout
    shown = re.findall(r"\S+-2026(?= )", result.stdout)
    assert sorted(shown) == sorted(path.stem for path in (ROOT / "cases").glob("*-2026.yaml"))
    told = {"en": "Not shown for want of room: ", "zh": "窗口宽度不够，未显示："}[lang]
    assert (told in result.stdout) == (width == 60)


@pytest.mark.parametrize(("command", "width"), [("compare", 60), ("agreement", 80), ("levels", 70)])
def test_other_tables_fit_too(command: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "width", lambda: width)
    cases = [str(ROOT / "cases" / f"{name}-2026.yaml") for name in ("guizhou", "ningxia")]
    result = CliRunner().invoke(main, [command, *cases, "--lang", "en", "-q"])
    assert result.exit_code == 0
    assert max(map(cell_len, result.stdout.splitlines())) <= width
    assert not re.search(r"\w…", result.stdout)


def test_a_terminal_is_asked_how_wide_it_is(tmp_path: Path) -> None:
    """Through a real terminal: its width is the system's, not a variable's."""
    child, terminal = pty.fork()
    if child == 0:
        environment = {**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
        environment.pop("COLUMNS", None)
        case = str(ROOT / "cases" / "guizhou-2026.yaml")
        command = [sys.executable, "-m", "evalkit", "score", case, "--lang", "en", "-q"]
        os.chdir(tmp_path)
        os.execve(sys.executable, command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 60, 0, 0))
    out = b""
    while True:
        try:
            read = os.read(terminal, 65536)
        except OSError:
            break
        if not read:
            break
        out += read
    os.waitpid(child, 0)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", out.decode()).replace("\r\n", "\n").splitlines()
    assert lines[0].split() == ["Rank", "Code", "Region", "Score", "Grade", "P1", "P2", "Coverage"]
    assert lines[1] == "─" * max(map(cell_len, (lines[0], lines[2])))
    assert "guizhou-2026" in lines[2]
