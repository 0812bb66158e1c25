"""`spinnet info`: what a report of a problem should quote."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from typing import Any

import jax

from spinnet import __version__
from spinnet.cli.options import AsJson
from spinnet.cli.output import print_json, print_table

CORE = ("jax", "jaxlib", "numpy", "scipy", "optax", "networkx", "sympy", "matplotlib")
OPTIONAL = ("pennylane", "pennylane-lightning", "qiskit", "qiskit-aer", "qiskit-ibm-runtime")


def command(as_json: AsJson = False) -> None:
    """Show versions, devices and optional packages."""
    summary = info_summary()
    if as_json:
        print_json(summary)
        return
    print_table(
        "spinnet",
        [
            ("spinnet", summary["spinnet"]),
            ("Python", f"{summary['python']} on {summary['platform']}"),
            ("CPU cores", summary["cpu_cores"]),
            ("JAX devices", ", ".join(summary["devices"])),
            *summary["packages"].items(),
        ],
    )
    absent = [name for name, version in summary["packages"].items() if version is None]
    if absent:
        print(f"not installed (optional): {', '.join(absent)}")


def info_summary() -> dict[str, Any]:
    """Return versions and devices as plain data; an absent package is None."""
    return {
        "spinnet": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(terse=True),
        "cpu_cores": os.cpu_count(),
        "devices": [str(device) for device in jax.devices()],
        "packages": {name: _version(name) for name in CORE + OPTIONAL},
    }


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
