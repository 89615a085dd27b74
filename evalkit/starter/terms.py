"""A file of learnt terms, as ready to be edited."""

from __future__ import annotations

from evalkit.model.catalogue import messages
from evalkit.model.learnt import LearntTerms
from evalkit.starter.text import comment, scalar


def terms_file(learnt: LearntTerms, lang: str) -> str:
    """A file of learnt terms, one a line, the weightiest of a criterion first."""
    lines = [comment(line) for line in messages("starter", lang)["learnt"]]
    lines += [f"learnt: {learnt.learnt}", f"from: [{', '.join(map(scalar, learnt.cases))}]"]
    lines += [f"weight: {learnt.weight:g}", "terms:"]
    for name, spoken in learnt.terms.items():
        lines.append(f"  {name}:")
        for tag, terms in spoken.items():
            lines.append(f"    {scalar(tag)}:")
            lines += [f"      {scalar(term)}: {weight:g}" for term, weight in terms.items()]
    return "\n".join(lines) + "\n"
