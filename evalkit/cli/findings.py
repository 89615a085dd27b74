"""Findings on a terminal: one by one, those of a kind together, or only how many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import click

from evalkit.model.catalogue import phrase
from evalkit.model.finding import SEVERITIES, Finding, Severity, to_text
from evalkit.model.place import line_of, printable

OFTEN = 4  # findings of one code from which they are one, with a count
PLACES = 40  # of a finding, that are listed
FILES = 20  # files with errors, that are named
Texts = Mapping[str, str]


def show(findings: Sequence[Finding], texts: Texts, lang: str, *, err: bool, each: bool) -> None:
    """Findings with the lines they stand in; ``each``: every one of them, not those of a kind
    together."""
    for same in [[f] for f in findings] if each else _together(findings):
        first = same[0]
        line = line_of(texts.get(first.span.file, ""), first.span.line)
        click.echo(to_text(first, line, lang), err=err)
        if len(same) > 1:
            gap = " " * len(str(first.span.line)) if line.strip() else "  "
            click.echo(f"{gap} = {_places(same[1:], first.span.file, lang)}", err=err)


def _together(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings in their order; those that say the same of many places as one, where the first of
    them stands."""
    groups = defaultdict[tuple[str, ...], list[Finding]](list)
    for finding in findings:
        groups[_shape(finding)].append(finding)
    out: list[list[Finding]] = []
    for own in groups.values():
        out += [own] if len(own) >= OFTEN else [[finding] for finding in own]
    place = {id(finding): n for n, finding in enumerate(findings)}
    return sorted(out, key=lambda own: place[id(own[0])])


def _shape(finding: Finding) -> tuple[str, ...]:
    """What findings have in common that say the same of different places; of those that stand at
    no line, whose places are within what they say, all that they say."""
    said = dict(finding.values)
    key, column = str(said.get("key", "")), str(said.get("column", ""))
    apart = () if finding.span.line else tuple(map(str, said.values()))
    return (finding.code, key, column, *said, *apart)


def _places(others: Sequence[Finding], file: str, lang: str) -> str:
    """How many more there are, and where: lines of the same file, then of others."""
    of = defaultdict[str, list[str]](list)
    for finding in others[:PLACES]:
        span = finding.span
        of[span.file].append(str(span)[len(printable(span.file)) + 1 :].partition(":")[0])
    lines = {name: list(dict.fromkeys(own)) for name, own in of.items()}
    comma = phrase("cli", lang, "findings.comma")
    here = [line for line in lines.pop(file, []) if line]
    cells = any(finding.span.sheet for finding in others)
    key = "findings.cells" if cells else f"findings.line{'s' if len(here) > 1 else ''}"
    parts = [phrase("cli", lang, key, lines=comma.join(here))] if here else []
    parts += [f"{name}:{comma.join(own)}".rstrip(":") for name, own in lines.items()]
    listed = phrase("cli", lang, "findings.semicolon").join(parts)
    more = " …" if len(others) > PLACES else ""
    return phrase("cli", lang, "findings.again", n=len(others), places=listed + more)


def counted(findings: Sequence[Finding], lang: str, least: Severity = Severity.NOTE) -> str:
    """How many findings there are of each severity down to ``least``; those of none only where
    notes count."""
    kinds = SEVERITIES[: SEVERITIES.index(least) + 1]
    numbers = [(kind, sum(f.severity is kind for f in findings)) for kind in kinds]
    shown = [(kind, n) for kind, n in numbers if n or least is Severity.NOTE]
    between = phrase("cli", lang, "check.between")
    return between.join(
        phrase("cli", lang, f"check.{'one-' if n == 1 else ''}{kind}", n=n) for kind, n in shown
    )


def summary(
    findings: Sequence[Finding], lang: str, shows: str, unscored: Sequence[str] = ()
) -> Iterator[str]:
    """What stands before an answer: the first error of each file, what is not scored, and how many
    findings there are; nothing where there are only notes. ``shows``: the command that shows
    them."""
    told = [f for f in findings if f.severity is not Severity.NOTE]
    if not told:
        return
    errors = defaultdict[str, list[Finding]](list)
    for f in told:
        if f.severity is Severity.ERROR:
            errors[f.span.file].append(f)
    for own in list(errors.values())[:FILES]:
        first = own[0]
        more = phrase("cli", lang, "findings.and-more", n=len(own) - 1) if len(own) > 1 else ""
        yield f"{first.span}: {first.severity}[{first.code}]: {first.message(lang)}{more}"
    if len(errors) > FILES:
        yield phrase("cli", lang, "findings.more-files", n=len(errors) - FILES)
    if unscored:
        comma = phrase("cli", lang, "findings.comma")
        yield phrase("cli", lang, "findings.unscored", names=comma.join(unscored))
    files = len({f.span.file for f in told})
    key = "findings.summary-one" if files == 1 else "findings.summary"
    counts = counted(told, lang, Severity.WARNING)
    yield phrase("cli", lang, key, counts=counts, files=files, command=shows)
