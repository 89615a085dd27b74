"""Refusals of the command line, worded in the reader's language: our own by their key, click's by
their kind and parameter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import click

from evalkit.cli.language import spoken
from evalkit.model.catalogue import phrase
from evalkit.model.finding import suggestion
from evalkit.model.refusal import Listed, Reason, said


class Refused(click.UsageError):
    """What was asked cannot be done, in the reader's language; ``usage``: whether how the command
    is called is shown above it."""

    def __init__(self, message: str, ctx: click.Context | None = None, usage: bool = False) -> None:
        super().__init__(message, ctx)
        self.usage, self.lang = usage, spoken(ctx)

    def show(self, file: IO[Any] | None = None) -> None:
        ctx = self.ctx if self.usage else None
        if ctx is not None:
            told = phrase("cli", self.lang, "usage.try", command=ctx.command_path)
            click.echo(f"{ctx.get_usage()}\n{told}\n", file=file, err=True, color=ctx.color)
        told = phrase("cli", self.lang, "usage.error", message=self.message)
        click.echo(told, file=file, err=True)


def refused(key: str, /, **values: object) -> Refused:
    """A refusal by its key in the catalogue of messages, in the language of what is running."""
    lang = spoken()
    filled = {
        name: said(value, lang) if isinstance(value, Reason) else _joined(value, lang)
        for name, value in values.items()
    }
    return Refused(phrase("cli", lang, f"refused.{key}", **filled))


def _joined(value: object, lang: str) -> object:
    """Names side by side, with the comma of the language; all else as it is."""
    if isinstance(value, list | tuple):
        return Listed(tuple(str(name) for name in value)).text(lang)
    return value


def near(word: str, choices: Iterable[str], listing: bool = False) -> str:
    """The rest of a refusal: what may have been meant; where nothing is near, all there are, with
    ``listing``, or nothing."""
    known = tuple(choices)
    found = suggestion(word, known).get("suggestion")
    if not found and listing and known:
        return phrase("cli", spoken(), "usage.known", known=_joined(known[:12], spoken()))
    return phrase("cli", spoken(), "usage.near", near=found) if found else ""


def worded(error: click.UsageError, ctx: click.Context, given: Sequence[str]) -> click.UsageError:
    """What click refuses in the arguments of a command, in our words; what is ours already as it
    is."""
    if isinstance(error, Refused | click.exceptions.NoArgsIsHelpError):
        return error
    key, values = _told(error, ctx, given)
    text = phrase("cli", spoken(ctx), f"usage.{key}", **values)
    return Refused(text, ctx, usage=True)


def _told(
    error: click.UsageError, ctx: click.Context, given: Sequence[str]
) -> tuple[str, dict[str, object]]:
    """The key of our words for it, and what they name."""
    if isinstance(error, click.NoSuchOption):
        names = [name for param in ctx.command.get_params(ctx) for name in param.opts]
        name = error.option_name
        return "no-option", {"name": name, "near": near(name, names)}
    if isinstance(error, click.MissingParameter) and error.param is not None:
        if isinstance(error.param.type, click.Choice) and isinstance(error.param, click.Argument):
            return "missing-choice", {"known": _joined([*error.param.type.choices], spoken(ctx))}
        kind = "option" if isinstance(error.param, click.Option) else "argument"
        return f"missing-{kind}", {"name": shown(error.param, ctx)}
    if isinstance(error, click.BadOptionUsage):
        takes_none = (p for p in ctx.command.get_params(ctx) if getattr(p, "is_flag", False))
        none = any(error.option_name in (*p.opts, *p.secondary_opts) for p in takes_none)
        return "no-value" if none else "value-missing", {"name": error.option_name}
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _bad_value(error, error.param, ctx, given)
    left = ctx.command.make_parser(ctx).parse_args(list(given))[1]
    if left and not ctx.allow_extra_args:
        return "too-many", {"arguments": " ".join(left)}
    return "other", {"message": error.message}


def _bad_value(
    error: click.BadParameter, param: click.Parameter, ctx: click.Context, given: Sequence[str]
) -> tuple[str, dict[str, object]]:
    """What is wrong with a value, by the type that refuses it."""
    value = next(_refused_values(param, ctx, given), None)
    name, kind, lang = shown(param, ctx), param.type, spoken(ctx)
    if value is None:  # no type refused it: a rule of ours did, in its own words
        return "value", {"name": name, "message": error.message}
    values: dict[str, object] = {"name": name, "value": value}
    if isinstance(kind, click.Choice):
        known = [str(choice) for choice in kind.choices]
        key = "choice" if isinstance(param, click.Option) else "choice-argument"
        return key, {**values, "known": _joined(known, lang), "near": near(value, known)}
    if isinstance(kind, click.IntRange | click.FloatRange):
        whole = isinstance(kind, click.IntRange)
        if _is_number(value, whole):
            if kind.max is None:
                return "range-from", {**values, "least": kind.min}
            return "range", {**values, "least": kind.min, "most": kind.max}
        return "whole-number" if whole else "number", values
    if isinstance(kind, click.Path):
        return "no-folder" if not kind.file_okay else "no-file", values
    known_kinds = {click.INT: "whole-number", click.FLOAT: "number"}
    return known_kinds.get(kind, "value"), {**values, "message": error.message}


def _refused_values(
    param: click.Parameter, ctx: click.Context, given: Sequence[str]
) -> Iterator[str]:
    """The values given for a parameter that its type does not take."""
    found = ctx.command.make_parser(ctx).parse_args(list(given))[0].get(param.name or "")
    for value in found if isinstance(found, list | tuple) else [found]:
        try:
            param.type(value, param, ctx)
        except click.BadParameter:
            yield str(value)


def _is_number(text: str, whole: bool) -> bool:
    try:
        return bool([int(text) if whole else float(text)])
    except ValueError:
        return False


def shown(param: click.Parameter, ctx: click.Context) -> str:
    """A parameter as its user types it."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    name = param.make_metavar(ctx).removesuffix("...")
    whole = re.fullmatch(r"[\[{]([^\[\]]*)[\]}]", name)
    return whole[1] if whole else name
