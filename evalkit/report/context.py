"""What every section is given: the results, the words of a language, titles, and where a link
leads. One frozen value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation
from evalkit.evidence.text import Plans
from evalkit.model.case import Case, Evidence
from evalkit.model.catalogue import filled
from evalkit.model.fields import Translations, in_language
from evalkit.model.rubric import Criterion, Measure, Pillar, Rubric
from evalkit.model.units import Units
from evalkit.report import facts
from evalkit.report.facts import RatedCriterion
from evalkit.report.model import Column, Link, Paragraph, Runs, plain
from evalkit.report.nouns import words_for
from evalkit.report.numbers import Figure, apart, in_unit, level, on_axis, score, shift
from evalkit.report.table import Col, Shown, T
from evalkit.report.words import Words
from evalkit.report.words.grammar import Grammar

if TYPE_CHECKING:
    from evalkit.model.style import Style
    from evalkit.model.tiles import Tile


@dataclass(frozen=True)
class Context:
    """Results in a language; small ways to what sections say of them.

    ``plans``: the plans' texts where they are at hand; ``tiles``: the office's layout of a map,
    empty for the package's own.
    """

    results: Results
    lang: str
    words: Words
    plans: Plans = field(default_factory=Plans)
    tiles: tuple[Tile, ...] = ()

    @property
    def evaluation(self) -> Evaluation:
        return self.results.evaluation

    @property
    def rubric(self) -> Rubric:
        return self.results.evaluation.rubric

    @property
    def labels(self) -> Mapping[str, str]:
        return self.words.labels

    @property
    def grammar(self) -> Grammar:
        return self.words.grammar

    @property
    def units(self) -> Units:
        """What scores are shown in."""
        return self.words.units

    def score(self, value: float | None, ref: str = "") -> Figure:
        """A score in [0, 1] in the units that readers see; ``ref``: where it leads."""
        return score(self.units, value, ref)

    def apart(self, value: float | None) -> Figure:
        """How far two scores are apart."""
        return apart(self.units, value)

    def shift(self, value: float | None) -> Figure:
        """What a score gained or lost, with its sign."""
        return shift(self.units, value)

    def on_axis(self, value: float) -> str:
        """A value that is already in the units of scores, as printed."""
        return on_axis(self.units, value)

    def label(self, name: str, **fields: object) -> str:
        """A label with its fields filled in."""
        return filled(self.labels[name], fields)

    def own(self, label: str) -> str:
        """The label for what the rubric's cases come to: one for values of an index, for scores
        that nobody rates, for a verdict or a profile, or for both, where there is one."""
        result = self.rubric.result
        among = () if result == "total" else (f"{label}-{result}", f"{label}-unadded")
        among = among if self.rubric.rated else (f"{label}-measured", *among)
        among = (f"{label}-index", *among) if self.rubric.is_index else among
        return next((name for name in among if name in self.labels), label)

    def note(self, name: str, **fields: object) -> Paragraph:
        """A label as a paragraph."""
        return Paragraph((self.label(name, **fields),))

    @cached_property
    def selection(self) -> facts.Selection | None:
        """Which cases tables of all show; None where they show all."""
        return facts.selection(self.results, self.lang)

    @property
    def shown(self) -> tuple[str, ...]:
        """The cases that tables of all show, in the order of rank."""
        return self.results.order if self.selection is None else self.selection.cases

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Ref → title in this language."""
        return facts.titles_of(self.rubric, self.lang)

    def node(self, ref: str) -> Pillar | Criterion:
        """The pillar or criterion of a ref."""
        return self.rubric.index[ref].node

    def say(self, text: Translations | str | None) -> str:
        """A text of the rubric or a case in this language."""
        return in_language(text, self.lang)

    def aside(self, text: str) -> str:
        """A text in brackets, as it follows another."""
        return self.grammar.aside(text)

    def after(self, label: str, text: str) -> str:
        """A text after its label and a colon."""
        return f"{label}{self.grammar.colon}{text}"

    def unit(self, measure: Measure) -> str:
        """The unit of a measure, as it follows a figure."""
        return in_unit(self.say(measure.unit))

    def region(self, case: str) -> str:
        """Name of a case's region."""
        return self.results.regions[self.lang][case]

    def short_regions(self, cases: Sequence[str]) -> list[str]:
        """Names of cases' regions for narrow columns: without the kind of region, where all stay
        different."""
        names = [self.region(case) for case in cases]
        short = [self.grammar.without_kind(name) for name in names]
        return short if len(set(short)) == len(names) else names

    def all_named(self, names: Sequence[str]) -> str:
        """Names as a cell lists them; of too many cases to be read the first few, and how many."""
        few = self.selection is None
        return self.grammar.joined(names) if few else self.grammar.first_of(names, facts.MOST_NAMED)

    def cited(self, case: Case, evidence: Iterable[Evidence]) -> tuple[str, ...]:
        """The places that evidence names, document by document, under the documents' titles."""
        grammar, names = self.grammar, self.documents(case)
        held: dict[str, dict[str, None]] = {}
        for e in evidence:
            if e.at:
                held.setdefault(names.get(e.document, e.document), {})[e.at] = None
        return tuple(f"{n}{grammar.locator}{grammar.joined([*at])}" for n, at in held.items())

    def documents(self, case: Case) -> dict[str, str]:
        """The documents of a case, each by its title, else by its id."""
        return {d.id: self.say(d.title) or d.id for d in case.documents}

    def described(self, shown: str, items: Sequence[str]) -> str:
        """What a chart shows, then its figures, for who cannot see it."""
        return self.after(shown, self.grammar.semicolon.join(items))

    def caption(self, sentence: Runs) -> str:
        """A sentence as a caption: without its stop."""
        return self.grammar.unstopped(plain(sentence))

    def link(self, case: str) -> Link:
        """A case's region, leading to its briefing, or else its memo."""
        return Link(self.region(case), f"{case}# {case}-memo#")

    def level(self, ref: str, value: float | None, to: str = "") -> Figure:
        """A level of a criterion, with as many decimals as its scale has; ``to``: where it
        leads."""
        node = self.node(ref)
        scale = self.rubric.scales.get(node.id)
        return level(value, to, scale.decimals if scale is not None else 1)

    def title(self, ref: str) -> str:
        """Title of a node, or the total's name."""
        return self.labels["overall"] if ref == "overall" else self.titles[ref]

    def with_code(self, ref: str) -> str:
        """A node's code and title; the total's name."""
        code = "" if ref == "overall" else self.node(ref).code
        return f"{code} {self.title(ref)}".strip()

    @cached_property
    def asked_of_none(self) -> frozenset[str]:
        """Criteria that apply to no case; tables of all plans leave them out."""
        return facts.asked_of_none(self.results)

    @property
    def left_out(self) -> tuple[Paragraph, ...]:
        """Which criteria a table of all plans leaves out."""
        criteria, none = self.rubric.criteria(), self.asked_of_none
        titles = tuple(self.titles[ref] for ref, c in criteria if c.scored and ref in none)
        return (Paragraph(self.words.missing.asked_of_none(titles)),) if titles else ()

    @property
    def weights_title(self) -> str:
        """What the weights put in place of the rubric's own are called; empty where there are
        none."""
        weighed = self.evaluation.standard.weighed
        return "" if weighed is None else self.say(weighed.weights.title) or weighed.file

    @property
    def other_weights(self) -> str:
        """That the weights are not the rubric's own, and whose; empty where they are."""
        title = self.weights_title
        return self.after(self.labels["weights-file"], title) if title else ""

    @property
    def subtitle(self) -> str:
        """The rubric and its version; and the weights, where they are not its own."""
        below = (self.say(self.rubric.title), self.rubric.version, self.other_weights)
        return " · ".join(text for text in below if text)

    @property
    def foot(self) -> str:
        """What made the report, from which rubric, and as of which day."""
        version, day = self.evaluation.evalkit, self.evaluation.as_of.isoformat()
        return self.labels["made"].format(version=version, rubric=self.rubric.pin, date=day)

    def shared_by(self, tied: int) -> str:
        """How many share a place, in brackets; empty where it is held alone."""
        return self.aside(self.labels["n-tied"].format(n=tied)) if tied > 1 else ""

    def place(self, ref: str, case: str) -> str:
        """A case's place on a node among the cases that have it; on a measure by what was measured,
        so that capped scores tie nobody."""
        own = facts.known_values(self.results, ref).rank(case)
        if own is None or own.of < 2:
            return "—"
        return f"{own.rank} / {own.of}{self.shared_by(own.others + 1)}".replace(" ", "\u00a0")

    def reason(self, c: RatedCriterion) -> str:
        """Why this level; where it lies between what two raters gave, both reasons, each with its
        level."""
        rating = facts.chosen(c)
        if rating is None:
            return ""
        row = next(row for row in c.rows if row.rating is rating)
        if None in (row.counted, c.outcome.level) or row.counted == c.outcome.level:
            return self.say(rating.because)
        given = [
            (row.rater, row.level, self.say(row.rating.because))
            for row in c.rows
            if row.level is not None and row.rating.because
        ]
        return plain(self.words.ratings.argued(tuple(sorted(given))))

    def col(self, name: str, shown: Callable[[T], Shown], when: bool = True) -> Col[T]:
        """A column headed by a label; ``#`` before its name marks numbers, ``.`` a narrow
        column."""
        marks, bare = name[:2], name.lstrip("#.")
        title = self.labels.get(bare, bare)
        return Col(title, shown, "#" in marks[:1], "." in marks, when)

    def columns(self, *names: str) -> tuple[Column, ...]:
        """Headings by label, marked as those of :meth:`col`."""
        made: list[Col[None]] = [self.col(name, lambda _: "") for name in names]
        return tuple(Column(c.title, c.numeric, c.narrow) for c in made)


def context_of(
    results: Results, lang: str, style: Style | None = None, plans: Plans | None = None
) -> Context:
    """The context of reports in a language, in the words of an office; ``plans``: the plans' texts
    where they are at hand."""
    labels = style.labels(lang) if style else None
    words = words_for(results.evaluation, lang, labels)
    return Context(results, lang, words, plans or Plans(), style.tiles if style else ())


def into(case: str, anchor: str, here: str = "") -> str:
    """The ref of a place in what a case rests on; where that is not at hand, of a row here."""
    return f"{case}-evidence#{anchor} {here}".strip()
