"""A language in; the files of a project that reports at once, out: a small rubric, two cases with
their plans, measures, a report style, and where to go on."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

SCHEMA = ".case.schema.json"  # ends the name of the file, beside a rubric, that editors check its cases by


def project(lang: str) -> dict[str, bytes]:
    """Path in the project → content; every text in one language."""
    return dict(_held(files("evalkit") / "starter" / "files" / lang))


def guide(lang: str) -> dict[str, bytes]:
    """What stands beside the shipped rubric and cases, where they are laid out as a project."""
    return dict(_held(files("evalkit") / "starter" / "files" / "shipped" / lang))


def template(folder: str, lang: str) -> str:
    """A single file to start from, in a language."""
    held = files("evalkit") / "starter" / "files" / folder / f"{lang}.yaml"
    return held.read_text("utf-8")


def _held(folder: Traversable, above: str = "") -> list[tuple[str, bytes]]:
    """The files below a folder of the package, in order of name."""
    found = []
    for item in sorted(folder.iterdir(), key=lambda held: held.name):
        if item.is_dir():
            found += _held(item, f"{above}{item.name}/")
        else:
            found.append((above + item.name, item.read_bytes()))
    return found
