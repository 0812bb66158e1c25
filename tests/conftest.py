"""What every test has at hand."""

from __future__ import annotations

import os
import zlib

import numpy as np
import pytest

# Small programs take longer to optimise than to run. XLA leaves it out in the quick tests; the slow
# ones, and the commands of .ci/run, take it as users do.
QUICKLY_COMPILED = "--xla_backend_optimization_level=0"


def pytest_configure(config: pytest.Config) -> None:
    """Tell XLA before anything imports JAX; workers and child processes inherit it."""
    if config.option.markexpr == "not slow":
        os.environ.setdefault("XLA_FLAGS", QUICKLY_COMPILED)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rng-seed", type=int, default=0, help="seed of the `rng` fixture")


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A fresh generator for each test, seeded by the test's name and ``--rng-seed``."""
    name = zlib.crc32(request.node.nodeid.encode())
    return np.random.default_rng([request.config.getoption("--rng-seed"), name])
