"""Commands whose help shows flags without a type: ``--json``, which takes no value.

Typer writes ``<bool>`` there. Options that take a value keep the word that names it.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup, TyperOption


class PlainCommand(TyperCommand):
    """A command."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return arguments and options, that for help included."""
        return _with_bare_flags(super().get_params(ctx))


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
