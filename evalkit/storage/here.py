"""What lies in the current folder: the cases that a command takes unless told otherwise, and the
rubric that a command takes that is given none."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from evalkit.model.rubric import version_key
from evalkit.storage.disk import YAML
from evalkit.storage.rubrics import heads, peek, yaml_in

CASES = Path("cases")
SHIPPED = "regional-innovation"  # the rubric that comes with evalkit


def cases_here() -> Path | None:
    """The folder of the cases here: ``cases/``, else this folder where a case lies in it; None
    where there are none."""
    if CASES.is_dir():
        return CASES
    return Path() if any(_pin_of(path) for path in yaml_in(Path())) else None


def rubrics_alone() -> list[Path]:
    """The rubrics here, where there are no cases yet."""
    return [] if cases_here() else [*yaml_in(Path("rubrics"))]


class AtHand(NamedTuple):
    """The rubric to take, as it may be named (file, id or id@version; None where there are
    several), and all that are at hand."""

    named: str | None
    pins: tuple[str, ...] = ()


def rubric_here() -> AtHand:
    """The only rubric at hand: of those in ``rubrics/`` here, beside a folder of cases that one
    stands in, or pinned by the cases here; where there is none, the shipped one.

    Versions of one rubric are one: the version that all cases pin, else the latest.
    """
    known = {pin: path for path in _rubric_files() if (pin := peek(path))}
    pinned = _pins()
    ids = {name for name, _ in known} | {pin.partition("@")[0] for pin in pinned}
    if len(ids) > 1:
        return AtHand(None, tuple(sorted({*pinned, *(f"{n}@{v}" for n, v in known)})))
    only = next(iter(pinned)) if len(pinned) == 1 else ""
    if only and _split(only) not in known:
        return AtHand(only)
    if not known:
        return AtHand(next(iter(ids), SHIPPED))
    latest = max(known, key=lambda pin: version_key(pin[1]))
    return AtHand(known[_split(only) if only else latest].as_posix())


def _rubric_files() -> list[Path]:
    """Rubrics in ``rubrics/``, here and beside this folder; lying here where no other is."""
    own = [*yaml_in(Path("rubrics")), *(yaml_in(Path("../rubrics")) if not CASES.is_dir() else [])]
    return own or [path for path in yaml_in(Path()) if not _pin_of(path)]


def _pins() -> set[str]:
    """What the cases here name as their rubric."""
    folder = cases_here()
    held = folder.rglob("*") if folder == CASES else yaml_in(folder) if folder else []
    return {pin for path in held if path.suffix in YAML and (pin := _pin_of(path))}


def _pin_of(path: Path) -> str:
    """The rubric that a case names; empty for all that is no case."""
    own = heads(path)
    return own.get("rubric", "") if "case" in own else ""


def _split(pin: str) -> tuple[str, str]:
    name, _, version = pin.partition("@")
    return name, version
