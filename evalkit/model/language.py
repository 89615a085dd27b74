"""The languages that are spoken, and which of them the settings of a system ask for."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("zh", "en")
_NAMES = ("EVALKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def asked_for(environment: Mapping[str, str], own: str | None) -> str:
    """zh where the settings ask for Chinese, else en; EVALKIT_LANG decides first. ``own``: the
    locale of a system that knows no such variables (Windows)."""
    name = next((value for key in _NAMES if (value := environment.get(key))), own or "")
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
