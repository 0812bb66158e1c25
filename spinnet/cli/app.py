"""The table of commands, and what every command has in common: loading, errors, exit codes.

A command's module is loaded when that command is called, so that `spinnet --help` is quick. This
and ``spinnet/__init__.py`` are the only places that import by name.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from types import MappingProxyType
from typing import Any

import typer

from spinnet import __version__
from spinnet.cli.command_classes import PlainCommand, PlainGroup
from spinnet.cli.output import complain, note, remarks_to
from spinnet.cli.wording import with_value

BAD_INPUT = 2
INTERRUPTED = 130

COMMANDS = MappingProxyType(
    {
        "vqe": "Find the ground state of a Heisenberg model with a circuit of vertex gates.",
        "resume": "Go on with a run that was stopped, from its folder.",
        "submit": "Train a circuit, and measure its energy on a quantum computer.",
        "jobs": "List the jobs of runs on quantum computers.",
        "fetch": "Collect what the jobs of a run measured.",
        "exact": "Find the lowest levels of a Heisenberg model, each with its residual.",
        "lattice": "Show a lattice, or list the names that are known.",
        "gate": "Show a vertex gate: angles, blocks, permutation form, two-qubit cost.",
        "cost": "Count what the circuit of a lattice costs on a quantum computer.",
        "bench": "Time one step on this machine, the sector engine beside other backends.",
        "network": "Show recoupling trees and evaluate spin networks.",
        "info": "Show versions and devices, or how the engine compiles a circuit.",
    }
)
"""Name of each command and its one-line help.

Module ``spinnet.cli.NAME`` holds the function ``command``, or a group of commands ``app``.
"""


class _Commands(PlainGroup):
    """The commands, whose Ctrl-C is told to people; Typer alone ends without a word."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is called."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            complain("interrupted.")
            raise typer.Exit(INTERRUPTED) from None


_ABOUT = "SU(2)-equivariant quantum circuits: from a lattice to its ground state."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code.

    Args:
        arguments: The words after `spinnet`; None takes them from the process.

    Returns:
        0 on success, 2 for bad input (one sentence on standard error), 130 after Ctrl-C.
    """
    words = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    remarks = nullcontext() if "--json" in words else remarks_to(note)
    try:
        with remarks:
            outcome = _app(_wanted(words))(args=words, prog_name="spinnet", standalone_mode=False)
    except KeyboardInterrupt:
        complain("interrupted.")
        return INTERRUPTED
    except typer.TyperException as error:
        return _refuse(with_value(error))
    except OSError as error:
        return _refuse(_sentence(error))
    except (ValueError, ImportError) as error:
        return _refuse(str(error))
    return outcome if isinstance(outcome, int) else 0


def _sentence(error: OSError) -> str:
    """Return what is wrong with a file, without the system's number for it."""
    if error.filename is None or error.strerror is None:
        return str(error)
    return f"{error.filename}: {error.strerror}."


def _refuse(message: str) -> int:
    complain(message)
    return BAD_INPUT


def _wanted(words: Sequence[str]) -> str | None:
    return next((word for word in words if not word.startswith("-")), None)


def _app(wanted: str | None) -> typer.Typer:
    """Return the application with the wanted command loaded and the others by name only."""
    app = typer.Typer(
        cls=_Commands,
        help=_ABOUT,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_options)
    for name, about in COMMANDS.items():
        if name == wanted:
            _add(app, name, about)
        else:
            app.command(name, cls=PlainCommand, help=about)(_not_loaded)
    return app


def _add(app: typer.Typer, name: str, about: str) -> None:
    """Load a command or a group of commands."""
    module = importlib.import_module(f"spinnet.cli.{name}")
    if hasattr(module, "app"):
        app.add_typer(module.app, name=name, help=about)
    else:
        app.command(name, cls=PlainCommand, help=about)(module.command)


def _not_loaded() -> None:
    """Stand for a command in the list of commands."""


def _options(
    version: bool = typer.Option(False, "--version", help="Show the version."),
) -> None:
    if version:
        print(f"spinnet {__version__}")
        raise typer.Exit
