"""Waivers as a case writes them: which can hold, and what is wrong with the others. An audit
applies them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from evalkit.model.case import Case, CaseFile, Waiver
from evalkit.model.fields import in_language
from evalkit.model.finding import SEVERITY, Finding, Severity, found, suggestion
from evalkit.model.rubric import Rubric

# Not to be waived: that an audit could not look, and what is wrong with waivers.
FIRM = frozenset(
    {
        *("audit-incomplete", "waiver-exceeded", "waiver-expired", "waiver-incomplete"),
        *("waiver-long", "waiver-other", "waiver-place", "waiver-unneeded", "waiver-unknown"),
    }
)
# Other errors drop what they touch: there is nothing left to accept.
_BLANK = "\u115f\u1160\u3164\uffa0"  # fillers: letters of Hangul by name, and nothing to see
_AUDITED = frozenset(
    {
        "gate-failed",
        "floor-failed",
        "quote-altered",
        "quote-cut",
        "quote-not-found",
        "place-unknown",
    }
)


def can_hold(waiver: Waiver) -> bool:
    """Whether a waiver names a finding that can be accepted, and says who accepts it, why and until
    when."""
    return can_be_accepted(waiver.finding) and not _lacks(waiver)


def named(waiver: Waiver) -> str:
    """A waiver as a finding names it: the code, and the place if it names one."""
    return f"{waiver.finding} ({waiver.at})" if waiver.at else waiver.finding


def can_be_accepted(code: str) -> bool:
    """Whether a waiver of this code can hold."""
    severity = SEVERITY.get(code)
    return (
        severity is not None
        and code not in FIRM
        and (severity is not Severity.ERROR or code in _AUDITED)
    )


def _lacks(waiver: Waiver) -> list[str]:
    """What a waiver does not say; a text that shows nothing says nothing."""
    texts = {
        "because": (in_language(waiver.because, "zh"), in_language(waiver.because, "en")),
        "owner": (waiver.owner or "",),
    }
    lacks = [key for key, own in texts.items() if not any(map(_shows, own))]
    return [*lacks, *(["until"] if waiver.until is None else [])]


def _shows(text: str) -> bool:
    """Whether there is a letter or a figure in a text."""
    return any(character.isalnum() and character not in _BLANK for character in text)


def places_of(rubric: Rubric, case: Case) -> dict[str, frozenset[str]]:
    """What ``at:`` may name → the ids and refs that it covers: a criterion or a pillar by its id,
    ref or code, a pillar with all that it holds; documents, measures, facets and whatever else the
    rubric or the case has an id for."""
    covers = defaultdict[str, set[str]](set, overall={"overall"})
    for ref, above, node in rubric.walk():
        steps = ref.split(".")
        for n, part in enumerate((*above, node), start=1):
            for name in (".".join(steps[:n]), part.id, part.code or ""):
                covers[name] |= {ref, node.id}
    others = [*rubric.facets, *(held.id for held in rubric.coordination), *case.measures]
    others += [held.id for held in case.documents]
    for name in others:
        covers[name].add(name)
    covers.pop("", None)
    return {name: frozenset(own) for name, own in covers.items()}


def waiver_findings(file: CaseFile, rubric: Rubric) -> Iterator[Finding]:
    """waiver-unknown, waiver-incomplete, waiver-place: waivers that have no effect, whatever an
    audit finds."""
    places = places_of(rubric, file.case) if file.case.allow else {}
    for n, waiver in enumerate(file.case.allow):
        span = file.span(f"allow/{n}")
        if waiver.finding in SEVERITY and not can_be_accepted(waiver.finding):
            yield found("waiver-unknown", span, finding=waiver.finding, firm="@firm")
        elif waiver.finding not in SEVERITY:
            near = suggestion(waiver.finding, [code for code in SEVERITY if can_be_accepted(code)])
            yield found("waiver-unknown", span, finding=waiver.finding, **near)
        elif lacks := _lacks(waiver):
            yield found("waiver-incomplete", span, finding=named(waiver), lacks=", ".join(lacks))
        elif waiver.at is not None and waiver.at not in places:
            near = suggestion(waiver.at.lower(), places) or suggestion(waiver.at, places)
            yield found("waiver-place", span, finding=waiver.finding, at=waiver.at, **near)
