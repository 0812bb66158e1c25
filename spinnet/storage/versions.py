"""Versions of everything that has a say in the numbers."""

from __future__ import annotations

import importlib.metadata
import platform

import jax

from spinnet import __version__

_PACKAGES = ("numpy", "scipy", "jax", "jaxlib", "optax")


def versions() -> dict[str, str]:
    """Return the versions in use and the device that JAX computes on."""
    found = {name: importlib.metadata.version(name) for name in _PACKAGES}
    return {
        "spinnet": __version__,
        "python": platform.python_version(),
        **found,
        "device": jax.devices()[0].device_kind,
    }
