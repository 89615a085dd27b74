"""What is said of files in a folder that stay as they are, for a person made or changed them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from evalkit.model.catalogue import phrase
from evalkit.model.refusal import Reason, reason

if TYPE_CHECKING:
    from evalkit.storage import Staged

KEPT_SHOWN = 12  # names of files that are kept; beyond them how many more


def told_before(stage: Staged, lang: str) -> None:
    """Which files there stay as they are, said before anything is made; exits with 3 where that is
    all of them."""
    if not stage.kept:
        return
    for held in stage.kept[:KEPT_SHOWN]:
        click.echo(phrase("cli", lang, f"written.{held.why}", path=held.path), err=True)
    if (more := len(stage.kept) - KEPT_SHOWN) > 0:
        click.echo(phrase("cli", lang, "written.more", n=more), err=True)
    some = len(stage.kept) < len(stage.names)
    click.echo(phrase("cli", lang, "written.way-out" if some else "written.nothing"), err=True)
    if not some:
        sys.exit(3)


def told_after(stage: Staged, lang: str) -> list[Reason]:
    """Names of the files that stayed as they were; those that the system held fast are told."""
    for held in stage.kept:
        if held.reason is not None:
            words = held.reason.text(lang)
            told = phrase("cli", lang, "written.refused", path=held.path, reason=words)
            click.echo(told, err=True)
    return [reason("file.taken", held.path) for held in stage.kept]
