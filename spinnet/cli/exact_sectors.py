"""Lowest states of several total spins by Lanczos, as the command line runs and shows them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from hamiltonians import HeisenbergModel
from spinnet.cli.output import note, spin_number
from spinnet.sector import LanczosStep, SectorEigenstates, sector_eigenstates
from spinnet.su2 import Spin

_NOTE_SECONDS = 10.0


States = Annotated[
    int | None,
    typer.Option("--states", metavar="N", help="How many states of each spin; by default 1."),
]
Tolerance = Annotated[
    float | None,
    typer.Option(
        "--tolerance", metavar="X", help="Residual norm that Lanczos ends at; by default 1e-8."
    ),
]
Vectors = Annotated[
    int | None,
    typer.Option(
        "--vectors",
        metavar="N",
        help="Vectors that Lanczos keeps; 2 is the leanest. By default what fits.",
    ),
]
Seconds = Annotated[
    float | None,
    typer.Option("--max-seconds", metavar="X", help="Stop then; with --out the work is kept."),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of the start vectors.")]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Folder for checkpoints of Lanczos; the same command on it continues.",
    ),
]


@dataclass(frozen=True)
class LanczosOptions:
    """What the command line says of Lanczos; the fields are those options."""

    states: States = None
    tolerance: Tolerance = None
    vectors: Vectors = None
    max_seconds: Seconds = None
    seed: Seed = 0
    out: Out = None

    @property
    def is_asked(self) -> bool:
        """Whether an option is given that only Lanczos has."""
        given = (self.states, self.tolerance, self.vectors, self.max_seconds, self.out)
        return any(one is not None for one in given)


def lowest_of_each(
    model: HeisenbergModel, two_totals: Sequence[int], options: LanczosOptions, *, progress: bool
) -> tuple[SectorEigenstates, ...]:
    """Return the lowest states of each spin, one after the other.

    Args:
        model: The model.
        two_totals: Twice each total spin.
        options: How; the time is that of all spins together, and each has a folder of its own.
        progress: Whether to report on standard error.
    """
    limit = options.max_seconds
    if limit is not None and not limit >= 0:
        raise ValueError(f"--max-seconds must not be negative; got {limit}.")
    began, found = time.perf_counter(), []
    for two_total in two_totals:
        left = None if limit is None else max(limit - (time.perf_counter() - began), 0.0)
        found.append(
            sector_eigenstates(
                model,
                two_total,
                1 if options.states is None else options.states,
                tolerance=1e-8 if options.tolerance is None else options.tolerance,
                max_vectors=options.vectors,
                max_seconds=left,
                seed=options.seed,
                checkpoint=None if options.out is None else options.out / _folder_name(two_total),
                callback=_Reporter(two_total) if progress else None,
            )
        )
    return tuple(found)


def _folder_name(two_total: int) -> str:
    return f"spin-{two_total}-halves" if two_total % 2 else f"spin-{two_total // 2}"


class _Reporter:
    """Says every few seconds where a calculation stands."""

    def __init__(self, two_total: int) -> None:
        self._spin = Spin(f"{two_total}/2")
        self._last = time.perf_counter()

    def __call__(self, step: LanczosStep) -> None:
        """Report a step, if the last report was long ago."""
        if time.perf_counter() - self._last < _NOTE_SECONDS:
            return
        self._last = time.perf_counter()
        note(
            f"spin {self._spin}: {step.n_products} products in {step.seconds:.0f} s, energy "
            f"{step.energies[0]:.10f}, residual {step.residuals[0]:.1e}"
        )


def sector_summary(name: str, found: Sequence[SectorEigenstates]) -> dict[str, Any]:
    """Return the JSON form of the lowest states of several spins.

    Args:
        name: Name of the lattice.
        found: One result for each spin.
    """
    lowest = _ground(found)
    return {
        "lattice": name,
        "n_sites": found[0].n_sites,
        "total_spin": None if lowest is None else spin_number(lowest.two_total),
        "energy": None if lowest is None else lowest.energy,
        "energy_per_site": None if lowest is None else lowest.energy / lowest.n_sites,
        "spin_gap": spin_gap(found),
        "converged": all(one.converged for one in found),
        "sectors": [
            {
                "total_spin": spin_number(one.two_total),
                "dimension": one.dimension,
                "energies": list(one.energies),
                "residuals": list(one.residuals),
                "complete": one.is_complete,
                "converged": one.converged,
                "products": one.n_products,
                "seconds": one.seconds,
            }
            for one in found
        ],
    }


def sector_rows(found: Sequence[SectorEigenstates]) -> list[tuple[str, object]]:
    """Return the lowest states of several spins as names and values for people."""
    rows: list[tuple[str, object]] = [("sites", found[0].n_sites)]
    for one in found:
        label = f"spin {Spin(f'{one.two_total}/2')}"
        for energy, residual in zip(one.energies, one.residuals, strict=True):
            rows.append((label, f"{energy:.12f}   residual {residual:.1e}"))
        rows.append(("", f"{one.dimension} states, {one.n_products} products, {one.seconds:.1f} s"))
        if not one.converged:
            rows.append(("", "not converged; with --out the same command goes on"))
        elif not one.is_complete:
            rows.append(("", "degenerate states were not looked for"))
    gap = spin_gap(found)
    return [*rows, ("spin gap", None if gap is None else f"{gap:.12f}")]


def spin_gap(found: Sequence[SectorEigenstates]) -> float | None:
    """Return the lowest energy of the second spin asked for above that of the first, or None."""
    if len(found) < 2 or not (found[0].energies and found[1].energies):
        return None
    return found[1].energy - found[0].energy


def _ground(found: Sequence[SectorEigenstates]) -> SectorEigenstates | None:
    return min((one for one in found if one.energies), key=lambda one: one.energy, default=None)
