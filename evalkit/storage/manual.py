"""The page of the manual that explains a finding's code, as it comes with evalkit."""

from __future__ import annotations

import re

from evalkit.storage.disk import packaged, read_bytes


def explanation(code: str, lang: str) -> str:
    """What a code means, why it matters, an example and the way out, as Markdown; empty where there is no such code."""
    name = "findings.zh.md" if lang == "zh" else "findings.md"
    text = read_bytes(packaged("docs") / name).decode("utf-8")
    found = re.search(rf"^## {re.escape(code)}\n.*?(?=^## |\Z)", text, re.M | re.S)
    return found[0].strip() + "\n" if found else ""
