"""Devices by name: processors of an account, fake processors, and Aer simulators.

The account is the one that the runtime client saved or finds in the environment; it is never read,
printed or stored here. Fake devices and simulators need no account and no network.
"""

from __future__ import annotations

import difflib
import re
import warnings
from dataclasses import dataclass
from typing import Any

from qiskit.providers import BackendV2
from qiskit.providers.exceptions import QiskitBackendNotFoundError
from qiskit_aer import AerSimulator
from qiskit_aer.noise import NoiseModel, ReadoutError, depolarizing_error
from qiskit_ibm_runtime import QiskitRuntimeService, fake_provider
from qiskit_ibm_runtime.accounts import AccountNotFoundError
from qiskit_ibm_runtime.exceptions import IBMError

from spinnet.backends.ibm.errors import HardwareError

_AER = re.compile(r"aer(?::(?P<two_qubit>[\d.e-]+)(?:,(?P<readout>[\d.e-]+))?)?")
_NO_ACCOUNT = (
    "no IBM Quantum account is saved on this machine; save one with "
    "QiskitRuntimeService.save_account(token=...), as the how-to 'Run on IBM Quantum' shows, or "
    "name a device that needs none, such as FakeMarrakesh."
)


@dataclass(frozen=True, eq=False)
class Device:
    """A device that circuits can be compiled for and sent to.

    Args:
        name: The name it was asked for by.
        backend: What the compiler and the primitives take; None where only jobs are asked for.
        service: The account's service; None for fake devices and simulators, whose jobs run in
            this process and die with it.
    """

    name: str
    backend: Any
    service: Any = None

    @property
    def is_local(self) -> bool:
        """Whether jobs run in this process."""
        return self.service is None

    @property
    def compiled_for(self) -> BackendV2 | None:
        """What circuits are compiled for: the device, or None for a simulator, which takes all."""
        return None if isinstance(self.backend, AerSimulator) else self.backend

    @property
    def calibration(self) -> str | None:
        """When the device was last calibrated, as ISO 8601; None if it does not say."""
        read = getattr(self.backend, "properties", None)
        date = getattr(read() if callable(read) else None, "last_update_date", None)
        return None if date is None else str(date.isoformat())


def device_names() -> tuple[str, ...]:
    """Return the names that need no account: the fake devices and ``aer``."""
    names = (name for name in dir(fake_provider) if name.startswith("Fake"))
    return (*(name for name in names if not name.startswith("FakeProvider")), "aer")


def open_device(name: str, *, service: Any = None) -> Device:
    """Return a device by its name.

    Args:
        name: "ibm_..." is a processor of the account; "FakeMarrakesh" and its like are fake
            processors with the noise of a real one; "aer" is a simulator without noise, and
            "aer:0.003,0.01" one whose two-qubit gates depolarise with probability 0.003 and whose
            readout flips a bit with probability 0.01, any two qubits coupled.
        service: The runtime service to ask; None opens the saved account's when it is needed.

    Raises:
        HardwareError: If there is no account, no connection, or no such device.
        ValueError: If a simulator's numbers are no probabilities.

    Example:
        >>> open_device("aer").is_local
        True
    """
    if name.startswith("aer"):
        return Device(name, _simulator(name))
    if name.startswith(("Fake", "fake_")):
        return Device(name, _fake(name))
    service = open_service() if service is None else service
    try:
        return Device(name, service.backend(name), service)
    except QiskitBackendNotFoundError as error:
        raise HardwareError("backend", _unknown(name, service)) from error
    except (IBMError, OSError) as error:
        raise HardwareError(
            "connection",
            f"device {name!r} could not be asked for ({_first_line(error)}); check the network and "
            "run the same command again.",
        ) from error


def open_service() -> Any:
    """Return the runtime service of the saved account or the environment.

    Raises:
        HardwareError: If no account is saved, or the service cannot be reached.
    """
    try:
        return QiskitRuntimeService()
    except AccountNotFoundError as error:
        raise HardwareError("account", _NO_ACCOUNT) from error
    except (IBMError, OSError) as error:
        raise HardwareError(
            "connection",
            f"IBM Quantum could not be reached ({_first_line(error)}); check the network and the "
            "saved account, then run the same command again.",
        ) from error


def _fake(name: str) -> BackendV2:
    spelled = {_plain(known): known for known in device_names() if known.startswith("Fake")}
    wanted = _plain(name)
    if wanted not in spelled:
        raise HardwareError("backend", f"no device is called {name!r}{_nearest(name)}.")
    with warnings.catch_warnings():  # some say that their figures are not typical
        warnings.simplefilter("ignore")
        backend: BackendV2 = getattr(fake_provider, spelled[wanted])()
    return backend


def _plain(name: str) -> str:
    """Return what tells fake devices apart: FakeManilaV2 and fake_manila are the same."""
    return name.lower().removeprefix("fake").lstrip("_").removesuffix("v2")


def _simulator(name: str) -> AerSimulator:
    match = _AER.fullmatch(name)
    if match is None:
        raise HardwareError("backend", f"no device is called {name!r}{_nearest(name)}.")
    rates = [_probability(name, text) for text in match.group("two_qubit", "readout")]
    model = NoiseModel()
    if rates[0]:
        model.add_all_qubit_quantum_error(depolarizing_error(rates[0], 2), ["cx", "cz"])
    if rates[1]:
        flip = rates[1]
        model.add_all_qubit_readout_error(ReadoutError([[1 - flip, flip], [flip, 1 - flip]]))
    return AerSimulator(noise_model=model) if any(rates) else AerSimulator()


def _probability(name: str, text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ValueError(
            f"the numbers after 'aer:' must be probabilities from 0 to 1; got {name!r}."
        )
    return value


def _unknown(name: str, service: Any) -> str:
    try:
        known = ", ".join(sorted(backend.name for backend in service.backends()))
    except (IBMError, OSError):
        known = ""
    listed = f" The account has {known}." if known else ""
    return f"device {name!r} is not available to this account, or gone.{listed}"


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, device_names(), n=3, cutoff=0.3)
    return f"; the nearest names are {', '.join(near)}" if near else ""


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
