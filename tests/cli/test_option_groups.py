"""Options of a dataclass, spread over the commands that take it."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, fields
from typing import Annotated

import pytest

from spinnet.cli import bench, cost, exact, info, submit, vqe
from spinnet.cli.exact_sectors import LanczosOptions
from spinnet.cli.option_groups import with_option_groups
from spinnet.cli.problem_options import ProblemOptions
from spinnet.cli.search_options import SearchOptions


@dataclass(frozen=True)
class Fruit:
    """A group of options."""

    kind: Annotated[str, "which"] = "apple"
    count: int | None = None


@dataclass(frozen=True)
class Basket:
    """Another one."""

    handle: bool = True


@with_option_groups
def command(
    fruit: Fruit, times: Annotated[int, "how often"] = 2, *, basket: Basket, last: str = "z"
) -> tuple:
    """Say what was asked."""
    return fruit, times, basket, last


def test_fields_stand_in_the_place_of_their_group_with_annotations_and_defaults():
    parameters = inspect.signature(command).parameters
    assert [*parameters] == ["kind", "count", "times", "handle", "last"]
    assert parameters["kind"].annotation == Annotated[str, "which"]
    assert parameters["times"].annotation == Annotated[int, "how often"]
    assert [one.default for one in parameters.values()] == ["apple", None, 2, True, "z"]
    assert command.__doc__ == "Say what was asked."


def test_values_are_gathered_again():
    defaults = {name: one.default for name, one in inspect.signature(command).parameters.items()}
    assert command(**defaults) == (Fruit(), 2, Basket(), "z")
    asked = defaults | {"kind": "pear", "handle": False, "times": 1}
    assert command(**asked) == (Fruit("pear"), 1, Basket(handle=False), "z")


def test_a_command_without_groups_stays_as_it_is():
    def plain(a: int, b: str = "b") -> tuple[int, str]:
        return a, b

    wrapped = with_option_groups(plain)
    assert [*inspect.signature(wrapped).parameters] == ["a", "b"]
    assert wrapped(a=1, b="c") == (1, "c")


@pytest.mark.parametrize(
    ("module", "group"),
    [(module, ProblemOptions) for module in (bench, cost, info, submit, vqe)]
    + [(vqe, SearchOptions), (exact, LanczosOptions)],
)
def test_commands_share_the_one_list(module, group):
    parameters = inspect.signature(module.command).parameters
    for field in fields(group):
        assert parameters[field.name].default == field.default
