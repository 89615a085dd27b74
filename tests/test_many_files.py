"""Some hundred case files of which many are broken, each in its own way: every finding of each is
there, at its place, and no sound case has one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from evalkit import api
from evalkit.model.finding import Finding
from evalkit.storage.tables import tables_beside

from tests.broken_files import broken_forms, write_broken

Told = dict[str, list[tuple[object, ...]]]


def by_file(findings: Iterable[Finding]) -> Told:
    """File → its findings: code, place and both sentences."""
    out: Told = defaultdict(list)
    for f in findings:
        place = f.span.line, f.span.column
        out[Path(f.span.file).stem].append((f.code, *place, f.message("zh"), f.message("en")))
    return {name: sorted(held, key=str) for name, held in out.items()}


def checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.chdir(folder)
    return by_file(api.check("cases"))


def test_every_broken_file_has_the_findings_that_it_has_alone_and_no_sound_one_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = broken_forms()
    assert len(forms) > 80
    alone: Told = {}
    for code, content in forms.items():
        write_broken(tmp_path / code, {code: content}, 2)
        own = checked(tmp_path / code, monkeypatch)
        assert code in {finding[0] for finding in own[code]}
        alone |= own
    write_broken(tmp_path / "all", forms, 300 - len(forms))
    together = checked(tmp_path / "all", monkeypatch)
    assert together == alone
    assert not any(name.startswith("sound") for name in together)


def test_a_folder_is_looked_through_once_for_all_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_broken(tmp_path, {}, 30)
    (tmp_path / "cases" / "measures.csv").write_text("region,measure,value,unit,year,source\n")
    looked = []
    through = Path.iterdir

    def counted(folder: Path) -> Iterator[Path]:
        looked.append(folder)
        return through(folder)

    monkeypatch.setattr(Path, "iterdir", counted)
    files = sorted((tmp_path / "cases").glob("*.yaml"))
    assert tables_beside(files) == [tmp_path / "cases" / "measures.csv"]
    assert looked == [tmp_path / "cases"]
