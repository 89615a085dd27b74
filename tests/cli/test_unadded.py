"""Standards without a total on the command line: a new case, a rating form out and back, two raters'
files as one, and settling."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from evalkit.cli import main
from tests.forms import filled, opened
from tests.unadded import HEADINGS, PROFILE, case, rated_only, verdict_rubric

KINDS = {
    "verdict": rated_only(verdict_rubric("all")),
    "headings": HEADINGS,
    "profile": PROFILE,
}
CHAIR = ("--by", "chair", "--because", "read again")


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder with a standard of a kind, and a case on which two raters differ."""
    name = str(request.param)
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "cases").mkdir()
    (tmp_path / "rubrics" / "kinds.yaml").write_text(KINDS[name], "utf-8")
    given = case(
        "k1", {"a": [4.0], "b": [3.0], "c": [1.0, 4.0], "d": [4.0], "e": [5.0]}, value=None
    )
    if name == "profile":
        given = given.replace("level: 5.0", "level: 4.0")
    given = re.sub(r"level: (\d)\.0", r"level: \1", given)
    (tmp_path / "cases" / "k1.yaml").write_text(given, "utf-8")
    monkeypatch.chdir(tmp_path)
    return name


def run(*arguments: str, lang: str = "en", code: int = 0) -> Result:
    made = CliRunner().invoke(main, [*arguments, "--lang", lang])
    assert made.exit_code == code, made.output
    return made


def test_what_is_to_settle_is_told_without_a_total(kind: str) -> None:
    for lang, total in (("en", "total"), ("zh", "总分")):
        told = run("settle", "k1", lang=lang).stdout
        assert total not in told
        assert "- r0 1" in told
        assert "k1/c" in told


def test_settling_tells_what_it_moved(kind: str) -> None:
    told = run("settle", "k1/c", "--level", "4", *CHAIR).stdout
    rows = [line.split() for line in told.splitlines()[2:]]
    assert ["Level", "2.5", "(mean", "of", "the", "raters)", "4", "(adjudicated)"] in rows
    assert (["Standard", "not", "met", "met"] in rows) == (kind == "verdict")
    assert any(row[:1] == ["One"] for row in rows) == (kind == "profile")


def test_a_form_for_settling_speaks_of_no_total(kind: str) -> None:
    for lang, never in (("en", "total|points"), ("zh", "总分")):
        run("form", "k1", "--settle", "--rater", "chair", "-o", f"{lang}.xlsx", lang=lang)
        book = opened(Path(f"{lang}.xlsx").read_bytes())
        texts = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row]
        assert not [text for text in texts if re.search(never, text)]


def test_a_form_goes_out_and_comes_back(kind: str) -> None:
    run("form", "k1", "--rater", "zoe", "-o", "form.xlsx")
    answers = {("a", "level"): 0, ("a", "reason"): "none", ("b", "state"): "no information"}
    answers |= {("b", "reason"): "silent"}
    form = filled(Path("form.xlsx").read_bytes(), answers)
    Path("form.xlsx").write_bytes(form)
    run("collect", "form.xlsx")
    text = Path("cases/k1.yaml").read_text("utf-8")
    assert "{rater: zoe, level: 0, because: none}" in text
    assert "{rater: zoe, state: missing, because: silent}" in text
    run("score", "cases/k1.yaml")


def test_a_new_case_is_written_and_checked(kind: str) -> None:
    run("new", "case", "k2", "--raters", "a,b")
    run("new", "case", "k3", "--after", "k1", lang="zh")
    for name in ("k2", "k3"):
        text = Path(f"cases/{name}.yaml").read_text("utf-8")
        assert f"case: {name}\nrubric: kinds@1.0.0\n" in text
        assert not re.search("score|weight|rank|得分|权重|名次", text)


def test_two_raters_files_become_one(kind: str) -> None:
    text = Path("cases/k1.yaml").read_text("utf-8")
    for rater in ("ana", "ben"):
        Path(f"{rater}.yaml").write_text(text.replace("rater: r", f"rater: {rater}"), "utf-8")
    run("merge", "ana.yaml", "ben.yaml", "-o", "cases/k1.yaml", "--force")
    joined = Path("cases/k1.yaml").read_text("utf-8")
    assert joined.count("rater: ana0") == joined.count("rater: ben0") == 5
    run("score", "cases/k1.yaml")


def test_the_example_of_a_form_stands_on_the_scale_of_the_rubric(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "cases").mkdir()
    scale = "scale: [{level: 0, label: no}, {level: 1, label: yes}]"
    rubric = (
        f"rubric: kinds\nversion: 1.0.0\ntitle: T\nverdict: all\n{scale}\n"
        "pillars: [{id: p, title: P, criteria: [{id: a, title: A, levels: {0: n, 1: y}}]}]\n"
    )
    (tmp_path / "rubrics" / "kinds.yaml").write_text(rubric, "utf-8")
    (tmp_path / "cases" / "k.yaml").write_text(
        "case: k\nrubric: kinds@1.0.0\nregion: {name: K}\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    run("form", "k", "--rater", "zoe", "-o", "form.xlsx")
    guide = opened(Path("form.xlsx").read_bytes()).worksheets[0]
    (row,) = ([c.value for c in r] for r in guide.iter_rows() if r[1].value == "Dated targets")
    assert row[4] == "0"
