"""An evaluation as a file: the same to the byte, and nothing in it is believed that does not follow."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, cast

import evalkit
import pytest
import yaml
from evalkit.evaluation import evaluate
from evalkit.evaluation_file import digest, digests, pieces, to_json
from evalkit.evaluation_file.digests import ROWS
from evalkit.evaluation_file.reading import from_json
from tests.conftest import ROOT, asked, case_of, evaluation_of, rubric_of
from tests.unit.analysis.test_gaps import case as region_case
from tests.unit.analysis.test_gaps import evaluated
from tests.unit.scoring.test_grades import part, programme
from tests.unit.scoring.test_tree import FULL, UNEVEN, case


def test_json_comes_back_the_same_to_the_byte() -> None:
    evaluation = evaluation_of(UNEVEN, case(FULL), case(FULL, "city", "y"))
    text = to_json(asked(evaluation))
    assert to_json(asked(from_json(text))) == text
    assert to_json(asked(evaluation_of(UNEVEN, case(FULL), case(FULL, "city", "y")))) == text


def test_tables_of_regions_come_back_with_it_and_are_absent_without() -> None:
    evaluation = evaluated("A 1 2020;B 2 2020;C 3 2020;D 6 2020", region_case("A"))
    text = to_json(asked(evaluation))
    again = from_json(text)
    assert to_json(asked(again)) == text
    assert (again.listed, again.others) == (evaluation.listed, evaluation.others)
    assert [item["region"] for item in json.loads(text)["other_regions"]] == ["B", "C", "D"]
    assert asked(again).gaps == asked(evaluation).gaps
    bare = json.loads(to_json(asked(evaluation_of(UNEVEN, case(FULL)))))
    assert not {"regions", "other_regions"} & {*bare}


def test_another_schema_is_not_read() -> None:
    with pytest.raises(ValueError, match="its schema is evalkit/evaluation/99; this evalkit reads"):
        from_json('{"schema": "evalkit/evaluation/99"}')


def renewed(data: dict[str, Any], parts: bool = False) -> str:
    """The text of an edited file with its digest made anew; ``parts``: those of its parts too."""
    own, _ = digests(data)
    data = {**data, "parts": own} if parts else data
    return json.dumps({**data, "digest": digest(data)})


@pytest.mark.parametrize(
    ("part", "key", "value", "why"),
    [
        ("scores", "value", 0.123, "scores: value of x overall is 0.123; its ratings give 0.58"),
        ("ratings", "counted", 0.5, "ratings: counted of x deep.own is 0.5; its ratings give 1"),
        ("consensus", "spread", 3.0, "consensus: spread of x deep.own is 3.0; its ratings give 0"),
        ("scores", "value", "0.5", "scores: value of x overall is 0.5; its ratings give 0.58"),
        ("scores", "high", True, "scores: high of x overall is True; its ratings give 0.58"),
        ("scores", "more", 1, "scores: more of x overall is 1; its ratings give -"),
    ],
)
def test_a_saved_evaluation_is_believed_in_nothing_that_does_not_follow(
    part: str, key: str, value: object, why: str
) -> None:
    """A score, a level that counts or a consensus that was changed is named with both values, under
    a renewed digest too."""
    data = json.loads(to_json(asked(evaluation_of(UNEVEN, case(FULL)))))
    data[part][0][key] = value
    with pytest.raises(ValueError, match=re.escape(f"edited since evalkit wrote it: {why}")):
        from_json(json.dumps(data))
    with pytest.raises(ValueError, match=rf"^{re.escape(why)}"):
        from_json(renewed(data, parts=True))


def test_a_row_that_is_gone_is_missed() -> None:
    data = json.loads(to_json(asked(evaluation_of(UNEVEN, case(FULL)))))
    for key in ("scores", "ratings", "consensus"):
        with pytest.raises(ValueError, match=rf"^{key}: "):
            from_json(renewed({**data, key: data[key][:-1]}, parts=True))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda d: d.pop("cases"), "it lacks 'cases'"),
        (lambda d: d.update(cases=[]), "it holds no case"),
        (lambda d: d.update(cases={}), "cases is of another kind than evalkit writes"),
        (lambda d: d["cases"].append(d["cases"][0]), "the case x stands twice"),
        (lambda d: d.update(seed="x"), "its seed is x, no whole number"),
        (lambda d: d.update(seed=True), "its seed is True, no whole number"),
        (lambda d: d["rubric"].update(places={"x": "y"}), "rubric is of another kind than evalkit"),
        (lambda d: d["rubric"].update(places=None), "rubric is of another kind than evalkit writes"),
        (lambda d: d["rubric"].pop("definition"), "it lacks rubric.definition"),
        (lambda d: d["rubric"].update(version="9.9.9"), "rubric: version is not what its defin"),
        (lambda d: d["cases"][0].update(id="other"), r"cases\[0\]: id is not what its definition"),
        (lambda d: d["cases"][0].update(more=1), r"cases\[0\]: more is not what its definition"),
        (lambda d: d["cases"][0].update(definition={}), r"it lacks cases\[0\].case"),
        (lambda d: d.update(as_of="soon"), "its day is soon, no date"),
        (lambda d: d.update(as_of=2026), "its day is 2026, no date"),
        (lambda d: d["analyses"]["standings"][0].update(value=0.99), r"analyses.standings\[0\].value is 0.99; its ratings give 0.58"),
        (lambda d: d["analyses"].update(ahead=[]), "analyses.ahead"),
        (lambda d: d.update(analyses=[]), "analyses is of another kind"),
        (lambda d: d.update(scores={}), "scores is of another kind"),
        (lambda d: d.update(scores=[1]), r"scores\[0\] is of another kind"),
        (lambda d: d.update(findings=[{}]), r"it lacks findings\[0\].code"),
        (lambda d: d.update(findings=[{"code": "nothing"}]), r"findings\[0\].code is nothing, no code of a"),
        (lambda d: d.update(findings=[{"code": "sample-small", "values": {}}]), r"it lacks findings\[0\].file"),
        (lambda d: d.update(findings={}), "findings is of another kind"),
        (lambda d: d.update(measures=[{"case": "nobody"}]), "it lacks measures.nobody"),
        (lambda d: d.update(other_regions=[1]), "is of another kind than evalkit writes"),
        (lambda d: d.update(evalkit=["0.1.0"]), "evalkit is of another kind than evalkit writes"),
        (lambda d: d.update(evalkit=None), "evalkit is of another kind than evalkit writes"),
        (lambda d: d["rubric"].update(places={"x": [1, None]}), "rubric is of another kind than evalkit"),
        (lambda d: d["rubric"].update(places={"x": [1, 2.0]}), "rubric is of another kind than evalkit"),
        (lambda d: d["cases"][0].update(places={"x": [1]}), r"cases\[0\] is of another kind than evalkit"),
        (lambda d: d["ratings"][0].update(n=0.0), "ratings: n of x deep.own is 0.0"),
        (lambda d: d["ratings"][0].update(adjudicates=0), "ratings: adjudicates of x deep.own is 0"),
    ],
)  # fmt: skip
def test_a_file_that_was_written_otherwise_is_refused_with_the_reason(
    change: Callable[[dict[str, Any]], object], why: str
) -> None:
    data = json.loads(to_json(asked(evaluation_of(UNEVEN, case(FULL)))))
    change(data)
    for parts in (False, True):
        with pytest.raises(ValueError, match=why):
            from_json(renewed(data, parts))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"schema": NaN}', "NaN is no number"),
        ('{"schema": -Infinity}', "-Infinity is no number"),
        ('{"schema": 1, "schema": 2}', "the key schema stands twice"),
        ('{"schema": {"a": 1, "a": 1}}', "the key a stands twice"),
        ("[" * 100_000 + "]" * 100_000, "it is nested too deep"),
        ('{"a":' * 100_000, "it is nested too deep"),
        ("{", "it is not JSON: line 1"),
        ("", "it is not JSON: line 1"),
        ("[]", "its schema is None"),
        ("9" * 5000, "is no number"),
    ],
)
def test_what_json_may_not_hold_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        from_json(text)


def test_a_number_larger_than_any_is_refused_with_its_place() -> None:
    text = to_json(asked(evaluation_of(UNEVEN, case(FULL))))
    data = json.loads(text)
    data["scores"][0]["value"] = 77777
    with pytest.raises(ValueError, match=r"scores\[0\].value is inf, a number larger than any"):
        from_json(json.dumps(data).replace("77777", "1e400"))


def leaves(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where each value of data stands."""
    if isinstance(data, dict | list) and data:
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*at, key))
    else:
        yield at


def other(value: Any, chance: random.Random) -> Any:
    """Another value, most often of the same kind."""
    if isinstance(value, bool) or value is None or chance.random() < 0.1:
        kinds: tuple[Any, ...] = (True, False, None, 0, "x", [], {})
        return chance.choice([kind for kind in kinds if kind != value])
    if isinstance(value, int):
        return chance.choice([value + 1, -value - 1, 0.5, 10**6])
    if isinstance(value, float):
        return chance.choice([value / 2 + 0.01, -value - 1, 99.0, value + 1e-6])
    if isinstance(value, str):
        return chance.choice([f"{value}x", value[:-1] if value else "y", value[::-1] + "z"])
    return chance.choice([None, "x", 1])


def edited(data: dict[str, Any], at: tuple[Any, ...], chance: random.Random) -> dict[str, Any]:
    """Data with one value changed or gone."""
    out = json.loads(json.dumps(data))
    held = out
    for key in at[:-1]:
        held = held[key]
    if chance.random() < 0.1:
        del held[at[-1]]
    else:
        held[at[-1]] = other(held[at[-1]], chance)
    return cast("dict[str, Any]", out)


def strange() -> dict[str, Any]:
    """An evaluation with everything that a small one can have."""
    given = yaml.safe_load((ROOT / "tests/golden/strange.yaml").read_text("utf-8"))
    files = [case_of(text, f"case-{n}.yaml") for n, text in enumerate(given["cases"])]
    evaluation = evaluate(
        rubric_of(given["rubric"]), files, as_of=date(2026, 1, 1), version=evalkit.__version__
    )
    return cast("dict[str, Any]", json.loads(to_json(asked(evaluation))))


def test_of_many_edits_over_every_kind_of_value_none_passes_under_a_renewed_digest_or_not() -> None:
    data, chance = strange(), random.Random(20)
    from_json(renewed(data))
    places = [at for at in leaves(data) if at[0] not in ("digest", "parts")]
    by_part: dict[Any, list[tuple[Any, ...]]] = {}
    for at in places:
        by_part.setdefault(at[0], []).append(at)
    passed = []
    for n in range(400):
        at = chance.choice(by_part[[*by_part][n % len(by_part)]])
        changed = edited(data, at, chance)
        for text in (json.dumps(changed), renewed(changed)):
            try:
                from_json(text)
            except ValueError:
                continue
            passed.append(at)
    assert not passed


@pytest.mark.parametrize("version", ["", "0.0.9", "99.0", evalkit.__version__])
def test_what_follows_from_the_ratings_is_proved_by_scoring_again_whatever_the_digests_say(
    version: str,
) -> None:
    """Nor does it help to say that another version wrote it."""
    data, chance = strange() | {"evalkit": version}, random.Random(26)
    from_json(renewed(data, parts=True), evalkit.__version__)
    passed = []
    proved = ("scores", "ratings", "consensus", "measures", "analyses", "findings")
    places = [at for at in leaves(data) if at[0] in proved]
    for _ in range(200):
        at = chance.choice(places)
        if at[0] == "findings" and at[2] in ("file", "line", "column", "case", "ref"):
            continue  # where it was found no file can prove
        changed = edited(data, at, chance)
        try:
            from_json(renewed(changed, parts=True), evalkit.__version__)
        except ValueError:
            continue
        passed.append(at)
    assert not passed


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (("findings", 0, "message"), "findings: message of "),
        (("findings", 0, "help_zh"), "findings: help_zh of "),
        (("analyses", "leads"), "analyses.leads is -"),
    ],
)
@pytest.mark.parametrize("schema", ["evalkit/evaluation/1", "evalkit/evaluation/2"])
def test_what_another_version_is_said_to_have_written_is_refused_with_both_versions(
    schema: str, at: tuple[Any, ...], why: str
) -> None:
    data = strange() | {"evalkit": "99.0", "schema": schema}
    held: Any = data
    for key in at[:-1]:
        held = held[key]
    if at[0] == "analyses":
        del held[at[-1]]
    else:
        held[at[-1]] = "All is well."
    said = f"it says that evalkit 99.0 wrote it; this is {evalkit.__version__}, which does not"
    with pytest.raises(ValueError, match=rf"^{re.escape(said)} prove it \({re.escape(why)}"):
        from_json(renewed(data, parts=True), evalkit.__version__)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("unit", None), ("source", 5), ("source_zh", [""]), ("value", "2.5"), ("value", True)),
        *(("line", -0.0), ("year", 2024.0), ("year", None), ("file", None), ("measure", 5)),
    ],
)
def test_a_measurement_of_another_kind_is_refused_and_breaks_nothing(
    key: str, value: object
) -> None:
    data = strange()
    series = next(item["series"] for item in data["measures"] if item["series"])
    series[0][key] = value
    with pytest.raises(ValueError, match=r"measures"):
        from_json(renewed(data, parts=True))


def test_a_measured_criterion_that_is_no_text_is_refused() -> None:
    data = strange()
    data["measures"][0]["criterion"] = 5
    with pytest.raises(ValueError, match=r"measures"):
        from_json(renewed(data, parts=True))


def test_a_file_without_digests_of_its_parts_is_read() -> None:
    data = json.loads(to_json(asked(evaluation_of(UNEVEN, case(FULL)))))
    del data["parts"]
    assert from_json(renewed(data)) == evaluation_of(UNEVEN, case(FULL))


def test_a_file_of_the_first_version_is_read_and_scored_again_too() -> None:
    evaluation = evaluation_of(UNEVEN, case(FULL))
    data = json.loads(to_json(asked(evaluation)))
    first = {key: value for key, value in data.items() if key not in ("parts", "digest")} | {
        "schema": "evalkit/evaluation/1"
    }
    assert from_json(json.dumps(first)) == evaluation
    first["scores"][0]["value"] = 0.99
    with pytest.raises(ValueError, match=r"^scores: value of"):
        from_json(json.dumps(first))


def test_no_file_tells_whose_folders_it_was_made_in() -> None:
    standard, held = rubric_of(UNEVEN), case_of(case(FULL))
    standard = replace(standard, file="/home/somebody/work/rubrics/uneven.yaml")
    held = replace(held, file="/home/somebody/work/cases/x.yaml")
    text = to_json(asked(evaluate(standard, [held], as_of=date(2026, 1, 1))))
    assert "somebody" not in text
    assert '"file":"cases/x.yaml"' in text


def test_gates_stand_in_the_file_where_a_rubric_has_any_and_are_proved() -> None:
    demands = part().replace("pillars:\n", "must: {purpose-5: 1, results-1: 1}\npillars:\n", 1)
    held = evaluation_of(demands, programme("a", ".2010"))
    data = json.loads(to_json(asked(held)))
    assert data["gates"] == [
        {"case": "a", "criterion": "purpose-5", "wanted": 1, "level": 0, "state": "failed"},
        {"case": "a", "criterion": "results-1", "wanted": 1, "level": None, "state": "open"},
    ]
    assert from_json(json.dumps(data)) == held
    assert "gates" not in json.loads(to_json(asked(evaluation_of(UNEVEN, case(FULL)))))
    for changed in ([], [{**data["gates"][0], "state": "passed"}, data["gates"][1]]):
        with pytest.raises(ValueError, match=r"^gates: "):
            from_json(renewed({**data, "gates": changed}, parts=True))
    first = {key: own for key, own in data.items() if key not in ("parts", "digest", "gates")}
    assert from_json(json.dumps({**first, "schema": "evalkit/evaluation/1"})) == held


def test_rows_stand_a_line_each_and_an_indented_file_of_former_versions_is_read_too() -> None:
    evaluation = evaluation_of(UNEVEN, case(FULL), case(FULL, "city", "y"))
    text = to_json(asked(evaluation))
    lines = text.splitlines()
    assert sum(line.startswith('{"case":"x","ref":') for line in lines) == text.count(
        '{"case":"x","ref":'
    )
    assert from_json(json.dumps(json.loads(text), indent=1)) == evaluation


def test_a_file_is_made_row_by_row_and_its_digests_are_those_of_its_data() -> None:
    """The text of each part goes by, and only some rows at a time: pieces stay small however many
    cases there are."""
    few, many = (
        [*pieces(asked(evaluation_of(UNEVEN, *(case(FULL, "city", f"c{k}") for k in range(n)))))]
        for n in (30, 300)
    )
    assert "".join(many) == to_json(
        asked(evaluation_of(UNEVEN, *(case(FULL, "city", f"c{k}") for k in range(300))))
    )
    rows = [max(piece.count("\n") for piece in made) for made in (few, many)]
    assert rows[1] <= ROWS
    data = json.loads("".join(many))
    own = {key: value for key, value in data.items() if key not in ("parts", "digest")}
    parts, whole = digests({**own, "parts": {}})
    assert (data["parts"], data["digest"]) == (parts, whole)
    assert digest(data) == whole


def outcome(text: str | bytes) -> object:
    """The evaluation that a text holds, or why it is refused."""
    try:
        return from_json(text)
    except ValueError as error:
        return str(error)


def broken(text: str, chance: random.Random) -> str:
    """A text with something taken out, put in, doubled or cut off, most often at a line's end."""
    ends = [found.start() for found in re.finditer("\n", text)]
    at = chance.choice(ends) + chance.choice((-1, 0, 1)) if chance.random() < 0.7 else 0
    at = at or chance.randrange(len(text))
    to = min(len(text), at + chance.choice((1, 1, 2, 30)))
    more = ("\n", ",", "\n\n", " \n", "]", "[", "}", '"', "NaN,", "1e999", "0" * 5000, "\ud800")
    ways = (
        text[:at] + text[to:],
        text[:at] + chance.choice(more) + text[at:],
        text[:to] + text[at:],
        text[:at],
        text[:at] + text[at:to][::-1] + text[to:],
    )
    return chance.choice(ways)


def test_what_is_wrong_with_a_file_is_told_the_same_read_by_rows_or_whole() -> None:
    """A space before it is enough to have a file read whole."""
    names = [f"c{n}" for n in range(ROWS + 5)]
    evaluation = evaluation_of(UNEVEN, *(case(FULL, "city", name) for name in names))
    text, chance = to_json(asked(evaluation)), random.Random(7)
    assert outcome(text) == outcome(text.encode()) == outcome(f" {text}") == evaluation
    for _ in range(150):
        one = broken(text, chance)
        assert outcome(one) == outcome(f" {one}")


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("},\n{", "},\n\n{"),
        ("},\n{", "},{"),
        ("},\n{", "}\n,{"),
        ("},\n{", "},\n,{"),
        ("}\n]", "},\n]"),
        ("}\n]", "},\n\n]"),
        ("}\n]", "},\n \n]"),
        ("}\n]", "}\n]]"),
        ('"seed": 0', '"seed": 0,\n"seed": 0'),
        ('"seed": 0', '"seed": 0,,'),
        ('"seed": 0,', '"seed": 0'),
        ('"\n}\n', '"\n}\n}\n'),
        ('"\n}\n', '",\n}\n'),
    ],
)
def test_a_line_that_is_laid_out_otherwise_is_told_the_same_read_by_rows_or_whole(
    was: str, now: str
) -> None:
    text = to_json(asked(evaluation_of(UNEVEN, case(FULL), case(FULL, "city", "y"))))
    assert was in text
    for one in (text.replace(was, now, 1), now.join(text.rsplit(was, 1))):
        assert outcome(one) == outcome(f" {one}")
