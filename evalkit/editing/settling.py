"""A decision on what raters disagree about in; the change of the case that it is, out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.editing.changes import RatingChange, spelling
from evalkit.model.case import CaseFile, Rating
from evalkit.model.fields import both
from evalkit.model.finding import suggestion
from evalkit.model.refusal import Refusal, listed, reason
from evalkit.model.rubric import Criterion, Rubric

STATES = ("not-applicable", "missing")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a chair, or another, decides on a criterion after the raters.

    ``level``: a number, or the label that the scale has for it; or a ``state`` instead.
    ``checks``: those that are met; where none is named, those that every rater ticked.
    ``because``: the reason, in one language or as ``{"zh": …, "en": …}``.
    """

    level: float | str | None = None
    state: str | None = None
    because: str | Mapping[str, str] = ""
    checks: tuple[str, ...] = ()
    by: str = "chair"


def settling(
    decision: Decision, file: CaseFile, criterion: Criterion, rubric: Rubric
) -> RatingChange:
    """The change that writes a decision into a case.

    Raises:
        Refusal: nobody rated the criterion; another decided already; the level, a check or the
            reason is not one.
    """
    by = spelling(decision.by)
    given = file.case.ratings_of(criterion.id)
    if not given:
        raise Refusal(reason("settle.unrated", criterion=criterion.id))
    for n, other in enumerate(given):
        if other.adjudicates and other.rater != by:
            where = file.span(f"ratings/{criterion.id}/{n}").in_line
            raise Refusal(reason("settle.decided", rater=other.rater, where=where))
    said = [text for text in _texts(decision.because) if text.strip()]
    if not said:
        raise Refusal(reason("settle.reason"))
    became: dict[str, Any] = {"adjudicates": True}
    if decision.state is not None:
        became["state"] = _state(decision)
    else:
        became["level"] = level_of(decision.level, criterion, rubric)
    checks = _checks(decision, criterion)
    if not checks and decision.state is None:
        checks = _agreed(given, by, criterion)
    became |= {"checks": checks} if checks else {}
    became["because"] = (
        decision.because if isinstance(decision.because, str) else dict(decision.because)
    )
    return RatingChange(criterion.id, by, became, because=said[0])


def _texts(because: str | Mapping[str, str]) -> list[str]:
    return [because] if isinstance(because, str) else list(because.values())


def _state(decision: Decision) -> str:
    if decision.level is not None:
        raise Refusal(reason("settle.both"))
    if decision.state not in STATES:
        known = listed(STATES)
        raise Refusal(reason("name.not-among", name=decision.state, known=known))
    return decision.state


def level_of(written: float | str | None, criterion: Criterion, rubric: Rubric) -> float:
    """A level by its number or its label, in either language.

    Raises:
        Refusal: the criterion has no such level.
    """
    if written is None:
        raise Refusal(reason("settle.level-needed"))
    scale = rubric.scales.get(criterion.id)
    levels = scale.ratable if scale is not None else ()
    anchors = () if scale is None or scale.own else rubric.scale
    labels = {float(anchor.level): both(anchor.label) for anchor in anchors}
    text = _folded(f"{written:g}" if isinstance(written, (int, float)) else written)
    names = {_folded(label): level for level in levels for label in labels.get(level, ())}
    if text in names:
        return names[text]
    if (led := _LED.fullmatch(text)) is not None:
        sign = "-" if led["sign"] in _MINUS else ""
        value = float(f"{sign}{led['number']}".replace(",", "."))
        words = (led["words"] or "").strip("() ")
        for level in levels:
            if level == value and (not words or names.get(words) == level):
                return level
    known = listed(
        reason("settle.level", level=level, label=" / ".join(dict.fromkeys(labels[level])))
        if level in labels
        else f"{level:g}"
        for level in levels
    )
    raise Refusal(reason("settle.level-unknown", level=written, known=known))


_MINUS = ("-", "−", "–", "—", "负")
_LED = re.compile(
    r"(?P<sign>[-−–—负+]?)\s*(?P<number>\d+(?:[.,]\d+)?)(?:[\s:·,)(–—-]+(?P<words>\D.*))?"
)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _agreed(given: Sequence[Rating], by: str, criterion: Criterion) -> list[str]:
    """The checks that stand where a decision names none: those of one that is changed, else those
    that every rater ticked."""
    own = [r for r in given if r.adjudicates and r.rater == by]
    rated = own or [r for r in given if r.level is not None]
    known = [check.id for check in criterion.checks]
    return [check for check in known if rated and all(check in r.checks for r in rated)]


def _checks(decision: Decision, criterion: Criterion) -> list[str]:
    """The checks decided on, in the order of the criterion."""
    known = [check.id for check in criterion.checks]
    for check in decision.checks:
        if check not in known:
            values = {"criterion": criterion.id, "check": check}
            if near := suggestion(check, known).get("suggestion"):
                raise Refusal(reason("settle.check-near", near=near, **values))
            raise Refusal(reason("settle.check", known=listed(known), **values))
    return [check for check in known if check in decision.checks]
