"""``python -m evalkit``."""

from evalkit.cli import run

run()
