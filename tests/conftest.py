"""What every test has at hand."""

from __future__ import annotations

import zlib

import numpy as np
import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rng-seed", type=int, default=0, help="seed of the `rng` fixture")


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A fresh generator for each test, seeded by the test's name and ``--rng-seed``."""
    name = zlib.crc32(request.node.nodeid.encode())
    return np.random.default_rng([request.config.getoption("--rng-seed"), name])
