"""Running a Lanczos search: budgets, checkpoints, and whoever watches."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

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
        """Search until the end, a limit or a stop.

        Ctrl-C waits for the end of the product under way, then everything is saved.

        Raises:
            KeyboardInterrupt: After Ctrl-C.
        """
        self._load()
        is_whole = True  # in the middle of a product there is nothing to save
        try:
            with _PatientInterrupt() as interrupt:
                while not (self.search.is_done or self._is_over() or interrupt.has_come):
                    is_whole = False
                    self.search.advance()
                    self.n_products += 1
                    is_whole = True
                    is_stopped = self._shown()
                    self._save(now=False)
                    if is_stopped:
                        break
        finally:
            if is_whole:
                self._save(now=True)
        if interrupt.has_come:
            raise KeyboardInterrupt

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


class _PatientInterrupt:
    """Notes the first Ctrl-C instead of raising; a second one raises at once."""

    def __init__(self) -> None:
        self.has_come = False
        self._former: Any = None
        self._is_ours = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> _PatientInterrupt:
        if self._is_ours:
            self._former = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_ours:
            signal.signal(signal.SIGINT, self._former)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        if self.has_come:
            raise KeyboardInterrupt
        self.has_come = True
