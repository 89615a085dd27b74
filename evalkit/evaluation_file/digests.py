"""Data of an evaluation in; a digest of each of its parts and of the whole out.

A digest proves nothing to whoever can write one: it tells what was edited, where scoring again
cannot (a reason, a title, a name).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

RUN = ("schema", "evalkit", "as_of", "seed")  # what is said of the run: one part


def digests(data: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """(part → SHA-256, SHA-256 of everything but that itself), in one spelling.

    Parts are ``run``, the others by their keys, and each case by its id. Where data hold
    ``parts``, the whole is of the data with the parts that are given here.

    Raises:
        ValueError: a number is NaN or infinite.
    """
    run = {key: data[key] for key in RUN if key in data}
    texts = {key: _text(value) for key, value in data.items() if key not in ("digest", "parts")}
    parts = {"run": _hash(_text(run))}
    cases = data.get("cases")
    if isinstance(cases, list):
        own = [_text(case) for case in cases]
        texts["cases"] = f"[{','.join(own)}]"
        parts |= {f"cases/{_id(case)}": _hash(text) for case, text in zip(cases, own, strict=True)}
    parts |= {key: _hash(text) for key, text in texts.items() if key not in (*RUN, "cases")}
    if "parts" in data:
        texts["parts"] = _text(parts)
    return parts, _hash(f"{{{','.join(f'{_text(key)}:{texts[key]}' for key in sorted(texts))}}}")


def digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of everything but the digest itself, in one spelling."""
    return _hash(_text({key: value for key, value in data.items() if key != "digest"}))


def _text(value: Any) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _id(case: Any) -> Any:
    return case.get("id") if isinstance(case, dict) else None
