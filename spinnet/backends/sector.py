"""The sector backend: exact simulation in the circuit's total-spin sector, the default."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import jax
import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.backends.base import AbstractBackend, Observables
from spinnet.backends.preconditioner import (
    AbstractMetricEvaluator,
    Preconditioner,
    gate_angles,
)
from spinnet.circuits import Circuit, check_sizes, checked_parameters, checked_rows
from spinnet.sector import (
    BundleEngine,
    LoopEngine,
    SectorBasis,
    SectorEngine,
    bundle_engine,
    loop_engine,
    sector_engine,
)
from spinnet.sector.choice import EngineName, engine_name
from spinnet.sector.gate_metric import gate_metrics
from spinnet.sector.memory import check_search
from spinnet.sector.natural_gradient import direction, metric_matrix
from spinnet.sector.program import Precision, amplitude_type


class SectorEvaluator(AbstractMetricEvaluator):
    """A circuit and a model compiled by the sector engine.

    Args:
        engine: The engine, of loops, of bundles or of JAX.
    """

    def __init__(self, engine: BundleEngine | LoopEngine | SectorEngine) -> None:
        self.engine = engine
        self.circuit, self.model = engine.circuit, engine.model
        self._checked: set[tuple[int, bool]] = set()  # batches known to fit the memory

    def energies(self, parameters: np.ndarray) -> np.ndarray:
        """Return the energies ``(n_starts,)`` of each row of parameters.

        Raises:
            ValueError: If the parameters have another shape.
            MemoryNeedError: If so many states do not fit the device.
        """
        rows = checked_rows(self.circuit, parameters)
        self._check_memory(len(rows), with_gradients=False)
        return self.engine.energies(rows)

    def energies_and_gradients(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return energies ``(n_starts,)`` and gradients ``(n_starts, n_params)``.

        Raises:
            ValueError: If the parameters have another shape.
            MemoryNeedError: If so many states do not fit the device.
        """
        rows = checked_rows(self.circuit, parameters)
        self._check_memory(len(rows), with_gradients=True)
        return self.engine.energies_and_gradients(rows)

    def metric(self, parameters: np.ndarray) -> np.ndarray:
        """Return the real part of the quantum geometric tensor at ``(n_params,)``."""
        return metric_matrix(self._jax_engine, checked_parameters(self.circuit, parameters))

    def gate_metrics(self, parameters: np.ndarray) -> np.ndarray:
        """Return the metric of each gate by itself, flat, at ``(n_params,)``."""
        row = checked_parameters(self.circuit, parameters)
        overlaps = self.engine.overlaps(row)
        return gate_metrics(self.engine.table, row, overlaps, gate_angles(self.circuit))

    def directions(
        self,
        parameters: np.ndarray,
        energies: np.ndarray,
        gradients: np.ndarray,
        preconditioners: Sequence[Preconditioner],
    ) -> np.ndarray:
        """Return what each preconditioner makes of half the gradient, ``(n_starts, n_params)``."""
        return np.stack(
            [
                direction(
                    self._jax_engine,
                    row,
                    float(energy),
                    gradient,
                    curvature=one.curvature,
                    metric=one.metric,
                    shift=one.shift,
                )
                for row, energy, gradient, one in zip(
                    parameters, energies, gradients, preconditioners, strict=True
                )
            ]
        )

    def state(self, parameters: np.ndarray) -> np.ndarray:
        """Return the final state ``(2**N,)`` at ``(n_params,)``; site 0 is the highest bit."""
        return self.engine.amplitudes(checked_parameters(self.circuit, parameters))

    def observables(self, parameters: np.ndarray) -> Observables:
        """Return energy, variance, S^2 and bond correlations at one set of parameters.

        S^2 is J(J+1) by construction.
        """
        row = checked_parameters(self.circuit, parameters)
        energy, variance, swaps = self.engine.measurements(row)
        spin = self.circuit.two_total / 2
        # S_i.S_j = P_ij / 2 - 1/4
        correlations = tuple(float(value) / 2 - 1 / 4 for value in swaps)
        return Observables(energy, max(variance, 0.0), spin * (spin + 1), correlations)

    @cached_property
    def _jax_engine(self) -> SectorEngine:
        """What metrics are computed with."""
        if isinstance(self.engine, SectorEngine):
            return self.engine
        return sector_engine(self.circuit, self.model, self.engine.precision)

    def _check_memory(self, n_starts: int, *, with_gradients: bool) -> None:
        if (n_starts, with_gradients) not in self._checked:
            _check(
                self.circuit,
                self.engine.precision,
                n_starts,
                with_gradients=with_gradients,
                engine=self.engine.name,
            )
            self._checked.add((n_starts, with_gradients))


class SectorBackend(AbstractBackend):
    """Exact simulation inside one total-spin sector.

    Small sectors on a CPU run in compiled loops, those on a GPU in kernels of bundles, and states
    spread over devices, like everything else, in plain JAX.

    Args:
        precision: Of the amplitudes. "single" halves memory and time of the largest sectors; sums
            over amplitudes stay double. Measured errors are in docs/explanation/sector-engine.md.
        devices: Devices that states are spread over, such as ``jax.devices()``; None is the
            default device alone.
        engine: "loops", "bundles" or "jax"; None decides by device and size.

    Raises:
        ValueError: If precision or engine is unknown, or devices come with another engine than
            "jax".
    """

    def __init__(
        self,
        precision: Precision = "double",
        devices: Sequence[jax.Device] | None = None,
        engine: EngineName | None = None,
    ) -> None:
        """Keep the choices."""
        if precision not in ("double", "single"):
            raise ValueError(f"precision must be 'double' or 'single'; got {precision!r}.")
        if engine not in (None, "loops", "bundles", "jax"):
            raise ValueError(f"engine must be 'loops', 'bundles' or 'jax'; got {engine!r}.")
        if devices is not None and engine not in (None, "jax"):
            raise ValueError(
                f"states are spread over devices by engine 'jax' alone; got {engine!r}."
            )
        self.precision: Precision = precision
        self.devices = devices
        self.engine = engine
        self.name = "sector" if precision == "double" else "sector-single"

    def evaluator(self, circuit: Circuit, model: HeisenbergModel) -> SectorEvaluator:
        """Return the compiled evaluator of a circuit under a model.

        Raises:
            ValueError: If their numbers of sites differ.
            MemoryNeedError: If not even one energy fits the device.
        """
        check_sizes(circuit, model)
        dimension = SectorBasis(circuit.n_sites, circuit.two_total).dimension
        by_itself = engine_name(dimension, is_spread=self.devices is not None)
        name = by_itself if self.engine is None else self.engine
        _check(circuit, self.precision, 1, with_gradients=False, engine=name)
        if name == "loops":
            return SectorEvaluator(loop_engine(circuit, model, self.precision))
        if name == "bundles":
            return SectorEvaluator(bundle_engine(circuit, model, self.precision))
        return SectorEvaluator(sector_engine(circuit, model, self.precision, self.devices))


def _check(
    circuit: Circuit,
    precision: Precision,
    n_starts: int,
    *,
    with_gradients: bool,
    engine: EngineName,
) -> None:
    check_search(
        SectorBasis(circuit.n_sites, circuit.two_total),
        n_starts,
        item_bytes=amplitude_type(circuit, precision).itemsize,
        with_gradients=with_gradients,
        engine=engine,
    )
