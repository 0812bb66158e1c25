"""Which engine runs a circuit: compiled loops on CPUs, bundles on GPUs, JAX alone elsewhere."""

from __future__ import annotations

from typing import Literal

import jax

from spinnet.sector.layout import TILED_DIMENSION

EngineName = Literal["jax", "loops", "bundles"]


def engine_name(
    dimension: int, platform: str | None = None, *, is_spread: bool = False
) -> EngineName:
    """Return the engine that a sector gets where nobody asks for another one.

    Args:
        dimension: Number of states in the sector.
        platform: The device, in JAX's words; None is the default device's.
        is_spread: Whether states are spread over devices.

    Example:
        >>> engine_name(132, "cpu"), engine_name(132, "gpu"), engine_name(10**9, "cpu")
        ('loops', 'bundles', 'jax')
    """
    platform = jax.default_backend() if platform is None else platform
    if is_spread:
        return "jax"
    if platform == "gpu":
        return "bundles"
    return "loops" if platform == "cpu" and dimension <= TILED_DIMENSION else "jax"
