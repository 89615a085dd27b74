"""What the machine says of where evalkit runs: the day, and the language of its user."""

from __future__ import annotations

import locale
import os
from datetime import date


def current_day() -> date:
    """The day it is."""
    return date.today()


def language() -> str:
    """zh where the environment speaks Chinese, else en; EVALKIT_LANG decides first."""
    for name in ("EVALKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return _of_locale(value)
    return _of_locale(locale.getlocale()[0] or "")  # Windows knows no such variables


def _of_locale(name: str) -> str:
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
