"""What the machine says of where evalkit runs: the day, and the language of its user."""

from __future__ import annotations

import locale
import os
from datetime import date

from evalkit.model.language import asked_for


def current_day() -> date:
    """The day it is."""
    return date.today()


def language() -> str:
    """zh where the environment speaks Chinese, else en; EVALKIT_LANG decides first."""
    return asked_for(os.environ, locale.getlocale()[0])
