"""Several raters of a case on the command line: two files as one case, `settle`, `merge`."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from evalkit import api, storage
from evalkit.analysis.results import Results
from evalkit.cli import main
from evalkit.editing.settling import Decision
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from tests.conftest import ROOT

HEAD = """\
case: gz-2026
rubric: small@1.0.0
region: {name: {zh: 贵州, en: Guizhou}, code: CN-GZ}
facets:
  development: {is: developed, because: 有数据}
documents:
  - {id: gwr, title: 报告}
"""
ANA = f"""{HEAD}
ratings:
  # A1
  clear-goals:
    rater: ana
    level: 1   # see ¶3
    checks: [dated]
    because: 有年份
    evidence: [{{document: gwr, at: ¶3}}]
  invest-more: {{rater: ana, level: 0, because: 没有提到}}"""
BEN = f"""{HEAD}
ratings:
  clear-goals:
    - {{rater: ben, level: 3, checks: [dated, numbers], because: 有年份也有数字, evidence: [{{document: gwr, at: ¶7}}]}}
  invest-more: {{rater: ben, level: 0, because: 没有}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "cases").mkdir()
    small = (ROOT / "tests" / "bad" / "small.yaml").read_text("utf-8")
    (tmp_path / "rubrics" / "small.yaml").write_text(small, "utf-8")
    (tmp_path / "cases" / "ana.yaml").write_text(ANA, "utf-8", newline="")
    (tmp_path / "cases" / "ben.yaml").write_text(BEN, "utf-8", newline="")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, lang: str = "en") -> Result:
    return CliRunner().invoke(main, [*arguments, "--lang", lang])


def journal(path: Path) -> list[list[str]]:
    """The lines of a journal without their times."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [row[1:] for row in csv.reader(stream)][1:]


def test_two_files_of_a_case_are_one_case_everywhere(folder: Path) -> None:
    score = run("score", "--format", "csv", "-q")
    assert [line.split(",")[:3] for line in score.stdout.splitlines()[1:3]] == [
        ["gz-2026", "overall", "0.3333333333333333"],
        ["gz-2026", "goals", "0.3333333333333333"],
    ]
    told = run("explain", "gz-2026/A1").stdout
    assert (
        "Rater ana: 1 * · 有年份  cases/ana.yaml:13\n    Checks met: dated\n    gwr ¶3  cases/ana.yaml:16"
        in told
    )
    assert (
        "Rater ben: 3 · 有年份也有数字  cases/ben.yaml:11\n    Checks met: dated, numbers\n    gwr ¶7  cases/ben.yaml:11"
        in told
    )
    evaluation = api.score("cases", as_of="2026-03-01")
    text = to_json(Results(evaluation))
    assert to_json(Results(from_json(text))) == text
    page = dict(api.reports(evaluation, "md", "en", "evidence"))["gz-2026-evidence.en.md"].decode()
    assert "Rater ana** · level 1 · Checks met: dated. 有年份 (line 13)" in page
    assert "(line 11 of cases/ben.yaml)" in page
    assert "Line numbers are those of cases/ana.yaml where no other file is named." in page


def test_what_is_to_settle_is_shown_with_the_reasons_side_by_side(folder: Path) -> None:
    shown = run("settle", "gz-2026", "--list")
    assert (shown.exit_code, shown.stdout) == (
        0,
        "A1 Clear goals · Moves the total by 33.3\n"
        "- ana 1: 有年份  cases/ana.yaml:13\n"
        "- ben 3: 有年份也有数字  cases/ben.yaml:11\n"
        'To decide: evalkit settle gz-2026/A1 --level N --because "…"\n',
    )
    assert run("settle", "gz-2026", lang="zh").stdout.endswith(
        '裁定请输入：evalkit settle gz-2026/A1 --level 等级 --because "理由"\n'
    )


def test_a_decision_is_written_into_the_case_and_its_journal(folder: Path) -> None:
    made = run("settle", "gz-2026/A1", "--level", "Full", "--because", "Both # are: right")
    assert (made.exit_code, made.stdout) == (
        0,
        "Guizhou · A1 Clear goals\n"
        "                             Before            After\n"
        "Level        2 (mean of the raters)  2 (adjudicated)\n"
        "Clear goals                    66.7             66.7\n"
        "Goals                          33.3             33.3\n"
        "Total                          33.3             33.3\n\n",
    )
    assert made.stderr == "written into cases/ana.yaml; journal: cases/ana.journal.csv\n"
    assert (folder / "cases" / "ana.yaml").read_text("utf-8") == ANA.replace(
        "    rater: ana\n    level: 1   # see", "  - rater: ana\n    level: 1   # see"
    ).replace(
        "at: ¶3}]\n",
        "at: ¶3}]\n  - rater: chair\n    adjudicates: true\n    level: 2\n    checks: [dated]\n"
        '    because: "Both # are: right"\n',
    )
    assert journal(folder / "cases" / "ana.journal.csv") == [
        ["chair", "settle", "clear-goals", "chair", "", "2", "Both # are: right"]
    ]
    assert run("settle", "gz-2026").stdout == (
        "Guizhou: nothing is left to settle: wherever two people rated, they agree or somebody has "
        "decided.\n"
    )


def test_who_decides_is_added_to_the_raters_that_a_case_declares(folder: Path) -> None:
    path = folder / "cases" / "ana.yaml"
    declared = HEAD + "raters:\n  ana: {role: rater}\n  ben: {role: rater}\n"
    path.write_text(ANA.replace(HEAD, declared), "utf-8", newline="")
    made = run("settle", "gz-2026/A1", "--level", "2", "--because", "both", "--by", "Dan")
    assert made.exit_code == 0
    assert "  ben: {role: rater}\n  Dan: {role: chair}\n" in path.read_text("utf-8")
    assert "rater-unknown" not in run("check", "cases").stdout


def test_a_decision_goes_where_the_one_before_stands(folder: Path) -> None:
    decided = BEN.replace("invest-more: {", "invest-more: {adjudicates: true, ")
    (folder / "cases" / "ben.yaml").write_text(decided, "utf-8")
    made = run("settle", "gz-2026/A2", "--level", "1", "--because", "x", "--by", "ben")
    assert made.stderr == "written into cases/ben.yaml; journal: cases/ben.journal.csv\n"
    assert (folder / "cases" / "ben.yaml").read_text("utf-8") == decided.replace(
        "level: 0, because: 没有", "level: 1, because: x"
    )
    assert (folder / "cases" / "ana.yaml").read_text("utf-8") == ANA


def test_a_decision_is_changed_by_who_made_it_and_written_once(folder: Path) -> None:
    first = ("settle", "gz-2026/clear-goals", "--level", "2", "--because", "x")
    assert run(*first).exit_code == run(*first).exit_code == 0
    assert run(*first).stderr == "this decision stands there already; nothing is written\n"
    texts = ("--because-zh", "改判", "--because-en", "Changed", "--checks", "numbers，dated")
    assert run("settle", "gz-2026/A1", "--level", "３", *texts, lang="zh").exit_code == 0
    state = ("--state", "not-applicable", "--because", "y")
    assert run("settle", "gz-2026/goals.clear-goals", *state).exit_code == 0
    assert [row[4:] for row in journal(folder / "cases" / "ana.journal.csv")] == [
        ["", "2", "x"],
        ["2", "3; checks, because", "改判"],
        ["3", "not-applicable; checks, because", "y"],
    ]
    evidence = dict(api.reports(api.score("cases", as_of="2026-03-01"), "md", "zh", "evidence"))
    assert "3 → 不适用；已满足的检查点、理由" in evidence["gz-2026-evidence.zh.md"].decode()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["gz-2026/A1", "--level", "7"], 2, 'there is no level "7"; there are: 0 (无 / None), 1 (部分 / Part), 2 (齐备 / Full), 3 (超出 / Beyond)'),
        (["gz-2026/A1", "--level", "2", "--because", " "], 2, "a decision needs its reason: --because …"),
        (["gz-2026/A1", "--level", "2", "--state", "missing"], 2, "give a level or a state, not both"),
        (["gz-2026/A1"], 2, "say what is decided: --level or --state"),
        (["gz-2026/A1", "--level", "2", "--checks", "datd"], 2, '"datd" is not a check of clear-goals; did you mean "dated"?'),
        (["gz-2026/clear-goal", "--level", "2"], 2, 'there is no pillar or criterion "clear-goal"; did you mean "clear-goals"?'),
        (["gz-2025/A1", "--level", "2"], 2, 'there is no case "gz-2025"; did you mean "gz-2026"?'),
        (["gz-2026/goals", "--level", "2"], 2, "gz-2026/goals is not a criterion that people rate: its score follows from others or is measured"),
        (["gz-2026/rd-intensity", "--level", "2"], 2, "gz-2026/rd-intensity is not a criterion that people rate: its score follows from others or is measured"),
    ],
)  # fmt: skip
def test_what_is_no_decision_is_refused_with_the_cause(
    folder: Path, arguments: list[str], code: int, said: str
) -> None:
    because = [] if "--because" in arguments else ["--because", "x"]
    refused = run("settle", *arguments, *because)
    assert (refused.exit_code, refused.stderr) == (code, f"Error: {said}\n")
    assert (folder / "cases" / "ana.yaml").read_text("utf-8") == ANA


def test_a_second_decision_by_another_is_refused(folder: Path) -> None:
    run("settle", "gz-2026/A1", "--level", "2", "--because", "x")
    again = run("settle", "gz-2026/A1", "--level", "1", "--because", "y", "--by", "dean")
    assert (again.exit_code, again.stderr) == (
        2,
        "Error: chair has decided already, at cases/ana.yaml:19; to change that decision: --by chair\n",
    )


def test_what_does_not_apply_and_what_nobody_rated_is_not_decided_on(folder: Path) -> None:
    (folder / "cases" / "ben.yaml").unlink()
    under = ANA.replace("is: developed", "is: underdeveloped")
    (folder / "cases" / "ana.yaml").write_text(under, "utf-8")
    decide = ("--level", "1", "--because", "x")
    assert run("settle", "gz-2026/A2", *decide, lang="zh").stderr == (
        "错误：A2 不适用于 gz-2026（development: underdeveloped）\n"
    )
    (folder / "cases" / "ana.yaml").write_text(ANA.partition("  invest-more")[0], "utf-8")
    assert run("settle", "gz-2026/A2", *decide).stderr == (
        "Error: nobody has rated invest-more yet: a decision comes after ratings\n"
    )


def test_settle_is_a_function_of_python_too(folder: Path) -> None:
    decision = Decision(level=3, because={"zh": "高", "en": "High"}, by="dean")
    made = api.settle("cases", "gz-2026/A1", decision, as_of="2026-03-01")
    again = {"level": 3, "because": {"zh": "高", "en": "High"}, "by": "dean"}
    assert api.settle("cases", "gz-2026/A1", again, as_of="2026-03-01").journal == ()
    with pytest.raises(ValueError, match="name the case files"):
        api.settle("evaluation.json", "gz-2026/A1", again, as_of="2026-03-01")
    totals = [own.score_of["gz-2026", "overall"].value for own in (made.before, made.after)]
    assert totals == [pytest.approx(1 / 3), 0.5]
    assert [(line.who, line.rater, line.became) for line in made.journal] == [("dean", "dean", "3")]


def test_files_of_a_case_are_merged_without_moving_the_first(folder: Path) -> None:
    made = run("merge", "cases/ana.yaml", "cases/ben.yaml", "-o", "out/gz.yaml")
    assert (made.exit_code, made.stderr) == (0, "out/gz.yaml: joined ratings of ben (2)\n")
    assert (folder / "out" / "gz.yaml").read_text("utf-8") == ANA.replace(
        "    rater: ana\n    level: 1   # see", "  - rater: ana\n    level: 1   # see"
    ).replace(
        "at: ¶3}]\n",
        "at: ¶3}]\n  - rater: ben\n    level: 3\n    checks: [dated, numbers]\n    because: 有年份也有数字\n"
        "    evidence:\n      - {document: gwr, at: ¶7}\n",
    ).replace(
        "  invest-more: {rater: ana, level: 0, because: 没有提到}",
        "  invest-more:\n    - {rater: ana, level: 0, because: 没有提到}\n"
        "    - {rater: ben, level: 0, because: 没有}",
    )
    assert [row[1:6] for row in journal(folder / "out" / "gz.journal.csv")] == [
        ["merge", "clear-goals", "ben", "", "3"],
        ["merge", "invest-more", "ben", "", "0"],
    ]
    apart, one = (api.score(name, as_of="2026-03-01") for name in ("cases", "out"))
    assert apart.scores == one.scores


def test_the_first_file_may_take_the_others_in_and_any_other_needs_force(folder: Path) -> None:
    both = ("merge", "cases/ana.yaml", "cases/ben.yaml", "-o")
    assert run(*both, "cases/ana.yaml").exit_code == 0
    assert run(*both, "cases/ana.yaml").stderr == (
        "cases/ana.yaml: no rating came in: the first file has them all\n"
        "cases/ben.yaml stands in it now: put it away, or a later change leaves two ratings under "
        "one name\n"
    )
    taken = run(*both, "cases/ben.yaml")
    assert isinstance(taken.exception, storage.FileProblem)
    assert (folder / "cases" / "ben.yaml").read_text("utf-8") == BEN
    assert run(*both, "cases/ben.yaml", "--force").exit_code == 0
    assert run("check", "cases").exit_code == 0


def test_a_file_may_come_from_standard_input_and_go_to_standard_output(folder: Path) -> None:
    arguments = ["merge", "cases/ana.yaml", "-", "--lang", "en"]
    made = CliRunner().invoke(main, arguments, input=BEN)
    assert (made.exit_code, made.stderr) == (0, "-: joined ratings of ben (2)\n")
    run("merge", "cases/ana.yaml", "cases/ben.yaml", "-o", "gz.yaml")
    assert made.stdout == (folder / "gz.yaml").read_text("utf-8")
    clash = CliRunner().invoke(main, arguments, input=BEN.replace("rater: ben", "rater: ana"))
    assert (clash.exit_code, clash.stdout) == (10, "")
    assert "<stdin>:11:27: error[rater-repeated]" in clash.stderr


def test_two_ratings_under_one_name_are_shown_and_nothing_is_written(folder: Path) -> None:
    (folder / "cases" / "ben.yaml").write_text(BEN.replace("rater: ben", "rater: ana"), "utf-8")
    made = run("merge", "cases/ana.yaml", "cases/ben.yaml", "-o", "gz.yaml")
    assert (made.exit_code, (folder / "gz.yaml").exists()) == (10, False)
    lines = made.stderr.splitlines()
    assert [line for line in lines if "[" in line[:40]] == [
        'cases/ben.yaml:11:27: error[rater-repeated]: rater "ana" rates "clear-goals" more than once; none of these ratings counts',
        'cases/ben.yaml:12:36: error[rater-repeated]: rater "ana" rates "invest-more" more than once; none of these ratings counts',
    ]
    assert [line.partition("^ ")[2] for line in lines if "^" in line] == [
        "the other is at cases/ana.yaml:13",
        "the other is at cases/ana.yaml:17",
    ]
    assert lines[-1] == (
        "2 places cannot be joined; nothing is written: cases/ben.yaml:11, cases/ben.yaml:12"
    )


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("gz-2026", "sc-2026"), 2, "Error: cases/ben.yaml is of the case sc-2026, the first file of gz-2026"),
        (("small@1.0.0", "small@2.0.0"), 10, '"rubric" is “small@2.0.0” here, and “small@1.0.0” in cases/ana.yaml:2'),
        (("level: 3", "level: 三级"), 10, "[value-kind]"),
    ],
)  # fmt: skip
def test_files_that_are_not_of_one_case_are_not_merged(
    folder: Path, change: tuple[str, str], code: int, said: str
) -> None:
    (folder / "cases" / "ben.yaml").write_text(BEN.replace(*change), "utf-8")
    made = run("merge", "cases/ana.yaml", "cases/ben.yaml", "-o", "gz.yaml")
    assert (made.exit_code, said in made.stderr) == (code, True), made.stderr
    assert not (folder / "gz.yaml").exists()


@pytest.mark.parametrize(
    ("one", "other", "code", "told"),
    [
        ("title: 报告", "title: 规划", 0, '"documents.gwr.title" is “规划” here, and “报告” in cases/ana.yaml:7'),
        ("title: 报告, issuer: X", "title: 报告, issuer: Y", 0, '"documents.gwr.issuer" is “Y” here, and “X”'),
        ("title: 报告, url: a.eu", "title: 报告, url: b.eu", 0, '"documents.gwr.url" is “b.eu” here, and “a.eu”'),
        ("title: 报告, date: 2026-01-02", "title: 报告, date: 2026-01-03", 0, '“2026-01-03” here, and “2026-01-02”'),
        ("title: 报告, file: a.pdf", "title: 报告, file: b.pdf", 10, '"documents.gwr.file" is “b.pdf” here, and “a.pdf”'),
        ("title: 报告, sha256: aa", "title: 报告, sha256: bb", 10, '"documents.gwr.sha256" is “bb” here, and “aa”'),
    ],
)  # fmt: skip
def test_words_of_a_document_do_not_stop_a_merge_and_its_file_does(
    folder: Path, one: str, other: str, code: int, told: str
) -> None:
    for name, text, said in (("ana", ANA, one), ("ben", BEN, other)):
        (folder / "cases" / f"{name}.yaml").write_text(text.replace("title: 报告", said), "utf-8")
    made = run("merge", "cases/ana.yaml", "cases/ben.yaml", "-o", "gz.yaml")
    assert (made.exit_code, told in made.stderr) == (code, True), made.stderr
    if code == 0:
        text = (folder / "gz.yaml").read_text("utf-8")
        assert one in text
        assert other not in text.replace(one, "")


def test_what_only_the_other_file_says_of_a_document_comes_in(folder: Path) -> None:
    own = BEN.replace("title: 报告", "title: 报告, date: 2026-01-02, sha256: bb")
    (folder / "cases" / "ben.yaml").write_text(own, "utf-8")
    made = run("merge", "cases/ana.yaml", "cases/ben.yaml", "-o", "gz.yaml")
    assert (made.exit_code, "case-differs" in made.stderr) == (0, False)
    text = (folder / "gz.yaml").read_text("utf-8")
    assert "{id: gwr, title: 报告, date: 2026-01-02, sha256: bb}" in text


def test_what_nobody_has_filled_in_gives_way(folder: Path) -> None:
    bare = ANA.replace("title: 报告", "title: Title of the plan")
    (folder / "cases" / "ana.yaml").write_text(bare, "utf-8")
    made = run("merge", "cases/ana.yaml", "cases/ben.yaml", "-o", "gz.yaml")
    assert (made.exit_code, "case-differs" in made.stderr) == (0, False), made.stderr
    assert "{id: gwr, title: 报告}" in (folder / "gz.yaml").read_text("utf-8")


def test_nobody_elses_change_is_written_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is read again before it is written."""
    path, read = folder / "cases" / "ana.yaml", storage.read_bytes
    later = iter([None])

    def meanwhile(*given: object) -> bytes:
        content = read(*given)  # type: ignore[arg-type]
        if next(later, True) is None:
            path.write_text(ANA + "# Ana was here\n", "utf-8")
        return content

    monkeypatch.setattr("evalkit.storage.changing.read_bytes", meanwhile)
    made = run("settle", "gz-2026/A1", "--level", "2", "--because", "x")
    assert "somebody else changed this file meanwhile" in str(made.exception or made.stderr)
    assert path.read_text("utf-8") == ANA + "# Ana was here\n"
    assert not (folder / "cases" / "ana.journal.csv").exists()
