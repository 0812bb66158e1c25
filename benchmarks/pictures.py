"""The pictures of docs/reference/benchmarks.md, from the measured results alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes

from spinnet.plots import save
from spinnet.plots.style import BLUE, FAINT, MUTED, PALETTE, SLATE, VERMILION, page, styled

ENGINES = {"loops": "loops", "bundles": "bundles", "jax": "plain JAX"}
IMAGES = Path(__file__).parents[1] / "docs" / "images"


@styled
def draw_race(race: dict[str, Any], labels: dict[str, str]) -> Path:
    """Draw time and memory of every contender on every case as bars.

    Args:
        race: What part (a) measured.
        labels: The plain name of each contender.
    """
    n_rows = max(len(case["entries"]) for case in race["cases"])
    height = 1.5 + 0.42 * n_rows
    figure = page(
        9.2,
        height,
        "One step: energy and gradient",
        f"Seconds, and peak memory of the process; {_machine(race)}",
    )
    times = [_step_seconds(entry) or race["limits"]["seconds"] for entry in _entries(race)]
    for place, case in enumerate(race["cases"]):
        axes = figure.add_axes((0.26 + 0.37 * place, 0.42 / height, 0.34, (height - 1.4) / height))
        for row, entry in enumerate(case["entries"]):
            _bar(axes, row, entry, race["limits"]["seconds"])
        axes.set_xscale("log")
        axes.set_ylim(n_rows - 0.45, -0.55)
        axes.set_xlim(min(times) / 3, max(times) * 100)  # room for the notes
        names = [labels[entry["contender"]] for entry in case["entries"]]
        axes.set_yticks(range(len(names)), names if place == 0 else [""] * len(names))
        axes.tick_params(axis="y", length=0)
        axes.set_title(case["name"], fontsize=9, loc="left")
    return save(figure, IMAGES / "benchmark-step")[0]


def _entries(race: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for case in race["cases"] for entry in case["entries"]]


def _step_seconds(entry: dict[str, Any]) -> float | None:
    """Return the time of energy and gradient, or of the energy where there is no gradient."""
    return entry.get("gradient_seconds") or entry.get("energy_seconds")


def _bar(axes: Axes, row: int, entry: dict[str, Any], limit: float) -> None:
    """Draw one contender; one that was stopped has an open bar as long as the limit."""
    seconds = _step_seconds(entry)
    if seconds is None:
        axes.barh(row, limit, height=0.55, color="none", edgecolor=MUTED, hatch="///", lw=0.6)
        note = f"none in {limit:g} s" if "limit" in entry["trouble"] else "none"
    else:
        colour = BLUE if entry["contender"] == "engine" else "#a9bccd"
        axes.barh(row, seconds, height=0.55, color=colour)
        note = f"{time_text(seconds)}, {(entry['peak_memory'] or 0) / 1e9:.1f} GB"
    axes.annotate(
        note, (seconds or limit, row), xytext=(4, 0), textcoords="offset points", va="center",
        fontsize=7.5, color=SLATE,
    )  # fmt: skip


@styled
def draw_scaling(series: Sequence[dict[str, Any]], name: str = "benchmark-scaling") -> Path:
    """Draw the time of a step against the dimension, with the bandwidth limit of each machine.

    Args:
        series: What part (b) measured, one for each machine.
        name: Name of the picture.
    """
    figure = page(
        7.2,
        4.6,
        "One step of the paper's chain circuit against its size",
        "Energy and gradient, per vertex gate. Dashed: gate by gate at the speed of a copy",
    )
    axes = figure.add_axes((0.11, 0.13, 0.85, 0.68))
    highest: dict[tuple[str | None, int, int], float] = {}  # of several engines of one device
    for colour, one in zip(PALETTE, series, strict=False):
        points = [point for point in one["points"] if point["trouble"] is None]
        if not points:
            continue
        x = [point["dimension"] for point in points]
        per_gate = [1e6 * point["gradient_seconds"] / point["n_gates"] for point in points]
        place = _machine(one) if one["device"] in (None, "cpu") else one["device"]
        label = f"{place} ({_short(one)})"
        axes.plot(x, per_gate, "o-", color=colour, ms=4, label=label)
        limit = [1e6 * gradient_limit(point) / point["n_gates"] for point in points]
        axes.plot(x, limit, "--", color=colour, lw=1, label="its bandwidth limit")
        for point, y in zip(points, per_gate, strict=True):
            key = one["device"], point["n_sites"], point["dimension"]
            highest[key] = max(y, highest.get(key, 0.0))
    for (_, n_sites, dimension), y in highest.items():
        axes.annotate(
            str(n_sites), (dimension, y), xytext=(0, 6), textcoords="offset points",
            ha="center", fontsize=7.5, color=SLATE,
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("dimension of the singlet sector (numbers: sites)")
    axes.set_ylabel("microseconds per vertex gate")
    axes.grid(True, color=FAINT, linewidth=0.6)
    axes.legend(loc="upper left")
    return save(figure, IMAGES / name)[0]


@styled
def draw_accuracy(found: dict[str, Any]) -> Path:
    """Draw the error of each recipe against the time since its process began.

    Args:
        found: What part (c) measured.
    """
    figure = page(
        7.2,
        4.2,
        f"{found['lattice']}: error against time from a cold start",
        f"Imports and compiling included; {_machine(found)}",
    )
    axes = figure.add_axes((0.11, 0.14, 0.85, 0.66))
    for colour, recipe in zip(PALETTE, found["recipes"], strict=False):
        course = [(seconds, error) for seconds, number, error in recipe["course"] if number]
        if course:
            axes.plot(*zip(*course, strict=True), "-", color=colour, lw=1.6, label=recipe["recipe"])
            axes.plot(*course[-1], "o", color=colour, ms=4)
    axes.axhline(found["target"], color=VERMILION, lw=1, ls=(0, (5, 3)))
    axes.annotate(
        f"the paper's best, {found['target']:g}", (0.01, found["target"]), fontsize=7.5,
        xycoords=("axes fraction", "data"), xytext=(0, -10), textcoords="offset points",
        color=VERMILION,
    )  # fmt: skip
    axes.set_yscale("log")
    axes.set_ylim(bottom=found["target"] / 2)
    axes.set_xlim(left=0)
    axes.set_xlabel("seconds since the process began")
    axes.set_ylabel(r"relative error  $(E - E_0)\,/\,|E_0|$")
    axes.grid(True, color=FAINT, linewidth=0.6)
    axes.legend(loc="upper right")
    return save(figure, IMAGES / "benchmark-accuracy")[0]


@styled
def draw_operations(found: dict[str, Any], name: str = "benchmark-operations") -> Path:
    """Draw the time of an operation in copies of the state, at every place of the line.

    Args:
        found: What part (d) measured.
        name: Name of the picture.
    """
    lines = found["lines"]
    figure = page(
        7.2,
        3.9,
        "One operation against copying the state",
        f"{found['device']}, {found['precision']} precision; a copy reads and writes all once",
    )
    width = 0.86 / len(lines)
    for number, line in enumerate(lines):
        axes = figure.add_axes((0.09 + number * (width + 0.02), 0.15, width - 0.03, 0.6))
        sites = sorted({label.split(" on ")[1] for label in line["copies"]})
        for label, copies in sorted(line["copies"].items()):
            kind, where = label.split(" on ")
            colour, style = PALETTE[sites.index(where)], "-" if kind == "gate" else ":"
            axes.plot(copies, style, color=colour, lw=1.6, label=label)
        axes.axhline(1, color=MUTED, lw=1, ls="--")
        axes.set_ylim(0, _most_copies(lines))
        axes.set_xlabel("first site of the window")
        axes.set_title(
            f"{line['n_sites']} sites: a copy takes {time_text(line['copy_seconds'])}",
            fontsize=9,
            loc="left",
        )
        axes.grid(True, color=FAINT, linewidth=0.6)
        if number == 0:
            axes.set_ylabel("time of an operation, in copies")
        else:
            axes.tick_params(axis="y", labelleft=False)
    axes.legend(loc="lower right", fontsize=7.5, ncols=2, handlelength=1.2)
    return save(figure, IMAGES / name)[0]


def _most_copies(lines: Sequence[dict[str, Any]]) -> float:
    return 1.1 * max(max(copies) for line in lines for copies in line["copies"].values())


def gradient_limit(point: dict[str, Any]) -> float:
    """Return the seconds that gate by gate at copy speed would take, energy and gradient.

    One copy of the state for each gate forward, two on the way back, where the adjoint state
    travels along.

    Args:
        point: A size of part (b).
    """
    return 3 * point["n_gates"] * point["copy_seconds"]


def time_text(seconds: float) -> str:
    """Return a time with three digits and its unit."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.3g} µs"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def _machine(result: dict[str, Any]) -> str:
    machine = result["machine"]
    return f"{machine['cores']} cores of {machine['processor']}"


def _short(one: dict[str, Any]) -> str:
    blocks = f"{one['blocks']} block{'s' * (one['blocks'] > 1)}"
    return f"{ENGINES[one['engine']]}, {blocks}, {one['precision']} precision"
