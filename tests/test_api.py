"""What the API takes for paths and names: one or several, as text or as paths."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import evalkit
import pytest
from evalkit import api
from evalkit.evaluation_file import to_json
from evalkit.model.rubric import Rubric
from evalkit.storage import FileProblem

from tests.conftest import asked, evaluation_of

DAY = "2026-01-01"
RUBRIC = """
rubric: small
version: {version}
title: Small
scale: [{{level: 0, label: none}}, {{level: 1, label: all}}]
pillars: [{{id: p, title: P, criteria: [{{id: a, title: A, levels: {{0: a, 1: b}}}}]}}]
"""
CASE = """
case: {id}
rubric: small@{version}
region: {{name: {id}}}
plan: {{title: P, adopted: {year}-01-01}}
ratings: {{a: {{level: 1, because: x}}}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two cases and their rubric in a folder beside the current one; elsewhere nobody may look for
    files."""
    cases = tmp_path / "a b" / "cases"
    cases.mkdir(parents=True)
    (cases / "small.yaml").write_text(RUBRIC.format(version="1.0.0"))
    for n, name in enumerate(("one", "two")):
        (cases / f"{name}.yaml").write_text(CASE.format(id=name, version="1.0.0", year=2020 + n))
    monkeypatch.chdir(tmp_path / "a b")
    walked = Path.rglob

    def rglob(self: Path, pattern: str) -> object:
        assert self.resolve().is_relative_to(tmp_path), f"{self} is walked"
        return walked(self, pattern)

    monkeypatch.setattr(Path, "rglob", rglob)
    return cases


def ways(folder: Path) -> list[api.Paths]:
    """The folder, and its files, in every way that a caller may write them."""
    files = sorted(folder.glob("*.yaml"))
    return [
        str(folder),
        f"{folder}/",
        folder,
        "cases",
        "cases/",
        "./cases",
        Path("cases"),
        [str(folder)],
        (folder,),
        files,
        [str(file) for file in files],
    ]


def test_a_path_may_be_given_alone_as_text_or_as_a_path(folder: Path) -> None:
    for given in ways(folder):
        evaluation = api.score(given, as_of=DAY)
        assert [file.case.case for file in evaluation.files] == ["one", "two"], given
        assert [f.code for f in api.check(given)] == [f.code for f in api.check([folder])]
        assert api.changes(given, as_of=DAY) == api.changes([folder], as_of=DAY)


def test_one_file_alone_is_that_file(folder: Path) -> None:
    for given in (str(folder / "two.yaml"), folder / "two.yaml", "cases/two.yaml"):
        evaluation = api.score(given, folder / "small.yaml", as_of=DAY)
        assert [file.case.case for file in evaluation.files] == ["two"]
    Path("saved.json").write_text(to_json(asked(evaluation)))
    again = api.score("saved.json", as_of=DAY)
    assert again == api.score([Path("saved.json")], as_of=DAY)
    assert again.scores == evaluation.scores


def test_a_rubric_may_be_given_as_text_or_as_a_path(folder: Path) -> None:
    file = folder / "small.yaml"
    assert api.rubric(file).rubric == api.rubric(str(file)).rubric
    assert isinstance(api.rubric("cases/small.yaml").rubric, Rubric)
    assert api.check(folder / "one.yaml", file) == api.check(str(folder / "one.yaml"), str(file))


def test_a_new_version_of_a_rubric_takes_the_cases_of_one_path(
    folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "new.yaml"
    other.write_text(RUBRIC.format(version="1.1.0"))
    old, new = api.rubric(folder / "small.yaml"), api.rubric(other)
    for given in (str(folder), folder, [folder]):
        _, revised = api.rubric_diff(old, new, given, as_of=date(2026, 1, 1))
        assert [revision.case for revision in revised] == ["one", "two"]


def test_a_path_that_is_not_there_is_named_whole(folder: Path) -> None:
    with pytest.raises(FileProblem, match=r"^/no/such/cases: there is no such file or folder$"):
        api.score("/no/such/cases", as_of=DAY)


def test_a_format_and_a_language_may_be_given_alone(folder: Path, tmp_path: Path) -> None:
    evaluation = api.score(folder, as_of=DAY)
    names = (
        "comparison.en.md",
        "one-memo.en.md",
        "one.en.md",
        "two-memo.en.md",
        "two.en.md",
    )
    assert api.report_names(evaluation, "md", "en") == names
    assert tuple(name for name, _ in api.reports(evaluation, "md", "en")) == names
    assert [path.name for path in api.report(evaluation, str(tmp_path / "out"), "md", "en")] == [
        *names
    ]
    assert api.lacking("md") == ()


def test_a_format_that_is_not_known_is_said_to_the_caller(folder: Path) -> None:
    evaluation = api.score(folder, as_of=DAY)
    with pytest.raises(ValueError, match='"htm" is not among html, md, pdf, docx, xlsx'):
        next(api.reports(evaluation, "htm"))
    with pytest.raises(ValueError, match='"fr" is not among zh, en'):
        api.report_names(evaluation, "md", ("en", "fr"))


def test_evalkit_offers_the_api_and_loads_it_when_it_is_asked_for() -> None:
    """But what bears the name of a room, and what serves the command line only."""
    own = {
        name
        for offered in api._HOMES.values()
        for name in offered
        if inspect.isfunction(getattr(api, name))
    }
    inner = {
        "checked",
        "language",
        "unspoken",
        "evaluation_of",
        "changes_of",
        "render_job",
        "lacking",
        "mapped_by",
        "need_table_libraries",
        "score_table_as",
    }
    rooms = {path.stem for path in Path(evalkit.__file__).parent.iterdir()}
    assert set(evalkit._OFFERED) == {n for n in own - inner - rooms if not n.startswith("_")}
    assert {*evalkit._OFFERED} <= {*dir(evalkit)}
    assert evalkit.score is api.score
    with pytest.raises(AttributeError, match=r"evalkit\.api has no 'scroe'"):
        api.scroe  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="no 'scroe'"):
        evalkit.scroe  # noqa: B018
    code = "import sys, evalkit; dir(evalkit); print('numpy' in sys.modules, 'evalkit.api' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_of_the_api_is_loaded_what_is_asked_for_and_what_that_needs() -> None:
    code = (
        "import sys; from evalkit import api; api.criterion; api.LANGUAGES; "
        "print(*sorted(m[12:] for m in sys.modules if m.startswith('evalkit.api.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["given", "rubrics"]


@pytest.mark.parametrize("kept", [api.Extras(plans=None), api.score, api.View, api.CaseRevision])
def test_what_the_api_offers_can_be_kept_and_had_again(kept: object) -> None:
    """Under the name that it is offered by too, which files kept from before bear."""
    held = pickle.dumps(kept)
    assert pickle.loads(held) == kept
    name = getattr(kept, "__name__", "Extras")
    assert pickle.loads(f"cevalkit.api\n{name}\n.".encode()) is getattr(api, name)


def test_checking_files_loads_no_arrays_and_nothing_that_mends_what_is_sound(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.yaml").write_text(
        "case: a\nrubric: regional-innovation@1.0.0\nregion: {name: A}\n"
    )
    (tmp_path / "measures.csv").write_text("region,measure,unit,year,value\nA,rd,%,2024,2.5\n")
    spared = {"numpy", "subprocess", "evalkit.evidence", "evalkit.reading.sheets"}
    spared |= {"evalkit.model.style", "evalkit.reading.mistyped", "evalkit.reading.validation"}
    spared |= {"evalkit.storage.child"}  # of which old workbooks and plans are read
    code = "import sys; from evalkit import api; api.check(sys.argv[1]); print(*sys.modules)"
    given = [sys.executable, "-c", code, str(tmp_path / "a.yaml")]
    done = subprocess.run(given, capture_output=True, text=True, check=True)
    assert spared & {*done.stdout.split()} == set()


def test_one_name_where_several_may_be_given_is_one_and_an_unknown_one_is_named() -> None:
    evaluation = evaluation_of(
        TWO, *(f"case: {n}\nrubric: two@1.0.0\nregion: {{name: {n}}}" for n in "ab")
    )
    assert api.audit(evaluation, problems="gone.yaml").problems == ("gone.yaml",)
    standard = evaluation.standard
    assert "is: city" in api.new_case(standard, "x", "en", {"tier": "city"})
    refused: list[Callable[[], object]] = [
        lambda: api.advise(evaluation, "c"),
        lambda: api.audit_report(api.audit(evaluation), "doc"),
        lambda: api.rubric_show(standard, "doc"),
    ]
    for call in refused:
        with pytest.raises(ValueError, match=r"is not (among|a case of)"):
            call()
    for given in ("", ["cases", ""]):
        with pytest.raises(ValueError, match="a path is empty"):
            api.check(given)


TWO = """\
rubric: two
version: 1.0.0
title: Two
scale: [{level: 0, label: none}, {level: 4, label: all}]
facets: {tier: {title: Tier, values: {city: City, province: Province}}}
pillars: [{id: p, title: P, criteria: [{id: one, title: One, levels: {0: a, 4: b}}]}]
"""
