"""The search for the lowest levels with their true multiplicities, run after run of Lanczos.

A run sees one state of a degenerate level. States found are locked, and a run from a new random
vector orthogonal to them is made until one finds nothing at or below the last level wanted.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from spinnet.sector import vectors
from spinnet.sector.lanczos import Operator, Ritz, ThickRestart


@dataclass(frozen=True)
class LanczosSettings:
    """What a search for levels is told.

    Args:
        n_states: States wanted, each multiplet one.
        tolerance: Largest residual norm, in the units of the operator.
        level_width: Energies this close are one level.
        max_vectors: Vectors kept at most; 2 keeps the three-term recurrence alone.
        seed: Seed of the start vectors.
        complete: Whether to search until the last level is known to be complete.
        scale: Size of the operator.
    """

    n_states: int
    tolerance: float
    level_width: float
    max_vectors: int
    seed: int
    complete: bool
    scale: float


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything a search needs to go on.

    Args:
        numbers: Plain data that ``json`` can write.
        vectors: Long vectors by serial number; what a number stands for never changes.
    """

    numbers: dict[str, Any]
    vectors: dict[int, jax.Array]


@dataclass(frozen=True, eq=False)
class _Locked:
    vector: jax.Array
    serial: int
    energy: float
    residual: float


class LevelSearch:
    """A search for levels under way, one product at a time.

    Args:
        apply: The operator.
        dimension: Number of amplitudes.
        settings: The settings.
        start: Start vector of the first run; None draws it.
    """

    def __init__(
        self,
        apply: Operator,
        dimension: int,
        settings: LanczosSettings,
        start: jax.Array | None = None,
    ) -> None:
        """Begin with the first run."""
        self._apply, self._dimension, self._settings = apply, dimension, settings
        self._locked: list[_Locked] = []
        self._serials = itertools.count()
        self._run = 0
        self.is_done = False
        self._space = self._new_space(self._draw() if start is None else start)

    def advance(self) -> None:
        """Apply the operator once, and begin a new run where one has ended."""
        self._space.step()
        ritz = self._space.ritz()
        if self._finds_no_more(ritz):
            self.is_done = True
            return
        wanted = min(self._n_wanted(), len(ritz.values))
        converged = np.all(ritz.residuals[:wanted] <= self._settings.tolerance)
        if self._space.is_exhausted or (converged and wanted == self._n_wanted()):
            self._lock(ritz, wanted)
            self._begin_next_run()

    def estimate(self) -> tuple[np.ndarray, np.ndarray]:
        """Return energies and residuals of the lowest states known so far, at most those wanted."""
        found = [(one.energy, one.residual) for one in self._locked]
        if not self.is_done and len(found) < self._settings.n_states:
            ritz = self._space.ritz()
            found += list(zip(ritz.values, ritz.residuals, strict=True))
        energies, residuals = np.array(sorted(found)[: self._settings.n_states]).reshape(-1, 2).T
        return energies, residuals

    def levels(self) -> tuple[tuple[float, ...], tuple[jax.Array, ...]]:
        """Return energies and vectors of the states of the wanted levels, ascending."""
        ordered = sorted(self._locked, key=lambda one: one.energy)
        kept = [one for one in ordered if one.energy <= self._cut()]
        if not self._settings.complete:
            kept = ordered[: self._settings.n_states]
        return tuple(one.energy for one in kept), tuple(one.vector for one in kept)

    def snapshot(self) -> Snapshot:
        """Return what `restore` needs."""
        numbers = {
            "run": self._run,
            "is_done": self.is_done,
            "locked": [[one.serial, one.energy, one.residual] for one in self._locked],
            "basis": list(self._space.names),
            "projected": self._space.projected.tolist(),
            "border": self._space.border.tolist(),
        }
        kept = dict(zip(self._space.names, self._space.basis, strict=True))
        return Snapshot(numbers, kept | {one.serial: one.vector for one in self._locked})

    def restore(self, numbers: Mapping[str, Any], kept: Mapping[int, jax.Array]) -> None:
        """Go back to a snapshot."""
        self._run, self.is_done = numbers["run"], numbers["is_done"]
        self._locked = [_Locked(kept[n], n, energy, r) for n, energy, r in numbers["locked"]]
        self._serials = itertools.count(1 + max(kept, default=-1))
        self._space = self._new_space(None)
        names = numbers["basis"]
        size = len(numbers["border"])
        self._space.restore(
            [kept[name] for name in names],
            names,
            np.array(numbers["projected"], dtype=float).reshape(size, size),
            np.array(numbers["border"], dtype=float),
        )

    def _n_wanted(self) -> int:
        return max(self._settings.n_states - len(self._locked), 1)

    def _cut(self) -> float:
        """Return the highest energy that belongs to the last level wanted."""
        energies = sorted(one.energy for one in self._locked)
        return energies[: self._settings.n_states][-1] + self._settings.level_width

    def _finds_no_more(self, ritz: Ritz) -> bool:
        """Whether all levels are known and this run's lowest state lies above them."""
        if len(self._locked) < self._settings.n_states:
            return False
        gap, residual = ritz.values[0] - self._cut(), ritz.residuals[0]
        # A residual far below the gap says that the run has settled on a state above the cut.
        return bool(gap > 0 and residual <= 0.1 * gap)

    def _lock(self, ritz: Ritz, n_taken: int) -> None:
        fresh = self._space.take(n_taken)
        for vector, energy, residual in zip(fresh, ritz.values, ritz.residuals, strict=False):
            one = _Locked(vector, next(self._serials), float(energy), float(residual))
            self._locked.append(one)

    def _begin_next_run(self) -> None:
        known = len(self._locked) >= self._settings.n_states
        if (known and not self._settings.complete) or len(self._locked) == self._dimension:
            self.is_done = True
            return
        self._run += 1
        self._space = self._new_space(self._draw())

    def _draw(self) -> jax.Array:
        return vectors.random_vector(self._settings.seed, self._run, self._dimension)

    def _new_space(self, start: jax.Array | None) -> ThickRestart:
        room = self._settings.max_vectors - len(self._locked)
        if room < _LEAST_ROOM:
            raise ValueError(
                f"max_vectors must leave room for {_LEAST_ROOM} vectors beside the "
                f"{len(self._locked)} states found; got {self._settings.max_vectors}. Raise it, "
                "ask for fewer states, or do without complete levels."
            )
        return ThickRestart(
            self._apply,
            start,
            locked=[one.vector for one in self._locked],
            max_vectors=room,
            n_wanted=self._n_wanted(),
            scale=self._settings.scale,
            serials=self._serials,
        )


_LEAST_ROOM = 6
