"""The time expected of an energy and its gradient: what is done, and the cost model's clock.

Nothing runs here; ``compile_report.py`` puts the figures before people.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.circuits import Circuit
from spinnet.sector.basis import SectorBasis
from spinnet.sector.bond_route import Cover, Stop, bond_route
from spinnet.sector.choice import EngineName
from spinnet.sector.cost_model import (
    BUNDLE_SPEED,
    LOOP_SPEED,
    MAX_WIDTH,
    SPEEDS,
    TURN_OPERATIONS,
    DeviceSpeed,
)
from spinnet.sector.loops import engine as loops
from spinnet.sector.loops.compile import listing
from spinnet.sector.loops.instructions import TURN
from spinnet.sector.operations import WindowOperation, standard_width
from spinnet.sector.routing import Route, route
from spinnet.sector.walk_steps import walk_steps


@dataclass(frozen=True)
class Work:
    """What is done for an energy, and on the way back of a gradient.

    Args:
        path: The circuit's route over line orders.
        operations: Its window operations.
        moves: Operations that move sites while the model is applied; on GPUs they count bonds too.
        covers: Windows in which bonds are counted, apart from those.
        n_turns: Turns between the two orders of paths in an energy; none outside loops.
        n_turns_back: The same on the way back of a gradient.
    """

    path: Route
    operations: tuple[WindowOperation, ...]
    moves: tuple[WindowOperation, ...]
    covers: tuple[Cover, ...]
    n_turns: int
    n_turns_back: int

    @property
    def n_passes(self) -> int:
        """How often an energy passes over a state."""
        return len(self._passes) + self.n_turns

    @property
    def _passes(self) -> list[int]:
        # The moves carry state and sum there, and the sum back.
        covered, moved = ([one.width for one in some] for some in (self.covers, self.moves))
        return [one.width for one in self.operations] + covered + 3 * moved

    @property
    def energy_widths(self) -> list[int]:
        """Operations on one state that take as long as an energy."""
        return self._passes + _as_widths(self.n_turns)

    @property
    def backward_widths(self) -> list[int]:
        """Operations on two states that take as long as the adjoint: two more for each gate."""
        gates = [one.width for one in self.operations if one.gate is not None]
        # A turn is of one state, an operation of both.
        return [one.width for one in self.operations] + gates + _as_widths(self.n_turns_back / 2)


def work_of(
    basis: SectorBasis, circuit: Circuit, model: HeisenbergModel, *, engine: EngineName
) -> Work:
    """Return what the engine makes of a circuit and a model.

    Args:
        basis: The sector.
        circuit: The circuit.
        model: The model.
        engine: What runs them.
    """
    max_width = loops.MAX_WIDTH if engine == "loops" else MAX_WIDTH
    path = route(circuit, max_width)
    pairs = [(i, j) for i, j, _ in model.swap_form()[1]]
    if engine == "bundles":
        steps = walk_steps(pairs, path.last)
        moves = tuple(WindowOperation(one.start, len(one.after), one.after) for one in steps)
        return Work(path, path.operations, moves, (), 0, 0)
    stops = bond_route(pairs, path.last, path.orders, max_width)
    turns = (0, 0)
    operations = path.operations
    if engine == "loops":
        turns = _turns(basis, operations, stops, len(pairs))
    elif engine == "jax":
        operations = tuple(standard_width(one, basis.n_sites) for one in operations)
    return Work(
        path,
        operations,
        tuple(move for stop in stops for move in stop.moves),
        tuple(cover for stop in stops for cover in stop.covers),
        *turns,
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


def _as_widths(n_turns: float) -> list[int]:
    """Return the widths of operations that take as long as some turns."""
    return [loops.MAX_WIDTH] * round(TURN_OPERATIONS * n_turns)


@dataclass(frozen=True)
class Clock:
    """The cost model at work on states of one kind.

    Args:
        speed: The device's.
        dimension: Amplitudes of a state.
        kind: Type of an amplitude.
        n_columns: Starts in one batch.
        n_rounds: Batches one after the other.
    """

    speed: DeviceSpeed
    dimension: int
    kind: np.dtype
    n_columns: int
    n_rounds: int

    def seconds(self, widths: list[int], n_columns: int) -> float:
        """Return the expected time of operations.

        Args:
            widths: Their windows' widths.
            n_columns: States that they act on, for each start.
        """
        columns, is_complex = n_columns * self.n_columns, self.kind.kind == "c"
        each = (
            self.speed.seconds(width, self.dimension, self.kind.itemsize, columns, is_complex)
            for width in widths
        )
        return self.n_rounds * (self.speed.call + sum(each))


def clock_of(
    platform: str, dimension: int, kind: np.dtype, n_starts: int, *, engine: EngineName
) -> Clock:
    """Return the clock of a device: loops take one start a thread, JAX all in one batch.

    Args:
        platform: The device, in JAX's words.
        dimension: Amplitudes of a state.
        kind: Type of an amplitude.
        n_starts: States in a batch.
        engine: What runs.
    """
    if engine == "loops":
        n_rounds = math.ceil(n_starts / loops.n_threads(n_starts))
        return Clock(LOOP_SPEED, dimension, kind, 1, n_rounds)
    if engine == "bundles":
        return Clock(BUNDLE_SPEED, dimension, kind, n_starts, 1)
    return Clock(SPEEDS.get(platform, SPEEDS["gpu"]), dimension, kind, n_starts, 1)
