"""What the compile step made of a circuit: operations before and after, bytes moved, time expected.

The stages: circuit -> line orders -> routing by adjacent swaps -> merging -> window operations,
which one scan runs (``program.py``), compiled loops on a CPU (``loops/``), or a GPU's kernels
(``bundles/``).
Nothing is computed on states, so that a report of 36 sites takes seconds anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jax

from hamiltonians import HeisenbergModel
from spinnet.circuits import Circuit
from spinnet.sector.basis import SectorBasis
from spinnet.sector.choice import EngineName, engine_name
from spinnet.sector.expected_time import clock_of, work_of
from spinnet.sector.memory import MemoryNeed, search_need, size_text
from spinnet.sector.operations import WindowOperation
from spinnet.sector.program import Precision, amplitude_type


@dataclass(frozen=True)
class CompileReport:
    """A circuit and the energy of a model, compiled.

    Args:
        n_gates: Gates of the circuit.
        n_swaps: Adjacent swaps that bring their sites together, before merging.
        gate_widths: How many operations with a gate there are of each window width.
        move_widths: The same for those without.
        n_model_moves: Operations that move sites while the model is applied; on GPUs they count
            bonds too.
        n_model_covers: Windows in which bonds are counted, apart from those.
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
        engine: What runs the circuit there.
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
    engine: EngineName

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
        return (words,) if self.engine == "loops" else ()

    @property
    def _model(self) -> str:
        if self.engine == "bundles":
            return f"{self.n_model_moves} steps that count bonds and move sites"
        return f"{self.n_model_covers} windows to count bonds, {self.n_model_moves} moves"

    @property
    def _place(self) -> str:
        words = {"loops": ", in compiled loops", "bundles": ", in kernels of bundles", "jax": ""}
        return self.platform + words[self.engine]

    def __str__(self) -> str:
        """Return the report in lines."""
        return "\n".join(
            (
                f"state: {self.dimension} amplitudes, {self.amplitude}, {self.n_starts} start(s)",
                f"before merging: {self.n_gates} gates and {self.n_swaps} swaps of neighbours, "
                f"{self.n_orders} line order(s)",
                f"after merging: {self.n_after} window operations: with a gate "
                f"{_widths(self.gate_widths)}; without {_widths(self.move_widths)}",
                f"model: {self._model}",
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
    engine = engine_name(basis.dimension, platform)
    work = work_of(basis, circuit, model, engine=engine)
    kind = amplitude_type(circuit, precision)
    clock = clock_of(platform, basis.dimension, kind, n_starts, engine=engine)
    energy = clock.seconds(work.energy_widths, 1)
    return CompileReport(
        n_gates=circuit.n_gates,
        n_swaps=work.path.n_swaps,
        gate_widths=_counted([one for one in work.operations if one.gate is not None]),
        move_widths=_counted([one for one in work.operations if one.gate is None]),
        n_model_moves=len(work.moves),
        n_model_covers=len(work.covers),
        n_turns=work.n_turns,
        n_orders=len(work.path.orders),
        dimension=basis.dimension,
        amplitude=str(kind),
        n_starts=n_starts,
        moved_bytes=2 * work.n_passes * basis.dimension * n_starts * kind.itemsize,
        energy_seconds=energy,
        gradient_seconds=energy + clock.seconds(work.backward_widths, 2),
        memory=search_need(
            basis.dimension,
            n_starts,
            n_sites=basis.n_sites,
            item_bytes=kind.itemsize,
            engine=engine,
        ),
        platform=platform,
        engine=engine,
    )


def _counted(operations: Sequence[WindowOperation]) -> dict[int, int]:
    return dict(sorted(Counter(one.width for one in operations).items()))


def _widths(counts: Mapping[int, int]) -> str:
    listed = [f"{count} on {width} sites" for width, count in counts.items()]
    return ", ".join(listed) or "none"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1e3:.1f} ms"
