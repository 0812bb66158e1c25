"""Engines by device and size."""

from __future__ import annotations

import jax
import pytest

from spinnet.sector.choice import engine_name
from spinnet.sector.layout import TILED_DIMENSION


@pytest.mark.parametrize(
    ("dimension", "platform", "name"),
    [
        (1, "cpu", "loops"),
        (TILED_DIMENSION, "cpu", "loops"),
        (TILED_DIMENSION + 1, "cpu", "jax"),
        (1, "gpu", "bundles"),
        (10**9, "gpu", "bundles"),
        (132, "tpu", "jax"),
    ],
)
def test_device_and_size_decide(dimension, platform, name):
    assert engine_name(dimension, platform) == name
    assert engine_name(dimension, platform, is_spread=True) == "jax"


def test_the_device_at_hand_is_asked():
    assert engine_name(1) == engine_name(1, jax.default_backend())
