"""A file of other weights, as ready to be edited."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal


def weights_file(pin: str, title: str, why: str, weights: Mapping[str, float]) -> str:
    """A file of weights for a rubric, as ``evalkit score -r FILE`` takes it.

    Every digit is written, so that scores, bands and ties under the file are those of the method.
    """
    rows = "\n".join(
        f"  {ref}: {Decimal(repr(float(weight))):f}" for ref, weight in weights.items()
    )
    return f"weights: {pin}\ntitle: {json.dumps(title, ensure_ascii=False)}\nwhy: {json.dumps(why, ensure_ascii=False)}\nset:\n{rows}\n"
