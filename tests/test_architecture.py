"""The laws of the house, read from the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "evalkit"
ORDER = [
    "source", "findings", "rubric", "house", "case", "filed", "waivers", "sense", "read", "measures", "ratings", "aggregate", "normalise",
    "score", "rank", "analysis", "overlay", "evidence", "evaluation", "questions", "audit", "revision", "succession", "report", "picture", "fit", "render", "template", "schema", "files", "validate", "api", "cli",
]  # fmt: skip
REPORT = [
    "figure",
    "model",
    "facts",
    "steps",
    "doubts",
    "verdicts",
    "tuning",
    "answers",
    "glance",
    "groups",
    "locale",
    "writer",
    "analyses",
    "charts",
    "drawings",
    "comparison",
    "portfolio",
    "annexes",
    "briefing",
    "workbook",
    "layout",
    "rating_sheet",
    "measure_sheet",
    "working",
    "backing",
    "book",
    "dress",
    "standard",
    "audit",
    "trail",
    "compose",
]
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
# ``aggregate`` holds the Array type that ``normalise``, ``rank`` and ``score`` share; ``rank`` stands beside ``score``.


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[str]:
    """Modules of evalkit that a file imports, anywhere in it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "evalkit":
            parts = node.module.split(".")[1:]
            found += [".".join([*parts, alias.name]) if len(parts) < 2 else ".".join(parts) for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [alias.name.removeprefix("evalkit.") for alias in node.names if alias.name.startswith("evalkit.")]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down_the_list_only(path: Path) -> None:
    own = room(path)
    if own in ("__init__", "__main__"):
        return
    for name in imports(path):
        other = name.split(".")[0]
        if other == own or other not in ORDER:
            continue
        assert ORDER.index(other) < ORDER.index(own), f"{own} imports {other}"


def test_analyses_and_renderers_do_not_import_their_siblings() -> None:
    for folder in ("analysis", "render", "audit"):
        names = {p.stem for p in (PACKAGE / folder).glob("*.py")} - {"__init__"}
        for path in (PACKAGE / folder).glob("*.py"):
            if path.stem != "__init__":
                siblings = {name.split(".")[1] for name in imports(path) if name.startswith(f"{folder}.")} & names
                assert not siblings - {path.stem, "inspected"}, path  # what every check looks at


def test_report_modules_keep_their_order() -> None:
    for path in (PACKAGE / "report").rglob("*.py"):
        own = path.relative_to(PACKAGE / "report").parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        for name in imports(path):
            parts = name.split(".")
            if parts[0] == "report" and len(parts) > 1 and parts[1] in REPORT and parts[1] != own:
                assert REPORT.index(parts[1]) < REPORT.index(own), f"report.{own} imports report.{parts[1]}"


EDGE = {"files", "cli"}
TOUCHES = {"open", "print", "input", "exec", "eval"}
REACHES = {"read_text", "read_bytes", "write_text", "write_bytes", "now", "today", "environ", "getenv"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_edge_touches_disk_clock_and_environment(path: Path) -> None:
    if room(path) in EDGE:
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in TOUCHES, f"{path}:{node.lineno}"
        if isinstance(node, ast.Attribute) and node.attr in REACHES:
            # templates are package data, not the user's files
            assert path.name == "html.py", f"{path}:{node.lineno} {node.attr}"
        if isinstance(node, ast.Import):
            assert "random" not in {alias.name for alias in node.names}, path


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("pydantic", {"rubric", "house", "case", "read"}),
        ("pydantic_core", {"rubric", "house", "case", "read"}),
        ("jinja2", {"render"}),
        ("click", {"cli", "files"}),
        ("rich", {"cli"}),
        ("yaml", {"source"}),
        ("pypdf", {"evidence"}),
        ("pypdfium2", {"evidence"}),
        ("docx", {"evidence", "render"}),
        ("lxml", {"evidence", "render"}),
        ("rapidfuzz", {"evidence"}),
        ("sqlite3", {"evidence"}),
        ("subprocess", {"files"}),
        ("typst", {"render"}),
        ("vl_convert", {"picture"}),
    ],
)
def test_libraries_stay_in_their_rooms(library: str, rooms: set[str]) -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(name.split(".")[0] == library for name in names):
                assert room(path) in rooms, path


def test_no_global_is_written_and_no_room_is_a_lumber_room() -> None:
    for path in MODULES:
        assert not any(isinstance(node, ast.Global) for node in ast.walk(ast.parse(path.read_text("utf-8")))), path
        assert path.stem not in {"utils", "helpers", "common_utils", "manager", "base"}, path


def test_public_functions_say_what_they_do() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree) or not tree.body, f"{path} has no docstring"
        if path.parent.name == "locale":
            continue  # a sentence explains itself
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                if isinstance(node, ast.ClassDef) and path.stem in ("comparison", "briefing"):
                    continue
                assert ast.get_docstring(node), f"{path}:{node.lineno} {node.name}"
