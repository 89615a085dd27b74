"""audit, quote, find, rubric diff, new case --from: exit status, stdout, stderr, files."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from evalkit import api
from evalkit.cli import main
from evalkit.cli.options import more_notes
from tests.conftest import ROOT

DAY = ("--as-of", "2026-11-24")
SMALL = (ROOT / "tests/bad/small.yaml").read_text("utf-8")
PLAN = "一、目标\n到2030年，全社会研发经费投入强度达到1.6%左右。\n高新技术企业达到13万家。\n"
CASE = """\
case: gz-2026
rubric: small@1.0.0
region: {name: {zh: 贵州, en: Guizhou}, code: CN-GZ}
facets: {development: {is: underdeveloped, because: 有数据}}
documents: [{id: gwr, title: 报告, file: plans/gz.txt}]
ratings:
  clear-goals:
    level: 2
    checks: [dated, numbers]
    because: 有年份和数字
    evidence: [{document: gwr, at: ¶2, quote: 全社会研发经费投入强度达到1.6%左右}]
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An analyst's folder: a rubric, a case, a plan; in it the current directory."""
    for name, text in (
        ("rubrics/small.yaml", SMALL),
        ("cases/gz.yaml", CASE),
        ("plans/gz.txt", PLAN),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALKIT_LANG", "en")
    return tmp_path


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=input)


def listed(text: str) -> list[str]:
    """Place, severity and code of every finding that was printed, in order."""
    return re.findall(r"^ *(\S+: \w+\[[a-z-]+\])", text, re.MULTILINE)


def edit(path: str, old: str, new: str) -> None:
    text = Path(path).read_text("utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new), "utf-8")


def test_an_audit_passes_then_a_forged_figure_fails_it(desk: Path) -> None:
    result = run("audit", *DAY)
    assert (result.exit_code, result.stderr.strip()) == (0, "")
    assert result.stdout.splitlines()[-1] == "passed: 0 errors, 0 warnings, 0 notes"
    edit("cases/gz.yaml", "1.6%", "2.6%")
    result = run("audit", *DAY)
    assert result.exit_code == 10
    assert listed(result.stdout) == ["cases/gz.yaml:11:16: error[quote-altered]"]
    assert result.stdout.splitlines()[-1] == "failed: 1 error, 0 warnings, 0 notes"
    assert run("audit", *DAY, "--fail-on", "note").exit_code == 10


def test_a_changed_document_is_noticed_by_its_hash(desk: Path) -> None:
    edit("cases/gz.yaml", "file: plans/gz.txt", f"file: plans/gz.txt, sha256: {'0' * 64}")
    result = run("audit", *DAY)
    assert listed(result.stdout) == ["cases/gz.yaml:5:13: warning[document-changed]"]
    assert result.exit_code == 0


def test_plans_may_lie_in_a_folder_of_their_own(
    desk: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    os.replace("plans/gz.txt", elsewhere / "gz.txt")
    assert run("audit", *DAY).exit_code == 10
    assert run("audit", *DAY, "--plans", str(elsewhere)).exit_code == 0


OUTSIDE = [
    "cases/gz.yaml:1:7: error[audit-incomplete]",
    "cases/gz.yaml:5:13: error[document-outside]",
]


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../../etc/passwd", "..\\\\..\\\\etc\\\\passwd", "plans/../../../etc/passwd"],
)
def test_a_case_cannot_open_files_outside(desk: Path, name: str) -> None:
    edit("cases/gz.yaml", "plans/gz.txt", f'"{name}"')
    result = run("audit", *DAY)
    assert listed(result.stdout) == OUTSIDE
    assert "root:" not in result.stdout
    assert result.exit_code == 10


def test_a_plan_beside_the_folder_of_cases_may_be_named_from_the_case(desk: Path) -> None:
    edit("cases/gz.yaml", "plans/gz.txt", "../plans/gz.txt")
    assert run("audit", *DAY).exit_code == 0


def test_a_link_that_leads_outside_is_not_followed(
    desk: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("secret") / "s.txt"
    secret.write_text("机密", "utf-8")
    os.remove("plans/gz.txt")
    os.symlink(secret, "plans/gz.txt")
    result = run("audit", *DAY)
    assert listed(result.stdout) == OUTSIDE
    assert "机密" not in result.stdout


@pytest.mark.parametrize("kind", ["md", "html", "json", "sarif", "junit"])
def test_every_format_is_written_whole_and_twice_the_same(desk: Path, kind: str) -> None:
    for name in ("one", "two"):
        assert run("audit", *DAY, "--format", kind, "-o", name).exit_code == 0
    assert Path("one").read_bytes() == Path("two").read_bytes()
    Path("one").write_text("somebody's own", "utf-8")
    again = run("audit", *DAY, "--format", kind, "-o", "one")
    assert type(again.exception).__name__ == "FileProblem"
    assert Path("one").read_text("utf-8") == "somebody's own"
    assert run("audit", *DAY, "--format", kind, "-o", "one", "--force").exit_code == 0
    assert Path("one").read_bytes() == Path("two").read_bytes()


def test_json_follows_its_schema(desk: Path) -> None:
    data = json.loads(run("audit", *DAY, "--format", "json").stdout)
    jsonschema.validate(data, json.loads(run("schema", "audit").stdout))


def test_an_audit_under_another_rubric_says_why_there_is_none(desk: Path) -> None:
    two_versions()
    result = run("audit", *DAY, "-r", "rubrics/small-1.1.yaml", "-q")
    assert (result.exit_code, result.stdout) == (10, "")
    assert listed(result.stderr) == ["cases/gz.yaml:2:9: error[rubric-differs]"]


def test_an_empty_quote_is_a_usage_error(desk: Path) -> None:
    assert run("quote", " ，。", "plans/gz.txt").exit_code == 2


def test_a_page_of_plain_text_cannot_be_looked_up_and_leaves_the_audit_incomplete(
    desk: Path,
) -> None:
    edit("cases/gz.yaml", "at: ¶2, quote: 全社会研发经费投入强度达到1.6%左右", "at: 第二页")
    result = run("audit", *DAY, "-v")
    assert result.exit_code == 10
    assert listed(result.stdout) == [
        "cases/gz.yaml:1:7: error[audit-incomplete]",
        "cases/gz.yaml:11:16: note[place-unread]",
    ]
    assert result.stdout.splitlines()[-1] == "incomplete: 1 error, 0 warnings, 1 note"
    shown = run("quote", "高新技术企业达到13万家", "plans/gz.txt", "--at", "p. 2")
    assert (shown.exit_code, "note[place-unread]" in shown.stdout) == (0, True)


def test_an_unreadable_case_fails_the_audit_of_the_others(desk: Path) -> None:
    Path("cases/broken.yaml").write_text("case: [", "utf-8")
    result = run("audit", *DAY)
    assert result.exit_code == 10
    lines = result.stdout.splitlines()
    assert lines[-1] == "failed: 1 error, 0 warnings, 0 notes"
    assert "Guizhou (gz-2026): passed · Places looked up 1 of 1" in lines


def test_the_audit_of_a_saved_evaluation_is_that_of_the_files(desk: Path) -> None:
    run("score", *DAY, "--format", "json", "-o", "evaluation.json")
    assert (
        run("audit", "evaluation.json", "--format", "json").stdout
        == run("audit", *DAY, "--format", "json").stdout
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain_shows_the_page_of_a_code(lang: str) -> None:
    result = run("audit", "--explain", "quote-altered", "--lang", lang)
    assert result.exit_code == 0
    assert result.stdout.startswith("## quote-altered\n")
    assert ("数字" if lang == "zh" else "Numbers") in result.stdout
    wrong = run("audit", "--explain", "quote-alterd", "--lang", lang)
    assert wrong.exit_code == 2
    near = {"zh": "是否想写“quote-altered”？", "en": 'Did you mean "quote-altered"?'}
    assert near[lang] in wrong.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_explain_with_a_code_says_the_same_and_reads_no_file(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # no cases here
    result = run("explain", "quote-altered", "--lang", lang)
    assert result.exit_code == 0
    assert result.stdout == run("audit", "--explain", "quote-altered", "--lang", lang).stdout
    data = json.loads(run("explain", "quote-altered", "--lang", lang, "--json").stdout)
    assert data == {"code": "quote-altered", "severity": "error", "text": result.stdout}


def test_a_misspelt_code_is_told_beside_the_cases(desk: Path) -> None:
    result = run("explain", "quote-alterd")
    assert result.exit_code == 2
    assert result.stderr.endswith(
        'there is no case "quote-alterd"; known: gz-2026; the code nearest to it is "quote-altered"\n'
    )


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1 more note: -v shows them"), (2, "2 more notes: -v shows them")]
)
def test_notes_that_are_not_shown_are_counted(n: int, said: str) -> None:
    assert more_notes(n, "en") == said
    assert more_notes(n, "zh") == f"另有 {n} 条提示，用 -v 查看"


# --- quote and find --------------------------------------------------------------------------


def test_quote_says_where_and_how_exactly(desk: Path) -> None:
    result = run("quote", "高新技术企业达到13万家", "plans/gz.txt")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == ["plans/gz.txt: exact", "  ¶3  一、目标"]


@pytest.mark.parametrize(
    ("text", "more", "status", "said"),
    [
        (
            "高新技术企业达到3万家",
            (),
            10,
            'error[quote-altered]: the quote has “3” where "plans/gz.txt" (¶3) has “13”',
        ),
        (
            "高新技术企业达到13万",
            (),
            10,
            'error[quote-cut]: the quote leaves part of a figure behind, or of its unit or bound: "plans/gz.txt" (¶3) has “13万家”, the quote “13万”',
        ),
        (
            "高新技术企业达到13万家",
            ("--at", "¶2"),
            10,
            'warning[quote-misplaced]: the quote stands at ¶3 of "plans/gz.txt", not at ¶2',
        ),
        ("高新技术企业达到13万家", ("--at", "¶3"), 0, ""),
        (
            "建设国家实验室和大科学装置",
            (),
            10,
            'error[quote-not-found]: the quote does not stand in "plans/gz.txt": 建设国家实验室和大科学装置',
        ),
        (
            "企业",
            (),
            0,
            'note[quote-short]: the quote is too short to prove anything; places of "plans/gz.txt" where it stands: 1',
        ),
    ],
)
def test_quote_ends_with_ten_unless_verified_in_place(
    desk: Path, text: str, more: tuple[str, ...], status: int, said: str
) -> None:
    result = run("quote", text, "plans/gz.txt", *more)
    assert result.exit_code == status
    found = [line.strip() for line in result.stdout.splitlines() if "[quote-" in line]
    assert found == ([said] if said else [])


def test_quote_shows_what_goes_on_and_what_is_written_another_way(desk: Path) -> None:
    cut = run("quote", "高新技术企业达到13万", "plans/gz.txt").stdout.splitlines()
    assert cut[0] == "plans/gz.txt: cut: the document's words, but not the whole of what they say"
    assert "  [quote → document] 高新技术企业达到13万[ → 家]" in cut
    same = run("quote", "高新技术企业达到130000家", "plans/gz.txt")
    assert same.exit_code == 0
    assert "written another way [quote → document]: [130000 → 13万]" in same.stdout
    (data,) = json.loads(run("quote", "高新技术企业达到13万", "plans/gz.txt", "--json").stdout)
    assert (data["tier"], data["cut"], data["joined"]) == ("cut", "figure", False)
    assert data["differing"] == [{"quote": "13万", "document": "13万家"}]
    assert 0.9 < data["likeness"] < 1


def test_quote_reads_standard_input_and_speaks_json(desk: Path) -> None:
    result = run("quote", "-", "plans/gz.txt", "--json", input="高新技术企业\n达到13万家")
    rows = json.loads(result.stdout)
    assert [(r["tier"], r["verified"], r["stands"][0]["passages"]) for r in rows] == [
        ("normalised", True, [3, 3])
    ]


def test_one_unreadable_document_does_not_stop_the_others(desk: Path) -> None:
    Path("scan.pdf").write_bytes(b"%PDF-1.4 broken")
    result = run("quote", "高新技术企业达到13万家", "scan.pdf", "plans/gz.txt")
    assert listed(result.stderr) == ["scan.pdf: error[document-broken]"]
    assert result.stdout.splitlines()[:2] == ["plans/gz.txt: exact", "  ¶3  一、目标"]
    assert result.exit_code == 0
    assert run("quote", "高新技术企业达到13万家", "scan.pdf").exit_code == 10


def test_quotes_of_standard_input_are_verified_line_by_line(desk: Path) -> None:
    given = "高新技术企业达到13万家\n\n没有这样的一句话在文中出现\n"
    asked = ("quote", "-", "plans/gz.txt", "--lines")
    result = run(*asked, input=given)
    assert result.exit_code == 10
    lines = result.stdout.splitlines()
    assert lines[:2] == ["高新技术企业达到13万家", "plans/gz.txt: exact"]
    assert "没有这样的一句话在文中出现" in lines
    rows = json.loads(run(*asked, "--json", input=given).stdout)
    assert [(row["quote"], row["verified"]) for row in rows] == [
        ("高新技术企业达到13万家", True),
        ("没有这样的一句话在文中出现", False),
    ]
    table = run(*asked, "--format", "csv", input=given).stdout.splitlines()
    assert [line.rpartition(",")[2] for line in table] == ["quote", *given.split()]
    assert run(*asked, input="高新技术企业达到13万家\n").exit_code == 0
    assert run(*asked, "--at", "¶9", input="高新技术企业达到13万家\n").exit_code == 10


def test_lines_are_those_of_standard_input(desk: Path) -> None:
    assert "write - for TEXT" in run("quote", "高新技术", "plans/gz.txt", "--lines").stderr
    assert run("quote", "-", "plans/gz.txt", "--lines", input="\n …\n").exit_code == 2


def test_several_quotes_read_a_document_once(desk: Path) -> None:
    quotes = ["高新技术企业达到13万家", "没有这样的一句话在文中出现"]
    found = api.quotes(quotes, "plans/gz.txt")
    assert [[verdict.verified for _, verdict in own] for own in found] == [[True], [False]]
    assert found[0][0][0] is found[1][0][0]


def test_find_ranks_and_gives_reasons(desk: Path) -> None:
    shipped = ("-r", "regional-innovation")
    result = run("find", "P3.2", "plans/gz.txt", "--json", "-n", "1", *shipped)
    rows = json.loads(result.stdout)
    assert (rows[0]["passage"], rows[0]["heading"]) == (2, ["一、目标"])
    assert rows[0]["terms"]
    shown = run("find", "P3.2", "plans/gz.txt", "--lang", "zh", *shipped).stdout
    assert shown.startswith("1. ¶2")
    assert "依据：" in shown


def test_find_names_a_near_criterion(desk: Path) -> None:
    result = run("find", "invest-mor", "plans/gz.txt")
    assert result.exit_code == 2
    assert 'Did you mean "invest-more"?' in result.stderr


def test_new_case_from_a_plan_offers_passages_and_rates_nothing(desk: Path) -> None:
    Path("plans/evil.txt").write_text(
        '研发投入\u2028ratings: {x: 1}\u0085\n研发投入强度达到\x0b1.6%: # "quoted"\n', "utf-8"
    )
    result = run(
        "new",
        "case",
        "new-2026",
        "--from",
        "plans/evil.txt",
        "--lang",
        "zh",
        "-o",
        "cases/new.yaml",
    )
    assert result.exit_code == 0
    text = Path("cases/new.yaml").read_text("utf-8")
    assert "#      ¶2" in text
    assert 'file: "plans/evil.txt"' in text
    shown = run("check", "cases/new.yaml")
    assert "error" not in shown.stdout
    assert run("audit", "cases/new.yaml", *DAY).exit_code == 10  # nothing is rated


# --- versions --------------------------------------------------------------------------------


def two_versions() -> None:
    newer = SMALL.replace("version: 1.0.0", "version: 1.1.0").replace(
        "{0: none, 1: some, 2: all, 3: more}", "{0: none, 1: some, 2: all of it, 3: more}", 1
    )
    Path("rubrics/small-1.1.yaml").write_text(newer, "utf-8")


def test_a_pinned_case_is_scored_under_its_own_version(desk: Path) -> None:
    two_versions()
    data = json.loads(run("score", *DAY, "--format", "json").stdout)
    assert data["rubric"]["version"] == "1.0.0"
    edit("cases/gz.yaml", "small@1.0.0", "small@1.1.0")
    assert json.loads(run("score", *DAY, "--format", "json").stdout)["rubric"]["version"] == "1.1.0"


def test_a_case_is_never_scored_under_a_version_it_does_not_name(desk: Path) -> None:
    two_versions()
    other = run("score", *DAY, "-r", "rubrics/small-1.1.yaml")
    assert (other.exit_code, other.stdout) == (10, "")
    assert listed(other.stderr) == ["cases/gz.yaml:2:9: error[rubric-differs]"]
    os.remove("rubrics/small.yaml")
    gone = run("score", *DAY)
    assert (gone.exit_code, gone.stdout) == (10, "")
    assert listed(gone.stderr) == ["cases/gz.yaml:2:9: error[rubric-version-unknown]"]


def test_cases_of_two_versions_are_not_mixed(desk: Path) -> None:
    two_versions()
    for n in (2, 3):
        Path(f"cases/{n}.yaml").write_text(
            CASE.replace("gz-2026", f"c-{n}").replace("small@1.0.0", "small@1.1.0"), "utf-8"
        )
    result = run("score", *DAY, "--format", "csv")
    assert {row.split(",")[0] for row in result.stdout.splitlines()[1:]} == {"c-2", "c-3"}
    assert result.stderr.splitlines()[0] == (
        "cases/gz.yaml:2:9: error[rubric-differs]: this case is pinned to small@1.0.0; this run uses small@1.1.0"
    )


def test_rubric_diff_names_the_ratings_to_read_again(desk: Path) -> None:
    two_versions()
    result = run("rubric", "diff", "small@1.0.0", "small@1.1.0", "cases", *DAY)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "small@1.0.0 → small@1.1.0",
        "",
        "Changes that ask for another look at ratings (1)",
        "  A1 goals.clear-goals · level 2 changed",
        "    - all",
        "    + all of it",
        "",
        "cases/gz.yaml: ratings to read again: 1; total 66.7 → 66.7 with the ratings as they are",
        "  clear-goals  a: 2  (level 2 changed)",
    ]
    data = json.loads(
        run("rubric", "diff", "small@1.0.0", "small@1.1.0", "cases", "--json", *DAY).stdout
    )
    assert [(r["criterion"], r["level"]) for r in data["cases"][0]["rechecks"]] == [
        ("clear-goals", 2.0)
    ]
    assert data["cases"][0]["before"] == data["cases"][0]["after"]


def test_rubric_diff_says_when_two_files_claim_one_version(desk: Path) -> None:
    Path("draft.yaml").write_text(SMALL + "# a comment\n", "utf-8")
    result = run("rubric", "diff", "small", "draft.yaml")
    assert "give the new one a version of its own" in result.stderr


def test_the_audit_of_many_cases_reads_each_plan_once(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(20):
        Path(f"cases/c{n}.yaml").write_text(CASE.replace("gz-2026", f"c-{n}"), "utf-8")
    read: list[str] = []
    from evalkit.storage import plans

    original = plans._read

    def noted(name: str, content: bytes, idle: Any) -> object:
        read.append(name)
        time.sleep(0)  # another thread may go first
        return original(name, content, idle)

    monkeypatch.setattr(plans, "_read", noted)
    assert run("audit", *DAY).exit_code == 0
    assert len(read) == 1


GERMAN = """\
Die Stadt und der Kreis wollen die Bürger an den Planungen beteiligen, die für sie wichtig sind.

Bis 2030 sollen die Forschungsausgaben auf 3 % steigen, und zwar in allen Städten und für alle.

Das Netz von Schulen wird mit dem Ziel ausgebaut, dass es bei uns für alle einen Platz gibt.
"""


def test_a_plan_in_a_language_the_rubric_has_no_words_of_is_told(desk: Path) -> None:
    Path("plans/ort.txt").write_text(GERMAN, "utf-8")
    rubric = Path("rubrics/small.yaml")
    asked = ("A1", "plans/ort.txt", "--lang", "en", "-r", str(rubric))
    found = run("find", *asked)
    assert found.exit_code == 0
    assert "plans/ort.txt is in German, and clear-goals has no search terms in German" in (
        found.stderr
    )
    assert "`terms: {de: [word, word]}`" in found.stderr
    assert "用德语写成" in run("find", *asked[:2], "--lang", "zh", "-r", str(rubric)).stderr
    made = run("new", "case", "ort-2026", "--from", "plans/ort.txt", "-r", str(rubric))
    assert "plans/ort.txt is in German, and small has no search terms in German" in made.stderr
    assert "# The plan is in German" in Path("cases/ort-2026.yaml").read_text("utf-8")
    coded = run("commitments", "plans/ort.txt", "-r", str(rubric)).stderr
    assert "plans/ort.txt is in German; the rules are for Chinese and English" in coded
    text = rubric.read_text("utf-8")
    own = text.replace(
        "title: {zh: 目标明确,", "terms: {de: Forschung}\n        title: {zh: 目标明确,"
    )
    rubric.write_text(own, "utf-8")
    found = run("find", *asked)
    assert "German" not in found.stderr
    assert "why: Forschung" in found.stdout
    assert found.stdout.startswith("1. ¶3")


def test_a_passage_that_no_term_matched_says_so(desk: Path) -> None:
    Path("plans/en.txt").write_text("The goals are clear to all of us in the county.\n", "utf-8")
    asked = ("find", "A1", "plans/en.txt", "-r", "rubrics/small.yaml")
    assert "why: no term matched, only single words" in run(*asked, "--lang", "en").stdout
    assert "依据：没有匹配的检索词" in run(*asked, "--lang", "zh").stdout
