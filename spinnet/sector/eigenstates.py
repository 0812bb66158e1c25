"""The lowest states of a Heisenberg model in one total-spin sector, by Lanczos.

The sector has no other spins, so nothing has to be separated: singlet and triplet ground states are
two calls. Small sectors keep many vectors and count degenerate states; the largest keep two.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from hamiltonians import HeisenbergModel
from spinnet.circuits import checked_two_total
from spinnet.sector.basis import SectorBasis
from spinnet.sector.lanczos_run import SAVE_SECONDS, Callback, LanczosRun, Search
from spinnet.sector.level_search import LanczosSettings, LevelSearch
from spinnet.sector.line_order import Order
from spinnet.sector.memory import check_lanczos, lanczos_vectors
from spinnet.sector.model_order import model_order
from spinnet.sector.recurrence import RecurrenceSearch, walked_energies
from spinnet.sector.vector_store import VectorStore
from spinnet.sector.walk import AbstractWalk, compile_walk

LEAST_VECTORS = 10
"""Fewer than this are not worth restarts: the recurrence of two vectors needs fewer products."""

_LEVEL_WIDTH = 1e-9  # times the sum of |J|: energies closer than this are one level


@dataclass(frozen=True, eq=False)
class SectorEigenstates:
    """The lowest states of one total spin, each standing for a multiplet.

    Args:
        energies: Ascending, in the units of the couplings.
        residuals: Norm of H psi - E psi of each, in the same units. Computed from the states
            where these were kept, else known from the recurrence.
        two_total: Twice the total spin.
        n_sites: Number of spins.
        dimension: Number of states in the sector.
        is_complete: Whether the last level has no further states; degenerate states then appear
            one by one. False says that they were not looked for.
        converged: Whether the residuals came below the tolerance.
        n_products: Products of the model with a vector.
        seconds: Time spent, over all sessions of a resumed calculation.
        order: The line order of the states.
        states: The states ``(dimension,)`` on the device, in that order, if they were asked for.
    """

    energies: tuple[float, ...]
    residuals: tuple[float, ...]
    two_total: int
    n_sites: int
    dimension: int
    is_complete: bool
    converged: bool
    n_products: int
    seconds: float
    order: Order
    states: tuple[jax.Array, ...] = field(default=(), repr=False)

    @property
    def energy(self) -> float:
        """The lowest energy."""
        return self.energies[0]


def sector_eigenstates(
    model: HeisenbergModel,
    two_total: int,
    n_states: int = 1,
    *,
    tolerance: float = 1e-8,
    complete: bool | None = None,
    with_states: bool = False,
    max_vectors: int | None = None,
    max_products: int = 5000,
    max_seconds: float | None = None,
    seed: int = 0,
    start: np.ndarray | jax.Array | None = None,
    order: Order | None = None,
    checkpoint: str | Path | None = None,
    save_seconds: float = SAVE_SECONDS,
    callback: Callback | None = None,
) -> SectorEigenstates:
    r"""Return the lowest states of a model with a given total spin.

    Args:
        model: The model, with at least one coupling.
        two_total: Twice the total spin.
        n_states: Number of states wanted; of each multiplet one counts.
        tolerance: Largest norm of H psi - E psi, in units of the largest :math:`|J|`. The energy's
            error is below it, and of the order of its square over the gap.
        complete: Whether to look for further states of the levels found, and return all of them;
            costs a run of Lanczos for each. None does so where many vectors fit. Energies
            closer than the larger of the tolerance and 1e-9 times the sum of all
            :math:`|J|` are one level.
        with_states: Whether to return the states. With two vectors this doubles the products.
        max_vectors: Vectors kept at most; below 10 the recurrence of two vectors is taken.
            None takes what fits the device, at most 40, and 2 from ten million states on.
        max_products: Products of the model with a vector, at most.
        max_seconds: Time after which to stop; what was found is returned, and with a checkpoint
            the same call goes on.
        seed: Seed of the start vectors.
        start: Start vector ``(dimension,)`` in the line order; needs ``order``.
        order: Line order ``order[position] = site``; None searches a good one.
        checkpoint: Folder of a checkpoint. The same call on the same folder continues.
        save_seconds: Shortest time between checkpoints; they take a tenth of the time at most.
        callback: Called with a `LanczosStep` after each product; returning True stops.

    Returns:
        At least ``n_states`` states, more if the last level has more and is completed; fewer if
        the sector has fewer, or the recurrence sees fewer distinct levels.

    Raises:
        ValueError: If an argument is out of range, or the checkpoint is of another calculation.
        MemoryNeedError: If the device has no room for two vectors and the product.

    Example:
        >>> from hamiltonians import heisenberg, named_lattice
        >>> found = sector_eigenstates(heisenberg(named_lattice("ring-8")), 0)
        >>> round(found.energy, 8)
        -3.65109341
    """
    checked_two_total(model.n_sites, two_total)
    if start is not None and order is None:
        raise ValueError("a start vector must come with its line order; order is None.")
    _check_limits(tolerance, max_vectors, max_products, max_seconds)
    basis = SectorBasis(model.n_sites, two_total)
    n_states = _checked_count(n_states, basis.dimension)
    room = lanczos_vectors(basis) if max_vectors is None else max_vectors
    is_recurrence = room < LEAST_VECTORS
    check_lanczos(basis, 2 if is_recurrence else room)
    settings = _settings(model, n_states, tolerance, complete, room, seed)
    order = model_order(model) if order is None else tuple(order)
    with jax.enable_x64(True):
        steps = compile_walk(model, two_total, order)
        search = _search(steps, basis.dimension, settings, start, is_recurrence, with_states)
        store = None
        if checkpoint is not None:
            problem = _problem(model, two_total, order, settings, is_recurrence, with_states)
            store = VectorStore(Path(checkpoint), problem)
        run = LanczosRun(
            search,
            max_products=max_products,
            store=store,
            save_seconds=save_seconds,
            max_seconds=max_seconds,
            callback=callback,
        )
        run.go()
        return _result(basis, order, steps, run, settings, with_states)


def _settings(
    model: HeisenbergModel,
    n_states: int,
    tolerance: float,
    complete: bool | None,
    room: int,
    seed: int,
) -> LanczosSettings:
    """Return the settings of the search, in the units of the couplings."""
    couplings = [abs(coupling) for _, _, coupling in model.terms]
    if not couplings:
        raise ValueError("the model must have a coupling other than zero; it has none.")
    if complete and room < LEAST_VECTORS:
        raise ValueError(
            f"levels are completed with at least {LEAST_VECTORS} vectors; got {room}. Say "
            "complete=False, or raise max_vectors."
        )
    return LanczosSettings(
        n_states=n_states,
        tolerance=tolerance * max(couplings),
        level_width=max(_LEVEL_WIDTH * sum(couplings), tolerance * max(couplings)),
        max_vectors=max(room, n_states + LEAST_VECTORS),
        seed=seed,
        complete=room >= LEAST_VECTORS if complete is None else complete,
        scale=sum(couplings),
    )


def _search(
    steps: AbstractWalk,
    dimension: int,
    settings: LanczosSettings,
    start: np.ndarray | jax.Array | None,
    is_recurrence: bool,
    with_states: bool,
) -> Search:
    first = None if start is None else jnp.array(start, dtype=jnp.float64)
    if is_recurrence:
        return RecurrenceSearch(steps, dimension, settings, first, with_states=with_states)

    def apply(vector: jax.Array) -> jax.Array:
        """Apply the model."""
        return _apply(steps, vector)

    return LevelSearch(apply, dimension, settings, first)


@jax.jit
def _apply(steps: AbstractWalk, vector: jax.Array) -> jax.Array:
    return steps.product(vector)


def _result(
    basis: SectorBasis,
    order: Order,
    steps: AbstractWalk,
    run: LanczosRun,
    settings: LanczosSettings,
    with_states: bool,
) -> SectorEigenstates:
    search = run.search
    energies, residuals = search.estimate()
    states: tuple[jax.Array, ...] = ()
    if search.is_done:
        found, states = search.levels()
        energies = np.array(found)
        if states:
            energies, residuals = walked_energies(steps, states)
    bound = 4 * settings.tolerance  # of what was computed after the search
    return SectorEigenstates(
        energies=tuple(energies.tolist()),
        residuals=tuple(residuals.tolist()),
        two_total=basis.two_total,
        n_sites=basis.n_sites,
        dimension=basis.dimension,
        is_complete=search.is_done and settings.complete,
        converged=bool(search.is_done and np.all(residuals <= bound)),
        n_products=run.n_products + len(states),
        seconds=run.seconds,
        order=order,
        states=states if with_states else (),
    )


def _problem(
    model: HeisenbergModel,
    two_total: int,
    order: Order,
    settings: LanczosSettings,
    is_recurrence: bool,
    with_states: bool,
) -> dict[str, Any]:
    """Return what a checkpoint belongs to; budgets and memory may change between sessions."""
    plain = asdict(settings)
    plain.pop("max_vectors")
    return {
        "terms": [[i, j, coupling] for i, j, coupling in model.terms],
        "n_sites": model.n_sites,
        "two_total": two_total,
        "order": list(order),
        "settings": plain,
        "method": "recurrence" if is_recurrence else "thick restart",
        "with_states": with_states,
    }


def _check_limits(
    tolerance: float, max_vectors: int | None, max_products: int, max_seconds: float | None
) -> None:
    if not 0 < tolerance < math.inf:
        raise ValueError(f"tolerance must be a finite number above 0; got {tolerance}.")
    if max_vectors is not None and max_vectors < 2:
        raise ValueError(f"max_vectors must be at least 2, the recurrence's; got {max_vectors}.")
    if max_products < 1:
        raise ValueError(f"max_products must be at least 1; got {max_products}.")
    if max_seconds is not None and not max_seconds >= 0:
        raise ValueError(f"max_seconds must not be negative; got {max_seconds}.")


def _checked_count(n_states: int, dimension: int) -> int:
    if not isinstance(n_states, int) or isinstance(n_states, bool):
        raise TypeError(f"n_states must be a whole number; got {n_states!r}.")
    if not 1 <= n_states <= dimension:
        raise ValueError(
            f"n_states must be in 1..{dimension}, the number of multiplets of this spin; got "
            f"{n_states}."
        )
    return n_states
