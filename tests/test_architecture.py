"""The laws of the house, read from the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "evalkit"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
# Imports go from left to right. Between two arrows a room may import those named after it.
ORDER = """
cli, workbench → api → starter, forms, tables, render → workbook, datasets, report → evaluation_file
→ audit, analysis → evaluation → scoring, evidence → editing, reading → model
"""
ROOMS = [name.strip() for name in ORDER.replace("→", ",").split(",")]
# Storage stands beside reading; it runs the readers of plans, puts a file of weights into its
# rubric, writes changed cases, and only the edge asks it for files.
STORAGE_IMPORTS = {"storage", "scoring", "evidence", "editing", "reading", "model"}
ASKS_STORAGE = {"cli", "workbench", "api", "tables", "storage"}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


DOTTED = {
    ".".join(p.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
    for p in MODULES
}


def imports(path: Path) -> list[str]:
    """Modules of evalkit that a file imports, anywhere in it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.split(".")[0] == "evalkit"
        ):
            parts = node.module.split(".")[1:]
            names = [alias.name for alias in node.names]
            found += [
                full if (full := ".".join([*parts, n])) in DOTTED else ".".join(parts) or n
                for n in names
            ]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            found += [n.removeprefix("evalkit.") for n in names if n.startswith("evalkit.")]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_module_stands_in_a_room(path: Path) -> None:
    assert room(path) in {*ROOMS, "storage", "__init__", "__main__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_to_the_right_only(path: Path) -> None:
    own = room(path)
    if own in ("__init__", "__main__"):
        return
    for name in imports(path):
        other = name.split(".")[0]
        if "storage" in (own, other):
            assert other in STORAGE_IMPORTS if own == "storage" else own in ASKS_STORAGE, name
        elif other in ROOMS and other != own:
            assert ROOMS.index(own) < ROOMS.index(other), f"{own} imports {name}"


def test_no_module_imports_in_a_circle() -> None:
    names = {".".join(p.relative_to(PACKAGE).with_suffix("").parts): p for p in MODULES}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    arrows = {n: {m for m in imports(path) if m in names} - {n} for n, path in names.items()}
    while leaves := {name for name, to in arrows.items() if not to & arrows.keys()}:
        arrows = {name: to for name, to in arrows.items() if name not in leaves}
    assert not arrows, sorted(arrows)


def test_siblings_do_not_import_each_other() -> None:
    shared = {
        "analysis": {"results", "changes"},  # they ask the others, and no other asks them
        "audit": {"subject"},  # what every check is given
        "report/sections": set(),
        "render": {
            "pictures",
            "column_widths",
            "glyphs",
            "typefaces",
            "json",
            "days",
        },  # what several formats need
    }
    for folder, common in shared.items():
        inside = PACKAGE / folder
        names = {p.stem for p in inside.glob("*.py")}
        names |= {p.parent.name for p in inside.glob("*/__init__.py")}
        for path in inside.rglob("*.py"):
            own = path.relative_to(inside).parts[0].removesuffix(".py")
            if own in ("__init__", *common):
                continue
            dotted = folder.replace("/", ".")  # modules of one sub-package are one renderer
            asked = {
                n.removeprefix(f"{dotted}.").split(".")[0]
                for n in imports(path)
                if n.startswith(dotted)
            }
            asking = set() if folder == "analysis" else common
            assert not (asked & names) - {own, "__init__", *asking}, path


def test_the_api_offers_all_that_its_modules_make_under_one_name_each() -> None:
    """Editors see what is loaded when it is asked for; no module hides a function."""
    from evalkit import api

    (block,) = (
        node
        for node in ast.parse((PACKAGE / "api" / "__init__.py").read_text("utf-8")).body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name)
    )
    seen = [
        (str(node.module).rpartition(".")[2], alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == alias.asname
    ]
    homes = [(module, name) for module, names in api._HOMES.items() for name in names]
    assert sorted(seen) == sorted(homes)
    names = [name for _, name in homes]
    assert len(names) == len({*names})
    assert not {*names} & {path.stem for path in (PACKAGE / "api").iterdir()}
    # what modules of the API need of each other, and nobody else
    within = {
        "given": {
            "as_paths",
            "as_list",
            "kind_of",
            "as_evaluation",
            "as_case",
            "as_name",
            "as_names",
        }
        | {"as_day", "unread"},
        "executors": {"at_once", "dask_setup", "in_order", "versions"},
        "rendering": {"Job", "Share", "composed", "make", "make_share"},
        "reporting": {"run_of"},
        "notebooks": {"show_in_notebooks", "show_audits_in_notebooks"},
    }
    for path in (PACKAGE / "api").glob("[a-z]*.py"):
        made = {
            node.name
            for node in ast.parse(path.read_text("utf-8")).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"
        }
        offered = {name for module, name in homes if module == path.stem}
        assert made - offered == within.get(path.stem, set()), path


def test_no_module_takes_what_another_keeps_to_itself() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("evalkit"):
                names = [a.name for a in node.names if a.name[0] == "_" and a.name[1] != "_"]
                assert not names, f"{path}:{node.lineno} {names}"


EDGE = {"storage", "tables", "workbench", "cli"}
TOUCHES = {"open", "print", "input", "exec", "eval"}
REACHES = {
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "now",
    "today",
    "environ",
    "getenv",
}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_edge_touches_disk_clock_and_environment(path: Path) -> None:
    if room(path) in EDGE:
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in TOUCHES, f"{path}:{node.lineno}"
        if isinstance(node, ast.Attribute) and node.attr in REACHES:
            # templates and catalogues are package data, not the user's files
            assert str(path.relative_to(PACKAGE)) in (
                "render/html/__init__.py",
                "model/catalogue.py",
                "starter/project.py",
            ), f"{path}:{node.lineno} {node.attr}"
        if isinstance(node, ast.Import):
            assert "random" not in {alias.name for alias in node.names}, path


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("pydantic", {"model", "reading", "evaluation_file"}),
        ("pydantic_core", {"model", "reading", "evaluation_file"}),
        ("jinja2", {"report", "render", "starter", "workbench"}),
        ("click", {"cli"}),
        ("rich", {"cli"}),
        ("yaml", {"reading"}),
        ("pypdf", {"evidence"}),
        ("pypdfium2", {"evidence"}),
        ("docx", {"evidence", "render"}),
        ("lxml", {"evidence", "render"}),
        ("rapidfuzz", {"evidence"}),
        ("tantivy", {"evidence"}),
        ("subprocess", {"storage"}),
        ("typst", {"render"}),
        ("vl_convert", {"render"}),
        ("multiprocessing", {"api", "storage", "tables"}),
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
        assert not any(
            isinstance(node, ast.Global) for node in ast.walk(ast.parse(path.read_text("utf-8")))
        ), path
        assert path.stem not in {"utils", "helpers", "common_utils", "manager", "base"}, path


def test_public_functions_say_what_they_do() -> None:
    for path in MODULES:
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree) or not tree.body, f"{path} has no docstring"
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}:{node.lineno} {node.name}"
