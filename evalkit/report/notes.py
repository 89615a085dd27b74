"""Notes on method that several sections give: the rules of a rubric in words."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model.fields import in_language
from evalkit.model.rubric import (
    AnyGrade,
    AtLeast,
    Criterion,
    Grade,
    Method,
    OverridingGrade,
    Rubric,
)
from evalkit.report.model import Runs, plain, runs
from evalkit.report.numbers import score
from evalkit.report.words import Words


@dataclass(frozen=True, slots=True)
class SeveralRaters:
    """How the levels of several raters become one; ``apart``: from how many levels on they are
    asked to reconcile."""

    rule: str
    apart: float


def consensus_note(words: Words, method: Method) -> str:
    """How the levels of several raters become one."""
    return plain(words.method.consensus_note(SeveralRaters(method.consensus, method.reconcile_at)))


@dataclass(frozen=True, slots=True)
class ResultFact:
    """What a case comes to without a total. ``rule``: profile | all | any | at-least ``n``;
    ``from_``: (title, level) of criteria that are met from a level below the top of their scale;
    ``demanded``: titles of those that must be met whatever the rule."""

    rule: str
    n: int
    from_: tuple[tuple[str, float], ...]
    demanded: tuple[str, ...] = ()


def result_note(words: Words, rubric: Rubric) -> str:
    """What a case comes to where nothing is added up, and what is therefore not told."""
    rule, below, demanded = rubric.verdict, [], []
    for name, level in rubric.must.items() if rule is not None else ():
        node = rubric.index[rubric.ref_of[name]].node
        title = in_language(node.title, words.lang)
        demanded += [title] if rule != "all" else []
        if isinstance(node, Criterion) and node.levels and level < max(node.levels):
            below.append((title, float(level)))
    least = rule.at_least if isinstance(rule, AtLeast) else 0
    told = "profile" if rule is None else "at-least" if least else str(rule)
    return plain(words.parts.result(ResultFact(told, least, tuple(below), tuple(demanded))))


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """How much must be rated for a score, as shares in [0, 1]. ``others``: (how many pillars deep,
    least share), where that differs; 0 is the total."""

    least: float
    by_count: bool
    withholds: bool
    others: tuple[tuple[int, float], ...]


def coverage_note(words: Words, rubric: Rubric) -> str:
    """How much must be rated for a score."""
    rule = rubric.coverage
    others = tuple((depth, float(rule.depth[depth])) for depth in sorted(rule.depth))
    fact = CoverageRule(float(rule.least), rule.by == "count", rule.withholds, others)
    return plain(words.method.coverage_note(fact))


def begins(words: Words, grade: AnyGrade) -> Runs:
    """The score from which a grade is given; a dash where no score decides."""
    return runs("≥\u00a0", score(words.units, grade.from_)) if isinstance(grade, Grade) else ("—",)


def unless_told(words: Words, grade: OverridingGrade, rubric: Rubric) -> str:
    """When a grade that stands before the bands is given."""

    def asked(name: str, level: float) -> str:
        node = rubric.index[rubric.ref_of[name]].node
        title = f"{node.code} {in_language(node.title, words.lang)}".strip()
        return words.labels["below-level"].format(what=title, least=f"{level:g}")

    asks = words.grammar.semicolon.join(asked(*own) for own in grade.unless.items())
    name = "grade-unless" if rubric.has_total else "grade-unless-unadded"
    return words.labels[name].format(what=asks)


def mean_named(words: Words, rule: str | float) -> str:
    """What a mean is called."""
    return _of_mean(words, "g", rule)


def mean_formula(words: Words, rule: str | float) -> str:
    """How a mean is worked out."""
    return _of_mean(words, "gf", rule)


def _of_mean(words: Words, kind: str, rule: str | float) -> str:
    if isinstance(rule, str):
        return words.labels[f"{kind}-{rule}"]
    return words.labels[f"{kind}-power"].format(power=f"{rule:g}".replace("-", "−"))
