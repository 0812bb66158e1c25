"""What each way to read noisy samples buys, with its shots counted.

Prints the tables of docs/explanation/noise_and_symmetry.md and draws its pictures: an open chain of
8 sites, the star of 12 kagome sites and the 12-site kagome torus, all trained without noise, placed
on a processor's reported couplings and errors and sampled with its noise. A minute for the chain,
ten for the star and more for the torus; ``python examples/mitigation_table.py chain-8`` does one of
them.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from qiskit.transpiler import Target
from qiskit_aer import AerSimulator
from qiskit_ibm_runtime.fake_provider import FakeFez

from hamiltonians import HeisenbergModel, chain, heisenberg, named_lattice
from spinnet.backends.ibm import (
    HardwareEstimates,
    MeasurementPlan,
    MeasurementSettings,
    PlacedCircuit,
    active_qubits,
    device_noise,
    evaluate_samples,
    place_circuit,
    plan_measurement,
    reduced_circuit,
)
from spinnet.backends.ibm.zero_noise import EXTRAPOLATIONS
from spinnet.backends.qiskit.compiling import two_qubit_cost
from spinnet.circuits import ansatz
from spinnet.plots import plot_mitigation, save
from spinnet.vqe import minimise

IMAGES = Path(__file__).parents[1] / "docs" / "images"
SEED = 11
CASES = {  # model, gates, layers, bases
    "chain-8": (heisenberg(chain(8)), "paths", 1, "XYZ"),
    "kagome-star-12": (heisenberg(named_lattice("kagome-star-12")), "triangles", 1, "Z"),
    "kagome-12": (heisenberg(named_lattice("kagome-12")), "triangles", 2, "Z"),
}


def sampled(plan: MeasurementPlan, target: Target, *, noisy: bool = True) -> dict[str, np.ndarray]:
    """Return samples of every task of a plan from a simulation of the qubits that are used."""
    qubits = tuple(sorted({q for task in plan.tasks for q in active_qubits(task.circuit)}))
    noise = device_noise(target, qubits) if noisy else None
    method = "density_matrix" if noisy else "statevector"
    simulator = AerSimulator(method=method, noise_model=noise)
    samples = {}
    for index, task in enumerate(plan.tasks):
        circuit, _ = reduced_circuit(task.circuit, qubits)
        job = simulator.run(circuit, shots=task.shots, memory=True, seed_simulator=SEED + index)
        shots = job.result().get_memory()
        samples[task.label] = np.array([[int(bit) for bit in shot[::-1]] for shot in shots])
    return samples


def estimates(
    placed: PlacedCircuit,
    model: HeisenbergModel,
    parameters: np.ndarray,
    settings: MeasurementSettings,
    target: Target,
) -> HardwareEstimates:
    """Return all estimates of one plan."""
    plan = plan_measurement(placed.compiled, model, parameters, settings, device=target)
    return evaluate_samples(plan, sampled(plan, target))


def print_rows(found: HardwareEstimates, exact: float, prefix: str = "") -> None:
    """Print a line of the table for each estimate."""
    for estimate in found.estimates:
        name = f"{prefix}{estimate.name}"
        off = estimate.energy - exact
        print(
            f"| {name} | {estimate.energy:.3f} ± {estimate.error:.3f} | {off:+.3f} | "
            f"{abs(off / exact):.1%} | {estimate.kept_fraction:.0%} | "
            f"{estimate.total_spin_squared:.2f} | {estimate.n_shots} |",
            flush=True,
        )


def print_extrapolations(
    placed: PlacedCircuit,
    model: HeisenbergModel,
    parameters: np.ndarray,
    target: Target,
    exact: float,
) -> None:
    """Print what each extrapolation makes of the same samples, many of them."""
    settings = MeasurementSettings(
        shots=100_000, bases="Z", noise_factors=(1, 3, 5), readout=True, seed=SEED
    )
    plan = plan_measurement(placed.compiled, model, parameters, settings, device=target)
    samples = sampled(plan, target)
    print("| extrapolation | readout | readout + post-selected |\n|---|---|---|")
    for method in EXTRAPOLATIONS:
        read = replace(plan, settings=replace(settings, extrapolation=method))
        found = evaluate_samples(read, samples)
        names = ("readout + zero-noise", "readout + post-selected + zero-noise")
        cells = [f"{found[n].energy - exact:+.3f} ± {found[n].error:.3f}" for n in names]
        print(f"| {method} | {' | '.join(cells)} |", flush=True)


def print_depths() -> None:
    """Print how the methods fare on the chain as its circuit gets deeper."""
    model, target = CASES["chain-8"][0], FakeFez().target
    settings = MeasurementSettings(shots=50_000, noise_factors=(1, 3), readout=True, seed=SEED)
    names = (
        "raw",
        "readout + post-selected",
        "readout + post-selected + zero-noise",
        "readout + symmetry-expanded",
    )
    print(f"| layers | CZ | kept | {' | '.join(names)} |\n|---|---|---|---|---|---|---|")
    for layers in (1, 2, 3, 4, 5):
        circuit = ansatz(model.lattice, "paths", layers=layers)
        search = minimise(circuit, model, starts=1, seed=SEED, max_evaluations=60)
        placed = place_circuit(circuit, target, seeds=range(4))
        found = estimates(placed, model, search.parameters, settings, target)
        gates, _ = two_qubit_cost(placed.compiled.isa_circuit)
        cells = [f"{found[n].energy - search.energy:+.3f} ± {found[n].error:.3f}" for n in names]
        kept = found["post-selected"].kept_fraction
        print(f"| {layers} | {gates} | {kept:.0%} | {' | '.join(cells)} |", flush=True)


def print_table(name: str) -> None:
    """Train, place, sample and print one table."""
    model, supports, layers, bases = CASES[name]
    target = FakeFez().target
    circuit = ansatz(model.lattice, supports, layers=layers)
    search = minimise(circuit, model, starts=1, seed=SEED, max_evaluations=60)
    parameters, exact = search.parameters, search.energy
    placed = place_circuit(circuit, target, seeds=range(4))
    plain = MeasurementSettings(shots=8192, bases=bases, seed=SEED)
    everything = replace(plain, noise_factors=(1, 3), readout=True)
    ideal = plan_measurement(placed.compiled, model, parameters, plain, device=target)
    print(f"{name}: {placed}\nwithout noise {exact:.6f}; sampled without noise")
    print_rows(evaluate_samples(ideal, sampled(ideal, target, noisy=False)), exact)
    print(
        "| method | energy | off by | relative | kept | S² | shots |\n|---|---|---|---|---|---|---|"
    )
    found = estimates(placed, model, parameters, everything, target)
    print_rows(found, exact)
    figure = plot_mitigation(
        {one.name: (one.energy, one.error) for one in found.estimates},
        trained_energy=exact,
        recommended=found.recommended,
        title=f"{name} with the noise of FakeFez",
    )
    save(figure, IMAGES / f"mitigation-{name}")
    if name == "chain-8":
        twirled = estimates(placed, model, parameters, replace(plain, twirling=8), target)
        print_rows(twirled, exact, "twirled: ")
        decoupled = replace(plain, dynamical_decoupling="XX")
        print_rows(estimates(placed, model, parameters, decoupled, target), exact, "decoupled: ")
        print_extrapolations(placed, model, parameters, target, exact)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or (*CASES, "depths"):
        if wanted == "depths":
            print_depths()
        else:
            print_table(wanted)
