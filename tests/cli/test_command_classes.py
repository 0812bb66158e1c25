"""Help shows a word for the value of an option that takes one, and none beside flags."""

from __future__ import annotations

import re

import pytest

COMMANDS = [(), ("vqe",), ("submit",), ("gate",), ("network",), ("network", "show")]


@pytest.mark.parametrize("words", COMMANDS)
def test_flags_have_no_type(spinnet, words):
    shown = spinnet(*words, "--help").out
    assert "--help" in shown and "bool" not in shown


def test_values_are_named(spinnet):
    shown = spinnet("vqe", "--help").out
    for option, word in {"--graph": "FILE", "--layers": "N", "--out": "DIR"}.items():
        assert re.search(rf"{option} +{word} ", shown)


def test_flags_work(spinnet):
    assert spinnet("gate", "2", "--json").answer["n_spins"] == 2
