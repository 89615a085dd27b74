"""The chain behind a number, and what the codes of findings say, as tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from evalkit.datasets.model import Dataset, dataset
from evalkit.model import manual
from evalkit.model.finding import SEVERITY
from evalkit.model.language import LANGUAGES

if TYPE_CHECKING:
    from evalkit.report.explain import Step


def chain(steps: Iterable[Step]) -> Dataset:
    """A row a line of the chain, the number itself first."""
    rows = (
        {"n": n, "nesting": step.depth, "said": step.text, "place": step.place or None}
        for n, step in enumerate(steps)
    )
    return dataset("chain", rows)


def codes(only: str | None = None) -> Dataset:
    """A row a code of a finding, or the one that is asked for, with an example of what it says."""
    zh, en = ({c: said for _, own in manual.listed(lang) for c, said in own} for lang in LANGUAGES)
    rows = (
        {"finding": c, "severity": str(own), "message_zh": zh[c], "message_en": en[c]}
        for c, own in SEVERITY.items()
        if only in (None, c)
    )
    return dataset("codes", rows)
