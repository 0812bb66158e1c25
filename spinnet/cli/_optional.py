"""Optional packages of the command line, imported when a command first needs them."""

from __future__ import annotations

from typing import Any


def import_ibm_backend() -> Any:
    """Return ``spinnet.backends.ibm``.

    Raises:
        ImportError: If IBM's runtime client is not installed; the message says how to install it.
    """
    import spinnet.backends.ibm as backend

    return backend
