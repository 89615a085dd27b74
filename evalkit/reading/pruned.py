"""Data without the parts that cannot be read: where what is left of it stands in the file."""

from __future__ import annotations

from evalkit.reading.yaml import Path


class Kept:
    """Which items of a pruned list stand where in the file."""

    def __init__(self) -> None:
        self.indices: dict[Path, list[int]] = {}

    def original(self, path: Path) -> Path:
        """A path in the pruned data as the path in the file."""
        if not self.indices:
            return path
        out: Path = ()
        for step in path:
            indices = self.indices.get(out, [])
            listed = isinstance(step, int) and step < len(indices)
            out = (*out, indices[int(step)] if listed else step)
        return out
