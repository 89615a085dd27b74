"""A start from nothing: what an empty folder says, init, the rubric at hand, new cases and rubrics,
words in plans, completion."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from evalkit import api
from evalkit.cli import main
from evalkit.reading.yaml import parse
from tests.conftest import ROOT

DAY = ("--as-of", "2026-11-27")
TOWNS = {"en": ("alder-bay-2026", "northmoor-2026"), "zh": ("qinglan-2026", "shidu-2026")}
HAN = re.compile("[\u3400-\u9fff]")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALKIT_LANG", "en")
    return tmp_path


@pytest.fixture
def project(empty: Path) -> Path:
    assert run("init", "--lang", "en").exit_code == 0
    return empty


def complete(words: str, at: int) -> list[str]:
    """What a shell is offered, without the kind of each word."""
    environment = {"_EVALKIT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    shown = CliRunner().invoke(main, [], prog_name="evalkit", env=environment).output
    return [line.partition(",")[2] for line in shown.splitlines()]


# --- nothing here ----------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["score", "report", "check", "audit", "compare", "changes"])
@pytest.mark.parametrize(
    ("lang", "first"), [("en", "There are no cases here"), ("zh", "这里没有案例")]
)
def test_an_empty_folder_says_how_to_start(
    empty: Path, command: str, lang: str, first: str
) -> None:
    result = run(command, "--lang", lang)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith(first)
    assert "evalkit init " in result.stderr
    assert "evalkit new case " in result.stderr
    assert not list(empty.iterdir())


# --- init ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_new_project_is_sound_quotes_its_plans_and_reports(empty: Path, lang: str) -> None:
    made = run("init", "p", "--lang", lang)
    assert (made.exit_code, made.stdout) == (0, "")
    assert "cd p" in made.stderr
    checked = run("check", "p/cases", "p/rubrics", "p/report.yaml", "--json", *DAY)
    assert (checked.exit_code, json.loads(checked.stdout)) == (0, [])
    audited = json.loads(run("audit", "p/cases", "--format", "json", *DAY).stdout)
    assert audited["verdict"] == "passed"
    assert [case["evidence"]["looked_up"] for case in audited["cases"]] == [17, 7]
    assert {f["severity"] for case in audited["cases"] for f in case["findings"]} == {"note"}
    style = ("--style", "p/report.yaml", "--format", "md", "--product", "comparison")
    assert run("report", "p/cases", *style, "-o", "p/reports", *DAY).exit_code == 0
    (made_one,) = Path("p/reports").glob("*.md")
    assert made_one.name == f"comparison.{lang}.md"
    assert ("城市" in made_one.read_text("utf-8")) == (lang == "zh")


def test_each_language_has_the_same_project_in_its_own_words(empty: Path) -> None:
    for lang in ("en", "zh"):
        run("init", lang, "--lang", lang)
    scores = []
    for lang, towns in TOWNS.items():
        rows = json.loads(run("score", f"{lang}/cases", "--json", *DAY).stdout)["scores"]
        scores.append([(r["ref"], r["value"]) for town in towns for r in rows if r["case"] == town])
    assert scores[0] == scores[1]
    texts = [p.read_text("utf-8") for p in Path("en").rglob("*") if p.is_file()]
    assert not any(HAN.search(text) for text in texts)


def test_init_mixes_with_nothing_that_lies_there(empty: Path) -> None:
    Path("cases").mkdir()
    Path("cases/mine.yaml").write_text("case: mine\n")
    refused = run("init", "--lang", "en")
    assert refused.exit_code == 1  # the console script makes it 3
    assert "cases/mine.yaml would be overwritten or mixed" in str(refused.exception)
    assert [p.name for p in empty.rglob("*")] == ["cases", "mine.yaml"]
    assert run("init", "p", "--lang", "en").exit_code == 0
    assert "there already" in run("init", "p", "--lang", "en").stderr
    readme = Path("p/README.md")
    readme.write_text("mine")
    assert run("init", "p", "--lang", "en").exception is not None
    assert readme.read_text() == "mine"
    assert run("init", "p", "--lang", "en", "--force").exit_code == 0
    assert readme.read_text().startswith("# Innovation plans")


def test_the_shipped_cases_are_a_project_byte_for_byte(empty: Path) -> None:
    assert run("init", "--shipped", "--lang", "zh").exit_code == 0
    for folder in ("cases", "rubrics"):
        for path in Path(folder).iterdir():
            if not path.name.endswith(".schema.json"):
                assert path.read_bytes() == (ROOT / folder / path.name).read_bytes()
    assert len(list(Path("cases").glob("*-2026.yaml"))) == 12
    codes = {line.split(",")[0] for line in Path("cases/measures.csv").read_text().splitlines()[1:]}
    assert len(codes) == 31
    assert run("rubric", "show", "--lang", "zh").stderr.startswith(
        "评价标准：regional-innovation@2.0.0"
    )


# --- what lies here --------------------------------------------------------------------------


def test_cases_and_their_rubric_are_found_from_inside_their_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run("score", "--json", *DAY)
    monkeypatch.chdir(project / "cases")
    for arguments in ((), (".",)):
        again = run("score", *arguments, "--json", *DAY)
        assert json.loads(again.stdout)["scores"] == json.loads(whole.stdout)["scores"]
    assert run("score", "northmoor-2026.yaml", *DAY).exit_code == 0
    assert run("audit", *DAY).stdout.startswith("2 passed")  # plans/ lies beside this folder


def test_documents_are_found_beside_the_cases_folder_and_nowhere_above(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project / "cases/northmoor-2026.yaml"
    (project.parent / "secret.txt").write_text("secret")
    monkeypatch.chdir(project / "rubrics")
    assert run("audit", str(project / "cases"), *DAY).stdout.startswith("2 passed")
    path.write_text(path.read_text().replace("plans/northmoor.txt", "../../secret.txt"))
    found = run("audit", str(project / "cases"), "--format", "json", *DAY).stdout
    assert "document-outside" in found


def test_the_only_rubric_here_is_taken_and_said(project: Path) -> None:
    result = run("find", "A2", "plans/alder-bay.txt", "-n", "1")
    assert result.stderr == "rubric: city-innovation@1.0.0 (rubrics/city-innovation.yaml)\n"
    assert "By 2030, research and development reaches 2.2% of GDP" in result.stdout


def test_without_a_rubric_the_shipped_one_is_taken_and_said(empty: Path) -> None:
    result = run("new", "case", "gansu-2026", "--lang", "en")
    assert result.stderr.startswith("rubric: regional-innovation@2.0.0 (")


def test_of_several_rubrics_one_is_to_be_named(project: Path) -> None:
    assert run("new", "rubric", "mine", "--lang", "en").exit_code == 0
    refused = run("new", "case", "x-2026")
    assert refused.exit_code == 2
    told = "city-innovation@1.0.0, mine@1.0.0. Name one with -r, as in: -r city-innovation@1.0.0"
    for command in (("new", "case", "x-2026"), ("find", "x", "plans"), ("form", "--rater", "a")):
        assert told in run(*command).stderr
    assert "请用 -r 指明一份，例如 -r city" in run("find", "x", "plans", "--lang", "zh").stderr
    assert "Name one, as in: city-innovation@1.0.0" in run("rubric", "show").stderr
    assert run("new", "case", "x-2026", "-r", "mine").exit_code == 0


def test_the_version_that_the_cases_pin_is_taken(project: Path) -> None:
    newer = (
        Path("rubrics/city-innovation.yaml").read_text().replace("version: 1.0.0", "version: 1.1.0")
    )
    Path("rubrics/newer.yaml").write_text(newer)
    assert "city-innovation@1.0.0 (" in run("rubric", "show").stderr
    for path in Path("cases").glob("*.yaml"):
        path.unlink()
    assert "city-innovation@1.1.0 (" in run("rubric", "show").stderr


# --- new -------------------------------------------------------------------------------------


def test_a_new_case_speaks_the_language_of_a_rubric_that_is_in_one(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVALKIT_LANG", "zh")
    assert run("new", "case", "x-2026").exit_code == 0
    text = Path("cases/x-2026.yaml").read_text("utf-8")
    assert not HAN.search(text)
    assert "province" not in text.lower()
    assert text.startswith(
        "# yaml-language-server: $schema=../rubrics/city-innovation.case.schema.json\n"
    )


def test_a_new_case_has_a_blank_for_each_rater_and_is_one_finding(project: Path) -> None:
    assert run("new", "case", "x-2026", "--raters", "ana, 刘").exit_code == 0
    case = parse(Path("cases/x-2026.yaml").read_text("utf-8"), "x").data
    assert case["raters"].keys() == {"ana", "刘", "chair"}
    assert [sorted(r) for r in case["ratings"]["funding"]] == [
        ["because", "checks", "evidence", "level", "rater"]
    ] * 2
    findings = json.loads(run("check", "--json").stdout)
    assert [(f["code"], f["message"]) for f in findings if f["severity"] != "note"] == [
        ("case-unfilled", "not filled in yet: none of the 7 criteria that apply is rated")
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("university", "names no value"),
        ("university=", "names no value"),
        ("university=x", '"x" is not a value of university'),
        ("university=none,resident", "university takes one value"),
        ("size=big", '"size" is not a facet'),
        ("=", '"" is not a facet'),
    ],
)
def test_a_facet_without_a_value_it_knows_is_refused(project: Path, given: str, said: str) -> None:
    refused = run("new", "case", "x-2026", "--facet", given)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert "university" in refused.stderr
    assert not Path("cases/x-2026.yaml").exists()


@pytest.mark.parametrize(
    ("given", "becomes"),
    [
        ("大学=有：三所", "university: {is: resident, because: 三所}"),
        ("university＝RESIDENT：三所", "university: {is: resident, because: 三所}"),
        ("特长 = 无：没有", "strengths: {is: [], because: 没有}"),
        ("strengths=港口、渔业", "strengths: {is: [port, fish], because: …}"),
        ("strengths=渔业；port", "strengths: {is: [fish, port], because: …}"),
    ],
)
def test_a_facet_is_named_by_its_titles_too(project: Path, given: str, becomes: str) -> None:
    Path("rubrics/own.yaml").write_text(
        "rubric: own\nversion: 1.0.0\ntitle: 试\nscale: [{level: 0, label: 无}, {level: 1, label: 有}]\n"
        "facets:\n"
        "  university: {title: 大学, values: {none: 没有, resident: 有}}\n"
        "  strengths: {title: 特长, many: true, values: {port: 港口, fish: 渔业}}\n"
        "pillars: [{id: p, title: 甲, criteria: [{id: a, title: 乙, levels: {0: 无, 1: 有}}]}]\n",
        encoding="utf-8",
    )
    made = run("new", "case", "x-2026", "-r", "own", "--facet", given, "-o", "-")
    assert f"  {becomes}\n" in made.stdout, made.stderr


def test_a_value_that_there_is_none_of_is_answered_with_ids_and_titles(project: Path) -> None:
    refused = run("new", "case", "x-2026", "--facet", "university=many", "--lang", "en")
    assert "none (" in refused.stderr


def test_raters_that_cannot_be_told_apart_are_refused(project: Path) -> None:
    assert run("new", "case", "x-2026", "--raters", "Ben,ana,ben").exit_code == 2


def test_next_year_s_case_takes_what_stays_and_moves_the_years_on(project: Path) -> None:
    assert run("new", "case", "alder-bay-2027", "--after", "alder-bay-2026").exit_code == 0
    text = Path("cases/alder-bay-2027.yaml").read_text("utf-8")
    case = parse(text, "x").data
    assert case["region"] == {"name": "Alder Bay", "code": "AB"}
    assert case["plan"]["title"] == "Innovation Plan of Alder Bay, 2027–2031"
    assert case["plan"]["period"] == [2027, 2030]  # a plan within the same period ends with it
    assert case["facets"]["university"] == {
        "is": ["resident"],
        "because": "The city has a university.",
    } or (case["facets"]["university"]["is"] == "resident")
    assert case["documents"] == [
        {"id": "plan", "title": "Innovation Plan of Alder Bay, 2027–2031", "date": None}
    ]
    assert [r["rater"] for r in case["ratings"]["funding"]] == ["ana", "ben"]
    assert "level:    # alder-bay-2026: 3 (ana), 2 (ben)" in text
    assert "commitments" not in case
    row = "#   - {id: f4, at: plan ¶, what: vouchers for joint projects each year, follows: {case: alder-bay-2026, id: c4}, status: }   # 60"
    assert row in text.splitlines()
    judged = row[2:].replace("¶,", "¶7,").replace("status: ", "status: done")
    Path("cases/alder-bay-2027.yaml").write_text(
        text.replace("# commitments:\n", "commitments:\n").replace(row, judged)
    )
    codes = {f["code"] for f in json.loads(run("check", "--json", *DAY).stdout)}
    assert codes == {"case-unfilled"}
    assert run("new", "case", "y-2027", "--after", "alder-bay-2025").exit_code == 2
    assert "Did you mean" in run("new", "case", "y-2027", "--after", "alder-bay-2025").stderr


def test_the_day_of_adoption_is_that_of_the_plan_s_document(project: Path) -> None:
    given = ("--after", "alder-bay-2026", "--adopted", "2027/1/20", "--title", "A new plan")
    path = Path("cases/alder-bay-2026.yaml")
    text = path.read_text("utf-8")

    def documents() -> list[dict[str, object]]:
        result = run("new", "case", "alder-bay-2027", *given, "-o", "-")
        held: list[dict[str, object]] = parse(result.stdout, "x").data["documents"]
        return held

    assert documents() == [{"id": "plan", "title": "A new plan", "date": "2027-01-20"}]
    day = re.search(r"adopted: (\S+)", text)
    assert day is not None
    more = f"documents:\n  - {{id: law, title: Law, date: 2020-01-01}}\n  - {{id: annex, title: Annex, date: {day[1]}}}\n"
    path.write_text(text.replace("documents:\n", more))
    assert [d["date"] for d in documents()] == [None, "2027-01-20", "2027-01-20"]
    path.write_text(text.replace(f"adopted: {day[1]}", "adopted:"))
    assert [d["date"] for d in documents()] == ["2027-01-20"]
    path.write_text(text.replace(f"adopted: {day[1]}", "adopted: 2025-01-01"))
    assert [d["date"] for d in documents()] == [None]


def test_what_goes_to_the_screen_names_the_file_that_it_is_meant_for(project: Path) -> None:
    result = run("new", "case", "x-2026", "-o", "-")
    assert "run: evalkit check cases/x-2026.yaml" in result.stdout
    assert ("check -" in result.output, Path("cases/x-2026.yaml").exists()) == (False, False)
    assert run("new", "rubric", "own", "-o", "-").stdout.count("evalkit check -") == 0


def test_a_folder_of_plans_stands_for_all_of_them(project: Path) -> None:
    both = ("plans/alder-bay.txt", "plans/northmoor.txt")
    assert run("find", "A1", "plans").stdout == run("find", "A1", *both).stdout
    assert run("find", "A1", "plans/", both[0]).stdout == run("find", "A1", *both).stdout
    assert run("quote", "Alder Bay", "plans").stdout == run("quote", "Alder Bay", *both).stdout
    assert run("commitments", "plans").stdout == run("commitments", *both).stdout
    assert len(api.find("research", "plans")) == len(api.find("research", [*both]))
    refused = run("find", "A1", "rubrics")
    assert "rubrics: there is no plan in this folder; plans end in .txt" in str(refused.exception)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_new_rubric_is_in_one_language_and_what_it_left_is_found(empty: Path, lang: str) -> None:
    assert run("new", "rubric", "mine", "--lang", lang).exit_code == 0
    text = Path("rubrics/mine.yaml").read_text("utf-8")
    assert bool(HAN.search(text)) == (lang == "zh")
    found = json.loads(run("check", "rubrics", "--json").stdout)
    assert [(f["code"], f["line"]) for f in found] == [
        ("placeholder-left", 5),
        ("placeholder-left", 6),
    ]


def test_a_rubric_can_be_checked_before_there_is_a_case(empty: Path) -> None:
    assert run("new", "rubric", "mine", "--lang", "en").exit_code == 0
    checked = run("check", *DAY)
    assert checked.exit_code == 0
    assert "rubrics/mine.yaml" in checked.stdout


def test_a_rubric_like_another_keeps_its_comments_under_a_new_name(empty: Path) -> None:
    assert (
        run("new", "rubric", "mine", "--like", "regional-innovation", "--lang", "en").exit_code == 0
    )
    shipped = (ROOT / "rubrics/regional-innovation.yaml").read_text("utf-8").splitlines()
    lines = Path("rubrics/mine.yaml").read_text("utf-8").splitlines()
    assert lines[1:3] == ["rubric: mine", "version: 0.1.0"]
    assert not re.search(r"^(changes|retired):", "\n".join(lines), re.M)
    assert set(lines[3:]) <= set(shipped)
    assert json.loads(run("check", "rubrics", "--json").stdout) == []
    assert run("new", "rubric", "other", "--like", "no-such").exit_code == 10


# --- schema, find, completion ----------------------------------------------------------------


def test_the_schema_of_a_rubric_knows_its_cases(project: Path) -> None:
    made = json.loads(run("schema", "case", "-r", "city-innovation", "--lang", "en").stdout)
    assert made == json.loads(Path("rubrics/city-innovation.case.schema.json").read_text("utf-8"))
    check = jsonschema.Draft202012Validator(made)
    for name in TOWNS["en"]:
        data = parse(Path(f"cases/{name}.yaml").read_text("utf-8"), name).data
        assert list(check.iter_errors(data)) == []
        data["ratings"]["funding"] = {"level": 7, "checks": ["sums"]}
        data["ratings"]["fund"] = {"level": 1}
        data["facets"]["university"]["is"] = "some"
        assert len(list(check.iter_errors(data))) == 3
    assert run("schema", "rubric", "-r", "city-innovation").exit_code == 2


def test_find_looks_for_words_where_they_are_no_criterion(project: Path) -> None:
    found = run("find", "port company", "plans/alder-bay.txt", "--json")
    assert [row["passage"] for row in json.loads(found.stdout)][:2] == [13, 19]
    assert "no criterion of city-innovation@1.0.0" in found.stderr
    nothing = run("find", "blockchain", "plans/alder-bay.txt")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert (
        "“blockchain” is no criterion of city-innovation@1.0.0, and no passage has these words"
        in nothing.stderr
    )
    assert run("find", "…", "plans/alder-bay.txt").exit_code == 2


def test_a_criterion_without_search_words_is_said_to_have_none(project: Path) -> None:
    result = run("find", "R1", "plans/alder-bay.txt")
    assert "rd-intensity has no search words of its own" in result.stderr
    assert not re.search(r"why: $", result.stdout, re.M)


@pytest.mark.parametrize(
    ("words", "at", "offered"),
    [
        (
            "evalkit explain north",
            2,
            lambda o: o[:2] == ["northmoor-2026/overall", "northmoor-2026/starting-point"],
        ),
        (
            "evalkit explain ",
            2,
            lambda o: o == ["alder-bay-2026/overall", "northmoor-2026/overall"],
        ),
        ("evalkit explain alder-bay-2026/fu", 2, lambda o: o == ["alder-bay-2026/funding"]),
        ("evalkit find c", 2, lambda o: o == ["cooperation", "C1", "C2"]),
        ("evalkit rubric show c", 3, lambda o: o == ["city-innovation"]),
        ("evalkit new case x --after n", 5, lambda o: o == ["northmoor-2026"]),
        ("evalkit report --format html,p", 3, lambda o: o == ["html,pdf", "html,pptx"]),
        ("evalkit report --product a", 3, lambda o: o == ["advice"]),
    ],
)
def test_a_shell_is_offered_what_lies_here(
    project: Path, words: str, at: int, offered: Callable[[list[str]], bool]
) -> None:
    found = complete(words, at)
    assert offered(found), found


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_for_the_shell(shell: str) -> None:
    assert f"_EVALKIT_COMPLETE={shell}_complete" in run("completion", shell).stdout


def test_what_is_known_of_a_plan_is_written_so_that_nothing_is_left_to_fill_in(
    project: Path,
) -> None:
    known = ("--place", "Lyon: city", "--title", "Lyon 2030", "--adopted", "2026-03-04")
    facet = ("--facet", "university=none：it has none #1", "--kind", "plan")
    source = ("--from", "plans/northmoor.txt", "--raters", "ana,ben")
    assert run("new", "case", "lyon-2026", *known, *facet, *source).exit_code == 0
    path = Path("cases/lyon-2026.yaml")
    path.write_text(path.read_text().replace("      level:\n", "      level: 0\n"))
    case = parse(path.read_text("utf-8"), "x").data
    assert case["region"] == {"name": "Lyon: city"}
    assert case["plan"] == {
        "title": "Lyon 2030",
        "adopted": "2026-03-04",
        "period": None,
        "kind": "plan",
    }
    assert case["facets"]["university"] == {"is": "none", "because": "it has none #1"}
    assert case["documents"][0]["file"] == "plans/northmoor.txt"
    found = json.loads(run("check", "--json", *DAY).stdout)
    assert {f["code"] for f in found} == {"rating-without-reason"}
    assert run("new", "case", "x-2026", "--kind", "letter").exit_code == 2
    assert run("new", "case", "x-2026", "--adopted", "4 March").exit_code == 2
    assert run("new", "case", "x-2026", "--period", "2030-2026").exit_code == 2
    made = run("new", "case", "x-2026", "--period", "２０２６—２０３０年", "-o", "-")
    assert "period: [2026, 2030]\n" in made.stdout
    either = run("new", "case", "x-2026", "--adopted", "03/04/2026").stderr
    assert "2026-04-03" in either
    assert "2026-03-04" in either
    for written in ("4 March 2026", "2026年3月4日", "2026-3-4", "２０２６.3.4"):
        made = run("new", "case", "x-2026", "--adopted", written, "-o", "-")
        assert "adopted: 2026-03-04\n" in made.stdout


def test_what_a_plan_says_of_itself_at_its_head_stands_in_a_new_case(project: Path) -> None:
    head = "---\ntitle: 'Lyon: 2030'\ndate: '2026-03-04'\nsource: https://example.org/l\n---\n\n"
    Path("plans/lyon.md").write_text(head + "Five centres are founded by 2030.\n")
    made = run("new", "case", "lyon-2026", "--from", "plans/lyon.md", "-o", "-").stdout
    (document,) = parse(made, "x").data["documents"]
    assert {key: document[key] for key in ("title", "date", "url", "file")} == {
        "title": "Lyon: 2030",
        "date": "2026-03-04",
        "url": "https://example.org/l",
        "file": "plans/lyon.md",
    }
    named = ("--title", "Lyon", "--adopted", "2026-05-06")
    made = run("new", "case", "lyon-2026", "--from", "plans/lyon.md", *named, "-o", "-").stdout
    (document,) = parse(made, "x").data["documents"]
    assert (document["title"], document["date"]) == ("Lyon", "2026-05-06")
    Path("plans/lyon.md").write_text("---\ndate: March\nsource: the town\n---\n\nFive centres.\n")
    made = run("new", "case", "lyon-2026", "--from", "plans/lyon.md", "-o", "-").stdout
    (document,) = parse(made, "x").data["documents"]
    assert (document["date"], "url" in document) == (None, False)


def test_a_blank_rating_is_no_rating_in_a_form(project: Path) -> None:
    assert run("new", "case", "x-2026", "--raters", "ana,ben").exit_code == 0
    result = run("form", "x-2026", "--rater", "ben")
    assert result.stderr.splitlines()[0] == "x-2026-ben.xlsx: 7 criteria to rate, 0 rated already"


def test_a_new_case_is_written_beside_the_cases_that_lie_here(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "cases")
    assert run("new", "case", "x-2026").exit_code == 0
    text = Path("x-2026.yaml").read_text("utf-8")
    assert "$schema=../rubrics/city-innovation.case.schema.json" in text
    assert "evalkit check x-2026.yaml" in text
