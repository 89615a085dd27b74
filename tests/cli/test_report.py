"""`evalkit report`: all formats and languages, the same bytes each time and with any number of
processes, nothing half-written."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from evalkit import api, storage
from evalkit.cli import main
from evalkit.scoring.tolerances import MOST_CASES
from tests.conftest import ROOT

CASE = str(ROOT / "cases" / "guizhou-2026.yaml")
AS_OF = ("--as-of", "2026-11-24")
SMALL = """
rubric: small
version: 1.0.0
title: {zh: 小标准, en: Small}
scale: [{level: 0, label: none}, {level: 1, label: half}, {level: 2, label: all}]
grades: [{from: 0.5, id: up, label: Upper}, {from: 0, id: low, label: Lower}]
facets: {tier: {title: T, values: {city: City, province: Province}}}
pillars:
  - {id: p, title: P, criteria: [{id: a, title: A, levels: {0: a, 1: b, 2: c}}, {id: b, title: B, levels: {0: a, 1: b, 2: c}}]}
  - {id: q, title: Q, applies: {tier: [city]}, criteria: [{id: c, title: C, levels: {0: a, 1: b, 2: c}}]}
"""
PAGES = ("html", "md", "docx", "pdf")
ODD = {
    "long": "长" * 200,
    "markup": "<script>alert(1)</script>",
    "formula": '=HYPERLINK("http://example.org","x")',
    "emoji": "Bay 😀",
    "right-to-left": "منطقة الابتكار",
    "rare": "𬭎州",
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", *arguments])


def workspace(
    folder: Path,
    names: dict[str, str],
    ratings: str = "{a: {level: 2, because: y}, b: {level: 1, because: y}}",
) -> Path:
    (folder / "rubrics").mkdir(parents=True)
    (folder / "cases").mkdir()
    (folder / "rubrics" / "small.yaml").write_text(SMALL, "utf-8")
    for n, (case, name) in enumerate(names.items()):
        text = f"case: {case}\nrubric: small@1.0.0\nregion: {{name: '{name}'}}\nfacets: {{tier: {{is: province, because: y}}}}\nratings: {ratings}\n"
        (folder / "cases" / f"{n}.yaml").write_text(
            text.replace("level: 1", f"level: {n % 3}"), "utf-8"
        )
    return folder


@pytest.fixture
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_same_input_gives_the_same_bytes_with_any_number_of_processes(
    jobs: str, tmp_path: Path
) -> None:
    first, again = tmp_path / "a", tmp_path / "b"
    common = ("--format", "html,md,docx,pdf,xlsx", "--lang", "en", "-q", *AS_OF)
    assert run(CASE, "-o", str(first), "--jobs", "1", *common).exit_code == 0
    assert run(CASE, "-o", str(again), "--jobs", jobs, *common).exit_code == 0
    names = sorted(p.name for p in first.iterdir())
    made = {f"guizhou-2026{of}.en.{kind}" for of in ("", "-memo") for kind in PAGES}
    workbook = {"guizhou-2026.en.xlsx"}  # a memo has none; of one case there is no comparison
    assert set(names) == made | workbook | {"evaluation.json", ".evalkit-made"}
    for name in names:
        assert (first / name).read_bytes() == (again / name).read_bytes(), name


def test_a_saved_evaluation_gives_the_same_bytes_as_the_files_it_came_from(tmp_path: Path) -> None:
    first, again = tmp_path / "a", tmp_path / "b"
    common = ("--format", "html,docx,pdf,xlsx", "--lang", "zh", "-q", *AS_OF)
    assert run(CASE, "-o", str(first), *common).exit_code == 0
    assert run(str(first / "evaluation.json"), "-o", str(again), *common).exit_code == 0
    for path in first.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_a_character_that_no_font_has_is_told_with_its_line_and_all_files_are_written(
    inside: Path,
) -> None:
    workspace(inside, ODD)
    result = run("cases", "--format", "html,md,docx,pdf,xlsx", "--lang", "zh", *AS_OF)
    assert result.exit_code == 0
    assert "cases/3.yaml:3:21：PDF 字体中没有 “😀”（U+1F600）" in result.stderr
    assert "cases/5.yaml:3:17：PDF 字体中没有 “𬭎”（U+2CB4E）" in result.stderr
    assert result.stderr.count("U+1F600") == 1
    said = run("cases", "--format", "pdf", "--lang", "en", "--force", *AS_OF).stderr
    assert 'cases/3.yaml:3:21: the PDF fonts have no "😀" (U+1F600)' in said
    made = {p.name for p in (inside / "reports").iterdir()}
    for case in ODD:
        assert {f"{case}.zh.{kind}" for kind in ("html", "md", "docx", "pdf", "xlsx")} <= made
    assert "comparison.zh.pdf" in made
    page = (inside / "reports" / "markup.zh.html").read_text("utf-8")
    assert "<script>alert" not in page


def test_long_names_markup_and_formulas_come_out_in_every_format(inside: Path) -> None:
    workspace(inside, {case: ODD[case] for case in ("long", "markup", "formula")})
    result = run("cases", "--format", "html,md,docx,pdf,xlsx", "--lang", "zh", "-q", *AS_OF)
    assert result.exit_code == 0, result.stderr
    made = {p.name for p in (inside / "reports").iterdir()}
    assert {
        f"{case}.zh.{kind}"
        for case in ("long", "markup", "formula", "comparison")
        for kind in ("docx", "pdf", "xlsx")
    } <= made


CODED = """{}
documents: [{id: d, title: D}]
commitments: [{id: c1, at: d ¶1, what: A park, value: 3, year: 2030}]"""


@pytest.mark.parametrize("ratings", [CODED, "{a: {level: 2, because: y}}"])
def test_one_case_with_little_or_nothing_rated_still_reads(ratings: str, inside: Path) -> None:
    workspace(inside, {"only": "Only"}, ratings)
    result = run("cases", "--format", "html,md,docx,pdf,xlsx", "--lang", "zh,en", "-q", *AS_OF)
    assert result.exit_code == 0, result.stderr
    made = {p.name for p in (inside / "reports").iterdir()}
    assert made == {".evalkit-made", "evaluation.json"} | {
        f"only{of}.{lang}.{kind}"
        for of, kinds in (("", (*PAGES, "xlsx")), ("-memo", PAGES))
        for kind in kinds
        for lang in ("zh", "en")
    }
    for name in ("only", "only-memo"):
        text = (inside / "reports" / f"{name}.en.md").read_text("utf-8")
        assert not re.search(r"\bnan\b|None[^ ]|<evalkit", text)
        assert ("Nothing that counts has been rated, so there is no total." in text) == (
            ratings == CODED
        )
        assert "Beside the other plans" not in text  # there are none


BLANK = ["{}", "", "\n  a:\n    level:\n    checks: []\n    because:\n  b:\n    level:"]


@pytest.mark.parametrize("ratings", BLANK)
def test_a_case_of_which_nothing_is_rated_is_in_the_comparison_alone(
    ratings: str, inside: Path
) -> None:
    workspace(inside, {"a": "Aa", "b": "Bb"})
    workspace(inside / "x", {"new": "New"}, ratings)
    next((inside / "x/cases").iterdir()).rename(inside / "cases/new.yaml")
    options = ("cases", "--format", "md,html", "--lang", "en", *AS_OF)
    result = run(*options, "--product", "comparison,memo,briefing,advice,evidence")
    assert result.exit_code == 0, result.stderr
    said = "new: nothing is rated yet, left out of memo, briefing, drafting advice, "
    assert said + "ratings and evidence" in result.stderr.splitlines()
    made = {p.name.partition(".")[0] for p in (inside / "reports").glob("*.md")}
    assert made == {"comparison"} | {
        c + e for c in "ab" for e in ("", "-memo", "-advice", "-evidence")
    }
    text = (inside / "reports/comparison.en.md").read_text("utf-8")
    assert "New is not rated yet." in text
    assert "too little is rated" not in text
    assert "new.en.html" not in (inside / "reports/comparison.en.html").read_text("utf-8")
    assert "nothing is rated yet" not in run(*options, "--product", "comparison", "-o", "c").stderr


@pytest.mark.parametrize("ratings", BLANK)
@pytest.mark.parametrize("products", ["comparison", "memo", "evidence,advice"])
def test_where_nothing_is_rated_at_all_the_next_step_is_named(
    ratings: str, products: str, inside: Path
) -> None:
    workspace(inside, {"a": "Aa", "b": "Bb"}, ratings)
    result = run("cases", "--product", products)
    assert (result.exit_code, (inside / "reports").exists()) == (2, False)
    said = "nothing is rated yet in a, b; to rate it: evalkit form a --rater NAME, or fill in"
    assert said in result.stderr
    ev = api.score(inside / "cases")
    with pytest.raises(ValueError, match="nothing is rated yet in a, b"):
        api.report(ev, inside / "r")


def test_a_notebook_is_told_too(inside: Path) -> None:
    workspace(inside, {"a": "Aa"})
    workspace(inside / "x", {"new": "New"}, "{}")
    next((inside / "x/cases").iterdir()).rename(inside / "cases/new.yaml")
    ev = api.score(inside / "cases")
    with pytest.raises(ValueError, match="nothing is rated yet in new"):
        api.page(ev, "memo", "new")
    assert api.page(ev, "comparison").title


def test_a_style_with_a_fault_stops_before_anything_is_written(inside: Path) -> None:
    workspace(inside, {"one": "One"})
    (inside / "report.yaml").write_text(
        'report: x\ncolour: "#ffffff"\nsections: {briefing: [advise]}\n', "utf-8"
    )
    result = run("cases", "--style", "report.yaml", *AS_OF)
    assert result.exit_code == 10
    lines = result.stderr.splitlines()
    assert [line for line in lines if line.startswith("report.yaml")] == [
        'report.yaml:2:9: error[colour-form]: "#ffffff" is no colour that reads on white',
        'report.yaml:3:23: error[value-unknown]: "advise" is not among the choices for "briefing"',
    ]
    assert 'did you mean "advice"?' in result.stderr
    assert not (inside / "reports").exists()


def test_the_style_chooses_formats_and_languages_and_options_win(inside: Path) -> None:
    workspace(inside, {"one": "One"})
    (inside / "report.yaml").write_text("report: x\nlanguages: [en]\nformats: [md]\n", "utf-8")
    assert run("cases", "--style", "report.yaml", "-q", *AS_OF).exit_code == 0
    assert {p.name for p in (inside / "reports").iterdir()} == {
        ".evalkit-made",
        "evaluation.json",
        "one.en.md",
        "one-memo.en.md",
    }
    assert run("cases", "--style", "report.yaml", "--lang", "zh", "-q", *AS_OF).exit_code == 0
    assert (inside / "reports" / "one.zh.md").exists()


def test_a_reference_that_is_no_word_document_is_said_to_be_none(inside: Path) -> None:
    workspace(inside, {"one": "One"})
    (inside / "office.docx").write_bytes(b"not a document")
    result = run(
        "cases", "--format", "docx,md", "--lang", "en", "--reference", "office.docx", "-q", *AS_OF
    )
    assert isinstance(result.exception, storage.FileProblem)
    assert str(result.exception).startswith("office.docx: this is not a Word document (.docx)")
    assert not (inside / "reports").exists()


def test_a_folder_that_is_a_file_is_said_so(inside: Path) -> None:
    workspace(inside, {"one": "One"})
    (inside / "reports").write_text("not a folder", "utf-8")
    result = run("cases", *AS_OF)
    assert isinstance(result.exception, storage.FileProblem)
    assert str(result.exception) == "reports: this is a file; name a folder to write into"


def test_a_folder_that_may_not_be_written_is_said_so(
    inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace(inside, {"one": "One"})

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", refused)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refused)
    result = run("cases", "--format", "md", *AS_OF)
    assert isinstance(result.exception, storage.FileProblem)
    assert "no permission" in str(result.exception)


def test_a_full_disk_leaves_the_folder_as_it_was(
    inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace(inside, {"one": "One", "two": "Two"})
    given = ("cases", "--format", "md", "--lang", "en", "-q")
    assert run(*given, *AS_OF).exit_code == 0
    before = {p.name: p.read_bytes() for p in (inside / "reports").iterdir()}
    real = os.replace

    def full(source: str, target: str) -> None:
        if str(target).endswith("one.en.md"):
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    result = run(*given, "--as-of", "2026-11-25")
    assert str(result.exception) == "reports/one.en.md: cannot be written: the disk is full"
    assert {p.name: p.read_bytes() for p in (inside / "reports").iterdir()} == before


def test_a_run_that_is_stopped_leaves_nothing_and_the_next_one_goes_through(
    inside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace(inside, {"one": "One", "two": "Two"})
    given = ("cases", "--format", "md", "--lang", "en", *AS_OF)
    real, calls = storage.Staged.add, []

    def stopped(stage: storage.Staged, name: str, content: str | bytes) -> None:
        calls.append(name)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(stage, name, content)

    with monkeypatch.context() as patched:
        patched.setattr(storage.Staged, "add", stopped)
        assert run(*given).exit_code == 1
    assert list((inside / "reports").iterdir()) == []
    result = run(*given)
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-4:] == [
        "6 files in reports/. Open first:",
        "  reports/comparison.en.md",
        "  reports/one-memo.en.md",
        "  reports/one.en.md",
    ]


def test_the_table_beside_a_comparison_of_many_is_none_to_open_first(
    inside: Path,
) -> None:
    workspace(inside, {f"c{n}": f"C {n}" for n in range(MOST_CASES + 1)})
    given = ("--format", "html", "--product", "comparison", "--lang", "en", *AS_OF)
    result = run("cases", *given)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, "  reports/comparison.en.html")
    assert Path("reports/comparison.en.csv").is_file()


def test_of_many_plans_of_one_region_the_names_are_not_listed(inside: Path) -> None:
    workspace(inside, {f"c{n}": "One" for n in range(40)})
    for case in Path("cases").iterdir():
        text = case.read_text("utf-8").replace("{name: 'One'}", "{code: CN-GZ, name: 'One'}")
        case.write_text(text, "utf-8")
    given = ("cases", "--format", "md", "--product", "comparison", "--lang", "zh,en", *AS_OF)
    assert run(*given).exit_code == 0
    assert "同一地区有40份规划，" in Path("reports/comparison.zh.md").read_text("utf-8")
    assert "One region has 40 plans, ranked" in Path("reports/comparison.en.md").read_text("utf-8")


def test_what_an_earlier_run_left_is_named(inside: Path) -> None:
    workspace(inside, {"one": "One", "two": "Two"})
    assert run("cases", "--format", "md", "--lang", "zh", *AS_OF).exit_code == 0
    told = run("cases/0.yaml", "--format", "md", "--lang", "en", *AS_OF).stderr
    assert told.splitlines() == [
        "1 case scored; 3 files are being written to reports/",
        "also there, from an earlier run: comparison.zh.md, one-memo.zh.md, one.zh.md and 2 more",
        "3 files in reports/. Open first:",
        "  reports/one-memo.en.md",
        "  reports/one.en.md",
    ]


def test_a_report_that_was_edited_is_kept_and_named_and_the_others_are_written(
    inside: Path,
) -> None:
    workspace(inside, {"one": "One"})
    given = ("cases", "--format", "md,docx", *AS_OF)
    assert run(*given, "--lang", "zh,en").exit_code == 0
    told = {
        "en": [
            "reports/one-memo.en.md: changed since evalkit made it, so it is kept as it is",
            "All other files are written. To have new ones of these too: rename yours and run this "
            "again, choose another folder with -o FOLDER, or overwrite yours with --force.",
        ],
        "zh": [
            "reports/one-memo.zh.md：生成后被改动过，予以保留，不覆盖",
            "其余文件照常写入。如也要这些文件的新版本：请先将自己的文件改名再运行一次，或用 -o 文件夹 "
            "另选位置，或用 --force 覆盖。",
        ],
    }
    for lang, lines in told.items():
        memo = inside / "reports" / f"one-memo.{lang}.md"
        memo.write_text("mine", "utf-8")
        (inside / "reports" / f"one.{lang}.docx").unlink()
        result = run(*given, "--lang", lang)
        assert result.exit_code == 3
        assert result.stderr.splitlines()[:2] == lines
        assert memo.read_text("utf-8") == "mine"
        assert (inside / "reports" / f"one.{lang}.docx").exists()
        assert run(*given, "--lang", lang, "--force").exit_code == 0
        assert memo.read_text("utf-8") != "mine"


def test_where_every_file_is_a_persons_nothing_is_made(inside: Path) -> None:
    workspace(inside, {"one": "One"})
    given = ("cases", "--format", "md", "--lang", "en", "--product", "memo", *AS_OF)
    assert run(*given).exit_code == 0
    (inside / "reports" / ".evalkit-made").unlink()
    before = {p.name: p.read_bytes() for p in (inside / "reports").iterdir()}
    result = run(*given)
    assert result.exit_code == 3
    assert result.stderr.splitlines()[-1].startswith("Nothing is left to write. To have new")
    assert {p.name: p.read_bytes() for p in (inside / "reports").iterdir()} == before


def test_the_api_keeps_an_edited_report_too(inside: Path) -> None:
    workspace(inside, {"one": "One"})
    evaluation = api.score("cases", as_of="2026-11-25")
    api.report(evaluation, "out", "md", "en")
    (inside / "out" / "one.en.md").write_text("mine", "utf-8")
    (inside / "out" / "one-memo.en.md").unlink()
    with pytest.raises(storage.FileProblem, match=r"^kept as they were: out/one\.en\.md; force"):
        api.report(evaluation, "out", "md", "en")
    assert (inside / "out" / "one.en.md").read_text("utf-8") == "mine"
    assert (inside / "out" / "one-memo.en.md").exists()
    api.report(evaluation, "out", "md", "en", force=True)
    assert (inside / "out" / "one.en.md").read_text("utf-8") != "mine"


@pytest.mark.parametrize(
    "command",
    [
        ("score", "nowhere", "--format", "csv", "-o"),
        ("audit", "nowhere", "--format", "md", "-o"),
        ("commitments", "nowhere", "--format", "csv", "-o"),
        ("weights", "nowhere", "--method", "equal", "-o"),
        ("chart", "ranking", "nowhere", "-o"),
        ("new", "case", "x-2026", "-o"),
        ("new", "rubric", "x", "-o"),
        ("rubric", "show", "-o"),
        ("schema", "case", "-o"),
    ],
    ids=lambda command: command[0] + command[1],
)
def test_a_file_that_is_there_is_refused_before_anything_is_read(
    command: tuple[str, ...], inside: Path
) -> None:
    (inside / "mine.svg").write_text("mine", "utf-8")
    result = CliRunner().invoke(main, [*command, "mine.svg"])
    assert isinstance(result.exception, storage.FileProblem)
    assert str(result.exception).startswith("mine.svg: there is a file of this name already")
    assert (inside / "mine.svg").read_text("utf-8") == "mine"


def test_a_style_is_known_by_its_content_wherever_it_lies(inside: Path) -> None:
    """Not by its name: beside the cases it is looked over with them and never taken for one."""
    workspace(inside, {"one": "One"})
    (inside / "cases" / "office.yaml").write_text('report: x\ncolour: "#ffffff"\n', "utf-8")
    for given in ("cases", "cases/office.yaml"):
        result = CliRunner().invoke(main, ["check", given, "--lang", "en"])
        said = result.stdout + result.stderr
        assert result.exit_code == 10, said
        assert re.findall(r"^\S+: \w+\[[a-z-]+\]", said, re.MULTILINE) == [
            "cases/office.yaml:2:9: error[colour-form]"
        ]
    assert run("cases", "-q", *AS_OF).exit_code == 0
    assert not (inside / "reports" / "x.zh.html").exists()


def test_one_case_has_no_columns_for_others(inside: Path) -> None:
    workspace(inside, {"one": "One", "two": "Two"})
    words = ("Compared with the other plans", "Mean of plans", "**Models**", "Of two plans")
    for given, shown in (("cases/0.yaml", False), ("cases", True)):
        assert run(given, "--format", "md", "--lang", "en", "-q", *AS_OF).exit_code == 0
        text = (inside / "reports" / "one.en.md").read_text("utf-8")
        assert [w in text for w in words] == [shown] * 4


def test_a_rubric_is_found_beside_the_cases_wherever_the_command_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace(tmp_path / "desk", {"one": "One", "two": "Two"})
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    given = ("--format", "md,xlsx", "--lang", "en", "-q", *AS_OF)
    assert run(str(tmp_path / "desk" / "cases"), *given).exit_code == 0  # rubrics/ beside cases/
    assert run(str(tmp_path / "desk" / "cases" / "0.yaml"), *given).exit_code == 0
    (tmp_path / "desk" / "rubrics" / "small.yaml").rename(
        tmp_path / "desk" / "cases" / "small.yaml"
    )
    assert run(str(tmp_path / "desk" / "cases"), *given).exit_code == 0
    assert run(str(tmp_path / "desk" / "cases" / "1.yaml"), *given).exit_code == 0
    text = (tmp_path / "elsewhere" / "reports" / "two.en.md").read_text("utf-8")
    with zipfile.ZipFile(tmp_path / "elsewhere" / "reports" / "two.en.xlsx") as book:
        text += "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    assert str(tmp_path) not in text  # a report does not tell whose folders it was made in


def test_links_to_what_a_style_leaves_out_lead_to_the_beginning(inside: Path) -> None:
    workspace(inside, {"one": "One", "two": "Two"})
    (inside / "report.yaml").write_text("report: x\nsections: {briefing: []}\n", "utf-8")
    assert (
        run(
            "cases", "--style", "report.yaml", "--format", "html", "--lang", "en", "-q", *AS_OF
        ).exit_code
        == 0
    )
    page = (inside / "reports" / "comparison.en.html").read_text("utf-8")
    assert 'href="one.en.html"' in page
    assert "one.en.html#" not in page
    assert (
        "<h2>" not in (inside / "reports" / "one.en.html").read_text("utf-8").split("<main", 1)[1]
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("whole", [False, True], ids=["process", "group"])
@pytest.mark.parametrize(
    ("sent", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (getattr(signal, "SIGHUP", None), 129)],
)
def test_whatever_stops_a_run_it_says_so_and_leaves_no_file_and_no_process(
    sent: signal.Signals, status: int, whole: bool, jobs: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run_here = begun(out, jobs)
    (os.killpg if whole else os.kill)(run_here.pid, sent)
    _, told = run_here.communicate(
        timeout=120
    )  # far more than it takes; without an end it would never
    assert run_here.returncode == status
    assert told.decode().strip() == "evalkit: stopped"
    assert not any(out.iterdir())
    assert not left_of(run_here.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are listed as Linux has them")
def test_a_run_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    run_here = begun(tmp_path / "out", "2")
    assert len(left_of(run_here.pid, wait=False)) > 2
    run_here.kill()
    run_here.communicate(timeout=120)
    assert not left_of(run_here.pid)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are listed as Linux has them")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_worker_that_is_killed_is_told_and_is_status_three(lang: str, tmp_path: Path) -> None:
    said = {
        "en": "evalkit: a process that renders reports was ended from outside, as the system does "
        "where memory runs out; nothing is written: try again, or with one process: --jobs 1",
        "zh": "evalkit：生成报告的一个进程被外部终止（内存不足时系统会这样做），没有写入；请再试一次，"
        "或只用一个进程：--jobs 1",
    }
    out = tmp_path / "out"
    run_here = begun(out, "2", tongue=lang)
    workers = workers_of(run_here.pid)
    os.kill(workers[0], signal.SIGKILL)
    _, told = run_here.communicate(timeout=120)
    assert (run_here.returncode, told.decode().strip()) == (3, said[lang])
    assert not any(out.iterdir())
    assert not left_of(run_here.pid)


def begun(out: Path, jobs: str, tongue: str = "en") -> subprocess.Popen[bytes]:
    """A run in a session of its own that has written something; ``tongue``: what it speaks."""
    command = [sys.executable, "-m", "evalkit", "report", str(ROOT / "cases"), "-o", str(out)]
    command += ["--format", "html,pdf", "--jobs", jobs, "-q"]
    # What a shell starts in the background takes no Ctrl-C, and nor would what it starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    run_here = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "EVALKIT_LANG": tongue},
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, before)
    own = int(jobs) if int(jobs) > 1 else 0  # the first report is made before they begin
    while run_here.poll() is None and not (
        any(out.glob(".evalkit-writing-*/*.html")) and len(workers_of(run_here.pid)) >= own
    ):
        time.sleep(0.05)
    return run_here


def workers_of(session: int) -> list[int]:
    """The processes of a session that make reports for another."""
    return [
        pid
        for pid in left_of(session, wait=False)
        if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def left_of(session: int, wait: bool = True) -> list[int]:
    """The processes of a session that are still there, waited for as long as a test may take."""
    for _ in range(600):
        left = [
            int(entry.name)
            for entry in Path("/proc").glob("[0-9]*")
            if (held := _status(entry)) is not None and held[3] == str(session) and held[0] != "Z"
        ]
        if not left or not wait:
            return left
        time.sleep(0.05)
    return left


def _status(entry: Path) -> list[str] | None:
    """State, parent, group, session … of a process; None where it has just gone."""
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def test_who_takes_no_more_reports_is_left_with_no_processes(inside: Path) -> None:
    workspace(inside, {"one": "One", "two": "Two"})
    evaluation = api.score(["cases"], as_of="2026-11-25")
    before = {child.pid for child in multiprocessing.active_children()}
    made = api.reports(evaluation, ("html", "md"), workers=2)
    for _ in range(3):  # the two files of the first report are made here
        next(made)
    assert {child.pid for child in multiprocessing.active_children()} > before
    made.close()
    assert {child.pid for child in multiprocessing.active_children()} == before


def test_a_table_that_was_edited_in_a_folder_of_packed_cases_is_kept(inside: Path) -> None:
    workspace(inside, {"one": "One"})
    (inside / "packed").mkdir()
    given = ["pack", "cases", "-o", "packed", "--lang", "en"]
    assert CliRunner().invoke(main, given).exit_code == 0
    ratings = inside / "packed" / "ratings.csv"
    ratings.write_text("mine", "utf-8")
    (inside / "packed" / "cases.csv").unlink()
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 3
    assert "packed/ratings.csv: changed since evalkit made it" in result.stderr
    assert ratings.read_text("utf-8") == "mine"
    assert (inside / "packed" / "cases.csv").exists()
