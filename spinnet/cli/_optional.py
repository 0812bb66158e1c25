"""Optional packages of the command line, imported when a command first needs them."""

from __future__ import annotations

import difflib
from typing import Any


def fake_device(name: str) -> Any:
    """Return one of the runtime's fake devices, such as ``FakeMarrakesh``.

    Args:
        name: Name of the class.

    Raises:
        ImportError: If IBM's runtime client is not installed.
        ValueError: If there is no such device.
    """
    try:
        from qiskit_ibm_runtime import fake_provider
    except ImportError as error:
        raise ImportError(
            'fake devices need IBM\'s runtime client; install it with: pip install "spinnet[ibm]"'
        ) from error
    known = [entry for entry in dir(fake_provider) if entry.startswith("Fake")]
    if name not in known:
        near = ", ".join(difflib.get_close_matches(name, known, n=3, cutoff=0.3))
        raise ValueError(f"no device is called {name!r}; the nearest names are {near}.")
    return getattr(fake_provider, name)()


def import_ibm_backend() -> Any:
    """Return ``spinnet.backends.ibm``.

    Raises:
        ImportError: If IBM's runtime client is not installed; the message says how to install it.
    """
    import spinnet.backends.ibm as backend

    return backend
