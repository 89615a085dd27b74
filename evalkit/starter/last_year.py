"""What last year's case gives the next: region, facets, raters; titles, period and names of
documents moved on by the years between; levels to look back at; commitments to be judged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.model.case import Case, PlanDocument, Rating
from evalkit.model.catalogue import phrase
from evalkit.model.commitment import Commitment
from evalkit.model.fields import Text, Translations, in_language
from evalkit.starter.text import both_ways, comment, scalar

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEARS = re.compile(rf"({_YEAR.pattern})(?:(\s*年?\s*[-–—~～至到]\s*)({_YEAR.pattern}))?")


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's case, its own year, where that is known, and how many years lie between it and
    the next."""

    case: Case
    year: int | None
    years: int

    def moved(self, text: str) -> str:
        """A text with its own year moved on, and a span of years that begins with it; a year that
        a plan looks ahead to stays."""
        return _YEARS.sub(self._next, text)

    def _next(self, found: re.Match[str]) -> str:
        if int(found[1]) != self.year:
            return found[0]
        first, last = str(int(found[1]) + self.years), found[3]
        return f"{first}{found[2]}{int(last) + self.years}" if last else first

    def moved_text(self, text: Text) -> Text:
        """The same of a text in one language or in two."""
        if isinstance(text, str):
            return self.moved(text)
        said = {"zh": text.zh and self.moved(text.zh), "en": text.en and self.moved(text.en)}
        return Translations(**said)

    def period(self) -> str:
        """The years of the plan: a plan within the same period ends with it, a later one has a
        period of its own."""
        period = self.case.plan.period if self.case.plan else None
        if period is None:
            return ""
        first, last = period
        within = 0 <= self.years <= last - first
        return f"[{first + self.years}, {last if within else last + self.years}]"

    def raters_of(self, criterion: str) -> tuple[str, ...]:
        """Who rated a criterion, arbiters apart."""
        rated = (r.rater for r in self.case.ratings_of(criterion) if not r.adjudicates)
        return tuple(dict.fromkeys(rated))

    def raters(self) -> tuple[str, ...]:
        """Who rated anything, arbiters apart."""
        names = (name for criterion in self.case.ratings for name in self.raters_of(criterion))
        return tuple(dict.fromkeys(names))

    def levels(self, criterion: str, lang: str) -> str:
        """What was given a criterion last year, and by whom."""
        given = self.case.ratings_of(criterion)
        said = ", ".join(_level(rating, len(given) > 1, lang) for rating in given)
        return f"{self.case.case}: {said}" if said else ""


def after(case: Case, id: str) -> LastYear:
    """Last year's case, seen from the next: the years between stand in the ids, else it is one."""
    years = [int(found[-1]) for name in (case.case, id) if (found := _YEAR.findall(name))]
    own = _YEAR.findall(case.case)
    between = years[1] - years[0] if len(years) == 2 else 1
    return LastYear(case, int(own[-1]) if own else _year_of(case), between)


def _year_of(case: Case) -> int | None:
    """The year of a plan that its id does not name."""
    plan = case.plan
    if plan is None:
        return None
    if plan.adopted is not None:
        return plan.adopted.year
    return plan.period[0] if plan.period else None


def _level(rating: Rating, several: bool, lang: str) -> str:
    if rating.level is not None:
        said = f"{rating.level:g}"
    else:
        said = phrase("starter", lang, f"state-{rating.state or 'missing'}")
    return f"{said} ({rating.rater})" if several else said


def next_id(last: LastYear, document: PlanDocument) -> str:
    """The name of a document, its year moved on."""
    return last.moved(document.id)


def documents(last: LastYear, title: str = "", adopted: str = "") -> list[str]:
    """The documents of last year's case, moved on; what only a new one can tell is left blank, but
    for the ``title`` and the day of adoption where they are the plan's."""
    lines = []
    plan, dated = last.case.plan, _of_the_day(last.case)
    for document in last.case.documents:
        lines.append(f"  - id: {next_id(last, document)}")
        if document.title is not None:
            same = title and plan is not None and document.title == plan.title
            own = title if same else last.moved_text(document.title)
            lines.append(f"    title: {both_ways(own)}")
        if document.issuer is not None:
            lines.append(f"    issuer: {both_ways(document.issuer)}")
        lines.append(f"    date: {adopted if document.id in dated else ''}".rstrip())
        if document.file is not None:
            lines.append(comment(f"file: {scalar(last.moved(document.file))}", 4))
    return lines


def _of_the_day(case: Case) -> set[str]:
    """The documents that bear the day on which the plan was adopted; where that day is not known,
    the first of the plan."""
    day = case.plan.adopted if case.plan is not None else None
    if day is None:
        return {*case.plan_documents[:1]}
    return {document.id for document in case.documents if document.date == day}


def commitments(last: LastYear, lang: str) -> list[str]:
    """What last year's plan committed to, as rows to be judged: comments until a status is given."""
    rows = [*_rows(last, lang)] if last.years > 0 else []
    if not rows:
        return []
    say = phrase("starter", lang, "follow-up", case=last.case.case)
    return ["", *(comment(line) for line in say.splitlines()), *rows]


def _rows(last: LastYear, lang: str) -> Iterator[str]:
    document = next_id(last, last.case.documents[0]) if last.case.documents else "plan"
    seen: set[str] = set()
    for unit in last.case.commitments:
        if not unit.own or unit.id in seen:
            continue
        seen.add(unit.id)
        follows = f"follows: {{case: {last.case.case}, id: {scalar(unit.id)}}}"
        what = f"what: {both_ways(unit.what)}" if unit.what else f"measure: {unit.measure}"
        row = f"  - {{id: f{len(seen)}, at: {document} ¶, {what}, {follows}, status: }}"
        said = _figure(unit, lang)
        yield comment(f"{row}   # {said}" if said else row)


def _figure(unit: Commitment, lang: str) -> str:
    """How much was promised, by when."""
    value = unit.value or unit.growth
    figure = "" if value is None else "–".join(f"{v:g}" for v in dict.fromkeys(value))
    measured = in_language(unit.unit, lang)
    apart = " " if figure and measured[:1].isalnum() and lang == "en" else ""
    parts = [figure + apart + measured, str(unit.year or "")]
    return " · ".join(part for part in parts if part)
