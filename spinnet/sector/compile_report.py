"""What the compile step made of a circuit: operations before and after, bytes moved, time expected.

The stages: circuit -> line orders -> routing by adjacent swaps -> merging -> window operations,
which one scan runs (``program.py``), or compiled loops where a CPU holds the state (``loops/``).
Nothing is computed on states, so that a report of 36 sites takes seconds anywhere.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jax
import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.circuits import Circuit
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bond_route import Stop, bond_route
from spinnet.sector.cost_model import (
    LOOP_SPEED,
    MAX_WIDTH,
    SPEEDS,
    TURN_OPERATIONS,
    DeviceSpeed,
)
from spinnet.sector.layout import TILED_DIMENSION
from spinnet.sector.loops import engine as loops
from spinnet.sector.loops.compile import listing
from spinnet.sector.loops.instructions import TURN
from spinnet.sector.memory import MemoryNeed, search_need, size_text
from spinnet.sector.operations import WindowOperation, standard_width
from spinnet.sector.program import Precision, amplitude_type
from spinnet.sector.routing import route


@dataclass(frozen=True)
class CompileReport:
    """A circuit and the energy of a model, compiled.

    Args:
        n_gates: Gates of the circuit.
        n_swaps: Adjacent swaps that bring their sites together, before merging.
        gate_widths: How many operations with a gate there are of each window width.
        move_widths: The same for those without.
        n_model_moves: Operations that move sites while the model is applied.
        n_model_covers: Windows in which bonds are counted.
        n_turns: Turns between the two orders of paths in one energy; none outside loops.
        n_orders: Distinct line orders of the circuit.
        dimension: Amplitudes of a state.
        amplitude: Type of an amplitude.
        n_starts: States in a batch.
        moved_bytes: Bytes read and written by one energy, each state once for each operation.
        energy_seconds: Time expected for one energy.
        gradient_seconds: Time expected for energy and gradient.
        memory: What energies and gradients need.
        platform: The device that times and memory are meant for, in JAX's words.
        in_loops: Whether the circuit runs in compiled loops there.
    """

    n_gates: int
    n_swaps: int
    gate_widths: Mapping[int, int]
    move_widths: Mapping[int, int]
    n_model_moves: int
    n_model_covers: int
    n_turns: int
    n_orders: int
    dimension: int
    amplitude: str
    n_starts: int
    moved_bytes: int
    energy_seconds: float
    gradient_seconds: float
    memory: MemoryNeed
    platform: str
    in_loops: bool

    @property
    def n_before(self) -> int:
        """Operations before merging: gates and adjacent swaps."""
        return self.n_gates + self.n_swaps

    @property
    def n_after(self) -> int:
        """Window operations after merging."""
        return sum(self.gate_widths.values()) + sum(self.move_widths.values())

    @property
    def _turns(self) -> tuple[str, ...]:
        words = f"{self.n_turns} turns of a state between the two orders of paths"
        return (words,) if self.in_loops else ()

    @property
    def _place(self) -> str:
        return f"{self.platform}, in compiled loops" if self.in_loops else self.platform

    def __str__(self) -> str:
        """Return the report in lines."""
        return "\n".join(
            (
                f"state: {self.dimension} amplitudes, {self.amplitude}, {self.n_starts} start(s)",
                f"before merging: {self.n_gates} gates and {self.n_swaps} swaps of neighbours, "
                f"{self.n_orders} line order(s)",
                f"after merging: {self.n_after} window operations: with a gate "
                f"{_widths(self.gate_widths)}; without {_widths(self.move_widths)}",
                f"model: {self.n_model_covers} windows to count bonds, {self.n_model_moves} moves",
                *self._turns,
                f"one energy moves {size_text(self.moved_bytes)}",
                f"expected on {self._place}: {_seconds(self.energy_seconds)} an energy, "
                f"{_seconds(self.gradient_seconds)} with gradient (within a factor of two or so)",
                f"memory: {self.memory}",
            )
        )


def compile_report(
    circuit: Circuit,
    model: HeisenbergModel,
    *,
    precision: Precision = "double",
    n_starts: int = 1,
    platform: str | None = None,
) -> CompileReport:
    """Return what the engine makes of a circuit and a model.

    Args:
        circuit: The circuit.
        model: The model.
        precision: Of the amplitudes.
        n_starts: States in a batch.
        platform: "cpu" or "gpu"; None is the default device's.

    Example:
        >>> from hamiltonians import heisenberg, named_lattice
        >>> from spinnet.circuits import triangle_ansatz
        >>> lattice = named_lattice("kagome-12")
        >>> report = compile_report(triangle_ansatz(lattice, layers=1), heisenberg(lattice))
        >>> report.n_gates, report.dimension, report.n_after < report.n_before
        (8, 132, True)
    """
    platform = jax.default_backend() if platform is None else platform
    basis = SectorBasis(circuit.n_sites, circuit.two_total)
    in_loops = platform == "cpu" and basis.dimension <= TILED_DIMENSION
    max_width = loops.MAX_WIDTH if in_loops else MAX_WIDTH
    path = route(circuit, max_width)
    operations = list(path.operations)
    if not in_loops:
        operations = [standard_width(one, basis.n_sites) for one in operations]
    pairs = [(i, j) for i, j, _ in model.swap_form()[1]]
    stops = bond_route(pairs, path.last, path.orders, max_width)
    moves = [move for stop in stops for move in stop.moves]
    covers = [cover for stop in stops for cover in stop.covers]
    turns, turns_back = _turns(basis, operations, stops, len(pairs)) if in_loops else (0, 0)
    kind = amplitude_type(circuit, precision)
    speed = LOOP_SPEED if in_loops else SPEEDS.get(platform, SPEEDS["gpu"])
    # Loops take one start a thread, JAX all starts in one batch.
    n_rounds = math.ceil(n_starts / loops.n_threads(n_starts)) if in_loops else 1
    n_columns = 1 if in_loops else n_starts
    clock = _Clock(speed, basis.dimension, kind.itemsize, n_columns, n_rounds, kind.kind == "c")
    # The moves carry state and sum there, and the sum back.
    model_widths = [cover.width for cover in covers] + 3 * [move.width for move in moves]
    n_passes = len(operations) + len(model_widths) + turns
    energy = clock.energy([one.width for one in operations] + model_widths, turns)
    return CompileReport(
        n_gates=circuit.n_gates,
        n_swaps=path.n_swaps,
        gate_widths=_counted([one for one in operations if one.gate is not None]),
        move_widths=_counted([one for one in operations if one.gate is None]),
        n_model_moves=len(moves),
        n_model_covers=len(covers),
        n_turns=turns,
        n_orders=len(path.orders),
        dimension=basis.dimension,
        amplitude=str(kind),
        n_starts=n_starts,
        moved_bytes=2 * n_passes * basis.dimension * n_starts * kind.itemsize,
        energy_seconds=energy,
        gradient_seconds=energy + clock.backwards(operations, turns_back),
        memory=search_need(
            basis.dimension,
            n_starts,
            n_sites=basis.n_sites,
            item_bytes=kind.itemsize,
            in_loops=in_loops,
        ),
        platform=platform,
        in_loops=in_loops,
    )


def _turns(
    basis: SectorBasis, operations: Sequence[WindowOperation], stops: Sequence[Stop], n_bonds: int
) -> tuple[int, int]:
    """Return how many turns loops make in an energy, and on the way back of a gradient."""
    listed = listing(basis, operations, stops, np.ones(n_bonds))
    forwards, measured, back = (
        int(np.sum(one[:, 0] == TURN))
        for one in (listed.forwards, listed.measured, listed.backwards)
    )
    return forwards + measured, back


@dataclass(frozen=True)
class _Clock:
    """The cost model at work on states of one kind."""

    speed: DeviceSpeed
    dimension: int
    item_bytes: int
    n_columns: int
    n_rounds: int
    is_complex: bool

    def energy(self, widths: list[int], n_turns: int) -> float:
        """Return the expected time of an energy: operations of these widths, and turns."""
        return self._seconds(widths + _as_widths(n_turns), 1)

    def backwards(self, operations: list[WindowOperation], n_turns: int) -> float:
        """Return the time of the adjoint: two columns, and two passes more for each gate."""
        gates = [one.width for one in operations if one.gate is not None]
        widths = [one.width for one in operations]
        # A turn takes one state, an operation both.
        return self._seconds(widths + gates + _as_widths(n_turns / 2), 2)

    def _seconds(self, widths: list[int], n_columns: int) -> float:
        columns = n_columns * self.n_columns
        each = (
            self.speed.seconds(width, self.dimension, self.item_bytes, columns, self.is_complex)
            for width in widths
        )
        return self.n_rounds * (self.speed.call + sum(each))


def _as_widths(n_turns: float) -> list[int]:
    """Return the widths of operations that take as long as some turns."""
    return [loops.MAX_WIDTH] * round(TURN_OPERATIONS * n_turns)


def _counted(operations: list[WindowOperation]) -> dict[int, int]:
    return dict(sorted(Counter(one.width for one in operations).items()))


def _widths(counts: Mapping[int, int]) -> str:
    listed = [f"{count} on {width} sites" for width, count in counts.items()]
    return ", ".join(listed) or "none"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1e3:.1f} ms"
