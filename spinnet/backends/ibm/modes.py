"""The backend, batch or session that jobs are sent in: opened when first needed, and kept on disk.

A batch or session that was open when a process died is used again by the next one; one that has
expired is replaced.
"""

from __future__ import annotations

from typing import Any

from qiskit_ibm_runtime import Batch, Session
from qiskit_ibm_runtime.exceptions import IBMError

from spinnet.backends.ibm.devices import Device
from spinnet.backends.ibm.ledger import Ledger

MODES = ("job", "batch", "session")
_KINDS = {"batch": Batch, "session": Session}


class OpenMode:
    """What primitives are given as their mode, for as long as it is valid."""

    def __init__(self, device: Device, name: str, ledger: Ledger) -> None:
        """Remember what to open; nothing is opened yet.

        Args:
            device: The device.
            name: "job", "batch" or "session".
            ledger: Keeps the id of the batch or session.

        Raises:
            ValueError: If there is no such mode.
        """
        if name not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}; got {name!r}.")
        self._device, self._ledger = device, ledger
        self._kind = _KINDS.get(name)
        self._open: Any = None

    @property
    def session_id(self) -> str | None:
        """Id of the open batch or session, None in job mode and in local simulation."""
        return getattr(self._open, "session_id", None)

    def current(self) -> Any:
        """Return the backend, or the batch or session, opened if it was not."""
        if self._kind is None:
            return self._device.backend
        if self._open is None:
            self._open = self._earlier() or self._kind(backend=self._device.backend)
            self._ledger.write_session(self.session_id)
        return self._open

    def renew(self) -> None:
        """Forget a batch or session that takes no more jobs; the next one is opened when needed."""
        self._open = None
        self._ledger.write_session(None)

    def close(self) -> None:
        """Take no more jobs; those that were sent still run."""
        if self._open is not None:
            try:
                self._open.close()
            except (IBMError, OSError):  # it ends by itself, and the jobs are on record
                pass
            self.renew()

    def _earlier(self) -> Any:
        """Return the batch or session of an earlier process, None if there is none to be had."""
        name = self._ledger.session_id
        if name is None or self._device.is_local or self._kind is None:
            return None
        try:
            return self._kind.from_id(name, self._device.service)
        except (IBMError, OSError):
            return None
