"""The section on the data: where it stands, what it says first, what it says of few cases."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from evalkit import api
from evalkit.cli import main
from evalkit.evaluation import Evaluation
from evalkit.report.context import Context, context_of
from evalkit.report.model import Bullets, Chart, Paragraph, Table, plain
from evalkit.report.products import comparison_method
from evalkit.report.sections import data
from evalkit.report.sections.data import pictures
from tests.conftest import asked, evaluation_of

RUBRIC = """\
rubric: idx
version: 1.0.0
title: Index
pillars:
  - id: p
    title: Input
    criteria:
      - {id: a, title: Spending, measure: {unit: "%", better: higher, normalisation: minmax}}
      - {id: b, title: Budget, measure: {unit: "%", better: higher, normalisation: minmax}}
      - {id: c, title: Debt, measure: {unit: "%", better: lower, normalisation: minmax}}
  - id: q
    title: Output
    criteria:
      - {id: d, title: Patents, measure: {unit: each, better: higher, normalisation: minmax}}
"""
A = (1.0, 2.1, 3.2, 3.9, 5.1, 6.0, 7.2, 7.9, 9.1, 10.0, 11.2, 11.8)
D = (3.0, 4.0, 4.0, 5.0, 5.0, 5.0, 6.0, 6.0, 7.0, 7.0, 8.0, 90.0)


def case(n: int) -> str:
    b, c = 2 * A[n] + (n % 3) / 10, A[n] + (n % 4) / 2
    values = {"a": (A[n], "%"), "b": (b, "%"), "c": (c, "%"), "d": (D[n], "each")}
    rows = "".join(
        f'  {id}: {{value: {v}, unit: "{unit}", year: 2023}}\n' for id, (v, unit) in values.items()
    )
    return f"case: c{n:02}\nrubric: idx@1.0.0\nregion: {{name: R{n:02}}}\nmeasures:\n{rows}"


def made(n: int) -> Evaluation:
    return evaluation_of(RUBRIC, *(case(k) for k in range(n)))


def context(n: int, lang: str = "en") -> Context:
    return context_of(asked(made(n)), lang)


def bullets(ctx: Context) -> list[str]:
    (first,) = [b for b in data.asked(ctx, ctx.results.data) if isinstance(b, Bullets)]
    return [plain(item) for item in first.items]


def test_what_stands_out_comes_first_and_by_name() -> None:
    said = bullets(context(12))
    assert said[0].startswith("Of four measures one is pulled by outliers: patents (skewness 3.4")
    assert said[0].endswith(", because of R11).")
    assert "spending and budget (+1.00)" in said[2]
    # debt counts the other way, so that its score runs against what it goes with in values
    assert said[3].startswith("Four pairs run against each other beyond chance: ")
    assert "budget and debt (−0.9" in said[3]
    chinese = bullets(context(12, "zh"))
    assert chinese[0].startswith("4项指标中，有1项被离群值拉偏：Patents（偏度3.4")


def test_few_cases_are_said_to_be_few_and_nothing_breaks() -> None:
    assert bullets(context(5))[0].startswith("Five plans are too few to conclude from")
    alone = bullets(context(1))
    assert alone[0].startswith("One plan is too few")
    assert alone[-1].startswith("Nothing can be correlated")
    tables = [b for b in data.asked(context(1), context(1).results.data) if isinstance(b, Table)]
    assert {plain(row.cells[-1].runs) for row in tables[0].rows} == {"one value only"}
    assert data.compared(context(1)) == ()


def test_the_section_stands_where_what_is_measured_makes_the_total_else_by_name(
    shipped: Evaluation,
) -> None:
    names = [s.id for s in comparison_method.method(context(12)).sections]
    assert "data" in names
    other = context_of(asked(shipped), "en")
    assert not data.stands(other)
    assert [s.id for s in comparison_method.method(other, ["data"]).sections] == ["data"]


def test_a_note_follows_what_it_is_on() -> None:
    for n in (1, 2, 3, 12):
        blocks = data.asked(context(n), context(n).results.data)[1:-1]
        for one, other in pairwise(blocks):
            assert not (isinstance(one, Paragraph) and isinstance(other, Paragraph))
        assert isinstance(blocks[0], Table)


def test_of_one_node_every_table_is_of_it() -> None:
    ctx = context(12)
    blocks = data.asked(ctx, ctx.results.data_of("p", "kendall"))
    captions = [b.caption for b in blocks if isinstance(b, Table)]
    assert "Each criterion against the others: Input" in captions
    assert any(caption.startswith("Correlations to look at (Kendall's τ-b") for caption in captions)
    texts = [plain(c.runs) for b in blocks if isinstance(b, Table) for r in b.rows for c in r.cells]
    assert not any("Patents" in text for text in texts)


def test_pictures_show_what_the_tables_say() -> None:
    ctx = context(12)
    (drawn,) = pictures.correlations(ctx, ctx.results.data.correlations)
    assert isinstance(drawn, Chart)
    assert "Spending · Budget +1.00" in drawn.alt
    rows = json.dumps(json.loads(drawn.spec), ensure_ascii=False)
    assert "Spending · Debt: −0.9" in rows
    (strips,) = pictures.distributions(ctx, ctx.results.data)
    assert "Patents: 3.00 to 90.00, median 5.50, outside: R11" in strips.alt
    assert pictures.distributions(context(1), context(1).results.data) == ()
    assert pictures.correlations(context(2), context(2).results.data.correlations) == ()


def asked_of(rubric: str, lang: str = "en", n: int = 12) -> tuple[Context, list[str]]:
    """A made rubric's context, and every text of the section in order."""
    ctx = context_of(asked(evaluation_of(rubric, *(case(k) for k in range(n)))), lang)
    out = bullets(ctx)
    for block in data.asked(ctx, ctx.results.data):
        if isinstance(block, Table):
            out += [block.caption, *(plain(c.runs) for r in block.rows for c in r.cells)]
        if isinstance(block, Paragraph):
            out.append(plain(block.runs))
    return ctx, out


def test_what_does_not_count_is_no_part_of_the_total() -> None:
    aside = "  - id: q\n    title: Output\n    counts: false\n"
    third = aside.replace("id: q", "id: z").replace("    counts: false\n", "")
    third = third.replace("Output", "Rest") + "    criteria: [{id: e, title: Extra, measure: "
    third += "{unit: each, better: higher, normalisation: minmax}}]\n"
    ctx, _ = asked_of(RUBRIC.replace("  - id: q\n    title: Output\n", aside) + third)
    found = ctx.results.data
    of_total = [p for p in found.correlations.pairs if "overall" in (p.a, p.b) or p.of == "overall"]
    assert of_total
    assert not any("q" in (p.a, p.b) or "q.d" in (p.a, p.b) for p in of_total)
    tops = [own for own in found.components if own.of == "overall"]
    assert tops
    assert all(not {"q", "q.d"} & {*own.refs, *own.aside} for own in tops)
    (whole,) = [own for own in found.reliability if own.ref == "overall"]
    assert "q.d" not in {own.ref for own in whole.criteria} | {*whole.aside}


def test_a_part_that_alone_varies_has_no_share_and_the_reason_is_told() -> None:
    def only_a(n: int) -> str:
        return "".join(
            line for line in case(n).splitlines(True) if not line.startswith(("  b:", "  c:"))
        )

    evaluation = evaluation_of(
        RUBRIC.replace("title: Index\n", "title: Index\nmethod: {coverage: 0}\n"),
        *(only_a(n) for n in range(12)),
    )
    ctx = context_of(asked(evaluation), "en")
    (own,) = [own for own in ctx.results.data.importance if own.ref == "p"]
    assert [(p.n, p.share, p.error) for p in own.parts] == [
        (12, None, None),
        *[(0, None, None)] * 2,
    ]
    (shown,) = [
        b
        for b in data.asked(ctx, ctx.results.data)
        if isinstance(b, Table) and b.caption == "Weight and importance"
    ]
    rows = {plain(r.cells[0].runs): [plain(c.runs) for c in r.cells] for r in shown.rows}
    assert rows["Spending"][-1] == "the only part with a correlation: no share"
    assert rows["Debt"][1] == "0"
    assert rows["Debt"][-1] == "fewer than three cases have it"


def test_imputed_scores_are_said_where_there_are_some() -> None:
    filled = RUBRIC.replace("pillars:\n", "prepare: {impute: {method: mean}}\npillars:\n")
    lacking = case(3).replace('  d: {value: 5.0, unit: "each", year: 2023}\n', "")
    assert lacking != case(3)
    cases = [lacking if n == 3 else case(n) for n in range(12)]
    said = bullets(context_of(asked(evaluation_of(filled, *cases)), "en"))
    assert said[1].startswith("One score is imputed: patents (1). Correlations, importance,")
    chinese = bullets(context_of(asked(evaluation_of(filled, *cases)), "zh"))
    assert chinese[1].startswith("有1个得分是插补的：Patents（1个）")
    assert not any("imputed" in text for text in bullets(context(12)))


def test_small_figures_keep_two_digits_of_what_cases_differ_by() -> None:
    def small(n: int) -> str:
        return case(n).replace(f"value: {A[n]},", f"value: {A[n] / 100000:.8f},", 1)

    ctx = context_of(asked(evaluation_of(RUBRIC, *(small(n) for n in range(12)))), "en")
    first = next(b for b in data.asked(ctx, ctx.results.data) if isinstance(b, Table))
    row = [plain(c.runs) for c in first.rows[0].cells]
    assert row[2:5] == ["0.000065", "0.000036", "0.000010"]


def test_the_terminal_speaks_of_nothing_that_is_not_there() -> None:
    ctx, texts = asked_of(RUBRIC)
    said = " ".join(texts)
    assert "bold" not in said
    assert "picture" not in said
    assert "last columns" not in said
    assert ("*: no weights" in said) == any(text.endswith(" *") for text in texts)
    report = " ".join(plain(b.runs) for b in data.compared(ctx) if isinstance(b, Paragraph))
    assert "bold" in report


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "idx.yaml").write_text(RUBRIC, "utf-8")
    (tmp_path / "cases").mkdir()
    for n in range(12):
        (tmp_path / f"cases/c{n:02}.yaml").write_text(case(n), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("desk")
def test_the_command_answers_in_text_and_in_json_and_refuses_a_node_that_is_not_there() -> None:
    run = CliRunner().invoke
    common = ["cases", "-r", "idx.yaml", "-q", "--as-of", "2026-01-01", "--lang", "en"]
    text = run(main, ["data", *common])
    assert text.exit_code == 0, text.output
    assert "Principal components" in text.stdout
    held = json.loads(run(main, ["data", *common, "--json", "--method", "spearman"]).stdout)
    assert held["correlations"]["method"] == "spearman"
    assert held["correlations"]["tests"] == sum(
        p["p"] is not None and p["kind"] in ("within", "across")
        for p in held["correlations"]["pairs"]
    )
    patents = next(d for d in held["distributions"] if d["ref"] == "q.d")
    assert patents["skewed"]
    assert patents["pulling"] == ["c11"]
    wrong = run(main, ["data", *common, "--of", "inptu"])
    assert wrong.exit_code != 0
    evaluation = api.score("cases", "idx.yaml", as_of="2026-01-01")
    assert api.read_data(evaluation, "p").of == "p"
    with pytest.raises(ValueError, match="kendal"):
        api.read_data(evaluation, method="kendal")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="is not a pillar"):
        api.read_data(evaluation, "x")
