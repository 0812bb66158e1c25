from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("qiskit_ibm_runtime")
from qiskit import ClassicalRegister, QuantumCircuit
from qiskit.quantum_info import SparsePauliOp

from spinnet.backends.ibm import primitives
from spinnet.backends.ibm.devices import open_device
from spinnet.backends.ibm.estimation import EstimationWork
from spinnet.backends.ibm.measurement import SamplingTask
from spinnet.backends.ibm.primitives import SendingOptions, run_estimator, run_sampler
from spinnet.backends.ibm.work import MalformedResultError, SamplingWork
from tests.backends.ibm.remote_service import RemoteService

OPTIONS = SendingOptions("spinnet-run1-measure-000-0", 3)


def far_apart() -> QuantumCircuit:
    """Two entangled qubits and a flipped one, of the 156 of a processor."""
    circuit = QuantumCircuit(156)
    circuit.add_register(ClassicalRegister(3, "sites"))
    circuit.x(17)
    circuit.h(3)
    circuit.cx(3, 4)
    circuit.measure([17, 3, 4], [0, 1, 2])
    return circuit


def sampled(device, options=OPTIONS, shots=400) -> np.ndarray:
    job = run_sampler(device, device.backend, [far_apart()], shots, options)
    return SamplingWork("a", (SamplingTask("Z", far_apart(), shots),)).read(job.result())["Z"]


def test_a_whole_processor_is_simulated_on_the_qubits_that_are_used():
    bits = sampled(open_device("FakeMarrakesh"))
    assert bits.shape == (400, 3)
    assert bits[:, 0].mean() > 0.9 and (bits[:, 1] == bits[:, 2]).mean() > 0.9
    assert 0.3 < bits[:, 1].mean() < 0.7


def test_seeds_decide_the_samples():
    device = open_device("aer:0.05,0.05")
    assert np.array_equal(sampled(device), sampled(device))
    assert not np.array_equal(sampled(device), sampled(device, SendingOptions("tag", 4)))


def test_classic_primitives_where_a_client_has_no_others(monkeypatch):
    monkeypatch.setattr(primitives, "ExecutorSampler", None)
    monkeypatch.setattr(primitives, "ExecutorEstimator", None)
    device = open_device("aer")
    bits = sampled(device)
    assert bits[:, 0].all() and np.array_equal(bits[:, 1], bits[:, 2])
    circuit = QuantumCircuit(2)
    circuit.x(0)
    operators = [SparsePauliOp("IZ"), SparsePauliOp("ZI")]
    with pytest.warns(UserWarning, match="resilience_level"):
        job = run_estimator(device, device.backend, [(circuit, operators)], 100, 0, OPTIONS)
    np.testing.assert_allclose(job.result()[0].data.evs, [-1, 1])


def test_tag_and_time_limit_go_with_the_job():
    service = RemoteService()
    sent = {}
    plain = service._run

    def run(program_id, options, inputs, **more):
        sent.update(options)
        return plain(program_id, options, inputs, **more)

    service._run = run
    circuit = QuantumCircuit(5)
    circuit.add_register(ClassicalRegister(1, "sites"))
    circuit.x(0)
    circuit.measure(0, 0)
    device = service.device()
    limited = SendingOptions("tag-0", 3, max_seconds=7.5)
    job = run_sampler(device, device.backend, [circuit], 10, limited)
    assert sent["job_tags"] == ["tag-0"] and sent["max_execution_time"] == 8
    assert job.result()[0].data.sites.get_counts() == {"1": 10}


def test_the_estimator_on_a_processor():
    circuit = QuantumCircuit(156)
    circuit.x(17)
    terms = [("Z", [17], 1.0)], [("ZZ", [17, 3], 1.0)]
    operators = tuple(SparsePauliOp.from_sparse_list(term, num_qubits=156) for term in terms)
    work = EstimationWork("a", circuit, operators, 500, 0)
    device = open_device("FakeMarrakesh")
    arrays = work.read(work.submit(device, device.backend, OPTIONS).result())
    assert np.all(arrays["values"] < -0.9) and np.all(arrays["errors"] < 0.05)
    with pytest.raises(MalformedResultError, match="no expectation values"):
        work.read([])
    other = EstimationWork("a", circuit, operators, 500, 1)
    assert work.digest != other.digest


@pytest.mark.parametrize(
    "n_qubits, shots, method",
    [(4, 100, "density_matrix"), (12, 100, "statevector"), (20, 10**6, "statevector")],
)
def test_the_quicker_method_is_chosen(n_qubits, shots, method):
    assert primitives._method(n_qubits, shots) == method
