"""evalkit from Python: the pages are run, notebooks show what reports say, errors say what was
expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import evalkit as ek
import pandas as pd
import pytest
from evalkit import api, storage
from evalkit.analysis.agreement import agreement_of
from evalkit.report.reports import PRODUCTS

from tests.conftest import ROOT
from tests.small_data import project

FENCED = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(project(tmp_path))
    monkeypatch.setenv("EVALKIT_LANG", "en")
    return tmp_path


@pytest.mark.parametrize("page", ["python.md", "python.zh.md"])
def test_the_page_runs_as_it_is_printed(desk: Path, page: str) -> None:
    names: dict[str, object] = {}
    for block in FENCED.findall((ROOT / "docs" / page).read_text("utf-8")):
        exec(compile(block, page, "exec"), names)
    totals, found = names["totals"], names["match"]
    assert isinstance(totals, pd.DataFrame)
    assert [*totals["case"]] == ["ha-2026", "gz-2026", "gz-2021"]
    assert getattr(found, "tier", "") == "exact"
    assert (desk / "export/scores.parquet").is_file()
    assert names["evaluation"] == api.score("cases", as_of="2026-11-23", seed=7)


def test_the_page_on_export_gives_the_same_alpha_and_tells_every_table(desk: Path) -> None:
    pytest.importorskip("krippendorff")
    evaluation = ek.score("cases", as_of="2026-11-23")
    ek.export(evaluation, "export")
    names: dict[str, object] = {}
    page = (ROOT / "docs/export.md").read_text("utf-8")
    (block,) = FENCED.findall(page)
    exec(compile(block, "export.md", "exec"), names)
    by_hand, overall = names["alpha"], agreement_of(evaluation)[0]
    units = names["units"]
    assert isinstance(units, pd.DataFrame)
    assert units.shape == (2, 6)
    assert isinstance(by_hand, float)
    assert overall.alpha["ordinal"] in (None, pytest.approx(by_hand))
    from evalkit.model.catalogue import catalogue

    for name in catalogue("datasets", "tables")["tables"]:
        for text in (page, (ROOT / "docs/export.zh.md").read_text("utf-8")):
            assert f"\n| `{name}` |" in text, name


def test_an_evaluation_is_one_line_and_in_a_notebook_the_ranking(desk: Path) -> None:
    evaluation = ek.score("cases", as_of="2026-11-23")
    assert (
        repr(evaluation) == "<Evaluation of 3 cases under small@1.0.0 as of 2026-11-23, 1 finding>"
    )
    shown = evaluation._repr_html_()  # type: ignore[attr-defined]
    text = [
        *filter(
            None,
            map(
                str.strip,
                re.sub(r"<style>.*?</style>|<[^>]+>", "\n", shown, flags=re.S).splitlines(),
            ),
        )
    ]
    assert text[:2] == ["Small · 1.0.0", "Ranking"]
    assert text[8:14] == ["1", "Henan", "75.0", "High", "100%", "1"]
    assert text[-1].startswith("Made with evalkit")


def test_a_view_has_the_words_and_figures_of_the_command(desk: Path) -> None:
    from click.testing import CliRunner
    from evalkit.cli import main

    evaluation = ek.score("cases", as_of="2026-11-23")
    for topic in ("coordination", "compare", "agreement"):  # a view of levels has its picture too
        printed = CliRunner().invoke(main, [topic, "-q", "--as-of", "2026-11-23", "--lang", "zh"])
        said = [line.split() for line in repr(ek.view(evaluation, topic, "zh")).splitlines()]
        words = {word for line in said[1:-1] for word in line}
        assert words <= {*printed.stdout.split()}, topic
    assert "没有" in repr(
        ek.view(ek.score("cases/gz-2021.yaml", "rubrics/small.yaml"), "agreement", "zh")
    )


def test_a_report_shows_itself_as_its_page_and_no_name_can_break_out(desk: Path) -> None:
    file = desk / "cases/gz-2026.yaml"
    file.write_text(
        file.read_text("utf-8").replace("en: Guizhou", 'en: "<script>x</script>"'), "utf-8"
    )
    evaluation = ek.score("cases", as_of="2026-11-23")
    page = ek.page(evaluation, "memo", "gz-2026", "en")
    shown = page._repr_html_()  # type: ignore[attr-defined]
    assert shown.startswith("<iframe srcdoc=")
    assert shown.count('"') == 4
    view = ek.view(evaluation, "compare", "en")._repr_html_()
    assert "<script" not in view
    assert "&lt;script&gt;" in view
    assert {p.id for p in PRODUCTS} - {*ek.products(evaluation)} == {"portfolio"}


def test_today_is_taken_where_no_day_is_said_and_recorded(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "current_day", lambda: date(2027, 2, 3))
    assert ek.score("cases").as_of == date(2027, 2, 3)
    for day in (date(2026, 1, 1), datetime(2026, 1, 1, 9), pd.Timestamp("2026-01-01")):
        assert ek.score(str(desk / "cases"), as_of=day).as_of == date(2026, 1, 1)


def test_rooms_that_bear_the_name_of_a_function_are_called(desk: Path) -> None:
    from evalkit.report.model import Report

    evaluation = ek.score("cases")
    assert ek.audit(evaluation).fail_on == "error"
    assert [path.name for path in ek.report(evaluation, "out", "md", "en", "comparison")] == [
        "comparison.en.md"
    ]
    assert Report is type(ek.page(evaluation, lang="en"))
    with pytest.raises(TypeError):
        ek.report()  # type: ignore[call-arg]


def test_what_a_caller_got_wrong_is_said_with_what_was_expected(desk: Path) -> None:
    evaluation = ek.score("cases")
    wrong: dict[str, Callable[[], object]] = {
        '"gz" is not a case of this evaluation: gz-2021, gz-2026, ha-2026': lambda: ek.advise(
            evaluation, "gz"
        ),
        "memo is about one case: name it; there are gz-2021": lambda: ek.page(evaluation, "memo"),
        "an evaluation is expected here": lambda: ek.compare("cases"),  # type: ignore[arg-type]
        'as evalkit.score("cases") gives it; this is str': lambda: ek.audit("x"),  # type: ignore[arg-type]
        "this is PosixPath": lambda: ek.report(Path("x"), "out"),  # type: ignore[arg-type]
        "this is Evaluation": lambda: ek.score(evaluation),  # type: ignore[arg-type]
        "or several in a list; this is None": lambda: ek.score(None),  # type: ignore[arg-type]
        '"True" is not among zh, en': lambda: ek.scores_frame(evaluation, True),  # type: ignore[arg-type]
        '"fr" is not among zh, en': lambda: ek.explain(evaluation, "gz-2026", "fr"),
        '"2020" is not a date': lambda: ek.score("cases", as_of=2020),  # type: ignore[arg-type]
        '{"ratings": frame}; this is int': lambda: ek.import_tables({"ratings": 3}),  # type: ignore[dict-item]
        '{"ratings": frame}; this is DataFrame': lambda: ek.import_tables(ek.compare(evaluation)),  # type: ignore[arg-type]
        '"agree" is not among score, compare': lambda: ek.view(evaluation, "agree"),
        '"en_GB" is not among zh, en': lambda: ek.view(evaluation, lang="en_GB"),
        'there is no table "agree"': lambda: ek.frame(evaluation, "agree"),
        '"ods" is not among csv, xlsx, parquet': lambda: ek.export(evaluation, "x", "ods"),
        "one name is expected here, out of csv, xlsx, parquet, coinr; this is csv, xlsx": lambda: (
            ek.export(evaluation, "x", ["csv", "xlsx"])  # type: ignore[arg-type]
        ),
        "out of csv, xlsx; this is csv, xlsx": lambda: ek.pack("cases", ["csv", "xlsx"]),  # type: ignore[arg-type]
        "out of zh, en; this is zh, en": lambda: ek.frames(evaluation, titles=["zh", "en"]),  # type: ignore[arg-type]
        "one name is expected here, out of score": lambda: ek.view(
            evaluation,
            ["score", "compare"],  # type: ignore[arg-type]
        ),
        '"1.2.2026" is not a date; write "2026-11-23"': lambda: ek.score("cases", as_of="1.2.2026"),
        '"P9" is not a criterion of small@1.0.0': lambda: ek.find(
            "P9", "plans/gz.txt", rubric="rubrics/small.yaml"
        ),
        "3 is not a document: give a path": lambda: ek.quote("x", [3]),  # type: ignore[arg-type]
    }
    for told, call in wrong.items():
        with pytest.raises(ValueError, match=re.escape(told)):
            call()


def test_documents_may_be_paths_or_texts(desk: Path) -> None:
    text, _ = ek.document("plans/gz.txt")
    assert text is not None
    for given in ("plans/gz.txt", Path("plans/gz.txt"), ["plans/gz.txt"], text, [text]):
        ((held, match),) = ek.quote("R&D spending of 1.6%", given)
        assert (held.name, match.tier) == ("plans/gz.txt", "exact")
        hits = ek.find("P1", given, rubric="rubrics/small.yaml")
        assert [hit.passage.number for hit in hits] == [3]
    assert [hit.passage.number for hit in ek.find("spending", "plans/gz.txt")] == [3]


def test_an_audit_and_a_report_are_one_line_and_in_a_notebook_a_page(desk: Path) -> None:
    evaluation = ek.score("cases", as_of="2026-11-23")
    audited = ek.audit(evaluation, plans="plans")
    assert repr(audited).startswith("<Audit of 3 cases: ")
    assert "<iframe" in audited._repr_html_()  # type: ignore[attr-defined]
    made = ek.page(evaluation, "comparison", lang="en")
    assert repr(made) == f"<Report comparison (en): {made.title}>"


def test_a_finding_is_a_line_of_text(desk: Path) -> None:
    (finding,) = ek.score("cases").findings
    assert str(finding) == (
        'cases/ha-2026.yaml:11:1: note[measure-capped]: "rd" is 4.5, beyond the goalpost 4; it counts as the goalpost'
    )


def test_what_is_listed_is_what_is_offered() -> None:
    """And editors see the same."""
    seen = re.findall(
        r"^    from evalkit.api import (\w+) as \1$",
        Path(str(ek.__file__)).read_text("utf-8"),
        re.M,
    )
    assert seen == sorted((*ek._OFFERED, "audit", "report"))
    assert not {"asdict", "dataclass", "find_spec", "render_job", "annotations"} & {*dir(api)}
    assert {*ek._OFFERED, "audit", "report", "View", "Extras"} <= {*dir(api)}
    assert all(hasattr(api, name) for name in api.__all__)
    assert {*dir(ek)} == {"__version__", "api", "audit", "report", *ek._OFFERED}
