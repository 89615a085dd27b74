"""The language that a command speaks to its reader in: the one named with --lang, else the one that
the environment speaks."""

from __future__ import annotations

import itertools
import locale
import os
from collections.abc import Sequence

import click

from evalkit.model.language import LANGUAGES, asked_for

_KEY = "evalkit.language"  # in what contexts of one run share


def of_system() -> str:
    """zh where the environment speaks Chinese, else en; EVALKIT_LANG decides first."""
    return asked_for(os.environ, locale.getlocale()[0])


def not_spoken() -> str | None:
    """What EVALKIT_LANG asks for, where that is no language that is spoken."""
    value = os.environ.get("EVALKIT_LANG", "")
    return value if value and not value.lower().startswith(LANGUAGES) else None


def asked(arguments: Sequence[str]) -> str:
    """The language of a command line: the last that it names with --lang, where that is one; else
    the system's."""
    own = list(arguments)
    own = own[: own.index("--")] if "--" in own else own
    named = [value.removeprefix("--lang=") for value in own if value.startswith("--lang=")]
    named += [value for option, value in itertools.pairwise(own) if option == "--lang"]
    return named[-1] if named and named[-1] in LANGUAGES else of_system()


def hear(ctx: click.Context, arguments: Sequence[str]) -> None:
    """The language of a run is that of its whole command line; whoever runs first decides."""
    ctx.meta.setdefault(_KEY, asked(arguments))


def spoken(ctx: click.Context | None = None) -> str:
    """The language of the command that is running; outside of one the system's."""
    ctx = ctx or click.get_current_context(silent=True)
    return str(ctx.meta.get(_KEY) or of_system()) if ctx else of_system()
