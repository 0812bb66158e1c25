"""The course of a search: energy and relative error against evaluations, for every start."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from spinnet.plots import style

_OTHER = "#a9bccd"
_FLOOR = 1e-16


@style.styled
def plot_history(
    energies: Sequence[Sequence[float]],
    *,
    evaluations: Sequence[Sequence[float]] | None = None,
    exact_energy: float | None = None,
    title: str | None = None,
) -> Figure:
    """Draw how the energy of each start goes down, and its relative error if that is known.

    The start that reaches the lowest energy is drawn heavy, the others light.

    Args:
        energies: One sequence of energies per start, in the order of evaluation, units of J.
        evaluations: The number of evaluations at which each energy was reached, in the same form;
            None counts 1, 2, 3, ... for each start.
        exact_energy: The ground-state energy E0. With it a second panel shows
            (E - E0) / abs(E0) on a logarithmic scale; without it there is one panel.
        title: Title of the picture; None is "Energy against evaluations".

    Returns:
        The figure, with one panel or two.

    Raises:
        ValueError: If there is no start, a start has no energies, an energy is not finite, the
            lengths of evaluations and energies differ, or ``exact_energy`` is 0 or not finite.
    """
    runs = _checked_runs(energies, evaluations)
    if exact_energy is not None and not (np.isfinite(exact_energy) and exact_energy != 0):
        raise ValueError(
            f"exact_energy must be finite and not 0, to measure relative errors by; got "
            f"{exact_energy}. Leave it out to draw energies alone."
        )
    best = min(range(len(runs)), key=lambda start: float(runs[start][1].min()))
    n_panels = 1 if exact_energy is None else 2
    starts = "1 start" if len(runs) == 1 else f"{len(runs)} starts"
    summary = f"{starts}, lowest energy {runs[best][1].min():.8g}"
    if exact_energy is not None:
        error = (runs[best][1].min() - exact_energy) / abs(exact_energy)
        summary += f", relative error {error:.1e}"
    figure = style.page(5.0 * n_panels, 3.7, title or "Energy against evaluations", summary)
    panels = [
        figure.add_axes((0.145 / n_panels + 0.51 * panel, 0.135, 0.815 / n_panels, 0.66))
        for panel in range(n_panels)
    ]
    _draw_energies(panels[0], runs, best, exact_energy)
    if exact_energy is not None:
        _draw_errors(panels[1], runs, best, exact_energy)
    return figure


Run = tuple[np.ndarray, np.ndarray]


def _checked_runs(
    energies: Sequence[Sequence[float]], evaluations: Sequence[Sequence[float]] | None
) -> list[Run]:
    """Return (evaluations, energies) of each start."""
    if len(energies) == 0:
        raise ValueError("energies must hold one sequence per start; got none.")
    if evaluations is not None and len(evaluations) != len(energies):
        raise ValueError(
            f"evaluations must hold one sequence for each of the {len(energies)} starts; got "
            f"{len(evaluations)}."
        )
    runs = []
    for start, values in enumerate(energies):
        y = np.asarray(values, dtype=float)
        if y.ndim != 1 or not len(y):
            raise ValueError(
                f"the energies of start {start} must be a sequence of at least 1 number; got shape "
                f"{y.shape}. Give one sequence per start, also when there is one start."
            )
        if not np.all(np.isfinite(y)):
            raise ValueError(f"the energies of start {start} must be finite.")
        x = np.arange(1, len(y) + 1) if evaluations is None else np.asarray(evaluations[start])
        if x.shape != y.shape:
            raise ValueError(
                f"evaluations and energies of start {start} must be equally many; got {x.size} "
                f"and {y.size}."
            )
        runs.append((x, y))
    return runs


def _relative_error(energy: np.ndarray | float, exact_energy: float) -> np.ndarray:
    """Return (E - E0) / |E0|, not below 1e-16, so that it shows on a logarithmic scale."""
    return np.maximum((np.asarray(energy) - exact_energy) / abs(exact_energy), _FLOOR)


def _draw_runs(axes: Axes, runs: list[Run], best: int) -> None:
    for start, (x, y) in enumerate(runs):
        is_best = start == best
        (line,) = axes.plot(
            x, y, color=style.BLUE if is_best else _OTHER, linewidth=1.9 if is_best else 0.9,
            zorder=3 if is_best else 2, marker="o" if len(x) == 1 else "", markersize=3,
            gid=f"start-{start}",
        )  # fmt: skip
        if is_best:
            axes.plot(x[-1], y[-1], "o", color=style.BLUE, markersize=4.5, zorder=4)
            line.set_label(f"best start (number {start})" if len(runs) > 1 else "search")
        elif start == (0 if best else 1):
            line.set_label("other starts" if len(runs) > 2 else "other start")


def _draw_energies(axes: Axes, runs: list[Run], best: int, exact_energy: float | None) -> None:
    _draw_runs(axes, runs, best)
    lowest = min(float(y.min()) for _, y in runs)
    highest = max(float(y.max()) for _, y in runs)
    if exact_energy is not None:
        axes.axhline(
            exact_energy, color=style.VERMILION, linewidth=1.1, linestyle=(0, (5, 3)), zorder=3.5,
            label=f"exact, {exact_energy:.8g}",
        )  # fmt: skip
        lowest = min(lowest, exact_energy)
    room = 0.06 * (highest - lowest) or 0.5
    axes.set_ylim(lowest - room, highest + room)
    _finish(axes, "energy  (units of J)")
    axes.legend(loc="upper right")


def _draw_errors(axes: Axes, runs: list[Run], best: int, exact_energy: float) -> None:
    axes.set_yscale("log")
    _draw_runs(axes, [(x, _relative_error(y, exact_energy)) for x, y in runs], best)
    _finish(axes, r"relative error  $(E - E_0)\,/\,|E_0|$")


def _finish(axes: Axes, label: str) -> None:
    axes.set_xlabel("evaluations of energy and gradient")
    axes.set_ylabel(label)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.grid(True, color=style.FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=3, labelsize=8.5)
