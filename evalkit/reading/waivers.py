"""Waivers as a case writes them: which can hold, and what is wrong with the others. An audit
applies them."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.model.case import CaseFile, Waiver
from evalkit.model.finding import SEVERITY, Finding, Severity, found, suggestion

# Not to be waived: that an audit could not look, and what is wrong with waivers.
FIRM = frozenset(
    {"audit-incomplete", "waiver-expired", "waiver-incomplete", "waiver-unneeded", "waiver-unknown"}
)
# Other errors drop what they touch: there is nothing left to accept.
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
    return _acceptable(waiver.finding) and not _lacks(waiver)


def named(waiver: Waiver) -> str:
    """A waiver as a finding names it: the code, and the place if it names one."""
    return f"{waiver.finding} ({waiver.at})" if waiver.at else waiver.finding


def _acceptable(code: str) -> bool:
    severity = SEVERITY.get(code)
    return (
        severity is not None
        and code not in FIRM
        and (severity is not Severity.ERROR or code in _AUDITED)
    )


def _lacks(waiver: Waiver) -> list[str]:
    return [key for key in ("because", "owner", "until") if getattr(waiver, key) is None]


def waiver_findings(file: CaseFile) -> Iterator[Finding]:
    """waiver-unknown, waiver-incomplete: waivers that have no effect, whatever an audit finds."""
    for n, waiver in enumerate(file.case.allow):
        span = file.span(f"allow/{n}")
        if waiver.finding in SEVERITY and not _acceptable(waiver.finding):
            yield found("waiver-unknown", span, finding=waiver.finding, firm="@firm")
        elif waiver.finding not in SEVERITY:
            near = suggestion(waiver.finding, [code for code in SEVERITY if _acceptable(code)])
            yield found("waiver-unknown", span, finding=waiver.finding, **near)
        elif lacks := _lacks(waiver):
            yield found("waiver-incomplete", span, finding=named(waiver), lacks=", ".join(lacks))
