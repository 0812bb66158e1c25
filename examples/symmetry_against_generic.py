"""What the symmetry buys: equivariant circuits against circuits that do not know of total spin.

On a ring of 10 sites and on the kagome-12 torus four circuits are trained from the same number of
starts by the same optimiser, once at (nearly) the equivariant circuit's number of parameters, once
at its number of two-qubit gates:

- vertex gates on three sites, real: total spin kept by every gate;
- a Hamiltonian variational ansatz, exp(-i t S.S) with one angle per bond colour: kept as well;
- the same with angles of their own for XX, YY and ZZ, built by Qiskit: total spin not kept;
- Qiskit's ``efficient_su2``: not kept.

The circuits without the symmetry have the structure of the Qiskit circuits, which is checked, and
are simulated with JAX. Run it from the root of the repository; it takes four minutes on one core.
Seeds 0 to 3.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from matplotlib.ticker import NullFormatter
from qiskit import QuantumCircuit, transpile
from qiskit.circuit.library import efficient_su2, hamiltonian_variational_ansatz
from qiskit.quantum_info import SparsePauliOp, Statevector
from scipy.optimize import minimize

from hamiltonians import HeisenbergModel, ground_state, heisenberg, named_lattice
from spinnet.backends.sector import SectorBackend
from spinnet.backends.statevector import statevector
from spinnet.circuits import (
    Circuit,
    ansatz,
    coloured,
    exchange_gate,
    place_gates,
    singlet_covering,
    supports_of,
)
from spinnet.circuits.synthesis.catalogue import structured_circuit
from spinnet.plots.files import save
from spinnet.plots.style import BLUE, GREEN, INK, MUTED, ORANGE, VERMILION, page, styled

STARTS = 4
MOST_EVALUATIONS = 300
SPREAD = 0.5  # angles start in [-0.5, 0.5]: of 0.1, 0.5 and pi the best for efficient_su2 too
PICTURE = Path(__file__).parents[1] / "docs" / "images" / "symmetry_against_generic"
SYSTEMS = {"ring-10": "triples", "kagome-12": "paths"}
LAYERS = {"ring-10": 3, "kagome-12": 1}
LIMITS = {"ring-10": (1e-12, 1), "kagome-12": (5e-3, 1)}
COLOURS = {
    "vertex gates": BLUE,
    "Hamiltonian, exchange": GREEN,
    "Hamiltonian, axes free": ORANGE,
    "efficient_su2": VERMILION,
}

Evaluate = Callable[[np.ndarray], tuple[float, np.ndarray]]


@dataclass(frozen=True)
class Contender:
    """A circuit ready to be trained.

    ``evaluate`` gives energy and gradient, ``spin_squared`` the total spin of the trained state.
    """

    family: str
    n_params: int
    n_two_qubit: int
    evaluate: Evaluate
    spin_squared: Callable[[np.ndarray], float]


# --- circuits that keep total spin ----------------------------------------------------------------


def vertex_circuit(name: str) -> Circuit:
    return ansatz(named_lattice(name), SYSTEMS[name], layers=LAYERS[name])


def exchange_circuit(name: str, layers: int) -> Circuit:
    """One angle per bond colour and layer, on a proper colouring of the bonds."""
    lattice = named_lattice(name)
    rounds = coloured(supports_of(lattice, "bonds")[0])
    pair = exchange_gate(2)
    gates, labels = [], []
    for layer in range(layers):
        for colour, supports in enumerate(rounds):
            gates += [(pair, support, layer) for support in supports]
            labels += [(layer, colour)] * len(supports)
    placements, n_params = place_gates(gates, labels)
    return Circuit(lattice.n_sites, singlet_covering(lattice), placements, n_params)


def equivariant(family: str, circuit: Circuit, model: HeisenbergModel) -> Contender:
    evaluator = SectorBackend().evaluator(circuit, model)
    return Contender(
        family,
        circuit.n_params,
        structured_circuit(circuit, relabel=False).two_qubit_count,
        evaluator.energy_and_gradient,
        lambda parameters: evaluator.observables(parameters).total_spin_squared,
    )


# --- circuits that do not -------------------------------------------------------------------------


Run = Callable[[jax.Array, jax.Array], jax.Array]  # start and parameters to the final state


def efficient_run(circuit: QuantumCircuit) -> Run:
    """Layers of RY and RZ on every qubit, between them the CX gates of Qiskit's circuit at once.

    Amplitudes are indexed by integers whose bit n is qubit n.
    """
    n_sites = circuit.num_qubits
    pairs = [
        tuple(circuit.find_bit(qubit).index for qubit in instruction.qubits)
        for instruction in circuit.data
        if instruction.name == "cx"
    ]
    n_layers = circuit.num_parameters // (2 * n_sites)
    moved = np.arange(2**n_sites)
    for control, target in reversed(pairs[: len(pairs) // (n_layers - 1)]):
        moved ^= (moved >> control & 1) << target
    chunks = [range(first, min(first + 4, n_sites)) for first in range(0, n_sites, 4)]
    shape = [2 ** len(chunk) for chunk in reversed(chunks)]

    def rotate(state, angles):  # (2, n_sites): RY and RZ angles
        cosine, sine = jnp.cos(angles[0] / 2), jnp.sin(angles[0] / 2)
        phase = jnp.exp(-0.5j * angles[1])
        rows = [[phase * cosine, -phase * sine], [phase.conj() * sine, phase.conj() * cosine]]
        gates = jnp.array(rows)  # (2, 2, n_sites)
        tensor = state.reshape(shape)
        for number, chunk in enumerate(chunks):
            matrix = jnp.eye(1)
            for qubit in chunk:
                matrix = jnp.kron(gates[:, :, qubit], matrix)
            axis = len(chunks) - 1 - number
            tensor = jnp.moveaxis(jnp.tensordot(matrix, tensor, (1, axis)), 0, axis)
        return tensor.reshape(-1)

    def run(start, parameters):
        angles = parameters.reshape(n_layers, 2, n_sites)
        first = rotate(start, angles[0])
        return jax.lax.scan(lambda s, a: (rotate(s[moved], a), None), first, angles[1:])[0]

    return run


Group = list[tuple[str, tuple[int, int], float]]


def axis_groups(model: HeisenbergModel) -> list[Group]:
    """Return the XX, the YY and the ZZ terms of each bond colour; each group commutes."""
    rounds = coloured(supports_of(model.lattice, "bonds")[0])
    return [
        [term for term in model.pauli_terms() if term[0] == axis and term[1] in supports]
        for supports in rounds
        for axis in ("XX", "YY", "ZZ")
    ]


def axis_run(groups: list[Group], circuit: QuantumCircuit, reps: int) -> Run:
    """The rotations of Qiskit's circuit, exp(-i t w P) for each term, group after group."""
    names = [parameter.name for parameter in circuit.parameters]
    rows = []  # bits that P flips, bits whose sign it reads, number of Y, parameter, angle per it
    for number, group in enumerate(groups * reps):
        for letters, (i, j), weight in group:
            mask = 1 << i | 1 << j
            flip, sign = mask * (letters != "ZZ"), mask * (letters != "XX")
            n_y = 2 * (letters == "YY")
            rows.append((flip, sign, n_y, names.index(f"t[{number}]"), weight))
    flips, signs, n_ys, reads, weights = (np.array(column) for column in zip(*rows, strict=True))

    def run(start, parameters):
        index = jnp.arange(start.shape[0])

        def step(state, row):
            flip, sign, n_y, angle = row
            # P|b> = i^n_y (-1)^|b & sign| |b ^ flip>, read at the amplitude it comes from
            source = index ^ flip
            phase = (1 - 2 * (jax.lax.population_count(source & sign) % 2)) * (1j**n_y)
            turned = -1j * jnp.sin(angle) * phase * state[source]
            return jnp.cos(angle) * state + turned, None

        angles = parameters[reads] * weights
        columns = (*map(jnp.asarray, (flips, signs, n_ys)), angles)
        return jax.lax.scan(step, start, columns)[0]

    return run


def generic(
    family: str, circuit: QuantumCircuit, run: Run, start: np.ndarray,
    model: HeisenbergModel, start_cost: int = 0,
) -> Contender:  # fmt: skip
    """Make a contender of a Qiskit circuit, after checking `run` against Qiskit itself."""
    n_sites = model.n_sites
    pairs = [(1 << i | 1 << j, i, j, weight) for i, j, weight in model.swap_form()[1]]
    everything = [(1 << i | 1 << j, i, j, 1.0) for j in range(n_sites) for i in range(j)]

    def swapped(state, terms):
        index = jnp.arange(2**n_sites)
        total = 0.0
        for mask, i, j, weight in terms:
            differ = (index >> i & 1) != (index >> j & 1)
            image = state[jnp.where(differ, index ^ mask, index)]
            total += weight * jnp.vdot(state, image).real
        return total

    def energy(parameters):
        return model.swap_form()[0] + swapped(run(start, parameters), pairs)

    compiled = jax.jit(jax.value_and_grad(energy))

    def evaluate(parameters):
        with jax.enable_x64(True):
            value, gradient = compiled(jnp.asarray(parameters))
        return float(value), np.asarray(gradient)

    def spin_squared(parameters):
        with jax.enable_x64(True):
            swaps = swapped(run(jnp.asarray(start), jnp.asarray(parameters)), everything)
        return float(swaps) + n_sites * (4 - n_sites) / 4

    check_against_qiskit(circuit, run, start)
    lowered = transpile(circuit, basis_gates=["cx", "rz", "sx", "x"], optimization_level=3)
    n_two_qubit = lowered.count_ops().get("cx", 0) + start_cost
    return Contender(family, circuit.num_parameters, n_two_qubit, evaluate, spin_squared)


def check_against_qiskit(circuit: QuantumCircuit, run: Run, start: np.ndarray) -> None:
    parameters = np.random.default_rng(0).normal(size=circuit.num_parameters)
    theirs = Statevector(start).evolve(circuit.assign_parameters(parameters)).data
    with jax.enable_x64(True):
        ours = np.asarray(run(jnp.asarray(start), jnp.asarray(parameters)))
    if abs(abs(np.vdot(theirs, ours)) - 1) > 1e-10:
        raise RuntimeError("the JAX circuit must give Qiskit's state; they do not.")


def efficient(model: HeisenbergModel, reps: int) -> Contender:
    circuit = efficient_su2(model.n_sites, reps=reps)
    start = np.zeros(2**model.n_sites, dtype=complex)
    start[0] = 1
    return generic("efficient_su2", circuit, efficient_run(circuit), start, model)


def by_axis(model: HeisenbergModel, reps: int) -> Contender:
    """The Hamiltonian ansatz with the symmetry released, from the same singlets."""
    groups = axis_groups(model)
    operators = [
        SparsePauliOp.from_sparse_list(
            [(letters, list(sites), weight) for letters, sites, weight in group], model.n_sites
        )
        for group in groups
    ]
    circuit = hamiltonian_variational_ansatz(operators, reps=reps)
    covering = Circuit(model.n_sites, singlet_covering(model.lattice), (), 0)
    tensor = statevector(covering, np.zeros(0)).reshape((2,) * model.n_sites)
    start = tensor.transpose(*reversed(range(model.n_sites))).reshape(-1)
    run = axis_run(groups, circuit, reps)
    n_pairs = len(covering.initial.pairs)  # one CX prepares a singlet
    return generic("Hamiltonian, axes free", circuit, run, start, model, n_pairs)


# --- the contest ----------------------------------------------------------------------------------


def contenders(name: str, model: HeisenbergModel) -> dict[str, list[Contender]]:
    """Return the contenders at equal parameters and at equal two-qubit gates."""
    vertex = equivariant("vertex gates", vertex_circuit(name), model)
    builders = {
        "exchange": lambda layers: equivariant(
            "Hamiltonian, exchange", exchange_circuit(name, layers), model
        ),
        "axis": lambda layers: by_axis(model, layers),
        "efficient": lambda layers: efficient(model, layers),
    }
    contests: dict[str, list[Contender]] = {"parameters": [vertex], "two-qubit gates": [vertex]}
    for build in builders.values():
        one, two = build(1), build(2)
        for contest, count, wanted in (
            ("parameters", lambda c: c.n_params, vertex.n_params),
            ("two-qubit gates", lambda c: c.n_two_qubit, vertex.n_two_qubit),
        ):
            per_layer = count(two) - count(one)
            layers = max(1, round(1 + (wanted - count(one)) / per_layer))
            contests[contest].append(build(layers))
    return contests


def train(contender: Contender, exact: float) -> list[dict[str, float]]:
    results = []
    for seed in range(STARTS):
        rng = np.random.default_rng(seed)
        start = rng.uniform(-SPREAD, SPREAD, contender.n_params)
        found = minimize(
            contender.evaluate,
            start,
            jac=True,
            method="L-BFGS-B",
            options={"maxfun": MOST_EVALUATIONS, "maxiter": MOST_EVALUATIONS, "ftol": 1e-12},
        )
        error = (found.fun - exact) / abs(exact)
        results.append({"error": float(error), "spin": contender.spin_squared(found.x)})
    return results


def compare(name: str) -> dict[str, list[dict]]:
    model = heisenberg(named_lattice(name))
    exact = ground_state(model).energy
    table: dict[str, list[dict]] = {}
    trained: dict[int, list[dict[str, float]]] = {}
    for contest, members in contenders(name, model).items():
        table[contest] = []
        for contender in members:
            before = time.perf_counter()
            if id(contender) not in trained:
                trained[id(contender)] = train(contender, exact)
            row = {
                "family": contender.family,
                "n_params": contender.n_params,
                "n_two_qubit": contender.n_two_qubit,
                "starts": trained[id(contender)],
            }
            table[contest].append(row)
            errors = ", ".join(f"{start['error']:.1e}" for start in row["starts"])
            spin = np.mean([start["spin"] for start in row["starts"]])
            seconds = time.perf_counter() - before
            print(
                f"{name}, equal {contest}: {contender.family}, {contender.n_params} parameters, "
                f"{contender.n_two_qubit} CX: errors {errors}; S^2 {spin:.3f} ({seconds:.0f} s)",
                flush=True,
            )
    return table


@styled
def draw(tables: dict[str, dict[str, list[dict]]]) -> None:
    figure = page(
        8.2,
        5.6,
        "What the symmetry buys",
        f"Relative error of the energy after training, {STARTS} starts each; S² of the best start",
    )
    contests = [(name, contest) for name in tables for contest in tables[name]]
    for place, (name, contest) in enumerate(contests):
        row, column = divmod(place, 2)
        axes = figure.add_axes((0.09 + 0.48 * column, 0.52 - 0.43 * row, 0.4, 0.29))
        for x, entry in enumerate(tables[name][contest]):
            colour = COLOURS[entry["family"]]
            errors = [start["error"] for start in entry["starts"]]
            axes.plot([x] * len(errors), errors, "o", color=colour, alpha=0.55, ms=6, mec="none")
            axes.plot([x - 0.22, x + 0.22], [np.median(errors)] * 2, color=colour, lw=2)
            best = min(entry["starts"], key=lambda start: start["error"])
            note = f"{entry['n_params']} par., {entry['n_two_qubit']} CX\nS² = {best['spin']:.2f}"
            axes.annotate(
                note, (x, 0), xycoords=("data", "axes fraction"), xytext=(0, -4),
                textcoords="offset points", ha="center", va="top", fontsize=6.8, color=MUTED,
            )  # fmt: skip
        axes.set_yscale("log")
        axes.set_ylim(LIMITS[name])
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.set_xlim(-0.5, 3.5)
        axes.set_xticks([])
        axes.set_title(f"{name}, equal {contest}", fontsize=9, color=INK, loc="left")
        if column == 0:
            axes.set_ylabel("relative error")
    for number, (family, colour) in enumerate(COLOURS.items()):
        figure.text(0.09 + 0.235 * number, 0.86, f"● {family}", color=colour, fontsize=9)
    save(figure, PICTURE)


def main() -> None:
    tables = {name: compare(name) for name in SYSTEMS}
    PICTURE.with_suffix(".json").write_text(json.dumps(tables, indent=1) + "\n")
    draw(tables)


if __name__ == "__main__":
    main()
