"""Word documents in, passages out: what a reader sees, paragraphs and rows of tables in their
order, headings by style.

A DOCX has no fixed pages, so its places are ¶ only. Text that was inserted counts though nobody has
accepted it, text that was deleted does not, nor does what is hidden, struck out, or white on white;
all of it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from evalkit.evidence import docx_fields
from evalkit.evidence.colours import PAPER
from evalkit.evidence.docx_bindings import Bindings
from evalkit.evidence.docx_drawings import drawn
from evalkit.evidence.docx_flat import unfolded
from evalkit.evidence.docx_heads import heads_of
from evalkit.evidence.docx_names import child, is_on, value
from evalkit.evidence.docx_notes import KINDS, notes_of
from evalkit.evidence.docx_numbering import numbering_of
from evalkit.evidence.docx_runs import Runs
from evalkit.evidence.docx_story import Story
from evalkit.evidence.docx_styles import styles_of
from evalkit.evidence.flow import Flow, Found
from evalkit.evidence.left_out import LeftOut, contents_of
from evalkit.evidence.package import Package, Relation, opened
from evalkit.evidence.text import Contents, Unreadable, reading

_PARTS = ("styles", "numbering", "settings", "footnotes", "endnotes")
DEEPEST = 3  # documents within documents


def read(content: bytes, name: str) -> Contents:
    """A Word document's passages.

    Raises:
        Unreadable: it is locked, broken, or too large.
    """
    with reading("Word"):
        packed = content.startswith(b"PK")
        found, left = body_of(opened(content) if packed else unfolded(content), 0)
    return contents_of(found, left)


def main_part(package: Package) -> str:
    """The part that holds the body.

    Raises:
        ValueError: there is none.
    """
    for relation in package.relations("").values():
        if relation.kind == "officeDocument" and package.has(relation.target):
            return relation.target
    if package.has("word/document.xml"):
        return "word/document.xml"
    raise ValueError("no body")


def body_of(package: Package, depth: int) -> tuple[list[Found], LeftOut]:
    """Texts and levels of a document's body, and what was left out."""
    part = main_part(package)
    relations = package.relations(part)
    targets = _targets(relations)
    roots = {kind: package.xml(targets[kind]) for kind in _PARTS if kind in targets}
    root = package.xml(part)
    body = child(root, "body")
    if body is None:
        raise ValueError("no body")
    for story in (body, *roots.values()):
        if story is not None:
            docx_fields.match(story)
    noted = {k: r for k in KINDS if (r := roots.get(f"{k}s")) is not None}
    left, flow = LeftOut(), Flow()
    notes = notes_of(noted, roots.get("settings"), body)
    runs = Runs(
        styles_of(roots.get("styles"), partial(_theme, package, targets)), notes, left, flow.at
    )
    runs.bound = Bindings(package).shown
    runs.ground = _page(root, roots.get("settings"))
    parts = _Parts(package, relations, left, depth, flow.at)
    story = Story(runs, numbering_of(roots.get("numbering")), parts.read, flow)
    story.blocks(body)
    for note in notes.unmet(body):  # no mark leads to it: it comes last, and this is told
        left.add("document-notes", "", flow.at())
        story.note(note)
    if not depth:
        for text in heads_of(body, relations, package):
            left.edge(text)
    return flow.found, left


def _targets(relations: dict[str, Relation]) -> dict[str, str]:
    return {relation.kind: relation.target for relation in relations.values() if relation.target}


def _theme(package: Package, targets: Mapping[str, str]) -> Any:
    """The theme, which only colours what is read; None where it cannot be read."""
    try:
        return package.xml(targets.get("theme", ""))
    except (Unreadable, ValueError):
        return None


def _page(root: Any, settings: Any) -> str:
    """The colour of the page."""
    painted = child(root, "background")
    shown = settings is not None and is_on(settings, "displayBackgroundShape")
    return (value(painted, "color") or PAPER).upper() if painted is not None and shown else PAPER


@dataclass
class _Parts:
    """Other parts of a package whose words stand in the body."""

    package: Package
    relations: dict[str, Relation]
    left: LeftOut
    depth: int
    at: Callable[[], int]

    def read(self, relation: str, kind: str) -> list[Found]:
        """The words that a relation leads to; none where they cannot be read, which is told."""
        target = self.relations[relation].target if relation in self.relations else ""
        content = self.package.read(target) if target else None
        found: list[Found] | None = None
        if content is not None and kind == "left-diagrams":
            found = [(text, 0) for text in drawn(self.package.xml(target))]
        elif content is not None and self.depth < DEEPEST:
            found = _imported(content, target, self.depth + 1)
        if found is None:
            self.left.add("document-left-out", kind, self.at())
        return found or []


def _imported(content: bytes, name: str, depth: int) -> list[Found] | None:
    """What a document within this one has; None where it cannot be read."""
    from evalkit.evidence.embedded import passages_of

    if content.startswith(b"PK\x03\x04"):
        try:
            with reading("Word"):
                return body_of(opened(content), depth)[0]
        except Unreadable as problem:
            if problem.code == "document-too-large":
                raise
            return None
    return passages_of(content, name)
