"""The one place where PennyLane's ``Operation`` is imported.

PennyLane is moving to a new base class of operators; when it has, only this file changes. A missing
PennyLane is reported here, in one sentence with the line that installs it.
"""

from __future__ import annotations

try:
    from pennylane.operation import Operation
except ModuleNotFoundError as error:  # pragma: no cover - exercised by the core-only test
    raise ModuleNotFoundError(
        "spinnet.backends.pennylane needs PennyLane, which is not installed; run "
        "pip install 'spinnet[pennylane]'."
    ) from error

__all__ = ["Operation"]
