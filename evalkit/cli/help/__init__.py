"""Commands that speak the language of their reader: help, usage lines and refusals.

English stands in the code. Chinese stands in ``zh/<command>.toml``: ``line`` (in the list of
commands), ``about`` (the help), ``[options]`` (a parameter's name and its help; those that several
commands share stand in ``zh/shared.toml``). It is read when help is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from inspect import cleandoc
from typing import Any

import click

from evalkit.cli.help.chinese import ChineseFormatter, as_typed
from evalkit.cli.language import hear, spoken
from evalkit.cli.refusals import Refused, near, worded
from evalkit.model.catalogue import phrase
from evalkit.model.language import LANGUAGES
from evalkit.model.refusal import Refusal, why

SHARED = "shared"


@cache
def chinese(name: str) -> Mapping[str, Any]:
    """The Chinese help of a command by its name, parts joined by hyphens ("new-case"); empty where
    there is none."""
    import tomllib
    from importlib.resources import files

    file = files(__name__) / "zh" / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


def name_of(ctx: click.Context) -> str:
    """The name under which a command's Chinese help stands."""
    names = []
    while ctx.parent is not None:
        names.append(ctx.info_name or "")
        ctx = ctx.parent
    return "-".join(reversed(names)) or "evalkit"


def _in_chinese(spec: str) -> str:
    """What stands for a value, in Chinese: 整数 for INTEGER."""
    known = chinese(SHARED)["values"]
    return re.sub(r"[A-Z]+(?: RANGE)?", lambda found: str(known.get(found[0], found[0])), spec)


def _about(param: click.Option, own: Mapping[str, Any], ctx: click.Context) -> str:
    """What an option does, in Chinese, with its default."""
    shared = chinese(SHARED)
    name = "help" if "--help" in param.opts else param.name
    about = own.get("options", {}).get(name) or shared["options"].get(name)
    extra = param.get_help_extra(ctx)
    more = [shared["default"].format(value=extra["default"])] if "default" in extra else []
    more += [extra["range"]] if "range" in extra else []
    more += [shared["required"]] if "required" in extra else []
    return f"{about or param.help or ''}" + (f"  [{'；'.join(more)}]" if more else "")


# what every command takes, also where it makes no use of it: who asks is heard all the same
EVERYWHERE = (
    click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help="Language of words; default: the system's.",
    ),
    click.Option(
        ["details", "-v", "--verbose"],
        is_flag=True,
        expose_value=False,
        help="Details where evalkit itself breaks.",
    ),
)


class Command(click.Command):
    """A command that speaks the language of its reader."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        params = super().get_params(ctx)
        known = {name for param in params for name in (*param.opts, *param.secondary_opts)}
        more = [option for option in EVERYWHERE if not known & {*option.opts}]
        return [*params[:-1], *more, *params[-1:]]  # the last is --help

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        hear(ctx, args)
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise worded(error, ctx, given) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as error:
            raise Refused(why(error).text(spoken(ctx)), ctx) from None
        except click.UsageError as error:
            own = isinstance(error, Refused | click.exceptions.NoArgsIsHelpError)
            raise (error if own else Refused(error.message, ctx)) from None

    def get_help(self, ctx: click.Context) -> str:
        formatter = self._formatter(ctx)
        self.format_help(ctx, formatter)
        return formatter.getvalue().rstrip("\n")

    def get_usage(self, ctx: click.Context) -> str:
        formatter = self._formatter(ctx)
        self.format_usage(ctx, formatter)
        return formatter.getvalue().rstrip("\n")

    def _formatter(self, ctx: click.Context) -> click.HelpFormatter:
        if spoken(ctx) != "zh":
            return ctx.make_formatter()
        return ChineseFormatter(width=ctx.terminal_width, max_width=ctx.max_content_width)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = super().collect_usage_pieces(ctx)
        usage = chinese(SHARED)["usage"] if spoken(ctx) == "zh" else {}
        return [usage.get(piece, piece) for piece in pieces]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = chinese(name_of(ctx)).get("about") if spoken(ctx) == "zh" else None
        formatter.write_paragraph()
        with formatter.indentation():
            cells = formatter.width - formatter.current_indent
            formatter.write_text(as_typed(own or cleandoc(self.help or ""), cells))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if spoken(ctx) != "zh":
            super().format_options(ctx, formatter)
            return
        own = chinese(name_of(ctx))
        shown = (p for p in self.get_params(ctx) if isinstance(p, click.Option) and not p.hidden)
        with formatter.section(chinese(SHARED)["title"]["options"]):
            formatter.write_dl(
                [(_in_chinese(p.get_help_spec(ctx)), _about(p, own, ctx)) for p in shown]
            )

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if spoken(ctx) != "zh":
            super().format_epilog(ctx, formatter)
        elif epilog := chinese(name_of(ctx)).get("epilog"):
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(epilog)


class Group(Command, click.Group):
    """A group of commands that speaks the language of its reader."""

    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if not (rest or ctx._protected_args or ctx.resilient_parsing):
            raise click.exceptions.NoArgsIsHelpError(ctx)  # options, and no command
        return rest

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            told = {"name": args[0], "near": near(args[0], self.list_commands(ctx))}
            text = phrase("cli", spoken(ctx), "usage.no-command", **told)
            raise Refused(text, ctx, usage=True)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)  # with the commands, where it is English
        if spoken(ctx) == "zh":
            self.format_commands(ctx, formatter)

    def lines(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The commands, each with its line in English."""
        held = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [
            (name, command.get_short_help_str(90))
            for name, command in held
            if command is not None and not command.hidden
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows, title = self.lines(ctx), "Commands"
        if spoken(ctx) == "zh":
            own = "" if ctx.parent is None else f"{name_of(ctx)}-"
            rows = [(name, chinese(own + name).get("line") or line) for name, line in rows]
            title = chinese(SHARED)["title"]["commands"]
        with formatter.section(title):
            formatter.write_dl(rows)


def command(name: str | None = None, **attributes: Any) -> Callable[[Callable[..., Any]], Command]:
    """A command that speaks the language of its reader."""
    return click.command(name, cls=Command, **attributes)


def group(**attributes: Any) -> Callable[[Callable[..., Any]], Group]:
    """A group of such commands."""
    return click.group(cls=Group, **attributes)
