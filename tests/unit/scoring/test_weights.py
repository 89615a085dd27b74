"""Other weights for a rubric: set outright or by judges; the same engine, the same numbers, and
said wherever it shows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from evalkit import api
from evalkit.analysis.weighting import Methods, weighings
from evalkit.cli import main
from evalkit.evaluation import Evaluation, evaluate
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from evalkit.reading.rubric import read_weights
from evalkit.reading.yaml import parse
from evalkit.report.context import context_of
from evalkit.report.model import Paragraph, Table, plain
from evalkit.report.products import briefing, comparison
from evalkit.report.sections import method, weights
from evalkit.report.words import words_of
from evalkit.scoring.weights import overlaid, panel_of, parts_of, weights_of
from evalkit.starter import weights as starter_weights
from evalkit.storage import open_rubric
from tests.conftest import ROOT, asked, case_of, evaluation_of, rubric_of

LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
RUBRIC = f"""\
rubric: weighed
version: 1.0.0
title: Weighed
scale: [{{level: 0, label: a}}, {{level: 1, label: b}}, {{level: 2, label: c}}, {{level: 3, label: d}}, {{level: 4, label: e}}]
method: {{coverage: 0}}
pillars:
  - {{id: p, title: P, criteria: [{{id: one, title: One, {LEVELS}}}, {{id: more, title: More, {LEVELS}}}]}}
  - {{id: q, title: Q, weight: 2, criteria: [{{id: two, title: Two, {LEVELS}}}]}}
  - {{id: r, title: R, criteria: [{{id: three, title: Three, {LEVELS}}}]}}
  - {{id: aside, title: Aside, counts: false, criteria: [{{id: side, title: Side, {LEVELS}}}]}}
"""


def case(name: str, *levels: int) -> str:
    ids = ("one", "more", "two", "three")
    rows = "".join(f"  {i}: {{level: {n}, because: r}}\n" for i, n in zip(ids, levels, strict=True))
    return (
        f"case: {name}\nrubric: weighed@1.0.0\nregion: {{name: {name.upper()}}}\nratings:\n{rows}"
    )


def under(weights: str, *cases: str) -> Evaluation:
    standard = rubric_of(RUBRIC)
    document = parse(f"weights: weighed@1.0.0\n{weights}", "w.yaml")
    file, findings = read_weights(document)
    assert file is not None, [f.message() for f in findings]
    weighed, findings = overlaid(standard, file, document)
    assert weighed is not None, [f.message() for f in findings]
    return evaluate(weighed, [case_of(c) for c in cases], as_of=date(2026, 1, 1))


def codes(weights: str) -> list[str]:
    document = parse(f"weights: weighed@1.0.0\n{weights}", "w.yaml")
    file, findings = read_weights(document)
    found = overlaid(rubric_of(RUBRIC), file, document)[1] if file else findings
    return [f.code for f in found]


def test_set_weights_score_as_the_rubric_with_those_weights_would() -> None:
    """p (¾·0 + ¼·1) = ¼, q ½, r 1; weights 1, 3, 4: (¼ + 1.5 + 4) / 8."""
    evaluation = under("set: {p: 1, q: 3, r: 4, one: 3, p.more: 1}", case("a", 0, 4, 2, 4))
    assert evaluation.score_of["a", "overall"].value == pytest.approx((0.25 + 1.5 + 4) / 8)
    changed = RUBRIC.replace("id: q, title: Q, weight: 2", "id: q, title: Q, weight: 3").replace(
        "id: r, title: R", "id: r, title: R, weight: 4"
    )
    same = evaluation_of(
        changed.replace("id: one, title: One", "id: one, title: One, weight: 3"),
        case("a", 0, 4, 2, 4),
    )
    assert [s.value for s in same.scores] == [s.value for s in evaluation.scores]


def test_judges_pairs_and_points_come_together() -> None:
    """Li: p = 2q = 4r (consistent): 4/7, 2/7, 1/7; Wang's points 1, 1, 2: ¼, ¼, ½; the mean of the
    two."""
    text = "judged:\n  - judges:\n      - {judge: Li, pairs: {p: {q: 2, r: 4}, q: {r: 2}}}\n      - {judge: Wang, points: {p: 1, q: 1, r: 2}}\n"
    file, _ = read_weights(parse(f"weights: weighed@1.0.0\n{text}", "w.yaml"))
    assert file is not None
    panel = panel_of(rubric_of(RUBRIC).rubric, file.weights.judged[0])
    assert panel.parts == ("p", "q", "r")
    assert panel.weights == pytest.approx(
        ((4 / 7 + 1 / 4) / 2, (2 / 7 + 1 / 4) / 2, (1 / 7 + 1 / 2) / 2)
    )
    assert panel.compared[0][0] == "Li"
    assert panel.compared[0][1].ratio == pytest.approx(0, abs=1e-9)
    assert dict(weights_of(rubric_of(RUBRIC).rubric, file)) == pytest.approx(
        dict(zip("pqr", panel.weights, strict=True))
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("set: {pp: 1}", "reference-unknown"),
        ("set: {p: 0, q: 0, r: 0}", "weights-zero"),
        ("set: {p: -1}", "value-limit"),
        ("judged: [{of: nothing, judges: [{judge: a, points: {p: 1}}]}]", "reference-unknown"),
        ("judged: [{judges: [{judge: a, points: {aside: 1}}]}]", "part-unknown"),
        ("judged: [{judges: [{judge: a}]}]", "key-missing"),
        ("judged: [{judges: [{judge: a, points: {p: 1, q: 2}}]}]", "key-missing"),
        ("judged: [{judges: [{judge: a, points: {p: 1, q: 2, r: 0}}]}]", ""),
        ("judged: [{judges: [{judge: a, pairs: {p: {q: 12, r: 1}, q: {r: 1}}}]}]", "value-limit"),
        ("judged: [{judges: [{judge: a, pairs: {p: {q: lots, r: 1}, q: {r: 1}}}]}]", "value-kind"),
        ("judged: [{judges: [{judge: a, pairs: {p: {q: 3}, q: {r: 1}}}]}]", "judgement-missing"),
        (
            "judged: [{judges: [{judge: a, pairs: {p: {q: 3, r: 1}, q: {r: 1, p: 3}}}]}]",
            "judgement-conflict",
        ),
        (
            "judged: [{judges: [{judge: a, pairs: {p: {q: 9, r: 1/9}, q: {r: 9}}}]}]",
            "judgement-inconsistent",
        ),
        ("judged: [{judges: [{judge: a, pairs: {p: {q: 3, r: 1}, q: {p: 1/3, r: 1/3}}}]}]", ""),
    ],
)
def test_what_does_not_fit_is_found(text: str, code: str) -> None:
    assert codes(text) == ([code] if code else [])


def test_points_that_are_all_nought_are_found_and_do_not_break() -> None:
    assert codes("judged: [{judges: [{judge: a, points: {p: 0, q: 0, r: 0}}]}]") == ["weights-zero"]


def test_weights_survive_the_evaluation_file_and_are_said_in_both_reports() -> None:
    evaluation = under(
        "title: Panel\nwhy: They asked for it.\nset: {r: 4}",
        case("a", 0, 4, 2, 4),
        case("b", 1, 1, 1, 1),
    )
    again = from_json(to_json(asked(evaluation)))
    assert again.standard.weighed == evaluation.standard.weighed
    assert to_json(asked(again)) == to_json(asked(evaluation))
    jsonschema.validate(
        json.loads(to_json(asked(evaluation))), json.loads(api.schema("evaluation"))
    )
    written = starter_weights.weights_file("weighed@1.0.0", "T", "W", {"p": 0.25, "p.one": 1.0})
    jsonschema.validate(yaml.safe_load(written), json.loads(api.schema("weights")))
    assert comparison.comparison(context_of(asked(again), "en")).subtitle.endswith(
        "Other weights: Panel"
    )
    assert "另定的权重：Panel" in briefing.briefing(context_of(asked(again), "zh"), "a").subtitle
    notes = method.notes(context_of(asked(again), "en"), ["a"])
    assert any("not the rubric's own" in note for note in notes)


def test_what_the_command_writes_the_command_takes_and_gives_the_same_numbers(
    tmp_path: Path,
) -> None:
    """CRITIC weights of the pillars, written, taken with -r, and the ranks that the table promised
    come out."""
    runner = CliRunner()
    out = tmp_path / "critic.yaml"
    made = runner.invoke(
        main, ["weights", str(ROOT / "cases"), "-q", "--method", "critic", "-o", str(out)]
    )
    assert made.exit_code == 0, made.output
    evaluation = api.score([ROOT / "cases"], as_of="2026-11-24")
    cases, found = asked(evaluation).scored.cases, asked(evaluation).opinions()
    promised = dict(zip(cases, next(o.ranks for o in found if o.method == "critic"), strict=True))
    again = api.score([ROOT / "cases"], str(out), as_of="2026-11-24")
    assert {s.case: s.rank for s in asked(again).standings} == promised
    assert again.standard.weighed is not None
    assert runner.invoke(main, ["check", str(out)]).exit_code == 0


def test_the_command_refuses_what_gives_no_weights(tmp_path: Path) -> None:
    runner = CliRunner()
    run = [*("weights", str(ROOT / "cases"), "-q"), "--of", "innovation-talent.people"]
    wrong = runner.invoke(main, [*run, "--method", "pca", "-o", str(tmp_path / "w.yaml")])
    assert wrong.exit_code == 2
    assert 'the method "pca" gives no weights here' in wrong.stderr
    assert not (tmp_path / "w.yaml").exists()
    assert (
        "did you mean"
        in runner.invoke(main, ["weights", str(ROOT / "cases"), "-q", "--of", "layou"]).stderr
    )


def test_a_file_of_weights_beside_cases_is_no_fault_and_an_unknown_rubric_is_found_at_its_line(
    tmp_path: Path,
) -> None:
    (tmp_path / "w.yaml").write_text("title: x\nweights: nowhere@1.0.0\nset: {p: 1}\n", "utf-8")
    found, findings, _ = open_rubric(str(tmp_path / "w.yaml"))
    assert found is None
    assert [(f.code, f.span.line) for f in findings] == [("rubric-unknown", 2)]


def test_parts_are_those_that_carry_weight() -> None:
    rubric = rubric_of(RUBRIC).rubric
    assert parts_of(rubric, "overall") == ("p", "q", "r")
    assert parts_of(rubric, "p") == ("p.one", "p.more")
    assert parts_of(rubric, "p.one") == ()


# --- weighings and opinions ------------------------------------------------------------------


def test_few_cases_are_flagged_and_pca_gives_nothing() -> None:
    evaluation = evaluation_of(
        RUBRIC, case("a", 0, 4, 2, 4), case("b", 1, 1, 1, 1), case("c", 3, 2, 1, 0)
    )
    found = {w.method: w for w in asked(evaluation).weighings()}
    assert found["stated"].weights == (0.25, 0.5, 0.25)
    assert found["equal"].weights == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert (found["entropy"].doubt, found["critic"].doubt) == ("few-cases", "few-cases")
    assert found["pca"].weights == ()
    doubts = weights.doubts(context_of(asked(evaluation), "en"), "overall", tuple(found.values()))
    assert doubts[2] == "PCA: gives nothing with fewer than 10 plans."


def test_cases_that_are_all_alike_give_no_weights_and_all_tie() -> None:
    evaluation = evaluation_of(RUBRIC, *(case(n, 2, 2, 2, 2) for n in "abc"))
    found = {w.method: w for w in asked(evaluation).weighings()}
    assert found["critic"].doubt == "constant"
    cases, opinions = asked(evaluation).scored.cases, asked(evaluation).opinions()
    assert all(
        o.ranks == (1, 1, 1) for o in opinions
    )  # equal ratings, equal ranks under every method
    assert cases == ("a", "b", "c")


def test_second_opinions_say_how_often_and_who_moves() -> None:
    """c is first by the stated weights (q doubled), a by equal ones and by the criteria alike."""
    evaluation = evaluation_of(
        RUBRIC, case("a", 4, 4, 0, 4), case("b", 0, 0, 0, 0), case("c", 2, 2, 4, 1)
    )
    cases, found = asked(evaluation).scored.cases, asked(evaluation).opinions()
    ranks = {o.method: dict(zip(cases, o.ranks, strict=True)) for o in found}
    assert ranks["stated"]["c"] == 1
    assert ranks["equal"]["a"] == 1
    assert ranks["geometric"] == {"c": 1, "a": 2, "b": 2}
    fact = weights.second_opinions(context_of(asked(evaluation), "en"), cases, found)
    assert dict([(fact.first, fact.n_first), *fact.others]) == {
        r.upper(): sum(o[r] == 1 for o in ranks.values()) for r in ("a", "c")
    }
    said = plain(words_of("en").weights.second_opinions(fact))
    assert f"of {fact.n_methods} methods" in said
    assert np.isfinite([o.ranks for o in found]).all()


APART = (case("a", 0, 4, 2, 4), case("b", 1, 1, 1, 1), case("c", 3, 2, 1, 0))


def test_variants_and_combinations_are_there_where_they_are_asked_for() -> None:
    evaluation = evaluation_of(RUBRIC, *APART)
    usual = ["stated", "equal", "entropy", "critic", "pca"]
    assert [w.method for w in api.weights(evaluation)] == usual
    found = api.weights(evaluation, also=["critic-raw"], combine=["stated", "entropy-shifted"])
    names = ["entropy", "entropy-shifted", "critic", "critic-raw", "pca", "combined-product"]
    assert [w.method for w in found] == ["stated", "equal", *names]
    by = {w.method: np.array(w.weights) for w in found}
    product = by["stated"] * by["entropy-shifted"]
    assert by["combined-product"] == pytest.approx(product / product.sum())
    assert found[-1].doubt == "few-cases"
    assert found[-1].least == evaluation.rubric.method.least_sample
    ranked = {o.method: o for o in api.rankings(evaluation, combine=["stated", "equal"], by="mean")}
    assert ranked["combined-mean"].values[0] == pytest.approx(
        (ranked["stated"].values[0] + ranked["equal"].values[0]) / 2  # type: ignore[operator]
    )
    from_cases = {method for method, o in ranked.items() if o.from_cases}
    assert from_cases == {"entropy", "critic", "copeland"}


def test_values_stand_beside_ranks_and_ideals_are_those_asked_for() -> None:
    evaluation = evaluation_of(RUBRIC, *APART, case("d", 4, 4, 4, 4), case("e", 0, 0, 0, 0))
    for ideals in ("fixed", "vector", "minmax"):
        found = {o.method: o for o in api.rankings(evaluation, ideals=ideals)}
        own = found["topsis" if ideals == "fixed" else f"topsis-{ideals}"]
        assert own.from_cases == (ideals != "fixed")
        assert own.values[3:] == (1, 0)  # at the best, and at the worst
        assert all(value is not None and 0 <= value <= 1 for value in own.values)
        assert found["copeland"].values[3:] == (4, -4)
        assert found["stated"].values == pytest.approx(evaluation.scored().rolled.value[:, -1])
    fixed = next(o for o in api.rankings(evaluation) if o.method == "topsis")
    # a: weights 1/8, 1/8, 1/2, 1/4 of 0, 1, .5, 1: √(1/64 + 1/16 + 1/16) and √(1/64 + 1/16)
    near, far = (1 / 64 + 1 / 16 + 1 / 16) ** 0.5, (1 / 64 + 1 / 16) ** 0.5
    assert fixed.values[0] == pytest.approx(near / (near + far))
    without = evaluation_of(RUBRIC, *APART)
    closeness = {
        ideals: next(o for o in api.rankings(without, ideals=ideals) if "topsis" in o.method).values
        for ideals in ("fixed", "vector", "minmax")
    }
    assert len({*closeness.values()}) == 3


@pytest.mark.parametrize(
    ("asked_for", "cases", "doubt", "said"),
    [
        (
            {"combine": ["equal", "entropy"], "by": "game"},
            APART,
            "idle",
            "of no account here: Equal. By this rule",
        ),
        (
            {"combine": ["stated", "entropy"], "by": "game"},  # q, doubled, varies most
            (case("a", 2, 2, 0, 2), case("b", 2, 2, 4, 3), case("c", 2, 2, 2, 2)),
            "turned",
            "below zero in the solution: Stated. The size counts",
        ),
        (
            {"combine": ["stated", "equal", "entropy", "critic"], "by": "game"},
            APART,
            "dependent",
            "has no single solution: the weights of some",
        ),
        (
            {"combine": ["stated", "pca"], "by": "mean"},
            APART,
            "lacking",
            "joins nothing, for want of weights by PCA.",
        ),
    ],
)
def test_what_is_to_be_known_of_a_combination_is_told(
    asked_for: dict[str, object], cases: tuple[str, ...], doubt: str, said: str
) -> None:
    evaluation = evaluation_of(RUBRIC, *cases)
    found = api.weights(evaluation, **asked_for)  # type: ignore[arg-type]
    assert found[-1].doubt == doubt
    for lang in ("en", "zh"):
        told = weights.doubts(context_of(asked(evaluation), lang), "overall", found[-1:])
        assert len(told) == 1
        assert (said in told[0]) == (lang == "en")


def test_entropy_of_scores_below_nought_is_told_and_not_computed() -> None:
    scored = evaluation_of(RUBRIC, *APART).scored()
    below = replace(scored, rolled=replace(scored.rolled, value=scored.rolled.value - 0.5))
    found = {w.method: w for w in weighings(below, "overall", (), Methods(("entropy-shifted",)))}
    assert (found["entropy"].weights, found["entropy"].doubt) == ((), "negative")
    own = {w.method: w for w in weighings(scored, "overall", (), Methods(("entropy-shifted",)))}
    assert found["entropy-shifted"].weights == pytest.approx(own["entropy-shifted"].weights)
    for lang, said in (("en", "Entropy: knows no share of a score below 0"), ("zh", "有得分为负")):
        ctx = context_of(asked(evaluation_of(RUBRIC, *APART)), lang)
        assert said in weights.doubts(ctx, "overall", [found["entropy"]])[0]
    with pytest.raises(ValueError, match="some scores are below 0"):
        api.weights_file(evaluation_of(RUBRIC, *APART), [*found.values()], "entropy")


def test_a_combination_of_what_rules_each_other_out_is_empty() -> None:
    """q alone varies by entropy; the stated weights are those of a file that gives q none."""
    alike = (case("a", 2, 2, 0, 2), case("b", 2, 2, 4, 2))
    evaluation = under("set: {p: 1, q: 0, r: 1}", *alike)
    (found,) = api.weights(evaluation, combine=["stated", "entropy"])[-1:]
    assert (found.weights, found.doubt) == ((), "empty")
    with pytest.raises(ValueError, match="no part has a weight by each of stated, entropy"):
        api.weights_file(evaluation, [found], "combined-product")


@pytest.mark.parametrize(
    ("asked_for", "said"),
    [
        ({"combine": ["entropy"]}, "alone is no combination"),
        ({"combine": ["ahp", "entropy"]}, "takes its weights from judges"),
        ({"combine": ["merec", "entropy"]}, '"merec" is not among stated'),
        ({"by": "sum"}, '"sum" is not among product, mean, game'),
        ({"also": "pca"}, '"pca" is not among entropy-shifted'),
        ({"ideals": "best"}, '"best" is not among fixed, vector, minmax'),
        ({"of": "x"}, '"x" is not'),
    ],
)
def test_what_cannot_be_asked_for_is_refused(asked_for: dict[str, object], said: str) -> None:
    evaluation = evaluation_of(RUBRIC, *APART)
    with pytest.raises(ValueError, match=said):
        api.rankings(evaluation, **asked_for)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cases", "method", "of", "said"),
    [
        (APART[:1], "entropy", "overall", "needs two scored cases or more"),
        (APART, "pca", "overall", "needs 10 scored cases or more, and there are 3"),
        (APART, "critic", "q", "q has one part only"),
        ((case("a", 2, 2, 2, 2), case("b", 2, 2, 2, 2)), "critic", "overall", "do not differ"),
        (
            (
                "case: a\nrubric: weighed@1.0.0\nregion: {name: A}\nratings: {one: {level: 2, because: r}}\n",
                "case: b\nrubric: weighed@1.0.0\nregion: {name: B}\nratings: {more: {level: 3, because: r}}\n",
            ),
            "entropy",
            "p",
            "fewer than two parts of p are scored in every case",
        ),
    ],
)
def test_a_method_without_weights_is_refused_with_its_own_reason(
    cases: tuple[str, ...], method: str, of: str, said: str
) -> None:
    evaluation = evaluation_of(RUBRIC, *cases)
    with pytest.raises(ValueError, match=said):
        api.weights_file(evaluation, api.weights(evaluation, of), method, of)


def test_a_combination_is_written_and_taken_and_gives_the_ranks_it_promised(
    tmp_path: Path,
) -> None:
    runner, out = CliRunner(), tmp_path / "game.yaml"
    more = ["--combine", "entropy,critic", "--by", "game"]
    run = ["weights", str(ROOT / "cases"), "-q", "--as-of", "2026-11-24", *more]
    made = runner.invoke(main, [*run, "-o", str(out)])
    assert made.exit_code == 0, made.output
    told = json.loads(runner.invoke(main, [*run, "--json", "--ideals", "vector"]).stdout)
    promised = {
        o["method"]: dict(zip(told["cases"], o["ranks"], strict=True)) for o in told["ranks"]
    }
    again = api.score([ROOT / "cases"], str(out), as_of="2026-11-24")
    assert {s.case: s.rank for s in asked(again).standings} == promised["combined-game"]
    assert told["weights"][-1]["combines"] == ["entropy", "critic"]
    assert sum(told["weights"][-1]["coefficients"]) == pytest.approx(1)
    assert "topsis-vector" in promised
    assert "of entropy, critic; 12 cases" in out.read_text("utf-8")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_says_where_ideals_come_from_and_what_is_joined(lang: str) -> None:
    evaluation = evaluation_of(RUBRIC, *APART)
    ctx = context_of(asked(evaluation), lang)
    found = api.weights(evaluation, combine=["entropy", "critic"], by="game")
    ranked = api.rankings(evaluation, combine=["entropy", "critic"], by="game", ideals="minmax")
    blocks = weights.asked(ctx, "overall", (), found, ranked)
    said = "\n".join(plain(b.runs) for b in blocks if isinstance(b, Paragraph))
    captions = [b.caption for b in blocks if isinstance(b, Table)]
    a, b = (f"{own:.3f}" for own in found[-1].coefficients)
    if lang == "en":
        assert captions[-1] == "What TOPSIS and Copeland come to"
        assert f"Combined, game theory: joins Entropy ({a}) and CRITIC ({b})." in said
        assert "TOPSIS, min–max takes its ideals from these plans" in said
        assert "TOPSIS, min–max: its ideals come from fewer than 10 plans" in said
    else:
        assert captions[-1] == "TOPSIS和Copeland的结果"
        assert f"博弈论组合：由熵权法（{a}）和CRITIC（{b}）合成。" in said
        assert "TOPSIS（极差标准化）的理想点取自现有规划" in said
        assert "规划不足10份" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_reader_is_told_where_copeland_holds_a_plan_against_some_others_only(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluation = evaluation_of(RUBRIC, *APART)
    ctx = context_of(asked(evaluation), lang)
    cases, found = evaluation.cases, api.rankings(evaluation)
    assert not any("Copeland" in said for said in weights.ideals_lines(ctx, cases, found))
    monkeypatch.setattr(weights, "MOST_PAIRED", 2)
    told = weights.ideals_lines(ctx, cases, found)[-1]
    assert "Copeland" in told
    assert "1000" in told
