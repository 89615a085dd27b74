"""What a waiver is written for, over the files of ``bad/``: lines that move and things beside the
matter leave its fingerprint, another matter under the same code has another."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from evalkit.audit.waivers import fingerprint
from evalkit.cli import main
from evalkit.model.finding import SEVERITY, found
from evalkit.model.place import Span
from evalkit.reading.waivers import can_be_accepted

BAD = Path(__file__).parents[1] / "bad"
ACCEPTED = [
    code
    for code in sorted(SEVERITY)
    if can_be_accepted(code)
    and code != "file-kind-unknown"  # of no case, so that no waiver stands with it
    and (BAD / code / "command").read_text().split()[1:2] == ["cases"]
]


def prints(code: str, folder: Path, *edits: tuple[str, str], above: str = "") -> set[str]:
    """The fingerprints of a code in ``bad/<code>``, its cases changed: the words of ``edits``, and
    what stands ``above`` them."""
    shutil.copytree(BAD / code, folder)
    (folder / "rubrics").mkdir(exist_ok=True)
    shutil.copy(BAD / "small.yaml", folder / "rubrics" / "small.yaml")
    files = [*folder.glob("cases/*.yaml"), *folder.glob("cases/*.csv")]
    texts = {file: file.read_bytes().decode("utf-8", "surrogateescape") for file in files}
    for old, new in edits:
        assert any(old in text for text in texts.values()), old
        texts = {file: text.replace(old, new) for file, text in texts.items()}
    for file, text in texts.items():
        whole = above + text if file.suffix == ".yaml" else text
        file.write_bytes(whole.encode("utf-8", "surrogateescape"))
    day = next((w for w in (BAD / code / "command").read_text().split() if w[:2] == "20"), "")
    command = ["audit", "cases", "--as-of", day or "2026-11-24", "--format", "sarif"]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        answer = json.loads(CliRunner().invoke(main, command).stdout)
    results = answer["runs"][0]["results"]
    return {r["partialFingerprints"]["evalkit/v1"] for r in results if r["ruleId"] == code}


@pytest.mark.parametrize("code", ACCEPTED)
def test_a_line_above_moves_no_fingerprint(code: str, tmp_path: Path) -> None:
    before = prints(code, tmp_path / "one")
    assert before
    assert prints(code, tmp_path / "two", above="# looked over\n#\n") == before


@pytest.mark.parametrize(
    ("code", "beside", "matter"),
    [
        ("period-order", ("规划,", "十五五规划,"), ("[2030, 2026]", "[2035, 2026]")),
        ("period-adoption", ("规划,", "十五五规划,"), ("2020]", "2021]")),
        ("day-future", ("title: 报告", "title: 工作报告"), ("2126-01-15", "2126-02-15")),
        ("case-differs", ("case: gz-2026", "note: 又读一遍\ncase: gz-2026"), ("CN-GX", "CN-SC")),
        ("rater-spelling", ("clear-goals:", "clear-goals:  # 甲"), ("rater: Ben", "rater: BEN")),
        ("rater-unnamed", ("rater: ben", "rater: eva"), None),
        ("text-hash", ("level: 1", "level: 2"), ("#3 有年份", "#4 有年份")),
        ("kind-unknown", ("报告", "工作报告"), ("work-reports", "work-report-s")),
        ("facet-undeclared", ("level: 1", "level: 0"), None),
        ("criteria-missing", ("有年份", "有两个年份"), ("clear-goals:", "invest-more:")),
        ("raters-apart", ("because: 无", "because: 没有"), ("level: 3", "level: 2")),
        ("level-needs", ("because: 有年份", "because: 年份"), ("level: 3", "level: 2")),
        ("measure-differs", ('unit: "%",', "unit: '%',"), ("value: 1,", "value: 1.2,")),
        ("document-missing", ("title: 报告", "title: 工作报告"), ("plan.txt", "plans.txt")),
        ("document-unnamed", ("title: 报告", "title: 工作报告"), ("gwr", "gwb")),
        ("rating-without-evidence", ("有年份", "有两个年份"), ("level: 1", "level: 2")),
        ("gate-failed", ("有年份", "有两个年份"), ("    level: 1", "    level: 0")),
        ("quote-misplaced", ("because: 没有提到", "because: 无"), ("at: ¶4", "at: ¶2")),
        ("quote-short", ("because: 没有提到", "because: 无"), ("研发经费", "高新技术")),
        ("quote-altered", ("because: 没有提到", "because: 无"), ('quote: "', 'quote: "今年')),
        ("placeholder-left", ("checks: [dated]", "checks: []"), None),
    ],
)
def test_what_a_waiver_is_written_for(
    code: str, beside: tuple[str, str], matter: tuple[str, str] | None, tmp_path: Path
) -> None:
    before = prints(code, tmp_path / "one")
    assert prints(code, tmp_path / "two", beside) == before != set()
    if matter:
        assert prints(code, tmp_path / "three", matter).isdisjoint(before)


def test_neither_the_day_of_the_audit_nor_another_rubric_ends_a_waiver() -> None:
    """Nor the words by which a rubric calls a criterion."""
    span = Span("x.yaml", 3, 4)
    said = {"day": "2126-01-15", "key": "adopted"}
    today, later = (found("day-future", span, as_of=f"2026-11-{n}", **said) for n in (23, 24))
    assert fingerprint(today) == fingerprint(later)
    gate = {"criterion": "one", "wanted": "2", "level": "1"}
    assert fingerprint(found("gate-failed", span, title=("甲", "A"), **gate)) == fingerprint(
        found("gate-failed", Span("y.yaml", 9, 1), title=("乙", "B"), **gate)
    )
