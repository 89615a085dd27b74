"""Coefficients of agreement against published data and peers, and their laws."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest
from evalkit.analysis.agreement import COEFFICIENTS, Agreement, agreement, shares
from evalkit.evaluation import Evaluation
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from evalkit.report.context import context_of
from evalkit.report.model import Table, plain
from evalkit.report.products import comparison_method, evidence
from evalkit.report.sections import agreement as section
from evalkit.report.words import words_of
from evalkit.scoring.coefficients import alpha, bootstrap, weighted_kappa
from evalkit.scoring.intraclass import two_way
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import asked, evaluation_of

NAN = math.nan
# Krippendorff's reliability data "C": four raters, twelve units (as in the R package irr,
# kripp.alpha)
DATA_C = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, NAN],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
)
SCALE = (0.0, 1.0, 2.0, 3.0, 4.0)
KAPPAS = ("kappa", "kappa_unweighted", "kappa_linear")


@pytest.mark.parametrize(
    ("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_of_krippendorffs_own_data(metric: str, published: float) -> None:
    assert alpha(DATA_C, metric) == pytest.approx(published, abs=0.0005)


def test_icc_of_shrout_and_fleiss() -> None:
    """Shrout and Fleiss (1979), six targets, four judges: ICC(2,1) .29, ICC(2,4) .62."""
    rated = np.array(
        [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],
        dtype=float,
    ).T
    one, every = two_way(rated).one, two_way(rated).all
    assert (one, every) == pytest.approx((0.289764, 0.620051), abs=1e-6)


def test_weighted_kappa_by_hand() -> None:
    """a 0 1 2, b 0 2 2: observed mean of squares 1/3; by chance (0 4 4 1 1 1 4 0 0)/9 = 15/9; κ = 1
    − 0.2."""
    assert weighted_kappa(np.array([0.0, 1, 2]), np.array([0.0, 2, 2]), SCALE) == pytest.approx(0.8)


def test_weighted_kappa_is_that_of_all_pairs_of_ratings() -> None:
    """Chance is every rating of one beside every rating of the other: the table of pairs, written
    out."""
    generator = np.random.default_rng(3)
    for n in (1, 2, 15, 400):
        steps = (1.0, 3.0, 4.0, 9.0)
        one, two = (generator.choice([*steps, NAN], n) for _ in range(2))
        both = ~np.isnan(one) & ~np.isnan(two)
        a, b = (np.searchsorted(steps, given[both]) for given in (one, two))
        if not a.size or not ((a[:, None] - b[None, :]) ** 2).any():
            assert weighted_kappa(one, two, steps) is None
            continue
        by_hand = 1 - ((a - b) ** 2).mean() / ((a[:, None] - b[None, :]) ** 2).mean()
        assert weighted_kappa(one, two, steps) == by_hand


def test_memory_of_weighted_kappa_grows_with_the_ratings_not_with_their_pairs() -> None:
    rated = np.random.default_rng(0).choice(SCALE, (2, 20_000))
    tracemalloc.start()
    try:
        weighted_kappa(rated[0], rated[1], SCALE)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 200 * rated.shape[1]  # bytes; the table of pairs takes 160,000 a rating


def test_shares_count_pairs_of_ratings() -> None:
    table = np.array([[0, 1, 2, NAN], [0, 2, 4, 1], [0, NAN, 3, 1]])
    identical, within, n = shares(table, SCALE)
    assert n == 8  # 3 + 1 + 3 + 1
    assert identical == pytest.approx(4 / 8)
    assert within == pytest.approx(7 / 8)


def test_steps_are_steps_of_the_scale_not_numbers() -> None:
    assert shares(np.array([[1.0], [3.0]]), (1.0, 3.0, 9.0))[1] == 1


def test_what_cannot_be_computed_is_none() -> None:
    same = np.full((2, 20), 3.0)
    assert alpha(same, "ordinal") is None
    assert weighted_kappa(same[0], same[1], SCALE) is None
    nothing = agreement(
        "overall", "", np.array([[NAN, 1], [2, NAN]]), SCALE, np.random.default_rng(0)
    )
    assert (nothing.n_units, nothing.identical) == (0, None)


def over(*rows: list[float]) -> Agreement:
    return agreement("overall", "", np.array(rows), SCALE, np.random.default_rng(0))


def test_few_units_have_coefficients_that_are_marked_and_no_range() -> None:
    """0 0 and 1 2 by hand: squares 1/2 apart, by chance (0 + 4 + 1 + 1) / 4; of the pairs of ratings
    2 differ, by chance 16 − 4 − 1 − 1 of 3."""
    few = over([0, 1], [0, 2])
    assert (few.identical, few.few, few.few_whole, few.n_whole) == (0.5, True, True, 2)
    assert few.kappa == pytest.approx(1 - (1 / 2) / (6 / 4))
    assert few.alpha["nominal"] == pytest.approx(1 - 3 * 2 / 10)
    assert (few.low, few.high) == (None, None)
    many = over([0, 1] * 5, [0, 2] * 5)
    assert (many.few, many.few_whole) == (False, False)
    assert None not in (many.low, many.high)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([[NAN, 1], [2, NAN]], dict.fromkeys(COEFFICIENTS, "none")),
        ([[0, 1], [2, NAN]], dict.fromkeys(COEFFICIENTS, "one-unit")),
        # AC is defined: its chance is never all
        (
            [[1, 1], [1, 1]],
            {name: "same" for name in COEFFICIENTS if not name.startswith("gwet")},
        ),
        (
            [[0, 1], [2, 2], [1, 3]],
            {**dict.fromkeys(KAPPAS, "two-only"), "kendall_p": "few-for-p"},
        ),
        (
            [[0, 1, NAN, 2], [2, NAN, 2, 1], [NAN, 2, 3, NAN]],
            {
                **dict.fromkeys(KAPPAS, "two-only"),
                **dict.fromkeys(
                    ["icc_one", "icc_all", "icc3_one", "icc3_all", "kendall_w", "kendall_p"],
                    "not-all",
                ),
            },
        ),
        (
            [[0, 1, 2], [2, 2, 2], [NAN, 2, 3]],
            {
                **dict.fromkeys(KAPPAS, "two-only"),
                **dict.fromkeys(["fleiss", "icc1_one", "icc1_all"], "unequal"),
                "kendall_p": "few-for-p",
            },
        ),
        (
            [[0, 0], [2, 2]],
            {
                **dict.fromkeys(["kendall_w", "kendall_p"], "no-order"),
                **dict.fromkeys(["icc1_all", "icc3_one", "icc3_all"], "no-spread"),
            },
        ),
    ],
)
def test_what_is_not_given_says_why(rows: list[list[float]], why: dict[str, str]) -> None:
    found = over(*rows)
    assert found.why == why
    given_ = {**found.further, "alpha": found.alpha["nominal"], "kappa": found.kappa}
    given_ |= {"icc_one": found.icc_one, "icc_all": found.icc_all}
    assert {name for name, value in given_.items() if value is None} == set(why)


TABLES = st.lists(
    st.tuples(st.sampled_from(SCALE), st.sampled_from(SCALE)), min_size=10, max_size=60
).map(lambda rows: np.array(rows).T)


@given(TABLES)
@settings(deadline=None)
def test_perfect_agreement_is_one_and_nothing_is_above_it(table: np.ndarray) -> None:
    same = np.vstack([table[0], table[0]])
    for metric in ("nominal", "ordinal", "interval"):
        perfect, other = alpha(same, metric), alpha(table, metric)
        assert perfect is None or perfect == pytest.approx(1)
        assert other is None or other <= 1 + 1e-12
    kappa = weighted_kappa(table[0], table[1], SCALE)
    assert kappa is None or kappa <= 1 + 1e-12


@given(TABLES)
@settings(deadline=None)
def test_raters_have_no_order(table: np.ndarray) -> None:
    for metric in ("nominal", "ordinal", "interval"):
        assert (
            alpha(table, metric) == pytest.approx(alpha(table[::-1], metric), nan_ok=True)
            or alpha(table, metric) is None
        )
    assert shares(table, SCALE) == shares(table[::-1], SCALE)


@given(TABLES)
@settings(deadline=None, max_examples=30)
def test_a_bootstrap_range_holds_the_coefficient_and_repeats_by_seed(table: np.ndarray) -> None:
    known = alpha(table, "ordinal")
    low, high = bootstrap(table, "ordinal", np.random.default_rng(1))
    if known is None:
        assert (low, high) == (None, None)
        return
    assert low is not None
    assert high is not None
    assert (
        low - 0.25 <= known <= high + 0.25
    )  # a skewed range may miss the value by a little, never by much
    assert (low, high) == bootstrap(table, "ordinal", np.random.default_rng(1))


def test_more_units_narrow_the_range() -> None:
    generator = np.random.default_rng(3)
    one = generator.integers(0, 5, 2000).astype(float)
    two = np.where(generator.random(2000) < 0.7, one, generator.integers(0, 5, 2000))
    widths = []
    for n in (40, 200, 2000):
        low, high = bootstrap(np.vstack([one[:n], two[:n]]), "ordinal", np.random.default_rng(1))
        assert low is not None
        assert high is not None
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)


def test_independent_raters_agree_by_chance_only() -> None:
    generator = np.random.default_rng(5)
    table = generator.integers(0, 5, (2, 20_000)).astype(float)
    for metric in ("nominal", "ordinal", "interval"):
        found = alpha(table, metric)
        assert found == pytest.approx(0, abs=0.03)
    assert weighted_kappa(table[0], table[1], SCALE) == pytest.approx(0, abs=0.03)


def test_peers_agree() -> None:
    """The packages krippendorff and pingouin, where they are installed (they are under the GPL:
    peers in tests only)."""
    peer = pytest.importorskip("krippendorff")
    generator = np.random.default_rng(7)
    table = generator.integers(0, 5, (3, 60)).astype(float)
    table[generator.random(table.shape) < 0.2] = NAN
    for metric in ("nominal", "ordinal", "interval"):
        theirs = peer.alpha(reliability_data=table, level_of_measurement=metric)
        assert alpha(table, metric) == pytest.approx(theirs, abs=1e-9)


# --- over an evaluation ----------------------------------------------------------------------

RUBRIC = """\
rubric: twice
version: 1.0.0
title: Twice
scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}, {level: 4, label: e}]
pillars:
  - id: p
    title: P
    criteria:
CRITERIA
  - {id: q, title: Q, counts: false, criteria: [{id: side, title: Side, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
"""
CRITERIA = "\n".join(
    f"      - {{id: c-{n}, title: Criterion {n}, weight: {n + 1}, levels: {{0: a, 1: b, 2: c, 3: d, 4: e}}}}"
    for n in range(4)
)


def case(pairs: list[tuple[int, int]], name: str = "x", extra: str = "") -> str:
    ratings = "".join(
        f"  c-{n}:\n    - {{rater: a, level: {one}, because: reason a{n}}}\n    - {{rater: b, level: {two}, because: reason b{n}}}\n"
        for n, (one, two) in enumerate(pairs)
    )
    return f"case: {name}\nrubric: twice@1.0.0\nregion: {{name: {name.upper()}}}\nratings:\n{ratings}{extra}"


def evaluated(*cases: str) -> Evaluation:
    return evaluation_of(RUBRIC.replace("CRITERIA", CRITERIA), *cases)


def test_the_work_list_starts_with_what_moves_the_total_most() -> None:
    """Weights 1, 2, 3, 4 of 10: c-0 apart by 4 steps moves .1, c-2 by 2 steps .15, c-3 by 1 step
    .1; c-1 agrees."""
    found = section.disagreements(
        context_of(asked(evaluated(case([(0, 4), (2, 2), (1, 3), (2, 3)]))), "en")
    )
    assert [(d.ref, round(d.effect, 12)) for d in found] == [
        ("p.c-2", 0.15),
        ("p.c-0", 0.1),
        ("p.c-3", 0.1),
    ]
    assert [(rater, level, because) for rater, level, because, _ in found[0].given] == [
        ("a", 1, "reason a2"),
        ("b", 3, "reason b2"),
    ]


def test_what_does_not_count_moves_nothing_and_what_is_adjudicated_is_settled() -> None:
    side = (
        "  side:\n    - {rater: a, level: 0, because: r}\n    - {rater: b, level: 4, because: r}\n"
    )
    found = section.disagreements(
        context_of(asked(evaluated(case([(1, 1), (1, 1), (1, 1), (1, 1)], extra=side))), "en")
    )
    assert [(d.ref, d.effect) for d in found] == [("q.side", 0.0)]
    settled = side + "    - {rater: chair, adjudicates: true, level: 2, because: r}\n"
    assert (
        section.disagreements(
            context_of(
                asked(evaluated(case([(1, 1), (1, 1), (1, 1), (1, 1)], extra=settled))), "en"
            )
        )
        == ()
    )


def test_effects_are_what_the_engine_says() -> None:
    """Counting the lowest and the highest of each disagreement moves the engine's own total by the
    effect."""
    pairs = [(0, 4), (2, 2), (1, 3), (2, 3)]
    for d in section.disagreements(context_of(asked(evaluated(case(pairs))), "en")):
        n = int(d.ref[-1])
        totals = []
        for level in (min(pairs[n]), max(pairs[n])):
            same = [*pairs[:n], (level, level), *pairs[n + 1 :]]
            totals.append(evaluated(case(same)).score_of["x", "overall"].value or 0.0)
        assert totals[1] - totals[0] == pytest.approx(d.effect)


def test_scopes_and_sentences() -> None:
    pairs = [(0, 0), (2, 2), (1, 3), (2, 3)]
    evaluation = evaluated(*(case(pairs, f"x{n}") for n in range(5)))
    scopes = [(a.scope, a.name, a.n_units) for a in asked(evaluation).agreement]
    assert scopes[:3] == [("overall", "", 20), ("pillar", "p", 20), ("pair", "a / b", 20)]
    assert ("criterion", "p.c-2", 5) in scopes
    overall = asked(evaluation).agreement[0]
    assert (overall.identical, overall.within_one) == (0.5, 0.75)
    fact = section.over_all(context_of(asked(evaluation), "en"))
    assert fact is not None
    english, chinese = (plain(words_of(lang).agreement.agreement(fact)) for lang in ("en", "zh"))
    assert english.startswith(
        "Each of 5 plans was rated by two raters; of 20 pairs of ratings of one criterion, 50% give the same level, and 75% are within one step of each other;"
    )
    assert chinese.startswith(
        "5份规划各由两人评分；同一准则的20对评分中，有50%等级相同，75%相差不超过一级；"
    )
    for lang in ("en", "zh"):
        page = evidence.evidence(context_of(asked(evaluation), lang), "x0")
        (held,) = (s for s in page.sections if s.id == "agreement")
        (worklist,) = (b for b in held.blocks if isinstance(b, Table))
        colon = words_of(lang).grammar.colon
        assert [[plain(c.runs) for c in row.cells[1:]] for row in worklist.rows] == [
            [f"a 1{colon}reason a2 ‖ b 3{colon}reason b2", "15.0"],
            [f"a 2{colon}reason a3 ‖ b 3{colon}reason b3", "10.0"],
        ]
    assert plain(
        words_of("en").agreement.agreement_here(section.AgreementHere(2, 4, 2.0, False))
    ) == (
        "Raters gave the same level to 2 of the 4 criteria rated twice; where they differ, it is by 2 levels at most."
    )


def test_nobody_rated_twice_gives_no_agreement() -> None:
    single = (
        "case: x\nrubric: twice@1.0.0\nregion: {name: X}\nratings:\n  c-0: {level: 1, because: r}\n"
    )
    evaluation = evaluated(single)
    assert asked(evaluation).agreement == ()
    assert section.over_all(context_of(asked(evaluation), "en")) is None
    assert not any(
        s.id == "agreement"
        for s in comparison_method.method(context_of(asked(evaluation), "en")).sections
    )


def test_an_evaluation_keeps_its_agreement() -> None:
    evaluation = evaluated(case([(0, 0), (2, 2), (1, 3), (2, 3)]))
    assert asked(from_json(to_json(asked(evaluation)))).agreement == asked(evaluation).agreement


# --- further coefficients --------------------------------------------------------------------


def rated(*rows: dict[str, int], name: str = "x") -> str:
    """A case whose criteria c-0, c-1 … were given levels by the raters named."""
    ratings = "".join(
        f"  c-{n}:\n"
        + "".join(f"    - {{rater: {who}, level: {at}, because: r}}\n" for who, at in own.items())
        for n, own in enumerate(rows)
    )
    return (
        f"case: {name}\nrubric: twice@1.0.0\nregion: {{name: {name.upper()}}}\nratings:\n{ratings}"
    )


def further(evaluation: Evaluation, lang: str = "en") -> dict[str, list[str]]:
    """The table of further coefficients: value, what it is over, and why there is none."""
    made = section.further_table(context_of(asked(evaluation), lang))
    return {plain(r.cells[0].runs): [plain(c.runs) for c in r.cells[4:]] for r in made.rows}


def test_two_raters_of_everything_have_every_coefficient() -> None:
    pairs = [(0, 0), (2, 2), (1, 3), (2, 3)]
    shown = further(evaluated(*(case(pairs, f"x{n}") for n in range(5))))
    assert {own[1] for own in shown.values()} == {"20 criteria"}
    assert {len(own) for own in shown.values()} == {2}  # no column of reasons that are not there
    assert shown["κ, unweighted"] == ["0.38", "20 criteria"]  # (1/2 − 3/16) / (1 − 3/16)
    # sums of ranks 6, 23.5, 23.5 and 31, five of each: W 12 · 1687.5 / (4 · 7980 − 2 · 2460)
    assert shown["Kendall’s W"][0] == "0.75 (p = 0.074)"


def test_raters_of_their_own_for_each_plan_are_compared_pair_by_pair() -> None:
    """a and b rate one plan, c and d another: whose rating it is does not matter to Fleiss, AC and
    ICC(1); what needs the same people is from the lowest pair to the highest."""
    held = evaluated(
        rated({"a": 0, "b": 0}, {"a": 2, "b": 2}, {"a": 1, "b": 3}, {"a": 4, "b": 4}, name="x"),
        rated({"c": 0, "d": 1}, {"c": 2, "d": 2}, {"c": 1, "d": 3}, {"c": 4, "d": 0}, name="y"),
    )
    shown = further(held)
    assert [name for name, own in shown.items() if own[1] == "8 criteria (few)"] == [
        "Fleiss’ κ",
        "AC1",
        "AC2, linear weights",
        "AC2, quadratic weights",
        "ICC(1,1)",
        "ICC(1,k)",
    ]
    # κ by hand: (3/4 − 3/16) / (13/16) and (1/4 − 3/16) / (13/16)
    assert shown["κ, unweighted"] == ["0.08–0.69", "2 pairs of raters (few)"]
    assert further(held, "zh")["κ（不加权）"] == ["0.08–0.69", "2对评分人（少）"]


def test_unequal_numbers_of_raters_leave_fleiss_blank_and_say_so() -> None:
    held = evaluated(
        rated({"a": 0, "b": 0, "c": 1}, {"a": 2, "b": 2}, {"a": 1, "b": 3}, {"a": 4, "b": 4})
    )
    shown = further(held)
    for name in ("Fleiss’ κ", "ICC(1,1)", "ICC(1,k)"):
        assert shown[name] == ["—", "—", "not as many raters for each"]
    # a and b share four criteria, c one with each of them, of which there is nothing to tell
    for name in ("κ, unweighted", "Kendall’s W", "ICC(3,1)"):
        assert shown[name][1:] == ["one pair of raters (few)", "—"]
    assert shown["AC1"][1:] == ["4 criteria (few)", "—"]


def test_yes_and_no_have_no_order() -> None:
    rubric = RUBRIC.replace(
        "[{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}, {level: 4, label: e}]",
        "[{level: 0, label: no}, {level: 1, label: yes}]",
    ).replace("{0: a, 1: b, 2: c, 3: d, 4: e}", "{0: no, 1: yes}")
    criteria = CRITERIA.replace("{0: a, 1: b, 2: c, 3: d, 4: e}", "{0: no, 1: yes}")
    held = evaluation_of(
        rubric.replace("CRITERIA", criteria), case([(0, 0), (1, 1), (1, 0), (1, 1)])
    )
    assert list(further(held)) == ["κ, unweighted", "Fleiss’ κ", "AC1"]
    # AC1 of two levels: p 3/4, ones 5/8, chance 2 · 5/8 · 3/8
    assert further(held)["AC1"][0] == f"{(3 / 4 - 30 / 64) / (1 - 30 / 64):.2f}"
    (*_, note) = section.further(context_of(asked(held), "en"))
    assert "AC2" not in str(note)


def test_a_short_scale_leaves_ac_less_to_guess_than_a_long_one_beside_it() -> None:
    """AC counts the levels that the criterion of a scope has, not those of the longest scale."""
    own = "{id: side, title: Side, scale: own, levels: {0: a, 1: b}}"
    rubric = RUBRIC.replace("CRITERIA", CRITERIA).replace(
        "{id: side, title: Side, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}", own
    )
    sides = [(0, 0), (1, 1), (1, 0), (1, 1)]
    cases = [
        case(
            [(0, 0), (2, 2), (1, 3), (2, 3)],
            f"x{n}",
            f"  side:\n    - {{rater: a, level: {a}, because: r}}\n    - {{rater: b, level: {b}, because: r}}\n",
        )
        for n, (a, b) in enumerate(sides)
    ]
    found = asked(evaluation_of(rubric, *cases)).agreement
    side = next(a for a in found if (a.scope, a.name) == ("criterion", "q.side"))
    assert side.further["gwet_ac1"] == pytest.approx((3 / 4 - 30 / 64) / (1 - 30 / 64))


def test_sentences_say_that_a_coefficient_is_of_few_and_why_there_is_none() -> None:
    few, same = evaluated(case([(0, 0), (2, 2), (1, 3), (2, 3)])), evaluated(case([(2, 2)] * 4))
    said = []
    for held in (few, same):
        for lang in ("en", "zh"):
            fact = section.over_all(context_of(asked(held), lang))
            assert fact is not None
            said.append(plain(words_of(lang).agreement.agreement(fact)))
    assert "; Krippendorff's ordinal α is 0.41, but over so few criteria that one rating" in said[0]
    assert "α为0.41，但双评准则太少，改动一个评分就可能大变。" in said[1]
    assert said[2].endswith(
        "; as all ratings are one and the same level, no coefficient can tell agreement from chance."
    )
    assert said[3].endswith("；所有评分都是同一等级，一致性系数无从计算。")
    made = section.scopes_table(context_of(asked(same), "en"), ("overall",))
    assert [plain(c.runs) for c in made.rows[0].cells][1] == "4 (few)"
    assert "all ratings are one level" in [plain(c.runs) for c in made.rows[0].cells]


def test_one_criterion_rated_twice_gives_no_table_of_dashes() -> None:
    held = context_of(asked(evaluated(rated({"a": 0, "b": 2}, {"a": 1}))), "en")
    assert section.further(held) == ()
    made = section.scopes_table(held, ("overall",))
    assert "only one was rated twice" in [plain(c.runs) for c in made.rows[0].cells]


def test_the_page_of_method_shows_them_and_page_one_does_not() -> None:
    pairs = [(0, 0), (2, 2), (1, 3), (2, 3)]
    ctx = context_of(asked(evaluated(*(case(pairs, f"x{n}") for n in range(5)))), "en")
    (held,) = (s for s in comparison_method.method(ctx).sections if s.id == "agreement")
    assert "Further coefficients of agreement" in [
        b.caption for b in held.blocks if isinstance(b, Table)
    ]
    (held,) = (s for s in evidence.evidence(ctx, "x0").sections if s.id == "agreement")
    assert "Further coefficients of agreement" not in [
        b.caption for b in held.blocks if isinstance(b, Table)
    ]


def test_what_one_rated_counts_in_how_often_a_level_is_given_for_ac_alone() -> None:
    alone = over([0, 1, 1, 4, 4], [0, 1, 2, NAN, NAN])
    both = over([0, 1, 1], [0, 1, 2])
    assert alone.n_units == both.n_units == 3
    assert alone.alpha == both.alpha
    assert alone.further["fleiss"] == both.further["fleiss"]
    # by hand: 2/3 the same; levels 2/6 3/6 1/6 of three units, 2 3 1 0 4 of ten of all five
    assert both.further["gwet_ac1"] == pytest.approx((2 / 3 - 22 / 144) / (1 - 22 / 144))
    assert alone.further["gwet_ac1"] == pytest.approx((2 / 3 - 0.7 / 4) / (1 - 0.7 / 4))


def test_an_icc_of_few_among_many_is_marked() -> None:
    """Three raters, of whom the third rated three of twelve."""
    rows = [{"a": n % 5, "b": (n + n % 2) % 5} for n in range(12)]
    held = [rated(*rows[k : k + 4], name=f"x{k}") for k in (0, 4, 8)]
    held[0] = rated(*({**own, "c": own["a"]} for own in rows[:3]), rows[3], name="x0")
    found = asked(evaluated(*held)).agreement[0]
    assert (found.n_units, found.few, found.n_whole, found.few_whole) == (12, False, 3, True)
    made = section.scopes_table(context_of(asked(evaluated(*held)), "en"), ("overall",))
    shown = dict(
        zip(
            [c.title for c in made.columns],
            [plain(c.runs) for c in made.rows[0].cells],
            strict=True,
        )
    )
    assert shown["Criteria rated twice"] == "12"
    assert shown["ICC(2,1)"] == f"{found.icc_one:.2f} (few)"
