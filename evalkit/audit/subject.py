"""What every check of an audit looks at: the evaluation, the plans' texts, and small ways into
both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from evalkit.analysis.coordination import Coordinated, coordination_of
from evalkit.evaluation import Evaluation, Score, of_cases
from evalkit.evidence.places import place_of, unchecked
from evalkit.evidence.text import Plans, PlanText
from evalkit.model.case import CaseFile, Evidence, Rating
from evalkit.model.place import Span
from evalkit.model.rubric import Criterion, Pillar
from evalkit.scoring.consensus import Consensus
from evalkit.scoring.leaves import Measured
from evalkit.scoring.units import Coded, coded_in

if TYPE_CHECKING:  # an audit without the plans' texts compares no quotes
    from evalkit.evidence.quotes import Searchable, Verdict


class Cited(NamedTuple):
    """A piece of evidence with the rating that cites it and its place in the case file."""

    criterion: str
    ref: str
    rating: Rating
    evidence: Evidence
    span: Span


@dataclass(frozen=True)
class Inspected:
    """An evaluation, the texts of its plans, and the rubric versions that are known (id → newest
    version)."""

    evaluation: Evaluation
    plans: Plans = field(default_factory=Plans)
    newest: Mapping[str, str] = field(default_factory=dict)

    @property
    def as_of(self) -> date:
        return self.evaluation.as_of

    @cached_property
    def criteria(self) -> Mapping[str, tuple[str, tuple[Pillar, ...], Criterion]]:
        """Criterion id → (ref, pillars above, criterion)."""
        walk = self.evaluation.rubric.walk()
        return {
            node.id: (ref, above, node) for ref, above, node in walk if isinstance(node, Criterion)
        }

    @cached_property
    def coded(self) -> Mapping[str, Coded]:
        """Case → what is coded of it, of the cases of which anything is."""
        return coded_in(self.evaluation.files)

    @cached_property
    def coordinated(self) -> Mapping[str, Sequence[Coordinated]]:
        """Case → its coordination, a result a block."""
        return of_cases(coordination_of(self.evaluation))

    @cached_property
    def measured(self) -> Mapping[str, Sequence[Measured]]:
        """Case → its measurements."""
        return of_cases(self.evaluation.measured)

    @cached_property
    def _cited(self) -> Mapping[str, Sequence[Cited]]:
        return {file.case.case: [*self._evidence(file)] for file in self.evaluation.files}

    @cached_property
    def _searchable(self) -> dict[int, Searchable]:
        from evalkit.evidence.quotes import searchable

        return {id(text): searchable(text) for text in self.plans.texts.values()}

    def parts(self, groups: Iterable[Collection[str]]) -> Iterator[Inspected]:
        """What the checks of each group of cases look at: they, their documents, and the earlier
        cases of whose commitments they say what became."""
        groups = [frozenset(group) for group in groups]
        texts = defaultdict[str, list[tuple[tuple[str, str], PlanText]]](list)
        for key, text in self.plans.texts.items():
            texts[key[0]].append((key, text))
        unnamed = defaultdict[str, list[tuple[str, str]]](list)
        for key in self.plans.unnamed:
            unnamed[key[0]].append(key)
        evaluations = self.evaluation.parts({*g, *self._earlier(g)} for g in groups)
        for group, evaluation in zip(groups, evaluations, strict=True):
            own = dict(held for case in sorted(group) for held in texts[case])
            without = frozenset(key for case in group for key in unnamed[case])
            plans = replace(self.plans, texts=own, findings=(), unnamed=without)
            yield Inspected(evaluation, plans, self.newest)

    def _earlier(self, cases: Collection[str]) -> set[str]:
        """Cases of whose commitments others say what became."""
        files = self.evaluation.file_of
        rows = (row for case in cases for row in files[case].case.commitments)
        return {row.follows.case for row in rows if row.follows is not None}

    def text(self, file: CaseFile, document: str) -> PlanText | None:
        """Text of a document that the case cites; None where it is not at hand."""
        return self.plans.texts.get((file.case.case, document))

    def verified(self, quote: str, text: PlanText) -> Verdict:
        """A quote against a text, which is made ready for quotes once an audit."""
        from evalkit.evidence.quotes import verify

        return verify(quote, self._searchable[id(text)])

    def score(self, file: CaseFile, ref: str) -> Score | None:
        """Score of one node of a case."""
        return self.evaluation.score_of.get((file.case.case, ref))

    def agreed(self, file: CaseFile, ref: str) -> Consensus | None:
        """What the raters of one criterion came to."""
        return self.evaluation.ratings.agreed.get((file.case.case, ref))

    def rated(self, file: CaseFile) -> Iterator[tuple[str, int, Rating, Span]]:
        """(criterion, n, rating, place) of every rating of a case."""
        for name in file.case.ratings:
            for n, rating in enumerate(file.case.ratings_of(name)):
                yield name, n, rating, file.span(f"ratings/{name}/{n}")

    def cited(self, file: CaseFile) -> Sequence[Cited]:
        """Every piece of evidence of a case, in the file's order."""
        return self._cited[file.case.case]

    def _evidence(self, file: CaseFile) -> Iterator[Cited]:
        for name, n, rating, _ in self.rated(file):
            for k, evidence in enumerate(rating.evidence):
                span = file.span(f"evidence/{name}/{n}/{k}")
                yield Cited(name, self.criteria[name][0], rating, evidence, span)

    def looked_up(self, file: CaseFile, evidence: Evidence) -> bool:
        """Whether evidence could be compared with its document: a place that can be looked up, or a
        quote."""
        text = self.text(file, evidence.document)
        if text is None or evidence.quote is not None:
            return text is not None
        return evidence.at is not None and unchecked(place_of(evidence.at), text) is None

    def place_of(self, file: CaseFile, criterion: str) -> Span:
        """Where a case rates a criterion; the case's first line where it does not."""
        return file.span(f"criterion/{criterion}")
