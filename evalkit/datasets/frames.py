"""A table of data in, a data frame out: typed columns, and titles beside ids where asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalkit.datasets.model import Dataset
from evalkit.evaluation import Evaluation
from evalkit.model.catalogue import phrase
from evalkit.model.fields import in_language

if TYPE_CHECKING:
    import pandas as pd

DTYPES = {
    "string": "string",
    "number": "float64",
    "integer": "Int64",
    "boolean": "boolean",
    "date": "datetime64[s]",
}


def frame(data: Dataset) -> pd.DataFrame:
    """The rows as a data frame; what is empty is missing there."""
    import pandas as pd

    columns = list(zip(*data.rows, strict=True)) or [() for _ in data.fields]
    return pd.DataFrame(
        {
            own.name: pd.Series(list(values), dtype=DTYPES[own.type])
            for own, values in zip(data.fields, columns, strict=True)
        }
    )


# tables whose `value` is a score in [0, 1]; elsewhere, as in commitments, it is a figure
SCORED = frozenset({"scores", "measures", "standings", "leads", "systems", "consistency-variables"})


def titled(made: pd.DataFrame, name: str, evaluation: Evaluation, lang: str) -> pd.DataFrame:
    """A table of this name with what a reader calls cases and nodes before the other columns, and
    scores on 0–100 beside those in [0, 1]."""
    regions = evaluation.regions(lang)
    titles = {ref: in_language(node.title, lang) for ref, _, node in evaluation.rubric.walk()}
    titles["overall"] = phrase("datasets", lang, "frames.overall")
    out = made.copy()
    named = (("case", "region", regions), ("ref", "title", titles))
    before = [
        (f"{new}_{lang}" if new in made else new, made[old].map(told))
        for old, new, told in named
        if old in made
    ]
    for n, (new, column) in enumerate(own for own in before if own[0] not in made):
        out.insert(n, new, column.astype("string"))
    if name in SCORED:
        at = [*out.columns].index("value") + 1
        out.insert(at, "points", 100 * made["value"])
    return out
