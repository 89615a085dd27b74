"""The page of the manual that explains a finding's code, as it comes with evalkit."""

from __future__ import annotations

import re
from importlib.resources import files as package_files
from pathlib import Path

from evalkit.storage.disk import read_bytes


def explanation(code: str, lang: str) -> str:
    """What a code means, why it matters, an example and the way out, as Markdown; empty where there is no such code."""
    name = "findings.zh.md" if lang == "zh" else "findings.md"
    inside = Path(str(package_files("evalkit"))) / "_docs" / name
    path = inside if inside.is_file() else Path(str(package_files("evalkit"))).parent / "docs" / name
    text = read_bytes(path).decode("utf-8")
    found = re.search(rf"^## {re.escape(code)}\n.*?(?=^## |\Z)", text, re.M | re.S)
    return found[0].strip() + "\n" if found else ""
