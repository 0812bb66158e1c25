"""Commands whose help shows flags without a type, and which refuse in words of their options.

Typer writes ``--json <bool>``, which takes no value. Options that take a value keep the word that
names it.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup, TyperOption

from spinnet.cli.wording import in_options


class PlainCommand(TyperCommand):
    """A command."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return arguments and options, that for help included."""
        return _with_bare_flags(super().get_params(ctx))

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what the library refuses is said of the command's options."""
        try:
            return super().invoke(ctx)
        except ValueError as error:
            raise ValueError(in_options(str(error), self.params, ctx.params)) from error


class PlainGroup(TyperGroup):
    """A group of commands."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return arguments and options, that for help included."""
        return _with_bare_flags(super().get_params(ctx))


def _with_bare_flags(parameters: list[Any]) -> list[Any]:
    """Return parameters after naming no value for those that take none."""
    for parameter in parameters:
        if isinstance(parameter, TyperOption) and parameter.is_flag and parameter.metavar is None:
            parameter.metavar = ""
    return parameters
