"""How many files are wanted in; a folder of small cases of which some are broken, each in a way of
its own, out: every way in which a case file alone is wrong that ``tests/bad`` has."""

from __future__ import annotations

import shutil
from pathlib import Path

BAD = Path(__file__).parent / "bad"
SOUND = """\
case: sound-{n}
rubric: small@1.0.0
region: {{name: {{zh: 贵州{n}, en: Guizhou {n}}}, code: X-{n}}}
facets:
  development: {{is: {development}, because: 有数据}}
documents:
  - {{id: gwr, title: 报告}}
ratings:
  clear-goals:
    level: {level}
    checks: [dated, numbers]
    because: 有年份
    evidence: [{{document: gwr, at: ¶{n}}}]
{more}measures:
  rd-intensity: {{value: 1.{n}, unit: "%", year: 2023, source: nbs}}
"""
MORE = """\
  invest-more:
    level: 0
    because: 没有提到
"""


def broken_forms() -> dict[str, bytes]:
    """Code of a finding → the case file that shows it, under an id and a region of its own."""
    out = {}
    for folder in sorted(path for path in BAD.iterdir() if path.is_dir()):
        held = {p.name for p in folder.rglob("*") if p.is_file()} - {"command", "expected.txt"}
        case = folder / "cases" / "gz.yaml"
        asked = (folder / "command").read_text().split()
        if held == {"gz.yaml"} and case.is_file() and asked == ["check", "cases"]:
            own = case.read_bytes().replace(b"gz-2026", f"gz-{folder.name}".encode())
            out[folder.name] = own.replace(b"CN-GZ", f"CN-{folder.name}".encode())
    long = b"case: gz\nnote: " + b"x" * 5_100_000  # as tests/test_bad.py makes them
    return out | {
        "file-too-large": long,
        "yaml-too-many-values": b"case: [" + b"1, " * 200_001 + b"1]",
    }


def write_broken(folder: Path, forms: dict[str, bytes], sound: int) -> None:
    """The rubric, the broken files by the codes that they show, and ``sound`` others."""
    cases = folder / "cases"
    cases.mkdir(parents=True)
    (folder / "rubrics").mkdir()
    shutil.copy(BAD / "small.yaml", folder / "rubrics" / "small.yaml")
    for code, content in forms.items():
        (cases / f"{code}.yaml").write_bytes(content)
    for n in range(sound):
        development = ("developed", "underdeveloped")[n % 2]
        more = "" if n % 2 else MORE
        text = SOUND.format(n=n, level=2 + n % 2, development=development, more=more)
        (cases / f"sound-{n}.yaml").write_text(text, encoding="utf-8")
