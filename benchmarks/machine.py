"""The machine a benchmark ran on: its name, its load, and how fast it copies memory."""

from __future__ import annotations

import os
import platform
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

COPY_BYTES = 1 << 28
TRIALS = 20  # the quickest counts
SHIFT = 200


def machine(packages: tuple[str, ...]) -> dict[str, Any]:
    """Return what a table must name: processor, cores in use, memory, load, versions.

    Args:
        packages: Packages whose versions are listed, where they are installed.
    """
    return {
        "processor": _processor(),
        "cores": n_cores(),
        "memory_gigabytes": round(_memory() / 1e9, 1),
        "load_at_start": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "versions": {name: _version(name) for name in packages if _version(name)},
    }


def n_cores() -> int:
    """Return the number of cores that this process and its children may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def copy_bandwidth(n_bytes: int = COPY_BYTES) -> float:
    """Return bytes moved per second, read and written, when all cores copy an array.

    Args:
        n_bytes: Size of the array; below the size of a cache, the cache is measured.
    """
    threads = n_cores() if n_bytes >= 1 << 20 else 1
    size = max(n_bytes // 8, threads)
    block = np.ones(2 * size + SHIFT)  # arrays a multiple of a page apart would copy slowly
    source, target = block[:size], block[size + SHIFT :]
    halves = np.array_split(target, threads), np.array_split(source, threads)
    pieces = list(zip(*halves, strict=True))
    repeats = max(1, (1 << 23) // source.nbytes)  # trials of a few milliseconds

    def copy(piece: tuple[np.ndarray, np.ndarray]) -> None:
        for _ in range(repeats):
            np.copyto(*piece)

    best = float("inf")
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(TRIALS):
            began = time.perf_counter()
            list(pool.map(copy, pieces))
            best = min(best, (time.perf_counter() - began) / repeats)
    return 2 * source.nbytes / best


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
