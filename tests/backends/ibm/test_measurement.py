"""Plans: what they contain, that every task measures the sites it says, what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from hamiltonians import chain, heisenberg
from spinnet.backends.ibm import MeasurementSettings, plan_measurement
from spinnet.backends.ibm.shot_features import shot_features
from spinnet.backends.ibm.symmetry_weights import ALL, axis_weights
from spinnet.backends.qiskit import compile_circuit
from spinnet.circuits import ansatz
from tests.backends.ibm.exact_sampling import all_bits, exact_probabilities
from tests.backends.qiskit.dense_route import dense_state

MODEL = heisenberg(chain(4))


def dense_bonds(state, edges):
    """<S_i.S_j> = <P_ij>/2 - 1/4 from the swapped amplitudes."""
    tensor = state.reshape((2,) * int(np.log2(len(state))))
    overlaps = [np.vdot(tensor, np.swapaxes(tensor, i, j)).real for i, j in edges]
    return np.array(overlaps) / 2 - 0.25


@pytest.mark.parametrize("n_sites, two_total", [(4, 0), (5, 1), (4, 2), (5, 3)])
def test_every_task_gives_the_exact_correlations(line_target, rng, n_sites, two_total):
    model = heisenberg(chain(n_sites))
    circuit = ansatz(model.lattice, "paths", layers=1, gates="complex", two_total=two_total)
    parameters = rng.uniform(-2, 2, circuit.n_params)
    compiled = compile_circuit(circuit, line_target)
    settings = MeasurementSettings(bases="XYZ", noise_factors=(1, 3), twirling=2)
    plan = plan_measurement(compiled, model, parameters, settings, device=line_target)
    edges = model.lattice.edges
    means = {}
    for task in plan.tasks:
        axis = task.label[0]
        features = shot_features(all_bits(n_sites), edges, (), axis, ALL)
        mean = exact_probabilities(task.circuit) @ features
        np.testing.assert_allclose(mean, means.setdefault(axis, mean), atol=1e-9)
    expected = dense_bonds(dense_state(circuit, parameters), edges)
    for bases in ("XYZ", "ZX") if two_total > 1 else ("XYZ", "ZX", "Z"):
        weights = axis_weights(bases, two_total)
        total = sum(weight * means[axis] for axis, weight in weights.items())
        np.testing.assert_allclose(total[1:-1], expected, atol=1e-9)
        np.testing.assert_allclose(total[-1], two_total / 2 * (two_total / 2 + 1), atol=1e-9)


def test_tasks_are_what_the_settings_ask_for(line_target):
    compiled = compile_circuit(ansatz(MODEL.lattice, "paths", layers=1), line_target)
    settings = MeasurementSettings(
        shots=100, bases="ZX", noise_factors=(1, 5), readout=True, twirling=3
    )
    parameters = np.zeros(compiled.circuit.n_params)
    plan = plan_measurement(compiled, MODEL, parameters, settings, device=line_target)
    labels = [task.label for task in plan.tasks]
    assert labels[:4] == ["Z-fold1-twirl0", "Z-fold1-twirl1", "Z-fold1-twirl2", "Z-fold5-twirl0"]
    assert labels[-4:] == ["readout-0", "readout-1", "readout-2", "readout-3"]
    assert len(set(labels)) == plan.n_circuits == 2 * 2 * 3 + 4
    assert plan.n_shots == 2 * 2 * 100 + 4 * 100
    for task in plan.tasks:
        assert [register.name for register in task.circuit.cregs] == ["sites"]
        assert task.circuit.num_clbits == 4 and task.circuit.num_parameters == 0
        for instruction in task.circuit.data:
            qubits = tuple(task.circuit.find_bit(q).index for q in instruction.qubits)
            name = instruction.operation.name
            assert name == "barrier" or line_target.instruction_supported(name, qubits), task.label
    again = plan_measurement(compiled, MODEL, parameters, settings, device=line_target)
    assert [(t.label, t.shots, t.circuit) for t in again.tasks] == [
        (t.label, t.shots, t.circuit) for t in plan.tasks
    ]


def test_a_simulator_needs_no_device():
    compiled = compile_circuit(ansatz(MODEL.lattice, "paths", layers=1))
    parameters = np.zeros(compiled.circuit.n_params)
    plan = plan_measurement(compiled, MODEL, parameters, MeasurementSettings())
    assert [task.label for task in plan.tasks] == ["Z-fold1"]
    assert plan.n_shots == 8192


def test_settings_survive_json():
    settings = MeasurementSettings(bases="XYZ", noise_factors=(1, 3), dynamical_decoupling="XY4")
    assert MeasurementSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings
    with pytest.raises(ValueError, match=r"must be among .* got 'colour'. Remove it"):
        MeasurementSettings.from_json({"colour": 1})


@pytest.mark.parametrize(
    "values, message",
    [
        ({"shots": 0}, "shots must be at least 1; got 0"),
        ({"bases": "XZ"}, "bases must be one of Z, ZX, XYZ; got 'XZ'"),
        ({"noise_factors": (3, 5)}, "ascend from 1"),
        ({"noise_factors": (1, 2)}, "must be odd"),
        ({"noise_factors": ()}, "ascend from 1"),
        ({"twirling": -1}, "twirling must be at least 0"),
        ({"shots": 4, "twirling": 8}, "enough for one in each of 8 twirled copies"),
        ({"dynamical_decoupling": "YY"}, "must be one of XX, XY4; got 'YY'"),
        ({"extrapolation": "cubic"}, "must be one of linear, richardson, exponential"),
        ({"seed": -1}, "seed must be at least 0"),
    ],
)
def test_settings_outside_their_range_are_refused(values, message):
    with pytest.raises(ValueError, match=message):
        MeasurementSettings(**values)


def test_plans_that_cannot_work_are_refused():
    compiled = compile_circuit(ansatz(MODEL.lattice, "paths", layers=1, two_total=2))
    parameters = np.zeros(compiled.circuit.n_params)
    with pytest.raises(ValueError, match="'ZX' or 'XYZ' for total spin 1 and more"):
        plan_measurement(compiled, MODEL, parameters, MeasurementSettings())
    with pytest.raises(ValueError, match="same number of sites"):
        plan_measurement(compiled, heisenberg(chain(6)), parameters, MeasurementSettings())
    with pytest.raises(ValueError, match="dynamical decoupling needs a device"):
        settings = MeasurementSettings(bases="ZX", dynamical_decoupling="XX")
        plan_measurement(compiled, MODEL, parameters, settings)
