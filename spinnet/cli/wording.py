"""What the library says of arguments of Python, said of the options of a command.

The command itself knows its options: ``learning_rate`` is ``--learning-rate`` where there is such
an option. `_OPTIONS` lists only arguments whose option has another name. Words that the user typed,
values in quotes and names of files stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

_OPTIONS = MappingProxyType(
    {
        "blocks": "--layers",
        "checkpoint": "--out",
        "dynamical_decoupling": "--decoupling",
        "max_vectors": "--vectors",
        "method": "--refine",
        "n_states": "--states",
        "placement_seeds": "--placements",
        "refinement": "--refine",
        "resilience_level": "--resilience",
        "supports": "--ansatz",
    }
)
"""Argument of the library and the option that gives it, in commands that have this option."""

_ADVICE = MappingProxyType(
    {
        "lattice_names() lists all": "`spinnet lattice` lists all",
        ', or doubled="keep" to keep the multiplicity': "",
        "chain() and triangular_chain() build longer ones": "--graph takes others from a file",
        "resume(folder, max_evaluations=...)": "`spinnet resume DIR --max-evaluations N`",
        "Use paper_gate or larger supports": "Use --family paper or more spins",
        "Use general_gate": "Use --family complex",
        "for two_total =": "for twice the total spin =",
    }
)
"""What the library advises in Python, and what that is on the command line."""

_VALUE = r"=(?P<value>'[^']*'|\([^()]*\)|[\w.+-]*\w)"
_BEFORE = r"(?<![\w./\\'\"-])(?<!damaged: )(?P<group>settings\.)?"
_AFTER = r"(?![\w/\\'\"-]|\.\w)"
_VERB = re.compile(r" (?:must|belongs?|needs?)\b")
_TUPLE = re.compile(r"\((\d+(?:, \d+)*),?\)")


def in_options(message: str, parameters: Iterable[Any], typed: Mapping[str, Any]) -> str:
    """Return a message of the library in the words of a command.

    A word is taken for an argument if it has an underscore, has a value (``optimizer='adam'``),
    or opens the message and a verb follows (``seed must be ...``).

    Args:
        message: What an exception says.
        parameters: Options and arguments of the command, as Click keeps them.
        typed: Their values; words in them are the user's and no arguments of the library.
    """
    for in_python, as_command in _ADVICE.items():
        message = message.replace(in_python, as_command)
    own = set(re.findall(r"\w+", " ".join(map(str, typed.values()))))
    words = {name: word for name, word in _words_of(parameters).items() if name not in own}
    if not words:
        return message
    names = "|".join(sorted(map(re.escape, words)))
    pattern = rf"{_BEFORE}(?P<name>{names}){_AFTER}(?:{_VALUE})?"
    told = re.sub(pattern, lambda found: _told(found, words), message)
    return _TUPLE.sub(_joined, told) if told.startswith("--") else told


def with_value(error: Exception) -> str:
    """Return what is wrong with a word of the command line, and that word if it is no number.

    Args:
        error: What Typer raised.
    """
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    reasons = getattr(error.__cause__, "errors", None)
    if reasons is None:
        return message
    return f"{message}; got {reasons()[0]['input']!r}."


def _words_of(parameters: Iterable[Any]) -> dict[str, str]:
    """Return what the user calls each argument of the library: an option, or K."""
    found = {one.name: _word(one) for one in parameters}
    known = set(found.values())
    return found | {name: option for name, option in _OPTIONS.items() if option in known}


def _word(parameter: Any) -> str:
    if parameter.param_type_name == "option":
        return max(parameter.opts, key=len)
    return parameter.metavar or parameter.name.upper()


def _told(found: re.Match[str], words: Mapping[str, str]) -> str:
    """Return the option for one word of a message, or the word itself if it is no argument."""
    name, value = found["name"], found["value"]
    opens = found.start() == 0 and _VERB.match(found.string, found.end())
    if not ("_" in name or value or found["group"] or opens):
        return found[0]
    word = words[name]
    if value is None:
        return word
    if not word.startswith("--"):
        return f"{word}={value}"
    return f"{word} {_TUPLE.sub(_joined, value).strip(chr(39))}"


def _joined(found: re.Match[str]) -> str:
    """Return a tuple of numbers as the command line takes it: ``1,3``."""
    return found[1].replace(" ", "")
