"""The command line in the language of its reader: help, usage and refusals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from evalkit.cli import HIDDEN, main
from evalkit.cli import run as console
from evalkit.cli.help import SHARED, Command, chinese
from evalkit.cli.help.chinese import broken, continued
from evalkit.cli.language import asked
from evalkit.model.catalogue import fields_of, messages
from evalkit.model.place import width
from tests.cli.test_commands import CASE, SMALL
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
    text = re.sub(r"^    evalkit .*(?<=\\)\n.*$|^    evalkit .*$", "", page, flags=re.M)  # examples
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
        lines = re.sub(r"\\\n *", "", page).splitlines()
        lines = [line for line in lines if not line.startswith("    evalkit ")]
        assert not CHINESE.search("\n".join(lines)), name


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", EVERY)
def test_no_line_of_help_is_longer_than_a_terminal_is_wide(
    name: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    parts = [] if name == "evalkit" else name.split("-", 1)
    lines = shown(*parts, "--help", "--lang", lang).splitlines()
    assert [line for line in lines if width(line) > 80] == []
    assert not (lang == "zh" and re.search("实例|是不是", "\n".join(lines)))


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("  evalkit a b", ["  evalkit a b"]),
        ("  evalkit aa --b c --dd e", ["  evalkit aa --b c \\", "      --dd e"]),
        ('  evalkit aa b "c d e f g"', ["  evalkit aa b \\", '      "c d e f g"']),
        ("  evalkit 甲乙 --丙 -o 丁戊", ["  evalkit 甲乙 --丙 \\", "      -o 丁戊"]),
    ],
)
def test_a_long_example_goes_on_in_the_next_line_as_a_shell_takes_it(
    line: str, lines: list[str]
) -> None:
    assert continued(line, 21) == lines
    joined = re.sub(r" \\\n +", " ", "\n".join(lines))
    assert joined == line


# --- refusals --------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An analyst's folder: a rubric, one case, a plan; in it the current directory."""
    for name in ("rubrics", "cases", "plans"):
        (tmp_path / name).mkdir()
    (tmp_path / "rubrics/small.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "cases/gz.yaml").write_text(CASE, "utf-8")
    (tmp_path / "plans/gz.txt").write_text("全社会研发经费投入强度提高到1.6%左右。", "utf-8")
    (tmp_path / "taken.csv").write_text("mine")
    (tmp_path / "none.json").write_text("{}")
    (tmp_path / "broken.json").write_text("{\n\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALKIT_LANG", "zh")
    return tmp_path


REFUSALS = {
    # how the command is called
    "scroe": "没有“scroe”这个命令。是否想写“score”？",
    "new cse": "没有“cse”这个命令。是否想写“case”？",
    "score --formt csv": "没有 --formt 这个选项。是否想写“--format”？",
    "score --format csvv": "--format 不能是“csvv”；可用的有：table、json、csv、xlsx、parquet。是否想写“csv”？",
    "score -o": "-o 后面要写值。",
    "score --json=3": "--json 后面不带值。",
    "score --seed x": "--seed 应是整数，不能是“x”。",
    "sensitivity --spread x": "--spread 应是数，不能是“x”。",
    "sensitivity --spread 3": "--spread 应是 0.01 到 1 之间的数，不能是 3。",
    "agreement -n -1": "--most 应是 0 到 1000 之间的数，不能是 -1。",
    "agreement -n x": "--most 应是整数，不能是“x”。",
    "find": "缺少 WHAT。",
    "quote a b --at": "--at 后面要写值。",
    "schema": "请写明其中一个：rubric、case、",
    "schema cases": "没有“cases”；可用的有：rubric、case、",
    "explain A1": "“A1”是标准中的支柱或准则；还要写明案例：gz-2026/A1",
    "schema rubric case": "多出了：case",
    "audit --plans nowhere": "--plans：没有“nowhere”这个文件夹。",
    "score --as-of 2026-02-30": "“2026-02-30”不是日期；请写成 2026-11-23 的样子",
    # what cannot be done as it was asked
    "report --format foo": "没有“foo”；可用的有：html、",
    "report --product memos": "没有“memos”；可用的有：",
    "report --group tier": "“tier”既不是“维度=取值”，也不是“名称=案例,案例”",
    "report --group east=nobody": "没有“nobody”；可用的有：gz-2026",
    "score -o t.txt": "t.txt：由扩展名决定格式，可用的有 .json .csv .xlsx .parquet",
    "score --format parquet": "parquet 不是文本：请用 -o 文件名.parquet 指定文件",
    "explain gz-2026/clear-gaols": "没有支柱或准则“clear-gaols”；是否想写“clear-goals”？",
    "explain gz-2026/nothing": "没有支柱或准则“nothing”；现有：",
    "explain gz-2027": "没有案例“gz-2027”；是否想写“gz-2026”？",
    "explain quote-alterd": "没有案例“quote-alterd”；现有：gz-2026；最接近的发现代码是“quote-altered”",
    "audit --explain quote-alterd": "没有“quote-alterd”这个代码。是否想写“quote-altered”？",
    "audit -o a.txt": "a.txt：由扩展名决定格式，可用的有 .md .html .json .sarif .junit .csv .xlsx .parquet",
    "quote ， plans/gz.txt": "引文是空的。",
    "find goals plans/gz.txt -r small": "“goals”不是 small@1.0.0 的准则",
    "find clear-gaols plans/gz.txt -r small": "是否想写“clear-goals”？",
    "advise gz-2027": "这里没有案例“gz-2027”。是否想写“gz-2026”？",
    "agreement": "没有一条准则由两人评过分。",
    "consistency": "small@1.0.0 没有写明一致性指数：请在标准的 consistency 下写",
    "coordination": "small@1.0.0 没有写明哪些系统要协调：请在标准的 coordination 下写",
    "levels": "等级要在几份规划之间比较：请给出两个以上案例。",
    "changes": "这里没有前后两份规划可比",
    "sensitivity --aggregation mode": "“mode”不是合成方法；可用的有：",
    "sensitivity --consensus mode": "“mode”不是可供抽取的多人评分取法；可用的有：mean、median、lowest",
    "sensitivity --normalisation no": "“no”不是可供抽取的归一化方法；可用的有：",
    "weights --method equal": "--method 和 -o 要一起用：一个说写哪种权重，一个说写到哪里",
    "weights --of goal": "“goal”不是 small@1.0.0 的支柱；是否想写“goals”？",
    "weights --of x": "“x”不是 small@1.0.0 的支柱；可用的有：overall、",
    "weights --method pca -o w.yaml": "用“pca”这种方法，这里得不出权重",
    "weights --by mean": "--by 说的是几种方法怎样合成：请用 --combine 写明是哪几种",
    "weights --method combined -o w.yaml": "--method combined 写出几种方法合成的权重：请用",
    "weights --combine pca": "只有“pca”一种，不成组合",
    "weights --combine foo,pca": "“foo”不是这里可用的方法；可用的有：stated、equal、",
    "chart pie": "没有名为“pie”的图；可用的有：ranking、",
    "chart ranking -o r.gif": "r.gif：图的文件名须以 .svg 或 .png 结尾",
    "chart profile --case x": "这里没有案例“x”；现有：gz-2026",
    "chart gap": "这些案例中没有可画“gap”的内容",
    "commitments": "这里没有已编码的承诺。先查找：evalkit commitments 规划文件 -o 案例.commitments.csv",
    "commitments cases plans/gz.txt": "规划和案例只能给一种，不能混在一起。",
    "commitments --by a --by b --by c": "--by 只能写一个或两个编码。",
    "commitments --by stage": "“stage”不是 small@1.0.0 的编码；可用的有：instrument",
    "new case Gansu": "“Gansu”：只用小写字母、数字和连字符，以字母开头",
    "new case gs -r small --facet tear=a": "“tear”不是维度；维度有：development",
    "new case gs -r small --facet development": "“development”没有写取值：请写 development=取值；可用的有：",
    "new case gs -r small --facet development=": "没有写取值",
    "new case gs -r small --facet development=x": "“x”不是 development 的取值；可用的有：",
    # files
    "score nowhere.yaml": "nowhere.yaml：没有这个文件或文件夹",
    "score none.json": "none.json：这不是 evalkit 保存的评价结果（格式写的是",
    "score broken.json": "broken.json：这不是 evalkit 保存的评价结果（不是 JSON：第 3 行）",
    "score --format csv -o taken.csv": "taken.csv：已有同名文件；要覆盖请加 --force",
    "score --format csv -o taken.csv/x.csv": "taken.csv/x.csv：无法写入：",
    "report --style nowhere.yaml": "nowhere.yaml：没有这个文件",
    "report --style cases": "cases：这是文件夹，不是文件",
    "report --reference cases/gz.yaml": "cases/gz.yaml：这不是 Word 文件（.docx）",
    "find invest-more nowhere.txt -r small": "nowhere.txt：没有这个文件",
}


@pytest.mark.parametrize("arguments", REFUSALS)
def test_every_refusal_is_chinese(
    arguments: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["evalkit", *arguments.split()])
    with pytest.raises(SystemExit) as stop:
        console()
    assert stop.value.code in (2, 3)
    told = [line for line in capsys.readouterr().err.splitlines() if line]
    assert REFUSALS[arguments] in told[-1]
    for line in told:
        assert CHINESE.search(line) or line.startswith("   "), line  # a usage line goes on


def test_the_refusals_of_both_languages_have_the_same_fields() -> None:
    texts = {lang: dict(entries(messages("refusals", lang))) for lang in ("zh", "en")}
    assert list(texts["zh"]) == list(texts["en"])
    for key, text in texts["zh"].items():
        assert sorted(fields_of(text)) == sorted(fields_of(texts["en"][key])), key


def test_no_message_in_chinese_is_english() -> None:
    for room in ("cli", "refusals"):
        for key, text in entries(messages(room, "zh")):
            own = re.sub(r"\{.*?\}|evalkit", "", text)
            assert CHINESE.search(own) or not re.search("[A-Za-z]{3}", own), key


def entries(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from entries(value, f"{above}{key}.")
        else:
            yield above + key, value


def test_no_english_is_written_out_by_the_code() -> None:
    """What is echoed, refused or raised to a user comes from a catalogue."""
    for path in CLI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in ("echo", "UsageError", "BadParameter", "ClickException", "FileProblem"):
                continue
            for part in [piece for argument in node.args[:1] for piece in ast.walk(argument)]:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    letters = re.search("[A-Za-z]{3}", part.value.replace("evalkit ", ""))
                    assert not letters or within_call(node, part), f"{path}:{node.lineno}"


def within_call(echo: ast.Call, part: ast.Constant) -> bool:
    """Whether a text stands inside a call or a subscript: a key, not a sentence."""
    inner = (n for a in echo.args for n in ast.walk(a) if isinstance(n, ast.Call | ast.Subscript))
    return any(part in ast.walk(node) for node in inner)


def test_files_refuse_by_reason() -> None:
    for path in (ROOT / "evalkit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FileProblem":
                assert not any(
                    isinstance(part, ast.JoinedStr | ast.Constant) for part in node.args
                ), f"{path}:{node.lineno}"


@pytest.mark.parametrize(
    ("variables", "arguments", "lang"),
    [
        ({}, [], "en"),
        ({"LANG": "zh_CN.UTF-8"}, [], "zh"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, [], "zh"),
        ({"LANG": "zh_CN.UTF-8", "EVALKIT_LANG": "en"}, [], "en"),
        ({"LANG": "zh_CN.UTF-8", "EVALKIT_LANG": "fr"}, [], "en"),
        ({"LANG": "zh_CN.UTF-8"}, ["score", "--lang", "en"], "en"),
        ({"LANG": "de_DE"}, ["--lang=zh", "score"], "zh"),
        ({"LANG": "de_DE"}, ["report", "--lang", "zh,en"], "en"),
        ({"LANG": "de_DE"}, ["quote", "--", "--lang", "zh"], "en"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_system_s(
    variables: dict[str, str], arguments: list[str], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("EVALKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("locale.getlocale", lambda: ("en_GB", "UTF-8"))
    assert asked(arguments) == lang


@pytest.mark.parametrize(
    ("name", "lang"), [("Chinese (Simplified)_China", "zh"), ("zh_CN", "zh"), (None, "en")]
)
def test_without_variables_the_locale_decides(
    name: str | None, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("EVALKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (name, None))
    assert asked([]) == lang


def test_a_language_that_is_not_spoken_is_said_once(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVALKIT_LANG", "fr")
    result = CliRunner().invoke(main, ["score", "--as-of", "2026-11-23"])
    assert result.stderr == (
        "evalkit: EVALKIT_LANG=fr: evalkit speaks zh and en; English is used\n"
    )
    assert result.stdout.startswith("Rank")


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("cells", [40, 60, 78])
def test_chinese_lines_keep_to_their_cells_and_begin_with_no_comma(name: str, cells: int) -> None:
    text = chinese(name)["about"].partition("\b")[0].replace("\n", "")
    lines = broken(text, cells)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= cells for line in lines)
    assert not [line for line in lines if line[0] in "，。；：、）”"]
