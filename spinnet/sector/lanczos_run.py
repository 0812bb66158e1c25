"""Running a Lanczos search: budgets, checkpoints, and whoever watches."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from spinnet.sector.level_search import LevelSearch
from spinnet.sector.recurrence import RecurrenceSearch
from spinnet.sector.vector_store import VectorStore

SAVE_SECONDS = 20.0  # checkpoints are not closer than this
_SAVE_SHARE = 0.1  # of the time, at most, goes into them

Search = LevelSearch | RecurrenceSearch


@dataclass(frozen=True)
class LanczosStep:
    """What a callback sees after each product.

    Args:
        n_products: Products so far.
        energies: The lowest energies as they stand.
        residuals: Their residual norms.
        seconds: Time spent so far.
    """

    n_products: int
    energies: tuple[float, ...]
    residuals: tuple[float, ...]
    seconds: float


Callback = Callable[[LanczosStep], object]


class LanczosRun:
    """A search, its clock, its checkpoint and whoever watches.

    Args:
        search: The search.
        max_products: Products at most, over all sessions.
        store: The checkpoint, if any.
        save_seconds: Shortest time between checkpoints.
        max_seconds: Time of this session; None is unlimited.
        callback: Called after each product; returning True stops.
    """

    def __init__(
        self,
        search: Search,
        *,
        max_products: int,
        store: VectorStore | None = None,
        save_seconds: float = SAVE_SECONDS,
        max_seconds: float | None = None,
        callback: Callback | None = None,
    ) -> None:
        """Get ready; `go` starts."""
        self.search = search
        self._max_products = max_products
        self.n_products = 0
        self._store, self._callback = store, callback
        self._save_seconds, self._max_seconds = save_seconds, max_seconds
        self._before = 0.0  # seconds of earlier sessions
        self._began = self._saved = time.perf_counter()
        self._saving = 0.0  # seconds that the last checkpoint took

    @property
    def seconds(self) -> float:
        """Time over all sessions."""
        return self._before + time.perf_counter() - self._began

    def go(self) -> None:
        """Search until the end, a limit or a stop; Ctrl-C saves first."""
        self._load()
        try:
            while not (self.search.is_done or self._is_over()):
                self.search.advance()
                self.n_products += 1
                is_stopped = self._shown()
                self._save(now=False)
                if is_stopped:
                    break
        finally:
            self._save(now=True)

    def _is_over(self) -> bool:
        late = self._max_seconds is not None and (
            time.perf_counter() - self._began > self._max_seconds
        )
        return late or self.n_products >= self._max_products

    def _shown(self) -> bool:
        if self._callback is None:
            return False
        energies, residuals = self.search.estimate()
        step = LanczosStep(
            self.n_products, tuple(energies.tolist()), tuple(residuals.tolist()), self.seconds
        )
        return self._callback(step) is True

    def _load(self) -> None:
        saved = self._store.load() if self._store is not None else None
        if saved is not None:
            numbers, kept = saved
            self.n_products, self._before = numbers["n_products"], numbers["seconds"]
            self.search.restore(numbers["search"], kept)

    def _save(self, *, now: bool) -> None:
        since = time.perf_counter() - self._saved
        least = max(self._save_seconds, self._saving / _SAVE_SHARE)
        if self._store is None or not (now or since > least):
            return
        began = time.perf_counter()
        snapshot = self.search.snapshot()
        numbers = {
            "n_products": self.n_products,
            "seconds": self.seconds,
            "search": snapshot.numbers,
        }
        self._store.save(numbers, snapshot.vectors)
        self._saved = time.perf_counter()
        self._saving = self._saved - began
