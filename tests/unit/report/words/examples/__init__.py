"""Facts for each sentence, so chosen that every branch of both languages is taken and left.

A new topic adds its file here.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

EXAMPLES: dict[str, dict[str, tuple[object, ...]]] = {
    path.stem: import_module(f"{__name__}.{path.stem}").FACTS
    for path in sorted(Path(__file__).parent.glob("*.py"))
    if path.stem != "__init__"
}
