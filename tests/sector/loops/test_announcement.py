"""Compiling is logged where nothing is kept, and only there."""

from __future__ import annotations

import importlib.util
import logging
import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from spinnet.sector.loops.announcement import announce

FUNCTION = """
import numba

@numba.njit(cache=True)
def plus_one(number):
    return number + 1
"""


def compiled_in(folder: Path):
    """A function of a file, compiled anew or loaded from what was kept beside it."""
    path = folder / "plus_one.py"
    if not path.exists():
        path.write_text(FUNCTION)
    specification = importlib.util.spec_from_file_location("plus_one", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.plus_one


@pytest.fixture
def said(caplog):
    """What was logged so far."""
    caplog.set_level(logging.INFO, "spinnet")
    return lambda: [record.getMessage() for record in caplog.records]


def test_only_the_first_run_is_told(tmp_path, said):
    function = compiled_in(tmp_path)
    announce(function)
    assert said() == []
    assert function(1) == 2 and function(1.5) == 2.5  # two types, compiled one after the other
    (message,) = said()
    assert message.startswith("compiling") and message.endswith("kept for later runs")
    again = compiled_in(tmp_path)
    announce(again)
    assert again(1) == 2
    assert len(said()) == 1


def test_other_functions_are_none_of_its_business(tmp_path, said):
    announce(compiled_in(tmp_path))
    assert numba.njit(lambda number: number)(1) == 1
    assert said() == []


def test_where_nothing_can_be_kept_that_is_said(said):
    function = numba.njit(lambda number: number)
    announce(function)
    function(1)
    (message,) = said()
    assert message.endswith("on each run, for no folder can keep them")


@pytest.mark.slow
def test_the_command_tells_of_the_loops_once(tmp_path):
    words = [sys.executable, "-m", "spinnet", "vqe", "ring-4", "--max-evaluations", "1"]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "kept")}
    told = []
    for name in ("first", "second"):
        outcome = subprocess.run(
            [*words, "--out", str(tmp_path / name)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        told.append(outcome.stderr.count("compiling the engine's loops"))
    assert told == [1, 0]
