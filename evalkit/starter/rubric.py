"""A commented rubric to fill in: a small one of its own, or another one under a new name."""

from __future__ import annotations

import re

from evalkit.model.catalogue import phrase
from evalkit.starter.project import template


def new_rubric(id: str, lang: str) -> str:
    """YAML of a small rubric with every part that most rubrics have, in one language."""
    return template("rubric", lang).replace("RUBRIC-ID", id)


def like(text: str, id: str, lang: str) -> str:
    """The text of a rubric under a new id, from version 0.1.0 on: comments stay, what it tells of
    its own earlier versions goes."""
    pin = (_value(text, "rubric"), _value(text, "version"))
    for key in ("changes", "retired"):
        text = re.sub(rf"^{key}:.*\n(?:(?:[ \t#-].*)?\n)*", "", text, flags=re.M)
    text = re.sub(r"^(rubric:[ \t]*).*$", rf"\g<1>{id}", text, count=1, flags=re.M)
    text = re.sub(r"^(version:[ \t]*).*$", r"\g<1>0.1.0", text, count=1, flags=re.M)
    return f"# {phrase('starter', lang, 'made-from', pin='@'.join(pin))}\n{text}"


def _value(text: str, key: str) -> str:
    found = re.search(rf"^{key}:[ \t]*[\"']?([\w.-]+)", text, re.M)
    return found[1] if found else ""
