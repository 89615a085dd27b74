"""Findings of cases that were read before their rubric was, in; the same with what the rubrics at
hand tell about them, out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from evalkit.model.fields import both
from evalkit.model.finding import Finding, Value, suggestion
from evalkit.model.rubric import Rubric, version_key


def with_pins(
    findings: Iterable[Finding], known: Iterable[tuple[str, str]], only: str | None = None
) -> list[Finding]:
    """pin-form with the line to write: the rubric that is named, in the version that lies there,
    or the only one.

    Args:
        known: (id, version) of the rubrics at hand.
        only: the one that lies beside the cases, alone.
    """
    versions: dict[str, list[str]] = {}
    for name, version in known:
        versions.setdefault(name, []).append(version)
    return [
        _with(finding, pin=pin)
        if finding.code == "pin-form" and (pin := _pin(dict(finding.values), versions) or only)
        else finding
        for finding in findings
    ]


def _pin(values: Mapping[str, Value], versions: Mapping[str, list[str]]) -> str | None:
    given = str(values.get("value", ""))
    name, _, wanted = re.sub(r"\s*[@＠]\s*v?|\s+v?(?=\d)", "@", given.strip(), count=1).partition(
        "@"
    )
    if name not in versions:
        near = suggestion(name, versions)
        name = str(near["suggestion"]) if near else next(iter(versions), "")
        if not near and len(versions) != 1:
            return None
    held = sorted(versions[name], key=version_key, reverse=True)
    asked = [v for v in held if wanted and (v == wanted or v.startswith(f"{wanted.strip('.')}."))]
    return f"{name}@{(asked or held)[0]}"


# what people write for the two levels of a condition
YES_NO = (
    ("no", "false", "not met", "not-met", "否", "未达到", "没有达到", "不符合"),
    ("yes", "true", "met", "是", "达到", "符合"),
)


def with_levels(findings: Iterable[Finding], rubric: Rubric) -> list[Finding]:
    """value-kind of a level that is written by its label, with its number; not where criteria have
    scales of their own, for which the label means nothing: a finding does not say whose it is."""
    if any(scale.own for scale in rubric.scales.values()):
        return [*findings]
    labels = {
        label.casefold(): anchor.level for anchor in rubric.scale for label in both(anchor.label)
    }
    if len(rubric.scale) == len(YES_NO):  # met or not
        ends = zip(rubric.scale, YES_NO, strict=True)
        labels |= {word: anchor.level for anchor, words in ends for word in words}
    out = []
    for finding in findings:
        said = dict(finding.values)
        level = labels.get(str(said.get("named", "")).casefold().strip())
        known = finding.code == "value-kind" and level is not None
        out.append(_with(finding, level=str(level)) if known else finding)
    return out


def _with(finding: Finding, **more: Value) -> Finding:
    return replace(finding, values=tuple(sorted({**dict(finding.values), **more}.items())))
