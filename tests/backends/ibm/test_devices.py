from __future__ import annotations

import pytest

pytest.importorskip("qiskit_ibm_runtime")
from qiskit_ibm_runtime import QiskitRuntimeService
from qiskit_ibm_runtime.accounts import AccountNotFoundError

from spinnet.backends.ibm import devices
from spinnet.backends.ibm.devices import device_names, open_device
from spinnet.backends.ibm.errors import HardwareError
from tests.backends.ibm.remote_service import NAME, RemoteService, dropped


@pytest.mark.parametrize("name", ["FakeManilaV2", "FakeManila", "fake_manila", "FakeMarrakesh"])
def test_fake_devices_by_name(name):
    device = open_device(name)
    assert device.is_local and device.compiled_for is device.backend
    assert device.calibration.startswith("202")


@pytest.mark.filterwarnings("ignore:Properties of fake_nighthawk")
def test_the_client_has_the_same_device_in_local_mode():
    service = QiskitRuntimeService(channel="local")
    ours, theirs = open_device("FakeFez").backend, service.backend("fake_fez")
    assert type(ours) is type(theirs) and ours.target.num_qubits == 156


def test_simulators_by_name():
    assert open_device("aer").backend.options.noise_model is None
    device = open_device("aer:0.003,0.01")
    assert device.is_local and device.compiled_for is None and device.calibration is None
    assert set(device.backend.options.noise_model.noise_instructions) == {"cx", "cz", "measure"}
    assert "aer" in device_names() and "FakeNighthawk" in device_names()


@pytest.mark.parametrize("name", ["FakeMarakesh", "aerr", "aer:1,2,3", "fake_"])
def test_unknown_names_are_refused(name):
    with pytest.raises(HardwareError, match=rf"no device is called '{name}'") as caught:
        open_device(name)
    assert caught.value.kind == "backend"


@pytest.mark.parametrize("name", ["aer:2", "aer:0.1,1.5", "aer:1.2.3"])
def test_rates_are_probabilities(name):
    with pytest.raises(ValueError, match="probabilities from 0 to 1"):
        open_device(name)


def test_devices_of_an_account():
    service = RemoteService()
    device = open_device(NAME, service=service)
    assert not device.is_local and device.backend.name == NAME
    with pytest.raises(HardwareError, match=f"'ibm_gone' is not available.*{NAME}"):
        open_device("ibm_gone", service=service)
    service.faults["backend"].append(dropped())
    with pytest.raises(HardwareError, match="check the network") as caught:
        open_device(NAME, service=service)
    assert caught.value.kind == "connection"


def test_without_an_account_the_sentence_says_how_to_save_one(monkeypatch):
    def refuse():
        raise AccountNotFoundError("Unable to find account.")

    monkeypatch.setattr(devices, "QiskitRuntimeService", refuse)
    with pytest.raises(HardwareError, match=r"save_account.*FakeMarrakesh") as caught:
        open_device("ibm_fez")
    assert caught.value.kind == "account"


def test_a_service_that_cannot_be_reached(monkeypatch):
    def refuse():
        raise dropped()

    monkeypatch.setattr(devices, "QiskitRuntimeService", refuse)
    with pytest.raises(HardwareError, match="could not be reached"):
        open_device("ibm_fez")
