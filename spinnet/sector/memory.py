"""Memory asked before it is taken: what a calculation in a sector needs, and what the device has.

The needs are counted from numbers of states, in bytes, by pure functions. They are upper estimates
of what XLA reserves at its peak; `python benchmarks/memory_use.py` compares them with what is seen.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import jax
import numpy as np

from spinnet.sector.basis import SectorBasis
from spinnet.sector.choice import EngineName, engine_name
from spinnet.sector.layout import is_tiled
from spinnet.sector.loops.engine import N_STATES, n_threads

MOST_VECTORS = 40
"""More vectors than this save few products and cost time to keep orthogonal."""

HUGE_DIMENSION = 10_000_000
"""From here on Lanczos keeps two vectors unless more are asked for: products are what costs."""

PRODUCT_STATES = 13
"""States alive at the peak of a product on a walk, as XLA lays it out."""

BUNDLE_PRODUCT_STATES = 3
"""The same in the kernels of a GPU, which work in place."""

ENERGY_STATES = {"jax": 8, "bundles": 6}
"""States alive at the peak of an energy: the model's action beside the final state."""

GRADIENT_STATES = {"jax": 14, "bundles": 6}
"""States alive at the peak of a gradient; in plain JAX two columns, cut and pasted."""

WORK_BYTES = 400_000_000
"""What the tables of a GPU's kernels take at most, matrices of gates apart."""

_SHARE = 0.9  # of the free memory that is asked for at most
_UNKNOWN = 8 << 30  # bytes assumed where the system does not say


class MemoryNeedError(ValueError):
    """A calculation would not fit the device; nothing was computed."""


@dataclass(frozen=True)
class MemoryNeed:
    """What a calculation needs.

    Args:
        parts: Names and bytes.
    """

    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """Sum of all parts, in bytes."""
        return sum(size for _, size in self.parts)

    def __str__(self) -> str:
        """Return the total and its parts in words."""
        listed = ", ".join(f"{name} {size_text(size)}" for name, size in self.parts)
        return f"{size_text(self.total)} ({listed})"


def size_text(size: float) -> str:
    """Return a number of bytes for people.

    Example:
        >>> size_text(3_821_109_600)
        '3.8 GB'
    """
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError


def index_bytes(dimension: int, n_sites: int, engine: EngineName) -> int:
    """Return the bytes of a layout's arrays on the default device.

    Index arrays hold two 32-bit numbers for each state and window, padding apart; where places are
    computed, each state has the number of its prefix.

    Args:
        dimension: Number of states in the sector.
        n_sites: Number of spins.
        engine: What runs.
    """
    if engine == "bundles":
        return WORK_BYTES
    return int(2.4 * 4 * dimension * n_sites) if is_tiled(dimension) else 4 * dimension


def product_states(dimension: int) -> int:
    """Return how many states a product of Lanczos has alive at its peak on the default device.

    Args:
        dimension: Number of states in the sector.
    """
    return BUNDLE_PRODUCT_STATES if engine_name(dimension) == "bundles" else PRODUCT_STATES


def lanczos_need(
    dimension: int, n_vectors: int, *, n_sites: int, item_bytes: int = 8
) -> MemoryNeed:
    """Return what Lanczos needs.

    Args:
        dimension: Number of states in the sector.
        n_vectors: Vectors kept.
        n_sites: Number of spins.
        item_bytes: Bytes of an amplitude.
    """
    return MemoryNeed(
        (
            ("vectors", dimension * n_vectors * item_bytes),
            ("product", dimension * product_states(dimension) * item_bytes),
            ("indices", index_bytes(dimension, n_sites, engine_name(dimension))),
        )
    )


def search_need(
    dimension: int,
    n_starts: int,
    *,
    n_sites: int,
    item_bytes: int,
    with_gradients: bool = True,
    engine: EngineName | None = None,
) -> MemoryNeed:
    """Return what energies, or energies and gradients, of a batch of starts need.

    In JAX and on GPUs all starts are alive at once. Loops keep a fixed number of states, and one
    being turned, for each start that runs, and as many starts run as there are cores.

    Args:
        dimension: Number of states in the sector.
        n_starts: States in a batch.
        n_sites: Number of spins.
        item_bytes: Bytes of an amplitude: 8 for real double and complex single precision, 16
            for complex double.
        with_gradients: Whether gradients are wanted.
        engine: What runs; None decides by device and size.
    """
    engine = engine_name(dimension) if engine is None else engine
    if engine == "loops":
        n_states = (N_STATES + 1) * n_threads(n_starts)
    else:
        n_states = (GRADIENT_STATES if with_gradients else ENERGY_STATES)[engine] * n_starts
    return MemoryNeed(
        (
            ("states", dimension * n_states * item_bytes),
            ("indices", index_bytes(dimension, n_sites, engine)),
        )
    )


def free_memory(device: jax.Device | None = None) -> int:
    """Return the bytes that a device has left for JAX.

    Args:
        device: The device; None is JAX's first.
    """
    device = jax.devices()[0] if device is None else device
    stats = None if device.platform == "cpu" else device.memory_stats()
    if stats and "bytes_limit" in stats:
        return int(stats["bytes_limit"] - stats.get("bytes_in_use", 0))
    return _free_host_memory()


def _free_host_memory() -> int:
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            fields = dict(line.split(":", 1) for line in file)
        return int(fields["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return _UNKNOWN


def lanczos_vectors(basis: SectorBasis, free: int | None = None) -> int:
    """Return how many vectors Lanczos should keep: what fits, from 2 to 40; of huge sectors 2.

    Args:
        basis: The sector.
        free: Bytes that are free; None asks the device.
    """
    return 2 if basis.dimension >= HUGE_DIMENSION else _fitting_vectors(basis, free)


def _fitting_vectors(basis: SectorBasis, free: int | None) -> int:
    free = free_memory() if free is None else free
    fixed = lanczos_need(basis.dimension, 0, n_sites=basis.n_sites).total
    room = (_SHARE * free - fixed) / (8 * basis.dimension)
    return int(np.clip(room, 2, MOST_VECTORS))


def check_lanczos(basis: SectorBasis, n_vectors: int, free: int | None = None) -> None:
    """Refuse a Lanczos run that does not fit.

    Args:
        basis: The sector.
        n_vectors: Vectors kept.
        free: Bytes that are free; None asks the device.

    Raises:
        MemoryNeedError: If it needs more; the message says what it needs and what would fit.
    """
    free = free_memory() if free is None else free
    need = lanczos_need(basis.dimension, n_vectors, n_sites=basis.n_sites)
    if need.total <= free:
        return
    least = lanczos_need(basis.dimension, 2, n_sites=basis.n_sites)
    hint = (
        f"max_vectors = {_fitting_vectors(basis, free)} would fit"
        if least.total <= free
        else "even two vectors do not fit: take a larger device or fewer sites"
    )
    raise MemoryNeedError(
        f"Lanczos with {n_vectors} vectors of {basis.dimension} states needs {need}, and "
        f"{size_text(free)} are free; {hint}."
    )


def check_search(
    basis: SectorBasis,
    n_starts: int,
    *,
    item_bytes: int,
    with_gradients: bool = True,
    engine: EngineName | None = None,
    free: int | None = None,
) -> None:
    """Refuse an evaluation that does not fit.

    Args:
        basis: The sector.
        n_starts: States in a batch.
        item_bytes: Bytes of an amplitude.
        with_gradients: Whether gradients are wanted.
        engine: What runs; None decides by device and size.
        free: Bytes that are free; None asks the device.

    Raises:
        MemoryNeedError: If it needs more; the message says what it needs and what would fit.
    """
    free = free_memory() if free is None else free
    need_of = partial(
        search_need,
        basis.dimension,
        n_sites=basis.n_sites,
        with_gradients=with_gradients,
        engine=engine,
    )
    need = need_of(n_starts, item_bytes=item_bytes)
    if need.total <= free:
        return
    raise MemoryNeedError(
        f"{n_starts} start(s) in a sector of {basis.dimension} states need {need}, and "
        f"{size_text(free)} are free; {_remedy(need_of, item_bytes, free)}."
    )


def _remedy(need_of: Callable[..., MemoryNeed], item_bytes: int, free: int) -> str:
    for size, words in ((item_bytes, ""), (item_bytes // 2, " in single precision")):
        fixed = need_of(0, item_bytes=size).total
        one = need_of(1, item_bytes=size).total - fixed
        fitting = int((free - fixed) // one)
        if fitting >= 1:
            return f"{fitting} start(s) at a time{words} would fit"
    return "not even one start in single precision fits: take a larger device or fewer sites"
